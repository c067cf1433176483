"""Expressions: names resolved, types checked, run-time checks put where a value may not fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, assert_never

from gmpcheck.diagnostics import InternalError
from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.source import Span
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors, kinds, names, typenames
from gmpcheck.typecheck.calls import call
from gmpcheck.typecheck.domains import domain
from gmpcheck.typecheck.env import Env, broken
from gmpcheck.typecheck.folding import integer
from gmpcheck.typecheck.kinds import BOOL, INT
from gmpcheck.typecheck.program import BROKEN, KINDS, ProcessLayout
from gmpcheck.typecheck.wanted import condition, exactly, index_of, number


def check(env: Env, node: ast.Expr, expected: t.Type | None = None) -> ir.Expr:
    """The typed form of an expression. `expected` only helps to resolve labels, nil, `{}` and
    `all`; the caller still asks whether the type fits. Problems are reported to the program."""
    match node:
        case ast.IntLit(value):
            return ir.Const(value, INT, span=node.span)
        case ast.BoolLit(truth):
            return ir.Const(truth, BOOL, span=node.span)
        case ast.NilLit():
            return _nil(env, node, expected)
        case ast.Name():
            return names.name(env, node, expected)
        case ast.Member():
            found = names.qualified(env, node)
            return found if found is not None else names.member(env, node, check(env, node.base))
        case ast.Index():
            return _index(env, node)
        case ast.Call():
            return call(env, node)
        case ast.Unary():
            return _unary(env, node)
        case ast.Binary():
            return _binary(env, node)
        case ast.Conditional():
            return _conditional(env, node, expected)
        case ast.Between():
            raise InternalError("the grammar has ranges only where there are domains")
        case ast.Quantifier():
            return _quantifier(env, node)
        case ast.SetLit():
            return _set_literal(env, node, expected)
        case ast.StructLit():
            return _struct_literal(env, node)
        case ast.All():
            return _all(env, node, expected)
    assert_never(node)


def _nil(env: Env, node: ast.NilLit, expected: t.Type | None) -> ir.Expr:
    if expected is None:
        env.program.report(
            errors.no_type(
                "`nil`", node.span, "write it where its type is known: beside ==, or on the right of ="
            )
        )
        return broken(node.span)
    if expected is BROKEN or isinstance(expected, t.Optional):
        return ir.Const(None, expected, span=node.span)
    env.program.report(errors.never_nil(expected, node.span))
    return broken(node.span)


# ---- indexing ---------------------------------------------------------------------------------


def _index(env: Env, node: ast.Index) -> ir.Expr:
    if isinstance(node.base, ast.Name) and node.base.text not in env.names:
        match env.program.declarations.get(node.base.text):
            case ast.Machine():
                return _instance(env, node.base.text, node)
            case ast.Process():
                found = process_step(env, node)
                return broken(node.span) if found is None else found[1]
    base = check(env, node.base)
    if len(node.indices) != 1 and base.type is not BROKEN:
        env.program.report(errors.one_index(len(node.indices), node.span))
        return broken(node.span)
    match base.type:
        case t.Array(index, element):
            return ir.Element(base, index_of(env, node.indices[0], index), element, span=node.span)
        case t.Queue(element, _):
            return ir.Element(base, number(env, node.indices[0], "[…]"), element, span=node.span)
    for extra in node.indices:
        check(env, extra, BROKEN)
    if base.type is not BROKEN:
        env.program.report(errors.not_indexable(base.type, node.base.span))
    return broken(node.span)


def _instance(env: Env, machine: str, node: ast.Index) -> ir.Expr:
    """A literal instance `G[0]`: it makes the machine's type ordered, except in initial values."""
    owner = typenames.machine(env.program, machine)
    if len(node.indices) != 1:
        env.program.report(errors.instance_count(machine, len(node.indices), node.span))
        return broken(node.span)
    before = len(env.program.problems)
    index = integer(env.program, node.indices[0], frozenset(env.names))
    for i, problem in enumerate(env.program.problems[before:], before):
        if problem.code == "GMP213":
            env.program.problems[i] = errors.instance_by_state(machine, node.indices[0].span)
    if owner is None or index is None:
        return broken(node.span)
    if not 0 <= index < owner.size:
        env.program.report(errors.instance_range(machine, index, owner.size, node.span))
        return broken(node.span)
    if env.phase == "state":
        env.program.order(machine, f"the literal instance {machine}[{index}]", node.span)
    return ir.Const(index, owner, span=node.span)


