"""The picture of a trace: one row for each state, one column for each agent.

In: a `Trace` with the sentence it proves, or the `PropertyResult` it belongs to. Out: DOT whose
only node is a table. A row gives the step that led to the state and then the state: what changed is
framed and set bold, who moved is marked, a status has its colour and its word. A lasso is a bracket
beside the rows that repeat; a fault is a red row with its message. Assumed: nothing about names and
texts, which may hold anything. Deliberately absent: the drawing itself, which is `render.dot`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import graphviz

from gmpcheck.model import types
from gmpcheck.model.ir import Model, State
from gmpcheck.model.types import Array, Enum, Struct
from gmpcheck.render import palette
from gmpcheck.render.markup import LIMIT, bold, cell, escape, fold, font, row, stack, table
from gmpcheck.results import wording
from gmpcheck.results.cells import Cell, cells, changes, differences
from gmpcheck.results.trace import Step, Trace
from gmpcheck.results.verdict import Blocked, Holds, PropertyResult, Violated
from gmpcheck.source import NOWHERE

FONT = "Helvetica,Arial,sans-serif"
_ROWS = 41
"""States drawn at most: those of 40 steps. Of a longer trace the middle is left out."""
_HEAD = 12
_WAITING = 12
_GLOBALS = "globals"


@dataclass(frozen=True, slots=True)
class DiagramOptions:
    """`title` says what is wrong; `caption` where the trace is from; `ending` is said in red below
    the last state (why nothing can move, for instance)."""

    title: str = ""
    caption: str = ""
    ending: tuple[str, ...] = field(default=())


def counterexample_dot(result: PropertyResult, caption: str = "") -> str | None:
    """The picture of a result's counterexample or witness, None where it has none."""
    match result.verdict:
        case Violated(trace=trace, sentence=sentence, waiting=waiting) if trace is not None:
            return trace_dot(trace, DiagramOptions(sentence, caption, _ending(result.verdict, waiting)))
        case Holds(witness=witness) if witness is not None:
            return trace_dot(witness, DiagramOptions(f"{result.name} is reachable", caption))
        case _:
            return None


def trace_dot(trace: Trace, options: DiagramOptions = DiagramOptions()) -> str:
    """A trace as DOT."""
    layout = _layout(trace)
    rows = [
        *_title_rows(layout, options),
        _head_row(layout),
        *_state_rows(layout),
        *_ending_rows(layout, options),
        _caption_row(layout, options),
    ]
    graph = graphviz.Digraph("trace", graph_attr={"bgcolor": palette.PAPER, "margin": "0.15"})
    graph.attr("node", shape="plain", fontname=FONT, fontsize="11", fontcolor=palette.TEXT)
    whole = table(rows, BORDER=0, CELLBORDER=0, CELLSPACING=2, CELLPADDING=3)
    graph.node("trace", label=f"<{whole}>")
    return str(graph.source)


# ---- layout -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Column:
    """The cells of one agent; `kind` is its machine or process, `_GLOBALS` for the variables."""

    name: str
    kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class _Layout:
    trace: Trace
    columns: tuple[_Column, ...]
    shown: tuple[int | None, ...]
    """The states drawn, by index; None stands for those left out."""
    colors: dict[str, tuple[str, ...]]

    @property
    def width(self) -> int:
        """Columns of the table: number, step, agents, and arrow and bracket of a lasso."""
        return 2 + len(self.columns) + (0 if self.trace.loop is None else 2)

    def first_repeated(self) -> int:
        """Position among `shown` of the state to which a lasso returns (or of the gap it is in)."""
        loop = self.trace.loop or 0
        for position, index in enumerate(self.shown):
            after = next((i for i in self.shown[position + 1 :] if i is not None), None)
            if index == loop or (index is None and after is not None and loop < after):
                return position
        return len(self.shown) - 1


def _layout(trace: Trace) -> _Layout:
    enums = {c.kind: c.type for c in cells(trace.model) if c.role == "status" and isinstance(c.type, Enum)}
    colors = {kind: palette.status_colors(t.labels) for kind, t in enums.items()}
    return _Layout(trace, _columns(trace.model), _shown(len(trace.states)), colors)


def _columns(model: Model) -> tuple[_Column, ...]:
    """One column per agent; the process of a machine instance shares the column of that instance."""
    names: dict[str, tuple[str, list[Cell]]] = {}
    hosts = _hosts(model)
    for found in cells(model):
        name, kind = hosts.get(found.agent, (found.agent, found.kind)) if found.agent else (_GLOBALS,) * 2
        names.setdefault(name, (kind, []))[1].append(found)
    return tuple(_Column(name, kind, tuple(members)) for name, (kind, members) in names.items())


def _hosts(model: Model) -> dict[str, tuple[str, str]]:
    """For each process whose only parameter is a machine: the instance it runs on, and its kind."""
    machines = {machine.name: machine for machine in model.machines}
    found = {}
    for process in model.processes:
        if len(process.params) == 1 and (machine := machines.get(str(process.params[0].type))):
            for i in range(machine.size):
                found[f"{process.name}[{machine.name}{i}]"] = (f"{machine.name}{i}", machine.name)
    return found


