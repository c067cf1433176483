"""Malformed specs: each `*.gmp` here is refused (or warned about) exactly as the `.err` file beside it says.

Read a golden file as the author of the spec would: what is wrong, where, why, and the way out. One
mistake, one message. `pytest tests/errors --update-golden` writes them anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gmpcheck.codes import CODES
from gmpcheck.diagnostics import Diagnostic, render
from tests.conftest import Golden
from tests.errors.diagnosis import diagnose, options

HERE = Path(__file__).parent
SPECS = sorted(HERE.glob("*.gmp"))


@pytest.mark.parametrize("path", SPECS, ids=lambda p: p.stem)
def test_diagnostics(path: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)
    found = diagnose(path.name)
    golden(path.with_suffix(".err"), render(found))
    codes = {d.code for d in found}
    assert codes <= CODES.keys()
    if path.stem.startswith("GMP"):
        assert path.stem[:6] in codes
    assert len(set(found)) == len(found), "the same thing is said twice"
    for problem in found:
        _check_places(problem)


def _check_places(problem: Diagnostic) -> None:
    for span in (problem.span, *(n.span for n in problem.notes)):
        if span is not None:
            assert 0 <= span.start <= span.end <= len(span.source.text)


def test_every_file_has_its_golden_file_and_the_other_way_round() -> None:
    assert len(SPECS) >= 80
    others = {p.stem for p in HERE.glob("*.err")} - {p.stem for p in SPECS}
    assert not {name for name in others if not name.startswith("GMP7")}


@pytest.mark.parametrize(
    "name",
    [
        "GMP001_missing_name",
        "GMP101_unknown_names",
        "GMP201_wrong_types",
        "GMP601_fault_in_init",
        "GMP604_unknown_parameter",
        "GMP706_unknown_import",
    ],
)
def test_command_line_prints_them_and_exits_with_2(name: str) -> None:
    command = [sys.executable, "-m", "gmpcheck", "verify", f"{name}.gmp", *options(str(HERE / f"{name}.gmp"))]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.decode() == (HERE / f"{name}.err").read_text(encoding="utf-8")
