"""Small specs about starvation and lost wakeups, each with variants that lack what it needs."""

from __future__ import annotations

TURNS = """\
/// Two workers share one machine. Each can take it again and again, but not all the time.
spec turns

machine W[2] { status { waiting -> working  working -> waiting } }

func free() bool = forall v in W: v.status == waiting

strong fair action take(w: W) when free() { w.status = working }
fair action give(w: W) when w.status == working { w.status = waiting }

starvation served(w: W): w.status == waiting ~> w.status == working

variant weak "the machine may be gone whenever the worker looks" {
    fair action take(w: W) when free() { w.status = working }
    expect served violated
}
"""

SYSMON = """\
/// A P whose M is in a system call keeps its run queue until somebody takes it back.
spec sysmon

machine P[2] { status { running, syscall }  runq: 0..2 }

var calls: 0..2

init { for p in P { p.runq = 1 } }

action enter(p: P) when p.status == running && calls < 2 { p.status = syscall  calls += 1 }
fair action run(p: P) when p.status == running && p.runq > 0 { p.runq -= 1 }
fair action retake(p: P) when p.status == syscall { p.status = running }

end when forall p in P: p.runq == 0

starvation p_starves(p: P): p.runq > 0 ~> p.runq == 0

variant unfair "nobody needs to retake the P" {
    action retake(p: P) when p.status == syscall { p.status = running }
    deadlock off
    fair action spin { }
    expect p_starves violated
}

variant no_sysmon "nobody retakes the P" {
    without retake
    expect deadlock violated
    expect p_starves violated
}
"""

WAKEUP = """\
/// A worker sleeps where it finds no work; the spinner never stops, so that nothing ever deadlocks.
spec wakeup

machine G[1] { status { running -> waiting  waiting -> running } }

var posted: bool
var found_nothing: bool
var beat: bool

fair action look(g: G) when g.status == running && !found_nothing {
    if posted { posted = false } else { found_nothing = true }
}
fair action sleep(g: G) when g.status == running && found_nothing {
    found_nothing = false
    if !posted { g.status = waiting }
}
action post when !posted {
    posted = true
    for g in G { if g.status == waiting { g.status = running } }
}
fair action spin { beat = !beat }

lostwakeup missed(g: G): g.status == waiting && posted ~> g.status == running

variant no_recheck "what is posted between looking and sleeping goes unnoticed" {
    fair action sleep(g: G) when g.status == running && found_nothing {
        found_nothing = false
        g.status = waiting
    }
    expect missed violated
}
"""

RUNNEXT = """\
/// Two goroutines ready each other through runnext and inherit one time slice, which only sysmon
/// ends; the third waits in the run queue.
spec runnext

enum Id { a, b, c }

var running: Id?
var runnext: Id? = a
var runq: queue[Id, 2]
var old: bool

init { runq.push(c) }

fair action schedule when running == nil && (runnext != nil || !empty(runq)) {
    if runnext != nil {
        running = runnext
        runnext = nil
    } else {
        running = runq.pop()
        old = false
    }
}

/// It readies its partner and blocks; out of the slice, the partner goes to the tail of the queue.
fair action pingpong when running == a || running == b {
    let partner = running == a ? Id.b : Id.a
    if old { runq.push(partner) } else { runnext = partner }
    running = nil
}

fair action work when running == c {
    running = nil
    runq.push(c)
}

fair action sysmon when !old && running != c { old = true }

starvation served: c in runq ~> running == c

variant no_sysmon "as on wasm: nobody ends the slice" {
    without sysmon
    expect served violated
}
"""
