"""Small, well-typed random specs as syntax trees.

A spec has one or two machine types that refer to each other, enums, structs, a few variables of
random types, functions, procs, actions, processes with routines, and properties. Expressions are
made for the type that is wanted, so that the checker must accept every spec; whether a step faults
is left to chance. `random_spec` takes any source of chance, `specs` is the hypothesis strategy.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from gmpcheck.syntax import ast
from tests.random_bodies import Bodies, Exits, inlined_steps, unmentioned_steps
from tests.random_world import BOOL, Kind, Known, Scope, World, between, bounds, ident, named, number

_SMALL = (between(0, 1), between(0, 2), between(-1, 1), between(1, 2))


def specs(processes: bool = True) -> st.SearchStrategy[ast.Spec]:
    """A strategy for small well-typed specs."""
    return st.randoms(use_true_random=False).map(lambda chance: random_spec(chance, processes))


def random_spec(chance: Random, processes: bool = True) -> ast.Spec:
    """A spec in which everything is drawn from `chance`."""
    return _Specs(chance, World()).spec(processes)


MOST_STARTS = 100


class _Specs(Bodies):
    """Makes declarations."""

    _starts = 1
    """How many initial states the `any`s so far make."""

    def spec(self, processes: bool) -> ast.Spec:
        with_processes = processes and self.maybe(0.6)
        found = [*self._types(), *self._variables()]
        scope = Scope(tuple(self._globals))
        if with_processes:
            self._announce_processes()
        found += self._functions(scope)
        scope = replace(scope, functions=tuple(self.world.functions))
        found += self._procs(scope)
        for i in range(self.chance.randint(0 if with_processes else 1, 2)):
            found.append(self._action(scope, f"act{i}"))
        found += self._routines(scope) if with_processes else []
        routines = {d.name.text: d for d in found if isinstance(d, ast.Routine)}
        for name in self.world.processes:
            found.append(self._process(scope, name))
            self.world.inlined[name] = inlined_steps(found[-1], routines)
        found += self._start(scope) + self._properties(scope)
        found += self._variant(scope, found) if self.maybe(0.3) else []
        return ast.Spec(ident("random"), tuple(found))

    def maybe(self, probability: float) -> bool:
        return self.chance.random() < probability

    # ---- types

    def _types(self) -> list[ast.Decl]:
        size = self.chance.choice([1, 1, 2, 2, 2, 3])
        self.world.enums = {"Color": ("red", "blue")}
        found: list[ast.Decl] = [
            ast.Param(ident("SIZE"), between(1, 3), ast.IntLit(size)),
            ast.Const(ident("TWO"), ast.IntLit(2)),
            ast.Enum(ident("Color"), (ident("red"), ident("blue"))),
        ]
        if self.maybe(0.4):
            self.world.enums["Mood"] = ("low", "blue", "high")
            found.append(ast.Enum(ident("Mood"), tuple(map(ident, self.world.enums["Mood"]))))
        self.world.sizes["N"] = size
        if self.maybe(0.4):
            self.world.sizes["M"] = self.chance.choice([0, 1, 1, 1, 2])
        found += [self._pair()] if self.maybe(0.6) else []
        found += [self._machine(name) for name in self.world.sizes]
        return found

    def _pair(self) -> ast.Decl:
        fields: list[tuple[str, Kind]] = [("flag", BOOL), ("left", self.chance.choice(_SMALL))]
        if self.maybe(0.4):
            fields.append(("who", ast.OptionalType(named("N"))))
        if self.maybe(0.3):
            fields.append(("line", ast.QueueType(self._element(), ast.IntLit(1))))
        self.world.structs["Pair"] = tuple(fields)
        return ast.Struct(ident("Pair"), tuple(ast.Field(ident(n), self.written(k), None) for n, k in fields))

    def _machine(self, name: str) -> ast.Decl:
        fields: list[tuple[str, Kind]] = []
        if self.maybe(0.6):
            other = self.chance.choice(list(self.world.sizes))
            fields.append((f"{name.lower()}_next", ast.OptionalType(named(other))))
        if self.maybe(0.4):
            fields.append((f"{name.lower()}_own", self._type(1)))
        if name == "M" and self.maybe(0.3):
            fields.append(("home", named("N")))
        self.world.fields[name] = tuple(fields)
        size = ast.Name("SIZE") if name == "N" else ast.IntLit(self.world.sizes[name])
        made = tuple(self._field(f, k, self.world.sizes[name]) for f, k in fields)
        return ast.Machine(ident(name), size, self._status(name), made)

    def _status(self, name: str) -> ast.Status | None:
        if self.maybe(0.3):
            return None
        names = ("idle", "busy", "gone") if name == "N" else ("idle", "hot")
        self.world.statuses[name] = names
        closed = self.maybe(0.5)
        arrows = {"idle": names[1:2], "busy": ("idle", "gone", "busy"), "hot": ("idle",)} if closed else {}
        entries = names[:2] if closed and name == "N" else names
        return ast.Status(
            tuple(ast.StatusEntry(ident(n), tuple(map(ident, arrows.get(n, ())))) for n in entries)
        )

    def _field(self, name: str, kind: Kind, instances: int) -> ast.Field:
        init: ast.Expr | ast.AnyValue | None = None
        if isinstance(kind, ast.NamedType) and kind.name.text in self.world.sizes:
            init = ast.Index(ast.Name(kind.name.text), (ast.IntLit(0),))
        elif isinstance(kind, ast.RangeType) and self.maybe(0.3) and self._few_starts(kind, instances):
            init = ast.AnyValue(self._any_where(name, kind))
        return ast.Field(ident(name), self.written(kind), init)

    def _few_starts(self, kind: Kind, instances: int) -> bool:
        """Whether one more `any` leaves few initial states; if so, they are counted."""
        low, high = bounds(kind) if isinstance(kind, ast.RangeType) else (0, 1)
        starts = self._starts * (high - low + 1) ** instances
        if starts > MOST_STARTS:
            return False
        self._starts = starts
        return True

    def _any_where(self, name: str, kind: Kind) -> ast.Expr | None:
        if not self.maybe(0.5):
            return None
        return self._lenient(Scope((Known(name, kind),), steps=False))

    def _element(self) -> Kind:
        """The type of a queue's, a set's or an optional value."""
        last = self.chance.choice(list(self.world.sizes) or ["N"])
        return self.chance.choice([named("N"), named(last), named("Color"), between(0, 1)])

    def _type(self, depth: int) -> Kind:
        """A type that has a default value."""
        simple: list[Kind] = [BOOL, *_SMALL, named("Color"), ast.OptionalType(self._element())]
        if "Mood" in self.world.enums:
            simple.append(named("Mood"))
        if depth == 0 or self.maybe(0.4):
            return self.chance.choice(simple)
        indices: list[Kind] = [
            *map(named, self.world.sizes),
            named("Color"),
            between(0, 1),
            between(1, 2),
            BOOL,
        ]
        compound: list[Kind] = [
            ast.QueueType(self._queue_element(), ast.IntLit(self.chance.choice([0, 1, 1, 2, 2, 2, 2]))),
            ast.SetType(self._element()),
            ast.ArrayType(self.chance.choice(indices), self._type(depth - 1)),
        ]
        if "Pair" in self.world.structs:
            compound.append(named("Pair"))
        return self.chance.choice(compound)

    def _queue_element(self) -> Kind:
        found = [self._element(), self._element(), ast.OptionalType(self._element())]
        return self.chance.choice([*found, named("Pair")] if "Pair" in self.world.structs else found)

    def written(self, kind: Kind) -> Kind:
        """The type as the spec writes it: bounds now and then by name."""
        match kind:
            case ast.RangeType(low, ast.IntLit(2)) if self.maybe(0.3):
                return ast.RangeType(low, ast.Name("TWO"))
            case ast.QueueType(element, ast.IntLit(2)) if self.maybe(0.3):
                return ast.QueueType(self.written(element), ast.Binary("-", ast.Name("TWO"), ast.IntLit(0)))
        return kind

    # ---- variables, functions, procs

    def _variables(self) -> list[ast.Decl]:
        self._globals: list[Known] = []
        found: list[ast.Decl] = []
        names = ("a", "b", "c", "low" if self.maybe(0.2) else "d", "e")[: self.chance.randint(2, 5)]
        self.world.variables = names
        for name in names:
            kind = self._type(2)
            self._globals.append(Known(name, kind, place=True))
            found.append(ast.Var(ident(name), self.written(kind), self._initial(name, kind)))
        return found

    def _initial(self, name: str, kind: Kind) -> ast.Expr | ast.AnyValue | None:
        constants = Scope((), steps=False)
        match kind:
            case ast.QueueType(ast.NamedType(ast.Ident("N")), ast.IntLit(capacity)):
                fits = capacity >= self.world.sizes["N"]
                return ast.All(ident("N")) if fits and self.maybe(0.6) else None
            case ast.QueueType():
                return None
            case ast.RangeType() | ast.NamedType(ast.Ident("bool" | "Color")) if self.maybe(
                0.3
            ) and self._few_starts(kind, 1):
                return ast.AnyValue(self._any_where(name, kind))
            case ast.ArrayType(_, ast.RangeType() as element) if self.maybe(0.4):
                return number(self.chance.randint(*bounds(element)))
            case ast.ArrayType():
                return None
        if self.maybe(0.3) and self.can(constants, kind):
            return self.expr(constants, kind, 0, expected=True)
        return None

    def _parameter_kind(self) -> Kind:
        last = self.chance.choice(list(self.world.sizes))
        maybe_nil = ast.OptionalType(self._element())
        return self.chance.choice([named("N"), named(last), between(0, 1), named("Color"), BOOL, maybe_nil])

    def _parameters(
        self, most: int, prefix: str
    ) -> tuple[tuple[ast.Parameter, ...], tuple[tuple[str, Kind], ...]]:
        pairs = tuple((f"{prefix}{i}", self._parameter_kind()) for i in range(self.chance.randint(0, most)))
        return tuple(ast.Parameter(ident(n), k) for n, k in pairs), pairs

    def _functions(self, scope: Scope) -> list[ast.Decl]:
        found: list[ast.Decl] = []
        for name in ("fun0", "fun1")[: self.chance.choice([0, 1, 2])]:
            params, pairs = self._parameters(2, "p")
            if self.maybe(0.3):
                pairs = (*pairs, ("popt", self._type(2)))
                params = (*params, ast.Parameter(ident("popt"), pairs[-1][1]))
            result = self.chance.choice([BOOL, between(0, 2), ast.OptionalType(named("N")), named("Color")])
            inner = replace(scope, functions=tuple(self.world.functions)).plus(pairs)
            found.append(ast.Func(ident(name), params, result, self.expr(inner, result, 2, expected=True)))
            self.world.functions[name] = tuple(k for _, k in pairs), result
        return found

    def _procs(self, scope: Scope) -> list[ast.Decl]:
        found: list[ast.Decl] = []
        for name in ("proc0", "proc1")[: self.chance.choice([0, 0, 1, 2])]:
            params, pairs = self._parameters(2, "p")
            body = self.block(scope.plus(pairs), 1)
            found.append(ast.Proc(ident(name), params, body))
            self.world.procs[name] = tuple(k for _, k in pairs)
        return found

    # ---- actions and processes

    def _action(self, scope: Scope, name: str) -> ast.Action:
        params, pairs = self._parameters(2, "p")
        scope = replace(scope.plus(pairs), runs_in="an action")
        guard = self.expr(scope, BOOL, 2) if self.maybe(0.4) else None
        awaits = tuple(
            ast.Await(self.expr(scope, BOOL, 1)) for _ in range(self.chance.choice([0, 0, 0, 1, 2]))
        )
        key = tuple(ident(n) for n, _ in pairs)
        fairness = self.chance.choice([None, ast.Fairness("weak", None), ast.Fairness("strong", key)])
        body = self.block(scope, 2)
        return ast.Action(fairness, ident(name), params, guard, ast.Block((*awaits, *body.statements)))

    def _announce_processes(self) -> None:
        """The names that steps and conditions of other processes may use."""
        self._process_params: dict[str, tuple[tuple[str, Kind], ...]] = {}
        self._routine_parts: dict[str, tuple[tuple[str, Kind], ...]] = {}
        names = ["visit"] if self.maybe(0.6) else []
        names += ["outer"] if names and self.maybe(0.4) else []
        for name in names:
            pairs = tuple((f"{name}_p{i}", self._parameter_kind()) for i in range(self.chance.randint(0, 2)))
            result = self.chance.choice([None, None, between(0, 1), BOOL, named("N"), named("Color")])
            self._routine_parts[name] = pairs
            self.world.routines[name] = tuple(k for _, k in pairs), result
        for name in ("worker", "solo")[: self.chance.choice([1, 1, 2])]:
            count = self.chance.choice([0, 1, 1, 2]) if name == "worker" else 0
            kinds = [named("N"), self.chance.choice([between(0, 1), named("Color"), BOOL])][:count]
            pairs = tuple((f"{name}_p{i}", k) for i, k in enumerate(kinds))
            self._process_params[name] = pairs
            self.world.processes[name] = (
                tuple(kinds),
                tuple(f"{name[0]}{i}" for i in range(self.chance.randint(1, 3))),
            )

    def _process(self, scope: Scope, name: str) -> ast.Decl:
        pairs = self._process_params[name]
        fields, scope = self._locals(scope.plus(pairs), f"{name}_mine", pairs)
        scope = replace(scope, runs_in=name)
        names = self.world.processes[name][1]
        exits = Exits(names, tuple(self.world.routines), may_halt=True, targets=scope)
        steps = tuple(self._step_of(scope, n, exits) for n in names)
        params = tuple(ast.Parameter(ident(n), k) for n, k in pairs)
        fairness = self.chance.choice([None, ast.Fairness("weak", None)])
        return ast.Process(fairness, ident(name), params, fields, steps)

    def _locals(
        self, scope: Scope, name: str, params: tuple[tuple[str, Kind], ...]
    ) -> tuple[tuple[ast.Field, ...], Scope]:
        if self.maybe(0.5):
            return (), scope
        kind = self._type(1)
        init: ast.Expr | ast.AnyValue | None = None
        processes = 2 * self.world.sizes["N"] if len(params) > 1 else self.world.sizes["N"]
        if kind in _SMALL and self.maybe(0.2) and params and self._few_starts(kind, processes):
            init = ast.AnyValue(None)
        elif kind == BOOL and self.maybe(0.5):
            constants = Scope(tuple(Known(n, k) for n, k in params if k != named("N")), steps=False)
            init = self.expr(constants, kind, 1, expected=True)
        return (ast.Field(ident(name), kind, init),), scope.plus(((name, kind),), place=True)

    def _step_of(self, scope: Scope, name: str, exits: Exits) -> ast.Step:
        awaits = tuple(ast.Await(self.expr(scope, BOOL, 1)) for _ in range(self.chance.choice([0, 0, 1])))
        body = self.block(scope, 1, exits)
        return ast.Step(ident(name), ast.Block((*awaits, *body.statements)))

    def _routines(self, scope: Scope) -> list[ast.Decl]:
        found: list[ast.Decl] = []
        for number_, (name, pairs) in enumerate(self._routine_parts.items()):
            result = self.world.routines[name][1]
            inner = scope.plus(pairs, place=False)
            fields, inner = self._locals(inner, f"{name}_mine", ())
            names = tuple(f"{name[0]}{i}" for i in range(7, 7 + self.chance.randint(1, 2)))
            calls = tuple(self._routine_parts)[:number_]
            exits = Exits(names, calls, result, may_return=True, may_halt=self.maybe(0.2), targets=inner)
            steps = [self._step_of(inner, n, exits) for n in names]
            if result is not None:
                steps[-1] = ast.Step(
                    steps[-1].name,
                    ast.Block(
                        (*self.block(inner, 1).statements, self.give(replace(inner, fresh=50), result))
                    ),
                )
            params = tuple(ast.Parameter(ident(n), k) for n, k in pairs)
            written = None if result in (None, named("N")) and self.maybe(0.5) else result
            found.append(ast.Routine(ident(name), params, written, fields, tuple(steps)))
        return found

    # ---- start, properties, variants

    def _start(self, scope: Scope) -> list[ast.Decl]:
        found: list[ast.Decl] = []
        for _ in range(self.chance.choice([0, 0, 0, 0, 1, 1, 2])):
            found.append(ast.InitBlock(self.block(replace(scope, runs_in="an action"), 1, most=2)))
        if self.maybe(0.1):
            found.append(ast.InitWhere(self._lenient(scope)))
        return found

    def _lenient(self, scope: Scope) -> ast.Expr:
        """A condition that is true more often than not."""
        return ast.Binary("||", self.expr(scope, BOOL, 1), self.expr(scope, BOOL, 1))

    def _properties(self, scope: Scope) -> list[ast.Decl]:
        found: list[ast.Decl] = []
        for kind, name in (("invariant", "safe"), ("reachable", "seen"), ("recoverable", "again")):
            params, pairs = self._parameters(1, "each")
            found.append(ast.Property(kind, ident(name), params, self.expr(scope.plus(pairs), BOOL, 2)))
        if self.maybe(0.3):
            found.append(ast.EndWhen(self.expr(scope, BOOL, 1)))
        if self.maybe(0.1):
            found.append(ast.EndWhen(self.expr(scope, BOOL, 1)))
        if self.maybe(0.15):
            found.append(ast.Bound(self._lenient(scope)))
        if self.maybe(0.1):
            found.append(ast.DeadlockOff())
        return found

    def _variant(self, scope: Scope, found: list[ast.Decl]) -> list[ast.Decl]:
        """Some declarations replaced, one removed, one step replaced; what it breaks is a guess."""
        items: list[ast.VariantItem] = []
        actions = [d.name for d in found if isinstance(d, ast.Action)]
        if actions and self.maybe(0.5):
            items.append(self._action(scope, self.chance.choice(actions).text))
        elif len(actions) > 1:
            items.append(ast.Without(None, self.chance.choice(actions)))
        if self.world.processes and self.maybe(0.6):
            items.append(self._other_step(scope))
        if self.maybe(0.3):
            items.append(ast.EndWhen(self.expr(scope, BOOL, 1)))
        if self.maybe(0.3):
            items.append(self._action(scope, "added"))
        if self.maybe(0.2):
            items.append(ast.Property("invariant", ident("safe"), (), self.expr(scope, BOOL, 2)))
        if self.maybe(0.2):
            items.append(ast.InitBlock(self.block(replace(scope, runs_in="an action"), 1, most=2)))
        if self.maybe(0.2):
            items.append(ast.Bound(self._lenient(scope)))
        unmentioned = [s for p in self.world.processes for s in unmentioned_steps(p, (*found, *items))]
        if unmentioned and not any(isinstance(i, ast.StepReplacement) for i in items):
            items.append(self.chance.choice(unmentioned))
        items.append(ast.Expect(ident("safe"), "violated"))
        return [ast.Variant(ident("broken"), "", tuple(items))]

    def _other_step(self, scope: Scope) -> ast.VariantItem:
        name = self.chance.choice(list(self.world.processes))
        steps = self.world.processes[name][1]
        inside = replace(scope.plus(self._process_params[name]), runs_in=name)
        body = self.block(inside, 1, Exits(steps, may_halt=True))
        return ast.StepReplacement(ident(name), ast.Step(ident(self.chance.choice(steps)), body))
