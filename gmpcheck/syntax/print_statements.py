"""Statements and blocks on a page.

In: statements. Out: their lines on a `Page`, one statement each, except that a block of at most one
simple statement without a comment stays on its header's line where it fits.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from gmpcheck.source import Span
from gmpcheck.syntax import ast
from gmpcheck.syntax.page import Page
from gmpcheck.syntax.print_expressions import (
    HEADER,
    HEADER_DOMAIN,
    INDENT,
    INSIDE,
    Slot,
    broken,
    flat,
    print_expr,
)


def _simple(statement: ast.Stmt) -> bool:
    return not isinstance(statement, ast.If | ast.For | ast.Choose | ast.Either)


def compact(page: Page, block: ast.Block) -> str | None:
    """A block on one line: at most one simple statement and no comment in it."""
    if not page.margin.is_quiet(block.span) or len(block.statements) > 1:
        return None
    if not block.statements:
        return "{}"
    statement = block.statements[0]
    return f"{{ {' '.join(_lines(statement, 10**9))} }}" if _simple(statement) else None


def with_block(page: Page, header: list[str], block: ast.Block) -> None:
    """A header and its block, on one line where they fit."""
    short = compact(page, block)
    if short is not None and len(header) == 1 and len(header[0]) + 1 + len(short) <= page.room:
        page.write([f"{header[0]} {short}"])
        return
    page.write(opened(header))
    statements(page, block)


def statements(page: Page, block: ast.Block, tail: Iterable[str] = ("}",)) -> None:
    def inner() -> None:
        for statement in block.statements:
            _statement(page, statement)

    page.body(block.span.start + 1, block.span.end, inner, tail)


def _statement(page: Page, statement: ast.Stmt) -> None:
    page.start(statement.span, None, _header_end(statement))
    match statement:
        case ast.If():
            _if(page, statement)
        case ast.For(binder, domain, body):
            with_block(page, headed(page, f"for {binder.text} in ", domain, HEADER_DOMAIN), body)
        case ast.Choose(binder, domain, where, body):
            head = f"choose {binder.text} in {flat(domain, HEADER_DOMAIN)}"
            header = [head] if where is None else headed(page, f"{head} where ", where, HEADER)
            with_block(page, header, body)
        case ast.Either(branches):
            _either(page, statement.span, branches)
        case _:
            page.write(_lines(statement, page.room))
    page.trailing(statement.span.end)


def _header_end(statement: ast.Stmt) -> int:
    """Up to where a statement's comments cannot stand inside it and move above."""
    match statement:
        case ast.If(branches):
            return branches[0][1].span.start
        case ast.For() | ast.Choose():
            return statement.body.span.start
        case ast.Either(blocks):
            return blocks[0].span.start
        case _:
            return statement.span.end


def headed(page: Page, prefix: str, expr: ast.Expr, slot: Slot, suffix: str = " {") -> list[str]:
    """`prefix expr`, broken over indented lines where it is too long for one."""
    first = page.room - len(prefix) - len(suffix)
    return hang(prefix, broken(expr, slot, first, page.room - len(INDENT) - len(suffix)))


def hang(prefix: str, lines: list[str], suffix: str = "") -> list[str]:
    hung = [prefix + lines[0], *(INDENT + line for line in lines[1:])]
    return [*hung[:-1], hung[-1] + suffix]


def _if(page: Page, statement: ast.If) -> None:
    blocks = [block for _, block in statement.branches]
    blocks += [statement.otherwise] if statement.otherwise else []
    shorts = [compact(page, block) for block in blocks]
    if page.margin.is_quiet(statement.span) and None not in shorts:
        heads = [f"if {flat(test, HEADER)}" for test, _ in statement.branches]
        heads += [""] if statement.otherwise else []
        parts = [f"{head} {block}".lstrip() for head, block in zip(heads, shorts, strict=True)]
        line = " else ".join(parts)
        if len(line) <= page.room:
            page.write([line])
            return
    _if_lines(page, statement)


def _if_lines(page: Page, statement: ast.If) -> None:
    headers = [
        opened(headed(page, "} else if " if index else "if ", test, HEADER))
        for index, (test, _) in enumerate(statement.branches)
    ]
    blocks = [block for _, block in statement.branches]
    if statement.otherwise:
        headers.append(["} else {"])
        blocks.append(statement.otherwise)
    page.write(headers[0])
    for block, tail in zip(blocks, [*headers[1:], ["}"]], strict=True):
        statements(page, block, tail)


def opened(header: list[str]) -> list[str]:
    return [*header[:-1], f"{header[-1]} {{"]


def _either(page: Page, span: Span, branches: tuple[ast.Block, ...]) -> None:
    shorts = [compact(page, block) for block in branches]
    line = "either " + " or ".join(block or "" for block in shorts)
    if page.margin.is_quiet(span) and None not in shorts and len(line) <= page.room:
        page.write([line])
        return
    page.write(["either {"])
    for block in branches[:-1]:
        statements(page, block, ["} or {"])
    statements(page, branches[-1])


def _lines(statement: ast.Stmt, room: int) -> list[str]:
    """A simple statement."""
    match statement:
        case ast.Assign(target, op, value):
            return expression(f"{print_expr(target)} {op} ", value, room)
        case ast.Let(name, value):
            return expression(f"let {name.text} = ", value, room)
        case ast.Assert(test, text):
            return expression("assert ", test, room, f", {string(text)}")
        case ast.Await(test):
            return expression("await ", test, room)
        case ast.Goto(step):
            return [f"goto {step.text}"]
        case ast.Return(value):
            return ["return"] if value is None else expression("return ", value, room)
        case ast.Halt():
            return ["halt"]
        case ast.CallRoutine(target, routine, args):
            prefix = "" if target is None else f"{print_expr(target)} = "
            return [f"{prefix}call {print_expr(ast.Call(ast.Name(routine.text), args))}"]
        case ast.Do(call):
            return [print_expr(call)]
        case ast.If() | ast.For() | ast.Choose() | ast.Either():
            raise AssertionError("a statement with blocks has no lines of its own")
        case _:
            assert_never(statement)


def expression(prefix: str, expr: ast.Expr, room: int, suffix: str = "") -> list[str]:
    lines = broken(expr, INSIDE, room - len(prefix) - len(suffix), room - len(INDENT) - len(suffix))
    return hang(prefix, lines, suffix)


def string(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
    return '"' + "".join(escapes.get(char, char) for char in text) + '"'
