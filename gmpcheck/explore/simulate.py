"""Random runs of a model: quick evidence where the state space is too large to search.

In: a `TransitionSystem`, a seed, how many runs and how long. Out: a `Simulation`: the first
violation met, replayed, which `reachable` instances were seen, and what the runs covered. The same
seed gives the same runs. A simulation never says that anything holds, and its counterexamples are
not shortest. Every run that is possible in a state is as likely as every other.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import islice

from gmpcheck.diagnostics import InternalError
from gmpcheck.explore import wording
from gmpcheck.explore.interface import Limits, Progress, Reporter, TransitionSystem
from gmpcheck.explore.limits import INTERRUPTED, Meter, Stopped
from gmpcheck.explore.observe import Subject, is_end, observe, subjects, within_bounds
from gmpcheck.explore.traces import Shows, as_step, faults_again, is_deadlock, judge_of, replayed, waiting
from gmpcheck.model.errors import none_within_bound
from gmpcheck.model.ir import Model, State
from gmpcheck.model.runs import Fault, FaultedRun, Successor
from gmpcheck.results.coverage import ActionCoverage, Coverage
from gmpcheck.results.trace import Step, Trace
from gmpcheck.results.verdict import PropertyResult, Violated

STARTS = 10_000
"""Initial states that runs start from at most: the first ones in canonical order."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An instance of a `reachable` property was satisfied in run `run` after `steps` steps."""

    name: str
    instance: tuple[tuple[str, str], ...]
    run: int
    steps: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """`runs` random runs, `steps` transitions in all, `states` distinct states met. `last` is the
    last run; where there is a `violation`, it is the run that shows it. Runs are counted from 1."""

    model: Model
    path: str
    seed: int
    runs: int
    steps: int
    states: int
    longest: int
    ended: int
    """Runs that came to a legitimate end before the depth was reached."""
    violation: PropertyResult | None
    seen: tuple[Seen, ...]
    last: Trace | None
    coverage: Coverage
    seconds: float
    stopped: str | None = None


def simulate(
    system: TransitionSystem,
    seed: int,
    runs: int,
    depth: int,
    reporter: Reporter | None = None,
    *,
    limits: Limits | None = None,
    wanted: frozenset[str] = frozenset(),
    path: str = "",
) -> Simulation:
    """Makes random runs until one violates a property that is wanted (all where none is named).
    Raises SpecError where no run can start."""
    simulator = _Simulator(system, seed, depth, wanted, Meter(limits or Limits(), reporter))
    stopped = None
    try:
        simulator.make(runs)
    except Stopped as stop:
        stopped = stop.reason
    except KeyboardInterrupt:
        stopped = INTERRUPTED
    return simulator.summary(path, stopped)


class _Violation(Exception):
    """A run met a violation; ends the simulation."""

    def __init__(self, result: PropertyResult) -> None:
        self.result = result
        super().__init__(result.name)


