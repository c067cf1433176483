"""Features together that each work alone."""

from __future__ import annotations

import pytest

from tests.language.running import (
    counts,
    errors,
    fault,
    moves,
    reached,
    runs,
    starts,
    value,
    values,
    verdicts,
)

NIL, RANGE, INDEX = "nil dereference", "value out of range", "index out of range"


# ---- control in control -------------------------------------------------------------------------


def test_a_proc_with_choose_in_a_for_in_an_either() -> None:
    """The runs multiply per iteration, and only in that branch."""
    text = """var n: 0..999 proc pick(k: 0..9) { choose x in 0..1 where x <= k { n = 10 * n + x + 1 } }"""
    assert runs(text, "either { for i in 0..2 { pick(i) } } or { n = 7 }", "n") == [
        "111",
        "112",
        "121",
        "122",
        "7",
    ]


def test_either_in_a_proc_in_a_choose_in_a_for() -> None:
    """Blocked runs disappear, faulted ones stay."""
    text = """var n: 0..99 proc some(k: 0..3) { either { await k > 1  n += k } or { await k == 0  n = n /
    k } }"""
    assert runs(text, "for i in 0..1 { choose x in i..2 { some(x) } }", "n") == ["division by zero", "4"]


def test_a_proc_called_twice_has_its_own_names_each_time() -> None:
    """Lets, binders and parameters of one call do not leak into the next."""
    text = """var q: queue[0..99, 9] proc both(a: 0..9, b: 0..9) { let s = a + b  for i in a..b {
    q.push(i) } if a < b { rest(s) } }
    proc rest(s: 0..99) { let a = s * 2  q.push(a) }"""
    assert runs(text, "let s = 1  both(s, 2) both(5, 4) both(s + 1, 3)", "q") == ["[1, 2, 6, 2, 3, 10]"]


def test_loops_over_what_a_function_says() -> None:
    """Bounds and domains may call functions with binders of their own."""
    text = """machine M[3] { n: 0..9 } var s: set[0..9] init { M[0].n = 1  M[2].n = 2 }
    func busy() 0..3 = count m in M: m.n > 0
    func most() 0..9 = max(sum m in M: m.n, busy())"""
    assert runs(text, "for i in busy()..most() { s.add(i) }", "s") == ["{2, 3}"]
    assert value(text, "exists m in M: m.n == busy() && (forall x in M: x.n <= m.n)") == "true"
    assert value(text, "sum m in M: sum i in 1..m.n: i * busy()") == "8"  # (1 + 1 + 2) * 2


def test_quantifiers_inside_indices_and_arguments() -> None:
    """A count as an index, a sum as an argument, an exists as a condition of `?:`."""
    text = """machine M[3] { n: 0..3 } var a: array[0..3, 0..9] func up(k: 0..9) 0..9 = k + 1
    init { a[2] = 5  M[0].n = 1  M[1].n = 1 }"""
    assert values(
        text, "a[count m in M: m.n == 1]", "up(sum m in M: m.n)", "(exists m in M: m.n > 1) ? 1 : 2"
    ) == [
        "5",
        "3",
        "2",
    ]
    assert runs(text, "a[count m in M: m.n == 0] = a[sum m in M: m.n] + 1", "a") == [
        "[0: 0, 1: 6, 2: 5, 3: 0]"
    ]


def test_choose_over_a_filtered_domain_inside_where() -> None:
    """A `where` with a quantifier over the same machine."""
    text = "machine M[3] { n: 0..3 } var best: M? init { M[1].n = 3  M[2].n = 3 }"
    assert runs(text, "choose m in M where forall x in M: x.n <= m.n { best = m }", "best") == ["M1", "M2"]


# ---- values in values ---------------------------------------------------------------------------

NESTED = """enum C { red, green, blue } machine M[2] { t: T  ts: queue[T, 2]  grid: array[C, array[0..1,
0..9]] }
struct T { n: 0..9  s: set[C]  q: queue[M, 2]  i: Inner }
struct Inner { who: M?  a: array[bool, 0..9] }
var qs: array[C, queue[0..9, 2]] var ss: set[C] var ts: queue[T, 3] var t: T var sets: queue[set[C], 2]
var deep: array[M, array[C, array[0..1, M?]]] var m: M? var n: 0..9 var inner: Inner
"""


