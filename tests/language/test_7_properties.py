"""§7: properties, final states, bounds."""

from __future__ import annotations

import pytest

from gmpcheck.results.verdict import Violated
from tests.language.running import counts, errors, model, moves, trace, verdicts, verify

UP = "var n: 0..3 action up when n < 3 { n += 1 }"


def test_end_when_names_the_legitimate_final_states() -> None:
    """Any other state without a transition is a deadlock."""
    assert verdicts(f"{UP} end when n == 3")["deadlock"] == "holds"
    assert verdicts(f"{UP} end when n == 2")["deadlock"] == "violated"
    assert moves(f"{UP} end when n == 2", "deadlock") == ["up", "up", "up"]
    assert verdicts(UP)["deadlock"] == "violated"


def test_deadlock_off() -> None:
    """The question is not asked."""
    assert list(verdicts(f"{UP} deadlock off")) == ["faults"]


def test_an_invariant_is_true_in_every_reachable_state() -> None:
    """The counterexample is shortest; an initial state is a counterexample of no steps."""
    assert verdicts(f"{UP} invariant i: n <= 3")["i"] == "holds"
    assert moves(f"{UP} invariant i: n < 2", "i") == ["up", "up"]
    assert moves(f"{UP} invariant i: n > 0", "i") == []


def test_breadth_first_means_shortest() -> None:
    """Of a long and a short way, the short one."""
    text = """var n: 0..9 action slow when n < 9 { n += 1 } action jump when n == 1 { n = 8 }
    invariant i: n < 9 deadlock off"""
    assert moves(text, "i") == ["slow", "jump", "slow"]


def test_a_property_with_parameters_is_checked_for_every_instance() -> None:
    """One entry; the failing instance is named."""
    text = """machine M[3] { n: 0..1 } init { M[0].n = 0 } action go(m: M) when m == M[1] && m.n == 0 {
    m.n = 1 }
    invariant zero(m: M): m.n == 0 reachable one(m: M): m.n == 1 invariant pairs(m: M, k: 0..1): m.n <= 1
    deadlock off"""
    report = verify(text)
    assert [p.name for p in report.properties] == ["faults", "zero", "one", "pairs"]
    assert report["zero"].instance == (("m", "M1"),)
    assert isinstance(report["zero"].verdict, Violated)
    assert report["one"].instance == (("m", "M0"),)
    assert isinstance(report["one"].verdict, Violated)
    assert verdicts(text)["pairs"] == "holds"


def test_reachable_answers_with_a_witness() -> None:
    """Holds: a run that leads there; violated: none does, and there is nothing to show."""
    assert moves(f"{UP} reachable r: n == 2", "r") == ["up", "up"]
    assert moves(f"{UP} reachable r: n == 0", "r") == []
    found = verify(f"{UP} reachable r: n > 3")["r"]
    assert isinstance(found.verdict, Violated)
    assert found.trace is None


def test_reachable_needs_a_witness_for_every_instance() -> None:
    """Different states may witness different instances."""
    text = "var n: 0..3 action up when n < 2 { n += 1 } deadlock off reachable r(k: 0..2): n == k"
    assert verdicts(text)["r"] == "holds"
    assert len(trace(text, "r").steps) == 2  # the longest of the shortest
    assert verdicts(text.replace("(k: 0..2)", "(k: 0..3)"))["r"] == "violated"


def test_a_property_over_no_instances() -> None:
    """Holds: there is nothing that could fail."""
    text = """machine M[0] {} invariant i(m: M): false reachable r(m: M): false recoverable c(m: M): false
    deadlock off"""
    assert set(verdicts(text).values()) == {"holds"}


def test_recoverable_from_every_reachable_state() -> None:
    """Some run leads there (AG EF); fairness does not matter."""
    ring = "var n: 0..3 action up { n = (n + 1) % 4 }"
    assert verdicts(f"{ring} recoverable r: n == 2")["r"] == "holds"
    trap = """var n: 0..3 action up when n < 2 { n += 1 } action down when n in 1..2 { n -= 1 }
    action leave when n == 1 { n = 3 } action stay when n == 3 {}"""
    assert verdicts(f"{trap} recoverable r: n == 0")["r"] == "violated"
    assert moves(f"{trap} recoverable r: n == 0", "r") == ["up", "leave"]
    assert verdicts(f"{trap} recoverable r: n == 3")["r"] == "holds"
    assert verdicts(f"{trap} recoverable r: false")["r"] == "violated"
    assert moves(f"{trap} recoverable r: false", "r") == []


