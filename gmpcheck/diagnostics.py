"""Errors and warnings about the user's input, as values, and their one rendering.

A stage that meets bad input makes `Diagnostic`s and, once it has found all it can, raises
`SpecError` with every one of them. Nothing below the command line prints. A defect of gmpcheck
itself is an `InternalError`, which no stage catches.
"""

from __future__ import annotations

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


_WIDTH = 160
"""Characters of a source line shown at most; a longer line is cut around the caret."""


def excerpt(span: Span, label: str, mark: str, color: bool) -> list[str]:
    """The marked line of source below its place; `mark` is a caret or a dash, painted or not."""
    number, column = span.source.position(span.start)
    raw = span.source.line(number)
    left = max(0, column - 1 - _WIDTH // 2) if len(raw) > _WIDTH else 0
    shown = "".join(c if c.isprintable() else " " if c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in raw)
    shown = shown[left : left + _WIDTH]
    caret = column - 1 - left
    width = max(1, min(span.end - span.start, len(shown) - caret))
    gutter = len(str(number))
    arrow = f"{' ' * gutter}--> {span}"
    text = f" {number} | {shown}".rstrip()
    under = f" {' ' * gutter} | {' ' * caret}{_marks(mark, width)}"
    return [f" {arrow}", text, f"{under} {label}".rstrip()]


def _marks(mark: str, width: int) -> str:
    char = "-" if "-" in mark else "^"
    return mark.replace(char, char * width)