def _shown(states: int) -> tuple[int | None, ...]:
    if states <= _ROWS:
        return tuple(range(states))
    return (*range(_HEAD), None, *range(states - (_ROWS - _HEAD - 1), states))


# ---- rows -------------------------------------------------------------------------------------

_Block = list[list[str]]
"""The table rows, as lists of cells, that show one state: as many as its tallest agent has lines."""


def _title_rows(layout: _Layout, options: DiagramOptions) -> list[str]:
    if not options.title:
        return []
    width = max(50, 12 * layout.width)
    folded = fold(options.title[:600], width)[:6]
    lines = [font(bold(escape(line, max(width, LIMIT))), size=15) for line in folded]
    return [row([cell(stack(lines), COLSPAN=layout.width, ALIGN="LEFT", BALIGN="LEFT", CELLPADDING=6)])]


def _head_row(layout: _Layout) -> str:
    glyphs = palette.shapes(layout.trace.model)
    names = [f"{glyphs.get(column.kind, '')} {column.name}".strip() for column in layout.columns]
    heads = [font(bold(escape(name, 40)), palette.TEXT) for name in ("", "step", *names)]
    return row(cell(head, BGCOLOR=palette.HEAD, CELLPADDING=5) for head in heads)


def _state_rows(layout: _Layout) -> list[str]:
    trace = layout.trace
    blocks = [_block(layout, index) for index in layout.shown]
    if trace.loop is not None:
        _add_bracket(layout, blocks)
    rows = [row(cells) for block in blocks for cells in block]
    last = trace.steps[-1] if trace.steps else None
    return rows if last is None or last.fault is None else [*rows, _fault_row(layout, last)]


def _block(layout: _Layout, index: int | None) -> _Block:
    """One state with the step that led to it, closed by a thin rule; or the gap in a long trace."""
    span = 2 + len(layout.columns)
    rule = [cell("", COLSPAN=span, HEIGHT=1, CELLPADDING=0, BGCOLOR=palette.RULE)]
    if index is None:
        missing = len(layout.trace.states) - (len(layout.shown) - 1)
        words = f"… {missing} states are not drawn; the text of this trace has them all …"
        return [[cell(font(words, palette.FAINT), COLSPAN=span, CELLPADDING=6)], rule]
    step = layout.trace.steps[index - 1] if index else None
    agents = _agents(layout, index)
    height = max([1, *(len(lines) for lines in agents)])
    left: dict[str, str | int | None] = {"ROWSPAN": height, "VALIGN": "TOP", "BALIGN": "LEFT"}
    first = [
        cell(font(bold(str(index)), palette.FAINT), ALIGN="RIGHT", **left),
        cell(_step_markup(layout.trace.model, step), ALIGN="LEFT", **left),
    ]
    lines = [[agent[i] if i < len(agent) else cell("") for agent in agents] for i in range(height)]
    return [first + lines[0], *lines[1:], rule]


def _agents(layout: _Layout, index: int) -> list[list[str]]:
    """The lines of every column for one state, as table cells."""
    trace, states = layout.trace, layout.trace.states
    changed: frozenset[str] = frozenset()
    acting: frozenset[str] = frozenset()
    if index > 0:
        changed = frozenset(c.cell.name for c in changes(trace.model, states[index - 1], states[index]))
        acting = _acting(trace.model, trace.steps[index - 1])
    return [
        _agent_lines(layout, column, states[index], changed, column.name in acting)
        for column in layout.columns
    ]


def _acting(model: Model, step: Step) -> frozenset[str]:
    """The columns of the agent that took a step."""
    action = model.actions[step.move.action]
    shown = ", ".join(value for _, value in wording.arguments(model, step.move))
    return frozenset({wording.actor(model, step.move), f"{action.process}[{shown}]", str(action.process)})


def _step_markup(model: Model, step: Step | None) -> str:
    if step is None:
        return font("initial state", palette.FAINT)
    actor = escape(wording.actor(model, step.move), 40)
    name, _, pairs = wording.beside_actor(model, step.move).partition("(")
    action = escape(name, 60)
    head = f"{font(bold(actor), palette.ACTOR)} {bold(action)}" if actor != action else bold(action)
    words = " ".join([pairs.removesuffix(")"), *map(wording.choice, step.move.choices)])
    details = [font(escape(line), palette.TEXT, 9) for line in fold(words[:200], 34)]
    return stack([head, *details])


def _agent_lines(
    layout: _Layout, column: _Column, state: State, changed: frozenset[str], acts: bool
) -> list[str]:
    """The state of one agent: its status in colour, then every field that is not as usual."""
    lines: list[str] = []
    for part in column.cells:
        if part.is_status or part.name in changed or part.value(state) != part.usual:
            mark = font("▶ ", palette.ACTOR) if acts and not lines else ""
            lines.append(_part_cell(layout, part, state, part.name in changed, mark))
    return lines or [cell(font("▶" if acts else "·", palette.ACTOR if acts else palette.RULE))]


