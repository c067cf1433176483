"""§10: conversions of `T?`, resolution of names, shadowing, reserved words."""

from __future__ import annotations

import pytest

from tests.language.running import errors, fault, reached, refused, runs, starts, value, values, verdicts

NIL, RANGE = "nil dereference", "value out of range"

MAYBE = """enum C { red, green } machine M[2] { n: 0..3  next: M? } var m: M? var c: C? var k: 1..3? var
n: 0..9
var a: array[M, 0..3] var b: array[C, 0..3] var s: set[M] var q: queue[M, 2] var w: M = M[0] var d: C
func id(x: M) M = x func may(x: M?) M? = x func num(x: 1..3) 1..3 = x
"""

# ---- T? -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "w = m",
        "d = c",
        "n = k",
        "n = k + 1",
        "n = 0 - k",
        "n += k",
        "m.n = 1",
        "n = m.n",
        "n = a[m]",
        "n = b[c]",
        "s.add(m)",
        "q.push(m)",
        "w = id(m)",
        "n = num(k)",
        "w = may(m)",
        "n = min(k, 1)",
        "if k < 2 { n = 1 }",
        "if k in 1..2 { n = 1 }",
        "for i in 1..k { n = i }",
        "choose i in k..3 { n = i }",
        "mark(m)",
        "let x = m  x.n = 1",
        "n = m.next.n",
        "s = {m, w}",
        "n = max(n, (k == nil ? k : 1))",
    ],
)
def test_nil_is_a_fault_where_a_value_is_wanted(body: str) -> None:
    """Assignment, arithmetic, order, index, argument, member, bound of a range."""
    assert runs(f"{MAYBE} proc mark(x: M) {{ x.n = 2 }}", body) == [NIL]


@pytest.mark.parametrize(
    ("body", "shown", "outcome"),
    [
        ("m = w  w = m", "m;w", "M0 M0"),
        ("m = nil", "m", "nil"),
        ("m = M[1]  n = m.n + 3", "n", "3"),
        ("k = 2  n = k * 3", "n", "6"),
        ("c = green  d = c  b[c] = 3", "d; b[green]", "green 3"),
        ("m = M[1]  m.next = m  m.next.next.n = 2", "M[1].n", "2"),
        ("m = M[1]  s.add(m)  q.push(m)  a[m] = 1", "s;q", "{M1} [M1]"),
        ("m = may(M[1])", "m", "M1"),
        ("m = may(nil)", "m", "nil"),
        ("m = w == M[0] ? nil : w", "m", "nil"),
        ("m = w == M[1] ? nil : w", "m", "M0"),
        ("let x = m  m = M[1]  n = x == nil ? 4 : 5", "n", "4"),
        ("let x = w  m = x", "m", "M0"),
    ],
)
def test_conversions_that_succeed(body: str, shown: str, outcome: str) -> None:
    """T into `T?` always; back where there is a value; `let` keeps the `?`."""
    assert runs(MAYBE, body, shown) == [outcome]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("m == nil", "true"),
        ("nil == m", "true"),
        ("m != w", "true"),
        ("w == m", "false"),
        ("k == 2", "false"),
        ("2 != k", "true"),
        ("c == red", "false"),
        ("red == c", "false"),
        ("c == nil", "true"),
        ("m == may(nil)", "true"),
        ("may(w) == w", "true"),
        ("M[0].next == M[1].next", "true"),
        ("k == nil || k > 7", "true"),
    ],
)
def test_equality_accepts_both(expression: str, expected: str) -> None:
    """`==` and `!=` compare a T? with a T without a fault."""
    assert value(MAYBE, expression) == expected


def test_nil_as_a_member() -> None:
    """Of a queue of `T?` it may be one; of a queue of T no nil is ever in it."""
    text = """machine M[2] {} var m: M? var q: queue[M?, 3] var all_of: queue[M, 2] = all M init {
    q.push(nil) q.push(M[1]) }"""
    assert values(text, "nil in q", "m in q", "M[1] in q", "M[0] in q") == ["true", "true", "true", "false"]
    assert value(text, "m in all_of") == "false"
    assert runs(text, "q.remove(nil)", "q") == ["[M1]"]
    assert runs(text, "m = M[0] m = q.pop()", "m") == ["nil"]
    assert refused(text, "nil in all_of") == ["GMP203"]


