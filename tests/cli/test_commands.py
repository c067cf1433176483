"""info, lint, fmt, simulate, graph."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


class TestInfo:
    def test_text(self, run: Run) -> None:
        text = run("info", "counter.gmp").stdout
        assert "State vector, 6 bits" in text
        assert "W[2]  symmetric" in text
        assert "few violated" in text

    def test_json(self, run: Run) -> None:
        found = json.loads(run("info", "counter.gmp", "--set", "N=5", "--format", "json").stdout)
        assert found["parameters"][0] | {"doc": ""} == {"name": "N", "value": "5", "type": "1..9", "doc": ""}
        assert found["bits"] == 6
        assert found["action_instances"] == 4
        assert [m["ordered"] for m in found["machines"]] == [None]
        assert found["variants"][0]["claims"] == [{"property": "few", "verdict": "violated"}]

    def test_ordered_machine_names_the_place(self, run: Run, folder: Path) -> None:
        text = (folder / "counter.gmp").read_text()
        (folder / "ordered.gmp").write_text(text + "invariant first: W[0].status == idle || true\n")
        (machine,) = json.loads(run("info", "ordered.gmp", "--format", "json").stdout)["machines"]
        assert machine["ordered"]
        assert machine["place"].startswith("ordered.gmp:")


class TestLint:
    def test_clean(self, run: Run) -> None:
        result = run("lint", "counter.gmp", "--strict")
        assert result.exit_code == 0
        assert result.stderr == "0 errors, 0 warnings\n"

    def test_errors(self, run: Run) -> None:
        assert run("lint", "wrong.gmp").exit_code == 2

    def test_warnings_fail_only_if_strict(self, run: Run, folder: Path) -> None:
        (folder / "unused.gmp").write_text((folder / "faulty.gmp").read_text() + "const Unused = 1\n")
        assert run("lint", "unused.gmp").exit_code == 0
        assert run("lint", "unused.gmp", "--strict").exit_code == 1

    def test_errors_of_variants(self, run: Run, folder: Path) -> None:
        text = (folder / "counter.gmp").read_text().replace("without give", "without gave")
        (folder / "v.gmp").write_text(text)
        result = run("lint", "v.gmp")
        assert result.exit_code == 2
        assert "did you mean `give`" in result.stderr

    def test_json(self, run: Run) -> None:
        (found,) = json.loads(run("lint", "wrong.gmp", "--format", "json").stdout)
        assert (found["code"], found["file"], found["line"]) == ("GMP101", "wrong.gmp", 5)
        assert (found["column"], found["end_column"]) == (16, 17)

    def test_folder(self, run: Run) -> None:
        assert "wrong.gmp:5:16" in run("lint", ".").stderr


class TestFormat:
    MESSY = "spec   messy\nvar n:0..2   // a comment\naction up when n<2{n+=1}"

    def test_rewrites_once(self, run: Run, folder: Path) -> None:
        (folder / "messy.gmp").write_text(self.MESSY)
        assert "changed messy.gmp" in run("fmt", "messy.gmp").stderr
        text = (folder / "messy.gmp").read_text()
        assert "// a comment" in text
        assert "n < 2" in text
        assert run("fmt", "messy.gmp").stderr == ""
        assert (folder / "messy.gmp").read_text() == text

    def test_check_writes_nothing(self, run: Run, folder: Path) -> None:
        (folder / "messy.gmp").write_text(self.MESSY)
        result = run("fmt", "--check", "--diff", "messy.gmp")
        assert result.exit_code == 1
        assert "+action up" in result.stdout
        assert (folder / "messy.gmp").read_text() == self.MESSY

    def test_wrong_syntax_stays_as_it_is(self, run: Run, folder: Path) -> None:
        (folder / "bad.gmp").write_text("spec bad action {")
        assert run("fmt", "bad.gmp").exit_code == 2
        assert (folder / "bad.gmp").read_text() == "spec bad action {"


class TestSimulate:
    def test_violation(self, run: Run, folder: Path) -> None:
        result = run("simulate", "broken_invariant.gmp", "--out", "cx", "--render", "txt")
        assert result.exit_code == 1
        assert result.stdout.splitlines()[-1] == "VIOLATED: low"
        assert (folder / "cx" / "broken.base.low.itf.json").exists()
        assert run("replay", "cx/broken.base.low.itf.json").exit_code == 0

    def test_no_violation_proves_nothing(self, run: Run) -> None:
        result = run("simulate", "counter.gmp", "--runs", "5")
        assert result.exit_code == 0
        assert result.stdout.splitlines()[-1] == "no violation in 5 random runs"
        assert "both_busy: seen in run" in result.stdout

    def test_quiet_is_the_verdict(self, run: Run) -> None:
        result = run("simulate", "counter.gmp", "--runs", "5", "--quiet")
        assert result.output == "no violation in 5 random runs\n"

    def test_seed_repeats(self, run: Run) -> None:
        def steps(seed: str) -> object:
            args = ("simulate", "counter.gmp", "--variant", "greedy", "--seed", seed, "--format", "json")
            return {**json.loads(run(*args).stdout), "seconds": 0}

        assert steps("7") == steps("7")

    def test_last_run(self, run: Run) -> None:
        text = run("simulate", "counter.gmp", "--runs", "1", "--last", "--show", "taken").stdout
        assert "| taken = 0" in text


class TestGraph:
    @pytest.mark.parametrize("extra", [[], ["--coverage"], ["--variant", "lazy"]])
    def test_dot(self, run: Run, extra: list[str]) -> None:
        text = run("graph", "counter.gmp", *extra).stdout
        assert text.startswith("digraph")
        assert "idle" in text

    def test_picture(self, run: Run, folder: Path) -> None:
        assert run("graph", "counter.gmp", "-o", "w.svg").exit_code == 0
        assert b"<svg" in (folder / "w.svg").read_bytes()

    def test_nothing_to_draw(self, run: Run) -> None:
        result = run("graph", "faulty.gmp")
        assert result.exit_code == 2
        assert "GMP723" in result.stderr
