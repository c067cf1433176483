"""The reference search: breadth first over a transition system, every state stored once.

In: a `TransitionSystem`, limits and a record of findings. Out: an `Exploration`: the states in the
order of discovery, each with the transition that found it, and how far the search got. States are
expanded first in, first out, and successors come in declaration order, so that the path to a state
is a shortest one and the same in every run. Deliberately absent: verdicts (`verdicts`), traces
(`traces`), every reduction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from gmpcheck.explore.edges import OUTSIDE, Edges
from gmpcheck.explore.findings import FaultFound, Findings
from gmpcheck.explore.interface import Limits, Progress, TransitionSystem
from gmpcheck.explore.limits import INTERRUPTED, Meter, Stopped
from gmpcheck.explore.observe import is_end, within_bounds
from gmpcheck.model.errors import none_within_bound
from gmpcheck.model.ir import Model, State
from gmpcheck.model.runs import Fault, FaultedRun, Move, Successor
from gmpcheck.results.coverage import ActionCoverage, Coverage


class Node(NamedTuple):
    """A stored state and the transition that discovered it; an initial state has none."""

    state: State
    depth: int
    parent: int | None
    move: Move | None


@dataclass(slots=True)
class Exploration:
    """A search, while it runs and when it is over. A state is known by its number in `nodes`."""

    model: Model
    nodes: list[Node] = field(default_factory=list)
    transitions: int = 0
    expanded: int = 0
    """States whose successors are all known: a prefix of `nodes`."""
    edges: Edges = field(default_factory=Edges)
    """The transitions of the expanded states, where a property needs to go along them."""
    stuck: set[int] = field(default_factory=set)
    """States without any run, not even one that faults: there a run of the model ends. Empty where
    an action has an input, since nobody knows then."""
    cut: set[int] = field(default_factory=set)
    """States with a successor outside `bound`."""
    dropped: int = 0
    """Initial states outside `bound`."""
    stopped: str | None = None

    @property
    def depth(self) -> int:
        return self.nodes[-1].depth if self.nodes else 0

    @property
    def bound_cuts(self) -> bool:
        """Whether `bound` kept the search from a state."""
        return bool(self.cut or self.dropped)

    @property
    def frontier(self) -> int:
        """States whose successors are not known."""
        return len(self.nodes) - self.expanded


def explore(
    system: TransitionSystem, limits: Limits, findings: Findings, meter: Meter
) -> tuple[Exploration, Coverage]:
    """Explores until everything is known or a limit is reached. Raises SpecError where no initial
    state is within the bound."""
    search = _Search(system, limits, findings, meter)
    try:
        search.begin()
        search.expand_all()
    except Stopped as stop:
        search.result.stopped = stop.reason
    except KeyboardInterrupt:
        search.result.stopped = INTERRUPTED
    return search.result, search.coverage.summary()


class _Coverage:
    """Counts per action; `_last` remembers the state in which an action was last seen enabled."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._names = [a.name for a in model.actions]
        self._enabled = dict.fromkeys(self._names, 0)
        self._taken = dict.fromkeys(self._names, 0)
        self._new = dict.fromkeys(self._names, 0)
        self._last = dict.fromkeys(self._names, -1)

    def took(self, action: int, source: int) -> None:
        name = self._names[action]
        self._taken[name] += 1
        if self._last[name] != source:
            self._last[name] = source
            self._enabled[name] += 1

    def discovered(self, action: int) -> None:
        self._new[self._names[action]] += 1

    def summary(self) -> Coverage:
        return Coverage(
            tuple(ActionCoverage(n, self._enabled[n], self._taken[n], self._new[n]) for n in self._enabled)
        )


class _Search:
    def __init__(self, system: TransitionSystem, limits: Limits, findings: Findings, meter: Meter) -> None:
        self.result = Exploration(system.model)
        self.coverage = _Coverage(system.model)
        self._system = system
        self._limits = limits
        self._findings = findings
        self._meter = meter
        self._numbers: dict[State, int] = {}
        self._keep_edges = findings.needs_edges
        self._has_inputs = any(p.input for a in system.model.actions for p in a.params)

    def begin(self) -> None:
        """Stores the initial states."""
        for state in self._system.initial():
            self._meter.tick(self._progress)
            match within_bounds(self._system, state):
                case True:
                    self._store(state, None, None)
                case False:
                    self.result.dropped += 1
                case Fault() as fault:
                    self.result.dropped += 1
                    self._findings.undefined.add("bound")
                    self._findings.faulted(FaultFound(fault, 0, outside=state, about="bound"))
        if not self.result.nodes and not self._findings.undefined:
            raise none_within_bound(self._system.model)

    def expand_all(self) -> None:
        """Expands the stored states in order, those found on the way included."""
        result, limit = self.result, self._limits.depth
        while result.expanded < len(result.nodes):
            node = result.nodes[result.expanded]
            if limit is not None and node.depth >= limit:
                return
            self._expand(result.expanded, node)
            if self._keep_edges:
                result.edges.close()
            result.expanded += 1

    def _expand(self, number: int, node: Node) -> None:
        stuck = True
        for run in self._system.successors(node.state):
            self._meter.tick(self._progress)
            stuck = False
            match run:
                case Successor():
                    self._reach(number, node, run)
                case FaultedRun():
                    found = FaultFound(run.fault, node.depth + 1, number, run)
                    self._findings.faulted(found)
        if stuck:
            self._meter.tick(self._progress)
            self._dead_end(number, node)

    def _reach(self, source: int, node: Node, run: Successor) -> None:
        self.result.transitions += 1
        self.coverage.took(run.move.action, source)
        target = self._numbers.get(run.state)
        if target is None:
            target = self._discover(source, node, run)
        if self._keep_edges:
            self.result.edges.add(run.move, OUTSIDE if target is None else target)

    def _discover(self, source: int, node: Node, run: Successor) -> int | None:
        """The number of a state met for the first time, None where it lies outside the bound."""
        match within_bounds(self._system, run.state):
            case True:
                self._store(run.state, source, run.move)
                return len(self.result.nodes) - 1
            case Fault() as fault:
                self._findings.undefined.add("bound")
                found = FaultFound(fault, node.depth + 1, source, run, about="bound")
                self._findings.faulted(found)
        self.result.cut.add(source)
        return None

    def _store(self, state: State, parent: int | None, move: Move | None) -> None:
        nodes, limit = self.result.nodes, self._limits.states
        number = len(nodes)
        if limit is not None and number >= limit:
            raise Stopped(f"state limit {limit}")
        depth = 0 if parent is None else nodes[parent].depth + 1
        nodes.append(Node(state, depth, parent, move))
        self._numbers[state] = number
        if move is not None:
            self.coverage.discovered(move.action)
        self._findings.at_state(number, state, depth)

    def _dead_end(self, number: int, node: Node) -> None:
        """A state without transitions; where an action has an input, nobody knows whether it is."""
        if not self._has_inputs:
            self.result.stuck.add(number)
        match is_end(self._system, node.state):
            case Fault() as fault:
                self._findings.undefined.add("deadlock")
                self._findings.faulted(FaultFound(fault, node.depth, number, about="end when"))
            case False if not self._has_inputs:
                self._findings.deadlocked(number)

    def _progress(self, seconds: float, memory: int) -> Progress:
        result = self.result
        states, frontier = len(result.nodes), result.frontier
        return Progress(states, result.transitions, frontier, result.depth, seconds, memory)
