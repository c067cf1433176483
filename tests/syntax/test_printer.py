"""`format_spec`: the same tree again, no comment lost, one layout."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmpcheck.source import Source
from gmpcheck.syntax import ast
from gmpcheck.syntax.lexer import lex
from gmpcheck.syntax.parser import parse, parse_expression
from gmpcheck.syntax.printer import format_spec, print_expr, print_type
from tests.syntax import trees
from tests.syntax.examples import HANDOFF


def read(text: str) -> ast.Spec:
    return parse(Source("test.gmp", text))


def _comments(text: str) -> Counter[str]:
    """All comments of a text; the space after a doc's slashes is the printer's to choose."""
    texts = (comment.text for comment in lex(Source("test.gmp", text)).comments)
    return Counter("///" + t[3:].strip() if t.startswith("///") else t for t in texts)


@given(trees.specs())
@settings(max_examples=120, deadline=None)
def test_every_tree_survives_printing(spec: ast.Spec) -> None:
    text = format_spec(spec)
    again = read(text)
    assert again == spec
    assert format_spec(again) == text


@given(trees.expressions)
@settings(deadline=None)
def test_every_expression_survives_printing(expr: ast.Expr) -> None:
    assert parse_expression(Source("expr", print_expr(expr))) == expr


@given(trees.types)
@settings(deadline=None)
def test_every_type_survives_printing(type: ast.TypeExpr) -> None:
    spec = read(f"var x: {print_type(type)}")
    assert spec.declarations == (ast.Var(ast.Ident("x"), type, None),)


def _check(text: str) -> str:
    spec = read(text)
    formatted = format_spec(spec)
    again = read(formatted)
    assert again == spec
    assert _comments(formatted) == _comments(text)
    assert format_spec(again) == formatted
    return formatted


_REMARKS = st.sampled_from(
    ["// note\n", "\n// own line\n", "\n/// stray\n", "\n\n/// far\n\n", " //\n", "\n\n"]
)


@given(st.data())
@settings(max_examples=50, deadline=None)
def test_comments_anywhere_survive(data: st.DataObject) -> None:
    tokens = lex(Source("test.gmp", HANDOFF)).tokens
    places = data.draw(st.sets(st.integers(0, len(tokens) - 1), max_size=12))
    parts, last = [], 0
    for place in sorted(places):
        start = tokens[place].span.start
        parts += [HANDOFF[last:start], data.draw(_REMARKS)]
        last = start
    text = "".join([*parts, HANDOFF[last:]])
    spec = read(text)
    formatted = format_spec(spec)
    again = read(formatted)
    assert again == spec
    assert _comments(formatted) == _comments(text)
    assert format_spec(again) == formatted


def test_the_big_example() -> None:
    _check(HANDOFF)


GOLDEN = [
    (
        "machine M[2]{status{idle running->idle|dead dead}p:P?,q:P?}",
        """\
machine M[2] {
    status {
        idle
        running -> idle | dead
        dead
    }
    p: P?
    q: P?
}
""",
    ),
    (
        "machine M[ 2 ] { status { idle; running } p:P? }",
        "machine M[2] { status { idle, running }, p: P? }\n",
    ),
    (
        "struct T{a:bool b:bool c:bool d:bool}",
        "struct T {\n    a: bool\n    b: bool\n    c: bool\n    d: bool\n}\n",
    ),
    (
        "fair action  go( m:M ) when m.ok{m.ok=false;m.n+=1}",
        "fair action go(m: M)\n    when m.ok\n{\n    m.ok = false\n    m.n += 1\n}\n",
    ),
    ("action a{x=1}", "action a { x = 1 }\n"),
    (
        "action a { if x { y = 1 } else if z { y = 2 } else { y = 3; z = 4 } }",
        """\
action a {
    if x {
        y = 1
    } else if z {
        y = 2
    } else {
        y = 3
        z = 4
    }
}
""",
    ),
    (
        "process p { step a { await x; goto b } step b { either { x = 1 } or { x = 2 } } }",
        """\
process p {
    step a {
        await x
        goto b
    }
    step b {
        either { x = 1 } or { x = 2 }
    }
}
""",
    ),
    (
        "invariant i: (a) && (b || c) && -(-x) < (1+2)*3",
        "invariant i: a && (b || c) && -(-x) < (1 + 2) * 3\n",
    ),
    ("invariant i: a && (forall x in S: b || c)", "invariant i: a && forall x in S: b || c\n"),
    ("invariant i: (forall x in S: b) && c", "invariant i: (forall x in S: b) && c\n"),
    (
        "invariant i: !x in s && !!a && !forall x in S: b",
        "invariant i: !(x in s) && !!a && !forall x in S: b\n",
    ),
    ("const c = 1 + (count x in S: b)", "const c = 1 + (count x in S: b)\n"),
    ("action a when x == (T{}) {}", "action a when x == (T{}) {}\n"),
    (
        "// one\n\n\n\n// two\nvar x: bool // three\nvar long_name: 0..3 // four\n\nvar z: bool // five\n",
        "// one\n\n// two\nvar x: bool          // three\nvar long_name: 0..3  // four\n\n"
        "var z: bool  // five\n",
    ),
]


@pytest.mark.parametrize(("text", "expected"), GOLDEN)
def test_layout(text: str, expected: str) -> None:
    assert _check(text) == expected


def test_long_expressions_break_after_operators() -> None:
    part = "m.status == running"
    before, after = " && ".join([part] * 4), " || ".join([part] * 5)
    text = f"invariant long: forall m in M: {before} ==> exists p in P: {after}"
    formatted = _check(text)
    assert max(map(len, formatted.splitlines())) <= 100
    assert formatted.splitlines()[0] == "invariant long: forall m in M:"
    total = " + ".join(f"(count m in M: m.{name})" for name in ("first", "second", "third"))
    assert _check(f"invariant adds_up: total == {total}").splitlines() == [
        "invariant adds_up: total == (count m in M: m.first) +",
        "    (count m in M: m.second) +",
        "    (count m in M: m.third)",
    ]
    assert [line for line in formatted.splitlines() if line.endswith("==>")]


def test_a_doc_comment_belongs_to_the_declaration_below() -> None:
    spec = read("/// a\n///  b\nvar x: bool\n\n/// far\n\nvar y: bool /// behind\n")
    first, second = spec.declarations
    assert isinstance(first, ast.Var)
    assert isinstance(second, ast.Var)
    assert (first.doc, second.doc) == ("a\n b", "")
    assert [c.text for c in spec.comments] == ["/// far", "/// behind"]


def test_comments_inside_a_line_move_above_it() -> None:
    text = "/// doc\nspec // one\n\n\nname // two\nconst // three\n  c = // four\n 1 // five\n"
    expected = """\
// one
/// doc
spec name  // two
// three
// four
const c = 1  // five
"""
    assert _check(text) == expected


def test_windows_line_ends_and_a_byte_order_mark_vanish() -> None:
    text = "\ufeffspec a\r\n\r\n// note\r\nvar x: bool // end\r\n"
    assert format_spec(read(text)) == "spec a\n\n// note\nvar x: bool  // end\n"
