"""§10: statements, status changes, collections."""

from __future__ import annotations

import pytest

from tests.language.running import counts, errors, fault, runs, value, values, verdicts

NIL, RANGE, STATUS = "nil dereference", "value out of range", "illegal status change"

# ---- where statements may stand -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("action a { await n == 0 n = 1 }", True),
        ("action a { await n == 0; await n < 5; n = 1 }", True),
        ("action a when n == 0 { await n < 5 n = 1 }", True),
        ("action a { either { await n == 0; await n < 2  n = 1 } or { } }", True),
        ("action a { for i in 1..2 { either { await n == 0 } or { n = 1 } } }", True),
        ("process p { step s { await n == 0 n = 1 } }", True),
        ("process p { step s { if n == 0 { either { await n == 0 } or { } } } }", True),
        ("action a { n = 1 await n == 0 }", False),
        ("action a { let x = 1 await n == x }", False),
        ("action a { if n == 0 { await n == 0 } }", False),
        ("action a { for i in 1..2 { await n == 0 } }", False),
        ("action a { choose x in 1..2 { await n == x } }", False),
        ("action a { either { n = 1 await n == 0 } or {} }", False),
        ("process p { step s { n = 1 await n == 0 } }", False),
        ("proc q() { await n == 0 } action a { q() }", False),
        ("init { await n == 0 }", False),
    ],
)
def test_await_opens_a_step_a_branch_or_an_action(text: str, legal: bool) -> None:
    """Several in sequence; nowhere else."""
    assert errors(f"var n: 0..9 {text}") == ([] if legal else ["GMP303"])


def test_several_awaits_are_conjoined() -> None:
    """With the guard, and from left to right."""
    text = """machine M[1] { p: M? } var n: 0..9 action a(m: M) when n < 3 { await m.p != nil; await m.p.p
    == nil  n += 1 }"""
    assert verdicts(text) == {"deadlock": "violated", "faults": "holds"}
    assert runs("var n: 0..9 = 5", "await n > 3; await n < 5; n = 1") == []


@pytest.mark.parametrize(
    "text",
    [
        "proc q() { goto s } process p { step s { q() } }",
        "proc q() { halt } process p { step s { q() } }",
        "proc q() { return } process p { step s { q() } }",
        "proc q() { call r() } routine r() { step s {} } process p { step s { q() } }",
        "init { goto s } process p { step s {} }",
        "action a { call r() } routine r() { step s {} }",
    ],
)
def test_a_proc_contains_no_goto(text: str) -> None:
    """Nor `halt`, `return` or `call`; nor do actions and `init`."""
    assert set(errors(text)) == {"GMP304"}


@pytest.mark.parametrize(
    "body",
    [
        "let x = 1  x = 2",
        "m = m",
        "for i in 1..2 { i = 3 }",
        "choose i in 1..2 { i = 3 }",
        "let q = line  q.push(1)",
        "let t = timer  t.n = 1",
        "K = 3",
        "N = 3",
        "f() = 3",
        "n + 1 = 3",
        "M = 3",
        "let x = 1  x += 1",
        "a = Color.red  Color.red = a",
    ],
)
def test_only_variables_are_assigned(body: str) -> None:
    """`let`, parameters, binders, constants, values are not."""
    text = f"""const K = 1 param N: 1..9 = 1 enum Color {{ red }} struct T {{ n: 0..9 }} machine M[1] {{}}
    var n: 0..9 var a: Color var line: queue[0..9, 3] var timer: T func f() 0..9 = 1 action go(m: M) {{
    {body} }}"""
    assert len(errors(text)) == 1


def test_the_parameter_of_a_proc_is_not_assigned() -> None:
    """It is a value."""
    assert errors("proc p(k: 0..3) { k = 1 } action a { p(1) }") == ["GMP301"]
    assert errors("machine M[1] { n: 0..1 } proc p(m: M) { m.n = 1 } action a(m: M) { p(m) }") == []


def test_let_is_scoped_to_its_block() -> None:
    """It ends where the block ends; the same name may come again."""
    text = "var n: 0..9 action go {{ {} }}"
    assert errors(text.format("if n == 0 { let x = 1 n = x } n = x")) == ["GMP101"]
    assert errors(text.format("if n == 0 { let x = 1 n = x } else { let x = 2 n = x } let x = 3 n = x")) == []
    assert errors(text.format("for i in 1..2 { n = i } for i in 1..2 { n = i } n = i")) == ["GMP101"]
    assert errors(text.format("choose i in 1..2 { n = i } n = i")) == ["GMP101"]


