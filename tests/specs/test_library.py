"""Every claim of every spec in the library is true: of the specs and of their seeded faults."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "specs").rglob("*.gmp"))
SLOW = {"specs/go/spinning.gmp"}
CLAIMS = [pytest.param(spec, marks=pytest.mark.slow) if spec in SLOW else spec for spec in LIBRARY]


def gmpcheck(command: str, spec: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "gmpcheck", *command.split(), spec]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


@pytest.mark.parametrize("spec", CLAIMS)
def test_claims(spec: str) -> None:
    done = gmpcheck("test", spec)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("spec", LIBRARY)
def test_no_warnings(spec: str) -> None:
    done = gmpcheck("lint --strict", spec)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("spec", LIBRARY)
def test_canonical_layout(spec: str) -> None:
    done = gmpcheck("fmt --check", spec)
    assert done.returncode == 0, done.stdout + done.stderr
