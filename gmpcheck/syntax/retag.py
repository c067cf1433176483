"""Context: the tokens whose meaning hangs on more than one neighbour.

In: tokens as the lexer made them. Out: the same tokens, where
- the `{` of a struct literal is a LITERAL_BRACE, so that `if x == y { … }` opens a block and
  `x = Timer{when: 2}` does not;
- `when` and `status` used as the name of a field are NAMEs;
- `always eventually until next` in the body of a `property` are operators.

No statement starts with `NAME :`, hence `T { a :` is a literal everywhere but after the word that
declares T. The empty `T {}` is one unless a block is awaited: a *header* runs from `if`, `for`,
`action` … to the brace at its own depth that opens the block.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gmpcheck.syntax.tokens import (
    CLOSERS,
    DECLARATION_TYPES,
    NAME_TYPES,
    OPENERS,
    TEMPORAL_WORDS,
    Token,
    words,
)

_HEADERS = words("IF FOR CHOOSE ACTION PROCESS ROUTINE PROC MACHINE ENUM STRUCT STEP VARIANT")
_DECLARES_BRACED_NAME = _HEADERS - {"IF", "FOR", "CHOOSE"}
_OPERAND_ENDS = NAME_TYPES | CLOSERS | {"INT", "TRUE", "FALSE", "NIL", "STRING"}


def retag(tokens: Iterable[Token]) -> tuple[Token, ...]:
    """The tokens with every context-dependent one given its terminal."""
    named = _field_names(tuple(tokens))
    return tuple(_temporal(_literal_braces(named)))


def _field_names(tokens: tuple[Token, ...]) -> list[Token]:
    """`x.status`, `x.when` and `when: 2`: no keyword can stand in these places."""
    out = list(tokens)
    for i, token in enumerate(tokens):
        after_dot = i > 0 and tokens[i - 1].type == "DOT"
        before_colon = i + 1 < len(tokens) and tokens[i + 1].type == "COLON"
        if (token.type == "WHEN" and (after_dot or before_colon)) or (token.type == "STATUS" and after_dot):
            out[i] = replace(token, type="NAME")
    return out


def _literal_braces(tokens: list[Token]) -> list[Token]:
    out = list(tokens)
    depth = 0
    header: int | None = None
    for i, token in enumerate(tokens):
        if token.type in _HEADERS:
            header = depth
        elif token.type == "OPEN_BRACE":
            if _opens_literal(tokens, i, awaits_block=header == depth):
                out[i] = replace(token, type="LITERAL_BRACE")
            elif header == depth and _ends_operand(tokens, i):
                header = None
        depth += (token.type in OPENERS) - (token.type in CLOSERS)
        if token.type in DECLARATION_TYPES and token.type not in _HEADERS:
            header = None
    return out


def _opens_literal(tokens: Sequence[Token], i: int, awaits_block: bool) -> bool:
    if i == 0 or not tokens[i - 1].is_name or i + 1 == len(tokens):
        return False
    if i > 1 and tokens[i - 2].type in _DECLARES_BRACED_NAME:
        return False
    if tokens[i + 1].is_name:
        return i + 2 < len(tokens) and tokens[i + 2].type == "COLON"
    return tokens[i + 1].type == "CLOSE_BRACE" and not awaits_block


def _ends_operand(tokens: Sequence[Token], i: int) -> bool:
    return i > 0 and tokens[i - 1].type in _OPERAND_ENDS


def _temporal(tokens: list[Token]) -> list[Token]:
    """Retag the temporal operators from the `:` of a `property` to the next declaration."""
    out = list(tokens)
    in_body = False
    head: int | None = None
    depth = 0
    for i, token in enumerate(tokens):
        depth += (token.type in OPENERS) - (token.type in CLOSERS)
        if token.type in DECLARATION_TYPES:
            in_body, head = False, depth if token.type == "PROPERTY" else None
        elif head is not None and token.type == "COLON" and depth == head:
            in_body, head = True, None
        elif (
            in_body and token.text in TEMPORAL_WORDS and token.type == "NAME" and tokens[i - 1].type != "DOT"
        ):
            out[i] = replace(token, type=token.text.upper())
    return out
