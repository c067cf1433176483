"""Draws DOT with the Graphviz that pygraphviz brings along: `graphviz_worker.py FORMAT < dot`.

A program of its own, run by `render.dot`, because the C library writes warnings to the standard
error of its process and a crash of it would take the checker down. It imports nothing of gmpcheck.
Exit code 3: pygraphviz is not installed.
"""

from __future__ import annotations

import sys


def main(form: str) -> int:
    try:
        import pygraphviz
    except ImportError:
        return 3
    graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode("utf-8"))
    resolution = "-Gdpi=144" if form == "png" else ""
    sys.stdout.buffer.write(graph.draw(format=form, prog="dot", args=resolution))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
