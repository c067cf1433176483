"""Parameters and constants: values that are known before the first state."""

from __future__ import annotations

import re
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


def constant(program: Program, name: str) -> ir.Const | None:
    """The value of a `param` or `const` by name; None where it is wrong and has been reported."""
    program.used.add(name)
    if name in program.constants:
        found = program.constants[name]
        if found is None:
            return None
        if found.type is _PENDING:
            declared = program.declarations[name]
            program.report(errors.cyclic("constant", name, declared.name.span))
            return None
        return found
    program.constants[name] = ir.Const(False, _PENDING)
    declared = program.declarations[name]
    assert isinstance(declared, ast.Param | ast.Const)
    value = _param(program, declared) if isinstance(declared, ast.Param) else _const(program, declared)
    program.constants[name] = value
    return value


_PENDING = t.Enum("<pending>", ())


def fold(
    program: Program, node: ast.Expr, expected: t.Type | None, later: frozenset[str] = frozenset()
) -> ir.Const | None:
    """The value of a constant expression; None where it has none and that has been reported.

    `later` holds the names in scope that have no value yet.
    """
    from gmpcheck.typecheck.expressions import check, require

    env = Env(program, Frame(), "constant", later=later)
    before = program.errors
    expr = require(env, node, expected) if expected else check(env, node)
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


def parse_setting(type: t.Type, text: str) -> t.Value:
    """The value that `--set NAME=text` gives. Raises ValueError where it is none of the type."""
    match type:
        case t.Bool():
            return {"true": True, "false": False}[text] if text in ("true", "false") else _refuse()
        case t.Enum(_, labels):
            return labels.index(text)
    if len(text) > 30 or not re.fullmatch("-?[0-9]+", text):
        _refuse()
    value = int(text)
    return value if t.contains(type, value) else _refuse()


def _refuse() -> t.Value:
    raise ValueError


def _const(program: Program, declared: ast.Const) -> ir.Const | None:
    return fold(program, declared.value, None)


def _param(program: Program, declared: ast.Param) -> ir.Const | None:
    from gmpcheck.typecheck.typenames import resolve

    name = declared.name.text
    if declared.type is None:
        program.report(errors.untyped_param(name, declared.span))
        return None
    bounds = resolve(program, declared.type)
    if bounds is BROKEN:
        return None
    if not isinstance(bounds, t.Range | t.Bool | t.Enum):
        program.report(errors.parameter_type(name, bounds, declared.type.span))
        return None
    given = program.given.get(name)
    if given is not None:
        return _given(program, declared, bounds, given)
    found = fold(program, declared.value, bounds)
    if found is None:
        return None
    if not t.contains(bounds, found.value):
        shown = t.show(found.type, found.value)
        program.report(errors.bad_parameter(name, shown, bounds, declared.value.span, declared.name.span))
        return None
    return _set(program, declared, bounds, found.value)


def _given(program: Program, declared: ast.Param, bounds: t.Type, text: str) -> ir.Const | None:
    try:
        return _set(program, declared, bounds, parse_setting(bounds, text))
    except ValueError:
        shown = text if len(text) <= 30 else text[:30] + "…"
        program.report(errors.bad_parameter(declared.name.text, shown, bounds, None, declared.name.span))
        return None


def _set(program: Program, declared: ast.Param, bounds: t.Type, value: t.Value) -> ir.Const:
    name = declared.name.text
    program.settings[name] = ir.Setting(name, value, bounds, declared.doc)
    return ir.Const(value, bounds, span=declared.name.span)
