"""The outcome of every claim as text, for `gmpcheck test`.

In: `ClaimOutcome`s in the order in which specs and variants were checked. Out: text for a `Style`:
one block for each spec and variant, a failed claim with what came instead, a summary last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from gmpcheck.render.style import PLAIN, Role, Style, clean, columns
from gmpcheck.results import wording
from gmpcheck.results.claims import ClaimOutcome, Outcome
from gmpcheck.results.trace import Trace
from gmpcheck.results.verdict import Holds, Unknown, Violated

_ROLES: dict[Outcome, Role] = {"ok": "good", "failed": "bad", "undecided": "unsure"}


def claims_text(outcomes: Sequence[ClaimOutcome], style: Style = PLAIN) -> str:
    """All outcomes, then how many claims hold, failed and stayed undecided."""
    blocks = claim_blocks(outcomes, style)
    return blocks + style.finish([*([""] if blocks else []), summary_line(outcomes, style)])


def claim_blocks(outcomes: Sequence[ClaimOutcome], style: Style = PLAIN) -> str:
    """The outcomes alone, which may be shown piece by piece while others are still checked."""
    lines: list[str] = []
    for (spec, variant), group in groupby(outcomes, key=lambda o: (o.spec, o.variant)):
        of = f", variant {variant}" if variant is not None else ""
        lines.append(style.paint("bold", f"{clean(spec)}{of}"))
        lines += _claim_lines(list(group), style)
    return style.finish(lines)


def summary_line(outcomes: Sequence[ClaimOutcome], style: Style = PLAIN) -> str:
    """One line: what failed or stayed undecided, how many claims are true."""
    if not outcomes:
        return style.paint("unsure", "no claims were found")
    counts = {key: sum(o.outcome == key for o in outcomes) for key in _ROLES}
    words = {"ok": "ok", "failed": "FAILED", "undecided": "undecided"}
    parts = [f"{counts[key]} {words[key]}" for key in ("failed", "undecided", "ok") if counts[key]]
    specs = len({o.spec for o in outcomes})
    variants = len({(o.spec, o.variant) for o in outcomes if o.variant is not None})
    worst: Outcome = "failed" if counts["failed"] else "undecided" if counts["undecided"] else "ok"
    where = f"{specs} spec{_s(specs)}, {variants} variant{_s(variants)}"
    total = f"{len(outcomes)} claim{_s(len(outcomes))}"
    return style.paint(_ROLES[worst], f"{total}: {', '.join(parts)} ({where})")


def _claim_lines(outcomes: list[ClaimOutcome], style: Style) -> Iterator[str]:
    rows = [
        (f"  {style.paint(_ROLES[o.outcome], _word(o))}", f"{o.property} {o.expected}", "") for o in outcomes
    ]
    for (word, claim, _), outcome in zip(columns(rows), outcomes, strict=True):
        detail = [*clean(_detail(outcome)).split(), style.paint("dim", f"({outcome.seconds:.2f} s)")]
        yield from style.flow(f"{word}  {claim}  ", detail, 16)


def _word(outcome: ClaimOutcome) -> str:
    return "FAILED" if outcome.outcome == "failed" else outcome.outcome


def _detail(outcome: ClaimOutcome) -> str:
    """What came: for a claim that is true how it shows, else what came instead."""
    if outcome.got is None:
        return "no answer"
    who = wording.instance(outcome.got.instance)
    match outcome.got.verdict:
        case Holds(within=within, witness=witness):
            if witness is not None:
                return f"witness of {_steps(witness)}"
            text = "" if outcome.outcome == "ok" else "but it holds"
            return f"{text} within {within}" if within else text
        case Violated(trace=trace, sentence=sentence):
            if outcome.outcome != "ok":
                return f"but it is violated: {sentence}"
            steps = _steps(trace) if trace is not None else ""
            return ", ".join(filter(None, (steps, who and f"for {who}")))
        case Unknown(reason):
            return f"unknown: {reason}"


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _steps(trace: Trace) -> str:
    count = len(trace.steps)
    return f"{count} step{_s(count)}"
