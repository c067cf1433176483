"""§10: precedence, the reach of quantifiers, separators."""

from __future__ import annotations

import pytest

from gmpcheck.model import ir
from tests.language.running import counts, errors, model, reached, runs, value, values, verdicts

# ---- precedence: every expression has another value when it is read another way -----------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("2 * 3 + 1", "7"),
        ("10 - 3 - 2", "5"),
        ("7 / 2 * 2", "6"),
        ("2 * 3 % 4", "2"),
        ("10 - 3 + 2", "9"),
        ("-2 + 3", "1"),
        ("- 1 - 1", "-2"),
        ("3 - -2", "5"),
        ("2 * -3", "-6"),
        ("1 + 1 in 2..3", "true"),
        ("2 in 1..1 + 1", "true"),
        ("2 in 1 + 2..4", "false"),
        ("1 + 1 == 2", "true"),
        ("3 - 1 < 1 + 2", "true"),
        ("!yes == yes", "false"),
        ("!no in two", "false"),
        ("(!no) in two", "true"),
        ("!no in two || yes", "true"),
        ("!yes || yes", "true"),
        ("!no && no", "false"),
        ("!!yes", "true"),
        ("yes || no && no", "true"),
        ("no && no || yes", "true"),
        ("no && (no || yes)", "false"),
        ("yes || no ==> no", "false"),
        ("no ==> no ==> no", "true"),
        ("(no ==> no) ==> no", "false"),
        ("yes ==> no || yes", "true"),
        ("no || yes ? 1 : 2", "1"),
        ("no ? 1 : yes ? 2 : 3", "2"),
        ("yes ? no : yes ==> no", "true"),
        ("yes ? no : (yes ==> no)", "false"),
        ("no ==> yes ? no : no", "true"),
        ("(no ==> yes) ? no : no", "false"),
        ("yes ? no ? 1 : 2 : 3", "2"),
        ("1 < 2 && 2 < 3", "true"),
        ("1 == 1 && no == no", "true"),
        ("yes ? 1 : 2 + 5", "1"),
        ("(yes ? 1 : 2) + 5", "6"),
        ("1 + 1 == 2 ? 3 : 4", "3"),
        ("no != yes && yes", "true"),
        ("yes ? no ==> yes : no", "true"),
    ],
)
def test_precedence(expression: str, expected: str) -> None:
    """From weak to strong: ==> ?: || && prefix comparisons .. + * unary minus."""
    declared = "var yes: bool = true var no: bool = false var two: set[bool] = {false, true}"
    assert value(declared, expression) == expected


@pytest.mark.parametrize(
    "expression", ["1 < 2 < 3", "1 == 1 == true", "1 in s in t", "1 != 2 == true", "1 < 2 == true"]
)
def test_comparisons_do_not_chain(expression: str) -> None:
    """Parentheses say what is meant."""
    assert errors(f"var s: set[0..3] var t: set[bool] invariant i: {expression}") == ["GMP015"]
    assert value("var s: set[0..3]", "(1 < 2) == true") == "true"


def _shape(formula: ir.Formula) -> str:
    match formula:
        case ir.Atom(ir.StateVar(number)):
            return "abcd"[number]
        case ir.Atom(ir.Logic(op, left, right)):
            return f"({_shape(ir.Atom(left))} {op} {_shape(ir.Atom(right))})"
        case ir.Atom(ir.Not(base)):
            return f"!{_shape(ir.Atom(base))}"
        case ir.Temporal(op, (operand,)) | ir.Connective(op, (operand,)):
            return f"({op} {_shape(operand)})"
        case ir.Temporal(op, (left, right)) | ir.Connective(op, (left, right)):
            return f"({_shape(left)} {op} {_shape(right)})"
        case ir.Atom(ir.Conditional()):
            return "?"
    return "other"


