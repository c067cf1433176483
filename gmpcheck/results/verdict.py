"""Answers: a verdict for each property, with how far it looked, and the report of one run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, assert_never

from gmpcheck.model.ir import Model
from gmpcheck.model.runs import Fault
from gmpcheck.results.coverage import Coverage
from gmpcheck.results.trace import Trace


class Scope(StrEnum):
    """How far a "holds" looked: every reachable state, those within a bound, or all by induction."""

    EXHAUSTIVE = "exhaustive"
    BOUNDED = "bounded"
    INDUCTIVE = "inductive"


@dataclass(frozen=True, slots=True)
class Holds:
    """`within` says in words what bounded the search ("depth 20"); `witness` is the run that shows
    a `reachable` property."""

    scope: Scope
    within: str | None = None
    witness: Trace | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why one action instance is not enabled in a deadlocked state: the conjunct of its guard (or
    the `await`, `choose`, `either`) that is false, as the spec writes it, and its values."""

    agent: str
    """The instance it is about: `M0`, `G2`, or the process or action name where there is none."""
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class Violated:
    """`trace` is a shortest counterexample, of a temporal property a short lasso; None only where
    there is none to show (no state at all satisfies a `reachable`). `sentence` says what is wrong in
    one sentence, naming instances."""

    trace: Trace | None
    sentence: str
    fault: Fault | None = None
    waiting: tuple[Blocked, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer; `reason` says why: a limit reached, or a question that no engine answers yet."""

    reason: str


Verdict = Holds | Violated | Unknown

ResultKind = Literal[
    "deadlock", "fault", "invariant", "starvation", "lostwakeup", "temporal", "recoverable", "reachable"
]


@dataclass(frozen=True, slots=True)
class PropertyResult:
    """The answer for one property; `instance` gives the parameters of the failing instance (or of
    the one without witness), as (name, value in words)."""

    name: str
    kind: ResultKind
    verdict: Verdict
    instance: tuple[tuple[str, str], ...] = ()

    @property
    def trace(self) -> Trace | None:
        """The run that shows the answer: a counterexample or a witness."""
        match self.verdict:
            case Holds(witness=witness):
                return witness
            case Violated(trace=trace):
                return trace
            case Unknown():
                return None
        assert_never(self.verdict)


@dataclass(frozen=True, slots=True)
class Report:
    """One run of an engine over one model. `seconds` is wall-clock time, memory is in bytes."""

    path: str
    model: Model
    engine: Literal["interpreter", "native"]
    symmetry: tuple[str, ...]
    complete: bool
    bound: str | None
    states: int
    transitions: int
    depth: int
    seconds: float
    peak_memory_bytes: int
    properties: tuple[PropertyResult, ...]
    coverage: Coverage
    stopped: str | None = None
    """Why the search ended early ("state limit 1000", "interrupted"), None where it did not."""
    notes: tuple[str, ...] = field(default=())

    def __getitem__(self, name: str) -> PropertyResult:
        """The result of a property by name. Raises KeyError."""
        for result in self.properties:
            if result.name == name:
                return result
        raise KeyError(name)
