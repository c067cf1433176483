"""Where a product has fair accepting cycles: strongly connected components, refined.

In: a `Product` and the fairness conditions of its model. Out: the components in which a run can go
round for ever so that every mark recurs and every fairness condition is met. The method is that of
Emerson and Lei (SCP 1987) for Streett conditions: a component without some mark, or in which a weak
condition is enabled everywhere and never taken, has no such cycle; where a strong condition is
enabled and not taken, the states that enable it are removed and the rest is looked at again.
Components are Tarjan's (1972), without recursion.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from gmpcheck.explore.edges import Edges
from gmpcheck.explore.fairness import Fairness
from gmpcheck.explore.product import STUTTER, Product


@dataclass(frozen=True, slots=True)
class Facts:
    """What the nodes and inner edges of a component have: `union` and `inter` of the conditions
    that are enabled, those that are taken, all marks, and whether there is an edge at all."""

    union: int
    inter: int
    taken: int
    marks: int
    cyclic: bool


class Components:
    """The fair components of a product."""

    def __init__(
        self, product: Product, edges: Edges, fairness: Fairness, marks: int, tick: Callable[[], None]
    ) -> None:
        self._product = product
        self._edges = edges
        self._fairness = fairness
        self._marks = marks
        self._tick = tick
        size = len(product.state)
        self._region = array("i", bytes(4 * size))
        """Which component a node is in: those of one component, and no others, have one number."""
        self._regions = 0
        self._order = array("i", bytes(4 * size))
        self._low = array("i", bytes(4 * size))
        self._cursor = array("q", bytes(8 * size))

    def fair(self) -> Iterator[list[int]]:
        """Each fair component, as its nodes."""
        waiting: list[list[int]] = [list(range(len(self._product.state)))]
        while waiting:
            for component in self._connected(waiting.pop()):
                facts = self._facts(component)
                if not self._can_be_fair(facts):
                    continue
                unmet = facts.union & self._fairness.strong & ~facts.taken
                if not unmet:
                    yield component
                    continue
                enabled, state = self._fairness.enabled, self._product.state
                waiting.append([n for n in component if not enabled(state[n]) & unmet])

    def inner(self, node: int) -> Iterator[int]:
        """The edges that stay in the component of a node."""
        region, target = self._region, self._product.target
        return (edge for edge in self._product.of(node) if region[target[edge]] == region[node])

    def taken(self, edge: int) -> int:
        """The bit of the condition that an edge of the product takes, or 0."""
        via = self._product.via[edge]
        return 0 if via == STUTTER else self._fairness.by_label[self._edges.label[via]]

    def _can_be_fair(self, facts: Facts) -> bool:
        starving = facts.inter & self._fairness.weak & ~facts.taken
        return facts.cyclic and facts.marks == self._marks and not starving

    def _facts(self, component: list[int]) -> Facts:
        product = self._product
        union, inter, taken, marks, cyclic = 0, self._fairness.all, 0, 0, False
        for node in component:
            enabled = self._fairness.enabled(product.state[node])
            union |= enabled
            inter &= enabled
            for edge in self.inner(node):
                cyclic = True
                marks |= product.marks[product.mark[edge]]
                taken |= self.taken(edge)
        return Facts(union, inter, taken, marks, cyclic)

    # ---- strongly connected components --------------------------------------------------------

    def _new_region(self, nodes: Iterable[int]) -> int:
        self._regions += 1
        for node in nodes:
            self._region[node] = self._regions
        return self._regions

    def _connected(self, nodes: list[int]) -> Iterator[list[int]]:
        """The strongly connected components of the graph between some nodes."""
        within = self._new_region(nodes)
        for node in nodes:
            self._order[node] = 0
        met = 0
        for root in nodes:
            if self._region[root] == within and not self._order[root]:
                for component in self._from(root, within, met):
                    yield component
                    met += len(component)

    def _from(self, root: int, within: int, met: int) -> Iterator[list[int]]:
        """The components that can be reached from a node. The nodes of a component leave the region
        when it is complete, so that a node that was met and is still in it is on the stack."""
        first, target, region = self._product.first, self._product.target, self._region
        order, low, cursor = self._order, self._low, self._cursor
        path, stack = [root], [root]
        met += 1
        order[root] = low[root] = met
        cursor[root] = first[root]
        while path:
            node = path[-1]
            edge = cursor[node]
            if edge < first[node + 1]:
                cursor[node] = edge + 1
                other = target[edge]
                if region[other] != within:
                    continue
                if order[other]:
                    low[node] = min(low[node], order[other])
                    continue
                met += 1
                order[other] = low[other] = met
                cursor[other] = first[other]
                path.append(other)
                stack.append(other)
                if met % 4096 == 0:
                    self._tick()
            else:
                path.pop()
                if path:
                    low[path[-1]] = min(low[path[-1]], low[node])
                if low[node] == order[node]:
                    yield self._completed(node, stack)

    def _completed(self, root: int, stack: list[int]) -> list[int]:
        """Takes a component off the stack, its root last of all."""
        component: list[int] = []
        while not component or component[-1] != root:
            component.append(stack.pop())
        self._new_region(component)
        return component
