"""§3: actions, statements, faults."""

from __future__ import annotations

import pytest

from tests.language.running import counts, errors, fault, model, moves, reached, runs, taken, verdicts

NIL, RANGE, STATUS = "nil dereference", "value out of range", "illegal status change"
ZERO, INDEX, EMPTY, FULL = (
    "division by zero",
    "index out of range",
    "queue is empty",
    "push to a full queue",
)


# ---- actions ------------------------------------------------------------------------------------


def test_an_instance_for_every_tuple_of_parameters() -> None:
    """Machines, enums, ranges, bools: the product of their values."""
    text = """machine M[3] {} enum C { red, green } var n: 0..1
    action a(m: M, c: C, k: 1..4, b: bool) when n == 0 { n = 0 }"""
    assert counts(text) == (1, 3 * 2 * 4 * 2, 0)


def test_enabled_where_guard_and_a_run_exist() -> None:
    """A true guard is not enough: without a complete run there is no transition."""
    text = """var n: 0..3
    action nothing when n == 0 { choose x in 1..0 { n = x } }
    action blocked when n == 0 { either { await n == 1 } or { await n == 2  n = 3 } }
    action some when n == 0 { choose x in 0..3 where x > 1 { n = x } }"""
    assert counts(text) == (3, 2, 1)
    assert taken(text) == {"nothing": 0, "blocked": 0, "some": 2}


def test_one_atomic_transition() -> None:
    """Nobody sees what is between two statements of a body."""
    text = "var a: 0..1 var b: 0..1 action swap { a = 1 - a  b = 1 - b } invariant equal: a == b"
    assert verdicts(text)["equal"] == "holds"
    assert counts(text) == (2, 2, 1)


def test_the_guard_is_evaluated_before_the_body() -> None:
    """In the old state."""
    text = "var n: 0..3 action up when n < 3 { n += 1 } deadlock off"
    assert counts(text) == (4, 3, 3)


def test_the_retake_of_the_reference() -> None:
    """Two machines that point at each other: the example of the reference, counted by hand."""
    text = """machine M[1] { status { running, syscall } p: P? } machine P[1] { status { idle, running } }
    action enter(m: M, p: P) when m.status == running && p.status == idle {
        m.p = p  p.status = running  m.status = syscall }
    fair action retake(m: M, p: P) when m.status == syscall && m.p == p { m.p = nil  p.status = idle }
    action back(m: M) when m.status == syscall && m.p == nil { m.status = running }"""
    assert counts(text) == (3, 3, 2)
    assert model(text).actions[1].fairness is not None


# ---- assignment ---------------------------------------------------------------------------------


def test_assignments() -> None:
    """=, += and -=, one after the other."""
    assert runs("var n: -9..9 = 5 var m: 0..9", "n += 3  m = n  n -= 10", "n;m") == ["-2 8"]


def test_every_assignment_is_checked_not_the_net_effect() -> None:
    """Leaving the range and coming back is a fault."""
    assert runs("var n: 0..2 = 2", "n += 1  n -= 1") == [RANGE]
    assert runs("var n: 0..2 = 2", "n = n + 1 - 1", "n") == ["2"]
    assert runs("var n: 0..2", "n -= 1") == [RANGE]


def test_statements_see_what_came_before() -> None:
    """A sequence, not a simultaneous assignment."""
    assert runs("var a: 0..3 = 1 var b: 0..3 = 2", "a = b  b = a", "a;b") == ["2 2"]


def test_let_names_a_value() -> None:
    """As it is at that point; later changes do not show."""
    assert runs("var n: 0..9 = 1 var m: 0..9", "let old = n  n = 5  m = old", "n;m") == ["5 1"]
    assert runs(
        "var q: queue[0..3, 2] var m: 0..3", "q.push(3) let p = q  q.clear() m = p.front()", "q;m"
    ) == ["[] 3"]


# ---- if and for ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "m"), [(0, 1), (1, 2), (2, 3), (3, 3)])
def test_if_else_if_else(n: int, m: int) -> None:
    """The first branch whose condition is true, and no other."""
    body = "if n == 0 { m = 1 } else if n <= 1 { m = 2 } else { m = 3 }"
    assert runs(f"var n: 0..3 = {n} var m: 0..3", body, "m") == [str(m)]


