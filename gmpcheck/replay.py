"""Following a saved trace through a spec as it is now.

In: the interpreter of the spec and a `SavedTrace`. Out: a `Replay`: how far the spec still
takes the same steps to the same states, where and why it first does otherwise, and whether the last
state still shows what the trace was saved for. Deliberately absent: a search for another trace.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gmpcheck.diagnostics import SpecError
from gmpcheck.explore.lasso import closes, is_fair, refutes
from gmpcheck.explore.observe import temporal_subjects
from gmpcheck.explore.traces import as_step, is_deadlock, look
from gmpcheck.model import types
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.ir import Model, State
from gmpcheck.model.runs import FaultedRun, FaultRaised, Move, Successor
from gmpcheck.results.cells import changes
from gmpcheck.results.itf import SavedStep, SavedTrace
from gmpcheck.results.saved import decode_move, decode_state
from gmpcheck.results.trace import Step, Trace
from gmpcheck.results.wording import call, choices

Explain = Callable[[State, Move], str | None]
"""Why an action instance has no run in a state, where that is known: its false conjunct."""

Judge = Callable[[Interpreter, int, tuple[types.Value, ...], Trace], tuple[bool | None, str]]
"""Whether a run still shows what it shows of a property instance, and that in words."""

SEARCHED = 200_000
"""States looked at to find out whether a goal can be reached again."""


@dataclass(frozen=True, slots=True)
class Divergence:
    """Step `step` (0: the initial state) is not possible any more, for `reason`; `differences` says
    what is different where the step is possible and leads elsewhere."""

    step: int
    what: str
    reason: str
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """`trace` is the part that replays. `confirmed` says whether the property is still violated (or
    the witness still good), None where a replay cannot tell."""

    trace: Trace | None
    steps: int
    divergence: Divergence | None
    confirmed: bool | None
    sentence: str


class _Diverged(Exception):
    def __init__(self, divergence: Divergence) -> None:
        self.divergence = divergence
        super().__init__(divergence.reason)


def replay(system: Interpreter, saved: SavedTrace, explain: Explain) -> Replay:
    """Follows the trace step by step, and judges its last state."""
    followed: list[Step] = []
    initial: State | None = None
    try:
        initial = _start(system, saved)
        state = initial
        for number, step in enumerate(saved.steps, 1):
            followed.append(_follow(system, state, step, number, explain))
            state = followed[-1].state or state
    except _Diverged as stop:
        trace = None if initial is None else Trace(system.model, initial, tuple(followed))
        return Replay(trace, len(followed), stop.divergence, False, _diverged(stop.divergence))
    trace = Trace(system.model, initial, tuple(followed), saved.loop)
    confirmed, sentence = _judge(system, saved, trace)
    return Replay(trace, len(followed), None, confirmed, sentence)


def _diverged(divergence: Divergence) -> str:
    where = "the initial state" if divergence.step == 0 else f"step {divergence.step}, {divergence.what},"
    return f"{where} no longer applies: {divergence.reason}"


# ---- following ----------------------------------------------------------------------------------


def _start(system: Interpreter, saved: SavedTrace) -> State:
    try:
        wanted = decode_state(system.model, saved.initial, "states[0]")
    except SpecError as error:
        raise _changed(0, "", error) from None
    nearest: tuple[str, ...] | None = None
    for state in system.initial():
        if state == wanted:
            return state
        differences = _differences(system.model, wanted, state)
        if nearest is None or len(differences) < len(nearest):
            nearest = differences
    raise _Diverged(Divergence(0, "", "the spec does not start like that any more", nearest or ()))


def _follow(system: Interpreter, state: State, saved: SavedStep, number: int, explain: Explain) -> Step:
    try:
        move = decode_move(system.model, saved, f"step {number}")
        wanted = decode_state(system.model, saved.state, f"states[{number}]") if saved.state else None
    except SpecError as error:
        raise _changed(number, saved.action, error) from None
    runs = list(system.run(move.action, move.args, state))
    what = f"{call(system.model, move)} {choices(move)}".rstrip()
    for found in map(as_step, runs):
        if found.move.choices == move.choices and found.state == wanted:
            return found
    raise _Diverged(_explain_step(system.model, state, runs, move, wanted, number, what, explain))


def _explain_step(
    model: Model,
    state: State,
    runs: list[Successor | FaultedRun],
    move: Move,
    wanted: State | None,
    number: int,
    what: str,
    explain: Explain,
) -> Divergence:
    """Why no run of the instance ends as saved."""
    if not runs:
        because = explain(state, move)
        reason = "it is not enabled here" + (f": {because}" if because else "")
        return Divergence(number, what, reason)
    same = [run for run in runs if run.move.choices == move.choices]
    if not same:
        return Divergence(number, what, "it cannot make these choices any more")
    match same[0]:
        case FaultedRun(_, fault):
            return Divergence(number, what, f"it now ends in a fault: {fault.kind}, {fault.message}")
        case Successor(_, reached):
            if wanted is None:
                return Divergence(number, what, "it does not end in a fault any more")
            differences = _differences(model, wanted, reached)
            return Divergence(number, what, "it leads to another state", differences)


def _differences(model: Model, saved: State, now: State) -> tuple[str, ...]:
    return tuple(f"{c.name} was {c.before}, is now {c.after}" for c in changes(model, saved, now))


def _changed(number: int, what: str, error: SpecError) -> _Diverged:
    return _Diverged(Divergence(number, what, error.diagnostics[0].message))


# ---- judging ------------------------------------------------------------------------------------


def _judge(system: Interpreter, saved: SavedTrace, trace: Trace) -> tuple[bool | None, str]:
    """Whether the end of the run still shows what it was saved for, and that in words."""
    name, kind = saved.meta.property, saved.meta.kind
    match kind:
        case "deadlock":
            return _verdict(is_deadlock(system, trace.last), "the last state is still a deadlock", name)
        case "fault":
            return _verdict(_faults(system, trace), "it still ends in a fault", name)
        case "invariant" | "recoverable" | "reachable":
            return _judge_instance(system, saved, trace, _at_end)
        case "starvation" | "lostwakeup" | "temporal":
            return _judge_instance(system, saved, trace, _for_ever)
    return None, f"whether property {name} is still violated is not decided by a replay"


def _verdict(still: bool, sentence: str, name: str) -> tuple[bool, str]:
    return (True, sentence) if still else (False, f"property {name} is no longer violated at its end")


def _faults(system: Interpreter, trace: Trace) -> bool:
    if trace.steps and trace.steps[-1].fault is not None:
        return True
    return any(_raises(check) for check in _predicates(system, trace.last))


def _predicates(system: Interpreter, state: State) -> Iterator[Callable[[], object]]:
    """Everything that is evaluated at a state besides actions."""
    yield lambda: system.within_bounds(state)
    yield lambda: system.is_end(state)
    for index, declared in enumerate(system.model.properties):
        if declared.kind in ("invariant", "recoverable", "reachable"):
            for instance in system.instances(index):
                yield lambda i=index, args=instance: system.holds(i, args, state)  # type: ignore[misc]
    for subject in temporal_subjects(system):
        yield lambda about=subject: look(system, about, state)  # type: ignore[misc]


def _raises(check: Callable[[], object]) -> bool:
    try:
        check()
    except FaultRaised:
        return True
    return False


def _judge_instance(
    system: Interpreter, saved: SavedTrace, trace: Trace, judge: Judge
) -> tuple[bool | None, str]:
    name = saved.meta.property
    found = next((i for i, p in enumerate(system.model.properties) if p.name == name), None)
    if found is None:
        return False, f"the spec has no property {name} any more"
    declared = system.model.properties[found]
    for instance in system.instances(found):
        shown = tuple((p.name, types.show(p.type, v)) for p, v in zip(declared.params, instance, strict=True))
        if shown == saved.meta.instance or not saved.meta.instance:
            return judge(system, found, instance, trace)
    return False, f"property {name} has no such instance any more"


def _at_end(
    system: Interpreter, index: int, instance: tuple[types.Value, ...], trace: Trace
) -> tuple[bool | None, str]:
    declared = system.model.properties[index]
    try:
        if declared.kind == "recoverable":
            return _stuck(system, index, instance, trace.last)
        holds = system.holds(index, instance, trace.last)
    except FaultRaised as raised:
        return False, f"property {declared.name} now ends in a fault: {raised.fault.message}"
    if declared.kind == "reachable":
        state = "still reached" if holds else "no longer reached"
        return holds, f"property {declared.name} is {state} by it"
    return _verdict(not holds, f"property {declared.name} is still violated at its end", declared.name)


def _for_ever(
    system: Interpreter, index: int, instance: tuple[types.Value, ...], trace: Trace
) -> tuple[bool | None, str]:
    """What a lasso still shows: that it can be repeated for ever, fairly, and what that violates."""
    name = system.model.properties[index].name
    if not closes(system, trace):
        return False, f"property {name} is no longer violated by it: its end cannot be repeated for ever"
    if not is_fair(system, trace):
        return False, f"property {name} is no longer violated by it: repeating it for ever is not fair"
    try:
        violated = refutes(system, index, instance, trace)
    except FaultRaised as raised:
        return False, f"property {name} now ends in a fault: {raised.fault.message}"
    if violated:
        return True, f"property {name} is still violated by repeating it for ever"
    return False, f"property {name} is no longer violated by it"


def _stuck(
    system: Interpreter, index: int, instance: tuple[types.Value, ...], start: State
) -> tuple[bool | None, str]:
    """Whether no goal state can be reached from a state, looking at up to `SEARCHED` states."""
    name = system.model.properties[index].name
    seen, frontier = {start}, deque([start])
    while frontier:
        state = frontier.popleft()
        if system.holds(index, instance, state):
            return False, f"property {name} is no longer violated at its end: its goal can be reached again"
        for run in system.successors(state):
            if isinstance(run, Successor) and run.state not in seen and system.within_bounds(run.state):
                seen.add(run.state)
                frontier.append(run.state)
        if len(seen) > SEARCHED:
            return None, f"whether {name} can be reached again was not decided within {SEARCHED} states"
    return True, f"property {name} is still violated at its end: its goal cannot be reached from there"
