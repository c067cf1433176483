"""§10: processes, routines, and what happens to their locals."""

from __future__ import annotations

import pytest

from tests.language.running import (
    counts,
    errors,
    fault,
    model,
    moves,
    reached,
    runs,
    starts,
    taken,
    verdicts,
)

# ---- transitions --------------------------------------------------------------------------------


def test_the_calling_step_and_every_routine_step_are_transitions() -> None:
    """A routine of three steps called by one: four, and one for what follows."""
    text = "process p { step a { call r() } step b {} } routine r() { step x {} step y {} step z {} }"
    assert counts(text) == (6, 5, 5)
    assert moves(f"{text} reachable over: p[] == halted", "over") == ["p.a", "p.r.x", "p.r.y", "p.r.z", "p.b"]


def test_return_assigns_in_its_own_transition() -> None:
    """Value and move are one step; nobody sees the value before."""
    text = """var n: 0..9 process p { step a { n = call r() } step b { n = 0 } }
    routine r() { step x { return 7 } }"""
    assert counts(text) == (4, 3, 3)
    assert reached(text, "n * 10 + (p[] == b ? 1 : 0)") == {"0", "71"}


def test_the_index_of_the_target_is_evaluated_at_the_return() -> None:
    """With the state as it is then, the value first."""
    text = """var a: array[0..3, 0..9] var i: 0..3 process p { step s { i = 1  a[i] = call r() } }
    routine r() { step x { i = 2 } step y { i = 3  return i + 1 } }"""
    assert reached(text, "a[3]") == {"0", "4"}
    assert reached(text, "a[1] + a[2] + a[0]") == {"0"}


def test_the_target_must_be_nameable_at_the_return() -> None:
    """A `let` of the calling step is gone by then."""
    text = """var a: array[0..3, 0..9] process p { step s { let i = 2  a[i] = call r() } } routine r() {
    step x { return 1 } }"""
    assert errors(text) == ["GMP101"]


def test_a_routine_that_ends_in_the_last_step_of_another() -> None:
    """Both return in the transition that ends the inner one."""
    text = """process p { step a { call outer() } step b {} }
    routine outer() { step x { call inner() } } routine inner() { step i {} }"""
    assert counts(text) == (5, 4, 4)
    assert moves(f"{text} reachable r: p[] == b", "r") == ["p.a", "p.outer.x", "p.inner.i"]


def test_a_value_through_two_routines() -> None:
    """`return call` does not exist; a local of the outer one takes it."""
    text = """var n: 0..9 process p { step a { n = call outer(2) } }
    routine outer(k: 0..9) { var v: 0..9  step x { v = call inner(k) } step y { return v + 1 } }
    routine inner(k: 0..9) { step i { return 3 * k } }"""
    assert reached(text, "n") == {"0", "7"}
    assert counts(text) == (5, 4, 4)


def test_a_called_value_may_be_dropped() -> None:
    """`call r()` of a routine that gives one."""
    text = "var n: 0..9 process p { step a { call r() } } routine r() { step x { n = 1  return 5 } }"
    assert reached(text, "n") == {"0", "1"}


def test_all_returns_have_one_type() -> None:
    """And every path gives a value, where one is wanted."""
    text = "var n: 0..9 process p {{ step a {{ n = call r() }} }} routine r() {{ {} }}"
    assert errors(text.format("step x { if n == 0 { return 1 } } step y { return 2 }")) == []
    assert errors(text.format("step x { if n == 0 { return 1 } }")) == ["GMP404"]
    assert errors(text.format("step x { if n == 0 { return } return 1 }")) == ["GMP404"]
    assert errors(text.format("step x { if n == 0 { return 1 } return true }")) == ["GMP201"]


def test_the_result_is_of_the_declared_type() -> None:
    """Range-checked at the return."""
    text = """var n: 0..9 process p { step a { n = call r(4) } } routine r(k: 0..9) 0..4 { step x { return
    k + 1 } }"""
    assert fault(text) == ("value out of range", 2)
    assert reached(text.replace("r(4)", "r(3)"), "n") == {"0", "4"}


