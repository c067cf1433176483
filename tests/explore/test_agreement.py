"""The search against a naive one that is written here, over random small models."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from gmpcheck.explore.search import SearchOptions, search
from gmpcheck.model import ir
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.runs import FaultedRun, Successor
from gmpcheck.model.types import Range
from gmpcheck.results.verdict import Holds, PropertyResult, Violated
from tests.model.build import (
    Builder,
    arithmetic,
    compare,
    conj,
    const,
    eq,
    local,
    ne,
    predicate,
)

WIDTH = Range(0, 3)
NUMBERS = st.integers(0, 3)


@st.composite
def conditions(draw: st.DrawFn, b: Builder) -> ir.Expr:
    """A comparison of two variables, or of a variable and a number."""
    left = b.get(draw(st.integers(0, 1)))
    right = draw(st.one_of(st.just(b.get(draw(st.integers(0, 1)))), NUMBERS.map(const)))
    return compare(draw(st.sampled_from(["==", "!=", "<", "<="])), left, right)


@st.composite
def statements(draw: st.DrawFn, b: Builder, deep: bool) -> ir.Stmt:
    target = draw(st.integers(0, 1))
    step = arithmetic(draw(st.sampled_from("+-")), b.get(draw(st.integers(0, 1))), const(draw(NUMBERS)))
    plain = [b.set(target, const(draw(NUMBERS))), b.set(target, step), ir.Await(draw(conditions(b)))]
    if not deep:
        return draw(st.sampled_from(plain))
    inner = draw(st.lists(statements(b, False), max_size=2).map(tuple))
    other = draw(st.lists(statements(b, False), max_size=2).map(tuple))
    chosen = (b.set(target, local(0, WIDTH)), *inner)
    where = draw(st.sampled_from([None, ne(local(0, WIDTH), b.get(target))]))
    nested = [
        ir.Either((inner, other)),
        ir.If(draw(conditions(b)), inner, other),
        ir.Choose(0, ir.ValuesOf(WIDTH), where, chosen, "n"),
    ]
    return draw(st.sampled_from(plain + nested))


@st.composite
def models(draw: st.DrawFn) -> ir.Model:
    b = Builder("random")
    b.var("x", WIDTH, draw(st.one_of(st.none(), NUMBERS)))
    b.var("y", WIDTH, draw(NUMBERS))
    for number in range(draw(st.integers(1, 4))):
        body = draw(st.lists(statements(b, True), min_size=1, max_size=3))
        b.action(f"a{number}", [], draw(conditions(b)), body)
    b.prop("invariant", "inv", draw(conditions(b)))
    b.prop("reachable", "some", conj(draw(conditions(b)), draw(conditions(b))))
    b.prop("recoverable", "goal", draw(conditions(b)))
    if draw(st.booleans()):
        b.rest["ends"] = (predicate(eq(b.get(0), const(draw(NUMBERS)))),)
    return b.model()


class Naive:
    """Everything by brute force: levels of states, then one question at a time."""

    def __init__(self, system: Interpreter) -> None:
        self.system = system
        self.level: dict[ir.State, int] = dict.fromkeys(system.initial(), 0)
        self.transitions = 0
        depth, new = 0, list(self.level)
        while new:
            found = [s for state in new for s in self.following(state)]
            self.transitions += len(found)
            depth, new = depth + 1, [s for s in dict.fromkeys(found) if s not in self.level]
            self.level |= dict.fromkeys(new, depth)

    def following(self, state: ir.State) -> list[ir.State]:
        return [r.state for r in self.system.successors(state) if isinstance(r, Successor)]

    def faults(self, state: ir.State) -> bool:
        return any(isinstance(r, FaultedRun) for r in self.system.successors(state))

    def stuck(self, state: ir.State) -> bool:
        return not list(self.system.successors(state)) and not self.system.is_end(state)

    def where(self, index: int, value: bool) -> Iterator[ir.State]:
        return (s for s in self.level if self.system.holds(index, (), s) is value)

    def reaches(self, state: ir.State, index: int) -> bool:
        seen, waiting = {state}, [state]
        while waiting:
            here = waiting.pop()
            if self.system.holds(index, (), here):
                return True
            new = [s for s in self.following(here) if s not in seen]
            seen.update(new)
            waiting += new
        return False

    def depth(self, states: Iterator[ir.State]) -> int | None:
        return min((self.level[s] for s in states), default=None)


def steps(result: PropertyResult) -> int | None:
    """The length of the trace that a result shows, if any."""
    match result.verdict:
        case Violated(trace=trace) | Holds(witness=trace):
            return None if trace is None else len(trace.steps)
        case _:
            raise AssertionError(result)


@settings(max_examples=150, deadline=None)
@given(models())
def test_the_search_agrees_with_brute_force(model: ir.Model) -> None:
    system = Interpreter(model)
    naive, report = Naive(system), search(system, SearchOptions())
    assert report.states == len(naive.level)
    assert report.transitions == naive.transitions
    assert report.depth == max(naive.level.values())
    assert steps(report["deadlock"]) == naive.depth(s for s in naive.level if naive.stuck(s))
    faulting = naive.depth(s for s in naive.level if naive.faults(s))
    assert steps(report["faults"]) == (None if faulting is None else faulting + 1)
    assert steps(report["inv"]) == naive.depth(naive.where(0, False))
    assert steps(report["some"]) == naive.depth(naive.where(1, True))
    lost = (s for s in naive.level if not naive.reaches(s, 2))
    assert steps(report["goal"]) == naive.depth(lost)
    assert isinstance(report["some"].verdict, Holds) == (steps(report["some"]) is not None)
