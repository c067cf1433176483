"""What quantifiers, `for` and `choose` range over."""

from __future__ import annotations

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, kinds
from gmpcheck.typecheck.env import Env
from gmpcheck.typecheck.folding import known
from gmpcheck.typecheck.program import BROKEN
from gmpcheck.typecheck.typenames import machine
from gmpcheck.typecheck.wanted import number


def domain(env: Env, node: ast.Expr) -> tuple[ir.Domain, t.Type]:
    """The domain and the type of its elements: a machine, enum, range, set or queue."""
    match node:
        case ast.Name(name) if name not in env.names:
            found = _type_domain(env, name)
            if found is not None:
                return ir.ValuesOf(found), found
        case ast.Between(low, high):
            a, b = (known(env.program, number(env, end, "..")) for end in (low, high))
            _refuse_long(env, a, b, node)
            return ir.Interval(a, b), _interval_type(a, b)
    collection = env.check(node)
    if isinstance(collection.type, t.Queue | t.Set):
        return ir.Members(collection), collection.type.element
    if collection.type is not BROKEN:
        env.program.report(errors.not_a_domain(collection.type, node.span))
    return ir.Members(collection), BROKEN


LONGEST = 1_000_000
"""Most values of a domain `lo..hi` that is known before the first state."""


def _refuse_long(env: Env, low: ir.Expr, high: ir.Expr, node: ast.Between) -> None:
    ends = _bounds(low), _bounds(high)
    if isinstance(low, ir.Const) and isinstance(high, ir.Const) and ends[0] and ends[1]:
        size = ends[1][1] - ends[0][0] + 1
        if size > LONGEST:
            env.program.report(errors.too_large("the domain", size, LONGEST, node.span))


def _type_domain(env: Env, name: str) -> t.Type | None:
    match env.program.declarations.get(name):
        case ast.Machine():
            return machine(env.program, name) or BROKEN
        case ast.Enum():
            env.program.used.add(name)
            return env.program.enums.get(name, BROKEN)
        case None if name == "bool":
            return kinds.BOOL
    return None


def _interval_type(low: ir.Expr, high: ir.Expr) -> t.Type:
    """A range where the ends are known or bounded by their types, for the layout of the binder."""
    bottom, top = _bounds(low), _bounds(high)
    if bottom is None or top is None or top[1] < bottom[0]:
        return kinds.INT
    return t.Range(bottom[0], top[1])


def _bounds(end: ir.Expr) -> tuple[int, int] | None:
    if isinstance(end, ir.Const) and end.type is not BROKEN:
        return int(end.value), int(end.value)
    return (end.type.low, end.type.high) if isinstance(end.type, t.Range) else None
