"""§5: processes and routines."""

from __future__ import annotations

import pytest

from tests.language.running import (
    counts,
    errors,
    fault,
    model,
    moves,
    reached,
    starts,
    taken,
    verdicts,
)

# ---- steps --------------------------------------------------------------------------------------


def test_one_process_for_each_parameter_tuple() -> None:
    """None, one, two parameters; each starts at its first step."""
    body = "{ step a {} step b {} }"
    assert counts(f"process p {body}") == (3, 2, 2)
    assert counts(f"process p() {body}") == (3, 2, 2)
    assert counts(f"machine M[2] {{}} process p(m: M) {body}") == (9, 12, 4)
    assert counts(f"machine M[2] {{}} process p(m: M, k: 1..2) {body}") == (81, 4 * 2 * 27, 8)
    assert counts(f"enum C {{ red, green }} process p(c: C, b: bool) {body}") == (81, 4 * 2 * 27, 8)
    assert counts(f"machine M[0] {{}} process p(m: M) {body}") == (1, 0, 0)


def test_the_current_step_can_be_asked_for() -> None:
    """`p[]`, `w[m]`, `v[m, k]`; == and in."""
    text = """machine M[2] {} process p { step a {} } process w(m: M) { step a {} step b {} }
    process v(m: M, k: 3..4) { step x {} step y {} }"""
    shown = "p[] == a; w[M[1]] == a; v[M[1], 4] == x; v[M[1], 4] in {y, x}; w[M[0]] in {b}; p[] != a"
    assert starts(text, shown) == ["true true true true false false"]
    assert errors(f"{text} invariant i: w[M[0], 1] == a") == ["GMP205"]
    assert errors(f"{text} invariant i: v[M[0]] == x") == ["GMP205"]
    assert errors(f"{text} invariant i: p == a") == ["GMP408"]


def test_every_step_is_one_atomic_transition() -> None:
    """Two processes interleave between steps, not inside one."""
    text = """var n: 0..4 var t: array[0..1, 0..4]
    process p(k: 0..1) { step read { t[k] = n } step write { n = t[k] + 1 } }"""
    assert reached(text, "n") == {"0", "1", "2"}
    lost = f"{text} reachable lost: n == 1 && forall k in 0..1: p[k] == halted"
    assert verdicts(lost)["lost"] == "holds"
    whole = """var n: 0..4 process p(k: 0..1) { step both { n = n + 1 } }
    reachable lost: n == 1 && forall k in 0..1: p[k] == halted"""
    assert verdicts(whole)["lost"] == "violated"


def test_a_step_falls_through_to_the_next() -> None:
    """Where nothing ends it; past the last step the process halts."""
    text = (
        "var q: queue[0..9, 4] process p { step a { q.push(1) } step b { q.push(2) } step c { q.push(3) } }"
    )
    assert counts(text) == (4, 3, 3)
    assert reached(text, "q") == {"[]", "[1]", "[1, 2]", "[1, 2, 3]"}


def test_goto_ends_the_step_from_any_nesting() -> None:
    """Nothing behind it happens, neither of a loop nor of a branch."""
    text = """var n: 0..9
    process p {
        step a { for i in 1..3 { n += 1  if i == 2 { choose x in 0..0 { goto c } } } n = 9 }
        step b { n = 8 }
        step c { either { halt } or { n += 5  goto d } }
        step d { }
        step e { n = 7 }
    }
    reachable ended: n == 2 && p[] == halted"""
    assert reached(text, "n") == {"0", "2", "7"}
    assert verdicts(text) == {"deadlock": "holds", "faults": "holds", "ended": "holds"}


def test_a_conditional_goto_falls_through_otherwise() -> None:
    """The end of the body is reached where the condition is false."""
    text = """var n: 0..3 process p { step a { if n < 2 { n += 1 goto a } } step b { n = 3 } }"""
    assert counts(text) == (5, 4, 4)  # a0 a1 a2 b halted


def test_await_is_the_guard_of_the_step() -> None:
    """False: the step is not enabled, and the process waits."""
    text = """var on: bool process p { step a { await on; on = false } } action set when !on { on = true }
    end when true"""
    assert counts(text) == (4, 3, 3)
    assert taken(text) == {"set": 2, "p.a": 1}


def test_halted_is_a_step_too() -> None:
    """Steps of a halted process are disabled; `halted` can be asked for."""
    text = "process p { step a { halt } step b { goto a } }"
    assert counts(text) == (2, 1, 1)
    assert reached(text, "p[] == halted") == {"false", "true"}


