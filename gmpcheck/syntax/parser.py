"""Text to syntax tree.

In: a `Source`. Out: an `ast.Spec` (or one expression), or `SpecError` with every syntax error that
can be told apart. After an error parsing starts again at the next declaration that the brackets or
the layout show to stand outside the broken one, so one mistake gives one message. This is the only
module that runs Lark; its LALR tables are built once per process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark
from lark.common import LexerConf
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer
from lark.parsers.lalr_interactive_parser import InteractiveParser

from gmpcheck.diagnostics import Diagnostic, SpecError
from gmpcheck.source import Source, Span
from gmpcheck.syntax import ast, errors
from gmpcheck.syntax.build import Builder, SpecLine
from gmpcheck.syntax.explain import explain
from gmpcheck.syntax.lexer import lex
from gmpcheck.syntax.retag import retag
from gmpcheck.syntax.situation import Situation, is_first_on_line
from gmpcheck.syntax.tokens import CLOSERS, DECLARATION_TYPES, END, OPENERS, Token

MAX_DEPTH = 150
"""Nodes on a path from the root of a tree. Later stages may recurse over trees without fear."""


def parse(source: Source) -> ast.Spec:
    """The tree of a spec file. Raises `SpecError` with every syntax error found."""
    lexed = lex(source)
    tokens = _with_end(retag(lexed.tokens), source)
    items, problems = _parse_all(tokens, lexed.diagnostics)
    problems += _misplaced_spec_lines(tokens)
    if len(tokens) == 1 and not lexed.diagnostics:
        problems.append(errors.empty_file(Span(source, 0, 0)))
    if problems or lexed.diagnostics:
        raise SpecError([*lexed.diagnostics, *problems])
    line = items[0] if items and isinstance(items[0], SpecLine) else None
    declarations = tuple(items[1:] if line else items)
    _refuse_depth(declarations)
    whole = Span(source, 0, len(source.text))
    spec = ast.Spec(line.name if line else None, declarations, line.doc if line else "", span=whole)
    return _with_comments(spec, lexed.comments, line)


def parse_expression(source: Source) -> ast.Expr:
    """The tree of a single expression. Raises `SpecError`."""
    lexed = lex(source)
    if lexed.diagnostics:
        raise SpecError(lexed.diagnostics)
    outcome = _run(_with_end(retag(lexed.tokens), source), 0, "lone_expression")
    if isinstance(outcome, _Failure):
        raise SpecError(outcome.diagnostics)
    _refuse_depth([outcome])
    expression: ast.Expr = outcome
    return expression


# ---- Lark


class _NoLexer(Lexer):
    """Lark is fed token by token; it never reads text."""

    def __init__(self, lexer_conf: LexerConf) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Any]:
        return iter(())


def grammar_text() -> str:
    return Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")


@cache
def _lark() -> Lark:
    return Lark(
        grammar_text(),
        parser="lalr",
        lexer=_NoLexer,
        start=["file", "lone_expression"],
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=Builder(),
    )


@dataclass(frozen=True, slots=True)
class _Failure:
    """Parsing stopped at the token `index`."""

    index: int
    diagnostics: tuple[Diagnostic, ...]


def _run(tokens: tuple[Token, ...], start: int, rule: str) -> Any | _Failure:
    """Parse from a token to the end: the value of the rule, or where and why that failed."""
    parser = _lark().parse_interactive(start=rule)
    value: Any = None
    for index in range(start, len(tokens)):
        try:
            value = _feed(parser, tokens[index])
        except UnexpectedToken:
            accepts = _accepts(tokens, start, index, rule)
            return _Failure(index, (explain(Situation(tokens, start, index, accepts)),))
        except SpecError as refused:
            return _Failure(index, refused.diagnostics)
    return value


def _feed(parser: InteractiveParser, token: Token) -> Any:
    return parser.feed_token(token)  # type: ignore[arg-type]


def _accepts(tokens: tuple[Token, ...], start: int, index: int, rule: str) -> frozenset[str]:
    """The terminals possible before a token, asked of a second run: the first has already reduced."""
    parser = _lark().parse_interactive(start=rule)
    for token in tokens[start:index]:
        _feed(parser, token)
    return frozenset(parser.accepts())  # type: ignore[no-untyped-call]


def _with_end(tokens: tuple[Token, ...], source: Source) -> tuple[Token, ...]:
    """The end of the file stands right after the last token: there the missing text belongs."""
    end = tokens[-1].span.end if tokens else 0
    return (*tokens, Token(END, "", Span(source, end, end)))


# ---- recovery


def _parse_all(
    tokens: tuple[Token, ...], lexical: tuple[Diagnostic, ...]
) -> tuple[list[Any], list[Diagnostic]]:
    """What the file declares, in full only where there is no error, and the errors."""
    items: list[Any] = []
    problems: list[Diagnostic] = []
    bad = [d.span.start for d in lexical if d.span is not None]
    start = 0
    while start == 0 or start < len(tokens) - 1:
        outcome = _run(tokens, start, "file")
        if not isinstance(outcome, _Failure):
            items.extend(outcome)
            break
        broken = _broken_declaration(tokens, start, outcome.index)
        start = _resume(tokens, broken, outcome.index)
        low, high = tokens[broken].span.start, tokens[start].span.start
        if not any(low <= place <= high for place in bad):
            problems.extend(outcome.diagnostics)
    return items, problems


def _depths(tokens: tuple[Token, ...], start: int) -> Iterator[tuple[int, int]]:
    """Each index from `start` with the number of brackets open before it since then."""
    depth = 0
    for index in range(start, len(tokens)):
        if tokens[index].type in CLOSERS:
            depth = max(0, depth - 1)
        yield index, depth
        if tokens[index].type in OPENERS:
            depth += 1


_NEVER_FIRST = frozenset(["STEP", "WITHOUT"])
"""Declaration words that never stand at the top of a file."""


def _opens_declaration(tokens: tuple[Token, ...], index: int) -> bool:
    if tokens[index].type not in DECLARATION_TYPES - _NEVER_FIRST:
        return False
    return index == 0 or tokens[index - 1].type not in ("FAIR", "STRONG", "EXPECT")


def _broken_declaration(tokens: tuple[Token, ...], start: int, index: int) -> int:
    """The opening word of the declaration in which parsing failed."""
    inside = (
        i for i, depth in _depths(tokens, start) if i < index and depth == 0 and _opens_declaration(tokens, i)
    )
    return max(inside, default=start)


def _resume(tokens: tuple[Token, ...], broken: int, index: int) -> int:
    """The next declaration after the broken one: outside its brackets, or not indented further."""
    _, margin = tokens[broken].span.source.position(tokens[broken].span.start)
    for i, depth in _depths(tokens, broken):
        if i <= broken or i < index or not _opens_declaration(tokens, i):
            continue
        token = tokens[i]
        if i == index and not is_first_on_line(token):
            continue  # more likely a reserved word in a name's place
        if depth == 0 or (
            is_first_on_line(token) and token.span.source.position(token.span.start)[1] <= margin
        ):
            return i
    return len(tokens) - 1


# ---- the whole file


def _misplaced_spec_lines(tokens: tuple[Token, ...]) -> list[Diagnostic]:
    lines = [
        i
        for i, depth in _depths(tokens, 0)
        if depth == 0 and tokens[i].type == "SPEC" and tokens[i + 1].is_name
    ]
    first = tokens[0].span.to(tokens[1].span) if lines and lines[0] == 0 else None
    return [errors.misplaced_spec(tokens[i].span.to(tokens[i + 1].span), first) for i in lines if i > 0]


def _children(node: Any) -> Iterable[Any]:
    if isinstance(node, tuple):
        return node
    return (getattr(node, f.name) for f in fields(node) if f.compare)


def _nodes(roots: Iterable[Any]) -> Iterator[tuple[Any, int]]:
    """Every node below the roots with its depth. Iterative: this is what protects the recursive stages."""
    stack = [(root, 1) for root in roots]
    while stack:
        node, depth = stack.pop()
        yield node, depth
        for child in _children(node):
            if isinstance(child, tuple):
                stack.append((child, depth))
            elif is_dataclass(child):
                stack.append((child, depth + 1))


def _refuse_depth(roots: Iterable[Any]) -> None:
    for root in roots:
        deep = next((node for node, depth in _nodes([root]) if depth > MAX_DEPTH), None)
        if deep is not None:
            span = deep.span if not isinstance(deep, tuple) else root.span
            raise SpecError([errors.too_deep(span, MAX_DEPTH)])


def _with_comments(spec: ast.Spec, comments: tuple[ast.Comment, ...], line: SpecLine | None) -> ast.Spec:
    """Add the comments that no node has taken as its doc."""
    owners = [
        (node.doc, node.span.start) for node, _ in _nodes(spec.declarations) if getattr(node, "doc", "")
    ]
    if line is not None and line.doc:
        owners.append((line.doc, line.span.start))
    taken = {number for doc, start in owners for number in _doc_lines(spec.span.source, doc, start)}
    kept = tuple(c for c in comments if not (c.own_line and c.span.source.position(c.span.start)[0] in taken))
    return replace(spec, comments=kept)


def _doc_lines(source: Source, doc: str, start: int) -> range:
    line, _ = source.position(start)
    return range(line - doc.count("\n") - 1, line)
