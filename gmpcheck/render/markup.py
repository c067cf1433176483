"""Graphviz's HTML-like labels, from text that may hold anything.

In: words of the user's and attributes of ours. Out: markup that Graphviz draws as those words,
whatever they are. Assumed: attribute values are ours and need no escaping.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

from gmpcheck.render.style import clean

LIMIT = 120
"""Characters of one name or value drawn at most: a picture is no place for more."""


def escape(text: str, limit: int = LIMIT) -> str:
    """Text as itself: cut, without control characters, nothing in it special to Graphviz.

    Backslashes are doubled because Graphviz replaces `\\N` and its like even in these labels.
    """
    shown = clean(text)
    if len(shown) > limit:
        shown = shown[: limit - 1] + "…"
    return html.escape(shown).replace("\\", "\\\\")


def font(markup: str, color: str | None = None, size: int | None = None) -> str:
    if not markup:
        return ""
    attributes = _attributes({"COLOR": color, "POINT-SIZE": size})
    return f"<FONT{attributes}>{markup}</FONT>"


def bold(markup: str) -> str:
    return f"<B>{markup}</B>" if markup else ""


def cell(markup: str, **attributes: str | int | None) -> str:
    """A table cell; an empty one takes no more room than its padding."""
    return f"<TD{_attributes(attributes)}>{markup}</TD>"


def row(cells: Iterable[str]) -> str:
    return f"<TR>{''.join(cells)}</TR>"


def table(rows: Iterable[str], **attributes: str | int | None) -> str:
    return f"<TABLE{_attributes(attributes)}>\n" + "\n".join(rows) + "\n</TABLE>"


def fold(text: str, width: int) -> list[str]:
    """Text in lines of about `width` characters, broken at blanks only."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def stack(lines: Iterable[str]) -> str:
    """Lines of markup below each other, set flush left."""
    return "".join(f'{line}<BR ALIGN="LEFT"/>' for line in lines)


def _attributes(attributes: dict[str, str | int | None]) -> str:
    return "".join(f' {name}="{value}"' for name, value in attributes.items() if value is not None)
