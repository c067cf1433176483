"""States taken apart: names, order, and the smallest parts that differ."""

from __future__ import annotations

from dataclasses import replace

from gmpcheck.model import ir
from gmpcheck.model.runs import Choice, Move
from gmpcheck.model.types import Array, Bool, Enum, Machine, Optional, Range
from gmpcheck.results import wording
from gmpcheck.results.cells import cells, changes
from tests.render import small


def test_cells_are_named_as_reports_name_them() -> None:
    names = [cell.name for cell in cells(small.small_model())]
    assert names == [
        *("G0.status", "G1.status"),
        *("M0.status", "M0.p", "M0.g", "M1.status", "M1.p", "M1.g"),
        *("P0.status", "P0.runq", "P1.status", "P1.runq"),
        *("worker[M0]", "worker[M0].victim", "worker[M1]", "worker[M1].victim"),
        *("globq", "posted", "timer", "tried", "budget"),
    ]


def test_every_variable_of_the_state_is_in_some_cell() -> None:
    model = small.small_model()
    assert {cell.variable for cell in cells(model)} == set(range(len(model.variables)))


def test_processes_of_no_and_of_two_parameters() -> None:
    model = small.small_model()
    steps, m, p = Enum("mover", ("a", "halted")), Machine("M", 2), Machine("P", 2)
    moved = Array(m, Array(p, steps))
    model = replace(
        model,
        variables=(
            ir.Variable("mover", moved, ir.Fixed(((0, 0), (0, 0))), "mover", "step"),
            ir.Variable("clock", Enum("clock", ("tick", "halted")), ir.Fixed(0), "clock", "step"),
            ir.Variable("clock.now", Range(0, 3), ir.Fixed(0), "clock", "local"),
        ),
        processes=(
            ir.Process("mover", (ir.Parameter("m", m, 0), ir.Parameter("p", p, 1)), 0, 1),
            ir.Process("clock", (), 1, 1),
        ),
    )
    names = [cell.name for cell in cells(model)]
    assert names == [*(f"mover[M{i}, P{j}]" for i in (0, 1) for j in (0, 1)), "clock", "clock.now"]
    found = changes(model, (((0, 0), (0, 0)), 0, 0), (((0, 1), (0, 0)), 0, 2))
    assert [(c.name, c.before, c.after) for c in found] == [
        ("mover[M0, P1]", "a", "halted"),
        ("clock.now", "0", "2"),
    ]


def test_changes_are_the_smallest_named_parts() -> None:
    trace = small.run()
    found = changes(trace.model, trace.states[1], trace.states[2])
    assert [f"{c.name}: {c.before} to {c.after}" for c in found] == [
        "P1.runq: [G0, G1] to [G1]",
        "worker[M0]: find to drop",
        "worker[M0].victim: nil to P0",
        "posted[G0]: false to true",
        "timer.when: 0 to 3",
        "timer.armed: false to true",
        "tried: {} to {P0, P1}",
        f"budget: 0 to {2**60}",
    ]
    assert changes(trace.model, trace.states[2], trace.states[3]) == ()


def _agent(params: tuple[ir.Parameter, ...], args: tuple[object, ...], process: str | None = None) -> str:
    action = ir.Action("act", "act", params, ir.Const(True, Bool()), (), 2, None, process)
    return wording.agent(action, args)


def test_actors() -> None:
    m, number = ir.Parameter("m", Machine("M", 2), 0), ir.Parameter("i", Range(1, 3), 0)
    maybe = ir.Parameter("m", Optional(Machine("M", 2)), 0)
    assert _agent((m,), (1,)) == "M1"
    assert _agent((maybe,), (None,)) == "act"
    assert _agent((number,), (2,)) == "act(2)"
    assert _agent((number,), (2,), "worker") == "worker[2]"
    assert _agent((), (), "clock") == "clock"
    assert _agent((), ()) == "act"


def test_moves_in_words() -> None:
    move = Move(small.FIND, (0,), (Choice("v", "P0"), Choice("either", "2")))
    assert wording.call(small.small_model(), move) == "worker.find(m=M0)"
    assert wording.choices(move) == "v=P0 branch 2"
