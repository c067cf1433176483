"""The progress line of a running search, on a terminal only.

In: `Progress` heartbeats. Out: one line of stderr that is rewritten in place and erased at the end.
Where stderr is no terminal, or --quiet was given, there is no reporter at all.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from gmpcheck.cli.console import Console, is_terminal
from gmpcheck.explore.interface import Progress, Reporter

_PERIOD = 0.1
_ERASE = "\r\x1b[K"


@contextmanager
def progress_line(console: Console, title: str) -> Iterator[Reporter | None]:
    """A reporter while the block runs, None where nobody would see it."""
    if console.quiet or not is_terminal(sys.stderr):
        yield None
        return
    line = _Line(title)
    try:
        yield line
    finally:
        line.erase()


class _Line:
    def __init__(self, title: str) -> None:
        self.title = title
        self.last = 0.0
        self.written = False

    def progress(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self.last < _PERIOD:
            return
        self.last = now
        self.written = True
        width = shutil.get_terminal_size().columns
        sys.stderr.write(_ERASE + describe(self.title, progress)[: width - 1])
        sys.stderr.flush()

    def erase(self) -> None:
        if self.written:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()


def describe(title: str, now: Progress) -> str:
    """What happened so far, in one line."""
    rate = now.states / now.seconds if now.seconds > 0 else 0.0
    parts = (
        f"{title}: {now.doing}",
        f"{now.states:,} states",
        f"{rate:,.0f} states/s",
        f"frontier {now.frontier:,}",
        f"depth {now.depth}",
        f"{now.memory / 1_000_000:,.0f} MB",
        f"{now.seconds:.0f} s",
    )
    return "  ".join(parts)