@pytest.mark.parametrize(
    "body",
    [
        "let n = 1",
        "let x = 1 let x = 2",
        "let x = 1 if true { let x = 2 }",
        "for n in 1..2 {}",
        "let x = 1 for x in 1..2 {}",
        "for x in 1..2 { choose x in 1..2 {} }",
        "let x = exists m in 0..1: m == 0",
        'for x in 1..2 { let y = exists x in 0..1: x == 0 assert y, "" }',
        "let M = 3",
        "let f = 3",
    ],
)
def test_shadowing_is_an_error(body: str) -> None:
    """A local name hides neither another nor a declaration."""
    text = f"machine M[1] {{}} var n: 0..9 func f() bool = true action go(m: M) when m == m {{ {body} }}"
    assert errors(text) == ["GMP103"]


def test_the_scopes_of_procs_and_functions_are_their_own() -> None:
    """Names of the caller are neither seen nor hidden."""
    text = """var n: 0..9 proc p(x: 0..9) { let y = x + 1  n = y } func f(x: 0..9) 0..9 = x
    """
    assert errors(f"{text} action a {{ let x = 3 let y = 4  p(y)  n = f(n) + x }}") == []
    assert runs(text, "let y = 1 let x = 2  p(f(x))", "n") == ["3"]
    assert errors("var n: 0..9 proc p() { n = x } action go { let x = 1 p() n = x }") == ["GMP101"]


# ---- order of evaluation ------------------------------------------------------------------------


def test_the_right_side_comes_before_the_index() -> None:
    """Which fault it is shows which came first."""
    declared = "var a: array[0..1, 0..9] var i: 0..9 = 5 var q: queue[0..9, 3]"
    assert runs(declared, "a[i] = 1 / 0") == ["division by zero"]
    assert runs(declared, "a[1 / 0] = q.front()") == ["queue is empty"]
    assert runs(declared, "a[1 / 0] = q.pop()") == ["queue is empty"]
    assert runs(declared, "a[i] = 77") == ["index out of range"]
    assert runs(declared, "a[i / 5] = 77") == [RANGE]


def test_arguments_are_evaluated_from_left_to_right() -> None:
    """All of them, at the call, also those that nothing uses."""
    declared = "var q: queue[0..3, 2] var n: 0..3 func f(a: 0..3, b: 0..3) 0..3 = a"
    declared += " proc p(a: 0..3, b: 0..3) { n = a }"
    assert runs(declared, "n = f(q[0], 1 / n)") == ["index out of range"]
    assert runs(declared, "n = f(1, 1 / n)") == ["division by zero"]
    assert runs(declared, "p(1 / n, q[0])") == ["division by zero"]
    assert runs(declared, "p(1, q[0])") == ["index out of range"]


def test_the_index_sees_the_queue_after_a_pop() -> None:
    """`a[q.front()] = q.pop()`: the right side has happened."""
    declared = "var a: array[0..3, 0..9] var q: queue[0..3, 3] init { q.push(1) q.push(2) }"
    assert runs(declared, "a[q.front()] = q.pop()", "a[2]; a[1]; q") == ["1 0 [2]"]


def test_an_index_may_read_what_is_assigned() -> None:
    """`a[a[0]] = a[1]` and their like, with the values before."""
    declared = "var a: array[0..2, 0..2] init { a[0] = 1  a[1] = 2 }"
    assert runs(declared, "a[a[0]] = a[a[1]]", "a") == ["[0: 1, 1: 0, 2: 0]"]
    assert runs(declared, "a[a[0]] += 0 - 1  a[a[a[0]]] = 2", "a") == ["[0: 1, 1: 2, 2: 0]"]
    assert runs(declared, "a[a[1]] = a[1]  a[a[2]] = 1", "a") == ["[0: 1, 1: 2, 2: 1]"]


# ---- status -------------------------------------------------------------------------------------


def test_the_present_status_needs_its_arrow() -> None:
    """In a closed lifecycle; `running -> running` lists it."""
    assert runs("machine M[1] { status { a -> b  b } }", "for m in M { m.status = a }") == [STATUS]
    assert runs("machine M[1] { status { a -> a | b  b } }", "for m in M { m.status = a m.status = b }") == [
        "true"
    ]
    assert runs("machine M[1] { status { a, b } }", "for m in M { m.status = a }") == ["true"]


def test_every_change_in_a_body_is_checked() -> None:
    """a -> b -> a is two changes, a -> c none that is listed."""
    life = "machine M[1] { status { a -> b  b -> c | a  c } }"
    assert runs(life, "for m in M { m.status = b m.status = a }") == ["true"]
    assert runs(life, "for m in M { m.status = b m.status = c }") == ["true"]
    assert runs(life, "for m in M { m.status = c }") == [STATUS]
    assert runs(life, "for m in M { m.status = c  m.status = b }") == [STATUS]


