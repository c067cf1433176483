"""`gmpcheck lint`: what the checker alone finds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from gmpcheck import files, pipeline
from gmpcheck.cli import options
from gmpcheck.cli.console import Console
from gmpcheck.cli.exits import Exit
from gmpcheck.diagnostics import Diagnostic, SpecError
from gmpcheck.source import Span


@click.command(short_help="What the checker finds without exploring.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@options.settings_option
@click.option("--strict", is_flag=True, help="Exit 1 for warnings too.")
@options.format_option
@options.console_options
def lint(
    paths: Sequence[str],
    settings: Sequence[tuple[str, str]],
    strict: bool,
    format_: str,
    console: Console,
) -> Exit:
    """Errors and warnings of each spec and of its variants, without exploring them.

    Folders are searched for *.gmp. Exit codes: 0 no errors; 1 warnings, with --strict; 2 errors.

    \b
    Examples:
      gmpcheck lint specs
      gmpcheck lint ring.gmp --strict
    """
    found: dict[Diagnostic, None] = {}
    for path in paths:
        found |= dict.fromkeys(_lint(path, dict(settings)))
    if format_ == "json":
        console.out(json.dumps([diagnostic_to_json(d) for d in found], ensure_ascii=False, indent=2))
    else:
        console.diagnostics(found)
        console.note(_tally(tuple(found)))
    if any(d.severity == "error" for d in found):
        return Exit.WRONG_INPUT
    return Exit.VIOLATED if strict and found else Exit.HOLDS


def _lint(path: str, settings: dict[str, str]) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    try:
        specs = files.find_specs(path)
    except SpecError as error:
        return list(error.diagnostics)
    for spec in specs:
        try:
            found += pipeline.lint(files.parse_file(spec), settings)
        except SpecError as error:
            found += error.diagnostics
    return found


def _tally(found: Sequence[Diagnostic]) -> str:
    errors = sum(d.severity == "error" for d in found)
    warnings = len(found) - errors
    return f"{errors} error{'' if errors == 1 else 's'}, {warnings} warning{'' if warnings == 1 else 's'}"


def diagnostic_to_json(found: Diagnostic) -> dict[str, Any]:
    """A diagnostic for programs; positions are 1-based, the end is exclusive."""
    return {
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
        **_place(found.span),
        "label": found.label,
        "notes": [{"text": note.text, **_place(note.span)} for note in found.notes],
        "help": list(found.help),
    }


def _place(span: Span | None) -> dict[str, Any]:
    if span is None:
        return dict.fromkeys(("file", "line", "column", "end_line", "end_column"))
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    return {
        "file": span.source.name,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }
