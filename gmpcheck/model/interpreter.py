"""The meaning of a model: its initial states, its transitions, its predicates.

In: an `ir.Model`. Out: `Interpreter`, the transition system that every other semantics is tested
against and that replays every counterexample before anyone sees it. Slow and obvious: each action
instance is tried in each state, each run of its body is executed from the start. Actions with
`input` parameters have no instances here; they are listed in `inputs`, so that an engine can say
that it did not explore them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from gmpcheck.diagnostics import InternalError
from gmpcheck.model.blocked import Reason, false_conjunct, joined, obstacle
from gmpcheck.model.evaluate import Code, Expressions, Frame
from gmpcheck.model.execute import Statements, Step, runs
from gmpcheck.model.ir import Action, Atom, Expr, Model, Parameter, Predicate, Process, State, StateVar
from gmpcheck.model.runs import FaultedRun, FaultRaised, Move, Successor
from gmpcheck.model.start import initial_states
from gmpcheck.model.types import Value, values
from gmpcheck.model.walk import conjuncts, walk

Args = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class _Compiled:
    guard: Code
    body: Step


@dataclass(frozen=True, slots=True)
class _Instance:
    """An action with its parameters fixed, and what does not depend on the state."""

    action: int
    args: Args
    code: _Compiled
    frame: Frame
    move: Move


class Interpreter:
    """A model as a transition system (`explore.interface.TransitionSystem`), and more."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._expressions = Expressions(model)
        statements = Statements(self._expressions)
        self._code = [
            _Compiled(self._expressions.compile(a.guard), statements.body(a.body)) for a in model.actions
        ]
        self._instances = [
            self._instance(i, args)
            for i, action in enumerate(model.actions)
            if not _has_input(action)
            for args in _tuples(action.params)
        ]
        self._bounds = [self._predicate(p) for p in model.bounds]
        self._ends = [self._predicate(p) for p in model.ends]
        self._properties = [
            self._expressions.compile(p.formula.expr) if isinstance(p.formula, Atom) else None
            for p in model.properties
        ]

    @property
    def model(self) -> Model:
        return self._model

    @property
    def action_instances(self) -> tuple[tuple[int, Args], ...]:
        """Every action instance, in declaration order of actions, then of arguments."""
        return tuple((i.action, i.args) for i in self._instances)

    @property
    def inputs(self) -> tuple[Action, ...]:
        """The actions that are not explored, because they have an input."""
        return tuple(a for a in self._model.actions if _has_input(a))

    def initial(self) -> Iterator[State]:
        """The distinct initial states. Raises SpecError where there is none or `init` faults."""
        return initial_states(self._model, self._expressions)

    # ---- transitions --------------------------------------------------------------------------

    def successors(self, state: State) -> Iterator[Successor | FaultedRun]:
        for instance in self._instances:
            yield from _runs(instance, state)

    def run(self, action_index: int, args: Args, state: State) -> Iterator[Successor | FaultedRun]:
        """Every complete or faulted run of one action instance, inputs included."""
        return _runs(self._instance(action_index, args), state)

    def _instance(self, action: int, args: Args) -> _Instance:
        declared = self._model.actions[action]
        frame = _frame(declared.params, args, declared.slots)
        return _Instance(action, args, self._code[action], frame, Move(action, args))

    # ---- predicates ---------------------------------------------------------------------------

    def evaluate(self, expr: Expr, slots: int, state: State) -> Value:
        """The value of a closed expression with its frame of `slots`. Raises FaultRaised."""
        return self._expressions.compile(expr)(state, [None] * slots)

    def within_bounds(self, state: State) -> bool:
        return all(code(state, [None] * slots) for code, slots in self._bounds)

    def is_end(self, state: State) -> bool:
        if self._ends:
            return any(code(state, [None] * slots) for code, slots in self._ends)
        processes = self._model.processes
        return bool(processes) and all(_halted(p, state) for p in processes)

    def instances(self, property_index: int) -> tuple[Args, ...]:
        return _tuples(self._model.properties[property_index].params)

    def holds(self, property_index: int, instance: Args, state: State) -> bool:
        code, declared = self._properties[property_index], self._model.properties[property_index]
        if code is None:
            raise InternalError(f"{declared.name} is no state predicate")
        return bool(code(state, _frame(declared.params, instance, declared.slots)))

    def predicate(
        self, expr: Expr, slots: int, bound: tuple[tuple[int, Value], ...]
    ) -> Callable[[State], bool]:
        """A state predicate with some slots of its frame bound to values. Raises FaultRaised."""
        code, frame = self._expressions.compile(expr), _bound_frame(bound, slots)
        return lambda state: bool(code(state, frame))

    def _predicate(self, predicate: Predicate) -> tuple[Code, int]:
        return self._expressions.compile(predicate.expr), predicate.slots

    # ---- explanations -------------------------------------------------------------------------

    def blocked(self, state: State) -> list[Reason]:
        """Why each action instance without a run has none; of a process only its current step."""
        reasons = (self._blocked(instance, state) for instance in self._instances)
        return [reason for reason in reasons if reason is not None]

    def _blocked(self, instance: _Instance, state: State) -> Reason | None:
        action, frame = self._model.actions[instance.action], instance.frame.copy()
        try:
            enabled = instance.code.guard(state, frame)
        except FaultRaised:
            return None
        if not enabled:
            number, (text, read) = false_conjunct(self._expressions, action.guard, state, frame)
            if number == 0 and self._tests_step(action):
                return None
            return Reason(instance.action, instance.args, text, read)
        every = list(runs(instance.code.body, state, instance.frame))
        if any(run.obstacle is None for run in every):
            return None
        text, read = joined(
            obstacle(self._expressions, run.obstacle, run.state, run.frame)
            for run in every
            if run.obstacle is not None
        )
        return Reason(instance.action, instance.args, text, read)

    def _tests_step(self, action: Action) -> bool:
        """Whether the first conjunct of a guard asks for the current step of its own process."""
        own = [p.step_variable for p in self._model.processes if p.name == action.process]
        first = conjuncts(action.guard)[0]
        return any(isinstance(e, StateVar) and e.variable in own for e in walk(first))


def _runs(instance: _Instance, state: State) -> Iterator[Successor | FaultedRun]:
    frame = instance.frame.copy()
    try:
        if not instance.code.guard(state, frame):
            return
    except FaultRaised as raised:
        yield FaultedRun(instance.move, raised.fault)
        return
    for run in runs(instance.code.body, state, frame):
        move = Move(instance.action, instance.args, run.shown) if run.shown else instance.move
        if run.fault is not None:
            yield FaultedRun(move, run.fault)
        elif run.obstacle is None:
            yield Successor(move, tuple(run.state))


def _has_input(action: Action) -> bool:
    return any(p.input for p in action.params)


def _tuples(params: tuple[Parameter, ...]) -> tuple[Args, ...]:
    return tuple(product(*(tuple(values(p.type)) for p in params)))


def _frame(params: tuple[Parameter, ...], args: Args, slots: int) -> Frame:
    return _bound_frame(tuple((p.slot, v) for p, v in zip(params, args, strict=True)), slots)


def _bound_frame(bound: tuple[tuple[int, Value], ...], slots: int) -> Frame:
    frame: Frame = [None] * slots
    for slot, value in bound:
        frame[slot] = value
    return frame


def _halted(process: Process, state: State) -> bool:
    """Whether every instance of a process is at its end: one array level per parameter."""
    steps = [state[process.step_variable]]
    for _ in process.params:
        steps = [step for row in steps for step in row]
    return all(step == process.halted for step in steps)
