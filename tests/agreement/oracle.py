"""A second semantics of the language, written from its description alone: states, runs, predicates.

In: a spec as a syntax tree, optionally a variant and values for parameters. Out: initial states,
the transitions and faults of a state, truth of properties. Nothing of the type checker and of the
model is used: names are looked up where they are met, runs are listed rather than replayed, and a
process keeps a stack of frames rather than inlined routines. Slow, and deliberately different.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from gmpcheck.syntax import ast
from tests.agreement.expressions import Args, Frame, Scope, frames_of
from tests.agreement.statements import Executor, Faulted, Going, Left, Outcome, Outcomes, with_frames
from tests.agreement.values import Fault, Pairs, Plain, State, frozen, lookup


@dataclass(frozen=True)
class Run:
    """One run of an action instance or step: where it leads, or the kind of its fault."""

    action: str
    args: Args
    state: State | None
    fault: str | None = None


class StartFault(Exception):
    """An initial state cannot be computed: the spec is in error."""


class Oracle(Executor):
    """One variant of a spec as a transition system."""

    def __init__(
        self,
        spec: ast.Spec,
        variant: str | None = None,
        settings: Mapping[str, Plain] | None = None,
    ) -> None:
        super().__init__(spec, variant, settings or {})

    # ---- initial states

    def initial(self) -> list[State]:
        """The distinct initial states. Raises StartFault."""
        try:
            found = [end for start in self._starts() for end in self._initialised(start)]
            wheres = self.declared.of(ast.InitWhere)
            kept = [s for s in found if all(self.evaluate(w.condition, Scope(s)) for w in wheres)]
        except Fault as met:
            raise StartFault(met.kind) from met
        return list({frozen(s): s for s in kept}.values())

    def _starts(self) -> Iterator[State]:
        """The declared values: every combination that satisfies what `any where` asks for."""
        cells = [cell for d in self.declared.all for cell in self._cells(d)]
        for values in product(*(choices for _, choices in cells)):
            state = {name: value for (name, _), value in zip(cells, values, strict=True)}
            state = self._with_processes(self._with_fields(state))
            if all(self._satisfied(d, state) for d in self.declared.all):
                yield state

    def _cells(self, d: ast.Decl) -> Iterator[tuple[str, list[Plain]]]:
        """The parts of the state that a declaration makes, with their initial values."""
        match d:
            case ast.Var(ast.Ident(name), t, init):
                yield name, self._first_values(t, init, {})
            case ast.Machine(ast.Ident(name)):
                for ref in self.declared.named(name) or ():
                    for f in d.fields:
                        yield f"{name}.{f.name.text}#{ref.index}", self._first_values(f.type, f.init, {})
            case ast.Process(_, ast.Ident(name)):
                for args in self.instances(d.params):
                    names = dict(zip((p.name.text for p in d.params), args, strict=True))
                    for f in d.locals:
                        yield f"{name}.{f.name.text}#{args}", self._first_values(f.type, f.init, names)

    def _first_values(
        self, t: ast.TypeExpr, init: ast.Expr | ast.AnyValue | None, names: Mapping[str, Plain]
    ) -> list[Plain]:
        match init:
            case None:
                return [self.declared.default(t)]
            case ast.AnyValue():
                return list(self.declared.values(t))
        return [self._spread(t, self.evaluate(init, Scope({}, names)))]

    def _spread(self, t: ast.TypeExpr, value: Plain) -> Plain:
        """One initial value for an array is one for each element."""
        if isinstance(t, ast.ArrayType) and not isinstance(value, Pairs):
            return Pairs((i, self._spread(t.element, value)) for i in self.declared.values(t.index))
        return self.declared.fit(t, value)

    def _with_fields(self, cells: State) -> State:
        state = {d.name.text: cells[d.name.text] for d in self.declared.of(ast.Var)}
        for d in self.declared.of(ast.Machine):
            name, refs = d.name.text, self.declared.named(d.name.text) or []
            for f in d.fields:
                where = f"{name}.{f.name.text}"
                state[where] = Pairs((ref, cells[f"{where}#{ref.index}"]) for ref in refs)
            if d.status is not None:
                state[f"{name}.status"] = Pairs((ref, self.declared.statuses(name)[0]) for ref in refs)
        return {**cells, **state}

    def _with_processes(self, cells: State) -> State:
        state = {name: value for name, value in cells.items() if "#" not in name}
        for d in self.declared.of(ast.Process):
            name, first = d.name.text, d.steps[0].name.text if d.steps else "halted"
            state[name] = Pairs(
                (
                    args,
                    (
                        Frame(
                            name,
                            first,
                            Pairs((f.name.text, cells[f"{name}.{f.name.text}#{args}"]) for f in d.locals),
                        ),
                    ),
                )
                for args in self.instances(d.params)
            )
        return state

    def _satisfied(self, d: ast.Decl, state: State) -> bool:
        match d:
            case ast.Var(_, _, ast.AnyValue(where)) if where is not None:
                return bool(self.evaluate(where, Scope(state)))
            case ast.Machine(ast.Ident(name)):
                refs = self.declared.named(name) or ()
                return all(self._field_satisfied(d, ref, state) for ref in refs)
        return True

    def _field_satisfied(self, d: ast.Machine, ref: Plain, state: State) -> bool:
        """The condition of a field names the fields of its machine bare."""
        names = [f.name.text for f in d.fields] + (["status"] if d.status is not None else [])
        own = {n: lookup(state[f"{d.name.text}.{n}"], ref) for n in names}
        wheres = [f.init.where for f in d.fields if isinstance(f.init, ast.AnyValue)]
        return all(w is None or self.evaluate(w, Scope(state, own)) for w in wheres)

    def _initialised(self, start: State) -> list[State]:
        outcomes: Outcomes = [Going(Scope(start, starting=True))]
        for d in self.declared.of(ast.InitBlock):
            outcomes = [o for before in outcomes for o in self._next_block(before, d.body)]
        faults = [o.kind for o in outcomes if isinstance(o, Faulted)]
        if faults:
            raise Fault(faults[0])
        return [o.scope.state for o in outcomes if isinstance(o, Going)]

    def _next_block(self, before: Outcome, body: ast.Block) -> Outcomes:
        return self.execute(body, before.scope) if isinstance(before, Going) else [before]

    # ---- successors

    def instances(self, params: tuple[ast.Parameter, ...]) -> list[Args]:
        return list(product(*(list(self.declared.values(p.type)) for p in params)))

    def runs(self, state: State) -> list[Run]:
        """Every run of every action instance and process, those that fault included."""
        found: list[Run] = []
        for d in self.declared.all:
            match d:
                case ast.Action(_, ast.Ident(name), params, guard, body):
                    for args in self.instances(params):
                        names = dict(zip((p.name.text for p in params), args, strict=True))
                        outcomes = self._action(guard, body, Scope(state, names))
                        found += [_run(name, args, o) for o in outcomes]
                case ast.Process():
                    for args in self.instances(d.params):
                        found += self._step(d, args, state)
        return found

    def _action(self, guard: ast.Expr | None, body: ast.Block, scope: Scope) -> Outcomes:
        try:
            enabled = guard is None or self.evaluate(guard, scope)
        except Fault as met:
            return [Faulted(met.kind)]
        return self.execute(body, scope) if enabled else []

    def _step(self, process: ast.Process, args: Args, state: State) -> list[Run]:
        name = process.name.text
        top = frames_of(state, name, args)[-1]
        if top.step == "halted":
            return []
        steps = {s.name.text: s for s in self.steps(top.owner)}
        scope = Scope(state, self._parameters(process, top, args), (name, args))
        label = f"{name}.{self.step_of(state, name, args)}"
        outcomes = self.execute(steps[top.step].body, scope)
        return [_run(label, args, self._moved(process, args, o)) for o in outcomes]

    def steps(self, owner: str) -> tuple[ast.Step, ...]:
        found = self.declared
        return found.processes[owner].steps if owner in found.processes else found.routines[owner].steps

    def _parameters(self, process: ast.Process, frame: Frame, args: Args) -> dict[str, Plain]:
        """The parameters of a process can be named in its own steps; those of a routine are locals."""
        if frame.owner != process.name.text:
            return {}
        return dict(zip((p.name.text for p in process.params), args, strict=True))

    def _moved(self, process: ast.Process, args: Args, outcome: Outcome) -> Outcome:
        """The end of a step: the process goes on to its next one."""
        try:
            match outcome:
                case Going(scope):
                    return Going(self._fall_through(process, args, scope))
                case Left():
                    return Going(self._leave(process, args, outcome))
                case Faulted():
                    return outcome
        except Fault as met:
            return Faulted(met.kind)

    def _leave(self, process: ast.Process, args: Args, left: Left) -> Scope:
        scope, name = left.scope, process.name.text
        *below, top = frames_of(scope.state, name, args)
        match left.by:
            case ast.Goto(ast.Ident(step)):
                return with_frames(scope, name, args, (*below, replace(top, step=step)))
            case ast.Halt():
                bottom = frames_of(scope.state, name, args)[0]
                return with_frames(scope, name, args, (replace(bottom, step="halted", call=-1),))
            case ast.Return():
                return self._return(process, args, scope, left.value)
            case ast.CallRoutine() as call:
                return self._enter(process, args, scope, call)

    def _enter(self, process: ast.Process, args: Args, scope: Scope, by: ast.CallRoutine) -> Scope:
        routine = self.declared.routines[by.routine.text]
        given = self.arguments(routine.params, by.args, scope)
        own = {f.name.text: self._first_values(f.type, f.init, {})[0] for f in routine.locals}
        *below, top = frames_of(scope.state, process.name.text, args)
        waiting = replace(top, call=next(i for i, (c, _) in enumerate(self._calls(top)) if c is by))
        entered = Frame(by.routine.text, routine.steps[0].name.text, Pairs({**given, **own}.items()))
        return with_frames(scope, process.name.text, args, (*below, waiting, entered))

    def _calls(self, frame: Frame) -> list[tuple[ast.CallRoutine, str | None]]:
        step = next(s for s in self.steps(frame.owner) if s.name.text == frame.step)
        return calls_of(step.body)

    def _return(self, process: ast.Process, args: Args, scope: Scope, value: Plain) -> Scope:
        """Back to the caller, which takes the value and goes on, in the same transition."""
        name = process.name.text
        *below, top = frames_of(scope.state, name, args)
        caller = below[-1]
        result = self.declared.routines[top.owner].result
        value = value if result is None else self.declared.fit(result, value)
        call, then = self._calls(caller)[caller.call]
        scope = with_frames(scope, name, args, (*below[:-1], replace(caller, call=-1)))
        if call.target is not None:
            names = self._parameters(process, caller, args)
            scope = self.store(call.target, value, replace(scope, names=names))
        if then is None:
            return self._fall_through(process, args, scope)
        *below, top = frames_of(scope.state, name, args)
        return with_frames(scope, name, args, (*below, replace(top, step=then)))

    def _fall_through(self, process: ast.Process, args: Args, scope: Scope) -> Scope:
        """To the next step; past the last one a process halts and a routine returns."""
        name = process.name.text
        *below, top = frames_of(scope.state, name, args)
        names = [s.name.text for s in self.steps(top.owner)]
        following = names[names.index(top.step) + 1 :]
        if not following and below:
            return self._return(process, args, scope, None)
        step = following[0] if following else "halted"
        return with_frames(scope, name, args, (*below, replace(top, step=step)))

    # ---- predicates

    def within_bounds(self, state: State) -> bool:
        return all(self.evaluate(d.condition, Scope(state)) for d in self.declared.of(ast.Bound))

    def is_end(self, state: State) -> bool:
        ends = self.declared.of(ast.EndWhen)
        if ends or not self.declared.processes:
            return any(self.evaluate(d.condition, Scope(state)) for d in ends)
        return all(
            frames[-1].step == "halted" for name in self.declared.processes for _, frames in state[name]
        )

    @property
    def properties(self) -> list[ast.Property]:
        return self.declared.of(ast.Property)

    def holds(self, p: ast.Property, instance: Args, state: State) -> bool:
        names = dict(zip((q.name.text for q in p.params), instance, strict=True))
        return bool(self.evaluate(p.body, Scope(state, names)))


def _run(action: str, args: Args, outcome: Outcome) -> Run:
    match outcome:
        case Faulted(kind):
            return Run(action, args, None, kind)
        case Going(scope) | Left(scope):
            return Run(action, args, scope.state)


def calls_of(body: ast.Block) -> list[tuple[ast.CallRoutine, str | None]]:
    """The calls in a block in the order of the text, each with the step that a `goto` behind it names."""
    found: list[tuple[ast.CallRoutine, str | None]] = []
    for i, s in enumerate(body.statements):
        match s:
            case ast.CallRoutine():
                behind = body.statements[i + 1 :]
                found.append((s, next((g.step.text for g in behind if isinstance(g, ast.Goto)), None)))
            case ast.If(branches, otherwise):
                blocks = [b for _, b in branches] + ([] if otherwise is None else [otherwise])
                found += [c for b in blocks for c in calls_of(b)]
            case ast.For() | ast.Choose():
                found += calls_of(s.body)
            case ast.Either(branches):
                found += [c for b in branches for c in calls_of(b)]
    return found
