"""Where text goes and in which dress: streams, colour, characters the terminal can show.

In: text and `Diagnostic`s. Out: bytes on stdout or stderr. Control characters that come from a
user's file or path are made visible here, once, so that no spec can move the cursor.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from gmpcheck.diagnostics import Diagnostic, render
from gmpcheck.render.text import Style

_PAINT = re.compile(r"(\x1b\[[0-9;]*m)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Console:
    """`color` is what the user asked for: auto, always or never."""

    color: str = "auto"
    quiet: bool = False

    @property
    def paints(self) -> bool:
        return _paints(self.color, sys.stdout)

    @property
    def unicode(self) -> bool:
        """Whether stdout can show arrows and box characters."""
        try:
            "→│✓".encode(sys.stdout.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            return False
        return True

    @property
    def style(self) -> Style:
        """For reports on stdout; the width is that of the terminal, within what reads well."""
        width = shutil.get_terminal_size().columns if is_terminal(sys.stdout) else 100
        return Style(self.paints, self.unicode, min(max(width, 60), 110))

    def out(self, text: str) -> None:
        _write(sys.stdout, text, self.paints)

    def error(self, text: str) -> None:
        _write(sys.stderr, text, _paints(self.color, sys.stderr))

    def note(self, text: str) -> None:
        """Something that --quiet leaves out."""
        if not self.quiet:
            self.error(text)

    def diagnostics(self, found: Iterable[Diagnostic]) -> None:
        text = render(found, _paints(self.color, sys.stderr))
        if text:
            self.error(text)

    def data(self, content: bytes) -> None:
        """Bytes as they are: a picture, or text for another program."""
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def prepare_streams() -> None:
    """What a stream cannot encode is shown as an escape instead of ending in an exception."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def is_terminal(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except ValueError:
        return False


def _paints(color: str, stream: TextIO) -> bool:
    if color != "auto":
        return color == "always"
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and is_terminal(stream)


def _write(stream: TextIO, text: str, paints: bool) -> None:
    ended = text if text.endswith("\n") else text + "\n"
    stream.write(_visible(ended, paints))
    stream.flush()


def _visible(text: str, paints: bool) -> str:
    if not paints:
        return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    parts = _PAINT.split(text)
    plain = [_CONTROL.sub("\N{REPLACEMENT CHARACTER}", part) for part in parts[::2]]
    return "".join(a + b for a, b in zip(plain, [*parts[1::2], ""], strict=True))
