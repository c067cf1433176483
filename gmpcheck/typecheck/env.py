"""What the names in scope mean while an expression or a body is checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.source import Span
from gmpcheck.syntax import ast
from gmpcheck.typecheck import errors
from gmpcheck.typecheck.program import BROKEN, KINDS, Named, Program

Phase = Literal["constant", "start", "state"]
"""Whether the state can be read, and whether instances may be named without breaking symmetry."""

_HIDEABLE = (ast.Action, ast.Proc, ast.Property)
"""Declarations that no expression names, so that a local of the same name hides nothing."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A local name: the expression that reads it, and its place where it can be assigned."""

    expr: ir.Expr
    kind: Literal["parameter", "binder", "let", "local", "field"]
    span: Span
    place: ir.Place | None = None


@dataclass(slots=True)
class Frame:
    """Numbers the slots of one action, function or property."""

    slots: int = 0
    unknown: set[str] = field(default_factory=set)
    """Unknown names that have been reported: each once in an action, function or property."""

    def new(self) -> int:
        self.slots += 1
        return self.slots - 1


@dataclass(frozen=True, slots=True)
class Env:
    """A scope. `child()` opens an inner one that shares the frame."""

    program: Program
    frame: Frame
    phase: Phase = "state"
    names: dict[str, Bound] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    """Local names that something refers to."""
    later: frozenset[str] = frozenset()
    """Names that exist but have no value yet where a constant is wanted."""

    def check(self, node: ast.Expr, expected: t.Type | None = None) -> ir.Expr:
        """The typed form of an expression in this scope, by the rules of `expressions.check`."""
        return self.program.rules(self, node, expected)

    def child(self) -> Env:
        return Env(self.program, self.frame, self.phase, dict(self.names), self.seen, self.later)

    def bind(self, name: ast.Ident, type: t.Type, kind: Literal["parameter", "binder", "let"]) -> int:
        """Gives a new local a slot and a meaning; reports it where it would hide another name."""
        slot = self.frame.new()
        self.add(name, Bound(ir.Local(slot, type, span=name.span), kind, name.span))
        return slot

    def add(self, name: ast.Ident, bound: Bound) -> None:
        self._refuse_shadowing(name)
        self.names[name.text] = bound

    @contextmanager
    def unheard(self) -> Iterator[None]:
        """Within, whatever is reported is forgotten: only whether something fits is asked."""
        problems, reported = len(self.program.problems), set(self.program.reported)
        unknown = set(self.frame.unknown)
        yield
        del self.program.problems[problems:]
        self.program.reported.intersection_update(reported)
        self.frame.unknown.intersection_update(unknown)

    def known(self) -> set[str]:
        """Every name that could stand here, for "did you mean"."""
        values = {n for n, d in self.program.declarations.items() if not isinstance(d, _HIDEABLE)}
        return values | set(self.names) | set(self.program.labels())

    def _refuse_shadowing(self, name: ast.Ident) -> None:
        outer = self.names.get(name.text)
        if outer is not None and outer.kind != "field":
            self.program.report(errors.shadowing(name.text, name.span, outer.span, outer.kind))
        declared: Named | None = self.program.declarations.get(name.text)
        if declared is not None and not isinstance(declared, _HIDEABLE):
            kind = KINDS[type(declared)]
            self.program.report(errors.shadowing(name.text, name.span, declared.name.span, kind))


def broken(span: Span) -> ir.Expr:
    """Stands for an expression that has been reported already."""
    return ir.Const(False, BROKEN, span=span)
