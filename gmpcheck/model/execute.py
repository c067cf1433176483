"""The meaning of statements: one run of a body at a time, and every run of it.

In: the body of an action or of `init`, a state and a frame. Out: its runs, each complete, blocked
or faulted. A run is one resolution of every `choose` and `either`: the body is executed again from
the start for each resolution, following the choices decided so far and taking the first
alternative of every further one. So a statement never needs to know what else might have happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum
from typing import TypeAlias, assert_never

from gmpcheck.diagnostics import InternalError
from gmpcheck.model import errors
from gmpcheck.model.evaluate import Expressions, Frame, element_type, fits
from gmpcheck.model.ir import (
    Add,
    Assert,
    Assign,
    Await,
    Body,
    Choose,
    Clear,
    Either,
    End,
    FaultKind,
    For,
    If,
    Let,
    MoveTo,
    Place,
    Pop,
    Push,
    Remove,
    Stmt,
)
from gmpcheck.model.places import Target, compile_place
from gmpcheck.model.runs import Choice, Fault, FaultRaised
from gmpcheck.model.types import Queue, Set, Value, show


class Run:
    """A run in the making: the state so far, the choices decided before it and those it met."""

    __slots__ = ("fault", "frame", "obstacle", "prefix", "shown", "state", "taken")

    def __init__(self, state: list[Value], frame: Frame, prefix: list[int]) -> None:
        self.state = state
        self.frame = frame
        self.prefix = prefix
        self.taken: list[tuple[int, int]] = []
        """Per choice: the alternative taken, and how many there were."""
        self.shown: tuple[Choice, ...] = ()
        self.fault: Fault | None = None
        self.obstacle: Stmt | None = None
        """The statement without which the run would exist: a false `await`, an empty `choose`."""

    @property
    def complete(self) -> bool:
        return self.fault is None and self.obstacle is None

    def choose(self, alternatives: int) -> int:
        """The alternative to take at the next choice of this run, of at least one."""
        decided = len(self.taken)
        at = self.prefix[decided] if decided < len(self.prefix) else 0
        self.taken.append((at, alternatives))
        return at


class Flow(Enum):
    """How a statement ends the run that executes it, where it does."""

    ENDED = "ended"
    BLOCKED = "blocked"


Step: TypeAlias = Callable[[Run], Flow | None]


def runs(body: Step, state: tuple[Value, ...], frame: Frame) -> Iterator[Run]:
    """Every run of a body, in the order of its choices; those blocked and faulted too."""
    prefix: list[int] = []
    while True:
        run = Run(list(state), frame.copy(), prefix)
        try:
            body(run)
        except FaultRaised as raised:
            run.fault = raised.fault
        yield run
        taken = run.taken
        while taken and taken[-1][0] + 1 == taken[-1][1]:
            taken.pop()
        if not taken:
            return
        prefix = [at for at, _ in taken]
        prefix[-1] += 1


class Statements:
    """The bodies of one model as functions; `exempt` switches lifecycles off, for `init`."""

    def __init__(self, expressions: Expressions, exempt: bool = False) -> None:
        self._expressions = expressions
        self._exempt = exempt

    def body(self, body: Body) -> Step:
        steps = tuple(self._statement(s) for s in body)
        if len(steps) == 1:
            return steps[0]

        def code(run: Run) -> Flow | None:
            for step in steps:
                flow = step(run)
                if flow is not None:
                    return flow
            return None

        return code

    def _statement(self, stmt: Stmt) -> Step:
        match stmt:
            case Assign():
                return self._assign(stmt)
            case Let():
                return self._let(stmt)
            case If():
                return self._if(stmt)
            case For():
                return self._for(stmt)
            case Choose():
                return self._choose(stmt)
            case Either():
                return self._either(stmt)
            case Await():
                return self._await(stmt)
            case Assert():
                return self._assert(stmt)
            case Push():
                return self._push(stmt)
            case Pop():
                return self._pop(stmt)
            case Remove():
                return self._remove(stmt)
            case Clear():
                return self._clear(stmt)
            case Add():
                return self._add(stmt)
            case MoveTo():
                return self._move_to(stmt)
            case End():
                return lambda run: Flow.ENDED
        assert_never(stmt)

    def _target(self, place: Place) -> Target:
        return compile_place(place, self._expressions, self._exempt)

    # ---- control ------------------------------------------------------------------------------

    def _let(self, stmt: Let) -> Step:
        value, slot = self._expressions.compile(stmt.value), stmt.slot

        def code(run: Run) -> None:
            run.frame[slot] = value(run.state, run.frame)

        return code

    def _if(self, stmt: If) -> Step:
        test = self._expressions.compile(stmt.test)
        then, otherwise = self.body(stmt.then), self.body(stmt.otherwise)
        return lambda run: (then if test(run.state, run.frame) else otherwise)(run)

    def _for(self, stmt: For) -> Step:
        elements, body, slot = self._expressions.domain(stmt.domain), self.body(stmt.body), stmt.slot

        def code(run: Run) -> Flow | None:
            for value in tuple(elements(run.state, run.frame)):
                run.frame[slot] = value
                flow = body(run)
                if flow is not None:
                    return flow
            return None

        return code

    def _choose(self, stmt: Choose) -> Step:
        elements, body, slot = self._expressions.domain(stmt.domain), self.body(stmt.body), stmt.slot
        where = None if stmt.where is None else self._expressions.compile(stmt.where)
        t, name = element_type(stmt.domain), stmt.name

        def code(run: Run) -> Flow | None:
            every = tuple(elements(run.state, run.frame))
            if not every:
                return _blocked(run, stmt)
            value = every[run.choose(len(every))]
            run.frame[slot] = value
            run.shown += (Choice(name, show(t, value)),)
            if where is not None and not where(run.state, run.frame):
                return _blocked(run, stmt)
            return body(run)

        return code

    def _either(self, stmt: Either) -> Step:
        branches = tuple(self.body(b) for b in stmt.branches)

        def code(run: Run) -> Flow | None:
            branch = run.choose(len(branches))
            run.shown += (Choice("either", str(branch + 1)),)
            return branches[branch](run)

        return code

    def _await(self, stmt: Await) -> Step:
        test = self._expressions.compile(stmt.test)
        return lambda run: None if test(run.state, run.frame) else _blocked(run, stmt)

    def _assert(self, stmt: Assert) -> Step:
        test = self._expressions.compile(stmt.test)

        def code(run: Run) -> None:
            if not test(run.state, run.frame):
                raise errors.fault(FaultKind.ASSERT, stmt.text, stmt.span)

        return code

    # ---- changes of the state -----------------------------------------------------------------

    def _assign(self, stmt: Assign) -> Step:
        value, target, span = self._expressions.compile(stmt.value), self._target(stmt.place), stmt.span

        def code(run: Run) -> None:
            new = value(run.state, run.frame)
            target.store(run.state, target.locate(run.state, run.frame), new, span)

        return code

    def _push(self, stmt: Push) -> Step:
        value, target = self._expressions.compile(stmt.value), self._target(stmt.queue)
        t, front = _queue(stmt.queue), stmt.end == "front"
        fitting = fits(t.element)

        def code(run: Run) -> None:
            item = value(run.state, run.frame)
            positions = target.locate(run.state, run.frame)
            queue = target.read(run.state, positions)
            if len(queue) >= t.capacity:
                raise errors.full(target.name(positions), len(queue), t.capacity, stmt.span)
            if not fitting(item):
                raise errors.misfit(f"element of {target.name(positions)}", t.element, item, stmt.span)
            target.write(run.state, positions, (item, *queue) if front else (*queue, item))

        return code

    def _pop(self, stmt: Pop) -> Step:
        source, front = self._target(stmt.queue), stmt.end == "front"
        keep = self._keep(stmt)

        def code(run: Run) -> None:
            positions = source.locate(run.state, run.frame)
            queue = source.read(run.state, positions)
            if not queue:
                raise errors.empty(source.name(positions), stmt.span)
            source.write(run.state, positions, queue[1:] if front else queue[:-1])
            keep(run, queue[0] if front else queue[-1])

        return code

    def _keep(self, stmt: Pop) -> Callable[[Run, Value], None]:
        """Where a popped element goes; the queue is already the shorter one by then."""
        if isinstance(stmt.into, int):
            slot = stmt.into

            def bind(run: Run, item: Value) -> None:
                run.frame[slot] = item

            return bind
        target, span = self._target(stmt.into), stmt.span

        def store(run: Run, item: Value) -> None:
            target.store(run.state, target.locate(run.state, run.frame), item, span)

        return store

    def _remove(self, stmt: Remove) -> Step:
        if isinstance(stmt.place.type, Set):
            return self._remove_member(stmt)
        value, target = self._expressions.compile(stmt.value), self._target(stmt.place)
        element = _queue(stmt.place).element

        def code(run: Run) -> None:
            item = value(run.state, run.frame)
            positions = target.locate(run.state, run.frame)
            queue = target.read(run.state, positions)
            if item not in queue:
                shown = "nil" if item is None else show(element, item)
                raise errors.absent(target.name(positions), shown, stmt.span)
            at = queue.index(item)
            target.write(run.state, positions, (*queue[:at], *queue[at + 1 :]))

        return code

    def _remove_member(self, stmt: Remove) -> Step:
        value, target = self._expressions.compile(stmt.value), self._target(stmt.place)

        def code(run: Run) -> None:
            item = value(run.state, run.frame)
            positions = target.locate(run.state, run.frame)
            target.write(run.state, positions, target.read(run.state, positions) - {item})

        return code

    def _add(self, stmt: Add) -> Step:
        value, target = self._expressions.compile(stmt.value), self._target(stmt.place)
        element = _set(stmt.place).element
        fitting = fits(element)

        def code(run: Run) -> None:
            item = value(run.state, run.frame)
            positions = target.locate(run.state, run.frame)
            if not fitting(item):
                raise errors.misfit(f"member of {target.name(positions)}", element, item, stmt.span)
            target.write(run.state, positions, target.read(run.state, positions) | {item})

        return code

    def _clear(self, stmt: Clear) -> Step:
        target, nothing = self._target(stmt.place), frozenset() if isinstance(stmt.place.type, Set) else ()

        def code(run: Run) -> None:
            target.write(run.state, target.locate(run.state, run.frame), nothing)

        return code

    def _move_to(self, stmt: MoveTo) -> Step:
        source, target = self._target(stmt.source), self._target(stmt.target)
        number, t = self._expressions.compile(stmt.count), _queue(stmt.target)
        fitting = fits(t)

        def code(run: Run) -> None:
            count = number(run.state, run.frame)
            start, end = source.locate(run.state, run.frame), target.locate(run.state, run.frame)
            queue = source.read(run.state, start)
            if not 0 <= count <= len(queue):
                raise errors.too_few(source.name(start), count, len(queue), stmt.span)
            source.write(run.state, start, queue[count:])
            before = target.read(run.state, end)
            if len(before) + count > t.capacity:
                raise errors.full(target.name(end), len(before) + count, t.capacity, stmt.span)
            after = before + queue[:count]
            if not fitting(after):
                raise errors.misfit(target.name(end), t, after, stmt.span)
            target.write(run.state, end, after)

        return code


def _blocked(run: Run, stmt: Stmt) -> Flow:
    run.obstacle = stmt
    return Flow.BLOCKED


def _queue(place: Place) -> Queue:
    if isinstance(place.type, Queue):
        return place.type
    raise InternalError(f"a queue operation on {place.type}")


def _set(place: Place) -> Set:
    if isinstance(place.type, Set):
        return place.type
    raise InternalError(f"a set operation on {place.type}")
