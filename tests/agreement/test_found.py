"""What the two semantics disagreed about once, where the tool was wrong; and traps where both agree.

Each spec is compared state by state and answer by answer, and its numbers are stated as well.
"""

from __future__ import annotations

import pytest

from gmpcheck.explore.search import SearchOptions, search
from gmpcheck.results.verdict import Report
from gmpcheck.source import Source
from gmpcheck.syntax.parser import parse
from tests.agreement.compare import Pair, compare_search, compare_steps


def agreed(text: str) -> Report:
    """The report of a spec on which both semantics agree."""
    pair = Pair(parse(Source("found.gmp", text)))
    compare_steps(pair, 500)
    assert compare_search(pair, 500)
    return search(pair.system, SearchOptions())


@pytest.mark.parametrize("order", ["false true true", "true false true", "true true false"])
def test_every_await_that_opens_an_action_counts(order: str) -> None:
    """Of three the last one alone was left; of two, where one of them was the literal `true`."""
    for tests in (order.split(), order.split()[:2]):
        awaits = " ".join(f"await {test}" for test in tests)
        report = agreed(f"spec x var n: 0..1 action a {{ {awaits} n = 1 }} deadlock off")
        assert report.transitions == (0 if "false" in tests else 2)


def test_every_await_that_opens_an_action_counts_beside_its_guard() -> None:
    text = (
        "spec x var n: 0..3 action a when n < 3 { await n != 1 await n != 2 await true n += 1 } deadlock off"
    )
    assert agreed(text).transitions == 1


def test_a_set_beside_another_may_hold_numbers_that_the_other_never_has() -> None:
    """Only what is stored has a range: a comparison is false, not a fault."""
    report = agreed(
        """
        spec x
        var n: 0..3
        var s: set[0..1]
        action left when n < 3 { if {n + 4} == s { n = 0 } else { n += 1 } }
        action right when n < 3 { if s != {n + 4, n} { n += 1 } }
        action stored when n == 3 { s = {n} }
        """
    )
    assert report["faults"].trace is not None
    assert len(report["faults"].trace.steps) == 4
    assert report.transitions == 6


def test_processes_and_routines_in_every_entanglement() -> None:
    """Two calls in a step, calls in calls, results, halts and wake-ups from within loops."""
    agreed(ENTANGLED)


ENTANGLED = """
spec entangled
machine N[2] {}
enum Color { red, blue }
var n: 0..1
var o: N?
var a: array[N, 0..2]
process worker(m: N) {
    var t: array[Color, N?]
    step one { if n == 0 { call visit(m, 1); goto one } else { a[o] = call visit(m, 0); goto two } }
    step two { call outer(m) }
    step three { for x in N { if x == m { halt } } t[red] = m goto one }
}
process solo {
    step wake { worker[N[0]] = two; call visit(N[1], 1) }
    step wait { await worker[N[0]] in {visit.enter, halted} n = 0 o = N[1] goto wake }
}
routine visit(who: N, w: 0..1) 0..2 {
    var t: 0..1 = 1
    step enter { t = 0 if w == 1 { return 1 } }
    step leave { n = 1 - n return t + w }
}
routine outer(who: N) { step o { n = call visit(who, 0) } step p { if n > 0 { return } } step q { n = 0 } }
invariant apart: worker[N[0]] != visit.leave
reachable same: worker[N[0]] == worker[N[1]] && worker[N[1]] == visit.enter
recoverable stops(m: N): worker[m] == halted
"""
