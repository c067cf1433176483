"""`gmpcheck test`: the claims of specs and of their variants."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import click

from gmpcheck import __version__, files, pipeline
from gmpcheck.cli import options
from gmpcheck.cli.console import Console
from gmpcheck.cli.exits import Exit, gravest
from gmpcheck.cli.progress import progress_line
from gmpcheck.diagnostics import SpecError
from gmpcheck.errors import unknown_property
from gmpcheck.explore.interface import Limits
from gmpcheck.render.json_report import report_to_json
from gmpcheck.render.text import claim_blocks, summary_line
from gmpcheck.results.claims import ClaimOutcome
from gmpcheck.typecheck.errors import unknown_variant

_EXITS = {"ok": Exit.HOLDS, "failed": Exit.VIOLATED, "undecided": Exit.NO_ANSWER}


@click.command("test", short_help="Check every claim of every spec and of its variants.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@options.settings_option
@click.option("--variant", metavar="NAME", help="Only this variant, of the specs that have it.")
@options.property_option
@options.engine_options
@options.limit_options
@options.format_option
@options.console_options
def test(
    paths: Sequence[str],
    settings: Sequence[tuple[str, str]],
    variant: str | None,
    wanted: Sequence[str],
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
      gmpcheck test specs/designs/ring_buffer.gmp --variant published
    """
    tested: list[pipeline.Tested] = []
    wrong = False
    met: set[str] = set()
    for path, model in _models(paths, dict(settings), variant):
        try:
            met |= _properties(model)
            found = _test(path, model, tuple(wanted), limits, console)
        except SpecError as error:
            console.diagnostics(error.diagnostics)
            wrong = True
            continue
        if found is None:
            continue
        tested.append(found)
        if format_ == "text":
            _print_block(found.outcomes, console)
        if found.report.stopped == "interrupted":
            break
    if not wrong and (variant or wanted):
        wrong = _names_nothing(paths, variant, met, wanted, console)
    return _finish(tested, wrong, format_, console)


def _finish(tested: Sequence[pipeline.Tested], wrong: bool, format_: str, console: Console) -> Exit:
    """The last words, and the exit code."""
    outcomes = [outcome for one in tested for outcome in one.outcomes]
    if format_ == "json":
        documents = [_document(one) for one in tested]
        shown = documents[0] if len(documents) == 1 else documents
        console.out(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        _print_end(outcomes, console)
    codes = [_EXITS[outcome.outcome] for outcome in outcomes]
    return gravest([*codes, Exit.WRONG_INPUT] if wrong else codes)


def _test(
    path: str, model: pipeline.Loaded | SpecError, wanted: tuple[str, ...], limits: Limits, console: Console
) -> pipeline.Tested | None:
    """What became of a model's claims; None where it makes none of what is wanted."""
    if isinstance(model, SpecError):
        raise model
    claims = pipeline.claimed(model, wanted)
    if not claims:
        return None
    with progress_line(console, _title(path, model)) as reporter:
        return pipeline.test_claims(model, claims, limits, reporter)


def _properties(model: pipeline.Loaded | SpecError) -> set[str]:
    return set() if isinstance(model, SpecError) else set(pipeline.property_names(model))


def _names_nothing(
    paths: Sequence[str], variant: str | None, met: set[str], wanted: Sequence[str], console: Console
) -> bool:
    """Whether the command line names a variant or a property that no spec here has: a slip that
    must not pass for a success."""
    problems = []
    specs = [spec for path in paths for spec in files.find_specs(path)]
    known = {v for spec in specs for v in pipeline.models(files.parse_file(spec)) if v is not None}
    if variant is not None and variant not in known:
        problems.append(unknown_variant(variant, sorted(known)))
    elif variant is None or met:
        unknown = [name for name in wanted if name not in met]
        problems += [unknown_property(name, tuple(sorted(met)), ", ".join(paths)) for name in unknown]
    console.diagnostics(problems)
    return bool(problems)


def _models(
    paths: Sequence[str], settings: dict[str, str], only: str | None
) -> Iterator[tuple[str, pipeline.Loaded | SpecError]]:
    """Every base and variant of every spec, or only the variants of a name, or what is wrong."""
    for path in paths:
        try:
            found = files.find_specs(path)
        except SpecError as error:
            yield path, error
            continue
        for spec in found:
            yield from _models_of(spec, settings, only)


def _models_of(
    path: str, settings: dict[str, str], only: str | None
) -> Iterator[tuple[str, pipeline.Loaded | SpecError]]:
    try:
        parsed = files.parse_file(path)
        names = pipeline.models(parsed)
    except SpecError as error:
        yield path, error
        return
    for variant in names if only is None else [name for name in names if name == only]:
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
    """The report as `verify` prints it, and what was claimed beside what came out."""
    claims = [{"property": o.property, "expected": o.expected, "outcome": o.outcome} for o in tested.outcomes]
    return {**report_to_json(tested.report, {}, __version__), "claims": claims}
