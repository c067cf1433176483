"""The words and signs of the language, and the token that carries one of them.

`Token.type` is the name of a terminal of grammar.lark (a test holds the two together). Reserved
words are never names, save that `when` and `status` may name a field or its use; `queue`, `set`
and `array` build types and are ordinary names elsewhere; `always eventually until next` are
operators only in the body of a `property`. Which of these a token is, `retag` decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from gmpcheck.source import Span


def words(text: str) -> frozenset[str]:
    """A table of words, written as prose."""
    return frozenset(text.split())


DECLARATION_WORDS = words(
    "spec import param const enum struct machine var init func proc fair strong action process routine "
    "end deadlock invariant starvation lostwakeup property recoverable reachable bound expect variant "
    "without step"
)
STATEMENT_WORDS = words("let if else for assert choose either or await goto return halt call")
QUANTIFIER_WORDS = words("forall exists count sum")
RESERVED_WORDS = (
    DECLARATION_WORDS
    | STATEMENT_WORDS
    | QUANTIFIER_WORDS
    | words("all any where when in nil true false status")
)
TYPE_WORDS = frozenset(["queue", "set", "array"])
TEMPORAL_WORDS = frozenset(["always", "eventually", "next", "until"])

SIGNS = {
    "==>": "IMPLIES",
    "~>": "LEADS_TO",
    "||": "OR_ELSE",
    "&&": "AND_ALSO",
    "==": "EQUAL",
    "!=": "UNEQUAL",
    "<=": "AT_MOST",
    ">=": "AT_LEAST",
    "<": "LESS",
    ">": "GREATER",
    "..": "RANGE",
    "+=": "INCREASE",
    "-=": "DECREASE",
    "->": "ARROW",
    "+": "PLUS",
    "-": "MINUS",
    "*": "TIMES",
    "/": "OVER",
    "%": "MODULO",
    "=": "BECOMES",
    "!": "NOT",
    "?": "QUERY",
    ":": "COLON",
    ",": "COMMA",
    ";": "SEMICOLON",
    ".": "DOT",
    "|": "BAR",
    "(": "OPEN_PAREN",
    ")": "CLOSE_PAREN",
    "[": "OPEN_BRACKET",
    "]": "CLOSE_BRACKET",
    "{": "OPEN_BRACE",
    "}": "CLOSE_BRACE",
}

FOREIGN_SIGNS = words(":= ++ -- *= /= %= <- === !== => <> ** & &= |= ^ ~ << >> <=> /\\ \\/")
"""Operators that other languages have: one token each, so that the message can name them whole."""

OPENERS = frozenset(["OPEN_PAREN", "OPEN_BRACKET", "OPEN_BRACE", "LITERAL_BRACE"])
CLOSERS = frozenset(["CLOSE_PAREN", "CLOSE_BRACKET", "CLOSE_BRACE"])
BRACES = frozenset(["OPEN_BRACE", "LITERAL_BRACE"])
COMPARISONS = frozenset(["EQUAL", "UNEQUAL", "LESS", "AT_MOST", "GREATER", "AT_LEAST", "IN"])

KEYWORD_TYPES = {word: word.upper() for word in RESERVED_WORDS | TYPE_WORDS}
DECLARATION_TYPES = frozenset(KEYWORD_TYPES[word] for word in DECLARATION_WORDS)
STATEMENT_TYPES = frozenset(KEYWORD_TYPES[word] for word in STATEMENT_WORDS)
QUANTIFIER_TYPES = frozenset(KEYWORD_TYPES[word] for word in QUANTIFIER_WORDS)
NAME_TYPES = frozenset(["NAME", *(KEYWORD_TYPES[word] for word in TYPE_WORDS)])
TEXT_OF_TYPE = {
    **{kind: text for text, kind in SIGNS.items()},
    **{kind: word for word, kind in KEYWORD_TYPES.items()},
    **{word.upper(): word for word in TEMPORAL_WORDS},
    "LITERAL_BRACE": "{",
}

END = "$END"
FOREIGN = "FOREIGN"


@dataclass(frozen=True, slots=True)
class Token:
    """One word, sign, number or string. `text` is the value: for a string, its decoded characters.
    `doc` is the text of the `///` comment directly above, empty where there is none."""

    type: str
    text: str
    span: Span
    doc: str = ""

    @property
    def is_name(self) -> bool:
        return self.type in NAME_TYPES

    @property
    def is_reserved(self) -> bool:
        return self.text in RESERVED_WORDS and self.type == KEYWORD_TYPES[self.text]