def test_an_if_without_else_may_do_nothing() -> None:
    """Two of them in a row are both asked."""
    assert runs("var n: 0..9", "if n == 0 { n = 1 } if n == 1 { n = 5 } if n == 1 { n = 9 }", "n") == ["5"]


def test_for_runs_in_order() -> None:
    """Machines, enums, ranges, sets ascending; queues from the front."""
    declared = """machine M[3] {} enum C { red, green } var s: set[0..9] = {7, 2, 5} var q: queue[0..9, 4]
    var ms: queue[M, 3] var cs: queue[C, 2] var ns: queue[0..9, 9] init { q.push(4) q.push(1) q.push(4) }"""
    assert runs(declared, "for m in M { ms.push(m) }", "ms") == ["[M0, M1, M2]"]
    assert runs(declared, "for c in C { cs.push_front(c) }", "cs") == ["[green, red]"]
    assert runs(declared, "for i in 2..4 { ns.push(i) }", "ns") == ["[2, 3, 4]"]
    assert runs(declared, "for i in 4..2 { ns.push(i) }", "ns") == ["[]"]
    assert runs(declared, "for x in s { ns.push(x) }", "ns") == ["[2, 5, 7]"]
    assert runs(declared, "for x in q { ns.push(x) }", "ns") == ["[4, 1, 4]"]
    assert runs(declared, "for x in {3, 1} { ns.push(x) }", "ns") == ["[1, 3]"]
    assert runs(declared, "for b in bool { if b { ns.push(1) } else { ns.push(0) } }", "ns") == ["[0, 1]"]


def test_an_iteration_sees_the_ones_before() -> None:
    """It is a loop, not a simultaneous change."""
    assert runs(
        "machine M[3] { n: 0..9 } var k: 0..9", "for m in M { k += 1  m.n = k }", "k; sum m in M: m.n"
    ) == ["3 6"]


# ---- choose and either --------------------------------------------------------------------------


def test_choose_makes_one_run_for_each() -> None:
    """In order; `where` filters; none: no run."""
    assert runs("var n: 0..9", "choose x in 1..3 { n = x }", "n") == ["1", "2", "3"]
    assert runs("var n: 0..9", "choose x in 1..4 where x % 2 == 0 { n = x }", "n") == ["2", "4"]
    assert runs("var n: 0..9", "choose x in 1..4 where x > 4 { n = x }", "n") == []
    assert runs("var n: 0..9", "n = 7 choose x in 1..0 { n = x }", "n") == []


def test_an_empty_choose_takes_the_whole_run_with_it() -> None:
    """Wherever it stands: in an if, in a loop, in a branch."""
    assert runs("var n: 0..9", "if n == 0 { choose x in 1..0 { n = x } }") == []
    assert runs("var n: 0..9", "if n == 1 { choose x in 1..0 { n = x } }") == ["true"]
    assert runs("var n: 0..9", "either { choose x in 1..0 {} } or { n = 2 }", "n") == ["2"]
    assert runs("var n: 0..9", "for i in 1..3 { choose x in 1..3 where x < i { n += x } }", "n") == []


def test_choices_multiply() -> None:
    """One after the other, one inside the other, one in each iteration."""
    assert runs("var n: 0..99", "choose x in 1..2 { n += x } choose y in 1..2 { n += 10 * y }", "n") == [
        "11",
        "21",
        "12",
        "22",
    ]
    assert runs("var n: 0..99", "choose x in 1..2 { choose y in 1..x { n = 10 * x + y } }", "n") == [
        "11",
        "21",
        "22",
    ]
    assert runs("var n: 0..99", "for i in 1..2 { choose x in 0..1 { n = 2 * n + x } }", "n") == [
        "0",
        "1",
        "2",
        "3",
    ]
    assert runs("var n: 0..99", "for i in 1..3 { either { n += 1 } or { n += 10 } }", "n") == [
        "3",
        "12",
        "12",
        "21",
        "12",
        "21",
        "21",
        "30",
    ]


def test_later_choices_depend_on_earlier_ones() -> None:
    """The domain of a choose is that of its own run."""
    assert runs(
        "var s: set[0..2] = {0, 1}", "choose x in s { s.remove(x) } choose y in s { s.add(2) }", "s"
    ) == [
        "{1, 2}",
        "{0, 2}",
    ]


