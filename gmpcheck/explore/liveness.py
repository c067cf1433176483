"""Temporal properties under fairness: is there a fair run that a formula is false on?

In: a finished search with its transitions and letters, and a property instance. Out: nothing, or a
short lasso as a `Trace` of the model: a shortest way to a fair cycle, and round it. A counterexample
is an accepting fair cycle of the product with the automaton of the negated formula. Where that says
that something is eventually so (`p ~> q` does: eventually p and never q), the automaton of the
something may start in every state, and the way there is the search's own: the product then covers
only where q is missing. Only what was expanded is looked at: whatever is found there is real, since
which conditions are enabled in an expanded state is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import chain

from gmpcheck.diagnostics import InternalError
from gmpcheck.explore.components import Components
from gmpcheck.explore.cycle import Cycles
from gmpcheck.explore.exploration import Exploration
from gmpcheck.explore.fairness import Fairness
from gmpcheck.explore.lasso import shortened
from gmpcheck.explore.ltl import Automaton, eventual
from gmpcheck.explore.product import STUTTER, Product, build
from gmpcheck.explore.traces import as_step, path_to
from gmpcheck.explore.words import Letters
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.ir import State
from gmpcheck.model.runs import Successor
from gmpcheck.results.trace import Step, Trace

Tick = Callable[[], None]

ROOTS = 64
"""Nodes on fair cycles, the nearest, from which a short lasso is chosen."""


@dataclass(frozen=True, slots=True)
class Found:
    """Fair cycles pass through the nodes `roots` of a product, and through none that are nearer."""

    product: Product
    components: Components
    marks: int
    roots: list[int]

    @property
    def depth(self) -> int:
        """Steps to the nearest cycle."""
        return self.product.depth[self.roots[0]]


class Liveness:
    """Counterexamples in one exploration. `tick` is called now and then, and may raise."""

    def __init__(self, exploration: Exploration, judge: Interpreter, tick: Tick) -> None:
        self._exploration = exploration
        self._judge = judge
        self._tick = tick

    @cached_property
    def _fairness(self) -> Fairness:
        return Fairness(self._exploration.model, self._exploration.edges)

    def find(self, letters: Letters, direct: bool = True) -> Found | None:
        """The nearest fair cycle on which a property instance is false. `direct` false takes the
        general way for every formula."""
        formula = letters.negation.formula
        goal = eventual(formula) if direct else None
        automaton = Automaton(formula if goal is None else goal)
        starts = (
            self._initial(self._exploration.expanded) if goal is None else range(self._exploration.expanded)
        )
        product = build(self._exploration, letters, automaton, starts, self._tick)
        edges, marks = self._exploration.edges, automaton.marks
        components = Components(product, edges, self._fairness, marks, self._tick)
        roots = nsmallest(ROOTS, chain.from_iterable(components.fair()))
        return Found(product, components, marks, roots) if roots else None

    def is_open(self, letters: Letters) -> bool:
        """Whether some run comes to the edge of what was explored with a property instance neither
        true nor false yet: repeating its last state for ever, which it need not do, is false."""
        automaton = Automaton(letters.negation.formula)
        starts = self._initial(len(self._exploration.nodes))
        product = build(self._exploration, letters, automaton, starts, self._tick, leaves=True)
        edge = {
            (reading, letters.at[state])
            for reading, state in zip(product.reading, product.state, strict=True)
            if state >= self._exploration.expanded or state in self._exploration.cut
        }
        return any(automaton.accepts_for_ever(reading, letters.letters[at]) for reading, at in sorted(edge))

    def _initial(self, below: int) -> Iterable[int]:
        """The initial states among the first so many."""
        nodes = self._exploration.nodes
        return (n for n in range(below) if nodes[n].parent is None)

    def lasso(self, found: Found) -> Trace:
        """The run that goes to the cycle and repeats it for ever."""
        product = found.product
        cycles = Cycles(product, found.components, self._fairness, found.marks)
        root, cycle = cycles.shortest(found.roots)
        round_ = [(product.via[e], product.state[product.target[e]]) for e in cycle]
        start, stem = product.path(root)
        before = path_to(self._exploration, start)
        moving = [step for step in stem if step[0] != STUTTER]
        steps = (*before.steps, *self._steps(start, moving))
        if any(via == STUTTER for via, _ in round_):
            return Trace(before.model, before.initial, steps, len(steps))
        again = self._steps(product.state[root], round_)
        return shortened(Trace(before.model, before.initial, (*steps, *again), len(steps)))

    def _steps(self, start: int, path: list[tuple[int, int]]) -> list[Step]:
        """The stored transitions of a path as steps, with the choices that were made."""
        nodes = self._exploration.nodes
        steps = []
        state = nodes[start].state
        for via, target in path:
            steps.append(self._step(via, state, nodes[target].state))
            state = nodes[target].state
        return steps

    def _step(self, via: int, source: State, target: State) -> Step:
        edges = self._exploration.edges
        action, args = edges.labels[edges.label[via]]
        for run in self._judge.run(action, args, source):
            if isinstance(run, Successor) and run.state == target:
                return as_step(run)
        raise InternalError(f"a stored transition of action {action} is no run of the model")
