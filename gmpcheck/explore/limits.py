"""Time, memory and the heartbeat of a running search.

In: `Limits` and a `Reporter`. Out: `Stopped` where a limit is reached; numbers for the report.
Only how much was used is measured here; nothing about the model is known.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from gmpcheck.explore.interface import Limits, Progress, Reporter

HEARTBEAT = 0.1
"""Seconds between two reports: a terminal looks alive, and half of what a reporter may expect."""


INTERRUPTED = "interrupted"
"""Why a search stopped that the user ended."""


class Stopped(Exception):
    """The search ends before its time; `reason` completes "stopped: …"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Meter:
    """Watches the limits of one search and tells its reporter how it fares."""

    def __init__(self, limits: Limits, reporter: Reporter | None) -> None:
        self._limits = limits
        self._reporter = reporter
        self._started = time.monotonic()
        self._next = self._started + HEARTBEAT
        self.out_of_memory = False

    def lift(self) -> None:
        """Forgets the limits, once one was reached: what was found so far is still judged."""
        self._limits = Limits()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def tick(self, progress: Callable[[float, int], Progress]) -> None:
        """To be called often; `progress` makes the report of seconds and bytes when one is due."""
        now = time.monotonic()
        limit = self._limits.seconds
        if limit is not None and now - self._started >= limit:
            raise Stopped(f"time limit {limit:g} s")
        if now >= self._next:
            self._next = now + HEARTBEAT
            self._beat(progress)

    def _beat(self, progress: Callable[[float, int], Progress]) -> None:
        memory, limit = memory_now(), self._limits.memory
        if self._reporter is not None:
            self._reporter.progress(progress(self.seconds, memory))
        if limit is not None and memory >= limit:
            self.out_of_memory = True
            raise Stopped(f"memory limit {bytes_in_words(limit)}")


def bytes_in_words(count: int) -> str:
    """`4 GiB`, `512 MiB`; what is no whole number of those, in bytes."""
    for unit, size in (("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if count >= size and count % size == 0:
            return f"{count // size} {unit}"
    return f"{count} bytes"


def memory_now() -> int:
    """The resident memory of this process in bytes; where the system does not tell, its peak."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return memory_peak()
    return pages * _page_size()


def memory_peak() -> int:
    """The largest resident memory of this process so far in bytes; 0 where nobody knows."""
    try:
        import resource
    except ImportError:  # not a Unix
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _page_size() -> int:
    import resource

    return resource.getpagesize()
