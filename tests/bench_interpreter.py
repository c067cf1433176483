"""How fast the interpreter is: `python tests/bench_interpreter.py [NG NM NP K]` prints transitions/s
of processor time, which other work on the machine disturbs least.

A benchmark, not a test: no number here may fail a build.
"""

from __future__ import annotations

import sys
import time
from collections import deque

from gmpcheck.explore.search import SearchOptions, search
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.ir import State
from gmpcheck.model.runs import Successor

sys.path.insert(0, __file__.rsplit("/", 2)[0])

from tests.model.build import gmp


def bare(system: Interpreter) -> tuple[int, int]:
    """States and transitions of the least that explores everything."""
    seen: set[State] = set(system.initial())
    frontier, transitions = deque(seen), 0
    while frontier:
        for run in system.successors(frontier.popleft()):
            if isinstance(run, Successor):
                transitions += 1
                if run.state not in seen:
                    seen.add(run.state)
                    frontier.append(run.state)
    return len(seen), transitions


def main() -> None:
    sizes = [int(a) for a in sys.argv[1:]] or [3, 3, 2, 2]
    system = Interpreter(gmp(*sizes))
    start = time.process_time()
    states, transitions = bare(system)
    middle = time.process_time()
    report = search(system, SearchOptions())
    end = time.process_time()
    print(f"interpreter {states} states {transitions} transitions {transitions / (middle - start):,.0f}/s")
    print(
        f"search      {report.states} states {report.transitions} transitions "
        f"{report.transitions / (end - middle):,.0f}/s depth {report.depth}"
    )


if __name__ == "__main__":
    main()
