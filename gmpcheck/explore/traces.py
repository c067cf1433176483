"""From a state found by the search to a run that shows it, replayed before anyone sees it.

In: an `Exploration` and the number of a state. Out: a `Trace` along the transitions that first
discovered each state. `replayed` walks it again with the interpreter, which is the meaning of the
language: a step that it does not take, or an end that does not show what was claimed, is a defect
of gmpcheck and never reaches the user.
"""

from __future__ import annotations

from collections.abc import Callable

from gmpcheck.diagnostics import InternalError
from gmpcheck.explore.exploration import Exploration
from gmpcheck.explore.interface import TransitionSystem
from gmpcheck.explore.observe import Subject
from gmpcheck.explore.words import negation
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.ir import State
from gmpcheck.model.runs import FaultedRun, FaultRaised, Successor
from gmpcheck.model.types import Machine, show
from gmpcheck.results.trace import Step, Trace
from gmpcheck.results.verdict import Blocked
from gmpcheck.results.wording import actor

Shows = Callable[[Interpreter, State], bool]
"""Whether a last state shows what its trace is said to show."""


def path_to(exploration: Exploration, number: int, last: Successor | FaultedRun | None = None) -> Trace:
    """A shortest run to a state, and one step further where `last` is given."""
    steps = [] if last is None else [as_step(last)]
    node = exploration.nodes[number]
    while node.parent is not None and node.move is not None:
        steps.append(Step(node.move, node.state))
        node = exploration.nodes[node.parent]
    return Trace(exploration.model, node.state, tuple(reversed(steps)))


def as_step(run: Successor | FaultedRun) -> Step:
    match run:
        case Successor(move, state):
            return Step(move, state)
        case FaultedRun(move, fault):
            return Step(move, None, fault)


def judge_of(system: TransitionSystem) -> Interpreter:
    """The interpreter that replays the traces of a system."""
    return system if isinstance(system, Interpreter) else Interpreter(system.model)


def replayed(judge: Interpreter, trace: Trace, shows: Shows, what: str) -> Trace:
    """The same trace, once every step and its end are known to be right. `what` names it in the
    report of a defect."""
    if all(state != trace.initial for state in judge.initial()):
        raise InternalError(f"the trace of {what} starts in a state that is not initial")
    state = trace.initial
    for number, step in enumerate(trace.steps, 1):
        runs = judge.run(step.move.action, step.move.args, state)
        if all(as_step(run) != step for run in runs):
            raise InternalError(f"step {number} of the trace of {what} is no run of the model")
        state = state if step.state is None else step.state
    if not shows(judge, trace.last):
        raise InternalError(f"the trace of {what} does not show it")
    return trace


def is_deadlock(judge: Interpreter, state: State) -> bool:
    return not any(True for _ in judge.successors(state)) and not judge.is_end(state)


def faults_again(about: str | None, subject: Subject | None) -> Shows:
    """Shows that evaluating something at the last state is a fault; that of a step (`about` is
    None) was compared when the step was replayed."""
    if subject is not None:
        return lambda judge, state: _raises(lambda: look(judge, subject, state))
    match about:
        case "bound":
            return lambda judge, state: _raises(lambda: judge.within_bounds(state))
        case "end when":
            return lambda judge, state: _raises(lambda: judge.is_end(state))
        case _:
            return lambda judge, state: True


def look(judge: Interpreter, subject: Subject, state: State) -> None:
    """Evaluates all that a property instance sees of a state. Raises FaultRaised."""
    declared = judge.model.properties[subject.property]
    for proposition in negation(declared, subject).propositions:
        judge.predicate(proposition.expr, declared.slots, proposition.bound)(state)


def _raises(evaluate: Callable[[], object]) -> bool:
    try:
        evaluate()
    except FaultRaised:
        return True
    return False


def waiting(judge: Interpreter, state: State) -> tuple[Blocked, ...]:
    """Who waits for what: each agent's blocked actions together, agents in order of appearance.

    First those that act; then the other machine instances that an action could have been about,
    such as the G of `wake(m: M, g: G)`, without the values, which differ from actor to actor.
    """
    model = judge.model
    actors: dict[str, dict[Blocked, None]] = {}
    others: dict[tuple[int, int], dict[Blocked, None]] = {}
    for reason in judge.blocked(state):
        action = model.actions[reason.action_index]
        agent = actor(model, reason.move)
        actors.setdefault(agent, {})[Blocked(agent, action.name, str(reason))] = None
        for parameter, value in list(zip(action.params, reason.args, strict=True))[1:]:
            if isinstance(parameter.type, Machine):
                entry = Blocked(show(parameter.type, value), action.name, reason.text)
                others.setdefault((model.machines.index(parameter.type), value), {})[entry] = None
    passive = [entry for key in sorted(others) for entry in others[key] if entry.agent not in actors]
    return (*(entry for entries in actors.values() for entry in entries), *passive)
