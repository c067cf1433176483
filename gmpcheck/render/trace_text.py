"""Traces as text: numbered steps, who did what, and only what changed.

In: a `Trace`, or the `PropertyResult` it answers. Out: text for a `Style`. A step shows its actor,
the action with arguments and choices, then one line for each smallest part of the state that
changed. A lasso says where its repetition starts, a fault shows the source that raised it, a
deadlock who waits for what. Deliberately absent: evaluating anything; `Shown` brings the values
of the user's own expressions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from gmpcheck.diagnostics import excerpt
from gmpcheck.model.ir import Model, State
from gmpcheck.model.runs import Fault
from gmpcheck.render.style import PLAIN, Role, Style, clean, columns
from gmpcheck.results import wording
from gmpcheck.results.cells import Cell, cells, changes, own_step
from gmpcheck.results.trace import Step, Trace
from gmpcheck.results.verdict import Blocked, Holds, PropertyResult, Violated
from gmpcheck.source import NOWHERE

_INDENT = " " * 7
"""Where the lines under a step begin: right of the step numbers."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An expression of the user's with its value in words at every state of a trace."""

    text: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TraceOptions:
    """`full`: the whole state under every step, not only the first."""

    shows: tuple[Shown, ...] = ()
    full: bool = False


def trace_text(trace: Trace, style: Style = PLAIN, options: TraceOptions = TraceOptions()) -> str:
    """The steps of a trace, without a headline."""
    return style.finish(_trace_lines(trace, style, options))


def counterexample_text(
    result: PropertyResult, style: Style = PLAIN, options: TraceOptions = TraceOptions()
) -> str:
    """What is wrong in a sentence, the trace that shows it, and what else there is to say: for a
    deadlock who waits for what, for a fault its place. Of a property that holds, its witness."""
    return style.finish(_counterexample_lines(result, style, options))


def _counterexample_lines(result: PropertyResult, style: Style, options: TraceOptions) -> Iterator[str]:
    verdict = result.verdict
    if isinstance(verdict, Violated):
        yield from _headline(clean(verdict.sentence), "bad", style)
        yield from _length_line(verdict.trace, "counterexample", style)
        if verdict.trace is not None:
            yield from _trace_lines(verdict.trace, style, options)
        if verdict.fault is not None and not _ends_in_fault(verdict.trace):
            yield from _fault_lines(verdict.fault, style)
        yield from _waiting_lines(verdict.waiting, style)
    elif isinstance(verdict, Holds) and verdict.witness is not None:
        yield from _headline(f"{result.name} is reachable", "good", style)
        yield from _length_line(verdict.witness, "witness", style)
        yield from _trace_lines(verdict.witness, style, options)


def _headline(sentence: str, role: Role, style: Style) -> list[str]:
    return [style.paint(role, line) for line in style.flow("", sentence.split(), 2)]


def _length_line(trace: Trace | None, what: str, style: Style) -> Iterator[str]:
    if trace is None:
        return
    count = len(trace.steps)
    words = "the initial state" if count == 0 else f"{count} step{'s' if count > 1 else ''}"
    if trace.cycle:
        words += f", of which the last {trace.cycle} repeat{'s' if trace.cycle == 1 else ''}"
    yield style.paint("dim", f"{what}: {words}")
    yield ""


def _ends_in_fault(trace: Trace | None) -> bool:
    return trace is not None and bool(trace.steps) and trace.steps[-1].fault is not None


# ---- steps ------------------------------------------------------------------------------------


def _trace_lines(trace: Trace, style: Style, options: TraceOptions) -> Iterator[str]:
    width = max((len(wording.actor(trace.model, s.move)) for s in trace.steps), default=0)
    yield f"{_number(0, style)}  {style.paint('bold', 'initial state')}"
    yield from _state_lines(trace.model, trace.initial, style, frozenset())
    yield from _shown_lines(options, 0, style)
    before = trace.initial
    for index, step in enumerate(trace.steps, 1):
        if trace.loop == index - 1:
            yield style.paint("bad", "     ↻ from here on this repeats for ever")
        yield from _step_head(trace.model, index, before, step, min(width, 16), style)
        if step.fault is not None:
            yield from _fault_lines(step.fault, style)
        if step.state is not None:
            yield from _step_body(trace.model, before, step, step.state, style, options)
            yield from _shown_lines(options, index, style)
            before = step.state
    yield from _end_lines(trace, style)


def _number(index: int, style: Style) -> str:
    return style.paint("dim", f"{index:>5}")


def _step_head(model: Model, index: int, before: State, step: Step, width: int, style: Style) -> list[str]:
    """Who did what; of a process also to which step that led it, which is then no change below."""
    actor, call = wording.actor(model, step.move), wording.beside_actor(model, step.move)
    lead = f"{_number(index, style)}  {style.paint('actor', actor)}{' ' * (width - len(actor))}  "
    name, *rest = call.split()
    words = [style.paint("bold", name), *rest] if call != actor else []
    words += map(wording.choice, step.move.choices)
    own = own_step(model, step.move)
    if own is not None and step.state is not None and own.value(step.state) != own.value(before):
        words.append(f"→ {style.paint('new', own.shown(step.state))}")
    return style.flow(lead, words, len(_INDENT) + width + 2)


