"""From where a goal can be reached: backwards along the transitions of a finished search.

In: an `Exploration` with its edges, and which states are goals. Out: the states from which a run
leads to a goal, and those from which one might lead there outside of what was explored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gmpcheck.explore.edges import OUTSIDE
from gmpcheck.explore.exploration import Exploration
from gmpcheck.explore.findings import GOAL, NO_GOAL


@dataclass(frozen=True, slots=True)
class Recovery:
    """`lost`: the first state from which no run leads to a goal. `certain`: whether every explored
    state has such a run within what was explored."""

    lost: int | None
    certain: bool


class Backward:
    """The transitions of an exploration, backwards."""

    def __init__(self, exploration: Exploration) -> None:
        self._exploration = exploration
        self._sources: list[list[int]] = [[] for _ in exploration.nodes]
        edges = exploration.edges
        for source in range(exploration.expanded):
            for edge in edges.of(source):
                if edges.target[edge] != OUTSIDE:
                    self._sources[edges.target[edge]].append(source)

    def recovery(self, goals: bytearray) -> Recovery:
        """Who can recover; a state whose goal was not evaluated counts as one that may."""
        known = [number for number, goal in enumerate(goals) if goal == GOAL]
        unsure = [number for number, goal in enumerate(goals) if goal not in (GOAL, NO_GOAL)]
        unsure += range(len(goals), len(self._sources))
        certain = self._closure(known)
        possible = self._closure([*known, *unsure, *self._open()])
        return Recovery(_first_false(possible), _first_false(certain) is None)

    def _open(self) -> Iterable[int]:
        """States with successors that were not explored."""
        yield from range(self._exploration.expanded, len(self._sources))
        yield from self._exploration.cut

    def _closure(self, start: Iterable[int]) -> bytearray:
        reached = bytearray(len(self._sources))
        waiting = list(start)
        while waiting:
            number = waiting.pop()
            if not reached[number]:
                reached[number] = True
                waiting += self._sources[number]
        return reached


def _first_false(flags: bytearray) -> int | None:
    found = flags.find(0)
    return None if found < 0 else found