def test_a_status_named_only_as_a_target_is_terminal() -> None:
    """It exists, and nothing leads out of it."""
    life = "machine M[1] { status { a -> gone } }"
    assert runs(life, "for m in M { m.status = gone }", "exists m in M: m.status == gone") == ["true"]
    assert runs(life, "for m in M { m.status = gone m.status = a }") == [STATUS]
    text = "machine M[2] { status { a -> gone } } action go(m: M) when m.status == a { m.status = gone }"
    assert counts(text) == (4, 4, 2)


def test_a_status_through_a_reference() -> None:
    """The lifecycle holds whatever way the status is assigned."""
    text = "machine P[1] { status { a -> b  b } } machine M[1] { p: P? } init { M[0].p = P[0] }"
    assert runs(text, "for m in M { m.p.status = b  m.p.status = a }") == [STATUS]
    assert fault(f"{text} action go(m: M) {{ m.p.status = b }}") == (STATUS, 2)


def test_a_status_is_a_value() -> None:
    """It can be kept, compared and passed; not mixed with another machine's."""
    text = "machine M[2] { status { a -> b  b } } machine P[1] { status { a, b } }"
    assert runs(
        text, "for m in M { let s = m.status  if s == a { m.status = b } }", "count m in M: m.status == b"
    ) == ["2"]
    assert errors(f"{text} action go(m: M, p: P) {{ p.status = m.status }}") == ["GMP201"]
    assert errors(f"{text} action go(m: M, p: P) when m.status == p.status {{}}") == ["GMP201"]


# ---- collections --------------------------------------------------------------------------------


def test_choose_and_for_run_over_the_value_on_entry() -> None:
    """Changes inside do not change what is visited; duplicates give duplicate runs."""
    queue = "var q: queue[0..9, 6] var n: 0..99 init { q.push(1) q.push(2) q.push(1) }"
    assert runs(queue, "for x in q { q.push(x) }", "q") == ["[1, 2, 1, 1, 2, 1]"]
    assert runs(queue, "for x in q { q.remove(x) }", "q") == ["[]"]
    assert runs(queue, "for x in q { let y = q.pop()  n = n * 4 + x * y }", "n") == ["33"]
    assert runs(queue, "choose x in q { n = x  q.clear() }", "n") == ["1", "2", "1"]
    assert runs(queue, "choose x in q where x == 1 { q.remove(x) }", "q") == ["[2, 1]", "[2, 1]"]
    assert runs("var s: set[0..3] = {0, 1}", "for x in s { s.add(x + 2)  s.remove(x) }", "s") == ["{2, 3}"]


def test_ascending_order() -> None:
    """Machines, enums, ranges, sets: whatever the order in which members came."""
    declared = """enum C { red, green, blue } machine M[3] {} struct T { a: 0..1 b: bool }
    var cs: set[C] var ms: set[M] var ns: set[-2..2] var ts: set[T] var bs: set[bool] var os: set[M]
    init { cs.add(blue) cs.add(red) ms.add(M[2]) ms.add(M[0]) ns.add(1) ns.add(-2) bs.add(true) bs.add(false)
        ts.add(T{a: 1, b: false}) ts.add(T{a: 0, b: true}) }"""
    assert runs(f"{declared} var q: queue[C, 3]", "for x in cs { q.push(x) }", "q") == ["[red, blue]"]
    assert runs(f"{declared} var q: queue[M, 3]", "for x in ms { q.push(x) }", "q") == ["[M0, M2]"]
    assert runs(f"{declared} var q: queue[-2..2, 3]", "for x in ns { q.push(x) }", "q") == ["[-2, 1]"]
    assert runs(f"{declared} var q: queue[bool, 3]", "for x in bs { q.push(x) }", "q") == ["[false, true]"]
    assert runs(f"{declared} var q: queue[0..1, 3]", "for x in ts { q.push(x.a) }", "q") == ["[0, 1]"]
    assert runs(f"{declared} var m: M?", "choose x in ms { m = x }", "m") == ["M0", "M2"]


def test_remove_takes_the_first_occurrence() -> None:
    """And is a fault where there is none; on a set it does nothing then."""
    queue = "var q: queue[0..9, 4] init { q.push(1) q.push(2) q.push(1) }"
    assert runs(queue, "q.remove(1)", "q") == ["[2, 1]"]
    assert runs(queue, "q.remove(1) q.remove(1) q.remove(1)") == ["removal of an absent element"]
    assert runs("var s: set[0..9] = {1}", "s.remove(2) s.add(1)", "s") == ["{1}"]
    assert runs("var s: set[0..3] = {1}", "s.remove(9)", "s") == ["{1}"]


