"""Spec texts that the tests of the syntax stage share."""

from __future__ import annotations

HANDOFF = """\
/// The handoff of a P
/// around a system call.
spec syscall_handoff                       // one per file
import "std/runq"

param NG: 1..16 = 3                        // --set NG=4
param async: bool = true
const Cap = 2

enum Color { red, green }
struct Timer { when: 0..5, armed: bool }

/// A goroutine.
machine G[NG] {                            // G0, G1, …
    status {                               // the first entry is initial
        runnable -> running
        running  -> runnable | syscall | waiting | dead      // a closed lifecycle
        syscall  -> running | runnable
        waiting  -> runnable
        /// no way back
        dead                               // terminal
    }
    prio: 0..2 = any
}
machine M[NM] { status { idle, running, syscall }   p: P?   g: G?   note: bool }   // open lifecycle
machine P[NP] { status { idle, running, syscall }   runq: queue[G, Cap]   runnext: G? }

var globq: queue[G, NG] = all G
var budget: 0..10 = any where budget % 2 == 0
var posted: array[G, bool]
var tried: set[P]
init { for p in P { p.status = idle } }
init where (count g in G: g.prio == 2) == 1

func owned(p: P) bool = exists m in M: m.p == p

fair action retake(m: M, p: P)
    when m.status == syscall && m.p == p
{
    m.p = nil
    p.status = idle
}
action tick(dt: int) when dt > 0 && forall t in Timers: t.armed ==> now + dt <= t.when { now += dt }

proc runqput(p: P, g: G) {
    let t = Timer{when: 2}
    assert !full(p.runq), "the queue is \\"full\\""
    choose v in P where !(v in tried) { tried.add(v) }
    either { await posted[g]; x = 1 } or { y = 2; q.push(g) } or {}
    for i in 0..3 { if x == y { z = 1 } else if x == (Timer{}) { u = 1 } else { worker[n] = find } }
    x = p.runq.pop() y = p[] z -= 1; worker[m, p] = find,
    q.move_to(dst, n)
}

fair process worker(m: M) {
    var victim: P?
    step find    { if len(runq) > 0 { m.g = runq.pop(); goto run } }     // falls through
    step drop    { nmspinning -= 1 }
    /// Once more.
    step recheck { if len(runq) > 0 { nmspinning += 1; goto find } }
    step sleep   { await m.note; m.note = false; goto find }
    step run     { call wakep(); goto find }
    step value   { m.g = call pick(3, x) }
    step stop    { halt }
}
routine wakep() { step cas { if nmspinning != 0 { return } nmspinning = 1 }  step start { return } }
routine pick(n: 0..3) G? { step only { return all_g[n] } }
strong fair[m, p] action both(m: M, p: P) {}
fair[] process ticker {}

end when forall g in G: g.status == dead
deadlock off
invariant one_owner: forall m, n in M: m != n && m.p != nil ==> m.p != n.p
starvation p_starves(p: P): len(p.runq) > 0 ~> p.status == running
lostwakeup missed(g: G): g.status == waiting && posted[g] ~> g.status != waiting
property done: eventually (forall g in G: g.status == dead)
property live: always (work() ==> eventually !work())
property calm: !busy until next done
recoverable finishes(g: G): g.status == dead
reachable steals: exists p in P: p.stolen
bound len(globq) <= 3
invariant here: worker[m] in {find, drop} && (x in 0..len(q) ? a : b)

expect p_starves holds
expect deadlock holds
variant no_sysmon "nobody retakes the P" {
    param NM = 3                 // replaces
    without retake               // removes
    without worker.recheck
    /// Straight on.
    step worker.recheck { goto find }
    expect p_starves violated
}
"""
