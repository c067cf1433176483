"""The typed model: what a spec means for one choice of parameters.

In the middle of everything: `typecheck` builds it, the interpreter defines its meaning, engines
and renderers read it. Names are resolved to positions: variables of the state to `Variable`s,
parameters, binders and `let`s to slots of a frame. Functions stay calls, procs and routines are
inlined, steps of processes are actions that test and set a hidden step variable. The value of
every expression has the static type `type`; whatever may go wrong when it is evaluated is a fault
reported at `span`. What the types exclude is absent: no unknown names, no unchecked conversions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from gmpcheck.model.types import Enum, Machine, Type, Value
from gmpcheck.source import NOWHERE, Span


def _span() -> Span:
    return field(default=NOWHERE, compare=False, repr=False, kw_only=True)


class FaultKind(StrEnum):
    """What can go wrong in a step; the values are the words of the reports."""

    NIL = "nil dereference"
    RANGE = "value out of range"
    FULL = "push to a full queue"
    EMPTY = "queue is empty"
    INDEX = "index out of range"
    ABSENT = "removal of an absent element"
    MOVE = "move_to of more elements than there are"
    DIVISION = "division by zero"
    LIFECYCLE = "illegal status change"
    ASSERT = "assertion failed"


# ---- expressions ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Const:
    value: Value
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class StateVar:
    """The present value of `Model.variables[variable]`."""

    variable: int
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Local:
    """The value in a slot of the frame: a parameter, a binder or a `let`."""

    slot: int
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Element:
    """`base[index]` of an array (fault INDEX) or a queue (by position from 0, fault INDEX)."""

    base: Expr
    index: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class FieldOf:
    """Field number `field` of a struct value."""

    base: Expr
    field: int
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Checked:
    """`base` as a value of `type`: NIL where it is nil and may not be, RANGE where out of bounds."""

    base: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Not:
    base: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Negate:
    base: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Exact; `/` and `%` truncate towards zero as in Go, by zero is the fault DIVISION."""

    op: Literal["+", "-", "*", "/", "%", "min", "max"]
    left: Expr
    right: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Compare:
    op: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Expr
    right: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Logic:
    """`&&`, `||`, `==>`: the right side is evaluated only where the left does not decide."""

    op: Literal["&&", "||", "==>"]
    left: Expr
    right: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Conditional:
    test: Expr
    then: Expr
    otherwise: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Contains:
    """`item in collection`; the collection is a queue or a set."""

    item: Expr
    collection: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Inspect:
    """What a queue or set says of itself; `front` and `back` of an empty queue: fault EMPTY."""

    op: Literal["len", "cap", "empty", "full", "front", "back"]
    base: Expr
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class MakeSet:
    items: tuple[Expr, ...]
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class MakeStruct:
    """Every field in order, defaults included."""

    fields: tuple[Expr, ...]
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Call:
    """`Model.functions[function]` of the arguments, which its parameters check."""

    function: int
    args: tuple[Expr, ...]
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class ValuesOf:
    """Domain: every value of a finite type, ascending."""

    type: Type


@dataclass(frozen=True, slots=True)
class Interval:
    """Domain: low..high, ascending; empty where high < low."""

    low: Expr
    high: Expr


@dataclass(frozen=True, slots=True)
class Members:
    """Domain: the positions of a queue's value, or the members of a set, ascending."""

    collection: Expr


Domain = ValuesOf | Interval | Members


@dataclass(frozen=True, slots=True)
class Quantifier:
    """forall and exists stop early; count counts, sum adds. The binder lives in `slot`."""

    kind: Literal["forall", "exists", "count", "sum"]
    slot: int
    domain: Domain
    body: Expr
    type: Type
    span: Span = _span()


Expr = (
    Const
    | StateVar
    | Local
    | Element
    | FieldOf
    | Checked
    | Not
    | Negate
    | Arithmetic
    | Compare
    | Logic
    | Conditional
    | Contains
    | Inspect
    | MakeSet
    | MakeStruct
    | Call
    | Quantifier
)

# ---- statements -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class At:
    """Path into an array: the element at `index` (fault INDEX)."""

    index: Expr


@dataclass(frozen=True, slots=True)
class In:
    """Path into a struct: field number `field`."""

    field: int


@dataclass(frozen=True, slots=True)
class Place:
    """A part of the state that can be assigned: a variable and the way into its value."""

    variable: int
    path: tuple[At | In, ...]
    type: Type
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Assign:
    """Value first, then the place's indices; faults RANGE, NIL, LIFECYCLE by the place's type."""

    place: Place
    value: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Let:
    slot: int
    value: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class If:
    test: Expr
    then: Body
    otherwise: Body
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class For:
    slot: int
    domain: Domain
    body: Body
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Choose:
    """One run per element of the domain on entry for which `where` holds; then the body."""

    slot: int
    domain: Domain
    where: Expr | None
    body: Body
    name: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Either:
    """One run per branch; a branch that opens with a false `Await` has none."""

    branches: tuple[Body, ...]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Await:
    """The run does not exist where the test is false."""

    test: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Assert:
    test: Expr
    text: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Push:
    queue: Place
    value: Expr
    end: Literal["front", "back"]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Pop:
    """Takes an element off the queue, then stores it in a place or a slot."""

    queue: Place
    end: Literal["front", "back"]
    into: Place | int
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Remove:
    """From a queue its first occurrence (fault ABSENT); from a set, if it is a member."""

    place: Place
    value: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Clear:
    """Makes a queue or a set empty."""

    place: Place
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Add:
    place: Place
    value: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class MoveTo:
    """The `count` front elements, in order, to the back of the other queue; faults MOVE, FULL."""

    source: Place
    target: Place
    count: Expr
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class End:
    """The run is complete: nothing after this is executed."""

    span: Span = _span()


