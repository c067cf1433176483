"""Resolution of names: bare, qualified (`P.idle`, `wakep.cas`), and members (`m.p.runq`)."""

from __future__ import annotations

from gmpcheck.diagnostics import Diagnostic
from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.model.walk import variables_read
from gmpcheck.source import Span
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, kinds
from gmpcheck.typecheck.constants import constant
from gmpcheck.typecheck.env import Env, broken
from gmpcheck.typecheck.program import BROKEN, ProcessLayout

BUILT_IN = {"len": 1, "cap": 1, "empty": 1, "full": 1, "min": 2, "max": 2}
"""Built-in functions and how many arguments they take."""

_INSTEAD = {
    ast.Enum: ("an enum", "name one of its labels, as in `{0}.label`"),
    ast.Struct: ("a struct", "write a value as `{0}{{field: value}}`"),
    ast.Machine: ("a machine", "range over it (`forall x in {0}: …`) or take all of it in order (`all {0}`)"),
    ast.Func: ("a function", "call it: `{0}(…)`"),
    ast.Proc: ("a proc", "call it as a statement: `{0}(…)`"),
    ast.Action: ("an action", "actions happen; they cannot be asked for"),
    ast.Routine: ("a routine", "enter it with `call {0}(…)`"),
    ast.Property: ("a property", "make a `func` of what you want to use twice"),
}


def name(env: Env, node: ast.Name, expected: t.Type | None) -> ir.Expr:
    """A bare name: a local, a variable, a parameter or constant, else a status or label."""
    bound = env.names.get(node.text)
    if bound is not None:
        env.seen.add(node.text)
        env.program.read |= variables_read(bound.expr, env.program.functions)
        return _at(bound.expr, node.span)
    if node.text in env.later:
        env.program.report(errors.not_constant(node.span))
        return broken(node.span)
    declared = env.program.declarations.get(node.text)
    match declared:
        case ast.Var():
            return variable(env, node.text, node.span)
        case ast.Param() | ast.Const():
            value = constant(env.program, node.text)
            return ir.Const(value.value, value.type, span=node.span) if value else broken(node.span)
    found = label(env, node.text, node.span, expected)
    if found is not None:
        return found
    if isinstance(declared, ast.Process):
        env.program.report(errors.step_before_process(node.text, node.span))
    elif declared is not None:
        kind, help = _INSTEAD[type(declared)]
        env.program.report(errors.not_a_value(node.text, kind, node.span, help.format(node.text)))
    elif node.text in BUILT_IN:
        help = f"call it: `{node.text}(…)`"
        env.program.report(errors.not_a_value(node.text, "a built-in function", node.span, help))
    elif expected is not BROKEN:
        # Beside something that is wrong already, the name may well be a label of its type.
        unknown(env, node, errors.unknown_name(node.text, node.span, env.known()))
    return broken(node.span)


def unknown(env: Env, node: ast.Name, problem: Diagnostic) -> None:
    """Reports an unknown name where it first stands."""
    if node.text not in env.frame.unknown:
        env.frame.unknown.add(node.text)
        env.program.report(problem)


def variable(env: Env, name: str, span: Span) -> ir.Expr:
    """The value of a global variable; an error where only constants may stand."""
    env.program.used.add(name)
    number = env.program.globals.get(name)
    if number is None:
        env.program.report(errors.not_constant(span))
        return broken(span)
    return read(env, number, span)


def read(env: Env, number: int, span: Span) -> ir.Expr:
    """The present value of a variable of the state."""
    if env.phase == "constant":
        env.program.report(errors.not_constant(span))
        return broken(span)
    env.program.read.add(number)
    return ir.StateVar(number, env.program.variables[number].type, span=span)


def label(env: Env, name: str, span: Span, expected: t.Type | None) -> ir.Expr | None:
    """A status, enum label or step by the expected type, else by the only type that has it."""
    wanted = kinds.inner(expected) if expected else None
    if isinstance(wanted, t.Enum) and name in wanted.labels:
        return ir.Const(wanted.labels.index(name), wanted, span=span)
    owners = env.program.labels().get(name, [])
    if isinstance(wanted, t.Enum) and wanted is not BROKEN:
        return None if name in env.program.declarations else _no_label(env, wanted, name, span, owners)
    if len(owners) > 1:
        if wanted is not BROKEN:
            env.program.report(errors.ambiguous_label(name, span, [_qualifier(o) for o in owners]))
        return broken(span)
    return ir.Const(owners[0].labels.index(name), owners[0], span=span) if owners else None


def _no_label(env: Env, wanted: t.Enum, name: str, span: Span, owners: list[t.Enum]) -> ir.Expr:
    """A bare name that is no label of the wanted type: another type's, or a slip of some name."""
    near = env.known() if not owners else set[str]()
    elsewhere = [errors.article(o) for o in owners]
    env.program.report(errors.foreign_label(wanted, name, span, elsewhere, near))
    return broken(span)


def is_label(env: Env, node: ast.Expr) -> bool:
    """Whether a bare name can only be a status or label, so that its type comes from beside it."""
    return (
        isinstance(node, ast.Name)
        and node.text not in env.names
        and node.text not in env.later
        and not isinstance(env.program.declarations.get(node.text), ast.Var | ast.Param | ast.Const)
    )


