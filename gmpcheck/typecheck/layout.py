"""Where processes live in the state: their steps after inlining, their hidden variables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Literal

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, kinds
from gmpcheck.typecheck.env import Bound, Env, Frame
from gmpcheck.typecheck.folding import settle
from gmpcheck.typecheck.program import BROKEN, CallSite, Location, ProcessLayout, Program
from gmpcheck.typecheck.typenames import refuse_huge, refuse_wide_any, resolve
from gmpcheck.typecheck.wanted import condition, exactly

Params = tuple[tuple[ast.Ident, t.Type], ...]


def lay_out(program: Program, declared: ast.Process) -> ProcessLayout | None:
    """Numbers the locations of a process and adds its variables; None where it cannot be built."""
    name = declared.name.text
    params = tuple((p.name, resolve(program, p.type)) for p in declared.params)
    fine = [_fits_parameter(program, type, p) for (_, type), p in zip(params, declared.params, strict=True)]
    if not declared.steps:
        program.report(errors.no_steps("process", name, declared.name.span))
    if not all(fine) or not declared.steps:
        return None
    every = array_over(params, kinds.BOOL)
    if refuse_huge(program, f"the current step of all {name}", every, declared.name.span):
        return None
    locations, sites = _locations(program, declared)
    steps = t.Enum(name, (*(at.label for at in locations), "halted"))
    variable = _add(program, name, array_over(params, steps), _same(params, 0), "step", name, declared)
    names = frozenset(f.name.text for f in declared.locals)
    local = {
        f.name.text: _local(program, f, f"{name}.{f.name.text}", params, name, params, names)
        for f in declared.locals
    }
    layout = ProcessLayout(declared, params, steps, variable, local, locations, sites)
    for site in sites.values():
        _site_locals(program, layout, site)
    return layout


def _fits_parameter(program: Program, type: t.Type, declared: ast.Parameter) -> bool:
    """Whether a process can run once for each value of a type."""
    if type is BROKEN:
        return False
    if not isinstance(type, t.Bool | t.Range | t.Enum | t.Machine):
        program.report(errors.process_parameter(type, declared.type.span))
        return False
    return True


def constrain_locals(program: Program, layout: ProcessLayout) -> None:
    """The conditions of `any where`, once every process has its place."""
    for f in layout.declaration.locals:
        number = layout.locals[f.name.text]
        if isinstance(f.init, ast.AnyValue) and f.init.where is not None and not _is_broken(program, number):
            _any_where(program, f, number, layout.params, f.init.where)


def _is_broken(program: Program, number: int) -> bool:
    """Whether the variable of a local has been refused."""
    type = program.variables[number].type
    while isinstance(type, t.Array):
        type = type.element
    return type is BROKEN


# ---- locations --------------------------------------------------------------------------------


STEP_LIMIT = 4096
"""Most steps of a process, those of its routines counted once per call."""


def _locations(
    program: Program, process: ast.Process
) -> tuple[tuple[Location, ...], dict[tuple[int, int], CallSite]]:
    """The process's own steps, then those of every routine it calls, once per call."""
    owner = process.name.text
    found: list[tuple[str, ast.Step, CallSite | None]] = [(owner, s, None) for s in process.steps]
    sites: dict[tuple[int, int], CallSite] = {}
    number = 0
    while number < len(found):
        _, step, outer = found[number]
        for call, then in calls(step.body):
            routine = _routine(program, call, outer)
            if routine is not None:
                site = CallSite(routine, call, then, number, outer, len(found), {})
                sites[number, call.span.start] = site
                found += [(routine.name.text, s, site) for s in routine.steps]
        if len(found) > STEP_LIMIT:
            program.report(errors.too_many_steps(owner, STEP_LIMIT, process.name.span))
            break
        number += 1
    labels = _labels(found)
    return tuple(Location(n, *at) for n, at in zip(labels, found, strict=True)), sites


