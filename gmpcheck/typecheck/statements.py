"""Bodies of actions, procs, steps and `init`: places resolved, procs inlined, misuse reported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Protocol, assert_never

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, kinds, names
from gmpcheck.typecheck.calls import CHANGING, no_function, parameters
from gmpcheck.typecheck.domains import domain
from gmpcheck.typecheck.env import Env, Frame, broken
from gmpcheck.typecheck.mutation import method_call, pop_of
from gmpcheck.typecheck.places import place_of
from gmpcheck.typecheck.program import BROKEN, Program
from gmpcheck.typecheck.steps import Own, move_process
from gmpcheck.typecheck.symmetry import check_loop
from gmpcheck.typecheck.wanted import condition, exactly, number, require


class Flow(Protocol):
    """What `goto`, `return`, `halt` and `call` mean where a body stands: in a step they end it."""

    def goto(self, node: ast.Goto) -> ir.Body: ...
    def give_back(self, env: Env, node: ast.Return) -> ir.Body: ...
    def halt(self, node: ast.Halt) -> ir.Body: ...
    def call(self, env: Env, node: ast.CallRoutine, then: ast.Goto | None) -> ir.Body: ...


@dataclass(frozen=True, slots=True)
class Context:
    """Where a body stands: what it may contain, and how it ends."""

    place: Literal["an action", "a proc", "a step", "`init`"]
    flow: Flow | None = None
    opening: bool = False
    """Whether `await` may come next."""
    inlined: tuple[str, ...] = ()
    """The procs this body has been inlined from, outermost first."""
    own: Own | None = None
    """The process that a step belongs to, which it must not move by assignment."""


_ENDS = (ast.Goto, ast.Halt, ast.Return, ast.CallRoutine)


def body(env: Env, block: ast.Block, context: Context) -> ir.Body:
    """The statements of a block, in a scope of their own."""
    inner = env.child()
    found: list[ir.Stmt] = []
    statements = block.statements
    opening = context.opening
    for i, stmt in enumerate(statements):
        opening = opening and isinstance(stmt, ast.Await)
        here = replace(context, opening=opening)
        then = statements[i + 1] if i + 1 < len(statements) else None
        follow = then if isinstance(stmt, ast.CallRoutine) and isinstance(then, ast.Goto) else None
        found += statement(inner, stmt, here, follow)
        if isinstance(stmt, _ENDS) and then is not None and follow is None:
            if context.flow is not None:
                env.program.report(errors.unreachable(then.span, _word(stmt), stmt.span))
            break
        if follow is not None:
            if i + 2 < len(statements):
                env.program.report(errors.unreachable(statements[i + 2].span, "goto", follow.span))
            break
    return tuple(found)


def _word(stmt: ast.Stmt) -> str:
    match stmt:
        case ast.Goto():
            return "goto"
        case ast.Halt():
            return "halt"
        case ast.Return():
            return "return"
        case _:
            return "call"


def statement(env: Env, stmt: ast.Stmt, context: Context, then: ast.Goto | None = None) -> ir.Body:
    """One statement; `then` is the `goto` that follows a `call`."""
    match stmt:
        case ast.Assign():
            return _assign(env, stmt, context)
        case ast.Let():
            return _let(env, stmt)
        case ast.If():
            return _if(env, stmt, context)
        case ast.For():
            return _for(env, stmt, context)
        case ast.Choose():
            return _choose(env, stmt, context)
        case ast.Either(branches):
            inner = replace(context, opening=True)
            return (ir.Either(tuple(body(env, b, inner) for b in branches), span=stmt.span),)
        case ast.Assert(test, text):
            return (ir.Assert(condition(env, test), text, span=stmt.span),)
        case ast.Await():
            return _await(env, stmt, context)
        case ast.Goto() | ast.Return() | ast.Halt() | ast.CallRoutine():
            return _flow(env, stmt, context, then)
        case ast.Do():
            return _do(env, stmt, context)
    assert_never(stmt)


# ---- assignment -------------------------------------------------------------------------------


def _assign(env: Env, stmt: ast.Assign, context: Context) -> ir.Body:
    moved = move_process(env, stmt, context.own)
    if moved is not None:
        return moved
    popped = pop_of(stmt.value)
    if popped is not None and stmt.op == "=":
        return _pop_into(env, stmt, popped)
    target = place_of(env, stmt.target)
    if target is None:
        env.check(stmt.value, BROKEN)
        return ()
    value = require(env, stmt.value, target.type) if stmt.op == "=" else _updated(env, stmt)
    return (ir.Assign(target, value, span=stmt.span),)


def _updated(env: Env, stmt: ast.Assign) -> ir.Expr:
    """The new value of `x += e`."""
    op: Literal["+", "-"] = "+" if stmt.op == "+=" else "-"
    old, change = number(env, stmt.target, stmt.op), number(env, stmt.value, stmt.op)
    if BROKEN in (old.type, change.type):
        return broken(stmt.span)
    return ir.Arithmetic(op, old, change, kinds.INT, span=stmt.span)


def _pop_into(env: Env, stmt: ast.Assign, popped: ast.Member) -> ir.Body:
    target = place_of(env, stmt.target)
    found = _popped_queue(env, popped)
    if target is None or found is None:
        return ()
    queue, end, element = found
    if not kinds.fits(element, target.type):
        env.program.report(errors.mismatch(element, errors.article(target.type), stmt.value.span))
        return ()
    return (ir.Pop(queue, end, target, span=stmt.span),)


def _popped_queue(env: Env, popped: ast.Member) -> tuple[ir.Place, Literal["front", "back"], t.Type] | None:
    queue = place_of(env, popped.base, reads=True)
    if queue is None:
        return None
    if not isinstance(queue.type, t.Queue):
        env.program.report(errors.operand(popped.name.text, queue.type, "queues", popped.base.span))
        return None
    return queue, "front" if popped.name.text == "pop" else "back", queue.type.element


def _let(env: Env, stmt: ast.Let) -> ir.Body:
    popped = pop_of(stmt.value)
    if popped is None:
        value = env.check(stmt.value)
        slot = env.bind(stmt.name, value.type, "let")
        return (ir.Let(slot, value, span=stmt.span),)
    found = _popped_queue(env, popped)
    slot = env.bind(stmt.name, found[2] if found else BROKEN, "let")
    return (ir.Pop(found[0], found[1], slot, span=stmt.span),) if found else ()


# ---- control ----------------------------------------------------------------------------------


def _closed(context: Context) -> Context:
    return replace(context, opening=False)


def _if(env: Env, stmt: ast.If, context: Context) -> ir.Body:
    inner = _closed(context)
    branches = [(condition(env, test), body(env, block, inner), test.span) for test, block in stmt.branches]
    otherwise = body(env, stmt.otherwise, inner) if stmt.otherwise else ()
    for test, then, span in reversed(branches):
        otherwise = (ir.If(test, then, otherwise, span=span),)
    return otherwise


def _for(env: Env, stmt: ast.For, context: Context) -> ir.Body:
    found, element = domain(env, stmt.domain)
    inner = env.child()
    slot = inner.bind(stmt.binder, element, "binder")
    loop = ir.For(slot, found, body(inner, stmt.body, _closed(context)), span=stmt.span)
    if env.phase == "state":
        check_loop(env.program, loop, element)
    return (loop,)


def _choose(env: Env, stmt: ast.Choose, context: Context) -> ir.Body:
    found, element = domain(env, stmt.domain)
    inner = env.child()
    slot = inner.bind(stmt.binder, element, "binder")
    where = condition(inner, stmt.where) if stmt.where else None
    chosen = body(inner, stmt.body, _closed(context))
    return (ir.Choose(slot, found, where, chosen, stmt.binder.text, span=stmt.span),)


_WAITING = {
    "an action": "give the action a guard (`when`), or open a branch of `either` with the `await`",
    "a proc": "a proc runs within one transition: wait in the step or action that calls it",
    "a step": "put it first in a step of its own, or open a branch of `either` with it",
    "`init`": "`init` does not wait: filter its results with `init where`",
}


def _await(env: Env, stmt: ast.Await, context: Context) -> ir.Body:
    if not context.opening:
        env.program.report(errors.misplaced_await(stmt.span, _WAITING[context.place]))
    return (ir.Await(condition(env, stmt.test), span=stmt.span),)


_OUTSIDE = {
    "an action": "an action is a single step; write a `process` for several",
    "a proc": "a proc is a piece of one atomic step; write a `routine` for steps of its own",
    "`init`": "`init` makes the initial states at once",
    "a step": "",
}


def _flow(
    env: Env,
    stmt: ast.Goto | ast.Return | ast.Halt | ast.CallRoutine,
    context: Context,
    then: ast.Goto | None,
) -> ir.Body:
    if context.flow is None:
        help = _OUTSIDE[context.place]
        env.program.report(errors.misplaced_statement(_word(stmt), context.place, stmt.span, help))
        return ()
    match stmt:
        case ast.Goto():
            return context.flow.goto(stmt)
        case ast.Return():
            return context.flow.give_back(env, stmt)
        case ast.Halt():
            return context.flow.halt(stmt)
        case ast.CallRoutine():
            return context.flow.call(env, stmt, then)


# ---- calls ------------------------------------------------------------------------------------


def _do(env: Env, stmt: ast.Do, context: Context) -> ir.Body:
    match stmt.call.callee:
        case ast.Member(_, ast.Ident(method)) if method in CHANGING:
            return method_call(env, stmt.call, stmt.span)
        case ast.Name(name) if isinstance(declared := env.program.declarations.get(name), ast.Proc):
            return _inline(env, declared, stmt, context)
        case ast.Name(name) if isinstance(env.program.declarations.get(name), ast.Routine):
            help = f"enter it with `call {name}(…)`"
            env.program.report(errors.not_a_value(name, "a routine", stmt.span, help))
        case ast.Name(name) as callee if not _names_function(env, name):
            procs = {n for n, d in env.program.declarations.items() if isinstance(d, ast.Proc)}
            no_function(env, callee, procs)
        case _:
            if env.check(stmt.call).type is not BROKEN:
                env.program.report(errors.useless_value("this call", stmt.span))
    return ()


def _names_function(env: Env, name: str) -> bool:
    return name in names.BUILT_IN or isinstance(env.program.declarations.get(name), ast.Func)


def _inline(env: Env, proc: ast.Proc, stmt: ast.Do, context: Context) -> ir.Body:
    """The body of a proc with its arguments in fresh slots of the caller's frame."""
    name, args = proc.name.text, stmt.call.args
    env.program.used.add(name)
    if name in context.inlined:
        _report_cycle(env.program, context.inlined[context.inlined.index(name) :], proc)
        return ()
    if not _room(env.program, stmt):
        return ()
    inner = Env(env.program, env.frame, env.phase, {}, set())
    params = parameters(inner, proc.params)
    if len(args) != len(params):
        what = f"proc `{name}`"
        env.program.report(errors.arity(what, len(params), len(args), stmt.span, proc.name.span))
        return ()
    lets = tuple(
        ir.Let(p.slot, exactly(env, a, p.type), span=a.span) for a, p in zip(args, params, strict=True)
    )
    inside = Context("a proc", None, False, (*context.inlined, name), context.own)
    return (*lets, *body(inner, proc.body, inside))


