"""The commands of a page, executed in a folder of their own.

In: the text of a page. Out: the same text with the output that its commands give now. Times, sizes and
rates differ from machine to machine; output that differs in nothing else stays as it is, and so
does output that a line `...` leaves out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.docs.blocks import ROOT, Block, blocks, read

_MEASURED = [
    (re.compile(r"\b\d+(\.\d+)? (s|ms|MB|GB)\b"), r"# \2"),
    (re.compile(r"\b[\d,]+(/s| (states|transitions|steps)/s)"), r"#\1"),
    (re.compile(r'("(?:seconds|peak_memory_bytes)": )[\d.e-]+'), r"\1#"),
]
_MAKE_CHECK = re.compile(r"^make check$")


def refreshed(page: str, folder: Path) -> str:
    """The page with its output as of now. Raises AssertionError where a block does not apply."""
    environment = _prepare(folder)
    text, done, at = read(page), "", 0
    for block in blocks(page):
        body = block.body
        match block.kind:
            case "console":
                body = "".join(_lines(block, folder, environment))
            case "python":
                _python(block, folder, environment)
            case "diff":
                _edit(block, folder / block.argument)
            case "gmp file":
                (folder / block.argument).write_text(block.body, encoding="utf-8")
        done += text[at : block.start] + body
        at = block.end
    return done + text[at:]


def same(expected: str, actual: str) -> bool:
    """Whether an output is the one on the page, up to what is measured and to lines of `...`."""
    lines = [re.escape(line) for line in _blanked(expected).splitlines()]
    pattern = "".join(r"(?:.*\n)*?" if line == r"\.\.\." else f"{line}\n" for line in lines)
    return re.fullmatch(pattern, _blanked(actual)) is not None


def _blanked(text: str) -> str:
    for pattern, blank in _MEASURED:
        text = pattern.sub(blank, text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _prepare(folder: Path) -> dict[str, str]:
    """The library of specs, and a virtual environment that `make` takes for its own."""
    shutil.copytree(ROOT / "specs", folder / "specs")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    gmpcheck = programs / "gmpcheck"
    gmpcheck.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gmpcheck "$@"\n')
    gmpcheck.chmod(0o755)
    (programs / "activate").touch()
    (folder / ".venv" / ".ready").touch()
    # Those of a `make` that runs the tests are not those of the reader of a page.
    own = {k: v for k, v in os.environ.items() if k not in ("VENV", "PYTHON", "MAKELEVEL", "GMPCHECK_DEBUG")}
    return own | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
        "MAKEFLAGS": "--no-print-directory",
    }


def _lines(block: Block, folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """The block with what its commands print; the exit code of one is `$?` for the next."""
    code = 0
    for command, expected in _commands(block):
        # The tests cannot run themselves: what `make check` would run is all that can be had.
        run = "make --dry-run check" if _MAKE_CHECK.match(command) else command
        done = subprocess.run(
            ["bash", "-c", f"(exit {code})\n{run}"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        code = done.returncode
        assert code not in (3, 126, 127), f"{block}: $ {command}\n{done.stdout}"
        actual = "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())
        yield f"$ {command}\n"
        yield expected if same(expected, actual) else actual


def _commands(block: Block) -> Iterator[tuple[str, str]]:
    parts = re.split(r"^\$ (.*)\n", block.body, flags=re.MULTILINE)
    assert not parts[0].strip(), f"{block}: the block does not begin with a command"
    assert len(parts) > 1, f"{block}: the block has no command"
    return zip(parts[1::2], parts[2::2], strict=True)


def _python(block: Block, folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", block.body],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"


def _edit(block: Block, file: Path) -> None:
    """Applies a diff without line numbers: its old lines must stand in the file exactly once."""
    lines = block.body.splitlines()
    assert all(line[:1] in (" ", "-", "+", "") for line in lines), f"{block}: not a diff"
    old = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
    new = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{block}: its old lines stand {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")
