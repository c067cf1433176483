"""§10: runs and transitions, final states and deadlock, bounds, what properties answer."""

from __future__ import annotations

import pytest

from gmpcheck.results.verdict import Holds, Unknown, Violated
from tests.language.running import (
    counts,
    errors,
    fault,
    moves,
    runs,
    starts,
    taken,
    trace,
    verdicts,
    verify,
)

# ---- runs and transitions -----------------------------------------------------------------------


def test_equal_results_count_separately() -> None:
    """Two runs with one result are two transitions to one state."""
    assert counts("var n: 0..1 action go when n == 0 { either { n = 1 } or { n = 1 } }") == (2, 2, 1)
    assert counts("var n: 0..1 action go when n == 0 { choose x in 1..5 { n = 1 } }") == (2, 5, 1)
    assert counts("machine M[2] {} var n: 0..1 action go(m: M) when n == 0 { n = 1 }") == (2, 2, 1)
    text = "var q: queue[0..1, 3] var n: 0..1 init { q.push(1) q.push(1) } action go when n == 0"
    assert counts(f"{text} {{ choose x in q {{ n = x }} }}") == (2, 2, 1)


def test_self_loops_count() -> None:
    """A transition to where one is."""
    assert counts("action stay {}") == (1, 1, 0)
    assert counts("machine M[3] {} action stay(m: M) {}") == (1, 3, 0)
    assert verdicts("action stay {}")["deadlock"] == "holds"


def test_initial_states_have_depth_0() -> None:
    """All of them; depth is the number of levels below."""
    assert counts("var n: 0..3 = any") == (4, 0, 0)
    assert counts("var n: 0..3 = any action up when n < 3 { n += 1 }") == (4, 3, 0)
    assert counts("var n: 0..5 = any where n < 2 action up when n < 5 { n += 1 }") == (6, 5, 4)


def test_a_faulting_run_is_no_transition() -> None:
    """It is neither counted nor does it lead anywhere."""
    text = "var n: 0..2 action up { choose x in 1..3 { n += x } } deadlock off"
    # 0: 1, 2, fault; 1: 2, fault, fault; 2: three faults
    assert counts(text) == (3, 3, 1)
    assert taken(text) == {"up": 3}
    assert fault(text) == ("value out of range", 1)


def test_a_fault_after_a_change_changes_nothing() -> None:
    """The run is gone as a whole."""
    text = "var n: 0..2 var m: 0..9 action go when m == 0 { n = 2  m = 1 / n - 1  n = 1 } deadlock off"
    assert counts(text) == (1, 0, 0)
    assert fault(text)[1] == 1


@pytest.mark.parametrize("guard", ["1 / (2 - n) >= 0", "n < 2 || q[0] == 0"])
def test_the_fault_of_a_guard_is_a_step(guard: str) -> None:
    """Steps: depth of the state + 1."""
    text = (
        f"var n: 0..2 var q: queue[0..1, 1] action up when n < 2 {{ n += 1 }} action look when {guard} {{}}"
    )
    assert fault(text)[1] == 3
    assert moves(text, "faults") == ["up", "up", "look"]


def test_a_fault_in_await_is_one_of_a_guard() -> None:
    """Of an action, of a step, of a branch of either."""
    for body in ("action a { await 1 / n == 1 }", "process p { step a { await 1 / n == 1 } }"):
        assert fault(f"var n: 0..1 {body}") == ("division by zero", 1)
    text = "var n: 0..1"
    assert runs(text, "either { await 1 / n == 1 } or { n = 1 }", "n") == ["division by zero", "1"]


def test_a_state_whose_only_runs_fault_is_no_deadlock() -> None:
    """Something wanted to happen there."""
    text = "var n: 0..2 action up { n += 1 }"
    assert verdicts(text) == {"deadlock": "holds", "faults": "violated"}


def test_a_state_whose_guard_faults_is_no_deadlock_either() -> None:
    """A fault in a guard is a run that faulted."""
    assert verdicts("var n: 0..2 action a when 1 / n == 1 {}") == {"deadlock": "holds", "faults": "violated"}


@pytest.mark.parametrize(
    "declared",
    [
        "invariant i: 1 / (2 - n) >= 0",
        "reachable i: n == 2 && 1 / (2 - n) == 3",
        "recoverable i: 1 / (2 - n) >= 0",
        "bound n < 2 || 1 / (2 - n) >= 0",
        "end when 1 / (2 - n) >= 0",
    ],
)
def test_a_fault_in_a_property_counts_at_the_state(declared: str) -> None:
    """Under `faults`, at the depth of the state itself."""
    text = f"var n: 0..2 action up when n < 2 {{ n += 1 }} {declared}"
    assert fault(text) == ("division by zero", 2)
    verdict = verify(text)["faults"].verdict
    assert isinstance(verdict, Violated)
    kind = declared.split(" ")[0]
    assert kind in verdict.sentence


