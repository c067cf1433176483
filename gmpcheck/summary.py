"""What `gmpcheck info` says of a model before anything is explored.

In: a model and the variants of its spec. Out: a `Summary`: parameters, the state vector with the bits
it needs, machines and whether their instances are interchangeable, action instances, properties,
variants, claims. Deliberately absent: anything that needs a search.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from gmpcheck.model import types
from gmpcheck.model.ir import Action, Model, Parameter, Variable
from gmpcheck.source import NOWHERE
from gmpcheck.syntax import ast


@dataclass(frozen=True, slots=True)
class ParameterLine:
    name: str
    value: str
    type: str
    doc: str


@dataclass(frozen=True, slots=True)
class VariableLine:
    """`bits`: what a packed state needs for it, the binary logarithm of its number of values."""

    name: str
    type: str
    values: int
    bits: int
    doc: str


@dataclass(frozen=True, slots=True)
class MachineLine:
    """`ordered`: what tells instances apart, None where the machine is symmetric."""

    name: str
    size: int
    statuses: tuple[str, ...]
    ordered: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class ActionLine:
    """`instances`: parameter tuples, inputs left out; several call sites of one step add up."""

    name: str
    instances: int
    fairness: str | None
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PropertyLine:
    name: str
    kind: str
    instances: int
    doc: str


@dataclass(frozen=True, slots=True)
class VariantLine:
    """`claims`: what it is said to break, and perhaps to keep."""

    name: str
    title: str
    claims: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    path: str
    spec: str
    variant: str | None
    doc: str
    parameters: tuple[ParameterLine, ...]
    variables: tuple[VariableLine, ...]
    machines: tuple[MachineLine, ...]
    actions: tuple[ActionLine, ...]
    properties: tuple[PropertyLine, ...]
    deadlock_checked: bool
    variants: tuple[VariantLine, ...]
    claims: tuple[tuple[str, str], ...]

    @property
    def bits(self) -> int:
        return sum(line.bits for line in self.variables)

    @property
    def action_instances(self) -> int:
        return sum(line.instances for line in self.actions)


def summarise(path: str, model: Model, variants: tuple[ast.Variant, ...]) -> Summary:
    """The summary of one model of a spec."""
    return Summary(
        path=path,
        spec=model.name,
        variant=model.variant,
        doc=model.doc,
        parameters=tuple(
            ParameterLine(s.name, types.show(s.bounds, s.value), str(s.bounds), s.doc) for s in model.settings
        ),
        variables=tuple(_variable(variable) for variable in model.variables),
        machines=tuple(_machine(model, machine) for machine in model.machines),
        actions=_actions(model.actions),
        properties=tuple(PropertyLine(p.name, p.kind, _instances(p.params), p.doc) for p in model.properties),
        deadlock_checked=not model.deadlock_off,
        variants=tuple(_variant(v) for v in variants),
        claims=tuple((claim.property, claim.verdict) for claim in model.claims),
    )


def _variable(variable: Variable) -> VariableLine:
    values = types.count(variable.type)
    bits = max(0, values - 1).bit_length()
    return VariableLine(variable.name, str(variable.type), values, bits, variable.doc)


def _variant(variant: ast.Variant) -> VariantLine:
    claims = (item for item in variant.items if isinstance(item, ast.Expect))
    return VariantLine(variant.name.text, variant.title, tuple((c.property.text, c.verdict) for c in claims))


def _machine(model: Model, machine: types.Machine) -> MachineLine:
    statuses = next((status.labels for name, status in model.statuses if name == machine.name), ())
    broken = next((o for o in model.ordered if o.machine == machine.name), None)
    place = None if broken is None or broken.span.source is NOWHERE.source else str(broken.span)
    return MachineLine(machine.name, machine.size, statuses, broken.reason if broken else None, place)


def _actions(actions: tuple[Action, ...]) -> tuple[ActionLine, ...]:
    lines: dict[str, ActionLine] = {}
    for action in actions:
        before = lines[action.name].instances if action.name in lines else 0
        lines[action.name] = ActionLine(
            action.name,
            before + _instances(action.params),
            action.fairness.strength if action.fairness else None,
            tuple(f"{p.name}: {p.type}" for p in action.params if p.input),
        )
    return tuple(lines.values())


def _instances(params: tuple[Parameter, ...]) -> int:
    return prod(types.count(p.type) for p in params if not p.input)
