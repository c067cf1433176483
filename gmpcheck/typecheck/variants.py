"""All declarations that make up a spec, or one of its variants: imports, base, replacements."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from gmpcheck.diagnostics import Diagnostic
from gmpcheck.source import Span
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors
from gmpcheck.typecheck.program import KINDS, Named

Report = Callable[[Diagnostic], None]


@dataclass(slots=True)
class Parts:
    """The declarations by name, in order, and those that have none by kind."""

    named: dict[str, Named] = field(default_factory=dict)
    inits: tuple[ast.InitBlock, ...] = ()
    init_wheres: tuple[ast.InitWhere, ...] = ()
    ends: tuple[ast.EndWhen, ...] = ()
    offs: tuple[ast.DeadlockOff, ...] = ()
    bounds: tuple[ast.Bound, ...] = ()
    expects: tuple[ast.Expect, ...] = ()
    removed_steps: frozenset[tuple[str, str]] = frozenset()


def variants_of(spec: ast.Spec) -> tuple[ast.Variant, ...]:
    return tuple(d for d in spec.declarations if isinstance(d, ast.Variant))


def assemble(spec: ast.Spec, imported: Iterable[ast.Spec], variant: str | None, report: Report) -> Parts:
    """The parts of the base spec or of a variant; what does not fit together is reported."""
    parts = Parts()
    for other in imported:
        kept = tuple(d for d in other.declarations if not isinstance(d, ast.Expect | ast.Variant))
        _collect(parts, kept, report)
    _collect(parts, spec.declarations, report)
    chosen = _check_variants(spec, variant, report)
    if chosen is not None:
        _apply(parts, chosen, report)
    return parts


def _collect(parts: Parts, declarations: Iterable[ast.VariantItem], report: Report) -> None:
    for d in declarations:
        match d:
            case ast.InitBlock():
                parts.inits += (d,)
            case ast.InitWhere():
                parts.init_wheres += (d,)
            case ast.EndWhen():
                parts.ends += (d,)
            case ast.DeadlockOff():
                parts.offs += (d,)
            case ast.Bound():
                parts.bounds += (d,)
            case ast.Expect():
                parts.expects += (d,)
            case ast.Import() | ast.Variant() | ast.Without() | ast.StepReplacement():
                pass
            case _:
                _add_named(parts.named, d, report)


def _add_named(named: dict[str, Named], d: Named, report: Report) -> None:
    first = named.get(d.name.text)
    if first is None:
        named[d.name.text] = d
    else:
        report(errors.duplicate(KINDS[type(d)], d.name.text, d.name.span, first.name.span))


def _check_variants(spec: ast.Spec, wanted: str | None, report: Report) -> ast.Variant | None:
    """The wanted variant; every variant must have a name of its own and break something."""
    first: dict[str, ast.Variant] = {}
    for v in variants_of(spec):
        if v.name.text in first:
            report(errors.duplicate("variant", v.name.text, v.name.span, first[v.name.text].name.span))
        first.setdefault(v.name.text, v)
        if not any(isinstance(i, ast.Expect) and i.verdict == "violated" for i in v.items):
            report(errors.breaks_nothing(v.name.text, v.name.span))
    if wanted is not None and wanted not in first:
        report(errors.unknown_variant(wanted, first))
    return first.get(wanted) if wanted is not None else None


# ---- applying a variant -----------------------------------------------------------------------


def _apply(parts: Parts, variant: ast.Variant, report: Report) -> None:
    own = Parts()
    _collect(own, variant.items, report)
    for name, d in own.named.items():
        parts.named[name] = _typed(d, parts.named.get(name))
    parts.inits = own.inits or parts.inits
    parts.init_wheres = own.init_wheres or parts.init_wheres
    parts.ends = own.ends or parts.ends
    parts.offs = own.offs or parts.offs
    parts.bounds = own.bounds or parts.bounds
    parts.expects = own.expects
    for item in variant.items:
        match item:
            case ast.Without():
                _remove(parts, item, report)
            case ast.StepReplacement():
                _replace_step(parts, item, report)
            case ast.Import():
                report(errors.misplaced_in_variant("an import", item.span))
            case ast.Variant():
                report(errors.misplaced_in_variant("a variant", item.span))


def _typed(d: Named, base: Named | None) -> Named:
    """A `param` without a type takes that of the parameter it replaces."""
    if isinstance(d, ast.Param) and d.type is None and isinstance(base, ast.Param):
        return replace(d, type=base.type)
    return d


def _remove(parts: Parts, item: ast.Without, report: Report) -> None:
    if item.owner is not None:
        _change_steps(parts, item.owner, item.name, (), item.span, report)
        parts.removed_steps |= {(item.owner.text, item.name.text)}
    elif item.name.text in parts.named:
        del parts.named[item.name.text]
    else:
        report(errors.nothing_to_remove(item.name.text, item.name.span, parts.named))


def _replace_step(parts: Parts, item: ast.StepReplacement, report: Report) -> None:
    _change_steps(parts, item.owner, item.step.name, (item.step,), item.span, report)


def _change_steps(
    parts: Parts, owner: ast.Ident, step: ast.Ident, new: tuple[ast.Step, ...], span: Span, report: Report
) -> None:
    """Puts `new` in the place of a step of a process or routine."""
    declared = parts.named.get(owner.text)
    if not isinstance(declared, ast.Process | ast.Routine):
        known = {n for n, d in parts.named.items() if isinstance(d, ast.Process | ast.Routine)}
        report(errors.no_steps_to_change(owner.text, owner.span, known))
        return
    names = [s.name.text for s in declared.steps]
    if step.text not in names:
        report(errors.unknown_step(owner.text, step.text, step.span, names, removed=False))
        return
    at = names.index(step.text)
    steps = (*declared.steps[:at], *new, *declared.steps[at + 1 :])
    parts.named[owner.text] = replace(declared, steps=steps)
