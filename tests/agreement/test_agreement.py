"""The tool against a second semantics: state by state, and answer by answer.

Each spec is printed, parsed, checked and run by the tool; the syntax tree itself is what the second
semantics runs. The specs are random ones, and those of the library with all of their variants.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gmpcheck.source import Source
from gmpcheck.syntax import ast
from gmpcheck.syntax.parser import parse
from tests.agreement.compare import Pair, compare_search, compare_steps, compare_walk
from tests.random_specs import specs

LIBRARY = Path(__file__).parents[2] / "specs"
TOYS = sorted((LIBRARY / "toys").glob("*.gmp"))

_EXAMPLES = settings(suppress_health_check=list(HealthCheck), max_examples=60)


def variants(spec: ast.Spec) -> list[str | None]:
    """The base spec and each of its variants."""
    return [None, *(d.name.text for d in spec.declarations if isinstance(d, ast.Variant))]


@_EXAMPLES
@given(specs())
def test_every_state_of_a_random_spec_has_the_same_runs(spec: ast.Spec) -> None:
    for variant in variants(spec):
        compare_steps(Pair(spec, variant), 25)


@_EXAMPLES
@given(specs(), st.integers(0, 99))
def test_a_random_run_visits_states_with_the_same_runs(spec: ast.Spec, seed: int) -> None:
    compare_walk(Pair(spec), Random(seed), 15)


@_EXAMPLES
@given(specs())
def test_the_search_gives_the_answers_of_a_naive_one(spec: ast.Spec) -> None:
    for variant in variants(spec):
        compare_search(Pair(spec, variant), 100)


@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("*.gmp")), ids=lambda p: p.stem)
def test_the_specs_of_the_library_have_the_same_runs(path: Path) -> None:
    spec = parse(Source(path.name, path.read_text(encoding="utf-8")))
    for variant in variants(spec):
        assert compare_walk(Pair(spec, variant), Random(1), 8)


@pytest.mark.parametrize("path", TOYS, ids=lambda p: p.stem)
def test_the_search_gives_the_answers_of_a_naive_one_for_the_toys(path: Path) -> None:
    spec = parse(Source(path.name, path.read_text(encoding="utf-8")))
    compared = [compare_search(Pair(spec, v), 200) for v in variants(spec)]
    assert any(compared)
