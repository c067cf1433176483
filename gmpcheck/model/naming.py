"""Parts of the state in the user's words: `P0.runq`, `posted[G1]`.

In: a model and the positions that lead into a variable's value. Out: text for faults, blocked
actions and traces. An expression that only reads one part of the state has a `Part`; finding it
needs the values of its indices, which the caller evaluates.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gmpcheck.model.ir import Checked, Element, Expr, FieldOf, Model, StateVar
from gmpcheck.model.types import Array, Bool, Queue, Range, Struct, Type, Value, position, show
from gmpcheck.source import Span


@dataclass(frozen=True, slots=True)
class Part:
    """The place in the state at the end of `positions`, from the value of a variable inwards."""

    variable: int
    positions: tuple[int, ...]
    type: Type


def part_name(model: Model, variable: int, positions: Sequence[int]) -> str:
    """`budget`, `posted[G1]`, `P0.runq`, `worker[M0].victim`, `clock.timers[2].when`."""
    declared = model.variables[variable]
    steps = _steps(declared.type, positions)
    own = declared.name.removeprefix(f"{declared.owner}.")
    if declared.role in ("field", "status") and steps:
        return f"{_bare(steps[0])}.{own}{''.join(steps[1:])}"
    arity = _arity(model, declared.owner) if declared.role in ("step", "local") else 0
    index = ", ".join(_bare(s) for s in steps[:arity])
    rest = "".join(steps[arity:])
    if declared.role == "local" and index:
        return f"{declared.owner}[{index}].{own}{rest}"
    return f"{declared.name}{f'[{index}]' if index else ''}{rest}"


def _arity(model: Model, process: str | None) -> int:
    return next((len(p.params) for p in model.processes if p.name == process), 0)


def _bare(step: str) -> str:
    return step.removeprefix("[").removesuffix("]")


def _steps(t: Type, positions: Sequence[int]) -> list[str]:
    steps: list[str] = []
    for at in positions:
        match t:
            case Struct(_, fields):
                name, t = fields[at]
                steps.append(f".{name}")
            case Array(index, element):
                steps.append(f"[{show(index, index_value(index, at))}]")
                t = element
            case Queue(element, _):
                steps.append(f"[{at}]")
                t = element
            case _:
                break
    return steps


def index_value(index: Type, at: int) -> Value:
    """The value of an index type at a position: the inverse of `types.position`."""
    match index:
        case Range(low, _):
            return low + at
        case Bool():
            return bool(at)
        case _:
            return at


def find_part(expr: Expr, evaluate: Callable[[Expr], Value]) -> Part | None:
    """The part of the state that an expression reads, None where it computes something."""
    match expr:
        case StateVar(variable, t):
            return Part(variable, (), t)
        case Checked(base):
            return find_part(base, evaluate)
        case FieldOf(base, number, t):
            whole = find_part(base, evaluate)
            return whole and Part(whole.variable, (*whole.positions, number), t)
        case Element(base, index, t):
            whole = find_part(base, evaluate)
            if whole is None:
                return None
            value = evaluate(index)
            at = position(base.type.index, value) if isinstance(base.type, Array) else int(value)
            return Part(whole.variable, (*whole.positions, at), t)
        case _:
            return None


def expression_name(model: Model, expr: Expr, evaluate: Callable[[Expr], Value]) -> str:
    """The part of the state that an expression reads, else its text in the spec."""
    part = find_part(expr, evaluate)
    if part is not None:
        return part_name(model, part.variable, part.positions)
    return source_text(expr.span) or "the value"


def source_text(span: Span) -> str:
    """The text of a span on one line, white space collapsed."""
    return " ".join(span.text.split())
