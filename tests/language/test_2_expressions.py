"""§2: expressions."""

from __future__ import annotations

import pytest

from tests.language.running import errors, fault, refused, runs, value, values, verdicts

NIL, RANGE = "nil dereference", "value out of range"
ZERO, INDEX, EMPTY = "division by zero", "index out of range", "queue is empty"


# ---- arithmetic ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("7 / -2", "-3"),
        ("-7 / -2", "3"),
        ("7 % 2", "1"),
        ("-7 % 2", "-1"),
        ("7 % -2", "1"),
        ("-7 % -2", "-1"),
        ("0 / -5", "0"),
        ("min(3, -4)", "-4"),
        ("max(3, -4)", "3"),
        ("4611686018427387904 * 4 / 4", "4611686018427387904"),
        ("5 - 3 - 1", "1"),
        ("- - 3", "3"),
        ("0x10 + 1_000", "1016"),
    ],
)
def test_arithmetic_is_exact_and_truncates_as_in_go(expression: str, expected: str) -> None:
    """No overflow between stored values; / and % round towards zero."""
    assert value("", expression) == expected
    negated = f"(n - 1) * 0 + {expression}"
    assert value("var n: 1..2", negated) == expected  # also where nothing is folded


def test_only_stored_values_have_ranges() -> None:
    """An intermediate result may lie anywhere."""
    assert runs("var n: 0..3 = 3", "n = n * 1000 - 2998", "n") == ["2"]
    assert runs("var n: 0..3 = 3", "n = n + 1") == [RANGE]


def test_division_by_zero_is_a_fault() -> None:
    """Of / and of %."""
    assert values("var n: 0..2", "1 / n", "1 % n") == [ZERO, ZERO]


# ---- conditions ---------------------------------------------------------------------------------

NILS = "machine M[2] { p: M?  n: 0..3 } var m: M? var q: queue[0..3, 2]"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("m != nil && m.n == 1", "false"),
        ("m.n == 1 && m != nil", NIL),
        ("m == nil || m.n == 1", "true"),
        ("m.n == 1 || m == nil", NIL),
        ("m != nil ==> m.n == 1", "true"),
        ("m.n == 1 ==> m == nil", NIL),
        ("m == nil ? 7 : m.n", "7"),
        ("m != nil ? m.n : 7", "7"),
        ("m != nil ? 7 : m.n", NIL),
        ("forall x in 0..1: x == 1 && m.n == 0", "false"),
        ("forall x in 0..1: x == 0 || m.n == 0", NIL),
        ("exists x in 0..1: x == 0 || m.n == 0", "true"),
        ("exists x in 0..1: x == 1 && m.n == 0", NIL),
        ("forall x in 1..3: 6 / (x - 3) < -3", "false"),  # 6 / -2 is not below -3
        ("count x in 0..1: x == 0 || m.n == 0", NIL),
        ("sum x in 0..1: x == 0 ? 5 : m.n", NIL),
        ("exists x in q: x / 0 == 1", "false"),
        ("(exists x in 0..1: x == 1 && m.n == 0) || true", NIL),
        ("true || m.n == 0 || m.n == 1", "true"),
        ("false && m.n == 0 || true", "true"),
        ("!(false && m.n == 0)", "true"),
    ],
)
def test_left_to_right_and_stop_early(expression: str, expected: str) -> None:
    """`&&`, `||`, `==>`, `?:` and quantifiers ask no further than they need."""
    assert value(NILS, expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("true ==> false", "false"),
        ("false ==> false", "true"),
        ("3 in 1..3", "true"),
        ("4 in 1..3", "false"),
        ("1 in {1, 2}", "true"),
        ("1 != 2", "true"),
        ("2 <= 2 && !(2 < 2) && 2 >= 2 && 3 > 2", "true"),
    ],
)
def test_comparisons_and_connectives(expression: str, expected: str) -> None:
    """Their usual meaning."""
    assert value("", expression) == expected


# ---- quantifiers --------------------------------------------------------------------------------

