"""Random statements over the places in scope, and what steps they name, for `random_specs`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace

from gmpcheck.syntax import ast
from tests.random_terms import Terms
from tests.random_world import BOOL, INT, Access, Kind, Scope, fit, ident

NOTHING = Scope(())


@dataclass(frozen=True)
class Exits:
    """How a body may end its step; all empty where it belongs to no step. `targets` are the names
    that may take the result of a call: those that are still there when it comes."""

    gotos: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    result: Kind | None = None
    may_return: bool = False
    may_halt: bool = False
    targets: Scope = NOTHING

    def __bool__(self) -> bool:
        return bool(self.gotos or self.calls or self.may_return or self.may_halt)


NO_EXIT = Exits()


class Bodies(Terms):
    """Makes statements."""

    def block(self, scope: Scope, depth: int, exits: Exits = NO_EXIT, most: int = 3) -> ast.Block:
        """A block; where it may end its step, its last statement or what is in that may do so."""
        found: list[ast.Stmt] = []
        length = self.chance.randint(0 if most < 3 else 1, most)
        for i in range(length):
            last = exits if i == length - 1 else NO_EXIT
            made, scope = self._statement(scope, depth, last)
            found.append(made)
        if exits and self.chance.random() < 0.4 and not _may_have_left(found):
            found += self.leave(scope, exits)
        return ast.Block(tuple(found))

    def leave(self, scope: Scope, exits: Exits) -> list[ast.Stmt]:
        """One of the ways out of a step."""
        ways: list[Callable[[], list[ast.Stmt]]] = []
        if exits.gotos:
            ways += 2 * [lambda: [ast.Goto(ident(self.chance.choice(exits.gotos)))]]
        if exits.calls:
            ways += 2 * [lambda: self._call_routine(scope, exits)]
        if exits.may_halt:
            ways.append(lambda: [ast.Halt()])
        if exits.may_return:
            ways.append(lambda: [self.give(scope, exits.result)])
        return self.chance.choice(ways)()

    def give(self, scope: Scope, result: Kind | None) -> ast.Stmt:
        return ast.Return(None if result is None else self.expr(scope, result, 1, expected=True))

    def _call_routine(self, scope: Scope, exits: Exits) -> list[ast.Stmt]:
        possible = [r for r in exits.calls if self.can_all(scope, self.world.routines[r][0])]
        if not possible:
            return []
        routine = self.chance.choice(possible)
        params, result = self.world.routines[routine]
        target = None
        if result is not None and self.chance.random() < 0.8:
            places = [a for a in self._places(exits.targets) if fit(result, a.kind)]
            target = self.chance.choice(places).make() if places else None
        call: ast.Stmt = ast.CallRoutine(target, ident(routine), self.arguments(scope, params, 1))
        if exits.gotos and self.chance.random() < 0.5:
            return [call, ast.Goto(ident(self.chance.choice(exits.gotos)))]
        return [call]

    # ---- statements

    def _statement(self, scope: Scope, depth: int, exits: Exits) -> tuple[ast.Stmt, Scope]:
        """A statement, and the scope behind it (a `let` adds a name)."""
        roll = self.chance.random()
        if roll < 0.1:
            return self._let(scope)
        if depth and roll < 0.45:
            make = self.chance.choice([self._if, self._for, self._choose, self._either])
            return make(scope, depth - 1, exits), scope
        plain = self.chance.choice(
            [self._assign] * 8
            + [self._queue] * 3
            + [self._set, self._pop, self._assert, self._proc, self._move]
        )
        return plain(scope) or self._assign(scope), scope

    def _let(self, scope: Scope) -> tuple[ast.Stmt, Scope]:
        queue = self._place(scope, ast.QueueType)
        if queue is not None and self.chance.random() < 0.4:
            assert isinstance(queue.kind, ast.QueueType)
            kind, value = queue.kind.element, self._popped(queue)
        else:
            kind = self.chance.choice([BOOL, INT, *(a.kind for a in self.accesses(scope, 1))])
            value = self.strict(scope, kind) if self.can(scope, kind) else ast.BoolLit(True)
            kind = kind if self.can(scope, kind) else BOOL
        kind = INT if isinstance(kind, ast.RangeType) else kind
        name, after = scope.bind(kind)
        return ast.Let(ident(name), value), after

    def _places(self, scope: Scope) -> list[Access]:
        found = [a for a in self.accesses(scope, 2) if a.place]
        shown = {n.name for n in scope.names if n.place}
        return found + 3 * [a for a in self.accesses(scope, 0) if a.place and shown]

    def _place(self, scope: Scope, kind: type[Kind]) -> Access | None:
        found = [a for a in self._places(scope) if isinstance(a.kind, kind)]
        return self.chance.choice(found) if found else None

    def _assign(self, scope: Scope) -> ast.Stmt:
        places = [a for a in self._places(scope) if self.can(scope, a.kind)]
        if not places:
            return ast.Assert(self.expr(scope, BOOL, 1), "nothing to assign")
        a = self.chance.choice(places)
        if isinstance(a.kind, ast.RangeType) and self.chance.random() < 0.3:
            op = self.chance.choice(["+=", "-="])
            return ast.Assign(a.make(), op, self.expr(scope, INT, self.chance.choice([0, 0, 1])))
        return ast.Assign(
            a.make(), "=", self.expr(scope, a.kind, self.chance.choice([0, 1, 2]), expected=True)
        )

    def _popped(self, queue: Access) -> ast.Expr:
        return ast.Call(ast.Member(queue.make(), ident(self.chance.choice(["pop", "pop_back"]))), ())

    def _pop(self, scope: Scope) -> ast.Stmt | None:
        queue = self._place(scope, ast.QueueType)
        if queue is None:
            return None
        assert isinstance(queue.kind, ast.QueueType)
        targets = [a for a in self._places(scope) if fit(queue.kind.element, a.kind)]
        if not targets:
            return None
        return ast.Assign(self.chance.choice(targets).make(), "=", self._popped(queue))

    def _queue(self, scope: Scope) -> ast.Stmt | None:
        queue = self._place(scope, ast.QueueType)
        if queue is None:
            return None
        assert isinstance(queue.kind, ast.QueueType)
        element = queue.kind.element
        method = self.chance.choice(["push", "push", "push", "push_front", "remove", "clear", "move_to"])
        if method == "clear":
            return _do(queue, method)
        if method == "move_to":
            others = [
                a
                for a in self._places(scope)
                if isinstance(a.kind, ast.QueueType) and a.kind.element == element
            ]
            return _do(queue, method, self.chance.choice(others or [queue]).make(), self.expr(scope, INT, 0))
        if not self.can(scope, element):
            return _do(queue, "clear")
        return _do(queue, method, self.expr(scope, element, 1, expected=True))

    def _set(self, scope: Scope) -> ast.Stmt | None:
        found = self._place(scope, ast.SetType)
        if found is None:
            return None
        assert isinstance(found.kind, ast.SetType)
        method = self.chance.choice(["add", "add", "remove", "clear"])
        if method == "clear" or not self.can(scope, found.kind.element):
            return _do(found, "clear")
        return _do(found, method, self.expr(scope, found.kind.element, 1, expected=True))

    def _assert(self, scope: Scope) -> ast.Stmt:
        return ast.Assert(self.expr(scope, BOOL, 1), "as random as it gets")

    def _proc(self, scope: Scope) -> ast.Stmt | None:
        procs = [name for name, params in self.world.procs.items() if self.can_all(scope, params)]
        if not procs:
            return None
        name = self.chance.choice(procs)
        return ast.Do(ast.Call(ast.Name(name), self.arguments(scope, self.world.procs[name], 1)))

    def _move(self, scope: Scope) -> ast.Stmt | None:
        """Another process goes to a step; `scope.steps` says that there are processes to move."""
        if not (scope.steps and self.world.processes):
            return None
        name = self.chance.choice(list(self.world.processes))
        params, steps = self.world.processes[name]
        if scope.runs_in == "anything" and not params:
            return None
        own = {n.name for n in scope.names if n.name.startswith(f"{name}_")}
        if scope.runs_in == name and not params:
            return None
        outside = replace(scope, names=tuple(n for n in scope.names if n.name not in own))
        targets = [s for s in steps if "." not in s and s != "halted"]
        args = self.arguments(outside, params, 0)
        return ast.Assign(ast.Index(ast.Name(name), args), "=", ast.Name(self.chance.choice(targets)))

    def _if(self, scope: Scope, depth: int, exits: Exits) -> ast.Stmt:
        count = self.chance.choice([1, 1, 2])
        branches = tuple(
            (self.expr(scope, BOOL, 1), self.block(scope, depth, exits, 2)) for _ in range(count)
        )
        otherwise = self.block(scope, depth, exits, 2) if self.chance.random() < 0.4 else None
        return ast.If(branches, otherwise)

    def _for(self, scope: Scope, depth: int, exits: Exits) -> ast.Stmt:
        domain, kind = self.domain(scope)
        name, inner = scope.bind(kind)
        return ast.For(ident(name), domain, self.block(inner, depth, NO_EXIT, 2))

    def _choose(self, scope: Scope, depth: int, exits: Exits) -> ast.Stmt:
        domain, kind = self.domain(scope)
        name, inner = scope.bind(kind)
        where = self.expr(inner, BOOL, 1) if self.chance.random() < 0.4 else None
        return ast.Choose(ident(name), domain, where, self.block(inner, depth, exits, 2))

    def _either(self, scope: Scope, depth: int, exits: Exits) -> ast.Stmt:
        def branch() -> ast.Block:
            guards = [
                ast.Await(self.expr(scope, BOOL, 1)) for _ in range(self.chance.choice([0, 0, 0, 1, 2]))
            ]
            return ast.Block((*guards, *self.block(scope, depth, exits, 2).statements))

        return ast.Either(tuple(branch() for _ in range(self.chance.choice([2, 2, 3]))))


def _do(receiver: Access, method: str, *args: ast.Expr) -> ast.Stmt:
    return ast.Do(ast.Call(ast.Member(receiver.make(), ident(method)), args))


def _may_have_left(found: list[ast.Stmt]) -> bool:
    """Whether the last statement may have ended the step: nothing can be added behind it then."""
    return bool(found) and isinstance(found[-1], ast.If | ast.For | ast.Choose | ast.Either)


def inlined_steps(declared: ast.Decl, routines: dict[str, ast.Routine]) -> tuple[str, ...]:
    """The steps of every routine that a process calls, also by way of others."""
    found: dict[str, None] = {}
    for call in parts_of(declared):
        if isinstance(call, ast.CallRoutine):
            routine = routines[call.routine.text]
            found |= dict.fromkeys(f"{routine.name.text}.{s.name.text}" for s in routine.steps)
            found |= dict.fromkeys(inlined_steps(routine, routines))
    return tuple(found)


def unmentioned_steps(process: str, declared: tuple[ast.VariantItem, ...]) -> list[ast.Without]:
    """The steps of a process that a variant may leave out: something is left, and nothing names them."""
    steps = next(d.steps for d in declared if isinstance(d, ast.Process) and d.name.text == process)
    names = [p for d in declared for p in parts_of(d)]
    said = [p.text for p in names if isinstance(p, ast.Name)] + [
        p.step.text for p in names if isinstance(p, ast.Goto)
    ]
    free = [s.name for s in steps if s.name.text not in said]
    return [ast.Without(ident(process), s) for s in free] if len(steps) > 1 else []


def parts_of(node: object) -> Iterator[object]:
    """A part of a syntax tree and everything in it."""
    yield node
    if isinstance(node, tuple):
        for item in node:
            yield from parts_of(item)
    elif is_dataclass(node):
        for part in fields(node):
            if part.name not in {"span", "comments"}:
                yield from parts_of(getattr(node, part.name))