def test_recoverable_counts_the_state_itself() -> None:
    """A state at the goal needs no step, also where it has no transition."""
    assert verdicts(f"{UP} end when n == 3 recoverable r: n == 3")["r"] == "holds"


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("starvation p(k: 0..1): n == k ~> n == 3", "starvation"),
        ("lostwakeup p: n == 0 ~> n == 1", "lostwakeup"),
        ("property p: eventually n == 3", "temporal"),
        ("property p: always (n == 0 ==> eventually n > 0)", "temporal"),
        ("property p: n == 0 until n == 1", "temporal"),
        ("property p: next n == 1", "temporal"),
        ("property p: n == 0 ~> n == 1", "temporal"),
        ("property p: always eventually n == 3 || !(eventually n == 2)", "temporal"),
        ("property p: forall k in 0..3: eventually n == k", "temporal"),
        ("property p: n == 0", "temporal"),
    ],
)
def test_temporal_properties_are_part_of_the_model(declared: str, kind: str) -> None:
    """Leads-to with its own wording, and any formula."""
    assert model(f"{UP} {declared}").properties[0].kind == kind
    assert verdicts(f"{UP} {declared}")["p"] == "holds"


@pytest.mark.parametrize(
    ("declared", "taken", "loop"),
    [
        ("starvation p: n == 1 ~> n == 0", ["up"] * 3, 3),
        ("lostwakeup p: n == 2 ~> n == 1", ["up"] * 3, 3),
        ("property p: eventually n > 3", ["up"] * 3, 3),
        ("property p: always eventually n == 2", ["up"] * 3, 3),
        ("property p: n == 0 until n == 2", ["up"] * 3, 3),
        ("property p: next n == 0", ["up"] * 3, 3),
        ("property p: forall k in 0..3: next n == k", ["up"] * 3, 3),
        ("property p: n == 1", ["up"] * 3, 3),
        ("property p: (eventually n == 3) ==> always n < 3", ["up"] * 3, 3),
    ],
)
def test_a_violated_temporal_property_has_a_lasso(declared: str, taken: list[str], loop: int) -> None:
    """The only run counts to 3 and stays there."""
    assert moves(f"{UP} {declared}", "p") == taken
    trace = verify(f"{UP} {declared}")["p"].trace
    assert trace is not None
    assert (trace.loop, trace.cycle) == (loop, 0)


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("starvation p: n == 0", "GMP501"),
        ("lostwakeup p: eventually n == 0", "GMP029"),
        ("invariant p: eventually n == 0", "GMP029"),
        ("invariant deadlock: n == 0", "GMP017"),
        ("invariant faults: n == 0", "GMP507"),
        ("property p: (eventually n == 1) == true", "GMP508"),
        ("property p: count k in 0..1: eventually n == k", "GMP508"),
        ("invariant p: n", "GMP201"),
        ("invariant p(k: 0..1): n == 0", None),
    ],
)
def test_what_a_property_may_not(declared: str, code: str | None) -> None:
    """Temporal operators outside of `property`, names that every spec has."""
    found = errors(f"{UP} {declared}")
    assert found == ([code] if code else [])


# ---- bounds -------------------------------------------------------------------------------------


def test_bound_explores_only_states_that_satisfy_it() -> None:
    """The transition out of it is counted; answers say that they are bounded."""
    text = "var n: 0..9 action up when n < 9 { n += 1 } action down when n > 0 { n -= 1 } bound n <= 3"
    assert counts(text) == (4, 1 + 2 + 2 + 2, 3)
    report = verify(
        f"{text} invariant i: n < 5 reachable r: n == 3 reachable far: n == 4 invariant three: n < 3"
    )
    assert verdicts(f"{text} invariant i: n < 5")["i"] == "bounded"
    assert {p.name: type(p.verdict).__name__ for p in report.properties} == {
        "deadlock": "Holds",
        "faults": "Holds",
        "i": "Holds",
        "r": "Holds",
        "far": "Unknown",
        "three": "Violated",
    }
    assert report.bound is not None
    assert "n <= 3" in report.bound


def test_a_bound_that_cuts_nothing_bounds_nothing() -> None:
    """Where every state satisfies it, every state was seen."""
    text = f"{UP} bound n <= 3 invariant i: n < 4 deadlock off"
    assert verdicts(text)["i"] == "holds"
    assert verify(text).bound is None


def test_depth_makes_answers_bounded() -> None:
    """Never `holds` without saying how far it looked."""
    text = f"{UP} invariant i: n < 4 reachable r: n == 3 recoverable c: n == 3 deadlock off"
    assert verdicts(text, depth=2) == {"faults": "bounded", "i": "bounded", "r": "unknown", "c": "unknown"}
    assert counts(text, depth=2) == (3, 2, 2)
    assert verify(text, depth=2).bound == "depth 2"
    assert verify(text, depth=2).complete


def test_a_state_limit_ends_without_an_answer() -> None:
    """What was found stays found; the rest is unknown."""
    text = f"{UP} invariant i: n < 1 invariant j: n < 4 deadlock off"
    assert verdicts(text, states=2) == {"faults": "unknown", "i": "violated", "j": "unknown"}
    assert not verify(text, states=2).complete
