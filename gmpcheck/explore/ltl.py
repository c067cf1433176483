"""Linear temporal logic: from a formula of the model to a generalised Büchi automaton.

In: an `ir.Formula` and the values of its free slots. Out: `Ltl` in negation normal form over
numbered propositions, and the `Automaton` of the words that satisfy it. The translation is the
tableau of Gerth, Peled, Vardi and Wolper (PSTV 1995) in the form that Couvreur gave it (FM 1999):
a state is a set of obligations, a transition reads one letter and leaves the obligations of the
rest, and acceptance is on transitions: every `until` must infinitely often not be put off. It is
made on the fly, for the states and letters that are met. Bits of numbers stand for sets.
Deliberately absent: minimising automata; every check that the model's types already made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Literal, TypeAlias, assert_never

from gmpcheck.model import ir
from gmpcheck.model.types import Value, values
from gmpcheck.model.walk import walk

Bound: TypeAlias = dict[int, Value]
"""The slots of a frame that have their value: parameters, and binders outside of an atom."""


@dataclass(frozen=True, slots=True)
class Proposition:
    """A state predicate with the slots it needs."""

    expr: ir.Expr
    bound: tuple[tuple[int, Value], ...]


# ---- formulas -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Truth:
    value: bool


@dataclass(frozen=True, slots=True)
class Lit:
    """Proposition number `proposition`, or its negation."""

    proposition: int
    positive: bool


@dataclass(frozen=True, slots=True)
class Next:
    of: Ltl


@dataclass(frozen=True, slots=True)
class Pair:
    """`until` is strong, `release` its dual: right holds up to and with the first left, if any."""

    op: Literal["and", "or", "until", "release"]
    left: Ltl
    right: Ltl


Ltl = Truth | Lit | Next | Pair

TRUE: Ltl = Truth(True)
FALSE: Ltl = Truth(False)


@dataclass(frozen=True, slots=True)
class Closed:
    """A formula without free slots, over its propositions in order of appearance."""

    formula: Ltl
    propositions: tuple[Proposition, ...]


def closed(formula: ir.Formula, bound: Bound, positive: bool = True) -> Closed:
    """A formula, or its negation, in negation normal form, `forall` and `exists` written out."""
    reading = _Reading()
    found = reading.read(formula, bound, positive)
    return Closed(found, tuple(reading.propositions))


def eventual(formula: Ltl) -> Ltl | None:
    """What a formula says must hold at some time; None where it is of another form."""
    match formula:
        case Pair("until", Truth(True), goal):
            return goal
        case _:
            return None


class _Reading:
    def __init__(self) -> None:
        self.propositions: dict[Proposition, int] = {}

    def read(self, formula: ir.Formula, bound: Bound, positive: bool) -> Ltl:
        match formula:
            case ir.Atom(expr):
                return Lit(self._number(expr, bound), positive)
            case ir.Connective(op, operands):
                return self._connective(op, operands, bound, positive)
            case ir.Temporal(op, operands):
                return self._temporal(op, operands, bound, positive)
            case ir.Instances(kind, slot, over, body):
                every = (self.read(body, {**bound, slot: v}, positive) for v in values(over))
                return conjunction(every) if (kind == "forall") is positive else disjunction(every)
        assert_never(formula)

    def _number(self, expr: ir.Expr, bound: Bound) -> int:
        used = sorted({e.slot for e in walk(expr) if isinstance(e, ir.Local)} & bound.keys())
        proposition = Proposition(expr, tuple((slot, bound[slot]) for slot in used))
        return self.propositions.setdefault(proposition, len(self.propositions))

    def _connective(self, op: str, operands: tuple[ir.Formula, ...], bound: Bound, positive: bool) -> Ltl:
        if op == "!":
            return self.read(operands[0], bound, not positive)
        *before, last = operands
        flip = op == "==>"
        parts = [self.read(f, bound, positive is not flip) for f in before]
        parts.append(self.read(last, bound, positive))
        return conjunction(parts) if (op == "&&") is positive else disjunction(parts)

    def _temporal(self, op: str, operands: tuple[ir.Formula, ...], bound: Bound, positive: bool) -> Ltl:
        match op:
            case "next":
                return Next(self.read(operands[0], bound, positive))
            case "always":
                return box(self.read(operands[0], bound, positive), positive)
            case "eventually":
                return box(self.read(operands[0], bound, positive), not positive)
            case "until":
                left, right = (self.read(f, bound, positive) for f in operands)
                return Pair("until" if positive else "release", left, right)
            case _:
                goal = ir.Temporal("eventually", operands[1:])
                answered = ir.Connective("==>", (operands[0], goal))
                return self.read(ir.Temporal("always", (answered,)), bound, positive)


def box(formula: Ltl, always: bool) -> Ltl:
    """`always` a formula, else `eventually`; of `eventually (a until b)` only `b` matters."""
    op: Literal["until", "release"] = "release" if always else "until"
    match formula:
        case Truth():
            return formula
        case Pair(inner, _, right) if inner == op:
            return box(right, always)
    return Pair(op, FALSE if always else TRUE, formula)


def conjunction(parts: Iterable[Ltl]) -> Ltl:
    return reduce(lambda a, b: _joined(a, b, True), parts, TRUE)


def disjunction(parts: Iterable[Ltl]) -> Ltl:
    return reduce(lambda a, b: _joined(a, b, False), parts, FALSE)


def _joined(a: Ltl, b: Ltl, both: bool) -> Ltl:
    """`and` or `or`, without constants, and `always a && always b` as `always (a && b)`."""
    neutral: Ltl = Truth(both)
    if a == neutral or b == neutral:
        return b if a == neutral else a
    if isinstance(a, Truth) or isinstance(b, Truth):
        return Truth(not both)
    outer = "release" if both else "until"
    match a, b:
        case Pair(p, Truth() as unit, x), Pair(q, Truth() as other, y) if p == q == outer and unit == other:
            return replace(a, right=_joined(x, y, both))
    return Pair("and" if both else "or", a, b)


# ---- automata -----------------------------------------------------------------------------------

Rest: TypeAlias = tuple[int, int]
"""What a way to satisfy a formula now leaves: obligations from the next state on, untils put off."""


class Automaton:
    """Accepts the infinite words that satisfy a formula. A letter is the set of true propositions.
    A run is accepting if each bit of `marks` is on infinitely many of its transitions."""

    def __init__(self, formula: Ltl) -> None:
        self._formulas: list[Ltl] = []
        self._bits: dict[Ltl, int] = {}
        self._mark: dict[Ltl, int] = {}
        self._always: list[tuple[int, int]] = []
        self._declare(formula)
        self.marks = (1 << len(self._mark)) - 1
        self._states: list[int] = []
        self._numbers: dict[int, int] = {}
        self.initial = self._state(self._obligation(formula))

    @property
    def states(self) -> int:
        """How many were met so far."""
        return len(self._states)

    def moves(self, state: int, letter: int) -> tuple[tuple[int, int], ...]:
        """Where a letter may lead from a state, and with which marks."""
        rests: tuple[Rest, ...] = ((0, 0),)
        left = self._states[state]
        while left:
            bit = left & -left
            rests = _product(rests, self._satisfy(self._formulas[bit.bit_length() - 1], letter))
            left ^= bit
        normal = _smallest((self._without_implied(after), put_off) for after, put_off in rests)
        return tuple((self._state(after), self.marks & ~put_off) for after, put_off in normal)

    def accepts_for_ever(self, state: int, letter: int) -> bool:
        """Whether some run that reads nothing but one letter from a state on is accepting."""
        edges: dict[int, tuple[tuple[int, int], ...]] = {}
        waiting = [state]
        while waiting:
            source = waiting.pop()
            if source not in edges:
                edges[source] = self.moves(source, letter)
                waiting += [target for target, _ in edges[source]]
        after = {source: _reachable(edges, source) for source in edges}
        return any(
            self._recurring(edges, after, source) == self.marks for source in edges if source in after[source]
        )

    def _recurring(
        self, edges: dict[int, tuple[tuple[int, int], ...]], after: dict[int, set[int]], source: int
    ) -> int:
        """The marks on the edges between states that lead to one another, and to `source`."""
        together = {s for s in after[source] if source in after[s]}
        inside = (marks for s in together for target, marks in edges[s] if target in together)
        return reduce(lambda a, b: a | b, inside, 0)

    def _declare(self, formula: Ltl) -> None:
        """Gives every subformula its bit, and every until its mark."""
        if formula in self._bits:
            return
        match formula:
            case Next(of):
                self._declare(of)
            case Pair(_, left, right):
                self._declare(left)
                self._declare(right)
        bit = self._bits[formula] = 1 << len(self._formulas)
        self._formulas.append(formula)
        match formula:
            case Pair("until"):
                self._mark[formula] = 1 << len(self._mark)
            case Pair("release", Truth(False), of):
                self._always.append((bit, self._obligation(of)))

    def _state(self, obligations: int) -> int:
        number = self._numbers.setdefault(obligations, len(self._states))
        if number == len(self._states):
            self._states.append(obligations)
        return number

    def _obligation(self, formula: Ltl) -> int:
        """As a set: of a conjunction its parts, so that equal sets are one state."""
        match formula:
            case Truth(True):
                return 0
            case Pair("and", left, right):
                return self._obligation(left) | self._obligation(right)
            case _:
                return self._bits[formula]

    def _without_implied(self, obligations: int) -> int:
        """`always f` says `f` already: keeps the sets of nested formulas few."""
        for always, body in self._always:
            if obligations & always:
                obligations &= ~body
        return obligations

    def _satisfy(self, formula: Ltl, letter: int) -> tuple[Rest, ...]:
        """The ways to satisfy a formula where the present letter is read."""
        match formula:
            case Truth(value):
                return ((0, 0),) if value else ()
            case Lit(proposition, positive):
                return ((0, 0),) if bool(letter >> proposition & 1) is positive else ()
            case Next(of):
                return () if of == FALSE else ((self._obligation(of), 0),)
            case Pair(op, left, right):
                return self._satisfy_pair(formula, op, self._satisfy(left, letter), right, letter)
        assert_never(formula)

    def _satisfy_pair(
        self, formula: Ltl, op: str, left: tuple[Rest, ...], right: Ltl, letter: int
    ) -> tuple[Rest, ...]:
        now, bit = self._satisfy(right, letter), self._bits[formula]
        match op:
            case "and":
                return _product(left, now)
            case "or":
                return _smallest((*left, *now))
            case "until":
                return _smallest((*now, *_product(left, ((bit, self._mark[formula]),))))
            case _:
                return _product(now, _smallest((*left, (bit, 0))))


def _reachable(edges: dict[int, tuple[tuple[int, int], ...]], source: int) -> set[int]:
    """The states that some edges lead to, one at least."""
    found: set[int] = set()
    waiting = [target for target, _ in edges[source]]
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting += [target for target, _ in edges[state]]
    return found


def _product(some: tuple[Rest, ...], others: tuple[Rest, ...]) -> tuple[Rest, ...]:
    return _smallest((a | c, b | d) for a, b in some for c, d in others)


def _smallest(rests: Iterable[Rest]) -> tuple[Rest, ...]:
    """Without those that leave more than another one does: what they accept, that accepts too."""
    distinct = sorted(set(rests), key=lambda r: (r[0].bit_count() + r[1].bit_count(), r))
    kept: list[Rest] = []
    for after, put_off in distinct:
        if not any(a & after == a and p & put_off == p for a, p in kept):
            kept.append((after, put_off))
    return tuple(kept)
