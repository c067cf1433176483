"""§6, §7 and §10: what temporal properties say, over fair infinite and maximal finite runs."""

from __future__ import annotations

import pytest

from tests.language.running import trace, verdicts, verify

STAY = "var n: 0..2 action stay {} "


def _p(text: str, formula: str) -> str:
    return verdicts(f"{text} deadlock off property p: {formula}")["p"]


# ---- maximal runs -------------------------------------------------------------------------------


def test_there_is_no_implicit_stuttering() -> None:
    """A run may not stop where any transition, fair or not, is enabled."""
    text = "var n: 0..2 action up when n < 2 { n += 1 }"
    assert _p(text, "eventually n == 2") == "holds"
    assert _p(text, "next n == 1") == "holds"
    assert _p(text, "n == 0 until n == 1") == "holds"


def test_finite_maximal_runs_repeat_their_last_state() -> None:
    """The counterexample stutters there: a cycle of no steps."""
    text = "var n: 0..2 action up when n < 1 { n += 1 }"
    assert _p(text, "always eventually n == 1") == "holds"
    assert _p(text, "eventually n == 2") == "violated"
    assert _p(text, "next (next n == 1)") == "holds"
    found = trace(f"{text} deadlock off property p: eventually n == 2", "p")
    assert (len(found.steps), found.cycle) == (1, 0)


def test_unfair_actions_may_be_left_untaken_for_ever() -> None:
    """The shortest lasso: one step that comes back at once."""
    text = f"{STAY} action up when n == 0 {{ n = 1 }}"
    assert _p(text, "eventually n == 1") == "violated"
    found = trace(f"{text} deadlock off property p: eventually n == 1", "p")
    assert (len(found.steps), found.cycle) == (1, 1)
    assert _p(text, "n == 0 until n == 1") == "violated"


def test_every_initial_state_counts() -> None:
    """A formula is about all runs, wherever they begin."""
    assert _p("var n: 0..2 = any action go { n = 1 }", "n == 1") == "violated"
    assert _p("var n: 0..2 = any action go { n = 1 }", "next n == 1") == "holds"


# ---- fairness -----------------------------------------------------------------------------------


def test_weak_fairness() -> None:
    """Continuously enabled: eventually taken."""
    assert _p(f"{STAY} fair action up when n == 0 {{ n = 1 }}", "eventually n == 1") == "holds"


BLINK = "var on: bool var done: bool action flip { on = !on }"


@pytest.mark.parametrize(
    ("word", "verdict"), [("", "violated"), ("fair", "violated"), ("strong fair", "holds")]
)
def test_strong_fairness(word: str, verdict: str) -> None:
    """Enabled again and again is not continuously enabled."""
    assert _p(f"{BLINK} {word} action grab when on && !done {{ done = true }}", "eventually done") == verdict


def test_a_self_loop_takes_a_condition() -> None:
    """Any run of the action does, also one that changes nothing."""
    text = "var n: 0..2 fair action go when n == 0 { either { } or { n = 1 } }"
    assert _p(text, "eventually n == 1") == "violated"


TURNS = "machine M[2] { n: bool } machine P[2] {} var last: P?"


@pytest.mark.parametrize(
    ("word", "verdict"), [("fair", "holds"), ("fair[]", "violated"), ("fair[m]", "holds")]
)
def test_one_condition_for_each_actor(word: str, verdict: str) -> None:
    """Or one for all, which M0 alone can satisfy."""
    text = f"{TURNS} {word} action turn(m: M) {{ m.n = !m.n }}"
    report = verify(f"{text} deadlock off property p(m: M): eventually m.n")
    assert verdicts(f"{text} deadlock off property p(m: M): eventually m.n")["p"] == verdict
    assert bool(report["p"].instance) == (verdict == "violated")


@pytest.mark.parametrize(
    ("word", "verdict"), [("fair", "violated"), ("fair[m, p]", "holds"), ("fair[p]", "holds")]
)
def test_grouping_by_pairs(word: str, verdict: str) -> None:
    """One condition per actor is satisfied with the same P again and again."""
    text = f"{TURNS} {word} action use(m: M, p: P) {{ m.n = !m.n  last = p }}"
    formula = "property p(p0: P): eventually last == p0"
    assert verdicts(f"{text} deadlock off {formula}")["p"] == verdict


