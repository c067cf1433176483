"""`gmpcheck verify`: every property of each spec, with counterexamples on the screen and in files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import click

from gmpcheck import __version__, counterexamples, pipeline
from gmpcheck.cli import options
from gmpcheck.cli.console import Console
from gmpcheck.cli.exits import Exit, gravest
from gmpcheck.cli.progress import progress_line
from gmpcheck.counterexamples import Form, Saved
from gmpcheck.diagnostics import SpecError
from gmpcheck.explore.interface import Limits
from gmpcheck.render.json_report import report_to_json
from gmpcheck.render.text import ReportOptions, report_text, verdict_line
from gmpcheck.results.verdict import Report, Unknown, Violated


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a user wants to see and keep of the answers."""

    format_: str
    shows: Sequence[str]
    full: bool
    coverage: bool
    require_coverage: bool
    witnesses: bool
    out: str
    forms: Sequence[Form]


wish_options = options.bundle(
    "wishes",
    Wishes,
    options.format_option,
    options.show_option,
    options.full_option,
    click.option("--coverage", is_flag=True, help="Print how often each action was enabled and taken."),
    click.option("--require-coverage", is_flag=True, help="Exit 1 if an action is never taken."),
    click.option("--witnesses", is_flag=True, help="Print and save the witnesses of `reachable` too."),
    click.option(
        "--out",
        metavar="DIR",
        default="counterexamples",
        show_default=True,
        help="Where counterexamples go; '' writes none.",
    ),
    options.forms_option,
)


@click.command(short_help="Check every property of each spec.")
@click.argument("specs", nargs=-1, required=True, metavar="SPEC...")
@options.model_options
@options.property_option
@options.engine_options
@options.limit_options
@options.stop_first_option
@wish_options
@options.console_options
def verify(
    specs: Sequence[str],
    choice: options.ModelChoice,
    wanted: Sequence[str],
    engine: None,
    limits: Limits,
    stop_first: bool,
    wishes: Wishes,
    console: Console,
) -> Exit:
    """Check every property of each SPEC, and that it neither deadlocks nor faults.

    A violated property comes with a shortest counterexample. Exit codes: 0 everything holds (within
    the bounds asked for); 1 a property is violated; 2 the spec or the command line is wrong; 4 no
    answer for some property.

    \b
    Examples:
      gmpcheck verify specs/designs/ring_buffer.gmp
      gmpcheck verify ring.gmp --variant published --render svg
      gmpcheck verify ring.gmp --set Slots=4 --property nothing_lost --show "len(popped)"
      gmpcheck verify big.gmp --depth 20 --time 5m --format json
    """
    question = pipeline.Question(tuple(wanted), limits, "first violation" if stop_first else "everything")
    codes: list[Exit] = []
    documents: list[dict[str, Any]] = []
    for number, path in enumerate(specs):
        if number and wishes.format_ == "text" and not console.quiet:
            console.out("")
        try:
            report = _verify(path, choice, question, wishes, console, documents)
        except SpecError as error:
            console.diagnostics(error.diagnostics)
            codes.append(Exit.WRONG_INPUT)
            continue
        codes.append(exit_of(report, wishes.require_coverage))
        if report.stopped == "interrupted":
            break
    if wishes.format_ == "json" and documents:
        shown = documents if len(specs) > 1 else documents[0]
        console.out(json.dumps(shown, ensure_ascii=False, indent=2))
    return gravest(codes)


def _verify(
    path: str,
    choice: options.ModelChoice,
    question: pipeline.Question,
    wishes: Wishes,
    console: Console,
    documents: list[dict[str, Any]],
) -> Report:
    """One spec: explored, its counterexamples saved, its report printed or put with the documents."""
    loaded = pipeline.load(path, choice.settings, choice.variant)
    expressions = pipeline.Expressions(loaded, wishes.shows)
    if not console.quiet:
        console.diagnostics(loaded.checked.warnings)
    with progress_line(console, path) as reporter:
        report = pipeline.verify(loaded, question, reporter)
    shows = {
        result.name: expressions.along(trace)
        for result in report.properties
        if wishes.shows and (trace := result.trace) is not None
    }
    saved = _save(report, wishes, shows)
    console.diagnostics(saved.problems)
    if wishes.format_ == "json":
        documents.append(report_to_json(report, saved.paths, __version__))
    else:
        _print(report, saved, shows, wishes, console)
    return report


def _save(report: Report, wishes: Wishes, shows: counterexamples.Shows) -> Saved:
    if not wishes.out:
        return Saved({}, (), ())
    told = [r for r in report.properties if wishes.witnesses or isinstance(r.verdict, Violated)]
    return counterexamples.save(report, told, wishes.out, wishes.forms, shows)


def _print(
    report: Report, saved: Saved, shows: counterexamples.Shows, wishes: Wishes, console: Console
) -> None:
    dress = ReportOptions(shows, saved.paths, wishes.full, wishes.coverage, wishes.witnesses)
    if console.quiet:
        console.out(f"{report.path}: {verdict_line(report, console.style)}")
        return
    console.out(report_text(report, console.style, dress))
    for path in saved.also:
        console.note(f"wrote {path}")


def exit_of(report: Report, require_coverage: bool) -> Exit:
    """What a report means for whoever only looks at the exit code."""
    verdicts = [result.verdict for result in report.properties]
    if any(isinstance(verdict, Violated) for verdict in verdicts):
        return Exit.VIOLATED
    if require_coverage and report.coverage.never_taken:
        return Exit.VIOLATED
    if any(isinstance(verdict, Unknown) for verdict in verdicts):
        return Exit.NO_ANSWER
    return Exit.HOLDS
