"""A short cycle through a node that meets every obligation of a fair component.

In: a fair component and one of its nodes. Out: edges of the product that lead from the node back to
it, on which every mark appears, every weak condition is taken or disabled somewhere, and every
strong condition that is enabled somewhere is taken. First a cycle that goes to the nearest place
where something is still missing, again and again; then, as long as that takes few steps, the
shortest cycle of all, by a search over nodes and what was met on the way to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gmpcheck.diagnostics import InternalError
from gmpcheck.explore.components import Components
from gmpcheck.explore.fairness import Fairness
from gmpcheck.explore.product import Product

TRIED = 50_000
"""Pairs of a node and what was met that the search for a shortest cycle looks at."""

Place = tuple[int, int]
"""A node, and what was met on the way to it: marks, conditions disabled, enabled and taken."""


class Cycles:
    """Cycles within one fair component."""

    def __init__(
        self, product: Product, components: Components, fairness: Fairness, marks: int, root: int
    ) -> None:
        self._product = product
        self._components = components
        self._fairness = fairness
        self._marks = marks
        self._root = root
        self._region = components.region[root]
        self._width = fairness.all.bit_length()
        self._start: Place = (root, self._at(root))

    def through_root(self) -> list[int]:
        """A short cycle; the shortest, where that is found within `TRIED` places."""
        greedy = self._greedy()
        return self._search(self._start, self._is_closed, len(greedy)) or greedy

    # ---- what is met --------------------------------------------------------------------------

    def _at(self, node: int) -> int:
        """What being in a node meets: bits of marks, then of weak conditions met and strong ones
        taken, then of strong ones enabled."""
        enabled = self._fairness.enabled(self._product.state[node])
        met = self._fairness.weak & ~enabled
        strong = self._fairness.strong & enabled
        return (met << self._marks.bit_length()) | (strong << (self._marks.bit_length() + self._width))

    def _along(self, edge: int) -> int:
        marks = self._product.marks[self._product.mark[edge]]
        return marks | (self._components.taken(edge) << self._marks.bit_length())

    def _missing(self, met: int) -> int:
        """What must still be met, as bits of marks and conditions."""
        shift = self._marks.bit_length()
        enabled = met >> (shift + self._width)
        return (self._marks | ((self._fairness.weak | enabled) << shift)) & ~met

    def _is_closed(self, place: Place) -> bool:
        return place[0] == self._root and not self._missing(place[1])

    # ---- searching ----------------------------------------------------------------------------

    def _greedy(self) -> list[int]:
        steps: list[int] = []
        place = self._start
        while not steps or not self._is_closed(place):
            part = self._nearest(place[0], self._missing(place[1]))
            steps += part
            place = self._after(place, part)
        return steps

    def _nearest(self, node: int, missing: int) -> list[int]:
        """The edges to the nearest step that meets something that is missing; where nothing is, back
        to the root."""
        if missing:
            found = self._search((node, 0), lambda place: bool(place[1] & missing))
        else:
            found = self._search((node, 0), lambda place: place[0] == self._root)
        if not found:
            raise InternalError("a fair component is not strongly connected")
        return found

    def _after(self, place: Place, edges: list[int]) -> Place:
        node, met = place
        for edge in edges:
            node = self._product.target[edge]
            met |= self._along(edge) | self._at(node)
        return node, met

    def _search(
        self, start: Place, goal: Callable[[Place], bool], shorter_than: int | None = None
    ) -> list[int]:
        """Breadth first: the edges of the first path to a goal, one at least, empty where there is
        none. Below a given length places differ by what was met on the way, else by their node."""
        came: dict[Place, tuple[Place, int] | None] = {start: None}
        level, length = [start], 1
        while level and (shorter_than is None or (length < shorter_than and len(came) < TRIED)):
            following: list[Place] = []
            for place in level:
                for edge in self._inner(place[0]):
                    node, met = after = self._after(place, [edge])
                    if goal(after):
                        return [*_way(came, place), edge]
                    after = (node, 0 if shorter_than is None else met)
                    if after not in came:
                        came[after] = (place, edge)
                        following.append(after)
            level, length = following, length + 1
        return []

    def _inner(self, node: int) -> Iterator[int]:
        region, target = self._components.region, self._product.target
        return (edge for edge in self._product.of(node) if region[target[edge]] == self._region)


def _way(came: dict[Place, tuple[Place, int] | None], place: Place) -> list[int]:
    """The edges along which a search came to a place."""
    edges: list[int] = []
    before = came[place]
    while before is not None:
        place, edge = before
        edges.append(edge)
        before = came[place]
    return edges[::-1]
