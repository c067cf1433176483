"""Walking over expressions: their parts, their conjuncts, the variables they read.

In: an `ir.Expr`. Out: facts that follow from its form alone; nothing is evaluated here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, assert_never

from gmpcheck.model.ir import (
    Arithmetic,
    Call,
    Checked,
    Compare,
    Conditional,
    Const,
    Contains,
    Domain,
    Element,
    Expr,
    FieldOf,
    Function,
    Inspect,
    Interval,
    Local,
    Logic,
    MakeSet,
    MakeStruct,
    Members,
    Negate,
    Not,
    Quantifier,
    StateVar,
    ValuesOf,
)
from gmpcheck.model.types import Array, Range


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct parts of an expression in the order of their evaluation."""
    match expr:
        case Const() | StateVar() | Local():
            return ()
        case Element(base, index):
            return (base, index)
        case FieldOf(base) | Checked(base) | Not(base) | Negate(base):
            return (base,)
        case Inspect(_, base):
            return (base,)
        case Arithmetic(_, left, right) | Compare(_, left, right) | Logic(_, left, right):
            return (left, right)
        case Contains(item, collection):
            return (item, collection)
        case Conditional(test, then, otherwise):
            return (test, then, otherwise)
        case MakeSet(items) | MakeStruct(items):
            return items
        case Call(_, args):
            return args
        case Quantifier(_, _, domain, body):
            return (*domain_parts(domain), body)
    assert_never(expr)


def domain_parts(domain: Domain) -> tuple[Expr, ...]:
    """The expressions that a domain is made of."""
    match domain:
        case ValuesOf():
            return ()
        case Interval(low, high):
            return (low, high)
        case Members(collection):
            return (collection,)
    assert_never(domain)


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and all its parts, outermost first, left to right."""
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(children(part)))


def variables_read(expr: Expr, functions: Sequence[Function]) -> frozenset[int]:
    """The state variables that an expression may read, through the functions it calls too."""
    found: set[int] = set()
    waiting, entered = [expr], set[int]()
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, StateVar):
                found.add(part.variable)
            elif isinstance(part, Call) and part.function not in entered:
                entered.add(part.function)
                waiting.append(functions[part.function].body)
    return frozenset(found)


def operands(op: Literal["&&", "||"], expr: Expr) -> list[Expr]:
    """The operands of a chain of one associative operator, left to right.

    Iterative, so that a guard of a thousand conjuncts does not exhaust the stack of Python.
    """
    found: list[Expr] = []
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Logic) and part.op == op:
            waiting += (part.right, part.left)
        else:
            found.append(part)
    return found


def conjuncts(expr: Expr) -> list[Expr]:
    """The operands of `&&`, left to right; the expression itself where it is no conjunction."""
    return operands("&&", expr)


def can_fault(expr: Expr, functions: Sequence[Function]) -> bool:
    """Whether some value of the state might make an expression fault; True where its form alone
    does not exclude it. A value of the very type that is wanted always fits."""
    waiting, entered = [expr], set[int]()
    while waiting:
        for part in walk(waiting.pop()):
            if _can_fault_itself(part, functions):
                return True
            if isinstance(part, Call) and part.function not in entered:
                entered.add(part.function)
                waiting.append(functions[part.function].body)
    return False


def _can_fault_itself(expr: Expr, functions: Sequence[Function]) -> bool:
    match expr:
        case Element(base, index):
            array = base.type
            return not isinstance(array, Array) or isinstance(array.index, Range) or index.type != array.index
        case Checked(base, t):
            return base.type != t
        case Arithmetic(op):
            return op in ("/", "%")
        case Inspect(op):
            return op in ("front", "back")
        case Call(number, args):
            called = functions[number]
            fitting = all(a.type == p.type for a, p in zip(args, called.params, strict=True))
            return not fitting or called.body.type != called.result
        case _:
            return False
