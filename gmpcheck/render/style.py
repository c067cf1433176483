"""How text looks on the stream it goes to: colour, arrows, width.

In: words, with the role each plays. Out: lines, painted and wrapped between words. Deliberately
absent: finding out what a stream can do; the command line knows and says so in a `Style`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Role = Literal["bold", "dim", "actor", "new", "good", "bad", "unsure"]

_CODES: dict[Role, str] = {
    "bold": "1",
    "dim": "2",
    "actor": "1;36",
    "new": "1;33",
    "good": "1;32",
    "bad": "1;31",
    "unsure": "1;35",
}
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_ASCII = str.maketrans({"→": "->", "↻": "@", "…": "...", "≤": "<=", "≥": ">="})
_PLACEHOLDER = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Style:
    """`unicode` off: nothing but ASCII leaves `finish`; `color` off: no ANSI sequences at all."""

    color: bool = False
    unicode: bool = True
    width: int = 100

    def paint(self, role: Role, text: str) -> str:
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self.color and text else text

    def flow(self, lead: str, words: Iterable[str], hang: int) -> list[str]:
        """The words after `lead`, on as many lines as they need; later lines start at column
        `hang`. A word is never broken; one with blanks in it only where it fits on no line."""
        lines = [lead]
        for word in self._fitting(words, hang):
            line = lines[-1]
            fits = visible(line) + visible(word) + 1 <= self.width
            if line.strip() and not fits:
                lines.append(" " * hang + word)
            else:
                lines[-1] = f"{line}{'' if line.endswith(' ') or not line else ' '}{word}"
        return [line.rstrip() for line in lines]

    def finish(self, lines: Iterable[str]) -> str:
        """Lines as one text, each ended, in characters that the stream can show."""
        text = "".join(f"{line}\n" for line in lines)
        if self.unicode:
            return text
        return text.translate(_ASCII).encode("ascii", "replace").decode("ascii")

    def _fitting(self, words: Iterable[str], hang: int) -> Iterable[str]:
        for word in words:
            if visible(word) <= self.width - hang:
                yield word
            else:
                yield from word.split()


PLAIN = Style()


def visible(text: str) -> int:
    """How many columns a painted text takes."""
    return len(_ANSI.sub("", text))


def clean(text: str) -> str:
    """Text from a spec or a file on one line, without characters that could drive a terminal."""
    return "".join(c if c.isprintable() else " " if c in "\t\r\n" else _PLACEHOLDER for c in text)


def columns(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Every cell but the last of each row padded to the width of its column."""
    widths = [max(map(visible, column)) for column in zip(*rows, strict=True)]
    return [
        tuple(cell + " " * (width - visible(cell)) for cell, width in zip(row[:-1], widths, strict=False))
        + row[-1:]
        for row in rows
    ]
