"""Parts of the state that statements read and change.

In: an `ir.Place`. Out: a `Target`, which finds the positions that lead to the part, reads it, and
stores a checked value there. A state in the making is a list with one value per variable; values
are immutable, so that a store rebuilds the tuples around the part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from gmpcheck.diagnostics import InternalError
from gmpcheck.model import errors
from gmpcheck.model.evaluate import Code, Expressions, Frame, Values, fits
from gmpcheck.model.ir import At, In, Place
from gmpcheck.model.naming import part_name
from gmpcheck.model.types import Array, Enum, Struct, Type, Value, show
from gmpcheck.source import Span

Positions: TypeAlias = tuple[int, ...]


def replaced(whole: Value, positions: Positions, value: Value) -> Value:
    """A value with another value for the part at the end of `positions`."""
    if not positions:
        return value
    at, inner = positions[0], positions[1:]
    return (*whole[:at], replaced(whole[at], inner, value), *whole[at + 1 :])


@dataclass(frozen=True, slots=True)
class Target:
    """A place of the model. `store` checks nil, range and, unless `exempt`, the lifecycle."""

    place: Place
    locate: Callable[[Values, Frame], Positions]
    name: Callable[[Positions], str]
    fitting: Callable[[Value], bool]
    arrows: frozenset[tuple[int, int]] | None

    def read(self, state: list[Value], positions: Positions) -> Value:
        value = state[self.place.variable]
        for at in positions:
            value = value[at]
        return value

    def write(self, state: list[Value], positions: Positions, value: Value) -> None:
        variable = self.place.variable
        state[variable] = replaced(state[variable], positions, value)

    def store(self, state: list[Value], positions: Positions, value: Value, span: Span) -> None:
        if not self.fitting(value):
            raise errors.misfit(self.name(positions), self.place.type, value, span)
        if self.arrows is not None:
            old = self.read(state, positions)
            if (old, value) not in self.arrows:
                raise self._illegal(positions, old, value, span)
        self.write(state, positions, value)

    def _illegal(self, positions: Positions, old: Value, new: Value, span: Span) -> Exception:
        owner, dot, own = self.name(positions).rpartition(".")
        subject = f"{own} of {owner}" if dot else own
        t = self.place.type
        return errors.illegal_change(subject, show(t, old), show(t, new), span)


def compile_place(place: Place, expressions: Expressions, exempt: bool) -> Target:
    """The target that a place is; `exempt` switches lifecycles off, as `init` wants it."""
    t = place.type
    return Target(
        place,
        _locator(place, expressions),
        lambda positions: part_name(expressions.model, place.variable, positions),
        fits(t),
        t.arrows if isinstance(t, Enum) and not exempt else None,
    )


def _locator(place: Place, expressions: Expressions) -> Callable[[Values, Frame], Positions]:
    steps: list[Code] = []
    t = expressions.model.variables[place.variable].type
    for step in place.path:
        code, t = _step(step, t, place, tuple(steps), expressions)
        steps.append(code)
    if not steps:
        return lambda state, frame: ()
    if len(steps) == 1:
        only = steps[0]
        return lambda state, frame: (only(state, frame),)
    return lambda state, frame: tuple([step(state, frame) for step in steps])


def _step(
    step: At | In, t: Type, place: Place, before: tuple[Code, ...], expressions: Expressions
) -> tuple[Code, Type]:
    match step:
        case In(number):
            if not isinstance(t, Struct):
                raise InternalError(f"a path into field {number} of {t}")
            return (lambda state, frame: number), t.fields[number][1]
        case At(index):
            if not isinstance(t, Array):
                raise InternalError(f"a path into an element of {t}")

            def whole(state: Values, frame: Frame) -> str:
                positions = [code(state, frame) for code in before]
                return part_name(expressions.model, place.variable, positions)

            return expressions.index(t, index, place.span, whole), t.element
    assert_never(step)