INLINE_LIMIT = 20_000
"""Most calls of procs in one spec, those inside inlined procs included."""


def _room(program: Program, stmt: ast.Do) -> bool:
    """Whether one more proc may be inlined: procs that call each other twice double with each level."""
    program.inlined += 1
    if program.inlined == INLINE_LIMIT + 1:
        program.report(errors.inlined_too_often(INLINE_LIMIT, stmt.span))
    return program.inlined <= INLINE_LIMIT


def _report_cycle(program: Program, cycle: tuple[str, ...], proc: ast.Proc) -> None:
    """Once for each circle of procs, wherever it is entered."""
    if frozenset(cycle) not in program.cycles:
        program.cycles.add(frozenset(cycle))
        program.report(errors.recursion("proc", proc.name.text, proc.name.span))


def check_proc(program: Program, proc: ast.Proc) -> None:
    """Reports what is wrong in a proc even where nothing calls it."""
    env = Env(program, Frame())
    parameters(env, proc.params)
    body(env, proc.body, Context("a proc", None, False, (proc.name.text,)))


def always_ends(statements: ir.Body) -> bool:
    """Whether every run through the statements reaches an `End`."""
    for stmt in statements:
        match stmt:
            case ir.End():
                return True
            case ir.If(_, then, otherwise) if always_ends(then) and always_ends(otherwise):
                return True
            case ir.Choose(_, _, _, inner) if always_ends(inner):
                return True
            case ir.Either(branches) if all(always_ends(b) for b in branches):
                return True
    return False
