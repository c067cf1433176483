"""Small specs that the tests of the command line share."""

from __future__ import annotations

COUNTER = """\
/// Workers take tickets.
spec counter

/// How many tickets there are.
param N: 1..9 = 3

machine W[2] {
    status {
        idle -> busy
        busy -> idle
    }
}

var taken: 0..9

action take(w: W) when w.status == idle && taken < N {
    w.status = busy
    taken += 1
}

action give(w: W) when w.status == busy { w.status = idle }

end when taken == N && forall w in W: w.status == idle

invariant few: taken <= N
reachable both_busy: forall w in W: w.status == busy
recoverable all_taken: taken == N

variant greedy "takes one ticket too many" {
    action take(w: W) when w.status == idle && taken <= N {
        w.status = busy
        taken += 1
    }
    expect few violated
}

variant lazy "never gives back" {
    without give
    expect deadlock violated
}
"""

BROKEN_INVARIANT = """\
spec broken

var n: 0..5

action up when n < 5 { n += 1 }
action down when n > 5 { n -= 1 }

deadlock off

invariant low: n < 3
reachable top: n == 5
"""

FAULTY = """\
spec faulty

var n: 0..2

action up { n += 1 }
"""

TEMPORAL = """\
spec temporal

var n: 0..2

fair action up { n = n < 2 ? n + 1 : 0 }

property comes_back: always eventually n == 0
"""

STARVED = """\
spec starved

machine W[2] { status { idle, busy } }

fair action work(w: W) when forall v in W: v.status == idle { w.status = busy }
fair action rest(w: W) when w.status == busy { w.status = idle }

starvation served(w: W): w.status == idle ~> w.status == busy
"""

UNDECIDED = """\
spec undecided

var now: 0..2

action tick(dt: int) when dt > 0 && now + dt <= 2 { now += dt }
action reset { now = 0 }

invariant early: now <= 2
"""

WRONG = """\
spec wrong

var n: 0..2

action up when m < 2 { n += 1 }
"""
