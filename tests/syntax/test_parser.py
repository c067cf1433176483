"""`parse`: what each construct becomes, where nodes stand, and how much it bears."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from gmpcheck.diagnostics import SpecError
from gmpcheck.source import Source, Span
from gmpcheck.syntax import ast
from gmpcheck.syntax.parser import MAX_DEPTH, parse, parse_expression
from gmpcheck.syntax.printer import print_expr
from tests.syntax.examples import HANDOFF


def read(text: str) -> ast.Spec:
    return parse(Source("test.gmp", text))


def expr(text: str) -> ast.Expr:
    return parse_expression(Source("expr", text))


def nodes(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple):
        for part in node:
            yield from nodes(part)
    elif dataclasses.is_dataclass(node) and not isinstance(node, Span):
        yield node
        for field in dataclasses.fields(node):
            if field.name != "span":
                yield from nodes(getattr(node, field.name))


def test_the_big_example_has_every_declaration() -> None:
    spec = read(HANDOFF)
    assert spec.name == ast.Ident("syscall_handoff")
    assert spec.doc == "The handoff of a P\naround a system call."
    kinds = {type(declaration).__name__ for declaration in spec.declarations}
    assert kinds == {kind.__name__ for kind in ast.Decl.__args__}  # type: ignore[attr-defined]


def test_every_node_covers_its_own_text() -> None:
    for node in nodes(read(HANDOFF)):
        assert 0 <= node.span.start < node.span.end <= len(HANDOFF)
        if isinstance(node, ast.Ident | ast.Name):
            assert node.span.text == node.text
        if isinstance(node, ast.Binary):
            assert node.span.start <= node.left.span.start < node.right.span.end <= node.span.end


# Each pair is the same expression, the second with every parenthesis that the grammar reads into it.
PRECEDENCE = [
    ("a ==> b ==> c", "a ==> (b ==> c)"),
    ("a ==> c ? x : y", "a ==> (c ? x : y)"),
    ("c ? x : d ? y : z", "c ? x : (d ? y : z)"),
    ("a || b && c", "a || (b && c)"),
    ("a && b && c", "(a && b) && c"),
    ("!a == b", "!(a == b)"),
    ("!x in s", "!(x in s)"),
    ("!!a && b", "(!(!a)) && b"),
    ("a + b * c - d", "(a + (b * c)) - d"),
    ("-a * b", "(-a) * b"),
    ("-a.b[c]", "-(a.b[c])"),
    ("x in 0..n - 1 && b", "(x in 0..(n - 1)) && b"),
    ("a && forall x in S: b || c ==> d", "a && (forall x in S: ((b || c) ==> d))"),
    ("!forall x in S: b && c", "!(forall x in S: (b && c))"),
    ("1 + count x in S: a == b", "1 + (count x in S: (a == b))"),
    ("c ? a : forall x in S: b && d", "c ? a : (forall x in S: (b && d))"),
    ("forall x in S: exists y in T: a && b", "forall x in S: (exists y in T: (a && b))"),
    ("f(forall x in S: a, b)", "f((forall x in S: a), b)"),
    ("a ~> b ==> c", "a ~> (b ==> c)"),
]


@pytest.mark.parametrize(("short", "full"), PRECEDENCE)
def test_precedence(short: str, full: str) -> None:
    assert expr(short) == expr(full)
    assert expr(print_expr(expr(full))) == expr(full)


def test_temporal_operators_only_in_the_body_of_a_property() -> None:
    spec = read("var next: bool property always: next x.next ~> a until b until c invariant i: next")
    _, temporal, invariant = spec.declarations
    assert isinstance(temporal, ast.Property)
    assert isinstance(invariant, ast.Property)
    assert temporal.name.text == "always"
    assert isinstance(temporal.body, ast.Binary)
    assert temporal.body.right == ast.Binary(
        "until", ast.Name("a"), ast.Binary("until", ast.Name("b"), ast.Name("c"))
    )
    assert invariant.body == ast.Name("next")


# What the brace opens, where only the context tells.
BRACES = [
    ("action a when x == T {}", 0),
    ("action a when x == T {when: 2} {}", 1),
    ("action a when f(T {}) {}", 1),
    ("action a { if x == y { z = 1 } }", 0),
    ("action a { if x in {y} { z = 1 } }", 0),
    ("action a { x = T {} }", 1),
    ("action a { for i in S {} choose j in S where j == k {} }", 0),
    ("struct T { when: bool }", 0),
    ("struct T {}", 0),
    ("machine M[2] { x: T = T {} y: T = T {a: 1, b: T {}} }", 3),
    ("process w {} routine r() T {} variant v {}", 0),
    ("func f() T = T {}", 1),
    ("var x: T = any where x == T {} var y: bool", 1),
    ("init where x == T {}", 1),
]


@pytest.mark.parametrize(("text", "literals"), BRACES)
def test_struct_literal_or_block(text: str, literals: int) -> None:
    assert sum(isinstance(node, ast.StructLit) for node in nodes(read(text))) == literals


def test_statements_need_no_separator_and_take_several() -> None:
    expected = read("action a { x = y; z -= -1; f(b); q.push(c) }")
    assert read("action a{x=y z-=-1 f(b)q.push(c)}") == expected
    assert read("action a {\n\tx = y,,\n; z -= -1,\n f(b);; q.push(c);\n}") == expected


def test_numbers_and_strings() -> None:
    assert expr("0xff + 1_000") == ast.Binary("+", ast.IntLit(255), ast.IntLit(1000))
    spec = read(r'action a { assert x, "\"a\\b\"\n\t" }')
    assert spec.declarations[0].body.statements[0].text == '"a\\b"\n\t'  # type: ignore[union-attr]


def test_soft_words_are_names() -> None:
    spec = read("var queue: queue[set[array], array] var set: set[queue] var array: array[set, queue]")
    assert [type(d.type).__name__ for d in spec.declarations] == ["QueueType", "SetType", "ArrayType"]  # type: ignore[union-attr]
    assert expr("queue[set] in array") == expr("(queue[set]) in (array)")


def test_a_step_by_name() -> None:
    assert expr("p[]") == ast.Index(ast.Name("p"), ())
    assert expr("w[m, p]") == ast.Index(ast.Name("w"), (ast.Name("m"), ast.Name("p")))


@pytest.mark.parametrize(
    "deep",
    [
        "{open}x{close}",
        "action a {{ {ifs} {ends} }}",
        "invariant i: {minus}x",
        "invariant i: {ands}x",
        "invariant i: {implies}x",
        "invariant i: {sets}{unsets}",
        "var x: bool{optional}",
        "variant v {{{variants}{unvariants}}}",
    ],
)
@pytest.mark.parametrize("size", [MAX_DEPTH, 5_000])
def test_deep_input_is_refused_politely(deep: str, size: int) -> None:
    text = deep.format(
        open="invariant i: " + "(" * size,
        close=")" * size,
        ifs="if x { " * size,
        ends="}" * size,
        minus="!" * size,
        ands="x && " * size,
        implies="x ==> " * size,
        sets="{" * size,
        unsets="}" * size,
        optional="?" * size,
        variants="variant v {" * size,
        unvariants="}" * size,
    )
    if deep.startswith("{open}"):
        assert isinstance(read(text), ast.Spec)  # parentheses leave no node behind
        return
    with pytest.raises(SpecError) as caught:
        read(text)
    assert [d.code for d in caught.value.diagnostics] == ["GMP027"]


def test_a_depth_just_within_the_limit() -> None:
    assert read("invariant i: " + "!" * (MAX_DEPTH - 2) + "x")


def test_parse_expression_refuses_what_follows() -> None:
    for text in ("", "a b", "a;", "action x {}", "1.5"):
        with pytest.raises(SpecError):
            expr(text)
