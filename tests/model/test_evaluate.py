"""The meaning of expressions, node by node, and the words of their faults."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmpcheck.model import ir
from gmpcheck.model.evaluate import truncated_quotient, truncated_remainder
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.ir import FaultKind
from gmpcheck.model.runs import FaultRaised
from gmpcheck.model.types import Array, Enum, Machine, Optional, Queue, Range, Set, Struct
from tests.model.build import (
    BOOL,
    INT,
    TRUE,
    Builder,
    arithmetic,
    compare,
    conj,
    const,
    counted,
    disj,
    eq,
    exists,
    forall,
    implies,
    inspect,
    local,
    some,
    written,
)

SMALL = Range(0, 3)
G = Machine("G", 3)
FALSE = const(False)
NEVER = eq(arithmetic("/", const(1), const(0)), const(1))
"""Evaluating this is a fault."""


def value(expr: ir.Expr, builder: Builder | None = None) -> Any:
    model = (builder or Builder()).model()
    system = Interpreter(model)
    return system.evaluate(expr, 8, next(iter(system.initial())))


def fault(expr: ir.Expr, builder: Builder | None = None) -> tuple[FaultKind, str]:
    with pytest.raises(FaultRaised) as caught:
        value(expr, builder)
    return caught.value.fault.kind, caught.value.fault.message


@pytest.mark.parametrize(
    ("op", "a", "b", "result"),
    [("+", 2, 3, 5), ("-", 2, 3, -1), ("*", 2, 3, 6), ("min", 2, 3, 2), ("max", 2, 3, 3)],
)
def test_arithmetic_is_exact(op: str, a: int, b: int, result: int) -> None:
    assert value(arithmetic(op, const(a), const(b))) == result


@given(st.integers(-50, 50), st.integers(-9, 9).filter(bool))
def test_division_truncates_as_in_go(a: int, b: int) -> None:
    assert truncated_quotient(a, b) == int(a / b)
    assert truncated_quotient(a, b) * b + truncated_remainder(a, b) == a


def test_division_by_zero_is_a_fault_that_says_what_was_zero() -> None:
    b = Builder()
    x = b.var("budget", SMALL, 0)
    assert fault(arithmetic("%", const(7), b.get(x)), b) == (
        FaultKind.DIVISION,
        "7 % budget, which is 0",
    )


def test_logic_stops_early() -> None:
    assert value(conj(FALSE, NEVER)) is False
    assert value(disj(TRUE, NEVER)) is True
    assert value(implies(FALSE, NEVER)) is True
    assert value(ir.Conditional(TRUE, const(1), NEVER, INT)) == 1
    assert fault(conj(TRUE, NEVER))[0] is FaultKind.DIVISION


def test_a_very_long_chain_of_operands_evaluates() -> None:
    assert value(conj(*[TRUE] * 5_000)) is True
    assert value(disj(*[FALSE] * 5_000)) is False


def test_quantifiers_stop_early_and_bind() -> None:
    one_of_three = counted(0, G, compare(">", local(0, G), const(0)))
    assert value(one_of_three) == 2
    divides = eq(arithmetic("/", const(1), local(0, SMALL)), const(1))
    assert fault(exists(0, SMALL, divides))[0] is FaultKind.DIVISION
    first = disj(eq(local(0, SMALL), const(0)), divides)
    assert value(exists(0, SMALL, first)) is True
    assert value(forall(0, Range(1, 0), NEVER)) is True
    total = ir.Quantifier("sum", 0, ir.Interval(const(1), const(3)), local(0, INT), INT)
    assert value(total) == 6
    none = ir.Quantifier("sum", 0, ir.Interval(const(3), const(1)), local(0, INT), INT)
    assert value(none) == 0


def test_members_of_queues_keep_order_and_duplicates() -> None:
    b = Builder()
    q = b.get(b.var("q", Queue(SMALL, 4), (3, 1, 3)))
    threes = ir.Quantifier("count", 0, ir.Members(q), eq(local(0, SMALL), const(3)), INT)
    assert value(threes, b) == 2
    s = b.get(b.var("s", Set(SMALL), frozenset({2, 0})))
    assert value(ir.Quantifier("sum", 0, ir.Members(s), local(0, SMALL), INT), b) == 2
    assert value(ir.Contains(const(2), s, BOOL), b) is True
    assert value(ir.Contains(const(2), q, BOOL), b) is False


def test_queues_say_what_they_hold() -> None:
    b = Builder()
    q = b.get(b.var("q", Queue(SMALL, 2), (3, 1)))
    assert [value(inspect(op, q), b) for op in ("len", "cap", "empty", "full", "front", "back")] == [
        2,
        2,
        False,
        True,
        3,
        1,
    ]
    assert value(ir.Element(q, const(1), SMALL), b) == 1
    message = "index 2 of `q`, which has 2 elements"
    assert fault(ir.Element(q, const(2), SMALL), b) == (FaultKind.INDEX, message)
    assert fault(ir.Element(q, const(-1), SMALL), b)[0] is FaultKind.INDEX


def test_front_of_an_empty_queue_names_it() -> None:
    b = Builder()
    p = b.machine("P", 2)
    runq = b.field(p, "runq", Queue(G, 2), ())
    front = inspect("front", b.get(runq, const(1, p)))
    assert fault(front, b) == (FaultKind.EMPTY, "`P1.runq` is empty")


def test_array_index_counts_from_the_low_end_of_its_range() -> None:
    b = Builder()
    a = b.var("slots", Array(Range(2, 4), SMALL), (0, 1, 2))
    assert value(b.get(a, const(4)), b) == 2
    assert fault(b.get(a, const(5)), b) == (FaultKind.INDEX, "index 5 of `slots`, which has only 2..4")
    assert fault(b.get(a, const(1)), b)[0] is FaultKind.INDEX


def test_nil_dereference_names_the_field() -> None:
    b = Builder()
    m, p = b.machine("M", 2), b.machine("P", 2)
    mp = b.field(m, "p", Optional(p), [None, 1])
    status = b.field(p, "n", SMALL, [2, 3])

    def of(instance: int) -> ir.Expr:
        return b.get(status, some(b.get(mp, const(instance, m))))

    assert value(of(1), b) == 3
    assert fault(of(0), b) == (FaultKind.NIL, "M0.p is nil, where a value of P is needed")


def test_checked_names_the_innermost_value_that_does_not_fit() -> None:
    b = Builder()
    timer = Struct("Timer", (("when", Range(0, 5)), ("armed", BOOL)))
    made = ir.MakeStruct((const(9), TRUE), timer)
    kind, message = fault(ir.Checked(written("Timer{when: 9}", made), timer), b)
    assert (kind, message) == (FaultKind.RANGE, "Timer{when: 9}: value 9 does not fit 0..5")
    assert value(ir.FieldOf(ir.MakeStruct((const(4), TRUE), timer), 0, Range(0, 5)), b) == 4


def test_functions_check_arguments_and_results() -> None:
    b = Builder()
    n = (ir.Parameter("n", SMALL, 0),)
    b.functions.append(ir.Function("twice", n, SMALL, arithmetic("*", local(0, SMALL), const(2)), 1))
    assert value(ir.Call(0, (const(1),), SMALL), b) == 2
    assert fault(ir.Call(0, (const(2),), SMALL), b)[1] == "the result of twice: value 4 does not fit 0..3"
    assert fault(ir.Call(0, (const(7),), SMALL), b)[1] == "argument n of twice: value 7 does not fit 0..3"


def test_equality_accepts_nil_and_compares_collections_by_value() -> None:
    b = Builder()
    g = b.nil("last", Optional(G))
    assert value(eq(b.get(g), const(None, Optional(G))), b) is True
    assert value(eq(b.get(g), const(0, G)), b) is False
    s = ir.MakeSet((const(1), const(1), const(0)), Set(SMALL))
    assert value(s, b) == frozenset({0, 1})


def test_an_index_of_an_enum_needs_no_check() -> None:
    b = Builder()
    color = Enum("Color", ("red", "green"))
    a = b.var("seen", Array(color, BOOL), (False, True))
    assert value(b.get(a, const(1, color)), b) is True
