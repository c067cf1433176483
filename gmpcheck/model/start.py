"""The initial states of a model.

In: a model and its compiled expressions. Out: the distinct initial states in canonical order: the
declared starts, every combination of the `any` values that `start_where` admits, transformed by
the `init` blocks, filtered by `init_where`. Combinations are made one at a time and refused as
soon as the variables that a constraint reads are all assigned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gmpcheck.model.errors import fault_in_init, no_initial_state
from gmpcheck.model.evaluate import Expressions
from gmpcheck.model.execute import Statements, Step, runs
from gmpcheck.model.ir import AnyValue, Fixed, Model, Predicate, State
from gmpcheck.model.runs import FaultRaised
from gmpcheck.model.types import Value, values
from gmpcheck.model.walk import variables_read
from gmpcheck.source import Span


def initial_states(model: Model, expressions: Expressions) -> Iterator[State]:
    """Raises SpecError where there is none, or where the description of them has a fault."""
    wanted = [_Constraint(expressions, p, "init where") for p in model.init_where]
    blocks = _blocks(model, expressions)
    seen: set[State] = set()
    for start in _starts(model, expressions):
        for state in _through(blocks, start):
            if state not in seen and all(c.admits(state) for c in wanted):
                seen.add(state)
                yield state
    if not seen:
        raise no_initial_state(model)


class _Constraint:
    """A predicate on initial values; a fault in it is an error of the spec."""

    def __init__(self, expressions: Expressions, predicate: Predicate, kind: str) -> None:
        self._test = expressions.compile(predicate.expr)
        self._slots = predicate.slots
        self._span = predicate.span
        self._kind = kind

    def admits(self, state: State | list[Value]) -> bool:
        try:
            return bool(self._test(state, [None] * self._slots))
        except FaultRaised as raised:
            raise fault_in_init(raised.fault, self._kind, self._span) from None


def _starts(model: Model, expressions: Expressions) -> Iterator[State]:
    """Every combination of initial values, the last `any` variable changing fastest."""
    fixed = [v.start.value if isinstance(v.start, Fixed) else None for v in model.variables]
    free = [i for i, v in enumerate(model.variables) if isinstance(v.start, AnyValue)]
    checks: list[list[_Constraint]] = [[] for _ in range(len(free) + 1)]
    for predicate in model.start_where:
        read = variables_read(predicate.expr, model.functions)
        after = max((n + 1 for n, variable in enumerate(free) if variable in read), default=0)
        checks[after].append(_Constraint(expressions, predicate, "any … where"))
    if all(c.admits(fixed) for c in checks[0]):
        yield from _assigned(model, free, checks, fixed, 0)


def _assigned(
    model: Model, free: list[int], checks: list[list[_Constraint]], state: list[Value], done: int
) -> Iterator[State]:
    if done == len(free):
        yield tuple(state)
        return
    variable = free[done]
    for value in values(model.variables[variable].type):
        state[variable] = value
        if all(c.admits(state) for c in checks[done + 1]):
            yield from _assigned(model, free, checks, state, done + 1)


@dataclass(frozen=True, slots=True)
class _Block:
    body: Step
    slots: int
    span: Span


def _blocks(model: Model, expressions: Expressions) -> list[_Block]:
    statements = Statements(expressions, exempt=True)
    return [_Block(statements.body(b.body), b.slots, b.span) for b in model.init]


def _through(blocks: list[_Block], state: State) -> Iterator[State]:
    """The results of the remaining `init` blocks, one after the other, each in all its runs."""
    if not blocks:
        yield state
        return
    block, rest = blocks[0], blocks[1:]
    for run in runs(block.body, state, [None] * block.slots):
        if run.fault is not None:
            raise fault_in_init(run.fault, "init", block.span)
        if run.complete:
            yield from _through(rest, tuple(run.state))
