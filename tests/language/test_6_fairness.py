"""§6: fairness, as the model carries it; what it means for verdicts is in test_10_temporal."""

from __future__ import annotations

import pytest

from gmpcheck.model.ir import Fairness
from tests.language.running import errors, model

DECLARED = "machine M[2] {} machine P[2] {}"


def _fairness(declared: str) -> Fairness | None:
    return model(f"{DECLARED} {declared} deadlock off").actions[0].fairness


@pytest.mark.parametrize(
    ("prefix", "strength", "key"),
    [
        ("fair", "weak", (0,)),
        ("strong fair", "strong", (0,)),
        ("fair[m, p]", "weak", (0, 1)),
        ("fair[p, m]", "weak", (1, 0)),
        ("fair[p]", "weak", (1,)),
        ("fair[]", "weak", ()),
        ("strong fair[]", "strong", ()),
        ("strong fair[m, p]", "strong", (0, 1)),
    ],
)
def test_grouping_of_actions(prefix: str, strength: str, key: tuple[int, ...]) -> None:
    """Per actor by default, per pair, one for the whole action."""
    found = _fairness(f"{prefix} action a(m: M, p: P) when m == m && p == p {{}}")
    assert found is not None
    assert (found.strength, found.group, found.key) == (strength, "a", key)


def test_without_parameters_one_condition() -> None:
    """The whole action."""
    assert _fairness("fair action a {}") == Fairness("weak", "a", ())


def test_without_the_word_no_fairness() -> None:
    """An action may be left untaken for ever."""
    assert _fairness("action a(m: M) {}") is None


@pytest.mark.parametrize(
    ("prefix", "key"), [("fair", (0, 1)), ("fair[m]", (0,)), ("fair[]", ()), ("strong fair[p]", (1,))]
)
def test_a_process_is_fair_over_its_current_step(prefix: str, key: tuple[int, ...]) -> None:
    """One condition per process: every step of it, routines included, has the same group."""
    text = f"""{DECLARED} {prefix} process w(m: M, p: P) {{ step a {{}} step b {{ call r() }} }} routine
    r() {{ step s {{}} }}"""
    of = model(text)
    assert {(a.fairness.group, a.fairness.key) for a in of.actions if a.fairness} == {("w", key)}
    assert len(of.actions) == 3


def test_the_brackets_name_parameters() -> None:
    """Anything else is an error."""
    assert errors("machine M[1] {} fair[x] action a(m: M) {}") == ["GMP101"]
