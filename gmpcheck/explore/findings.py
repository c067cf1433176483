"""What a search has found so far: the first violation of each property, and the faults.

In: observations, in breadth-first order. Out: the earliest state for each answer; since states
come in order of their depth, earliest is shortest. A violation of a property that was asked for
ends the search where only the first one is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gmpcheck.explore.interface import TransitionSystem
from gmpcheck.explore.limits import Stopped
from gmpcheck.explore.observe import Args, Observation, Subject, observe, subjects, temporal_subjects
from gmpcheck.explore.wording import keyword
from gmpcheck.explore.words import Letters
from gmpcheck.model.ir import Atom, State
from gmpcheck.model.runs import Fault, FaultedRun, Successor
from gmpcheck.model.walk import can_fault

GOAL, NO_GOAL, UNSURE = 1, 0, 2
"""Whether a state is a goal of a recoverable property; unsure where evaluating it is a fault."""

FIRST_VIOLATION = "first violation found"
ALL_DECIDED = "every question has its answer"

Until = Literal["everything", "first violation", "all decided"]
"""How long a search goes on: over every state, to the first violation of something asked for, or
until a violation or a witness has decided everything asked for."""


@dataclass(frozen=True, slots=True)
class FaultFound:
    """A fault after `steps` steps. It happened in the run `last` from state number `origin`, or at
    the state that `last` leads to (a successor that was not stored), or at state `origin` itself;
    at the initial state `outside` where that was not stored. `about` says what was evaluated at a
    state, None for the step of an action."""

    fault: Fault
    steps: int
    origin: int | None = None
    last: Successor | FaultedRun | None = None
    outside: State | None = None
    about: str | None = None
    subject: Subject | None = None


class Findings:
    """The record that a search keeps of what it sees."""

    def __init__(self, system: TransitionSystem, wanted: frozenset[str], until: Until) -> None:
        self._system = system
        self._wanted = wanted
        self._until = until
        self._subjects = subjects(system)
        self._watched = self._subjects
        """The instances that a further state may still tell something about."""
        properties = system.model.properties
        self._kinds = tuple(p.kind for p in properties)
        self._names = tuple(p.name for p in properties)
        self.deadlock: int | None = None
        self.fault: FaultFound | None = None
        self.violated: dict[int, tuple[int, Args]] = {}
        self.witnessed: dict[Subject, int] = {}
        self.undefined: set[str] = set()
        """The names of what could not be evaluated somewhere."""
        self.goals: dict[Subject, bytearray] = {
            s: bytearray()
            for s in self._subjects
            if self._kinds[s.property] == "recoverable" and self.asked(self._names[s.property])
        }
        self.letters: dict[Subject, Letters] = self._temporal()
        """What temporal properties see of each state: of those that are asked for, and of those whose
        evaluation might be a fault."""

    def asked(self, name: str) -> bool:
        """Whether a property is to be answered; no name at all asks for all of them."""
        return not self._wanted or name in self._wanted

    def _temporal(self) -> dict[Subject, Letters]:
        every = ((s, Letters(self._system, s)) for s in temporal_subjects(self._system))
        return {s: read for s, read in every if read.can_fault or self.asked(self._names[s.property])}

    @property
    def needs_edges(self) -> bool:
        """Whether some property that is asked for goes along transitions when all are known."""
        return bool(self.goals) or any(self.asked(self._names[s.property]) for s in self.letters)

    def of_property(self, index: int) -> Iterator[Subject]:
        """The instances of a property, in canonical order."""
        return (s for s in (*self._subjects, *self.letters) if s.property == index)

    def at_state(self, number: int, state: State, depth: int) -> None:
        """Looks at a state that was just stored."""
        for seen in observe(self._system, self._watched, state):
            if isinstance(seen.holds, Fault):
                self._undefined_at(number, depth, seen.subject, seen.holds)
            else:
                self._seen(number, seen)
        for subject, letters in self.letters.items():
            fault = letters.read(state)
            if fault is not None:
                self._undefined_at(number, depth, subject, fault)

    def _seen(self, number: int, seen: Observation) -> None:
        subject = seen.subject
        match self._kinds[subject.property]:
            case "invariant":
                if not seen.holds and subject.property not in self.violated:
                    self.violated[subject.property] = (number, subject.instance)
                    self._decided(*self.of_property(subject.property))
                    self._violation(self._names[subject.property])
            case "reachable":
                if seen.holds and subject not in self.witnessed:
                    self.witnessed[subject] = number
                    self._decided(subject)
                    self._end_if_decided()
            case _:
                if subject in self.goals:
                    self.goals[subject].append(GOAL if seen.holds else NO_GOAL)

    def _decided(self, *decided: Subject) -> None:
        """Looks no further at instances that have their answer and cannot fault."""
        model = self._system.model
        formulas = {s: model.properties[s.property].formula for s in decided}
        safe = {
            s for s, f in formulas.items() if isinstance(f, Atom) and not can_fault(f.expr, model.functions)
        }
        self._watched = tuple(s for s in self._watched if s not in safe)

    def _undefined_at(self, number: int, depth: int, subject: Subject, fault: Fault) -> None:
        name = self._names[subject.property]
        self.undefined.add(name)
        if subject in self.goals:
            self.goals[subject].append(UNSURE)
        about = f"{keyword(self._kinds[subject.property])} {name}"
        self.faulted(FaultFound(fault, depth, number, about=about, subject=subject))

    def faulted(self, found: FaultFound) -> None:
        """A fault; it is kept if none with as few steps was found before."""
        if self.fault is None or found.steps < self.fault.steps:
            self.fault = found
            self._violation("faults")

    def deadlocked(self, number: int) -> None:
        if self.deadlock is None and not self._system.model.deadlock_off:
            self.deadlock = number
            self._violation("deadlock")

    def _violation(self, name: str) -> None:
        if self._until == "first violation" and self.asked(name):
            raise Stopped(FIRST_VIOLATION)
        self._end_if_decided()

    def _end_if_decided(self) -> None:
        if self._until == "all decided" and all(map(self._is_decided, self._wanted)):
            raise Stopped(ALL_DECIDED)

    def _is_decided(self, name: str) -> bool:
        """Whether what was found answers for a property, whatever the rest of the states is like."""
        match name:
            case "deadlock":
                return self.deadlock is not None
            case "faults":
                return self.fault is not None
        index = self._names.index(name)
        if self._kinds[index] == "reachable":
            return all(s in self.witnessed for s in self.of_property(index))
        return index in self.violated
