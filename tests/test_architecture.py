"""The rules of the code base that a tool can check."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

import gmpcheck

ROOT = Path(__file__).parent.parent
LONG = {"ir.py": 700, "ast.py": 700, "codes.py": 700, "errors.py": 1000}
"""Lists rather than programs: families of nodes, one wording after the other."""

MODULES = sorted((ROOT / "gmpcheck").rglob("*.py"))


def test_imports_point_one_way() -> None:
    program = shutil.which("lint-imports", path=Path(sys.executable).parent)
    assert program is not None, "import-linter is not installed: pip install -e '.[dev]'"
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == gmpcheck.__version__


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_says_what_it_is_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if not text.strip():
        return
    assert ast.get_docstring(ast.parse(text)), "a module starts with what comes in and what goes out"
    assert len(text.splitlines()) <= LONG.get(path.name, 500)


def test_functions_are_short() -> None:
    lengths = {name: length for path in MODULES for name, length in _functions(path)}
    assert median(lengths.values()) < 10
    assert {name: length for name, length in lengths.items() if length > 50} == {}


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            doc = ast.get_docstring(node, clean=False)
            body = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{path.name}:{node.name}", body - (doc.count("\n") + 1 if doc else 0)
