"""Claims against answers: what `gmpcheck test` says about one report.

In: the report of one model. Out: a `ClaimOutcome` per claim. In a base spec every property without
a claim of its own is claimed to hold, freedom from deadlock and faults included; a variant is
judged by its own claims alone, since it is there to break something.
"""

from __future__ import annotations

from typing import Literal

from gmpcheck.model.ir import Model
from gmpcheck.results.claims import ClaimOutcome, Outcome
from gmpcheck.results.verdict import Holds, PropertyResult, Report, Unknown, Violated

Expected = Literal["holds", "violated"]


def judge(report: Report) -> tuple[ClaimOutcome, ...]:
    """The outcome of every claim, in the order of the report's properties."""
    claims = expected_verdicts(report.model, tuple(result.name for result in report.properties))
    results = {result.name: result for result in report.properties}
    return tuple(
        _outcome(report, name, expected, results[name])
        for name, expected in claims.items()
        if name in results
    )


def expected_verdicts(model: Model, names: tuple[str, ...]) -> dict[str, Expected]:
    """What a spec, or a variant of it, claims of the properties it has."""
    own: dict[str, Expected] = {claim.property: claim.verdict for claim in model.claims}
    if model.variant is None:
        return {name: own.get(name, "holds") for name in names}
    return {name: own[name] for name in names if name in own}


def _outcome(report: Report, name: str, expected: Expected, got: PropertyResult) -> ClaimOutcome:
    return ClaimOutcome(
        spec=report.path,
        variant=report.model.variant,
        property=name,
        expected=expected,
        got=got,
        outcome=_compare(expected, got),
        seconds=report.seconds,
    )


def _compare(expected: Expected, got: PropertyResult) -> Outcome:
    match got.verdict:
        case Unknown():
            return "undecided"
        case Holds():
            return "ok" if expected == "holds" else "failed"
        case Violated():
            return "ok" if expected == "violated" else "failed"