def test_a_queue_of_structs() -> None:
    """Pushed by value, read by position, popped whole."""
    assert runs(
        NESTED, "ts.push(T{n: 3}) ts.push(t) t.n = 9 ts.push(t)", "ts[0].n; ts[1].n; ts.back().n"
    ) == ["3 0 9"]
    assert runs(NESTED, "ts.push(T{n: 3, s: {red}}) t = ts.pop() t.s.add(blue)", "t.n; t.s; ts") == [
        "3 {red, blue} []"
    ]
    assert runs(NESTED, "ts.push(T{n: 3}) let x = ts.pop() n = x.n + 1", "n") == ["4"]
    assert runs(NESTED, "ts.push(T{n: 3}) ts.push(T{n: 4}) ts.remove(T{n: 4})", "len(ts); ts[0].n") == ["1 3"]
    assert runs(NESTED, "ts.push(T{n: 1}) ts.push(T{n: 1}) choose x in ts { n = x.n }", "n") == ["1", "1"]
    assert runs(NESTED, "ts.push(T{n: 10})") == [RANGE]
    assert runs(
        NESTED, "for x in ts { n = 9 } ts.push(T{n: 2}) for x in ts { n += x.n }", "n; T{n: 2} in ts"
    ) == ["2 true"]


def test_a_set_of_enums_and_a_queue_of_sets() -> None:
    """Compared by value, whatever the order of adding."""
    assert runs(
        NESTED, "ss = {blue, red} sets.push(ss) ss.remove(red) sets.push(ss)", "sets; ss == {blue}"
    ) == ["[{red, blue}, {blue}] true"]
    assert runs(NESTED, "ss = all C ss.remove(green)", "ss; {red, blue} == ss; ss == all C") == [
        "{red, blue} true false"
    ]
    assert runs(NESTED, "sets.push({red}) sets.push({}) for s in sets { if red in s { n += 1 } }", "n") == [
        "1"
    ]


def test_arrays_of_arrays_and_of_queues() -> None:
    """Each element is its own place."""
    body = "for x in M { x.grid[red][1] = 4  x.grid[blue][0] += 2 }"
    assert runs(NESTED, body, "sum x in M: x.grid[red][1] * 10 + x.grid[blue][0] + x.grid[red][0]") == ["84"]
    assert runs(NESTED, "qs[red].push(1) qs[blue].push(2) qs[red].push(3) n = qs[red].pop()", "n; qs") == [
        "1 [red: [3], green: [], blue: [2]]"
    ]
    assert runs(
        NESTED, "qs[red].push(1) qs[red].move_to(qs[green], 1) qs[green].push_front(2)", "qs[green]"
    ) == ["[2, 1]"]
    assert runs(NESTED, "for x in M { for i in 0..2 { x.grid[green][i] = 1 } }") == [INDEX]


def test_a_struct_with_queue_set_struct_and_array() -> None:
    """Assigned in any depth; the others stay."""
    body = "for x in M { x.t.q.push(x)  x.t.s.add(green)  x.t.i.who = x  x.t.i.a[true] = 7 }"
    assert runs(
        NESTED, body, "exists x in M: x.t == T{}; forall x in M: x.t.i.who == x && x.t.q.front() == x"
    ) == ["false true"]
    assert runs(NESTED, body, "sum x in M: x.t.i.who.t.i.a[true] + x.t.i.a[false]") == ["14"]
    assert runs(NESTED, "t.i = Inner{who: nil} t.i.who.t.n = 3") == [NIL]
    assert runs(NESTED, "inner.a[true] = 3 t.i = inner t.i.a[false] = 4", "inner == t.i; t.i.a; inner.a") == [
        "false [false: 4, true: 3] [false: 0, true: 3]"
    ]


def test_deep_chains_through_optionals() -> None:
    """Every link may be nil; reading, writing, methods, comparison."""
    start = NESTED + "init { for x in M { x.t.i.who = x  m = x } deep[M[0]][green][1] = M[1] }"
    assert value(start, "m.t.i.who.t.i.who == m") == "true"
    assert runs(start, "m.t.i.who.t.i.who.t.n = 5", "m.t.n") == ["5"]
    assert runs(start, "m.t.i.who.t.q.push(m) m.t.i.who.t.s.add(red)", "m.t.q; m.t.s") == ["[M1] {red}"]
    assert runs(start, "m.t.i.who.t.i.who = nil  m.t.i.who.t.n = 1") == [NIL]
    assert runs(start, "deep[deep[m][red][0]][red][0] = m") == [NIL]
    assert runs(
        start,
        "for x in M { if deep[x][green][1] != nil { deep[deep[x][green][1]][red][0] = x } }",
        "count x in M: deep[x][red][0] != nil",
    ) == ["1"]


