"""Traces as text, compared with golden files and in what must hold of any of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gmpcheck.model.runs import Choice
from gmpcheck.render.text import Shown, Style, TraceOptions, counterexample_text, trace_text
from gmpcheck.results.trace import Step, Trace
from gmpcheck.results.verdict import Blocked, Holds, PropertyResult, Scope, Violated
from tests.render import small

GOLDEN = Path(__file__).parent / "golden"
Golden = Callable[[Path, str], None]

TRACES = {
    "run": small.run(),
    "faulted": small.faulted(),
    "lasso": small.lasso(),
    "lasso_from_start": small.lasso(0),
    "stutter": small.stutter(),
}


@pytest.mark.parametrize("name", TRACES)
def test_golden(name: str, golden: Golden) -> None:
    golden(GOLDEN / f"{name}.txt", trace_text(TRACES[name]))


def test_golden_full_and_ascii(golden: Golden) -> None:
    shown = Shown("len(globq)", ("2", "0", "0", "0"))
    text = trace_text(TRACES["stutter"], Style(unicode=False, width=80), TraceOptions((shown,), full=True))
    assert text.isascii()
    golden(GOLDEN / "stutter_full_ascii.txt", text)


def test_golden_deadlock(golden: Golden) -> None:
    waiting = (
        Blocked("M0", "acquire", "m.status == idle (M0.status is running)"),
        Blocked("M0", "acquire", "m.status == idle (M0.status is running)"),
        Blocked("M0", "worker.find", "len(p.runq) > 0 (P1.runq is [])"),
        Blocked("M1", "acquire", "p.status == idle (P0.status is running)"),
    )
    result = PropertyResult(
        "deadlock", "deadlock", Violated(TRACES["run"], "deadlock after 3 steps", None, waiting)
    )
    golden(GOLDEN / "deadlock.txt", counterexample_text(result))


def test_a_witness_has_a_headline_too() -> None:
    result = PropertyResult("steals", "reachable", Holds(Scope.EXHAUSTIVE, None, TRACES["run"]))
    assert counterexample_text(result).startswith("steals is reachable\nwitness: 3 steps\n\n    0  initial")


def test_colour_changes_nothing_but_colour() -> None:
    plain = trace_text(TRACES["faulted"])
    painted = trace_text(TRACES["faulted"], Style(color=True))
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain


@pytest.mark.parametrize("width", [40, 80])
def test_lines_are_broken_between_words_only(width: int) -> None:
    wide, narrow = (trace_text(TRACES["run"], Style(width=w)) for w in (500, width))
    assert narrow.split() == wide.split()
    longest = max(map(len, narrow.split()))
    assert all(len(line) <= width or longest + 20 > width for line in narrow.splitlines())


def test_a_name_cannot_drive_the_terminal() -> None:
    trace = TRACES["run"]
    move = replace(trace.steps[0].move, choices=(Choice("v", "x"),))
    hostile = replace(trace, steps=(Step(move, trace.steps[0].state),))
    result = PropertyResult("p", "invariant", Violated(hostile, "bad\x1b[2J\nnews"))
    text = counterexample_text(result, options=TraceOptions((Shown("\x07", ("\x1b", "b")),)))
    assert "\x1b" not in text
    assert "\x07" not in text


def test_a_violation_in_the_initial_state() -> None:
    trace = Trace(small.small_model(), small.start(small.small_model()), ())
    text = counterexample_text(PropertyResult("p", "invariant", Violated(trace, "invariant p is false")))
    assert text.startswith("invariant p is false\ncounterexample: the initial state\n\n    0  initial state")
