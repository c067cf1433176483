"""A short lasso in fair components: where to enter a cycle, and a cycle that meets every obligation.

In: fair components and their nodes nearest to an initial state. Out: one of the nodes, and edges of
the product that lead from it back to it, on which every mark appears, every weak condition is taken
or disabled somewhere, and every strong condition that is enabled somewhere is taken. First a cycle
through the nearest node, which goes to the nearest place where something is still missing, again and
again. Then, as long as that takes few steps, a shortest one by a search over nodes and what was met
on the way; through another node where way and cycle together are shorter, since a cycle that need
not come by the nearest node may be a fraction of one that must.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gmpcheck.diagnostics import InternalError
from gmpcheck.explore.components import Components
from gmpcheck.explore.fairness import Fairness
from gmpcheck.explore.product import Product

TRIED = 50_000
"""Pairs of a node and what was met that the search for a shortest cycle looks at."""

Place = tuple[int, int]
"""A node, and what was met on the way to it: marks, conditions disabled, enabled and taken."""
Goal = Callable[[Place], bool]


class Cycles:
    """Cycles within fair components."""

    def __init__(self, product: Product, components: Components, fairness: Fairness, marks: int) -> None:
        self._product = product
        self._components = components
        self._fairness = fairness
        self._marks = marks
        self._width = fairness.all.bit_length()
        self._tried = 0

    def shortest(self, roots: Sequence[int]) -> tuple[int, list[int]]:
        """One of the nodes, which come nearest first, and a cycle through it."""
        depth = self._product.depth
        best, cycle = roots[0], self._greedy(roots[0])
        for root in roots:
            shorter_than = depth[best] + len(cycle) - depth[root]
            found = self._search((root, self._at(root)), self._closes(root), shorter_than)
            if found:
                best, cycle = root, found
        return best, cycle

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

    def _closes(self, root: int) -> Goal:
        return lambda place: place[0] == root and not self._missing(place[1])

    # ---- searching ----------------------------------------------------------------------------

    def _greedy(self, root: int) -> list[int]:
        steps: list[int] = []
        place, closes = (root, self._at(root)), self._closes(root)
        while not steps or not closes(place):
            missing = self._missing(place[1])
            part = self._nearest(place[0], _meets(missing) if missing else _is(root))
            steps += part
            place = self._after(place, part)
        return steps

    def _nearest(self, node: int, goal: Goal) -> list[int]:
        found = self._search((node, 0), goal)
        if not found:
            raise InternalError("a fair component is not strongly connected")
        return found

    def _after(self, place: Place, edges: list[int]) -> Place:
        node, met = place
        for edge in edges:
            node = self._product.target[edge]
            met |= self._along(edge) | self._at(node)
        return node, met

    def _search(self, start: Place, goal: Goal, shorter_than: int | None = None) -> list[int]:
        """Breadth first: the edges of the first path to a goal, one at least, empty where there is
        none. Below a given length places differ by what was met on the way, else by their node."""
        came: dict[Place, tuple[Place, int] | None] = {start: None}
        level, length = [start], 1
        while level and (shorter_than is None or (length < shorter_than and self._tried < TRIED)):
            following: list[Place] = []
            for place in level:
                for edge in self._components.inner(place[0]):
                    node, met = after = self._after(place, [edge])
                    if goal(after):
                        return [*_way(came, place), edge]
                    after = (node, 0 if shorter_than is None else met)
                    if after not in came:
                        came[after] = (place, edge)
                        following.append(after)
            if shorter_than is not None:
                self._tried += len(following)
            level, length = following, length + 1
        return []


def _meets(missing: int) -> Goal:
    return lambda place: bool(place[1] & missing)


def _is(root: int) -> Goal:
    return lambda place: place[0] == root


def _way(came: dict[Place, tuple[Place, int] | None], place: Place) -> list[int]:
    """The edges along which a search came to a place."""
    edges: list[int] = []
    before = came[place]
    while before is not None:
        place, edge = before
        edges.append(edge)
        before = came[place]
    return edges[::-1]
