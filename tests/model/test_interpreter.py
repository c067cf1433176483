"""Initial states, grounding, final states, and why an action is blocked."""

from __future__ import annotations

import pytest

from gmpcheck.diagnostics import InternalError, SpecError
from gmpcheck.model import ir
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.runs import FaultedRun, Successor
from gmpcheck.model.types import Array, Enum, Optional, Queue, Range
from tests.model.build import (
    BOOL,
    INT,
    TRUE,
    Builder,
    arithmetic,
    compare,
    conj,
    const,
    disj,
    eq,
    exists,
    local,
    predicate,
    written,
)

SMALL = Range(0, 2)
FALSE = const(False)


def initial(b: Builder) -> list[ir.State]:
    return list(Interpreter(b.model()).initial())


def code(b: Builder) -> str:
    with pytest.raises(SpecError) as caught:
        initial(b)
    return caught.value.diagnostics[0].code


# ---- initial states -----------------------------------------------------------------------------


def test_any_values_are_enumerated_in_order_per_element() -> None:
    b = Builder()
    b.var("x", SMALL, 1)
    b.var("a", Array(Range(0, 1), BOOL))
    b.var("y", Range(0, 1))
    found = initial(b)
    assert found[:3] == [(1, (False, False), 0), (1, (False, False), 1), (1, (False, True), 0)]
    assert len(found) == 8


def test_constraints_filter_as_early_as_their_variables_are_known() -> None:
    """A million million combinations, of which a constraint refuses nearly all at once."""
    b = Builder()
    xs = [b.var(f"x{i}", Range(0, 99)) for i in range(6)]
    b.rest["start_where"] = tuple(predicate(eq(b.get(x), const(7))) for x in xs)
    assert initial(b) == [(7,) * 6]


def test_constraints_see_through_functions() -> None:
    b = Builder()
    x, y = b.var("x", SMALL), b.var("y", SMALL)
    b.functions.append(ir.Function("same", (), BOOL, eq(b.get(x), b.get(y)), 0))
    b.rest["start_where"] = (predicate(ir.Call(0, (), BOOL)),)
    assert initial(b) == [(0, 0), (1, 1), (2, 2)]


def test_init_may_branch_and_duplicates_are_dropped() -> None:
    b = Builder()
    closed = Enum("G.status", ("a", "b"), frozenset())
    x, s = b.var("x", SMALL), b.var("s", closed, 0)
    branch = ir.Either(((b.set(x, const(2)),), (b.set(x, const(0)),)))
    exempt = b.set(s, const(1, closed))
    b.rest["init"] = (ir.Initialiser((branch,), 1), ir.Initialiser((exempt,), 1))
    b.rest["init_where"] = (predicate(compare("<", b.get(x), const(3))),)
    assert initial(b) == [(2, 1), (0, 1)]


def test_no_initial_state() -> None:
    b = Builder()
    b.var("x", SMALL)
    b.rest["start_where"] = (predicate(FALSE),)
    assert code(b) == "GMP602"
    b.rest = {"init": (ir.Initialiser((ir.Choose(0, ir.ValuesOf(SMALL), FALSE, (), "n"),), 1),)}
    assert code(b) == "GMP602"


def test_faults_in_the_description_of_initial_states() -> None:
    divide = arithmetic("/", const(1), const(0))
    b = Builder()
    x = b.var("x", SMALL, 0)
    b.rest["init"] = (ir.Initialiser((b.set(x, divide),), 1),)
    assert code(b) == "GMP601"
    for constraint in ("start_where", "init_where"):
        b.rest = {constraint: (predicate(eq(divide, const(0))),)}
        assert code(b) == "GMP601"


# ---- grounding and predicates -------------------------------------------------------------------


def test_instances_come_in_declaration_order_and_inputs_have_none() -> None:
    b = Builder()
    m, p = b.machine("M", 2), b.machine("P", 2)
    b.var("x", Range(0, 9), 0)
    b.action("first", [("m", m), ("p", p)])
    b.action("second", [])
    b.actions.append(ir.Action("tick", "tick", (ir.Parameter("dt", INT, 0, input=True),), TRUE, (), 1, None))
    system = Interpreter(b.model())
    assert system.action_instances == ((0, (0, 0)), (0, (0, 1)), (0, (1, 0)), (0, (1, 1)), (1, ()))
    assert [a.name for a in system.inputs] == ["tick"]
    assert len(list(system.successors((0,)))) == 5
    assert [type(r) for r in system.run(2, (3,), (0,))] == [Successor]


def test_a_machine_without_instances_is_legal() -> None:
    b = Builder()
    m = b.machine("M", 0)
    v = b.field(m, "x", SMALL, 0)
    b.action("act", [("m", m)], TRUE, [b.set(v, local(0, m), const(1))])
    system = Interpreter(b.model())
    assert list(system.initial()) == [((),)]
    assert list(system.successors(((),))) == []