def test_a_field_of_an_array_element_of_a_struct_field() -> None:
    """`x.ts[0].i.a[true]` reads; an element of a queue is no place."""
    assert runs(
        NESTED,
        "for x in M { x.ts.push(T{i: Inner{who: x}}) } n = m == nil ? 1 : 2",
        "forall x in M: x.ts[0].i.who == x && x.ts.front().i.a[true] == 0",
    ) == ["true"]
    assert errors(f"{NESTED} action go(x: M) {{ x.ts[0].n = 1 }}") == ["GMP301"]


def test_places_whose_index_reads_the_variable_that_changes() -> None:
    """The positions are found before anything is written."""
    text = """var a: array[0..3, 0..3] var q: queue[0..3, 4] init { for i in 0..3 { a[i] = 3 - i }
    q.push(2) q.push(1) }"""
    assert runs(text, "a[a[a[0]]] = a[a[1]]", "a") == ["[0: 1, 1: 2, 2: 1, 3: 0]"]
    assert runs(text, "a[q[0]] = q[1]  a[q.back()] = q.front()", "a") == ["[0: 3, 1: 2, 2: 1, 3: 0]"]
    assert runs(text, "q.push(q[len(q) - 1]) q.push_front(q[1])", "q") == ["[1, 2, 1, 1]"]
    assert runs(text, "let x = q.pop()  a[x] = x  q.push(a[x])", "a[2]; q") == ["2 [1, 2]"]
    text = "var grid: array[0..1, array[0..1, 0..1]] init { grid[0][0] = 1 }"
    assert runs(text, "grid[grid[0][0]][grid[1][0]] = grid[0][0]", "grid") == [
        "[0: [0: 1, 1: 0], 1: [0: 1, 1: 0]]"
    ]


def test_any_of_nested_types_with_conditions() -> None:
    """Structs in arrays, sets in structs; a condition with a quantifier."""
    text = """enum C { red, green } struct T { c: C  s: set[C] }
    var a: array[bool, T] = any where (forall b in bool: a[b].c in a[b].s) && a[false] != a[true]"""
    # 2 * 2 values with c in s of each element; 4 * 4 - 4 pairs
    assert len(starts(text, "a")) == 12


def test_sets_as_initial_values_and_in_conditions() -> None:
    """Literals, `{}`, `all`, of every element type."""
    text = """enum C { red, green } machine M[2] {} var a: set[C] = {green} var b: set[M] = {M[1]} var c:
    set[0..3] = {}"""
    assert values(text, "a", "b", "c") == ["{green}", "{M1}", "{}"]
    assert values(text, "a == {green}", "c == {} && b != all M", "len(a) + len(b)") == ["true", "true", "2"]


# ---- processes with the rest --------------------------------------------------------------------


def test_a_routine_with_choose_and_two_parameters_called_from_a_loop() -> None:
    """The first iteration that calls ends the step."""
    text = """machine M[2] { n: 0..9 } var log: queue[0..99, 6]
    process w(m: M) { step a { for i in 1..3 { if i + m.n == 3 { call r(m, i); goto a } } halt } }
    routine r(x: M, k: 0..9) { step s { choose d in 1..2 where d <= k { x.n += d } } }
    init { for m in M { m.n = 1 } for m in M { m.n += m == M[1] ? 2 : 0 } }"""
    # M1 starts at 3: nothing to call. M0 at 1: i = 2 calls; then n is 2 or 3; at 2, i = 1 calls with d = 1
    assert reached(text, "sum m in M: m.n") == {"4", "5", "6"}
    assert verdicts(text) == {"deadlock": "holds", "faults": "holds"}


def test_processes_over_an_array_of_queues() -> None:
    """Producers and consumers; every count by hand for one item each."""
    text = """machine P[2] {} var box: array[P, queue[P, 1]] var got: set[P]
    process produce(p: P) { step put { await !full(box[p]); box[p].push(p) } }
    process consume(p: P) { step get { await !empty(box[p]); got.add(box[p].front())  let x = box[p].pop()
    assert x == p, "own" } }"""
    # each pair: put, then get: 3 states in a row, two pairs: 9 states, 2 * 3 * 2 = 12 transitions
    assert counts(text) == (9, 12, 4)
    assert verdicts(text) == {"deadlock": "holds", "faults": "holds"}


def test_a_moved_process_in_a_nested_routine_of_two_call_sites() -> None:
    """Whichever call it was in, it is left without a trace."""
    text = """process p { step a { either { call outer(1) } or { call inner(2) } } step b { halt } }
    routine outer(k: 0..2) { var v: 0..2 step x { v = k  call inner(v) } step y {} }
    routine inner(k: 0..2) { step i { await k == 0 } }
    action free when p[] == inner.i { p[] = b }"""
    # a; x(k=1); i@outer(k=1,v=1,k'=1); i@a(k=2); b; halted
    assert counts(text) == (6, 2 + 1 + 2 + 1, 3)
    assert moves(f"{text} reachable r: p[] == b", "r") == ["p.a either=2", "free"]


