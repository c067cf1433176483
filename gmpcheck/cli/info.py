"""`gmpcheck info`: what a spec is made of."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import click

from gmpcheck import pipeline
from gmpcheck.cli import options
from gmpcheck.cli.console import Console
from gmpcheck.cli.exits import Exit
from gmpcheck.render.style import Style, columns
from gmpcheck.summary import Summary, VariableLine

_COUNTED = 10**9
"""Numbers of values beyond it are given as a power of two."""


@click.command(short_help="State vector, symmetric types, action instances, properties, variants.")
@click.argument("spec", metavar="SPEC")
@options.model_options
@options.format_option
@options.console_options
def info(spec: str, choice: options.ModelChoice, format_: str, console: Console) -> Exit:
    """What SPEC is made of, without exploring it.

    Its parameters; the state vector with the bits it needs; which machines are symmetric, and for
    each other one the place that tells its instances apart; action instances; properties; variants.

    \b
    Examples:
      gmpcheck info specs/bench/gmp.gmp
      gmpcheck info specs/bench/gmp.gmp --set NG=5 --format json
    """
    loaded = pipeline.load(spec, choice.settings, choice.variant)
    summary = pipeline.describe(loaded)
    if format_ == "json":
        console.out(json.dumps(_document(summary), ensure_ascii=False, indent=2))
    else:
        console.out(console.style.finish(_lines(summary, console.style)))
    return Exit.HOLDS


def _document(summary: Summary) -> dict[str, object]:
    found = asdict(summary)
    found["claims"] = _pairs(summary.claims)
    found["variants"] = [
        {"name": v.name, "title": v.title, "claims": _pairs(v.claims)} for v in summary.variants
    ]
    return found | {"bits": summary.bits, "action_instances": summary.action_instances}


Claims = Sequence[tuple[str, str]]


def _pairs(claims: Claims) -> list[dict[str, str]]:
    return [{"property": name, "verdict": verdict} for name, verdict in claims]


def _claims(claims: Claims) -> str:
    return ", ".join(f"{name} {verdict}" for name, verdict in claims)


def _lines(summary: Summary, style: Style) -> Iterator[str]:
    variant = f", variant {summary.variant}" if summary.variant else ""
    yield style.paint("bold", f"{summary.spec}{variant} ({summary.path})")
    yield from (f"  {line}".rstrip() for line in summary.doc.split("\n\n")[0].splitlines())
    for title, rows in _sections(summary):
        yield ""
        yield style.paint("bold", title)
        yield from ("  " + "  ".join(row).rstrip() for row in columns(rows))
        if not rows:
            yield "  none"


Rows = list[tuple[str, ...]]


def _sections(summary: Summary) -> Iterator[tuple[str, Rows]]:
    if summary.parameters:
        yield "Parameters", [(p.name, f"= {p.value}", p.type, _first(p.doc)) for p in summary.parameters]
    yield f"State vector, {summary.bits} bits", [_variable(v) for v in summary.variables]
    if summary.machines:
        yield "Machines", _machines(summary)
    title = f"Actions, {summary.action_instances} instances"
    yield title, [(a.name, str(a.instances), *_traits(a.fairness, a.inputs)) for a in summary.actions]
    yield "Properties", _properties(summary)
    if summary.variants:
        yield "Variants", [(v.name, _claims(v.claims), v.title) for v in summary.variants]
    if summary.claims:
        yield "Claims", [(name, verdict) for name, verdict in summary.claims]


def _variable(line: VariableLine) -> tuple[str, ...]:
    values = str(line.values) if line.values <= _COUNTED else f"about 2^{line.bits}"
    return line.name, line.type, f"{values} value{'' if line.values == 1 else 's'}", f"{line.bits} bits"


def _machines(summary: Summary) -> Rows:
    rows: Rows = []
    for machine in summary.machines:
        kind = "symmetric" if machine.ordered is None else f"ordered: {machine.ordered}"
        rows.append(
            (f"{machine.name}[{machine.size}]", f"{kind} ({machine.place})" if machine.place else kind)
        )
    return rows


def _traits(fairness: str | None, inputs: Sequence[str]) -> tuple[str]:
    fair = {"weak": ["fair"], "strong": ["strong fair"]}.get(fairness or "", [])
    return (", ".join([*fair, *(f"input {i}" for i in inputs)]),)


def _properties(summary: Summary) -> Rows:
    first: Rows = [("faults", "fault", "", "no step faults")]
    if summary.deadlock_checked:
        first.insert(0, ("deadlock", "deadlock", "", "no state without a transition, final ones excepted"))
    return first + [
        (p.name, p.kind, f"{p.instances} instances" if p.instances != 1 else "", _first(p.doc))
        for p in summary.properties
    ]


def _first(doc: str) -> str:
    """The first sentence of a doc comment, or its first paragraph where no sentence ends."""
    paragraph = " ".join(doc.partition("\n\n")[0].split())
    sentence = re.match(r".*?\.(?= |$)", paragraph)
    return sentence.group() if sentence else paragraph
