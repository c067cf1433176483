"""Processes → actions: one action per step, which tests and moves the hidden step variable.

Routines have been inlined by `layout`: a routine's step becomes one action per call. The
parameters and locals of a call are variables that go back to their defaults when it returns, so
that a finished call leaves no trace in the state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.source import Span
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, kinds
from gmpcheck.typecheck.actions import fairness, split_awaits
from gmpcheck.typecheck.env import Bound, Env, Frame
from gmpcheck.typecheck.layout import lay_out
from gmpcheck.typecheck.places import place_of
from gmpcheck.typecheck.program import BROKEN, CallSite, ProcessLayout, Program
from gmpcheck.typecheck.statements import Context, always_ends, body
from gmpcheck.typecheck.steps import Own, reset, step_place
from gmpcheck.typecheck.typenames import resolve
from gmpcheck.typecheck.wanted import exactly, require


def lower_process(program: Program, layout: ProcessLayout) -> tuple[ir.Action, ...]:
    """The actions of a process, in the order of its locations; warns of unreachable steps."""
    flows = [_flow(program, layout, number) for number in range(len(layout.locations))]
    actions = tuple(_action(flow) for flow in flows)
    _warn_unreachable(program, layout, {f.number: f.targets for f in flows})
    return actions


def check_unused_routine(program: Program, routine: ast.Routine) -> None:
    """Reports what is wrong in a routine that nothing calls, as if a process did."""
    call = ast.CallRoutine(None, routine.name, (), span=routine.span)
    step = ast.Step(routine.name, ast.Block((call,), span=routine.span), span=routine.span)
    caller = ast.Process(None, ast.Ident("", span=routine.name.span), (), (), (step,), span=routine.span)
    scratch = replace(program, variables=list(program.variables), used=set(), read=set(program.read))
    layout = lay_out(scratch, caller)
    if layout is not None:
        for number in range(1, len(layout.locations)):
            _action(_flow(scratch, layout, number))
    program.read.update(n for n in scratch.read if n < len(program.variables))


def process_of(layout: ProcessLayout) -> ir.Process:
    params = tuple(ir.Parameter(n.text, type, i) for i, (n, type) in enumerate(layout.params))
    return ir.Process(
        layout.name,
        params,
        layout.variable,
        layout.halted,
        layout.declaration.doc,
        span=layout.declaration.span,
    )


@dataclass(frozen=True, slots=True)
class StepFlow:
    """What ends the step at one location: `goto`, `return`, `halt`, `call`, and falling through."""

    program: Program
    layout: ProcessLayout
    number: int
    own: Own
    frame: Frame
    targets: set[int]
    """Locations that the step can move its process to."""

    @property
    def site(self) -> CallSite | None:
        return self.layout.locations[self.number].site

    def goto(self, node: ast.Goto) -> ir.Body:
        target = self._step_named(self.number, node.step)
        return () if target is None else self._move(target, node.span)

    def halt(self, node: ast.Halt) -> ir.Body:
        return (*self._leave_all(node.span), *self._move(self.layout.halted, node.span))

    def give_back(self, env: Env, node: ast.Return) -> ir.Body:
        site = self.site
        if site is None:
            help = "a process ends with `halt`; `return` ends a routine"
            self.program.report(errors.misplaced_statement("return", "a step of a process", node.span, help))
            return ()
        if node.value is None:
            if _owes_value(site):
                self.program.report(errors.result_missing(site.routine.name.text, node.span))
            return self._return(site, node.span)
        return (*self._store_result(env, node, node.value, site), *self._return(site, node.span))

    def call(self, env: Env, node: ast.CallRoutine, then: ast.Goto | None) -> ir.Body:
        site = self.layout.sites.get((self.number, node.span.start))
        if then is not None:
            self._step_named(self.number, then.step)
        if site is None:
            return ()
        if node.target is not None and not _gives_value(site.routine):
            name = site.routine.name
            self.program.report(errors.no_result(name.text, node.span, name.span))
        params = site.routine.params
        if len(node.args) != len(params):
            what = f"routine `{site.routine.name.text}`"
            self.program.report(
                errors.arity(what, len(params), len(node.args), node.span, site.routine.name.span)
            )
            return ()
        return (*self._pass(env, node, site), *self._move(site.entry, node.span))

    def fall_through(self, span: Span) -> ir.Body:
        return self._after(self.number, span)

    def _pass(self, env: Env, node: ast.CallRoutine, site: CallSite) -> ir.Body:
        """All arguments first, then the parameters' variables."""
        lets, stores = [], []
        for arg, p in zip(node.args, site.routine.params, strict=True):
            type = resolve(self.program, p.type)
            slot = env.frame.new()
            lets.append(ir.Let(slot, exactly(env, arg, type), span=arg.span))
            place = step_place(self.program, site.locals[p.name.text], self.own.index, arg.span)
            stores.append(ir.Assign(place, ir.Local(slot, type, span=arg.span), span=arg.span))
        return (*lets, *stores)

    def _store_result(self, env: Env, node: ast.Return, value: ast.Expr, site: CallSite) -> ir.Body:
        """The value first; then the target of the call, in the caller's scope."""
        result = _result(env, value, site)
        slot = env.frame.new()
        let = ir.Let(slot, result, span=value.span)
        if site.call.target is None:
            return (let,)
        caller = scope(self.program, self.layout, site.caller, self.frame)
        target = place_of(caller, site.call.target)
        if target is None or result.type is BROKEN:
            return (let,)
        if not kinds.fits(result.type, target.type):
            self.program.report(errors.mismatch(result.type, errors.article(target.type), value.span))
        stored = ir.Local(slot, result.type, span=value.span)
        return (let, ir.Assign(target, stored, span=node.span))

    def _return(self, site: CallSite, span: Span) -> ir.Body:
        """Leaves no trace of the call, and goes on behind it."""
        cleared = reset(self.program, self.layout, self.own.index, (site,), span)
        if site.then is None:
            return (*cleared, *self._after(site.caller, span))
        target = self._step_named(site.caller, site.then.step)
        return cleared if target is None else (*cleared, *self._move(target, span))

    def _after(self, number: int, span: Span) -> ir.Body:
        """What follows the step at a location: the next one, the return of its routine, or halt."""
        here = self.layout.locations[number]
        if number + 1 < len(self.layout.locations) and self.layout.locations[number + 1].site is here.site:
            return self._move(number + 1, span)
        if here.site is None:
            return self._move(self.layout.halted, span)
        if _owes_value(here.site):
            self.program.report(errors.result_missing(here.site.routine.name.text, here.step.name.span))
        return self._return(here.site, span)

    def _leave_all(self, span: Span) -> ir.Body:
        """Leaves no trace of the calls that this location is in."""
        found: list[CallSite] = []
        site = self.site
        while site is not None:
            found.append(site)
            site = site.outer
        return reset(self.program, self.layout, self.own.index, found, span)

    def _move(self, target: int, span: Span) -> ir.Body:
        self.targets.add(target)
        place = step_place(self.program, self.layout.variable, self.own.index, span)
        return (ir.Assign(place, ir.Const(target, self.layout.type, span=span), span=span), ir.End(span=span))

    def _step_named(self, number: int, step: ast.Ident) -> int | None:
        """The location of a step by name, among those of the same process or the same call."""
        here = self.layout.locations[number]
        for i, at in enumerate(self.layout.locations):
            if at.site is here.site and at.step.name.text == step.text:
                return i
        known = [at.step.name.text for at in self.layout.locations if at.site is here.site]
        removed = (here.owner, step.text) in self.program.removed_steps
        self.program.report(errors.unknown_step(here.owner, step.text, step.span, known, removed))
        return None


