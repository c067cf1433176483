"""Syntax tree to canonical text: `gmpcheck fmt`.

In: an `ast.Spec`. Out: its one layout, decided by the tree alone save for comments and single blank
lines, which stay where the user had them. Parsing the text gives the same tree, printing that the same
text. A comment in the middle of a line that is laid out anew moves above the line; none is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import assert_never

from gmpcheck.syntax import ast
from gmpcheck.syntax.page import Margin, Page, after_brace, first_word
from gmpcheck.syntax.print_expressions import HEADER, broken, flat, print_expr, print_type
from gmpcheck.syntax.print_statements import compact, expression, hang, statements, string, with_block

__all__ = ["format_spec", "print_expr", "print_type"]

_MOST_ON_A_LINE = 3
"""Fields of a machine or struct that may share its line."""


def format_spec(spec: ast.Spec) -> str:
    """The canonical text of a spec, with its comments."""
    page = Page(Margin(spec.span.source, spec.comments))
    if spec.name is not None:
        page.start(first_word(spec.span), spec.doc, spec.name.span.end)
        page.write([f"spec {spec.name.text}"])
        page.trailing(spec.name.span.end)
    for declaration in spec.declarations:
        _item(page, declaration)
    page.comments_before(len(spec.span.source.text) + 1)
    return page.text()


def _item(page: Page, item: ast.VariantItem | ast.Step) -> None:
    """A declaration, a step or an item of a variant, with what stands above and behind it."""
    page.start(item.span, item.doc, _header_end(item))
    match item:
        case ast.Enum():
            _enum(page, item)
        case ast.Struct(name, fields):
            _braced(page, item, f"struct {name.text}", name.span.end, [], fields)
        case ast.Machine():
            _machine(page, item)
        case ast.InitBlock(body):
            with_block(page, ["init"], body)
        case ast.Proc(name, params, body):
            with_block(page, [f"proc {name.text}{_params(params, always=True)}"], body)
        case ast.Action():
            _action(page, item)
        case ast.Process() | ast.Routine():
            _process(page, item)
        case ast.Step(name, body):
            with_block(page, [f"step {name.text}"], body)
        case ast.StepReplacement(owner, step):
            with_block(page, [f"step {owner.text}.{step.name.text}"], step.body)
        case ast.Variant():
            _variant(page, item)
        case _:
            page.write(_lines(page, item))
    page.trailing(item.span.end)


def _header_end(item: ast.VariantItem | ast.Step) -> int:
    """The place of the first brace: comments before it move above the item, others stay inside."""
    match item:
        case ast.Enum() | ast.Struct():
            return after_brace(item.span, item.name.span.end)
        case ast.Machine():
            return after_brace(item.span, item.count.span.end)
        case ast.Process() | ast.Routine() | ast.Variant():
            return after_brace(item.span, item.name.span.end)
        case ast.InitBlock() | ast.Proc() | ast.Action() | ast.Step():
            return item.body.span.start
        case ast.StepReplacement():
            return item.step.body.span.start
        case _:
            return item.span.end


_Line = (
    ast.Import
    | ast.Param
    | ast.Const
    | ast.Var
    | ast.InitWhere
    | ast.Func
    | ast.EndWhen
    | ast.DeadlockOff
    | ast.Bound
    | ast.Property
    | ast.Expect
    | ast.Without
)


def _lines(page: Page, item: _Line) -> list[str]:
    """A declaration without braces: one line, unless its expression is long."""
    room = page.room
    match item:
        case ast.Import(path):
            return [f"import {string(path)}"]
        case ast.Param(name, type, value):
            typed = f": {print_type(type)}" if type else ""
            return expression(f"param {name.text}{typed} = ", value, room)
        case ast.Const(name, value):
            return expression(f"const {name.text} = ", value, room)
        case ast.Var(name, type, init):
            return _typed(f"var {name.text}", type, init, room)
        case ast.InitWhere(condition):
            return expression("init where ", condition, room)
        case ast.Func(name, params, result, body):
            head = f"func {name.text}{_params(params, always=True)} {print_type(result)} = "
            return expression(head, body, room)
        case ast.EndWhen(condition):
            return expression("end when ", condition, room)
        case ast.DeadlockOff():
            return ["deadlock off"]
        case ast.Bound(condition):
            return expression("bound ", condition, room)
        case ast.Property(kind, name, params, body):
            return expression(f"{kind} {name.text}{_params(params)}: ", body, room)
        case ast.Expect(name, verdict):
            return [f"expect {name.text} {verdict}"]
        case ast.Without(owner, name):
            return [f"without {owner.text}.{name.text}" if owner else f"without {name.text}"]
        case _:
            assert_never(item)


# ---- parts


def _params(params: Sequence[ast.Parameter], always: bool = False) -> str:
    inner = ", ".join(f"{p.name.text}: {print_type(p.type)}" for p in params)
    return f"({inner})" if params or always else ""


def _typed(name: str, type: ast.TypeExpr, init: ast.Expr | ast.AnyValue | None, room: int) -> list[str]:
    head = f"{name}: {print_type(type)}"
    match init:
        case None:
            return [head]
        case ast.AnyValue(None):
            return [f"{head} = any"]
        case ast.AnyValue(where):
            assert where is not None
            return expression(f"{head} = any where ", where, room)
        case _:
            return expression(f"{head} = ", init, room)


def _field(page: Page, field: ast.Field, word: str = "") -> None:
    page.start(field.span, field.doc, field.span.end)
    page.write(_typed(word + field.name.text, field.type, field.init, page.room))
    page.trailing(field.span.end)


def _one_line(page: Page, head: str, parts: Sequence[str]) -> str | None:
    """`head { a, b }`, where it fits."""
    line = f"{head} {{ {', '.join(parts)} }}" if parts else f"{head} {{}}"
    return line if len(line) <= page.room else None


def _braced(
    page: Page,
    item: ast.Struct | ast.Machine,
    head: str,
    head_end: int,
    parts: list[str],
    fields: tuple[ast.Field, ...],
) -> None:
    """A struct or machine: on one line where it is small and bare, else one field a line."""
    flat_fields = [_typed(f.name.text, f.type, f.init, 10**9)[0] for f in fields]
    small = len(fields) <= _MOST_ON_A_LINE and not any(f.doc for f in fields)
    line = _one_line(page, head, parts + flat_fields) if small and page.margin.is_quiet(item.span) else None
    status = item.status if isinstance(item, ast.Machine) else None
    if line is not None and (status is None or parts):
        page.write([line])
        return
    sections: list[ast.Status | ast.Field] = [*([status] if status else []), *fields]

    def inner() -> None:
        for section in sorted(sections, key=lambda section: section.span.start):
            if isinstance(section, ast.Status):
                _status(page, section)
            else:
                _field(page, section)

    page.write([f"{head} {{"])
    page.body(after_brace(item.span, head_end), item.span.end, inner)


def _machine(page: Page, machine: ast.Machine) -> None:
    status = _plain_status(machine.status) if machine.status else None
    head = f"machine {machine.name.text}[{print_expr(machine.count)}]"
    _braced(page, machine, head, machine.count.span.end, [status] if status else [], machine.fields)


def _plain_status(status: ast.Status) -> str | None:
    """A status section without arrows, on one line."""
    if any(entry.targets or entry.doc for entry in status.entries):
        return None
    names = ", ".join(entry.name.text for entry in status.entries)
    return f"status {{ {names} }}" if names else "status {}"


def _status(page: Page, status: ast.Status) -> None:
    opened_at = after_brace(status.span, status.span.start)
    page.start(status.span, None, opened_at - 1)
    plain = _plain_status(status)
    if plain and len(plain) <= page.room and page.margin.is_quiet(status.span):
        page.write([plain])
    else:
        width = max((len(entry.name.text) for entry in status.entries if entry.targets), default=0)
        page.write(["status {"])
        page.body(opened_at, status.span.end, lambda: _entries(page, status.entries, width))
    page.trailing(status.span.end)


def _entries(page: Page, entries: tuple[ast.StatusEntry, ...], width: int) -> None:
    for entry in entries:
        page.start(entry.span, entry.doc, entry.span.end)
        targets = " | ".join(target.text for target in entry.targets)
        page.write([f"{entry.name.text:{width}} -> {targets}" if targets else entry.name.text])
        page.trailing(entry.span.end)


def _enum(page: Page, enum: ast.Enum) -> None:
    head = f"enum {enum.name.text}"
    labels = [label.text for label in enum.labels]
    line = _one_line(page, head, labels) if page.margin.is_quiet(enum.span) else None
    if line is not None:
        page.write([line])
        return

    def inner() -> None:
        for label in enum.labels:
            page.start(label.span, None, label.span.end)
            page.write([label.text])
            page.trailing(label.span.end)

    page.write([f"{head} {{"])
    page.body(after_brace(enum.span, enum.name.span.end), enum.span.end, inner)


def _fairness(fairness: ast.Fairness | None) -> str:
    if fairness is None:
        return ""
    key = "" if fairness.key is None else f"[{', '.join(name.text for name in fairness.key)}]"
    return f"{'strong ' if fairness.strength == 'strong' else ''}fair{key} "


def _action(page: Page, action: ast.Action) -> None:
    head = f"{_fairness(action.fairness)}action {action.name.text}{_params(action.params)}"
    if action.guard is None:
        with_block(page, [head], action.body)
        return
    line = f"{head} when {flat(action.guard, HEADER)} {compact(page, action.body)}"
    if compact(page, action.body) is not None and len(line) <= page.room:
        page.write([line])
        return
    prefix = "    when "
    lines = broken(action.guard, HEADER, page.room - len(prefix), page.room - 2 * len(prefix))
    page.write([head, *hang(prefix, lines)])
    page.write(["{}"] if compact(page, action.body) == "{}" else ["{"])
    if page.lines[-1].endswith("{"):
        statements(page, action.body)


def _process(page: Page, item: ast.Process | ast.Routine) -> None:
    if isinstance(item, ast.Process):
        head = f"{_fairness(item.fairness)}process {item.name.text}{_params(item.params)}"
    else:
        result = f" {print_type(item.result)}" if item.result else ""
        head = f"routine {item.name.text}{_params(item.params, always=True)}{result}"

    def inner() -> None:
        for local in item.locals:
            _field(page, local, "var ")
        for step in item.steps:
            _item(page, step)

    _items(page, item, head, inner, empty=not item.locals and not item.steps)


def _variant(page: Page, variant: ast.Variant) -> None:
    title = f" {string(variant.title)}" if variant.title else ""

    def inner() -> None:
        for item in variant.items:
            _item(page, item)

    _items(page, variant, f"variant {variant.name.text}{title}", inner, empty=not variant.items)


def _items(
    page: Page,
    item: ast.Process | ast.Routine | ast.Variant,
    head: str,
    inner: Callable[[], None],
    empty: bool,
) -> None:
    if empty and page.margin.is_quiet(item.span):
        page.write([f"{head} {{}}"])
        return
    page.write([f"{head} {{"])
    page.body(after_brace(item.span, item.name.span.end), item.span.end, inner)
