"""The exact counts that other checkers agree on, and the shortest counterexamples of known models."""

from __future__ import annotations

import pytest

from gmpcheck.explore.search import SearchOptions, search
from gmpcheck.model import ir
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.results.verdict import Holds, Report, Scope, Violated
from tests.model.build import gmp, peterson


def verify(model: ir.Model) -> Report:
    return search(Interpreter(model), SearchOptions())


def counts(report: Report) -> tuple[int, int, int]:
    return report.states, report.transitions, report.depth


def test_benchmark_model_has_the_counts_on_which_rumur_and_tlc_agree() -> None:
    report = verify(gmp(3, 3, 2, 2))
    assert counts(report) == (12_426, 47_183, 23)
    assert all(r.verdict == Holds(Scope.EXHAUSTIVE) for r in report.properties)
    assert [r.name for r in report.properties] == ["deadlock", "faults", "ownership"]
    each = dict.fromkeys(
        (
            "execute",
            "yield",
            "block",
            "enter_syscall",
            "exit_syscall_fast",
            "retake",
            "exit_syscall_slow_acquire",
            "exit",
        ),
        3_528,
    )
    each |= {"start_m": 6_240, "find_local": 3_420, "find_global": 3_351, "steal": 1_764}
    each |= {"stop_m": 1_368, "wake": 900, "exit_syscall_slow_queue": 1_908, "quiesce": 8}
    assert {a.action: a.taken for a in report.coverage.actions} == each
    assert sum(a.new for a in report.coverage.actions) == 12_426 - 1


@pytest.mark.parametrize(
    ("size", "expected"), [((2, 2, 1, 2), (135, 262, 16)), ((3, 2, 2, 2), (4_061, 13_304, 22))]
)
def test_smaller_benchmarks(size: tuple[int, int, int, int], expected: tuple[int, int, int]) -> None:
    assert counts(verify(gmp(*size))) == expected


@pytest.mark.parametrize(("n", "expected"), [(2, (34, 62, 9)), (3, (705, 1_725, 21))])
def test_peterson(n: int, expected: tuple[int, int, int]) -> None:
    report = verify(peterson(n))
    assert counts(report) == expected
    assert report.complete
    assert all(isinstance(r.verdict, Holds) for r in report.properties)


def test_states_of_rest_are_deadlocks_without_quiesce() -> None:
    report = verify(gmp(3, 3, 2, 2, strict=True))
    verdict = report["deadlock"].verdict
    assert isinstance(verdict, Violated)
    assert verdict.trace is not None
    assert len(verdict.trace.steps) == 11
    assert verdict.sentence == "deadlock: after 11 steps no action is enabled"
    assert [w.agent for w in verdict.waiting if w.action == "start_m"] == ["M0", "M1", "M2", "P0", "P1"]
    assert {w.agent for w in verdict.waiting} == {"M0", "M1", "M2", "G0", "G1", "G2", "P0", "P1"}
