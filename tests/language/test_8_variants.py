"""§8, and the small print about variants: claims, replacements, removals, precedence."""

from __future__ import annotations

import pytest

from gmpcheck.judging import judge
from tests.language.running import counts, errors, model, reached, starts, verdicts, verify, warnings


def _judged(text: str, variant: str | None = None) -> dict[str, str]:
    return {o.property: o.outcome for o in judge(verify(text, variant))}


# ---- claims -------------------------------------------------------------------------------------

UP = "var n: 0..3 action up when n < 3 { n += 1 } end when n == 3 invariant low: n < 2 reachable top: n == 3"


def test_unclaimed_properties_are_claimed_to_hold() -> None:
    """Freedom from deadlock and faults included; in the base spec."""
    assert _judged(UP) == {"deadlock": "ok", "faults": "ok", "low": "failed", "top": "ok"}
    assert _judged(f"{UP} expect low violated") == {
        "deadlock": "ok",
        "faults": "ok",
        "low": "ok",
        "top": "ok",
    }
    assert _judged(f"{UP} expect top violated")["top"] == "failed"


def test_deadlock_and_faults_may_be_claimed() -> None:
    """They are properties with those names."""
    text = "var n: 0..2 action up { n += 1 } expect faults violated"
    assert _judged(text) == {"deadlock": "ok", "faults": "ok"}
    assert _judged("var n: 0..1 expect deadlock violated") == {"deadlock": "ok", "faults": "ok"}


def test_a_variant_is_judged_by_its_own_claims() -> None:
    """And by nothing else."""
    text = f"{UP} expect low violated variant v {{ action up when n < 1 {{ n += 1 }} expect top violated }}"
    assert _judged(text, "v") == {"top": "ok"}


@pytest.mark.parametrize(
    ("added", "code"),
    [
        ("variant v { }", "GMP504"),
        ("variant v { expect low holds }", "GMP504"),
        ("variant v { expect nothing violated }", "GMP502"),
        ("expect low violated expect low holds", "GMP503"),
        ("expect nothing holds", "GMP502"),
        ("variant v { expect low violated } variant v { expect low violated }", "GMP102"),
        ("expect low perhaps", "GMP030"),
        ("deadlock off expect deadlock holds", "GMP509"),
    ],
)
def test_claims_that_are_errors(added: str, code: str) -> None:
    """A variant must name what it breaks; a claim is about something that is there."""
    assert code in (errors(f"{UP} {added}") + errors(f"{UP} {added}", "v"))


# ---- replacements of every kind -----------------------------------------------------------------

BASE = """param N: 1..3 = 1  const K = 1  enum C { red, green }  struct T { a: 0..1 }  machine M[N] { n:
0..9 }
var x: 0..9  var c: C  var t: T
func f() 0..9 = 1
proc p() { x += 1 }
fair action go when x < 3 { p() }
process w { step a { x += 1 } }
routine r() { step s {} }
init { x = 1 }
init where x < 5
end when x > 2
bound x < 9
invariant i: x < 9
reachable one: x == 1
deadlock off
"""


def _variant(items: str) -> str:
    return f"{BASE} variant v {{ {items} expect i violated }}"


@pytest.mark.parametrize(
    ("items", "shown", "start"),
    [
        ("param N: 1..5 = 4", "N; count m in M: true", "4 4"),
        ("param N = 3", "N; count m in M: true", "3 3"),
        ("const K = 7", "K", "7"),
        ("enum C { green, red }", "c == green", "true"),
        ("struct T { b: 2..3 }", "t.b", "2"),
        ("machine M[2] { k: 3..4 }", "sum m in M: m.k", "6"),
        ("var x: 3..9 = 4 init {}", "x", "4"),
        ("func f() 0..9 = 5", "f()", "5"),
        ("proc p() { x += 2 }", "x", "1"),
        ("init { x = 2 }", "x", "2"),
        ("init { x += 1 } init { x += 2 }", "x", "3"),
        ("init where true", "x", "1"),
        ("const New = 3", "New", "3"),
        ("var y: 4..5", "x + y", "5"),
    ],
)
def test_a_declaration_replaces_the_one_of_the_same_name(items: str, shown: str, start: str) -> None:
    """The whole of it; one with a new name is added; init replaces all of its kind."""
    assert starts(_variant(items), shown, "v")[0] == start


def test_the_base_stays_as_it_is() -> None:
    """A variant changes nothing but itself."""
    assert starts(_variant("param N = 3 init { x = 2 }"), "N;x") == ["1 1"]


def test_actions_are_replaced_fairness_included() -> None:
    """Guard, body and fairness."""
    of = model(_variant("action go when x == 1 { x = 5 }"), "v")
    assert of.actions[0].fairness is None
    assert model(BASE).actions[0].fairness is not None
    assert counts(_variant("action go when x == 1 { x = 5 } process w { step a {} }"), "v") == (4, 4, 2)


def test_processes_and_routines_are_replaced() -> None:
    """All of their steps."""
    assert [a.name for a in model(_variant("process w { step q {} step z {} }"), "v").actions] == [
        "go",
        "w.q",
        "w.z",
    ]
    text = _variant("process w { step a { call r() } } routine r() { step t {} step u {} }")
    assert [a.name for a in model(text, "v").actions] == ["go", "w.a", "w.r.t", "w.r.u"]


