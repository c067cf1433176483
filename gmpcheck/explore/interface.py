"""What a search engine sees of a model: initial states, successors, predicates; and its limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from gmpcheck.model.ir import Expr, Model, State
from gmpcheck.model.runs import FaultedRun, Successor
from gmpcheck.model.types import Value


class TransitionSystem(Protocol):
    """A grounded model as states and transitions. Evaluating a predicate may raise FaultRaised."""

    @property
    def model(self) -> Model: ...

    def initial(self) -> Iterator[State]:
        """The distinct initial states in canonical order; those outside `bound` included."""

    def successors(self, state: State) -> Iterator[Successor | FaultedRun]:
        """Every run of every action instance, in declaration order of actions, then of arguments
        and choices; duplicates and self-loops included."""

    def within_bounds(self, state: State) -> bool: ...

    def is_end(self, state: State) -> bool:
        """Whether some `end when` (or, with processes and no such clause, every process halted)
        excuses a state without transitions."""

    def instances(self, property_index: int) -> tuple[tuple[Value, ...], ...]:
        """The parameter tuples of a property, in canonical order."""

    def holds(self, property_index: int, instance: tuple[Value, ...], state: State) -> bool:
        """Whether the state predicate of an invariant, recoverable or reachable property holds."""

    def predicate(
        self, expr: Expr, slots: int, bound: tuple[tuple[int, Value], ...]
    ) -> Callable[[State], bool]:
        """A state predicate, such as an atom of a temporal property, as a function: a frame of
        `slots`, some of which are bound to values."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a search stops. `depth` makes an answer bounded; the others end without an answer.
    `seconds` is wall-clock time from the start of the search, `memory` bytes of the process."""

    depth: int | None = None
    states: int | None = None
    seconds: float | None = None
    memory: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """A heartbeat of a running search."""

    states: int
    transitions: int
    frontier: int
    depth: int
    seconds: float
    memory: int
    doing: str = "exploring"


class Reporter(Protocol):
    """Where a search tells how it fares; called at least every 0.2 s. It may raise
    KeyboardInterrupt, as the interpreter of Python may, and the search ends with what it knows."""

    def progress(self, progress: Progress) -> None: ...
