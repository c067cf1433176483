"""What the propositions of a temporal property are at the states of a search.

In: a property instance, and each state when it is stored. Out: one letter per state, which the
automaton of the property reads. Every proposition is evaluated in every state, so that whether one
faults does not depend on how the property is decided.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable

from gmpcheck.explore.interface import TransitionSystem
from gmpcheck.explore.ltl import Closed, Proposition, closed
from gmpcheck.explore.observe import Subject
from gmpcheck.model.ir import Property, State
from gmpcheck.model.runs import Fault, FaultRaised
from gmpcheck.model.walk import can_fault

NO_LETTER = -1
"""The letter of a state in which a proposition cannot be evaluated."""


def negation(declared: Property, subject: Subject) -> Closed:
    """What a counterexample to a property instance satisfies."""
    bound = {p.slot: v for p, v in zip(declared.params, subject.instance, strict=True)}
    return closed(declared.formula, bound, False)


class Letters:
    """The letters of one property instance: state number `n` has `letters[at[n]]`."""

    def __init__(self, system: TransitionSystem, subject: Subject) -> None:
        declared = system.model.properties[subject.property]
        self.subject = subject
        self.negation = negation(declared, subject)
        self.at = array("i")
        self.can_fault = any(can_fault(p.expr, system.model.functions) for p in self.negation.propositions)
        self._predicates = [_predicate(system, declared, p) for p in self.negation.propositions]
        self._numbers: dict[int, int] = {}

    @property
    def letters(self) -> list[int]:
        """The distinct letters, sets of true propositions as bits."""
        return list(self._numbers)

    def read(self, state: State) -> Fault | None:
        """Looks at the next state that is stored; the first fault, if it cannot be evaluated."""
        letter = 0
        try:
            for number, predicate in enumerate(self._predicates):
                letter |= predicate(state) << number
        except FaultRaised as raised:
            self.at.append(NO_LETTER)
            return raised.fault
        self.at.append(self._numbers.setdefault(letter, len(self._numbers)))
        return None


def _predicate(
    system: TransitionSystem, declared: Property, proposition: Proposition
) -> Callable[[State], bool]:
    return system.predicate(proposition.expr, declared.slots, proposition.bound)
