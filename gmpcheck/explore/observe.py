"""What can be seen at one state: each property instance holds, fails, or ends in a fault.

In: a transition system and a state. Out: `Observation`s, and three-valued answers for `bound` and
`end when`. Shared by the search and by simulation, which differ only in the states they visit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gmpcheck.explore.interface import TransitionSystem
from gmpcheck.model.ir import State
from gmpcheck.model.runs import Fault, FaultRaised
from gmpcheck.model.types import Value

Args = tuple[Value, ...]
PREDICATES = ("invariant", "recoverable", "reachable")
"""The kinds of properties that are decided by looking at single states."""
TEMPORAL = ("starvation", "lostwakeup", "temporal")
"""The kinds of properties that are about whole runs."""


@dataclass(frozen=True, slots=True)
class Subject:
    """An instance of a property."""

    property: int
    instance: Args


@dataclass(frozen=True, slots=True)
class Observation:
    subject: Subject
    holds: bool | Fault


def subjects(system: TransitionSystem) -> tuple[Subject, ...]:
    """Every instance of every state predicate among the properties, in declaration order."""
    return _of_kinds(system, PREDICATES)


def temporal_subjects(system: TransitionSystem) -> tuple[Subject, ...]:
    """Every instance of every temporal property, in declaration order."""
    return _of_kinds(system, TEMPORAL)


def _of_kinds(system: TransitionSystem, kinds: tuple[str, ...]) -> tuple[Subject, ...]:
    return tuple(
        Subject(index, instance)
        for index, declared in enumerate(system.model.properties)
        if declared.kind in kinds
        for instance in system.instances(index)
    )


def observe(system: TransitionSystem, watched: tuple[Subject, ...], state: State) -> Iterator[Observation]:
    """The answer of each watched instance at a state."""
    for subject in watched:
        try:
            answer: bool | Fault = system.holds(subject.property, subject.instance, state)
        except FaultRaised as raised:
            answer = raised.fault
        yield Observation(subject, answer)


def within_bounds(system: TransitionSystem, state: State) -> bool | Fault:
    try:
        return system.within_bounds(state)
    except FaultRaised as raised:
        return raised.fault


def is_end(system: TransitionSystem, state: State) -> bool | Fault:
    try:
        return system.is_end(state)
    except FaultRaised as raised:
        return raised.fault
