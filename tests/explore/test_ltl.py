"""Automata and the judge of lassos against the meaning of formulas, on random words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gmpcheck.explore.lasso import Word
from gmpcheck.explore.ltl import FALSE, TRUE, Automaton, Closed, closed
from gmpcheck.model import ir
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.runs import Move
from gmpcheck.model.types import Machine
from gmpcheck.results.trace import Step, Trace
from tests.explore.formulas import formulas, naive
from tests.model.build import BOOL, Builder

BUILDER = Builder("word")
ATOMS = [BUILDER.get(BUILDER.var(name, BOOL, False)) for name in "abc"]
JUDGE = Interpreter(BUILDER.model())
FREE = ir.Atom(ATOMS[0])

STATES = st.tuples(st.booleans(), st.booleans(), st.booleans())
LASSOS = st.lists(STATES, min_size=1, max_size=6).flatmap(
    lambda states: st.tuples(st.just(states), st.integers(0, len(states) - 1))
)
Lasso = tuple[list[ir.State], int]


def holds_at(states: list[ir.State], expr: ir.Expr, env: dict[int, int], at: int) -> bool:
    return JUDGE.predicate(expr, 8, tuple(env.items()))(states[at])


def meaning(formula: ir.Formula, lasso: Lasso) -> bool:
    states, loop = lasso
    after = [*range(1, len(states)), loop]
    return naive(formula, lambda e, env, i: holds_at(states, e, env, i), 0, after, {})


def accepts(found: Closed, lasso: Lasso) -> bool:
    """Whether some run of the automaton over the word goes round for ever with every mark."""
    states, loop = lasso
    automaton = Automaton(found.formula)
    letters = [
        sum(
            JUDGE.predicate(p.expr, 8, p.bound)(state) << number
            for number, p in enumerate(found.propositions)
        )
        for state in states
    ]
    edges: dict[tuple[int, int], list[tuple[tuple[int, int], int]]] = {}
    waiting = [(0, automaton.initial)]
    while waiting:
        at, state = node = waiting.pop()
        if node not in edges:
            to = at + 1 if at + 1 < len(states) else loop
            edges[node] = [((to, s), marks) for s, marks in automaton.moves(state, letters[at])]
            waiting += [target for target, _ in edges[node]]
    return any(recurs(edges, node, automaton.marks) for node in edges)


def recurs(edges: dict, root: tuple[int, int], wanted: int) -> bool:
    """Whether the edges from which one can come back to a node have all marks."""
    ahead = reach(edges, root)
    inner = [m for n in ahead for t, m in edges[n] if root in reach(edges, t)]
    marks = 0
    for found in inner:
        marks |= found
    return bool(inner) and marks == wanted


def reach(edges: dict, root: tuple[int, int]) -> set[tuple[int, int]]:
    seen, waiting = {root}, [root]
    while waiting:
        for target, _ in edges[waiting.pop()]:
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


@settings(max_examples=1500)
@given(formulas(ATOMS), LASSOS)
def test_automata_accept_the_words_that_satisfy_the_formula(formula: ir.Formula, lasso: Lasso) -> None:
    true = meaning(formula, lasso)
    assert accepts(closed(formula, {}), lasso) is true
    assert accepts(closed(formula, {}, False), lasso) is not true


@settings(max_examples=1000)
@given(formulas(ATOMS), LASSOS)
def test_the_judge_of_lassos_knows_what_formulas_mean(formula: ir.Formula, lasso: Lasso) -> None:
    states, loop = lasso
    round_ = [*states[1:], states[loop]]
    trace = Trace(JUDGE.model, states[0], tuple(Step(Move(0, ()), s) for s in round_), loop)
    assert Word(JUDGE, 8, trace).values(formula, {})[0] is meaning(formula, lasso)


def temporal(op: str, *operands: ir.Formula) -> ir.Formula:
    return ir.Temporal(op, operands)  # type: ignore[arg-type]


def size(formula: ir.Formula, positive: bool = True) -> int:
    """States of the automaton of a formula, for all letters over its propositions."""
    found = closed(formula, {}, positive)
    automaton, state = Automaton(found.formula), 0
    while state < automaton.states:
        for letter in range(1 << len(found.propositions)):
            automaton.moves(state, letter)
        state += 1
    return automaton.states


def test_automata_are_small() -> None:
    a, b, c = (ir.Atom(atom) for atom in ATOMS)
    recurring = [temporal("always", temporal("eventually", x)) for x in (a, b, c)]
    assert size(temporal("always", a)) == 1
    assert size(temporal("~>", a, b)) == 2
    assert size(temporal("~>", a, b), False) == 2
    assert size(ir.Connective("&&", tuple(recurring))) == 1
    assert size(temporal("until", a, temporal("until", b, c))) == 3


def test_what_no_word_satisfies_has_no_transitions() -> None:
    assert Automaton(FALSE).moves(0, 0) == ()
    assert Automaton(TRUE).moves(0, 0) == ((0, 0),)


def test_the_same_atom_is_one_proposition_where_its_values_agree() -> None:
    unused = ir.Instances("forall", 7, BOOL, temporal("eventually", FREE))
    assert len(closed(unused, {}).propositions) == 1
    both = ir.Instances("forall", 7, BOOL, temporal("eventually", ir.Atom(ir.Local(7, BOOL))))
    assert [p.bound for p in closed(both, {}).propositions] == [((7, False),), ((7, True),)]


def test_a_domain_without_values() -> None:
    empty = ir.Instances("forall", 7, Machine("G", 0), temporal("eventually", FREE))
    assert closed(empty, {}) == Closed(TRUE, ())
    assert closed(empty, {}, False) == Closed(FALSE, ())
