"""§9: which machine types are symmetric, as the checker sees it."""

from __future__ import annotations

import pytest

from tests.language.running import model, reached, refused, runs

DECLARED = """machine M[3] { status { idle, busy } n: 0..3 d: -1..1 on: bool next: M? q: queue[0..3, 2] }
machine G[2] { m: M? }
var total: 0..9 var small: 0..2 var flags: array[M, bool] var table: array[M, array[M, bool]]
var line: queue[M, 3] var group: set[M] var one: M? var gs: queue[G, 2]
"""


def _ordered(text: str) -> list[str]:
    return [o.machine for o in model(f"{DECLARED} {text} deadlock off").ordered]


def test_types_without_a_distinction_are_symmetric() -> None:
    """Quantifiers, references, queues and sets of instances tell nobody apart."""
    text = """action a(m: M) when forall x in M: x == m || !x.on { m.on = true  line.push(m)  group.add(m)
    one = m }
    action b(g: G) { choose m in M where m.next == nil { m.next = g.m  g.m = m } }
    invariant i: forall m, x in M: m != x && m in group ==> x.n < 4
    end when all_on() func all_on() bool = forall m in M: m.on
    process w(m: M) { step s { choose x in M where x != m && w[x] == s { w[x] = t } } step t {} }"""
    assert _ordered(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "action a { M[0].on = true }",
        "action a(m: M) when m == M[2] {}",
        "invariant i: !M[1].on",
        "reachable r: w[M[0]] == s process w(m: M) { step s {} }",
        "end when M[0].on",
        "bound M[0].n < 2",
        "func first() M = M[0]",
        "proc p() { one = M[0] } action a { p() }",
        "action a { line = all M }",
        "property p: eventually M[0].on",
    ],
)
def test_a_literal_instance_makes_its_type_ordered(text: str) -> None:
    """In an action, a function, a property, a bound; its own type and no other."""
    assert _ordered(text) == ["M"]


@pytest.mark.parametrize(
    "text",
    [
        "init { M[0].on = true  for m in M { line.push(m) } }",
        "init where M[0].n == 0",
        "var lot: queue[M, 3] = all M",
        "var leader: M = M[0]",
        "machine X[1] { m: M = M[1] }",
        "var lucky: M? = any where lucky != M[0]",
    ],
)
def test_init_may_name_instances_freely(text: str) -> None:
    """Initial states need not be symmetric."""
    assert _ordered(text) == []


@pytest.mark.parametrize(
    "body",
    [
        "m.on = true",
        "m.status = idle  m.n = m.n + 1 - 1",
        "flags[m] = m.on",
        "total += 1",
        "total += m.n",
        "total -= m.n",
        "if m.on { m.n = 0  total += 1 }",
        "total += m.on ? 1 : 0",
        "total += len(m.q) + (count x in m.q: x > 1)  total += m.n * 2",
        "m.q.push(1)  m.q.push(m.n)",
        "let x = m.n  m.n = x + 0",
        "m.next = one  m.on = total > 3",
        'assert m.n < 3, "small"',
        "m.n = len(line)",
    ],
)
def test_loops_whose_iterations_commute(body: str) -> None:
    """Each changes its own instance, or adds to a number."""
    assert _ordered(f"action a {{ for m in M {{ {body} }} }}") == []


@pytest.mark.parametrize(
    "body",
    [
        "line.push(m)",
        "one = m",
        "total = m.n",
        "total = (total * 2 + m.n) % 9",
        "if !on_any { on_any = true  m.on = true }",
        "total += 1  m.n = total",
        "m.n = total  total += 1",
        "if m.next != nil { m.next.on = m.on }",
        "choose x in 1..2 { m.n = x }",
        "m.n = count x in M: x.n > 1",
        "total += m.n  total -= 1",
        "small += m.d",
        "small -= m.d",
    ],
)
def test_loops_whose_iterations_do_not(body: str) -> None:
    """What one iteration does shows in another: in a value, or in whether there is a fault."""
    assert _ordered(f"var on_any: bool action a {{ for m in M {{ {body} }} }}") == ["M"]


