"""How a move is named in every rendering: its actor, and the action with arguments and choices.

In: a model and a `Move` of it. Out: words. Assumed: the move's arguments are values of the
action's parameters, in order.
"""

from __future__ import annotations

from collections.abc import Sequence

from gmpcheck.model import types
from gmpcheck.model.ir import Action, Model
from gmpcheck.model.runs import Choice, Move
from gmpcheck.model.types import Machine, Optional, Value


def actor(model: Model, move: Move) -> str:
    """Who moves: `M0`; where the first parameter is no machine, the process `worker[2]` or the
    action with it `tick(3)`; without parameters the process or the action."""
    return agent(model.actions[move.action], move.args)


def agent(action: Action, args: Sequence[Value]) -> str:
    """Whom an action instance is about."""
    name = action.process or action.name
    if not args:
        return name
    t = action.params[0].type
    first = types.show(t, args[0])
    if isinstance(t, Machine) or (isinstance(t, Optional) and isinstance(t.inner, Machine)):
        return name if args[0] is None else first
    return f"{name}[{first}]" if action.process else f"{name}({first})"


def arguments(model: Model, move: Move) -> tuple[tuple[str, str], ...]:
    """The parameters of the action with their values in words."""
    params = model.actions[move.action].params
    return tuple((p.name, types.show(p.type, v)) for p, v in zip(params, move.args, strict=True))


def call(model: Model, move: Move) -> str:
    """The action with its arguments: `retake(m=M0, p=P1)`; without parameters its bare name."""
    name = model.actions[move.action].name
    inside = ", ".join(f"{param}={value}" for param, value in arguments(model, move))
    return f"{name}({inside})" if inside else name


def beside_actor(model: Model, move: Move) -> str:
    """The action where its actor has been named: a process does not repeat its own name, nor its
    only parameter (`worker.find`, for the only process of its name just `find`)."""
    action = model.actions[move.action]
    if action.process is None or len(move.args) > 1:
        return call(model, move)
    return action.name if move.args else action.name.removeprefix(f"{action.process}.")


def choice(taken: Choice) -> str:
    """How a choice was resolved: `v=P2`, or `branch 2` of an `either`."""
    return f"branch {taken.shown}" if taken.name == "either" else f"{taken.name}={taken.shown}"


def choices(move: Move) -> str:
    return " ".join(choice(taken) for taken in move.choices)


def instance(pairs: tuple[tuple[str, str], ...]) -> str:
    """The parameters of a property's instance: `m=M0, p=P1`."""
    return ", ".join(f"{name}={value}" for name, value in pairs)