def test_states_where_all_have_halted_are_final() -> None:
    """Unless the spec declares its own `end when`."""
    text = "process p { step a {} } process q { step a {} }"
    assert verdicts(text)["deadlock"] == "holds"
    assert verdicts(f"{text} end when q[] == a")["deadlock"] == "violated"
    stuck = "process p { step a {} } process q { step a { await false } }"
    assert verdicts(stuck)["deadlock"] == "violated"
    assert moves(stuck, "deadlock") == ["p.a"]


def test_processes_of_no_instances_have_all_halted() -> None:
    """The empty set of processes is at its end."""
    assert verdicts("machine M[0] {} process p(m: M) { step a {} }")["deadlock"] == "holds"


def test_actions_and_processes_mix() -> None:
    """An action may wait for a step, a step for what an action does."""
    text = """var n: 0..3 process p { step a { await n == 1  n = 2 } }
    action start when p[] == a && n == 0 { n = 1 } action finish when p[] == halted && n == 2 { n = 3 }
    end when n == 3"""
    assert verdicts(text) == {"deadlock": "holds", "faults": "holds"}
    assert counts(text) == (4, 3, 3)


# ---- locals -------------------------------------------------------------------------------------


def test_locals_are_part_of_the_state() -> None:
    """One per process; assigned in one step, read in another."""
    text = """machine M[2] {} var s: set[0..3] var k: 0..2
    process p(m: M) { var mine: 0..3 = 1  step a { k += 1  mine = k } step b { s.add(mine) } }"""
    assert reached(f"{text} end when true", "s") == {"{}", "{1}", "{2}", "{1, 2}"}


def test_locals_may_be_computed_or_any() -> None:
    """From the parameters of the process; `any` makes initial states."""
    text = """process p(k: 1..2) { var twice: 0..9 = 2 * k  var free: bool = any  step a { twice += 1 goto
    a } } deadlock off"""
    assert len(starts(text, "true")) == 4
    text = """var n: 0..9 process p(k: 1..2) { var free: 0..9 = any where free / 3 == k && free % 3 == 0
    step a { n = free } }"""
    assert reached(text, "n") == {"0", "3", "6"}


# ---- routines -----------------------------------------------------------------------------------


def test_a_call_enters_a_routine_and_comes_back() -> None:
    """The calling step is a transition, every step of the routine is one."""
    text = """var q: queue[0..9, 8] process p { step a { q.push(1) call r() } step b { q.push(4) } }
    routine r() { step x { q.push(2) } step y { q.push(3) } }"""
    assert counts(text) == (5, 4, 4)
    assert reached(text, "q") == {"[]", "[1]", "[1, 2]", "[1, 2, 3]", "[1, 2, 3, 4]"}
    assert reached(text, "p[] == r.x || p[] == r.y") == {"false", "true"}


def test_call_with_goto() -> None:
    """The return goes where the `goto` says."""
    text = """var q: queue[0..9, 8] process p { step a { call r(); goto c } step b { q.push(7) } step c {
    q.push(1) } }
    routine r { step x { q.push(0) return } }"""
    assert reached(text, "q") == {"[]", "[0]", "[0, 1]"}


def test_return_ends_a_routine_early() -> None:
    """From any nesting."""
    text = """var n: 0..9 process p { step a { call r() } }
    routine r() { step x { for i in 1..3 { if i == 2 { return } n += 1 } } step y { n = 9 } }"""
    assert reached(text, "n") == {"0", "1"}
    assert counts(text) == (3, 2, 2)


def test_a_routine_has_parameters_and_locals() -> None:
    """Per call; the arguments are evaluated by the calling step."""
    text = """var n: 0..9 = 2 var out: queue[0..9, 9]
    process p { step a { call r(n, n + 1) } step b { call r(n, 0) } }
    routine r(x: 0..9, y: 0..9) { var both: 0..9 = 5  step s { n = 1  both = x + y } step t {
    out.push(both) out.push(x) } }"""
    assert "[5, 2, 1, 1]" in reached(text, "out")


def test_a_value_comes_back() -> None:
    """`x = call r()` takes what `return e` gives, with and without a declared result."""
    text = """machine M[2] { g: 0..9 } process w(m: M) { step a { m.g = call r(m) } step b { halt } }
    routine r(x: M) { step s { x.g = 1 } step t { return x.g + 4 } }"""
    assert reached(text, "sum m in M: m.g") == {"0", "1", "2", "5", "6", "10"}
    typed = text.replace("routine r(x: M)", "routine r(x: M) 0..4")
    assert fault(typed) == ("value out of range", 3)


