"""Is there a fair run on which a formula is false? Decided by definition, for a handful of states.

A page of its own beside `gmpcheck.explore.liveness`, and by another method: the tableau of
Lichtenstein and Pnueli (POPL 1985), which guesses the value of every subformula in every state, all
of it made at once; components by mutual reachability. Formulas have sets of states for atoms:

    frozenset, ("!", f), ("&&", f, g), ("||", f, g), ("next", f), ("until", f, g)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from gmpcheck.model import ir
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.runs import FaultedRun, Successor
from gmpcheck.model.types import values

Formula = Any
Condition = tuple[str, tuple[Any, ...], bool]
"""Group, key, whether it is strong."""
Node = tuple[int, tuple[bool, ...]]


@dataclass
class Graph:
    """States by number; where each edge leads and what it takes; what is enabled in each state."""

    states: list[ir.State]
    initial: list[int]
    edges: list[list[tuple[int, Condition | None]]]
    enabled: list[set[Condition]]


def graph_of(system: Interpreter) -> Graph:
    """What is reachable within the bound; a state where nothing can happen repeats itself."""
    inside = [s for s in system.initial() if system.within_bounds(s)]
    graph = Graph([*inside], [*range(len(inside))], [], [])
    for state in graph.states:
        runs = list(system.successors(state))
        found, enabled = [], set()
        for run in runs:
            if isinstance(run, FaultedRun):
                continue
            taken = condition(system.model, run)
            enabled |= {taken} - {None}
            if system.within_bounds(run.state):
                if run.state not in graph.states:
                    graph.states.append(run.state)
                found.append((graph.states.index(run.state), taken))
        if not runs:
            found.append((graph.states.index(state), None))
        graph.edges.append(found)
        graph.enabled.append(enabled)
    return graph


def condition(model: ir.Model, run: Successor) -> Condition | None:
    fairness = model.actions[run.move.action].fairness
    if fairness is None:
        return None
    key = tuple(run.move.args[i] for i in fairness.key)
    return fairness.group, key, fairness.strength == "strong"


def as_sets(system: Interpreter, states: list[ir.State], formula: ir.Formula, env: dict[int, Any]) -> Formula:
    def each(*parts: ir.Formula) -> list[Formula]:
        return [as_sets(system, states, part, env) for part in parts]

    everywhere: Formula = frozenset(range(len(states)))
    match formula:
        case ir.Atom(expr):
            holds = system.predicate(expr, 8, tuple(env.items()))
            return frozenset(n for n, s in enumerate(states) if holds(s))
        case ir.Connective("==>", (f, g)):
            return each(ir.Connective("||", (ir.Connective("!", (f,)), g)))[0]
        case ir.Connective(op, parts):
            return (op, *each(*parts))
        case ir.Temporal("eventually", (f,)):
            return ("until", everywhere, *each(f))
        case ir.Temporal("always", (f,)):
            return ("!", ("until", everywhere, ("!", *each(f))))
        case ir.Temporal("~>", (f, g)):
            return each(ir.Temporal("always", (ir.Connective("==>", (f, ir.Temporal("eventually", (g,)))),)))[
                0
            ]
        case ir.Temporal(op, parts):
            return (op, *each(*parts))
        case ir.Instances(kind, slot, over, body):
            whole: Formula = everywhere if kind == "forall" else frozenset()
            for value in values(over):
                part = as_sets(system, states, body, {**env, slot: value})
                whole = ("&&" if kind == "forall" else "||", whole, part)
            return whole
    raise AssertionError(formula)


class Tableau:
    """The graph times all guesses of which temporal subformulas are true."""

    def __init__(self, graph: Graph, formula: Formula) -> None:
        self.graph = graph
        self.temporal = list(dict.fromkeys(parts(formula)))
        guesses = list(product((False, True), repeat=len(self.temporal)))
        self.nodes: list[Node] = [(s, g) for s in range(len(graph.states)) for g in guesses]
        self.after = {
            node: [((t, g), c) for t, c in graph.edges[node[0]] for g in guesses if self.step(node, (t, g))]
            for node in self.nodes
        }

    def true(self, formula: Formula, node: Node) -> bool:
        if isinstance(formula, frozenset):
            return node[0] in formula
        match formula:
            case ("!", f):
                return not self.true(f, node)
            case ("&&", f, g):
                return self.true(f, node) and self.true(g, node)
            case ("||", f, g):
                return self.true(f, node) or self.true(g, node)
        return node[1][self.temporal.index(formula)]

    def step(self, node: Node, after: Node) -> bool:
        """Whether the guesses before a step are right if those after it are."""
        return all(
            self.true(f, node) == self.true(f[1], after)
            if f[0] == "next"
            else self.true(f, node)
            == (self.true(f[2], node) or (self.true(f[1], node) and self.true(f, after)))
            for f in self.temporal
        )

    def has_fair_run(self, formula: Formula) -> bool:
        """Whether the formula is true on some fair run from an initial state."""
        starts = [n for n in self.nodes if n[0] in self.graph.initial and self.true(formula, n)]
        return self.fair(closure(self.after, starts))

    def fair(self, nodes: set[Node]) -> bool:
        """Whether a fair run can stay between some nodes for ever with all its promises kept."""
        for component in components({n: [e for e in self.after[n] if e[0] in nodes] for n in nodes}):
            taken = {c for n in component for t, c in self.after[n] if t in component}
            enabled = [self.graph.enabled[n[0]] for n in component]
            unmet = {c for e in enabled for c in e if c not in taken}
            starved = any(not c[2] and all(c in e for e in enabled) for c in unmet)
            promised = [
                f for f in self.temporal if f[0] == "until" and any(self.true(f, n) for n in component)
            ]
            kept = all(any(self.true(f[2], n) for n in component) for f in promised)
            bad = {n for n in component if any(c[2] and c in unmet for c in self.graph.enabled[n[0]])}
            if not starved and kept and (self.fair(component - bad) if bad else True):
                return True
        return False


def parts(formula: Formula) -> Iterator[Formula]:
    """The temporal formulas in a formula."""
    if isinstance(formula, tuple):
        if formula[0] in ("next", "until"):
            yield formula
        for part in formula[1:]:
            yield from parts(part)


def closure(after: dict[Any, list[tuple[Any, Any]]], starts: list[Any]) -> set[Any]:
    seen, waiting = set(starts), list(starts)
    while waiting:
        new = {t for t, _ in after[waiting.pop()]} - seen
        seen |= new
        waiting += new
    return seen


def components(after: dict[Any, list[tuple[Any, Any]]]) -> list[set[Any]]:
    """Where one can come back to, node by node."""
    ahead = {n: closure(after, [t for t, _ in after[n]]) for n in after}
    return [{m for m in ahead[n] if n in ahead[m]} for n in after if n in ahead[n]]


def violated(system: Interpreter, formula: ir.Formula, env: dict[int, Any]) -> bool:
    """Whether a formula is false on some fair run of a model."""
    graph = graph_of(system)
    negated = ("!", as_sets(system, graph.states, formula, env))
    return Tableau(graph, negated).has_fair_run(negated)


def starved_at(system: Interpreter, formula: ir.Temporal, env: dict[int, Any]) -> int | None:
    """Steps to the nearest fair cycle that violates `p ~> q`, by trying every set of edges that a
    run might take for ever. None where there is none."""
    graph = graph_of(system)
    p, q = (as_sets(system, graph.states, f, env) for f in formula.operands)
    depth = distances(graph, dict.fromkeys(graph.initial, 0), frozenset())
    lost = distances(graph, {s: d for s, d in depth.items() if s in p and s not in q}, q)
    edges = [(s, t, c) for s in lost for t, c in graph.edges[s] if t not in q]
    found = [
        min(lost[s] for s, _, _ in chosen)
        for keep in product((False, True), repeat=len(edges))
        for chosen in [[e for e, k in zip(edges, keep, strict=True) if k]]
        if chosen and is_round(chosen) and is_fair(graph, chosen)
    ]
    return min(found, default=None)


def distances(graph: Graph, starts: dict[int, int], avoid: frozenset[int]) -> dict[int, int]:
    found = dict(starts)
    for _ in graph.states:
        for s, d in list(found.items()):
            for t, _ in graph.edges[s]:
                if t not in avoid:
                    found[t] = min(found.get(t, d + 1), d + 1)
    return found


def is_round(chosen: list[tuple[int, int, Any]]) -> bool:
    after: dict[int, list[tuple[int, Any]]] = {n: [] for s, t, _ in chosen for n in (s, t)}
    for s, t, c in chosen:
        after[s].append((t, c))
    return all(closure(after, [t for t, _ in after[n]]) == set(after) for n in after)


def is_fair(graph: Graph, chosen: list[tuple[int, int, Condition | None]]) -> bool:
    taken = {c for _, _, c in chosen}
    enabled = [graph.enabled[s] for s in {s for s, _, _ in chosen}]
    return all(
        c in taken or (not c[2] and not all(c in e for e in enabled)) for each in enabled for c in each
    )
