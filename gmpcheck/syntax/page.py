"""The page that a tree is printed on: lines, indentation, and the user's comments and blank lines.

In: lines of text with the places in the source that they come from. Out: `Page.lines`, with every
comment of the spec on it exactly once, in order: above the line that it stood above or inside, or at
the end of the line that it ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gmpcheck.source import NOWHERE, Source, Span
from gmpcheck.syntax import ast
from gmpcheck.syntax.print_expressions import INDENT

WIDTH = 100
"""Columns that a line may take, where the layout has a choice."""

_BETWEEN = re.compile(r"[ \t,;]*")
_BLANK = re.compile(r"(?:[\s\ufeff]|//[^\n]*)*")
_TO_BRACE = re.compile(r'(?://[^\n]*|"(?:[^"\\\n]|\\.)*"|[^{"/]|/)*')


@dataclass(slots=True)
class Margin:
    """The comments not yet printed."""

    source: Source
    comments: tuple[ast.Comment, ...]
    taken: int = 0

    def take_before(self, limit: int) -> list[ast.Comment]:
        """The next comments that start before a place."""
        start = self.taken
        while self.taken < len(self.comments) and self.comments[self.taken].span.start < limit:
            self.taken += 1
        return list(self.comments[start : self.taken])

    def take_trailing(self, end: int) -> ast.Comment | None:
        """The next comment, if only a separator stands between it and the place."""
        if self.taken == len(self.comments):
            return None
        comment = self.comments[self.taken]
        start = comment.span.start
        if comment.own_line or start < end or not _BETWEEN.fullmatch(self.source.text, end, start):
            return None
        self.taken += 1
        return comment

    def is_quiet(self, span: Span) -> bool:
        """Whether no comment stands inside a span or before it."""
        return self.taken == len(self.comments) or self.comments[self.taken].span.start >= span.end

    def has_gap_above(self, start: int, doc: str) -> bool:
        """Whether a blank line stands above a place, or above the doc comment over it."""
        line, column = self.source.position(start)
        above = line - 1 - (doc.count("\n") + 1 if doc else 0)
        first_on_line = not self.source.line(line)[: column - 1].strip(" \t\ufeff")
        return first_on_line and above >= 1 and not self.source.line(above).strip()


class Page:
    """The lines written so far, and the margin with the comments still to come."""

    def __init__(self, margin: Margin) -> None:
        self.margin = margin
        self.lines: list[str] = []
        self.remarks: dict[int, str] = {}
        self.depth = 0
        self._fresh = True

    @property
    def room(self) -> int:
        return WIDTH - self.depth * len(INDENT)

    def write(self, lines: Iterable[str]) -> None:
        self.lines += [f"{INDENT * self.depth}{line}".rstrip() for line in lines]
        self._fresh = False

    def start(self, span: Span, doc: str | None, limit: int) -> None:
        """What stands above an item: comments up to `limit`, a blank line, the doc comment. `doc` is
        None where the language attaches none."""
        self.comments_before(limit)
        stray_doc = not self._fresh and doc is not None and self.lines[-1].lstrip().startswith("///")
        self._gap(span.start, doc or "", forced=stray_doc)
        if doc:
            self.write(f"/// {line}" for line in doc.split("\n"))

    def comments_before(self, limit: int) -> None:
        for comment in self.margin.take_before(limit):
            self._gap(comment.span.start, "", forced=False)
            self.write([comment.text])

    def _gap(self, start: int, doc: str, forced: bool) -> None:
        """One blank line where the user had one, but none at the top of a block. A stray `///` comment
        is kept apart from a declaration: it would become its doc."""
        if not self._fresh and (forced or self.margin.has_gap_above(start, doc)):
            self.lines.append("")

    def trailing(self, end: int) -> None:
        comment = self.margin.take_trailing(end)
        if comment is not None:
            self.remarks[len(self.lines) - 1] = comment.text

    def text(self) -> str:
        """The whole page; the comments that end neighbouring lines of one block start in one column."""
        columns: dict[int, int] = {}
        for run in _runs(self.lines, sorted(self.remarks)):
            columns.update(dict.fromkeys(run, max(len(self.lines[number]) for number in run)))
        lines = [
            f"{line:{columns[number]}}  {self.remarks[number]}" if number in columns else line
            for number, line in enumerate(self.lines)
        ]
        return "".join(f"{line}\n" for line in lines)

    def body(
        self, opened_at: int, closes_at: int, inner: Callable[[], None], tail: Iterable[str] = ("}",)
    ) -> None:
        """What stands between the brace that ends the last line and its counterpart in `tail`."""
        self.trailing(opened_at)
        self.depth += 1
        self._fresh = True
        inner()
        self.comments_before(closes_at)
        self.depth -= 1
        self.write(tail)


def _runs(lines: list[str], numbers: list[int]) -> list[list[int]]:
    """The numbers in groups: neighbours with the same indentation."""
    runs: list[list[int]] = []
    for number in numbers:
        previous = runs[-1][-1] if runs else -2
        if previous == number - 1 and _indentation(lines[previous]) == _indentation(lines[number]):
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def first_word(span: Span) -> Span:
    """The part of a span that follows the blanks and comments at its start."""
    match = _BLANK.match(span.source.text, span.start)
    return Span(span.source, match.end() if match else span.start, span.end)


def after_brace(span: Span, start: int) -> int:
    """The place after the first `{` from a place on, comments and strings left out of account."""
    if span.source is NOWHERE.source:
        return 0
    match = _TO_BRACE.match(span.source.text, start)
    return match.end() + 1 if match else start