def process_model(halt: bool) -> Builder:
    """A process over two Ms: `find` then `sleep`, where it waits for a note."""
    b = Builder()
    m = b.machine("M", 2)
    steps = Enum("worker", ("find", "sleep", "halted"))
    at = b.var("worker", Array(m, steps), (0, 0), owner="worker", role="step")
    b.var("worker.victim", Array(m, Optional(m)), (None, None), owner="worker", role="local")
    note = b.field(m, "note", BOOL, False)
    me = local(0, m)
    here = [eq(b.get(at, me), const(i, steps)) for i in range(2)]
    b.processes.append(ir.Process("worker", (ir.Parameter("m", m, 0),), at, 2))
    b.action("worker.find", [("m", m)], here[0], [b.set(at, me, const(1, steps))], process="worker")
    test = written("m.note", b.get(note, me))
    body: list[ir.Stmt] = [ir.Await(test), b.set(at, me, const(2, steps))]
    b.action("worker.sleep", [("m", m)], here[1], body if not halt else body[1:], process="worker")
    return b


def test_processes_that_all_halted_are_at_an_end() -> None:
    system = Interpreter(process_model(True).model())
    nil = (None, None)
    assert system.is_end(((2, 2), nil, (False, False)))
    assert not system.is_end(((2, 1), nil, (False, False)))
    assert not Interpreter(Builder().model()).is_end(())


def test_bounds_are_conjoined_and_ends_are_alternatives() -> None:
    b = Builder()
    x = b.var("x", SMALL, 0)
    at = [predicate(eq(b.get(x), const(i))) for i in range(2)]
    b.rest = {"bounds": tuple(at), "ends": tuple(at)}
    system = Interpreter(b.model())
    assert [system.within_bounds((i,)) for i in range(3)] == [False] * 3
    assert [system.is_end((i,)) for i in range(3)] == [True, True, False]


def test_holds_refuses_a_temporal_property() -> None:
    b = Builder()
    formula = ir.Temporal("eventually", (ir.Atom(TRUE),))
    b.properties.append(ir.Property("live", "temporal", (), formula, 0))
    with pytest.raises(InternalError):
        Interpreter(b.model()).holds(0, (), ())


# ---- blocked ------------------------------------------------------------------------------------


def test_blocked_names_the_first_false_conjunct_and_what_it_reads() -> None:
    b = Builder()
    m = b.machine("M", 1)
    status = Enum("M.status", ("idle", "running"))
    v = b.field(m, "status", status, 0, "status")
    q = b.var("globq", Queue(m, 1), ())
    me = local(0, m)
    running = written("m.status ==\n  running", eq(b.get(v, me), const(1, status)))
    work = written("len(globq) > 0", compare(">", ir.Inspect("len", b.get(q), INT), const(0)))
    b.action("first", [("m", m)], conj(running, work))
    b.action("second", [], conj(TRUE, work))
    b.action("third", [], TRUE)
    reasons = Interpreter(b.model()).blocked(((0,), ()))
    assert [str(r) for r in reasons] == [
        "m.status == running (M0.status is idle)",
        "len(globq) > 0 (globq is [])",
    ]
    assert [(r.action_index, r.args) for r in reasons] == [(0, (0,)), (1, ())]


def test_blocked_looks_into_functions_and_skips_what_a_quantifier_binds() -> None:
    b = Builder()
    m = b.machine("M", 2)
    x, note = b.var("x", SMALL, 1), b.field(m, "note", BOOL, False)
    some_note = exists(0, m, b.get(note, local(0, m)))
    b.functions.append(ir.Function("work", (), BOOL, disj(some_note, eq(b.get(x), const(2))), 1))
    b.action("act", [], written("work()", ir.Call(0, (), BOOL)))
    [reason] = Interpreter(b.model()).blocked((1, (False, False)))
    assert str(reason) == "work() (x is 1)"


def test_blocked_of_a_process_is_about_its_current_step() -> None:
    system = Interpreter(process_model(False).model())
    reasons = system.blocked(((1, 2), (None, None), (False, False)))
    assert [str(r) for r in reasons] == ["m.note (M0.note is false)"]


def test_blocked_by_choices() -> None:
    b = Builder()
    x, q = b.var("x", SMALL, 0), b.var("q", Queue(SMALL, 2), ())
    first = written("q in (1)", ir.Await(written("x == 1", eq(b.get(x), const(1)))))
    second = written("x == 2", eq(b.get(x), const(2)))
    choose = ir.Choose(0, ir.Members(b.get(q)), None, (), "g")
    b.action("either", [], TRUE, [ir.Either(((first,), (ir.Await(second),)))])
    b.action("choose", [], TRUE, [written("choose g in q { }", choose)])
    reasons = Interpreter(b.model()).blocked((0, ()))
    assert [str(r) for r in reasons] == ["x == 1 or x == 2 (x is 0)", "choose g in q (q is [])"]


def test_what_faults_is_not_blocked() -> None:
    b = Builder()
    b.var("x", SMALL, 0)
    b.action("act", [], eq(arithmetic("/", const(1), const(0)), const(1)))
    system = Interpreter(b.model())
    assert system.blocked((0,)) == []
    assert [type(r) for r in system.successors((0,))] == [FaultedRun]
