"""Where rendered bytes go: a file, or stdout where that makes sense."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from gmpcheck import files
from gmpcheck.cli.console import Console, is_terminal

_BINARY = ("png", "pdf")


def choose_form(form: str | None, output: str | None, forms: Sequence[str], usual: str) -> Any:
    """The form asked for, else that of the file's ending, else the usual one."""
    if form is not None:
        return form
    if output is None:
        return usual
    ending = os.path.splitext(output)[1].removeprefix(".").lower()
    if ending not in forms:
        raise click.UsageError(f"`{output}` does not end in one of {', '.join(forms)}; say which with --to")
    return ending


def deliver(content: bytes, output: str | None, form: str, console: Console) -> None:
    """Writes a rendering; a terminal is spared pictures."""
    if output is not None:
        files.write_atomically(output, content)
        console.note(f"wrote {output}")
        return
    if form in _BINARY and is_terminal(sys.stdout):
        raise click.UsageError(f"a {form} picture does not belong on a terminal; name a file with -o")
    console.data(content)
