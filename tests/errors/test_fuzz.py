"""Whatever the bytes: diagnostics whose places lie in the text, or a model that runs; nothing else."""

from __future__ import annotations

import random
from itertools import islice
from math import prod
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gmpcheck.cli.exits import Exit
from gmpcheck.cli.main import exit_code, main
from gmpcheck.diagnostics import Diagnostic, SpecError, render
from gmpcheck.files import parse_file
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.ir import AnyValue
from gmpcheck.model.runs import Successor
from gmpcheck.source import Source
from gmpcheck.syntax.parser import parse, parse_expression
from gmpcheck.typecheck import check, variants_of
from gmpcheck.typecheck.typenames import size_of
from tests.errors.mutants import BAD, SPECS, mutants

_MANY = settings(suppress_health_check=list(HealthCheck), max_examples=150)
_FEW = settings(suppress_health_check=list(HealthCheck), max_examples=60)

INSTANCES = 2_000
STARTS = 10_000
"""A mutant with more action instances or candidates for initial states is not run: it is only slow."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@_FEW
@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbfspec a\nvar n: 0..3\n")
@example(b"\xff\xfe\x00spec")
@example(b"spec a\r\nvar n: 0..\r")
def test_any_bytes(folder: Path, data: bytes) -> None:
    path = folder / "any.gmp"
    path.write_bytes(data)
    try:
        parsed = parse_file(str(path))
        check(parsed.spec, parsed.imported)
    except SpecError as error:
        _sound(error.diagnostics)


@settings(_FEW, max_examples=20)
@given(st.binary(max_size=60), st.sampled_from(["verify", "test", "lint", "info", "simulate"]))
def test_the_command_line_refuses_any_bytes(folder: Path, data: bytes, command: str) -> None:
    path = folder / "any.gmp"
    path.write_bytes(data)
    code = exit_code(lambda: main.main([command, str(path)], prog_name="gmpcheck", standalone_mode=False))
    assert code == Exit.WRONG_INPUT


@_FEW
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    _survives("spec any_text\n" + text)


@_FEW
@given(st.text(alphabet='abGMP012_ .,:;()[]{}=!<>&|+-*/%?~"\n\t', max_size=80))
def test_any_expression(text: str) -> None:
    try:
        parse_expression(Source("expression", text))
    except SpecError as error:
        _sound(error.diagnostics)


@_MANY
@given(mutants())
def test_mutants(text: str) -> None:
    _survives(text)


@pytest.mark.parametrize("text", SPECS + BAD)
def test_cut_off_anywhere(text: str) -> None:
    for end in random.Random(0).sample(range(len(text)), min(8, len(text))):
        _survives(text[:end])


def _survives(text: str) -> None:
    """Parsed, checked with every variant, and run for twenty steps where nothing is wrong."""
    try:
        spec = parse(Source("mutant.gmp", text))
    except SpecError as error:
        _sound(error.diagnostics)
        return
    for variant in (None, *(v.name.text for v in variants_of(spec)[:3])):
        try:
            model = check(spec, (), {}, variant).model
            assert "<error>" not in repr(model), "an error went unreported"
            _walk(Interpreter(model))
        except SpecError as error:
            _sound(error.diagnostics)


def _walk(system: Interpreter) -> None:
    starts = prod(size_of(v.type) for v in system.model.variables if isinstance(v.start, AnyValue))
    if len(system.action_instances) > INSTANCES or starts > STARTS:
        return
    chance = random.Random(0)
    for state in islice(system.initial(), 1):
        for _ in range(20):
            runs = list(islice(system.successors(state), 500))
            moves = [run for run in runs if isinstance(run, Successor)]
            if not moves:
                break
            state = chance.choice(moves).state


def _sound(problems: tuple[Diagnostic, ...]) -> None:
    assert problems
    assert any(p.severity == "error" for p in problems)
    for problem in problems:
        for span in (problem.span, *(note.span for note in problem.notes)):
            assert span is None or 0 <= span.start <= span.end <= len(span.source.text)
    assert render(problems).count("\n") < 30 * len(problems)