def _part_cell(layout: _Layout, part: Cell, state: State, changed: bool, mark: str) -> str:
    text = [escape(line) for line in fold(_part_text(part, state), 30)]
    if changed:
        text = [bold(line) for line in text]
    fill = _fill(layout, part, state)
    color = palette.TEXT if changed or fill is not None else palette.QUIET
    attributes: dict[str, str | int | None] = {"BGCOLOR": fill, "ALIGN": "LEFT", "BALIGN": "LEFT"}
    if changed:
        attributes |= {"BORDER": 2, "COLOR": palette.CHANGE, "BGCOLOR": fill or palette.CHANGE_FILL}
    return cell(mark + "<BR/>".join(font(line, color) for line in text), **attributes)


_LEAVES = 3
"""Parts of an array or a struct named one by one, where no more differ from what is usual."""


def _part_text(part: Cell, state: State) -> str:
    shown = part.shown(state)
    if part.role == "status":
        return shown
    if part.role == "step":
        return f"{part.kind} @ {shown}"
    if isinstance(part.type, Array | Struct) and part.usual is not None:
        unusual = list(differences(part.label, part.type, part.usual, part.value(state)))
        if 0 < len(unusual) <= _LEAVES:
            return " ".join(f"{name}={types.show(t, value)}" for name, t, _, value in unusual)
    return f"{part.label}={shown}"


def _fill(layout: _Layout, part: Cell, state: State) -> str | None:
    if part.role == "step":
        return palette.STEP_FILL
    if part.role == "status" and part.kind in layout.colors:
        return layout.colors[part.kind][part.value(state)]
    return None


# ---- endings ----------------------------------------------------------------------------------


def _add_bracket(layout: _Layout, blocks: list[_Block]) -> None:
    """Puts beside the blocks that repeat an arrow to the first, and a bracket around them all."""
    first = layout.first_repeated()
    words = ("nothing", "ever", "happens", "again") if layout.trace.cycle == 0 else ("repeats", "for ever")
    lines = "<BR/>".join(font(bold(word), palette.FAULT, 10) for word in ("↻", *words))
    arrow = font("◀", palette.FAULT, 12)
    blocks[first][0] += [
        cell(arrow, ROWSPAN=len(blocks[first]), VALIGN="TOP", CELLPADDING=0),
        cell(
            lines,
            ROWSPAN=sum(len(block) for block in blocks[first:]),
            BORDER=3,
            SIDES="TRB",
            COLOR=palette.FAULT,
            CELLPADDING=6,
        ),
    ]


def _fault_row(layout: _Layout, step: Step) -> str:
    assert step.fault is not None
    fault = step.fault
    text = f"{fault.kind.value}: {fault.message}"
    if fault.span.source is not NOWHERE.source:
        text += f" ({fault.span})"
    width = max(40, 12 * len(layout.columns))
    lines = [font(bold(escape(line)), palette.FAULT) for line in fold(f"✗ {text}"[:400], width)]
    red: dict[str, str | int | None] = {"BGCOLOR": palette.FAULT_FILL, "CELLPADDING": 5}
    return row(
        [
            cell(font(bold(str(len(layout.trace.steps))), palette.FAULT), ALIGN="RIGHT", **red),
            cell(_step_markup(layout.trace.model, step), ALIGN="LEFT", BALIGN="LEFT", **red),
            cell(stack(lines), COLSPAN=max(1, len(layout.columns)), ALIGN="LEFT", **red),
        ]
    )


def _ending(verdict: Violated, waiting: tuple[Blocked, ...]) -> tuple[str, ...]:
    """What the last state shows: who waits for what, or the fault that evaluating it raised."""
    steps = verdict.trace.steps if verdict.trace is not None else ()
    if steps and steps[-1].fault is not None:
        return ()
    if verdict.fault is not None:
        return (f"{verdict.fault.kind.value}: {verdict.fault.message}",)
    lines = list(dict.fromkeys(f"{b.agent} cannot {b.action}: {b.reason}" for b in waiting))
    if len(lines) > _WAITING:
        lines = [*lines[: _WAITING - 1], f"… and {len(lines) - _WAITING + 1} more; the text has them all"]
    return tuple(lines)


def _ending_rows(layout: _Layout, options: DiagramOptions) -> list[str]:
    if not options.ending:
        return []
    lines = [font(escape(line, 160), palette.FAULT) for line in options.ending]
    return [
        row(
            [
                cell(
                    stack(lines),
                    COLSPAN=layout.width,
                    ALIGN="LEFT",
                    BGCOLOR=palette.FAULT_FILL,
                    CELLPADDING=6,
                )
            ]
        )
    ]


def _caption_row(layout: _Layout, options: DiagramOptions) -> str:
    legend = "Framed: changed by the step. ▶: who took it. What is nil, empty, false or lowest is not drawn."
    width = max(60, 16 * layout.width)
    lines = [line for text in (options.caption, legend) for line in fold(text[:600], width)]
    markup = stack(font(escape(line, 200), palette.FAINT, 9) for line in lines)
    return row([cell(markup, COLSPAN=layout.width, ALIGN="LEFT", CELLPADDING=6)])