@pytest.mark.parametrize(("word", "verdict"), [("", "violated"), ("fair", "holds")])
def test_a_fair_process_goes_on(word: str, verdict: str) -> None:
    """One condition per process, over its current step."""
    steps = "{ step a { } step b { call r() } } routine r() { step x {} }"
    text = f"{STAY} {word} process w(k: 0..1) {steps}"
    assert _p(text, "eventually (forall k in 0..1: w[k] == halted)") == verdict


def test_a_fair_process_that_blinks_is_not_continuously_enabled() -> None:
    """`strong fair` applies to processes too."""
    text = f"{BLINK} fair process w {{ step a {{ await on; done = true }} }}"
    assert _p(text, "eventually done") == "violated"
    assert _p(text.replace("fair", "strong fair"), "eventually done") == "holds"


def test_being_moved_is_no_step_of_that_process() -> None:
    """Its condition is still waiting, so that it must go on at last."""
    process = "fair process w { step a { done = true } step b { await false } }"
    text = f"var done: bool {process} action push when w[] == a {{ w[] = a }}"
    assert _p(text, "eventually done") == "holds"


def test_the_current_step_is_what_must_be_enabled() -> None:
    """A process that waits for ever where nothing comes is fair."""
    text = f"{STAY} fair process w {{ step a {{ await n == 1 }} }}"
    assert _p(text, "eventually w[] == halted") == "violated"


# ---- formulas -----------------------------------------------------------------------------------


def test_leads_to_in_the_same_state() -> None:
    """`p ~> q` is `always (p ==> eventually q)`: q at once satisfies it."""
    text = "var n: 0..2 action up { n = (n + 1) % 3 }"
    assert _p(text, "n == 1 ~> n >= 1") == "holds"
    assert _p(text, "n == 2 ~> n == 1") == "holds"
    assert _p("var n: 0..2 action up when n < 2 { n += 1 }", "n == 2 ~> n == 1") == "violated"
    assert _p("var n: 0..2 action up when n < 2 { n += 1 }", "n == 1 ~> n == 2") == "holds"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("always n < 2", "violated"),
        ("always n <= 2", "holds"),
        ("eventually n == 2", "holds"),
        ("always eventually n == 0", "holds"),
        ("eventually always n == 0", "violated"),
        ("n < 2 until n == 2", "holds"),
        ("n < 1 until n == 2", "violated"),
        ("next n == 1 && next (next n == 2)", "holds"),
        ("always (n == 0 ==> next n == 1)", "holds"),
        ("always (n == 0 ==> next n == 2)", "violated"),
        ("always n == 0 ==> n == 1", "holds"),
        ("!(eventually n == 2)", "violated"),
        ("forall k in 0..2: always eventually n == k", "holds"),
        ("exists k in 0..2: always n == k", "violated"),
        ("n == 0 || eventually false", "holds"),
        ("(eventually n == 1) && (eventually n == 2)", "holds"),
        ("true until false", "violated"),
    ],
)
def test_formulas_over_the_one_run_0_1_2_0(formula: str, verdict: str) -> None:
    """Each operator with its usual meaning."""
    assert _p("var n: 0..2 action up { n = (n + 1) % 3 }", formula) == verdict


def test_starvation_and_lostwakeup() -> None:
    """Leads-to, for every instance; the failing one is named."""
    text = """machine M[2] { status { idle, running } } action run(m: M) when m == M[0] { m.status = running }
    action rest(m: M) { m.status = idle } deadlock off
    starvation s(m: M): m.status == idle ~> m.status == running
    lostwakeup l(m: M): m.status == running ~> m.status == idle"""
    assert verdicts(text) == {"faults": "holds", "s": "violated", "l": "violated"}
    fair = text.replace("action rest", "fair action rest")
    assert verdicts(fair) == {"faults": "holds", "s": "violated", "l": "holds"}


# ---- bounds -------------------------------------------------------------------------------------


def test_a_cut_run_is_no_maximal_run() -> None:
    """What is violated only because of the cut is not violated, and nothing holds without saying so."""
    text = "var n: 0..9 action up when n < 9 { n += 1 }"
    cut = {_p(f"{text} bound n < 3", f) for f in ("eventually n == 9", "eventually n == 2")}
    cut.add(verdicts(f"{text} property p: eventually n == 9", depth=2)["p"])
    assert cut <= {"bounded", "unknown"}
    assert _p(f"{text} bound n < 3 action stay when n == 1 {{}}", "eventually n == 2") == "violated"
