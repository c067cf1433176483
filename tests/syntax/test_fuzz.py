"""Any text gives a tree or diagnostics, nothing else, and every place lies inside the text."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from gmpcheck.codes import CODES
from gmpcheck.diagnostics import Diagnostic, SpecError, render
from gmpcheck.source import Source
from gmpcheck.syntax.lexer import lex
from gmpcheck.syntax.parser import parse, parse_expression
from gmpcheck.syntax.tokens import RESERVED_WORDS, SIGNS
from tests.syntax.examples import HANDOFF


def refusals(read: Callable[[Source], object], source: Source) -> tuple[Diagnostic, ...]:
    try:
        read(source)
    except SpecError as refused:
        return refused.diagnostics or (_NOTHING_SAID,)
    return ()


_NOTHING_SAID = Diagnostic("", "error", "refused without a reason", None)


def survives(text: str) -> None:
    source = Source("fuzz.gmp", text)
    for read in (parse, parse_expression):
        diagnostics = refusals(read, source)
        render(diagnostics)
        for diagnostic in diagnostics:
            assert diagnostic.code in CODES
            spans = [diagnostic.span, *(note.span for note in diagnostic.notes)]
            assert all(0 <= s.start <= s.end <= len(text) for s in spans if s is not None)


@given(st.text(st.characters() | st.sampled_from('\ufeff\r\n\0"\\/*{}()\ud800')))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str) -> None:
    survives(text)


_words = st.sampled_from(
    sorted(RESERVED_WORDS | {*SIGNS, "x", "M", "3", '"s"', "\n", "// c\n", "/// d\n", "not"})
)


@given(st.lists(_words, max_size=40).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_any_tokens(text: str) -> None:
    survives(text)


_TOKENS = [token.span.text for token in lex(Source("big", HANDOFF)).tokens]


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_spec_with_tokens_deleted_doubled_swapped(data: st.DataObject) -> None:
    tokens = list(_TOKENS)
    for _ in range(data.draw(st.integers(1, 4))):
        at, other = data.draw(st.tuples(*[st.integers(0, len(tokens) - 1)] * 2))
        match data.draw(st.sampled_from(["delete", "double", "swap", "insert"])):
            case "delete":
                del tokens[at]
            case "double":
                tokens.insert(at, tokens[at])
            case "swap":
                tokens[at], tokens[other] = tokens[other], tokens[at]
            case _:
                tokens.insert(at, data.draw(_words))
    survives(data.draw(st.sampled_from([" ", "\n"])).join(tokens))


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_a_spec_with_characters_changed(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(HANDOFF)))
    length = data.draw(st.integers(0, 3))
    survives(HANDOFF[:at] + data.draw(st.text(max_size=2)) + HANDOFF[at + length :])
