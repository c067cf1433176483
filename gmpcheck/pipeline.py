"""The only module that chains stages: file → tree → model → search → report → files.

In: paths and options as the user gave them. Out: values; nothing here prints, and whatever is wrong
with the input is a `SpecError`. Each function is one job of the command line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal, cast

from gmpcheck import errors, files, judging, summary
from gmpcheck import replay as replaying
from gmpcheck.diagnostics import Diagnostic, SpecError
from gmpcheck.explore import simulate as simulation
from gmpcheck.explore.findings import Until
from gmpcheck.explore.interface import Limits, Reporter
from gmpcheck.explore.search import SearchOptions, search
from gmpcheck.explore.simulate import Simulation
from gmpcheck.explore.traces import waiting
from gmpcheck.files import Parsed, parse_file
from gmpcheck.model import types
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.ir import State
from gmpcheck.model.runs import FaultRaised, Move
from gmpcheck.render.dot import render_dot
from gmpcheck.render.lifecycle import lifecycle_dot
from gmpcheck.render.text import Shown
from gmpcheck.results.claims import ClaimOutcome
from gmpcheck.results.itf import SavedTrace, loads, settings
from gmpcheck.results.trace import Trace
from gmpcheck.results.verdict import Blocked, Holds, PropertyResult, Report, ResultKind, Scope, Violated
from gmpcheck.source import Source
from gmpcheck.syntax.parser import parse, parse_expression
from gmpcheck.syntax.printer import format_spec
from gmpcheck.typecheck import Checked, check, check_expression, variants_of
from gmpcheck.typecheck.errors import too_deep_definitions


@dataclass(frozen=True, slots=True)
class Loaded:
    """A spec, or one variant of it, ready to be explored."""

    parsed: Parsed
    checked: Checked
    system: Interpreter

    @property
    def path(self) -> str:
        return self.parsed.path


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask of a model: `wanted` properties (empty: all), and how far to look."""

    wanted: tuple[str, ...] = ()
    limits: Limits = field(default_factory=Limits)
    until: Until = "everything"


def load(path: str, settings: Mapping[str, str] | None = None, variant: str | None = None) -> Loaded:
    """Reads and checks a spec with values for its parameters. Raises SpecError."""
    return load_parsed(parse_file(path), settings or {}, variant)


def load_parsed(parsed: Parsed, settings: Mapping[str, str], variant: str | None) -> Loaded:
    checked = check(parsed.spec, parsed.imported, settings, variant)
    with _deep(parsed):
        return Loaded(parsed, checked, Interpreter(checked.model))


@contextmanager
def _deep(parsed: Parsed) -> Iterator[None]:
    """What is shallow enough to be checked may still be too deep to be evaluated."""
    try:
        yield
    except RecursionError:
        raise SpecError([too_deep_definitions(parsed.spec.span)]) from None


def verify(loaded: Loaded, question: Question | None = None, reporter: Reporter | None = None) -> Report:
    """Explores a model and answers for each of its properties."""
    asked = question or Question()
    _know(loaded, asked.wanted)
    options = SearchOptions(
        path=loaded.path, limits=asked.limits, until=asked.until, wanted=frozenset(asked.wanted)
    )
    with _deep(loaded.parsed):
        return search(loaded.system, options, reporter)


@dataclass(frozen=True, slots=True)
class Runs:
    """Which random runs to make: how many, how long, from which seed."""

    seed: int = 0
    count: int = 1000
    depth: int = 100


def simulate(loaded: Loaded, runs: Runs, question: Question, reporter: Reporter | None = None) -> Simulation:
    """Makes random runs of a model until one violates what is asked about."""
    _know(loaded, question.wanted)
    with _deep(loaded.parsed):
        return simulation.simulate(
            loaded.system,
            runs.seed,
            runs.count,
            runs.depth,
            reporter,
            limits=question.limits,
            wanted=frozenset(question.wanted),
            path=loaded.path,
        )


def as_report(done: Simulation) -> Report:
    """What a simulation found, as the report of a search that did not see everything."""
    return Report(
        path=done.path,
        model=done.model,
        engine="interpreter",
        symmetry=(),
        complete=False,
        bound=None,
        states=done.states,
        transitions=done.steps,
        depth=done.longest,
        seconds=done.seconds,
        peak_memory_bytes=0,
        properties=() if done.violation is None else (done.violation,),
        coverage=done.coverage,
        stopped=done.stopped,
    )


def property_names(loaded: Loaded) -> tuple[str, ...]:
    """The names that --property takes, in the order of reports."""
    model = loaded.checked.model
    first = ("faults",) if model.deadlock_off else ("deadlock", "faults")
    return first + tuple(p.name for p in model.properties)


def _know(loaded: Loaded, wanted: tuple[str, ...]) -> None:
    known = property_names(loaded)
    unknown = [name for name in wanted if name not in known]
    if unknown:
        name = loaded.checked.model.name
        raise SpecError([errors.unknown_property(u, known, name) for u in unknown])


# ---- claims -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tested:
    """One model of a spec, base or variant, with what became of its claims."""

    report: Report
    outcomes: tuple[ClaimOutcome, ...]


def models(parsed: Parsed) -> tuple[str | None, ...]:
    """The base (None) and every variant of a spec."""
    return (None, *(variant.name.text for variant in variants_of(parsed.spec)))


