"""Facts that follow from the form of an expression."""

from __future__ import annotations

from gmpcheck.model import ir
from gmpcheck.model.types import Array, Enum, Optional, Range
from gmpcheck.model.walk import can_fault, conjuncts, variables_read, walk
from tests.model.build import BOOL, DIVIDES, TRUE, Builder, conj, const, eq, forall, inspect, local, some


def test_conjuncts_are_flattened_from_left_to_right() -> None:
    parts = [eq(const(i), const(0)) for i in range(4)]
    nested = conj(conj(parts[0], parts[1]), conj(parts[2], parts[3]))
    assert conjuncts(nested) == parts
    assert conjuncts(parts[0]) == [parts[0]]


def test_variables_are_found_in_functions_and_domains() -> None:
    b = Builder()
    x, y = b.var("x", Range(0, 1), 0), b.var("y", Range(0, 1), 0)
    b.functions.append(ir.Function("f", (), BOOL, eq(b.get(x), const(1)), 0))
    domain = ir.Interval(const(0), b.get(y))
    expr = ir.Quantifier("forall", 0, domain, ir.Call(0, (), BOOL), BOOL)
    assert variables_read(expr, b.functions) == {x, y}
    assert [type(e) for e in walk(expr)] == [ir.Quantifier, ir.Const, ir.StateVar, ir.Call]


def test_what_can_fault() -> None:
    b = Builder()
    m = b.machine("M", 2)
    note = b.field(m, "note", BOOL, False)
    other = b.field(m, "other", Optional(m), [None, None])
    by_number = b.var("slots", Array(Range(0, 1), BOOL), (False, False))
    color = Enum("Color", ("red",))
    safe = forall(0, m, b.get(note, local(0, m)))
    b.functions.append(ir.Function("calm", (ir.Parameter("m", m, 0),), BOOL, safe, 2))
    b.functions.append(ir.Function("wild", (), BOOL, eq(DIVIDES, const(1)), 0))

    def faults(expr: ir.Expr) -> bool:
        return can_fault(expr, b.functions)

    assert not faults(conj(safe, TRUE, eq(const(0, color), const(0, color))))
    assert not faults(ir.Call(0, (local(0, m),), BOOL))
    assert faults(ir.Call(0, (b.get(other, local(0, m)),), BOOL))
    assert faults(ir.Call(1, (), BOOL))
    assert faults(b.get(by_number, const(0)))
    assert faults(some(b.get(other, local(0, m))))
    assert faults(inspect("front", const((), Optional(m))))
