"""The nearest known name to an unknown one, for "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name at the smallest edit distance from `name`, or None where none is near.

    Near means: at most a third of the longer name's letters differ, or only case or underscores
    do. Ties go to the alphabetically first, so that messages do not depend on hash order.
    """
    folded = _fold(name)
    best: tuple[int, str] | None = None
    for candidate in sorted(set(known)):
        if candidate == name:
            continue
        distance = 0 if _fold(candidate) == folded else _distance(name, candidate)
        if distance <= max(len(name), len(candidate)) // 3 and (best is None or distance < best[0]):
            best = (distance, candidate)
    return best[1] if best else None


def _fold(name: str) -> str:
    return name.replace("_", "").lower()


def _distance(a: str, b: str) -> int:
    """Optimal string alignment distance: insertions, deletions, changes, neighbour swaps."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