def test_functions_that_read_steps() -> None:
    """`worker[m] == find` in a function, called in a quantifier, in an await."""
    text = """machine M[3] {} func waiting() 0..3 = count m in M: w[m] == wait
    process w(m: M) { step come {} step wait { await waiting() == 3 || exists x in M: w[x] == halted } }"""
    assert verdicts(text) == {"deadlock": "holds", "faults": "holds"}
    # a barrier: 2^3 before, then 2^3 - 1 subsets that have gone on
    assert counts(text) == (15, 12 + 12, 6)


def test_a_process_with_await_on_a_faulting_guard() -> None:
    """Only at its own step: the guard of a step is asked there alone."""
    text = "var n: 0..3 process p { step a { n = 2 } step b { await 4 / n == 2 } }"
    assert verdicts(text) == {"deadlock": "holds", "faults": "holds"}
    assert fault("var n: 0..3 process p { step a {} step b { await 4 / n == 2 } }") == ("division by zero", 2)


def test_locals_of_nested_types() -> None:
    """A queue, a set and a struct as locals of a process and of a routine."""
    text = """struct T { n: 0..9 } var out: 0..9
    process p(k: 1..2) { var q: queue[0..9, 2]  var t: T  step a { q.push(k)  t.n = k  call r(q, t) } step
    b { let x = q.pop()  out += x } }
    routine r(q: queue[0..9, 2], t: T) { var s: set[0..9]  step x { s.add(t.n)  s.add(q.front() + 2) }
    step y { out += len(s) } }"""
    assert "7" in reached(text, "out")  # 2 + 2 from the sets, 1 + 2 from the queues
    assert verdicts(text)["faults"] == "holds"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("k = 1", "GMP301"),
        ("q.push(1)", "GMP301"),
        ("t.n = 1", "GMP301"),
    ],
)
def test_the_parameters_of_a_routine_are_not_assigned(body: str, code: str) -> None:
    """Whatever their type: parameters cannot be assigned."""
    text = f"""struct T {{ n: 0..9 }} var z: queue[0..9, 2] process p {{ step a {{ call r(1, z, T{{n: 1}})
    }} }}
    routine r(k: 0..9, q: queue[0..9, 2], t: T) {{ step s {{ {body} }} }}"""
    assert errors(text) == [code]


# ---- whole specs --------------------------------------------------------------------------------


def test_peterson() -> None:
    """Two processes of arrays and a turn: mutual exclusion, and none without the turn's test."""
    text = """var flag: array[0..1, bool] var turn: 0..1
    process p(i: 0..1) {
        step want { flag[i] = true }
        step give { turn = 1 - i }
        step wait { await !flag[1 - i] || turn == i }
        step critical { flag[i] = false  goto want }
    }
    invariant mutex: !(forall i in 0..1: p[i] == critical)
    reachable enters(i: 0..1): p[i] == critical
    recoverable again(i: 0..1): p[i] == want
    variant impatient { step p.wait { } expect mutex violated }"""
    assert set(verdicts(text).values()) == {"holds"}
    assert verdicts(text, "impatient")["mutex"] == "violated"
    assert len(moves(text, "mutex", "impatient")) == 6


def test_a_ring_of_philosophers() -> None:
    """Each takes the left fork first: the deadlock is as long as the table."""
    for size in (2, 3):
        text = f"""const N = {size} var fork: array[0..N - 1, bool]
        process phil(i: 0..N - 1) {{
            step left {{ await !fork[i]; fork[i] = true }}
            step right {{ await !fork[(i + 1) % N]; fork[(i + 1) % N] = true }}
            step eat {{ fork[i] = false  fork[(i + 1) % N] = false  goto left }}
        }}
        recoverable fed(i: 0..N - 1): phil[i] == eat"""
        found = verdicts(text)
        assert found == {"deadlock": "violated", "faults": "holds", "fed": "violated"}
        assert len(moves(text, "deadlock")) == size


def test_a_lost_wakeup() -> None:
    """Check, then sleep, is not atomic: the wakeup in between is lost."""
    text = """machine M[1] {} var work: bool var asleep: bool
    process worker(m: M) { step check { if work { halt } } step sleep { asleep = true } step wait { await
    !asleep; goto check } }
    process poster { step post { work = true } step wake { if asleep { asleep = false } } }"""
    assert verdicts(text)["deadlock"] == "violated"
    assert moves(text, "deadlock") == ["worker.check(M0)", "poster.post", "poster.wake", "worker.sleep(M0)"]
