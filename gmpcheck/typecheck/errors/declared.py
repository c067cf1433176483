"""Wording of the checker's messages about names and declarations: GMP1xx."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from gmpcheck.diagnostics import Diagnostic, Note
from gmpcheck.model.types import Enum, Type
from gmpcheck.source import Span
from gmpcheck.typecheck.errors.form import article, did_you_mean, error, listing


def unknown_name(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    hints = did_you_mean(name, known) or (
        "declare it, or qualify a status or label with its type, as in `P.idle`",
    )
    return error("GMP101", f"unknown name `{name}`", span, "nothing of this name is in scope", help=hints)


def missing_for_import(problem: Diagnostic, importer: str) -> Diagnostic:
    """An unknown name in an imported file, which sees all that the importing file declares."""
    note = Note(f"this file is imported by {importer}, which can declare what it needs")
    return replace(problem, notes=(*problem.notes, note))


def duplicate(kind: str, name: str, span: Span, first: Span) -> Diagnostic:
    return error(
        "GMP102",
        f"`{name}` is declared twice",
        span,
        f"this {kind} repeats the name",
        [Note("first declared here", first)],
        ["rename one of them: every declaration has a name of its own"],
    )


def shadowing(name: str, span: Span, outer: Span | None, what: str) -> Diagnostic:
    notes = [Note(f"the {what} `{name}`", outer)] if outer else [Note(f"`{name}` is a {what}")]
    return error(
        "GMP103", f"`{name}` would hide a {what} of the same name", span, "choose another name", notes
    )


def not_a_value(name: str, kind: str, span: Span, help: str) -> Diagnostic:
    return error("GMP104", f"`{name}` is {kind}, not a value", span, "a value is needed here", help=[help])


def unknown_type(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    hints = did_you_mean(name, known) or (
        "types are bool, lo..hi, a machine, an enum, a struct, T?, queue[T, n], set[T], array[I, T]",
    )
    return error("GMP105", f"unknown type `{name}`", span, "no type has this name", help=hints)


def foreign_label(
    wanted: Type, name: str, span: Span, elsewhere: Iterable[str], known: Iterable[str]
) -> Diagnostic:
    """A bare name where only the labels of one type make sense: it belongs to another type, or to none."""
    owners = " and ".join(elsewhere)
    labels = _labels_of(wanted)
    notes = [Note(f"`{name}` is {owners}")] if owners else []
    return error(
        "GMP106",
        f"`{name}` is not {article(wanted)}",
        span,
        f"{article(wanted)} is needed here",
        [*notes, Note(f"there {'is' if len(labels) == 1 else 'are'} {', '.join(f'`{k}`' for k in labels)}")],
        did_you_mean(name, {*labels, *known}),
    )


def _labels_of(found: Type) -> tuple[str, ...]:
    return found.labels if isinstance(found, Enum) else ()


def unknown_label(owner: str, kind: str, name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """A qualified name whose second part is no status, label or step of the first."""
    known = list(known)
    return error(
        "GMP106",
        f"{owner} has no {kind} `{name}`",
        span,
        f"unknown {kind}",
        [Note(listing(f"it has the {kind}", known))],
        did_you_mean(name, known),
    )


def ambiguous_label(name: str, span: Span, owners: Iterable[str]) -> Diagnostic:
    owners = list(owners)
    ways = " or ".join(f"`{o}.{name}`" for o in owners)
    return error(
        "GMP107",
        f"`{name}` could be a name of {' or '.join(owners)}",
        span,
        "nothing here says which",
        help=[f"qualify it: {ways}"],
    )


def unknown_field(owner: str, name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    known = list(known)
    if not known:
        return error("GMP108", f"{owner} has no fields", span, f"so it has no `{name}`")
    notes = [Note(listing("it has the field", known))]
    help = did_you_mean(name, known)
    return error("GMP108", f"{owner} has no field `{name}`", span, "unknown field", notes, help)


def method_without_call(owner: Type, name: str, span: Span) -> Diagnostic:
    return error(
        "GMP104",
        f"{article(owner)} has no fields",
        span,
        "a method is called with parentheses",
        help=[f"write `.{name}()`"],
    )


def no_spec_line(span: Span) -> Diagnostic:
    return error(
        "GMP109",
        "the file does not say which spec it is",
        Span(span.source, 0, 0),
        "no `spec` line before this",
        help=["begin the file with a line such as `spec handoff`"],
    )


def cyclic(kind: str, name: str, span: Span) -> Diagnostic:
    return error(
        "GMP110", f"{kind} `{name}` is defined through itself", span, "it is needed for its own value"
    )


def repeated(kind: str, name: str, span: Span, first: Span) -> Diagnostic:
    return error(
        "GMP111",
        f"{kind} `{name}` stands twice",
        span,
        "repeated",
        [Note("first here", first)],
        ["remove one"],
    )


def empty_enum(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP112",
        f"enum `{name}` has no labels, so it has no values",
        span,
        help=[f"list its labels: `enum {name} {{ red, green }}`"],
    )


def no_status(machine: str, span: Span) -> Diagnostic:
    return error(
        "GMP113",
        f"machine {machine} has no status",
        span,
        help=[f"declare one in the machine: `status {{ idle, running }}` in {machine}"],
    )


def empty_status(machine: str, span: Span) -> Diagnostic:
    return error(
        "GMP113",
        f"the status section of {machine} is empty",
        span,
        help=["list its statuses, the initial one first: `status { idle, running }`"],
    )


def unknown_variable(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    hints = did_you_mean(name, known) or (
        f"declare it (`var {name}: …`), or name a new value with `let {name} = …`",
    )
    return error("GMP101", f"unknown variable `{name}`", span, "no variable of this name", help=hints)


def unknown_key(owner: str, name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    known = list(known)
    listing = f"its parameters are {', '.join(f'`{k}`' for k in known)}" if known else "it has no parameters"
    return error(
        "GMP101",
        f"`{owner}` has no parameter `{name}` to group its fairness by",
        span,
        "unknown parameter",
        [Note(listing)],
        did_you_mean(name, known) or ("`fair[]` is one condition for all instances",),
    )
