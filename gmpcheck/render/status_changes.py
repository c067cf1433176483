"""Which actions change which status, read off the model without running it.

In: a model. Out: `StatusChange`s: an action assigns a status, from a known one where its guard, an
`await` or an `if` says so for the same instance. Deliberately absent: whether a change can happen;
assignments of computed statuses, which no picture could show as one arrow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gmpcheck.model.ir import (
    Action,
    Add,
    Assign,
    At,
    Await,
    Body,
    Checked,
    Choose,
    Clear,
    Compare,
    Const,
    Either,
    Element,
    Expr,
    For,
    If,
    Let,
    Local,
    Logic,
    Model,
    MoveTo,
    Place,
    Pop,
    Push,
    Remove,
    StateVar,
    Stmt,
)


@dataclass(frozen=True, slots=True)
class StatusChange:
    """`source` is None where the action may find the instance in any status."""

    machine: str
    source: int | None
    target: int
    action: str


_Known = dict[tuple[int, Expr], int]
"""Statuses known at a point of a body: by variable and instance."""


def status_changes(model: Model) -> tuple[StatusChange, ...]:
    """Every change that some action may make, each once, in declaration order."""
    owners = {i: v.owner or "" for i, v in enumerate(model.variables) if v.role == "status"}
    found: dict[StatusChange, None] = {}
    for action in model.actions:
        for variable, source, target in _of_action(action, frozenset(owners)):
            found[StatusChange(owners[variable], source, target, action.name)] = None
    return tuple(found)


_Change = tuple[int, int | None, int]


def _of_action(action: Action, statuses: frozenset[int]) -> Iterator[_Change]:
    known: _Known = {}
    _learn(action.guard, known, statuses)
    yield from _of_body(action.body, known, statuses)


def _of_body(body: Body, known: _Known, statuses: frozenset[int]) -> Iterator[_Change]:
    """The changes of a body; `known` is updated to what holds after it."""
    for statement in body:
        _forget(statement, known)
        match statement:
            case Assign(place, value):
                yield from _of_assignment(place, value, known, statuses)
            case Await(test):
                _learn(test, known, statuses)
            case If(test, then, otherwise):
                inside = dict(known)
                _learn(test, inside, statuses)
                yield from _of_branches([(then, inside), (otherwise, dict(known))], known, statuses)
            case Either(branches):
                yield from _of_branches([(b, dict(known)) for b in branches], known, statuses)
            case Choose(where=where, body=inner):
                if where is not None:
                    _learn(where, known, statuses)
                yield from _of_body(inner, known, statuses)
            case For(body=inner):
                # Nothing is known of the second round but what no round changes.
                known.clear()
                yield from _of_body(inner, {}, statuses)


def _of_branches(
    branches: list[tuple[Body, _Known]], known: _Known, statuses: frozenset[int]
) -> Iterator[_Change]:
    for body, inside in branches:
        yield from _of_body(body, inside, statuses)
    agreed = {
        key: status
        for key, status in branches[0][1].items()
        if all(inside.get(key) == status for _, inside in branches)
    }
    known.clear()
    known.update(agreed)


def _of_assignment(place: Place, value: Expr, known: _Known, statuses: frozenset[int]) -> Iterator[_Change]:
    match place.path, _constant(value):
        case (At(index),), int(target) if place.variable in statuses:
            key = (place.variable, index)
            yield place.variable, known.get(key), target
            # Other names of instances may mean the same one.
            for other in [k for k in known if k[0] == place.variable and k[1] != index]:
                del known[other]
            known[key] = target
        case _:
            for other in [k for k in known if k[0] == place.variable]:
                del known[other]


def _forget(statement: Stmt, known: _Known) -> None:
    """Drops what was known of instances that are named by something the statement changes."""
    variables, slots = _written(statement)
    for key in [k for k in known if _depends(k[1], variables, slots)]:
        del known[key]


def _written(statement: Stmt) -> tuple[frozenset[int], frozenset[int]]:
    """The variables and the slots that a statement itself assigns."""
    match statement:
        case Assign(place) | Push(place) | Remove(place) | Clear(place) | Add(place):
            return frozenset({place.variable}), frozenset()
        case Pop(queue, _, Place() as into):
            return frozenset({queue.variable, into.variable}), frozenset()
        case Pop(queue, _, int(slot)):
            return frozenset({queue.variable}), frozenset({slot})
        case MoveTo(source, target):
            return frozenset({source.variable, target.variable}), frozenset()
        case Let(slot) | Choose(slot) | For(slot):
            return frozenset(), frozenset({slot})
        case _:
            return frozenset(), frozenset()


def _depends(expr: Expr, variables: frozenset[int], slots: frozenset[int]) -> bool:
    """Whether an index may have another value once these are assigned."""
    match expr:
        case Const():
            return False
        case Local(slot):
            return slot in slots
        case StateVar(variable):
            return variable in variables
        case Checked(base):
            return _depends(base, variables, slots)
        case Element(base, index):
            return _depends(base, variables, slots) or _depends(index, variables, slots)
        case _:
            return bool(variables or slots)


def _learn(test: Expr, known: _Known, statuses: frozenset[int]) -> None:
    """Adds what a true test says: `m.status == idle` and conjunctions of such."""
    match test:
        case Logic("&&", left, right):
            _learn(left, known, statuses)
            _learn(right, known, statuses)
        case Compare("==", left, right):
            for one, other in ((left, right), (right, left)):
                match _plain(one), _constant(other):
                    case Element(StateVar(variable), index), int(status) if variable in statuses:
                        known[variable, index] = status


def _plain(expr: Expr) -> Expr:
    return _plain(expr.base) if isinstance(expr, Checked) else expr


def _constant(expr: Expr) -> int | None:
    match _plain(expr):
        case Const(value) if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None
