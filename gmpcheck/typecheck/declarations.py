"""Types and variables: enums, structs, machines with their lifecycles, the state vector."""

from __future__ import annotations

from collections.abc import Iterable

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.spelling import nearest
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, kinds
from gmpcheck.typecheck.constants import constant
from gmpcheck.typecheck.env import Bound, Env, Frame, broken
from gmpcheck.typecheck.folding import fold
from gmpcheck.typecheck.layout import default_of
from gmpcheck.typecheck.program import BROKEN, Program
from gmpcheck.typecheck.typenames import machine, refuse_huge, refuse_wide_any, resolve, struct
from gmpcheck.typecheck.wanted import condition


def declare_types(program: Program) -> None:
    """Enums first (nothing depends on anything), then statuses, sizes, structs, parameters."""
    declared = list(program.declarations.values())
    for d in declared:
        if isinstance(d, ast.Enum):
            program.enums[d.name.text] = _enum(program, d)
        if isinstance(d, ast.Machine) and d.status is not None:
            program.statuses[d.name.text] = _status(program, d, d.status)
        if isinstance(d, ast.Process | ast.Routine):
            _steps(program, d)
    for d in declared:
        with program.not_a_use(d.name.text):
            match d:
                case ast.Param() | ast.Const():
                    constant(program, d.name.text)
                case ast.Machine():
                    machine(program, d.name.text)
                case ast.Struct():
                    _no_repeats(program, "field", [f.name for f in d.fields])
                    _no_struct_inits(program, d)
                    struct(program, d.name.text)


def _enum(program: Program, declared: ast.Enum) -> t.Enum:
    _no_repeats(program, "label", declared.labels)
    if not declared.labels:
        program.report(errors.empty_enum(declared.name.text, declared.span))
        return BROKEN
    return t.Enum(declared.name.text, tuple(dict.fromkeys(i.text for i in declared.labels)))


def _steps(program: Program, declared: ast.Process | ast.Routine) -> None:
    """Every step has a name of its own, and none that of the end of every process."""
    names = [s.name for s in declared.steps]
    _no_repeats(program, "step", names)
    for name in names:
        if name.text == "halted":
            program.report(errors.step_named_halted(name.span))


def _no_struct_inits(program: Program, declared: ast.Struct) -> None:
    for f in declared.fields:
        if f.init is not None:
            program.report(errors.struct_initialiser(f.init.span))


def _no_repeats(program: Program, kind: str, names: Iterable[ast.Ident]) -> None:
    first: dict[str, ast.Ident] = {}
    for name in names:
        if name.text in first:
            program.report(errors.repeated(kind, name.text, name.span, first[name.text].span))
        first.setdefault(name.text, name)


def _status(program: Program, declared: ast.Machine, status: ast.Status) -> t.Enum:
    """The statuses in order of appearance as entries, then those named only as targets."""
    _no_repeats(program, "status", [e.name for e in status.entries])
    labels = list(dict.fromkeys(e.name.text for e in status.entries))
    own = tuple(labels)
    arrows = [(e.name.text, target) for e in status.entries for target in e.targets]
    for _, target in arrows:
        if target.text not in labels:
            labels.append(target.text)
            if near := nearest(target.text, own):
                program.report(errors.suspicious_target(target.text, near, target.span))
    pairs = frozenset((labels.index(a), labels.index(b.text)) for a, b in arrows)
    return t.Enum(f"{declared.name.text}.status", tuple(labels), pairs if arrows else None)


# ---- variables --------------------------------------------------------------------------------


def declare_variables(program: Program) -> None:
    """Machine fields and globals, in the order of the source."""
    for d in program.declarations.values():
        match d:
            case ast.Machine():
                _machine_fields(program, d)
            case ast.Var():
                _global(program, d)


def constrain_starts(program: Program) -> None:
    """The conditions of `any where`, once everything that they may read has its place."""
    for d in program.declarations.values():
        match d:
            case ast.Machine(fields=fields):
                for f in fields:
                    _field_where(program, d, f)
            case ast.Var(init=ast.AnyValue(where)) if where is not None:
                env = Env(program, Frame(), "start")
                test = condition(env, where)
                program.start_where.append(ir.Predicate(test, env.frame.slots, span=where.span))


