"""Assigning the step of a process: `worker[n] = find`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.source import Span
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, names
from gmpcheck.typecheck.env import Env
from gmpcheck.typecheck.kinds import BOOL
from gmpcheck.typecheck.program import BROKEN, CallSite, ProcessLayout, Program
from gmpcheck.typecheck.wanted import index_of


@dataclass(frozen=True, slots=True)
class Own:
    """The process whose step a body is, with the values of its parameters there."""

    process: str
    index: tuple[ir.Expr, ...]


def move_process(env: Env, stmt: ast.Assign, own: Own | None) -> ir.Body | None:
    """The statements that move another process; None where the target is no process's step."""
    node = stmt.target
    if not isinstance(node, ast.Index) or not isinstance(node.base, ast.Name) or node.base.text in env.names:
        return None
    layout = env.program.processes.get(node.base.text)
    if layout is None:
        # A process without a layout has been reported.
        return () if isinstance(env.program.declarations.get(node.base.text), ast.Process) else None
    env.program.used.add(layout.name)
    target = _target(env, layout, stmt)
    index = _index(env, layout, node)
    if target is None or index is None:
        return ()
    if own is not None and own.process == layout.name and index == own.index:
        env.program.report(errors.own_step(layout.name, node.span))
        return ()
    env.program.moves.add((layout.name, target))
    return (*_lets(env, layout, index, stmt, own, target),)


def _lets(
    env: Env,
    layout: ProcessLayout,
    index: tuple[ir.Expr, ...],
    stmt: ast.Assign,
    own: Own | None,
    target: int,
) -> ir.Body:
    """Index once, refuse oneself, abandon a routine in progress, move."""
    slots = [env.frame.new() for _ in index]
    lets = tuple(ir.Let(s, e, span=e.span) for s, e in zip(slots, index, strict=True))
    at = tuple(ir.Local(s, e.type, span=e.span) for s, e in zip(slots, index, strict=True))
    refuse = _refuse_oneself(layout, at, own, stmt.span) if own else ()
    step = ir.Const(target, layout.type, span=stmt.value.span)
    move = ir.Assign(step_place(env.program, layout.variable, at, stmt.span), step, span=stmt.span)
    return (*lets, *refuse, *reset(env.program, layout, at, layout.sites.values(), stmt.span), move)


def _refuse_oneself(layout: ProcessLayout, at: tuple[ir.Expr, ...], own: Own, span: Span) -> ir.Body:
    if own.process != layout.name or not at:
        return ()
    test: ir.Expr = ir.Const(False, BOOL)
    for a, b in zip(at, own.index, strict=True):
        test = ir.Logic("||", test, ir.Compare("!=", a, b, BOOL, span=span), BOOL, span=span)
    return (ir.Assert(test, f"{layout.name} assigns its own step; write `goto`", span=span),)


def _target(env: Env, layout: ProcessLayout, stmt: ast.Assign) -> int | None:
    """The location that a step named on the right stands for."""
    if stmt.op != "=":
        env.program.report(errors.operand(stmt.op, layout.type, "numbers", stmt.target.span))
        return None
    at = names.step_constants(env, layout, stmt.value)
    if at is None:
        found = env.check(stmt.value, layout.type)
        if found.type is not BROKEN:
            wanted = f"the name of a step of `{layout.name}`"
            env.program.report(errors.mismatch(found.type, wanted, stmt.value.span))
        return None
    if len(at) == 1 and (at[0] == layout.halted or layout.locations[at[0]].site is None):
        return at[0]
    match stmt.value:
        case ast.Member(ast.Name(owner)) if isinstance(env.program.declarations.get(owner), ast.Routine):
            env.program.report(errors.routine_step_assigned(owner, stmt.value.span))
    return None


def _index(env: Env, layout: ProcessLayout, node: ast.Index) -> tuple[ir.Expr, ...] | None:
    if len(node.indices) != len(layout.params):
        what, declared = f"process `{layout.name}`", layout.declaration.name.span
        env.program.report(errors.arity(what, len(layout.params), len(node.indices), node.span, declared))
        return None
    return tuple(index_of(env, i, type) for i, (_, type) in zip(node.indices, layout.params, strict=True))


def step_place(program: Program, variable: int, at: tuple[ir.Expr, ...], span: Span) -> ir.Place:
    """The place of a process's variable for one of its instances."""
    type = program.variables[variable].type
    for _ in at:
        assert isinstance(type, t.Array)
        type = type.element
    return ir.Place(variable, tuple(ir.At(i) for i in at), type, span=span)


def reset(
    program: Program, layout: ProcessLayout, at: tuple[ir.Expr, ...], sites: Iterable[CallSite], span: Span
) -> ir.Body:
    """Puts the parameters and locals of calls back to their defaults, so that they leave no trace."""
    found = []
    for site in sites:
        for variable in site.locals.values():
            place = step_place(program, variable, at, span)
            start = program.variables[variable].start
            value = start.value if isinstance(start, ir.Fixed) else None
            for _ in at:
                value = value[0] if value else None
            found.append(ir.Assign(place, ir.Const(value, place.type, span=span), span=span))
    return tuple(found)
