"""The place where parsing stopped, and what can be seen from there.

In: the tokens, the place, and the terminals that the parser would have taken. Out: answers to the
questions that `explain` asks: what is open, what stood before, whose body this is, how it is laid out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gmpcheck.syntax.tokens import CLOSERS, OPENERS, Token, words


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the parser stopped. `tokens` ends with END; parsing began at `start` and refused
    `tokens[index]`, though it would have taken any terminal of `accepts`."""

    tokens: tuple[Token, ...]
    start: int
    index: int
    accepts: frozenset[str]

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    @property
    def previous(self) -> Token | None:
        return self.tokens[self.index - 1] if self.index > self.start else None

    @property
    def following(self) -> Token | None:
        return self.tokens[self.index + 1] if self.index + 1 < len(self.tokens) else None

    def takes(self, *kinds: str) -> bool:
        return all(kind in self.accepts for kind in kinds)

    @property
    def after_operand(self) -> bool:
        """An expression could end here."""
        return self.takes("AND_ALSO")

    @property
    def in_statements(self) -> bool:
        return self.takes("LET")

    @property
    def in_declarations(self) -> bool:
        return self.takes("ACTION", "INVARIANT")

    def open_brackets(self) -> list[int]:
        """The indices of the brackets still open before the token, outermost first."""
        stack: list[int] = []
        for i in range(self.start, self.index):
            if self.tokens[i].type in OPENERS:
                stack.append(i)
            elif self.tokens[i].type in CLOSERS and stack:
                stack.pop()
        return stack

    def back(self, index: int | None = None) -> Iterator[int]:
        """The indices before a place, nearest first, at its own bracket depth and inside its brackets."""
        depth = 0
        for i in range((self.index if index is None else index) - 1, self.start - 1, -1):
            depth += (self.tokens[i].type in CLOSERS) - (self.tokens[i].type in OPENERS)
            if depth < 0:
                return
            if depth == 0:
                yield i

    def last(self, kinds: frozenset[str], until: frozenset[str] = frozenset()) -> Token | None:
        """The nearest earlier token of some kinds at this depth, not looking past those of `until`."""
        for i in self.back():
            if self.tokens[i].type in kinds:
                return self.tokens[i]
            if self.tokens[i].type in until:
                return None
        return None


def is_first_on_line(token: Token) -> bool:
    line, column = token.span.source.position(token.span.start)
    return not token.span.source.line(line)[: column - 1].strip(" \t\ufeff")


def column(token: Token) -> int:
    return token.span.source.position(token.span.start)[1]


def indentation(token: Token) -> int:
    """The column of the first character on a token's line."""
    line, _ = token.span.source.position(token.span.start)
    text = token.span.source.line(line)
    return len(text) - len(text.lstrip()) + 1


_BODIES = words(
    "IF ELSE FOR CHOOSE EITHER OR ACTION PROCESS ROUTINE PROC MACHINE ENUM STRUCT STATUS STEP "
    "VARIANT INIT FUNC"
)
_UNNAMED = words("IF ELSE FOR CHOOSE EITHER OR STATUS INIT")


def owner(at: Situation, index: int) -> str:
    """What a body belongs to, in words: `action `retake``, `this `if``."""
    for i in at.back(index):
        token = at.tokens[i]
        if token.type in _BODIES:
            named = token.type not in _UNNAMED and at.tokens[i + 1].is_name
            return f"{token.text} `{at.tokens[i + 1].text}`" if named else f"this `{token.text}`"
    return ""
