"""Wording of the checker's errors and warnings. One function per cause; nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable

from gmpcheck.diagnostics import Diagnostic, Note
from gmpcheck.model.types import Enum, Optional, Range, Type
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


def foreign_label(
    wanted: Type, name: str, span: Span, elsewhere: Iterable[str], known: Iterable[str]
) -> Diagnostic:
    """A bare name where only the labels of one type make sense: it belongs to another type, or to none."""
    owners = " and ".join(elsewhere)
    labels = labels_of(wanted)
    notes = [Note(f"`{name}` is {owners}")] if owners else []
    return error(
        "GMP106",
        f"`{name}` is not {article(wanted)}",
        span,
        f"{article(wanted)} is needed here",
        [*notes, Note(f"there is {', '.join(f'`{k}`' for k in labels)}")],
        did_you_mean(name, {*labels, *known}),
    )


def labels_of(found: Type) -> tuple[str, ...]:
    return found.labels if isinstance(found, Enum) else ()


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


def empty_enum(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP112",
        f"enum `{name}` has no labels, so it has no values",
        span,
        help=[f"list its labels: `enum {name} {{ red, green }}`"],
    )


def no_status(machine: str, span: Span) -> Diagnostic:
    return error(
        "GMP113",
        f"machine {machine} has no status",
        span,
        help=[f"declare one in the machine: `status {{ idle, running }}` in {machine}"],
    )


def empty_status(machine: str, span: Span) -> Diagnostic:
    return error(
        "GMP113",
        f"the status section of {machine} is empty",
        span,
        help=["list its statuses, the initial one first: `status { idle, running }`"],
    )


def status_field(span: Span) -> Diagnostic:
    return error(
        "GMP114",
        "`status` is no ordinary field",
        span,
        "a field of this name",
        help=["declare it as a section: `status { idle, running }`"],
    )


def unknown_variable(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    hints = did_you_mean(name, known) or (
        f"declare it (`var {name}: …`), or name a new value with `let {name} = …`",
    )
    return error("GMP101", f"unknown variable `{name}`", span, "no variable of this name", help=hints)


def unknown_key(owner: str, name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    known = list(known)
    listing = f"its parameters are {', '.join(f'`{k}`' for k in known)}" if known else "it has no parameters"
    return error(
        "GMP101",
        f"`{owner}` has no parameter `{name}` to group its fairness by",
        span,
        "unknown parameter",
        [Note(listing)],
        did_you_mean(name, known) or ("`fair[]` is one condition for all instances",),
    )


# ---- 2xx types --------------------------------------------------------------------------------


def mismatch(found: Type, wanted: str, span: Span, help: Iterable[str] = ()) -> Diagnostic:
    return error("GMP201", f"{wanted} is needed here", span, f"this is {article(found)}", help=help)


def never_equal(left: Type, left_span: Span, right: Type, right_span: Span) -> Diagnostic:
    return error(
        "GMP201",
        f"{article(left)} and {article(right)} are never equal",
        right_span,
        f"this is {article(right)}",
        [Note(f"and this is {article(left)}", left_span)],
    )


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


def not_callable(what: str, span: Span) -> Diagnostic:
    return error(
        "GMP206",
        f"{what} cannot be called",
        span,
        "this is no function",
        help=["functions are declared with `func`, pieces of a body with `proc`"],
    )


def no_struct(name: str, kind: str | None, span: Span, known: Iterable[str]) -> Diagnostic:
    if kind is None:
        hints = did_you_mean(name, known) or ("declare it: `struct Timer { when: 0..5, armed: bool }`",)
        return error("GMP105", f"unknown struct `{name}`", span, "no struct has this name", help=hints)
    return error(
        "GMP105",
        f"the {kind} `{name}` is no struct",
        span,
        "a literal with fields is a struct's",
        help=["put a space or parentheses around the condition if `{` opens a body here"],
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


def struct_initialiser(span: Span) -> Diagnostic:
    return error(
        "GMP213",
        "a field of a struct has no initial value of its own",
        span,
        "initial value",
        help=["give the value where a variable of the struct is declared"],
    )


def any_in_routine(span: Span) -> Diagnostic:
    return error(
        "GMP213",
        "a local of a routine starts with one value",
        span,
        "`any` has many",
        help=["use `choose` in the routine's first step"],
    )


def empty_range(low: int, high: int, span: Span) -> Diagnostic:
    return error("GMP214", f"the range {low}..{high} has no values", span, "its end is below its start")


def misplaced_range(span: Span) -> Diagnostic:
    return error("GMP215", "a range is not a value", span, "`lo..hi` stands only after `in` and as a type")


def too_large(what: str, size: int, limit: int, span: Span) -> Diagnostic:
    shown = str(size) if size < 10**12 else "more than 10^12"
    return error("GMP216", f"{what} would have {shown} elements; the limit is {limit}", span)


def inlined_too_often(limit: int, span: Span) -> Diagnostic:
    return error(
        "GMP216",
        f"more than {limit} calls of procs would be inlined",
        span,
        "the limit is reached here",
        help=["procs that call others several times multiply; use fewer levels"],
    )


def too_many_steps(process: str, limit: int, span: Span) -> Diagnostic:
    return error(
        "GMP216",
        f"process `{process}` would have more than {limit} steps",
        span,
        "with the steps of its routines, once for each call",
        help=["routines that call others several times multiply; use fewer levels or a `proc`"],
    )


def too_many_instances(what: str, number: int, limit: int, span: Span) -> Diagnostic:
    shown = str(number) if number < 10**12 else "more than 10^12"
    return error(
        "GMP216",
        f"{what} would have {shown} instances; the limit is {limit}",
        span,
        "one for each combination of its parameters",
        help=["use smaller ranges, or `choose` within the body"],
    )


def process_parameter(found: Type, span: Span) -> Diagnostic:
    return error(
        "GMP217",
        f"a process cannot have {article(found)} as parameter",
        span,
        "it runs once for each value of a machine, enum, range or bool",
        help=["keep it in a `var` of the process"],
    )


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


def bad_initial_value(shown: str, wanted: Type, span: Span) -> Diagnostic:
    return error(
        "GMP221",
        f"the initial value {shown} is not {article(wanted)}",
        span,
        f"the type is {wanted}",
        help=["choose a value within the type, or widen the type"],
    )


def instance_count(machine: str, got: int, span: Span) -> Diagnostic:
    return error(
        "GMP205",
        f"an instance of {machine} has one number, not {got}",
        span,
        f"{got} given",
        help=[f"write `{machine}[0]`"],
    )


def routine_parameter(name: str, found: Type, span: Span) -> Diagnostic:
    return error(
        "GMP210",
        f"parameter `{name}` of a routine needs a value between calls: {article(found)} has no default",
        span,
        help=["pass its parts as parameters of their own, or make what is a machine in it optional with `?`"],
    )


def too_deep_definitions(span: Span) -> Diagnostic:
    first = Span(span.source, span.start, span.start)
    return error(
        "GMP222",
        "the definitions of this spec go too deep to be checked",
        first,
        help=["a chain of functions, procs or constants, each using the next, is too long: shorten it"],
    )


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


def dropped_pop(method: str, span: Span) -> Diagnostic:
    return error(
        "GMP302",
        f"the element that `{method}` takes off must go somewhere",
        span,
        "its value is not used",
        help=[f"write `let x = q.{method}()`, or `q.remove(q.front())` to drop it"],
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


def foreign_step(process: str, owner: str, span: Span) -> Diagnostic:
    return error(
        "GMP401",
        f"`{process}` is never at a step of `{owner}`",
        span,
        "a step of another process",
        help=[f"name a step of `{process}`"],
    )


def step_named_halted(span: Span) -> Diagnostic:
    return error(
        "GMP409",
        "a step cannot be named `halted`",
        span,
        "the end of every process has this name",
        help=["choose another name; `halt` ends a process"],
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
            "write its bounds, as in `param NG: 1..16 = 3`",
            "only a variant may leave them out, for a parameter of the base spec",
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


def suspicious_target(name: str, near: str, span: Span) -> Diagnostic:
    return warning(
        "GMP903",
        f"`{name}` is only the target of an arrow, so it is a status that is never left",
        span,
        "a new status, almost the name of another",
        help=[f"did you mean `{near}`? If not, give `{name}` an entry of its own"],
    )


def unreachable_step(owner: str, name: str, span: Span) -> Diagnostic:
    return warning(
        "GMP902",
        f"no path leads to step `{name}` of `{owner}`",
        span,
        "unreachable",
        help=["go to it from some step, or remove it"],
    )


def article(found: Type) -> str:
    """A type in words, with its article: `a P`, `a status of G`, `a number in 0..3`, `an int`."""
    match found:
        case Range():
            return f"a number in {found}"
        case Enum(name) if name.endswith(".status"):
            return f"a status of {name.removesuffix('.status')}"
        case Optional(inner):
            return f"{article(inner)} or nil"
    text = f"{found}"
    return f"{'an' if text[:1].lower() in 'aeiou' else 'a'} {text}"