def test_either_branches() -> None:
    """One run for each branch, in order; a branch may open with its own guard."""
    assert runs("var n: 0..9", "either { n = 1 } or { n = 2 } or { n = 3 }", "n") == ["1", "2", "3"]
    assert runs(
        "var n: 0..9", "either { await n == 1  n = 1 } or { await n == 0; await n < 5; n = 2 }", "n"
    ) == ["2"]
    assert runs("var n: 0..9", "n = 1 either { await n == 1  n = 4 } or { await n == 0  n = 2 }", "n") == [
        "4"
    ]
    assert runs("var n: 0..9", "either {} or { n = 2 }", "n") == ["0", "2"]


def test_either_inside_either() -> None:
    """And behind one another."""
    body = "either { either { n = 1 } or { await n > 0 } or { n = 2 } } or { n = 3 } either { n += 4 } or { }"
    assert runs("var n: 0..9", body, "n") == ["5", "1", "6", "2", "7", "3"]


def test_statements_go_on_behind_a_choose() -> None:
    """Its block ends, the body does not."""
    assert runs("var n: 0..99", "choose x in 1..2 { n = x } n = n * 10", "n") == ["10", "20"]


# ---- collections --------------------------------------------------------------------------------

QUEUE = "var q: queue[0..9, 4] var r: queue[0..9, 2] var n: 0..9 init { q.push(1) q.push(2) q.push(3) }"


@pytest.mark.parametrize(
    ("body", "q", "n"),
    [
        ("q.push(4)", "[1, 2, 3, 4]", 0),
        ("q.push_front(4)", "[4, 1, 2, 3]", 0),
        ("n = q.pop()", "[2, 3]", 1),
        ("n = q.pop_back()", "[1, 2]", 3),
        ("let x = q.pop() n = x + 1", "[2, 3]", 2),
        ("let x = q.pop_back() let y = q.pop_back() n = y", "[1]", 2),
        ("q.remove(2)", "[1, 3]", 0),
        ("q.clear()", "[]", 0),
        ("n = q.pop() q.push(n)", "[2, 3, 1]", 1),
        ("q.push(len(q))", "[1, 2, 3, 3]", 0),
        ("q.push(q.front())", "[1, 2, 3, 1]", 0),
    ],
)
def test_queue_statements(body: str, q: str, n: int) -> None:
    """push, push_front, pop, pop_back, remove, clear."""
    assert runs(QUEUE, body, "q;n") == [f"{q} {n}"]


def test_move_to() -> None:
    """The n front elements, in order, to the back of the other queue."""
    assert runs(QUEUE, "r.push(9) q.move_to(r, 1)", "q;r") == ["[2, 3] [9, 1]"]
    assert runs(QUEUE, "q.move_to(r, 2)", "q;r") == ["[3] [1, 2]"]
    assert runs(QUEUE, "q.move_to(r, 0)", "q;r") == ["[1, 2, 3] []"]
    assert runs(QUEUE, "q.move_to(q, 2)", "q") == ["[3, 1, 2]"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("q.push(4) q.push(5)", FULL),
        ("q.push(4) q.push_front(5)", FULL),
        ("q.clear() n = q.pop()", EMPTY),
        ("q.clear() let x = q.pop_back()", EMPTY),
        ("q.remove(7)", "removal of an absent element"),
        ("q.move_to(r, 3)", FULL),
        ("q.move_to(r, 4)", "move_to of more elements than there are"),
        ("q.move_to(r, 0 - 1)", "move_to of more elements than there are"),
        ("q.push(10)", RANGE),
        ("q.push(0 - 1)", RANGE),
        ("n = q[3]", INDEX),
        ("n = r.front()", EMPTY),
        ("n = 1 / n", ZERO),
        ('assert n == 1, "n is one"', "assertion failed"),
    ],
)
def test_faults_of_statements(body: str, kind: str) -> None:
    """Each of its kind."""
    assert runs(QUEUE, body) == [kind]


