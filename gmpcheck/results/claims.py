"""What became of each claim of a spec: the outcome of `gmpcheck test` as values.

In: nothing; the pipeline judges a claim against a report and makes these. Out: what the text
rendering of `gmpcheck test` shows. Deliberately absent: how a claim is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gmpcheck.results.verdict import PropertyResult

Outcome = Literal["ok", "failed", "undecided"]


@dataclass(frozen=True, slots=True)
class ClaimOutcome:
    """One claim of a spec (`variant` None: of its base) and what the check of it answered.

    `got` is None where no answer came at all; `outcome` is undecided where the answer is unknown.
    """

    spec: str
    variant: str | None
    property: str
    expected: Literal["holds", "violated"]
    got: PropertyResult | None
    outcome: Outcome
    seconds: float