SETTING = """enum C { red, green, blue } machine M[3] { n: 0..3 } var s: set[0..4] = {1, 3}
var q: queue[0..4, 4] var c: set[C] = {red, blue} var empty_set: set[M]
init { q.push(2) q.push(2) q.push(4) for m in M { m.n = 1 } }"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("count m in M: true", "3"),
        ("count c1 in C: c1 != red", "2"),
        ("sum x in 1..4: x", "10"),
        ("sum x in s: x", "4"),
        ("sum x in q: x", "8"),
        ("count x in q: x == 2", "2"),
        ("count x, y in q: x == y", "5"),
        ("count x, y in s: x < y", "1"),
        ("count x, y, z in 0..1: x + y + z == 1", "3"),
        ("sum x, y in 1..2: x * y", "9"),
        ("forall m, n in M: m.n == n.n", "true"),
        ("exists x, y in s: x + y == 4", "true"),
        ("exists x in c: x == green", "false"),
        ("forall m in empty_set: false", "true"),
        ("exists m in empty_set: true", "false"),
        ("count m in empty_set: true", "0"),
        ("sum m in empty_set: 5", "0"),
        ("count b in bool: b", "1"),
        ("sum m in M: m.n * 2", "6"),
        ("count x in {1, 2, 2}: true", "2"),
        ("count m in {}: true", None),
    ],
)
def test_quantifiers_over_every_domain(expression: str, expected: str | None) -> None:
    """A machine, an enum, a range, a set, a queue; with several binders every combination."""
    if expected is None:
        assert refused(SETTING, expression) == ["GMP208"]
    else:
        assert value(SETTING, expression) == expected


def test_other_domains_are_errors() -> None:
    """A number, an array, a struct are no domains."""
    assert refused("var n: 0..2", "forall x in n: true") == ["GMP212"]
    assert refused("var a: array[bool, bool]", "forall x in a: x") == ["GMP212"]


# ---- collections --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("len(q)", "3"),
        ("cap(q)", "4"),
        ("empty(q)", "false"),
        ("full(q)", "false"),
        ("2 in q", "true"),
        ("3 in q", "false"),
        ("q[0]", "2"),
        ("q[2]", "4"),
        ("q[3]", INDEX),
        ("q[-1]", INDEX),
        ("q.front()", "2"),
        ("q.back()", "4"),
        ("len(s)", "2"),
        ("empty(s)", "false"),
        ("empty(empty_set)", "true"),
        ("1 in s", "true"),
        ("0 in s", "false"),
        ("s == {3, 1}", "true"),
        ("c == {red}", "false"),
        ("len(all M)", "3"),
        ("empty_set == all M", "false"),
        ("c == all C", "false"),
        ("s == {}", "false"),
        ("empty_set == {}", "true"),
    ],
)
def test_queues_and_sets(expression: str, expected: str) -> None:
    """What can be asked of them, and literals."""
    assert value(SETTING, expression) == expected


@pytest.mark.parametrize("expression", ["q.front()", "q.back()"])
def test_ends_of_an_empty_queue(expression: str) -> None:
    """Nothing is at the front of nothing."""
    assert value("var q: queue[0..1, 2]", expression) == EMPTY


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("cap(s)", "GMP202"),
        ("full(s)", "GMP202"),
        ("s[0]", "GMP209"),
        ("s.front()", "GMP206"),
        ("len(n)", "GMP202"),
        ("len(s, s)", "GMP205"),
    ],
)
def test_what_sets_cannot(expression: str, code: str) -> None:
    """A set has neither capacity nor positions."""
    assert refused("var s: set[bool] var n: 0..1", expression) == [code]


# ---- nil ----------------------------------------------------------------------------------------

CHAIN = "machine M[2] { p: P?  } machine P[2] { m: M?  t: T  n: 0..3 } struct T { m: M?  n: 0..3 }"


def test_field_access_through_nil_is_a_fault() -> None:
    """Reading and writing, at every link of a chain."""
    start = f"{CHAIN} init {{ M[0].p = P[1]  P[1].m = M[1]  P[1].t.m = M[0]  P[1].n = 2 }}"
    assert value(start, "M[0].p.n") == "2"
    assert value(start, "M[0].p.m.p == nil") == "true"
    assert value(start, "M[0].p.m.p.n") == NIL
    assert value(start, "M[0].p.t.m.p.t.m.p.n") == "2"
    assert value(start, "M[1].p.t.n") == NIL
    assert runs(start, "M[0].p.t.m.p.n = 3", "P[1].n") == ["3"]
    assert runs(start, "M[0].p.t.m.p.t.n = 3", "P[1].t; P[0].t") == ["T{m: M0, n: 3} T{m: nil, n: 0}"]
    assert runs(start, "M[1].p.t.n = 3") == [NIL]


def test_a_fault_in_a_guard_is_a_step() -> None:
    """The counterexample ends with the action whose guard could not be evaluated."""
    text = "machine M[1] { p: M? } var n: 0..2 action up when n < 2 { n += 1 }"
    text += " action look(m: M) when n == 2 && m.p.p == nil {}"
    assert fault(text) == (NIL, 3)


# ---- functions ----------------------------------------------------------------------------------


def test_a_function_names_an_expression() -> None:
    """With parameters, reading the state, calling others."""
    text = """machine P[2] {} machine M[2] { p: P? }
    func owned(p: P) bool = exists m in M: m.p == p
    func free() 0..2 = count p in P: !owned(p)
    init { M[1].p = P[0] }"""
    assert values(text, "owned(P[0])", "owned(P[1])", "free()") == ["true", "false", "1"]


def test_functions_do_not_call_themselves() -> None:
    """Directly or through another."""
    assert errors("func f(n: 0..3) 0..3 = n == 0 ? 0 : f(n - 1)") == ["GMP308"]
    assert "GMP308" in errors("func f() bool = g() func g() bool = f()")


def test_binders_inside_functions_inside_quantifiers() -> None:
    """A call in the body of a quantifier does not disturb its binder."""
    text = """machine M[3] { n: 0..9 }
    func below(k: 0..9) 0..3 = count m in M: m.n < k
    func twice(k: 0..9) 0..9 = below(k) + below(k)
    init { M[0].n = 1  M[1].n = 2  M[2].n = 3 }"""
    assert value(text, "sum m in M: twice(m.n) * 10 + m.n") == "66"  # 1, 20 + 2, 40 + 3
    assert value(text, "forall m in M: exists x in M: below(x.n) == below(m.n) && x == m") == "true"


def test_function_parameters_and_results_are_range_checked() -> None:
    """At the call, when it happens."""
    text = "func inc(k: 0..3) 0..3 = k + 1 var n: 0..9 = 3"
    assert values(text, "inc(2)", "inc(n)", "inc(n + 1)", "n == 3 || inc(9) == 1") == [
        "3",
        RANGE,
        RANGE,
        "true",
    ]


def test_a_nil_argument_is_a_fault() -> None:
    """A `T?` converts where a T is wanted."""
    text = "machine M[1] {} var m: M? func is(x: M) bool = true func may(x: M?) bool = x == nil"
    assert values(text, "is(m)", "may(m)") == [NIL, "true"]


# ---- types of operands --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("n && true", "GMP201"),
        ("!n", "GMP201"),
        ("n + true", "GMP202"),
        ("c < c", "GMP207"),
        ("m < m", "GMP207"),
        ("m + 1", "GMP202"),
        ("n == true", "GMP201"),
        ("c == n", "GMP201"),
        ("n ? 1 : 2", "GMP201"),
        ("true ? 1 : c", "GMP201"),
        ("count x in 0..1: x", "GMP201"),
        ("sum x in 0..1: true", "GMP202"),
        ("m == nil", "GMP203"),
        ("m in q", "GMP201"),
        ("min(1)", "GMP205"),
        ("nothing", "GMP101"),
        ("m.nothing", "GMP108"),
        ("f(1)", "GMP206"),
    ],
)
def test_types_are_checked(expression: str, code: str) -> None:
    """Nothing converts that should not; machines and labels have no order."""
    text = "enum C { red, green } machine M[1] {} var n: 0..2 var c: C var m: M = M[0] var q: queue[0..2, 1]"
    assert refused(text, expression) == [code]


def test_guards_and_properties_see_the_same() -> None:
    """The same expression means the same everywhere."""
    text = "machine M[2] { n: 0..2 } func low() bool = forall m in M: m.n < 2"
    text += " action up(m: M) when low() { m.n += 1 } invariant never: low() deadlock off"
    assert verdicts(text) == {"faults": "holds", "never": "violated"}
