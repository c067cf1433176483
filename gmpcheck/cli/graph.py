"""`gmpcheck graph`: the lifecycles of a spec's machines, drawn."""

from __future__ import annotations

import click

from gmpcheck import pipeline
from gmpcheck.cli import options
from gmpcheck.cli.console import Console
from gmpcheck.cli.exits import Exit
from gmpcheck.cli.pictures import choose_form, deliver
from gmpcheck.cli.progress import progress_line
from gmpcheck.explore.interface import Limits
from gmpcheck.results.verdict import Report

_FORMS = ("dot", "svg", "png", "pdf")


@click.command(short_help="Draw the lifecycles of the machines.")
@click.argument("spec", metavar="SPEC")
@options.model_options
@click.option("--to", "form", type=click.Choice(_FORMS), help="The form; else the ending of -o, else dot.")
@click.option("-o", "--output", metavar="FILE", help="Write to a file instead of stdout.")
@click.option("--coverage", is_flag=True, help="Explore first, and dash what never happens.")
@options.limit_options
@options.console_options
def graph(
    spec: str,
    choice: options.ModelChoice,
    form: str | None,
    output: str | None,
    coverage: bool,
    limits: Limits,
    console: Console,
) -> Exit:
    """Draw the statuses of each machine of SPEC and the changes that its lifecycle allows.

    \b
    Examples:
      gmpcheck graph specs/go/syscall.gmp -o lifecycles.svg
      gmpcheck graph specs/go/syscall.gmp --coverage --to png -o lifecycles.png
    """
    chosen = choose_form(form, output, _FORMS, "dot")
    loaded = pipeline.load(spec, choice.settings, choice.variant)
    report = _explored(loaded, limits, console) if coverage else None
    deliver(pipeline.lifecycles(loaded, chosen, report), output, chosen, console)
    return Exit.HOLDS


def _explored(loaded: pipeline.Loaded, limits: Limits, console: Console) -> Report:
    with progress_line(console, loaded.path) as reporter:
        report = pipeline.verify(loaded, pipeline.Question(limits=limits), reporter)
    if report.stopped is not None:
        console.note(f"coverage of a part only, stopped early: {report.stopped}")
    return report
