"""A report as text: what was asked, the answers, the counterexamples, and last the verdict.

In: a `Report`. Out: text for a `Style`. An answer always says how far it looked. Deliberately
absent: progress, files and exit codes, which are the command line's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from gmpcheck.model import types
from gmpcheck.render.style import PLAIN, Role, Style, clean, columns
from gmpcheck.render.trace_text import Shown, TraceOptions, counterexample_text
from gmpcheck.results import wording
from gmpcheck.results.trace import Trace
from gmpcheck.results.verdict import Holds, PropertyResult, Report, Scope, Unknown, Violated


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """`shows`: by property, expressions to follow along its trace; `paths`: by property, where its
    trace was saved; `witnesses`: print the witnesses of reachable properties too."""

    shows: Mapping[str, tuple[Shown, ...]] = field(default_factory=dict)
    paths: Mapping[str, str] = field(default_factory=dict)
    full: bool = False
    coverage: bool = False
    witnesses: bool = False


def report_text(report: Report, style: Style = PLAIN, options: ReportOptions = ReportOptions()) -> str:
    """The whole report; its last line is the verdict."""
    parts = [
        style.finish([*_head_lines(report, style), "", *_answer_lines(report, style)]),
        *(_trace_part(result, style, options) for result in report.properties if _told(result, options)),
        coverage_table(report, style) if options.coverage else "",
        style.finish(_warning_lines(report, style, options)),
        style.finish([statistics_line(report), verdict_line(report, style)]),
    ]
    return "\n".join(part for part in parts if part)


def coverage_table(report: Report, style: Style = PLAIN) -> str:
    """How often each action was enabled, taken, and led to a new state."""
    rows = [("action", "enabled", "taken", "new states")]
    rows += [(a.action, str(a.enabled), str(a.taken), str(a.new)) for a in report.coverage.actions]
    widths = [max(len(row[i]) for row in rows) for i in range(4)]
    lines = [_coverage_row(row, widths) for row in rows]
    never = frozenset(report.coverage.never_taken)
    painted = [style.paint("bold", lines[0])]
    for row, line in zip(rows[1:], lines[1:], strict=True):
        painted.append(style.paint("unsure", f"{line}  never taken") if row[0] in never else line)
    return style.finish(painted)


def statistics_line(report: Report) -> str:
    """What the search cost."""
    return ", ".join(
        [
            f"{report.states} state{_s(report.states)}",
            f"{report.transitions} transition{_s(report.transitions)}",
            f"depth {report.depth}",
            f"{report.seconds:.2f} s",
            f"{report.peak_memory_bytes / 1e6:.0f} MB",
            f"{report.engine} engine",
        ]
    )


def verdict_line(report: Report, style: Style = PLAIN) -> str:
    """The answer in one line: violated, unknown, or how far everything holds."""
    of = f"of {len(report.properties)} propert{'ies' if len(report.properties) != 1 else 'y'}"
    violated = [r.name for r in report.properties if isinstance(r.verdict, Violated)]
    unknown = [r.name for r in report.properties if isinstance(r.verdict, Unknown)]
    if violated:
        return style.paint("bad", f"VIOLATED: {', '.join(violated)} ({len(violated)} {of})")
    if unknown:
        return style.paint("unsure", f"UNKNOWN: no answer for {', '.join(unknown)} ({len(unknown)} {of})")
    if not report.properties:
        return style.paint("unsure", "nothing was checked")
    return style.paint("good", f"HOLDS: {_extent(report)}")


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _coverage_row(row: tuple[str, ...], widths: list[int]) -> str:
    numbers = "  ".join(f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))
    return f"  {row[0]:<{widths[0]}}  {numbers}"


def _extent(report: Report) -> str:
    """How far it holds, for all properties together: as little as for the least of them."""
    count = len(report.properties)
    what = f"all {count} properties hold" if count > 1 else f"{report.properties[0].name} holds"
    within = [
        r.verdict.within or "the bound asked for"
        for r in report.properties
        if isinstance(r.verdict, Holds) and r.verdict.scope is Scope.BOUNDED
    ]
    if within:
        return f"{what} within {' and '.join(dict.fromkeys(map(clean, within)))}"
    if any(isinstance(r.verdict, Holds) and r.verdict.scope is Scope.EXHAUSTIVE for r in report.properties):
        return f"{what} {_everywhere(report)}"
    return f"{what} by induction"


def _everywhere(report: Report) -> str:
    """The words of an exhaustive answer."""
    symmetry = f" up to symmetry of {', '.join(report.symmetry)}" if report.symmetry else ""
    return f"over all {report.states} states{symmetry}" if report.states != 1 else "in the only state"


# ---- head and answers -------------------------------------------------------------------------


def _head_lines(report: Report, style: Style) -> list[str]:
    model = report.model
    words = [style.paint("bold", clean(report.path))]
    if model.variant is not None:
        words.append(f"variant {model.variant}")
    words += [f"{s.name}={types.show(s.bounds, s.value)}" for s in model.settings]
    return style.flow("", words, 2)


def _answer_lines(report: Report, style: Style) -> Iterator[str]:
    if not report.properties:
        return
    answers = [_answer(result, report) for result in report.properties]
    rows = [
        (f"  {result.name}", style.paint(role, word), "")
        for result, (role, word, _) in zip(report.properties, answers, strict=True)
    ]
    for (name, word, _), (_, _, detail) in zip(columns(rows), answers, strict=True):
        lead = f"{name}  {word}  "
        yield from style.flow(lead, clean(detail).split(), min(len(name) + 12, 40))


def _answer(result: PropertyResult, report: Report) -> tuple[Role, str, str]:
    """The colour, the word and the rest of a property's line."""
    match result.verdict:
        case Holds() as verdict:
            return "good", "holds", _scope(verdict, report)
        case Violated(trace=trace, sentence=sentence):
            return "bad", "VIOLATED", _violation(result, sentence, trace)
        case Unknown(reason):
            return "unsure", "unknown", reason
    assert_never(result.verdict)


