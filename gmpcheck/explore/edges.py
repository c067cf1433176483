"""The transitions of a search, kept in flat arrays: 8 bytes each.

In: the moves of each state as the search expands it. Out: for each state in the order of expansion
the transitions that leave it, with the action instance that each is a run of. Only what a property
needs that goes along transitions is kept: a run's choices are not, they are found again by replay.
"""

from __future__ import annotations

from array import array

from gmpcheck.model.runs import Move
from gmpcheck.model.types import Value

OUTSIDE = -1
"""The target of a transition that leaves `bound`."""

Label = tuple[int, tuple[Value, ...]]
"""An action instance: the action's position in the model, and its arguments."""


class Edges:
    """Those of state `s` are `range(first[s], first[s + 1])`; `labels[label[e]]` is what edge `e` does.
    Edges beyond the last entry of `first` belong to a state that was not expanded to its end."""

    __slots__ = ("_numbers", "first", "label", "labels", "target")

    def __init__(self) -> None:
        self.first = array("q", [0])
        self.target = array("i")
        self.label = array("i")
        self.labels: list[Label] = []
        self._numbers: dict[Label, int] = {}

    def add(self, move: Move, target: int) -> None:
        """One more transition of the state that is being expanded."""
        label = (move.action, move.args)
        number = self._numbers.get(label)
        if number is None:
            number = self._numbers[label] = len(self.labels)
            self.labels.append(label)
        self.target.append(target)
        self.label.append(number)

    def close(self) -> None:
        """The state that is being expanded has no more transitions."""
        self.first.append(len(self.target))

    def of(self, state: int) -> range:
        return range(self.first[state], self.first[state + 1])