def _machine_fields(program: Program, declared: ast.Machine) -> None:
    name = declared.name.text
    owner = program.machines.get(name)
    program.fields[name] = fields = {}
    if declared.status is not None:
        enum = program.statuses[name]
        if not enum.labels:
            program.report(errors.empty_status(name, declared.status.span))
        type = t.Array(owner, enum) if owner else BROKEN
        start = ir.Fixed((0,) * owner.size if owner else False)
        fields["status"] = program.add_variable(
            ir.Variable(f"{name}.status", type, start, name, "status", span=declared.status.span)
        )
    _no_repeats(program, "field", [f.name for f in declared.fields])
    for f in declared.fields:
        inner = resolve(program, f.type)
        whole = t.Array(owner, inner) if owner and inner is not BROKEN else BROKEN
        if refuse_huge(program, f"the field of all {name}", whole, f.type.span):
            inner = whole = BROKEN
        start_ = _start(program, f, f"field `{f.name.text}`", inner, owner.size if owner else 0)
        fields[f.name.text] = program.add_variable(
            ir.Variable(f"{name}.{f.name.text}", whole, start_, name, "field", f.doc, span=f.span)
        )


def _global(program: Program, declared: ast.Var) -> None:
    type = resolve(program, declared.type)
    if refuse_huge(program, "the variable", type, declared.type.span):
        type = BROKEN
    start = _start(program, declared, f"variable `{declared.name.text}`", type, None)
    program.globals[declared.name.text] = program.add_variable(
        ir.Variable(declared.name.text, type, start, None, "global", declared.doc, span=declared.span)
    )


def _start(
    program: Program, node: ast.Field | ast.Var, what: str, type: t.Type, copies: int | None
) -> ir.Fixed | ir.AnyValue:
    """The initial value, for every instance where `copies` is the number of instances."""
    if isinstance(node.init, ast.AnyValue):
        refuse_wide_any(program, type, node.init.span)
        return ir.AnyValue()
    if type is BROKEN:
        return ir.Fixed(False)
    value = _value(program, node, what, type) if copies != 0 else None
    return ir.Fixed(value if copies is None else (value,) * copies)


def _value(program: Program, node: ast.Field | ast.Var, what: str, type: t.Type) -> t.Value:
    if node.init is None:
        return default_of(program, what, type, node)
    assert not isinstance(node.init, ast.AnyValue)
    element = _innermost(type)
    found = fold(program, node.init, element)
    if found is None:
        return None
    if not t.contains(element, found.value):
        shown = t.show(found.type, found.value)
        program.report(errors.bad_initial_value(shown, element, node.init.span))
        return None
    return _spread(type, element, found.value)


def _innermost(type: t.Type) -> t.Type:
    """`var a: array[I, T] = e` sets every element: the type that e is to have."""
    return _innermost(type.element) if isinstance(type, t.Array) else type


def _spread(type: t.Type, element: t.Type, value: t.Value) -> t.Value:
    if type == element or not isinstance(type, t.Array):
        return value
    return (_spread(type.element, element, value),) * t.count(type.index)


def _field_where(program: Program, declared: ast.Machine, field: ast.Field) -> None:
    """`any where c` of a field: c for every instance, whose other fields it names bare."""
    name = declared.name.text
    owner = program.machines.get(name)
    if not isinstance(field.init, ast.AnyValue) or field.init.where is None or owner is None:
        return
    env = Env(program, Frame(), "start")
    slot = env.frame.new()
    for other, number in program.fields[name].items():
        array = ir.StateVar(number, program.variables[number].type, span=field.span)
        expr = broken(field.span)
        if isinstance(array.type, t.Array):
            expr = ir.Element(array, ir.Local(slot, owner), array.type.element, span=field.span)
        env.names[other] = Bound(expr, "field", field.name.span)
    test = condition(env, field.init.where)
    program.read.update(n for f, n in program.fields[name].items() if f in env.seen)
    every = ir.Quantifier("forall", slot, ir.ValuesOf(owner), test, kinds.BOOL, span=field.init.where.span)
    program.start_where.append(ir.Predicate(every, env.frame.slots, span=field.init.where.span))
