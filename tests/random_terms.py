"""Random expressions of a wanted type, for `random_specs`.

In: a source of chance, the declarations so far, the names in scope. Out: syntax trees that the type
checker must accept. Whether an expression faults is left to chance, as in real specs.
"""

from __future__ import annotations

from random import Random

from gmpcheck.syntax import ast
from tests.random_world import (
    BOOL,
    INT,
    Access,
    Kind,
    Make,
    Scope,
    World,
    bounds,
    fit,
    ident,
    name_of,
    named,
    number,
    value_of,
)


class Terms:
    """Makes expressions."""

    def __init__(self, chance: Random, world: World) -> None:
        self.chance = chance
        self.world = world

    # ---- ways to a value

    def accesses(self, scope: Scope, depth: int = 2, thorough: bool = False) -> list[Access]:
        """Names, and the fields and elements behind them; unless it is to be thorough, only some of
        those that may fault, because the most frequent faults would hide all others."""
        found = [Access(lambda n=n: ast.Name(n.name), n.kind, n.place) for n in scope.names]
        latest = found
        for _ in range(depth):
            latest = [b for a in latest if thorough or self._tried(a) for b in self._behind(a, scope)]
            found = found + latest
        return found

    def _tried(self, a: Access) -> bool:
        return not isinstance(a.kind, ast.OptionalType | ast.QueueType) or self.chance.random() < 0.4

    def _behind(self, a: Access, scope: Scope) -> list[Access]:
        match a.kind:
            case ast.ArrayType(index, element):
                if self.world.sizes.get(name_of(index) or "", 1) == 0:
                    return []
                return [Access(lambda: ast.Index(a.make(), (self.index(scope, index),)), element, a.place)]
            case ast.QueueType(element, _):
                ends = [_method(a.make, "front"), _method(a.make, "back")]
                at = lambda: ast.Index(a.make(), (self.expr(scope, INT, 0),))  # noqa: E731
                return [Access(make, element, False) for make in (*ends, at)]
        name = name_of(a.kind.inner if isinstance(a.kind, ast.OptionalType) else a.kind) or ""
        if name in self.world.structs:
            return [Access(_member(a.make, f), kind, a.place) for f, kind in self.world.structs[name]]
        fields = self.world.fields.get(name, ())
        if name in self.world.statuses:
            fields = (*fields, ("status", named(f"{name}.status")))
        return [Access(_member(a.make, f), kind, True) for f, kind in fields]

    def index(self, scope: Scope, kind: Kind) -> ast.Expr:
        return self.expr(scope, kind, self.chance.choice([0, 0, 1]), expected=True)

    # ---- expressions

    def expr(self, scope: Scope, kind: Kind, depth: int, expected: bool = False) -> ast.Expr:
        """An expression of a type; `expected` says that its surroundings tell bare labels apart."""
        options = self._leaves(scope, kind, expected)
        if depth > 0 and (not options or self.chance.random() < 0.7):
            options = self._compounds(scope, kind, depth - 1, expected) or options
        options = options or self._leaves(scope, kind, expected, thorough=True)
        return self.chance.choice(options)()

    def can(self, scope: Scope, kind: Kind) -> bool:
        """Whether there is an expression of the type at all."""
        ways = self.accesses(scope, 1, thorough=True)
        return any(fit(a.kind, kind) == 1 for a in ways) or bool(self._literals(scope, kind, False))

    def can_all(self, scope: Scope, kinds: tuple[Kind, ...]) -> bool:
        return all(self.can(scope, k) for k in kinds)

    def _leaves(self, scope: Scope, kind: Kind, expected: bool, thorough: bool = False) -> list[Make]:
        ways = [(a, fit(a.kind, kind)) for a in self.accesses(scope, 1, thorough)]
        found: list[Make] = [a.make for a, fit in ways if fit == 1]
        if self.chance.random() < 0.05 or (kind == INT and self.chance.random() < 0.3):
            found += [a.make for a, fit in ways if fit == 2]
        if len(found) > 1 and self.chance.random() < 0.7:
            return found
        return found + self._literals(scope, kind, expected)

    def _literals(self, scope: Scope, kind: Kind, expected: bool) -> list[Make]:
        match kind:
            case ast.OptionalType(inner):
                return [ast.NilLit, *self._literals(scope, inner, expected)]
            case ast.RangeType():
                low, high = bounds(kind)
                return [lambda: number(self.chance.randint(low, high))]
            case ast.SetType(element):
                return self._sets(scope, element)
            case ast.QueueType(ast.NamedType(ast.Ident(name)), capacity):
                size = self.world.sizes.get(name, 99)
                return [lambda: ast.All(ident(name))] if size <= value_of(capacity) and expected else []
            case ast.NamedType(ast.Ident(name)):
                return self._named_literals(scope, name, kind, expected)
        return []

    def _named_literals(self, scope: Scope, name: str, kind: Kind, expected: bool) -> list[Make]:
        if name == "bool":
            return [lambda: ast.BoolLit(self.chance.random() < 0.5)]
        if name == "int":
            return [lambda: number(self.chance.choice([0, 1, 1, 2, 3, -1]))]
        if name in self.world.structs:
            return [lambda: self._struct(scope, name)]
        if self.world.sizes.get(name):
            return [
                lambda: ast.Index(ast.Name(name), (number(self.chance.randrange(self.world.sizes[name])),))
            ]
        return [lambda: self.label(kind, expected)] if self.world.labels(kind) else []

    def label(self, kind: Kind, expected: bool) -> ast.Expr:
        """One of the labels, bare where that is enough."""
        name = (name_of(kind) or "").split(".")[0]
        label = self.chance.choice(self.world.labels(kind))
        if label == "halted" or "." in label:
            return _dotted(label)
        if name in self.world.processes or (
            self.chance.random() < 0.5
            and label not in self.world.variables
            and (expected or not self.world.shared(label))
        ):
            return ast.Name(label)
        return ast.Member(ast.Name(name), ident(label))

    def _sets(self, scope: Scope, element: Kind) -> list[Make]:
        items = lambda: [self.strict(scope, element) for _ in range(self.chance.randint(1, 2))]  # noqa: E731
        name = name_of(element)
        found: list[Make] = [lambda: ast.SetLit(tuple(items()))] if self.can(scope, element) else []
        return [*found, lambda: ast.All(ident(name))] if name and name != "int" else found

    def strict(self, scope: Scope, kind: Kind) -> ast.Expr:
        """A short expression of exactly this type, for places that tell nothing of the type."""
        ways: list[Make] = [a.make for a in self.accesses(scope, 1, thorough=True) if a.kind == kind]
        literals = [] if _can_be_nil(kind) else self._literals(scope, kind, False)
        if isinstance(kind, ast.SetType):  # `all` alone may be a queue as well
            literals = literals[:1] if self.can(scope, kind.element) else []
        return self.chance.choice(ways + literals or [lambda: self.expr(scope, kind, 1)])()

    def _struct(self, scope: Scope, name: str) -> ast.Expr:
        given = [(f, k) for f, k in self.world.structs[name] if self.chance.random() < 0.6]
        usable = [(f, k) for f, k in given if self.can(scope, k)]
        return ast.StructLit(
            ident(name), tuple((ident(f), self.expr(scope, k, 0, expected=True)) for f, k in usable)
        )

    def _compounds(self, scope: Scope, kind: Kind, depth: int, expected: bool) -> list[Make]:
        found: list[Make] = [a.make for a in self.accesses(scope, 2) if fit(a.kind, kind) == 1]
        found += [
            lambda f=f: self._call(scope, f, depth)
            for f in scope.functions
            if fit(self.world.functions[f][1], kind) == 1 and self.can_all(scope, self.world.functions[f][0])
        ]
        if self.can(scope, kind):
            found.append(lambda: self._conditional(scope, kind, depth, expected))
        if kind == BOOL:
            found = found[:4] + 2 * self._boolean(scope, depth)
        if kind == INT or isinstance(kind, ast.RangeType):
            found = found[:4] + self._numeric(scope, depth)
        return found

    def _conditional(self, scope: Scope, kind: Kind, depth: int, expected: bool) -> ast.Expr:
        then = self.expr(scope, kind, depth, expected)
        return ast.Conditional(self.expr(scope, BOOL, depth), then, self.expr(scope, kind, depth, expected))

    def _call(self, scope: Scope, function: str, depth: int) -> ast.Expr:
        params, _ = self.world.functions[function]
        return ast.Call(ast.Name(function), self.arguments(scope, params, min(depth, 1)))

    def arguments(self, scope: Scope, params: tuple[Kind, ...], depth: int) -> tuple[ast.Expr, ...]:
        return tuple(self.expr(scope, k, depth, expected=True) for k in params)

    # ---- conditions

    def _boolean(self, scope: Scope, depth: int) -> list[Make]:
        c = self.chance

        def logic() -> ast.Expr:
            op = c.choice(["&&", "||", "==>"])
            return ast.Binary(op, self.expr(scope, BOOL, depth), self.expr(scope, BOOL, depth))

        def compare() -> ast.Expr:
            op = c.choice(["<", "<=", ">", ">=", "==", "!="])
            return ast.Binary(op, self.expr(scope, INT, depth), self.expr(scope, INT, depth))

        def quantified() -> ast.Expr:
            return self._quantifier(scope, c.choice(["forall", "exists"]), BOOL, depth)

        def negated() -> ast.Expr:
            return ast.Unary("!", self.expr(scope, BOOL, depth))

        found: list[Make] = [logic, compare, quantified, negated, lambda: self._in_range(scope, depth)]
        found += [lambda: self._equal(scope), lambda: self._equal(scope), lambda: self._member(scope)]
        if scope.steps and self.world.processes:
            found.append(lambda: self._step(scope))
        if any(isinstance(a.kind, ast.QueueType) for a in self.accesses(scope, 1)):
            found.append(lambda: self._inspect(scope, c.choice(["empty", "full"])))
        return found

    def _equal(self, scope: Scope) -> ast.Expr:
        """`==` between a value and one of the same type, `T` and `T?` mixed."""
        left = self.chance.choice(self.accesses(scope, 2) or [Access(lambda: ast.BoolLit(True), BOOL, False)])
        kind: Kind = INT if isinstance(left.kind, ast.RangeType) else left.kind
        if self.world.labels(kind) or isinstance(kind, ast.SetType):
            right = self.chance.choice(self._leaves(scope, kind, True, thorough=True))()
        elif self.can(scope, kind):
            right = self.expr(scope, kind, 0, expected=True)
        else:
            right = left.make()
        pair = (left.make(), right) if self.chance.random() < 0.8 else (right, left.make())
        return ast.Binary(self.chance.choice(["==", "!="]), *pair)

    def _member(self, scope: Scope) -> ast.Expr:
        """`x in` a queue or set."""
        kinds = {a.kind for a in self.accesses(scope, 1, thorough=True)}
        found = []
        for a in self.accesses(scope, 2):
            if isinstance(a.kind, ast.QueueType | ast.SetType):
                element = a.kind.element
                if element in kinds if _can_be_nil(element) else self.can(scope, element):
                    found.append(a)
        if not found or self.chance.random() < 0.2:
            return self._among(scope)
        a = self.chance.choice(found)
        assert isinstance(a.kind, ast.QueueType | ast.SetType)
        return ast.Binary("in", self.strict(scope, a.kind.element), a.make())

    def _among(self, scope: Scope) -> ast.Expr:
        """`x in {a, b}`."""
        kind = self.chance.choice([INT, named("N"), named("Color")])
        items = tuple(self.strict(scope, kind) for _ in range(self.chance.randint(1, 3)))
        return ast.Binary("in", self.strict(scope, kind), ast.SetLit(items))

    def _in_range(self, scope: Scope, depth: int) -> ast.Expr:
        low, high = self.expr(scope, INT, 0), self.expr(scope, INT, 0)
        return ast.Binary("in", self.expr(scope, INT, depth), ast.Between(low, high))

    def _step(self, scope: Scope) -> ast.Expr:
        """`worker[m] == s`, `worker[m] in {s, t}`."""
        process = self.chance.choice(list(self.world.processes))
        step = ast.Index(ast.Name(process), self.arguments(scope, self.world.processes[process][0], 0))
        kind = named(f"{process}.step")
        if self.chance.random() < 0.1:
            other = ast.Index(ast.Name(process), self.arguments(scope, self.world.processes[process][0], 0))
            return ast.Binary(self.chance.choice(["==", "!="]), step, other)
        if self.chance.random() < 0.3:
            return ast.Binary("in", step, ast.SetLit((self.label(kind, True), self.label(kind, True))))
        return ast.Binary(self.chance.choice(["==", "!="]), step, self.label(kind, True))

    def _inspect(self, scope: Scope, op: str) -> ast.Expr:
        queues = [a for a in self.accesses(scope, 1, thorough=True) if isinstance(a.kind, ast.QueueType)]
        return ast.Call(ast.Name(op), (self.chance.choice(queues).make(),))

    # ---- numbers

    def _numeric(self, scope: Scope, depth: int) -> list[Make]:
        c = self.chance

        def arithmetic() -> ast.Expr:
            op = c.choice(["+", "-", "*", "/", "%", "+", "-"])
            return ast.Binary(op, self.expr(scope, INT, depth), self.expr(scope, INT, depth))

        def extreme() -> ast.Expr:
            pair = (self.expr(scope, INT, depth), self.expr(scope, INT, depth))
            return ast.Call(ast.Name(c.choice(["min", "max"])), pair)

        def counted() -> ast.Expr:
            return self._quantifier(scope, "count", BOOL, depth)

        def summed() -> ast.Expr:
            return self._quantifier(scope, "sum", INT, depth)

        def wrapped() -> ast.Expr:
            return ast.Binary("%", self.expr(scope, INT, depth), ast.IntLit(c.choice([1, 2, 2])))

        found: list[Make] = [arithmetic, wrapped, wrapped, extreme, counted, summed]
        found.append(lambda: ast.Unary("-", self.expr(scope, INT, depth)))
        sized = [a for a in self.accesses(scope, 1) if isinstance(a.kind, ast.QueueType | ast.SetType)]
        if sized:
            found.append(lambda: ast.Call(ast.Name("len"), (c.choice(sized).make(),)))
        if any(isinstance(a.kind, ast.QueueType) for a in sized):
            found.append(lambda: self._inspect(scope, "cap"))
        return found

    # ---- binders

    def _quantifier(self, scope: Scope, kind: ast.QuantifierKind, body: Kind, depth: int) -> ast.Expr:
        domain, element = self.domain(scope)
        binders = []
        for _ in range(self.chance.choice([1, 1, 1, 2])):
            name, scope = scope.bind(element)
            binders.append(ident(name))
        return ast.Quantifier(kind, tuple(binders), domain, self.expr(scope, body, depth))

    def domain(self, scope: Scope) -> tuple[ast.Expr, Kind]:
        """Something to go over, and the type of its elements."""
        types = [*self.world.sizes, *self.world.sizes, *self.world.enums, "bool"]
        found = [a for a in self.accesses(scope, 1) if isinstance(a.kind, ast.QueueType | ast.SetType)]
        match self.chance.randrange(4):
            case 0:
                low, high = self.expr(scope, INT, 0), self.expr(scope, INT, 0)
                return ast.Between(low, high), INT
            case 1 | 2 if found:
                a = self.chance.choice(found)
                assert isinstance(a.kind, ast.QueueType | ast.SetType)
                return a.make(), a.kind.element
        name = self.chance.choice(types)
        return ast.Name(name), named(name)


def _can_be_nil(kind: Kind) -> bool:
    return isinstance(kind, ast.OptionalType)


def _dotted(text: str) -> ast.Expr:
    base, _, name = text.partition(".")
    return ast.Member(ast.Name(base), ident(name)) if name else ast.Name(base)


def _member(make: Make, name: str) -> Make:
    return lambda: ast.Member(make(), ident(name))


def _method(make: Make, name: str) -> Make:
    return lambda: ast.Call(ast.Member(make(), ident(name)), ())
