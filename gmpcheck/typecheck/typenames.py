"""Types as written → types with concrete bounds."""

from __future__ import annotations

from gmpcheck.model import types as t
from gmpcheck.source import Span
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors
from gmpcheck.typecheck.folding import integer
from gmpcheck.typecheck.program import BROKEN, Program

INDEX_LIMIT = 4096
"""Most instances of a machine, elements of an array, or places in a queue."""


def resolve(program: Program, node: ast.TypeExpr, allow_int: bool = False) -> t.Type:
    """The type; `BROKEN` where it is wrong, which has been reported then."""
    match node:
        case ast.NamedType():
            return _named(program, node, allow_int)
        case ast.RangeType():
            return _range(program, node)
        case ast.OptionalType(inner):
            return _optional(program, node, resolve(program, inner))
        case ast.QueueType(element, capacity):
            return _queue(program, resolve(program, element), capacity)
        case ast.SetType(element):
            return _set(program, resolve(program, element), node)
        case ast.ArrayType(index, element):
            return _array(program, resolve(program, index), resolve(program, element), node)


def machine(program: Program, name: str) -> t.Machine | None:
    """A machine's type with its number of instances."""
    program.used.add(name)
    declared = program.declarations[name]
    assert isinstance(declared, ast.Machine)
    if name in program.machines:
        return program.machines[name]
    if name in program.checking:
        program.report(errors.cyclic("machine", name, declared.name.span))
        return None
    program.checking.add(name)
    size = integer(program, declared.count)
    program.checking.discard(name)
    if size is None:
        return None
    if not 0 <= size <= INDEX_LIMIT:
        program.report(errors.bad_size(name, size, INDEX_LIMIT, declared.count.span))
        return None
    program.machines[name] = t.Machine(name, size)
    return program.machines[name]


def struct(program: Program, name: str) -> t.Struct | None:
    """A struct's type with the types of its fields; a struct cannot contain itself."""
    program.used.add(name)
    declared = program.declarations[name]
    assert isinstance(declared, ast.Struct)
    if name in program.structs:
        if program.structs[name] is None and name in program.checking:
            program.report(errors.cyclic("struct", name, declared.name.span))
        return program.structs[name]
    program.structs[name] = None
    program.checking.add(name)
    fields = tuple((f.name.text, resolve(program, f.type)) for f in declared.fields)
    program.checking.discard(name)
    whole = t.Struct(name, fields)
    if any(f is BROKEN for _, f in fields):
        return None
    # A struct of two structs doubles with each level: refuse before anything walks through it.
    if sum(leaves(f) for _, f in fields) <= STATE_LIMIT:
        program.structs[name] = whole
    else:
        refuse_huge(program, f"the struct {name}", whole, declared.name.span)
    return program.structs[name]


STATE_LIMIT = 100_000
"""Most elements of one variable of the state."""


def refuse_huge(program: Program, what: str, type: t.Type, span: Span) -> bool:
    """Whether a type is too large for a variable, which is reported."""
    size = leaves(type)
    if size > STATE_LIMIT:
        program.report(errors.too_large(what, size, STATE_LIMIT, span))
    return size > STATE_LIMIT


ANY_LIMIT = 1_000_000
"""Most initial values of one variable that is `any`."""


def refuse_wide_any(program: Program, type: t.Type, span: Span) -> None:
    """Reports an initial `any` of a type with more values than anybody can wait for."""
    if type is not BROKEN and (size := size_of(type)) > ANY_LIMIT:
        program.report(errors.too_large("the choice of initial values", size, ANY_LIMIT, span))


def leaves(a: t.Type) -> int:
    """How many elements a value of a type has."""
    match a:
        case t.Array(index, element):
            return t.count(index) * leaves(element)
        case t.Struct(_, fields):
            return sum(leaves(f) for _, f in fields)
        case t.Queue(element, capacity):
            return 1 + capacity * leaves(element)
        case t.Set(element):
            return size_of(element)
        case _:
            return 1


def _named(program: Program, node: ast.NamedType, allow_int: bool) -> t.Type:
    name = node.name.text
    match program.declarations.get(name):
        case ast.Enum():
            program.used.add(name)
            return program.enums.get(name, BROKEN)
        case ast.Machine():
            return machine(program, name) or BROKEN
        case ast.Struct():
            return struct(program, name) or BROKEN
    if name == "bool":
        return t.Bool()
    if name == "int":
        if not allow_int:
            program.report(errors.int_not_here(node.span))
        return t.Int() if allow_int else BROKEN
    declared = (ast.Enum, ast.Machine, ast.Struct)
    known = {n for n, d in program.declarations.items() if isinstance(d, declared)}
    built_in = {"bool", "queue", "set", "array"} | ({"int"} if allow_int else set())
    program.report(errors.unknown_type(name, node.span, known | built_in))
    return BROKEN


def _range(program: Program, node: ast.RangeType) -> t.Type:
    low, high = integer(program, node.low), integer(program, node.high)
    if low is None or high is None:
        return BROKEN
    if high < low:
        program.report(errors.empty_range(low, high, node.span))
        return BROKEN
    return t.Range(low, high)


def _optional(program: Program, node: ast.OptionalType, inner: t.Type) -> t.Type:
    if inner is BROKEN:
        return BROKEN
    if not isinstance(inner, t.Machine | t.Enum | t.Range):
        program.report(errors.bad_optional(inner, node.span))
        return BROKEN
    return t.Optional(inner)


def _queue(program: Program, element: t.Type, capacity: ast.Expr) -> t.Type:
    size = integer(program, capacity)
    if size is None or element is BROKEN:
        return BROKEN
    if not 0 <= size <= INDEX_LIMIT:
        program.report(errors.too_large("the queue", size, INDEX_LIMIT, capacity.span))
        return BROKEN
    return t.Queue(element, size)


def _set(program: Program, element: t.Type, node: ast.SetType) -> t.Type:
    if element is BROKEN:
        return BROKEN
    size = size_of(element)
    if size > INDEX_LIMIT:
        program.report(errors.too_large("the set's element type", size, INDEX_LIMIT, node.span))
        return BROKEN
    return t.Set(element)


def _array(program: Program, index: t.Type, element: t.Type, node: ast.ArrayType) -> t.Type:
    if index is BROKEN or element is BROKEN:
        return BROKEN
    if not isinstance(index, t.Bool | t.Range | t.Enum | t.Machine):
        program.report(errors.index_type(index, node.index.span))
        return BROKEN
    if t.count(index) > INDEX_LIMIT:
        program.report(errors.too_large("the array", t.count(index), INDEX_LIMIT, node.span))
        return BROKEN
    return t.Array(index, element)


def size_of(a: t.Type) -> int:
    """How many values a type has, as far as it matters: beyond the limit any large number."""
    match a:
        case t.Set(element):
            return int(2 ** min(size_of(element), 64))
        case t.Queue(element, capacity):
            return min(int(max(2, size_of(element)) ** min(capacity, 64)), 2**64)
        case t.Array(index, element):
            return min(int(size_of(element) ** min(t.count(index), 64)), 2**64)
        case t.Struct(_, fields):
            total = 1
            for _, field in fields:
                total = min(total * size_of(field), 2**64)
            return total
        case _:
            return min(t.count(a), 2**64)