def process_step(env: Env, node: ast.Expr) -> tuple[ProcessLayout, ir.Expr] | None:
    """`worker[m]` as the process and the value of its step variable; None for anything else, and
    where it is wrong and has been reported."""
    if not isinstance(node, ast.Index) or not isinstance(node.base, ast.Name) or node.base.text in env.names:
        return None
    layout = env.program.processes.get(node.base.text)
    if layout is None:
        if not env.program.placed:
            env.program.report(errors.not_constant(node.span))
        return None
    env.program.used.add(layout.name)
    if len(node.indices) != len(layout.params):
        what = f"process `{layout.name}`"
        env.program.report(
            errors.arity(what, len(layout.params), len(node.indices), node.span, layout.declaration.name.span)
        )
        return None
    expr = names.read(env, layout.variable, node.span)
    for index, (_, type) in zip(node.indices, layout.params, strict=True):
        if not isinstance(expr.type, t.Array):
            return None
        expr = ir.Element(expr, index_of(env, index, type), expr.type.element, span=node.span)
    return layout, expr


# ---- operators --------------------------------------------------------------------------------


def _unary(env: Env, node: ast.Unary) -> ir.Expr:
    match node.op:
        case "!":
            return ir.Not(condition(env, node.operand), BOOL, span=node.span)
        case "-":
            operand = number(env, node.operand, "-")
            if isinstance(operand, ir.Const) and operand.type is not BROKEN:
                return ir.Const(-operand.value, INT, span=node.span)
            return ir.Negate(operand, INT, span=node.span)
        case op:
            env.program.report(errors.misplaced_temporal(op, node.span, _TEMPORAL_HELP))
            check(env, node.operand)
            return broken(node.span)


_TEMPORAL_HELP = "temporal operators stand in `property`, outside of comparisons and arithmetic"


def _binary(env: Env, node: ast.Binary) -> ir.Expr:
    match node.op:
        case "&&" | "||" | "==>" as op:
            left, right = condition(env, node.left), condition(env, node.right)
            return ir.Logic(op, left, right, BOOL, span=node.span)
        case "+" | "-" | "*" | "/" | "%" as op:
            a, b = number(env, node.left, op), number(env, node.right, op)
            return ir.Arithmetic(op, a, b, INT, span=node.span)
        case "==" | "!=":
            return _equality(env, node)
        case "<" | "<=" | ">" | ">=" as op:
            left = _ordered(env, node.left, op)
            # Where the left side has no order, the right side has none either: once is enough.
            right = check(env, node.right, BROKEN) if left.type is BROKEN else _ordered(env, node.right, op)
            return ir.Compare(op, left, right, BOOL, span=node.span)
        case "in":
            return _contains(env, node)
        case "~>" | "until" as op:
            env.program.report(errors.misplaced_temporal(op, node.span, _TEMPORAL_HELP))
            check(env, node.left)
            check(env, node.right)
            return broken(node.span)


def _ordered(env: Env, node: ast.Expr, op: str) -> ir.Expr:
    expr = kinds.present(check(env, node))
    if not kinds.is_number(expr.type):
        env.program.report(errors.unordered(expr.type, op, node.span))
        return broken(node.span)
    return expr


