"""Properties, final states, bounds and claims."""

from __future__ import annotations

from typing import Literal

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors
from gmpcheck.typecheck.actions import refuse_many
from gmpcheck.typecheck.calls import parameters
from gmpcheck.typecheck.domains import domain
from gmpcheck.typecheck.env import Env, Frame
from gmpcheck.typecheck.program import BROKEN, Program
from gmpcheck.typecheck.wanted import condition

BUILT_IN = ("deadlock", "faults")
"""Properties that every spec has."""

_KIND: dict[str, ir.PropertyKind] = {"property": "temporal"}


def predicate(program: Program, node: ast.Expr, doc: str = "", start: bool = False) -> ir.Predicate:
    """A closed state predicate."""
    env = Env(program, Frame(), "start" if start else "state")
    expr = condition(env, node)
    return ir.Predicate(expr, env.frame.slots, doc, span=node.span)


def lower_property(program: Program, declared: ast.Property) -> ir.Property:
    if declared.name.text in BUILT_IN:
        program.report(errors.reserved_property(declared.name.text, declared.name.span))
    env = Env(program, Frame())
    params = parameters(env, declared.params)
    match declared.kind:
        case "starvation" | "lostwakeup":
            formula = _leads_to(env, declared)
        case "property":
            formula = _formula(env, declared.body)
        case _:
            formula = ir.Atom(condition(env, declared.body))
    for p in declared.params:
        if p.name.text not in env.seen:
            program.report(errors.unused_parameter(p.name.text, p.name.span))
    refuse_many(program, f"property `{declared.name.text}`", params, declared.name.span)
    kind = _KIND.get(declared.kind) or _plain(declared.kind)
    return ir.Property(
        declared.name.text, kind, params, formula, env.frame.slots, declared.doc, span=declared.span
    )


def _plain(kind: ast.PropertyKind) -> ir.PropertyKind:
    assert kind != "property"
    return kind


def _leads_to(env: Env, declared: ast.Property) -> ir.Formula:
    match declared.body:
        case ast.Binary("~>", premise, goal):
            return ir.Temporal("~>", (ir.Atom(condition(env, premise)), ir.Atom(condition(env, goal))))
    env.program.report(errors.not_leads_to(declared.kind, declared.body.span))
    return ir.Atom(condition(env, declared.body))


def _formula(env: Env, node: ast.Expr) -> ir.Formula:
    """Temporal operators, connectives between them, and state predicates at the leaves."""
    if not is_temporal(node):
        return ir.Atom(condition(env, node))
    match node:
        case ast.Unary("always" | "eventually" | "next" as op, operand):
            return ir.Temporal(op, (_formula(env, operand),))
        case ast.Unary("!", operand):
            return ir.Connective("!", (_formula(env, operand),))
        case ast.Binary("~>" | "until" as op, left, right):
            return ir.Temporal(op, (_formula(env, left), _formula(env, right)))
        case ast.Binary("&&" | "||" | "==>" as op, left, right):
            return ir.Connective(op, (_formula(env, left), _formula(env, right)))
        case ast.Quantifier("forall" | "exists" as kind, binders, _, _):
            return _instances(env, node, kind, binders)
    env.program.report(errors.temporal_under(_operator(node), node.span))
    return ir.Atom(condition(env, ast.BoolLit(True, span=node.span)))


def _instances(
    env: Env, node: ast.Quantifier, kind: Literal["forall", "exists"], binders: tuple[ast.Ident, ...]
) -> ir.Formula:
    found, element = domain(env, node.domain)
    inner = env.child()
    slot = inner.bind(binders[0], element, "binder")
    fixed = isinstance(found, ir.ValuesOf) or (
        isinstance(found, ir.Interval)
        and isinstance(found.low, ir.Const)
        and isinstance(found.high, ir.Const)
    )
    if element is not BROKEN and not (fixed and not isinstance(element, t.Int)):
        env.program.report(errors.changing_domain(node.domain.span))
    if len(binders) > 1:
        return ir.Instances(kind, slot, element, _instances(inner, node, kind, binders[1:]))
    return ir.Instances(kind, slot, element, _formula(inner, node.body))


def is_temporal(node: ast.Expr) -> bool:
    """Whether a temporal operator stands anywhere in an expression."""
    match node:
        case ast.Unary(op, operand):
            return op in ("always", "eventually", "next") or is_temporal(operand)
        case ast.Binary(op, left, right):
            return op in ("~>", "until") or is_temporal(left) or is_temporal(right)
        case ast.Conditional(test, then, otherwise):
            return any(map(is_temporal, (test, then, otherwise)))
        case ast.Quantifier(_, _, domain, body):
            return is_temporal(domain) or is_temporal(body)
        case ast.Member(base):
            return is_temporal(base)
        case ast.Index(base, indices):
            return any(map(is_temporal, (base, *indices)))
        case ast.Call(_, args) | ast.SetLit(args):
            return any(map(is_temporal, args))
        case _:
            return False


def _operator(node: ast.Expr) -> str:
    match node:
        case ast.Binary(op) | ast.Unary(op):
            return op
        case ast.Quantifier(kind):
            return kind
        case ast.Conditional():
            return "?:"
        case _:
            return "this"


def lower_claims(
    program: Program, expects: tuple[ast.Expect, ...], off: ast.DeadlockOff | None
) -> tuple[ir.Claim, ...]:
    """Claims about known properties, one each."""
    known = {n for n, d in program.declarations.items() if isinstance(d, ast.Property)} | set(BUILT_IN)
    first: dict[str, ast.Expect] = {}
    for expect in expects:
        name = expect.property.text
        if name not in known:
            program.report(errors.unknown_property(name, expect.property.span, known))
        elif name in first:
            program.report(errors.claimed_twice(name, expect.span, first[name].span))
        elif name == "deadlock" and off is not None:
            program.report(errors.deadlock_is_off(expect.span, off.span))
        first.setdefault(name, expect)
    return tuple(ir.Claim(n, e.verdict, span=e.span) for n, e in first.items())
