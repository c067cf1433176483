"""Exact numbers of states and transitions, on which other model checkers agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmpcheck import Report, Violated, load, verify

SPECS = Path(__file__).parents[2] / "specs"

BENCHMARK = [
    ("NG=2 NM=2 NP=1", (135, 262, 16)),
    ("NG=3 NM=2 NP=2", (4_061, 13_304, 22)),
    ("NG=3 NM=3 NP=2", (12_426, 47_183, 23)),
    pytest.param("NG=4 NM=3 NP=2", (113_972, 474_463, 29), marks=pytest.mark.slow),
]

ONCE_PER_RUN = [
    "execute",
    "yield",
    "block",
    "enter_syscall",
    "exit_syscall_fast",
    "retake",
    "exit_syscall_slow_acquire",
    "exit",
]
"""Each of these is taken once per goroutine that is run, so their numbers are equal."""

COVERAGE = {
    "NG=3 NM=3 NP=2": {
        "start_m": 6_240,
        "find_local": 3_420,
        "find_global": 3_351,
        "steal": 1_764,
        "stop_m": 1_368,
        "wake": 900,
        "exit_syscall_slow_queue": 1_908,
        "quiesce": 8,
        **dict.fromkeys(ONCE_PER_RUN, 3_528),
    },
    "NG=4 NM=3 NP=2": {
        "start_m": 58_476,
        "find_local": 33_696,
        "find_global": 36_147,
        "steal": 10_224,
        "stop_m": 4_224,
        "wake": 14_256,
        "exit_syscall_slow_queue": 22_512,
        "quiesce": 16,
        **dict.fromkeys(ONCE_PER_RUN, 36_864),
    },
}

CLASSICS = [
    ("toys/peterson", "N=2", (34, 62, 9)),
    ("toys/peterson", "N=3", (705, 1_725, 21)),
    ("toys/peterson", "N=4", (14_844, 44_120, 36)),
    ("toys/philosophers", "N=5", (243, 810, 13)),
    ("toys/philosophers", "N=8", (6_561, 34_992, 22)),
    ("toys/alternating_bit", "C=16 D=5", (49_290, 231_650, 78)),
    ("designs/ring_buffer", "Slots=2 Entries=4", (25, 24, 24)),
    ("designs/ring_buffer", "Slots=3 Entries=4", (52, 78, 24)),
]


def explored(spec: str, sizes: str, variant: str | None = None) -> Report:
    settings = dict(part.split("=") for part in sizes.split())
    return verify(load(str(SPECS / f"{spec}.gmp"), settings, variant))


@pytest.mark.parametrize(("spec", "sizes", "expected"), CLASSICS)
def test_states_transitions_depth(spec: str, sizes: str, expected: tuple[int, int, int]) -> None:
    report = explored(spec, sizes)
    assert (report.states, report.transitions, report.depth) == expected
    assert report.complete


@pytest.mark.parametrize(("sizes", "expected"), BENCHMARK)
def test_benchmark(sizes: str, expected: tuple[int, int, int]) -> None:
    report = explored("bench/gmp", sizes)
    assert (report.states, report.transitions, report.depth) == expected
    taken = {it.action: it.taken for it in report.coverage.actions}
    assert taken == COVERAGE.get(sizes, taken)


@pytest.mark.parametrize(
    ("spec", "variant", "sizes", "name", "steps"),
    [
        ("bench/gmp", "strict", "", "deadlock", 11),
        ("toys/philosophers", "all_right_handed", "N=3", "deadlock", 3),
        ("toys/philosophers", "all_right_handed", "N=7", "deadlock", 7),
        ("toys/peterson", "no_last", "", "mutex", 6),
        ("designs/ring_buffer", "published", "", "nothing_lost", 4),
        ("designs/ring_buffer", "published", "Slots=3", "nothing_lost", 7),
        ("designs/ring_buffer", "publish_first", "", "in_order", 4),
        ("designs/ring_buffer", "read_first", "", "in_order", 6),
        ("designs/ring_buffer", "no_free_slot", "", "nothing_lost", 9),
    ],
)
def test_shortest_counterexamples(spec: str, variant: str, sizes: str, name: str, steps: int) -> None:
    verdict = explored(spec, sizes, variant)[name].verdict
    assert isinstance(verdict, Violated)
    assert verdict.trace is not None
    assert len(verdict.trace.steps) == steps
