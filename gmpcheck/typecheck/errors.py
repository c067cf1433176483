"""Wording of the checker's errors and warnings. One function per cause; nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable

from gmpcheck.diagnostics import Diagnostic, Note
from gmpcheck.model.types import Type
from gmpcheck.source import Span
from gmpcheck.spelling import nearest


def error(
    code: str,
    message: str,
    span: Span | None,
    label: str = "",
    notes: Iterable[Note] = (),
    help: Iterable[str] = (),
) -> Diagnostic:
    return Diagnostic(code, "error", message, span, label, tuple(notes), tuple(help))


def warning(code: str, message: str, span: Span, label: str = "", help: Iterable[str] = ()) -> Diagnostic:
    return Diagnostic(code, "warning", message, span, label, (), tuple(help))


def did_you_mean(name: str, known: Iterable[str]) -> tuple[str, ...]:
    near = nearest(name, known)
    return (f"did you mean `{near}`?",) if near else ()


# ---- 1xx names and declarations ---------------------------------------------------------------


def unknown_name(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    hints = did_you_mean(name, known) or (
        "declare it, or qualify a status or label with its type, as in `P.idle`",
    )
    return error("GMP101", f"unknown name `{name}`", span, "nothing of this name is in scope", help=hints)


def duplicate(kind: str, name: str, span: Span, first: Span) -> Diagnostic:
    return error(
        "GMP102",
        f"`{name}` is declared twice",
        span,
        f"this {kind} repeats the name",
        [Note("first declared here", first)],
        ["rename one of them: every declaration has a name of its own"],
    )


def shadowing(name: str, span: Span, outer: Span | None, what: str) -> Diagnostic:
    notes = [Note(f"the {what} `{name}`", outer)] if outer else [Note(f"`{name}` is a {what}")]
    return error(
        "GMP103", f"`{name}` would hide a {what} of the same name", span, "choose another name", notes
    )


def not_a_value(name: str, kind: str, span: Span, help: str) -> Diagnostic:
    return error("GMP104", f"`{name}` is {kind}, not a value", span, "a value is needed here", help=[help])


def unknown_type(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    hints = did_you_mean(name, known) or (
        "types are bool, lo..hi, a machine, an enum, a struct, T?, queue[T, n], set[T], array[I, T]",
    )
    return error("GMP105", f"unknown type `{name}`", span, "no type has this name", help=hints)


def unknown_label(owner: str, name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    known = list(known)
    listing = f"{owner} has {', '.join(f'`{k}`' for k in known)}" if known else f"{owner} has none"
    return error(
        "GMP106",
        f"{owner} has no `{name}`",
        span,
        "not one of its names",
        [Note(listing)],
        did_you_mean(name, known),
    )


def ambiguous_label(name: str, span: Span, owners: Iterable[str]) -> Diagnostic:
    owners = list(owners)
    ways = " or ".join(f"`{o}.{name}`" for o in owners)
    return error(
        "GMP107",
        f"`{name}` could be a name of {' or '.join(owners)}",
        span,
        "nothing here says which",
        help=[f"qualify it: {ways}"],
    )


def unknown_field(owner: str, name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    known = list(known)
    listing = f"{owner} has {', '.join(f'`{k}`' for k in known)}" if known else f"{owner} has no fields"
    return error(
        "GMP108",
        f"{owner} has no field `{name}`",
        span,
        "unknown field",
        [Note(listing)],
        did_you_mean(name, known),
    )


def no_spec_line(span: Span) -> Diagnostic:
    return error(
        "GMP109",
        "the file does not say which spec it is",
        span,
        "no `spec` line before this",
        help=["begin the file with a line such as `spec handoff`"],
    )


def cyclic(kind: str, name: str, span: Span) -> Diagnostic:
    return error(
        "GMP110", f"{kind} `{name}` is defined through itself", span, "it is needed for its own value"
    )


def repeated(kind: str, name: str, span: Span, first: Span) -> Diagnostic:
    return error(
        "GMP111",
        f"{kind} `{name}` stands twice",
        span,
        "repeated",
        [Note("first here", first)],
        ["remove one"],
    )


def lifecycle_target(machine: str, name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    return error(
        "GMP112",
        f"the lifecycle of {machine} leads to `{name}`, which is not one of its statuses",
        span,
        "unknown status",
        help=did_you_mean(name, known),
    )


def no_status(machine: str, span: Span) -> Diagnostic:
    return error(
        "GMP113",
        f"machine {machine} has no status",
        span,
        help=[f"declare one in the machine: `status {{ idle, running }}` in {machine}"],
    )


# ---- 2xx types --------------------------------------------------------------------------------


def mismatch(found: Type, wanted: str, span: Span, help: Iterable[str] = ()) -> Diagnostic:
    return error("GMP201", f"{wanted} is needed here", span, f"this is {article(found)}", help=help)


def operand(op: str, found: Type, wanted: str, span: Span, help: Iterable[str] = ()) -> Diagnostic:
    return error("GMP202", f"`{op}` works on {wanted}", span, f"this is {article(found)}", help=help)


def never_nil(found: str, span: Span) -> Diagnostic:
    return error(
        "GMP203",
        f"`nil` is not {found}",
        span,
        "this can never be nil",
        help=[f"write the type as `{found.removeprefix('a ').removeprefix('an ')}?` where it may be nil"],
    )


def bad_optional(found: Type, span: Span) -> Diagnostic:
    return error(
        "GMP204",
        f"{article(found)} cannot be optional",
        span,
        "`?` goes with a machine, an enum or a range",
        help=["use an empty queue or set, or a flag beside it, for the absent value"],
    )


def arity(what: str, wanted: int, got: int, span: Span, declared: Span | None = None) -> Diagnostic:
    plural = "" if wanted == 1 else "s"
    notes = [Note("declared here", declared)] if declared else []
    return error("GMP205", f"{what} takes {wanted} argument{plural}, not {got}", span, f"{got} given", notes)


def unknown_function(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    return error(
        "GMP206",
        f"unknown function `{name}`",
        span,
        "no function or proc of this name",
        help=did_you_mean(name, known),
    )


def unknown_method(name: str, found: Type, span: Span, known: Iterable[str]) -> Diagnostic:
    known = list(known)
    notes = [Note(f"it has {', '.join(f'`{k}`' for k in known)}")] if known else []
    return error(
        "GMP206",
        f"{article(found)} has no method `{name}`",
        span,
        "unknown method",
        notes,
        did_you_mean(name, known),
    )


def unordered(found: Type, op: str, span: Span) -> Diagnostic:
    return error(
        "GMP207",
        f"values of {found} have no order, so `{op}` has no meaning",
        span,
        f"this is {article(found)}",
        help=["only numbers are ordered; compare machines, statuses and labels with == and !="],
    )


def no_type(what: str, span: Span, help: str) -> Diagnostic:
    return error("GMP208", f"nothing here says what type {what} has", span, help=[help])


def not_indexable(found: Type, span: Span) -> Diagnostic:
    return error(
        "GMP209",
        f"{article(found)} cannot be indexed",
        span,
        "`[…]` goes with an array, a queue, a process or a machine",
    )


def needs_initialiser(what: str, found: Type, span: Span) -> Diagnostic:
    return error(
        "GMP210",
        f"{what} needs an initial value: {article(found)} is never nil and has no default",
        span,
        help=["give one (`= any` for all values), or make the type optional with `?`"],
    )


def int_not_here(span: Span) -> Diagnostic:
    return error(
        "GMP211",
        "`int` has no bounds and cannot be stored",
        span,
        "only a parameter of an action may be an int",
        help=["use a range such as 0..7"],
    )


def not_a_domain(found: Type, span: Span) -> Diagnostic:
    return error(
        "GMP212",
        f"{article(found)} cannot be ranged over",
        span,
        "a machine, enum, range lo..hi, set or queue is needed here",
    )


def not_constant(span: Span) -> Diagnostic:
    return error(
        "GMP213",
        "this must be known before the first state",
        span,
        "it depends on the state",
        help=["use parameters, constants and literals here; compute other initial values in `init { }`"],
    )


def empty_range(low: int, high: int, span: Span) -> Diagnostic:
    return error("GMP214", f"the range {low}..{high} has no values", span, "its end is below its start")


def misplaced_range(span: Span) -> Diagnostic:
    return error("GMP215", "a range is not a value", span, "`lo..hi` stands only after `in` and as a type")


def too_large(what: str, size: int, limit: int, span: Span) -> Diagnostic:
    shown = str(size) if size < 10**12 else "more than 10^12"
    return error("GMP216", f"{what} would have {shown} elements; the limit is {limit}", span)


def index_type(found: Type, span: Span) -> Diagnostic:
    return error(
        "GMP217", f"{article(found)} cannot be an index", span, "an index is a machine, enum, range or bool"
    )


def misplaced_temporal(op: str, span: Span, help: str) -> Diagnostic:
    return error("GMP218", f"`{op}` is a temporal operator and cannot stand here", span, help=[help])


def instance_range(machine: str, index: int, size: int, span: Span) -> Diagnostic:
    have = f"it has {machine}[0] to {machine}[{size - 1}]" if size else "it has no instances"
    return error("GMP219", f"there is no instance {machine}[{index}]", span, have)


def constant_fault(message: str, span: Span) -> Diagnostic:
    return error("GMP220", f"this constant has no value: {message}", span)


# ---- 3xx statements ---------------------------------------------------------------------------


def not_assignable(what: str, span: Span, help: str) -> Diagnostic:
    return error("GMP301", f"{what} cannot be assigned", span, help=[help])


def misplaced_pop(method: str, span: Span) -> Diagnostic:
    return error(
        "GMP302",
        f"`{method}` changes the queue, so it stands alone on the right of `=` or `let`",
        span,
        "inside a larger expression",
        help=[f"take the element first: `let x = q.{method}()`"],
    )


def misplaced_await(span: Span, help: str) -> Diagnostic:
    return error(
        "GMP303",
        "`await` opens a step, an action body or a branch of `either`",
        span,
        "not the first here",
        help=[help],
    )


def misplaced_statement(word: str, where: str, span: Span, help: str) -> Diagnostic:
    return error("GMP304", f"`{word}` cannot stand in {where}", span, help=[help])


def unreachable(span: Span, word: str, before: Span) -> Diagnostic:
    return error(
        "GMP305",
        "this is never executed",
        span,
        f"after `{word}`",
        [Note(f"`{word}` ends the step here", before)],
    )


def changes_only(method: str, span: Span) -> Diagnostic:
    return error(
        "GMP306",
        f"`{method}` changes its collection and has no value",
        span,
        help=["write it as a statement of its own"],
    )


def useless_value(what: str, span: Span) -> Diagnostic:
    return error(
        "GMP307", f"{what} changes nothing: its value is not used", span, help=["use the value, or remove it"]
    )


def recursion(kind: str, name: str, span: Span) -> Diagnostic:
    return error(
        "GMP308",
        f"{kind} `{name}` calls itself",
        span,
        "directly or through others",
        help=["use a loop over a finite domain, or steps with goto"],
    )


def proc_as_value(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP309",
        f"proc `{name}` has no value",
        span,
        "a value is needed here",
        help=["call it as a statement, or make it a func"],
    )


# ---- 4xx processes ----------------------------------------------------------------------------


def unknown_step(owner: str, name: str, span: Span, known: Iterable[str], removed: bool) -> Diagnostic:
    known = list(known)
    if removed:
        return error(
            "GMP402",
            f"this goes to step `{name}` of `{owner}`, which the variant removes",
            span,
            help=["replace this step in the variant as well"],
        )
    return error(
        "GMP401",
        f"`{owner}` has no step `{name}`",
        span,
        "unknown step",
        [Note(f"its steps are {', '.join(f'`{k}`' for k in known)}")] if known else [],
        did_you_mean(name, known),
    )


def own_step(process: str, span: Span) -> Diagnostic:
    return error(
        "GMP403",
        f"`{process}` assigns its own step",
        span,
        "this is the process itself",
        help=["write `goto` to move oneself"],
    )


def no_result(routine: str, span: Span, declared: Span) -> Diagnostic:
    return error(
        "GMP404",
        f"routine `{routine}` gives no value",
        span,
        "a value is wanted of it here",
        [Note("declared here", declared)],
        ["end every path of the routine with `return e`"],
    )


def result_missing(routine: str, span: Span) -> Diagnostic:
    return error(
        "GMP404",
        f"a path through routine `{routine}` ends without a value",
        span,
        "it may end here",
        help=["end every path with `return e`"],
    )


def no_steps(kind: str, name: str, span: Span) -> Diagnostic:
    return error("GMP405", f"{kind} `{name}` has no steps", span, help=["add one: `step start { … }`"])


def unknown_routine(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    hints = did_you_mean(name, known) or ("`call` enters a routine; a proc is called without `call`",)
    return error("GMP406", f"unknown routine `{name}`", span, "no routine of this name", help=hints)


def routine_step_assigned(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP407",
        f"a process cannot be moved into the middle of routine `{name}`",
        span,
        "its parameters and the place to return to would be unknown",
        help=["move it to one of its own steps"],
    )


def step_before_process(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP408",
        f"`{name}` is a process: say whose step is meant",
        span,
        help=[f"write `{name}[m]` with its parameters, or `{name}[]` where it has none"],
    )


# ---- 5xx properties, claims, variants ---------------------------------------------------------


def not_leads_to(kind: str, span: Span) -> Diagnostic:
    return error(
        "GMP501",
        f"a {kind} property has the form `p ~> q`",
        span,
        "there is no `~>` at its top",
        help=["say what must always lead to what, as in `len(p.runq) > 0 ~> p.status == running`"],
    )


def unknown_property(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    return error(
        "GMP502",
        f"there is no property `{name}` to expect anything of",
        span,
        "unknown property",
        help=did_you_mean(name, known),
    )


def claimed_twice(name: str, span: Span, first: Span) -> Diagnostic:
    return error("GMP503", f"`{name}` is claimed twice", span, "second claim", [Note("first claim", first)])


def breaks_nothing(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP504",
        f"variant `{name}` does not say what it breaks",
        span,
        help=["add `expect NAME violated` for the property that must fail in it"],
    )


def unknown_variant(name: str, known: Iterable[str]) -> Diagnostic:
    known = list(known)
    notes = (
        [Note(f"its variants are {', '.join(f'`{k}`' for k in known)}")]
        if known
        else [Note("it has no variants")]
    )
    return error("GMP505", f"the spec has no variant `{name}`", None, "", notes, did_you_mean(name, known))


def unknown_target(name: str, span: Span, known: Iterable[str], what: str) -> Diagnostic:
    return error(
        "GMP506",
        f"there is no `{name}` to {what}",
        span,
        "not declared in the base spec",
        help=did_you_mean(name, known),
    )


def reserved_property(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP507",
        f"`{name}` is checked in every spec and cannot be declared",
        span,
        help=["choose another name; claim it with `expect`"],
    )


def temporal_under(op: str, span: Span) -> Diagnostic:
    return error(
        "GMP508",
        f"a temporal formula cannot stand under `{op}`",
        span,
        help=[
            "combine temporal formulas with ! && || ==> and forall/exists over a machine, enum or fixed range"
        ],
    )


def deadlock_is_off(span: Span, off: Span) -> Diagnostic:
    return error(
        "GMP509",
        "nothing can be expected of deadlock: it is switched off",
        span,
        "claim",
        [Note("here", off)],
    )


def untyped_param(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP510",
        f"parameter `{name}` has no type",
        span,
        help=[
            "write its bounds, as in `param NG: 1..16 = 3`; only a variant that changes a known one may leave them out"
        ],
    )


def misplaced_in_variant(what: str, span: Span) -> Diagnostic:
    return error("GMP511", f"{what} cannot stand in a variant", span)


# ---- 6xx values and parameters ----------------------------------------------------------------


def unknown_parameter(name: str, known: Iterable[str]) -> Diagnostic:
    known = list(known)
    notes = (
        [Note(f"its parameters are {', '.join(f'`{k}`' for k in known)}")]
        if known
        else [Note("it has no parameters")]
    )
    return error("GMP604", f"the spec has no parameter `{name}`", None, "", notes, did_you_mean(name, known))


def bad_parameter(name: str, value: str, bounds: Type, span: Span | None, declared: Span) -> Diagnostic:
    return error(
        "GMP605",
        f"parameter `{name}` cannot be {value}: its type is {bounds}",
        span,
        "out of bounds" if span else "",
        [Note("declared here", declared)],
        ["choose a value within the bounds, or widen them in the spec"],
    )


def parameter_type(name: str, found: Type, span: Span) -> Diagnostic:
    return error(
        "GMP606",
        f"parameter `{name}` cannot be {article(found)}",
        span,
        "a range, bool or enum is needed here",
    )


def bad_size(machine: str, size: int, limit: int, span: Span) -> Diagnostic:
    return error(
        "GMP607", f"machine {machine} cannot have {size} instances", span, f"0 to {limit} are possible"
    )


# ---- 9xx warnings -----------------------------------------------------------------------------


def unused(kind: str, name: str, span: Span, verb: str = "used") -> Diagnostic:
    return warning("GMP901", f"{kind} `{name}` is never {verb}", span, help=["remove it, or use it"])


def unreachable_step(owner: str, name: str, span: Span) -> Diagnostic:
    return warning(
        "GMP902",
        f"no path leads to step `{name}` of `{owner}`",
        span,
        "unreachable",
        help=["go to it from some step, or remove it"],
    )


def article(found: Type) -> str:
    """A type in words, with its article: `a P`, `a queue of G`, `an int`."""
    text = f"{found}"
    return f"{'an' if text[:1].lower() in 'aeiou' else 'a'} {text}"
