"""Whether a lasso shows what it is said to show, judged from the definitions alone.

In: the interpreter, a property instance and a `Trace` with a loop. Out: whether the formula is
false on the infinite word that the lasso stands for, by fixpoints over its positions; whether every
fairness condition is met on the cycle; whether the cycle closes. Nothing of the search is used:
no automaton, no product, no stored transition, so that a lasso that passes is right whatever made
it. Assumed: its steps are runs of the model (`traces.replayed`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from gmpcheck.explore.fairness import Condition, condition_of
from gmpcheck.model import ir
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.runs import Successor
from gmpcheck.model.types import Value, values
from gmpcheck.results.trace import Trace

Args = tuple[Value, ...]


def refutes(judge: Interpreter, index: int, instance: Args, trace: Trace) -> bool:
    """Whether a lasso is a fair run of the model on which a property instance is false. Raises
    FaultRaised where the property cannot be evaluated."""
    declared = judge.model.properties[index]
    bound = bound_by(declared, instance)
    return (
        closes(judge, trace)
        and is_fair(judge, trace)
        and not Word(judge, declared.slots, trace).values(declared.formula, bound)[0]
    )


def bound_by(declared: ir.Property, instance: Args) -> dict[int, Value]:
    """The frame of a property: the slots of its parameters."""
    return {p.slot: v for p, v in zip(declared.params, instance, strict=True)}


def closes(judge: Interpreter, trace: Trace) -> bool:
    """Whether the last step returns to the state that the loop begins with; a run that stutters
    must have come to its end, where nothing can happen."""
    if trace.loop is None or not 0 <= trace.loop <= len(trace.steps):
        return False
    if trace.cycle == 0:
        return not any(True for _ in judge.successors(trace.last))
    return len(trace.states) == len(trace.steps) + 1 and trace.last == trace.states[trace.loop]


def is_fair(judge: Interpreter, trace: Trace) -> bool:
    """Whether every condition is met by repeating the cycle for ever."""
    if trace.loop is None:
        return False
    model, repeated = judge.model, trace.states[trace.loop :]
    enabled = [
        {condition_of(model, r.move) for r in judge.successors(s) if isinstance(r, Successor)}
        for s in repeated
    ]
    taken = {condition_of(model, step.move) for step in trace.steps[trace.loop :]}
    for condition in set[Condition | None]().union(*enabled) - taken:
        if condition is not None and (condition.strong or all(condition in e for e in enabled)):
            return False
    return True


class Word:
    """The states of a lasso as the positions of an infinite word."""

    def __init__(self, judge: Interpreter, slots: int, trace: Trace) -> None:
        self._judge, self._slots = judge, slots
        loop = trace.loop or 0
        length = len(trace.steps) + (trace.cycle == 0)
        self._states = trace.states[:length]
        self._after = [*range(1, length), loop]

    def values(self, formula: ir.Formula, bound: dict[int, Value]) -> list[bool]:
        """The value of a formula at every position."""
        match formula:
            case ir.Atom(expr):
                holds = self._judge.predicate(expr, self._slots, tuple(bound.items()))
                return [holds(state) for state in self._states]
            case ir.Connective("!", (operand,)):
                return [not v for v in self.values(operand, bound)]
            case ir.Connective(op, operands):
                every = zip(*(self.values(f, bound) for f in operands), strict=True)
                return [_combined(op, row) for row in every]
            case ir.Temporal(op, operands):
                return self._temporal(op, [self.values(f, bound) for f in operands])
            case ir.Instances(kind, slot, over, body):
                rows = [self.values(body, {**bound, slot: v}) for v in values(over)]
                join = all if kind == "forall" else any
                return [join(row[i] for row in rows) for i in range(len(self._states))]
        assert_never(formula)

    def _temporal(self, op: str, of: list[list[bool]]) -> list[bool]:
        true = [True] * len(self._states)
        match op:
            case "next":
                return [of[0][after] for after in self._after]
            case "eventually":
                return self._until(true, of[0])
            case "always":
                return self._always(of[0])
            case "until":
                return self._until(of[0], of[1])
            case _:
                answered = self._until(true, of[1])
                return self._always([not p or q for p, q in zip(of[0], answered, strict=True)])

    def _always(self, of: list[bool]) -> list[bool]:
        return [not v for v in self._until([True] * len(of), [not v for v in of])]

    def _until(self, left: list[bool], right: list[bool]) -> list[bool]:
        """The least fixpoint; the second pass carries it once round the cycle."""
        found = list(right)
        for _ in range(2):
            for i in reversed(range(len(found))):
                found[i] = right[i] or (left[i] and found[self._after[i]])
        return found


def _combined(op: str, row: tuple[bool, ...]) -> bool:
    match op:
        case "&&":
            return all(row)
        case "||":
            return any(row)
        case _:
            *before, last = row
            return last or not all(before)


def leads_to(judge: Interpreter, index: int, instance: Args, trace: Trace) -> tuple[int, bool]:
    """Of a refuted `p ~> q`: the first position at which p holds and q does not from there on, and
    whether p stays true from there on."""
    declared = judge.model.properties[index]
    word, bound = Word(judge, declared.slots, trace), bound_by(declared, instance)
    assert isinstance(declared.formula, ir.Temporal)
    premise, goal = declared.formula.operands
    never = ir.Temporal("always", (ir.Connective("!", (goal,)),))
    since = word.values(ir.Connective("&&", (premise, never)), bound).index(True)
    return since, word.values(ir.Temporal("always", (premise,)), bound)[since]


def shortened(trace: Trace) -> Trace:
    """The same infinite run with no repetition in its cycle, and as much of its stem as possible in
    its cycle."""
    if not trace.cycle or trace.loop is None:
        return trace
    stem, cycle = list(trace.steps[: trace.loop]), list(trace.steps[trace.loop :])
    cycle = cycle[: next(n for n in _divisors(len(cycle)) if cycle == cycle[:n] * (len(cycle) // n))]
    while stem and stem[-1] == cycle[-1]:
        before = stem[-2].state if len(stem) > 1 else trace.initial
        if before != (cycle[-2].state if len(cycle) > 1 else cycle[-1].state):
            break
        cycle = [stem.pop(), *cycle[:-1]]
    return Trace(trace.model, trace.initial, (*stem, *cycle), len(stem))


def _divisors(number: int) -> Iterator[int]:
    return (n for n in range(1, number + 1) if number % n == 0)
