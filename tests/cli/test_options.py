"""Values of options."""

from __future__ import annotations

from typing import Any

import click
import pytest

from gmpcheck.cli.exits import Exit, gravest
from gmpcheck.cli.options import Duration, Setting, Size


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Duration(), "30", 30.0),
        (Duration(), "30s", 30.0),
        (Duration(), "1.5m", 90.0),
        (Duration(), "2h", 7200.0),
        (Duration(), "500ms", 0.5),
        (Size(), "4G", 4 * 2**30),
        (Size(), "512MB", 512 * 2**20),
        (Size(), "1.5k", 1536),
        (Size(), "100", 100),
        (Setting(), "NG=4", ("NG", "4")),
        (Setting(), " NG = 4 ", ("NG", "4")),
        (Setting(), "flag=", ("flag", "")),
    ],
)
def test_values(kind: click.ParamType[Any], text: str, value: object) -> None:
    assert kind.convert(text, None, None) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Duration(), "soon"),
        (Duration(), "-1s"),
        (Duration(), ""),
        (Duration(), "1e99999h"),
        (Size(), "big"),
        (Size(), "4X"),
        (Setting(), "NG"),
        (Setting(), "=4"),
    ],
)
def test_refused(kind: click.ParamType[Any], text: str) -> None:
    with pytest.raises(click.BadParameter):
        kind.convert(text, None, None)


def test_one_exit_code_for_several_specs() -> None:
    assert gravest([]) is Exit.HOLDS
    assert gravest([Exit.HOLDS, Exit.NO_ANSWER]) is Exit.NO_ANSWER
    assert gravest([Exit.NO_ANSWER, Exit.VIOLATED, Exit.HOLDS]) is Exit.VIOLATED
    assert gravest([Exit.VIOLATED, Exit.WRONG_INPUT]) is Exit.WRONG_INPUT
