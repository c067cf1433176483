"""Expressions and types as text.

In: an expression or type and the room for it. Out: its canonical text, on one line or, where that is
too long, broken after `~>`, `==>`, `||`, `&&`, `+` and the `:` of a quantifier. Parentheses stand where
the grammar needs them, and around two things that readers misread without: a comparison under `!`, and
a quantifier under arithmetic or a comparison. Comments are not seen here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from gmpcheck.syntax import ast

INDENT = "    "

_ANY, _LEADS_TO, _IMPLIES, _CHOICE, _OR, _AND, _UNTIL, _PREFIX = 1, 1, 2, 3, 4, 5, 6, 7
_COMPARE, _SUM, _PRODUCT, _UNARY, _OPERAND = 8, 10, 11, 12, 13
_LEVELS: dict[ast.BinaryOp, int] = {
    "~>": _LEADS_TO,
    "==>": _IMPLIES,
    "||": _OR,
    "&&": _AND,
    "until": _UNTIL,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in"), _COMPARE),
    **dict.fromkeys(("+", "-"), _SUM),
    **dict.fromkeys(("*", "/", "%"), _PRODUCT),
}
_LEFT = frozenset(["||", "&&", "+", "-", "*", "/", "%"])
_RIGHT = frozenset(["==>", "until"])
_BREAKS = frozenset(["~>", "==>", "||", "&&", "+"])
_COMPARISONS = frozenset(["==", "!=", "<", "<=", ">", ">=", "in"])
_TIGHT = _COMPARISONS | {"+", "-", "*", "/", "%"}


@dataclass(frozen=True, slots=True)
class Slot:
    """The place where an expression stands: the weakest operator that needs no parentheses there, whether
    a bare quantifier may stand there (nothing follows on its right), and whether a `{` that follows
    opens a block, so that an empty struct literal needs parentheses."""

    level: int = _ANY
    open: bool = True
    header: bool = False

    def at(self, level: int) -> Slot:
        return replace(self, level=level)

    def closed(self, level: int) -> Slot:
        return replace(self, level=level, open=False)


INSIDE = Slot()
HEADER = Slot(header=True)
HEADER_DOMAIN = Slot(level=_COMPARE + 1, open=False, header=True)
_BOUND = Slot(level=_SUM, open=False)


def print_expr(expr: ast.Expr) -> str:
    """An expression on one line."""
    return flat(expr, INSIDE)


def print_type(type: ast.TypeExpr) -> str:
    """A type on one line."""
    match type:
        case ast.NamedType(name):
            return name.text
        case ast.RangeType(low, high):
            return f"{flat(low, _BOUND)}..{flat(high, _BOUND)}"
        case ast.OptionalType(inner):
            return f"{print_type(inner)}?"
        case ast.QueueType(element, capacity):
            return f"queue[{print_type(element)}, {flat(capacity, _BOUND)}]"
        case ast.SetType(element):
            return f"set[{print_type(element)}]"
        case ast.ArrayType(index, element):
            return f"array[{print_type(index)}, {print_type(element)}]"
        case _:
            assert_never(type)


def flat(expr: ast.Expr, slot: Slot) -> str:
    """An expression on one line, in parentheses where its place demands them."""
    if _parenthesised(expr, slot):
        return f"({_bare(expr, INSIDE)})"
    return _bare(expr, slot)


def _parenthesised(expr: ast.Expr, slot: Slot) -> bool:
    match expr:
        case ast.StructLit():
            return (slot.header and not expr.fields) or slot.level > _OPERAND
        case ast.Quantifier():
            return not slot.open or slot.level > _UNARY
        case ast.Name() | ast.Member() | ast.Index() | ast.Call():
            return False
        case _:
            return _level(expr) < slot.level


def _level(expr: ast.Expr) -> int:
    match expr:
        case ast.Binary():
            return _LEVELS[expr.op]
        case ast.Unary():
            return _UNARY if expr.op == "-" else _PREFIX
        case ast.Conditional():
            return _CHOICE
        case ast.Between():
            return _COMPARE + 1
        case _:
            return _OPERAND


def _bare(expr: ast.Expr, slot: Slot) -> str:
    match expr:
        case ast.Binary():
            left, right = _operand_slots(expr.op, slot)
            return f"{flat(expr.left, left)} {expr.op} {flat(expr.right, right)}"
        case ast.Unary():
            return _unary_sign(expr) + _unary_operand(expr, slot)
        case ast.Conditional(test, then, otherwise):
            arms = f"{flat(then, slot.closed(_ANY))} : {flat(otherwise, slot.at(_CHOICE))}"
            return f"{flat(test, slot.closed(_OR))} ? {arms}"
        case ast.Between(low, high):
            return f"{flat(low, slot.closed(_SUM))}..{flat(high, slot.at(_SUM))}"
        case ast.Quantifier():
            return f"{_quantifier_head(expr, slot)} {flat(expr.body, slot.at(_ANY))}"
        case _:
            return _operand(expr)


def _operand(
    expr: ast.IntLit
    | ast.BoolLit
    | ast.NilLit
    | ast.Name
    | ast.Member
    | ast.Index
    | ast.Call
    | ast.SetLit
    | ast.StructLit
    | ast.All,
) -> str:
    match expr:
        case ast.IntLit(value):
            return str(value)
        case ast.BoolLit(value):
            return "true" if value else "false"
        case ast.NilLit():
            return "nil"
        case ast.Name(text):
            return text
        case ast.Member(base, name):
            return f"{_base(base)}.{name.text}"
        case ast.Index(base, indices):
            return f"{_base(base)}[{_list(indices)}]"
        case ast.Call(callee, args):
            return f"{_base(callee)}({_list(args)})"
        case ast.SetLit(items):
            return f"{{{_list(items)}}}"
        case ast.StructLit(name, fields):
            return (
                f"{name.text}{{{', '.join(f'{field.text}: {print_expr(value)}' for field, value in fields)}}}"
            )
        case ast.All(name):
            return f"all {name.text}"
        case _:
            assert_never(expr)


def _base(expr: ast.Expr) -> str:
    return flat(expr, Slot(level=_OPERAND + 1, open=False))


def _list(items: Iterable[ast.Expr]) -> str:
    return ", ".join(print_expr(item) for item in items)


def _operand_slots(op: ast.BinaryOp, slot: Slot) -> tuple[Slot, Slot]:
    level = _LEVELS[op]
    if op in _COMPARISONS:
        return slot.closed(_SUM), slot.closed(level + 1)
    left = level if op in _LEFT else level + 1
    right = level if op in _RIGHT else level + 1
    return slot.closed(left), slot.closed(right) if op in _TIGHT else slot.at(right)


def _unary_sign(expr: ast.Unary) -> str:
    return expr.op if expr.op in ("!", "-") else f"{expr.op} "


def _unary_operand(expr: ast.Unary, slot: Slot) -> str:
    """`-(-x)`: two signs in a row would read as the `--` of other languages."""
    text = flat(expr.operand, _unary_slot(expr, slot))
    return f"({text})" if expr.op == "-" and text.startswith("-") else text


def _unary_slot(expr: ast.Unary, slot: Slot) -> Slot:
    match expr.op:
        case "-":
            return slot.closed(_UNARY)
        case "!" if not isinstance(expr.operand, ast.Unary):
            return slot.at(_COMPARE + 1)
        case _:
            return slot.at(_PREFIX)


def _quantifier_head(expr: ast.Quantifier, slot: Slot) -> str:
    binders = ", ".join(binder.text for binder in expr.binders)
    return f"{expr.kind} {binders} in {flat(expr.domain, slot.closed(_COMPARE + 1))}:"


# ---- several lines


def broken(expr: ast.Expr, slot: Slot, first: int, rest: int) -> list[str]:
    """An expression on one line of `first` columns, or else on several of `rest` columns each."""
    text = flat(expr, slot)
    if len(text) <= first:
        return [text]
    lines = _split(expr, slot, rest, outermost=True)
    return lines if len(lines[0]) <= first else _split(expr, slot, min(first, rest), outermost=True)


def _split(expr: ast.Expr, slot: Slot, room: int, outermost: bool = False) -> list[str]:
    text = flat(expr, slot)
    if len(text) <= room and not outermost:
        return [text]
    if _parenthesised(expr, slot):
        lines = _split_bare(expr, INSIDE, room - 2, outermost)
        lines = ["(" + lines[0], *(f" {line}" for line in lines[1:])]
        return [*lines[:-1], lines[-1] + ")"]
    return _split_bare(expr, slot, room, outermost)


def _split_bare(expr: ast.Expr, slot: Slot, room: int, outermost: bool) -> list[str]:
    match expr:
        case ast.Binary() if expr.op in _BREAKS:
            return _split_chain(expr, slot, room)
        case ast.Binary() if expr.op in _COMPARISONS:
            left, right = _operand_slots(expr.op, slot)
            head = f"{flat(expr.left, left)} {expr.op} "
            lines = _split(expr.right, right, room - len(head))
            return [head + lines[0], *lines[1:]]
        case ast.Quantifier():
            margin = "" if outermost else INDENT
            body = _split(expr.body, slot.at(_ANY), room - len(margin))
            return [_quantifier_head(expr, slot), *(margin + line for line in body)]
        case ast.Unary() if expr.op != "-":
            lines = _split(expr.operand, _unary_slot(expr, slot), room - len(expr.op) - 1, outermost)
            return [_unary_sign(expr) + lines[0], *lines[1:]]
        case _:
            return [_bare(expr, slot)]


def _split_chain(expr: ast.Binary, slot: Slot, room: int) -> list[str]:
    lines: list[str] = []
    operands = _chain(expr, slot)
    for index, (operand, place) in enumerate(operands):
        part = _split(operand, place, room - len(expr.op) - 1)
        if index < len(operands) - 1:
            part[-1] += f" {expr.op}"
        lines += part
    return lines


def _chain(expr: ast.Binary, slot: Slot) -> list[tuple[ast.Expr, Slot]]:
    """The operands of a chain of one operator, left to right, with their places."""
    left, right = _operand_slots(expr.op, slot)
    before: list[tuple[ast.Expr, Slot]] = [(expr.left, left)]
    after: list[tuple[ast.Expr, Slot]] = [(expr.right, right)]
    if expr.op in _LEFT and isinstance(expr.left, ast.Binary) and expr.left.op == expr.op:
        before = _chain(expr.left, left)
    if expr.op in _RIGHT and isinstance(expr.right, ast.Binary) and expr.right.op == expr.op:
        after = _chain(expr.right, right)
    return before + after