def test_properties_are_replaced_kind_included() -> None:
    """`invariant i` may become `reachable i`."""
    of = model(_variant("reachable i: x == 2"), "v")
    assert [(p.name, p.kind) for p in of.properties] == [("i", "reachable"), ("one", "reachable")]


def test_unnamed_declarations_replace_all_of_their_kind() -> None:
    """`end when`, `init where`, `bound`."""
    text = """var n: 0..5 = any init where n < 3 init where n > 0 end when n == 1 end when n == 2 bound n
    < 4 bound n < 5
    invariant i: true
    variant starts { init where n == 4 bound n < 5 end when n == 4 expect i violated }
    variant ends { end when n == 2 expect deadlock violated }
    variant off { deadlock off expect i violated }"""
    assert counts(text) == (2, 0, 0)
    assert verdicts(text)["deadlock"] == "holds"
    assert verdicts(text, "starts")["deadlock"] == "holds"
    assert counts(text, "starts") == (1, 0, 0)
    assert _judged(text, "ends") == {"deadlock": "ok"}
    assert "deadlock" not in verdicts(text, "off")


# ---- without ------------------------------------------------------------------------------------

STEPS = """var q: queue[0..9, 9]
process p { step a { q.push(1) } step b { q.push(2) } step c { q.push(3) } }
invariant i: true
"""


def _trail(items: str) -> str:
    """What the variant has put into the queue in the end."""
    found = reached(f"{STEPS} variant v {{ {items} expect i violated }}", "q", "v")
    return "".join(c for c in max(found, key=len) if c.isdigit())


@pytest.mark.parametrize(
    ("items", "trail"),
    [
        ("", "123"),
        ("without p.b", "13"),
        ("without p.a", "23"),
        ("without p.c", "12"),
        ("without p.a without p.b", "3"),
        ("step p.b { q.push(7) }", "173"),
        ("step p.a { q.push(7) goto c }", "73"),
        ("step p.b { q.push(7) } without p.a", "73"),
        ("step p.c { halt }", "12"),
        ("step p.b { call r() } routine r() { step s { q.push(4) } step t { q.push(5) } }", "1453"),
        (
            "step p.b { call r() } routine r() { step s { q.push(4) } step t { q.push(5) } } without r.t",
            "143",
        ),
        (
            "step p.b { call r() } routine r() { step s { q.push(4) } step t { q.push(5) } } step r.s {}",
            "153",
        ),
    ],
)
def test_steps_are_removed_and_replaced(items: str, trail: str) -> None:
    """Without a step, the one before falls through to the one after; without the first, the second is."""
    assert _trail(items) == trail


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ("step p.a { goto b } without p.b", "GMP402"),
        ("without nothing", "GMP506"),
        ("without p.nothing", "GMP401"),
        ("without q.a", "GMP506"),
        ("step nothing.a {}", "GMP506"),
        ("step p.nothing {}", "GMP401"),
        ("without p.a without p.b without p.c", "GMP405"),
        ("without q", "GMP101"),
        ('import "std/runq"', "GMP511"),
        ("variant w { expect i violated }", "GMP511"),
    ],
)
def test_what_a_variant_may_not(items: str, code: str) -> None:
    """Remove what is not there, or what something else needs."""
    found = errors(f"{STEPS} variant v {{ {items} expect i violated }}", "v")
    assert found
    assert set(found) == {code}


def test_without_removes_a_declaration() -> None:
    """An action, a property, a variable that nothing uses any more."""
    text = f"{STEPS} action x when len(q) > 9 {{ q.clear() }} var n: 0..1 invariant j: n == 0"
    text += " variant v { without x without j without n expect i violated }"
    of = model(text, "v")
    assert [a.name for a in of.actions] == ["p.a", "p.b", "p.c"]
    assert [p.name for p in of.properties] == ["i"]
    assert len(of.variables) == 2


# ---- values -------------------------------------------------------------------------------------


def test_set_over_variant_over_base() -> None:
    """--set, then the variant's `param`, then the default."""
    text = """param N: 1..9 = 2 var n: 0..9 = N invariant i: n == 2 deadlock off variant v { param N = 3
    expect i violated }"""
    assert model(text).settings[0].value == 2
    assert model(text, "v").settings[0].value == 3
    assert model(text, "v", N=5).settings[0].value == 5
    assert model(text, N=5).settings[0].value == 5
    assert errors(text.replace("param N = 3", "param N = 10"), "v") == ["GMP605"]


def test_a_variant_may_have_a_description() -> None:
    """A string behind its name; unknown variants are errors."""
    text = f'{UP} variant v "nobody stops" {{ action up when n < 2 {{ n += 1 }} expect top violated }}'
    assert _judged(text, "v") == {"top": "ok"}
    assert errors(text, "w") == ["GMP505"]


def test_variants_do_not_warn() -> None:
    """They leave things unused by design."""
    text = f"{STEPS} variant v {{ without p.b expect i violated }} deadlock off"
    assert warnings(text) == []
    assert reached(text, "len(q)") == {"0", "1", "2", "3"}
