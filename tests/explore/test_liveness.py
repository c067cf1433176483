"""Temporal properties under fairness: random models against an oracle, and small specs whole."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gmpcheck.explore.exploration import explore
from gmpcheck.explore.findings import Findings
from gmpcheck.explore.interface import Limits
from gmpcheck.explore.limits import Meter
from gmpcheck.explore.liveness import Liveness
from gmpcheck.explore.search import SearchOptions, search
from gmpcheck.model import ir
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.types import Range
from gmpcheck.results.verdict import Holds, Scope, Unknown, Violated
from tests.explore.formulas import formulas
from tests.explore.oracle import graph_of, starved_at, violated
from tests.model.build import (
    DIVIDES,
    Builder,
    conj,
    const,
    disj,
    eq,
    local,
    ne,
    predicate,
)

# ---- random models ------------------------------------------------------------------------------

KEYS = Range(0, 1)
FAIRNESS = [None, ("weak", "own"), ("strong", "own"), ("weak", "shared"), ("strong", "strong")]


@st.composite
def models(draw: st.DrawFn, most: int = 4, temporal: bool = True) -> ir.Model:
    """A state machine over the values of one variable, each action given by its edges."""
    top = draw(st.integers(1, most - 1))
    places = Range(0, top)
    b = Builder("random")
    x = b.var("x", places, draw(st.one_of(st.none(), st.integers(0, top))))
    value, to = b.get(x), local(1, places)
    for name in ("a", "b", "c")[: draw(st.integers(1, 3))]:
        triples = st.tuples(st.integers(0, 1), st.integers(0, top), st.integers(0, top))
        relation = draw(st.lists(triples, min_size=1, max_size=5, unique=True))
        edges = [
            conj(eq(local(0, KEYS), const(k)), eq(value, const(s)), eq(to, const(t))) for k, s, t in relation
        ]
        choose = ir.Choose(1, ir.ValuesOf(places), disj(*edges), (b.set(x, to),), "to")
        b.action(name, [("k", KEYS)], body=[choose])
        b.actions[-1] = _fair(draw, b.actions[-1])
    if draw(st.integers(0, 4)) == 0:
        b.action("bad", [], conj(eq(value, const(draw(st.integers(0, top)))), eq(DIVIDES, const(1))))
    if draw(st.integers(0, 4)) == 0:
        b.rest["bounds"] = (predicate(ne(value, const(draw(st.integers(0, top))))),)
    sets = [draw(st.sets(st.integers(0, top), min_size=1, max_size=top)) for _ in range(2)]
    atoms = [disj(*(eq(value, const(n)) for n in sorted(members))) for members in sets]
    leads_to = ir.Temporal("~>", (ir.Atom(atoms[0]), ir.Atom(atoms[1])))
    formula = draw(formulas(atoms, 4)) if temporal else leads_to
    kind: ir.PropertyKind = "temporal" if temporal else "starvation"
    b.properties.append(ir.Property("live", kind, (), formula, 8))
    return b.model()


def _fair(draw: st.DrawFn, action: ir.Action) -> ir.Action:
    chosen = draw(st.sampled_from(FAIRNESS))
    if chosen is None:
        return action
    strength, group = chosen
    key = draw(st.sampled_from([(), (0,)]))
    fairness = ir.Fairness(strength, action.name if group == "own" else group, key)  # type: ignore[arg-type]
    return ir.Action(
        action.name, action.key, action.params, action.guard, action.body, action.slots, fairness
    )


def starts(system: Interpreter) -> bool:
    return bool(graph_of(system).initial)


@settings(max_examples=800)
@given(models())
def test_formulas_are_decided_as_by_definition(model: ir.Model) -> None:
    system = Interpreter(model)
    assume(starts(system))
    verdict = search(system, SearchOptions())["live"].verdict
    assert isinstance(verdict, Violated if violated(system, model.properties[0].formula, {}) else Holds)


@settings(max_examples=400)
@given(models(3, temporal=False))
def test_leads_to_is_decided_as_by_definition_with_a_shortest_stem(model: ir.Model) -> None:
    system = Interpreter(model)
    assume(starts(system))
    formula = model.properties[0].formula
    assert isinstance(formula, ir.Temporal)
    assume(sum(map(len, graph_of(system).edges)) <= 10)
    verdict = search(system, SearchOptions())["live"].verdict
    nearest = starved_at(system, formula, {})
    assert isinstance(verdict, Violated) is (nearest is not None)
    assert violated(system, formula, {}) is (nearest is not None)
    for direct in (True, False):
        assert depth_of(system, direct) == nearest


def depth_of(system: Interpreter, direct: bool) -> int | None:
    """Steps to the nearest cycle, found by one way or the other."""
    findings, meter = Findings(system, frozenset(), "everything"), Meter(Limits(), None)
    exploration, _ = explore(system, Limits(), findings, meter)
    liveness = Liveness(exploration, system, lambda: None)
    (letters,) = findings.letters.values()
    found = liveness.find(letters, direct)
    if found is not None:
        liveness.lasso(found)
    return None if found is None else found.depth


@settings(max_examples=200)
@given(models(), st.integers(0, 2), st.booleans())
def test_what_a_limit_cuts_off_makes_no_violation(model: ir.Model, cut: int, by_depth: bool) -> None:
    system = Interpreter(model)
    assume(starts(system))
    limits = Limits(depth=cut) if by_depth else Limits(states=cut + 1)
    report = search(system, SearchOptions(limits))
    match report["live"].verdict:
        case Violated():
            assert violated(system, model.properties[0].formula, {})
        case Holds(scope):
            assert report.complete
            assert (scope is Scope.BOUNDED) is (report.bound is not None)
            if report.bound is None:
                assert not violated(system, model.properties[0].formula, {})
        case Unknown():
            assert not report.complete
