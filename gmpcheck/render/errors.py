"""The wording of what can go wrong with pictures: GMP730 and GMP731.

In: what the renderers of Graphviz said. Out: `SpecError`s, for a missing program is the user's to
mend and no defect of gmpcheck.
"""

from __future__ import annotations

from gmpcheck.diagnostics import Diagnostic, Note, SpecError


def no_graphviz(form: str) -> SpecError:
    help = (
        "pip install pygraphviz",
        "or install Graphviz, so that `dot` is on PATH: https://graphviz.org/download/",
        "text and DOT need neither: ask for txt or dot instead",
    )
    message = f"cannot draw {form}: neither the program `dot` nor the package pygraphviz is there"
    return SpecError([Diagnostic("GMP730", "error", message, None, help=help)])


def graphviz_failed(form: str, program: str, reason: str) -> SpecError:
    notes = (Note(f"{program} says: {reason}"),) if reason else ()
    help = ("save the picture as dot and try another version of Graphviz on it",)
    message = f"Graphviz could not draw the picture as {form}"
    return SpecError([Diagnostic("GMP731", "error", message, None, notes=notes, help=help)])
