"""Why an action instance is not enabled in a state, in the words of the spec.

In: a guard, the runs of a body that a state blocks. Out: `Reason`s: the first conjunct that is
false (or the false `await`, the `choose` without a candidate) as the spec writes it, and the
values of the parts of the state that it reads: "m.status == running (M0.status is idle)".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gmpcheck.model.evaluate import Expressions, Frame, Values
from gmpcheck.model.ir import (
    Await,
    Call,
    Checked,
    Choose,
    Element,
    Expr,
    FieldOf,
    Interval,
    Local,
    Members,
    Quantifier,
    StateVar,
    Stmt,
    ValuesOf,
)
from gmpcheck.model.naming import find_part, part_name, source_text
from gmpcheck.model.runs import FaultRaised, Move
from gmpcheck.model.types import Value, show
from gmpcheck.model.walk import children, conjuncts, domain_parts, walk

_SHOWN = 6
"""Values beside a reason; more would hide it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why `Model.actions[action_index]` has no run for `args`: `text`, given `values` (the name of
    a part of the state and what it holds)."""

    action_index: int
    args: tuple[Value, ...]
    text: str
    values: tuple[tuple[str, str], ...]

    @property
    def move(self) -> Move:
        """The action instance as a move."""
        return Move(self.action_index, self.args)

    def __str__(self) -> str:
        if not self.values:
            return self.text
        return f"{self.text} ({', '.join(f'{name} is {value}' for name, value in self.values)})"


Obstacle = tuple[str, tuple[tuple[str, str], ...]]
"""The text of a condition that is false, and the values that make it so."""


def false_conjunct(expressions: Expressions, test: Expr, state: Values, frame: Frame) -> tuple[int, Obstacle]:
    """The first conjunct of a false condition: its number and what it reads."""
    parts = conjuncts(test)
    for number, part in enumerate(parts):
        if number == len(parts) - 1 or not expressions.compile(part)(state, frame):
            failing, inner = _failing(expressions, part, state, frame)
            return number, (_text(part), _read(expressions, failing, state, inner))
    raise AssertionError("a condition has at least one conjunct")


def _failing(
    expressions: Expressions, part: Expr, state: Values, frame: Frame
) -> tuple[tuple[Expr, ...], Frame]:
    """What to look at in a false condition: of a `forall` its body for the first element that
    fails, and whatever the condition reads beside."""
    if not isinstance(part, Quantifier) or part.kind != "forall":
        return (part,), frame
    body = expressions.compile(part.body)
    for element in expressions.domain(part.domain)(state, frame):
        inner = [*frame[: part.slot], element, *frame[part.slot + 1 :]]
        if not body(state, inner):
            found, innermost = _failing(expressions, part.body, state, inner)
            return (*found, part), innermost
    return (part,), frame


def obstacle(expressions: Expressions, stmt: Stmt, state: Values, frame: Frame) -> Obstacle:
    """What a statement that blocked a run waits for."""
    match stmt:
        case Await(test):
            return false_conjunct(expressions, test, state, frame)[1]
        case Choose(_, domain):
            # What `where` reads depends on the candidate; only the domain is the same for all.
            return _choice(stmt), _read(expressions, domain_parts(domain), state, frame)
        case _:
            return source_text(stmt.span), ()


def joined(obstacles: Iterable[Obstacle]) -> Obstacle:
    """Several ways on, none of them open: `a or b`."""
    every = tuple(dict.fromkeys(obstacles))
    texts = dict.fromkeys(text for text, _ in every)
    found = dict.fromkeys(pair for _, pairs in every for pair in pairs)
    return " or ".join(texts), tuple(found)[:_SHOWN]


def _choice(stmt: Choose) -> str:
    head = source_text(stmt.span).split(" {")[0]
    if head:
        return head
    match stmt.domain:
        case ValuesOf(t):
            return f"choose {stmt.name} in {t}"
        case Members() | Interval():
            return f"choose {stmt.name}"


def _text(expr: Expr) -> str:
    return source_text(expr.span) or "its guard"


def _read(
    expressions: Expressions, parts: Iterable[Expr], state: Values, frame: Frame
) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for part in parts:
        for name, value in _parts_read(expressions, part, state, frame):
            found.setdefault(name, value)
    return tuple(found.items())[:_SHOWN]


def _parts_read(
    expressions: Expressions, expr: Expr, state: Values, frame: Frame
) -> Iterator[tuple[str, str]]:
    """The parts of the state at the leaves of an expression, outermost access paths first."""
    bound = {part.slot for part in walk(expr) if isinstance(part, Quantifier)}
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        fixed = not _reads_slot(part, bound)
        named = _named(expressions, part, state, frame) if fixed else None
        if named is not None:
            yield named
        elif isinstance(part, Call) and fixed:
            yield from _read_by_call(expressions, part, state, frame)
        else:
            waiting.extend(reversed(children(part)))


def _read_by_call(
    expressions: Expressions, call: Call, state: Values, frame: Frame
) -> Iterator[tuple[str, str]]:
    function = expressions.model.functions[call.function]
    try:
        args = [expressions.compile(a)(state, frame) for a in call.args]
    except FaultRaised:
        return
    inner: Frame = args + [None] * (function.slots - len(args))
    yield from _parts_read(expressions, function.body, state, inner)


def _reads_slot(expr: Expr, slots: set[int]) -> bool:
    return any(isinstance(part, Local) and part.slot in slots for part in walk(expr))


def _named(expressions: Expressions, expr: Expr, state: Values, frame: Frame) -> tuple[str, str] | None:
    if not isinstance(expr, StateVar | Element | FieldOf | Checked):
        return None
    try:
        part = find_part(expr, lambda e: expressions.compile(e)(state, frame))
        if part is None or _is_field_of_all(expressions, expr):
            return None
        value = state[part.variable]
        for at in part.positions:
            value = value[at]
    except (FaultRaised, IndexError):
        return None
    return part_name(expressions.model, part.variable, part.positions), show(part.type, value)


def _is_field_of_all(expressions: Expressions, expr: Expr) -> bool:
    """A machine's field for every instance at once: too much to show, and nobody wrote it."""
    if not isinstance(expr, StateVar):
        return False
    return expressions.model.variables[expr.variable].role != "global"
