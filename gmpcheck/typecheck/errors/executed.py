"""Wording of the checker's messages about statements and processes: GMP3xx and GMP4xx."""

from __future__ import annotations

from collections.abc import Iterable

from gmpcheck.diagnostics import Diagnostic, Note
from gmpcheck.source import Span
from gmpcheck.typecheck.errors.form import did_you_mean, error, listing

# ---- 3xx statements ---------------------------------------------------------------------------------


def not_assignable(what: str, span: Span, help: str) -> Diagnostic:
    return error("GMP301", f"{what} cannot be assigned", span, help=[help])


def misplaced_pop(method: str, span: Span) -> Diagnostic:
    return error(
        "GMP302",
        f"`{method}` changes the queue, so it stands alone on the right of `=` or `let`",
        span,
        "inside a larger expression",
        help=[f"take the element first: `let x = q.{method}()`"],
    )


def dropped_pop(method: str, span: Span) -> Diagnostic:
    return error(
        "GMP302",
        f"the element that `{method}` takes off must go somewhere",
        span,
        "its value is not used",
        help=[f"write `let x = q.{method}()`, or `q.remove(q.front())` to drop it"],
    )


def misplaced_await(span: Span, help: str) -> Diagnostic:
    return error(
        "GMP303",
        "`await` opens a step, an action body or a branch of `either`",
        span,
        "not the first here",
        help=[help],
    )


def misplaced_statement(word: str, where: str, span: Span, help: str) -> Diagnostic:
    return error("GMP304", f"`{word}` cannot stand in {where}", span, help=[help])


def unreachable(span: Span, word: str, before: Span) -> Diagnostic:
    return error(
        "GMP305",
        "this is never executed",
        span,
        f"after `{word}`",
        [Note(f"`{word}` ends the step here", before)],
    )


def changes_only(method: str, span: Span) -> Diagnostic:
    return error(
        "GMP306",
        f"`{method}` changes its collection and has no value",
        span,
        help=["write it as a statement of its own"],
    )


def useless_value(what: str, span: Span) -> Diagnostic:
    return error(
        "GMP307", f"{what} changes nothing: its value is not used", span, help=["use the value, or remove it"]
    )


def recursion(kind: str, name: str, span: Span) -> Diagnostic:
    return error(
        "GMP308",
        f"{kind} `{name}` calls itself",
        span,
        "directly or through others",
        help=["use a loop over a finite domain, or steps with goto"],
    )


def proc_as_value(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP309",
        f"proc `{name}` has no value",
        span,
        "a value is needed here",
        help=["call it as a statement, or make it a func"],
    )


# ---- 4xx processes ----------------------------------------------------------------------------------


def unknown_step(owner: str, name: str, span: Span, known: Iterable[str], removed: bool) -> Diagnostic:
    known = list(known)
    if removed:
        return error(
            "GMP402",
            f"the variant removes step `{name}` of `{owner}`, which is named here",
            span,
            "a removed step",
            help=["replace in the variant what names the step"],
        )
    return error(
        "GMP401",
        f"`{owner}` has no step `{name}`",
        span,
        "unknown step",
        [Note(listing("it has the step", known))] if known else [],
        did_you_mean(name, known),
    )


def own_step(process: str, span: Span) -> Diagnostic:
    return error(
        "GMP403",
        f"`{process}` assigns its own step",
        span,
        "this is the process itself",
        help=["write `goto` to move oneself"],
    )


def no_result(routine: str, span: Span, declared: Span) -> Diagnostic:
    return error(
        "GMP404",
        f"routine `{routine}` gives no value",
        span,
        "a value is wanted of it here",
        [Note("declared here", declared)],
        ["end every path of the routine with `return e`"],
    )


def result_missing(routine: str, span: Span) -> Diagnostic:
    return error(
        "GMP404",
        f"a path through routine `{routine}` ends without a value",
        span,
        "it may end here",
        help=["end every path with `return e`"],
    )


def no_steps(kind: str, name: str, span: Span) -> Diagnostic:
    return error("GMP405", f"{kind} `{name}` has no steps", span, help=["add one: `step start { … }`"])


def unknown_routine(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    hints = did_you_mean(name, known) or ("`call` enters a routine; a proc is called without `call`",)
    return error("GMP406", f"unknown routine `{name}`", span, "no routine of this name", help=hints)


def routine_step_assigned(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP407",
        f"a process cannot be moved into the middle of routine `{name}`",
        span,
        "its parameters and the place to return to would be unknown",
        help=["move it to one of its own steps"],
    )


def foreign_step(process: str, owner: str, span: Span) -> Diagnostic:
    return error(
        "GMP401",
        f"`{process}` is never at a step of `{owner}`",
        span,
        "a step of another process",
        help=[f"name a step of `{process}`"],
    )


def step_named_halted(span: Span) -> Diagnostic:
    return error(
        "GMP409",
        "a step cannot be named `halted`",
        span,
        "the end of every process has this name",
        help=["choose another name; `halt` ends a process"],
    )


def step_before_process(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP408",
        f"`{name}` is a process: say whose step is meant",
        span,
        help=[f"write `{name}[m]` with its parameters, or `{name}[]` where it has none"],
    )
