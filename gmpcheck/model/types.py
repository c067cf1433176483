"""The types of the language with concrete bounds, and the values that inhabit them.

Every type but `Int` is finite. A value is a plain immutable Python value:

    bool            False, True
    range, int      int
    enum, machine   int, the position of the label or instance
    T?              None for nil, else a value of T
    queue           tuple, front first
    set             frozenset
    array           tuple, in the order of the index type's values
    struct          tuple, in the order of the fields
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from typing import Any, TypeAlias, assert_never

Value: TypeAlias = Any
"""A value of some `Type`, in the shape listed above."""


@dataclass(frozen=True, slots=True)
class Bool:
    def __str__(self) -> str:
        return "bool"


@dataclass(frozen=True, slots=True)
class Int:
    """All integers: the type of arithmetic and of unbounded inputs, never of a variable."""

    def __str__(self) -> str:
        return "int"


@dataclass(frozen=True, slots=True)
class Range:
    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low}..{self.high}"


@dataclass(frozen=True, slots=True)
class Enum:
    """An enum, the statuses of a machine (`G.status`) or the steps of a process (`worker`).

    `arrows` is the closed lifecycle of a machine: the pairs (from, to) a status may change along.
    None means that every assignment is legal.
    """

    name: str
    labels: tuple[str, ...]
    arrows: frozenset[tuple[int, int]] | None = None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Machine:
    """A non-nil reference to one of the `size` instances of a machine."""

    name: str
    size: int

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Optional:
    """A value of `inner` (a machine, an enum or a range) or nil."""

    inner: Machine | Enum | Range

    def __str__(self) -> str:
        return f"{self.inner}?"


@dataclass(frozen=True, slots=True)
class Queue:
    element: Type
    capacity: int

    def __str__(self) -> str:
        return f"queue[{self.element}, {self.capacity}]"


@dataclass(frozen=True, slots=True)
class Set:
    element: Type

    def __str__(self) -> str:
        return f"set[{self.element}]"


@dataclass(frozen=True, slots=True)
class Array:
    """One element per value of `index` (a bool, range, enum or machine), in that order."""

    index: Bool | Range | Enum | Machine
    element: Type

    def __str__(self) -> str:
        return f"array[{self.index}, {self.element}]"


@dataclass(frozen=True, slots=True)
class Struct:
    name: str
    fields: tuple[tuple[str, Type], ...]

    def __str__(self) -> str:
        return self.name


Type = Bool | Int | Range | Enum | Machine | Optional | Queue | Set | Array | Struct


def default(t: Type) -> Value:
    """The value that a variable has where none is declared: false, lo, first label, nil, empty.

    Raises ValueError for `Int` and for a machine reference, which have none.
    """
    match t:
        case Bool():
            return False
        case Range(low, _):
            return low
        case Enum():
            return 0
        case Optional():
            return None
        case Queue():
            return ()
        case Set():
            return frozenset()
        case Array(index, element):
            return (default(element),) * count(index)
        case Struct(_, fields):
            return tuple(default(field) for _, field in fields)
        case Int() | Machine():
            raise ValueError(f"{t} has no default value")
    assert_never(t)


def has_default(t: Type) -> bool:
    match t:
        case Int() | Machine():
            return False
        case Array(index, element):
            return count(index) == 0 or has_default(element)
        case Struct(_, fields):
            return all(has_default(field) for _, field in fields)
        case _:
            return True


@cache
def count(t: Type) -> int:
    """How many values a finite type has. Raises ValueError for a type that contains `Int`."""
    match t:
        case Bool():
            return 2
        case Range(low, high):
            return max(0, high - low + 1)
        case Enum(_, labels):
            return len(labels)
        case Machine(_, size):
            return size
        case Optional(inner):
            return 1 + count(inner)
        case Queue(element, capacity):
            each = count(element)
            return sum(each**length for length in range(capacity + 1))
        case Set(element):
            return int(2 ** count(element))
        case Array(index, element):
            return int(count(element) ** count(index))
        case Struct(_, fields):
            total = 1
            for _, field in fields:
                total *= count(field)
            return total
        case Int():
            raise ValueError("int is not finite")
    assert_never(t)


def values(t: Type) -> Iterator[Value]:
    """Every value of a finite type in canonical order. Raises ValueError for `Int`."""
    match t:
        case Bool():
            yield from (False, True)
        case Range(low, high):
            yield from range(low, high + 1)
        case Enum() | Machine():
            yield from range(count(t))
        case Optional(inner):
            yield None
            yield from values(inner)
        case Queue(element, capacity):
            for length in range(capacity + 1):
                yield from product(*(values(element) for _ in range(length)))
        case Set(element):
            each = tuple(values(element))
            for size in range(len(each) + 1):
                yield from map(frozenset, combinations(each, size))
        case Array(index, element):
            yield from product(*(values(element) for _ in range(count(index))))
        case Struct(_, fields):
            yield from product(*(values(field) for _, field in fields))
        case Int():
            raise ValueError("int is not finite")


def contains(t: Type, value: Value) -> bool:
    """Whether a value of the right shape lies within the type's bounds (nil, ranges, capacity)."""
    match t:
        case Bool() | Int() | Enum() | Machine():
            return value is not None
        case Range(low, high):
            return value is not None and low <= value <= high
        case Optional(inner):
            return value is None or contains(inner, value)
        case Queue(element, capacity):
            return len(value) <= capacity and all(contains(element, v) for v in value)
        case Set(element) | Array(_, element):
            return all(contains(element, v) for v in value)
        case Struct(_, fields):
            pairs = zip(fields, value, strict=True)
            return all(contains(field, v) for (_, field), v in pairs)
    assert_never(t)


