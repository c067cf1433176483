"""`gmpcheck replay` and `gmpcheck render`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TRACE = "counterexamples/broken.base.low.itf.json"


@pytest.fixture
def traces(run: Run) -> Run:
    """A runner in a folder with saved counterexamples."""
    run("verify", "broken_invariant.gmp", "faulty.gmp", "starved.gmp", "--quiet")
    run("verify", "counter.gmp", "--variant", "lazy", "--quiet")
    run("verify", "counter.gmp", "--witnesses", "--quiet")
    return run


def rewrite(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


class TestReplay:
    @pytest.mark.parametrize(
        ("trace", "says"),
        [
            ("broken.base.low", "replayed 3 steps; property low is still violated at its end"),
            ("faulty.base.faults", "replayed 3 steps; it still ends in a fault"),
            ("counter.lazy.deadlock", "replayed 2 steps; the last state is still a deadlock"),
            (
                "starved.base.served",
                "replayed 2 steps; property served is still violated by repeating it for ever",
            ),
            ("counter.base.both_busy", "replayed 2 steps; property both_busy is still reached by it"),
        ],
    )
    def test_still_violated(self, traces: Run, trace: str, says: str) -> None:
        result = traces("replay", f"counterexamples/{trace}.itf.json")
        assert result.exit_code == 0, result.output
        assert says in result.stdout

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("n < 5", "n < 2", "step 3, up, no longer applies: it is not enabled here: n < 2 (n is 2)"),
            ("{ n += 1 }", "{ n += 2 }", "step 1, up, no longer applies: it leads to another state"),
            ("{ n += 1 }", "{ n += 9 }", "step 1, up, no longer applies: it now ends in a fault"),
            ("action up", "action upwards", "has changed since this trace was saved"),
            ("var n: 0..5", "var n: 1..5", "has changed since this trace was saved"),
            ("var n: 0..5", "var n: 0..5 = 1", "the initial state no longer applies"),
            ("invariant low: n < 3", "invariant low: n < 4", "property low is no longer violated"),
            ("invariant low", "invariant lower", "the spec has no property low any more"),
        ],
    )
    def test_where_it_no_longer_applies(
        self, traces: Run, folder: Path, old: str, new: str, says: str
    ) -> None:
        rewrite(folder, "broken_invariant.gmp", old, new)
        result = traces("replay", TRACE)
        assert result.exit_code == 1, result.output
        assert says in result.stdout

    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ("fair action work", "strong fair action work", "repeating it for ever is not fair"),
            ("~> w.status == busy", "~> w.status == idle", "no longer violated by it"),
            ("starvation served", "starvation fed", "the spec has no property served any more"),
        ],
    )
    def test_lasso_that_shows_nothing_any_more(
        self, traces: Run, folder: Path, old: str, new: str, says: str
    ) -> None:
        rewrite(folder, "starved.gmp", old, new)
        result = traces("replay", "counterexamples/starved.base.served.itf.json")
        assert result.exit_code == 1
        assert says in result.stdout

    def test_says_which_variables_differ(self, traces: Run, folder: Path) -> None:
        rewrite(folder, "broken_invariant.gmp", "{ n += 1 }", "{ n += 2 }")
        assert "n was 1, is now 2" in traces("replay", TRACE).stdout

    def test_deadlock_that_is_excused_now(self, traces: Run, folder: Path) -> None:
        rewrite(folder, "counter.gmp", "end when ", "end when true || ")
        result = traces("replay", "counterexamples/counter.lazy.deadlock.itf.json")
        assert result.exit_code == 1
        assert "no longer violated" in result.stdout

    def test_spec_elsewhere(self, traces: Run, folder: Path) -> None:
        (folder / "broken_invariant.gmp").rename(folder / "moved.gmp")
        result = traces("replay", TRACE)
        assert result.exit_code == 2
        assert "GMP722" in result.stderr
        assert traces("replay", TRACE, "--spec", "moved.gmp").exit_code == 0

    def test_several(self, traces: Run) -> None:
        result = traces("replay", TRACE, "counterexamples/faulty.base.faults.itf.json", "--format", "json")
        found = json.loads(result.stdout)
        assert [(d["property"], d["confirmed"]) for d in found] == [("low", True), ("faults", True)]

    def test_shows(self, traces: Run) -> None:
        assert "| n + 1 = 4" in traces("replay", TRACE, "--show", "n + 1").stdout

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff", b'{"#meta": {}}', b"nonsense"])
    def test_files_that_are_no_traces(self, traces: Run, folder: Path, content: bytes) -> None:
        (folder / "bad.itf.json").write_bytes(content)
        result = traces("replay", "bad.itf.json")
        assert result.exit_code == 2
        assert "error[GMP7" in result.stderr


class TestRender:
    def test_text(self, traces: Run) -> None:
        assert "n: 2 → 3" in traces("render", TRACE).stdout

    def test_deadlock_says_who_waits(self, traces: Run) -> None:
        text = traces("render", "counterexamples/counter.lazy.deadlock.itf.json").stdout
        assert "Who waits for what" in text

    @pytest.mark.parametrize(
        ("form", "start"),
        [("txt", b"invariant"), ("dot", b"digraph"), ("svg", b"<?xml"), ("png", b"\x89PNG")],
    )
    def test_files(self, traces: Run, folder: Path, form: str, start: bytes) -> None:
        result = traces("render", TRACE, "-o", f"out/trace.{form}")
        assert result.exit_code == 0, result.output
        assert (folder / "out" / f"trace.{form}").read_bytes().startswith(start)

    def test_unknown_ending(self, traces: Run) -> None:
        result = traces("render", TRACE, "-o", "trace.gif")
        assert result.exit_code == 2
        assert "--to" in result.stderr

    def test_what_no_longer_applies_is_not_drawn(self, traces: Run, folder: Path) -> None:
        rewrite(folder, "broken_invariant.gmp", "{ n += 1 }", "{ n += 2 }")
        result = traces("render", TRACE, "-o", "trace.svg")
        assert result.exit_code == 1
        assert not (folder / "trace.svg").exists()
