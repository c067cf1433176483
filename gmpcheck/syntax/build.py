"""Tree building: what LALR reductions make of tokens and finished nodes.

In: for each rule of grammar.lark, the list of its children, punctuation included (the first and last
child give a node its span). Out: `ast` nodes. Lark calls these methods while it parses, so building
needs no recursion however deep the input. The builder has no state of its own; what the grammar
cannot see (`expect p holds`, a second status section) it refuses by raising `SpecError`, which the
parser collects like any other syntax error.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from lark import Transformer

from gmpcheck.diagnostics import SpecError
from gmpcheck.source import Span
from gmpcheck.syntax import ast, errors
from gmpcheck.syntax.tokens import Token


@dataclass(frozen=True, slots=True)
class SpecLine:
    """`spec NAME`, on its way to `ast.Spec`."""

    name: ast.Ident
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Marked:
    """A fairness annotation with the doc comment that stands above it."""

    fairness: ast.Fairness
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class _Listed:
    """The nodes of a bracketed or separated list, and the span of the whole."""

    items: tuple[Any, ...]
    span: Span | None


@dataclass(frozen=True, slots=True)
class _Body:
    locals: tuple[ast.Field, ...]
    steps: tuple[ast.Step, ...]
    span: Span


def _cover(children: list[Any]) -> Span:
    """From the first to the last child that has a place; empty optional parts have none."""
    placed: list[Span] = [c.span for c in children if c.span is not None]
    return placed[0].to(placed[-1])


def _ident(token: Token) -> ast.Ident:
    return ast.Ident(token.text, span=token.span)


def _nodes(children: Iterable[Any]) -> tuple[Any, ...]:
    """The children that are no punctuation."""
    return tuple(c for c in children if not isinstance(c, Token))


def _idents(children: Iterable[Any]) -> tuple[ast.Ident, ...]:
    return tuple(_ident(c) for c in children if isinstance(c, Token) and c.is_name)


def _listed(children: list[Any]) -> _Listed:
    return _Listed(_nodes(children), _cover(children) if children else None)


class _Expressions(Transformer[Any, Any]):
    def integer(self, c: list[Any]) -> ast.IntLit:
        return ast.IntLit(int(c[0].text, 0), span=c[0].span)

    def boolean(self, c: list[Any]) -> ast.BoolLit:
        return ast.BoolLit(c[0].type == "TRUE", span=c[0].span)

    def nil_literal(self, c: list[Any]) -> ast.NilLit:
        return ast.NilLit(span=c[0].span)

    def name_expression(self, c: list[Any]) -> ast.Name:
        return ast.Name(c[0].text, span=c[0].span)

    def all_values(self, c: list[Any]) -> ast.All:
        return ast.All(_ident(c[1]), span=_cover(c))

    def set_literal(self, c: list[Any]) -> ast.SetLit:
        return ast.SetLit(_nodes(c), span=_cover(c))

    def struct_literal(self, c: list[Any]) -> ast.StructLit:
        values = _nodes(c)
        fields = tuple(zip(_idents(c[1:]), values, strict=True))
        return ast.StructLit(_ident(c[0]), fields, span=_cover(c))

    def grouped(self, c: list[Any]) -> ast.Expr:
        """Parentheses leave no node, but the marked text of an error should include them."""
        inner: ast.Expr = c[1]
        return replace(inner, span=_cover(c))

    def member(self, c: list[Any]) -> ast.Member:
        return ast.Member(c[0], _ident(c[2]), span=_cover(c))

    def index(self, c: list[Any]) -> ast.Index:
        return ast.Index(c[0], _nodes(c[1:]), span=_cover(c))

    def call(self, c: list[Any]) -> ast.Call:
        return ast.Call(c[0], c[1].items, span=_cover(c))

    def bound_call(self, c: list[Any]) -> ast.Call:
        return ast.Call(self.name_expression(c[:1]), _nodes(c), span=_cover(c))

    def unary(self, c: list[Any]) -> ast.Unary:
        return ast.Unary(c[0].text, c[1], span=_cover(c))

    def binary(self, c: list[Any]) -> ast.Binary:
        return ast.Binary(c[1].text, c[0], c[2], span=_cover(c))

    def between(self, c: list[Any]) -> ast.Between:
        return ast.Between(c[0], c[2], span=_cover(c))

    def conditional(self, c: list[Any]) -> ast.Conditional:
        return ast.Conditional(c[0], c[2], c[4], span=_cover(c))

    def quantifier(self, c: list[Any]) -> ast.Quantifier:
        return ast.Quantifier(c[0].text, c[1].items, c[3], c[5], span=_cover(c))

    def arguments(self, c: list[Any]) -> _Listed:
        return _listed(c)

    def names(self, c: list[Any]) -> _Listed:
        return _Listed(_idents(c), _cover(c))

    names_by_bar = names

    def lone_expression(self, c: list[Any]) -> ast.Expr:
        expression: ast.Expr = c[0]
        return expression


class _Types(_Expressions):
    def named_type(self, c: list[Any]) -> ast.NamedType:
        return ast.NamedType(_ident(c[0]), span=c[0].span)

    def range_type(self, c: list[Any]) -> ast.RangeType:
        return ast.RangeType(c[0], c[2], span=_cover(c))

    def optional_type(self, c: list[Any]) -> ast.OptionalType:
        return ast.OptionalType(c[0], span=_cover(c))

    def queue_type(self, c: list[Any]) -> ast.QueueType:
        return ast.QueueType(c[2], c[4], span=_cover(c))

    def set_type(self, c: list[Any]) -> ast.SetType:
        return ast.SetType(c[2], span=_cover(c))

    def array_type(self, c: list[Any]) -> ast.ArrayType:
        return ast.ArrayType(c[2], c[4], span=_cover(c))


class _Statements(_Types):
    def block(self, c: list[Any]) -> ast.Block:
        return ast.Block(_nodes(c), span=_cover(c))

    def return_statement(self, c: list[Any]) -> ast.Return:
        return ast.Return(c[1] if len(c) > 1 else None, span=_cover(c))

    def assign(self, c: list[Any]) -> ast.Assign:
        return ast.Assign(c[0], c[1].text, c[2], span=_cover(c))

    def assign_sign(self, c: list[Any]) -> Token:
        sign: Token = c[0]
        return sign

    property_kind = assign_sign

    def call_assign(self, c: list[Any]) -> ast.CallRoutine:
        call: ast.CallRoutine = c[2]
        return replace(call, target=c[0], span=_cover(c))

    def call_routine(self, c: list[Any]) -> ast.CallRoutine:
        return ast.CallRoutine(None, _ident(c[1]), c[2].items, span=_cover(c))

    def do(self, c: list[Any]) -> ast.Do:
        return ast.Do(c[0], span=c[0].span)

    def let(self, c: list[Any]) -> ast.Let:
        return ast.Let(_ident(c[1]), c[3], span=_cover(c))

    def if_statement(self, c: list[Any]) -> ast.If:
        _, test, block, otherwise = c
        branches, last = otherwise.items or ((), None)
        return ast.If(((test, block), *branches), last, span=_cover(c))

    def otherwise(self, c: list[Any]) -> _Listed:
        """The further branches and the last block: `else if` chains become one flat `If`."""
        if not c:
            return _Listed((), None)
        tail = c[1]
        items = (tail.branches, tail.otherwise) if isinstance(tail, ast.If) else ((), tail)
        return _Listed(items, _cover(c))

    def for_statement(self, c: list[Any]) -> ast.For:
        return ast.For(_ident(c[1]), c[3], c[4], span=_cover(c))

    def choose(self, c: list[Any]) -> ast.Choose:
        where = c[5] if len(c) > 5 else None
        return ast.Choose(_ident(c[1]), c[3], where, c[-1], span=_cover(c))

    def either(self, c: list[Any]) -> ast.Either:
        return ast.Either(_nodes(c), span=_cover(c))

    def assert_statement(self, c: list[Any]) -> ast.Assert:
        return ast.Assert(c[1], c[3].text, span=_cover(c))

    def await_statement(self, c: list[Any]) -> ast.Await:
        return ast.Await(c[1], span=_cover(c))

    def goto(self, c: list[Any]) -> ast.Goto:
        return ast.Goto(_ident(c[1]), span=_cover(c))

    def halt(self, c: list[Any]) -> ast.Halt:
        return ast.Halt(span=c[0].span)


class _DataDeclarations(_Statements):
    def spec_line(self, c: list[Any]) -> SpecLine:
        return SpecLine(_ident(c[1]), c[0].doc, _cover(c))

    def import_file(self, c: list[Any]) -> ast.Import:
        return ast.Import(c[1].text, span=_cover(c), doc=c[0].doc)

    def param(self, c: list[Any]) -> ast.Param:
        kind = c[2].items[0] if c[2].items else None
        return ast.Param(_ident(c[1]), kind, c[4], c[0].doc, span=_cover(c))

    def typing(self, c: list[Any]) -> _Listed:
        return _listed(c)

    def const(self, c: list[Any]) -> ast.Const:
        return ast.Const(_ident(c[1]), c[3], c[0].doc, span=_cover(c))

    def enum(self, c: list[Any]) -> ast.Enum:
        return ast.Enum(_ident(c[1]), _idents(c[2:]), c[0].doc, span=_cover(c))

    def struct(self, c: list[Any]) -> ast.Struct:
        return ast.Struct(_ident(c[1]), _nodes(c), c[0].doc, span=_cover(c))

    def machine(self, c: list[Any]) -> ast.Machine:
        sections = _nodes(c[5:])
        status = [s for s in sections if isinstance(s, ast.Status)]
        if len(status) > 1:
            raise SpecError([errors.second_status(s.span, status[0].span) for s in status[1:]])
        fields = tuple(f for f in sections if isinstance(f, ast.Field))
        only = status[0] if status else None
        return ast.Machine(_ident(c[1]), c[3], only, fields, c[0].doc, span=_cover(c))

    def status(self, c: list[Any]) -> ast.Status:
        return ast.Status(_nodes(c), span=_cover(c))

    def status_entry(self, c: list[Any]) -> ast.StatusEntry:
        targets = c[2].items if len(c) > 2 else ()
        return ast.StatusEntry(_ident(c[0]), targets, c[0].doc, span=_cover(c))

    def field(self, c: list[Any]) -> ast.Field:
        return ast.Field(_ident(c[0]), c[2], _initial(c[3]), c[0].doc, span=_cover(c))

    def var(self, c: list[Any]) -> ast.Var:
        return ast.Var(_ident(c[1]), c[3], _initial(c[4]), c[0].doc, span=_cover(c))

    def local(self, c: list[Any]) -> ast.Field:
        return ast.Field(_ident(c[1]), c[3], _initial(c[4]), c[0].doc, span=_cover(c))

    def initial(self, c: list[Any]) -> _Listed:
        return _listed(c)

    def any_value(self, c: list[Any]) -> ast.AnyValue:
        return ast.AnyValue(c[2] if len(c) > 1 else None, span=_cover(c))

    def init_block(self, c: list[Any]) -> ast.InitBlock:
        return ast.InitBlock(c[1], c[0].doc, span=_cover(c))

    def init_where(self, c: list[Any]) -> ast.InitWhere:
        return ast.InitWhere(c[2], c[0].doc, span=_cover(c))


def _initial(part: _Listed) -> ast.Expr | ast.AnyValue | None:
    return part.items[0] if part.items else None


class Builder(_DataDeclarations):
    """The callbacks for the whole grammar."""

    def file(self, c: list[Any]) -> tuple[Any, ...]:
        return _nodes(c)

    def parameter(self, c: list[Any]) -> ast.Parameter:
        return ast.Parameter(_ident(c[0]), c[2], span=_cover(c))

    def parameters(self, c: list[Any]) -> _Listed:
        return _listed(c)

    required_parameters = parameters

    def func(self, c: list[Any]) -> ast.Func:
        return ast.Func(_ident(c[1]), c[2].items, c[3], c[5], c[0].doc, span=_cover(c))

    def proc(self, c: list[Any]) -> ast.Proc:
        return ast.Proc(_ident(c[1]), c[2].items, c[3], c[0].doc, span=_cover(c))

    def action(self, c: list[Any]) -> ast.Action:
        guard = c[4] if len(c) > 4 else None
        return ast.Action(None, _ident(c[1]), c[2].items, guard, c[-1], c[0].doc, span=_cover(c))

    def process(self, c: list[Any]) -> ast.Process:
        word, name, params, body = c
        return ast.Process(
            None, _ident(name), params.items, body.locals, body.steps, word.doc, span=_cover(c)
        )

    def routine(self, c: list[Any]) -> ast.Routine:
        params = c[2].items if len(c) > 3 else ()
        result = c[3] if len(c) > 4 else None
        body = c[-1]
        return ast.Routine(_ident(c[1]), params, result, body.locals, body.steps, c[0].doc, span=_cover(c))

    def fair(self, c: list[Any]) -> ast.Action | ast.Process:
        mark, declaration = c
        fair: ast.Action | ast.Process = declaration
        return replace(fair, fairness=mark.fairness, doc=mark.doc, span=_cover(c))

    def weak(self, c: list[Any]) -> _Marked:
        span = _cover(c)
        return _Marked(ast.Fairness("weak", c[-1].items, span=span), c[0].doc, span)

    def strong(self, c: list[Any]) -> _Marked:
        span = _cover(c)
        return _Marked(ast.Fairness("strong", c[-1].items, span=span), c[0].doc, span)

    def fairness_key(self, c: list[Any]) -> Any:
        """The names between the brackets; `items` is None where there are no brackets."""
        if not c:
            return _NO_KEY
        return _Listed(c[1].items if len(c) > 2 else (), _cover(c))

    def body(self, c: list[Any]) -> _Body:
        items = _nodes(c)
        steps = tuple(s for s in items if isinstance(s, ast.Step))
        late = [i for i in items if isinstance(i, ast.Field) and steps and i.span.start > steps[0].span.start]
        if late:
            raise SpecError([errors.local_after_step(f.span, f.name.text, steps[0].span) for f in late])
        return _Body(tuple(i for i in items if isinstance(i, ast.Field)), steps, _cover(c))

    def step(self, c: list[Any]) -> ast.Step:
        return ast.Step(_ident(c[1]), c[2], c[0].doc, span=_cover(c))

    def end_when(self, c: list[Any]) -> ast.EndWhen:
        return ast.EndWhen(c[2], c[0].doc, span=_cover(c))

    def deadlock_off(self, c: list[Any]) -> ast.DeadlockOff:
        if c[1].text != "off":
            raise SpecError([errors.not_off(c[1])])
        return ast.DeadlockOff(c[0].doc, span=_cover(c))

    def bound(self, c: list[Any]) -> ast.Bound:
        return ast.Bound(c[1], c[0].doc, span=_cover(c))

    def property(self, c: list[Any]) -> ast.Property:
        kind, name, params, _, body = c
        return ast.Property(kind.text, _ident(name), params.items, body, kind.doc, span=_cover(c))

    def expect(self, c: list[Any]) -> ast.Expect:
        if c[2].text not in ("holds", "violated"):
            raise SpecError([errors.not_a_verdict(c[2])])
        return ast.Expect(_ident(c[1]), c[2].text, c[0].doc, span=_cover(c))

    def variant(self, c: list[Any]) -> ast.Variant:
        title = c[2].text if c[2].type == "STRING" else ""
        return ast.Variant(_ident(c[1]), title, _nodes(c), c[0].doc, span=_cover(c))

    def without(self, c: list[Any]) -> ast.Without:
        owner = _ident(c[1]) if len(c) > 2 else None
        return ast.Without(owner, _ident(c[-1]), c[0].doc, span=_cover(c))

    def step_replacement(self, c: list[Any]) -> ast.StepReplacement:
        step = ast.Step(_ident(c[3]), c[4], span=c[3].span.to(c[4].span))
        return ast.StepReplacement(_ident(c[1]), step, c[0].doc, span=_cover(c))


@dataclass(frozen=True, slots=True)
class _NoKey:
    items: None = None
    span: None = None


_NO_KEY = _NoKey()
