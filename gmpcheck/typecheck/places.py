"""Places: the parts of the state that can be assigned."""

from __future__ import annotations

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, kinds, names
from gmpcheck.typecheck.env import Env
from gmpcheck.typecheck.program import BROKEN, KINDS
from gmpcheck.typecheck.wanted import index_of


def place_of(env: Env, node: ast.Expr, reads: bool = False) -> ir.Place | None:
    """The place that an expression names; None where it names none, which is reported.

    `reads` says that the old value matters too, as in `q.push(x)`.
    """
    match node:
        case ast.Name():
            found = _named(env, node)
        case ast.Member():
            found = _member(env, node)
        case ast.Index(base, indices):
            found = _element(env, node, base, indices)
        case _:
            help = "assign a variable, a field, or an element of an array"
            env.program.report(errors.not_assignable("this expression", node.span, help))
            found = None
    if found is not None and reads:
        env.program.read.add(found.variable)
    return None if found is not None and found.type is BROKEN else found


def _named(env: Env, node: ast.Name) -> ir.Place | None:
    bound = env.names.get(node.text)
    if bound is not None:
        env.seen.add(node.text)
        if bound.place is None:
            what = f"`{node.text}` is a {'`let`' if bound.kind == 'let' else bound.kind} and"
            help = "a `var` of the process or of the spec can be assigned"
            env.program.report(errors.not_assignable(what, node.span, help))
        return bound.place
    declared = env.program.declarations.get(node.text)
    if isinstance(declared, ast.Var):
        env.program.used.add(node.text)
        number = env.program.globals.get(node.text)
        return None if number is None else _whole(env, number, node)
    if declared is None:
        known = {n for n, d in env.program.declarations.items() if isinstance(d, ast.Var)}
        assignable = {n for n, b in env.names.items() if b.place is not None}
        names.unknown(env, node, errors.unknown_variable(node.text, node.span, known | assignable))
    elif isinstance(declared, ast.Process):
        env.program.report(errors.step_before_process(node.text, node.span))
    else:
        what = f"`{node.text}` is {errors.article(KINDS[type(declared)])} and"
        help = "only variables and the fields of machines change"
        env.program.report(errors.not_assignable(what, node.span, help))
    return None


def _whole(env: Env, number: int, node: ast.Expr) -> ir.Place:
    return ir.Place(number, (), env.program.variables[number].type, span=node.span)


def _member(env: Env, node: ast.Member) -> ir.Place | None:
    """`m.p.status` (any expression of a machine before the last dot) or a field of a struct."""
    if names.qualified(env, node) is not None:
        env.program.report(errors.not_assignable("a label", node.span, "assign a variable or a field"))
        return None
    struct = _struct_base(env, node.base)
    if struct is not None:
        return _struct_field(env, node, struct)
    base = env.check(node.base)
    owner = kinds.inner(base.type)
    if not isinstance(owner, t.Machine):
        if names.member(env, node, base).type is not BROKEN:
            help = "assign the field of a variable; what a `let` or a call gives is a copy"
            env.program.report(errors.not_assignable("a field of this value", node.span, help))
        return None
    number = names.machine_field(env, owner.name, node.name)
    if number is None:
        return None
    array = env.program.variables[number].type
    if not isinstance(array, t.Array):
        return None
    return ir.Place(number, (ir.At(kinds.present(base)),), array.element, span=node.span)


def _struct_base(env: Env, node: ast.Expr) -> ir.Place | None:
    """The place before the dot where it holds a struct; silent where it does not."""
    if not isinstance(node, ast.Name | ast.Member | ast.Index):
        return None
    with env.unheard():
        found = place_of(env, node)
    return found if found is not None and isinstance(found.type, t.Struct) else None


def _struct_field(env: Env, node: ast.Member, base: ir.Place) -> ir.Place | None:
    assert isinstance(base.type, t.Struct)
    known = [n for n, _ in base.type.fields]
    if node.name.text not in known:
        env.program.report(
            errors.unknown_field(f"struct {base.type.name}", node.name.text, node.name.span, known)
        )
        return None
    i = known.index(node.name.text)
    return ir.Place(base.variable, (*base.path, ir.In(i)), base.type.fields[i][1], span=node.span)


def _element(env: Env, node: ast.Index, base: ast.Expr, indices: tuple[ast.Expr, ...]) -> ir.Place | None:
    whole = place_of(env, base)
    if whole is None:
        return None
    if not isinstance(whole.type, t.Array):
        if isinstance(whole.type, t.Queue):
            help = "use push, pop, remove, or move_to"
            env.program.report(errors.not_assignable("an element of a queue", node.span, help))
        else:
            env.program.report(errors.not_indexable(whole.type, base.span))
        return None
    if len(indices) != 1:
        env.program.report(errors.one_index(len(indices), node.span))
        return None
    index = index_of(env, indices[0], whole.type.index)
    return ir.Place(whole.variable, (*whole.path, ir.At(index)), whole.type.element, span=node.span)
