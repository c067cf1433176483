"""Constant expressions: values that are known before the first state."""

from __future__ import annotations

from dataclasses import replace

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.model.evaluate import Expressions
from gmpcheck.model.runs import FaultRaised
from gmpcheck.model.walk import walk
from gmpcheck.source import Span
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, kinds
from gmpcheck.typecheck.env import Env, Frame, broken
from gmpcheck.typecheck.program import BROKEN, Program
from gmpcheck.typecheck.wanted import require


def fold(
    program: Program, node: ast.Expr, expected: t.Type | None, later: frozenset[str] = frozenset()
) -> ir.Const | None:
    """The value of a constant expression; None where it has none and that has been reported.

    `later` holds the names in scope that have no value yet.
    """
    env = Env(program, Frame(), "constant", later=later)
    before = program.errors
    expr = require(env, node, expected) if expected else env.check(node)
    if program.errors > before or expr.type is BROKEN:
        return None
    return settle(program, expr, env.frame.slots, node.span)


def known(program: Program, expr: ir.Expr) -> ir.Expr:
    """The value of an expression that reads neither the state nor a slot; else the expression."""
    parts = (ir.StateVar, ir.Local, ir.Call, ir.Quantifier)
    if isinstance(expr, ir.Const) or any(isinstance(e, parts) or e.type is BROKEN for e in walk(expr)):
        return expr
    return settle(program, expr, 0, expr.span) or broken(expr.span)


def settle(program: Program, expr: ir.Expr, slots: int, span: Span) -> ir.Const | None:
    """Evaluates a checked expression that reads no state; None where a part of it is broken."""
    if isinstance(expr, ir.Const):
        return expr
    if program.errors and _is_broken(program, expr):
        return None
    try:
        code = Expressions(replace(_STATELESS, functions=tuple(program.functions))).compile(expr)
        return ir.Const(code((), [None] * slots), expr.type, span=span)
    except FaultRaised as raised:
        program.report(errors.constant_fault(raised.fault.message, raised.fault.span))
        return None


def _is_broken(program: Program, expr: ir.Expr) -> bool:
    """Whether a part of an expression, or of a function that it calls, has been reported."""
    waiting, entered = [expr], set[int]()
    while waiting:
        for part in walk(waiting.pop()):
            if part.type is BROKEN or (isinstance(part, ir.Quantifier) and _domain_is_broken(part.domain)):
                return True
            if isinstance(part, ir.Call) and part.function not in entered:
                entered.add(part.function)
                waiting.append(program.functions[part.function].body)
    return False


def _domain_is_broken(domain: ir.Domain) -> bool:
    return isinstance(domain, ir.ValuesOf) and domain.type is BROKEN


_STATELESS = ir.Model(
    name="",
    variant=None,
    settings=(),
    machines=(),
    statuses=(),
    variables=(),
    functions=(),
    start_where=(),
    init=(),
    init_where=(),
    actions=(),
    processes=(),
    ends=(),
    deadlock_off=False,
    bounds=(),
    properties=(),
    claims=(),
    ordered=(),
)
"""A model without a state, in which constants are evaluated."""


def integer(program: Program, node: ast.Expr, later: frozenset[str] = frozenset()) -> int | None:
    """A constant whole number."""
    found = fold(program, node, kinds.INT, later)
    if found is not None and found.value is None:
        program.report(errors.never_nil(kinds.INT, node.span))
        return None
    return None if found is None else int(found.value)