def _labels(found: list[tuple[str, ast.Step, CallSite | None]]) -> list[str]:
    """`find`, `wakep.cas`, and `wakep.cas@run` where several steps call the routine."""
    plain = [s.name.text if site is None else f"{owner}.{s.name.text}" for owner, s, site in found]
    often = Counter(plain)
    labels: list[str] = []
    for text, (_, _, site) in zip(plain, found, strict=True):
        label = f"{text}@{labels[site.caller]}" if often[text] > 1 and site is not None else text
        while label in labels:
            label += "'"
        labels.append(label)
    return labels


def _routine(program: Program, call: ast.CallRoutine, outer: CallSite | None) -> ast.Routine | None:
    name = call.routine.text
    declared = program.declarations.get(name)
    if not isinstance(declared, ast.Routine):
        known = {n for n, d in program.declarations.items() if isinstance(d, ast.Routine)}
        program.report(errors.unknown_routine(name, call.routine.span, known))
        return None
    program.used.add(name)
    if not declared.steps:
        return None
    cycle = {name}
    while outer is not None:
        if outer.routine is declared:
            if frozenset(cycle) not in program.cycles:
                program.cycles.add(frozenset(cycle))
                program.report(errors.recursion("routine", name, call.span))
            return None
        cycle.add(outer.routine.name.text)
        outer = outer.outer
    return declared


def calls(block: ast.Block) -> Iterator[tuple[ast.CallRoutine, ast.Goto | None]]:
    """Every `call` in a block, with the `goto` that follows it, in the order of the source."""
    for i, stmt in enumerate(block.statements):
        match stmt:
            case ast.CallRoutine():
                after = block.statements[i + 1] if i + 1 < len(block.statements) else None
                yield stmt, after if isinstance(after, ast.Goto) else None
            case ast.If(branches, otherwise):
                for _, inner in branches:
                    yield from calls(inner)
                if otherwise is not None:
                    yield from calls(otherwise)
            case ast.For(_, _, inner) | ast.Choose(_, _, _, inner):
                yield from calls(inner)
            case ast.Either(blocks):
                for inner in blocks:
                    yield from calls(inner)


# ---- variables --------------------------------------------------------------------------------


def array_over(params: Params, element: t.Type) -> t.Type:
    """One element per parameter tuple: arrays nested in the order of the parameters."""
    for _, index in reversed(params):
        assert isinstance(index, t.Bool | t.Range | t.Enum | t.Machine)
        element = t.Array(index, element)
    return element


def _same(params: Params, value: t.Value) -> t.Value:
    for _, index in reversed(params):
        value = (value,) * t.count(index)
    return value


def _add(
    program: Program,
    name: str,
    type: t.Type,
    start: t.Value | ir.AnyValue,
    role: Literal["step", "local"],
    owner: str,
    node: ast.Process | ast.Field | ast.Parameter,
) -> int:
    doc = node.doc if isinstance(node, ast.Field) else ""
    begin = start if isinstance(start, ir.AnyValue) else ir.Fixed(start)
    return program.add_variable(ir.Variable(name, type, begin, owner, role, doc, span=node.name.span))


def _local(
    program: Program,
    field: ast.Field,
    name: str,
    params: Params,
    owner: str,
    visible: Params = (),
    later: frozenset[str] = frozenset(),
) -> int:
    """A local of a process, whose initial value may depend on its parameters, or of a routine."""
    type = resolve(program, field.type)
    whole = array_over(params, type)
    if type is BROKEN or refuse_huge(program, f"the local `{field.name.text}`", whole, field.type.span):
        whole = array_over(params, BROKEN)
        return _add(program, name, whole, _same(params, False), "local", owner, field)
    if isinstance(field.init, ast.AnyValue):
        refuse_wide_any(program, type, field.init.span)
        return _add(program, name, whole, ir.AnyValue(), "local", owner, field)
    tuples = product(*(t.values(p) for _, p in params))
    values = [_start(program, field, type, visible, at, later) for at in tuples]
    return _add(program, name, whole, _nest(values, [t.count(p) for _, p in params]), "local", owner, field)


