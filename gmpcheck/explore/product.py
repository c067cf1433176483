"""The product of a search's state graph with the automaton of what a counterexample satisfies.

In: an `Exploration` with its transitions, the letters of a property instance, an automaton and the
states in which it may start. Out: a `Product`: nodes in breadth-first order, so that the path to a
node is as short as any from an initial state of the model. A node is a state of the graph and a
state of the automaton after it has read the letter of that state. A state without any run repeats
itself for ever. Assumed: states are numbered in the order of their depth.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable

from gmpcheck.explore.exploration import Exploration
from gmpcheck.explore.ltl import Automaton
from gmpcheck.explore.words import NO_LETTER, Letters

STUTTER = -1
"""In place of the number of a transition: the state repeats itself."""
NOWHERE = -1
"""In place of the number of a node: a path begins here."""

Moves = tuple[tuple[int, int], ...]


class Product:
    """Node `n` is in state `state[n]`; its edges are `range(first[n], first[n + 1])`. Edge `e` leads
    to node `target[e]` along the search's transition `via[e]` with the marks `marks[mark[e]]`. The
    node was found from `parent[n]` along `entry[n]`; the first node of a path has no parent."""

    def __init__(self) -> None:
        self.state = array("i")
        self.reading = array("i")
        """The automaton's state in each node."""
        self.parent = array("i")
        self.entry = array("i")
        self.depth = array("i")
        self.first = array("q", [0])
        self.target = array("i")
        self.via = array("i")
        self.mark = array("i")
        self.marks: list[int] = []

    def of(self, node: int) -> range:
        return range(self.first[node], self.first[node + 1])

    def path(self, node: int) -> tuple[int, list[tuple[int, int]]]:
        """The state in which a shortest path to a node starts, and its steps: the transition and
        the state that it leads to."""
        steps = []
        while self.parent[node] != NOWHERE:
            steps.append((self.entry[node], self.state[node]))
            node = self.parent[node]
        return self.state[node], steps[::-1]


def build(
    exploration: Exploration,
    letters: Letters,
    automaton: Automaton,
    starts: Iterable[int],
    tick: Callable[[], None],
    leaves: bool = False,
) -> Product:
    """`starts`: states in ascending order. `tick` is called now and then, and may raise. With
    `leaves`, states that were not expanded are nodes too, without edges."""
    building = _Building(exploration, letters, automaton, leaves)
    building.run(starts, tick)
    return building.product


class _Building:
    def __init__(
        self, exploration: Exploration, letters: Letters, automaton: Automaton, leaves: bool
    ) -> None:
        self.product = Product()
        self._exploration = exploration
        self._automaton = automaton
        self._letters = letters.letters
        self._letter_at = letters.at
        self._stuck, self._expanded = exploration.stuck, exploration.expanded
        self._size = len(exploration.nodes) if leaves else exploration.expanded
        self._numbers: dict[int, int] = {}
        self._moves: dict[tuple[int, int], Moves] = {}
        self._mark_numbers: dict[int, int] = {}

    def run(self, starts: Iterable[int], tick: Callable[[], None]) -> None:
        """Expands nodes in order; a start takes its place before the first node of greater depth."""
        product, nodes = self.product, self._exploration.nodes
        waiting = iter(starts)
        start = next(waiting, None)
        node = 0
        while node < len(product.state) or start is not None:
            if start is not None and (
                node == len(product.state) or nodes[start].depth <= product.depth[node]
            ):
                for reading, _ in self._moves_at(self._automaton.initial, start):
                    self._node(start, reading, nodes[start].depth, NOWHERE, NOWHERE)
                start = next(waiting, None)
                continue
            if node % 1024 == 0:
                tick()
            self._expand(node)
            node += 1
        product.marks = list(self._mark_numbers)

    def _expand(self, node: int) -> None:
        state = self.product.state[node]
        if state in self._stuck:
            self._connect(node, STUTTER, state)
        edges = self._exploration.edges
        for edge in edges.of(state) if state < self._expanded else ():
            if 0 <= edges.target[edge] < self._size:
                self._connect(node, edge, edges.target[edge])
        self.product.first.append(len(self.product.target))

    def _connect(self, node: int, via: int, state: int) -> None:
        """The edges that go along one transition, `via`, to a state."""
        product = self.product
        depth = product.depth[node] + 1
        for reading, mark in self._moves_at(product.reading[node], state):
            product.target.append(self._node(state, reading, depth, node, via))
            product.via.append(via)
            product.mark.append(mark)

    def _node(self, state: int, reading: int, depth: int, parent: int, entry: int) -> int:
        key = reading * self._size + state
        number = self._numbers.get(key)
        if number is None:
            product = self.product
            number = self._numbers[key] = len(product.state)
            product.state.append(state)
            product.depth.append(depth)
            product.parent.append(parent)
            product.entry.append(entry)
            product.reading.append(reading)
        return number

    def _moves_at(self, reading: int, state: int) -> Moves:
        """Where the automaton may go when it reads a state, with numbers for sets of marks."""
        key = (reading, self._letter_at[state])
        found = self._moves.get(key)
        if found is None:
            if key[1] == NO_LETTER:
                every: Moves = ()
            else:
                every = self._automaton.moves(reading, self._letters[key[1]])
            numbers = self._mark_numbers
            found = tuple((to, numbers.setdefault(marks, len(numbers))) for to, marks in every)
            self._moves[key] = found
        return found
