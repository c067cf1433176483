"""Errors and warnings about the user's input, as values, and their one rendering.

A stage that meets bad input makes `Diagnostic`s and, once it has found all it can, raises
`SpecError` with every one of them. Nothing below the command line prints. A defect of gmpcheck
itself is an `InternalError`, which no stage catches.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gmpcheck.source import Span

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Note:
    """A further remark, with a place of its own where it has one."""

    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One error or warning: what is wrong (`message`), where (`span`), what the marked text is
    (`label`, beside the caret), further facts (`notes`) and the ways out (`help`)."""

    code: str
    severity: Severity
    message: str
    span: Span | None
    label: str = ""
    notes: tuple[Note, ...] = ()
    help: tuple[str, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        if self.span is None:
            return ("", 0, 0, self.code)
        return (self.span.source.name, self.span.start, self.span.end, self.code)


class SpecError(Exception):
    """The user's input is wrong: every diagnostic of the stage that refused it, in source order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: d.sort_key))
        super().__init__("; ".join(d.message for d in self.diagnostics))


class InternalError(Exception):
    """A defect of gmpcheck itself: exit code 3, never the user's fault."""


_COLORS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m", "bold": "\x1b[1m"}
_RESET = "\x1b[0m"


def render(diagnostics: Iterable[Diagnostic], color: bool = False) -> str:
    """All diagnostics as text, one paragraph each: code, file:line:column, caret, notes, help."""
    return "\n".join(_render_one(d, color) for d in diagnostics)


def _render_one(d: Diagnostic, color: bool) -> str:
    def paint(style: str, text: str) -> str:
        return f"{_COLORS[style]}{text}{_RESET}" if color else text

    head = f"{paint(d.severity, f'{d.severity}[{d.code}]')}: {paint('bold', d.message)}"
    lines = [head]
    if d.span is not None:
        lines += excerpt(d.span, d.label, paint(d.severity, "^") if color else "^", color)
    for note in d.notes:
        lines.append(f"  {paint('note', 'note')}: {note.text}")
        if note.span is not None:
            lines += excerpt(note.span, "", "-", color)
    lines += [f"  {paint('note', 'help')}: {text}" for text in d.help]
    return "\n".join(lines) + "\n"


_WIDTH = 120
"""Columns of a source line shown at most; a longer line is cut around the caret."""

_TAB = 4
"""Columns a tab is shown as, wherever it stands."""


def excerpt(span: Span, label: str, mark: str, color: bool) -> list[str]:
    """The marked line of source below its place; `mark` is a caret or a dash, painted or not.

    Of a span over several lines the first is shown, and the label says where it ends.
    """
    number, column = span.source.position(span.start)
    last, _ = span.source.position(max(span.start, span.end - 1))
    line = span.source.line(number)
    start = min(column - 1, len(line))
    end = len(line) if last > number else min(start + span.end - span.start, len(line))
    shown, before, width = _cut(line, start, max(start, end))
    gutter = " " * len(str(number))
    until = f" (to line {last})" if last > number else ""
    return [
        f" {gutter}--> {span}",
        f" {number} | {shown}".rstrip(),
        f" {gutter} | {' ' * before}{_marks(mark, max(1, width))} {label}".rstrip() + until,
    ]


def _cut(line: str, start: int, end: int) -> tuple[str, int, int]:
    """The visible part of a line, the columns before the marked characters, and the columns of them."""
    cells = [_visible(char) for char in line]
    widths = [_columns(cell) for cell in cells]
    first, width = 0, sum(widths)
    while width > _WIDTH and first < start and sum(widths[first:start]) > _WIDTH // 3:
        width -= widths[first]
        first += 1
    last = len(cells)
    while width > _WIDTH and last > first + 1:
        last -= 1
        width -= widths[last]
    head, tail = "…" if first else "", "…" if last < len(cells) else ""
    shown = head + "".join(cells[first:last]) + tail
    return shown, len(head) + sum(widths[first:start]), sum(widths[start : min(end, last)])


def _visible(char: str) -> str:
    if char == "\t":
        return " " * _TAB
    return char if char.isprintable() else "\N{REPLACEMENT CHARACTER}"


def _columns(cell: str) -> int:
    """How many columns of a terminal a character takes."""
    if len(cell) != 1 or cell.isascii():
        return len(cell)
    if unicodedata.category(cell) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(cell) in ("W", "F") else 1


def _marks(mark: str, width: int) -> str:
    char = "-" if "-" in mark else "^"
    return mark.replace(char, char * width)
