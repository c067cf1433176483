"""The answers for temporal properties.

In: a finished search, and a property with all its instances. Out: a violation, shown by a short lasso
of the instance whose fair cycle is nearest, replayed and judged once more by `lasso`; or why there is
no answer; or None where no fair run violates the property within what was explored.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, partial

from gmpcheck.explore import wording
from gmpcheck.explore.exploration import Exploration
from gmpcheck.explore.findings import Findings
from gmpcheck.explore.interface import Progress, TransitionSystem
from gmpcheck.explore.lasso import leads_to, refutes
from gmpcheck.explore.limits import INTERRUPTED, Meter, Stopped
from gmpcheck.explore.liveness import Found, Liveness
from gmpcheck.explore.observe import Subject
from gmpcheck.explore.traces import judge_of, replayed
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.ir import Atom, Property, Temporal
from gmpcheck.results.trace import Trace
from gmpcheck.results.verdict import PropertyResult, Unknown, Violated


class TemporalJudging:
    """Answers for the temporal properties of one exploration."""

    def __init__(
        self, system: TransitionSystem, exploration: Exploration, findings: Findings, meter: Meter
    ) -> None:
        self._system = system
        self._exploration = exploration
        self._findings = findings
        self._meter = meter
        self._name = ""
        given_up = exploration.stopped == INTERRUPTED or meter.out_of_memory
        self.stopped = exploration.stopped if given_up else None
        """Why properties are not looked at any more; None as long as they are."""
        if exploration.stopped is not None:
            meter.lift()

    @cached_property
    def _judge(self) -> Interpreter:
        return judge_of(self._system)

    @cached_property
    def _liveness(self) -> Liveness:
        return Liveness(self._exploration, self._judge, partial(self._meter.tick, self._progress))

    def answer(self, index: int, declared: Property) -> PropertyResult | None:
        """The answer for one property, None where nothing speaks against it."""
        self._name = declared.name
        if any(a.fairness and any(p.input for p in a.params) for a in self._system.model.actions):
            return None  # nobody knows where its condition is enabled, so that no lasso is certain
        if self.stopped is None:
            try:
                return self._violation(index, declared)
            except Stopped as stop:
                self.stopped = stop.reason
            except KeyboardInterrupt:
                self.stopped = INTERRUPTED
        reason = wording.stopped_early(self.stopped)
        return PropertyResult(declared.name, declared.kind, Unknown(reason))

    def is_open(self, index: int) -> bool:
        """Whether some run leaves what was explored before a property is decided on it."""
        letters = self._findings.letters
        return any(self._liveness.is_open(letters[s]) for s in self._findings.of_property(index))

    def _violation(self, index: int, declared: Property) -> PropertyResult | None:
        nearest = min(self._found(index), key=lambda pair: pair[0].depth, default=None)
        if nearest is None:
            return None
        found, subject = nearest
        trace = self._liveness.lasso(found)
        replayed(
            self._judge, trace, lambda judge, _: refutes(judge, index, subject.instance, trace), declared.name
        )
        shown = wording.shown_instance(declared, subject.instance)
        sentence = self._sentence(declared, index, subject, trace)
        return PropertyResult(declared.name, declared.kind, Violated(trace, sentence), shown)

    def _sentence(self, declared: Property, index: int, subject: Subject, trace: Trace) -> str:
        shown = wording.shown_instance(declared, subject.instance)
        match declared.formula:
            case Temporal("~>", (Atom() as premise, Atom() as goal)):
                since, stays = leads_to(self._judge, index, subject.instance, trace)
                return wording.unanswered(declared, shown, trace, since, premise, goal, stays)
        return wording.temporal(declared, shown, trace)

    def _found(self, index: int) -> Iterator[tuple[Found, Subject]]:
        """The nearest violation of each instance."""
        for subject in self._findings.of_property(index):
            found = self._liveness.find(self._findings.letters[subject])
            if found is not None:
                yield found, subject

    def _progress(self, seconds: float, memory: int) -> Progress:
        result = self._exploration
        states, frontier = len(result.nodes), result.frontier
        doing = f"checking {self._name}"
        return Progress(states, result.transitions, frontier, result.depth, seconds, memory, doing)
