"""A small GMP model as IR and runs of it, made by hand: the renderers need no interpreter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gmpcheck.model import ir
from gmpcheck.model.runs import Choice, Fault, Move
from gmpcheck.model.types import Array, Bool, Enum, Machine, Optional, Queue, Range, Set, Struct, Type
from gmpcheck.results.trace import Step, Trace
from gmpcheck.source import Source, Span

G_LABELS = ("runnable", "running", "syscall", "waiting", "dead")
G_ARROWS = frozenset({(0, 1), (1, 0), (1, 2), (1, 3), (1, 4), (2, 1), (2, 0), (3, 0)})
TIMER = Struct("Timer", (("when", Range(0, 5)), ("armed", Bool())))
SOURCE = Source(
    "specs/small.gmp",
    "spec small\n"
    "fair action retake(m: M, p: P)\n"
    "    when m.status == syscall && m.p == p\n"
    "{\n"
    "    m.p.status = idle\n"
    "}\n",
)


def small_model(ng: int = 2, nm: int = 2, np: int = 2) -> ir.Model:
    """G with a closed lifecycle, M and P with open ones, a process on M, globals of every type."""
    g, m, p = Machine("G", ng), Machine("M", nm), Machine("P", np)
    statuses = (
        ("G", Enum("G.status", G_LABELS, G_ARROWS)),
        ("M", Enum("M.status", ("idle", "running", "syscall"))),
        ("P", Enum("P.status", ("idle", "running", "syscall"))),
    )
    worker = Enum("worker", ("find", "drop", "sleep", "halted"))
    variables = (
        *(_field(x, "status", s, 0, "status") for x, (_, s) in zip((g, m, p), statuses, strict=True)),
        _field(m, "p", Optional(p), None),
        _field(m, "g", Optional(g), None),
        _field(p, "runq", Queue(g, 2), ()),
        ir.Variable("worker", Array(m, worker), ir.Fixed((0,) * nm), "worker", "step"),
        ir.Variable("worker.victim", Array(m, Optional(p)), ir.Fixed((None,) * nm), "worker", "local"),
        ir.Variable("globq", Queue(g, ng), ir.Fixed(tuple(range(ng)))),
        ir.Variable("posted", Array(g, Bool()), ir.Fixed((False,) * ng)),
        ir.Variable("timer", TIMER, ir.Fixed((0, False))),
        ir.Variable("tried", Set(p), ir.Fixed(frozenset())),
        ir.Variable("budget", Range(-4, 2**60), ir.Fixed(0)),
    )
    return ir.Model(
        name="small",
        variant=None,
        settings=(ir.Setting("NG", ng, Range(1, 16)), ir.Setting("async", True, Bool())),
        machines=(g, m, p),
        statuses=statuses,
        variables=variables,
        functions=(),
        start_where=(),
        init=(),
        init_where=(),
        actions=_actions(g, m, p),
        processes=(ir.Process("worker", (ir.Parameter("m", m, 0),), 6, 3),),
        ends=(),
        deadlock_off=False,
        bounds=(),
        properties=(),
        claims=(),
        ordered=(),
    )


def _field(machine: Machine, name: str, t: Type, start: Any, role: Any = "field") -> ir.Variable:
    starts = ir.Fixed((start,) * machine.size)
    return ir.Variable(f"{machine.name}.{name}", Array(machine, t), starts, machine.name, role)


def _actions(g: Machine, m: Machine, p: Machine) -> tuple[ir.Action, ...]:
    def action(name: str, *params: tuple[str, Type], process: str | None = None) -> ir.Action:
        slots = tuple(ir.Parameter(n, t, i) for i, (n, t) in enumerate(params))
        return ir.Action(name, name, slots, ir.Const(True, Bool()), (), 4, None, process)

    return (
        action("acquire", ("m", m), ("p", p)),
        action("execute", ("m", m), ("g", g)),
        action("retake", ("m", m), ("p", p)),
        action("worker.find", ("m", m), process="worker"),
        action("tick", ("dt", Range(0, 9))),
        action("quiesce"),
    )


ACQUIRE, EXECUTE, RETAKE, FIND, TICK, QUIESCE = range(6)


def start(model: ir.Model) -> ir.State:
    return tuple(v.start.value for v in model.variables if isinstance(v.start, ir.Fixed))


def with_(model: ir.Model, state: ir.State, **changes: Any) -> ir.State:
    """The state with variables replaced; `M_p` stands for `M.p`."""
    names = [v.name for v in model.variables]
    values = list(state)
    for name, value in changes.items():
        values[names.index(name.replace("_", "."))] = value
    return tuple(values)


def run(model: ir.Model | None = None) -> Trace:
    """Three steps: M0 takes P1, its worker chooses a victim, nothing changes."""
    model = model or small_model()
    first = start(model)
    second = with_(
        model, first, M_status=(1, 0), M_p=(1, None), P_status=(0, 1), P_runq=((), (0, 1)), globq=()
    )
    third = with_(
        model,
        second,
        worker=(1, 0),
        worker_victim=(0, None),
        P_runq=((), (1,)),
        posted=(True, False),
        timer=(3, True),
        tried=frozenset({0, 1}),
        budget=2**60,
    )
    steps = (
        Step(Move(ACQUIRE, (0, 1)), second),
        Step(Move(FIND, (0,), (Choice("v", "P0"), Choice("either", "2"))), third),
        Step(Move(QUIESCE, ()), third),
    )
    return Trace(model, first, steps)


def faulted() -> Trace:
    """The run, ended by a fault of M0 that has a place in the source."""
    trace = run()
    begin = SOURCE.text.index("m.p.status")
    fault = Fault(ir.FaultKind.NIL, "m.p is nil", Span(SOURCE, begin, begin + 3))
    return replace(trace, steps=(*trace.steps, Step(Move(RETAKE, (0, 1)), None, fault)))


def lasso(loop: int = 1) -> Trace:
    """The run with a step back to the state numbered `loop`."""
    trace = run()
    back = Step(Move(RETAKE, (0, 1)), trace.states[loop])
    return replace(trace, steps=(*trace.steps, back), loop=loop)


def stutter() -> Trace:
    trace = run()
    return replace(trace, loop=len(trace.steps))
