"""What gmpcheck says of a spec file before it explores it: the diagnostics of every stage.

In: a path, and the options in the file's first line (`// options: --set NG=9 --variant v`). Out: the
errors of the base and of every variant, or the warnings where there are none.
"""

from __future__ import annotations

import re
from pathlib import Path

from gmpcheck import pipeline
from gmpcheck.diagnostics import Diagnostic, SpecError
from gmpcheck.explore.interface import Limits
from gmpcheck.files import Parsed, parse_file


def options(path: str) -> tuple[str, ...]:
    """The command-line options that a spec file asks for in its first line."""
    first, _, _ = Path(path).read_bytes().partition(b"\n")
    words = first.decode("utf-8", "replace").split()
    return tuple(words[2:]) if words[:2] == ["//", "options:"] else ()


def diagnose(path: str) -> tuple[Diagnostic, ...]:
    """Every diagnostic of the first stage that refuses the file; else the warnings."""
    given = " ".join(options(path))
    settings = dict(re.findall(r"--set (\w+)=(\S+)", given))
    variant = next(iter(re.findall(r"--variant (\S+)", given)), None)
    try:
        parsed = parse_file(path)
        warnings = _check(parsed, settings, variant)
        pipeline.verify(
            pipeline.load_parsed(parsed, settings, variant), pipeline.Question(limits=Limits(depth=0))
        )
    except SpecError as error:
        return error.diagnostics
    return warnings


def _check(parsed: Parsed, settings: dict[str, str], variant: str | None) -> tuple[Diagnostic, ...]:
    """The warnings of the base. Raises SpecError with the errors of the base and its variants."""
    if variant is not None:
        pipeline.load_parsed(parsed, settings, variant)
    found = pipeline.lint(parsed, settings)
    if any(d.severity == "error" for d in found):
        raise SpecError(d for d in found if d.severity == "error")
    return found
