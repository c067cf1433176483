"""Wording of the checker's messages about properties, claims, variants, parameters (GMP5xx, GMP6xx), and
its warnings (GMP9xx)."""

from __future__ import annotations

from collections.abc import Iterable

from gmpcheck.diagnostics import Diagnostic, Note
from gmpcheck.model.types import Enum, Range, Type
from gmpcheck.source import Span
from gmpcheck.typecheck.errors.form import article, did_you_mean, error, warning

# ---- 5xx properties, claims, variants ---------------------------------------------------------------


def not_leads_to(kind: str, span: Span) -> Diagnostic:
    return error(
        "GMP501",
        f"a {kind} property has the form `p ~> q`",
        span,
        "there is no `~>` at its top",
        help=["say what must always lead to what, as in `len(p.runq) > 0 ~> p.status == running`"],
    )


def unknown_property(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    known = sorted(known)
    return error(
        "GMP502",
        f"there is no property `{name}` to expect anything of",
        span,
        "unknown property",
        [Note(f"there are {', '.join(f'`{k}`' for k in known)}")],
        did_you_mean(name, known),
    )


def claimed_twice(name: str, span: Span, first: Span) -> Diagnostic:
    return error(
        "GMP503",
        f"`{name}` is claimed twice",
        span,
        "second claim",
        [Note("first claim", first)],
        ["remove one of them; other claims for other variants stand in the variants"],
    )


def breaks_nothing(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP504",
        f"variant `{name}` does not say what it breaks",
        span,
        help=["add `expect NAME violated` for the property that must fail in it"],
    )


def unknown_variant(name: str, known: Iterable[str]) -> Diagnostic:
    known = list(known)
    notes = (
        [Note(f"its variants are {', '.join(f'`{k}`' for k in known)}")]
        if known
        else [Note("it has no variants")]
    )
    return error("GMP505", f"the spec has no variant `{name}`", None, "", notes, did_you_mean(name, known))


def nothing_to_remove(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    return error(
        "GMP506",
        f"there is no `{name}` to remove",
        span,
        "not declared in the base spec",
        help=did_you_mean(name, known) or ("a step is removed with `without process.step`",),
    )


def no_steps_to_change(name: str, span: Span, known: Iterable[str]) -> Diagnostic:
    return error(
        "GMP506",
        f"there is no process or routine `{name}` whose step could change",
        span,
        "no process or routine of this name",
        help=did_you_mean(name, known) or ("another declaration is replaced by one of the same name",),
    )


def reserved_property(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP507",
        f"`{name}` is checked in every spec and cannot be declared",
        span,
        help=["choose another name; claim it with `expect`"],
    )


def temporal_under(op: str, span: Span) -> Diagnostic:
    return error(
        "GMP508",
        f"a temporal formula cannot stand under `{op}`",
        span,
        help=[
            "combine temporal formulas with ! && || ==> and forall/exists over a machine, enum or fixed range"
        ],
    )


def changing_domain(span: Span) -> Diagnostic:
    return error(
        "GMP508",
        "a temporal formula needs a domain that does not change",
        span,
        "the members of this differ from state to state",
        help=["range over a machine, an enum or `lo..hi` and put the membership inside: `x in q ==> …`"],
    )


def deadlock_is_off(span: Span, off: Span) -> Diagnostic:
    return error(
        "GMP509",
        "nothing can be expected of deadlock: it is switched off",
        span,
        "this claim is never checked",
        [Note("switched off here", off)],
        ["remove the claim, or `deadlock off`"],
    )


def untyped_param(name: str, span: Span) -> Diagnostic:
    return error(
        "GMP510",
        f"parameter `{name}` has no type",
        span,
        help=[
            "write its bounds, as in `param NG: 1..16 = 3`",
            "only a variant may leave them out, for a parameter of the base spec",
        ],
    )


def misplaced_in_variant(what: str, span: Span) -> Diagnostic:
    return error(
        "GMP511",
        f"{what} cannot stand in a variant",
        span,
        "it belongs to the whole file",
        help=["move it out of the variant"],
    )


# ---- 6xx values and parameters ----------------------------------------------------------------------


def unknown_parameter(name: str, known: Iterable[str]) -> Diagnostic:
    known = list(known)
    notes = (
        [Note(f"its parameters are {', '.join(f'`{k}`' for k in known)}")]
        if known
        else [Note("it has no parameters")]
    )
    return error("GMP604", f"the spec has no parameter `{name}`", None, "", notes, did_you_mean(name, known))


def bad_parameter(name: str, value: str, bounds: Type, span: Span | None, declared: Span) -> Diagnostic:
    return error(
        "GMP605",
        f"parameter `{name}` cannot be `{value}`: its type is {bounds}",
        span,
        "out of bounds" if span else "",
        [Note("declared here", declared)],
        [_ways_to_set(bounds)],
    )


def _ways_to_set(bounds: Type) -> str:
    match bounds:
        case Enum(_, labels):
            return f"choose one of {', '.join(f'`{x}`' for x in labels)}"
        case Range():
            return f"choose a number in {bounds}, or widen the bounds in the spec"
        case _:
            return "choose `true` or `false`"


def parameter_type(name: str, found: Type, span: Span) -> Diagnostic:
    return error(
        "GMP606",
        f"parameter `{name}` cannot be {article(found)}",
        span,
        "a range, bool or enum is needed here",
    )


def bad_size(machine: str, size: int, limit: int, span: Span) -> Diagnostic:
    return error(
        "GMP607", f"machine {machine} cannot have {size} instances", span, f"0 to {limit} are possible"
    )


# ---- 9xx warnings -----------------------------------------------------------------------------------


def unused(kind: str, name: str, span: Span) -> Diagnostic:
    return warning("GMP901", f"{kind} `{name}` is never used", span, "unused", ["remove it, or use it"])


def unused_parameter(name: str, span: Span) -> Diagnostic:
    help = ["remove it: each of its values is an instance more to check"]
    return warning("GMP901", f"parameter `{name}` is never used", span, "unused", help)


def unread(kind: str, name: str, span: Span) -> Diagnostic:
    help = ["remove it, or let a guard, an effect or a property read it"]
    return warning("GMP901", f"{kind} `{name}` is never read", span, "only written", help)


def suspicious_target(name: str, near: str, span: Span) -> Diagnostic:
    return warning(
        "GMP903",
        f"`{name}` is only the target of an arrow, so it is a status that is never left",
        span,
        "a new status, almost the name of another",
        help=[f"did you mean `{near}`? If not, give `{name}` an entry of its own"],
    )


def unreachable_step(owner: str, name: str, span: Span) -> Diagnostic:
    return warning(
        "GMP902",
        f"no path leads to step `{name}` of `{owner}`",
        span,
        "unreachable",
        help=["go to it from some step, or remove it"],
    )
