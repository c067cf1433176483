"""Parameters and constants by name."""

from __future__ import annotations

import re

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors
from gmpcheck.typecheck.folding import fold
from gmpcheck.typecheck.program import BROKEN, Program
from gmpcheck.typecheck.typenames import resolve


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