def test_nil_where_a_member_is_wanted() -> None:
    """`remove` and `add` want a T: a `T?` converts, and nil is a fault there."""
    declared = "machine M[2] {} var m: M? var q: queue[M, 2] = all M var s: set[M] = all M"
    for body in (
        "q.remove(m)",
        "s.remove(m)",
        "s.add(m)",
        "q.clear() q.push(m)",
        "q.clear() q.push_front(m)",
    ):
        assert runs(declared, body) == [NIL], body


def test_move_to_between_queues_of_any_capacity() -> None:
    """n front elements in order to the back; too few or too full is a fault."""
    declared = "var a: queue[0..9, 4] var b: queue[0..9, 3] init { a.push(1) a.push(2) a.push(3) b.push(9) }"
    assert runs(declared, "a.move_to(b, 2)", "a;b") == ["[3] [9, 1, 2]"]
    assert runs(declared, "a.move_to(b, len(a) - 1)", "a;b") == ["[3] [9, 1, 2]"]
    assert runs(declared, "a.move_to(b, 3)") == ["push to a full queue"]
    assert runs(declared, "b.move_to(a, 2)") == ["move_to of more elements than there are"]
    assert runs(declared, "b.move_to(a, 1) a.move_to(b, 3)", "a;b") == ["[9] [1, 2, 3]"]


def test_an_initial_value_sets_every_element() -> None:
    """`var a: array[I, T] = e`, also of arrays of arrays, also of a field."""
    assert value("var a: array[0..2, 0..9] = 7", "a") == "[0: 7, 1: 7, 2: 7]"
    assert value("var a: array[bool, array[0..1, 0..9]] = 3", "a[true][0] + a[false][1]") == "6"
    assert value("machine M[2] { a: array[bool, 0..3] = 2 }", "sum m in M: m.a[true]") == "4"
    assert value("var a: array[bool, set[0..3]] = {1, 3}", "a[true]") == "{1, 3}"
    assert errors("var a: array[0..2, 0..9] = 10") == ["GMP221"]


def test_structs_sets_and_queues_are_values() -> None:
    """Assigned and compared by value; a copy is not the original."""
    declared = """struct T { n: 0..9 s: set[0..3] q: queue[0..3, 2] } var a: T var b: T var s: set[0..3]
    var t: set[0..3]
    var q: queue[0..3, 2] var r: queue[0..3, 2]"""
    assert runs(declared, "a.n = 5 a.s.add(1) b = a a.n = 6 a.s.add(2)", "b") == ["T{n: 5, s: {1}, q: []}"]
    assert runs(declared, "s.add(1) t = s s.add(2)", "t; s == t; s == {2, 1}") == ["{1} false true"]
    assert runs(declared, "q.push(1) r = q r.push(2) a.q = r", "q; a.q; q == r; a.q == r") == [
        "[1] [1, 2] false true"
    ]
    assert value(declared, "a == b") == "true"


def test_struct_literals() -> None:
    """Absent fields have their defaults."""
    declared = "machine M[1] {} struct T { when: 1..5  armed: bool  m: M? }"
    assert values(declared, "T{when: 2}", "T{}", "T{armed: true, when: 3}", "T{when: 1} == T{}") == [
        "T{when: 2, armed: false, m: nil}",
        "T{when: 1, armed: false, m: nil}",
        "T{when: 3, armed: true, m: nil}",
        "true",
    ]
    assert value(declared, "T{when: 6}") == RANGE
    assert errors(f"{declared} var t: T = T{{when: 6}}") == ["GMP220"]
    assert errors(f"{declared} var t: T = T{{then: 2}}") == ["GMP108"]


def test_ranges_and_sizes_of_nothing() -> None:
    """hi < lo: an empty loop, an error as a type. queue[T, 0] and machines of size 0 are legal."""
    assert errors("var n: 3..2") == ["GMP214"]
    assert runs("var n: 0..9", "for i in 3..2 { n = 9 }", "n") == ["0"]
    assert values("var q: queue[bool, 0]", "empty(q)", "full(q)", "len(q)", "cap(q)") == [
        "true",
        "true",
        "0",
        "0",
    ]
    assert runs("var q: queue[bool, 0]", "q.push(true)") == ["push to a full queue"]
    assert counts(
        "machine M[0] { n: 0..9 } var a: array[M, 0..3] action go(m: M) { m.n = 1 } end when true"
    ) == (1, 0, 0)
    assert value("machine M[0] {} var q: queue[M, 0] = all M", "full(q)") == "true"
    assert value("machine M[0] { n: 0..9 } var m: M?", "m == nil && !(exists x in M: x == m)") == "true"
    assert errors("var q: queue[bool, -1]") == ["GMP216"]
