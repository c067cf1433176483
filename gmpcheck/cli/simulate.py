"""`gmpcheck simulate`: random runs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from gmpcheck import __version__, counterexamples, pipeline
from gmpcheck.cli import options
from gmpcheck.cli.console import Console
from gmpcheck.cli.exits import Exit
from gmpcheck.cli.progress import progress_line
from gmpcheck.counterexamples import Form
from gmpcheck.explore.interface import Limits
from gmpcheck.explore.simulate import Simulation
from gmpcheck.render.text import Style, TraceOptions, counterexample_text, trace_text
from gmpcheck.results.itf import encode
from gmpcheck.results.trace import Trace
from gmpcheck.results.wording import instance

run_options = options.bundle(
    "runs",
    pipeline.Runs,
    click.option("--seed", metavar="N", type=int, default=0, show_default=True, help="The same runs again."),
    click.option(
        "--runs",
        "count",
        metavar="N",
        type=click.IntRange(1),
        default=1000,
        show_default=True,
        help="How many runs.",
    ),
    click.option(
        "--depth", metavar="N", type=click.IntRange(0), default=100, show_default=True, help="Steps in a run."
    ),
)

limit_options = options.bundle(
    "limits",
    lambda time, memory: Limits(seconds=time, memory=memory),
    options.time_option,
    options.memory_option,
)


@dataclass(frozen=True, slots=True)
class Wishes:
    format_: str
    shows: Sequence[str]
    full: bool
    last: bool
    out: str
    forms: Sequence[Form]


wish_options = options.bundle(
    "wishes",
    Wishes,
    options.format_option,
    options.show_option,
    options.full_option,
    click.option("--last", is_flag=True, help="Print the last run where none is wrong."),
    click.option("--out", metavar="DIR", default="", help="Save the run that is wrong here."),
    options.forms_option,
)


@click.command(short_help="Random runs, reproducible by seed.")
@click.argument("spec", metavar="SPEC")
@options.model_options
@options.property_option
@run_options
@limit_options
@wish_options
@options.console_options
def simulate(
    spec: str,
    choice: options.ModelChoice,
    wanted: Sequence[str],
    runs: pipeline.Runs,
    limits: Limits,
    wishes: Wishes,
    console: Console,
) -> Exit:
    """Make random runs of SPEC until one violates an invariant, faults or deadlocks.

    Quick evidence where there are too many states to explore: a run that is wrong is wrong, but it
    is not a shortest one, and where none is wrong nothing is proved. Exit codes: 0 no run was wrong;
    1 one was; 2 the spec or the command line is wrong; 4 stopped before all runs were made.

    \b
    Examples:
      gmpcheck simulate specs/go/spinning.gmp --runs 10000 --depth 200
      gmpcheck simulate ring.gmp --seed 7 --runs 1 --last --show "len(popped)"
    """
    loaded = pipeline.load(spec, choice.settings, choice.variant)
    expressions = pipeline.Expressions(loaded, wishes.shows)
    if not console.quiet:
        console.diagnostics(loaded.checked.warnings)
    with progress_line(console, spec) as reporter:
        done = pipeline.simulate(loaded, runs, pipeline.Question(tuple(wanted), limits), reporter)
    saved = _save(done, expressions, wishes)
    console.diagnostics(saved.problems)
    if wishes.format_ == "json":
        console.out(json.dumps(_document(done, saved.paths), ensure_ascii=False, indent=2))
    else:
        if not console.quiet:
            _print(done, expressions, wishes, console)
        console.out(console.style.finish([_verdict(done, console.style)]))
        for path in (*saved.paths.values(), *saved.also):
            console.note(f"wrote {path}")
    if done.violation is not None:
        return Exit.VIOLATED
    return Exit.HOLDS if done.stopped is None else Exit.NO_ANSWER


def _save(done: Simulation, expressions: pipeline.Expressions, wishes: Wishes) -> counterexamples.Saved:
    trace = None if done.violation is None else done.violation.trace
    if not wishes.out or done.violation is None or trace is None:
        return counterexamples.Saved({}, (), ())
    report = pipeline.as_report(done)
    shows = {done.violation.name: expressions.along(trace)}
    return counterexamples.save(report, report.properties, wishes.out, wishes.forms, shows)


def _print(done: Simulation, expressions: pipeline.Expressions, wishes: Wishes, console: Console) -> None:
    style = console.style

    def details(trace: Trace) -> TraceOptions:
        return TraceOptions(expressions.along(trace), wishes.full)

    if done.violation is not None:
        trace = done.violation.trace
        assert trace is not None
        console.out(counterexample_text(done.violation, style, details(trace)))
    elif wishes.last and done.last is not None:
        console.out(trace_text(done.last, style, details(done.last)))
    console.out(style.finish(_lines(done)))


def _verdict(done: Simulation, style: Style) -> str:
    if done.violation is not None:
        return style.paint("bad", f"VIOLATED: {done.violation.name}")
    return style.paint("good", f"no violation in {_count(done.runs, 'random run')}")


def _lines(done: Simulation) -> Iterator[str]:
    for seen in done.seen:
        who = f" for {instance(seen.instance)}" if seen.instance else ""
        yield f"{seen.name}{who}: seen in run {seen.run} after {_count(seen.steps, 'step')}"
    wanted = [p.name for p in done.model.properties if p.kind == "reachable"]
    never = [name for name in wanted if name not in {seen.name for seen in done.seen}]
    if never:
        yield f"never seen: {', '.join(never)}"
    if done.coverage.never_taken:
        yield f"never taken: {', '.join(done.coverage.never_taken)}"
    if done.stopped is not None:
        yield f"stopped early: {done.stopped}"
    yield ", ".join(
        [
            f"seed {done.seed}",
            _count(done.runs, "run"),
            _count(done.steps, "step"),
            _count(done.states, "distinct state"),
            f"longest run {done.longest}",
            f"{done.seconds:.2f} s",
        ]
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _document(done: Simulation, paths: Any) -> dict[str, Any]:
    found = done.violation
    trace = None if found is None else found.trace
    return {
        "gmpcheck": __version__,
        "spec": done.path,
        "variant": done.model.variant,
        "params": {s.name: encode(s.bounds, s.value) for s in done.model.settings},
        "seed": done.seed,
        "runs": done.runs,
        "steps": done.steps,
        "states": done.states,
        "longest": done.longest,
        "ended": done.ended,
        "stopped": done.stopped,
        "seconds": round(done.seconds, 3),
        "violation": None
        if found is None or trace is None
        else {
            "name": found.name,
            "kind": found.kind,
            "instance": dict(found.instance),
            "steps": len(trace.steps),
            "trace": paths.get(found.name),
        },
        "seen": [
            {"name": s.name, "instance": dict(s.instance), "run": s.run, "steps": s.steps} for s in done.seen
        ],
        "coverage": {a.action: a.taken for a in done.coverage.actions},
    }
