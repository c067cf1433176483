"""Wording of the checker's messages about types: GMP2xx."""

from __future__ import annotations

from collections.abc import Iterable

from gmpcheck.diagnostics import Diagnostic, Note
from gmpcheck.model.types import Enum, Machine, Range, Type
from gmpcheck.source import Span
from gmpcheck.typecheck.errors.form import article, did_you_mean, error, listing


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


def no_collection(found: Type, span: Span) -> Diagnostic:
    return error(
        "GMP202",
        "`in` needs a set, a queue or a range on its right",
        span,
        f"this is {article(found)}",
    )


def one_index(got: int, span: Span) -> Diagnostic:
    return error(
        "GMP205",
        f"an index is one value, not {got}",
        span,
        f"{got} given",
        help=["an array of arrays is indexed as `a[i][j]`"] if got > 1 else [],
    )


def operand(op: str, found: Type, wanted: str, span: Span, help: Iterable[str] = ()) -> Diagnostic:
    return error("GMP202", f"`{op}` works on {wanted}", span, f"this is {article(found)}", help=help)


def never_nil(found: Type, span: Span) -> Diagnostic:
    optional = isinstance(found, Machine | Enum | Range)
    return error(
        "GMP203",
        f"`nil` is not {article(found)}",
        span,
        "this can never be nil",
        help=["where it may be nil, write its type with `?`"] if optional else [],
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
    hints = did_you_mean(name, known) or (
        "an expression is named by `func f(x: T) R = e`, statements by `proc f(x: T) { … }`",
    )
    return error("GMP206", f"unknown function `{name}`", span, "no function or proc of this name", help=hints)


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
        help=["only the values of structs are written with fields in braces"],
    )


def unknown_method(name: str, found: Type, span: Span, known: Iterable[str]) -> Diagnostic:
    known = list(known)
    notes = [Note(listing("it has the method", known))] if known else []
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
    if isinstance(found, Machine):
        reason = f"{article(found)} is never nil and has no default"
        help = "give one (`= any` for all values), or make the type optional with `?`"
    else:
        reason = f"{article(found)} holds a machine, which has no default"
        help = "give one (`= any` for all values), or make the machine in the type optional with `?`"
    return error("GMP210", f"{what} needs an initial value: {reason}", span, help=[help])


def missing_field(name: str, found: Type, span: Span) -> Diagnostic:
    return error(
        "GMP210",
        f"the field `{name}` needs a value: {article(found)} has no default",
        span,
        f"`{name}` is not given",
        help=[f"write `{name}: …` between the braces"],
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


def instance_by_state(machine: str, span: Span) -> Diagnostic:
    return error(
        "GMP213",
        f"an instance of {machine} is named by a constant number",
        span,
        "this is not known before the first state",
        help=[f"to speak of all or some instances, use `forall x in {machine}: …` or `exists`"],
    )


def not_constant(span: Span, cause: Span | None = None) -> Diagnostic:
    return error(
        "GMP213",
        "this must be known before the first state",
        span,
        "it depends on the state",
        [Note("through this", cause)] if cause else [],
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
