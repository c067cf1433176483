"""A report as the object that `--format json` prints; docs/cli.md lists its keys.

In: a `Report` and, by property, where its trace was saved. Out: a dict for `json.dumps`, keys in
their documented order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from gmpcheck.results.itf import encode
from gmpcheck.results.verdict import Holds, PropertyResult, Report, Unknown, Violated

_TEMPORAL = ("starvation", "lostwakeup", "temporal")


def report_to_json(report: Report, trace_paths: Mapping[str, str], tool: str) -> dict[str, Any]:
    """`tool` is the version of gmpcheck."""
    return {
        "gmpcheck": tool,
        "spec": report.path,
        "variant": report.model.variant,
        "params": {s.name: encode(s.bounds, s.value) for s in report.model.settings},
        "engine": report.engine,
        "symmetry": list(report.symmetry),
        "complete": report.complete,
        "bound": report.bound,
        "states": report.states,
        "transitions": report.transitions,
        "depth": report.depth,
        "seconds": round(report.seconds, 3),
        "peak_memory_bytes": report.peak_memory_bytes,
        "properties": [_property(result, trace_paths) for result in report.properties],
        "coverage": {a.action: a.taken for a in report.coverage.actions},
    }


def _property(result: PropertyResult, trace_paths: Mapping[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": result.name, "kind": result.kind}
    entry |= _verdict(result)
    if result.instance:
        entry["instance"] = dict(result.instance)
    trace = result.trace
    entry["steps"] = len(trace.steps) if trace is not None else None
    if trace is not None and isinstance(result.verdict, Violated) and result.kind in _TEMPORAL:
        entry["cycle"] = trace.cycle
    entry["trace"] = trace_paths.get(result.name)
    return entry


def _verdict(result: PropertyResult) -> dict[str, Any]:
    match result.verdict:
        case Holds(scope=scope):
            return {"verdict": "holds", "scope": scope.value, "reason": None}
        case Violated():
            return {"verdict": "violated", "scope": None, "reason": None}
        case Unknown(reason):
            return {"verdict": "unknown", "scope": None, "reason": reason}
    assert_never(result.verdict)
