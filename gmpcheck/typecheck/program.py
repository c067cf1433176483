"""What the declarations of a spec mean, gathered while it is checked.

`Program` is the one mutable thing of the checker: the tables that declarations fill and that
expressions look into, and the problems found on the way. It ends as an `ir.Model`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from gmpcheck.diagnostics import Diagnostic
from gmpcheck.model import ir
from gmpcheck.model import types as t
from gmpcheck.source import Span
from gmpcheck.syntax import ast

BROKEN = t.Enum("<error>", ())
"""Type of what could not be checked: fits everything, so that one mistake is reported once."""

Named = (
    ast.Param
    | ast.Const
    | ast.Enum
    | ast.Struct
    | ast.Machine
    | ast.Var
    | ast.Func
    | ast.Proc
    | ast.Action
    | ast.Process
    | ast.Routine
    | ast.Property
)
"""Declarations that have a name in the one name space of a spec."""

KINDS: Mapping[type, str] = {
    ast.Param: "parameter",
    ast.Const: "constant",
    ast.Enum: "enum",
    ast.Struct: "struct",
    ast.Machine: "machine",
    ast.Var: "variable",
    ast.Func: "function",
    ast.Proc: "proc",
    ast.Action: "action",
    ast.Process: "process",
    ast.Routine: "routine",
    ast.Property: "property",
}


@dataclass(frozen=True, slots=True)
class Location:
    """A step of a process after its routines have been inlined: where the hidden step variable
    can stand. `owner` is the process or the routine, `site` the call that led into the routine."""

    label: str
    owner: str
    step: ast.Step
    site: CallSite | None


@dataclass(frozen=True, slots=True, eq=False)
class CallSite:
    """One `call` of a routine in a process, itself perhaps inside another call."""

    routine: ast.Routine
    call: ast.CallRoutine
    then: ast.Goto | None
    """The `goto` that follows the call."""
    caller: int
    """Number of the location whose step makes the call."""
    outer: CallSite | None
    entry: int
    """Number of the location of the routine's first step."""
    locals: dict[str, int]
    """Variables of the routine's parameters and locals at this call, by name."""


@dataclass(frozen=True, slots=True, eq=False)
class ProcessLayout:
    """Where everything of a process lives in the state vector."""

    declaration: ast.Process
    params: tuple[tuple[ast.Ident, t.Type], ...]
    type: t.Enum
    variable: int
    locals: dict[str, int]
    locations: tuple[Location, ...]
    sites: dict[tuple[int, int], CallSite]
    """Call sites by (calling location, start of the call in the source)."""

    @property
    def name(self) -> str:
        return self.declaration.name.text

    @property
    def halted(self) -> int:
        return len(self.locations)

    def named(self, owner: str, step: str) -> tuple[int, ...]:
        """The locations of a step, one per call site for a routine's."""
        return tuple(
            i for i, at in enumerate(self.locations) if at.owner == owner and at.step.name.text == step
        )

    @property
    def shared(self) -> tuple[tuple[int, ...], ...]:
        """The locations of each step that stands at several calls of its routine."""
        steps = dict.fromkeys((at.owner, at.step.name.text) for at in self.locations)
        return tuple(at for at in (self.named(*step) for step in steps) if len(at) > 1)


@dataclass(slots=True)
class Program:
    """The tables. `used` holds the names of declarations that something refers to."""

    spec_name: str
    declarations: dict[str, Named]
    rules: Callable[[Any, ast.Expr, t.Type | None], ir.Expr]
    """How an expression is checked in a scope (an `Env`): types need the values of constant
    expressions, and expressions need types, so that neither can come first."""
    removed_steps: frozenset[tuple[str, str]] = frozenset()
    problems: list[Diagnostic] = field(default_factory=list)
    constants: dict[str, ir.Const | None] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    """Parameter values from the command line, as text."""
    settings: dict[str, ir.Setting] = field(default_factory=dict)
    enums: dict[str, t.Enum] = field(default_factory=dict)
    machines: dict[str, t.Machine] = field(default_factory=dict)
    statuses: dict[str, t.Enum] = field(default_factory=dict)
    structs: dict[str, t.Struct | None] = field(default_factory=dict)
    variables: list[ir.Variable] = field(default_factory=list)
    globals: dict[str, int] = field(default_factory=dict)
    fields: dict[str, dict[str, int]] = field(default_factory=dict)
    start_where: list[ir.Predicate] = field(default_factory=list)
    functions: list[ir.Function] = field(default_factory=list)
    function_numbers: dict[str, int | None] = field(default_factory=dict)
    checking: set[str] = field(default_factory=set)
    """Functions, procs and routines whose bodies are being checked: calling one is recursion."""
    processes: dict[str, ProcessLayout] = field(default_factory=dict)
    ordered: dict[str, ir.OrderedType] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    read: set[int] = field(default_factory=set)
    """Variables that some expression reads."""
    results: dict[str, t.Type] = field(default_factory=dict)
    """Types of the values that routines without a declared result return."""
    moves: set[tuple[str, int]] = field(default_factory=set)
    """Locations of processes (by name and number) that some statement moves a process to."""
    placed: bool = False
    """Whether variables and processes have their places, so that expressions can read the state."""
    cycles: set[frozenset[str]] = field(default_factory=set)
    """Groups of declarations that call each other in a circle, each reported once."""
    reported: set[str] = field(default_factory=set)
    """What is reported only once, however often it shows."""
    inlined: int = 0
    """Calls of procs that have been inlined."""

    def report(self, problem: Diagnostic) -> None:
        self.problems.append(problem)

    def report_once(self, subject: str, problem: Diagnostic) -> None:
        key = f"{problem.code} {subject}"
        if key not in self.reported:
            self.reported.add(key)
            self.problems.append(problem)

    @contextmanager
    def not_a_use(self, name: str) -> Iterator[None]:
        """Within, what is done to a declaration itself does not count as a use of its name."""
        known = name in self.used
        yield
        if not known:
            self.used.discard(name)

    @property
    def errors(self) -> int:
        """How many errors have been reported so far."""
        return sum(p.severity == "error" for p in self.problems)

    @property
    def failed(self) -> bool:
        return self.errors > 0

    def order(self, machine: str, reason: str, span: Span) -> None:
        """Notes the first place that tells the instances of a machine apart."""
        self.ordered.setdefault(machine, ir.OrderedType(machine, reason, span=span))

    def add_variable(self, variable: ir.Variable) -> int:
        self.variables.append(variable)
        return len(self.variables) - 1

    def labels(self) -> dict[str, list[t.Enum]]:
        """The types that have a label of a given name: enums, statuses and steps."""
        owners: dict[str, list[t.Enum]] = {}
        steps = (p.type for p in self.processes.values())
        for enum in (*self.enums.values(), *self.statuses.values(), *steps):
            for label in enum.labels:
                owners.setdefault(label, []).append(enum)
        return owners
