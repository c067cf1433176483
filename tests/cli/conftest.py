"""Running commands in a folder of their own, on the shared specs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gmpcheck.cli.main import main
from tests.cli import specs

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a spec file for every text of `specs`."""
    monkeypatch.chdir(tmp_path)
    for name, text in vars(specs).items():
        if name.isupper():
            (tmp_path / f"{name.lower()}.gmp").write_text(text)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Runs a command line; what it wrote and its exit code."""

    def invoke(*args: str) -> Result:
        result = CliRunner().invoke(main, args)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke
