"""Random runs: reproducible, honest, replayed."""

from __future__ import annotations

from gmpcheck.explore.interface import Limits
from gmpcheck.explore.simulate import Seen, simulate
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.types import Range
from gmpcheck.results.verdict import Violated
from tests.model.build import DIVIDES, compare, const, counter, eq, gmp, local, ne, predicate


def test_the_same_seed_gives_the_same_runs() -> None:
    system = Interpreter(gmp(3, 3, 2, 2))
    one, two = (simulate(system, seed=7, runs=3, depth=40) for _ in range(2))
    assert one.last == two.last
    assert one.coverage == two.coverage
    assert (one.runs, one.steps, one.longest, one.violation) == (3, 120, 40, None)
    assert simulate(system, seed=8, runs=3, depth=40).last != one.last


def test_a_deadlock_is_found_and_explained() -> None:
    found = simulate(Interpreter(gmp(2, 2, 1, 2, strict=True)), seed=1, runs=200, depth=200).violation
    assert found is not None
    assert found.name == "deadlock"
    assert isinstance(found.verdict, Violated)
    assert found.verdict.trace is not None
    assert found.verdict.waiting


def test_invariants_faults_and_witnesses() -> None:
    b, x, variable = counter()
    b.prop("reachable", "each", eq(x, local(0, Range(1, 2))), [("n", Range(1, 2))])
    clean = simulate(Interpreter(b.model()), seed=0, runs=1, depth=3)
    assert clean.seen == (Seen("each", (("n", "1"),), 1, 1), Seen("each", (("n", "2"),), 1, 2))
    b.prop("invariant", "small", compare("<", x, const(4)))
    broken = simulate(Interpreter(b.model()), seed=0, runs=5, depth=9)
    assert broken.violation is not None
    assert broken.violation.name == "small"
    assert broken.last is not None
    assert len(broken.last.steps) == 4
    assert simulate(Interpreter(b.model()), 0, 1, 9, wanted=frozenset({"each"})).violation is None
    b.action("bad", [], eq(x, const(2)), [b.set(variable, const(9))])
    results = [simulate(Interpreter(b.model()), seed, 9, 9).violation for seed in range(5)]
    assert {r.name for r in results if r is not None} == {"small", "faults"}


def test_faults_of_predicates_and_bounds_end_the_run() -> None:
    b, x, _ = counter()
    b.rest["bounds"] = (predicate(ne(DIVIDES, x)),)
    found = simulate(Interpreter(b.model()), 0, 1, 5).violation
    assert found is not None
    assert found.name == "faults"
    b.rest["bounds"] = (predicate(compare("<", x, const(2))),)
    bounded = simulate(Interpreter(b.model()), 0, 2, 5)
    assert (bounded.violation, bounded.steps, bounded.states) == (None, 2, 2)


def test_limits_stop_a_simulation() -> None:
    system = Interpreter(gmp(3, 3, 2, 2))
    stopped = simulate(system, 0, 1_000_000, 100, limits=Limits(seconds=0.05))
    assert stopped.stopped == "time limit 0.05 s"
