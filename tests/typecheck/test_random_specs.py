"""Random well-typed specs pass every stage: print, parse, check, ground, run."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, given, settings

from gmpcheck.diagnostics import SpecError, render
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.ir import State
from gmpcheck.model.runs import Successor
from gmpcheck.model.types import contains
from gmpcheck.source import Source
from gmpcheck.syntax import ast
from gmpcheck.syntax.parser import parse
from gmpcheck.syntax.printer import format_spec
from gmpcheck.typecheck import check
from tests.random_specs import specs

_SLOW = settings(suppress_health_check=list(HealthCheck), max_examples=60)


@_SLOW
@given(specs())
def test_parse_is_the_inverse_of_print(spec: ast.Spec) -> None:
    text = format_spec(spec)
    again = parse(Source("random.gmp", text))
    assert again == spec
    assert format_spec(again) == text


@_SLOW
@given(specs())
def test_the_checker_accepts_and_the_interpreter_runs(spec: ast.Spec) -> None:
    text = format_spec(spec)
    try:
        model = check(parse(Source("random.gmp", text))).model
    except SpecError as error:
        raise AssertionError(render(error.diagnostics) + text) from error
    system = Interpreter(model)
    state, refused = _start(system)
    assert refused <= _NO_START
    if state is None:
        return
    chance = random.Random(0)
    for _ in range(10):
        _well_typed(model, state)
        following = [s for s in system.successors(state) if isinstance(s, Successor)]
        if not following:
            break
        state = chance.choice(following).state


def _start(system: Interpreter) -> tuple[State | None, set[str]]:
    try:
        return next(system.initial()), set()
    except SpecError as error:
        return None, {d.code for d in error.diagnostics}


_NO_START = {"GMP601", "GMP602"}
"""Chance may make an `init` that faults, or constraints that no state meets."""


def _well_typed(model, state) -> None:
    for variable, value in zip(model.variables, state, strict=True):
        assert contains(variable.type, value), f"{variable.name} = {value}"
