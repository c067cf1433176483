"""A parsed spec → a typed model for given parameters, or every error that stands in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gmpcheck.diagnostics import Diagnostic, SpecError
from gmpcheck.model import ir
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors
from gmpcheck.typecheck.actions import lower_action
from gmpcheck.typecheck.calls import function
from gmpcheck.typecheck.declarations import constrain_starts, declare_types, declare_variables
from gmpcheck.typecheck.env import Env, Frame
from gmpcheck.typecheck.expressions import check as check_expr
from gmpcheck.typecheck.layout import constrain_locals, lay_out
from gmpcheck.typecheck.processes import check_unused_routine, lower_process, process_of
from gmpcheck.typecheck.program import BROKEN, Program
from gmpcheck.typecheck.properties import lower_claims, lower_property, predicate
from gmpcheck.typecheck.statements import Context, body, check_proc
from gmpcheck.typecheck.usage import warn_unused
from gmpcheck.typecheck.variants import Parts, assemble


@dataclass(frozen=True, slots=True)
class Checked:
    """A model with its warnings, and the scope in which further expressions can be checked."""

    model: ir.Model
    warnings: tuple[Diagnostic, ...]
    program: Program


def check(
    spec: ast.Spec,
    imported: tuple[ast.Spec, ...] = (),
    settings: Mapping[str, str] | None = None,
    variant: str | None = None,
) -> Checked:
    """Checks a spec, or one of its variants, for the given parameter values (as text).

    `imported` holds the specs it imports, dependencies first. Raises SpecError with every error.
    """
    try:
        return _check(spec, imported, settings or {}, variant)
    except RecursionError:
        # The trees are not that deep; only definitions that go through one another can be.
        raise SpecError([errors.too_deep_definitions(spec.span)]) from None


def _check(
    spec: ast.Spec, imported: tuple[ast.Spec, ...], settings: Mapping[str, str], variant: str | None
) -> Checked:
    problems: list[Diagnostic] = []
    if spec.name is None:
        problems.append(errors.no_spec_line(spec.span))
    parts = assemble(spec, imported, variant, problems.append)
    program = Program(
        spec.name.text if spec.name else "",
        parts.named,
        check_expr,
        parts.removed_steps,
        problems,
        given=settings,
    )
    _refuse_unknown_settings(program)
    model = _model(spec, variant, program, parts)
    if variant is None:
        warn_unused(program, spec)
    if program.failed:
        raise SpecError(_located(program, spec))
    # A variant leaves things unused and unreached by design; its base has been warned about.
    warnings = (
        [] if variant is not None else sorted(dict.fromkeys(program.problems), key=lambda d: d.sort_key)
    )
    return Checked(model, tuple(warnings), program)


def _located(program: Program, spec: ast.Spec) -> Iterator[Diagnostic]:
    """The errors. What an imported file does not find is for the importing one to declare, so each
    such name is reported once."""
    missing: set[str] = set()
    for problem in sorted(program.problems, key=lambda p: p.sort_key):
        if problem.severity != "error":
            continue
        at = problem.span
        if problem.code not in ("GMP101", "GMP105") or at is None or at.source is spec.span.source:
            yield problem
        elif at.text not in missing:
            missing.add(at.text)
            yield errors.missing_for_import(problem, spec.span.source.name)


def check_expression(checked: Checked, node: ast.Expr) -> ir.Predicate:
    """A closed expression over the state of a checked model, of any type. Raises SpecError."""
    program = checked.program
    program.problems.clear()
    env = Env(program, Frame())
    expr = env.check(node)
    if program.failed or expr.type is BROKEN:
        raise SpecError(program.problems)
    return ir.Predicate(expr, env.frame.slots, span=node.span)


def _refuse_unknown_settings(program: Program) -> None:
    params = [n for n, d in program.declarations.items() if isinstance(d, ast.Param)]
    for name in program.given:
        if name not in params:
            program.report(errors.unknown_parameter(name, params))


def _model(spec: ast.Spec, variant: str | None, program: Program, parts: Parts) -> ir.Model:
    """The stages in their order; each reports what it finds and goes on."""
    declared = tuple(parts.named.values())
    declare_types(program)
    declare_variables(program)
    _lay_out_processes(program, declared)
    program.placed = True
    constrain_starts(program)
    for layout in program.processes.values():
        constrain_locals(program, layout)
    _check_functions(program, declared)
    init = tuple(_init_block(program, d) for d in parts.inits)
    init_where = tuple(predicate(program, d.condition, d.doc, start=True) for d in parts.init_wheres)
    actions = _actions(program, declared)
    properties = tuple(lower_property(program, d) for d in declared if isinstance(d, ast.Property))
    ends = tuple(predicate(program, d.condition, d.doc) for d in parts.ends)
    bounds = tuple(predicate(program, d.condition, d.doc) for d in parts.bounds)
    claims = lower_claims(program, parts.expects, parts.offs[0] if parts.offs else None)
    return ir.Model(
        name=program.spec_name,
        variant=variant,
        settings=tuple(program.settings[d.name.text] for d in declared if d.name.text in program.settings),
        machines=tuple(program.machines[d.name.text] for d in declared if d.name.text in program.machines),
        statuses=tuple(program.statuses.items()),
        variables=tuple(program.variables),
        functions=tuple(program.functions),
        start_where=tuple(program.start_where),
        init=init,
        init_where=init_where,
        actions=actions,
        processes=tuple(process_of(p) for p in program.processes.values()),
        ends=ends,
        deadlock_off=bool(parts.offs),
        bounds=bounds,
        properties=properties,
        claims=claims,
        ordered=tuple(program.ordered.values()),
        doc=spec.doc,
        span=spec.name.span if spec.name else spec.span,
    )


def _lay_out_processes(program: Program, declared: tuple[ast.Decl, ...]) -> None:
    for d in declared:
        if isinstance(d, ast.Process):
            layout = lay_out(program, d)
            if layout is not None:
                program.processes[d.name.text] = layout


def _check_functions(program: Program, declared: tuple[ast.Decl, ...]) -> None:
    for d in declared:
        match d:
            case ast.Func():
                with program.not_a_use(d.name.text):
                    function(program, d)
            case ast.Proc():
                check_proc(program, d)


def _init_block(program: Program, declared: ast.InitBlock) -> ir.Initialiser:
    env = Env(program, Frame(), "start")
    statements = body(env, declared.body, Context("`init`"))
    return ir.Initialiser(statements, env.frame.slots, span=declared.span)


def _actions(program: Program, declared: tuple[ast.Decl, ...]) -> tuple[ir.Action, ...]:
    found: list[ir.Action] = []
    for d in declared:
        match d:
            case ast.Action():
                found.append(lower_action(program, d))
            case ast.Process() if d.name.text in program.processes:
                found += lower_process(program, program.processes[d.name.text])
    for d in declared:
        match d:
            case ast.Routine() if not d.steps:
                program.report(errors.no_steps("routine", d.name.text, d.name.span))
            case ast.Routine() if d.name.text not in program.used:
                check_unused_routine(program, d)
    return tuple(found)
