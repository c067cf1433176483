"""The meaning of statements: runs, choices, changes of the state, faults."""

from __future__ import annotations

from typing import Any

import pytest

from gmpcheck.model import ir
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.ir import FaultKind
from gmpcheck.model.runs import Choice, FaultedRun, Successor
from gmpcheck.model.types import Array, Enum, Machine, Optional, Queue, Range, Set, Struct
from tests.model.build import (
    BOOL,
    INT,
    TRUE,
    Builder,
    arithmetic,
    compare,
    const,
    eq,
    local,
)

SMALL = Range(0, 3)
FALSE = const(False)


def outcomes(b: Builder, *body: ir.Stmt, guard: ir.Expr = TRUE) -> list[Any]:
    """The result of each run: the state, or the kind and message of the fault."""
    b.actions = []
    b.action("act", (), guard, body)
    system = Interpreter(b.model())
    return [_outcome(run) for run in system.successors(next(iter(system.initial())))]


def _outcome(run: Successor | FaultedRun) -> Any:
    if isinstance(run, Successor):
        return run.state
    return run.fault.kind, run.fault.message


@pytest.fixture
def b() -> Builder:
    return Builder()


def test_assignment_rebuilds_only_what_it_changes(b: Builder) -> None:
    inner = Struct("S", (("a", SMALL), ("b", BOOL)))
    v = b.var("v", Array(Range(1, 2), inner), ((0, False), (0, False)))
    assign = ir.Assign(b.place(v, const(2), 0), const(3))
    assert outcomes(b, assign) == [(((0, False), (3, False)),)]


def test_right_side_is_evaluated_before_the_index(b: Builder) -> None:
    v = b.var("v", Array(SMALL, SMALL), (0, 0, 0, 0))
    bad_value = arithmetic("/", const(1), const(0))
    [(kind, _)] = outcomes(b, ir.Assign(b.place(v, const(9)), bad_value))
    assert kind is FaultKind.DIVISION
    [(kind, message)] = outcomes(b, ir.Assign(b.place(v, const(9)), const(9)))
    assert (kind, message) == (FaultKind.INDEX, "index 9 of `v`, which has only 0..3")


def test_stored_values_are_checked(b: Builder) -> None:
    g = b.machine("G", 2)
    budget, current = b.var("budget", SMALL, 0), b.field(b.machine("M", 1), "g", g, 0)
    assert outcomes(b, b.set(budget, const(4))) == [
        (FaultKind.RANGE, "budget: value 4 does not fit 0..3"),
    ]
    nil = const(None, Optional(g))
    assert outcomes(b, b.set(current, const(0, b.machines[1]), nil)) == [
        (FaultKind.NIL, "M0.g is nil, where a value of G is needed"),
    ]


def test_lifecycles_are_checked_at_every_assignment(b: Builder) -> None:
    status = Enum("G.status", ("idle", "running", "dead"), frozenset({(0, 1), (1, 2), (1, 1)}))
    g = b.machine("G", 2)
    v = b.field(g, "status", status, 0, "status")

    def to(label: int) -> ir.Stmt:
        return b.set(v, const(1, g), const(label, status))

    assert outcomes(b, to(1), to(1), to(2)) == [((0, 2),)]
    message = "status of G1 changes from idle to idle, which its lifecycle does not allow"
    assert outcomes(b, to(0)) == [(FaultKind.LIFECYCLE, message)]
    assert outcomes(b, to(1), to(0), to(1))[0][0] is FaultKind.LIFECYCLE


def test_queue_statements(b: Builder) -> None:
    q, x = b.var("q", Queue(SMALL, 3), (1, 2)), b.var("x", SMALL, 0)
    place = b.place(q)

    def after(*body: ir.Stmt) -> Any:
        return outcomes(b, *body)[0]

    assert after(ir.Push(place, const(3), "back")) == ((1, 2, 3), 0)
    assert after(ir.Push(place, const(3), "front")) == ((3, 1, 2), 0)
    assert after(ir.Pop(place, "front", b.place(x))) == ((2,), 1)
    assert after(ir.Pop(place, "back", 5), b.set(x, local(5, SMALL))) == ((1,), 2)
    assert after(ir.Remove(place, const(2))) == ((1,), 0)
    assert after(ir.Clear(place)) == ((), 0)
    push = ir.Push(place, const(0), "back")
    full = (FaultKind.FULL, "len of `q`: 3 of at most 3")
    assert after(push, push) == full
    assert after(ir.Push(place, const(4), "back")) == (
        FaultKind.RANGE,
        "element of q: value 4 does not fit 0..3",
    )
    pop = ir.Pop(place, "back", 5)
    assert after(pop, pop, pop) == (FaultKind.EMPTY, "`q` is empty")
    assert after(ir.Remove(place, const(3))) == (FaultKind.ABSENT, "3 is not in `q`")


def test_remove_takes_the_first_occurrence(b: Builder) -> None:
    q = b.var("q", Queue(SMALL, 4), (1, 2, 1))
    assert outcomes(b, ir.Remove(b.place(q), const(1))) == [((2, 1),)]


def test_move_to(b: Builder) -> None:
    q, r = b.var("q", Queue(SMALL, 3), (1, 2, 3)), b.var("r", Queue(SMALL, 2), (0,))

    def move(count: int, target: int = r) -> Any:
        return outcomes(b, ir.MoveTo(b.place(q), b.place(target), const(count)))[0]

    assert move(1) == ((2, 3), (0, 1))
    assert move(0) == ((1, 2, 3), (0,))
    assert move(2, q) == ((3, 1, 2), (0,))
    assert move(2) == (FaultKind.FULL, "len of `r`: 3 of at most 2")
    assert move(4) == (FaultKind.MOVE, "4 elements of `q`, which holds 3")
    assert move(-1)[0] is FaultKind.MOVE


