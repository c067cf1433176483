"""Fairness conditions: which there are, where they are enabled, which transitions take them.

In: a model, and the stored transitions of a search. Out: per transition the condition that it
takes, per state those that are enabled, as bits. A condition is one group of actions for one value
of its key; it is enabled where some run of some instance of the group exists, and taken by any such
run, self-loops and transitions that leave `bound` included. Faulted runs are no runs.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from gmpcheck.explore.edges import Edges
from gmpcheck.model.ir import Model
from gmpcheck.model.runs import Move
from gmpcheck.model.types import Value


@dataclass(frozen=True, slots=True)
class Condition:
    """Weak: if enabled from some time on, then taken infinitely often. Strong: if enabled
    infinitely often."""

    group: str
    key: tuple[Value, ...]
    strong: bool


def condition_of(model: Model, move: Move) -> Condition | None:
    """The condition that a move takes, None where its action is not fair."""
    fairness = model.actions[move.action].fairness
    if fairness is None:
        return None
    key = tuple(move.args[position] for position in fairness.key)
    return Condition(fairness.group, key, fairness.strength == "strong")


class Fairness:
    """The conditions that some stored transition takes; any other one is enabled nowhere."""

    def __init__(self, model: Model, edges: Edges) -> None:
        conditions: dict[Condition, int] = {}
        self.by_label: list[int] = []
        """For each label of the edges, the bit of the condition that it takes, or 0."""
        for action, args in edges.labels:
            condition = condition_of(model, Move(action, args))
            number = -1 if condition is None else conditions.setdefault(condition, len(conditions))
            self.by_label.append(0 if number < 0 else 1 << number)
        self.all = (1 << len(conditions)) - 1
        self.strong = sum(1 << n for c, n in conditions.items() if c.strong)
        self.weak = self.all & ~self.strong
        self._sets: list[int] = []
        self._set_at = array("i")
        self._collect(edges)

    def _collect(self, edges: Edges) -> None:
        """Different sets of enabled conditions are few: each state keeps the number of its own."""
        numbers: dict[int, int] = {}
        first, label, by_label = edges.first, edges.label, self.by_label
        for state in range(len(first) - 1):
            enabled = 0
            for edge in range(first[state], first[state + 1]):
                enabled |= by_label[label[edge]]
            self._set_at.append(numbers.setdefault(enabled, len(numbers)))
        self._sets = list(numbers)

    def enabled(self, state: int) -> int:
        """The conditions that are enabled in a state that was expanded."""
        return self._sets[self._set_at[state]]
