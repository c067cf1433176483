"""`gmpcheck replay` and `gmpcheck render`: saved traces, followed and drawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from gmpcheck import counterexamples, pipeline
from gmpcheck.cli import options
from gmpcheck.cli.console import Console
from gmpcheck.cli.exits import Exit, gravest
from gmpcheck.cli.pictures import choose_form, deliver
from gmpcheck.counterexamples import Form
from gmpcheck.diagnostics import SpecError
from gmpcheck.render.text import TraceOptions, counterexample_text, trace_text
from gmpcheck.replay import Replay

spec_option = click.option(
    "--spec", metavar="PATH", help="The spec of the trace, where it is not at the path that the trace names."
)


@click.command(short_help="Replay saved counterexamples against their specs.")
@click.argument("traces", nargs=-1, required=True, metavar="TRACE...")
@spec_option
@options.show_option
@options.full_option
@options.format_option
@options.console_options
def replay(
    traces: Sequence[str],
    spec: str | None,
    shows: Sequence[str],
    full: bool,
    format_: str,
    console: Console,
) -> Exit:
    """Follow each saved TRACE through its spec as it is now; say where it no longer applies.

    Exit codes: 0 it replays and still shows what it was saved for; 1 it does not; 2 the file or the
    spec is wrong; 4 a replay cannot tell.

    \b
    Examples:
      gmpcheck replay counterexamples/ring_buffer.published.nothing_lost.itf.json
      gmpcheck replay trace.itf.json --show "len(popped)" --full
    """
    codes: list[Exit] = []
    documents: list[dict[str, Any]] = []
    for path in traces:
        try:
            opened = pipeline.open_trace(path, spec)
            answer = pipeline.replay(opened)
            if format_ == "json":
                documents.append(_document(opened, answer))
            else:
                _print(opened, answer, shows, full, console)
        except SpecError as error:
            console.diagnostics(error.diagnostics)
            codes.append(Exit.WRONG_INPUT)
            continue
        codes.append(_exit(answer))
    if documents:
        shown = documents if len(traces) > 1 else documents[0]
        console.out(json.dumps(shown, ensure_ascii=False, indent=2))
    return gravest(codes)


def _exit(answer: Replay) -> Exit:
    match answer.confirmed:
        case True:
            return Exit.HOLDS
        case False:
            return Exit.VIOLATED
        case None:
            return Exit.NO_ANSWER


def _print(
    opened: pipeline.OpenedTrace, answer: Replay, shows: Sequence[str], full: bool, console: Console
) -> None:
    if (shows or full) and answer.trace is not None:
        shown = pipeline.Expressions(opened.loaded, shows).along(answer.trace)
        console.out(trace_text(answer.trace, console.style, TraceOptions(shown, full)))
    steps = f"{answer.steps} step{'' if answer.steps == 1 else 's'}"
    console.out(f"{opened.path}: replayed {steps}; {answer.sentence}")
    for line in () if answer.divergence is None else answer.divergence.differences:
        console.out(f"  {line}")


def _document(opened: pipeline.OpenedTrace, answer: Replay) -> dict[str, Any]:
    stopped = answer.divergence
    return {
        "trace": opened.path,
        "spec": opened.loaded.path,
        "variant": opened.saved.meta.variant,
        "property": opened.saved.meta.property,
        "replayed": answer.steps,
        "steps": len(opened.saved.steps),
        "confirmed": answer.confirmed,
        "sentence": answer.sentence,
        "diverged": None
        if stopped is None
        else {"step": stopped.step, "reason": stopped.reason, "differences": list(stopped.differences)},
    }


@click.command(short_help="Render a saved trace as text or a picture.")
@click.argument("trace", metavar="TRACE")
@click.option(
    "--to", "form", type=click.Choice(options.FORMS), help="The form; else the ending of -o, else txt."
)
@click.option("-o", "--output", metavar="FILE", help="Write to a file instead of stdout.")
@spec_option
@options.show_option
@options.full_option
@options.console_options
def render(
    trace: str,
    form: str | None,
    output: str | None,
    spec: str | None,
    shows: Sequence[str],
    full: bool,
    console: Console,
) -> Exit:
    """Render a saved TRACE. It is replayed first: what no longer applies is not shown.

    \b
    Examples:
      gmpcheck render counterexamples/ring_buffer.base.deadlock.itf.json
      gmpcheck render trace.itf.json -o trace.svg
      gmpcheck render trace.itf.json --to dot | less
    """
    chosen: Form = choose_form(form, output, options.FORMS, "txt")
    opened = pipeline.open_trace(trace, spec)
    answer = pipeline.replay(opened)
    if answer.divergence is not None or answer.trace is None:
        console.error(f"{trace}: {answer.sentence}")
        return Exit.VIOLATED
    result = pipeline.as_result(opened, answer.trace)
    details = TraceOptions(pipeline.Expressions(opened.loaded, shows).along(answer.trace), full)
    if chosen == "txt" and output is None:
        console.out(counterexample_text(result, console.style, details))
        return Exit.HOLDS
    content = counterexamples.rendered(result, opened.saved.meta, chosen, details)
    deliver(content, output, chosen, console)
    return Exit.HOLDS
