"""What happens in one step of a model: moves, their successors, and faults.

Shared by the interpreter, which makes them, the engines, which search over them, and the results,
which keep them.
"""

from __future__ import annotations

from dataclasses import dataclass

from gmpcheck.model.ir import FaultKind, State
from gmpcheck.model.types import Value
from gmpcheck.source import Span


@dataclass(frozen=True, slots=True)
class Choice:
    """How one `choose` (its binder and the value taken) or `either` (`either`, the branch counted
    from 1) was resolved; `shown` is the value in the language's words."""

    name: str
    shown: str


@dataclass(frozen=True, slots=True)
class Move:
    """An action instance and one resolution of its choices: what a step of a trace did."""

    action: int
    """Position in `Model.actions`."""
    args: tuple[Value, ...]
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A run-time error of the spec: nil dereference, value out of range, failed assertion …"""

    kind: FaultKind
    message: str
    span: Span


class FaultRaised(Exception):
    """Evaluation met a fault. Only the interpreter raises it; engines turn it into a result."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.message)


@dataclass(frozen=True, slots=True)
class Successor:
    """One transition: a complete run of an enabled action instance."""

    move: Move
    state: State


@dataclass(frozen=True, slots=True)
class FaultedRun:
    """A run that ended in a fault: no transition, no successor."""

    move: Move
    fault: Fault
