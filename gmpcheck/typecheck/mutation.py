"""Methods that change a queue or a set, as statements."""

from __future__ import annotations

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.source import Span
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, kinds
from gmpcheck.typecheck.env import Env
from gmpcheck.typecheck.places import place_of
from gmpcheck.typecheck.program import BROKEN
from gmpcheck.typecheck.wanted import number, require

_QUEUE = {"push": 1, "push_front": 1, "remove": 1, "clear": 0, "move_to": 2}
_SET = {"add": 1, "remove": 1, "clear": 0}


def pop_of(value: ast.Expr) -> ast.Member | None:
    """`q.pop` of a right side `q.pop()` or `q.pop_back()`, else None."""
    match value:
        case ast.Call(ast.Member(_, ast.Ident("pop" | "pop_back")) as callee, ()):
            return callee
    return None


def method_call(env: Env, call: ast.Call, span: Span) -> ir.Body:
    """`q.push(x)`, `s.add(x)` and their like."""
    callee = call.callee
    assert isinstance(callee, ast.Member)
    method = callee.name.text
    if method in ("pop", "pop_back"):
        env.program.report(errors.dropped_pop(method, span))
        return ()
    place = None if _no_collection(env, callee) else place_of(env, callee.base, reads=method != "clear")
    if place is None:
        for arg in call.args:
            env.check(arg)
        return ()
    methods = {t.Queue: _QUEUE, t.Set: _SET}.get(type(place.type), {})
    if method not in methods:
        env.program.report(errors.unknown_method(method, place.type, callee.name.span, methods))
        return ()
    if len(call.args) != methods[method]:
        env.program.report(errors.arity(f"`{method}`", methods[method], len(call.args), span))
        return ()
    return _change(env, method, place, call.args, span)


def _no_collection(env: Env, callee: ast.Member) -> bool:
    """Whether a local that nothing can assign is not even a queue or a set, which is reported."""
    bound = env.names.get(callee.base.text) if isinstance(callee.base, ast.Name) else None
    if bound is None or bound.place is not None or isinstance(bound.expr.type, t.Queue | t.Set):
        return False
    if bound.expr.type is not BROKEN:
        name = callee.name
        env.program.report(errors.unknown_method(name.text, bound.expr.type, name.span, ()))
    return True


def _change(env: Env, method: str, place: ir.Place, args: tuple[ast.Expr, ...], span: Span) -> ir.Body:
    assert isinstance(place.type, t.Queue | t.Set)
    element = place.type.element
    match method:
        case "push":
            return (ir.Push(place, require(env, args[0], element), "back", span=span),)
        case "push_front":
            return (ir.Push(place, require(env, args[0], element), "front", span=span),)
        case "remove":
            return (ir.Remove(place, _member(env, args[0], element), span=span),)
        case "add":
            return (ir.Add(place, require(env, args[0], element), span=span),)
        case "clear":
            return (ir.Clear(place, span=span),)
        case "move_to":
            return _move_to(env, place, args, span)
    raise AssertionError(method)


def _member(env: Env, node: ast.Expr, element: t.Type) -> ir.Expr:
    """What is to be removed. nil is a fault where no element can be nil; a number that no element
    can be is only absent."""
    value = require(env, node, element)
    return value if isinstance(element, t.Optional) else kinds.present(value)


def _move_to(env: Env, source: ir.Place, args: tuple[ast.Expr, ...], span: Span) -> ir.Body:
    target = place_of(env, args[0], reads=True)
    count = number(env, args[1], "move_to")
    if target is None:
        return ()
    if not kinds.alike(source.type, target.type):
        env.program.report(errors.mismatch(target.type, errors.article(source.type), args[0].span))
        return ()
    return (ir.MoveTo(source, target, count, span=span),)