def _equality(env: Env, node: ast.Binary) -> ir.Expr:
    stepwise = _step_equality(env, node)
    if stepwise is not None:
        return stepwise
    left, right = _pair(env, node.left, node.right)
    op: Literal["==", "!="] = "==" if node.op == "==" else "!="
    if not kinds.fits(left.type, right.type):
        env.program.report(errors.never_equal(left.type, node.left.span, right.type, node.right.span))
        return broken(node.span)
    same = _same_step(env, ir.Compare("==", left, right, BOOL, span=node.span))
    if same is not None:
        return same if op == "==" else ir.Not(same, BOOL, span=node.span)
    return ir.Compare(op, left, right, BOOL, span=node.span)


def _same_step(env: Env, test: ir.Compare) -> ir.Expr | None:
    """`worker[m] == worker[n]`: a step of a routine is the same at whichever call each of them is.
    None where nothing of the kind is compared."""
    type = test.left.type
    layout = env.program.processes.get(type.name) if isinstance(type, t.Enum) else None
    if layout is None or isinstance(test.right, ir.Const) or isinstance(test.left, ir.Const):
        return None
    same: ir.Expr = test
    for at in layout.shared:
        left, right = (_at_any(side, layout.type, at, test.span) for side in (test.left, test.right))
        both = ir.Logic("&&", left, right, BOOL, span=test.span)
        same = ir.Logic("||", same, both, BOOL, span=test.span)
    return same


def _pair(env: Env, left: ast.Expr, right: ast.Expr) -> tuple[ir.Expr, ir.Expr]:
    """Both sides, the one that says its own type first, so that the other can be resolved by it."""
    if _needs_type(env, left) and not _needs_type(env, right):
        b = check(env, right)
        return check(env, left, _beside(b.type)), b
    a = check(env, left)
    return a, check(env, right, _beside(a.type))


def _beside(other: t.Type) -> t.Type:
    """What one side is resolved by: a set of numbers may stand beside one that never holds them."""
    if isinstance(other, t.Set) and isinstance(other.element, t.Range):
        return t.Set(INT)
    return other


def _needs_type(env: Env, node: ast.Expr) -> bool:
    return isinstance(node, ast.NilLit | ast.SetLit | ast.All) or names.is_label(env, node)


def _step_equality(env: Env, node: ast.Binary) -> ir.Expr | None:
    """`worker[m] == wakep.cas`: true at any of the step's locations."""
    for subject, step in ((node.left, node.right), (node.right, node.left)):
        layout = _process_of(env, subject)
        at = names.step_constants(env, layout, step) if layout else None
        if layout is None or at is None:
            continue
        found = process_step(env, subject)
        if found is None:
            return broken(node.span)
        test = _at_any(found[1], layout.type, at, node.span)
        return test if node.op == "==" else ir.Not(test, BOOL, span=node.span)
    return None


def _process_of(env: Env, node: ast.Expr) -> ProcessLayout | None:
    if isinstance(node, ast.Index) and isinstance(node.base, ast.Name) and node.base.text not in env.names:
        return env.program.processes.get(node.base.text)
    return None


def _at_any(expr: ir.Expr, steps: t.Enum, at: tuple[int, ...], span: Span) -> ir.Expr:
    if len(at) == 1:
        return ir.Compare("==", expr, ir.Const(at[0], steps, span=span), BOOL, span=span)
    return ir.Contains(expr, ir.Const(frozenset(at), t.Set(steps), span=span), BOOL, span=span)


def _contains(env: Env, node: ast.Binary) -> ir.Expr:
    match node.right:
        case ast.Between(low, high):
            return _within(env, node, low, high)
        case ast.SetLit(items) if (layout := _process_of(env, node.left)) is not None:
            return _step_among(env, node, layout, items)
    if _needs_type(env, node.left):
        collection = check(env, node.right)
        item = check(env, node.left, BROKEN if collection.type is BROKEN else _element(collection.type))
    else:
        item = check(env, node.left)
        collection = _collection(env, node.right, kinds.inner(item.type))
    element = _element(collection.type)
    if BROKEN in (item.type, collection.type):
        return broken(node.span)
    if element is None:
        env.program.report(errors.no_collection(collection.type, node.right.span))
        return broken(node.span)
    if not kinds.fits(item.type, element):
        env.program.report(errors.mismatch(item.type, errors.article(element), node.left.span))
        return broken(node.span)
    return ir.Contains(item, collection, BOOL, span=node.span)


