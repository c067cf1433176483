"""The syntax tree: what the user wrote, with positions, before any name is resolved.

Frozen and closed: each family is one union, matched exhaustively. Positions and comments do not
take part in equality, so that `parse(print(tree)) == tree` can be asked. Nothing here is checked;
`typecheck` gives it meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gmpcheck.source import NOWHERE, Span


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Ident:
    """A name at the place where it is declared or referred to."""

    text: str
    span: Span = _span()


# ---- expressions ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class IntLit:
    value: int
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class BoolLit:
    value: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class NilLit:
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Name:
    """A bare name: variable, parameter, binder, constant, status, enum label, step, type."""

    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Member:
    """`base.name`: a field, a qualified status, label or step, or a method before its call."""

    base: Expr
    name: Ident
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Index:
    """`base[i]`; `worker[m, p]` and `worker[]` name a process's current step."""

    base: Expr
    indices: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Call:
    """`f(x)` or, with a `Member` as callee, `q.front()`."""

    callee: Expr
    args: tuple[Expr, ...]
    span: Span = _span()


UnaryOp = Literal["!", "-", "always", "eventually", "next"]
BinaryOp = Literal[
    "~>", "==>", "||", "&&", "until", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"
]


@dataclass(frozen=True, slots=True)
class Unary:
    op: UnaryOp
    operand: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Binary:
    op: BinaryOp
    left: Expr
    right: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Conditional:
    """`test ? then : otherwise`."""

    test: Expr
    then: Expr
    otherwise: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Between:
    """`lo..hi` as the domain of a binder or the right side of `in`."""

    low: Expr
    high: Expr
    span: Span = _span()


QuantifierKind = Literal["forall", "exists", "count", "sum"]


