"""A saved trace put together with the model it is about.

In: a `SavedTrace` or parts of it, and a `Model`. Out: states, moves and a `Trace` of that model,
or a `SpecError` (GMP714 to GMP716) that says where the spec has changed since the trace was saved.
Deliberately absent: whether the steps are possible; only a replay by the interpreter can say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gmpcheck.model import types
from gmpcheck.model.ir import Action, FaultKind, Model, State
from gmpcheck.model.runs import Choice, Fault, Move
from gmpcheck.model.types import Type, Value
from gmpcheck.results import errors
from gmpcheck.results.itf import Json, SavedStep, SavedTrace
from gmpcheck.results.trace import Step, Trace
from gmpcheck.source import NOWHERE

_NUMBER = re.compile(r"-?[0-9]{1,1000}")


def decode_trace(model: Model, saved: SavedTrace) -> Trace:
    """The whole trace as values of the model. Its fault has no source position."""
    initial = decode_state(model, saved.initial, "states[0]")
    steps = tuple(_decode_step(model, saved, index) for index in range(len(saved.steps)))
    return Trace(model, initial, steps, saved.loop)


def decode_state(model: Model, saved: Mapping[str, Json], where: str = "the state") -> State:
    """A saved state as a state of the model; `where` is what messages call it."""
    declared = [v.name for v in model.variables]
    unknown = [name for name in saved if name not in declared]
    missing = [name for name in declared if name not in saved]
    if unknown or missing:
        raise errors.changed_variables(unknown, missing)
    return tuple(decode(v.type, saved[v.name], f"`{v.name}` of {where}") for v in model.variables)


def decode_move(model: Model, step: SavedStep, where: str = "the step") -> Move:
    """A saved step as a move of the model: the action by its key, else by its name."""
    index = _action(model, step, where)
    action = model.actions[index]
    _check_parameters(action, step, where)
    pairs = zip(action.params, step.args, strict=True)
    args = tuple(decode(p.type, value, f"`{p.name}` of {where}") for p, (_, value) in pairs)
    return Move(index, args, tuple(Choice(name, shown) for name, shown in step.choices))


def decode(t: Type, value: Json, where: str) -> Value:
    """An encoded value as a value of a type; `where` is what messages call it."""
    try:
        found = _decode(t, value)
    except (_Misfit, RecursionError):
        raise errors.changed_value(where, str(t), _brief(value)) from None
    if not types.contains(t, found):
        raise errors.changed_value(where, str(t), _brief(value))
    return found


class _Misfit(Exception):
    """A value does not have the shape of its type; `decode` says so in the user's words."""


def _decode(t: Type, value: Json) -> Value:
    match t:
        case types.Bool():
            return _expect(value, bool)
        case types.Int() | types.Range():
            return _integer(value)
        case types.Optional(inner):
            return None if value == "nil" else _decode(inner, value)
        case types.Enum(_, labels):
            return _position(labels, value)
        case types.Machine(_, size):
            return _position(tuple(types.show(t, i) for i in range(size)), value)
        case types.Queue(element, _):
            return tuple(_decode(element, v) for v in _expect(value, list))
        case types.Set(element):
            return frozenset(_decode(element, v) for v in _expect(_tagged("#set", value), list))
        case types.Array(index, element):
            return _array(index, element, _tagged("#map", value))
        case types.Struct(_, fields):
            return _struct(fields, value)


def _integer(value: Json) -> int:
    if isinstance(value, dict):
        text = _tagged("#bigint", value)
        if not isinstance(text, str) or not _NUMBER.fullmatch(text):
            raise _Misfit
        return int(text)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _Misfit
    return value


def _position(names: tuple[str, ...], value: Json) -> int:
    if not isinstance(value, str) or value not in names:
        raise _Misfit
    return names.index(value)


def _array(index: Type, element: Type, value: Json) -> Value:
    pairs = _expect(value, list)
    keys = [types.show(index, i) for i in types.values(index)]
    if len(pairs) != len(keys):
        raise _Misfit
    found = []
    for key, pair in zip(keys, pairs, strict=True):
        if not isinstance(pair, list) or len(pair) != 2 or pair[0] != key:
            raise _Misfit
        found.append(_decode(element, pair[1]))
    return tuple(found)


def _struct(fields: tuple[tuple[str, Type], ...], value: Json) -> Value:
    record = _expect(value, dict)
    if set(record) != {name for name, _ in fields}:
        raise _Misfit
    return tuple(_decode(field, record[name]) for name, field in fields)


def _tagged(tag: str, value: Json) -> Json:
    if not isinstance(value, dict) or set(value) != {tag}:
        raise _Misfit
    return value[tag]


def _expect(value: Json, wanted: type) -> Json:
    if not isinstance(value, wanted):
        raise _Misfit
    return value


_BRIEF = 60


def _brief(value: Json) -> str:
    """A value of a file as a message shows it."""
    text = f"`{value}`" if isinstance(value, str) else repr(value)
    return text if len(text) <= _BRIEF else text[:_BRIEF] + "…"


def _decode_step(model: Model, saved: SavedTrace, index: int) -> Step:
    step = saved.steps[index]
    where = f"step {index + 1}"
    move = decode_move(model, step, where)
    if step.state is not None:
        return Step(move, decode_state(model, step.state, f"states[{index + 1}]"))
    assert saved.fault is not None
    return Step(move, None, Fault(_fault_kind(saved.fault.kind, where), saved.fault.message, NOWHERE))


def _fault_kind(text: str, where: str) -> FaultKind:
    try:
        return FaultKind(text)
    except ValueError:
        raise errors.changed_value(f"the fault of {where}", "fault", _brief(text)) from None


def _action(model: Model, step: SavedStep, where: str) -> int:
    for index, action in enumerate(model.actions):
        if action.key == step.key:
            return index
    for index, action in enumerate(model.actions):
        if action.name == step.action:
            return index
    raise errors.changed_action(where, step.action, (a.name for a in model.actions))


def _check_parameters(action: Action, step: SavedStep, where: str) -> None:
    saved = ", ".join(name for name, _ in step.args)
    declared = ", ".join(p.name for p in action.params)
    if saved != declared:
        raise errors.changed_parameters(where, action.name, saved, declared)