def position(index: Type, value: Value) -> int:
    """Where the element for an index value stands in an array's tuple; it may lie outside."""
    return int(value) - index.low if isinstance(index, Range) else int(value)


def ordered(element: Type, members: frozenset[Value]) -> list[Value]:
    """The members of a set in the canonical order of their type."""
    return sorted(members, key=lambda v: sort_key(element, v))


def sort_key(t: Type, value: Value) -> tuple[object, ...]:
    """A key that sorts values of one type in canonical order (nil first, sets by size)."""
    match t:
        case Optional():
            return (-1,) if value is None else (0, value)
        case Queue(element, _) | Array(_, element):
            keys = tuple(sort_key(element, v) for v in value)
            return (len(keys), keys)
        case Set(element):
            keys = tuple(sorted(sort_key(element, v) for v in value))
            return (len(keys), keys)
        case Struct(_, fields):
            return tuple(sort_key(f, v) for (_, f), v in zip(fields, value, strict=True))
        case _:
            return (value,)


def show(t: Type, value: Value) -> str:
    """A value in the language's own words: `running`, `G1`, `nil`, `[G0, G2]`, `{true}`."""
    match t:
        case Bool():
            return "true" if value else "false"
        case Enum(_, labels):
            return labels[value]
        case Machine(name, _):
            return f"{name}{value}"
        case Optional(inner):
            return "nil" if value is None else show(inner, value)
        case Queue(element, _):
            return "[" + ", ".join(show(element, v) for v in value) + "]"
        case Set(element):
            members = ordered(element, value)
            return "{" + ", ".join(show(element, v) for v in members) + "}"
        case Array(index, element):
            pairs = zip(values(index), value, strict=True)
            return "[" + ", ".join(f"{show(index, i)}: {show(element, v)}" for i, v in pairs) + "]"
        case Struct(name, fields):
            pairs_ = zip(fields, value, strict=True)
            return name + "{" + ", ".join(f"{n}: {show(f, v)}" for (n, f), v in pairs_) + "}"
        case _:
            return str(value)