def test_a_property_that_faults_has_no_answer() -> None:
    """Unless it is violated elsewhere."""
    text = "var n: 0..2 action up when n < 2 { n += 1 } end when n == 2 invariant i: 1 / (2 - n) >= 0"
    assert verdicts(text)["i"] == "unknown"
    assert verdicts(text.replace(">= 0", "> 1"))["i"] == "violated"


def test_the_shortest_fault_is_that_of_the_smallest_depth() -> None:
    """A fault at a state counts less than one in a step from the same depth."""
    text = "var n: 0..2 action up { n += 1 } invariant i: n < 2 || 1 / (2 - n) > 0"
    assert fault(text) == ("division by zero", 2)  # the step from n == 2 would be the third


def test_verify_goes_on_until_every_property_has_its_answer() -> None:
    """A violation does not end the search; --stop-first does."""
    text = """var n: 0..5 action up when n < 5 { n += 1 } invariant i: n < 1 invariant j: n < 3 reachable
    r: n == 5 deadlock off"""
    report = verify(text)
    assert report.states == 6
    assert report.complete
    assert verdicts(text) == {"faults": "holds", "i": "violated", "j": "violated", "r": "holds"}
    first = verify(text, until="first violation")
    assert not first.complete
    assert first.states == 2
    assert [type(p.verdict).__name__ for p in first.properties] == [
        "Unknown",
        "Violated",
        "Unknown",
        "Unknown",
    ]


# ---- final states and deadlock ------------------------------------------------------------------


def test_end_when_removes_no_transition() -> None:
    """It excuses states that have none."""
    text = "var n: 0..3 action up when n < 3 { n += 1 } end when n >= 1"
    assert counts(text) == (4, 3, 3)
    assert verdicts(text)["deadlock"] == "holds"


def test_several_ends_are_alternatives() -> None:
    """Any of them excuses."""
    text = "var n: 0..3 = any where n > 0 end when n == 1 end when n == 2"
    assert verdicts(text)["deadlock"] == "violated"
    assert verdicts(f"{text} end when n == 3")["deadlock"] == "holds"


def test_a_spec_of_actions_alone_has_no_final_states() -> None:
    """Without `end when`, stopping is a deadlock; without anything, at once."""
    assert verdicts("var n: 0..1 action go when n == 0 { n = 1 }")["deadlock"] == "violated"
    assert moves("var n: 0..1", "deadlock") == []


def test_the_deadlock_nearest_to_the_start_is_shown() -> None:
    """Breadth first, also from several initial states."""
    text = "var n: 0..9 = any where n in {0, 5} action up when n < 4 || n in 5..6 { n += 1 }"
    assert moves(text, "deadlock") == ["up", "up"]


def test_a_final_state_with_a_faulting_run() -> None:
    """It is final, and the fault is a fault."""
    text = "var n: 0..1 action go { n = 2 } end when true"
    assert verdicts(text) == {"deadlock": "holds", "faults": "violated"}


# ---- bounds -------------------------------------------------------------------------------------

LINE = "var n: 0..9 action up when n < 9 { n += 1 }"


def test_a_state_outside_is_neither_stored_nor_checked() -> None:
    """The transition into it is counted; nothing is violated there."""
    text = f"{LINE} bound n < 3 invariant i: n < 3 reachable r: n == 3"
    assert counts(text) == (3, 3, 2)
    assert verdicts(text) == {"deadlock": "bounded", "faults": "bounded", "i": "bounded", "r": "unknown"}


def test_a_state_whose_successors_are_all_outside_is_no_deadlock() -> None:
    """Nor is one at the cut of --depth, whose successors nobody looked at."""
    assert verdicts(f"{LINE} bound n < 3")["deadlock"] == "bounded"
    assert verdicts(LINE, depth=9)["deadlock"] == "bounded"
    assert verdicts(LINE, depth=10)["deadlock"] == "violated"


def test_several_bounds_are_a_conjunction() -> None:
    """Only states that satisfy all."""
    assert counts(f"{LINE} bound n < 5 bound n != 2") == (2, 2, 1)


def test_initial_states_outside_are_dropped() -> None:
    """None left is an error; some dropped make the answers bounded."""
    text = "var n: 0..9 = any bound n > 7 invariant i: n > 7 deadlock off"
    assert counts(text) == (2, 0, 0)
    assert verdicts(text)["i"] == "bounded"
    with pytest.raises(Exception, match="bound"):
        verify("var n: 0..9 bound n > 0 deadlock off")


