"""Hypothesis strategies that build small, well-typed random specs as syntax trees.

A spec has two or three machine types, an enum, a struct, globals of every type, actions, a process
with a routine, and properties. Expressions are generated from the type that is wanted, so that the
checker must accept every spec; whether a step faults is left to chance, as in real specs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from gmpcheck.syntax import ast

Draw = Callable[[st.SearchStrategy], object]

BOOL, RANGE, COLOR, NODE, CORE, NODE_OR_NIL = "bool", "range", "Color", "N", "C", "N?"
QUEUE, SET, ARRAY, STRUCT = "queue", "set", "array", "struct"
SCALARS = (BOOL, RANGE, COLOR, NODE_OR_NIL)
TYPES = (*SCALARS, QUEUE, SET, ARRAY, STRUCT)


def ident(text: str) -> ast.Ident:
    return ast.Ident(text)


def named(text: str) -> ast.NamedType:
    return ast.NamedType(ident(text))


def type_expr(kind: str) -> ast.TypeExpr:
    """The syntax of a type by its short name."""
    match kind:
        case "range":
            return ast.RangeType(ast.IntLit(0), ast.IntLit(3))
        case "N?":
            return ast.OptionalType(named("N"))
        case "queue":
            return ast.QueueType(named("N"), ast.IntLit(2))
        case "set":
            return ast.SetType(named("N"))
        case "array":
            return ast.ArrayType(named("N"), named("bool"))
        case "struct":
            return named("Pair")
        case _:
            return named(kind)


@dataclass(frozen=True)
class Scope:
    """Names in scope by type; `state` is False where only constants may stand."""

    names: tuple[tuple[str, str], ...]
    fresh: int = 0

    def of(self, kind: str) -> list[str]:
        return [n for n, k in self.names if k == kind]

    def bind(self, kind: str) -> tuple[str, Scope]:
        name = f"x{self.fresh}"
        return name, replace(self, names=(*self.names, (name, kind)), fresh=self.fresh + 1)


def expr(draw: Draw, scope: Scope, kind: str, depth: int) -> ast.Expr:
    """An expression of a type."""
    options = _leaves(scope, kind)
    if depth > 0:
        options += _compounds(draw, scope, kind, depth - 1)
    return draw(st.sampled_from(options))()


def _leaves(scope: Scope, kind: str) -> list[Callable[[], ast.Expr]]:
    found: list[Callable[[], ast.Expr]] = [lambda n=n: ast.Name(n) for n in scope.of(kind)]
    match kind:
        case "bool":
            found += [lambda: ast.BoolLit(True), lambda: ast.BoolLit(False)]
        case "range":
            found += [lambda i=i: ast.IntLit(i) for i in (0, 1, 3)]
        case "Color":
            found += [
                lambda: ast.Member(ast.Name("Color"), ident("red")),
                lambda: ast.Member(ast.Name("Color"), ident("blue")),
            ]
        case "N?":
            found += [lambda n=n: ast.Name(n) for n in scope.of(NODE)]
            found += [lambda n=n: ast.Member(ast.Name(n), ident("next")) for n in scope.of(NODE)]
        case "struct":
            found += [lambda: ast.StructLit(ident("Pair"), ((ident("flag"), ast.BoolLit(True)),))]
        case "set":
            found += [lambda: ast.All(ident("N"))]
        case "N" if not found:
            found += [lambda: ast.Index(ast.Name("N"), (ast.IntLit(0),))]
    return found


def _compounds(draw: Draw, scope: Scope, kind: str, depth: int) -> list[Callable[[], ast.Expr]]:
    def sub(k: str) -> ast.Expr:
        return expr(draw, scope, k, depth)

    conditional = lambda: ast.Conditional(sub(BOOL), sub(kind), sub(kind))  # noqa: E731
    match kind:
        case "bool":
            return [*_boolean(draw, scope, depth), conditional]
        case "range":
            return [*_numeric(draw, scope, depth), conditional]
        case "N":
            return [lambda: ast.Call(ast.Member(sub(QUEUE), ident("front")), ())] if scope.of(QUEUE) else []
        case "struct" | "queue" | "array":
            return []
        case "set":
            return [lambda: ast.SetLit((sub(NODE), sub(NODE)))]
        case _:
            return [conditional]


def _boolean(draw: Draw, scope: Scope, depth: int) -> list[Callable[[], ast.Expr]]:
    def sub(k: str) -> ast.Expr:
        return expr(draw, scope, k, depth)

    def logic() -> ast.Expr:
        return ast.Binary(draw(st.sampled_from(["&&", "||", "==>"])), sub(BOOL), sub(BOOL))

    def equal() -> ast.Expr:
        k = draw(st.sampled_from([BOOL, RANGE, COLOR, NODE_OR_NIL, SET]))
        return ast.Binary(draw(st.sampled_from(["==", "!="])), sub(k), sub(k))

    def compare() -> ast.Expr:
        return ast.Binary(draw(st.sampled_from(["<", "<=", ">", ">="])), sub(RANGE), sub(RANGE))

    def quantified() -> ast.Expr:
        binder, inner = scope.bind(NODE)
        kind = draw(st.sampled_from(["forall", "exists"]))
        return ast.Quantifier(kind, (ident(binder),), ast.Name("N"), expr(draw, inner, BOOL, depth))

    def member() -> ast.Expr:
        return ast.Binary(
            "in", sub(NODE), sub(draw(st.sampled_from([SET, QUEUE] if scope.of(QUEUE) else [SET])))
        )

    def status() -> ast.Expr:
        return ast.Binary(
            "==",
            ast.Member(sub(NODE), ident("status")),
            ast.Name(draw(st.sampled_from(["idle", "busy", "gone"]))),
        )

    found = [logic, equal, compare, quantified, member, status, lambda: ast.Unary("!", sub(BOOL))]
    if scope.of(QUEUE):
        found.append(lambda: ast.Call(ast.Name(draw(st.sampled_from(["empty", "full"]))), (sub(QUEUE),)))
    if scope.of(ARRAY):
        found.append(lambda: ast.Index(sub(ARRAY), (sub(NODE),)))
    if scope.of(STRUCT):
        found.append(lambda: ast.Member(ast.Name(scope.of(STRUCT)[0]), ident("flag")))
    return found


def _numeric(draw: Draw, scope: Scope, depth: int) -> list[Callable[[], ast.Expr]]:
    def sub(k: str) -> ast.Expr:
        return expr(draw, scope, k, depth)

    def arithmetic() -> ast.Expr:
        return ast.Binary(draw(st.sampled_from(["+", "-", "*", "/", "%"])), sub(RANGE), sub(RANGE))

    def extreme() -> ast.Expr:
        return ast.Call(ast.Name(draw(st.sampled_from(["min", "max"]))), (sub(RANGE), sub(RANGE)))

    def counted() -> ast.Expr:
        binder, inner = scope.bind(NODE)
        return ast.Quantifier("count", (ident(binder),), ast.Name("N"), expr(draw, inner, BOOL, depth))

    def size() -> ast.Expr:
        return ast.Call(
            ast.Name("len"), (sub(draw(st.sampled_from([SET, QUEUE] if scope.of(QUEUE) else [SET]))),)
        )

    return [arithmetic, extreme, counted, size, lambda: ast.Unary("-", sub(RANGE))]


# ---- statements -------------------------------------------------------------------------------


def block(draw: Draw, scope: Scope, depth: int) -> ast.Block:
    found: list[ast.Stmt] = []
    for _ in range(draw(st.integers(0, 3))):
        stmt, scope = statement(draw, scope, depth)
        found.append(stmt)
    return ast.Block(tuple(found))


def statement(draw: Draw, scope: Scope, depth: int) -> tuple[ast.Stmt, Scope]:
    """A statement, and the scope behind it (a `let` adds a name)."""
    plain = [_assign, _status, _queue, _set, _element]
    nested = [_if, _for, _choose, _either]
    if draw(st.integers(0, 5)) == 0:
        kind = draw(st.sampled_from([BOOL, RANGE]))
        value = expr(draw, scope, kind, 1)
        name, after = scope.bind(kind)
        return ast.Let(ident(name), value), after
    make = draw(st.sampled_from(plain + (nested if depth else [])))
    return make(draw, scope, depth), scope


def _assign(draw: Draw, scope: Scope, depth: int) -> ast.Stmt:
    kind = draw(st.sampled_from([BOOL, RANGE, COLOR, NODE_OR_NIL, SET, STRUCT]))
    target = ast.Name({BOOL: "b", RANGE: "n", COLOR: "c", NODE_OR_NIL: "o", SET: "s", STRUCT: "t"}[kind])
    if kind == RANGE and draw(st.booleans()):
        return ast.Assign(target, draw(st.sampled_from(["+=", "-="])), expr(draw, scope, RANGE, 1))
    return ast.Assign(target, "=", expr(draw, scope, kind, 2))


def _status(draw: Draw, scope: Scope, depth: int) -> ast.Stmt:
    target = ast.Member(expr(draw, scope, NODE, 1), ident("status"))
    return ast.Assign(target, "=", ast.Name(draw(st.sampled_from(["idle", "busy", "gone"]))))


def _queue(draw: Draw, scope: Scope, depth: int) -> ast.Stmt:
    match draw(st.integers(0, 3)):
        case 0:
            method = draw(st.sampled_from(["push", "push_front", "remove"]))
            return ast.Do(ast.Call(ast.Member(ast.Name("q"), ident(method)), (expr(draw, scope, NODE, 1),)))
        case 1:
            pop = ast.Call(ast.Member(ast.Name("q"), ident(draw(st.sampled_from(["pop", "pop_back"])))), ())
            return ast.Assign(ast.Name("o"), "=", pop)
        case 2:
            return ast.Do(ast.Call(ast.Member(ast.Name("q"), ident("clear")), ()))
        case _:
            args = (ast.Name("r"), expr(draw, scope, RANGE, 1))
            return ast.Do(ast.Call(ast.Member(ast.Name("q"), ident("move_to")), args))


def _set(draw: Draw, scope: Scope, depth: int) -> ast.Stmt:
    method = draw(st.sampled_from(["add", "remove"]))
    return ast.Do(ast.Call(ast.Member(ast.Name("s"), ident(method)), (expr(draw, scope, NODE, 1),)))


def _element(draw: Draw, scope: Scope, depth: int) -> ast.Stmt:
    target = ast.Index(ast.Name("a"), (expr(draw, scope, NODE, 1),))
    return ast.Assign(target, "=", expr(draw, scope, BOOL, 1))


def _if(draw: Draw, scope: Scope, depth: int) -> ast.Stmt:
    otherwise = block(draw, scope, depth - 1) if draw(st.booleans()) else None
    return ast.If(((expr(draw, scope, BOOL, 1), block(draw, scope, depth - 1)),), otherwise)


def _for(draw: Draw, scope: Scope, depth: int) -> ast.Stmt:
    name, inner = scope.bind(NODE)
    domain = ast.Name(draw(st.sampled_from(["N", "q", "s"])))
    return ast.For(ident(name), domain, block(draw, inner, depth - 1))


def _choose(draw: Draw, scope: Scope, depth: int) -> ast.Stmt:
    name, inner = scope.bind(NODE)
    where = expr(draw, inner, BOOL, 1) if draw(st.booleans()) else None
    domain = ast.Name(draw(st.sampled_from(["N", "q", "s"])))
    return ast.Choose(ident(name), domain, where, block(draw, inner, depth - 1))


def _either(draw: Draw, scope: Scope, depth: int) -> ast.Stmt:
    def branch() -> ast.Block:
        inner = block(draw, scope, depth - 1)
        if draw(st.booleans()):
            return ast.Block((ast.Await(expr(draw, scope, BOOL, 1)), *inner.statements))
        return inner

    return ast.Either(tuple(branch() for _ in range(draw(st.integers(2, 3)))))


# ---- declarations -----------------------------------------------------------------------------

_GLOBALS = (
    ("b", BOOL),
    ("n", RANGE),
    ("c", COLOR),
    ("o", NODE_OR_NIL),
    ("q", QUEUE),
    ("r", QUEUE),
    ("s", SET),
    ("a", ARRAY),
    ("t", STRUCT),
)


@st.composite
def specs(draw: Draw, processes: bool = True) -> ast.Spec:
    """A small well-typed spec."""
    scope = Scope(tuple(_GLOBALS))
    declarations: list[ast.Decl] = [*_types(draw), *_variables(draw)]
    for i in range(draw(st.integers(1, 3))):
        declarations.append(_action(draw, scope, i))
    if processes and draw(st.booleans()):
        declarations += _process(draw, scope)
    declarations += _properties(draw, scope)
    return ast.Spec(ident("random"), tuple(declarations))


def _types(draw: Draw) -> list[ast.Decl]:
    closed = draw(st.booleans())
    arrows = {"idle": ("busy",), "busy": ("idle", "gone", "busy")} if closed else {}
    entries = tuple(
        ast.StatusEntry(ident(n), tuple(map(ident, arrows.get(n, ())))) for n in ("idle", "busy", "gone")
    )
    link = ast.Field(ident("next"), ast.OptionalType(named("N")), None)
    return [
        ast.Param(
            ident("SIZE"), ast.RangeType(ast.IntLit(1), ast.IntLit(3)), ast.IntLit(draw(st.integers(1, 2)))
        ),
        ast.Enum(ident("Color"), (ident("red"), ident("blue"))),
        ast.Machine(ident("N"), ast.Name("SIZE"), ast.Status(entries), (link,)),
        ast.Struct(
            ident("Pair"),
            (ast.Field(ident("flag"), named("bool"), None), ast.Field(ident("left"), type_expr(RANGE), None)),
        ),
    ]


def _variables(draw: Draw) -> list[ast.Decl]:
    found: list[ast.Decl] = []
    for name, kind in _GLOBALS:
        init: ast.Expr | ast.AnyValue | None = None
        if kind in (BOOL, RANGE, COLOR) and draw(st.integers(0, 3)) == 0:
            init = ast.AnyValue(None)
        elif name == "q" and draw(st.booleans()):
            init = ast.All(ident("N"))
        found.append(ast.Var(ident(name), type_expr(kind), init))
    return found


def _action(draw: Draw, scope: Scope, number: int) -> ast.Action:
    params: tuple[ast.Parameter, ...] = ()
    if draw(st.booleans()):
        scope = replace(scope, names=(*scope.names, ("me", NODE)))
        params = (ast.Parameter(ident("me"), named("N")),)
    guard = expr(draw, scope, BOOL, 2) if draw(st.booleans()) else None
    fairness = draw(st.sampled_from([None, ast.Fairness("weak", None), ast.Fairness("strong", ())]))
    return ast.Action(fairness, ident(f"act{number}"), params, guard, block(draw, scope, 2))


def _process(draw: Draw, scope: Scope) -> list[ast.Decl]:
    inside = replace(scope, names=(*scope.names, ("me", NODE), ("mine", RANGE)))
    mine = ast.Field(ident("mine"), type_expr(RANGE), None)
    last = draw(
        st.sampled_from(
            [ast.Goto(ident("one")), ast.Halt(), ast.CallRoutine(None, ident("visit"), (ast.Name("me"),))]
        )
    )
    steps = (
        ast.Step(ident("one"), block(draw, inside, 1)),
        ast.Step(ident("two"), ast.Block((*block(draw, inside, 1).statements, last))),
        ast.Step(
            ident("three"),
            ast.Block((ast.Await(expr(draw, inside, BOOL, 1)), *block(draw, inside, 1).statements)),
        ),
    )
    process = ast.Process(None, ident("worker"), (ast.Parameter(ident("me"), named("N")),), (mine,), steps)
    visited = replace(scope, names=(*scope.names, ("who", NODE)))
    routine = ast.Routine(
        ident("visit"),
        (ast.Parameter(ident("who"), named("N")),),
        None,
        (),
        (
            ast.Step(ident("enter"), block(draw, visited, 1)),
            ast.Step(ident("leave"), block(draw, visited, 1)),
        ),
    )
    return [process, routine]


def _properties(draw: Draw, scope: Scope) -> list[ast.Decl]:
    inner = replace(scope, names=(*scope.names, ("each", NODE)))
    each = (ast.Parameter(ident("each"), named("N")),)
    found: list[ast.Decl] = [
        ast.Property("invariant", ident("safe"), each, expr(draw, inner, BOOL, 2)),
        ast.Property("reachable", ident("seen"), (), expr(draw, scope, BOOL, 2)),
        ast.Property("recoverable", ident("again"), (), expr(draw, scope, BOOL, 2)),
    ]
    if draw(st.booleans()):
        found.append(ast.EndWhen(expr(draw, scope, BOOL, 1)))
    return found
