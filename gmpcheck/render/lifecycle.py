"""The picture of the lifecycles: the statuses of each machine and the changes between them.

In: a model, and the coverage of a run where there is one. Out: DOT with a cluster for each machine
that has statuses. Arrows are those that the spec declares (of an open lifecycle, those that some
action takes), with the actions that take them; with coverage, actions that were never taken are
said to be and their arrows dashed.
"""

from __future__ import annotations

from dataclasses import dataclass

import graphviz

from gmpcheck.model.ir import Fixed, Model
from gmpcheck.model.types import Enum
from gmpcheck.render import palette
from gmpcheck.render.diagram import FONT
from gmpcheck.render.markup import bold, cell, escape, font, row, stack, table
from gmpcheck.render.status_changes import StatusChange, status_changes
from gmpcheck.results.coverage import Coverage

_NAMED = 8
"""Actions named on one arrow."""


@dataclass(frozen=True, slots=True)
class _Lifecycle:
    """One machine's statuses, with what the model does to them."""

    machine: str
    glyph: str
    status: Enum
    initial: frozenset[int]
    changes: tuple[StatusChange, ...]
    never: frozenset[str]


def lifecycle_dot(model: Model, coverage: Coverage | None = None) -> str:
    """The lifecycles of all machines of a model as DOT."""
    graph = graphviz.Digraph("lifecycles", graph_attr={"bgcolor": palette.PAPER, "fontname": FONT})
    graph.attr(rankdir="LR", nodesep="0.35", ranksep="0.9", margin="0.2")
    graph.attr("node", shape="box", style="rounded,filled", fontname=FONT, fontsize="12", color=palette.QUIET)
    graph.attr("edge", fontname=FONT, fontsize="9", color=palette.QUIET, fontcolor=palette.QUIET)
    # Left to right, Graphviz stacks clusters from the bottom up.
    for number, lifecycle in reversed(list(enumerate(_lifecycles(model, coverage)))):
        with graph.subgraph(name=f"cluster_{number}") as cluster:
            _draw(cluster, f"s{number}", lifecycle)
    return str(graph.source)


def _lifecycles(model: Model, coverage: Coverage | None) -> list[_Lifecycle]:
    every = status_changes(model)
    never = frozenset(coverage.never_taken) if coverage is not None else frozenset()
    glyphs = palette.shapes(model)
    return [
        _Lifecycle(
            machine=name,
            glyph=glyphs.get(name, ""),
            status=status,
            initial=_initial(model, name),
            changes=tuple(change for change in every if change.machine == name),
            never=never,
        )
        for name, status in model.statuses
        if status.labels
    ]


def _initial(model: Model, machine: str) -> frozenset[int]:
    """The statuses in which instances are declared to start; empty where any will do."""
    for variable in model.variables:
        if variable.owner == machine and variable.role == "status" and isinstance(variable.start, Fixed):
            return frozenset(variable.start.value)
    return frozenset()


def _draw(cluster: graphviz.Digraph, prefix: str, lifecycle: _Lifecycle) -> None:
    cluster.attr(
        label=f"<{_heading(lifecycle)}>", labeljust="l", margin="16", style="rounded", color=palette.RULE
    )
    colors = palette.status_colors(lifecycle.status.labels)
    for position, label in enumerate(lifecycle.status.labels):
        name = f"{prefix}_{position}"
        cluster.node(name, label=f"<{escape(label)}>", fillcolor=colors[position])
        if position in lifecycle.initial:
            cluster.node(f"{name}_start", label="", shape="point", width="0.1", color=palette.TEXT)
            cluster.edge(f"{name}_start", name, color=palette.TEXT)
    for source, target in _arrows(lifecycle):
        _draw_arrow(cluster, prefix, lifecycle, source, target)


def _heading(lifecycle: _Lifecycle) -> str:
    title = bold(escape(f"{lifecycle.glyph} {lifecycle.machine}".strip()))
    lines = [font(title, palette.TEXT, 14)]
    if lifecycle.status.arrows is None:
        lines.append(font("open lifecycle: any change is legal", palette.QUIET, 10))
    for target, label in enumerate(lifecycle.status.labels):
        anywhere = [c.action for c in lifecycle.changes if c.source is None and c.target == target]
        if anywhere:
            words = f"to {label} from any status that the guard leaves open: {_named(anywhere, lifecycle)}"
            lines.append(font(escape(words), palette.QUIET, 10))
    return table(
        [row([cell(stack(lines), ALIGN="LEFT", BALIGN="LEFT")])], BORDER=0, CELLBORDER=0, CELLPADDING=2
    )


def _arrows(lifecycle: _Lifecycle) -> list[tuple[int, int]]:
    declared = lifecycle.status.arrows
    if declared is not None:
        return sorted(declared)
    return sorted({(c.source, c.target) for c in lifecycle.changes if c.source is not None})


def _draw_arrow(
    cluster: graphviz.Digraph, prefix: str, lifecycle: _Lifecycle, source: int, target: int
) -> None:
    actions = [c.action for c in lifecycle.changes if (c.source, c.target) == (source, target)]
    dead = bool(actions) and all(name in lifecycle.never for name in actions)
    label = (
        f"<{'<BR/>'.join(_action_markup(name, lifecycle) for name in _shortened(actions))}>"
        if actions
        else ""
    )
    style = "dashed" if dead else "solid"
    color = palette.FAULT if dead else palette.QUIET
    cluster.edge(f"{prefix}_{source}", f"{prefix}_{target}", label=label, style=style, color=color)


def _shortened(actions: list[str]) -> list[str]:
    unique = list(dict.fromkeys(actions))
    return unique if len(unique) <= _NAMED else [*unique[: _NAMED - 1], f"… {len(unique) - _NAMED + 1} more"]


def _action_markup(name: str, lifecycle: _Lifecycle) -> str:
    if name in lifecycle.never:
        return font(f"{escape(name)} (never taken)", palette.FAULT)
    return escape(name)


def _named(actions: list[str], lifecycle: _Lifecycle) -> str:
    marked = [f"{a} (never taken)" if a in lifecycle.never else a for a in _shortened(actions)]
    return ", ".join(marked)