def test_sets_take_and_forget_members_silently(b: Builder) -> None:
    s = b.var("s", Set(SMALL), frozenset({1}))
    place = b.place(s)
    assert outcomes(b, ir.Add(place, const(1)), ir.Add(place, const(2))) == [(frozenset({1, 2}),)]
    assert outcomes(b, ir.Remove(place, const(3))) == [(frozenset({1}),)]
    assert outcomes(b, ir.Clear(place)) == [(frozenset(),)]
    assert outcomes(b, ir.Add(place, const(7)))[0][0] is FaultKind.RANGE


def test_choose_gives_one_run_per_candidate_in_order(b: Builder) -> None:
    x = b.var("x", SMALL, 0)
    keep = b.set(x, local(0, SMALL))
    odd = eq(arithmetic("%", local(0, SMALL), const(2)), const(1))
    assert outcomes(b, ir.Choose(0, ir.ValuesOf(SMALL), odd, (keep,), "n")) == [(1,), (3,)]
    assert outcomes(b, ir.Choose(0, ir.ValuesOf(SMALL), FALSE, (), "n")) == []
    assert outcomes(b, ir.Choose(0, ir.Interval(const(1), const(0)), None, (), "n")) == []


def test_choose_over_a_queue_takes_positions_and_names_its_choice(b: Builder) -> None:
    g = b.machine("G", 2)
    q = b.var("q", Queue(g, 3), (1, 0, 1))
    b.action("pick", (), TRUE, [ir.Choose(0, ir.Members(b.get(q)), None, (), "g")])
    system = Interpreter(b.model())
    runs = list(system.successors(((1, 0, 1),)))
    assert [r.move.choices for r in runs] == [
        (Choice("g", "G1"),),
        (Choice("g", "G0"),),
        (Choice("g", "G1"),),
    ]


def test_a_where_that_faults_is_a_fault_of_that_run_only(b: Builder) -> None:
    b.var("x", SMALL, 0)
    divides = eq(arithmetic("/", const(2), local(0, SMALL)), const(1))
    found = outcomes(b, ir.Choose(0, ir.ValuesOf(SMALL), divides, (), "n"))
    assert [f[0] for f in found] == [FaultKind.DIVISION, 0]


def test_nested_choices_are_enumerated_in_order(b: Builder) -> None:
    x, y = b.var("x", SMALL, 0), b.var("y", SMALL, 0)
    low = ir.Interval(const(0), const(1))
    inner = ir.Either(((b.set(y, const(1)),), (ir.Await(FALSE),), (b.set(y, const(2)),)))
    outer = ir.Choose(0, low, None, (b.set(x, local(0, INT)), inner), "n")
    assert outcomes(b, outer) == [(0, 1), (0, 2), (1, 1), (1, 2)]


def test_an_await_anywhere_takes_the_run_away(b: Builder) -> None:
    x = b.var("x", SMALL, 0)
    assert outcomes(b, b.set(x, const(1)), ir.Await(eq(b.get(x), const(0)))) == []
    assert outcomes(b, ir.Either(((ir.Await(FALSE),), (ir.Await(FALSE),)))) == []


def test_end_completes_the_run_from_any_nesting(b: Builder) -> None:
    x = b.var("x", SMALL, 0)
    stop = ir.If(eq(local(0, SMALL), const(2)), (ir.End(),), ())
    loop = ir.For(0, ir.ValuesOf(SMALL), (b.set(x, local(0, SMALL)), stop))
    assert outcomes(b, loop, b.set(x, const(0))) == [(2,)]


def test_for_runs_over_the_value_on_entry(b: Builder) -> None:
    q = b.var("q", Queue(SMALL, 4), (1, 2))
    again = ir.Push(b.place(q), local(0, SMALL), "back")
    assert outcomes(b, ir.For(0, ir.Members(b.get(q)), (again,))) == [((1, 2, 1, 2),)]


def test_let_and_assert(b: Builder) -> None:
    x = b.var("x", SMALL, 0)
    ok = ir.Assert(compare("<", local(1, SMALL), const(3)), "too many")
    assert outcomes(b, ir.Let(1, const(2)), ok, b.set(x, local(1, SMALL))) == [(2,)]
    assert outcomes(b, ir.Let(1, const(3)), ok) == [(FaultKind.ASSERT, "too many")]


def test_a_guard_that_faults_is_one_faulted_run(b: Builder) -> None:
    b.var("x", SMALL, 0)
    guard = eq(arithmetic("/", const(1), const(0)), const(1))
    assert [f[0] for f in outcomes(b, guard=guard)] == [FaultKind.DIVISION]


def test_places_are_named_in_the_users_words(b: Builder) -> None:
    p = Machine("P", 2)
    b.machines.append(p)
    runq = b.field(p, "runq", Queue(p, 0), ())
    posted = b.var("posted", Array(p, Queue(p, 0)), ((), ()))
    push = ir.Push(b.place(runq, const(0, p)), const(1, p), "back")
    assert outcomes(b, push)[0][1] == "len of `P0.runq`: 0 of at most 0"
    push = ir.Push(b.place(posted, const(1, p)), const(1, p), "back")
    assert outcomes(b, push)[0][1] == "len of `posted[P1]`: 0 of at most 0"
