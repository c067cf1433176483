"""A formal model checker for scheduler invariants.

`load` reads a spec and `verify` explores it; what is wrong with a spec is a `SpecError`:

    report = verify(load("ring_buffer.gmp", {"Slots": "4"}))
    match report["nothing_lost"].verdict:
        case Violated(trace=trace): ...
        case Holds(scope=scope): ...
        case Unknown(reason=reason): ...
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gmpcheck.diagnostics import SpecError
    from gmpcheck.pipeline import Loaded, Question, load, verify
    from gmpcheck.results.trace import Trace
    from gmpcheck.results.verdict import Holds, PropertyResult, Report, Unknown, Violated

__version__ = "0.1.0"

__all__ = [
    "Holds",
    "Loaded",
    "PropertyResult",
    "Question",
    "Report",
    "SpecError",
    "Trace",
    "Unknown",
    "Violated",
    "__version__",
    "load",
    "verify",
]

_HOMES = {
    "Holds": "results.verdict",
    "Loaded": "pipeline",
    "PropertyResult": "results.verdict",
    "Question": "pipeline",
    "Report": "results.verdict",
    "SpecError": "diagnostics",
    "Trace": "results.trace",
    "Unknown": "results.verdict",
    "Violated": "results.verdict",
    "load": "pipeline",
    "verify": "pipeline",
}


def __getattr__(name: str) -> Any:
    """Public names come from their modules on first use: `import gmpcheck.source` loads no parser."""
    if name not in _HOMES:
        raise AttributeError(f"module `gmpcheck` has no attribute `{name}`")
    return getattr(import_module(f"gmpcheck.{_HOMES[name]}"), name)
