"""Actions: parameters, guard, body, fairness."""

from __future__ import annotations

from functools import reduce
from math import prod

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.source import Span
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, kinds
from gmpcheck.typecheck.calls import parameters
from gmpcheck.typecheck.env import Env, Frame
from gmpcheck.typecheck.program import BROKEN, Program
from gmpcheck.typecheck.statements import Context, body
from gmpcheck.typecheck.typenames import size_of
from gmpcheck.typecheck.wanted import condition

INPUT_LIMIT = 4096
"""A parameter with more values than this is an input: not enumerated."""


def lower_action(program: Program, declared: ast.Action) -> ir.Action:
    env = Env(program, Frame())
    params = tuple(_input(p) for p in parameters(env, declared.params, allow_int=True))
    guard = (condition(env, declared.guard),) if declared.guard else ()
    tests, statements = split_awaits(body(env, declared.body, Context("an action", None, True)))
    _warn_unused(env, declared.params)
    refuse_many(program, f"action `{declared.name.text}`", params, declared.name.span)
    return ir.Action(
        name=declared.name.text,
        key=declared.name.text,
        params=params,
        guard=conjunction((*guard, *tests)),
        body=statements,
        slots=env.frame.slots,
        fairness=fairness(program, declared, (0,) if params else ()),
        doc=declared.doc,
        span=declared.span,
    )


def conjunction(tests: tuple[ir.Expr, ...]) -> ir.Expr:
    """All of the tests, in order; true where there is none."""
    if not tests:
        return ir.Const(True, kinds.BOOL)
    return reduce(lambda left, right: ir.Logic("&&", left, right, kinds.BOOL, span=right.span), tests)


def _input(p: ir.Parameter) -> ir.Parameter:
    unbounded = isinstance(p.type, t.Int)
    if p.type is not BROKEN and (unbounded or size_of(p.type) > INPUT_LIMIT):
        return ir.Parameter(p.name, p.type, p.slot, input=True)
    return p


INSTANCE_LIMIT = 1_000_000
"""Most instances of an action or of a property."""


def refuse_many(program: Program, what: str, params: tuple[ir.Parameter, ...], span: Span) -> None:
    """Reports what has more instances than anybody can wait for."""
    number = prod(size_of(p.type) for p in params if not p.input and p.type is not BROKEN)
    if number > INSTANCE_LIMIT:
        program.report(errors.too_many_instances(what, number, INSTANCE_LIMIT, span))


def _warn_unused(env: Env, params: tuple[ast.Parameter, ...]) -> None:
    """A parameter that nothing uses only multiplies transitions; the first names the actor."""
    for p in params[1:]:
        if p.name.text not in env.seen:
            env.program.report(errors.unused_parameter(p.name.text, p.name.span))


def split_awaits(statements: ir.Body) -> tuple[tuple[ir.Expr, ...], ir.Body]:
    """The tests of the `await`s that open a body, which belong to the guard, and the rest."""
    tests: list[ir.Expr] = []
    for i, stmt in enumerate(statements):
        if not isinstance(stmt, ir.Await):
            return tuple(tests), statements[i:]
        tests.append(stmt.test)
    return tuple(tests), ()


def fairness(
    program: Program, declared: ast.Action | ast.Process, default: tuple[int, ...]
) -> ir.Fairness | None:
    """The fairness condition, with its key as positions of parameters."""
    if declared.fairness is None:
        return None
    group = declared.name.text
    if declared.fairness.key is None:
        return ir.Fairness(declared.fairness.strength, group, default)
    known = [p.name.text for p in declared.params]
    key: list[int] = []
    for name in declared.fairness.key:
        if name.text in known:
            key.append(known.index(name.text))
        else:
            program.report(errors.unknown_key(group, name.text, name.span, known))
    return ir.Fairness(declared.fairness.strength, group, tuple(key))