@dataclass(frozen=True, slots=True)
class Quantifier:
    kind: QuantifierKind
    binders: tuple[Ident, ...]
    domain: Expr
    body: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class SetLit:
    items: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class StructLit:
    """`Timer{when: 2}`; absent fields take their defaults."""

    name: Ident
    fields: tuple[tuple[Ident, Expr], ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class All:
    """`all G`: every value of a type, in order."""

    name: Ident
    span: Span = _span()


Expr = (
    IntLit
    | BoolLit
    | NilLit
    | Name
    | Member
    | Index
    | Call
    | Unary
    | Binary
    | Conditional
    | Between
    | Quantifier
    | SetLit
    | StructLit
    | All
)

# ---- types ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NamedType:
    """`bool`, `int`, or the name of an enum, a machine or a struct."""

    name: Ident
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class RangeType:
    low: Expr
    high: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class OptionalType:
    inner: TypeExpr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class QueueType:
    element: TypeExpr
    capacity: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class SetType:
    element: TypeExpr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ArrayType:
    index: TypeExpr
    element: TypeExpr
    span: Span = _span()


TypeExpr = NamedType | RangeType | OptionalType | QueueType | SetType | ArrayType

# ---- statements -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """Statements between braces; the span includes the braces."""

    statements: tuple[Stmt, ...]
    span: Span = _span()


AssignOp = Literal["=", "+=", "-="]


@dataclass(frozen=True, slots=True)
class Assign:
    target: Expr
    op: AssignOp
    value: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Let:
    name: Ident
    value: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class If:
    """`if c { } else if d { } else { }`: `branches` holds the tests with their blocks in order."""

    branches: tuple[tuple[Expr, Block], ...]
    otherwise: Block | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class For:
    binder: Ident
    domain: Expr
    body: Block
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Choose:
    binder: Ident
    domain: Expr
    where: Expr | None
    body: Block
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Either:
    branches: tuple[Block, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Assert:
    test: Expr
    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Await:
    test: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Goto:
    step: Ident
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Return:
    value: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Halt:
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class CallRoutine:
    """`call r(x)` or `target = call r(x)`."""

    target: Expr | None
    routine: Ident
    args: tuple[Expr, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Do:
    """A proc call `f(x)` or a method that changes its receiver, `q.push(x)`, as a statement."""

    call: Call
    span: Span = _span()


Stmt = Assign | Let | If | For | Choose | Either | Assert | Await | Goto | Return | Halt | CallRoutine | Do

# ---- declarations -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnyValue:
    """`= any where c`: every value of the type that satisfies c is an initial value."""

    where: Expr | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A formal parameter of an action, process, routine, function, proc or property."""

    name: Ident
    type: TypeExpr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a machine or struct, or a local of a process or routine."""

    name: Ident
    type: TypeExpr
    init: Expr | AnyValue | None
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Fairness:
    """`fair`, `strong fair`, with `[m, p]` as `key`; `key` is None where no brackets stand."""

    strength: Literal["weak", "strong"]
    key: tuple[Ident, ...] | None
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Import:
    path: str
    span: Span = _span()
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Param:
    """`param NG: 1..16 = 3`; a variant may leave the type out."""

    name: Ident
    type: TypeExpr | None
    value: Expr
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Const:
    name: Ident
    value: Expr
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Enum:
    name: Ident
    labels: tuple[Ident, ...]
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Struct:
    name: Ident
    fields: tuple[Field, ...]
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """`running -> runnable | dead`; no targets where no arrow is written."""

    name: Ident
    targets: tuple[Ident, ...]
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Status:
    entries: tuple[StatusEntry, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Machine:
    name: Ident
    count: Expr
    status: Status | None
    fields: tuple[Field, ...]
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Var:
    name: Ident
    type: TypeExpr
    init: Expr | AnyValue | None
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InitBlock:
    body: Block
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class InitWhere:
    condition: Expr
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Func:
    name: Ident
    params: tuple[Parameter, ...]
    result: TypeExpr
    body: Expr
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Proc:
    name: Ident
    params: tuple[Parameter, ...]
    body: Block
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Action:
    fairness: Fairness | None
    name: Ident
    params: tuple[Parameter, ...]
    guard: Expr | None
    body: Block
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Step:
    name: Ident
    body: Block
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Process:
    fairness: Fairness | None
    name: Ident
    params: tuple[Parameter, ...]
    locals: tuple[Field, ...]
    steps: tuple[Step, ...]
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Routine:
    name: Ident
    params: tuple[Parameter, ...]
    result: TypeExpr | None
    locals: tuple[Field, ...]
    steps: tuple[Step, ...]
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class EndWhen:
    condition: Expr
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class DeadlockOff:
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Bound:
    condition: Expr
    doc: str = ""
    span: Span = _span()


PropertyKind = Literal["invariant", "starvation", "lostwakeup", "property", "recoverable", "reachable"]


@dataclass(frozen=True, slots=True)
class Property:
    """Any named property; temporal operators stand in the body as `Unary` and `Binary`."""

    kind: PropertyKind
    name: Ident
    params: tuple[Parameter, ...]
    body: Expr
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Expect:
    property: Ident
    verdict: Literal["holds", "violated"]
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Without:
    """`without retake` or, with an owner, `without worker.recheck`."""

    owner: Ident | None
    name: Ident
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class StepReplacement:
    """`step worker.recheck { … }` in a variant."""

    owner: Ident
    step: Step
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Variant:
    name: Ident
    title: str
    items: tuple[VariantItem, ...]
    doc: str = ""
    span: Span = _span()


Decl = (
    Import
    | Param
    | Const
    | Enum
    | Struct
    | Machine
    | Var
    | InitBlock
    | InitWhere
    | Func
    | Proc
    | Action
    | Process
    | Routine
    | EndWhen
    | DeadlockOff
    | Bound
    | Property
    | Expect
    | Variant
)
VariantItem = Decl | Without | StepReplacement


@dataclass(frozen=True, slots=True)
class Comment:
    """A `//` comment that is no doc comment; `own_line` says that nothing stands before it."""

    text: str
    own_line: bool
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Spec:
    """One file: its `spec` line, its declarations in order, and its comments for the printer."""

    name: Ident | None
    declarations: tuple[Decl, ...]
    doc: str = ""
    comments: tuple[Comment, ...] = field(default=(), compare=False, repr=False)
    span: Span = _span()
