"""Hypothesis strategies for syntax trees that some text could be parsed into."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from gmpcheck.syntax import ast
from gmpcheck.syntax.tokens import RESERVED_WORDS, TEMPORAL_WORDS

_WORDS = ["m", "p", "runq", "Timer", "_Grunnable", "queue", "set", "array", "off", "holds", "len", "x1"]
names = st.sampled_from(_WORDS) | st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}", fullmatch=True).filter(
    lambda name: name not in RESERVED_WORDS | TEMPORAL_WORDS
)
idents = names.map(ast.Ident)
field_names = (names | st.sampled_from(["when"])).map(ast.Ident)
member_names = (names | st.sampled_from(["when", "status", "next", "until"])).map(ast.Ident)
texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from('\n\t"\\'), max_size=8)
_doc_lines = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=10).map(str.rstrip)
docs = st.just("") | st.lists(_doc_lines, min_size=1, max_size=3).map("\n".join)


def _few(
    strategy: st.SearchStrategy[Any], least: int = 0, most: int = 3
) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


_COMPARE = ["==", "!=", "<", "<=", ">", ">="]
_ARITHMETIC = ["+", "-", "*", "/", "%"]
_LOGIC = ["&&", "||", "==>", "~>"]

_leaves = st.one_of(
    st.integers(0, 2**62).map(ast.IntLit),
    st.booleans().map(ast.BoolLit),
    st.just(ast.NilLit()),
    names.map(ast.Name),
    st.builds(ast.All, idents),
)


def _between(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(ast.Between, inner, inner)


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    domain = inner | _between(inner)
    field = st.tuples(field_names, inner)
    return st.one_of(
        st.builds(ast.Member, inner, member_names),
        st.builds(ast.Index, inner, _few(inner)),
        st.builds(ast.Call, inner, _few(inner)),
        st.builds(ast.Unary, st.sampled_from(["!", "-"]), inner),
        st.builds(ast.Binary, st.sampled_from(_COMPARE + _ARITHMETIC + _LOGIC), inner, inner),
        st.builds(ast.Binary, st.just("in"), inner, domain),
        st.builds(ast.Conditional, inner, inner, inner),
        st.builds(
            ast.Quantifier,
            st.sampled_from(["forall", "exists", "count", "sum"]),
            _few(idents, 1),
            domain,
            inner,
        ),
        st.builds(ast.SetLit, _few(inner)),
        st.builds(ast.StructLit, idents, _few(field)),
    )


def _temporal(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(ast.Unary, st.sampled_from(["always", "eventually", "next"]), inner),
        st.builds(ast.Binary, st.just("until"), inner, inner),
        _grown(inner),
    )


expressions = st.recursive(_leaves, _grown, max_leaves=6)
formulas = st.recursive(_leaves, _temporal, max_leaves=6)
domains = expressions | _between(expressions)

_places = st.recursive(
    names.map(ast.Name),
    lambda inner: st.one_of(
        st.builds(ast.Member, inner, member_names),
        st.builds(ast.Index, inner, _few(expressions)),
        st.builds(ast.Call, inner, _few(expressions)),
    ),
    max_leaves=3,
)

_bounds = st.recursive(
    st.integers(0, 20).map(ast.IntLit) | names.map(ast.Name),
    lambda inner: st.one_of(
        st.builds(ast.Binary, st.sampled_from(_ARITHMETIC), inner, inner),
        st.builds(ast.Unary, st.just("-"), inner),
        st.builds(ast.Call, names.map(ast.Name), _few(inner, 1)),
    ),
    max_leaves=3,
)

types = st.recursive(
    st.builds(ast.NamedType, idents) | st.builds(ast.RangeType, _bounds, _bounds),
    lambda inner: st.one_of(
        st.builds(ast.OptionalType, inner),
        st.builds(ast.QueueType, inner, _bounds),
        st.builds(ast.SetType, inner),
        st.builds(ast.ArrayType, inner, inner),
    ),
    max_leaves=3,
)

_simple = st.one_of(
    st.builds(ast.Assign, _places, st.sampled_from(["=", "+=", "-="]), expressions),
    st.builds(ast.Let, idents, expressions),
    st.builds(ast.Assert, expressions, texts),
    st.builds(ast.Await, expressions),
    st.builds(ast.Goto, idents),
    st.just(ast.Halt()),
    st.builds(ast.CallRoutine, st.none() | _places, idents, _few(expressions)),
    st.builds(ast.Do, st.builds(ast.Call, _places, _few(expressions))),
)


@st.composite
def _block(draw: st.DrawFn, statements: st.SearchStrategy[Any]) -> ast.Block:
    body = draw(_few(statements, most=2))
    ending = draw(st.none() | st.builds(ast.Return, st.none() | expressions))
    return ast.Block(body if ending is None else (*body, ending))


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    block = _block(inner)
    return st.one_of(
        st.builds(ast.If, _few(st.tuples(expressions, block), 1, 2), st.none() | block),
        st.builds(ast.For, idents, domains, block),
        st.builds(ast.Choose, idents, domains, st.none() | expressions, block),
        st.builds(ast.Either, _few(block, 2)),
    )


statements = st.recursive(_simple, _nested, max_leaves=3)
blocks = _block(statements)

initials = st.none() | expressions | st.builds(ast.AnyValue, st.none() | expressions)
parameters = _few(st.builds(ast.Parameter, idents, types))
fields = st.builds(ast.Field, field_names, types, initials, docs)
_locals = st.builds(ast.Field, idents, types, initials, docs)
entries = st.builds(ast.StatusEntry, idents, _few(idents), docs)
statuses = st.builds(ast.Status, _few(entries))
steps = st.builds(ast.Step, idents, blocks, docs)
fairness = st.none() | st.builds(ast.Fairness, st.sampled_from(["weak", "strong"]), st.none() | _few(idents))
_kinds = st.sampled_from(["invariant", "starvation", "lostwakeup", "recoverable", "reachable"])
_claimed = idents | st.just(ast.Ident("deadlock"))

_plain_declarations = st.one_of(
    st.builds(lambda path, doc: ast.Import(path, doc=doc), texts, docs),
    st.builds(ast.Param, idents, st.none() | types, expressions, docs),
    st.builds(ast.Const, idents, expressions, docs),
    st.builds(ast.Enum, idents, _few(idents), docs),
    st.builds(ast.Struct, idents, _few(fields, most=4), docs),
    st.builds(ast.Machine, idents, expressions, st.none() | statuses, _few(fields, most=4), docs),
    st.builds(ast.Var, idents, types, initials, docs),
    st.builds(ast.InitBlock, blocks, docs),
    st.builds(ast.InitWhere, expressions, docs),
    st.builds(ast.Func, idents, parameters, types, expressions, docs),
    st.builds(ast.Proc, idents, parameters, blocks, docs),
    st.builds(ast.Action, fairness, idents, parameters, st.none() | expressions, blocks, docs),
    st.builds(ast.Process, fairness, idents, parameters, _few(_locals, most=2), _few(steps, most=2), docs),
    st.builds(
        ast.Routine, idents, parameters, st.none() | types, _few(_locals, most=2), _few(steps, most=2), docs
    ),
    st.builds(ast.EndWhen, expressions, docs),
    st.builds(ast.DeadlockOff, docs),
    st.builds(ast.Bound, expressions, docs),
    st.builds(ast.Property, _kinds, idents, parameters, expressions, docs),
    st.builds(ast.Property, st.just("property"), idents, parameters, formulas, docs),
    st.builds(ast.Expect, _claimed, st.sampled_from(["holds", "violated"]), docs),
)
_only_in_variants = st.one_of(
    st.builds(ast.Without, st.none() | idents, idents, docs),
    st.builds(ast.StepReplacement, idents, st.builds(ast.Step, idents, blocks), docs),
)
_items = st.recursive(
    _plain_declarations | _only_in_variants,
    lambda inner: st.builds(ast.Variant, idents, texts, _few(inner), docs),
    max_leaves=3,
)
declarations = _plain_declarations | st.builds(ast.Variant, idents, texts, _few(_items), docs)


@st.composite
def specs(draw: st.DrawFn) -> ast.Spec:
    """Whole files, with and without a `spec` line."""
    name = draw(st.none() | idents)
    doc = draw(docs) if name else ""
    return ast.Spec(name, draw(_few(declarations, 0 if name else 1, 4)), doc)
