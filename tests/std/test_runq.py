"""std/runq does to run queues what the runtime does."""

from __future__ import annotations

from pathlib import Path

from gmpcheck import pipeline
from gmpcheck.results.verdict import Holds, Violated

SCHEDULER = """
spec scheduler
import "std/runq"

param NG: 1..6 = 3
machine G[NG] {}
machine P[2] { runq: queue[G, 2] }
var globq: queue[G, NG] = all G

action fetch(p: P) when !empty(globq) { globrunqget(p, 2) }
action put(p: P, g: G) when g in globq { globq.remove(g)  runqput(p, g) }
action steal(p: P, v: P) when p != v && empty(p.runq) { runqsteal(p, v) }

invariant once(g: G): places(g) == 1
invariant some: queued()
reachable fetched: exists p in P: len(p.runq) == 2
reachable stolen: forall p in P: !empty(p.runq)
deadlock off
"""


def verdicts(tmp_path: Path, text: str) -> dict[str, object]:
    path = tmp_path / "scheduler.gmp"
    path.write_text(text, encoding="utf-8")
    loaded = pipeline.load(str(path))
    assert not loaded.checked.warnings
    return {r.name: r.verdict for r in pipeline.verify(loaded).properties}


def final(tmp_path: Path, body: str, goal: str) -> None:
    """Checks that one action leads from the state that `body` starts in to the goal."""
    text = f"""
spec one
import "std/runq"
machine G[4] {{}}
machine P[2] {{ runq: queue[G, 3] }}
var globq: queue[G, 4]
var done: bool
{body}
end when done
invariant goal: done ==> {goal}
reachable happens: done
deadlock off
"""
    found = verdicts(tmp_path, text)
    assert isinstance(found["happens"], Holds)
    assert isinstance(found["goal"], Holds)
    assert isinstance(found["faults"], Holds)


def test_no_goroutine_is_lost_or_doubled(tmp_path: Path) -> None:
    found = verdicts(tmp_path, SCHEDULER)
    assert all(isinstance(verdict, Holds) for verdict in found.values()), found


def test_full_ring_gives_half_to_the_global_queue(tmp_path: Path) -> None:
    setup = "init { for g in G { if !full(P[0].runq) { P[0].runq.push(g) } } }"
    act = "action put when !done { runqput(P[0], G[3])  done = true }"
    goal = "len(globq) == 3 && globq.front() == G[0] && globq.back() == G[3] && P[0].runq.front() == G[2]"
    final(tmp_path, f"{setup}\n{act}", goal)


def test_ring_with_room_takes_it_at_the_back(tmp_path: Path) -> None:
    setup = "init { P[0].runq.push(G[0]) }"
    act = "action put when !done { runqput(P[0], G[1])  done = true }"
    final(tmp_path, f"{setup}\n{act}", "P[0].runq.back() == G[1] && len(P[0].runq) == 2 && empty(globq)")


def test_fetch_takes_a_share_of_the_global_queue(tmp_path: Path) -> None:
    setup = "init { for g in G { globq.push(g) } }"
    act = "action fetch when !done { globrunqget(P[0], 2)  done = true }"
    final(tmp_path, f"{setup}\n{act}", "len(P[0].runq) == 3 && len(globq) == 1 && globq.front() == G[3]")


def test_fetch_takes_no_more_than_fits(tmp_path: Path) -> None:
    setup = "init { P[0].runq.push(G[0])  P[0].runq.push(G[1])  globq.push(G[2])  globq.push(G[3]) }"
    act = "action fetch when !done { globrunqget(P[0], 1)  done = true }"
    final(tmp_path, f"{setup}\n{act}", "full(P[0].runq) && len(globq) == 1")


def test_thief_takes_half_rounded_up_from_the_front(tmp_path: Path) -> None:
    setup = "init { for g in G { if !full(P[1].runq) { P[1].runq.push(g) } } }"
    act = "action steal when !done { runqsteal(P[0], P[1])  done = true }"
    goal = (
        "len(P[0].runq) == 2 && P[0].runq.front() == G[0] && len(P[1].runq) == 1 && P[1].runq.front() == G[2]"
    )
    final(tmp_path, f"{setup}\n{act}", goal)


def test_a_bug_in_the_use_of_a_queue_is_found(tmp_path: Path) -> None:
    doubled = SCHEDULER.replace("globq.remove(g)  runqput(p, g)", "runqput(p, g)")
    found = verdicts(tmp_path, doubled)
    assert isinstance(found["once"], Violated)