def test_the_local_of_a_process_may_take_the_value() -> None:
    """The target is a place of the caller."""
    text = """var n: 0..9 process p(k: 1..2) { var v: 0..9  step a { v = call inc(k) } step b { n = n + v } }
    routine inc(x: 0..9) { step s { return x + 1 } }"""
    assert reached(text, "n") == {"0", "2", "3", "5"}


def test_routines_call_routines() -> None:
    """Each return comes back to its own caller."""
    text = """var q: queue[0..9, 9] process p { step a { call outer() } step b { q.push(9) } }
    routine outer() { step x { q.push(1) call inner(2) } step y { call inner(3) } step z { q.push(4) } }
    routine inner(n: 0..9) { step i { q.push(n) } }"""
    assert "[1, 2, 3, 4, 9]" in reached(text, "q")
    assert len(reached(text, "q")) == 6  # one run
    # a, x, i, y, i, z, b, halted
    assert counts(text) == (8, 7, 7)


def test_routines_do_not_call_themselves() -> None:
    """Not directly, not in a circle."""
    assert errors("process p { step a { call r() } } routine r() { step s { call r() } }") == ["GMP308"]
    circle = """process p { step a { call r() } } routine r() { step s { call t() } } routine t() { step s
    { call r() } }"""
    assert errors(circle) == ["GMP308"]


def test_a_step_of_a_routine_is_named_whatever_the_call_site() -> None:
    """`w[m] == r.s` at each of its calls."""
    text = """var n: 0..2 process p { step a { call r() } step b { call r() } }
    routine r() { step s { n += 1 } }"""
    assert reached(text, "n * 10 + (p[] == r.s ? 1 : 0)") == {"0", "1", "10", "11", "20"}
    assert reached(text, "n * 10 + (p[] in {r.s, b} ? 1 : 0)") == {"0", "1", "11", "20"}
    assert counts(text) == (5, 4, 4)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("process p { step a { return } }", "GMP304"),
        ("process p { step a { goto b } }", "GMP401"),
        ("process p { step a { call r() } }", "GMP406"),
        ("process p { step a { call r() } step b {} } routine r() { step s { goto b } }", "GMP401"),
        ("process p { step a { goto s } } routine r() { step s {} }", "GMP401"),
        ("process p {}", "GMP405"),
        ("var n: 0..1 process p { step a { n = 1 await n == 1 } }", "GMP303"),
        ("process p { step a { goto a goto a } }", "GMP305"),
        ("var n: 0..1 process p { step a { call r() n = 1 } } routine r() { step s {} }", "GMP305"),
        ("var n: 0..1 process p { step a { n = call r() } } routine r() { step s {} }", "GMP404"),
        ("process p { step a {} step a {} }", "GMP111"),
        ("process p { step halted {} }", "GMP409"),
        ("action a { goto a }", "GMP304"),
        ("action a { halt }", "GMP304"),
        ("var n: 0..1 process p { step a { call r(1) } } routine r() { step s { n = 1 } }", "GMP205"),
    ],
)
def test_what_a_process_may_not(text: str, code: str) -> None:
    """`call` is followed by nothing but a `goto`; steps exist; `await` comes first."""
    assert errors(text) == [code]


# ---- moving others ------------------------------------------------------------------------------


def test_assigning_a_step_moves_another_process() -> None:
    """A wake-up without a step of its own."""
    text = """var n: 0..9 process sleeper { step sleep { await false } step work { n = 1 } }
    action wake when sleeper[] == sleep { sleeper[] = work }"""
    assert counts(text) == (3, 2, 2)
    assert taken(text) == {"wake": 1, "sleeper.sleep": 0, "sleeper.work": 1}
    assert verdicts(text)["deadlock"] == "holds"


def test_a_step_can_move_another_of_its_kind() -> None:
    """`worker[n] = find` with n another one."""
    text = """machine M[2] { seen: bool } process w(m: M) {
        step first { choose n in M where n != m && w[n] != second { w[n] = second } halt }
        step second { m.seen = true } }"""
    assert reached(text, "count m in M: m.seen") == {"0", "1"}


def test_steps_are_lowered_to_actions() -> None:
    """One hidden step variable per process; actions named after the steps."""
    of = model("machine M[2] {} process w(m: M) { step a {} step b { call r() } } routine r() { step s {} }")
    assert [a.name for a in of.actions] == ["w.a", "w.b", "w.r.s"]
    assert [v.name for v in of.variables] == ["w"]
    assert [v.role for v in of.variables] == ["step"]