@pytest.mark.parametrize(
    ("formula", "shape"),
    [
        ("always a ==> b", "((always a) ==> b)"),
        ("always (a ==> b)", "(always (a ==> b))"),
        ("always a && b", "((always a) && b)"),
        ("! eventually a || b", "((! (eventually a)) || b)"),
        ("always eventually a", "(always (eventually a))"),
        ("next a until b", "((next a) until b)"),
        ("a until b && c", "((a until b) && c)"),
        ("a && b until c", "(a && (b until c))"),
        ("a ==> b ~> c", "((a ==> b) ~> c)"),
        ("a ~> b ==> c", "(a ~> (b ==> c))"),
        ("a ~> b || c", "(a ~> (b || c))"),
        ("a ==> eventually b ==> eventually c", "(a ==> ((eventually b) ==> (eventually c)))"),
        ("!a ~> b", "(!a ~> b)"),
        ("a until b until c", "(a until (b until c))"),
        ("(a ~> b) && (c ~> d)", "((a ~> b) && (c ~> d))"),
        ("always (a ~> b)", "(always (a ~> b))"),
        ("eventually a ~> b", "((eventually a) ~> b)"),
        ("a || always b && c", "(a || ((always b) && c))"),
    ],
)
def test_precedence_of_temporal_operators(formula: str, shape: str) -> None:
    """`~>` weakest; `until` above `&&`; prefix operators take a comparison."""
    of = model(f"var a: bool var b: bool var c: bool var d: bool property p: {formula}")
    assert _shape(of.properties[0].formula) == shape


def test_leads_to_does_not_chain() -> None:
    """`a ~> b ~> c` could mean two things."""
    assert errors("var a: bool property p: a ~> a ~> a") == ["GMP015"]


# ---- quantifiers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("forall x in 0..2: x < 2 || yes", "true"),
        ("(forall x in 0..2: x < 2) || no", "false"),
        ("exists x in 0..2: x > 5 ==> no", "true"),
        ("(exists x in 0..2: x > 5) ==> no", "true"),
        ("(exists x in 0..2: x < 5) ==> no", "false"),
        ("yes && exists x in 0..2: x == 1 && yes", "true"),
        ("no || exists x in 0..2: x == 1 && no", "false"),
        ("!exists x in 0..2: x == 7", "true"),
        ("!forall x in 0..2: x == 7 || yes", "false"),
        ("1 + sum x in 1..3: x + 1", "10"),
        ("(1 + sum x in 1..3: x) + 1", "8"),
        ("2 * sum x in 1..3: x", "12"),
        ("- sum x in 1..3: x", "-6"),
        ("max(sum x in 1..2: x, 5)", "5"),
        ("max(count x in 1..9: x > 1, count x in 1..3: x > 1)", "8"),
        ("(count x in 0..3: x > 1) == 2", "true"),
        ("2 == count x in 0..3: x > 1", "true"),
        ("count x in 0..3: x > 1 == yes", None),
        ("yes ? (sum x in 1..2: x) : 7", "3"),
        ("no ? 7 : sum x in 1..2: x + 1", "5"),
        ("sum x in 1..2: x == 1 ? 10 : 20", "30"),
        ("exists x in 0..2: forall y in 0..2: x >= y", "true"),
        ("forall x in 0..2: exists y in 0..1: x == y || x == 2", "true"),
        ("len({sum x in 1..2: x, 3, 4})", "2"),
        ("a[count x in 0..1: x == 0]", "8"),
        ("yes ==> forall x in 0..2: x < 3 ==> x < 4", "true"),
        ("sum x in 1..2: sum y in 1..x: y * x", "7"),
        ("count x, y in 0..2: x < y && yes", "3"),
        ("exists x in 1..2 + 1: x == 3", "true"),
    ],
)
def test_a_quantifier_reaches_as_far_as_it_can(expression: str, expected: str | None) -> None:
    """To the next closing bracket, `,`, brace or declaration; it may stand wherever an operand may."""
    declared = "var yes: bool = true var no: bool var a: array[0..2, 0..9] = 8"
    if expected is None:
        assert errors(f"{declared} invariant i: 0 < {expression}") == ["GMP015"]
    else:
        assert value(declared, expression) == expected


def test_a_colon_does_not_end_a_quantifier() -> None:
    """Between `?` and `:` it stands in parentheses."""
    assert errors("invariant i: true ? exists x in 0..1: x == 0 : false") == ["GMP016"]


def test_a_quantifier_ends_at_a_brace_and_at_a_declaration() -> None:
    """`if exists … {`, `when forall … {`, and the next `invariant`."""
    text = """var n: 0..3 var s: set[0..3] = {1, 2}
    action go when forall x in s: x > n { if exists x in s: x > n + 1 { n += 1 } else { s.clear() } }
    end when exists x in 0..3: x == n
    invariant a: forall x in s: x < 3
    invariant b: exists x in 0..3: x == n
    bound (sum x in s: x) < 9"""
    assert errors(text) == []
    assert runs("var n: 0..9", "let k = sum x in 1..3: x  n = k", "n") == ["6"]
    assert runs(
        "var n: 0..9 var q: queue[bool, 3]", "q.push(exists x in 0..1: x == n) n = count x in q: x", "n"
    ) == ["1"]


