"""Counterexamples and witnesses: a run of the model from an initial state."""

from __future__ import annotations

from dataclasses import dataclass

from gmpcheck.model.ir import Model, State
from gmpcheck.model.runs import Fault, Move


@dataclass(frozen=True, slots=True)
class Step:
    """One transition and the state it leads to; the last step of a fault's trace has no state."""

    move: Move
    state: State | None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A run. As a lasso, the steps after the first `loop` repeat for ever: `loop` is the index of
    the state (0 = the initial one) to which the last step returns; where the run ends at a last
    state and stutters there, it is the index of that state."""

    model: Model
    initial: State
    steps: tuple[Step, ...]
    loop: int | None = None

    @property
    def states(self) -> tuple[State, ...]:
        """The initial state and every state a step leads to."""
        return (self.initial, *(s.state for s in self.steps if s.state is not None))

    @property
    def last(self) -> State:
        return self.states[-1]

    @property
    def cycle(self) -> int | None:
        """Steps of the repeated part of a lasso (0: it stutters), None for a finite run."""
        return None if self.loop is None else len(self.steps) - self.loop
