"""Random formulas over a few propositions, and their meaning on a lasso, spelt out naively."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from gmpcheck.model import ir
from gmpcheck.model.types import Range
from tests.model.build import const, eq, local

PICKED = Range(0, 1)
Holds = Callable[[ir.Expr, dict[int, int], int], bool]
"""Whether an atom holds at a position, for the values of binders."""


def formulas(atoms: Sequence[ir.Expr], size: int = 6) -> st.SearchStrategy[ir.Formula]:
    """Every operator, and `forall`, `exists` over two values that some atoms mention."""
    bound = [eq(local(7, PICKED), const(0)), eq(local(7, PICKED), const(1))]
    plain = st.sampled_from([ir.Atom(a) for a in atoms])

    def grow(inner: st.SearchStrategy[ir.Formula]) -> st.SearchStrategy[ir.Formula]:
        pairs = st.tuples(inner, inner)
        unary = st.sampled_from(["always", "eventually", "next"])
        return st.one_of(
            st.builds(lambda op, f: ir.Temporal(op, (f,)), unary, inner),
            st.builds(lambda f: ir.Connective("!", (f,)), inner),
            st.builds(ir.Connective, st.sampled_from(["&&", "||", "==>"]), pairs),
            st.builds(ir.Temporal, st.sampled_from(["until", "~>"]), pairs),
            st.builds(
                lambda kind, test, f: ir.Instances(
                    kind, 7, PICKED, ir.Connective("||" if kind == "forall" else "&&", (ir.Atom(test), f))
                ),
                st.sampled_from(["forall", "exists"]),
                st.sampled_from(bound),
                inner,
            ),
        )

    return st.recursive(plain, grow, max_leaves=size)


def naive(formula: ir.Formula, holds: Holds, at: int, after: list[int], env: dict[int, int]) -> bool:
    """The value at a position, by following the word for as long as anything can still change."""

    def value(part: ir.Formula, position: int) -> bool:
        return naive(part, holds, position, after, env)

    def path() -> list[int]:
        found = [at]
        while len(found) <= 2 * len(after):
            found.append(after[found[-1]])
        return found

    match formula:
        case ir.Atom(expr):
            return holds(expr, env, at)
        case ir.Connective("!", (f,)):
            return not value(f, at)
        case ir.Connective("&&", parts):
            return all(value(f, at) for f in parts)
        case ir.Connective("||", parts):
            return any(value(f, at) for f in parts)
        case ir.Connective(_, (f, g)):
            return not value(f, at) or value(g, at)
        case ir.Temporal("next", (f,)):
            return value(f, after[at])
        case ir.Temporal("always", (f,)):
            return all(value(f, i) for i in set(path()))
        case ir.Temporal("eventually", (f,)):
            return any(value(f, i) for i in set(path()))
        case ir.Temporal("until", (f, g)):
            for i in path():
                if value(g, i):
                    return True
                if not value(f, i):
                    return False
            return False
        case ir.Temporal(_, (f, g)):
            return all(not value(f, i) or value(ir.Temporal("eventually", (g,)), i) for i in set(path()))
        case ir.Instances(kind, slot, over, body):
            each = (naive(body, holds, at, after, {**env, slot: v}) for v in range(over.low, over.high + 1))
            return all(each) if kind == "forall" else any(each)
    raise AssertionError(formula)
