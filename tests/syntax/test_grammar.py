"""The grammar itself: no conflict for Lark to resolve, and one table of terminals."""

from __future__ import annotations

import logging

import pytest
from lark import Lark, logger

from gmpcheck.syntax import parser
from gmpcheck.syntax.tokens import KEYWORD_TYPES, SIGNS

_DECLARED = {"NAME", "INT", "STRING", "LITERAL_BRACE", "ALWAYS", "EVENTUALLY", "NEXT", "UNTIL"}


def _build(grammar: str, debug: bool = False) -> Lark:
    starts = ["file", "lone_expression"]
    return Lark(
        grammar, parser="lalr", lexer=parser._NoLexer, start=starts, keep_all_tokens=True, debug=debug
    )


def _conflicts(grammar: str, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What Lark says in its debug log, where it resolves a shift/reduce conflict without an error."""
    logger.propagate = True
    with caplog.at_level(logging.DEBUG, logger="lark"):
        _build(grammar, debug=True)
    logger.propagate = False
    return [message for message in caplog.messages if "conflict" in message.lower()]


def test_there_are_no_conflicts(caplog: pytest.LogCaptureFixture) -> None:
    assert _conflicts(parser.grammar_text(), caplog) == []


def test_a_conflict_would_be_seen(caplog: pytest.LogCaptureFixture) -> None:
    ambiguous = parser.grammar_text().replace("lone_expression: expression", "lone_expression: dangling")
    ambiguous += '\ndangling: "if" dangling | "if" dangling "else" dangling | "nil"\n'
    assert _conflicts(ambiguous, caplog) != []


def test_the_lexer_knows_the_terminals_of_the_grammar() -> None:
    terminals = {t.name: t.pattern.value for t in _build(parser.grammar_text()).terminals if t.pattern}
    signs = {kind: text for text, kind in SIGNS.items()}
    words = {kind: word for word, kind in KEYWORD_TYPES.items()}
    assert {name: text for name, text in terminals.items() if name not in _DECLARED} == signs | words
