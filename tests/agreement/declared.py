"""The declarations of a syntax tree by name, and what their types contain.

In: a spec as a syntax tree, a variant of it, values for parameters. Out: look-up by name; for each
type its values, its default, and the conversion of a value to it. Types are the `TypeExpr`s of the
tree; bounds are evaluated where they are needed. The tree is assumed to be well-typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, product
from typing import TypeVar

from gmpcheck.syntax import ast
from tests.agreement.values import Pairs, Plain, Queue, Ref, fault

D = TypeVar("D")
Constant = Callable[[ast.Expr], Plain]


def varied(spec: ast.Spec, variant: str | None) -> tuple[ast.Decl, ...]:
    """The declarations of a variant: what it names is replaced or removed, all else stays."""
    found = list(spec.declarations)
    items = next((d.items for d in found if isinstance(d, ast.Variant) and d.name.text == variant), ())
    for item in items:
        match item:
            case ast.Without(None, name):
                found = [d for d in found if _name(d) != name.text]
            case ast.Without(ast.Ident(owner), name):
                found = [_with_step(d, owner, name.text, ()) for d in found]
            case ast.StepReplacement(owner, step):
                found = [_with_step(d, owner.text, step.name.text, (step,)) for d in found]
            case _:
                found = _replaced(found, item, items)
    return tuple(found)


def _name(d: ast.Decl) -> str | None:
    name = getattr(d, "name", None)
    return name.text if isinstance(name, ast.Ident) and not isinstance(d, ast.Variant) else None


def _replaced(found: list[ast.Decl], item: ast.Decl, items: tuple[ast.VariantItem, ...]) -> list[ast.Decl]:
    """Nameless declarations replace all of their kind in the base spec, named ones their namesake."""

    def superseded(d: ast.Decl) -> bool:
        if _name(item) is not None:
            return _name(d) == _name(item)
        return type(d) is type(item) and not any(d is other for other in items)

    place = next((i for i, d in enumerate(found) if superseded(d)), len(found))
    rest = [d for d in found if not superseded(d)]
    return [*rest[:place], item, *rest[place:]]


def _with_step(d: ast.Decl, owner: str, name: str, replacement: tuple[ast.Step, ...]) -> ast.Decl:
    if not isinstance(d, ast.Process | ast.Routine) or d.name.text != owner:
        return d
    parts = [replacement if s.name.text == name else (s,) for s in d.steps]
    steps = tuple(s for part in parts for s in part)
    if isinstance(d, ast.Process):
        return ast.Process(d.fairness, d.name, d.params, d.locals, steps)
    return ast.Routine(d.name, d.params, d.result, d.locals, steps)


class Declared:
    """Declarations by name. `constant` evaluates an expression that reads no state."""

    def __init__(self, declarations: tuple[ast.Decl, ...], constant: Constant) -> None:
        self.all = declarations
        self.constant = constant
        self.constants = {d.name.text: d.value for d in self.of(ast.Param) + self.of(ast.Const)}
        self.enums = {d.name.text: tuple(n.text for n in d.labels) for d in self.of(ast.Enum)}
        self.structs = {d.name.text: d for d in self.of(ast.Struct)}
        self.machines = {d.name.text: d for d in self.of(ast.Machine)}
        self.variables = {d.name.text: d for d in self.of(ast.Var)}
        self.functions = {d.name.text: d for d in self.of(ast.Func)}
        self.procs = {d.name.text: d for d in self.of(ast.Proc)}
        self.processes = {d.name.text: d for d in self.of(ast.Process)}
        self.routines = {d.name.text: d for d in self.of(ast.Routine)}

    def of(self, kind: type[D]) -> list[D]:
        return [d for d in self.all if isinstance(d, kind)]

    def named(self, name: str) -> list[Plain] | None:
        """Every value of the machine or enum of that name, or of bool."""
        if name == "bool":
            return [False, True]
        if name in self.machines:
            return [Ref(name, i) for i in range(self.constant(self.machines[name].count))]
        return list(self.enums[name]) if name in self.enums else None

    def rank(self, value: Plain) -> tuple[int, Plain]:
        """A key that sorts the values of one type: nil first, labels as declared."""
        if value is None:
            return (0, 0)
        if isinstance(value, str):
            return (1, next(labels.index(value) for labels in self.enums.values() if value in labels))
        return (1, value)

    def values(self, t: ast.TypeExpr) -> Iterator[Plain]:
        match t:
            case ast.NamedType(ast.Ident(name)):
                yield from self.named(name) if name not in self.structs else self._structs(name)
            case ast.RangeType(low, high):
                yield from range(self.constant(low), self.constant(high) + 1)
            case ast.OptionalType(inner):
                yield None
                yield from self.values(inner)
            case ast.SetType(element):
                each = list(self.values(element))
                for size in range(len(each) + 1):
                    yield from map(frozenset, combinations(each, size))
            case ast.QueueType(element, capacity):
                each = list(self.values(element))
                for size in range(self.constant(capacity) + 1):
                    yield from (
                        Queue.of(items, self.constant(capacity)) for items in product(each, repeat=size)
                    )
            case ast.ArrayType(index, element):
                keys, each = list(self.values(index)), list(self.values(element))
                for items in product(each, repeat=len(keys)):
                    yield Pairs.of(keys, items)

    def _structs(self, name: str) -> Iterator[Plain]:
        fields = self.structs[name].fields
        for items in product(*(list(self.values(f.type)) for f in fields)):
            yield Pairs.of((f.name.text for f in fields), items)

    def default(self, t: ast.TypeExpr) -> Plain:
        match t:
            case ast.NamedType(ast.Ident(name)) if name in self.structs:
                return Pairs((f.name.text, self.default(f.type)) for f in self.structs[name].fields)
            case ast.QueueType():
                return self.fit(t, ())
            case ast.SetType():
                return frozenset()
            case ast.ArrayType(index, element):
                return Pairs((key, self.default(element)) for key in self.values(index))
            case _:
                return next(self.values(t), None)

    def fit(self, t: ast.TypeExpr, value: Plain) -> Plain:
        """The value as one of the type, where it is stored, passed or returned."""
        match t:
            case ast.OptionalType(inner):
                return None if value is None else self.fit(inner, value)
            case ast.QueueType(element, capacity):
                most = self.constant(capacity)
                items = [self.fit(element, v) for v in value]
                return Queue.of(items, most) if len(items) <= most else fault("RANGE")
            case ast.ArrayType(_, element):
                return Pairs((i, self.fit(element, v)) for i, v in value)
            case ast.SetType(element):
                return frozenset(self.fit(element, v) for v in value)
            case ast.NamedType(ast.Ident("int")):
                return fault("NIL") if value is None else value
            case ast.RangeType(low, high):
                if value is None:
                    fault("NIL")
                return value if self.constant(low) <= value <= self.constant(high) else fault("RANGE")
            case _:
                return fault("NIL") if value is None else value

    def settled(self, t: ast.TypeExpr, value: Plain) -> Plain:
        """The value where one of the type is wanted, but only what is stored is checked: nil is none."""
        return fault("NIL") if value is None and not isinstance(t, ast.OptionalType) else value

    def fields(self, struct: str) -> dict[str, ast.TypeExpr]:
        return {f.name.text: f.type for f in self.structs[struct].fields}

    def arrows(self, machine: str) -> set[tuple[str, str]] | None:
        """The closed lifecycle of a machine; None where no arrow is declared."""
        status = self.machines[machine].status
        assert status is not None
        found = {(e.name.text, t.text) for e in status.entries for t in e.targets}
        return found or None

    def statuses(self, machine: str) -> tuple[str, ...]:
        """Every status, those that occur only as targets included."""
        status = self.machines[machine].status
        names = [] if status is None else [e.name.text for e in status.entries]
        targets = [] if status is None else [t.text for e in status.entries for t in e.targets]
        return tuple(dict.fromkeys(names + targets))