def claimed(loaded: Loaded, about: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The properties that a model makes a claim of, those `about` which it is asked if any."""
    claims = judging.expected_verdicts(loaded.checked.model, property_names(loaded))
    return tuple(name for name in claims if not about or name in about)


def test_claims(loaded: Loaded, claims: tuple[str, ...], limits: Limits, reporter: Reporter | None) -> Tested:
    """Checks some claims of one model, of at least one property, and nothing else."""
    report = verify(loaded, Question(claims, limits, "all decided"), reporter)
    return Tested(report, judging.judge(report))


# ---- without exploring ------------------------------------------------------------------------


def lint(parsed: Parsed, settings: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """What the checker says: the warnings of the base, the errors of the base and every variant."""
    found: dict[Diagnostic, None] = {}
    for variant in models(parsed):
        try:
            checked = check(parsed.spec, parsed.imported, settings, variant)
        except SpecError as error:
            found |= dict.fromkeys(error.diagnostics)
            continue
        if variant is None:
            found |= dict.fromkeys(checked.warnings)
    return tuple(sorted(found, key=lambda d: d.sort_key))


def describe(loaded: Loaded) -> summary.Summary:
    """What `gmpcheck info` shows of a model."""
    return summary.summarise(loaded.path, loaded.checked.model, variants_of(loaded.parsed.spec))


def lifecycles(loaded: Loaded, form: Literal["dot", "svg", "png", "pdf"], report: Report | None) -> bytes:
    """A picture of the statuses of the machines; with a report, of which changes happened."""
    model = loaded.checked.model
    if not any(status.labels for _, status in model.statuses):
        raise SpecError([errors.no_lifecycle(model.name)])
    dot = lifecycle_dot(model, None if report is None else report.coverage)
    return dot.encode() if form == "dot" else render_dot(dot, form)


@dataclass(frozen=True, slots=True)
class Layout:
    """A file's text, and the same in canonical layout."""

    path: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        return self.before != self.after


def canonical(path: str) -> Layout:
    """A file in canonical layout. Raises SpecError where it does not parse."""
    source = files.read_source(path)
    return Layout(path, source.text, format_spec(parse(source)))


# ---- traces -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenedTrace:
    """A saved trace with the spec it is about, as that is now."""

    path: str
    saved: SavedTrace
    loaded: Loaded


def open_trace(path: str, spec: str | None = None) -> OpenedTrace:
    """Reads a trace and the model it belongs to: parameters and variant as saved; `spec` says where
    the spec is, else the path in the trace does, from here or from the trace's folder."""
    text = files.read_source(path, limit=files.LARGEST_TRACE).text
    saved = loads(text, path)
    where = spec or _find_spec(path, saved.meta.spec)
    return OpenedTrace(path, saved, load(where, settings(saved.meta), saved.meta.variant))


def _find_spec(trace: str, spec: str) -> str:
    looked = (spec, os.path.normpath(os.path.join(os.path.dirname(trace), spec)))
    for candidate in looked:
        if os.path.isfile(candidate):
            return candidate
    raise SpecError([errors.trace_without_spec(trace, spec, dict.fromkeys(looked))])


def replay(opened: OpenedTrace) -> replaying.Replay:
    """Follows a saved trace through the spec as it is now."""
    system = opened.loaded.system

    def explain(state: State, move: Move) -> str | None:
        for reason in system.blocked(state):
            if (reason.action_index, reason.args) == (move.action, move.args):
                return str(reason)
        return None

    return replaying.replay(system, opened.saved, explain)


def as_result(opened: OpenedTrace, trace: Trace) -> PropertyResult:
    """A replayed trace as the answer that it was saved for."""
    meta = opened.saved.meta
    verdict: Violated | Holds
    if meta.kind == "reachable":
        verdict = Holds(Scope.EXHAUSTIVE, witness=trace)
    else:
        fault = trace.steps[-1].fault if trace.steps else None
        verdict = Violated(trace, meta.sentence, fault, _waiting(opened, trace))
    return PropertyResult(meta.property, cast(ResultKind, meta.kind), verdict, meta.instance)


def _waiting(opened: OpenedTrace, trace: Trace) -> tuple[Blocked, ...]:
    if opened.saved.meta.kind != "deadlock":
        return ()
    return waiting(opened.loaded.system, trace.last)


class Expressions:
    """Expressions of the command line, checked against a model once, evaluated at any state."""

    def __init__(self, loaded: Loaded, texts: Iterable[str]) -> None:
        """Raises SpecError where one of them is wrong."""
        self._system = loaded.system
        self._checked = {
            text: check_expression(loaded.checked, parse_expression(Source("--show", text))) for text in texts
        }

    def evaluate(self, text: str, state: State) -> str:
        checked = self._checked[text]
        try:
            value = self._system.evaluate(checked.expr, checked.slots, state)
        except FaultRaised as raised:
            return f"fault: {raised.fault.message}"
        return types.show(checked.expr.type, value)

    def along(self, trace: Trace) -> tuple[Shown, ...]:
        """Each expression with its value at every state of a trace."""
        return tuple(
            Shown(text, tuple(self.evaluate(text, state) for state in trace.states)) for text in self._checked
        )
