"""Which types go together: what may be stored where, perhaps after a check at run time."""

from __future__ import annotations

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.typecheck.program import BROKEN

BOOL, INT = t.Bool(), t.Int()
WIDEST = t.Range(-(2**62), 2**62)
"""Any number that a spec can write, as a range."""


def is_number(a: t.Type) -> bool:
    return isinstance(a, t.Int | t.Range) or a is BROKEN


def inner(a: t.Type) -> t.Type:
    """The type without its `?`."""
    return a.inner if isinstance(a, t.Optional) else a


def alike(a: t.Type, b: t.Type) -> bool:
    """The same type up to bounds: ranges of any size and int, queues of any capacity."""
    if a is BROKEN or b is BROKEN:
        return True
    match a, b:
        case (t.Int() | t.Range(), t.Int() | t.Range()):
            return True
        case (t.Bool(), t.Bool()):
            return True
        case (t.Enum(x), t.Enum(y)) | (t.Machine(x), t.Machine(y)) | (t.Struct(x), t.Struct(y)):
            return x == y
        case (t.Optional(p), t.Optional(q)) | (t.Queue(p, _), t.Queue(q, _)) | (t.Set(p), t.Set(q)):
            return alike(p, q)
        case (t.Array(i, p), t.Array(j, q)):
            return i == j and alike(p, q)
    return False


def fits(found: t.Type, wanted: t.Type) -> bool:
    """Whether a value of `found` may be used as a `wanted`, with nil and bounds checked at run time."""
    return alike(found, wanted) or alike(inner(found), inner(wanted))


def join(a: t.Type, b: t.Type) -> t.Type | None:
    """The type of a conditional with these arms, None where they do not go together."""
    if a is BROKEN or b is BROKEN:
        return b if a is BROKEN else a
    if not fits(a, b):
        return None
    if isinstance(a, t.Optional) or isinstance(b, t.Optional):
        whole = join(inner(a), inner(b))
        assert whole is not None
        return t.Optional(whole if isinstance(whole, t.Machine | t.Enum | t.Range) else WIDEST)
    match a, b:
        case (t.Range(low, high), t.Range(other_low, other_high)):
            return t.Range(min(low, other_low), max(high, other_high))
        case (t.Queue(x, n), t.Queue(y, m)):
            return t.Queue(join(x, y) or x, max(n, m))
        case (t.Set(x), t.Set(y)):
            return t.Set(join(x, y) or x)
        case (t.Array(index, x), t.Array(_, y)):
            return t.Array(index, join(x, y) or x)
        case (t.Int() | t.Range(), _):
            return INT
    return a


def checked(expr: ir.Expr, wanted: t.Type) -> ir.Expr:
    """The expression as a value of exactly `wanted`: with a run-time check unless none is needed."""
    if BROKEN in (expr.type, wanted) or expr.type == wanted:
        return expr
    if isinstance(wanted, t.Int):
        return present(expr)
    if isinstance(wanted, t.Optional) and expr.type == wanted.inner:
        return expr
    if isinstance(expr, ir.Const) and t.contains(wanted, expr.value):
        return ir.Const(expr.value, wanted, span=expr.span)
    return ir.Checked(expr, wanted, span=expr.span)


def present(expr: ir.Expr) -> ir.Expr:
    """The expression without its `?`; nil is a fault."""
    if isinstance(expr.type, t.Optional):
        return ir.Checked(expr, expr.type.inner, span=expr.span)
    return expr
