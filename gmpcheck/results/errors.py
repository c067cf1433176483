"""The wording of what can be wrong with a saved trace: GMP710 to GMP719.

In: what was found and where in the document. Out: `SpecError`s with one diagnostic each, for a
trace file is read up to its first defect.
"""

from __future__ import annotations

from collections.abc import Iterable

from gmpcheck.diagnostics import Diagnostic, Note, SpecError
from gmpcheck.source import Span
from gmpcheck.spelling import nearest

_AGAIN = "run `gmpcheck verify` on the spec again to save a fresh trace"


def not_json(name: str, problem: str, span: Span | None) -> SpecError:
    return _error(
        "GMP710",
        f"the trace file {name} is not JSON: {problem}",
        span,
        help=("a truncated file ends in the middle of a value: was it copied completely?", _AGAIN),
    )


def foreign(name: str, problem: str) -> SpecError:
    """JSON, but not a trace that gmpcheck wrote."""
    return _error(
        "GMP711",
        f"{name} is not a trace saved by gmpcheck: {problem}",
        help=("traces are the `.itf.json` files that `gmpcheck verify` writes",),
    )


def newer(name: str, version: int, known: int) -> SpecError:
    return _error(
        "GMP712",
        f"{name} has format version {version}; this gmpcheck reads versions up to {known}",
        help=("update gmpcheck to the version that wrote the file",),
    )


def malformed(name: str, problem: str) -> SpecError:
    return _error("GMP713", f"the trace file {name} is damaged: {problem}", help=(_AGAIN,))


def changed_variables(unknown: Iterable[str], missing: Iterable[str]) -> SpecError:
    """The saved states and the spec do not have the same variables."""
    notes = [Note(f"the trace has `{v}`, which the spec does not declare") for v in unknown]
    notes += [Note(f"the spec declares `{v}`, which the trace does not have") for v in missing]
    return _changed("GMP714", "its variables are not those of the trace", tuple(notes))


def changed_value(where: str, wanted: str, found: str) -> SpecError:
    return _changed("GMP715", f"{where} is {found} in the trace, which is no value of type {wanted}")


def changed_action(where: str, name: str, known: Iterable[str]) -> SpecError:
    near = nearest(name, known)
    notes = (Note(f"the spec has an action `{near}`"),) if near else ()
    return _changed("GMP716", f"{where} takes the action `{name}`, which it does not have", notes)


def changed_parameters(where: str, name: str, saved: str, declared: str) -> SpecError:
    return _changed("GMP716", f"{where} takes `{name}({saved})`, but the action is `{name}({declared})`")


def _changed(code: str, problem: str, notes: tuple[Note, ...] = ()) -> SpecError:
    return _error(
        code,
        f"the spec has changed since this trace was saved: {problem}",
        notes=notes,
        help=(_AGAIN, "or check that the same parameters and the same variant are in use"),
    )


def _error(
    code: str,
    message: str,
    span: Span | None = None,
    notes: tuple[Note, ...] = (),
    help: tuple[str, ...] = (),
) -> SpecError:
    return SpecError([Diagnostic(code, "error", message, span, notes=notes, help=help)])