# ---- separators ---------------------------------------------------------------------------------


def test_separators() -> None:
    """White space, `,` or `;` between fields, statuses, labels, statements, steps."""
    forms = [
        "enum C{a b c} machine M[1]{status{x y->z}n:0..3 m:bool} struct T{k:bool l:bool} var t:T var o:C",
        """enum C{a,b,c}; machine M[1]{status{x,y->z},n:0..3,m:bool,}; struct T{k:bool,l:bool}; var t:T;
        var o:C;""",
        """enum C{a;b;c;} machine M[1]{n:0..3;status{x;y->z;};m:bool;} struct T{k:bool;l:bool;} var t:T
        var o:C""",
        """enum C\n{\na\nb\nc\n}\nmachine\nM[\n1\n]\n{n\n:\n0..3\nstatus {x\ny -> z}\nm: bool}\nstruct T {
        k: bool\n\nl: bool }\nvar t:\nT\nvar o: C""",
    ]
    for form in forms:
        assert values(form, "o == a", "t", "count m in M: m.status == x && m.n == 0 && !m.m") == [
            "true",
            "T{k: false, l: false}",
            "1",
        ]


@pytest.mark.parametrize("between", [" ", "\n", ";", " ; ", ";;", ",", " , ", "\n;\n"])
def test_separators_of_statements(between: str) -> None:
    """Any of them, also doubled, also behind blocks."""
    parts = ["n = 1", "n += 2", "if n == 3 { n = 4 }", "for i in 1..2 { n += i }", "let x = n", "n = x + 1"]
    assert runs("var n: 0..9", between.join(parts), "n") == ["8"]


def test_no_separator_is_needed_where_tokens_end() -> None:
    """Statements start with a name or a word."""
    assert runs(
        "var n: 0..9 var q: queue[0..9, 3]", "n=1 n=n+1 q.push(n)q.push(3)n=q.pop()n+=q[0]", "n;q"
    ) == ["5 [3]"]


def test_empty_bodies_are_legal() -> None:
    """Of everything that has one."""
    text = """machine M[1] {} struct T {} proc p() {} action a {} action b when true { p() } process w {
    step s {} }
    init {} routine r() { step t {} }"""
    assert errors(text) == []
    assert (
        runs("var n: 0..1", "if n == 0 {} else {} for i in 1..2 {} choose x in 1..2 {} either {} or {}")
        == ["true"] * 4
    )


def test_action_needs_no_parentheses() -> None:
    """With and without, the guard in either case."""
    text = """var n: 0..1 action a when n == 0 { n = 1 } action b() when n == 1 { n = 0 } action c {}
    action d() {}"""
    assert counts(text) == (2, 2 + 4, 1)


def test_struct_literals_in_headers() -> None:
    """With fields as they are; the empty one in parentheses, as in Go."""
    declared = "struct T { a: bool  n: 0..3 } var t: T var n: 0..9"
    assert runs(
        declared,
        """if t == T{n: 0} { n = 1 } if t == (T{}) { n += 2 } for x in {T{n: 1}} { n +=
    x.n }""",
        "n",
    ) == ["4"]
    text = f"""{declared} action go when t == T{{a: false}} {{ t.n = 1 }} invariant i: t != T{{n: 2}}
    deadlock off"""
    assert counts(text) == (2, 1, 1)


def test_comments_are_white_space() -> None:
    """Also in the middle of an expression, also at the end of the file."""
    text = "var n: 0..9 // one\ninvariant i: n // two + 3\n== 0 // end"
    assert verdicts(f"{text}\ndeadlock off // last")["i"] == "holds"


def test_declarations_come_in_any_order() -> None:
    """What is used may be declared later; steps and labels too."""
    text = """invariant i: f() action go when n < K { n += 1 p() } proc p() { m.on = true } var m: M = M[0]
    func f() bool = n <= K const K = N - 1 machine M[1] { on: bool } param N: 1..9 = 3 var n: 0..N end
    when n == K"""
    assert verdicts(text) == {"deadlock": "holds", "faults": "holds", "i": "holds"}
    assert reached(text, "n") == {"0", "1", "2"}
