"""From what a search found to the answer for each property.

In: an `Exploration` and its `Findings`. Out: `PropertyResult`s: deadlock, faults, then the declared
properties in order. Violations are shown by replayed traces; "holds" says how far it looked; what
the search could not decide is `Unknown` with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from gmpcheck.diagnostics import InternalError
from gmpcheck.explore import wording
from gmpcheck.explore.exploration import Exploration
from gmpcheck.explore.findings import FaultFound, Findings
from gmpcheck.explore.interface import TransitionSystem
from gmpcheck.explore.limits import Meter
from gmpcheck.explore.observe import Args, Subject
from gmpcheck.explore.recovery import Backward, Recovery
from gmpcheck.explore.temporal import TemporalJudging
from gmpcheck.explore.traces import (
    Shows,
    faults_again,
    is_deadlock,
    judge_of,
    path_to,
    replayed,
    waiting,
)
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.ir import Model, Property
from gmpcheck.model.runs import FaultedRun, Successor
from gmpcheck.results.trace import Trace
from gmpcheck.results.verdict import Holds, PropertyResult, Scope, Unknown, Verdict, Violated


def within(model: Model, exploration: Exploration) -> str | None:
    """What bounded the search, in words; None where it saw every reachable state."""
    parts = [wording.bound(b) for b in model.bounds] if exploration.bound_cuts else []
    if exploration.stopped is None and exploration.frontier:
        parts.append(f"depth {exploration.depth}")
    return " and ".join(parts) or None


class Judging:
    """The answers that one search gives."""

    def __init__(
        self, system: TransitionSystem, exploration: Exploration, findings: Findings, meter: Meter
    ) -> None:
        self._system = system
        self._model = system.model
        self._exploration = exploration
        self._findings = findings
        self._within = within(self._model, exploration)
        self._temporal = TemporalJudging(system, exploration, findings, meter)

    @cached_property
    def _judge(self) -> Interpreter:
        return judge_of(self._system)

    @cached_property
    def _backward(self) -> Backward:
        return Backward(self._exploration)

    @property
    def stopped(self) -> str | None:
        """Why the search, or the judging that followed it, ended early."""
        return self._exploration.stopped or self._temporal.stopped

    def answers(self) -> Iterator[PropertyResult]:
        """The answer for every property that was asked for."""
        asked = self._findings.asked
        if not self._model.deadlock_off and asked("deadlock"):
            yield PropertyResult("deadlock", "deadlock", self._deadlock())
        if asked("faults"):
            yield self._faults()
        for index, declared in enumerate(self._model.properties):
            if asked(declared.name):
                yield self._answer(index, declared)

    def _answer(self, index: int, declared: Property) -> PropertyResult:
        match declared.kind:
            case "invariant":
                return self._invariant(index, declared)
            case "reachable":
                return self._reachable(index, declared)
            case "recoverable":
                return self._recoverable(index, declared)
            case "starvation" | "lostwakeup" | "temporal":
                found = self._temporal.answer(index, declared)
                return found or PropertyResult(
                    declared.name, declared.kind, self._undisputed(index, declared)
                )

    def _undisputed(self, index: int, declared: Property) -> Verdict:
        """No run within what was explored violates a temporal property."""
        verdict = self._nothing_found(declared.name)
        if isinstance(verdict, Holds) and self._within is not None and self._temporal.is_open(index):
            return Unknown(wording.not_within(f"{declared.name} is not decided on every run", self._within))
        return verdict

    # ---- where nothing was found --------------------------------------------------------------

    def _unknown(self, name: str) -> Unknown | None:
        """Why the search cannot say that nothing is wrong, None where it can."""
        if name in self._findings.undefined or (name != "faults" and "bound" in self._findings.undefined):
            blame = name if name in self._findings.undefined else "bound"
            return Unknown(wording.undefined(blame))
        if self._exploration.stopped is not None:
            return Unknown(wording.stopped_early(self._exploration.stopped))
        for action in self._model.actions:
            if any(p.input for p in action.params):
                return Unknown(wording.input_unexplored(action))
        return None

    def _nothing_found(self, name: str) -> Verdict:
        return self._unknown(name) or self._holds()

    def _holds(self) -> Holds:
        if self._within is None:
            return Holds(Scope.EXHAUSTIVE)
        return Holds(Scope.BOUNDED, self._within)

    # ---- deadlock and faults ------------------------------------------------------------------

    def _deadlock(self) -> Verdict:
        number = self._findings.deadlock
        if number is None:
            return self._nothing_found("deadlock")
        trace = self._shown(number, None, is_deadlock, "deadlock")
        sentence = wording.deadlock(self._model, len(trace.steps))
        return Violated(trace, sentence, waiting=waiting(self._judge, trace.last))

    def _faults(self) -> PropertyResult:
        found = self._findings.fault
        if found is None:
            return PropertyResult("faults", "fault", self._nothing_found("faults"))
        shown = self._instance(found.subject)
        trace = self._fault_trace(found)
        if isinstance(found.last, FaultedRun):
            sentence = wording.fault_in_step(self._model, found.last)
        else:
            sentence = wording.fault_at_state(found.about or "", found.fault, shown)
        return PropertyResult("faults", "fault", Violated(trace, sentence, found.fault), shown)

    def _fault_trace(self, found: FaultFound) -> Trace:
        shows = faults_again(found.about, found.subject)
        if found.origin is not None:
            return self._shown(found.origin, found.last, shows, "faults")
        if found.outside is None:
            raise InternalError("a fault outside of the stored states has no state")
        return replayed(self._judge, Trace(self._model, found.outside, ()), shows, "faults")

    def _instance(self, subject: Subject | None) -> wording.Shown:
        if subject is None:
            return ()
        return wording.shown_instance(self._model.properties[subject.property], subject.instance)

    # ---- declared properties ------------------------------------------------------------------

    def _invariant(self, index: int, declared: Property) -> PropertyResult:
        found = self._findings.violated.get(index)
        if found is None:
            return PropertyResult(declared.name, declared.kind, self._nothing_found(declared.name))
        number, instance = found
        trace = self._shown(number, None, _value(index, instance, False), declared.name)
        shown = wording.shown_instance(declared, instance)
        sentence = wording.invariant(declared, shown, len(trace.steps))
        return PropertyResult(declared.name, declared.kind, Violated(trace, sentence), shown)

    def _reachable(self, index: int, declared: Property) -> PropertyResult:
        every, witnessed = list(self._findings.of_property(index)), self._findings.witnessed
        missing = next((s for s in every if s not in witnessed), None)
        if missing is not None:
            shown = wording.shown_instance(declared, missing.instance)
            return PropertyResult(declared.name, declared.kind, self._unwitnessed(declared, shown), shown)
        if not every:
            return PropertyResult(declared.name, declared.kind, Holds(Scope.EXHAUSTIVE))
        last = max(every, key=lambda s: witnessed[s])
        shows = _value(index, last.instance, True)
        trace = self._shown(witnessed[last], None, shows, declared.name)
        shown = wording.shown_instance(declared, last.instance)
        return PropertyResult(declared.name, declared.kind, Holds(Scope.EXHAUSTIVE, witness=trace), shown)

    def _unwitnessed(self, declared: Property, shown: wording.Shown) -> Verdict:
        unknown = self._unknown(declared.name)
        if unknown is not None:
            return unknown
        if self._within is not None:
            return Unknown(wording.not_within(f"{declared.name} has no witness", self._within))
        return Violated(None, wording.unreachable(declared, shown))

    def _recoverable(self, index: int, declared: Property) -> PropertyResult:
        found = [(self._recovery(s), s) for s in self._findings.of_property(index)]
        lost = [(r.lost, s) for r, s in found if r.lost is not None]
        if lost:
            number, subject = min(lost, key=lambda pair: pair[0])
            return self._unrecoverable(index, declared, number, subject)
        verdict = self._nothing_found(declared.name)
        if isinstance(verdict, Holds) and not all(r.certain for r, _ in found):
            what = f"{declared.name} cannot be reached from every state"
            verdict = Unknown(wording.not_within(what, self._within or "what was explored"))
        return PropertyResult(declared.name, declared.kind, verdict)

    def _recovery(self, subject: Subject) -> Recovery:
        if any(p.input for a in self._model.actions for p in a.params):
            return Recovery(None, False)  # an action that was not explored may lead to the goal
        return self._backward.recovery(self._findings.goals[subject])

    def _unrecoverable(self, index: int, declared: Property, number: int, subject: Subject) -> PropertyResult:
        shows = _value(index, subject.instance, False)
        trace = self._shown(number, None, shows, declared.name)
        shown = wording.shown_instance(declared, subject.instance)
        sentence = wording.unrecoverable(declared, shown, len(trace.steps))
        return PropertyResult(declared.name, declared.kind, Violated(trace, sentence), shown)

    def _shown(
        self,
        number: int,
        last: Successor | FaultedRun | None,
        shows: Shows,
        what: str,
    ) -> Trace:
        return replayed(self._judge, path_to(self._exploration, number, last), shows, what)


def _value(index: int, instance: Args, wanted: bool) -> Shows:
    """Shows that a predicate has a value."""
    return lambda judge, state: judge.holds(index, instance, state) is wanted
