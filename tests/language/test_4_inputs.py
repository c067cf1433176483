"""§4: action parameters that are inputs. No engine solves them yet; what is said about them is that."""

from __future__ import annotations

from tests.language.running import model, verdicts, verify

CLOCK = """var now: 0..9
action tick(dt: int) when dt > 0 && now + dt <= 9 { now += dt }
action reset when now > 5 { now = 0 }
invariant low: now < 5
invariant zero_now: now > 0
reachable starts: now == 0
reachable late: now == 7
recoverable back: now == 0
"""


def test_int_and_wide_ranges_are_inputs() -> None:
    """`int`, or a range too wide to enumerate; no other parameter of the same action."""
    text = """machine M[2] {} action a(m: M, dt: int, k: 1..3) when dt > k {} action b(x: 0..100000) {}
    action c(x: 0..9) {}"""
    inputs = [[p.name for p in a.params if p.input] for a in model(text).actions]
    assert inputs == [["dt"], ["x"], []]


def test_nothing_is_said_to_hold_that_an_input_could_break() -> None:
    """What is found without the action counts; what is not found is unknown."""
    assert verdicts(CLOCK) == {
        "deadlock": "unknown",
        "faults": "unknown",
        "low": "unknown",
        "zero_now": "violated",
        "starts": "holds",
        "late": "unknown",
        "back": "unknown",
    }


def test_the_other_actions_are_explored() -> None:
    """An input only silences its own action."""
    text = (
        "var n: 0..3 action up when n < 3 { n += 1 } action tick(dt: int) when dt > 0 { n = 0 } deadlock off"
    )
    assert verify(text).states == 4