def test_arguments_are_range_checked_at_the_call() -> None:
    """As those of functions are."""
    text = "var n: 0..9 = 5 process p { step a { call r(n) } } routine r(k: 0..4) { step x {} step y {} }"
    assert fault(text) == ("value out of range", 1)


# ---- names of steps -----------------------------------------------------------------------------

TWICE = """var n: 0..3 process p { step a { call r() } step b { call r(); goto d } step c {} step d { call
s() } }
routine r() { step x { n += 1 } } routine s() { step y { call r() } }"""


def test_a_routine_step_matches_at_every_call_site() -> None:
    """Directly called twice, and once from inside another routine."""
    assert reached(TWICE, "p[] == r.x") == {"false", "true"}
    assert counts(f"{TWICE} invariant i: p[] == c ==> false")[0] == 8  # a x b x d y x halted
    assert verdicts(f"{TWICE} invariant i: !(p[] in {{r.x}}) || n < 3")["i"] == "holds"
    assert reached(TWICE, "p[] == r.x ? n : 9") == {"0", "1", "2", "9"}


def test_two_processes_at_one_routine_step_are_at_the_same_step() -> None:
    """`w[m] == w[n]`, whichever call each of them is in; `!=` is its negation."""
    text = """machine M[2] {} process w(m: M) { step a { call r() } step b { call r() } step c {} }
    routine r() { step x {} }"""
    at = "forall m in M: w[m] == r.x"
    assert verdicts(f"{text} invariant i: ({at}) ==> forall m, n in M: w[m] == w[n]")["i"] == "holds"
    assert verdicts(f"{text} invariant i: ({at}) ==> !exists m, n in M: w[m] != w[n]")["i"] == "holds"
    assert verdicts(f"{text} invariant i: forall m, n in M: w[m] == w[n]")["i"] == "violated"
    assert (
        verdicts(f"""{text} reachable i: exists m, n in M: w[m] == b && w[n] == c && w[m] !=
    w[n]""")["i"]
        == "holds"
    )


def test_the_actions_of_a_routine_share_their_name() -> None:
    """One per call site, one name in traces and coverage."""
    assert [a.name for a in model(TWICE).actions].count("p.r.x") == 3
    assert len({a.key for a in model(TWICE).actions}) == len(model(TWICE).actions)
    assert taken(TWICE)["p.r.x"] == 3


def test_halted_is_compared_like_a_step() -> None:
    """`worker[m] == halted`, `in {halted, find}`, assignable."""
    text = """process p { step a {} step b { await false } } action kill when p[] == b { p[] = halted }"""
    assert counts(text) == (3, 2, 2)
    assert verdicts(text)["deadlock"] == "holds"
    assert reached(text, "p[] in {halted, a}") == {"true", "false"}


# ---- locals -------------------------------------------------------------------------------------


def test_locals_of_a_process_keep_their_last_value() -> None:
    """Also after `halt`: they are part of the state."""
    text = "process p { var v: 0..3  step a { either { v = 1 } or { v = 2 } halt } }"
    assert counts(text) == (3, 2, 1)


def test_a_finished_call_leaves_no_trace() -> None:
    """Parameters and locals go back to their defaults on return, by whatever way."""
    for end in ("step y {}", "step y { return }", "step y { if v == 1 { return } }"):
        text = f"""process p {{ step a {{ either {{ call r(1) }} or {{ call r(2) }} }} step b {{}} }}
        routine r(k: 0..2) {{ var v: 0..2 = 2  step x {{ v = k }} {end} }}"""
        # a; x with k = 1, 2; y with v = 1, 2; then b and halted, once each
        assert counts(text) == (7, 7, 4), end


def test_halt_inside_a_routine_leaves_no_trace_either() -> None:
    """The process ends, not only the routine."""
    text = """process p { step a { either { call r(1) } or { call r(2) } } step b {} }
    routine r(k: 0..2) { step x { halt } }"""
    assert counts(text) == (4, 4, 2)


