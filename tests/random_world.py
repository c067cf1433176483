"""What random specs are made of: types, what is declared, the names in scope.

A type is written as its `TypeExpr` with literal bounds; the statuses of a machine and the steps of
a process, which cannot be written, are `N.status` and `worker.step`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from gmpcheck.syntax import ast

Kind = ast.TypeExpr
Make = Callable[[], ast.Expr]


def ident(text: str) -> ast.Ident:
    return ast.Ident(text)


def named(text: str) -> ast.NamedType:
    return ast.NamedType(ident(text))


def between(low: int, high: int) -> ast.RangeType:
    return ast.RangeType(number(low), number(high))


def number(value: int) -> ast.Expr:
    return ast.IntLit(value) if value >= 0 else ast.Unary("-", ast.IntLit(-value))


def bounds(kind: ast.RangeType) -> tuple[int, int]:
    return value_of(kind.low), value_of(kind.high)


def value_of(e: ast.Expr) -> int:
    match e:
        case ast.IntLit(value):
            return value
        case ast.Unary("-", ast.IntLit(value)):
            return -value
    raise AssertionError(e)


BOOL, INT = named("bool"), named("int")


@dataclass
class World:
    """What is declared so far. Parameters and fields are pairs of a name and a type."""

    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)
    structs: dict[str, tuple[tuple[str, Kind], ...]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    statuses: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fields: dict[str, tuple[tuple[str, Kind], ...]] = field(default_factory=dict)
    functions: dict[str, tuple[tuple[Kind, ...], Kind]] = field(default_factory=dict)
    procs: dict[str, tuple[Kind, ...]] = field(default_factory=dict)
    routines: dict[str, tuple[tuple[Kind, ...], Kind | None]] = field(default_factory=dict)
    processes: dict[str, tuple[tuple[Kind, ...], tuple[str, ...]]] = field(default_factory=dict)
    inlined: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The steps of the routines that a process calls, where that is known already."""
    variables: tuple[str, ...] = ()

    def labels(self, kind: Kind) -> tuple[str, ...]:
        """The labels of an enum, a status type or a step type."""
        name = name_of(kind) or ""
        if name.endswith(".status"):
            return self.statuses[name.removesuffix(".status")]
        if name.endswith(".step"):
            process = name.removesuffix(".step")
            return (*self.processes[process][1], *self.inlined.get(process, ()), "halted")
        return self.enums.get(name, ())

    def shared(self, label: str) -> bool:
        """Whether a bare label may mean several things; a variable of the name always wins."""
        tables = (*self.enums.values(), *self.statuses.values(), *(s for _, s in self.processes.values()))
        return sum(label in labels for labels in tables) > 1


@dataclass(frozen=True)
class Known:
    """A name in scope; `place` says that it can be assigned."""

    name: str
    kind: Kind
    place: bool = False


@dataclass(frozen=True)
class Scope:
    """The names in scope, and how many have been made up.

    `steps`: whether processes can be asked for their steps. `runs_in`: the process whose step this
    is, or "an action", or "anything" where it may be either.
    """

    names: tuple[Known, ...]
    fresh: int = 0
    functions: tuple[str, ...] = ()
    steps: bool = True
    runs_in: str = "anything"

    def bind(self, kind: Kind, place: bool = False) -> tuple[str, Scope]:
        name = f"x{self.fresh}"
        return name, replace(self, names=(*self.names, Known(name, kind, place)), fresh=self.fresh + 1)

    def plus(self, names: tuple[tuple[str, Kind], ...], place: bool = False) -> Scope:
        return replace(self, names=(*self.names, *(Known(n, k, place) for n, k in names)))


@dataclass(frozen=True)
class Access:
    """A way to a value: a name and what follows it."""

    make: Make
    kind: Kind
    place: bool


def name_of(kind: Kind) -> str | None:
    return kind.name.text if isinstance(kind, ast.NamedType) else None


def fit(have: Kind, want: Kind) -> int:
    """1: a value of the one type may stand for the other; 2: it may fault there; 0: it may not."""
    match have, want:
        case _ if have == want:
            return 1
        case ast.OptionalType(inner), ast.OptionalType(wanted):
            return 2 if _alike(inner, wanted) else 0
        case ast.OptionalType(inner), _:
            return 2 if fit(inner, want) else 0
        case _, ast.OptionalType(wanted):
            return fit(have, wanted)
        case ast.RangeType(), ast.NamedType(ast.Ident("int")):
            return 1
        case ast.NamedType(ast.Ident("int")), ast.RangeType():
            return 2
    return 2 if _alike(have, want) else 0


def _alike(have: Kind, want: Kind) -> bool:
    """The same type but for the bounds of ranges and the capacities of queues."""
    match have, want:
        case ast.RangeType(), ast.RangeType():
            return True
        case (ast.QueueType(a, _), ast.QueueType(b, _)) | (ast.SetType(a), ast.SetType(b)):
            return _alike(a, b)
        case ast.ArrayType(i, a), ast.ArrayType(j, b):
            return i == j and _alike(a, b)
        case ast.OptionalType(a), ast.OptionalType(b):
            return _alike(a, b)
    return have == want
