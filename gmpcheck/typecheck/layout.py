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
from gmpcheck.typecheck.constants import settle
from gmpcheck.typecheck.env import Bound, Env, Frame
from gmpcheck.typecheck.expressions import condition, exactly
from gmpcheck.typecheck.program import BROKEN, CallSite, Location, ProcessLayout, Program
from gmpcheck.typecheck.typenames import resolve

Params = tuple[tuple[ast.Ident, t.Type], ...]


def lay_out(program: Program, declared: ast.Process) -> ProcessLayout | None:
    """Numbers the locations of a process and adds its variables; None where it cannot be built."""
    params = tuple((p.name, resolve(program, p.type)) for p in declared.params)
    for (_, type), p in zip(params, declared.params, strict=True):
        if type is not BROKEN and not isinstance(type, t.Bool | t.Range | t.Enum | t.Machine):
            program.report(errors.index_type(type, p.type.span))
            return None
    if not declared.steps:
        program.report(errors.no_steps("process", declared.name.text, declared.name.span))
        return None
    if any(type is BROKEN for _, type in params):
        return None
    locations, sites = _locations(program, declared)
    name = declared.name.text
    steps = t.Enum(name, (*(at.label for at in locations), "halted"))
    variable = _add(program, name, array_over(params, steps), _same(params, 0), "step", name, declared)
    local = {
        f.name.text: _local(program, f, f"{name}.{f.name.text}", params, name, params)
        for f in declared.locals
    }
    layout = ProcessLayout(declared, params, steps, variable, local, locations, sites)
    for site in sites.values():
        _site_locals(program, layout, site)
    return layout


# ---- locations --------------------------------------------------------------------------------


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
    while outer is not None:
        if outer.routine is declared:
            program.report(errors.recursion("routine", name, call.span))
            return None
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
    program: Program, field: ast.Field, name: str, params: Params, owner: str, visible: Params = ()
) -> int:
    """A local of a process, whose initial value may depend on its parameters, or of a routine."""
    type = resolve(program, field.type)
    if type is BROKEN:
        return program.add_variable(ir.Variable(name, BROKEN, ir.Fixed(False), owner, "local"))
    whole = array_over(params, type)
    if isinstance(field.init, ast.AnyValue):
        number = _add(program, name, whole, ir.AnyValue(), "local", owner, field)
        if field.init.where is not None:
            _any_where(program, field, number, params, field.init.where)
        return number
    values = [_start(program, field, type, visible, at) for at in product(*(t.values(p) for _, p in params))]
    return _add(program, name, whole, _nest(values, [t.count(p) for _, p in params]), "local", owner, field)


def _nest(values: list[t.Value], sizes: list[int]) -> t.Value:
    """A flat list in the order of the parameter tuples as nested tuples."""
    if not sizes:
        return values[0]
    each = len(values) // sizes[0] if sizes[0] else 0
    return tuple(_nest(values[i * each : (i + 1) * each], sizes[1:]) for i in range(sizes[0]))


def _start(
    program: Program, field: ast.Field, type: t.Type, visible: Params, at: tuple[t.Value, ...]
) -> t.Value:
    if field.init is None:
        return default_of(program, f"`{field.name.text}`", type, field)
    assert not isinstance(field.init, ast.AnyValue)
    env = Env(program, Frame(), "constant")
    for (name, param), value in zip(visible, at, strict=False):
        env.names[name.text] = Bound(ir.Const(value, param), "parameter", name.span)
    before = len(program.problems)
    expr = exactly(env, field.init, type)
    if len(program.problems) > before:
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
    for p in site.routine.params:
        type = resolve(program, p.type)
        stored = t.Optional(type) if isinstance(type, t.Machine) else type
        value = t.default(stored) if type is not BROKEN and t.has_default(stored) else None
        name = f"{prefix}.{p.name.text}{at}"
        whole = array_over(layout.params, stored)
        site.locals[p.name.text] = _add(
            program, name, whole, _same(layout.params, value), "local", layout.name, p
        )
    for f in site.routine.locals:
        if isinstance(f.init, ast.AnyValue):
            program.report(
                errors.error(
                    "GMP213",
                    "a local of a routine starts with one value",
                    f.init.span,
                    "`any` has many",
                    help=["use `choose` in its first step"],
                )
            )
            continue
        name = f"{prefix}.{f.name.text}{at}"
        site.locals[f.name.text] = _local(program, f, name, layout.params, layout.name)
