"""The one rendering of diagnostics; whole messages are compared in tests/errors."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from gmpcheck.diagnostics import Diagnostic, Note, SpecError, excerpt, render
from gmpcheck.source import Source, Span


def marked(text: str, start: int, end: int, label: str = "") -> list[str]:
    return excerpt(Span(Source("s.gmp", text), start, end), label, "^", False)


def test_caret_under_the_marked_text() -> None:
    assert marked("var n: 0..3", 4, 5, "here") == [
        "  --> s.gmp:1:5",
        " 1 | var n: 0..3",
        "   |     ^ here",
    ]


def test_tabs_and_wide_characters_keep_their_columns() -> None:
    _, line, under = marked('\t"世" x', 5, 6)
    assert line == ' 1 |     "世" x'
    assert under == "   |          ^"
    assert marked("e\u0301 x", 3, 4)[2] == "   |   ^"


def test_a_span_over_several_lines_shows_the_first_and_says_where_it_ends() -> None:
    assert marked("if a {\n}\n", 3, 8, "body")[1:] == [" 1 | if a {", "   |    ^^^ body (to line 2)"]


def test_the_end_of_the_text_and_empty_spans_have_a_caret() -> None:
    assert marked("ab\n", 3, 3)[1:] == [" 2 |", "   | ^"]
    assert marked("ab", 2, 2)[1:] == [" 1 | ab", "   |   ^"]


@given(st.text(alphabet="ab \t世e\u0301\x00\n", max_size=400), st.integers(0, 400), st.integers(0, 400))
def test_any_span_of_any_text_is_shown_on_short_lines(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    lines = marked(text, start, min(start + length, len(text)), "label")
    assert len(lines) == 3
    assert all(len(line) < 300 and "\t" not in line for line in lines)
    assert re.search(r"\| *\^+ label", lines[2])


def test_long_lines_are_cut_around_the_mark() -> None:
    text = "x" * 500 + "HERE" + "y" * 500
    _, line, under = marked(text, 500, 504)
    assert len(line) < 130
    assert line[under.index("^") : under.rindex("^") + 1] == "HERE"
    assert "…" in (line[5], line[-1])


def test_color_changes_nothing_but_the_color() -> None:
    span = Span(Source("s.gmp", "var n"), 4, 5)
    found = [Diagnostic("GMP101", "error", "m", span, "l", (Note("n", span), Note("o")), ("h",))]
    assert re.sub(r"\x1b\[[0-9;]*m", "", render(found, color=True)) == render(found)


def test_errors_are_sorted_and_each_is_kept_once() -> None:
    source = Source("s.gmp", "abc")
    late, early = (Diagnostic("GMP101", "error", "m", Span(source, at, at + 1)) for at in (2, 0))
    assert SpecError([late, early, late]).diagnostics == (early, late)