class _Simulator:
    def __init__(
        self, system: TransitionSystem, seed: int, depth: int, wanted: frozenset[str], meter: Meter
    ) -> None:
        self._system = system
        self._model = system.model
        self._wanted = wanted
        self._random = random.Random(seed)
        self._seed = seed
        self._depth = depth
        self._meter = meter
        names = [p.name for p in system.model.properties]
        self._subjects = tuple(s for s in subjects(system) if self._asked(names[s.property]))
        self._judge = judge_of(system)
        self._has_inputs = any(p.input for a in system.model.actions for p in a.params)
        self._states: set[State] = set()
        self._seen: dict[Subject, Seen] = {}
        self._counts = {a.name: [0, 0, 0] for a in system.model.actions}
        self._initial: State | None = None
        self._steps: list[Step] = []
        self._runs = self._taken = self._longest = self._ended = 0
        self._violation: PropertyResult | None = None

    def _asked(self, name: str) -> bool:
        return not self._wanted or name in self._wanted

    def make(self, runs: int) -> None:
        try:
            starts = self._starts()
            for _ in range(runs):
                self._run(self._random.choice(starts))
        except _Violation as violation:
            self._violation = violation.result

    def _starts(self) -> list[State]:
        starts: list[State] = []
        for state in islice(self._system.initial(), STARTS):
            inside = within_bounds(self._system, state)
            if isinstance(inside, Fault):
                self._initial = state
                raise _Violation(self._fault_at(inside, "bound", None))
            if inside:
                starts.append(state)
        if not starts:
            raise none_within_bound(self._model)
        return starts

    # ---- one run ------------------------------------------------------------------------------

    def _run(self, state: State) -> None:
        self._runs += 1
        self._initial, self._steps = state, []
        self._states.add(state)
        self._look(state)
        while len(self._steps) < self._depth:
            following = self._step(state)
            if following is None:
                return
            state = following

    def _step(self, state: State) -> State | None:
        """Takes one of the possible runs, None where there is none within the bound."""
        self._meter.tick(self._progress)
        possible = list(self._system.successors(state))
        if not possible:
            self._dead_end(state)
            return None
        self._count_enabled(possible)
        inside = [run for run in possible if self._stays_inside(run)]
        if not inside:
            return None
        taken = self._random.choice(inside)
        self._steps.append(as_step(taken))
        self._longest = max(self._longest, len(self._steps))
        if isinstance(taken, FaultedRun):
            sentence = wording.fault_in_step(self._model, taken)
            raise _Violation(self._faults(sentence, taken.fault, faults_again(None, None)))
        self._arrive(taken)
        return taken.state

    def _arrive(self, taken: Successor) -> None:
        counts = self._counts[self._model.actions[taken.move.action].name]
        counts[1] += 1
        counts[2] += taken.state not in self._states
        self._taken += 1
        self._states.add(taken.state)
        self._look(taken.state)

    def _stays_inside(self, run: Successor | FaultedRun) -> bool:
        if isinstance(run, FaultedRun):
            return self._asked("faults")
        inside = within_bounds(self._system, run.state)
        if isinstance(inside, Fault):
            self._steps.append(as_step(run))
            raise _Violation(self._fault_at(inside, "bound", None))
        return inside

    def _count_enabled(self, possible: list[Successor | FaultedRun]) -> None:
        enabled = {self._model.actions[r.move.action].name for r in possible if isinstance(r, Successor)}
        for name in enabled:
            self._counts[name][0] += 1

    # ---- what a state shows -------------------------------------------------------------------

    def _look(self, state: State) -> None:
        for seen in observe(self._system, self._subjects, state):
            declared = self._model.properties[seen.subject.property]
            if isinstance(seen.holds, Fault):
                about = f"{declared.kind} {declared.name}"
                raise _Violation(self._fault_at(seen.holds, about, seen.subject))
            if declared.kind == "reachable" and seen.holds and seen.subject not in self._seen:
                shown = wording.shown_instance(declared, seen.subject.instance)
                self._seen[seen.subject] = Seen(declared.name, shown, self._runs, len(self._steps))
            if declared.kind == "invariant" and not seen.holds:
                raise self._broken(seen.subject)

    def _broken(self, subject: Subject) -> _Violation:
        declared = self._model.properties[subject.property]
        shown = wording.shown_instance(declared, subject.instance)
        sentence = wording.invariant(declared, shown, len(self._steps))
        trace = self._trace(lambda j, s: not j.holds(subject.property, subject.instance, s), declared.name)
        return _Violation(PropertyResult(declared.name, "invariant", Violated(trace, sentence), shown))

    def _dead_end(self, state: State) -> None:
        end = is_end(self._system, state)
        if isinstance(end, Fault):
            raise _Violation(self._fault_at(end, "end when", None))
        excused = self._model.deadlock_off or self._has_inputs or not self._asked("deadlock")
        if end or excused:
            self._ended += 1
            return
        trace = self._trace(is_deadlock, "deadlock")
        sentence = wording.deadlock(self._model, len(self._steps))
        verdict = Violated(trace, sentence, waiting=waiting(self._judge, state))
        raise _Violation(PropertyResult("deadlock", "deadlock", verdict))

    def _fault_at(self, fault: Fault, about: str, subject: Subject | None) -> PropertyResult:
        shown: wording.Shown = ()
        if subject is not None:
            shown = wording.shown_instance(self._model.properties[subject.property], subject.instance)
        sentence = wording.fault_at_state(about, fault, shown)
        return self._faults(sentence, fault, faults_again(about, subject), shown)

    def _faults(self, sentence: str, fault: Fault, shows: Shows, shown: wording.Shown = ()) -> PropertyResult:
        trace = self._trace(shows, "faults")
        return PropertyResult("faults", "fault", Violated(trace, sentence, fault), shown)

    # ---- results ------------------------------------------------------------------------------

    def _so_far(self) -> Trace | None:
        return None if self._initial is None else Trace(self._model, self._initial, tuple(self._steps))

    def _trace(self, shows: Shows, what: str) -> Trace:
        trace = self._so_far()
        if trace is None:
            raise InternalError("a simulation met a violation before its first state")
        return replayed(self._judge, trace, shows, what)

    def summary(self, path: str, stopped: str | None) -> Simulation:
        coverage = tuple(ActionCoverage(name, *counts) for name, counts in self._counts.items())
        return Simulation(
            model=self._model,
            path=path,
            seed=self._seed,
            runs=self._runs,
            steps=self._taken,
            states=len(self._states),
            longest=self._longest,
            ended=self._ended,
            violation=self._violation,
            seen=tuple(self._seen[s] for s in self._subjects if s in self._seen),
            last=self._so_far(),
            coverage=Coverage(coverage),
            seconds=self._meter.seconds,
            stopped=stopped,
        )

    def _progress(self, seconds: float, memory: int) -> Progress:
        depth = len(self._steps)
        return Progress(len(self._states), self._taken, 0, depth, seconds, memory, "simulating")
