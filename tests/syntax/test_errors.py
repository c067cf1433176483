"""Each mistake gets its own message, at its own place, once."""

from __future__ import annotations

import ast as python
import inspect

import pytest

from gmpcheck.codes import CODES
from gmpcheck.diagnostics import Diagnostic, SpecError, render
from gmpcheck.source import Source
from gmpcheck.syntax import errors
from gmpcheck.syntax.parser import parse


def refusals(text: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(SpecError) as caught:
        parse(Source("test.gmp", text))
    return caught.value.diagnostics


# The text, the code, what the caret marks, and a part of the rendered message.
MISTAKES = [
    ("machine M[3] { x: bool y 0..4 }", "GMP001", "0", "expected `:` before the number `0`"),
    ("action a { goto 3 }", "GMP001", "3", "expected a name"),
    ("invariant p:\naction b {}", "GMP001", "action", "expected an expression before the keyword `action`"),
    ("var x: 3", "GMP001", "", "expected `..` at the end of the file"),
    ("var x: {a, b}", "GMP001", "{", "expected a type"),
    ("action a { x }", "GMP001", "x", "a value alone is not a statement"),
    ("action a { q.p.r }", "GMP001", "r", "a value alone is not a statement"),
    ("action a { } else { }", "GMP001", "else", "`else` without `if`"),
    ("action a { choose x in S { } or { } }", "GMP001", "or", "`or` without `either`"),
    ("fair invariant x: y", "GMP001", "invariant", "`action`, `[` or `process`"),
    ("action a { x = ∀ }", "GMP002", "∀", "write `forall`"),
    ("var ñ: bool", "GMP002", "ñ", "letters a to z"),
    ('action a { assert x, "abc }', "GMP003", '"abc }', "not closed"),
    ('action a { assert x, "a\\qb" }', "GMP004", "\\q", "the escapes are"),
    ("/* one\ntwo */ action a {}", "GMP005", "/*", "start each line"),
    ("const c = 1.5", "GMP006", "1.5", "`1..5`"),
    ("const c = 1e9", "GMP006", "1e9", "whole numbers"),
    ("const c = 007", "GMP007", "007", "neither a number nor a name"),
    ("var 2x: bool", "GMP007", "2x", "cannot start with a digit"),
    ("const c = 4611686018427387905", "GMP007", "4611686018427387905", "4611686018427387904"),
    ("const c = " + "9" * 5000, "GMP007", "9" * 5000, "too large"),
    ("var x: bool // \x00", "GMP008", "\x00", "U+0000"),
    ("var \ud800x: bool", "GMP008", "\ud800", "U+D800"),
    ("action a {\n    if x {\n        y = 1\n}\naction b {}", "GMP009", "action", "not indented like"),
    ("action a { x = y\n// end\n", "GMP009", "", "missing `}` at the end of the file"),
    ("action a { f(x }", "GMP009", "}", "missing `)` before `}`"),
    ("action a { } }", "GMP010", "}", "closes nothing"),
    ("action a { x = y) }", "GMP010", ")", "closes nothing"),
    ("action a { x = f[y) }", "GMP010", ")", "cannot close `[`"),
    ("action a when x y = 1", "GMP011", "y", "the body of action `a`"),
    ("action a { if x y = 1 }", "GMP011", "y", "the body of this `if`"),
    ("process p { step a }", "GMP011", "}", "the body of step `a`"),
    ("invariant x: a = b", "GMP012", "=", "write `==`"),
    ("action a { if x = y { } }", "GMP012", "=", "write `==`"),
    ("action a { m.p == nil }", "GMP013", "==", "to assign, write `=`"),
    ("action a { x := 3 }", "GMP014", ":=", "`let x = …`"),
    ("action a { x++ }", "GMP014", "++", "`x += 1`"),
    ("action a { x *= 2 }", "GMP014", "*=", "`x = x * …`"),
    ("action a { ch <- 1 }", "GMP014", "<-", "q.push(x)"),
    ("invariant x: a and b", "GMP014", "and", "`&&`"),
    ("invariant x: a or b", "GMP014", "or", "`||`"),
    ("invariant x: not b", "GMP014", "not", "`!`"),
    ("action a { x = not b }", "GMP014", "not", "`!`"),
    ("invariant x: a & b", "GMP014", "&", "`&&`"),
    ("invariant x: a | b", "GMP014", "|", "`||`"),
    ("invariant x: a => b", "GMP014", "=>", "`==>`"),
    ("action a { x = p->q }", "GMP014", "->", "`.` for a field"),
    ("invariant x: a < b < c", "GMP015", "<", "`a < b && b < c`"),
    ("property p: a ~> b ~> c", "GMP015", "~>", "(p ~> q) && (q ~> r)"),
    ("invariant x: forall m in M m.p == nil", "GMP016", "m", "`forall x in S: …`"),
    ("const c = a ? b", "GMP016", "", "`test ? a : b`"),
    ("const c = a ? forall m in M: p : q", "GMP016", "forall", "in parentheses"),
    ("action end { }", "GMP017", "end", "reserved"),
    ("var step: 0..3", "GMP017", "step", "reserved"),
    ("machine M[3] { sum: 0..3 }", "GMP017", "sum", "reserved"),
    ("machine M[3] { status: bool }", "GMP017", "status", "reserved"),
    ("action a { count = 1 }", "GMP017", "count", "reserved"),
    ("action a { let if = 4 }", "GMP017", "if", "reserved"),
    ("porcess worker(m: M) { step a {} }", "GMP018", "porcess", "did you mean `process`?"),
    ("var x: bool\nacton b { }", "GMP018", "acton", "did you mean `action`?"),
    ("const c = 1 invarient x: y", "GMP018", "invarient", "did you mean `invariant`?"),
    ("fair acton x {}", "GMP018", "acton", "did you mean `action`?"),
    ("action a { retrun 3 }", "GMP018", "retrun", "did you mean `return`?"),
    ("var x: queu[G, 3]", "GMP018", "queu", "did you mean `queue`?"),
    ("if x { y = 1 }", "GMP019", "if", "only in bodies"),
    ("x = 3", "GMP019", "x", "only in bodies"),
    ("process p { x = 3 }", "GMP019", "x", "in its steps"),
    ("action a { var x: 0..3 }", "GMP020", "var", "`let x = …`"),
    ("action a {\n    machine M[3] {}\n}", "GMP020", "machine", "the body of action `a`"),
    ("action a { return 1; x = 2 }", "GMP021", "x", "nothing can follow `return`"),
    ("action a { if x {} elif y {} }", "GMP022", "elif", "`else if`"),
    ("action a { if x {} elseif (y) {} }", "GMP022", "elseif", "`else if`"),
    ("action a { while x < 3 { y = 1 } }", "GMP022", "while", "`goto`"),
    ("action a { while (x < 3) { y = 1 } }", "GMP022", "while", "`goto`"),
    ("action a { switch x { } }", "GMP022", "switch", "`if … { … }"),
    ("action a { when x }", "GMP022", "when", "`await …`"),
    ("def f(x) { }", "GMP022", "def", "`func f(x: T) R = e`"),
    ("func (p: P) owned() bool = true", "GMP022", "(", "no receiver"),
    ("func f() bool { x }", "GMP022", "{", "no body in braces"),
    ("", "GMP023", "", "declares nothing"),
    ("// only a comment\n", "GMP023", "", "declares nothing"),
    ("spec a\nspec b", "GMP024", "spec b", "one `spec` line"),
    ("var x: bool\nspec a", "GMP024", "spec a", "must come first"),
    ("machine M[3] { status { a } status { b } }", "GMP025", "status { b }", "one `status` section"),
    ("process p { step a {} var x: bool }", "GMP026", "var x: bool", "above the first `step`"),
    ("invariant i: " + "!" * 200 + "x", "GMP027", None, "nested more than"),
    ("invariant p: x == 1..3", "GMP028", "..", "a range is not a value"),
    ("invariant p: always x", "GMP029", "always", "`property name: always p`"),
    ("invariant p: a until b", "GMP029", "until", "`property name: p until q`"),
    ("expect p fails", "GMP030", "fails", "`holds` or `violated`"),
    ("expect p true", "GMP030", "true", "`holds` or `violated`"),
    ("deadlock on", "GMP031", "on", "`deadlock off`"),
    ("invariant p: a == !b", "GMP032", "!", "`a == (!b)`"),
    ("action a { for x in count m in M: p { } }", "GMP032", "count", "in parentheses"),
    ("action a { either { x = 1 } }", "GMP033", "}", "`either` needs a second branch"),
    ("action a { assert x }", "GMP034", "}", '`, "text"`'),
    ("action a { assert x, y }", "GMP034", "y", '`, "text"`'),
]


@pytest.mark.parametrize(("text", "code", "marked", "message"), MISTAKES, ids=lambda part: str(part)[:30])
def test_one_mistake_one_message(text: str, code: str, marked: str | None, message: str) -> None:
    diagnostics = refusals(text)
    assert [d.code for d in diagnostics] == [code]
    span = diagnostics[0].span
    assert span is not None
    assert marked is None or span.text == marked
    assert message in render(diagnostics)


def test_every_code_of_the_stage_is_tested() -> None:
    assert {code for _, code, _, _ in MISTAKES} == {code for code in CODES if code < "GMP100"}


def test_every_wording_explains_its_cause() -> None:
    module = python.parse(inspect.getsource(errors))
    for function in module.body:
        if isinstance(function, python.FunctionDef) and not function.name.startswith("_"):
            assert python.get_docstring(function), function.name


def test_several_mistakes_are_reported_in_order() -> None:
    text = """\
spec several

action a { x := 1 }

machine M[2] {
    status { idle }
    p P?
}

variant broken {
    param N 3
    without a
}

action b {
    if x { y = 1
}

invariant fine: x
invariant chained: a < b < c
const f = 1.5
expect chained maybe
"""
    diagnostics = refusals(text)
    found = [(d.code, d.span.source.position(d.span.start)[0]) for d in diagnostics if d.span]
    assert found == [
        ("GMP014", 3),
        ("GMP001", 7),
        ("GMP001", 11),
        ("GMP009", 19),
        ("GMP015", 20),
        ("GMP006", 21),
        ("GMP030", 22),
    ]


def test_an_unreadable_character_causes_no_further_message() -> None:
    assert [d.code for d in refusals("action a { x = $y $ }\naction b { z ; }")] == [
        "GMP002",
        "GMP002",
        "GMP001",
    ]
    assert [d.code for d in refusals('action a { assert x, "open }\n}')] == ["GMP003"]


def test_the_message_for_a_missing_brace() -> None:
    text = "action a {\n    if x {\n        y = 1\n}\n\naction b {}\n"
    expected = """\
error[GMP009]: missing `}` before the keyword `action`
  --> test.gmp:6:1
 6 | action b {}
   | ^^^^^^ expected `}`
  note: the `{` of action `a` is still open
  --> test.gmp:1:10
 1 | action a {
   |          -
  note: this `}` is not indented like the line that it closes
  --> test.gmp:4:1
 4 | }
   | -
  help: close the `{` with `}`
"""
    assert render(refusals(text)) == expected
