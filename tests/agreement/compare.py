"""Both semantics of one spec, side by side: every difference is an AssertionError that shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

from gmpcheck.diagnostics import SpecError, render
from gmpcheck.explore.search import SearchOptions, search
from gmpcheck.model import ir
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.runs import FaultedRun, FaultRaised, Successor
from gmpcheck.results.verdict import Holds, PropertyResult, Unknown, Violated
from gmpcheck.source import Source
from gmpcheck.syntax import ast
from gmpcheck.syntax.parser import parse
from gmpcheck.syntax.printer import format_spec
from gmpcheck.typecheck import check
from tests.agreement.correspond import Correspondence, plain
from tests.agreement.naive import Answer, answers, explore
from tests.agreement.oracle import Oracle, StartFault
from tests.agreement.values import Fault, Plain, frozen


class Pair:
    """The tool's system and the oracle of one spec."""

    def __init__(self, spec: ast.Spec, variant: str | None = None, **settings: int) -> None:
        self.text = format_spec(spec)
        again = parse(Source("random.gmp", self.text))
        assert again == spec, "print, then parse is not the identity"
        given = {name: str(value) for name, value in settings.items()}
        try:
            self.model = check(again, settings=given, variant=variant).model
        except SpecError as error:
            raise AssertionError(render(error.diagnostics)) from error
        self.oracle = Oracle(spec, variant, settings)
        self.system = Interpreter(self.model)
        self.correspondence = Correspondence(self.model, self.oracle)

    def initial(self) -> list[ir.State] | None:
        """The initial states, after a comparison; None where the spec has none."""
        try:
            real = list(self.system.initial())
        except SpecError:
            real = None
        try:
            expected = self.oracle.initial() or None
        except StartFault:
            expected = None
        if real is None or expected is None:
            assert real == expected
            return None
        converted = [frozen(self.correspondence.state(s)) for s in real]
        _equal_bags(Counter(map(frozen, expected)), Counter(converted))
        return real

    def compare_state(self, state: ir.State) -> list[ir.State]:
        """Compares the runs and predicates of a state; the successors."""
        here = self.correspondence.state(state)
        runs = list(self.system.successors(state))
        real = Counter(self._run(r) for r in runs)
        expected = Counter(
            (r.action, r.args, None if r.state is None else frozen(r.state), r.fault)
            for r in self.oracle.runs(here)
        )
        _equal_bags(_settled(expected, real), real)
        _equal(lambda: self.oracle.within_bounds(here), lambda: self.system.within_bounds(state))
        _equal(lambda: self.oracle.is_end(here), lambda: self.system.is_end(state))
        self._compare_properties(state)
        return [r.state for r in runs if isinstance(r, Successor)]

    def _run(self, run: Successor | FaultedRun) -> Plain:
        action = self.model.actions[run.move.action]
        args = tuple(plain(p.type, a) for p, a in zip(action.params, run.move.args, strict=True))
        if isinstance(run, FaultedRun):
            return action.name, args, None, run.fault.kind.name
        return action.name, args, frozen(self.correspondence.state(run.state)), None

    def _compare_properties(self, state: ir.State) -> None:
        here = self.correspondence.state(state)
        for n, p in enumerate(self.oracle.properties):
            if p.kind not in {"invariant", "reachable", "recoverable"}:
                continue  # no state predicate
            params = self.model.properties[n].params
            for instance in self.system.instances(n):
                args = tuple(plain(q.type, a) for q, a in zip(params, instance, strict=True))
                _equal(
                    lambda p=p, args=args: self.oracle.holds(p, args, here),
                    lambda n=n, instance=instance: self.system.holds(n, instance, state),
                )


def _equal(expected: Callable[[], bool], real: Callable[[], bool]) -> None:
    """Both give the same truth value, or the same fault."""
    wanted: bool | str
    try:
        wanted = expected()
    except Fault as met:
        wanted = met.kind
    try:
        got: bool | str = real()
    except FaultRaised as raised:
        got = raised.fault.kind.name
    assert wanted == got, f"oracle {wanted}, tool {got}"


def _equal_bags(expected: Counter[Plain], real: Counter[Plain]) -> None:
    missing, extra = expected - real, real - expected
    if missing or extra:
        raise AssertionError(f"only the oracle: {_show(missing)}\nonly the tool: {_show(extra)}")


def _settled(expected: Counter[Plain], real: Counter[Plain]) -> Counter[Plain]:
    """Where the language leaves open which of two faults comes first, the one that the tool met."""
    found: Counter[Plain] = Counter()
    for (action, args, state, fault), number in expected.items():
        kinds = (fault or "").split(" or ")
        met = next((k for k in kinds if (action, args, state, k) in real), fault)
        found[(action, args, state, met)] += number
    return found


def _show(bag: Counter[Plain]) -> str:
    return "\n".join(f"{n} times {item}" for item, n in bag.items()) or "nothing"


def compare_steps(pair: Pair, limit: int) -> int:
    """Compares state by state, breadth first, up to a limit; how many states were compared."""
    initial = pair.initial()
    seen = dict.fromkeys(initial or ())
    waiting = list(seen)
    for at, state in enumerate(waiting):
        if at >= limit:
            return at
        for following in pair.compare_state(state):
            if following not in seen and _within(pair, following):
                seen[following] = None
                waiting.append(following)
    return len(waiting)


def compare_walk(pair: Pair, chance: Random, length: int) -> int:
    """Compares the states along one random run; how many there were."""
    reached = pair.initial()
    for steps in range(length):
        if not reached:
            return steps
        reached = pair.compare_state(chance.choice(reached))
    return length


def _within(pair: Pair, state: ir.State) -> bool:
    try:
        return pair.system.within_bounds(state)
    except FaultRaised:
        return False


def compare_search(pair: Pair, limit: int) -> bool:
    """Compares the answers where the spec is small enough; whether it was."""
    if pair.initial() is None:
        return False
    graph = explore(pair.oracle, limit)
    if not graph.complete or not graph.nodes:
        return False
    report = search(pair.system, SearchOptions())
    counts = (report.states, report.transitions, report.depth)
    assert counts == (len(graph.nodes), graph.transitions, graph.depth)
    expected = answers(pair.oracle, graph)
    real = {r.name: _answer(r) for r in report.properties}
    for name, answer in expected.items():
        steps = real[name].steps if answer.steps is not None else None
        assert answer == Answer(real[name].verdict, steps), f"{name}: oracle {answer}, tool {real[name]}"
    return True


def _answer(result: PropertyResult) -> Answer:
    steps = None if result.trace is None else len(result.trace.steps)
    match result.verdict:
        case Holds():
            return Answer("holds", steps)
        case Violated():
            return Answer("violated", steps)
        case Unknown():
            return Answer("unknown")
