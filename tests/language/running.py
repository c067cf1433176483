"""Specs of a few lines, run.

In: the source of a spec, or declarations with a body or an expression to try on them. Out: what
happens, in words that can be written down by hand: verdicts, counts, the results of every run, the
kind of a fault, the codes of errors. Every search has a limit, so that no mistake can hang a test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, assert_never

from gmpcheck.diagnostics import SpecError
from gmpcheck.explore.interface import Limits
from gmpcheck.explore.search import SearchOptions, search
from gmpcheck.model import ir, types
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.runs import FaultedRun, FaultRaised
from gmpcheck.results.trace import Step, Trace
from gmpcheck.results.verdict import Holds, Report, Unknown, Verdict, Violated
from gmpcheck.source import Source
from gmpcheck.syntax.parser import parse, parse_expression
from gmpcheck.typecheck import Checked, check, check_expression

GUARD = Limits(states=50_000, seconds=10)
"""What no test comes near."""


def checked(text: str, variant: str | None = None, **settings: object) -> Checked:
    """A spec without its `spec` line, checked. Raises SpecError."""
    source = Source("test.gmp", text if text.lstrip().startswith("spec ") else f"spec test\n{text}")
    return check(parse(source), (), {name: str(value) for name, value in settings.items()}, variant)


def model(text: str, variant: str | None = None, **settings: object) -> ir.Model:
    return checked(text, variant, **settings).model


def errors(text: str, variant: str | None = None, **settings: object) -> list[str]:
    """The codes of the errors of a spec, `init` included; none where it is fine."""
    try:
        list(Interpreter(model(text, variant, **settings)).initial())
    except SpecError as error:
        return [d.code for d in error.diagnostics if d.severity == "error"]
    return []


def warnings(text: str) -> list[str]:
    return [d.code for d in checked(text).warnings]


# ---- searches -----------------------------------------------------------------------------------


def verify(text: str, variant: str | None = None, **options: Any) -> Report:
    """Explores a spec; `depth` bounds it, further options go to the search."""
    depth, settings = options.pop("depth", None), options.pop("settings", {})
    limits = Limits(depth, options.pop("states", GUARD.states), GUARD.seconds)
    report = search(Interpreter(model(text, variant, **settings)), SearchOptions(limits, **options))
    assert report.stopped is None or "time" not in report.stopped
    return report


def counts(text: str, variant: str | None = None, **options: Any) -> tuple[int, int, int]:
    """States, transitions, depth."""
    report = verify(text, variant, **options)
    return report.states, report.transitions, report.depth


def verdicts(text: str, variant: str | None = None, **options: Any) -> dict[str, str]:
    """Every property with `holds`, `bounded`, `violated` or `unknown`."""
    return {p.name: word(p.verdict) for p in verify(text, variant, **options).properties}


def word(verdict: Verdict) -> str:
    match verdict:
        case Holds(scope=scope):
            return "bounded" if scope == "bounded" else "holds"
        case Violated():
            return "violated"
        case Unknown():
            return "unknown"
    assert_never(verdict)


def trace(text: str, name: str, variant: str | None = None, **options: Any) -> Trace:
    """The counterexample or witness of a property."""
    found = verify(text, variant, **options)[name].trace
    assert found is not None
    return found


def moves(text: str, name: str, variant: str | None = None, **options: Any) -> list[str]:
    """The steps of a counterexample: `take(M0, P1)`, with what was chosen behind it."""
    found = trace(text, name, variant, **options)
    return [_move(found.model, step) for step in found.steps]


def _move(of: ir.Model, step: Step) -> str:
    action = of.actions[step.move.action]
    args = [types.show(p.type, v) for p, v in zip(action.params, step.move.args, strict=True)]
    chosen = [f" {c.name}={c.shown}" for c in step.move.choices]
    return action.name + (f"({', '.join(args)})" if args else "") + "".join(chosen)


def fault(text: str, variant: str | None = None) -> tuple[str, int]:
    """The kind of the shortest fault, and the steps of its trace."""
    verdict = verify(text, variant)["faults"].verdict
    assert isinstance(verdict, Violated)
    assert verdict.fault is not None
    assert verdict.trace is not None
    return str(verdict.fault.kind), len(verdict.trace.steps)


def taken(text: str) -> dict[str, int]:
    """Transitions per action."""
    return {a.action: a.taken for a in verify(text).coverage.actions}


# ---- states -------------------------------------------------------------------------------------


def starts(text: str, shown: str, variant: str | None = None) -> list[str]:
    """The values of an expression in the initial states."""
    of = checked(text, variant)
    system = Interpreter(of.model)
    return [_shown(of, system, shown, state) for state in system.initial()]


def reached(text: str, shown: str, variant: str | None = None) -> set[str]:
    """The values of an expression in the reachable states."""
    of = checked(text, variant)
    system = Interpreter(of.model)
    found = list(dict.fromkeys(system.initial()))
    seen = set(found)
    for state in found:
        assert len(found) < 5_000
        for run in system.successors(state):
            if not isinstance(run, FaultedRun) and run.state not in seen:
                seen.add(run.state)
                found.append(run.state)
    return {_shown(of, system, shown, state) for state in found}


def runs(declarations: str, body: str, shown: str = "true") -> list[str]:
    """Every run of an action with that body, in order: the values of the `shown` expressions
    (separated by `;`) behind it, or the kind of its fault."""
    of = checked(f"{declarations}\naction go {{ {body} }}\ndeadlock off")
    system = Interpreter(of.model)
    return [outcome for state in system.initial() for outcome in _outcomes(of, system, state, shown)]


def value(declarations: str, expression: str) -> str:
    """The value of an expression in the only initial state, or the kind of its fault."""
    found = starts(f"{declarations}\ndeadlock off", expression)
    assert len(found) == 1
    return found[0]


def values(declarations: str, *expressions: str) -> list[str]:
    return [value(declarations, e) for e in expressions]


def refused(declarations: str, expression: str) -> list[str]:
    """The errors of an expression as a `let` of an action."""
    return errors(f"{declarations}\naction go {{ let it = {expression} }}\ndeadlock off")


def _outcomes(of: Checked, system: Interpreter, state: ir.State, shown: str) -> Iterator[str]:
    for run in system.successors(state):
        if isinstance(run, FaultedRun):
            yield str(run.fault.kind)
        else:
            yield _shown(of, system, shown, run.state)


def _shown(of: Checked, system: Interpreter, shown: str, state: ir.State) -> str:
    return " ".join(_value(of, system, text, state) for text in shown.split(";"))


def _value(of: Checked, system: Interpreter, text: str, state: ir.State) -> str:
    found = check_expression(of, parse_expression(Source("expression", text)))
    try:
        return types.show(found.expr.type, system.evaluate(found.expr, found.slots, state))
    except FaultRaised as raised:
        return str(raised.fault.kind)