def test_loops_through_procs_and_process_steps() -> None:
    """The instance keeps being the loop's own as an argument, and as the index of a process."""
    text = """proc clear(x: M) { let y = x  y.on = false  note(y) } proc note(x: M) { flags[x] = x.on  total += 1 }
    proc mark(x: M) { one = x } process w(m: M) { step s {} step t {} }"""
    assert _ordered(f"{text} action a {{ for m in M {{ clear(m) }} }}") == []
    assert _ordered(f"{text} action a {{ for m in M {{ if m.on {{ w[m] = t }} }} }}") == []
    assert _ordered(f"{text} action a {{ for m in M {{ mark(m) }} }}") == ["M"]
    assert _ordered(f"{text} action a {{ for m in M {{ if one != nil {{ clear(one) }} }} }}") == ["M"]
    assert _ordered(f"{text} action a {{ for m in M {{ if w[one] == s {{ w[m] = t }} }} }}") == ["M"]


def test_a_loop_over_a_queue_follows_the_state() -> None:
    """Its order is part of the state; that of a set is the order of the instances."""
    assert _ordered("action a { for m in line { one = m } }") == []
    assert _ordered("action a { for m in group { one = m } }") == ["M"]
    assert _ordered("action a { for m in group { m.on = true } }") == []


def test_a_set_of_structs_is_visited_in_the_order_of_what_they_hold() -> None:
    """An instance inside of a value orders it as much as a bare one."""
    text = "struct Ref { m: M?  n: 0..1 } var refs: set[Ref] var numbers: set[0..9] var last: 0..9"
    assert _ordered(f"{text} action a {{ for r in refs {{ one = r.m }} }}") == ["M"]
    assert _ordered(f"{text} action a {{ for r in refs {{ total += r.n }} }}") == []
    assert _ordered(f"{text} action a {{ for n in numbers {{ last = n }} }}") == []


def test_types_are_ordered_one_by_one() -> None:
    """A loop over G says nothing about M."""
    assert _ordered("action a { for g in G { gs.push(g) } }") == ["G"]
    assert _ordered("action a { for g in G { gs.push(g) } M[0].on = true }") == ["G", "M"]


def test_the_place_is_named() -> None:
    """The first one that breaks the symmetry."""
    of = model(f"{DECLARED} action a {{ for m in M {{ line.push(m) }} M[0].on = true }} deadlock off")
    assert len(of.ordered) == 1
    assert "in order" in of.ordered[0].reason


@pytest.mark.parametrize(
    "expression", ["one < one", "one + 1 == 2", "one in 0..1", "-one == 1", "min(one, 1) == 1"]
)
def test_machine_types_are_unordered(expression: str) -> None:
    """No comparison, no arithmetic."""
    assert set(refused(DECLARED, expression)) <= {"GMP202", "GMP207"}
    assert refused(DECLARED, expression)


def test_scanning_without_naming_instances() -> None:
    """A set of those tried, and `choose` among the others, visits all in any order."""
    text = """machine P[3] {} var tried: set[P] var last: P?
    action scan { choose v in P where !(v in tried) { tried.add(v)  last = v } } end when len(tried) == 3"""
    assert reached(text, "len(tried)") == {"0", "1", "2", "3"}
    assert [o.machine for o in model(text).ordered] == []


def test_an_order_that_shows_in_faults() -> None:
    """Why adding a signed number does not commute: one order leaves the range, the other does not."""
    start = "machine M[2] { d: -1..1 } var n: 0..2 = 2"
    body = "for m in M { n += m.d }"
    assert runs(f"{start} init {{ M[0].d = 1  M[1].d = -1 }}", body, "n") == ["value out of range"]
    assert runs(f"{start} init {{ M[0].d = -1  M[1].d = 1 }}", body, "n") == ["2"]