def _collection(env: Env, node: ast.Expr, item: t.Type) -> ir.Expr:
    """The right side of `in`. Its literals may hold any value of the item's kind, also one that the
    item never has."""
    if isinstance(node, ast.SetLit):
        hint = INT if kinds.is_number(item) and item is not BROKEN else item
        return _set_literal(env, node, t.Set(hint), exact=False)
    return check(env, node, t.Set(item))


def _element(collection: t.Type) -> t.Type | None:
    return collection.element if isinstance(collection, t.Queue | t.Set) else None


def _within(env: Env, node: ast.Binary, low: ast.Expr, high: ast.Expr) -> ir.Expr:
    item = number(env, node.left, "in")
    above = ir.Compare(">=", item, number(env, low, ".."), BOOL, span=node.span)
    below = ir.Compare("<=", item, number(env, high, ".."), BOOL, span=node.span)
    return ir.Logic("&&", above, below, BOOL, span=node.span)


def _step_among(env: Env, node: ast.Binary, layout: ProcessLayout, items: tuple[ast.Expr, ...]) -> ir.Expr:
    at: set[int] = set()
    for item in items:
        steps = names.step_constants(env, layout, item)
        if steps is None:
            found = check(env, item, layout.type)
            if found.type is not BROKEN:
                wanted = f"a step of {layout.name}"
                env.program.report(errors.mismatch(found.type, wanted, item.span))
        at.update(steps or ())
    subject = process_step(env, node.left)
    if subject is None:
        return broken(node.span)
    return ir.Contains(subject[1], ir.Const(frozenset(at), t.Set(layout.type)), BOOL, span=node.span)


# ---- other forms ------------------------------------------------------------------------------


def _conditional(env: Env, node: ast.Conditional, expected: t.Type | None) -> ir.Expr:
    test = condition(env, node.test)
    if expected is not None:
        then, otherwise = check(env, node.then, expected), check(env, node.otherwise, expected)
    else:
        then, otherwise = _pair(env, node.then, node.otherwise)
    type = kinds.join(then.type, otherwise.type)
    if type is None:
        env.program.report(errors.mismatch(otherwise.type, errors.article(then.type), node.otherwise.span))
        return broken(node.span)
    return ir.Conditional(test, then, otherwise, type, span=node.span)


def _quantifier(env: Env, node: ast.Quantifier) -> ir.Expr:
    body: Callable[[Env, ast.Expr], ir.Expr] = (
        condition if node.kind != "sum" else lambda inner, e: number(inner, e, "sum")
    )
    return _bind(env, env, node, node.binders, body)


def _bind(
    env: Env,
    outer: Env,
    node: ast.Quantifier,
    binders: tuple[ast.Ident, ...],
    body: Callable[[Env, ast.Expr], ir.Expr],
) -> ir.Expr:
    """One quantifier per binder; the outermost `count` or `sum` adds up those inside. The domain is
    that of the `outer` scope for each."""
    found, element = domain(outer, node.domain)
    inner = env.child()
    slot = inner.bind(binders[0], element, "binder")
    type = BOOL if node.kind in ("forall", "exists") else INT
    if len(binders) == 1:
        return ir.Quantifier(node.kind, slot, found, body(inner, node.body), type, span=node.span)
    rest = _bind(inner, outer, node, binders[1:], body)
    kind = "sum" if node.kind == "count" else node.kind
    return ir.Quantifier(kind, slot, found, rest, type, span=node.span)


