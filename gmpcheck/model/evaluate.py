"""The meaning of expressions: each node becomes one small Python function of state and frame.

In: `ir.Expr` of one model. Out: `Code`, which maps the values of the variables and the slots of
the frame to the value of the expression, or raises `FaultRaised`. Evaluation is left to right,
exact and pure but for binders, which live in slots of the frame that nobody reads before they are
set. Assumed: a well-typed model. Absent: every optimisation that would make a node's meaning less
obvious than its definition in language.md.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeAlias, assert_never

from gmpcheck.diagnostics import InternalError
from gmpcheck.model import errors
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
    FaultKind,
    FieldOf,
    Function,
    Inspect,
    Interval,
    Local,
    Logic,
    MakeSet,
    MakeStruct,
    Members,
    Model,
    Negate,
    Not,
    Quantifier,
    StateVar,
    ValuesOf,
)
from gmpcheck.model.naming import expression_name, index_value
from gmpcheck.model.types import (
    Array,
    Bool,
    Enum,
    Int,
    Machine,
    Queue,
    Range,
    Set,
    Type,
    Value,
    contains,
    count,
    ordered,
    position,
    show,
    values,
)
from gmpcheck.model.walk import operands
from gmpcheck.source import Span

Values: TypeAlias = Sequence[Value]
"""The value of each variable of the model."""

Frame: TypeAlias = list[Value]
"""The slots of one activation: parameters, binders, lets."""

Code: TypeAlias = Callable[[Values, Frame], Value]
Elements: TypeAlias = Callable[[Values, Frame], Iterable[Value]]


def truncated_quotient(a: int, b: int) -> int:
    """Division as in Go: towards zero."""
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def truncated_remainder(a: int, b: int) -> int:
    """The remainder that goes with `truncated_quotient`: the sign of the dividend."""
    return a - b * truncated_quotient(a, b)


_COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "min": min,
    "max": max,
}
_DIVISION: dict[str, Callable[[int, int], int]] = {"/": truncated_quotient, "%": truncated_remainder}


def fits(t: Type) -> Callable[[Value], bool]:
    """Whether a value lies within a type: `types.contains` with the type fixed."""
    match t:
        case Bool() | Int() | Enum() | Machine():
            return lambda value: value is not None
        case Range(low, high):
            return lambda value: value is not None and low <= value <= high
        case _:
            return partial(contains, t)


def element_type(domain: Domain) -> Type:
    """The type of what a domain ranges over."""
    match domain:
        case ValuesOf(t):
            return t
        case Interval():
            return Int()
        case Members(collection):
            if isinstance(collection.type, Queue | Set):
                return collection.type.element
            raise InternalError(f"a domain over the members of {collection.type}")
    assert_never(domain)


class Expressions:
    """The expressions of one model as functions."""

    def __init__(self, model: Model) -> None:
        self.model = model
        # Calls look their function up when they run, so that functions may come in any order.
        self._functions: list[Callable[[Values, list[Value], Span], Value]] = []
        self._functions += [self._function(f) for f in model.functions]

    def compile(self, expr: Expr) -> Code:
        match expr:
            case Const(value):
                return lambda state, frame: value
            case StateVar(variable):
                return lambda state, frame: state[variable]
            case Local(slot):
                return lambda state, frame: frame[slot]
            case Element():
                return self._element(expr)
            case FieldOf():
                return self._field(expr)
            case Checked():
                return self._checked(expr)
            case Not() | Negate():
                return self._unary(expr)
            case Arithmetic():
                return self._arithmetic(expr)
            case Compare():
                return self._compare(expr)
            case Logic():
                return self._logic(expr)
            case Conditional():
                return self._conditional(expr)
            case Contains():
                return self._contains(expr)
            case Inspect():
                return self._inspect(expr)
            case MakeSet(items):
                return self._collect(items, frozenset)
            case MakeStruct(fields):
                return self._collect(fields, tuple)
            case Call():
                return self._call(expr)
            case Quantifier():
                return self._quantifier(expr)
        assert_never(expr)

    def name(self, expr: Expr, state: Values, frame: Frame) -> str:
        """What an expression reads, in the user's words, for a message about its value."""
        return expression_name(self.model, expr, lambda e: self.compile(e)(state, frame))

    # ---- parts of values ----------------------------------------------------------------------

    def index(self, base: Type, index: Expr, span: Span, whole: Callable[[Values, Frame], str]) -> Code:
        """The position in an array (or, for a queue, of a length known only then) of an index;
        `whole` names what is indexed."""
        if not isinstance(base, Array):
            raise InternalError(f"an index into {base}")
        at, kind, size = self.compile(index), base.index, count(base.index)
        if index.type == kind and not isinstance(kind, Range):
            return at  # every value of an enum, machine or bool has its element
        legal = f"only {_extent(kind)}"

        def code(state: Values, frame: Frame) -> Value:
            value = at(state, frame)
            where = position(kind, value)
            if 0 <= where < size:
                return where
            raise errors.bad_index(whole(state, frame), value, legal, span)

        return code

    def _element(self, expr: Element) -> Code:
        base = self.compile(expr.base)
        if isinstance(expr.base.type, Queue):
            return self._queue_element(expr, base)

        def name(state: Values, frame: Frame) -> str:
            return self.name(expr.base, state, frame)

        at = self.index(expr.base.type, expr.index, expr.span, name)
        return _shortcut(expr) or (lambda state, frame: base(state, frame)[at(state, frame)])

    def _queue_element(self, expr: Element, base: Code) -> Code:
        index = self.compile(expr.index)

        def code(state: Values, frame: Frame) -> Value:
            queue, at = base(state, frame), index(state, frame)
            if 0 <= at < len(queue):
                return queue[at]
            name = self.name(expr.base, state, frame)
            raise errors.bad_index(name, at, f"{len(queue)} elements", expr.span)

        return code

    def _field(self, expr: FieldOf) -> Code:
        base, number = self.compile(expr.base), expr.field
        return lambda state, frame: base(state, frame)[number]

    def _checked(self, expr: Checked) -> Code:
        base, fitting = self.compile(expr.base), fits(expr.type)

        def code(state: Values, frame: Frame) -> Value:
            value = base(state, frame)
            if fitting(value):
                return value
            raise errors.misfit(self.name(expr.base, state, frame), expr.type, value, expr.span)

        return code

    # ---- operators ----------------------------------------------------------------------------

    def _unary(self, expr: Not | Negate) -> Code:
        base = self.compile(expr.base)
        if isinstance(expr, Not):
            return lambda state, frame: not base(state, frame)
        return lambda state, frame: -base(state, frame)

    def _arithmetic(self, expr: Arithmetic) -> Code:
        left, right = self.compile(expr.left), self.compile(expr.right)
        if expr.op in _ARITHMETIC:
            combine = _ARITHMETIC[expr.op]
            return lambda state, frame: combine(left(state, frame), right(state, frame))
        divide = _DIVISION[expr.op]

        def code(state: Values, frame: Frame) -> Value:
            dividend, divisor = left(state, frame), right(state, frame)
            if divisor != 0:
                return divide(dividend, divisor)
            name = self.name(expr.right, state, frame)
            raise errors.fault(FaultKind.DIVISION, f"{dividend} {expr.op} {name}, which is 0", expr.span)

        return code

    def _compare(self, expr: Compare) -> Code:
        left, right = self.compile(expr.left), self.compile(expr.right)
        if expr.op == "==" and isinstance(expr.right, Const):
            value = expr.right.value
            return lambda state, frame: left(state, frame) == value
        if expr.op == "==":
            return lambda state, frame: left(state, frame) == right(state, frame)
        if expr.op == "!=":
            return lambda state, frame: left(state, frame) != right(state, frame)
        test = _COMPARE[expr.op]
        return lambda state, frame: test(left(state, frame), right(state, frame))

    def _logic(self, expr: Logic) -> Code:
        if expr.op == "==>":
            left, right = self.compile(expr.left), self.compile(expr.right)
            return lambda state, frame: not left(state, frame) or right(state, frame)
        parts = tuple(self.compile(e) for e in operands(expr.op, expr))
        decisive = expr.op == "||"

        def code(state: Values, frame: Frame) -> Value:
            for part in parts:
                if part(state, frame) == decisive:
                    return decisive
            return not decisive

        return code

    def _conditional(self, expr: Conditional) -> Code:
        test, then = self.compile(expr.test), self.compile(expr.then)
        otherwise = self.compile(expr.otherwise)
        return lambda state, frame: (then if test(state, frame) else otherwise)(state, frame)

    # ---- collections --------------------------------------------------------------------------

    def _contains(self, expr: Contains) -> Code:
        item, collection = self.compile(expr.item), self.compile(expr.collection)

        def code(state: Values, frame: Frame) -> Value:
            value = item(state, frame)
            return value in collection(state, frame)

        return code

    def _inspect(self, expr: Inspect) -> Code:
        base, t = self.compile(expr.base), expr.base.type
        capacity = t.capacity if isinstance(t, Queue) else 0
        match expr.op:
            case "len":
                return lambda state, frame: len(base(state, frame))
            case "empty":
                return lambda state, frame: not base(state, frame)
            case "full":
                return lambda state, frame: len(base(state, frame)) >= capacity
            case "cap":
                return lambda state, frame: (base(state, frame), capacity)[1]
            case "front" | "back":
                return self._end_of_queue(expr, base)
        assert_never(expr.op)

    def _end_of_queue(self, expr: Inspect, base: Code) -> Code:
        at = 0 if expr.op == "front" else -1

        def code(state: Values, frame: Frame) -> Value:
            queue = base(state, frame)
            if queue:
                return queue[at]
            raise errors.empty(self.name(expr.base, state, frame), expr.span)

        return code

    def _collect(self, items: tuple[Expr, ...], make: Callable[[Iterable[Value]], Value]) -> Code:
        parts = tuple(self.compile(item) for item in items)
        return lambda state, frame: make([part(state, frame) for part in parts])

    # ---- functions and quantifiers ------------------------------------------------------------

    def _function(self, function: Function) -> Callable[[Values, list[Value], Span], Value]:
        slots, result = function.slots, fits(function.result)
        params = tuple((p, fits(p.type)) for p in function.params)
        body: list[Code] = []

        def run(state: Values, args: list[Value], span: Span) -> Value:
            frame: Frame = [None] * slots
            for (parameter, fitting), value in zip(params, args, strict=True):
                if not fitting(value):
                    where = f"argument {parameter.name} of {function.name}"
                    raise errors.misfit(where, parameter.type, value, span)
                frame[parameter.slot] = value
            if not body:
                body.append(self.compile(function.body))
            value = body[0](state, frame)
            if result(value):
                return value
            raise errors.misfit(f"the result of {function.name}", function.result, value, span)

        return run

    def _call(self, expr: Call) -> Code:
        functions, number, span = self._functions, expr.function, expr.span
        args = tuple(self.compile(a) for a in expr.args)
        return lambda state, frame: functions[number](state, [a(state, frame) for a in args], span)

    def domain(self, domain: Domain) -> Elements:
        """The elements of a domain in the order in which they are visited."""
        match domain:
            case ValuesOf(t):
                every = tuple(values(t))
                return lambda state, frame: every
            case Interval(low, high):
                first, last = self.compile(low), self.compile(high)
                return lambda state, frame: range(first(state, frame), last(state, frame) + 1)
            case Members(collection):
                members, t = self.compile(collection), collection.type
                if isinstance(t, Set):
                    element = t.element
                    return lambda state, frame: ordered(element, members(state, frame))
                return members
        assert_never(domain)

    def _quantifier(self, expr: Quantifier) -> Code:
        elements, body, slot = self.domain(expr.domain), self.compile(expr.body), expr.slot

        def witness(decisive: bool) -> Code:
            def code(state: Values, frame: Frame) -> Value:
                for value in elements(state, frame):
                    frame[slot] = value
                    if body(state, frame) == decisive:
                        return decisive
                return not decisive

            return code

        def total(state: Values, frame: Frame) -> Value:
            result = 0
            for value in elements(state, frame):
                frame[slot] = value
                result += body(state, frame)
            return result

        return total if expr.kind in ("count", "sum") else witness(expr.kind == "exists")


def _extent(index: Type) -> str:
    every = [index_value(index, 0), index_value(index, count(index) - 1)] if count(index) else []
    return "..".join(show(index, v) for v in every) if every else "no element"


def _shortcut(expr: Element) -> Code | None:
    """`field[m]` for a bound machine, by far the most frequent expression, without inner calls."""
    base, index = expr.base, expr.index
    if not (isinstance(base, StateVar) and isinstance(index, Local) and isinstance(base.type, Array)):
        return None
    if index.type != base.type.index or isinstance(base.type.index, Range):
        return None  # the position is not the value, or must be checked
    variable, slot = base.variable, index.slot
    return lambda state, frame: state[variable][frame[slot]]
