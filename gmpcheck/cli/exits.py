"""Exit codes, and how those of several specs become one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Exit(IntEnum):
    HOLDS = 0
    VIOLATED = 1
    WRONG_INPUT = 2
    DEFECT = 3
    NO_ANSWER = 4
    INTERRUPTED = 130
    CLOSED_PIPE = 141


_GRAVITY = (Exit.DEFECT, Exit.WRONG_INPUT, Exit.VIOLATED, Exit.NO_ANSWER, Exit.HOLDS)


def gravest(codes: Iterable[Exit]) -> Exit:
    """Wrong input first: what was asked was then not answered in full. A violation is an answer
    whatever else stayed open."""
    return min(codes, key=_GRAVITY.index, default=Exit.HOLDS)
