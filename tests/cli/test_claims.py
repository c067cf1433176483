"""`gmpcheck test`: claims of specs and variants."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_true_claims(run: Run) -> None:
    result = run("test", "counter.gmp")
    assert result.exit_code == 0
    assert "counter.gmp, variant lazy" in result.stdout
    assert result.stdout.splitlines()[-1] == "7 claims: 7 ok (1 spec, 2 variants)"


def test_unclaimed_property_is_claimed_to_hold(run: Run) -> None:
    result = run("test", "broken_invariant.gmp")
    assert result.exit_code == 1
    assert "FAILED" in result.stdout
    assert "gmpcheck verify broken_invariant.gmp --property low" in result.stderr


def test_expected_violation(run: Run, folder: Path) -> None:
    text = (folder / "broken_invariant.gmp").read_text()
    (folder / "known.gmp").write_text(text + "expect low violated\n")
    assert run("test", "known.gmp").exit_code == 0


def test_variant_that_breaks_nothing_fails(run: Run, folder: Path) -> None:
    text = (folder / "counter.gmp").read_text().replace("taken <= N {", "taken < N {")
    (folder / "tame.gmp").write_text(text)
    result = run("test", "tame.gmp")
    assert result.exit_code == 1
    assert "but it holds" in result.stdout


def test_undecided(run: Run) -> None:
    result = run("test", "undecided.gmp")
    assert result.exit_code == 4
    assert "undecided" in result.stdout


def test_failure_outweighs_undecided_and_wrong_outweighs_both(run: Run) -> None:
    assert run("test", "undecided.gmp", "faulty.gmp").exit_code == 1
    assert run("test", "undecided.gmp", "faulty.gmp", "wrong.gmp").exit_code == 2


def test_folders_are_searched(run: Run, folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "counter.gmp").rename(folder / "sub" / "a.gmp")
    assert "sub/a.gmp" in run("test", "sub").stdout


def test_folder_without_specs(run: Run, folder: Path) -> None:
    (folder / "empty").mkdir()
    result = run("test", "empty")
    assert result.exit_code == 2
    assert "GMP709" in result.stderr


def test_parameters_reach_every_variant(run: Run) -> None:
    found = json.loads(run("test", "counter.gmp", "--set", "N=1", "--format", "json").stdout)
    assert [(d["variant"], d["params"]) for d in found] == [
        (None, {"N": 1}),
        ("greedy", {"N": 1}),
        ("lazy", {"N": 1}),
    ]
    claim = found[1]["claims"][0]
    assert (claim["property"], claim["expected"], claim["outcome"]) == ("few", "violated", "ok")
    (few,) = found[1]["properties"]
    assert (few["verdict"], few["steps"]) == ("violated", 2)


def test_one_variant_or_one_property_only(run: Run) -> None:
    one = json.loads(run("test", "counter.gmp", "--variant", "greedy", "--format", "json").stdout)
    assert one["variant"] == "greedy"
    few = json.loads(run("test", "counter.gmp", "--property", "deadlock", "--format", "json").stdout)
    claims = [(d["variant"], [c["property"] for c in d["claims"]]) for d in few]
    assert claims == [(None, ["deadlock"]), ("lazy", ["deadlock"])]


@pytest.mark.parametrize(("option", "code"), [("--variant", "GMP505"), ("--property", "GMP720")])
def test_a_name_that_no_spec_has_is_no_success(run: Run, option: str, code: str) -> None:
    result = run("test", "counter.gmp", option, "nothing")
    assert result.exit_code == 2
    assert code in result.stderr