def test_recoverable_and_the_cut() -> None:
    """Violated only because of the cut: unknown. Violated before it: violated."""
    text = """var n: 0..9 var dead: bool action up when n < 9 && !dead { n += 1 } recoverable r: n == 9
    deadlock off"""
    assert verdicts(f"{text} bound n < 3")["r"] == "unknown"
    assert verdicts(text, depth=2)["r"] == "unknown"
    trapped = f"{text} action die when n == 1 {{ dead = true }} bound n < 5"
    assert verdicts(trapped)["r"] == "violated"
    assert moves(trapped, "r") == ["up", "die"]
    assert verdicts(trapped, depth=3)["r"] == "violated"


def test_recoverable_within_the_bound() -> None:
    """All reach the goal inside: it holds as far as it looked."""
    text = (
        "var n: 0..9 action up when n < 9 { n += 1 } action zero { n = 0 } recoverable r: n == 0 bound n < 3"
    )
    assert verdicts(text)["r"] == "bounded"


def test_a_violation_within_the_bound_is_one() -> None:
    """It needs no qualification."""
    assert verdicts(f"{LINE} bound n < 3 invariant i: n < 2")["i"] == "violated"
    assert verdicts(f"{LINE} invariant i: n < 2", depth=2)["i"] == "violated"


def test_depth_counts_levels() -> None:
    """States at the last level are stored and checked, not expanded."""
    assert counts(LINE, depth=0) == (1, 0, 0)
    assert counts(LINE, depth=4) == (5, 4, 4)
    assert counts(LINE, depth=100) == (10, 9, 9)
    assert verdicts(f"{LINE} invariant i: n < 4 deadlock off", depth=4)["i"] == "violated"
    assert verdicts(f"{LINE} invariant i: n < 5 deadlock off", depth=100)["i"] == "violated"


# ---- properties ---------------------------------------------------------------------------------


def test_reachable_holds_only_if_every_instance_does() -> None:
    """The instance without a witness is named."""
    text = """machine M[3] {} var m: M? action go { choose x in M where x != M[1] { m = x } } reachable
    r(x: M): m == x"""
    found = verify(text)["r"]
    assert isinstance(found.verdict, Violated)
    assert found.instance == (("x", "M1"),)


def test_a_recoverable_trace_is_a_shortest_path_to_the_trap() -> None:
    """Not to the goal, nor to the end."""
    text = """var n: 0..9 action slow when n < 5 { n += 1 } action trap when n == 4 { n = 9 }
    action fast when n == 0 { n = 4 } action loop when n in {5, 9} {} recoverable r: n == 5"""
    assert moves(text, "r") == ["fast", "trap"]


def test_a_witness_at_the_start_has_no_steps() -> None:
    """And a trace of one state."""
    found = trace("var n: 0..1 reachable r: n == 0 deadlock off", "r")
    assert found.steps == ()
    assert found.states == (found.initial,)


def test_verdict_types() -> None:
    """Holds, violated and unknown are three different things."""
    report = verify(f"{LINE} bound n < 3 invariant i: n < 2 reachable r: n == 8 deadlock off")
    kinds = [type(p.verdict) for p in report.properties]
    assert kinds == [Holds, Violated, Unknown]


# ---- initial states -----------------------------------------------------------------------------


def test_init_must_not_fault() -> None:
    """A fault in it is an error of the spec, wherever it happens."""
    assert errors("var n: 0..3 init { n = 4 }") == ["GMP601"]
    assert errors("var n: 0..3 init { choose x in 0..9 { n = x } }") == ["GMP601"]
    assert errors("var n: 0..3 init where 1 / n == 1") == ["GMP601"]
    assert errors("var n: 0..3 = any where 1 / n == 1") == ["GMP601"]


def test_no_initial_state_is_an_error() -> None:
    """Whether `any`, `init` or `init where` leaves none."""
    assert errors("var n: 0..3 = any where n > 3") == ["GMP602"]
    assert errors("var n: 0..3 init { choose x in 3..2 { n = x } }") == ["GMP602"]
    assert errors("var n: 0..3 init where n > 0") == ["GMP602"]
    assert errors("machine M[0] {} var m: M = any") == ["GMP602"]


def test_init_is_exempt_from_lifecycles() -> None:
    """It may set what no arrow allows; actions may not."""
    text = """machine M[1] { status { a -> b  b } } init { for m in M { m.status = b  m.status = a
    m.status = a } }"""
    assert starts(text, "exists m in M: m.status == a") == ["true"]


def test_init_where_filters_the_results_of_init() -> None:
    """After the statements, not before."""
    assert starts("var n: 0..9 = any init { n = n / 2 } init where n in 2..3", "n") == ["2", "3"]
