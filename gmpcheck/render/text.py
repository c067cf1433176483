"""Everything that becomes text, in one place for the command line to import."""

from gmpcheck.render.claims_text import claim_blocks, claims_text, summary_line
from gmpcheck.render.report_text import (
    ReportOptions,
    coverage_table,
    report_text,
    statistics_line,
    verdict_line,
)
from gmpcheck.render.style import PLAIN, Style
from gmpcheck.render.trace_text import Shown, TraceOptions, counterexample_text, trace_text

__all__ = [
    "PLAIN",
    "ReportOptions",
    "Shown",
    "Style",
    "TraceOptions",
    "claim_blocks",
    "claims_text",
    "counterexample_text",
    "coverage_table",
    "report_text",
    "statistics_line",
    "summary_line",
    "trace_text",
    "verdict_line",
]
