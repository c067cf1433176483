"""A naive search over the second semantics: the whole graph, then one answer for each property."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from gmpcheck.syntax import ast
from tests.agreement.oracle import Oracle
from tests.agreement.values import Fault, Plain, State, frozen

Verdict = Literal["holds", "violated", "unknown"]
Frozen = tuple[tuple[str, Plain], ...]


@dataclass(frozen=True)
class Answer:
    """A verdict and, where there is a run to show, its number of steps."""

    verdict: Verdict
    steps: int | None = None


@dataclass
class Node:
    """A reachable state with what its runs are; `cut` says that one leads outside of the bound."""

    state: State
    depth: int
    successors: list[Frozen] = field(default_factory=list)
    faulted: int = 0
    cut: bool = False


@dataclass
class Graph:
    """Every reachable state in breadth-first order; the depths of those whose bound faults; whether
    there are states outside of the bound at all."""

    nodes: dict[Frozen, Node] = field(default_factory=dict)
    transitions: int = 0
    bound_faults: list[int] = field(default_factory=list)
    cut: bool = False
    complete: bool = True

    @property
    def depth(self) -> int:
        return max((n.depth for n in self.nodes.values()), default=0)


def explore(oracle: Oracle, limit: int) -> Graph:
    """Breadth first, until there are more states than the limit."""
    graph = Graph()
    for state in oracle.initial():
        _visit(oracle, graph, state, 0)
    for node in _queue(graph):
        if len(graph.nodes) > limit:
            graph.complete = False
            break
        for run in oracle.runs(node.state):
            if run.state is None:
                node.faulted += 1
                continue
            graph.transitions += 1
            if _visit(oracle, graph, run.state, node.depth + 1):
                node.successors.append(frozen(run.state))
            else:
                node.cut = True
    return graph


def _queue(graph: Graph) -> Iterator[Node]:
    at = 0
    while at < len(graph.nodes):
        waiting = list(graph.nodes.values())[at:]
        at += len(waiting)
        yield from waiting


def _visit(oracle: Oracle, graph: Graph, state: State, depth: int) -> bool:
    """Whether the state belongs to what is explored; it is added where it is new."""
    key = frozen(state)
    if key in graph.nodes:
        return True
    try:
        inside = oracle.within_bounds(state)
    except Fault:
        graph.bound_faults.append(depth)
        inside = False
    if not inside:
        graph.cut = True
        return False
    graph.nodes[key] = Node(state, depth)
    return True


def answers(oracle: Oracle, graph: Graph) -> dict[str, Answer]:
    """One answer for each property, `deadlock` and `faults` included."""
    found = {}
    faults = [n.depth + 1 for n in graph.nodes.values() if n.faulted] + graph.bound_faults
    for p in oracle.properties:
        if p.kind not in _JUDGES:
            continue
        answer, met = _answer(oracle, graph, p)
        found[p.name.text] = answer
        faults += met
    answer, met = _deadlock(oracle, graph)
    faults += met
    if not oracle.declared.of(ast.DeadlockOff):
        found["deadlock"] = answer
    found["faults"] = Answer("violated", min(faults)) if faults else Answer("holds")
    return found


def _deadlock(oracle: Oracle, graph: Graph) -> tuple[Answer, list[int]]:
    stuck, faults = [], []
    for node in graph.nodes.values():
        if node.successors or node.faulted or node.cut:
            continue
        try:
            if not oracle.is_end(node.state):
                stuck.append(node.depth)
        except Fault:
            faults.append(node.depth)
    return _violated_at(graph, stuck, faults), faults


def _violated_at(graph: Graph, depths: list[int], faults: list[int]) -> Answer:
    if depths:
        return Answer("violated", min(depths))
    return Answer("unknown" if faults or graph.bound_faults else "holds")


def _answer(oracle: Oracle, graph: Graph, p: ast.Property) -> tuple[Answer, list[int]]:
    faults: list[int] = []
    truth: list[dict[Frozen, bool]] = []
    for instance in oracle.instances(p.params):
        here = {}
        for key, node in graph.nodes.items():
            try:
                here[key] = oracle.holds(p, instance, node.state)
            except Fault:
                faults.append(node.depth)
        truth.append(here)
    return _JUDGES[p.kind](graph, truth, faults), faults


def _invariant(graph: Graph, truth: list[dict[Frozen, bool]], faults: list[int]) -> Answer:
    false = [graph.nodes[key].depth for here in truth for key, holds in here.items() if not holds]
    return _violated_at(graph, false, faults)


def _reachable(graph: Graph, truth: list[dict[Frozen, bool]], faults: list[int]) -> Answer:
    """The witness of a property without parameters is a shortest one."""
    first = [min((graph.nodes[k].depth for k, holds in h.items() if holds), default=None) for h in truth]
    if None not in first:
        return Answer("holds", first[0] if len(first) == 1 else None)
    return Answer("unknown" if faults or graph.cut else "violated")


def _recoverable(graph: Graph, truth: list[dict[Frozen, bool]], faults: list[int]) -> Answer:
    """From where no run leads to the goal, nor outside of the bound, nor to where nobody can tell."""
    lost, doubtful = [], bool(faults or graph.bound_faults)
    for here in truth:
        saved = _leading_to(graph, {key for key, holds in here.items() if holds})
        unsure = {k for k, n in graph.nodes.items() if n.cut or k not in here}
        perhaps = _leading_to(graph, saved | unsure)
        lost += [n.depth for k, n in graph.nodes.items() if k not in perhaps]
        doubtful = doubtful or perhaps != saved
    if lost:
        return Answer("violated", min(lost))
    return Answer("unknown" if doubtful else "holds")


def _leading_to(graph: Graph, goal: set[Frozen]) -> set[Frozen]:
    found, grown = set(goal), True
    while grown:
        more = {k for k, n in graph.nodes.items() if k not in found and found.intersection(n.successors)}
        found |= more
        grown = bool(more)
    return found


_JUDGES: dict[str, Callable[[Graph, list[dict[Frozen, bool]], list[int]], Answer]] = {
    "invariant": _invariant,
    "reachable": _reachable,
    "recoverable": _recoverable,
}
