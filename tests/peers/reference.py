"""The toy and benchmark models in plain Python: what gmpcheck's counts are compared with.

In: the parameters of a model. Out: the numbers of states and of transitions, the depth, and the
transitions per rule. Written from the rules and not from the specs, sharing no code with gmpcheck;
states are tuples, and -1 stands for nil. Nothing is checked here but the counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

S = TypeVar("S", bound=Hashable)
Row = tuple[int, ...]
NIL = -1


@dataclass(frozen=True, slots=True)
class Counts:
    states: int
    transitions: int
    depth: int
    rules: dict[str, int]


def count(initial: S, successors: Callable[[S], Iterator[tuple[str, S]]]) -> Counts:
    """Breadth-first search; every successor is a transition, duplicates and self-loops too."""
    seen, frontier, depth = {initial}, [initial], 0
    rules: Counter[str] = Counter()
    while frontier:
        found = []
        for state in frontier:
            for rule, successor in successors(state):
                rules[rule] += 1
                if successor not in seen:
                    seen.add(successor)
                    found.append(successor)
        depth += bool(found)
        frontier = found
    return Counts(len(seen), sum(rules.values()), depth, dict(rules))


def put(row: tuple[S, ...], index: int, value: S) -> tuple[S, ...]:
    return (*row[:index], value, *row[index + 1 :])


# ---- the small Go scheduler -------------------------------------------------------------------

RUNNABLE, RUNNING, SYSCALL, WAITING, DEAD = range(5)
M_IDLE, M_SPINNING, M_RUNNING, M_SYSCALL, M_BLOCKED = range(5)
P_IDLE, P_RUNNING, P_SYSCALL = range(3)


class Sched(NamedTuple):
    """Status of each G; status, P and G of each M; status and queue of each P; the global queue."""

    gst: Row
    mst: Row
    mp: Row
    mg: Row
    pst: Row
    lq: tuple[Row, ...]
    gq: Row

    def thread(self, m: int, **values: int) -> Sched:
        """The state in which the named columns of M number m have these values."""
        return self._replace(**{column: put(getattr(self, column), m, v) for column, v in values.items()})

    def goroutine(self, g: int, status: int) -> Sched:
        return self._replace(gst=put(self.gst, g, status))

    def processor(self, p: int, status: int) -> Sched:
        return self._replace(pst=put(self.pst, p, status))

    def queue(self, p: int, row: Row) -> Sched:
        return self._replace(lq=put(self.lq, p, row))

    def push(self, p: int, g: int, capacity: int) -> Sched:
        if len(self.lq[p]) < capacity:
            return self.queue(p, (*self.lq[p], g))
        return self._replace(gq=(*self.gq, g))

    def drop(self, m: int) -> Sched:
        return self.thread(m, mst=M_SPINNING, mg=NIL)

    @property
    def work(self) -> bool:
        return bool(self.gq) or any(self.lq)

    def ps(self, status: int) -> list[int]:
        return [p for p, it in enumerate(self.pst) if it == status]


Moves = Iterator[tuple[str, Sched]]


def gmp(ng: int, nm: int, np: int, k: int) -> Counts:
    filled = min(k, ng)
    queues = (tuple(range(filled)), *((),) * (np - 1))
    gq = tuple(range(filled, ng))
    nils = (NIL,) * nm
    start = Sched((RUNNABLE,) * ng, (M_IDLE,) * nm, nils, nils, (P_IDLE,) * np, queues, gq)
    by_status = {
        M_IDLE: _idle,
        M_SPINNING: _spinning,
        M_RUNNING: lambda s, m: _running(s, m, k),
        M_SYSCALL: _syscall,
        M_BLOCKED: _blocked,
    }

    def successors(s: Sched) -> Moves:
        for m in range(nm):
            yield from by_status[s.mst[m]](s, m)
        if set(s.gst) <= {WAITING, DEAD} and set(s.mst) == {M_IDLE}:
            yield "quiesce", s

    return count(start, successors)


def _idle(s: Sched, m: int) -> Moves:
    if s.work:
        for p in s.ps(P_IDLE):
            yield "start_m", s.thread(m, mst=M_SPINNING, mp=p).processor(p, P_RUNNING)


def _spinning(s: Sched, m: int) -> Moves:
    p, g = s.mp[m], s.mg[m]
    if g != NIL:
        yield "execute", s.goroutine(g, RUNNING).thread(m, mst=M_RUNNING)
        return
    if s.lq[p]:
        yield "find_local", s.thread(m, mg=s.lq[p][0]).queue(p, s.lq[p][1:])
    if s.gq:
        yield "find_global", s.thread(m, mg=s.gq[0])._replace(gq=s.gq[1:])
    if not s.lq[p] and not s.gq:
        for victim, row in enumerate(s.lq):
            if row and victim != p:
                half = (len(row) + 1) // 2
                yield "steal", s.queue(p, row[:half]).queue(victim, row[half:])
    if not s.work:
        yield "stop_m", s.thread(m, mst=M_IDLE, mp=NIL).processor(p, P_IDLE)


def _running(s: Sched, m: int, k: int) -> Moves:
    p, g = s.mp[m], s.mg[m]
    yield "yield", s.goroutine(g, RUNNABLE).push(p, g, k).drop(m)
    yield "block", s.goroutine(g, WAITING).drop(m)
    for h, status in enumerate(s.gst):
        if status == WAITING:
            yield "wake", s.goroutine(h, RUNNABLE).push(p, h, k)
    yield "enter_syscall", s.goroutine(g, SYSCALL).thread(m, mst=M_SYSCALL).processor(p, P_SYSCALL)
    yield "exit", s.goroutine(g, DEAD).drop(m)


def _syscall(s: Sched, m: int) -> Moves:
    p, g = s.mp[m], s.mg[m]
    yield "exit_syscall_fast", s.goroutine(g, RUNNING).thread(m, mst=M_RUNNING).processor(p, P_RUNNING)
    yield "retake", s.thread(m, mst=M_BLOCKED, mp=NIL).processor(p, P_IDLE)


def _blocked(s: Sched, m: int) -> Moves:
    g, free = s.mg[m], s.ps(P_IDLE)
    for p in free:
        back = s.goroutine(g, RUNNING).thread(m, mst=M_RUNNING, mp=p)
        yield "exit_syscall_slow_acquire", back.processor(p, P_RUNNING)
    if not free:
        queued = s.goroutine(g, RUNNABLE)._replace(gq=(*s.gq, g))
        yield "exit_syscall_slow_queue", queued.thread(m, mst=M_IDLE, mg=NIL)


# ---- the classics -----------------------------------------------------------------------------

Peterson = tuple[Row, Row, Row, Row]


def peterson(n: int) -> Counts:
    """The filter lock with an atomic test; a state is (pc, climbing to, level, last per level)."""

    def successors(s: Peterson) -> Iterator[tuple[str, Peterson]]:
        pc, k, level, last = s
        for i in range(n):
            match pc[i]:
                case 0:
                    yield "outside", (put(pc, i, 1), put(k, i, 1), level, last)
                case 1:
                    yield "raise", (put(pc, i, 2), k, put(level, i, k[i]), last)
                case 2:
                    yield "arrive", (put(pc, i, 3), k, level, put(last, k[i], i))
                case 3 if last[k[i]] != i or all(level[j] < k[i] for j in range(n) if j != i):
                    up = (put(pc, i, 1), put(k, i, k[i] + 1), level, last)
                    yield "wait", up if k[i] < n - 1 else (put(pc, i, 4), k, level, last)
                case 4:
                    yield "critical", (put(pc, i, 0), put(k, i, 0), put(level, i, 0), last)

    zero = (0,) * n
    return count((zero, zero, zero, zero), successors)


Table = tuple[Row, tuple[bool, ...]]


def philosophers(n: int) -> Counts:
    """The last one is left-handed; a state is (what each does, which forks are taken)."""

    def successors(s: Table) -> Iterator[tuple[str, Table]]:
        doing, taken = s
        for i in range(n):
            first, second = (i, i + 1) if i < n - 1 else (0, n - 1)
            match doing[i]:
                case 0 if not taken[first]:
                    yield "thinking", (put(doing, i, 1), put(taken, first, True))
                case 1 if not taken[second]:
                    yield "hungry", (put(doing, i, 2), put(taken, second, True))
                case 2:
                    yield "eating", (put(doing, i, 3), put(taken, first, False))
                case 3:
                    yield "done", (put(doing, i, 0), put(taken, second, False))

    return count(((0,) * n, (False,) * n), successors)


Letter = tuple[int, int]
Link = tuple[Letter, Letter, tuple[Letter, ...], Row]


def alternating_bit(c: int, d: int) -> Counts:
    """Two lossy channels of capacity c, data modulo d; a state is (being sent, expected, messages
    under way, acknowledgements under way)."""

    def after(letter: Letter) -> Letter:
        return 1 - letter[0], (letter[1] + 1) % d

    def successors(s: Link) -> Iterator[tuple[str, Link]]:
        current, expected, messages, acks = s
        if len(messages) < c:
            yield "send", (current, expected, (*messages, current), acks)
        if messages:
            yield "lose_message", (current, expected, messages[1:], acks)
            bit = messages[0][0]
            if len(acks) < c:
                then = after(expected) if bit == expected[0] else expected
                yield "receive", (current, then, messages[1:], (*acks, bit))
        if acks:
            yield "lose_ack", (current, expected, messages, acks[1:])
            then = after(current) if acks[0] == current[0] else current
            yield "acknowledged", (then, expected, messages, acks[1:])

    start: Link = ((0, 0), (0, 0), (), ())
    return count(start, successors)
