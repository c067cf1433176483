"""Reports and claims as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gmpcheck.render.json_report import report_to_json
from gmpcheck.render.text import (
    ReportOptions,
    Style,
    claims_text,
    coverage_table,
    report_text,
    statistics_line,
    verdict_line,
)
from gmpcheck.results.claims import ClaimOutcome
from gmpcheck.results.coverage import ActionCoverage, Coverage
from gmpcheck.results.verdict import Holds, PropertyResult, Report, Scope, Unknown, Violated
from tests.render import small

GOLDEN = Path(__file__).parent / "golden"
Golden = Callable[[Path, str], None]

HOLDS = PropertyResult("deadlock", "deadlock", Holds(Scope.EXHAUSTIVE))
WITNESS = PropertyResult("steals", "reachable", Holds(Scope.EXHAUSTIVE, None, small.run()))
BOUNDED = PropertyResult("bounded", "invariant", Holds(Scope.BOUNDED, "depth 20"))
FALSE = PropertyResult(
    "one_owner", "invariant", Violated(small.run(), "invariant one_owner is false for m=M0"), (("m", "M0"),)
)
FAULTS = PropertyResult(
    "faults",
    "fault",
    Violated(
        small.faulted(), "nil dereference in retake(M0, P1): m.p is nil", small.faulted().steps[-1].fault
    ),
)
STARVES = PropertyResult(
    "starves", "starvation", Violated(small.lasso(), "P1 waits for ever"), (("p", "P1"),)
)
UNREACHED = PropertyResult("reached", "reachable", Violated(None, "no state satisfies reached"))
OPEN = PropertyResult("live", "temporal", Unknown("temporal properties under fairness are not decided yet"))


def report(*properties: PropertyResult, **changes: object) -> Report:
    whole = Report(
        path="specs/small.gmp",
        model=small.small_model(),
        engine="interpreter",
        symmetry=(),
        complete=True,
        bound=None,
        states=12426,
        transitions=47183,
        depth=23,
        seconds=0.7149,
        peak_memory_bytes=190_000_000,
        properties=properties,
        coverage=Coverage((ActionCoverage("acquire", 40, 120394, 12), ActionCoverage("retake", 0, 0, 0))),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


EVERYTHING = report(
    HOLDS,
    FAULTS,
    WITNESS,
    BOUNDED,
    FALSE,
    STARVES,
    UNREACHED,
    OPEN,
    complete=False,
    stopped="state limit 1000",
    notes=("the bound cuts 3 states",),
)


def test_golden_report(golden: Golden) -> None:
    options = ReportOptions(
        paths={"one_owner": "counterexamples/small.base.one_owner.itf.json"}, coverage=True
    )
    golden(GOLDEN / "report.txt", report_text(EVERYTHING, options=options))


def test_the_verdict_comes_last() -> None:
    assert report_text(EVERYTHING).splitlines()[-1] == (
        "VIOLATED: faults, one_owner, starves, reached (4 of 8 properties)"
    )


def test_verdicts_say_how_far_they_looked() -> None:
    assert verdict_line(report(HOLDS, WITNESS)) == "HOLDS: all 2 properties hold over all 12426 states"
    assert verdict_line(report(HOLDS, BOUNDED)) == "HOLDS: all 2 properties hold within depth 20"
    assert verdict_line(report(HOLDS, OPEN)) == "UNKNOWN: no answer for live (1 of 2 properties)"
    assert verdict_line(report()) == "nothing was checked"
    inductive = PropertyResult("p", "invariant", Holds(Scope.INDUCTIVE))
    assert verdict_line(report(inductive)) == "HOLDS: p holds by induction"
    symmetric = report(HOLDS, symmetry=("G", "M"))
    assert verdict_line(symmetric).endswith("over all 12426 states up to symmetry of G, M")


def test_statistics() -> None:
    expected = "12426 states, 47183 transitions, depth 23, 0.71 s, 190 MB, interpreter engine"
    assert statistics_line(report()) == expected


def test_never_taken_actions_are_warned_about() -> None:
    assert "warning: retake is never taken\n" in report_text(report(HOLDS))
    assert "retake" in coverage_table(report(HOLDS)).splitlines()[-1]


def test_witnesses_on_request() -> None:
    assert "initial state" not in report_text(report(WITNESS))
    assert "steals is reachable" in report_text(report(WITNESS), options=ReportOptions(witnesses=True))


def test_no_colour_and_no_arrows_where_they_cannot_be_shown() -> None:
    text = report_text(EVERYTHING, Style(unicode=False))
    assert text.isascii()
    assert "\x1b" not in text


def test_golden_claims(golden: Golden) -> None:
    outcomes = [
        ClaimOutcome("specs/small.gmp", None, "deadlock", "holds", HOLDS, "ok", 0.5),
        ClaimOutcome("specs/small.gmp", None, "one_owner", "holds", FALSE, "failed", 0.5),
        ClaimOutcome("specs/small.gmp", None, "live", "holds", OPEN, "undecided", 0.5),
        ClaimOutcome("specs/small.gmp", "no_sysmon", "starves", "violated", STARVES, "ok", 1.25),
        ClaimOutcome("specs/small.gmp", "no_sysmon", "bounded", "violated", BOUNDED, "failed", 1.25),
        ClaimOutcome("specs/small.gmp", "no_sysmon", "gone", "violated", None, "undecided", 0.0),
    ]
    golden(GOLDEN / "claims.txt", claims_text(outcomes))
    assert claims_text([]) == "no claims were found\n"


def test_json_is_as_documented(golden: Golden) -> None:
    document = report_to_json(EVERYTHING, {"one_owner": "counterexamples/x.itf.json"}, "0.1.0")
    golden(GOLDEN / "report.json", json.dumps(document, indent=2) + "\n")


def test_json_of_a_stuttering_lasso_has_cycle_zero() -> None:
    stutters = PropertyResult("starves", "starvation", Violated(small.stutter(), "P1 waits for ever"))
    (entry,) = report_to_json(report(stutters), {}, "0.1.0")["properties"]
    assert (entry["steps"], entry["cycle"]) == (3, 0)
    assert "instance" not in entry