def test_an_optional_outside_its_range() -> None:
    """A `1..3?` holds nil or 1, 2, 3."""
    assert runs("var k: 1..3?", "k = 4") == [RANGE]
    assert runs("var k: 1..3? = 2", "k -= 1", "k") == ["1"]
    assert len(starts("var k: 1..3? = any", "k")) == 4


# ---- labels -------------------------------------------------------------------------------------

LABELS = """enum C { red, green, on } enum L { off, on, blue } struct T { c: C l: L }
machine M[1] { status { on, idle } c: C } machine P[1] { status { idle, on } }
var c: C var l: L var q: queue[L, 2] var s: set[L] var a: array[L, C] var t: T var o: L? var x: 0..9
func f(p: L) L = on func g(p: C) 0..9 = p == on ? 1 : 0"""


@pytest.mark.parametrize(
    "body",
    [
        "c = on l = on o = on",
        "q.push(on) s.add(on) s.remove(on)",
        "a[on] = on",
        "t = T{c: on, l: on}",
        "t.l = on",
        "x = g(on) l = f(on)",
        "if l == on && on == c || on in s || on in q { x = 1 }",
        "s = {on, off}",
        "m.status = on p.status = on m.c = on",
        "l = x == 0 ? on : off",
        "choose y in {blue, on} { l = y }",
        "if c in {on, red} { x = 1 }",
        "mark(on)",
        'assert l != on || f(on) == on, ""',
        "if red == c && off != l { c = green }",
        "let y = blue  l = y",
    ],
)
def test_a_bare_label_takes_the_type_of_its_place(body: str) -> None:
    """Target, operand, parameter, index, element, result, field, argument of a proc."""
    assert errors(f"{LABELS} proc mark(p: L) {{ l = p }} action go(m: M, p: P) {{ {body} }}") == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("let y = on  l = y", "GMP107"),
        ("choose y in {on} {}", "GMP107"),
        ("c = off", "GMP201"),
        ("l = red", "GMP201"),
        ("s.add(red)", "GMP201"),
        ("p.status = busy", "GMP106"),
        ("l = purple", "GMP106"),
        ("let y = purple  l = y", "GMP101"),
        ("if on == on {}", "GMP107"),
    ],
)
def test_labels_that_do_not_resolve(body: str, code: str) -> None:
    """Of another type, of several, of none."""
    found = errors(f"{LABELS} action go(m: M, p: P) {{ {body} }}")
    assert len(found) >= 1
    assert set(found) <= {code, "GMP106", "GMP107", "GMP201"}


def test_variables_win_over_labels() -> None:
    """Variables, parameters and binders of that name come first."""
    text = "enum C { red, green } var red: C = green var c: C"
    assert runs(text, "c = red", "c") == ["green"]
    assert runs(text, "c = C.red", "c") == ["red"]
    text = "enum C { red, green } var c: C var n: 0..9"
    assert runs(text, "for green in 1..1 { n = green }  c = green", "n;c") == ["1 green"]
    assert errors(f"{text} action go(red: 0..3) {{ c = red }}") == ["GMP201"]


def test_steps_are_labels_too() -> None:
    """Beside a step variable, a step's name; the same name may be a status."""
    text = """machine M[1] { status { run, idle } } process w(m: M) { step run { m.status = idle } step
    idle {} }
    invariant i: forall m in M: (w[m] == run) == (m.status == run)"""
    assert verdicts(text)["i"] == "holds"


# ---- shadowing, reserved words ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("var n: 0..1 var n: 0..1", "GMP102"),
        ("var n: 0..1 func n() bool = true", "GMP102"),
        ("enum M { a } machine M[1] {}", "GMP102"),
        ("param N: 1..2 = 1 const N = 2", "GMP102"),
        ("action a {} process a { step s {} }", "GMP102"),
        ("invariant i: true reachable i: true", "GMP102"),
        ("enum C { a, a }", "GMP111"),
        ("machine M[1] { n: 0..1 n: 0..1 }", "GMP111"),
        ("machine M[1] { status { a a } }", "GMP111"),
        ("machine M[1] { status { a } status { b } }", "GMP025"),
        ("struct T { a: bool a: bool }", "GMP111"),
        ("var n: 0..1 action a(n: 0..1) {}", "GMP103"),
        ("var n: 0..1 func f(n: 0..1) bool = true", "GMP103"),
        ("var n: 0..1 invariant i: exists n in 0..1: n == 0", "GMP103"),
        ("invariant i: forall x in 0..1: exists x in 0..1: x == 0", "GMP103"),
        ("invariant i: forall x, x in 0..1: x == 0", "GMP103"),
        ("action a(x: 0..1, x: 0..1) {}", "GMP103"),
        ("var v: 0..1 process p { var v: 0..1 step a {} }", "GMP103"),
        ("process p(v: 0..1) { var v: 0..1 step a {} }", "GMP103"),
    ],
)
def test_one_name_space_and_no_shadowing(text: str, code: str) -> None:
    """Declarations, labels of one type, fields, local names."""
    assert code in errors(text)