def _nest(values: list[t.Value], sizes: list[int]) -> t.Value:
    """A flat list in the order of the parameter tuples as nested tuples."""
    if not sizes:
        return values[0]
    each = len(values) // sizes[0] if sizes[0] else 0
    return tuple(_nest(values[i * each : (i + 1) * each], sizes[1:]) for i in range(sizes[0]))


def _start(
    program: Program,
    field: ast.Field,
    type: t.Type,
    visible: Params,
    at: tuple[t.Value, ...],
    later: frozenset[str],
) -> t.Value:
    """The initial value in one instance; `later` names the parameters and locals without a value."""
    if field.init is None:
        return default_of(program, f"`{field.name.text}`", type, field)
    assert not isinstance(field.init, ast.AnyValue)
    env = Env(program, Frame(), "constant", later=later)
    for (name, param), value in zip(visible, at, strict=False):
        env.names[name.text] = Bound(ir.Const(value, param), "parameter", name.span)
    before = program.errors
    expr = exactly(env, field.init, type)
    if program.errors > before or expr.type is BROKEN:
        return None
    found = settle(program, expr, env.frame.slots, field.init.span)
    return found.value if found else None


def default_of(program: Program, what: str, type: t.Type, node: ast.Field | ast.Var) -> t.Value:
    """The default of a type; an error at the declaration where it has none."""
    if t.has_default(type):
        return t.default(type)
    program.report(errors.needs_initialiser(what, type, node.name.span))
    return None


def _any_where(program: Program, field: ast.Field, number: int, params: Params, where: ast.Expr) -> None:
    """`any where c` of a local: c for every instance of the process."""
    env = Env(program, Frame(), "start")
    slots = [env.bind(name, type, "binder") for name, type in params]
    place = ir.StateVar(number, program.variables[number].type, span=field.span)
    expr: ir.Expr = place
    for slot, (_, type) in zip(slots, params, strict=True):
        assert isinstance(expr.type, t.Array)
        expr = ir.Element(expr, ir.Local(slot, type), expr.type.element, span=field.span)
    env.names[field.name.text] = Bound(expr, "local", field.name.span)
    test = condition(env, where)
    for slot, (_, type) in reversed(list(zip(slots, params, strict=True))):
        test = ir.Quantifier("forall", slot, ir.ValuesOf(type), test, kinds.BOOL, span=where.span)
    program.start_where.append(ir.Predicate(test, env.frame.slots, span=where.span))


def _site_locals(program: Program, layout: ProcessLayout, site: CallSite) -> None:
    """Variables of a routine's parameters and locals at one call. A parameter is nil outside of
    the call where its type is a machine, which has no default."""
    entry = layout.locations[site.entry].label
    at = f"@{entry.partition('@')[2]}" if "@" in entry else ""
    prefix = f"{layout.name}.{site.routine.name.text}"
    declared: tuple[ast.Parameter | ast.Field, ...] = (*site.routine.params, *site.routine.locals)
    names = frozenset(d.name.text for d in declared)
    for p in site.routine.params:
        type = resolve(program, p.type)
        stored = t.Optional(type) if isinstance(type, t.Machine) else type
        if not t.has_default(stored):
            program.report(errors.routine_parameter(p.name.text, type, p.type.span))
        value = t.default(stored) if type is not BROKEN and t.has_default(stored) else None
        name = f"{prefix}.{p.name.text}{at}"
        whole = array_over(layout.params, stored)
        site.locals[p.name.text] = _add(
            program, name, whole, _same(layout.params, value), "local", layout.name, p
        )
    for f in site.routine.locals:
        if isinstance(f.init, ast.AnyValue):
            program.report(errors.any_in_routine(f.init.span))
            continue
        name = f"{prefix}.{f.name.text}{at}"
        site.locals[f.name.text] = _local(program, f, name, layout.params, layout.name, (), names)
