"""A state taken apart into the cells that a reader knows by name, and what changed between two.

In: a model and its states. Out: `Cell`s, named as reports name them (`P0.runq`, `worker[M0]`,
`worker[M0].victim`, `globq`), grouped by the agent they belong to, and `Change`s, one for each
smallest named part of a cell whose value differs (`posted[G1]`, `timer.armed`).
Assumed: variables have the shapes that `model.ir.Variable` promises. Deliberately absent: layout,
colour and wording, which are the renderers' own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

from gmpcheck.model import types
from gmpcheck.model.ir import Model, State, Variable
from gmpcheck.model.runs import Move
from gmpcheck.model.types import Array, Machine, Struct, Type, Value

Role = Literal["global", "field", "status", "step", "local"]


@dataclass(frozen=True, slots=True)
class Cell:
    """The part of one variable that belongs to one agent.

    `agent` is the instance (`P0`, `worker[M0]`), empty for globals; `kind` is its machine or
    process, empty for globals; `label` is the short name beside the agent (`runq`, `status`,
    `step`). `path` leads from the variable's value into nested tuples.
    """

    name: str
    label: str
    agent: str
    kind: str
    variable: int
    path: tuple[int, ...]
    type: Type
    role: Role
    usual: Value
    """The default of the type (nil, empty, false, lowest), which a compact rendering may leave out;
    None where the type has no default."""

    def value(self, state: State) -> Value:
        value = state[self.variable]
        for position in self.path:
            value = value[position]
        return value

    def shown(self, state: State) -> str:
        return types.show(self.type, self.value(state))

    @property
    def is_status(self) -> bool:
        """Whether this is what its agent is doing: the status of a machine, the step of a process."""
        return self.role in ("status", "step")


@dataclass(frozen=True, slots=True)
class Change:
    """A smallest named part of the state that differs, with both values in words."""

    name: str
    cell: Cell
    before: str
    after: str


def cells(model: Model) -> tuple[Cell, ...]:
    """Every cell of a model's state: machines in declaration order, processes, then globals; of
    each the instances in order, of each instance the variables in order."""
    found: list[Cell] = []
    for machine in model.machines:
        found += _instances(model, machine.name, (machine,))
    for process in model.processes:
        found += _instances(model, process.name, tuple(p.type for p in process.params))
    taken = {cell.variable for cell in found}
    for index, variable in enumerate(model.variables):
        if index not in taken:
            found.append(_global(variable, index))
    return tuple(found)


def own_step(model: Model, move: Move) -> Cell | None:
    """The cell that says at which step the process of a move stands; None for a plain action."""
    action = model.actions[move.action]
    process = next((p for p in model.processes if p.name == action.process), None)
    if process is None:
        return None
    path = tuple(types.position(p.type, value) for p, value in zip(process.params, move.args, strict=True))
    return next(c for c in cells(model) if c.variable == process.step_variable and c.path == path)


def changes(model: Model, before: State, after: State) -> tuple[Change, ...]:
    """What differs between two states, in the order of `cells`."""
    return tuple(
        Change(name, cell, types.show(t, old), types.show(t, new))
        for cell in cells(model)
        for name, t, old, new in differences(cell.name, cell.type, cell.value(before), cell.value(after))
    )


def differences(name: str, t: Type, old: Value, new: Value) -> Iterator[tuple[str, Type, Value, Value]]:
    """The smallest named parts in which two values of a type differ, with both their values. Queues
    and sets are shown whole: they are read as one thing."""
    if old == new:
        return
    match t:
        case Array(index, element):
            for i, a, b in zip(types.values(index), old, new, strict=True):
                yield from differences(f"{name}[{types.show(index, i)}]", element, a, b)
        case Struct(_, fields):
            for (field, inner), a, b in zip(fields, old, new, strict=True):
                yield from differences(f"{name}.{field}", inner, a, b)
        case _:
            yield name, t, old, new


def _global(variable: Variable, position: int) -> Cell:
    usual = _usual(variable.type)
    return Cell(variable.name, variable.name, "", "", position, (), variable.type, "global", usual)


def _instances(model: Model, owner: str, index: tuple[Type, ...]) -> list[Cell]:
    """The cells of every instance of a machine or process whose instances `index` counts."""
    owned = [(i, v) for i, v in enumerate(model.variables) if v.owner == owner and _fits(v.type, index)]
    found: list[Cell] = []
    for values in product(*(tuple(types.values(t)) for t in index)):
        path = tuple(types.position(t, value) for t, value in zip(index, values, strict=True))
        agent = _agent(owner, index, values)
        found += [_cell(variable, i, agent, len(index), path) for i, variable in owned]
    return found


def _fits(t: Type, index: tuple[Type, ...]) -> bool:
    """Whether a variable has one element per tuple of index values."""
    for _ in index:
        if not isinstance(t, Array):
            return False
        t = t.element
    return True


def _agent(owner: str, index: tuple[Type, ...], values: tuple[Value, ...]) -> str:
    match index:
        case ():
            return owner
        case (Machine(name, _),) if name == owner:
            return f"{name}{values[0]}"
    return f"{owner}[{', '.join(types.show(t, v) for t, v in zip(index, values, strict=True))}]"


def _cell(variable: Variable, position: int, agent: str, depth: int, path: tuple[int, ...]) -> Cell:
    owner = variable.owner or ""
    inner = variable.type
    for _ in range(depth):
        assert isinstance(inner, Array)
        inner = inner.element
    if variable.role == "step":
        name, label = agent, "step"
    else:
        label = variable.name.removeprefix(f"{owner}.")
        name = f"{agent}.{label}"
    return Cell(name, label, agent, owner, position, path, inner, variable.role, _usual(inner))


def _usual(t: Type) -> Value:
    return types.default(t) if types.has_default(t) else None
