"""Calls in expressions: functions of the spec, built-in functions, methods that only look."""

from __future__ import annotations

from typing import Literal

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.model.walk import variables_read
from gmpcheck.source import Span
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, kinds, names
from gmpcheck.typecheck.env import Env, Frame, broken
from gmpcheck.typecheck.kinds import BOOL, INT
from gmpcheck.typecheck.names import BUILT_IN
from gmpcheck.typecheck.program import BROKEN, KINDS, Program
from gmpcheck.typecheck.typenames import resolve
from gmpcheck.typecheck.wanted import exactly, number, require

LOOKING = ("front", "back")
CHANGING = ("push", "push_front", "pop", "pop_back", "remove", "clear", "move_to", "add")


def call(env: Env, node: ast.Call) -> ir.Expr:
    match node.callee:
        case ast.Name(name) if isinstance(env.program.declarations.get(name), ast.Func):
            return _function_call(env, name, node)
        case ast.Name(name) if isinstance(env.program.declarations.get(name), ast.Proc):
            env.program.report(errors.proc_as_value(name, node.span))
        case ast.Name(name) if name in BUILT_IN:
            return _built_in(env, name, node)
        case ast.Name(name):
            functions = {n for n, d in env.program.declarations.items() if isinstance(d, ast.Func)}
            no_function(env, node.callee, functions | set(BUILT_IN))
        case ast.Member():
            return _method(env, node.callee, node)
        case _:
            env.program.report(errors.not_callable("this expression", node.callee.span))
    return broken(node.span)


def no_function(env: Env, callee: ast.Name, known: set[str]) -> None:
    """Reports a call of something that is no function: another declaration, a local, or unknown."""
    declared = env.program.declarations.get(callee.text)
    local = env.names.get(callee.text)
    if local is not None:
        env.program.report(errors.not_callable(f"the {local.kind} `{callee.text}`", callee.span))
    elif declared is not None:
        env.program.report(errors.not_callable(f"the {KINDS[type(declared)]} `{callee.text}`", callee.span))
    else:
        env.program.report(errors.unknown_function(callee.text, callee.span, known))


def _function_call(env: Env, name: str, node: ast.Call) -> ir.Expr:
    declared = env.program.declarations[name]
    assert isinstance(declared, ast.Func)
    before = len(env.program.problems)
    number = function(env.program, declared)
    if not env.program.placed:
        _blame_call(env.program, before, node.span)
    if number is None:
        return broken(node.span)
    signature = env.program.functions[number]
    if len(node.args) != len(signature.params):
        what = f"function `{name}`"
        env.program.report(
            errors.arity(what, len(signature.params), len(node.args), node.span, declared.name.span)
        )
        return broken(node.span)
    args = [exactly(env, a, p.type) for a, p in zip(node.args, signature.params, strict=True)]
    if env.phase == "constant" and reads_state(signature.body, env.program):
        env.program.report(errors.not_constant(node.span))
        return broken(node.span)
    return ir.Call(number, tuple(args), signature.result, span=node.span)


def _blame_call(program: Program, before: int, span: Span) -> None:
    """What a function reads is no fault of the function: the constant that calls it is wrong."""
    for i, problem in enumerate(program.problems[before:], before):
        if problem.code == "GMP213" and problem.span is not None:
            program.problems[i] = errors.not_constant(span, problem.span)


def function(program: Program, declared: ast.Func) -> int | None:
    """The number of a function, checked on first use; None where it is wrong, which is reported."""
    name = declared.name.text
    program.used.add(name)
    if name in program.function_numbers:
        if program.function_numbers[name] is None and name in program.checking:
            program.report(errors.recursion("function", name, declared.name.span))
        return program.function_numbers[name]
    program.function_numbers[name] = None
    program.checking.add(name)
    env = Env(program, Frame())
    params = parameters(env, declared.params)
    result = resolve(program, declared.result)
    body = require(env, declared.body, result)
    program.checking.discard(name)
    program.functions.append(
        ir.Function(
            name, params, result, kinds.checked(body, result), env.frame.slots, span=declared.name.span
        )
    )
    program.function_numbers[name] = len(program.functions) - 1
    return program.function_numbers[name]


def parameters(
    env: Env, declared: tuple[ast.Parameter, ...], allow_int: bool = False
) -> tuple[ir.Parameter, ...]:
    """Binds formal parameters to the first slots of a new frame."""
    found = []
    for p in declared:
        type = resolve(env.program, p.type, allow_int)
        found.append(ir.Parameter(p.name.text, type, env.bind(p.name, type, "parameter")))
    return tuple(found)


def reads_state(expr: ir.Expr, program: Program) -> bool:
    """Whether an expression reads a variable, directly or through functions."""
    return bool(variables_read(expr, program.functions))


def _built_in(env: Env, name: str, node: ast.Call) -> ir.Expr:
    if len(node.args) != BUILT_IN[name]:
        env.program.report(errors.arity(f"`{name}`", BUILT_IN[name], len(node.args), node.span))
        return broken(node.span)
    match name:
        case "min" | "max" as op:
            left, right = (number(env, a, op) for a in node.args)
            return ir.Arithmetic(op, left, right, INT, span=node.span)
        case "len" | "cap" | "empty" | "full" as op:
            return _inspect(env, op, env.check(node.args[0]), node)
    raise AssertionError(name)


def _inspect(env: Env, op: Literal["len", "cap", "empty", "full"], base: ir.Expr, node: ast.Call) -> ir.Expr:
    wanted = "queues and sets" if op in ("len", "empty") else "queues"
    if isinstance(base.type, t.Queue) or (isinstance(base.type, t.Set) and op in ("len", "empty")):
        return ir.Inspect(op, base, INT if op in ("len", "cap") else BOOL, span=node.span)
    if base.type is not BROKEN:
        env.program.report(errors.operand(op, base.type, wanted, node.args[0].span))
    return broken(node.span)


def _method(env: Env, callee: ast.Member, node: ast.Call) -> ir.Expr:
    method = callee.name.text
    if method in ("pop", "pop_back"):
        problem = errors.arity(f"`{method}`", 0, len(node.args), node.span)
        env.program.report(problem if node.args else errors.misplaced_pop(method, node.span))
        return broken(node.span)
    if method in CHANGING:
        env.program.report(errors.changes_only(method, callee.name.span))
        return broken(node.span)
    qualified = names.qualified(env, callee)
    base = qualified if qualified is not None else env.check(callee.base)
    match base.type, method:
        case (t.Queue(element, _), "front" | "back" as op):
            if node.args:
                env.program.report(errors.arity(f"`{method}`", 0, len(node.args), node.span))
            return ir.Inspect(op, base, element, span=node.span)
        case (t.Queue(), _):
            methods = (*LOOKING, *CHANGING[:-1])
            env.program.report(errors.unknown_method(method, base.type, callee.name.span, methods))
        case (t.Set(), _):
            known = ("add", "remove", "clear")
            env.program.report(errors.unknown_method(method, base.type, callee.name.span, known))
        case _ if base.type is not BROKEN:
            env.program.report(errors.unknown_method(method, base.type, callee.name.span, ()))
    return broken(node.span)
