"""The sentences of verdicts: what is wrong, or why there is no answer.

In: names and facts. Out: text; every wording of the explorer is here.
"""

from __future__ import annotations

from gmpcheck.model.ir import Action, Model, Predicate, Property
from gmpcheck.model.naming import source_text
from gmpcheck.model.runs import Fault, FaultedRun
from gmpcheck.model.types import Value, show
from gmpcheck.results import wording

TEMPORAL_UNDECIDED = "temporal properties under fairness are not decided yet by this engine"

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
