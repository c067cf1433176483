"""Which machine types are ordered: where their instances can be told apart.

Literal instances and `all M` are noted where they are resolved. Here: loops over the instances of
a machine, whose iterations must commute for the instances to stay interchangeable. The test is
conservative: a loop counts as ordered unless each iteration changes only elements of its own
instance, or adds to a number that the loop does not read otherwise.
"""

from __future__ import annotations

from gmpcheck.model import footprint, ir
from gmpcheck.model import types as t
from gmpcheck.model.walk import children
from gmpcheck.typecheck.program import Program


def check_loop(program: Program, loop: ir.For, element: t.Type) -> None:
    """Notes the loop's machine type as ordered unless the iterations clearly commute."""
    machine = element.inner if isinstance(element, t.Optional) else element
    if isinstance(machine, t.Machine) and not _over_queue(loop) and not _commutes(loop):
        program.order(machine.name, f"this loop visits the instances of {machine.name} in order", loop.span)


def _over_queue(loop: ir.For) -> bool:
    """A queue's order is part of the state, so that visiting it in order tells nothing apart."""
    return isinstance(loop.domain, ir.Members) and isinstance(loop.domain.collection.type, t.Queue)


def _commutes(loop: ir.For) -> bool:
    inside = tuple(footprint.statements(loop.body))
    if any(isinstance(s, ir.Choose | ir.Either | ir.End) for s in inside):
        return False
    changed = {p.variable for s in inside for p in footprint.written(s)}
    sums = {s.place.variable for s in inside if isinstance(s, ir.Assign) and _adds(s)}
    return all(_own_or_sum(s, loop.slot, sums) for s in inside) and not any(
        _reads_other(expr, loop.slot, changed) for s in inside for expr in _read_by(s, sums)
    )


def _own_or_sum(stmt: ir.Stmt, slot: int, sums: set[int]) -> bool:
    """Whether all that a statement changes belongs to the loop's instance, or is a sum."""
    for place in footprint.written(stmt):
        own = place.path and isinstance(place.path[0], ir.At) and _is_binder(place.path[0].index, slot)
        if not own and not (place.variable in sums and isinstance(stmt, ir.Assign) and _adds(stmt)):
            return False
    return True


def _adds(stmt: ir.Assign) -> bool:
    """`x += e` on a plain variable."""
    match stmt.place, stmt.value:
        case (ir.Place(v, ()), ir.Arithmetic("+" | "-", ir.StateVar(w, _), _)):
            return v == w
    return False


def _read_by(stmt: ir.Stmt, sums: set[int]) -> tuple[ir.Expr, ...]:
    if isinstance(stmt, ir.Assign) and _adds(stmt) and isinstance(stmt.value, ir.Arithmetic):
        return (stmt.value.right,)
    return footprint.expressions(stmt)


def _reads_other(expr: ir.Expr, slot: int, changed: set[int]) -> bool:
    """Whether an expression may read what another iteration changes."""
    match expr:
        case ir.Element(ir.StateVar(), index) if _is_binder(index, slot):
            return False
        case ir.StateVar(number):
            return number in changed
        case ir.Call():
            return True
    return any(_reads_other(part, slot, changed) for part in children(expr))


def _is_binder(index: ir.Expr, slot: int) -> bool:
    return isinstance(index, ir.Local) and index.slot == slot
