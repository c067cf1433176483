"""Plain Python values of the second semantics, and the two ways to look inside of them.

A state maps names to values. Enum labels, statuses and steps are strings, a machine reference is
`Ref("G", 0)`, nil is None, a queue a tuple, a set a frozenset; an array and a struct are tuples of
pairs (index or field, value). Every value is hashable, and equal values are equal in the language.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, NoReturn

Plain = Any
State = dict[str, Plain]
Path = tuple[Plain, ...]


class Ref(NamedTuple):
    """One instance of a machine."""

    machine: str
    index: int


class Pairs(tuple[tuple[Plain, Plain], ...]):
    """An array or a struct: its elements with their indices, its fields with their names."""

    __slots__ = ()

    @staticmethod
    def of(keys: Iterable[Plain], values: Iterable[Plain]) -> Pairs:
        return Pairs(zip(keys, values, strict=True))


class Queue(tuple[Plain, ...]):
    """A queue that knows its capacity."""

    capacity: int

    @staticmethod
    def of(items: Iterable[Plain], capacity: int) -> Queue:
        found = Queue(items)
        found.capacity = capacity
        return found

    def full(self) -> bool:
        return len(self) >= self.capacity


class Every(tuple[Plain, ...]):
    """`all G` before it is known whether a queue or a set is wanted."""

    __slots__ = ()


class Fault(Exception):
    """A fault, by the name of its kind; `also` names another one where the language leaves open
    which of the two comes first."""

    def __init__(self, kind: str, also: str | None = None) -> None:
        super().__init__(kind)
        self.kind = kind if also is None else f"{kind} or {also}"


def fault(kind: str) -> NoReturn:
    raise Fault(kind)


def as_number(value: Plain) -> int:
    """A number where one is wanted: nil is none."""
    return fault("NIL") if value is None else int(value)


def frozen(state: State) -> tuple[tuple[str, Plain], ...]:
    """A state as something hashable."""
    return tuple(sorted(state.items(), key=lambda item: item[0]))


def lookup(pairs: Plain, key: Plain) -> Plain:
    return dict(pairs)[key]


def inside(value: Plain, path: Path) -> Plain:
    """The part of an array or struct that a path leads to."""
    for key in path:
        value = lookup(value, key)
    return value


def replaced(value: Plain, path: Path, part: Plain) -> Plain:
    """The value with the part at the end of the path replaced."""
    if not path:
        return part
    return Pairs((k, replaced(v, path[1:], part) if k == path[0] else v) for k, v in value)


def same(left: Plain, right: Plain) -> bool:
    """Equality, where `all G` takes the form of the other side."""
    if isinstance(left, Every):
        left = frozenset(left) if isinstance(right, frozenset) else left
    if isinstance(right, Every):
        right = frozenset(right) if isinstance(left, frozenset) else right
    return bool(left == right)


def calculate(op: str, left: int, right: int) -> Plain:
    """Arithmetic and order on exact integers; division truncates."""
    if op in {"/", "%"} and right == 0:
        fault("DIVISION")
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return _quotient(left, right)
        case "%":
            return left - right * _quotient(left, right)
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
    raise NotImplementedError(op)


def _quotient(left: int, right: int) -> int:
    size = abs(left) // abs(right)
    return size if (left < 0) == (right < 0) else -size