Stmt = (
    Assign
    | Let
    | If
    | For
    | Choose
    | Either
    | Await
    | Assert
    | Push
    | Pop
    | Remove
    | Clear
    | Add
    | MoveTo
    | End
)
Body = tuple[Stmt, ...]

# ---- formulas ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Atom:
    """A state predicate."""

    expr: Expr


@dataclass(frozen=True, slots=True)
class Connective:
    op: Literal["!", "&&", "||", "==>"]
    operands: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Temporal:
    op: Literal["always", "eventually", "next", "until", "~>"]
    operands: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Instances:
    """forall or exists over a fixed domain whose body is temporal; the binder lives in `slot`."""

    kind: Literal["forall", "exists"]
    slot: int
    type: Type
    body: Formula


Formula = Atom | Connective | Temporal | Instances

# ---- the model --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter in its slot. As an `input` it has too many values to enumerate."""

    name: str
    type: Type
    slot: int
    input: bool = False


@dataclass(frozen=True, slots=True)
class Fixed:
    value: Value


@dataclass(frozen=True, slots=True)
class AnyValue:
    """Every value of the variable's type (in an array: for each element)."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One component of the state vector.

    A field of a machine is an array over its instances, named `G.status` and with `owner` G; the
    current step and the locals of a process are arrays over its parameters, with `owner` the
    process and `role` telling them apart.
    """

    name: str
    type: Type
    start: Fixed | AnyValue
    owner: str | None = None
    role: Literal["global", "field", "status", "step", "local"] = "global"
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Function:
    """Parameters fill the first slots of a frame of its own; arguments and result are checked."""

    name: str
    params: tuple[Parameter, ...]
    result: Type
    body: Expr
    slots: int
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Fairness:
    """One condition per value of the parameters in `key` (positions), over all actions that name
    the same `group`."""

    strength: Literal["weak", "strong"]
    group: str
    key: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Action:
    """One atomic transition per parameter tuple, guard and complete run of the body.

    A step of a process is an action `worker.find`; inside a routine `worker.wakep.cas`. Several
    actions share a name where a routine is called from several steps: `name` is what users see
    and what coverage counts, `key` is unique.
    """

    name: str
    key: str
    params: tuple[Parameter, ...]
    guard: Expr
    body: Body
    slots: int
    fairness: Fairness | None
    process: str | None = None
    doc: str = ""
    span: Span = _span()


PropertyKind = Literal["invariant", "starvation", "lostwakeup", "temporal", "recoverable", "reachable"]


@dataclass(frozen=True, slots=True)
class Property:
    """`formula` is an Atom for invariant, recoverable and reachable, and `~>` for leads-to."""

    name: str
    kind: PropertyKind
    params: tuple[Parameter, ...]
    formula: Formula
    slots: int
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Predicate:
    """A closed state predicate with the frame it needs: a bound, an end, an initial constraint."""

    expr: Expr
    slots: int
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Initialiser:
    """An `init { }` block: exempt from lifecycles; a fault in it is the user's error."""

    body: Body
    slots: int
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Claim:
    property: str
    verdict: Literal["holds", "violated"]
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Process:
    """A process, its parameters and its hidden step variable."""

    name: str
    params: tuple[Parameter, ...]
    step_variable: int
    halted: int
    doc: str = ""
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Setting:
    """A `param` with the value used; `bounds` is its declared type."""

    name: str
    value: Value
    bounds: Type
    doc: str = ""


@dataclass(frozen=True, slots=True)
class OrderedType:
    """Why the instances of a machine are not interchangeable: the first place that tells them
    apart."""

    machine: str
    reason: str
    span: Span = _span()


@dataclass(frozen=True, slots=True)
class Model:
    """A whole spec, or one variant of it, for fixed parameters.

    Initial states: the declared starts (every combination of the `AnyValue`s) that satisfy
    `start_where`, transformed by `init` in order, filtered by `init_where`.
    """

    name: str
    variant: str | None
    settings: tuple[Setting, ...]
    machines: tuple[Machine, ...]
    statuses: tuple[tuple[str, Enum], ...]
    variables: tuple[Variable, ...]
    functions: tuple[Function, ...]
    start_where: tuple[Predicate, ...]
    init: tuple[Initialiser, ...]
    init_where: tuple[Predicate, ...]
    actions: tuple[Action, ...]
    processes: tuple[Process, ...]
    ends: tuple[Predicate, ...]
    deadlock_off: bool
    bounds: tuple[Predicate, ...]
    properties: tuple[Property, ...]
    claims: tuple[Claim, ...]
    ordered: tuple[OrderedType, ...]
    doc: str = ""
    span: Span = _span()


State = tuple[Value, ...]
"""One value per `Model.variables` entry, in that order."""
