"""What an expression of the syntax tree means in a state: names are looked up as they are met.

In: an expression and a `Scope`. Out: a plain value, or a `Fault`. Labels, statuses and steps stand
for themselves as strings, so that nothing has to know which type a bare name belongs to. Left to
right, as soon as an operand is there it is converted to what is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product

from gmpcheck.syntax import ast
from tests.agreement.declared import Declared, varied
from tests.agreement.values import Every, Pairs, Plain, Ref, State, as_number, calculate, fault, lookup, same

Args = tuple[Plain, ...]


@dataclass(frozen=True)
class Scope:
    """A state, the names that do not belong to it, and the process whose step is running.

    `own` says that the locals of that process can be named: inside of a function or proc they
    cannot. `starting` says that no lifecycle is watched.
    """

    state: State
    names: Mapping[str, Plain] = field(default_factory=dict)
    me: tuple[str, Args] | None = None
    starting: bool = False
    own: bool = True

    def bind(self, name: str, value: Plain) -> Scope:
        return replace(self, names={**self.names, name: value})

    def locals(self) -> Mapping[str, Plain]:
        """The locals of the routine or process whose step is running."""
        if self.me is None or not self.own:
            return {}
        return dict(frames_of(self.state, *self.me)[-1].locals)


@dataclass(frozen=True)
class Frame:
    """A process or a routine in progress: its step, locals, and the call that it waits for."""

    owner: str
    step: str
    locals: tuple[tuple[str, Plain], ...]
    call: int = -1


def frames_of(state: State, process: str, args: Args) -> tuple[Frame, ...]:
    frames: tuple[Frame, ...] = lookup(state[process], args)
    return frames


class Evaluator:
    """Expressions over the declarations of one variant of a spec."""

    def __init__(self, spec: ast.Spec, variant: str | None, settings: Mapping[str, Plain]) -> None:
        self.settings = dict(settings)
        self.declared = Declared(varied(spec, variant), lambda e: self.evaluate(e, Scope({})))

    def evaluate(self, e: ast.Expr, scope: Scope) -> Plain:
        match e:
            case ast.IntLit(value) | ast.BoolLit(value):
                return value
            case ast.NilLit():
                return None
            case ast.Name(text):
                return self._name(text, scope)
            case ast.Member(base, name):
                return self._member(base, name.text, scope)
            case ast.Index(base, indices):
                return self._index(base, indices, scope)
            case ast.Call(callee, args):
                return self._call(callee, args, scope)
            case ast.Unary("!", operand):
                return not self.evaluate(operand, scope)
            case ast.Unary("-", operand):
                return -as_number(self.evaluate(operand, scope))
            case ast.Binary():
                return self._binary(e, scope)
            case ast.Conditional(test, then, otherwise):
                return self.evaluate(then if self.evaluate(test, scope) else otherwise, scope)
            case ast.Quantifier():
                return self._quantifier(e, scope)
            case ast.SetLit(items):
                return frozenset([self.evaluate(item, scope) for item in items])
            case ast.StructLit(name, given):
                return self._struct(name.text, {n.text: x for n, x in given}, scope)
            case ast.All(name):
                return Every(self.declared.named(name.text) or ())
        raise NotImplementedError(e)

    def _name(self, text: str, scope: Scope) -> Plain:
        if text in scope.names:
            return scope.names[text]
        local = scope.locals()
        if text in local:
            return local[text]
        if text in self.declared.variables:
            return scope.state[text]
        if text in self.settings:
            return self.settings[text]
        if text in self.declared.constants:
            return self.evaluate(self.declared.constants[text], Scope({}))
        return text

    def _member(self, base: ast.Expr, name: str, scope: Scope) -> Plain:
        if isinstance(base, ast.Name) and self._is_type(base.text, scope):
            return f"{base.text}.{name}" if base.text in self.declared.routines else name
        value = self.evaluate(base, scope)
        match value:
            case None:
                return fault("NIL")
            case Ref(machine, _):
                return lookup(scope.state[f"{machine}.{name}"], value)
            case _:
                return lookup(value, name)

    def _is_type(self, name: str, scope: Scope) -> bool:
        found = self.declared
        return (
            name in found.enums or name in found.machines or name in found.routines or name in found.processes
        ) and name not in scope.names

    def _index(self, base: ast.Expr, indices: tuple[ast.Expr, ...], scope: Scope) -> Plain:
        if isinstance(base, ast.Name) and base.text in self.declared.processes:
            return self.step_of(scope.state, base.text, self.process_args(base.text, indices, scope))
        if isinstance(base, ast.Name) and base.text in self.declared.machines:
            index = as_number(self.evaluate(indices[0], scope))
            instances = self.declared.named(base.text) or []
            return instances[index] if 0 <= index < len(instances) else fault("INDEX")
        value = self.evaluate(base, scope)
        return self.element(value, self.evaluate(indices[0], scope))

    def element(self, value: Plain, index: Plain) -> Plain:
        """An element of an array, or of a queue by its position."""
        if index is None:
            fault("NIL")
        if isinstance(value, Pairs):
            found = dict(value)
            return found[index] if index in found else fault("INDEX")
        return value[index] if 0 <= index < len(value) else fault("INDEX")

    def process_args(self, process: str, indices: tuple[ast.Expr, ...], scope: Scope) -> Args:
        params = self.declared.processes[process].params
        return tuple(
            self.index_value(p.type, self.evaluate(i, scope)) for p, i in zip(params, indices, strict=True)
        )

    def index_value(self, t: ast.TypeExpr, value: Plain) -> Plain:
        """A value as an index of an array or process."""
        if value is None:
            fault("NIL")
        return value if value in list(self.declared.values(t)) else fault("INDEX")

    def step_of(self, state: State, process: str, args: Args) -> str:
        top = frames_of(state, process, args)[-1]
        return top.step if top.owner == process else f"{top.owner}.{top.step}"

    def _call(self, callee: ast.Expr, args: tuple[ast.Expr, ...], scope: Scope) -> Plain:
        if isinstance(callee, ast.Member):
            queue = self.evaluate(callee.base, scope)
            if not queue:
                fault("EMPTY")
            return queue[0] if callee.name.text == "front" else queue[-1]
        assert isinstance(callee, ast.Name)
        if callee.text in self.declared.functions:
            return self._function(self.declared.functions[callee.text], args, scope)
        match callee.text:
            case "min":
                return min(as_number(self.evaluate(a, scope)) for a in args)
            case "max":
                return max(as_number(self.evaluate(a, scope)) for a in args)
            case "len":
                return len(self.evaluate(args[0], scope))
            case "empty":
                return not self.evaluate(args[0], scope)
            case "cap":
                return self.evaluate(args[0], scope).capacity
            case "full":
                return self.evaluate(args[0], scope).full()
        raise NotImplementedError(callee.text)

    def _function(self, function: ast.Func, args: tuple[ast.Expr, ...], scope: Scope) -> Plain:
        inner = replace(scope, names=self.arguments(function.params, args, scope), own=False)
        return self.declared.fit(function.result, self.evaluate(function.body, inner))

    def arguments(
        self, params: tuple[ast.Parameter, ...], args: tuple[ast.Expr, ...], scope: Scope
    ) -> dict[str, Plain]:
        pairs = zip(params, args, strict=True)
        return {p.name.text: self.declared.fit(p.type, self.evaluate(a, scope)) for p, a in pairs}

    def _struct(self, name: str, given: Mapping[str, ast.Expr], scope: Scope) -> Plain:
        """Field by field as declared; those that are not given have their defaults."""
        found = {}
        for f, t in self.declared.fields(name).items():
            value = self.evaluate(given[f], scope) if f in given else self.declared.default(t)
            found[f] = self.declared.fit(t, value)
        return Pairs(found.items())

    def _binary(self, e: ast.Binary, scope: Scope) -> Plain:
        left = None if e.op == "in" and isinstance(e.right, ast.Between) else self.evaluate(e.left, scope)
        match e.op:
            case "&&":
                return left and self.evaluate(e.right, scope)
            case "||":
                return left or self.evaluate(e.right, scope)
            case "==>":
                return not left or self.evaluate(e.right, scope)
            case "==":
                return same(left, self.evaluate(e.right, scope))
            case "!=":
                return not same(left, self.evaluate(e.right, scope))
            case "in":
                return self._in(e, left, scope)
        return calculate(e.op, as_number(left), as_number(self.evaluate(e.right, scope)))

    def _in(self, e: ast.Binary, left: Plain, scope: Scope) -> bool:
        if isinstance(e.right, ast.Between):
            value = as_number(self.evaluate(e.left, scope))
            if value < as_number(self.evaluate(e.right.low, scope)):
                return False
            return value <= as_number(self.evaluate(e.right.high, scope))
        if isinstance(e.right, ast.Name):
            named = None if e.right.text in scope.names else self.declared.named(e.right.text)
            if named is not None:
                return left in named
        return left in self.evaluate(e.right, scope)

    # ---- domains and quantifiers

    def domain(self, e: ast.Expr, scope: Scope) -> list[Plain]:
        """The values that a binder takes, in order."""
        if isinstance(e, ast.Between):
            low, high = (as_number(self.evaluate(x, scope)) for x in (e.low, e.high))
            return list(range(low, high + 1))
        if isinstance(e, ast.Name) and e.text not in scope.names:
            named = self.declared.named(e.text)
            if named is not None:
                return named
        value = self.evaluate(e, scope)
        return sorted(value, key=self.declared.rank) if isinstance(value, frozenset) else list(value)

    def _quantifier(self, e: ast.Quantifier, scope: Scope) -> Plain:
        bodies = (self.evaluate(e.body, inner) for inner in self._bindings(e, scope))
        match e.kind:
            case "forall":
                return all(bodies)
            case "exists":
                return any(bodies)
            case "count":
                return sum(1 for holds in bodies if holds)
            case "sum":
                return sum(as_number(n) for n in bodies)

    def _bindings(self, e: ast.Quantifier, scope: Scope) -> Iterator[Scope]:
        names = [b.text for b in e.binders]
        for values in product(self.domain(e.domain, scope), repeat=len(names)):
            yield replace(scope, names={**scope.names, **dict(zip(names, values, strict=True))})
