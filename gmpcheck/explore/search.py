"""The explorer: every reachable state of a model, and the answer for each of its properties.

In: a `TransitionSystem` and `SearchOptions`. Out: a `Report`. Assumed: the names in `wanted` exist.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gmpcheck.explore.exploration import explore
from gmpcheck.explore.findings import Findings, Until
from gmpcheck.explore.interface import Limits, Reporter, TransitionSystem
from gmpcheck.explore.limits import Meter, memory_peak
from gmpcheck.explore.verdicts import Judging, within
from gmpcheck.results.verdict import Report


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """`wanted`: the properties to answer, all where it is empty. `until`: when to end the search;
    to end it when all is decided, name what is wanted. `path` and `engine` are for the report."""

    limits: Limits = field(default_factory=Limits)
    until: Until = "everything"
    wanted: frozenset[str] = frozenset()
    path: str = ""
    engine: Literal["interpreter", "native"] = "interpreter"


def search(system: TransitionSystem, options: SearchOptions, reporter: Reporter | None = None) -> Report:
    """Explores breadth first and answers. Raises SpecError where there is no initial state."""
    meter = Meter(options.limits, reporter)
    findings = Findings(system, options.wanted, options.until)
    exploration, coverage = explore(system, options.limits, findings, meter)
    judging = Judging(system, exploration, findings, meter)
    properties = tuple(judging.answers())
    return Report(
        path=options.path,
        model=system.model,
        engine=options.engine,
        symmetry=(),
        complete=judging.stopped is None,
        bound=within(system.model, exploration),
        states=len(exploration.nodes),
        transitions=exploration.transitions,
        depth=exploration.depth,
        seconds=meter.seconds,
        peak_memory_bytes=memory_peak(),
        properties=properties,
        coverage=coverage,
        stopped=judging.stopped,
    )