def _violation(result: PropertyResult, sentence: str, trace: Trace | None) -> str:
    if trace is None:
        return sentence
    who = wording.instance(result.instance)
    return f"for {who}, {_steps(trace)}" if who else _steps(trace)


def _scope(verdict: Holds, report: Report) -> str:
    if verdict.witness is not None:
        count = len(verdict.witness.steps)
        return f"witness {_steps(verdict.witness)}" if count else "in the initial state"
    match verdict.scope:
        case Scope.EXHAUSTIVE:
            return _everywhere(report)
        case Scope.BOUNDED:
            return f"within {verdict.within or 'the bound asked for'}"
        case Scope.INDUCTIVE:
            return f"by induction ({verdict.within})" if verdict.within else "by induction"
    assert_never(verdict.scope)


def _steps(trace: Trace) -> str:
    count = len(trace.steps)
    text = f"after {count} step{_s(count)}" if count else "in the initial state"
    match trace.cycle:
        case None:
            return text
        case 0:
            return f"{text}, then nothing ever happens again"
        case cycle:
            return f"{text}, of which the last {cycle} repeat{'s' if cycle == 1 else ''}"


# ---- counterexamples and warnings -------------------------------------------------------------


def _told(result: PropertyResult, options: ReportOptions) -> bool:
    """Whether a result gets more than its line."""
    match result.verdict:
        case Violated():
            return True
        case Holds(witness=witness):
            return options.witnesses and witness is not None
        case Unknown():
            return False
    assert_never(result.verdict)


def _trace_part(result: PropertyResult, style: Style, options: ReportOptions) -> str:
    trace = TraceOptions(options.shows.get(result.name, ()), options.full)
    text = counterexample_text(result, style, trace)
    path = options.paths.get(result.name)
    saved = style.finish([style.paint("dim", f"saved as {clean(path)}")]) if path else ""
    return text + saved


def _warning_lines(report: Report, style: Style, options: ReportOptions) -> Iterator[str]:
    warning = style.paint("unsure", "warning:")
    if report.coverage.never_taken:
        never = list(report.coverage.never_taken)
        verb = "is" if len(never) == 1 else "are"
        names = [f"{name}," for name in never[:-1]] + [never[-1]]
        yield from style.flow("", [warning, *names, verb, "never taken", *_partly(report)], 4)
    for note in report.notes:
        yield from style.flow("", [style.paint("dim", "note:"), *clean(note).split()], 4)
    if report.stopped is not None:
        words = ["stopped early:", *clean(report.stopped).split()]
        yield from style.flow("", [warning, *words], 4)


def _partly(report: Report) -> list[str]:
    return [] if report.complete else ["in the part that was explored"]
