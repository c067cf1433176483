"""The numbers of reports: states, transitions, depth, steps, coverage, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gmpcheck.cli.main import main
from tests.language.running import verify

SPEC = """spec sample
param N: 1..9 = 3
machine M[2] { status { idle, busy } }
var n: 0..9
/// Counts.
action up(m: M) when m.status == idle && n < N { m.status = busy  n += 1 }
action again(m: M) when m.status == busy { m.status = idle }
action stay when n == N {}
action never when n > N {}
end when n == N
invariant low(m: M): m.status == busy ==> n < 2
reachable both: forall m in M: m.status == busy
recoverable idle_again: forall m in M: m.status == idle
property soon: eventually n == N
variant small "less of it" { param N = 1 expect both violated }
"""


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _code(*args: str, spec: str = SPEC) -> int:
    Path("sample.gmp").write_text(spec)
    return CliRunner().invoke(main, [args[0], "sample.gmp", *args[1:]]).exit_code


def _run(*args: str) -> tuple[int, Any]:
    Path("sample.gmp").write_text(SPEC)
    result = CliRunner().invoke(main, [args[0], "sample.gmp", *args[1:], "--format", "json"])
    return result.exit_code, json.loads(result.stdout)


# By hand: n counts the `up`s so far; which of M0, M1 are busy: 4 sets. n == 0: none busy. n == 1: one of them
# or none. n == 2: any of 4. n == 3: any of 4.
STATES = 1 + 3 + 4 + 4
# up: 2 at n=0; at n=1: 1 + 1 + 2; at n=2: 0 + 1 + 1 + 2. again: one for each busy M: 2 + 4 + 4. stay: 4
UP, AGAIN, STAY = 2 + 4 + 4, 2 + 4 + 4, 4


def test_the_object_of_a_report() -> None:
    """Every key of the reference, with the values counted by hand."""
    code, found = _run("verify")
    assert code == 1
    assert found["spec"] == "sample.gmp"
    assert found["variant"] is None
    assert found["params"] == {"N": 3}
    assert found["complete"] is True
    assert found["bound"] is None
    assert found["states"] == STATES
    assert found["transitions"] == UP + AGAIN + STAY
    assert found["coverage"] == {"up": UP, "again": AGAIN, "stay": STAY, "never": 0}
    # n == 3 with nobody busy: three `up`, three `again`
    assert found["depth"] == 6
    assert found["engine"] == "interpreter"
    keys = """gmpcheck spec variant params engine symmetry complete bound states transitions depth seconds
    peak_memory_bytes properties coverage"""
    assert list(found) == keys.split()


def test_the_entries_of_properties() -> None:
    """Kind, verdict, scope, instance, steps: transitions of the shortest counterexample or witness."""
    _, found = _run("verify")
    entries = {p["name"]: p for p in found["properties"]}
    assert list(entries) == ["deadlock", "faults", "low", "both", "idle_again", "soon"]
    shown = {n: (p["kind"], p["verdict"], p["scope"], p["steps"]) for n, p in entries.items()}
    assert shown == {
        "deadlock": ("deadlock", "holds", "exhaustive", None),
        "faults": ("fault", "holds", "exhaustive", None),
        "low": ("invariant", "violated", None, 2),
        "both": ("reachable", "holds", "exhaustive", 2),
        "idle_again": ("recoverable", "holds", "exhaustive", None),
        "soon": ("temporal", "holds", "exhaustive", None),
    }
    assert entries["low"]["instance"] == {"m": "M0"}


def test_a_variant_and_a_setting() -> None:
    """`--variant` and `--set`, which wins."""
    code, found = _run("verify", "--variant", "small", "--property", "both")
    assert (code, found["variant"], found["params"]) == (1, "small", {"N": 1})
    assert [p["verdict"] for p in found["properties"]] == ["violated"]
    assert found["states"] == 1 + 3
    code, found = _run("verify", "--variant", "small", "--set", "N=2", "--property", "both")
    assert (code, found["params"]) == (0, {"N": 2})


def test_bounded_is_said() -> None:
    """Within the bound asked for, exit code 0."""
    code, found = _run("verify", "--depth", "1", "--property", "low")
    assert (code, found["bound"], found["complete"]) == (0, "depth 1", True)
    assert [p["scope"] for p in found["properties"]] == ["bounded"]
    assert (found["states"], found["transitions"], found["depth"]) == (3, 2, 1)


def test_a_limit_is_no_answer() -> None:
    """Exit code 4, not complete."""
    code, found = _run("verify", "--states", "2", "--property", "idle_again")
    assert (code, found["complete"]) == (4, False)
    assert [p["verdict"] for p in found["properties"]] == ["unknown"]


def test_stop_first() -> None:
    """Ends at the first violation."""
    code, found = _run("verify", "--stop-first")
    assert (code, found["complete"]) == (1, False)
    assert found["states"] < STATES


@pytest.mark.parametrize(
    ("args", "spec", "code"),
    [
        (("--property", "faults"), SPEC, 0),
        (("--property", "low"), SPEC, 1),
        (("--property", "nothing"), SPEC, 2),
        (("--set", "N=77"), SPEC, 2),
        (("--variant", "nothing"), SPEC, 2),
        (("--property", "soon"), SPEC, 0),
        (("--property", "soon", "--states", "2"), SPEC, 4),
        ((), "spec sample var n: 0..9 = 10", 2),
        ((), "spec sample var", 2),
        ((), "spec sample action a {}", 0),
    ],
)
def test_exit_codes(args: tuple[str, ...], spec: str, code: int) -> None:
    """0 all holds; 1 violated; 2 wrong spec or command line; 4 no answer."""
    assert _code("verify", *args, spec=spec) == code


def test_a_violation_outweighs_what_is_unknown() -> None:
    """Exit code 1 where something is violated and something else undecided."""
    code, _ = _run("verify", "--property", "low", "--property", "soon", "--states", "11")
    assert code == 1


def test_testing_claims() -> None:
    """`gmpcheck test`: a false claim is 1, undecided ones 4, all true 0."""
    decided = SPEC.replace("property soon: eventually n == N", "")
    assert _code("test", spec=f"{decided} expect low violated") == 0
    assert _code("test", spec=decided) == 1
    assert _code("test", spec=f"{SPEC} action tick(dt: int) when dt > n {{}} expect low violated") == 4


def test_coverage_counts_states_and_transitions() -> None:
    """Enabled: states with a run of it; taken: transitions; new: those that found a state."""
    report = verify(SPEC)
    found = {a.action: (a.enabled, a.taken, a.new) for a in report.coverage.actions}
    assert found["up"][:2] == (1 + 3 + 3, UP)
    assert found["again"][:2] == (2 + 3 + 3, AGAIN)
    assert found["stay"] == (4, STAY, 0)
    assert found["never"] == (0, 0, 0)
    assert sum(new for _, _, new in found.values()) == STATES - 1


def test_the_same_input_gives_the_same_report() -> None:
    """Everything but time and memory."""
    one, other = _run("verify")[1], _run("verify")[1]
    for key in set(one) - {"seconds", "peak_memory_bytes"}:
        assert one[key] == other[key]
