"""The public Python names, and the pieces of the pipeline that the command line hides."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import gmpcheck
from gmpcheck import pipeline
from gmpcheck.files import parse_file
from tests.cli.specs import BROKEN_INVARIANT, COUNTER


@pytest.fixture
def counter(tmp_path: Path) -> str:
    (tmp_path / "counter.gmp").write_text(COUNTER)
    return str(tmp_path / "counter.gmp")


def test_every_public_name_is_there() -> None:
    for name in gmpcheck.__all__:
        assert getattr(gmpcheck, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        gmpcheck.no_such_name  # noqa: B018


def test_importing_a_contract_loads_no_parser() -> None:
    code = "import sys, gmpcheck.source; print('lark' in sys.modules or 'click' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_load_and_verify(counter: str) -> None:
    report = gmpcheck.verify(gmpcheck.load(counter, {"N": "2"}, "greedy"))
    match report["few"].verdict:
        case gmpcheck.Violated(trace=trace):
            assert trace is not None
            assert len(trace.steps) == 4
        case other:
            pytest.fail(f"{other}")
    with pytest.raises(KeyError):
        report["fewer"]


def test_wrong_input_is_an_exception_with_diagnostics(counter: str) -> None:
    with pytest.raises(gmpcheck.SpecError) as caught:
        gmpcheck.load(counter, {"N": "99"})
    (found,) = caught.value.diagnostics
    assert "99" in found.message
    with pytest.raises(gmpcheck.SpecError):
        gmpcheck.load(counter, variant="nobody")


def test_question_limits_what_is_answered(counter: str) -> None:
    question = gmpcheck.Question(wanted=("few",))
    report = gmpcheck.verify(gmpcheck.load(counter), question)
    assert [result.name for result in report.properties] == ["few"]


def test_unknown_property_lists_the_known(counter: str) -> None:
    with pytest.raises(gmpcheck.SpecError) as caught:
        gmpcheck.verify(gmpcheck.load(counter), gmpcheck.Question(wanted=("fewe",)))
    (found,) = caught.value.diagnostics
    assert found.help == ("did you mean `few`?",)
    assert "deadlock, faults, few, both_busy, all_taken" in found.notes[0].text


def test_property_names_without_deadlock(tmp_path: Path) -> None:
    (tmp_path / "b.gmp").write_text(BROKEN_INVARIANT)
    assert pipeline.property_names(pipeline.load(str(tmp_path / "b.gmp"))) == ("faults", "low", "top")


def test_models_are_the_base_and_its_variants(counter: str) -> None:
    assert pipeline.models(parse_file(counter)) == (None, "greedy", "lazy")


def test_imported_declarations_are_part_of_the_model(tmp_path: Path) -> None:
    (tmp_path / "limits.gmp").write_text("const Most = 2")
    (tmp_path / "main.gmp").write_text(
        'spec main import "limits" var n: 0..Most action up when n < Most { n += 1 } end when n == Most'
    )
    report = gmpcheck.verify(gmpcheck.load(str(tmp_path / "main.gmp")))
    assert report.states == 3
