"""`gmpcheck fmt`: specs in canonical layout."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import click

from gmpcheck import files, pipeline
from gmpcheck.cli import options
from gmpcheck.cli.console import Console
from gmpcheck.cli.exits import Exit, gravest
from gmpcheck.diagnostics import SpecError


@click.command("fmt", short_help="Canonical layout; --check for CI.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@options.console_options
def fmt(paths: Sequence[str], check: bool, diff: bool, console: Console) -> Exit:
    """Rewrite each spec in canonical layout; comments stay. Folders are searched for *.gmp.

    Exit codes: 0 done, or nothing to do; 1 with --check or --diff, if a file would change; 2 a file
    does not parse, and stays as it is.

    \b
    Examples:
      gmpcheck fmt specs
      gmpcheck fmt --check --diff specs/go/spinning.gmp
    """
    codes: list[Exit] = []
    for path in paths:
        try:
            specs = files.find_specs(path)
        except SpecError as error:
            console.diagnostics(error.diagnostics)
            codes.append(Exit.WRONG_INPUT)
            continue
        codes += [_format(spec, check, diff, console) for spec in specs]
    return gravest(codes)


def _format(path: str, check: bool, diff: bool, console: Console) -> Exit:
    try:
        layout = pipeline.canonical(path)
        if not layout.changed:
            return Exit.HOLDS
        if diff:
            console.out(_difference(layout))
        if check or diff:
            console.note(f"would change {path}")
            return Exit.VIOLATED
        files.write_atomically(path, layout.after.encode())
    except SpecError as error:
        console.diagnostics(error.diagnostics)
        return Exit.WRONG_INPUT
    console.note(f"changed {path}")
    return Exit.HOLDS


def _difference(layout: pipeline.Layout) -> str:
    before, after = layout.before.splitlines(), layout.after.splitlines()
    lines = difflib.unified_diff(before, after, layout.path, f"{layout.path} (canonical)", lineterm="")
    return "\n".join(lines)
