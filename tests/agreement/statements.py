"""What a body of statements does: the list of all its runs.

In: statements and a `Scope`. Out: outcomes, one for each run; a statement continues every run that
is still `Going`, so that a choice simply makes more of them. A run that does not exist is absent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from gmpcheck.syntax import ast
from tests.agreement.expressions import Evaluator, Frame, Scope, frames_of
from tests.agreement.values import (
    Fault,
    Pairs,
    Path,
    Plain,
    Queue,
    Ref,
    as_number,
    calculate,
    fault,
    inside,
    lookup,
    replaced,
)


@dataclass(frozen=True)
class Going:
    """The run is at the end of what has been executed so far."""

    scope: Scope


@dataclass(frozen=True)
class Left:
    """The run has left its body by a `goto`, `return`, `halt` or `call`."""

    scope: Scope
    by: ast.Goto | ast.Return | ast.Halt | ast.CallRoutine
    value: Plain = None


@dataclass(frozen=True)
class Faulted:
    kind: str


Outcome = Going | Left | Faulted
Outcomes = list[Outcome]


@dataclass(frozen=True)
class Place:
    """A part of the state: the name that holds it, the way into its value, and its type.

    `local` says that the name is one of the running process or routine.
    """

    name: str
    path: Path
    type: ast.TypeExpr
    local: bool = False


class Executor(Evaluator):
    """Statements over the declarations of one variant of a spec."""

    def execute(self, body: ast.Block, scope: Scope) -> Outcomes:
        """The runs of a block; the names bound in it end with it."""
        outcomes: Outcomes = [Going(scope)]
        for statement in body.statements:
            outcomes = [o for before in outcomes for o in self._continue(before, statement)]
        return [Going(replace(o.scope, names=scope.names)) if isinstance(o, Going) else o for o in outcomes]

    def _continue(self, before: Outcome, s: ast.Stmt) -> Outcomes:
        if not isinstance(before, Going):
            return [before]
        try:
            return self._statement(s, before.scope)
        except Fault as met:
            return [Faulted(met.kind)]

    def _statement(self, s: ast.Stmt, scope: Scope) -> Outcomes:
        match s:
            case ast.Assign(target, op, value):
                return [Going(self._assign(target, op, value, scope))]
            case ast.Let(name, value):
                taken, scope = self._value(value, scope)
                return [Going(scope.bind(name.text, taken))]
            case ast.If(branches, otherwise):
                return self._if(branches, otherwise, scope)
            case ast.For(binder, domain, body):
                return self._for(binder.text, self.domain(domain, scope), body, scope)
            case ast.Choose():
                return self._choose(s, scope)
            case ast.Either(branches):
                return [o for branch in branches for o in self.execute(branch, scope)]
            case ast.Assert(test, _):
                return [Going(scope)] if self.evaluate(test, scope) else fault("ASSERT")
            case ast.Await(test):
                return [Going(scope)] if self.evaluate(test, scope) else []
            case ast.Return(value):
                return [Left(scope, s, None if value is None else self.evaluate(value, scope))]
            case ast.Goto() | ast.Halt() | ast.CallRoutine():
                return [Left(scope, s)]
            case ast.Do(call):
                return self._do(call, scope)
        raise NotImplementedError(s)

    def _if(
        self, branches: tuple[tuple[ast.Expr, ast.Block], ...], otherwise: ast.Block | None, scope: Scope
    ) -> Outcomes:
        for test, body in branches:
            if self.evaluate(test, scope):
                return self.execute(body, scope)
        return [Going(scope)] if otherwise is None else self.execute(otherwise, scope)

    def _for(self, binder: str, values: list[Plain], body: ast.Block, scope: Scope) -> Outcomes:
        outcomes: Outcomes = [Going(scope)]
        for value in values:
            turn = self._turn(binder, value, body, scope)
            outcomes = [o for before in outcomes for o in turn(before)]
        return outcomes

    def _turn(
        self, binder: str, value: Plain, body: ast.Block, outer: Scope
    ) -> Callable[[Outcome], Outcomes]:
        def turn(before: Outcome) -> Outcomes:
            if not isinstance(before, Going):
                return [before]
            found = self.execute(body, before.scope.bind(binder, value))
            return [Going(replace(o.scope, names=outer.names)) if isinstance(o, Going) else o for o in found]

        return turn

    def _choose(self, s: ast.Choose, scope: Scope) -> Outcomes:
        found: Outcomes = []
        for value in self.domain(s.domain, scope):
            inner = scope.bind(s.binder.text, value)
            try:
                exists = s.where is None or self.evaluate(s.where, inner)
            except Fault as met:
                found.append(Faulted(met.kind))
                continue
            found += self._turn(s.binder.text, value, s.body, scope)(Going(scope)) if exists else []
        return found

    def _do(self, call: ast.Call, scope: Scope) -> Outcomes:
        if isinstance(call.callee, ast.Name):
            proc = self.declared.procs[call.callee.text]
            inner = replace(scope, names=self.arguments(proc.params, call.args, scope), own=False)
            found = self.execute(proc.body, inner)
            return [
                Going(replace(o.scope, names=scope.names, own=scope.own)) if isinstance(o, Going) else o
                for o in found
            ]
        assert isinstance(call.callee, ast.Member)
        return [Going(self._method(call.callee.base, call.callee.name.text, call.args, scope))]

    # ---- values and places

    def _value(self, e: ast.Expr, scope: Scope) -> tuple[Plain, Scope]:
        """The value of a right-hand side, and the scope behind it: `pop` changes its queue."""
        match e:
            case ast.Call(ast.Member(base, ast.Ident("pop" | "pop_back" as method)), ()):
                place = self.place(base, scope)
                queue = self.read(place, scope)
                if not queue:
                    fault("EMPTY")
                taken, rest = (queue[0], queue[1:]) if method == "pop" else (queue[-1], queue[:-1])
                return taken, self.write(place, rest, scope)
        return self.evaluate(e, scope), scope

    def _assign(self, target: ast.Expr, op: str, value: ast.Expr, scope: Scope) -> Scope:
        if op == "=":
            taken, scope = self._value(value, scope)
        else:
            present = as_number(self.evaluate(target, scope))
            taken = calculate(op[0], present, as_number(self.evaluate(value, scope)))
        return self.store(target, taken, scope)

    def store(self, target: ast.Expr, value: Plain, scope: Scope) -> Scope:
        """The target's index is evaluated here, after the value."""
        if isinstance(target, ast.Index) and isinstance(target.base, ast.Name):
            process = target.base.text
            if process in self.declared.processes:
                args = self.process_args(process, target.indices, scope)
                return self._move(process, args, str(value), scope)
        place = self._located(target, value, scope)
        if isinstance(place.type, ast.NamedType) and place.type.name.text.endswith(".status"):
            self._check_lifecycle(place, value, scope)
        return self.write(place, value, scope)

    def _check_lifecycle(self, place: Place, value: Plain, scope: Scope) -> None:
        arrows = self.declared.arrows(place.name.removesuffix(".status"))
        if not scope.starting and arrows is not None and (self.read(place, scope), value) not in arrows:
            fault("LIFECYCLE")

    def _move(self, process: str, args: tuple[Plain, ...], step: str, scope: Scope) -> Scope:
        """Another process goes to a step; a routine that it is in is abandoned."""
        if (process, args) == scope.me:
            fault("ASSERT")
        first = frames_of(scope.state, process, args)[0]
        return with_frames(scope, process, args, (Frame(process, step, first.locals),))

    def _located(self, e: ast.Expr, value: Plain, scope: Scope) -> Place:
        """The place for a value; nil may fault before the indices on the way to it are looked at."""
        try:
            return self.place(e, scope)
        except Fault as met:
            if value is None:
                raise Fault(met.kind, "NIL") from met
            raise

    def place(self, e: ast.Expr, scope: Scope) -> Place:
        match e:
            case ast.Name(text):
                return self._named_place(text, scope)
            case ast.Member(base, ast.Ident(name)):
                value = self.evaluate(base, scope)
                if isinstance(value, Pairs):
                    outer = self.place(base, scope)
                    assert isinstance(outer.type, ast.NamedType)
                    inner = self.declared.fields(outer.type.name.text)[name]
                    return replace(outer, path=(*outer.path, name), type=inner)
                return fault("NIL") if value is None else self._field_place(value, name)
            case ast.Index(base, (index,)):
                outer = self.place(base, scope)
                assert isinstance(outer.type, ast.ArrayType)
                key = self.index_value(outer.type.index, self.evaluate(index, scope))
                return replace(outer, path=(*outer.path, key), type=outer.type.element)
        raise NotImplementedError(e)

    def _named_place(self, name: str, scope: Scope) -> Place:
        if scope.me is not None and name in scope.locals():
            owner = frames_of(scope.state, *scope.me)[-1].owner
            return Place(name, (), self.local_types(owner)[name], local=True)
        return Place(name, (), self.declared.variables[name].type)

    def local_types(self, owner: str) -> dict[str, ast.TypeExpr]:
        """The locals of a process, or the parameters and locals of a routine."""
        if owner in self.declared.processes:
            return {f.name.text: f.type for f in self.declared.processes[owner].locals}
        routine = self.declared.routines[owner]
        return {f.name.text: f.type for f in (*routine.params, *routine.locals)}

    def _field_place(self, instance: Ref, name: str) -> Place:
        where = f"{instance.machine}.{name}"
        if name == "status":
            return Place(where, (instance,), ast.NamedType(ast.Ident(where)))
        fields = self.declared.machines[instance.machine].fields
        t = next(f.type for f in fields if f.name.text == name)
        return Place(where, (instance,), t)

    def read(self, place: Place, scope: Scope) -> Plain:
        if place.local:
            return inside(scope.locals()[place.name], place.path)
        return inside(scope.state[place.name], place.path)

    def write(self, place: Place, value: Plain, scope: Scope) -> Scope:
        """Stores a value that fits the type of the place."""
        value = self.declared.fit(place.type, value)
        if not place.local:
            changed = replaced(scope.state[place.name], place.path, value)
            return replace(scope, state={**scope.state, place.name: changed})
        assert scope.me is not None
        *below, top = frames_of(scope.state, *scope.me)
        changed = replaced(lookup(top.locals, place.name), place.path, value)
        kept = replaced(top.locals, (place.name,), changed)
        return with_frames(scope, *scope.me, (*below, replace(top, locals=kept)))

    # ---- queues and sets

    def _method(self, base: ast.Expr, method: str, args: tuple[ast.Expr, ...], scope: Scope) -> Scope:
        """What is added or removed is evaluated before the indices of the queue or set."""
        if method == "move_to":
            return self._move_elements(base, args, scope)
        item = self.evaluate(args[0], scope) if args else ()
        place = self._located(base, item, scope)
        value = self.read(place, scope)
        if method == "clear":
            return self.write(place, type(value)(), scope)
        assert isinstance(place.type, ast.QueueType | ast.SetType)
        element = place.type.element
        if item is None and method.startswith("push") and value.full():
            raise Fault("FULL", None if isinstance(element, ast.OptionalType) else "NIL")
        item = self.declared.settled(element, item)
        changed = _in_queue(value, method, item) if isinstance(value, Queue) else _in_set(value, method, item)
        if method != "remove":
            self.declared.fit(element, item)
        return self.write(place, changed, scope)

    def _move_elements(self, base: ast.Expr, args: tuple[ast.Expr, ...], scope: Scope) -> Scope:
        count = as_number(self.evaluate(args[1], scope))
        place, target = self.place(base, scope), self.place(args[0], scope)
        source = self.read(place, scope)
        if not 0 <= count <= len(source):
            fault("MOVE")
        scope = self.write(place, source[count:], scope)
        queue = self.read(target, scope)
        if len(queue) + count > queue.capacity:
            fault("FULL")
        return self.write(target, queue + source[:count], scope)


def _in_queue(queue: Queue, method: str, item: Plain) -> tuple[Plain, ...]:
    if method == "remove":
        at = queue.index(item) if item in queue else fault("ABSENT")
        return queue[:at] + queue[at + 1 :]
    if queue.full():
        fault("FULL")
    return (*queue, item) if method == "push" else (item, *queue)


def _in_set(members: frozenset[Plain], method: str, item: Plain) -> frozenset[Plain]:
    return members | {item} if method == "add" else members - {item}


def with_frames(scope: Scope, process: str, args: tuple[Plain, ...], frames: tuple[Frame, ...]) -> Scope:
    changed = replaced(scope.state[process], (args,), frames)
    return replace(scope, state={**scope.state, process: changed})
