"""The sentences of verdicts: what is wrong, or why there is no answer.

In: names and facts. Out: text; every wording of the explorer is here.
"""

from __future__ import annotations

from gmpcheck.model.ir import Action, Atom, Formula, Model, Predicate, Property, PropertyKind
from gmpcheck.model.naming import source_text
from gmpcheck.model.runs import Fault, FaultedRun
from gmpcheck.model.types import Value, show
from gmpcheck.results import wording
from gmpcheck.results.trace import Trace

Shown = tuple[tuple[str, str], ...]


def shown_instance(declared: Property, instance: tuple[Value, ...]) -> Shown:
    """The parameters of a property with their values in words."""
    return tuple((p.name, show(p.type, v)) for p, v in zip(declared.params, instance, strict=True))


def _of(shown: Shown) -> str:
    return f" for {wording.instance(shown)}" if shown else ""


def after(steps: int) -> str:
    """Where a trace ends: `after 11 steps`, `in the initial state`."""
    return f"after {steps} step{'' if steps == 1 else 's'}" if steps else "in the initial state"


def deadlock(model: Model, steps: int) -> str:
    if model.ends:
        excuse = ", and no `end when` holds"
    elif model.processes:
        excuse = ", and not every process has halted"
    else:
        excuse = ""
    return f"deadlock: {after(steps)} no action is enabled{excuse}"


def invariant(declared: Property, shown: Shown, steps: int) -> str:
    return f"invariant {declared.name} is false{_of(shown)} {after(steps)}"


LISTED = 4
"""A cycle of at most so many steps is spelt out; of a longer one it is said who moves."""


def keyword(kind: PropertyKind) -> str:
    """The word that declares a property of this kind."""
    return "property" if kind == "temporal" else kind


def unanswered(
    declared: Property, shown: Shown, trace: Trace, since: int, premise: Formula, goal: Formula, stays: bool
) -> str:
    """Of `p ~> q`: p holds in state number `since` of a lasso, from there on for ever if it `stays`,
    and q never does from there on."""
    p, q = _text(premise), _text(goal)
    if stays:
        never = f"{_from(since)} on {p} stays true and {q} never holds"
    else:
        never = f"{after(since)} {p} holds, and from there on {q} never does"
    end = ": the wakeup is lost" if declared.kind == "lostwakeup" else ""
    return f"{keyword(declared.kind)} {declared.name} fails{_of(shown)}: {never}{end}; {for_ever(trace)}"


def temporal(declared: Property, shown: Shown, trace: Trace) -> str:
    return f"{keyword(declared.kind)} {declared.name} is false{_of(shown)}: {for_ever(trace)}"


def _text(formula: Formula) -> str:
    """An operand as the spec writes it, where that is known."""
    text = source_text(formula.expr.span) if isinstance(formula, Atom) else ""
    return f"`{text}`" if text else "the other side"


def _from(steps: int) -> str:
    return f"from step {steps}" if steps else "from the start"


def for_ever(trace: Trace) -> str:
    """How a lasso goes on: what repeats, or that nothing does."""
    if not trace.cycle:
        return f"{after(len(trace.steps))} nothing can happen any more"
    repeated = trace.steps[-trace.cycle :]
    count = "the last step repeats" if trace.cycle == 1 else f"the last {trace.cycle} steps repeat"
    if trace.cycle <= LISTED:
        return f"{count} for ever: {', '.join(wording.call(trace.model, s.move) for s in repeated)}"
    actors = list(dict.fromkeys(wording.actor(trace.model, s.move) for s in repeated))
    moves = "moves" if len(actors) == 1 else "move"
    return f"{count} for ever, and only {_and(sorted(actors))} {moves}"


def _and(names: list[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def unrecoverable(declared: Property, shown: Shown, steps: int) -> str:
    where = "the initial state" if steps == 0 else f"the state {after(steps)}"
    return f"recoverable {declared.name} cannot be reached{_of(shown)}: no run from {where} leads there"


def unreachable(declared: Property, shown: Shown) -> str:
    return f"reachable {declared.name} has no witness{_of(shown)}: no reachable state satisfies it"


def fault_in_step(model: Model, run: FaultedRun) -> str:
    return f"{run.fault.kind} in `{wording.call(model, run.move)}`: {run.fault.message}"


def fault_at_state(about: str, fault: Fault, shown: Shown) -> str:
    return f"{fault.kind} in `{about}`{_of(shown)}: {fault.message}"


def input_unexplored(action: Action) -> str:
    """Why nothing holds where an action has a parameter with too many values."""
    inputs = [f"{p.name}: {p.type}" for p in action.params if p.input]
    one = len(inputs) == 1
    noun, verb = ("the input", "is") if one else ("the inputs", "are")
    return f"action {action.name} has {noun} {', '.join(inputs)}, which {verb} not explored yet"


def stopped_early(reason: str) -> str:
    return f"the search stopped early: {reason}"


def undefined(name: str) -> str:
    return f"evaluating {name} ends in a fault, which `faults` reports"


def not_within(what: str, within: str) -> str:
    return f"{what} within {within}, and what lies beyond was not explored"


def bound(predicate: Predicate) -> str:
    """A bound as the spec writes it."""
    text = source_text(predicate.expr.span) or source_text(predicate.span)
    return f"bound {text.removeprefix('bound').strip()}".strip()
