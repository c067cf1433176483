"""Temporal properties under fairness: random models against an oracle, and small specs whole."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gmpcheck import pipeline
from gmpcheck.cli.main import main
from gmpcheck.diagnostics import InternalError
from gmpcheck.explore import limits
from gmpcheck.explore.exploration import explore
from gmpcheck.explore.findings import Findings
from gmpcheck.explore.interface import Limits, Progress, Reporter
from gmpcheck.explore.lasso import refutes, shortened
from gmpcheck.explore.limits import Meter
from gmpcheck.explore.liveness import Liveness
from gmpcheck.explore.search import SearchOptions, search
from gmpcheck.model import ir
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.runs import Move
from gmpcheck.model.types import Range
from gmpcheck.render.text import counterexample_text
from gmpcheck.results.trace import Step, Trace
from gmpcheck.results.verdict import Holds, Report, Scope, Unknown, Violated
from tests.explore import lasso_specs
from tests.explore.formulas import formulas
from tests.explore.oracle import graph_of, starved_at, violated
from tests.model.build import (
    DIVIDES,
    INT,
    TRUE,
    Builder,
    arithmetic,
    compare,
    conj,
    const,
    counter,
    disj,
    eq,
    local,
    ne,
    predicate,
    written,
)

GOLDEN = Path(__file__).parent / "golden"
ROOT = Path(__file__).parents[2]
Golden = Callable[[Path, str], None]

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
    group = action.name if group == "own" else group
    return replace(action, fairness=ir.Fairness(strength, group, key))  # type: ignore[arg-type]


def starts(system: Interpreter) -> bool:
    return bool(graph_of(system).initial)


@settings(max_examples=400)
@given(models())
def test_formulas_are_decided_as_by_definition(model: ir.Model) -> None:
    system = Interpreter(model)
    assume(starts(system))
    report = search(system, SearchOptions())
    verdict = report["live"].verdict
    if violated(system, model.properties[0].formula, {}):
        assert isinstance(verdict, Violated)
    else:
        assert isinstance(verdict, Holds if report.bound is None else Holds | Unknown)


@pytest.mark.slow
@settings(max_examples=2000)
@given(models())
def test_thousands_of_formulas_are_decided_as_by_definition(model: ir.Model) -> None:
    test_formulas_are_decided_as_by_definition.hypothesis.inner_test(model)  # type: ignore[attr-defined]


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
            assert not report.complete or report.bound is not None


# ---- small specs --------------------------------------------------------------------------------

LASSOS = [
    ("turns", "weak", "served"),
    ("sysmon", "unfair", "p_starves"),
    ("sysmon", "no_sysmon", "p_starves"),
    ("wakeup", "no_recheck", "missed"),
    ("runnext", "no_sysmon", "served"),
]


@pytest.fixture
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in vars(lasso_specs).items():
        if name.isupper():
            (tmp_path / f"{name.lower()}.gmp").write_text(text)


@pytest.mark.usefixtures("specs")
@pytest.mark.parametrize(("spec", "variant", "name"), LASSOS)
def test_golden(spec: str, variant: str, name: str, golden: Golden) -> None:
    report = pipeline.verify(pipeline.load(f"{spec}.gmp", {}, variant))
    golden(GOLDEN / f"{spec}.{variant}.txt", counterexample_text(report[name]))


@pytest.mark.usefixtures("specs")
@pytest.mark.parametrize("spec", sorted({spec for spec, _, _ in LASSOS}))
def test_every_claim_of_the_small_specs_is_true(spec: str) -> None:
    result = CliRunner().invoke(main, ["test", f"{spec}.gmp"])
    assert result.exit_code == 0, result.output


@pytest.mark.usefixtures("specs")
@pytest.mark.parametrize(("spec", "variant", "name"), LASSOS)
def test_the_same_bytes_whatever_the_hash_seed(spec: str, variant: str, name: str) -> None:
    command = [sys.executable, "-m", "gmpcheck", "verify", f"{spec}.gmp", "--variant", variant, "--quiet"]
    saved = Path("counterexamples", f"{spec}.{variant}.{name}.itf.json")
    found = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run(command, env=environment, capture_output=True, check=False)
        found.add(saved.read_bytes())
    assert len(found) == 1


# ---- what counts as a run -----------------------------------------------------------------------


def live(b: Builder, formula: ir.Formula, kind: ir.PropertyKind = "temporal") -> None:
    b.properties.append(ir.Property("live", kind, (), formula, 8))


def eventually(expr: ir.Expr) -> ir.Formula:
    return ir.Temporal("eventually", (ir.Atom(expr),))


def lasso_of(report: Report) -> Trace:
    verdict = report["live"].verdict
    assert isinstance(verdict, Violated)
    assert verdict.trace is not None
    return verdict.trace


def verify(b: Builder, reporter: Reporter | None = None, **options: Any) -> Report:
    return search(Interpreter(b.model()), SearchOptions(**options), reporter)


def test_a_run_that_has_ended_stutters() -> None:
    b, x, _ = counter(2, wraps=False)
    live(b, eventually(eq(x, const(3))))
    report = verify(b)
    assert (len(lasso_of(report).steps), lasso_of(report).cycle) == (2, 0)
    verdict = report["live"].verdict
    assert isinstance(verdict, Violated)
    assert verdict.sentence == "property live is false: after 2 steps nothing can happen any more"
    b.properties.clear()
    live(b, ir.Temporal("eventually", (ir.Temporal("always", (ir.Atom(eq(x, const(2))),)),)))
    assert isinstance(verify(b)["live"].verdict, Holds)


def still_open(within: str) -> Unknown:
    """A run leaves what was explored before the property is decided on it."""
    return Unknown(f"live is not decided on every run within {within}, and what lies beyond was not explored")


def test_a_bounded_answer_says_holds_where_every_run_is_decided_inside() -> None:
    b, x, _ = counter(5, wraps=False)
    live(b, eventually(eq(x, const(2))))
    assert verify(b, limits=Limits(depth=1))["live"].verdict == still_open("depth 1")
    assert verify(b, limits=Limits(depth=2))["live"].verdict == Holds(Scope.BOUNDED, "depth 2")
    assert verify(b)["live"].verdict == Holds(Scope.EXHAUSTIVE)


def test_always_holds_within_a_bound_where_nothing_speaks_against_it() -> None:
    b, x, _ = counter(5, wraps=False)
    live(b, ir.Temporal("always", (ir.Atom(compare("<", x, const(4))),)), "temporal")
    assert verify(b, limits=Limits(depth=3))["live"].verdict == Holds(Scope.BOUNDED, "depth 3")
    assert verify(b, limits=Limits(depth=4))["live"].verdict == still_open("depth 4")


def test_a_state_whose_successors_are_all_outside_the_bound_is_no_end() -> None:
    b, x, _ = counter(2, wraps=False)
    live(b, eventually(eq(x, const(2))))
    b.rest["bounds"] = (predicate(written("x < 2", compare("<", x, const(2)))),)
    assert verify(b)["live"].verdict == still_open("bound x < 2")


def test_a_state_whose_only_runs_fault_is_no_end() -> None:
    b, x, _ = counter(1, wraps=False)
    b.action("bad", [], eq(DIVIDES, x))
    live(b, eventually(eq(x, const(2))))
    report = verify(b)
    assert isinstance(report["live"].verdict, Holds)
    assert isinstance(report["faults"].verdict, Violated)


def test_a_condition_is_enabled_by_a_transition_that_leaves_the_bound() -> None:
    """Staying for ever is unfair to a step out of the bound, which is enabled all the time."""
    b, x, _ = counter(1, wraps=False)
    b.actions[0] = replace(b.actions[0], fairness=ir.Fairness("weak", "up", ()))
    b.action("stay", [], eq(x, const(0)))
    b.rest["bounds"] = (predicate(eq(x, const(0))),)
    live(b, eventually(eq(x, const(1))))
    assert verify(b)["live"].verdict == still_open("bound")
    b.actions[0] = replace(b.actions[0], fairness=None)
    assert lasso_of(verify(b)).cycle == 1


def test_a_self_loop_takes_its_condition() -> None:
    b, x, _ = counter(1)
    b.action("stay")
    b.actions[-1] = replace(b.actions[-1], fairness=ir.Fairness("strong", "stay", ()))
    live(b, eventually(eq(x, const(1))))
    assert [s.state for s in lasso_of(verify(b)).steps] == [(0,)]


def test_a_lasso_within_a_limit_is_a_violation_and_nothing_else_is_an_answer() -> None:
    b, x, number = counter(5, wraps=False)
    b.action("back", [], eq(x, const(2)), [b.set(number, const(1))])
    live(b, eventually(eq(x, const(5))))
    assert lasso_of(verify(b, limits=Limits(states=4))).cycle == 2
    assert lasso_of(verify(b, limits=Limits(depth=3))).cycle == 2
    stopped = verify(b, limits=Limits(states=2))["live"].verdict
    assert stopped == Unknown("the search stopped early: state limit 2")
    assert verify(b, limits=Limits(depth=1))["live"].verdict == still_open("depth 1")


def test_a_fault_in_a_temporal_property_is_reported_under_faults() -> None:
    b, x, _ = counter()
    half = compare("<", arithmetic("/", const(6), arithmetic("-", const(3), x)), const(9))
    live(b, ir.Temporal("always", (ir.Atom(half),)), "temporal")
    for wanted in (frozenset[str](), frozenset({"faults"})):
        verdict = verify(b, wanted=wanted)["faults"].verdict
        assert isinstance(verdict, Violated)
        assert verdict.sentence.startswith("division by zero in `property live`: ")
        assert verdict.trace is not None
        assert verdict.trace.last == (3,)
    assert verify(b)["live"].verdict == Unknown("evaluating live ends in a fault, which `faults` reports")


def test_where_an_action_has_an_input_only_certain_lassos_count() -> None:
    b, x, _ = counter(1)
    live(b, eventually(eq(x, const(2))))
    tick = ir.Action("tick", "tick", (ir.Parameter("dt", INT, 0, input=True),), TRUE, (), 1, None)
    b.actions.append(tick)
    assert isinstance(verify(b)["live"].verdict, Violated)
    b.actions[-1] = replace(tick, fairness=ir.Fairness("weak", "tick", ()))
    assert isinstance(verify(b)["live"].verdict, Unknown)
    b, x, _ = counter(1, wraps=False)
    live(b, eventually(eq(x, const(2))))
    b.actions.append(tick)
    assert isinstance(verify(b)["live"].verdict, Unknown)


def test_every_instance_is_checked_and_the_nearest_failure_named() -> None:
    b, x, _ = counter(3, wraps=False)
    parameter = ir.Parameter("n", Range(0, 4), 0)
    formula = ir.Temporal("~>", (ir.Atom(eq(x, const(1))), ir.Atom(eq(x, local(0, Range(0, 4))))))
    b.properties.append(ir.Property("live", "starvation", (parameter,), formula, 8))
    result = verify(b)["live"]
    assert result.instance == (("n", "0"),)
    assert isinstance(result.verdict, Violated)
    assert result.verdict.sentence.startswith("starvation live fails for n=0: after 1 step the other side")


class InterruptingAtChecks:
    """A reporter that is interrupted as soon as a property is checked."""

    def progress(self, progress: Progress) -> None:
        if progress.doing == "checking live":
            raise KeyboardInterrupt


def test_an_interrupt_while_a_property_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "HEARTBEAT", 0.0)
    b, x, _ = counter()
    live(b, eventually(eq(x, const(1))))
    report = verify(b, InterruptingAtChecks())
    assert (report.complete, report.stopped) == (False, "interrupted")
    assert report["live"].verdict == Unknown("the search stopped early: interrupted")
    assert isinstance(report["faults"].verdict, Holds)


# ---- the judge of lassos ------------------------------------------------------------------------


def test_what_is_no_fair_lasso_refutes_nothing() -> None:
    b, x, _ = counter(2)
    b.action("stay", [], TRUE)
    b.actions[0] = replace(b.actions[0], fairness=ir.Fairness("weak", "up", ()))
    live(b, eventually(eq(x, const(2))))
    model = b.model()
    judge, stay, up = Interpreter(model), Step(Move(2, ()), (0,)), Step(Move(0, ()), (1,))
    assert not refutes(judge, 0, (), Trace(model, (0,), (stay,)))
    assert not refutes(judge, 0, (), Trace(model, (0,), (up,), 0))
    assert not refutes(judge, 0, (), Trace(model, (0,), (), 0))
    assert not refutes(judge, 0, (), Trace(model, (0,), (stay,), 0))
    free = replace(model, actions=(replace(model.actions[0], fairness=None), *model.actions[1:]))
    assert refutes(Interpreter(free), 0, (), Trace(free, (0,), (stay,), 0))


def test_a_wrong_lasso_is_a_defect_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    b, x, _ = counter(2)
    live(b, eventually(eq(x, const(7))))
    monkeypatch.setattr(Liveness, "lasso", lambda self, found: Trace(b.model(), (0,), (), 0))
    with pytest.raises(InternalError, match="the trace of live does not show it"):
        verify(b)


def test_lassos_are_shortened() -> None:
    b, *_ = counter(1)
    model = b.model()
    up, wrap = Step(Move(0, ()), (1,)), Step(Move(1, ()), (0,))
    assert shortened(Trace(model, (0,), (up, wrap, up, wrap), 0)) == Trace(model, (0,), (up, wrap), 0)
    assert shortened(Trace(model, (0,), (up, wrap, up), 1)) == Trace(model, (0,), (up, wrap), 0)
    stutter = Trace(model, (0,), (up,), 1)
    assert shortened(stutter) == stutter
