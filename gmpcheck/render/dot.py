"""DOT as a picture: by the program `dot` where it is installed, else by pygraphviz.

In: DOT source. Out: the bytes of an SVG, PNG or PDF file. Deliberately absent: files.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

from gmpcheck.render import errors

PictureFormat = Literal["svg", "png", "pdf"]

_SECONDS = 120
_NOT_INSTALLED = 3
_WORKER = Path(__file__).with_name("graphviz_worker.py")


def render_dot(dot: str, form: PictureFormat) -> bytes:
    """The picture of a graph. Raises SpecError where no Graphviz is installed or it fails."""
    program = shutil.which("dot")
    if program is not None:
        resolution = ["-Gdpi=144"] if form == "png" else []
        done = _run([program, f"-T{form}", *resolution], dot, form, "dot")
        if done.returncode == 0 and done.stdout:
            return done.stdout
    # `-P` keeps this folder, whose modules have everyday names, off the worker's path.
    done = _run([sys.executable, "-P", str(_WORKER), form], dot, form, "pygraphviz")
    if done.returncode == _NOT_INSTALLED:
        raise errors.no_graphviz(form)
    if done.returncode != 0 or not done.stdout:
        raise errors.graphviz_failed(form, "pygraphviz", _last_line(done.stderr))
    return done.stdout


def _run(command: list[str], dot: str, form: str, name: str) -> subprocess.CompletedProcess[bytes]:
    source = dot.encode("utf-8", "replace")
    try:
        return subprocess.run(command, input=source, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise errors.graphviz_failed(form, name, f"nothing after {_SECONDS} s") from None
    except OSError as error:
        raise errors.graphviz_failed(form, name, str(error)) from None


def _last_line(output: bytes) -> str:
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""
