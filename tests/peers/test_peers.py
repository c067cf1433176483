"""Other implementations of the same rules reach the same states by the same transitions.

Two peers: the plain Python of `reference.py`, always; and Rumur, a Murphi model checker, where it
and a C compiler are installed (Debian: `apt-get install rumur gcc`).
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gmpcheck import load, verify
from tests.peers import reference

SPECS = Path(__file__).parents[2] / "specs"
MURPHI = Path(__file__).parent / "murphi"

MODELS: dict[str, tuple[str, str, Callable[..., reference.Counts], str]] = {
    "gmp": ("bench/gmp.gmp", "NG NM NP K", reference.gmp, ""),
    "peterson": ("toys/peterson.gmp", "N", reference.peterson, "thread."),
    "phils": ("toys/philosophers.gmp", "N", reference.philosophers, "philosopher."),
    "abp": ("toys/alternating_bit.gmp", "C D", reference.alternating_bit, ""),
}
"""Per Murphi file: the spec, its parameters, the reference, what a rule's name has before it."""

SIZES = [
    ("gmp", (1, 1, 1, 1)),
    ("gmp", (2, 1, 2, 1)),
    ("gmp", (2, 2, 2, 1)),
    ("gmp", (2, 2, 1, 3)),
    ("gmp", (1, 3, 3, 2)),
    ("gmp", (3, 2, 2, 2)),
    ("peterson", (2,)),
    ("peterson", (3,)),
    ("phils", (2,)),
    ("phils", (3,)),
    ("phils", (6,)),
    ("abp", (1, 2)),
    ("abp", (2, 3)),
    ("abp", (3, 4)),
]


def check(model: str, size: tuple[int, ...]) -> reference.Counts:
    spec, names, _, prefix = MODELS[model]
    settings = dict(zip(names.split(), map(str, size), strict=True))
    report = verify(load(str(SPECS / spec), settings))
    assert report.complete
    taken = {it.action.removeprefix(prefix): it.taken for it in report.coverage.actions if it.taken}
    return reference.Counts(report.states, report.transitions, report.depth, taken)


@pytest.mark.parametrize(("model", "size"), SIZES)
def test_python_agrees(model: str, size: tuple[int, ...]) -> None:
    assert check(model, size) == MODELS[model][2](*size)


@pytest.mark.skipif(
    not (shutil.which("rumur") and shutil.which("gcc")),
    reason="Rumur and a C compiler are not both installed (Debian: apt-get install rumur gcc)",
)
@pytest.mark.parametrize(("model", "size"), SIZES)
def test_rumur_agrees(model: str, size: tuple[int, ...], tmp_path: Path) -> None:
    ours = check(model, size)
    assert (ours.states, ours.transitions) == rumur(model, size, tmp_path)


def rumur(model: str, size: tuple[int, ...], folder: Path) -> tuple[int, int]:
    """States and rules fired, from the verifier that Rumur makes of the Murphi model."""
    text = (MURPHI / f"{model}.m.in").read_text()
    for name, value in zip(MODELS[model][1].split(), size, strict=True):
        text = text.replace(f"@{name}@", str(value))
    (folder / "model.m").write_text(text)
    flags = "--symmetry-reduction off --threads 1 --deadlock-detection stuck"
    output(folder, f"rumur {flags} --output model.c model.m")
    output(folder, "gcc -std=c11 -O1 -w -o model model.c -lpthread")
    found = re.search(r"(\d+) states, (\d+) rules fired", output(folder, "./model"))
    assert found is not None
    return int(found[1]), int(found[2])


def output(folder: Path, command: str) -> str:
    done = subprocess.run(
        command.split(), cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout
