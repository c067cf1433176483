"""Expressions where a certain type is wanted: checked, and refused where the type does not fit."""

from __future__ import annotations

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, kinds
from gmpcheck.typecheck.env import Env, broken
from gmpcheck.typecheck.kinds import BOOL


def require(env: Env, node: ast.Expr, wanted: t.Type) -> ir.Expr:
    """An expression whose value may be used as a `wanted`; nil and bounds are left to run time."""
    expr = env.check(node, wanted)
    if not kinds.fits(expr.type, wanted):
        env.program.report(
            errors.mismatch(expr.type, errors.article(wanted), node.span, _hints(expr, wanted))
        )
        return broken(node.span)
    return expr


def exactly(env: Env, node: ast.Expr, wanted: t.Type) -> ir.Expr:
    """An expression of exactly the wanted type, with a run-time check where that is needed."""
    return kinds.checked(require(env, node, wanted), wanted)


def index_of(env: Env, node: ast.Expr, wanted: t.Type) -> ir.Expr:
    """The index of an element. Whether a number is one of the range is asked where the element is
    looked up, so that the fault is that of an index."""
    expr = require(env, node, wanted)
    return kinds.present(expr) if isinstance(wanted, t.Range) else kinds.checked(expr, wanted)


def condition(env: Env, node: ast.Expr) -> ir.Expr:
    return require(env, node, BOOL)


def number(env: Env, node: ast.Expr, op: str) -> ir.Expr:
    expr = kinds.present(env.check(node))
    if not kinds.is_number(expr.type):
        env.program.report(errors.operand(op, expr.type, "numbers", node.span))
        return broken(node.span)
    return expr


def _hints(expr: ir.Expr, wanted: t.Type) -> list[str]:
    if isinstance(wanted, t.Bool) and isinstance(expr.type, t.Optional):
        return ["compare it with nil: `… != nil`"]
    if isinstance(wanted, t.Bool) and isinstance(expr.type, t.Int | t.Range):
        return ["compare it with a number: `… > 0`"]
    if isinstance(wanted, t.Bool) and isinstance(expr.type, t.Enum) and expr.type.labels:
        return [f"compare it with one of its values: `… == {expr.type.labels[0]}`"]
    return []
