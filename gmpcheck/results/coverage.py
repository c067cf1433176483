"""How often each action was enabled, taken and led somewhere new."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActionCoverage:
    """`enabled`: explored states in which some instance has a run. `taken`: transitions.
    `new`: transitions that discovered a state."""

    action: str
    enabled: int
    taken: int
    new: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Per action name, in declaration order."""

    actions: tuple[ActionCoverage, ...]

    @property
    def never_taken(self) -> tuple[str, ...]:
        return tuple(a.action for a in self.actions if a.taken == 0)
