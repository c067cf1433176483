"""Small models whose meaning once got lost between the tree and the model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gmpcheck.diagnostics import SpecError
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.runs import Successor
from gmpcheck.source import Source
from gmpcheck.syntax.parser import parse
from gmpcheck.typecheck import check


def system(text: str, **settings: str) -> Interpreter:
    return Interpreter(check(parse(Source("m.gmp", "spec m\n" + text)), (), settings).model)


def moves(found: Interpreter) -> Iterator[str]:
    """The names of the actions that are enabled in the first initial state."""
    state = next(iter(found.initial()))
    for run in found.successors(state):
        assert isinstance(run, Successor), run.fault.message
        yield found.model.actions[run.move.action].name


def codes(text: str) -> list[str]:
    with pytest.raises(SpecError) as refused:
        system(text)
    return [d.code for d in refused.value.diagnostics]


def test_await_does_not_replace_a_constant_guard() -> None:
    text = "param on: bool = false\nvar n: 0..3\naction a when on { await n == 0  n = 1 }\n"
    assert list(moves(system(text))) == []
    assert list(moves(system(text, on="true"))) == ["a"]


def test_several_awaits_are_conjoined() -> None:
    assert list(moves(system("var n: 0..3\naction a { await n == 0  await n == 1  n = 2 }\n"))) == []


def test_members_of_a_literal_may_lie_outside_the_type_of_the_item() -> None:
    assert list(moves(system("var n: 0..3\naction a when n in {0, 7} { n = 1 }\n"))) == ["a"]


def test_nil_in_a_literal_beside_in_is_no_fault() -> None:
    text = "machine M[1] { p: P? q: P? }\nmachine P[1] { }\naction a(m: M) when m.p in {m.q} { }\n"
    assert list(moves(system(text))) == ["a"]


def test_a_range_over_parameters_is_a_fixed_domain() -> None:
    found = system(
        "param N: 1..4 = 2\nvar a: array[0..N - 1, bool]\naction s(i: 0..1) { a[i] = true }\n"
        "property p: forall i in 0..N - 1: eventually a[i]\n"
    )
    assert len(found.model.properties) == 1


def test_any_where_may_read_steps_and_later_variables() -> None:
    text = "var n: 0..3 = any where n == limit && w[] == a\nvar limit: 0..3 = 2\n"
    found = system(text + "process w { step a { n = 0 } }\n")
    assert [state[0] for state in found.initial()] == [2]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("struct T { a: 0..3 }\nvar t: T\naction b { let x = t  x.a = 1 }\n", "GMP301"),
        ("machine M[1] { }\nprocess w(m: M) { var x: Foo  step a { x = 1 } }\n", "GMP105"),
        ("machine M[len(all M)] { }\n", "GMP110"),
        ("const X = f()\nvar b: bool\nfunc f() bool = b\naction a when X { b = true }\n", "GMP213"),
        ("machine M[1] { x: bool = w[] == a }\nprocess w { step a { } }\n", "GMP213"),
        ("process w { step a { } }\nprocess v { step b { } }\naction x { w[] = v.b }\n", "GMP401"),
        ("process w { step a { } }\nroutine r() { step s { } }\naction x { w[] = r.s }\n", "GMP407"),
        ("process w(i: 0..1000000000) { step a { } }\n", "GMP216"),
        ("func f(x: 0..3) 0..3? = nil\nvar q: queue[bool, f(1)]\n", "GMP203"),
        ("machine G[4096] { a: array[G, array[G, bool]] }\n", "GMP216"),
        ("const A = B\nconst B = A\nmachine M[count m in B: true] { }\n", "GMP110"),
        ("proc p(set: 0..3) { if x == 1 { x = 2 } }\nvar n: 0..3\naction a { p(1)  n = 1 }\n", "GMP101"),
        ("machine M[1] { q: queue[M, 1] }\nproc p(s: M) { m.q.push(s) }\naction a { p(M[0]) }\n", "GMP101"),
        ("struct S0 { a: 0..3 }\n"
         + "".join(f"struct S{i} {{ a: S{i - 1}, b: S{i - 1} }}\n" for i in range(1, 60))
         + "var s: S59\n", "GMP216"),
    ],
)  # fmt: skip
def test_one_mistake_one_message(text: str, code: str) -> None:
    assert codes(text) == [code]


@pytest.mark.parametrize("text", ["1_0", " 3", "\N{FULLWIDTH DIGIT THREE}", "+3", "0x3", "", "9" * 40])
def test_settings_are_plain_numbers(text: str) -> None:
    with pytest.raises(SpecError):
        system("param N: 1..4 = 2\nvar n: 0..N\naction a { n = 1 }\n", N=text)


def test_a_routine_that_nothing_calls_is_checked_like_any_other() -> None:
    text = "var n: 0..3\naction a { n = 1 - n }\n"
    text += "routine r { var k: 0..3  step s { k = 1  goto t }  step t { } }\n"
    assert list(moves(system(text))) == ["a"]
    assert codes(text.replace("goto t", "goto u")) == ["GMP401"]