def _step_body(
    model: Model, before: State, step: Step, after: State, style: Style, options: TraceOptions
) -> Iterator[str]:
    found = changes(model, before, after)
    if options.full:
        yield from _state_lines(model, after, style, frozenset(c.cell.name for c in found))
        return
    if not found:
        yield style.paint("dim", f"{_INDENT}(nothing changes)")
    own = own_step(model, step.move)
    for change in (c for c in found if c.cell != own):
        new = style.paint("new", change.after)
        yield from style.flow(f"{_INDENT}{change.name}: ", [change.before, f"→ {new}"], len(_INDENT) + 4)


def _shown_lines(options: TraceOptions, index: int, style: Style) -> Iterator[str]:
    for shown in options.shows:
        if index < len(shown.values):
            words = [*clean(shown.text).split(), "=", style.paint("bold", clean(shown.values[index]))]
            yield from style.flow(f"{_INDENT}| ", words, len(_INDENT) + 4)


def _end_lines(trace: Trace, style: Style) -> Iterator[str]:
    if trace.cycle == 0:
        yield style.paint("bad", "     ↻ and nothing ever happens again")
    elif trace.cycle is not None:
        back = f"after step {trace.loop}" if trace.loop else "at the start"
        yield style.paint("bad", f"     ↻ this is the state {back} again")


# ---- states -----------------------------------------------------------------------------------


def _state_lines(model: Model, state: State, style: Style, changed: frozenset[str]) -> Iterator[str]:
    """A whole state, one line for each instance and one for the globals; changes marked by `*`."""
    rows: list[tuple[str, ...]] = []
    fields: list[list[str]] = []
    for agent, group in groupby(cells(model), key=lambda c: c.agent):
        members = [c for c in group if not _of_idle_call(c, state)]
        heads = [c for c in members if c.is_status]
        status = " ".join(_marked(c, c.shown(state), style, changed) for c in heads)
        rows.append((style.paint("actor", agent), status, ""))
        fields.append([_assignment(c, state, style, changed) for c in members if not c.is_status])
    lead = _aligned([row for row in rows if row[0]])
    for row, words in zip(rows, fields, strict=True):
        start = f"{_INDENT}{lead.pop(0)}" if row[0] else _INDENT
        yield from style.flow(start, words, len(_INDENT) + 4)


def _of_idle_call(cell: Cell, state: State) -> bool:
    """A parameter or local of a routine (`wakep.p`) that no call is using: it is at its default."""
    return cell.role == "local" and "." in cell.label and cell.value(state) == cell.usual


def _aligned(rows: list[tuple[str, ...]]) -> list[str]:
    return [f"{agent}  {status}  " for agent, status, _ in (columns(rows) if rows else [])]


def _assignment(cell: Cell, state: State, style: Style, changed: frozenset[str]) -> str:
    return _marked(cell, f"{cell.label}={cell.shown(state)}", style, changed)


def _marked(cell: Cell, text: str, style: Style, changed: frozenset[str]) -> str:
    return style.paint("new", f"*{text}") if cell.name in changed else text


# ---- endings ----------------------------------------------------------------------------------


def _fault_lines(fault: Fault, style: Style) -> Iterator[str]:
    words = [style.paint("bad", f"{fault.kind.value}:"), *clean(fault.message).split()]
    yield from style.flow(_INDENT, words, len(_INDENT) + 4)
    if fault.span.source is not NOWHERE.source:
        mark = style.paint("bad", "^")
        for line in excerpt(fault.span, "", mark, style.color):
            yield f"{_INDENT}{line}"


def _waiting_lines(waiting: tuple[Blocked, ...], style: Style) -> Iterator[str]:
    """The false conjuncts, grouped by the agent they hold up, each said once."""
    if not waiting:
        return
    yield ""
    yield style.paint("bold", "Who waits for what:")
    groups = _same_reasons(waiting)
    width = min(24, max(len(", ".join(agents)) for agents, _ in groups))
    for agents, reasons in groups:
        name = ", ".join(agents)
        for reason, actions in reasons:
            lead = f"  {style.paint('actor', name)}{' ' * (width - len(name))}  "
            words = [*clean(reason).split(), "for", *", ".join(actions).split()]
            yield from style.flow(lead, words, width + 6)
            name = ""


_Reasons = tuple[tuple[str, tuple[str, ...]], ...]
"""What an agent waits for, each with the actions that wait for it."""


def _same_reasons(waiting: tuple[Blocked, ...]) -> list[tuple[list[str], _Reasons]]:
    """The agents in groups that wait for the same: what is an agent's own is called `its`."""
    by_agent: dict[str, dict[str, list[str]]] = {}
    for b in waiting:
        reason = b.reason.replace(f"({b.agent}.", "(its ").replace(f", {b.agent}.", ", its ")
        actions = by_agent.setdefault(b.agent, {}).setdefault(reason, [])
        name = b.action.removeprefix(f"{b.agent}.")
        if name not in actions:
            actions.append(name)
    groups: dict[_Reasons, list[str]] = {}
    for agent, reasons in by_agent.items():
        key = tuple((reason, tuple(actions)) for reason, actions in reasons.items())
        groups.setdefault(key, []).append(agent)
    return [(agents, reasons) for reasons, agents in groups.items()]