def _result(env: Env, value: ast.Expr, site: CallSite) -> ir.Expr:
    """The value of a `return`, checked against the declared result or the other returns."""
    name = site.routine.name.text
    if site.routine.result is not None:
        return exactly(env, value, resolve(env.program, site.routine.result))
    known = env.program.results.get(name)
    result = require(env, value, known) if known is not None else env.check(value)
    env.program.results.setdefault(name, result.type)
    return result


def _owes_value(site: CallSite) -> bool:
    """Whether every path through the routine must return a value here. Where none does, the call is
    the mistake."""
    wanted = site.call.target is not None and _gives_value(site.routine)
    return wanted or site.routine.result is not None


def _gives_value(routine: ast.Routine) -> bool:
    return any(_returns_value(step.body) for step in routine.steps)


def _returns_value(block: ast.Block) -> bool:
    for stmt in block.statements:
        match stmt:
            case ast.Return(value) if value is not None:
                return True
            case ast.If(branches, otherwise):
                inner = [b for _, b in branches] + ([otherwise] if otherwise else [])
                if any(map(_returns_value, inner)):
                    return True
            case ast.For(_, _, block_) | ast.Choose(_, _, _, block_):
                if _returns_value(block_):
                    return True
            case ast.Either(blocks):
                if any(map(_returns_value, blocks)):
                    return True
    return False


