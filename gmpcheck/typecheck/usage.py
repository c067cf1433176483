"""Warnings about names that nothing uses."""

from __future__ import annotations

from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors
from gmpcheck.typecheck.program import KINDS, Program

_ASKED = (ast.Const, ast.Param, ast.Enum, ast.Struct, ast.Func, ast.Proc, ast.Routine, ast.Machine)


def warn_unused(program: Program, spec: ast.Spec) -> None:
    """Reports declarations of the spec itself (imports may offer more than is used) without use."""
    for name, d in program.declarations.items():
        if d.name.span.source is not spec.span.source:
            continue
        if isinstance(d, _ASKED) and name not in program.used:
            program.report(errors.unused(KINDS[type(d)], name, d.name.span))
    # A local of a routine is a variable at every call: one that reads it is enough.
    read = {program.variables[number].span for number in program.read}
    for variable in program.variables:
        if variable.span in read or variable.role in ("step", "status"):
            continue
        if variable.span.source is spec.span.source:
            kind = {"global": "variable", "field": "field", "local": "local"}[variable.role]
            name = variable.name.rpartition(".")[2].partition("@")[0]
            program.report(errors.unread(kind, name, variable.span))