def qualified(env: Env, node: ast.Member) -> ir.Expr | None:
    """`Color.red`, `P.idle`, `worker.find`: a label with its type; None if the base is a value."""
    if not isinstance(node.base, ast.Name) or node.base.text in env.names:
        return None
    owner = node.base.text
    match env.program.declarations.get(owner):
        case ast.Enum():
            env.program.used.add(owner)
            return _label_of(env, env.program.enums.get(owner), f"enum {owner}", "label", node)
        case ast.Machine():
            return _status_label(env, owner, node)
        case ast.Process():
            env.program.used.add(owner)
            if not env.program.placed:
                env.program.report(errors.not_constant(node.span))
                return broken(node.span)
            layout = env.program.processes.get(owner)
            return _label_of(env, layout.type if layout else None, f"process {owner}", "step", node)
        case ast.Routine():
            env.program.report(errors.not_a_value(owner, "a routine", node.span, _STEP_HELP))
            return broken(node.span)
    return None


_STEP_HELP = "compare a process's step with it, as in `worker[m] == wakep.cas`"


def _status_label(env: Env, machine: str, node: ast.Member) -> ir.Expr:
    status = env.program.statuses.get(machine)
    if status is None:
        env.program.report_once(machine, errors.no_status(machine, node.span))
        return broken(node.span)
    return _label_of(env, status, f"machine {machine}", "status", node)


def _label_of(env: Env, enum: t.Enum | None, owner: str, kind: str, node: ast.Member) -> ir.Expr:
    if enum is None or enum is BROKEN:
        return broken(node.span)
    if node.name.text not in enum.labels:
        name = node.name
        env.program.report(errors.unknown_label(owner, kind, name.text, name.span, enum.labels))
        return broken(node.span)
    return ir.Const(enum.labels.index(node.name.text), enum, span=node.span)


def step_constants(env: Env, layout: ProcessLayout, node: ast.Expr) -> tuple[int, ...] | None:
    """The locations that a step's name stands for: `find`, `worker.find`, `wakep.cas`, `halted`;
    None where the node does not name a step and is a value like any other."""
    match node:
        case ast.Name(text) if is_label(env, node):
            if text == "halted":
                return (layout.halted,)
            found = layout.named(layout.name, text)
            if not found:
                own = [s.name.text for s in layout.declaration.steps]
                removed = (layout.name, text) in env.program.removed_steps
                env.program.report(errors.unknown_step(layout.name, text, node.span, own, removed))
            return found
        case ast.Member(ast.Name(owner), ast.Ident(step)) if owner not in env.names:
            return _qualified_step(env, layout, owner, step, node)
    return None


def _qualified_step(
    env: Env, layout: ProcessLayout, owner: str, step: str, node: ast.Member
) -> tuple[int, ...] | None:
    declared = env.program.declarations.get(owner)
    if not isinstance(declared, ast.Process | ast.Routine):
        return None
    env.program.used.add(owner)
    if isinstance(declared, ast.Process) and owner != layout.name:
        env.program.report(errors.foreign_step(layout.name, owner, node.span))
        return ()
    if step == "halted" and owner == layout.name:
        return (layout.halted,)
    found = layout.named(owner, step)
    if not found and step not in {s.name.text for s in declared.steps}:
        known = [s.name.text for s in declared.steps]
        removed = (owner, step) in env.program.removed_steps
        env.program.report(errors.unknown_step(owner, step, node.name.span, known, removed))
    return found


def member(env: Env, node: ast.Member, base: ir.Expr) -> ir.Expr:
    """A field of a machine instance (nil faults) or of a struct value."""
    owner = kinds.inner(base.type)
    if owner is BROKEN:
        return broken(node.span)
    match owner:
        case t.Machine(machine, _):
            number = machine_field(env, machine, node.name)
            if number is None:
                return broken(node.span)
            array = read(env, number, node.span)
            if not isinstance(array.type, t.Array):
                return broken(node.span)
            return ir.Element(array, kinds.present(base), array.type.element, span=node.span)
        case t.Struct(struct, fields):
            names = [n for n, _ in fields]
            if node.name.text in names:
                i = names.index(node.name.text)
                return ir.FieldOf(base, i, fields[i][1], span=node.span)
            env.program.report(
                errors.unknown_field(f"struct {struct}", node.name.text, node.name.span, names)
            )
        case t.Queue() | t.Set():
            env.program.report(errors.method_without_call(owner, node.name.text, node.name.span))
        case _:
            env.program.report(
                errors.unknown_field(errors.article(owner), node.name.text, node.name.span, ())
            )
    return broken(node.span)


def machine_field(env: Env, machine: str, field: ast.Ident) -> int | None:
    """The variable that holds a field of every instance of a machine."""
    fields = env.program.fields.get(machine, {})
    if field.text in fields:
        return fields[field.text]
    declared = env.program.declarations.get(machine)
    if not env.program.placed and isinstance(declared, ast.Machine) and _declares(declared, field.text):
        env.program.report(errors.not_constant(field.span))
    elif field.text == "status":
        env.program.report_once(machine, errors.no_status(machine, field.span))
    else:
        env.program.report(errors.unknown_field(f"machine {machine}", field.text, field.span, fields))
    return None


def _declares(machine: ast.Machine, field: str) -> bool:
    if field == "status":
        return machine.status is not None
    return field in {f.name.text for f in machine.fields}


def _qualifier(enum: t.Enum) -> str:
    return enum.name.removesuffix(".status")


def _at(expr: ir.Expr, span: Span) -> ir.Expr:
    """The same expression, reported at the place where its name is used."""
    match expr:
        case ir.Local(slot, type):
            return ir.Local(slot, type, span=span)
        case ir.Element(base, index, type):
            return ir.Element(base, index, type, span=span)
        case ir.Checked(base, type):
            return ir.Checked(base, type, span=span)
        case ir.StateVar(number, type):
            return ir.StateVar(number, type, span=span)
        case ir.Const(value, type):
            return ir.Const(value, type, span=span)
    return expr