def test_set_statements() -> None:
    """add, remove, clear."""
    declared = "var s: set[0..3] = {1}"
    assert runs(declared, "s.add(3) s.add(0)", "s") == ["{0, 1, 3}"]
    assert runs(declared, "s.remove(1)", "s") == ["{}"]
    assert runs(declared, "s.clear() s.add(2)", "s") == ["{2}"]
    assert runs(declared, "s.add(4)") == [RANGE]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("n = q.pop() + 1", "GMP302"),
        ("q.pop()", "GMP302"),
        ("q.push(q.pop())", "GMP302"),
        ("n += q.pop()", "GMP302"),
        ("if q.pop() == 1 {}", "GMP302"),
        ("q.front()", "GMP307"),
        ("s.push(1)", "GMP206"),
        ("q.add(1)", "GMP206"),
        ("n = q.push(1)", "GMP306"),
        ("q[0] = 1", "GMP301"),
    ],
)
def test_where_methods_may_stand(body: str, code: str) -> None:
    """`pop` only alone on the right; what changes is a statement, what looks is none."""
    declared = "var q: queue[0..3, 2] var s: set[0..3] var n: 0..9"
    assert errors(f"{declared} action go {{ {body} }}") == [code]


# ---- procs --------------------------------------------------------------------------------------


def test_a_proc_is_a_piece_of_one_atomic_body() -> None:
    """Called as a statement, with values; no step in between."""
    text = """var n: 0..9 var m: 0..9
    proc add(k: 0..9) { n += k  m = k }
    proc twice(k: 0..9) { add(k) add(k) }"""
    assert runs(text, "twice(3) add(1)", "n;m") == ["7 1"]


def test_the_arguments_of_a_proc_are_values() -> None:
    """Evaluated once, at the call; range-checked."""
    text = "var n: 0..9 = 2 proc bump(k: 0..3) { n += 1  n += k }"
    assert runs(text, "bump(n)", "n") == ["5"]
    assert runs(text, "bump(n + 2)") == [RANGE]


def test_procs_do_not_call_themselves() -> None:
    """Nor each other in a circle."""
    assert errors("proc f() { f() } action go { f() }") == ["GMP308"]
    assert errors("proc f() { g() } proc g() { f() } action go { f() }") == ["GMP308"]


def test_a_proc_may_choose() -> None:
    """Its runs are runs of the caller, also in a loop and in a branch."""
    text = "var n: 0..99 proc some() { choose x in 1..2 { n = 3 * n + x } }"
    assert runs(text, "either { for i in 1..2 { some() } } or { some() }", "n") == [
        "4",
        "5",
        "7",
        "8",
        "1",
        "2",
    ]


# ---- faults -------------------------------------------------------------------------------------


def test_the_shortest_fault_is_shown() -> None:
    """Breadth first, the faulting step last."""
    text = """machine M[2] { status { a -> b  b -> c } } action ok(m: M) when m.status == a { m.status = b }
    action bad(m: M) when forall x in M: x.status == b { m.status = a }"""
    assert fault(text) == (STATUS, 3)
    assert moves(text, "faults") == ["ok(M0)", "ok(M1)", "bad(M0)"]


def test_nil_where_a_value_is_stored() -> None:
    """Assigning nil to what is no `T?`."""
    declared = (
        "machine M[2] {} var g: M? var h: M = M[0] var q: queue[M, 2] var s: set[M] var a: array[M, 0..1]"
    )
    assert runs(declared, "h = g") == [NIL]
    assert runs(declared, "q.push(g)") == [NIL]
    assert runs(declared, "s.add(g)") == [NIL]
    assert runs(declared, "a[g] = 1") == [NIL]
    assert runs(declared, "g = h  h = M[1]  h = g", "g;h") == ["M0 M0"]


def test_other_runs_go_on() -> None:
    """A fault in one run leaves the others."""
    assert runs("var n: 0..9 = 4", "choose x in 0..2 { n = n / x }", "n") == [ZERO, "4", "2"]
    text = "var n: 0..9 action go when n == 0 { choose x in 0..2 { n = 4 / x } } end when n > 0"
    assert verdicts(text) == {"deadlock": "holds", "faults": "violated"}
    assert counts(text) == (3, 2, 1)
    assert reached(text, "n") == {"0", "4", "2"}


def test_a_false_assert_names_its_text() -> None:
    """The text is for the reader of the fault."""
    text = 'var n: 0..2 action up when n < 2 { n += 1 assert n < 2, "too high" }'
    assert fault(text) == ("assertion failed", 2)
