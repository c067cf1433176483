"""Wording of what can be wrong with files, imports and command-line names: GMP701-709, GMP720-729.

In: the facts. Out: `Diagnostic`s. Saved traces word their own faults in `results.errors`.
"""

from __future__ import annotations

from collections.abc import Iterable

from gmpcheck.diagnostics import Diagnostic, Note
from gmpcheck.source import Span
from gmpcheck.spelling import nearest


def _error(
    code: str,
    message: str,
    span: Span | None = None,
    *,
    label: str = "",
    notes: Iterable[str] = (),
    help: Iterable[str] = (),
) -> Diagnostic:
    return Diagnostic(code, "error", message, span, label, tuple(Note(n) for n in notes), tuple(help))


def missing_file(path: str, similar: Iterable[str]) -> Diagnostic:
    """The path names nothing. `similar`: the names beside it that it may be a slip of."""
    help = [f"did you mean `{name}`?" for name in similar]
    return _error("GMP701", f"`{path}` does not exist", help=help)


def is_directory(path: str) -> Diagnostic:
    """A folder was given where one file is wanted."""
    help = (f"to check every spec in it: gmpcheck test {path}",)
    return _error("GMP702", f"`{path}` is a folder, not a spec", help=help)


def unreadable(path: str, reason: str) -> Diagnostic:
    """The operating system refuses to open or read the file."""
    return _error("GMP703", f"cannot read `{path}`: {reason}")


def not_utf8(path: str, line: int, offset: int, byte: int) -> Diagnostic:
    """The bytes are not UTF-8 text: a binary file, or text in another encoding."""
    return _error(
        "GMP704",
        f"`{path}` is not UTF-8 text: byte 0x{byte:02x} on line {line} (at offset {offset})",
        help=("a spec is plain text; save it as UTF-8",),
    )


def too_large(path: str, limit: int) -> Diagnostic:
    """The file is larger than any spec a person writes; most likely the wrong file."""
    return _error("GMP705", f"`{path}` is larger than {limit // 1_000_000} MB: is it the right file?")


def missing_import(span: Span, path: str, looked: str, similar: Iterable[str]) -> Diagnostic:
    """An import names no file: the path is relative to the importing file, or starts with `std/`."""
    return _error(
        "GMP706",
        f'import "{path}" names no file',
        span,
        label="imported here",
        notes=(f"looked for {looked}",),
        help=[f'did you mean "{name}"?' for name in similar],
    )


def import_cycle(span: Span, chain: Iterable[str]) -> Diagnostic:
    """A file imports itself, directly or through others; declarations would have no first file."""
    return _error(
        "GMP707",
        "this import closes a cycle",
        span,
        label="the file imported here is being imported already",
        notes=("the cycle is " + " -> ".join(chain),),
        help=("move what both files need into a third file that imports neither",),
    )


def unreadable_import(span: Span, cause: Diagnostic) -> Diagnostic:
    """The imported file is there but cannot be read as text."""
    return Diagnostic(
        cause.code, "error", f"cannot import: {cause.message}", span, "imported here", cause.notes, cause.help
    )


def imports_too_deep(span: Span, limit: int) -> Diagnostic:
    """A chain of imports that long is made by a program, most likely by mistake."""
    return _error("GMP708", f"imports nest more than {limit} files deep", span)


def no_specs(path: str) -> Diagnostic:
    """A folder was searched for specs and holds none, so nothing would have been checked."""
    return _error("GMP709", f"there is no spec (*.gmp) under `{path}`")


def unwritable(path: str, reason: str) -> Diagnostic:
    """The operating system refuses to write: a full disk, a read-only folder, a folder in the way."""
    help = ("name a folder that can be written with --out DIR; --out '' writes no files",)
    return _error("GMP721", f"cannot write `{path}`: {reason}", help=help)


def unknown_property(name: str, known: tuple[str, ...], spec: str) -> Diagnostic:
    """`--property` names nothing that this spec (with this variant) declares."""
    near = nearest(name, known)
    help = (f"did you mean `{near}`?",) if near else ()
    notes = ("its properties are " + ", ".join(known),)
    return _error("GMP720", f"spec `{spec}` has no property `{name}`", notes=notes, help=help)


def trace_without_spec(trace: str, spec: str, looked: Iterable[str]) -> Diagnostic:
    """A saved trace names the spec it belongs to, and that file is not where it was."""
    return _error(
        "GMP722",
        f"`{trace}` belongs to the spec `{spec}`, which is not there",
        notes=("looked for " + " and ".join(looked),),
        help=("say where it is with --spec PATH",),
    )


def no_lifecycle(spec: str) -> Diagnostic:
    """Nothing to draw: no machine of the spec has a `status` section."""
    return _error("GMP723", f"spec `{spec}` has no machine with a status, so there is no lifecycle to draw")
