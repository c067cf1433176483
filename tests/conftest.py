"""Settings shared by all tests: hypothesis without deadlines, golden files that update on request."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# Timing of a shared machine is no property of the program. In CI the same examples come every time,
# so that a red run can be repeated.
settings.register_profile("gmpcheck", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("gmpcheck")

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with a golden file, or writes the file with --update-golden."""
    update = request.config.getoption("--update-golden")

    def check(path: Path, text: str) -> None:
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no golden file {path.name}; write it with pytest --update-golden"
        assert text == path.read_text(encoding="utf-8")

    return check
