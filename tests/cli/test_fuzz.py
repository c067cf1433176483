"""Whatever the bytes of a spec or a trace, a command ends with diagnostics, not with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from gmpcheck.cli.main import main
from tests.cli.specs import COUNTER

TOKENS = COUNTER.split(" ")


def ends(command: str, content: bytes, folder: Path, codes: set[int]) -> None:
    path = folder / "fuzzed"
    path.write_bytes(content)
    result = CliRunner().invoke(main, [command, str(path), "--quiet"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in codes, result.output
    assert result.exit_code != 2 or "error[GMP" in result.stderr


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A valid spec with a few words lost, doubled or swapped."""
    words = list(TOKENS)
    for _ in range(draw(st.integers(1, 4))):
        at, other = draw(st.integers(0, len(words) - 1)), draw(st.integers(0, len(words) - 1))
        match draw(st.sampled_from(["lose", "double", "swap"])):
            case "lose" if len(words) > 1:
                del words[at]
            case "double":
                words.insert(at, words[other])
            case _:
                words[at], words[other] = words[other], words[at]
    return " ".join(words).encode()


class TestFuzz:
    @given(content=st.binary(max_size=200))
    @settings(max_examples=60)
    def test_bytes(self, tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
        ends("lint", content, _folder(tmp_path_factory), {2})

    @given(content=damaged())
    @settings(max_examples=60)
    def test_damaged_specs(self, tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
        ends("lint", content, _folder(tmp_path_factory), {0, 2})

    @given(content=st.binary(max_size=200) | st.text(alphabet='{}[]"#meta:,0 ').map(str.encode))
    @settings(max_examples=60)
    def test_traces(self, tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
        ends("replay", content, _folder(tmp_path_factory), {2})


def _folder(factory: pytest.TempPathFactory) -> Path:
    """One folder for all examples: each overwrites the file of the one before."""
    return factory.getbasetemp()