def test_locals_start_anew_at_each_call() -> None:
    """With their own initial value."""
    text = """var q: queue[0..9, 9] process p { step a { call r() } step b { call r() } }
    routine r() { var v: 0..9 = 3  step x { q.push(v)  v = 7 } step y { q.push(v) } }"""
    assert "[3, 7, 3, 7]" in reached(text, "q")


def test_a_nested_call_keeps_the_locals_of_the_outer_one() -> None:
    """They go back when the outer routine returns."""
    text = """var q: queue[0..9, 9] process p { step a { call outer(4) } }
    routine outer(k: 0..9) { var v: 0..9  step x { v = k + 1  call inner(v) } step y { q.push(v) q.push(k) } }
    routine inner(k: 0..9) { var v: 0..9  step i { v = 2 * k - 3 } step j { q.push(v) } }"""
    assert "[7, 5, 4]" in reached(text, "q")


def test_a_routine_does_not_see_the_caller() -> None:
    """Neither its parameters nor its locals."""
    for name in ("m", "v"):
        text = f"""machine M[1] {{ n: 0..1 }} process p(m: M) {{ var v: 0..1  step a {{ call r() }} }}
        routine r() {{ step x {{ let y = {name} assert y == y, "" }} }}"""
        assert errors(text) == ["GMP101"]


# ---- moving processes ---------------------------------------------------------------------------


def test_a_halted_process_is_woken_by_assignment() -> None:
    """It goes on at the given step."""
    text = """var n: 0..2 process p { step a { halt } step b { n = 2 } }
    action wake when p[] == halted && n == 0 { n = 1  p[] = b } end when n == 2 && p[] == halted"""
    assert counts(text) == (4, 3, 3)
    assert verdicts(text)["deadlock"] == "holds"


def test_assignment_abandons_a_routine_without_a_trace() -> None:
    """Parameters and locals of every call it is in go back to their defaults."""
    text = """process p { step a { either { call outer(1) } or { call outer(2) } } step b { halt } }
    routine outer(k: 0..2) { step x { call inner(k) } } routine inner(k: 0..2) { step i { await false } }
    action rescue when p[] == inner.i { p[] = b }"""
    # a; x 1, 2; i 1, 2; b; halted
    assert counts(text) == (7, 2 + 2 + 2 + 1, 4)


def test_a_process_local_survives_being_moved() -> None:
    """Only routines are abandoned."""
    text = """var n: 0..9 process p { var v: 0..9  step a { v = 5 } step b { await false } step c { n = v } }
    action move when p[] == b { p[] = c }"""
    assert reached(text, "n") == {"0", "5"}


def test_a_process_cannot_assign_its_own_step() -> None:
    """An error where the checker sees it, in a proc too; else a fault."""
    assert errors("process p { step a { p[] = b } step b {} }") == ["GMP403"]
    assert errors("machine M[1] {} process p(m: M) { step a { p[m] = b } step b {} }") == ["GMP403"]
    text = "machine M[2] {} process p(m: M) { step a { choose n in M { p[n] = b } halt } step b { halt } }"
    assert fault(text) == ("assertion failed", 1)
    assert errors("process p { step a { move() } step b {} } proc move() { p[] = b }") == ["GMP403"]


def test_a_process_may_be_moved_to_where_it_is() -> None:
    """A legal self-loop of whoever does it; steps have no lifecycle."""
    assert counts("process p { step a { await false } } action again { p[] = a }") == (1, 1, 0)


def test_a_process_cannot_be_moved_into_a_routine() -> None:
    """The step of a routine belongs to a call."""
    text = "process p { step a { call r() } } routine r() { step s {} } action go { p[] = r.s }"
    assert errors(text) == ["GMP407"]
    assert errors("process p { step a {} } action go { p[] = q }") == ["GMP401"]


def test_several_processes_moved_in_a_loop() -> None:
    """A broadcast."""
    text = """machine M[3] { done: bool } process w(m: M) { step sleep { await false } step work { m.done
    = true } }
    action wake when forall m in M: w[m] == sleep { for m in M { w[m] = work } }"""
    assert counts(text) == (1 + 8, 1 + 12, 4)
    assert verdicts(text)["deadlock"] == "holds"


def test_moving_by_two_indices() -> None:
    """`w[m, k]`, each in its own place; outside is a fault."""
    text = """machine M[2] {} var i: 0..5 = 4 process w(m: M, k: 3..4) { step a { await false } step b {} }"""
    assert runs(text, "for m in M { w[m, i] = b }", "count m in M: w[m, 4] == b") == ["2"]
    assert runs(text, "for m in M { w[m, i] = b }", "count m in M: w[m, 3] == b") == ["0"]
    assert runs(text, "for m in M { w[m, i + 1] = b }") == ["index out of range"]


def test_init_may_assign_process_steps() -> None:
    """Also `halted`, also from a choose."""
    text = """machine M[2] {} process w(m: M) { step a {} step b {} }
    init { choose m in M { w[m] = b } choose m in M where w[m] == a { w[m] = halted } }"""
    shown = "w[M[0]] == b; w[M[0]] == halted; w[M[1]] == b; w[M[1]] == halted"
    assert starts(text, shown) == ["true false false true", "false true true false"]


# ---- goto, halt, call in every position ---------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if true { goto c }", {"0", "3"}),
        ("if n == 1 { goto c } else { goto b }", {"0", "2", "3"}),
        ("for i in 1..2 { n = i  goto c }", {"0", "1", "3"}),
        ("for i in 1..0 { goto c }", {"0", "2", "3"}),
        ("choose x in {2, 3} { if x == 3 { halt } n = 1 }", {"0", "1", "2", "3"}),
        ("either { halt } or { n = 1  goto c }", {"0", "1", "3"}),
        ("either { await false  goto c } or { await n == 0; goto b }", {"0", "2", "3"}),
        ("for i in 1..3 { if i == 2 { call r(); goto c } n = 5 }", {"0", "5", "9", "3"}),
        ("choose x in 7..8 { call s(x) }", {"0", "7", "8", "2", "3"}),
        ("if n == 0 { call r() } else { halt }", {"0", "9", "2", "3"}),
        ("either { call r() } or { call s(6); goto c }", {"0", "9", "6", "2", "3"}),
    ],
)
def test_ends_of_a_step_in_every_position(body: str, expected: set[str]) -> None:
    """`goto`, `halt`, `call` from any nesting; else the step falls through."""
    text = f"""var n: 0..9 process p {{ step a {{ {body} }} step b {{ n = 2 }} step c {{ n = 3 }} }}
    routine r() {{ step x {{ n = 9 }} }} routine s(k: 0..9) {{ step x {{ n = k }} }} end when true"""
    assert reached(text, "n") == expected


def test_two_calls_in_one_step_are_two_call_sites() -> None:
    """Each with its own arguments and its own way back."""
    text = """var q: queue[0..9, 9] process p { step a { either { call r(1); goto c } or { call r(2) } }
    step b { q.push(8) } step c { q.push(9) } }
    routine r(k: 0..9) { step x { q.push(k) } }"""
    assert {"[1, 9]", "[2, 8, 9]"} <= reached(text, "q")
    assert "[1, 8]" not in reached(text, "q")


def test_await_may_open_an_either_of_a_step() -> None:
    """Where no branch is possible the process waits."""
    text = """var on: bool process p { step a { either { await on } or { await !on && false } } step b {} }
    action set when !on { on = true } end when p[] == halted"""
    assert moves(f"{text} reachable r: p[] == b", "r") == ["set", "p.a either=1"]


def test_a_self_loop_of_a_process() -> None:
    """`goto` the own step is a transition, a fault is none."""
    assert counts("process p { step a { goto a } }") == (1, 1, 0)
    assert verdicts("process p { step a { goto a } }")["deadlock"] == "holds"


def test_unreachable_steps_are_warned_about_not_refused() -> None:
    """A step behind a `goto` that nobody names still exists."""
    text = "process p { step a { goto a } step b {} } action kick { p[] = b }"
    assert counts(text) == (3, 1 + 1 + 1 + 1 + 1, 2)
