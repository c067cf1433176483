"""What bodies are made of: their statements, the expressions they evaluate, the places they change.

In: `ir` bodies and statements. Out: facts that follow from their form alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from gmpcheck.model import ir
from gmpcheck.model.walk import domain_parts


def statements(body: ir.Body) -> Iterator[ir.Stmt]:
    """Every statement of a body, those inside others included."""
    for stmt in body:
        yield stmt
        for inner in bodies(stmt):
            yield from statements(inner)


def bodies(stmt: ir.Stmt) -> tuple[ir.Body, ...]:
    """The bodies inside a statement."""
    match stmt:
        case ir.If(_, then, otherwise):
            return (then, otherwise)
        case ir.For(_, _, body) | ir.Choose(_, _, _, body):
            return (body,)
        case ir.Either(branches):
            return branches
        case _:
            return ()


def expressions(stmt: ir.Stmt) -> tuple[ir.Expr, ...]:
    """The expressions that a statement evaluates itself, those of inner bodies not included."""
    match stmt:
        case ir.Assign(place, value) | ir.Push(place, value) | ir.Remove(place, value) | ir.Add(place, value):
            return (value, *indices(place))
        case ir.Let(_, value):
            return (value,)
        case ir.If(test) | ir.Await(test) | ir.Assert(test):
            return (test,)
        case ir.For(_, domain):
            return domain_parts(domain)
        case ir.Choose(_, domain, where):
            return (*domain_parts(domain), *(() if where is None else (where,)))
        case ir.Pop(queue, _, into):
            return (*indices(queue), *(indices(into) if isinstance(into, ir.Place) else ()))
        case ir.Clear(place):
            return indices(place)
        case ir.MoveTo(source, target, count):
            return (count, *indices(source), *indices(target))
        case ir.Either() | ir.End():
            return ()
    assert_never(stmt)


def indices(place: ir.Place) -> tuple[ir.Expr, ...]:
    """The index expressions on the way to a place."""
    return tuple(step.index for step in place.path if isinstance(step, ir.At))


def written(stmt: ir.Stmt) -> tuple[ir.Place, ...]:
    """The places that a statement itself changes."""
    match stmt:
        case ir.Assign(place) | ir.Push(place) | ir.Remove(place) | ir.Clear(place) | ir.Add(place):
            return (place,)
        case ir.Pop(queue, _, into):
            return (queue, into) if isinstance(into, ir.Place) else (queue,)
        case ir.MoveTo(source, target):
            return (source, target)
        case _:
            return ()
