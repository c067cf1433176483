"""`gmpcheck test`: the claims of specs and of their variants."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import click

from gmpcheck import files, pipeline
from gmpcheck.cli import options
from gmpcheck.cli.console import Console
from gmpcheck.cli.exits import Exit, gravest
from gmpcheck.cli.progress import progress_line
from gmpcheck.diagnostics import SpecError
from gmpcheck.explore.interface import Limits
from gmpcheck.render.text import claim_blocks, summary_line
from gmpcheck.results.claims import ClaimOutcome
from gmpcheck.results.itf import encode
from gmpcheck.results.verdict import Holds, Unknown, Violated

_EXITS = {"ok": Exit.HOLDS, "failed": Exit.VIOLATED, "undecided": Exit.NO_ANSWER}


@click.command("test", short_help="Check every claim of every spec and of its variants.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@options.settings_option
@options.engine_options
@options.limit_options
@options.format_option
@options.console_options
def test(
    paths: Sequence[str],
    settings: Sequence[tuple[str, str]],
    engine: None,
    limits: Limits,
    format_: str,
    console: Console,
) -> Exit:
    """Check every claim of every spec and of its variants; folders are searched for *.gmp.

    In a base spec every property without an `expect` is claimed to hold, freedom from deadlock and
    faults included. A variant is judged by its own claims. Exit codes: 0 every claim is true; 1 a claim
    is false; 2 a spec is wrong; 4 a claim is undecided.

    \b
    Examples:
      gmpcheck test specs
      gmpcheck test specs/toys/peterson.gmp --set N=2
    """
    tested: list[pipeline.Tested] = []
    wrong = False
    for path, model in _models(paths, dict(settings)):
        try:
            tested.append(_test(path, model, limits, console))
        except SpecError as error:
            console.diagnostics(error.diagnostics)
            wrong = True
            continue
        if format_ == "text":
            _print_block(tested[-1].outcomes, console)
        if tested[-1].report.stopped == "interrupted":
            break
    outcomes = [outcome for one in tested for outcome in one.outcomes]
    if format_ == "json":
        console.out(json.dumps([_document(one) for one in tested], ensure_ascii=False, indent=2))
    else:
        _print_end(outcomes, console)
    codes = [_EXITS[outcome.outcome] for outcome in outcomes]
    return gravest([*codes, Exit.WRONG_INPUT] if wrong else codes)


def _test(path: str, model: pipeline.Loaded | SpecError, limits: Limits, console: Console) -> pipeline.Tested:
    if isinstance(model, SpecError):
        raise model
    with progress_line(console, _title(path, model)) as reporter:
        return pipeline.test_claims(model, limits, reporter)


def _models(
    paths: Sequence[str], settings: dict[str, str]
) -> Iterator[tuple[str, pipeline.Loaded | SpecError]]:
    """Every base and variant of every spec, or what is wrong with it."""
    for path in paths:
        try:
            found = files.find_specs(path)
        except SpecError as error:
            yield path, error
            continue
        for spec in found:
            yield from _models_of(spec, settings)


def _models_of(path: str, settings: dict[str, str]) -> Iterator[tuple[str, pipeline.Loaded | SpecError]]:
    try:
        parsed = files.parse_file(path)
        names = pipeline.models(parsed)
    except SpecError as error:
        yield path, error
        return
    for variant in names:
        try:
            yield path, pipeline.load_parsed(parsed, settings, variant)
        except SpecError as error:
            yield path, error
            if variant is None:
                return


def _title(path: str, model: pipeline.Loaded) -> str:
    variant = model.checked.model.variant
    return path if variant is None else f"{path} {variant}"


def _print_block(outcomes: Sequence[ClaimOutcome], console: Console) -> None:
    """One model's claims, as soon as they are known; with --quiet only what is not as claimed."""
    told = [o for o in outcomes if not console.quiet or o.outcome != "ok"]
    if told:
        console.out(claim_blocks(told, console.style))


def _print_end(outcomes: Sequence[ClaimOutcome], console: Console) -> None:
    console.out("\n" + summary_line(outcomes, console.style) if outcomes else summary_line(()))
    for failed in (o for o in outcomes if o.outcome == "failed" and o.expected == "holds"):
        variant = f" --variant {failed.variant}" if failed.variant else ""
        console.note(f"to see why: gmpcheck verify {failed.spec}{variant} --property {failed.property}")


def _document(tested: pipeline.Tested) -> dict[str, Any]:
    report = tested.report
    return {
        "spec": report.path,
        "variant": report.model.variant,
        "params": {s.name: encode(s.bounds, s.value) for s in report.model.settings},
        "states": report.states,
        "seconds": round(report.seconds, 3),
        "claims": [_claim(outcome) for outcome in tested.outcomes],
    }


def _claim(outcome: ClaimOutcome) -> dict[str, Any]:
    got = outcome.got
    trace = None if got is None else got.trace
    return {
        "property": outcome.property,
        "expected": outcome.expected,
        "outcome": outcome.outcome,
        "verdict": None if got is None else _verdict(got.verdict),
        "reason": got.verdict.reason if got is not None and isinstance(got.verdict, Unknown) else None,
        "steps": None if trace is None else len(trace.steps),
    }


def _verdict(verdict: Holds | Violated | Unknown) -> str:
    return type(verdict).__name__.lower()
