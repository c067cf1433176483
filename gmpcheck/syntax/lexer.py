"""Characters to tokens.

In: a `Source`. Out: its tokens (context-dependent words and braces still untagged: see `retag`), its
comments, and a diagnostic for everything that is no token. Scanning never stops at an error; what
is wrong is reported and replaced by the nearest sensible token, or by nothing. A doc comment is a
group of `///` lines directly above a token (no line between them), and travels with that token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gmpcheck.diagnostics import Diagnostic
from gmpcheck.source import Source, Span
from gmpcheck.syntax import ast, errors
from gmpcheck.syntax.tokens import FOREIGN, FOREIGN_SIGNS, KEYWORD_TYPES, SIGNS, Token

LARGEST = 2**62
"""The largest integer literal. Arithmetic on literals then stays exact in a machine word."""

_LONGEST_LITERAL = 40
"""Characters of a literal that could still be in range; a longer one is not even converted."""


@dataclass(frozen=True, slots=True)
class Lexed:
    tokens: tuple[Token, ...]
    comments: tuple[ast.Comment, ...]
    diagnostics: tuple[Diagnostic, ...]


def lex(source: Source) -> Lexed:
    """All tokens and comments of a source. Doc comments stand in both: the parser decides."""
    scan = _Scan(source, list(_controls(source)))
    text = _CONTROL.sub(" ", source.text)
    for match in _LEXEME.finditer(" " + text[1:] if text.startswith("\ufeff") else text):
        scan.take(match.lastgroup or "stray", Span(source, *match.span()))
    return Lexed(tuple(scan.tokens), tuple(scan.comments), tuple(scan.diagnostics))


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]|\r(?!\n)")
_SIGN = "|".join(re.escape(s) for s in sorted([*SIGNS, *FOREIGN_SIGNS], key=lambda s: (-len(s), s)))
_LEXEME = re.compile(
    rf"""
      (?P<comment>//[^\n]*)
    | (?P<block>/\*(?s:.*?)(?:\*/|\Z))
    | (?P<float>[0-9][0-9_]*\.[0-9][0-9_]*(?:[eE][+-]?[0-9]+)?\b|[0-9][0-9_]*[eE][+-]?[0-9]+\b)
    | (?P<integer>[0-9][0-9A-Za-z_]*)
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<string>"(?:[^"\\\n]|\\[^\n])*")
    | (?P<unterminated>"[^\n]*)
    | (?P<sign>{_SIGN})
    | (?P<stray>[^\ \t\r\n])
    """,
    re.VERBOSE,
)
_INTEGER = re.compile(r"0[xX][0-9A-Fa-f]+(_[0-9A-Fa-f]+)*|0|[1-9][0-9]*(_[0-9]+)*")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t"}


def _controls(source: Source) -> Iterator[Diagnostic]:
    for match in _CONTROL.finditer(source.text):
        yield errors.control_character(Span(source, *match.span()))


class _Scan:
    """The growing results of one `lex`."""

    def __init__(self, source: Source, diagnostics: list[Diagnostic]) -> None:
        self.source = source
        self.diagnostics = diagnostics
        self.tokens: list[Token] = []
        self.comments: list[ast.Comment] = []
        self._doc: list[str] = []
        self._doc_line = 0

    def take(self, group: str, span: Span) -> None:
        match group:
            case "comment":
                self._comment(span)
            case "word":
                self._emit(KEYWORD_TYPES.get(span.text, "NAME"), span.text, span)
            case "sign":
                self._emit(SIGNS.get(span.text, FOREIGN), span.text, span)
            case "integer":
                self._integer(span)
            case "string":
                self._emit("STRING", self._decode(span), span)
            case _:
                self._wrong(group, span)

    def _emit(self, kind: str, text: str, span: Span) -> None:
        doc = ""
        if self._doc:
            if self._line(span) == self._doc_line + 1:
                doc = "\n".join(self._doc)
            self._doc = []
        self.tokens.append(Token(kind, text, span, doc))

    def _line(self, span: Span) -> int:
        return self.source.position(span.start)[0]

    def _comment(self, span: Span) -> None:
        text = span.text.rstrip()
        line, column = self.source.position(span.start)
        own_line = not self.source.line(line)[: column - 1].strip(" \t\ufeff")
        self.comments.append(
            ast.Comment(text, own_line, span=Span(span.source, span.start, span.start + len(text)))
        )
        if not (own_line and text.startswith("///") and not text.startswith("////")):
            self._doc = []
            return
        if self._doc and line != self._doc_line + 1:
            self._doc = []
        self._doc.append(text[3:].removeprefix(" "))
        self._doc_line = line

    def _integer(self, span: Span) -> None:
        text = span.text.replace("_", "") if _INTEGER.fullmatch(span.text) else ""
        value = 0
        if not text:
            self.diagnostics.append(errors.malformed_integer(span))
        elif len(text) > _LONGEST_LITERAL or int(text, 0) > LARGEST:
            self.diagnostics.append(errors.large_integer(span, LARGEST))
        else:
            value = int(text, 0)
        self._emit("INT", str(value), span)

    def _decode(self, span: Span) -> str:
        def replace(match: re.Match[str]) -> str:
            if match[1] not in _ESCAPES:
                start = span.start + 1 + match.start()
                self.diagnostics.append(errors.unknown_escape(Span(span.source, start, start + 2)))
            return _ESCAPES.get(match[1], match[1])

        return _ESCAPE.sub(replace, span.text[1:-1])

    def _wrong(self, group: str, span: Span) -> None:
        match group:
            case "block":
                self.diagnostics.append(errors.block_comment(span))
            case "float":
                self.diagnostics.append(errors.floating_point(span))
                self._emit("INT", "0", span)
            case "unterminated":
                self.diagnostics.append(errors.unterminated_string(span))
                self._emit("STRING", "", span)
            case _:
                self.diagnostics.append(errors.stray_character(span))
