"""From states of the tool's model to states of the second semantics.

In: a model, the oracle of the same spec. Out: a function on states. Variables correspond by name
and values by type. The tool inlines the routines of a process, breadth first, once for each call;
the second semantics has a stack. So the steps behind the process's own are counted off along the
tree of calls, and what belongs to a call that is not in progress must have its first value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.syntax import ast
from tests.agreement.expressions import Frame
from tests.agreement.oracle import Oracle, calls_of
from tests.agreement.values import Pairs, Plain, Queue, Ref, State


def plain(kind: t.Type, value: t.Value) -> Plain:
    """A value of the model as a plain one."""
    match kind:
        case t.Enum(_, labels):
            return labels[value]
        case t.Machine(name, _):
            return Ref(name, value)
        case t.Optional(inner):
            return None if value is None else plain(inner, value)
        case t.Queue(element, capacity):
            return Queue.of((plain(element, v) for v in value), capacity)
        case t.Set(element):
            return frozenset(plain(element, v) for v in value)
        case t.Array(index, element):
            keys = (plain(index, i) for i in t.values(index))
            return Pairs.of(keys, (plain(element, v) for v in value))
        case t.Struct(_, fields):
            return Pairs((n, plain(f, v)) for (n, f), v in zip(fields, value, strict=True))
        case _:
            return value


@dataclass(frozen=True)
class _Inlined:
    """One call of a process's tree of calls, the process itself at the root."""

    owner: str
    steps: tuple[str, ...]
    locals: tuple[str, ...]
    waiting: tuple[Frame, ...] = ()
    """The frames below, without their locals, and which calls those are."""
    below: tuple[int, ...] = ()


class Correspondence:
    """Which variables and labels of a model are which parts of the oracle's states."""

    def __init__(self, model: ir.Model, oracle: Oracle) -> None:
        self.model = model
        self.oracle = oracle
        self.inlined = {p.name: tuple(self._inlined(p.name)) for p in model.processes}

    def _inlined(self, process: str) -> Iterator[_Inlined]:
        """The process, then its calls, breadth first."""
        declared = self.oracle.declared.processes[process]
        found = [_Inlined(process, _names(declared.steps), _names(declared.locals))]
        for number, here in enumerate(found):
            yield here
            for step in self.oracle.steps(here.owner):
                for n, (call, _) in enumerate(calls_of(step.body)):
                    routine = self.oracle.declared.routines[call.routine.text]
                    frame = Frame(here.owner, step.name.text, (), n)
                    found.append(
                        _Inlined(
                            routine.name.text,
                            _names(routine.steps),
                            _names((*routine.params, *routine.locals)),
                            (*here.waiting, frame),
                            (*here.below, number),
                        )
                    )

    def state(self, state: ir.State) -> State:
        found: State = {}
        for variable, value in zip(self.model.variables, state, strict=True):
            if variable.role in {"global", "field", "status"}:
                found[variable.name] = plain(variable.type, value)
        for process in self.model.processes:
            args = self.oracle.instances(self.oracle.declared.processes[process.name].params)
            found[process.name] = Pairs((a, self._frames(process, a, state)) for a in args)
        return found

    def _frames(self, process: ir.Process, args: tuple[Plain, ...], state: ir.State) -> tuple[Frame, ...]:
        """The stack of a process: which call its step belongs to, and the locals along the way."""
        calls = self.inlined[process.name]
        position = _cell(self.model, process.step_variable, args, state)[1]
        place, step = _counted_off(calls, position)
        active = (*calls[place].below, place)
        values = self._locals(process, args, state, active)
        frames = (*calls[place].waiting, Frame(calls[place].owner, step, ()))
        return tuple(replace(f, locals=values[n]) for f, n in zip(frames, active, strict=True))

    def _locals(
        self, process: ir.Process, args: tuple[Plain, ...], state: ir.State, active: tuple[int, ...]
    ) -> list[Pairs]:
        """The locals of each call; those of a call that is not in progress must be as at first."""
        variables = [
            i for i, v in enumerate(self.model.variables) if v.owner == process.name and v.role == "local"
        ]
        cells = iter(variables)
        found = []
        for number, call in enumerate(self.inlined[process.name]):
            mine = [next(cells) for _ in call.locals]
            found.append(Pairs.of(call.locals, (_local(self.model, i, args, state) for i in mine)))
            if number not in active and number:
                assert all(_is_at_first(self.model, i, args, state) for i in mine), "a call left a trace"
        assert next(cells, None) is None
        return found


def _names(items: tuple[ast.Step, ...] | tuple[ast.Field | ast.Parameter, ...]) -> tuple[str, ...]:
    return tuple(i.name.text for i in items)


def _counted_off(calls: tuple[_Inlined, ...], position: int) -> tuple[int, str]:
    """Which call a step label belongs to, and its name there."""
    for number, call in enumerate(calls):
        if position < len(call.steps):
            return number, call.steps[position]
        position -= len(call.steps)
    return 0, "halted"


def _cell(model: ir.Model, variable: int, args: tuple[Plain, ...], state: ir.State) -> tuple[t.Type, t.Value]:
    """A variable of a process for one of its parameter tuples."""
    kind, value = model.variables[variable].type, state[variable]
    for arg in args:
        assert isinstance(kind, t.Array)
        at = [plain(kind.index, i) for i in t.values(kind.index)].index(arg)
        kind, value = kind.element, value[at]
    return kind, value


def _local(model: ir.Model, variable: int, args: tuple[Plain, ...], state: ir.State) -> Plain:
    return plain(*_cell(model, variable, args, state))


def _is_at_first(model: ir.Model, variable: int, args: tuple[Plain, ...], state: ir.State) -> bool:
    start = model.variables[variable].start
    assert isinstance(start, ir.Fixed)
    first = tuple(start.value if i == variable else None for i in range(len(model.variables)))
    return _local(model, variable, args, first) == _local(model, variable, args, state)