def scope(program: Program, layout: ProcessLayout, number: int, frame: Frame) -> Env:
    """What a step sees: the process's parameters and locals or, in a routine, only the call's."""
    env = Env(program, frame)
    at = layout.locations[number]
    index = tuple(ir.Local(i, type) for i, (_, type) in enumerate(layout.params))
    if at.site is None:
        for i, (name, type) in enumerate(layout.params):
            env.add(name, Bound(ir.Local(i, type, span=name.span), "parameter", name.span))
        for f in layout.declaration.locals:
            env.add(f.name, _variable(program, layout.locals[f.name.text], index, f.name))
        return env
    for p in at.site.routine.params:
        stored = _variable(program, at.site.locals[p.name.text], index, p.name)
        expr = kinds.checked(stored.expr, resolve(program, p.type))
        env.add(p.name, Bound(expr, "parameter", p.name.span))
    for f in at.site.routine.locals:
        if f.name.text in at.site.locals:
            env.add(f.name, _variable(program, at.site.locals[f.name.text], index, f.name))
    return env


def _variable(program: Program, number: int, index: tuple[ir.Expr, ...], name: ast.Ident) -> Bound:
    expr: ir.Expr = ir.StateVar(number, program.variables[number].type, span=name.span)
    for i in index:
        assert isinstance(expr.type, t.Array)
        expr = ir.Element(expr, i, expr.type.element, span=name.span)
    return Bound(expr, "local", name.span, step_place(program, number, index, name.span))


def _flow(program: Program, layout: ProcessLayout, number: int) -> StepFlow:
    index = tuple(ir.Local(i, type) for i, (_, type) in enumerate(layout.params))
    return StepFlow(program, layout, number, Own(layout.name, index), Frame(slots=len(layout.params)), set())


def _action(flow: StepFlow) -> ir.Action:
    program, layout = flow.program, flow.layout
    at = layout.locations[flow.number]
    env = scope(program, layout, flow.number, flow.frame)
    statements = body(env, at.step.body, Context("a step", flow, True, (), flow.own))
    if not always_ends(statements):
        statements = (*statements, *flow.fall_through(at.step.name.span))
    tests, rest = split_awaits(statements)
    params = tuple(ir.Parameter(n.text, type, i) for i, (n, type) in enumerate(layout.params))
    guard = _here(flow)
    for test in tests:
        guard = ir.Logic("&&", guard, test, kinds.BOOL, span=test.span)
    return ir.Action(
        name=f"{layout.name}.{at.label.partition('@')[0]}",
        key=f"{layout.name}.{at.label}",
        params=params,
        guard=guard,
        body=rest,
        slots=flow.frame.slots,
        fairness=fairness(program, layout.declaration, tuple(range(len(params)))),
        process=layout.name,
        doc=at.step.doc,
        span=at.step.span,
    )


def _here(flow: StepFlow) -> ir.Expr:
    """Whether the process is at the flow's location."""
    span = flow.layout.locations[flow.number].step.name.span
    number = flow.layout.variable
    expr: ir.Expr = ir.StateVar(number, flow.program.variables[number].type, span=span)
    for i in flow.own.index:
        assert isinstance(expr.type, t.Array)
        expr = ir.Element(expr, i, expr.type.element, span=span)
    here = ir.Const(flow.number, flow.layout.type, span=span)
    return ir.Compare("==", expr, here, kinds.BOOL, span=span)


def _warn_unreachable(program: Program, layout: ProcessLayout, edges: dict[int, set[int]]) -> None:
    """Steps that no path leads to, at any call of their routine."""
    reached = {0} | {n for p, n in program.moves if p == layout.name}
    frontier = list(reached)
    while frontier:
        for target in sorted(edges.get(frontier.pop(), set()) - reached):
            reached.add(target)
            frontier.append(target)
    live = {(layout.locations[n].owner, layout.locations[n].step.name.text) for n in reached if n in edges}
    for at in layout.locations:
        entered = at.site is None or at.site.entry in reached
        if entered and (at.owner, at.step.name.text) not in live:
            program.report(errors.unreachable_step(at.owner, at.step.name.text, at.step.name.span))
