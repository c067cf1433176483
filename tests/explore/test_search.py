"""Verdicts of the search: what is violated, what holds how far, what nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

from gmpcheck.diagnostics import InternalError, SpecError
from gmpcheck.explore.interface import Limits, Progress
from gmpcheck.explore.search import SearchOptions, search
from gmpcheck.model import ir
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.runs import FaultedRun, Successor
from gmpcheck.model.types import Range
from gmpcheck.results.trace import Trace
from gmpcheck.results.verdict import Holds, Report, Scope, Unknown, Violated
from tests.model.build import (
    DIVIDES,
    INT,
    TRUE,
    Builder,
    arithmetic,
    compare,
    conj,
    const,
    counter,
    eq,
    gmp,
    local,
    ne,
    predicate,
    written,
)


def verify(b: Builder, reporter: Any = None, **options: Any) -> Report:
    return search(Interpreter(b.model()), SearchOptions(**options), reporter)


def violation(report: Report, name: str) -> tuple[Violated, Trace]:
    verdict = report[name].verdict
    assert isinstance(verdict, Violated)
    assert verdict.trace is not None
    return verdict, verdict.trace


def reason(report: Report, name: str) -> str:
    verdict = report[name].verdict
    assert isinstance(verdict, Unknown)
    return verdict.reason


# ---- deadlock -----------------------------------------------------------------------------------


def test_deadlock_says_who_waits_for_what() -> None:
    b, x, _ = counter(2, wraps=False)
    b.actions[0] = ir.Action("up", "up", (), written("x < 2", b.actions[0].guard), b.actions[0].body, 8, None)
    b.rest["ends"] = (predicate(eq(x, const(1))),)
    verdict, trace = violation(verify(b), "deadlock")
    assert [s.state for s in trace.steps] == [(1,), (2,)]
    assert verdict.sentence == "deadlock: after 2 steps no action is enabled, and no `end when` holds"
    assert [(w.agent, w.action, w.reason) for w in verdict.waiting] == [("up", "up", "x < 2 (x is 2)")]


def test_an_end_excuses_a_state_without_transitions() -> None:
    b, x, _ = counter(2, wraps=False)
    b.rest["ends"] = (predicate(eq(x, const(2))),)
    assert verify(b)["deadlock"].verdict == Holds(Scope.EXHAUSTIVE)


def test_deadlock_off_takes_the_property_away() -> None:
    b, *_ = counter(2, wraps=False)
    b.rest["deadlock_off"] = True
    assert [r.name for r in verify(b).properties] == ["faults"]


# ---- faults -------------------------------------------------------------------------------------


def test_the_trace_of_a_fault_ends_with_the_faulting_step() -> None:
    b, _, x = counter()
    x_is_2 = eq(b.get(x), const(2))
    b.action("bad", [], x_is_2, [b.set(x, const(9))])
    report = verify(b)
    verdict, trace = violation(report, "faults")
    assert len(trace.steps) == 3
    assert trace.steps[-1].state is None
    assert trace.steps[-1].fault == verdict.fault
    assert verdict.sentence == "value out of range in `bad`: x: value 9 does not fit 0..5"
    assert report.transitions == 6
    assert isinstance(report["deadlock"].verdict, Holds)


def test_a_state_whose_only_runs_fault_is_no_deadlock() -> None:
    b, x, _ = counter(1, wraps=False)
    b.action("bad", [], eq(DIVIDES, x))
    assert isinstance(verify(b)["deadlock"].verdict, Holds)


def test_a_fault_in_a_property_is_reported_under_faults() -> None:
    b, x, _ = counter()
    b.prop(
        "invariant", "sane", compare("<", arithmetic("/", const(6), arithmetic("-", const(3), x)), const(9))
    )
    b.prop("invariant", "small", compare("<", x, const(9)))
    report = verify(b)
    verdict, trace = violation(report, "faults")
    assert trace.last == (3,)
    assert len(trace.steps) == 3
    assert verdict.sentence.startswith("division by zero in `invariant sane`: ")
    assert "ends in a fault" in reason(report, "sane")
    assert isinstance(report["small"].verdict, Holds)


def test_faults_in_end_and_bound() -> None:
    b, x, _ = counter(2, wraps=False)
    b.rest["ends"] = (predicate(eq(arithmetic("/", const(1), arithmetic("-", x, const(2))), const(1))),)
    report = verify(b)
    assert len(violation(report, "faults")[1].steps) == 2
    assert "ends in a fault" in reason(report, "deadlock")
    b, x, _ = counter(2)
    b.rest["bounds"] = (predicate(ne(arithmetic("/", const(1), arithmetic("-", x, const(2))), const(7))),)
    report = verify(b)
    verdict, trace = violation(report, "faults")
    assert (len(trace.steps), trace.last) == (2, (2,))
    assert verdict.sentence.startswith("division by zero in `bound`")
    b.rest["bounds"] = (predicate(eq(DIVIDES, const(7))),)
    assert violation(verify(b), "faults")[1].steps == ()


# ---- invariants, reachable, recoverable ---------------------------------------------------------


def test_invariants_name_the_failing_instance() -> None:
    b, x, _ = counter()
    b.prop("invariant", "not_two", ne(x, local(0, Range(2, 4))), [("n", Range(2, 4))])
    report = verify(b)
    verdict, trace = violation(report, "not_two")
    assert len(trace.steps) == 2
    assert report["not_two"].instance == (("n", "2"),)
    assert verdict.sentence == "invariant not_two is false for n=2 after 2 steps"
    assert report.complete


def test_reachable_gives_the_longest_witness() -> None:
    b, x, _ = counter()
    b.prop("reachable", "each", eq(x, local(0, Range(1, 3))), [("n", Range(1, 3))])
    b.prop("reachable", "never", eq(x, const(9)))
    b.prop("reachable", "some", eq(x, local(0, Range(4, 7))), [("n", Range(4, 7))])
    report = verify(b)
    verdict = report["each"].verdict
    assert isinstance(verdict, Holds)
    assert verdict.witness is not None
    assert len(verdict.witness.steps) == 3
    never = report["never"].verdict
    assert never == Violated(None, "reachable never has no witness: no reachable state satisfies it")
    assert report["some"].instance == (("n", "6"),)


def test_recoverable_finds_the_shortest_way_to_be_lost() -> None:
    b, x, variable = counter(5)
    b.prop("recoverable", "home", eq(x, const(0)))
    assert isinstance(verify(b)["home"].verdict, Holds)
    b.action("leak", [], eq(x, const(1)), [b.set(variable, const(4))])
    b.actions = [a for a in b.actions if a.name != "wrap"]
    b.prop("recoverable", "three", eq(x, const(3)))
    report = verify(b)
    assert [len(violation(report, name)[1].steps) for name in ("home", "three")] == [1, 2]
    assert "no run from the state after 2 steps" in violation(report, "three")[0].sentence


def test_recoverable_does_not_blame_what_a_bound_hides() -> None:
    b, x, _ = counter(5)
    b.prop("recoverable", "home", eq(x, const(0)))
    b.rest["bounds"] = (predicate(written("x <= 3", compare("<=", x, const(3)))),)
    assert "bound x <= 3" in reason(verify(b), "home")
    b.rest = {}
    assert "depth 3" in reason(verify(b, limits=Limits(depth=3)), "home")


# ---- bounds and limits --------------------------------------------------------------------------


def test_states_outside_the_bound_are_neither_stored_nor_deadlocks() -> None:
    b, x, _ = counter()
    b.rest["bounds"] = (predicate(written("x < 3", compare("<", x, const(3)))),)
    report = verify(b)
    assert (report.states, report.transitions, report.depth, report.complete) == (3, 3, 2, True)
    assert report.bound == "bound x < 3"
    assert report["deadlock"].verdict == Holds(Scope.BOUNDED, "bound x < 3")


def test_a_bound_that_leaves_nothing_is_an_error() -> None:
    b, *_ = counter()
    b.rest["bounds"] = (predicate(const(False)),)
    with pytest.raises(SpecError) as caught:
        verify(b)
    assert caught.value.diagnostics[0].code == "GMP603"


def test_a_depth_that_cuts_makes_the_answer_bounded() -> None:
    b, x, _ = counter()
    b.prop("invariant", "small", compare("<", x, const(4)))
    b.prop("reachable", "four", eq(x, const(4)))
    report = verify(b, limits=Limits(depth=3))
    assert (report.states, report.transitions, report.depth, report.complete) == (4, 3, 3, True)
    assert report["small"].verdict == Holds(Scope.BOUNDED, "depth 3")
    assert "within depth 3" in reason(report, "four")
    assert isinstance(verify(b, limits=Limits(depth=4))["small"].verdict, Violated)
    assert verify(b, limits=Limits(depth=6))["faults"].verdict == Holds(Scope.EXHAUSTIVE)


def test_a_state_limit_ends_without_an_answer_but_keeps_what_was_found() -> None:
    b, x, _ = counter()
    b.prop("invariant", "small", compare("<", x, const(2)))
    report = verify(b, limits=Limits(states=4))
    assert (report.states, report.complete, report.stopped) == (4, False, "state limit 4")
    assert isinstance(report["small"].verdict, Violated)
    assert reason(report, "deadlock") == "the search stopped early: state limit 4"


def test_time_and_memory_limits() -> None:
    big = Interpreter(gmp(3, 3, 2, 2))
    assert search(big, SearchOptions(Limits(seconds=0.0))).stopped == "time limit 0 s"
    assert search(big, SearchOptions(Limits(memory=2**20))).stopped == "memory limit 1 MiB"


class Interrupting:
    """A reporter that is interrupted, as by Ctrl-C, at its second call."""

    def __init__(self) -> None:
        self.seen: list[Progress] = []

    def progress(self, progress: Progress) -> None:
        self.seen.append(progress)
        if len(self.seen) == 2:
            raise KeyboardInterrupt


def test_an_interrupt_ends_with_what_is_known() -> None:
    reporter = Interrupting()
    report = search(Interpreter(gmp(4, 3, 2, 2)), SearchOptions(), reporter)
    assert (report.stopped, report.complete) == ("interrupted", False)
    assert report.states >= reporter.seen[1].states > reporter.seen[0].states > 0
    assert reporter.seen[0].seconds < reporter.seen[1].seconds < 2
    assert reason(report, "ownership") == "the search stopped early: interrupted"


def test_stop_first_and_wanted() -> None:
    b, x, _ = counter()
    b.prop("invariant", "first", ne(x, const(1)))
    b.prop("invariant", "second", ne(x, const(3)))
    report = verify(b, until="first violation")
    assert (report.states, report.complete) == (2, False)
    assert "first violation" in reason(report, "second")
    report = verify(b, until="first violation", wanted=frozenset({"second"}))
    assert [r.name for r in report.properties] == ["second"]
    assert (report.states, report.stopped) == (4, "first violation found")


def test_inputs_are_unknown_but_violations_stay() -> None:
    b, x, _ = counter(3, wraps=False)
    params = (ir.Parameter("dt", INT, 0, input=True),)
    b.actions.append(ir.Action("tick", "tick", params, TRUE, (), 1, None))
    b.prop("invariant", "small", compare("<", x, const(2)))
    b.prop("reachable", "far", eq(x, const(9)))
    b.prop("recoverable", "home", eq(x, const(0)))
    report = verify(b)
    assert isinstance(report["small"].verdict, Violated)
    why = "action tick has the input dt: int, which is not explored yet"
    assert {reason(report, name) for name in ("deadlock", "faults", "far", "home")} == {why}


# ---- replay and determinism ---------------------------------------------------------------------


class Lying(Interpreter):
    """A system whose steps are not those of its model."""

    def run(self, action_index: int, args: Any, state: ir.State) -> Any:
        for run in super().run(action_index, args, state):
            match run:
                case Successor(move):
                    yield Successor(move, (99,))
                case FaultedRun():
                    yield run


def test_a_trace_that_does_not_replay_is_a_defect_of_ours() -> None:
    b, x, _ = counter()
    b.prop("invariant", "small", compare("<", x, const(2)))
    with pytest.raises(InternalError, match="step 1 of the trace of small"):
        search(Lying(b.model()), SearchOptions())


def test_traces_are_canonical() -> None:
    """Two shortest ways: declaration order of actions, then of choices, decides."""
    b = Builder()
    x = b.var("x", Range(0, 3), 0)
    jump = ir.Choose(0, ir.ValuesOf(Range(1, 2)), None, (b.set(x, local(0, Range(1, 2))),), "n")
    value = b.get(x)
    b.action("jump", [], eq(value, const(0)), [jump])
    b.action("hop", [], conj(ne(value, const(0)), ne(value, const(3))), [b.set(x, const(3))])
    b.action("stay", [], eq(value, const(3)))
    b.prop("invariant", "low", ne(value, const(3)))
    report = verify(b)
    assert violation(report, "low")[1].states == ((0,), (1,), (3,))
    assert [(a.action, a.enabled, a.taken, a.new) for a in report.coverage.actions] == [
        ("jump", 1, 2, 2),
        ("hop", 2, 2, 1),
        ("stay", 1, 1, 0),
    ]
