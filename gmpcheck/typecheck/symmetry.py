"""Which machine types are ordered: where their instances can be told apart.

Literal instances and `all M` are noted where they are resolved. Here: loops over the instances of
a machine, whose iterations must commute for the instances to stay interchangeable. The test is
conservative: a loop counts as ordered unless each iteration changes only elements of its own
instance, or adds to a number that the loop does not read otherwise, always in the same direction.
"""

from __future__ import annotations

from gmpcheck.model import footprint, ir
from gmpcheck.model import types as t
from gmpcheck.model.walk import children
from gmpcheck.typecheck.program import Program


def check_loop(program: Program, loop: ir.For, element: t.Type) -> None:
    """Notes the loop's machine type as ordered unless the iterations clearly commute."""
    machines = _machines_in(element)
    if machines and not _over_queue(loop) and not _commutes(loop):
        for name in machines:
            program.order(name, f"this loop visits the instances of {name} in order", loop.span)


def _machines_in(a: t.Type) -> tuple[str, ...]:
    """The machines whose instances a value refers to: a set of structs is visited in their order."""
    match a:
        case t.Machine(name):
            return (name,)
        case t.Optional(inner) | t.Queue(inner, _) | t.Set(inner):
            return _machines_in(inner)
        case t.Array(index, element):
            return (*_machines_in(index), *_machines_in(element))
        case t.Struct(_, fields):
            return tuple(name for _, field in fields for name in _machines_in(field))
        case _:
            return ()


def _over_queue(loop: ir.For) -> bool:
    """A queue's order is part of the state, so that visiting it in order tells nothing apart."""
    return isinstance(loop.domain, ir.Members) and isinstance(loop.domain.collection.type, t.Queue)


def _commutes(loop: ir.For) -> bool:
    inside = tuple(footprint.statements(loop.body))
    if any(isinstance(s, ir.Choose | ir.Either | ir.End) for s in inside):
        return False
    changed = {p.variable for s in inside for p in footprint.written(s)}
    additions = [s for s in inside if isinstance(s, ir.Assign) and _adds(s)]
    sums = {s.place.variable for s in additions}
    if not _one_way(additions):
        return False
    own = _own_slots(loop.slot, inside)
    return all(_own_or_sum(s, own, sums) for s in inside) and not any(
        _reads_other(expr, own, changed) for s in inside for expr in _read_by(s, sums)
    )


def _own_slots(slot: int, inside: tuple[ir.Stmt, ...]) -> frozenset[int]:
    """Where the loop's instance is: in its binder, and as the argument of procs and process steps."""
    own = {slot}
    for stmt in inside:
        if isinstance(stmt, ir.Let) and isinstance(stmt.value, ir.Local) and stmt.value.slot in own:
            own.add(stmt.slot)
    return frozenset(own)


def _own_or_sum(stmt: ir.Stmt, own: frozenset[int], sums: set[int]) -> bool:
    """Whether all that a statement changes belongs to the loop's instance, or is a sum."""
    for place in footprint.written(stmt):
        first = place.path[0] if place.path else None
        is_own = isinstance(first, ir.At) and _is_own(first.index, own)
        if not is_own and not (place.variable in sums and isinstance(stmt, ir.Assign) and _adds(stmt)):
            return False
    return True


def _adds(stmt: ir.Assign) -> bool:
    """`x += e` on a plain variable."""
    match stmt.place, stmt.value:
        case (ir.Place(v, ()), ir.Arithmetic("+" | "-", ir.StateVar(w, _), _)):
            return v == w
    return False


def _one_way(additions: list[ir.Assign]) -> bool:
    """Whether each number only grows or only shrinks: else the iterations may leave its range, which
    is a fault, in one order and not in another."""
    changes = {(s.place.variable, s.value.op) for s in additions if isinstance(s.value, ir.Arithmetic)}
    return len(changes) == len({variable for variable, _ in changes}) and all(
        isinstance(s.value, ir.Arithmetic) and _never_negative(s.value.right) for s in additions
    )


def _never_negative(expr: ir.Expr) -> bool:
    """Whether the form of an expression says that its value is at least 0."""
    match expr:
        case ir.Const(value):
            return bool(value >= 0)
        case ir.Conditional(_, then, otherwise):
            return _never_negative(then) and _never_negative(otherwise)
        case ir.Arithmetic("+" | "*" | "/" | "%" | "min" | "max", left, right):
            return _never_negative(left) and _never_negative(right)
        case ir.Quantifier("sum", body=body):
            return _never_negative(body)
        case ir.Inspect("len" | "cap") | ir.Quantifier("count"):
            return True
    return isinstance(expr.type, t.Range) and expr.type.low >= 0


def _read_by(stmt: ir.Stmt, sums: set[int]) -> tuple[ir.Expr, ...]:
    if isinstance(stmt, ir.Assign) and _adds(stmt) and isinstance(stmt.value, ir.Arithmetic):
        return (stmt.value.right,)
    return footprint.expressions(stmt)


def _reads_other(expr: ir.Expr, own: frozenset[int], changed: set[int]) -> bool:
    """Whether an expression may read what another iteration changes."""
    match expr:
        case ir.Element(ir.StateVar(), index) if _is_own(index, own):
            return False
        case ir.StateVar(number):
            return number in changed
        case ir.Call():
            return True
    return any(_reads_other(part, own, changed) for part in children(expr))


def _is_own(index: ir.Expr, own: frozenset[int]) -> bool:
    return isinstance(index, ir.Local) and index.slot in own