def _set_literal(env: Env, node: ast.SetLit, expected: t.Type | None, exact: bool = True) -> ir.Expr:
    """`{a, b}`. Where a set of T is wanted (and `exact`) each item must be a T; else the items say
    what they have in common."""
    element = expected.element if isinstance(expected, t.Set) else None
    if element is None and not node.items:
        if expected is not BROKEN:
            help = "write `{}` where a set is known to be wanted"
            env.program.report(errors.no_type("the empty set", node.span, help))
        return broken(node.span)
    common = element if exact else None
    items: list[ir.Expr] = []
    for item in node.items:
        expr = check(env, item, element if expected is not BROKEN else BROKEN)
        element = element or kinds.inner(expr.type)
        if not kinds.fits(expr.type, element):
            env.program.report(errors.mismatch(expr.type, errors.article(element), item.span))
            return broken(node.span)
        common = _widened(common, expr.type, exact and isinstance(expected, t.Set))
        items.append(expr)
    whole = common or element
    if whole is None or whole is BROKEN or any(i.type is BROKEN for i in items):
        return broken(node.span)
    return ir.MakeSet(tuple(kinds.checked(i, whole) for i in items), t.Set(whole), span=node.span)


def _widened(common: t.Type | None, found: t.Type, fixed: bool) -> t.Type:
    if common is None:
        return found
    return common if fixed else kinds.join(common, found) or common


def _struct_literal(env: Env, node: ast.StructLit) -> ir.Expr:
    declared = env.program.declarations.get(node.name.text)
    if not isinstance(declared, ast.Struct):
        structs = {n for n, d in env.program.declarations.items() if isinstance(d, ast.Struct)}
        kind = KINDS[declared.__class__] if declared is not None else None
        env.program.report(errors.no_struct(node.name.text, kind, node.name.span, structs))
        return broken(node.span)
    type = typenames.struct(env.program, node.name.text)
    if type is None:
        return broken(node.span)
    given = _given_fields(env, node, type)
    fields = []
    for name, field in type.fields:
        if name in given:
            fields.append(exactly(env, given[name], field))
        elif field is BROKEN or not t.has_default(field):
            if field is not BROKEN:
                env.program.report(errors.missing_field(name, field, node.span))
            fields.append(broken(node.span))
        else:
            fields.append(ir.Const(t.default(field), field, span=node.span))
    return ir.MakeStruct(tuple(fields), type, span=node.span)


def _given_fields(env: Env, node: ast.StructLit, type: t.Struct) -> dict[str, ast.Expr]:
    given: dict[str, ast.Expr] = {}
    places: dict[str, Span] = {}
    known = [n for n, _ in type.fields]
    for name, value in node.fields:
        if name.text not in known:
            env.program.report(errors.unknown_field(f"struct {type.name}", name.text, name.span, known))
        elif name.text in given:
            env.program.report(errors.repeated("field", name.text, name.span, places[name.text]))
        given.setdefault(name.text, value)
        places.setdefault(name.text, name.span)
    return given


def _all(env: Env, node: ast.All, expected: t.Type | None) -> ir.Expr:
    """`all G`: a queue of every value in order or, where a set is expected, the full set."""
    element = typenames.resolve(env.program, ast.NamedType(node.name, span=node.name.span))
    if element is BROKEN:
        return broken(node.span)
    if not isinstance(element, t.Machine | t.Enum | t.Bool):
        wanted = "a machine, an enum or bool"
        env.program.report(errors.mismatch(element, wanted, node.name.span))
        return broken(node.span)
    every = tuple(t.values(element))
    if isinstance(expected, t.Set):
        return ir.Const(frozenset(every), t.Set(element), span=node.span)
    if env.phase == "state" and isinstance(element, t.Machine):
        env.program.order(element.name, f"`all {element.name}` puts its instances in order", node.span)
    return ir.Const(every, t.Queue(element, len(every)), span=node.span)
