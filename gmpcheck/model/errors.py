"""The wording of what can go wrong when a model runs: faults, and specs without a first state.

In: facts. Out: `Fault` and `Diagnostic` values. Places are named in the user's words by
`gmpcheck.model.naming`; nothing here decides whether something is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable

from gmpcheck.diagnostics import Diagnostic, Note, SpecError
from gmpcheck.model.ir import FaultKind, Model, Predicate
from gmpcheck.model.runs import Fault, FaultRaised
from gmpcheck.model.types import Array, Optional, Queue, Set, Struct, Type, Value, contains, show
from gmpcheck.source import NOWHERE, Span


def fault(kind: FaultKind, message: str, span: Span) -> FaultRaised:
    return FaultRaised(Fault(kind, message, span))


def misfit(where: str, t: Type, value: Value, span: Span) -> FaultRaised:
    """A value that does not lie within a type: nil, or out of range, at the innermost place."""
    inner, culprit = _culprit(t, value)
    if culprit is None:
        return fault(FaultKind.NIL, f"{where} is nil, where a value of {inner} is needed", span)
    message = f"value {show(inner, culprit)} does not fit {inner}"
    return fault(FaultKind.RANGE, f"{where}: {message}" if where else message, span)


def _culprit(t: Type, value: Value) -> tuple[Type, Value]:
    for part, item in _parts(t, value):
        if not contains(part, item):
            return _culprit(part, item)
    return t, value


def _parts(t: Type, value: Value) -> Iterable[tuple[Type, Value]]:
    match t:
        case Queue(element, capacity):
            return [(element, v) for v in value] if len(value) <= capacity else []
        case Set(element) | Array(_, element):
            return [(element, v) for v in value]
        case Struct(_, fields):
            return [(f, v) for (_, f), v in zip(fields, value, strict=True)]
        case Optional(inner) if value is not None:
            return [(inner, value)]
        case _:
            return []


def full(where: str, length: int, capacity: int, span: Span) -> FaultRaised:
    return fault(FaultKind.FULL, f"len of `{where}`: {length} of at most {capacity}", span)


def empty(where: str, span: Span) -> FaultRaised:
    return fault(FaultKind.EMPTY, f"`{where}` is empty", span)


def bad_index(where: str, index: Value, legal: str, span: Span) -> FaultRaised:
    return fault(FaultKind.INDEX, f"index {index} of `{where}`, which has {legal}", span)


def absent(where: str, item: str, span: Span) -> FaultRaised:
    return fault(FaultKind.ABSENT, f"{item} is not in `{where}`", span)


def too_few(where: str, wanted: int, length: int, span: Span) -> FaultRaised:
    return fault(FaultKind.MOVE, f"{wanted} elements of `{where}`, which holds {length}", span)


def illegal_change(subject: str, old: str, new: str, span: Span) -> FaultRaised:
    message = f"{subject} changes from {old} to {new}, which its lifecycle does not allow"
    return fault(FaultKind.LIFECYCLE, message, span)


def fault_in_init(met: Fault, block: str, span: Span) -> SpecError:
    """GMP601: the description of the initial states itself goes wrong."""
    place = met.span if met.span is not NOWHERE else span
    return SpecError(
        [
            Diagnostic(
                code="GMP601",
                severity="error",
                message=f"fault in `{block}`: {met.kind}",
                span=_known(place),
                label=met.message,
                help=("the initial states must be made without a fault; guard this, or change the defaults",),
            )
        ]
    )


def no_initial_state(model: Model) -> SpecError:
    """GMP602: every candidate was refused, or none of the blocked runs of `init` completes."""
    filters = [("any … where", p) for p in model.start_where]
    filters += [("init where", p) for p in model.init_where]
    return SpecError(
        [
            Diagnostic(
                code="GMP602",
                severity="error",
                message=f"`{model.name}` has no initial state",
                span=_known(model.span),
                notes=tuple(_constraint(kind, p) for kind, p in filters),
                help=("weaken what refuses the initial values, or the `choose` and `await` of `init`",),
            )
        ]
    )


def none_within_bound(model: Model) -> SpecError:
    """GMP603: a bound that leaves nothing to explore."""
    notes = tuple(_constraint("bound", p) for p in model.bounds)
    return SpecError(
        [
            Diagnostic(
                code="GMP603",
                severity="error",
                message="every initial state is outside the bound",
                span=_known(model.bounds[0].span) if model.bounds else None,
                label="no initial state satisfies this" if len(model.bounds) == 1 else "",
                notes=notes if len(notes) > 1 else (),
                help=("a bound must admit an initial state, or nothing is explored",),
            )
        ]
    )


def _constraint(kind: str, predicate: Predicate) -> Note:
    return Note(f"`{kind}` must hold", _known(predicate.span))


def _known(span: Span) -> Span | None:
    return None if span.source is NOWHERE.source else span
