"""The form that the checker's messages share: severity, hints, types in words."""

from __future__ import annotations

from collections.abc import Iterable

from gmpcheck.diagnostics import Diagnostic, Note
from gmpcheck.model.types import Enum, Optional, Range, Type
from gmpcheck.source import Span
from gmpcheck.spelling import nearest


def error(
    code: str,
    message: str,
    span: Span | None,
    label: str = "",
    notes: Iterable[Note] = (),
    help: Iterable[str] = (),
) -> Diagnostic:
    return Diagnostic(code, "error", message, span, label, tuple(notes), tuple(help))


def warning(code: str, message: str, span: Span, label: str = "", help: Iterable[str] = ()) -> Diagnostic:
    return Diagnostic(code, "warning", message, span, label, (), tuple(help))


def did_you_mean(name: str, known: Iterable[str]) -> tuple[str, ...]:
    near = nearest(name, known)
    return (f"did you mean `{near}`?",) if near else ()


def listing(lead: str, known: Iterable[str]) -> str:
    """`it has the labels `red`, `green``; the plural where there are several."""
    names = [f"`{k}`" for k in known]
    plural = "" if len(names) == 1 else "es" if lead.endswith("s") else "s"
    return f"{lead}{plural} {', '.join(names)}"


def article(found: Type | str) -> str:
    """A type in words, with its article: `a P`, `a status of G`, `a number in 0..3`, `an int`."""
    match found:
        case Range():
            return f"a number in {found}"
        case Enum(name) if name.endswith(".status"):
            return f"a status of {name.removesuffix('.status')}"
        case Optional(inner):
            return f"{article(inner)} or nil"
    text = f"{found}"
    # A lone capital is spelt: an M, a P.
    vowel = text in tuple("AEFHILMNORSX") or (len(text) > 1 and text[0].lower() in "aeiou")
    return f"{'an' if vowel else 'a'} {text}"