def test_different_types_may_share_labels_and_fields() -> None:
    """A label is a name of its type only; a field one of its machine."""
    text = """enum C { a, b } enum D { b, a } machine M[1] { status { a } n: bool } machine P[1] { status
    { b, a } n: 0..1 }"""
    assert errors(text) == []


@pytest.mark.parametrize(
    "word", ["let", "for", "in", "machine", "step", "count", "sum", "all", "any", "or", "end", "nil"]
)
def test_words_that_open_something_are_reserved(word: str) -> None:
    """Declarations, statements, quantifiers."""
    assert errors(f"var {word}: 0..1") == ["GMP017"]


@pytest.mark.parametrize(
    "word",
    [
        "next",
        "always",
        "eventually",
        "until",
        "len",
        "min",
        "front",
        "push",
        "pop",
        "queue",
        "set",
        "array",
        "off",
        "holds",
        "halted",
    ],
)
def test_words_that_are_not(word: str) -> None:
    """Built-in functions and methods; the temporal operators outside of properties."""
    text = f"""var {word}: 0..3 machine M[1] {{ {word}x: 0..1 }} action go when {word} < 3 {{ {word} += 1
    }} deadlock off"""
    assert reached(text, "true") == {"true"}
    assert verdicts(f"{text} invariant i: {word} < 3")["i"] == "violated"
    field = (
        f"machine M[1] {{ {word}: 0..3 }} action go(m: M) when m.{word} < 3 {{ m.{word} += 1 }} deadlock off"
    )
    assert reached(field, f"sum m in M: m.{word}") == {"0", "1", "2", "3"}


@pytest.mark.parametrize("word", ["next", "always", "eventually", "until"])
def test_temporal_operators_inside_a_property(word: str) -> None:
    """There the same words are operators, and reserved; a field of that name is still one."""
    operator = f"true {word} true" if word == "until" else f"{word} true"
    assert errors(f"property p: {operator}") == []
    assert errors(f"machine M[1] {{ {word}: bool }} property p(m: M): eventually m.{word}") == []
    assert errors(f"var {word}: bool property p: eventually ({word})") == ["GMP001"]


def test_a_variable_named_like_a_builtin_does_not_take_its_calls() -> None:
    """`len` may be a variable and a function at once: calls are calls."""
    assert value("var len: 0..3 = 2 var q: queue[0..1, 3] init { q.push(1) }", "len(q) + len") == "3"


# ---- functions, bounds --------------------------------------------------------------------------


def test_results_and_parameters_are_range_checked() -> None:
    """At each call; of functions used in guards, a fault of the guard."""
    text = "var n: 0..3 func up(k: 0..3) 0..3 = k + 1 action go when up(n) > 0 { n = up(n) }"
    assert fault(text) == (RANGE, 4)
    assert values("func f(c: 0..1) 0..9 = c", "f(1)", "f(2)", "f(0 - 1)") == ["1", RANGE, RANGE]


def test_bounds_of_types_may_use_parameters() -> None:
    """With arithmetic, min and max, and functions of constants only in values."""
    assert starts("param N: 1..9 = 4 var n: N - 1..N * 2 = any", "n") == ["3", "4", "5", "6", "7", "8"]
    assert values("param N: 1..9 = 4 var q: queue[bool, min(N, 3)]", "cap(q)") == ["3"]


def test_field_wheres_name_fields_bare() -> None:
    """Those of their own machine, for each instance; other things as usual."""
    text = "param K: 0..9 = 1 machine G[2] { a: 0..2 = any where a > b && a > K  b: 0..2 = any where b > 0 }"
    assert starts(text, "sum g in G: g.a * 10 + g.b") == ["42"]


@pytest.mark.parametrize("expression", ["m.n", "k.n", "c.x", "q[0].n", "(5).n"])
def test_fields_of_what_has_none(expression: str) -> None:
    """Only machines and structs have fields."""
    text = "enum C { red } machine M[1] {} var c: C var q: queue[M, 1] var m: M? var k: 0..1"
    assert refused(text, expression) == ["GMP108"]
