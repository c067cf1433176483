"""What the language reference says in prose, beyond its examples: a small spec for each sentence.

`ANSWERS`: a sentence of docs/language.md, a spec, and the verdicts that show it (h, v, u: holds,
violated, unknown). `REFUSED`: the same with the code of the error. A spec that names no `end` and
is not about deadlock says `deadlock off`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gmpcheck import pipeline
from gmpcheck.diagnostics import SpecError
from gmpcheck.results.verdict import Holds, Report, Unknown, Violated

ANSWERS = [
    (
        "`when` may still name a field; next and until are names outside of `property`",
        """struct Timer { when: 0..5, next: 0..5 }
        var timer: Timer
        var until: bool
        action arm when timer.when == 0 { timer.when = 2; timer.next = 3, until = true }
        reachable armed: until && timer == Timer{when: 2, next: 3}""",
        "armed h",
    ),
    (
        "a local may have the name of an action, a proc or a property",
        """var n: 0..1
        proc bump(low: 0..1) { n = low }
        action go(low: 0..1) when n == 0 { let bump = low  let go = bump  bump(go) }
        invariant low: n <= 1""",
        "low h faults h",
    ),
    (
        "parameters and constants may be computed from others, also through functions",
        """param N: 1..4 = 2
        func twice(n: 0..9) 0..9 = 2 * n
        const Size = twice(N) - 1
        machine G[Size] {}
        var q: queue[G, Size] = all G
        invariant three: len(q) == 3 && full(q)""",
        "three h",
    ),
    (
        "queue[T, 0] is always empty and full at once; a machine may have size 0",
        """machine G[0] {}
        var q: queue[G, 0]
        invariant odd: empty(q) && full(q) && forall g in G: false""",
        "odd h",
    ),
    (
        "nil where a value is wanted is a fault; == accepts a T beside a T?",
        """machine P[2] { n: 0..1 }
        var p: P?
        action read when p == nil || p.n == 0 { p.n = 1 }
        reachable gets: p != nil""",
        "faults v gets v",
    ),
    (
        "arithmetic has no range; only what is stored is checked",
        """var n: 0..3 = 3
        action swap when n * n - 8 == 1 { n = n + 100 - 103 }
        reachable zero: n == 0""",
        "zero h faults h",
    ),
    (
        "an assignment of the present status is legal only if that arrow is listed",
        """machine M[1] { status { a -> a | b  b -> c } }
        action again(m: M) when m.status == a { m.status = a }
        action go(m: M) when m.status == a { m.status = b }
        action stay(m: M) when m.status == b { m.status = b }""",
        "faults v",
    ),
    (
        "every assignment in a body is checked, not the net effect",
        """machine M[1] { status { a -> b  b -> a } }
        action loop(m: M) when m.status == a { m.status = b; m.status = a }
        machine N[1] { status { a -> b  b -> c  c } }
        action skip(n: N) when n.status == a { n.status = c; n.status = b }""",
        "faults v",
    ),
    (
        "without any arrow the lifecycle is open",
        """machine M[1] { status { a, b } }
        action go(m: M) { m.status = a }""",
        "faults h",
    ),
    (
        "init is exempt from lifecycles, may branch, and may assign the steps of processes",
        """machine M[2] { status { a -> b  b -> a } }
        var n: 0..2
        init { M[0].status = a  either { n = 1 } or { n = 2 }  worker[M[1]] = two }
        process worker(m: M) { step one { goto one }  step two { goto two } }
        invariant both: worker[M[0]] == one && worker[M[1]] == two && n > 0
        reachable first: n == 1
        reachable second: n == 2""",
        "both h first h second h",
    ),
    (
        "any where of a field names the fields of its machine bare, for one instance at a time",
        """machine G[2] { a: 0..2 = any where a != b  b: 0..2 = any }
        invariant different: forall g in G: g.a != g.b
        reachable mixed: exists g, h in G: g.a != h.a""",
        "different h mixed h",
    ),
    (
        "!x in s is !(x in s); a quantifier reaches as far right as it can; ==> to the right",
        """var s: set[0..2]
        invariant absent: !1 in s
        invariant far: forall x in 0..2: x in s || true
        invariant near: (forall x in 0..2: x in s) || true
        invariant right: false ==> true ==> false
        invariant and_first: true || false && false""",
        "absent h far h near h right h and_first h",
    ),
    (
        "/ and % truncate towards zero, as in Go",
        """invariant go: -7 / 2 == -3 && -7 % 2 == -1 && 7 / -2 == -3 && 7 % -2 == 1""",
        "go h",
    ),
    (
        "&&, ||, ==>, ?: and quantifiers stop as soon as the answer is known",
        """machine M[1] { n: 0..1 }
        var m: M?
        var q: queue[0..1, 1]
        invariant a: !(m != nil && m.n == 1)
        invariant b: m == nil || m.n == 1
        invariant c: m != nil ==> m.n == 1
        invariant d: (m == nil ? 0 : m.n) == 0
        invariant e: exists i in 0..3: i == 0 || q[i] == 1""",
        "faults h a h b h c h d h e h",
    ),
    (
        "count and sum; with several binders every combination; an empty range is an empty domain",
        """machine M[3] {}
        invariant pairs: (count m, n in M: m != n) == 6 && (sum i in 1..3: i) == 6
        invariant none: forall i in 3..2: false""",
        "pairs h none h",
    ),
    (
        "a fault in the where of a choose is a fault of that run only",
        """machine P[2] { n: 0..1 = 1 }
        var a: array[P, P?]
        var done: bool
        init { a[P[1]] = P[1] }
        action go when !done { choose p in P where a[p].n == 1 { done = true } }
        reachable goes: done""",
        "faults v goes h",
    ),
    (
        "choose over a queue makes a run per position; for goes over its value on entry",
        """var q: queue[0..1, 4]
        var n: 0..4
        init { q.push(1)  q.push(1) }
        action take when n == 0 { for x in q { q.push(x)  n += x } }
        invariant two: n in 0..2 && n != 1
        reachable four: len(q) == 4""",
        "two h four h faults h",
    ),
    (
        "queues: push_front, pop_back, remove the first occurrence, move_to in order",
        """var a: queue[0..9, 4]
        var b: queue[0..9, 4]
        var last: 0..9
        var done: bool
        action go when !done {
            a.push(1) a.push(2) a.push_front(3) a.push(1)
            a.remove(1)
            last = a.pop_back()
            a.move_to(b, 2)
            done = true
        }
        invariant right: done ==> last == 1 && empty(a) && b.front() == 3 && b.back() == 2 && len(b) == 2""",
        "right h faults h",
    ),
    (
        "adding a member and removing a non-member change nothing",
        """var s: set[0..2] = {1}
        action same { s.add(1) s.remove(0) s.remove(2) }
        invariant one: s == {1}""",
        "one h faults h",
    ),
    (
        "several await in sequence are conjoined; in an action they are the guard",
        """var n: 0..3
        action go { await n < 3; await n != 2; n += 1 }
        invariant low: n <= 2
        reachable two: n == 2""",
        "low h two h",
    ),
    (
        "the right-hand side is evaluated before the target's index",
        """var a: array[0..1, 0..1]
        var i: 0..2
        action go when i == 0 { i = 2  a[i] = 1 / 0 }""",
        "faults v",
    ),
    (
        "a state whose only runs fault is no deadlock; other runs go on",
        """var n: 0..1
        action bad when n == 0 { n = 5 }
        action good when n == 0 { n = 1 }
        action bad2 when n == 1 { n = 5 }
        reachable one: n == 1
        deadlock_is_on""",
        "deadlock h faults v one h",
    ),
    (
        "a fault in a property is reported under faults, and that property is unknown",
        """var q: queue[0..1, 1]
        action fill when empty(q) { q.push(1) }
        end when full(q)
        invariant front: q.front() >= 0""",
        "faults v front u",
    ),
    (
        "an action parameter with more than 4096 values is an input",
        """var n: 0..1
        action go(x: 0..4096) when x == 5000 { n = 1 }
        invariant zero: n == 0""",
        "zero u",
    ),
    (
        "one with 4096 is not",
        """var n: 0..1
        action go(x: 1..4096) when x == 5000 { n = 1 }
        invariant zero: n == 0""",
        "zero h",
    ),
    (
        "the locals of a process may be computed from its parameters, and keep their last value",
        """machine M[2] {}
        var seen: set[0..4]
        process p(m: M, k: 1..2) {
            var double: 0..4 = 2 * k
            step one { seen.add(double)  halt }
        }
        reachable all_seen: seen == {2, 4} && forall m in M: p[m, 1] == halted
        invariant other: !3 in seen""",
        "all_seen h other h",
    ),
    (
        "past the last step of a process it halts; without `end when` that is final",
        """process a { step one {} }
        process b { step one { halt } }
        reachable over: a[] == halted && b[] == halted
        deadlock_is_on""",
        "deadlock h over h",
    ),
    (
        "a spec of actions alone that declares no end has no final states",
        """var n: 0..1
        action go when n == 0 { n = 1 }
        deadlock_is_on""",
        "deadlock v",
    ),
    (
        "assigning another's step wakes it from halt, and abandons its routine without a trace",
        """machine M[1] {}
        var woken: bool
        process p(m: M) { step one { call r(1) } step two {} }
        routine r(n: 0..1) { var seen: 0..2  step look { seen = n + 1 } step stay { await false } }
        action wake(m: M) when !woken && p[m] in {r.stay, halted} { p[m] = two  woken = true }
        end when woken
        reachable inside: exists m in M: p[m] == r.stay
        reachable back: exists m in M: p[m] == halted
        deadlock_is_on""",
        "inside h back h deadlock h",
    ),
    (
        "on oneself by index at run time it is a fault",
        """machine M[2] {}
        process p(m: M) { step one { choose n in M { p[n] = two } } step two { halt } }""",
        "faults v",
    ),
    (
        "x = call r() takes the value of return e; the index of the target is evaluated then",
        """var a: array[0..1, 0..3]
        var i: 0..1
        process p { step one { a[i] = call r(2) } step two { halt } }
        routine r(n: 0..2) 0..3 { step s { i = 1  return n + 1 } }
        reachable second: p[] == halted && a[1] == 3 && a[0] == 0""",
        "second h",
    ),
    (
        "call with a goto behind it; return returns early",
        """var n: 0..3
        process p { step one { call r(); goto three } step two { n = 3 } step three { halt } }
        routine r() { step s { if n == 0 { return } } step t { n = 2 } }
        invariant skipped: n == 0""",
        "skipped h",
    ),
    (
        "bound: a state outside is not stored; a state whose successors all lie outside is no deadlock",
        """var n: 0..9
        action up when n < 9 { n += 1 }
        bound n <= 3
        bound n != 3
        invariant low: n <= 2
        recoverable top: n == 9
        reachable nine: n == 9
        deadlock_is_on""",
        "deadlock h low h top u nine u",
    ),
    (
        "recoverable: from every reachable state some run leads there",
        """var n: 0..2
        action left when n == 0 { n = 1 }
        action right when n == 0 { n = 2 }
        recoverable one: n == 1
        recoverable some: n > 0""",
        "one v some h",
    ),
    (
        "a property with parameters is checked for every instance; reachable for all",
        """machine M[2] { n: 0..1 }
        action go when exists m in M: m.n == 0 { M[0].n = 1 }
        reachable each(m: M): m.n == 1
        reachable some: exists m in M: m.n == 1
        invariant none(m: M): m.n == 0""",
        "each v some h none v",
    ),
]

REFUSED = [
    ("comparisons do not chain", "var n: 0..3\ninvariant i: 0 < n < 3", "GMP015"),
    ("return is the last thing in its block", "routine r() { step s { return  halt } }", "GMP021"),
    ("there are no block comments", "/* no */ var n: 0..1", "GMP005"),
    ("an assert needs its text", "action a { assert true }", "GMP034"),
    ("a local must not hide a variable", "var n: 0..1\naction a(n: 0..1) {}", "GMP103"),
    ("nor a machine", "machine G[1] {}\naction a(G: 0..1) {}", "GMP103"),
    ("one name space", "var n: 0..1\ninvariant n: true", "GMP102"),
    ("a definition through itself", "const A = B\nconst B = A + 1", "GMP110"),
    ("a range with hi < lo is an error as a type", "var n: 3..2", "GMP214"),
    ("a reference needs an initial value", "machine P[1] {}\nvar p: P", "GMP210"),
    ("a struct cannot contain itself", "struct S { s: S }", "GMP110"),
    ("the fields of a struct have no initial values", "struct S { n: 0..1 = 1 }", "GMP213"),
    ("int cannot be stored", "var n: int", "GMP211"),
    ("machines have no order", "machine G[2] {}\ninvariant i: forall g, h in G: g < h", "GMP207"),
    ("an ambiguous label needs its type", "enum A { x }\nenum B { x }\naction a { let y = x }", "GMP107"),
    ("functions cannot be recursive", "func f(n: 0..3) 0..3 = f(n)", "GMP308"),
    ("let names are immutable", "action a { let n = 1  n = 2 }", "GMP301"),
    ("pop stands alone", "var q: queue[0..1, 1]\nvar n: 0..3\naction a { n = q.pop() + 1 }", "GMP302"),
    ("await opens a body, nowhere else", "var n: 0..1\naction a { n = 1  await n == 1 }", "GMP303"),
    ("a proc contains no await", "proc p() { await true }", "GMP303"),
    ("a proc contains no goto", "proc p() { goto x }", "GMP304"),
    ("what can never be executed", "process p { step a { goto a  halt } }", "GMP305"),
    ("a proc may not call itself", "proc p() { p() }", "GMP308"),
    (
        "a routine is not recursive",
        "process p { step a { call r() } }\nroutine r() { step s { call r() } }",
        "GMP308",
    ),
    ("return in a process's own step", "process p { step a { return } }", "GMP304"),
    (
        "a process moves itself with goto",
        "machine M[1] {}\nprocess p(m: M) { step a { p[m] = a } }",
        "GMP403",
    ),
    (
        "a process cannot be moved into a routine",
        "process p { step a { call r() } }\nroutine r() { step s {} }\naction go { p[] = r.s }",
        "GMP407",
    ),
    (
        "the locals of a routine start with one value",
        "process p { step a { call r() } }\nroutine r() { var n: 0..1 = any  step s {} }",
        "GMP213",
    ),
    ("locals stand before the first step", "process p { step a {} var n: 0..1 }", "GMP026"),
    ("a leads-to property has a ~>", "starvation s: true", "GMP501"),
    ("temporal operators only in property", "invariant i: always true", "GMP029"),
    ("deadlock and faults cannot be declared", "invariant faults: true", "GMP507"),
    ("a variant must have a violated claim", "variant v { expect faults holds }", "GMP504"),
    ("a fault in init", "var n: 0..1\ninit { n = 2 }", "GMP601"),
    ("no initial state", "var n: 0..1 = any where n > 1", "GMP602"),
    ("no initial state within the bound", "var n: 0..1\nbound n == 1", "GMP603"),
    ("a machine has at most 4096 instances", "machine G[4097] {}", "GMP607"),
    ("integers are at most 2^62", "const N = 4611686018427387905", "GMP007"),
]


def verify(tmp_path: Path, text: str, variant: str | None = None, **settings: str) -> Report:
    path = tmp_path / "claim.gmp"
    off = "" if "deadlock_is_on" in text or "end when" in text else "deadlock off"
    path.write_text(f"spec claim\n{text.replace('deadlock_is_on', '')}\n{off}\n", encoding="utf-8")
    return pipeline.verify(pipeline.load(str(path), settings, variant))


def letters(report: Report) -> dict[str, str]:
    kinds = {Holds: "h", Violated: "v", Unknown: "u"}
    return {result.name: kinds[type(result.verdict)] for result in report.properties}


@pytest.mark.parametrize(("text", "expected"), [a[1:] for a in ANSWERS], ids=[a[0] for a in ANSWERS])
def test_answer(text: str, expected: str, tmp_path: Path) -> None:
    words = expected.split()
    wanted = dict(zip(words[::2], words[1::2], strict=True))
    found = letters(verify(tmp_path, text))
    assert {name: found[name] for name in wanted} == wanted


@pytest.mark.parametrize(("text", "code"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_refusal(text: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(SpecError) as refused:
        verify(tmp_path, text)
    assert {d.code for d in refused.value.diagnostics} == {code}


def test_equal_initial_states_are_one(tmp_path: Path) -> None:
    report = verify(tmp_path, "var a: 0..3 = any\ninit { a = 1 }")
    assert (report.states, report.depth) == (1, 0)


def test_what_is_counted(tmp_path: Path) -> None:
    """Each complete run is a transition, equal results and self-loops too."""
    text = "var q: queue[0..1, 2]\nvar n: 0..1\ninit { q.push(1) q.push(1) }\n"
    report = verify(tmp_path, text + "action go when n == 0 { choose x in q { n = x } }\naction stay {}")
    assert (report.states, report.transitions, report.depth) == (2, 4, 1)


def test_a_transition_out_of_the_bound_is_counted(tmp_path: Path) -> None:
    report = verify(tmp_path, "var n: 0..9\naction up when n < 9 { n += 1 }\nbound n <= 3")
    assert (report.states, report.transitions, report.depth) == (4, 4, 3)


def test_the_trace_of_a_fault_ends_with_the_faulting_step(tmp_path: Path) -> None:
    report = verify(
        tmp_path, "var n: 0..1\naction a when n == 0 { n = 1 }\naction b when n == 1 && 1 / (n - 1) == 0 {}"
    )
    verdict = report["faults"].verdict
    assert isinstance(verdict, Violated)
    assert verdict.trace is not None
    assert len(verdict.trace.steps) == 2
    assert verdict.trace.steps[-1].state is None


CHAIN = """
param N: 1..9 = 2
var n: 0..9
process p {
    step a { n += 1 }
    step b { n += 2 }
    step c { n += N }
}
invariant low: n <= 5
end when p[] == halted
variant second { without p.b  param N = 4  expect low violated }
variant first { without p.a  expect low violated }
variant ends { end when n == 3  expect deadlock violated }
variant lost { step p.a { goto b }  without p.b  expect low violated }
"""


@pytest.mark.parametrize(
    ("variant", "settings", "reached"),
    [(None, {}, 5), (None, {"N": "1"}, 4), ("second", {}, 5), ("second", {"N": "3"}, 4), ("first", {}, 4)],
)
def test_variants_and_settings(
    variant: str | None, settings: dict[str, str], reached: int, tmp_path: Path
) -> None:
    """A removed step is stepped over; --set wins over the variant, the variant over the base."""
    report = verify(
        tmp_path, f"{CHAIN}\nreachable n_is: n == {reached} && p[] == halted", variant, **settings
    )
    assert letters(report)["n_is"] == "h"


def test_variant_replaces_every_end(tmp_path: Path) -> None:
    assert letters(verify(tmp_path, CHAIN))["deadlock"] == "h"
    assert letters(verify(tmp_path, CHAIN, "ends"))["deadlock"] == "v"


def test_goto_to_a_removed_step(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as refused:
        verify(tmp_path, CHAIN, "lost")
    assert {d.code for d in refused.value.diagnostics} == {"GMP402"}


def test_import_brings_everything_but_claims(tmp_path: Path) -> None:
    (tmp_path / "part.gmp").write_text(
        "var n: 0..3\ninit { n = Start }\nend when n == 3\ninvariant low: n < 9\n"
        "expect low violated\nvariant v { expect low violated }\n"
    )
    report = verify(
        tmp_path, 'import "part"\nconst Start = 2\naction up when n < 3 { n += 1 }\ndeadlock_is_on'
    )
    assert letters(report) == {"deadlock": "h", "faults": "h", "low": "h"}
    assert report.states == 2
    assert report.model.claims == ()


def test_names_of_routine_steps(tmp_path: Path) -> None:
    """`wake.post` whatever the call; in the state `wake.post@run` where several steps call."""
    text = """
    process p { step a { call wake() } step b { call wake() } step c { call once() } }
    routine wake() { step post {} }
    routine once() { step only {} }
    reachable either_call: p[] == wake.post
    """
    model = verify(tmp_path, text).model
    assert [a.name for a in model.actions][3:] == ["p.wake.post", "p.wake.post", "p.once.only"]
    assert str(model.variables[0].type) == "p"
    assert model.variables[0].type.labels == (
        *("a", "b", "c", "wake.post@a", "wake.post@b", "once.only", "halted"),
    )


@pytest.mark.parametrize(
    ("body", "ordered"),
    [
        ("action a(g: G) { g.n = 1 }", False),
        ("action a { G[0].n = 1 }", True),
        ("init { G[0].n = 1 }", False),
        ("init where G[0].n == 0", False),
        ("invariant i: G[0].n == 0", True),
        ("var q: queue[G, 3] = all G", False),
        ("var q: queue[G, 3]\naction a { q = all G }", True),
        ("var s: set[G]\naction a { s = all G }", False),
        ("action a { for g in G { g.n = 1 } }", False),
        ("action a { for g in G { if g.n == 0 { g.n = 1 } } }", False),
        ("var t: 0..9\naction a when t == 0 { for g in G { t += g.n } }", False),
        ("var f: G?\naction a { for g in G { f = g } }", True),
        ("var t: 0..9\naction a { for g in G { g.n = min(t, 1)  t = 1 } }", True),
        ("var q: queue[G, 3]\naction a { for g in q { g.n = 1 } }", False),
    ],
)
def test_what_makes_a_machine_ordered(body: str, ordered: bool, tmp_path: Path) -> None:
    model = verify(tmp_path, f"machine G[3] {{ n: 0..1 }}\n{body}").model
    assert bool(model.ordered) is ordered
