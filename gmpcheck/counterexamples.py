"""Counterexamples and witnesses as files and pictures.

In: a report or a trace. Out: text or bytes of a form (`txt`, `dot`, `svg`, `png`, `pdf`), or files
in a folder, with the paths written. What cannot be written is a `Diagnostic` beside the paths: a
full disk must not cost the verdict. Deliberately absent: what a form looks like (`render`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from gmpcheck import __version__, files
from gmpcheck.diagnostics import Diagnostic, InternalError, SpecError
from gmpcheck.render.diagram import counterexample_dot
from gmpcheck.render.dot import render_dot
from gmpcheck.render.text import Shown, TraceOptions, counterexample_text
from gmpcheck.results.itf import TraceMeta, dumps, settings, to_itf, trace_meta
from gmpcheck.results.verdict import PropertyResult, Report

Form = Literal["txt", "dot", "svg", "png", "pdf"]
Shows = Mapping[str, tuple[Shown, ...]]
"""By property, the user's expressions along its trace."""


@dataclass(frozen=True, slots=True)
class Saved:
    """`paths`: by property, the file with its trace; `also`: the other files written."""

    paths: Mapping[str, str]
    also: tuple[str, ...]
    problems: tuple[Diagnostic, ...]


def save(
    report: Report, results: Iterable[PropertyResult], folder: str, forms: Sequence[Form], shows: Shows
) -> Saved:
    """Writes the traces of some results of a report, and in each of the forms asked for."""
    paths: dict[str, str] = {}
    also: list[str] = []
    problems: list[Diagnostic] = []
    for result in results:
        trace = result.trace
        if trace is None:
            continue
        stem = os.path.join(folder, file_stem(report, result.name))
        meta = trace_meta(report, result, __version__)
        try:
            files.write_atomically(f"{stem}.itf.json", dumps(to_itf(trace, meta)).encode())
            paths[result.name] = f"{stem}.itf.json"
            for form in forms:
                content = rendered(result, meta, form, TraceOptions(shows.get(result.name, ())))
                files.write_atomically(f"{stem}.{form}", content)
                also.append(f"{stem}.{form}")
        except SpecError as error:
            problems += error.diagnostics
    return Saved(paths, tuple(also), tuple(problems))


def file_stem(report: Report, name: str) -> str:
    """`<spec>.<variant or "base">.<property>`: all three are names of the language."""
    return f"{report.model.name}.{report.model.variant or 'base'}.{name}"


def rendered(result: PropertyResult, meta: TraceMeta, form: Form, options: TraceOptions) -> bytes:
    """The trace of a result in one of the forms. Raises SpecError where pictures cannot be drawn."""
    match form:
        case "txt":
            return counterexample_text(result, options=options).encode()
        case "dot":
            return _dot(result, meta).encode()
        case "svg" | "png" | "pdf":
            return render_dot(_dot(result, meta), form)
    assert_never(form)


def _dot(result: PropertyResult, meta: TraceMeta) -> str:
    variant = [f"variant {meta.variant}"] if meta.variant else []
    params = [f"{name}={value}" for name, value in settings(meta).items()]
    dot = counterexample_dot(result, "  ".join([meta.spec, *variant, *params]))
    if dot is None:
        raise InternalError(f"{result.name} has no trace to draw")
    return dot
