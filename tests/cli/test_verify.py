"""`gmpcheck verify`: answers, files, JSON, exit codes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run


def document(run: Run, *args: str) -> Any:
    return json.loads(run("verify", "--format", "json", *args).stdout)


class TestExitCodes:
    @pytest.mark.parametrize(
        ("args", "code"),
        [
            (["counter.gmp"], 0),
            (["counter.gmp", "--depth", "2"], 4),
            (["counter.gmp", "--depth", "2", "--property", "few"], 0),
            (["broken_invariant.gmp"], 1),
            (["broken_invariant.gmp", "--depth", "2", "--property", "low"], 0),
            (["broken_invariant.gmp", "--property", "top"], 0),
            (["faulty.gmp"], 1),
            (["temporal.gmp"], 0),
            (["starved.gmp"], 1),
            (["starved.gmp", "--property", "deadlock"], 0),
            (["undecided.gmp"], 4),
            (["counter.gmp", "--states", "3"], 4),
            (["counter.gmp", "--time", "0s"], 4),
            (["broken_invariant.gmp", "--states", "5"], 1),
            (["wrong.gmp"], 2),
            (["missing.gmp"], 2),
            (["."], 2),
            (["counter.gmp", "--set", "N=99"], 2),
            (["counter.gmp", "--set", "M=2"], 2),
            (["counter.gmp", "--set", "N"], 2),
            (["counter.gmp", "--variant", "gredy"], 2),
            (["counter.gmp", "--property", "fewer"], 2),
            (["counter.gmp", "--show", "taken +"], 2),
            (["counter.gmp", "--show", "tokens"], 2),
            (["counter.gmp", "--engine", "native"], 2),
            (["counter.gmp", "--nonsense"], 2),
            ([], 2),
            (["counter.gmp", "undecided.gmp"], 4),
            (["counter.gmp", "undecided.gmp", "faulty.gmp"], 1),
            (["faulty.gmp", "wrong.gmp"], 2),
        ],
    )
    def test_exit_code(self, run: Run, args: list[str], code: int) -> None:
        result = run("verify", *args)
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output

    def test_required_coverage(self, run: Run) -> None:
        args = ("verify", "broken_invariant.gmp", "--property", "top")
        assert run(*args).exit_code == 0
        assert run(*args, "--require-coverage").exit_code == 1


class TestText:
    def test_verdict_comes_last(self, run: Run) -> None:
        assert run("verify", "counter.gmp").stdout.splitlines()[-1].startswith("HOLDS")
        assert run("verify", "faulty.gmp").stdout.splitlines()[-1].startswith("VIOLATED: faults")

    def test_counterexample_shows_what_changed(self, run: Run) -> None:
        text = run("verify", "broken_invariant.gmp").stdout
        assert "n: 2 → 3" in text
        assert "counterexamples/broken.base.low.itf.json" in text

    def test_shows_expressions(self, run: Run) -> None:
        text = run("verify", "broken_invariant.gmp", "--show", "n * 2", "--show", "1 / (n - 2)").stdout
        assert "| n * 2 = 6" in text
        assert "| 1 / (n - 2) = fault: " in text

    def test_quiet_is_one_line(self, run: Run) -> None:
        result = run("verify", "counter.gmp", "--quiet")
        assert result.stdout == "counter.gmp: HOLDS: all 5 properties hold over all 12 states\n"
        assert result.stderr == ""

    def test_no_control_characters_off_the_terminal(self, run: Run) -> None:
        result = run("verify", "faulty.gmp")
        assert "\x1b" not in result.output
        assert "\r" not in result.output

    def test_colour_on_request(self, run: Run) -> None:
        assert "\x1b[1;31m" in run("verify", "faulty.gmp", "--color", "always").stdout

    def test_coverage_and_witnesses(self, run: Run) -> None:
        text = run("verify", "counter.gmp", "--coverage", "--witnesses").stdout
        assert "enabled" in text
        assert "both_busy is reachable" in text
        assert os.path.exists("counterexamples/counter.base.both_busy.itf.json")

    def test_suggests_a_parameter(self, run: Run) -> None:
        assert "did you mean" in run("verify", "counter.gmp", "--property", "fewe").stderr

    def test_goes_on_after_a_wrong_spec(self, run: Run) -> None:
        result = run("verify", "wrong.gmp", "counter.gmp")
        assert "GMP101" in result.stderr
        assert "HOLDS" in result.stdout


class TestFiles:
    def test_no_files_where_everything_holds(self, run: Run, folder: Path) -> None:
        run("verify", "counter.gmp")
        assert not (folder / "counterexamples").exists()

    def test_forms(self, run: Run, folder: Path) -> None:
        run("verify", "faulty.gmp", "--out", "cx", "--render", "txt", "--render", "dot")
        assert sorted(os.listdir(folder / "cx")) == [
            "faulty.base.faults.dot",
            "faulty.base.faults.itf.json",
            "faulty.base.faults.txt",
        ]

    def test_none_on_request(self, run: Run, folder: Path) -> None:
        assert run("verify", "faulty.gmp", "--out", "").exit_code == 1
        assert not (folder / "counterexamples").exists()

    def test_verdict_survives_a_folder_that_cannot_be_written(self, run: Run, folder: Path) -> None:
        (folder / "counterexamples").write_text("in the way")
        result = run("verify", "faulty.gmp")
        assert result.exit_code == 1
        assert "GMP721" in result.stderr
        assert "VIOLATED" in result.stdout

    def test_variant_is_in_the_name(self, run: Run, folder: Path) -> None:
        run("verify", "counter.gmp", "--variant", "greedy")
        assert (folder / "counterexamples" / "counter.greedy.few.itf.json").exists()


class TestJson:
    def test_document(self, run: Run) -> None:
        found = document(run, "counter.gmp", "--variant", "greedy", "--set", "N=2")
        assert list(found) == [
            "gmpcheck",
            "spec",
            "variant",
            "params",
            "engine",
            "symmetry",
            "complete",
            "bound",
            "states",
            "transitions",
            "depth",
            "seconds",
            "peak_memory_bytes",
            "properties",
            "coverage",
        ]
        assert (found["spec"], found["variant"], found["params"]) == ("counter.gmp", "greedy", {"N": 2})
        assert (found["engine"], found["symmetry"], found["complete"]) == ("interpreter", [], True)
        few = next(p for p in found["properties"] if p["name"] == "few")
        assert few == {
            "name": "few",
            "kind": "invariant",
            "verdict": "violated",
            "scope": None,
            "reason": None,
            "steps": 4,
            "trace": "counterexamples/counter.greedy.few.itf.json",
        }

    def test_holds_and_unknown(self, run: Run) -> None:
        found = document(run, "temporal.gmp")["properties"]
        assert [(p["name"], p["verdict"], p["scope"]) for p in found] == [
            ("deadlock", "holds", "exhaustive"),
            ("faults", "holds", "exhaustive"),
            ("comes_back", "holds", "exhaustive"),
        ]
        early = document(run, "undecided.gmp")["properties"][-1]
        assert (early["name"], early["verdict"], early["scope"]) == ("early", "unknown", None)
        assert early["reason"]

    def test_violated_for_ever(self, run: Run) -> None:
        (served,) = document(run, "starved.gmp", "--property", "served")["properties"]
        assert served == {
            "name": "served",
            "kind": "starvation",
            "verdict": "violated",
            "scope": None,
            "reason": None,
            "instance": {"w": "W0"},
            "steps": 2,
            "cycle": 2,
            "trace": "counterexamples/starved.base.served.itf.json",
        }

    def test_bound_in_words(self, run: Run) -> None:
        found = document(run, "counter.gmp", "--depth", "2")
        assert found["bound"] == "depth 2"
        assert found["properties"][0]["scope"] == "bounded"

    def test_list_for_several_specs(self, run: Run) -> None:
        assert [d["spec"] for d in document(run, "counter.gmp", "faulty.gmp")] == [
            "counter.gmp",
            "faulty.gmp",
        ]

    def test_stdout_has_nothing_else(self, run: Run) -> None:
        result = run("verify", "wrong.gmp", "faulty.gmp", "--format", "json")
        assert [d["spec"] for d in json.loads(result.stdout)] == ["faulty.gmp"]
        assert "GMP101" in result.stderr

    def test_symmetry_and_reduction_change_nothing_yet(self, run: Run) -> None:
        plain = document(run, "counter.gmp")
        other = document(run, "counter.gmp", "--symmetry", "off", "--reduction", "off")
        assert plain["states"] == other["states"]
