"""Traces as files in the Informal Trace Format, and back.

In: a `Trace` with its `TraceMeta`, or the text of a file. Out: a JSON document (`to_itf`, `dumps`),
or a `SavedTrace` (`loads`, `from_itf`), which knows no model yet; `gmpcheck.results.saved` puts it
together with one.

The format is that of Apalache's ADR-015 (`#meta`, `vars`, `states`, `loop`; `#set`, `#map`,
`#bigint`), so that other viewers of ITF read it. References, statuses and labels are strings as
reports show them (`G0`, `running`), nil is the string `nil`, queues are lists, structs are records.
What ITF has no place for stands in `#meta`: of the document, the question and its answer; of a
state, the step that led to it. A run that ends in a fault has no state after its last step, which
is kept in `#meta.fault`. `loop` is the index of the state to which the last step returns, and that
state is saved twice (first and last of the cycle): a stutter to a reader of plain ITF.
Deliberately absent: files; the pipeline reads and writes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from gmpcheck.model import types
from gmpcheck.model.ir import Model, State
from gmpcheck.model.runs import Fault, Move
from gmpcheck.results import errors
from gmpcheck.results.json_reader import Reader
from gmpcheck.results.trace import Trace
from gmpcheck.results.verdict import PropertyResult, Report, Violated
from gmpcheck.source import NOWHERE, Source, Span

Json: TypeAlias = Any
"""A value as the `json` module makes and takes it."""

FORMAT_VERSION = 1
_DESCRIPTION = "https://apalache-mc.org/docs/adr/015adr-trace.html"
_EXACT = 2**53
"""Integers beyond it are not exact in every reader of JSON and become `#bigint`."""


@dataclass(frozen=True, slots=True)
class TraceMeta:
    """The question that a trace answers. `spec` is the path as the user gave it, `params` the value
    of every parameter, `tool` the version of gmpcheck that saved it."""

    tool: str
    spec: str
    name: str
    variant: str | None
    params: tuple[tuple[str, bool | int | str], ...]
    property: str
    kind: str
    instance: tuple[tuple[str, str], ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class SavedStep:
    """A step by name: `action` is what reports show, `key` is unique. `args` are encoded values,
    `state` maps variables to encoded values; None after a faulting step."""

    action: str
    key: str
    args: tuple[tuple[str, Json], ...]
    choices: tuple[tuple[str, str], ...]
    state: Mapping[str, Json] | None


@dataclass(frozen=True, slots=True)
class SavedFault:
    """How a trace ends in a fault; `position` is `file:line:column`, empty where there is none."""

    kind: str
    message: str
    position: str


@dataclass(frozen=True, slots=True)
class SavedTrace:
    """A trace as read from a file: well formed, but not yet compared with any model."""

    meta: TraceMeta
    variables: tuple[str, ...]
    initial: Mapping[str, Json]
    steps: tuple[SavedStep, ...]
    loop: int | None
    fault: SavedFault | None


def trace_meta(report: Report, result: PropertyResult, tool: str) -> TraceMeta:
    """What a report says about the trace of one of its results."""
    model = report.model
    verdict = result.verdict
    return TraceMeta(
        tool=tool,
        spec=report.path,
        name=model.name,
        variant=model.variant,
        params=tuple((s.name, encode(s.bounds, s.value)) for s in model.settings),
        property=result.name,
        kind=result.kind,
        instance=result.instance,
        sentence=verdict.sentence if isinstance(verdict, Violated) else f"{result.name} is reachable",
    )


def settings(meta: TraceMeta) -> dict[str, str]:
    """The parameters as `--set` takes them."""
    return {name: str(v).lower() if isinstance(v, bool) else str(v) for name, v in meta.params}


# ---- writing ----------------------------------------------------------------------------------


def to_itf(trace: Trace, meta: TraceMeta) -> dict[str, Json]:
    """The document of a trace, keys in the order in which they are written."""
    model = trace.model
    states = [_state(model, 0, None, trace.initial)]
    for index, step in enumerate(trace.steps, 1):
        if step.state is not None:
            states.append(_state(model, index, step.move, step.state))
    document: dict[str, Json] = {
        "#meta": _meta(trace, meta),
        "vars": [v.name for v in model.variables],
        "states": states,
    }
    if trace.loop is not None:
        document["loop"] = trace.loop
    return document


def dumps(document: Mapping[str, Json]) -> str:
    """The text of a document: one line for each entry of `#meta` and each state, so that a diff of
    two traces shows states."""
    parts = []
    for key, value in document.items():
        match value:
            case dict() if value:
                inner = ",\n".join(f"  {_line(k)}: {_line(v)}" for k, v in value.items())
                parts.append(f"{_line(key)}: {{\n{inner}\n}}")
            case list() if value and isinstance(value[0], dict):
                parts.append(f"{_line(key)}: [\n" + ",\n".join(f"  {_line(v)}" for v in value) + "\n]")
            case _:
                parts.append(f"{_line(key)}: {_line(value)}")
    # A path may hold bytes that are no text; a file of lone surrogates could not be encoded.
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8", "replace").decode("utf-8")


def encode(t: types.Type, value: types.Value) -> Json:
    """A value of a type as ITF."""
    match t:
        case types.Bool():
            return value
        case types.Range() | types.Int():
            return value if abs(value) <= _EXACT else {"#bigint": str(value)}
        case types.Optional(inner):
            return "nil" if value is None else encode(inner, value)
        case types.Queue(element, _):
            return [encode(element, v) for v in value]
        case types.Set(element):
            return {"#set": [encode(element, v) for v in types.ordered(element, value)]}
        case types.Array(index, element):
            pairs = zip(types.values(index), value, strict=True)
            return {"#map": [[types.show(index, i), encode(element, v)] for i, v in pairs]}
        case types.Struct(_, fields):
            return {name: encode(f, v) for (name, f), v in zip(fields, value, strict=True)}
        case types.Enum() | types.Machine():
            return types.show(t, value)


def _line(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def _meta(trace: Trace, meta: TraceMeta) -> dict[str, Json]:
    document: dict[str, Json] = {
        "format": "ITF",
        "format-description": _DESCRIPTION,
        "source": meta.spec,
        "gmpcheck": meta.tool,
        "version": FORMAT_VERSION,
        "spec": meta.name,
        "variant": meta.variant,
        "params": dict(meta.params),
        "property": meta.property,
        "kind": meta.kind,
        "instance": dict(meta.instance),
        "sentence": meta.sentence,
    }
    last = trace.steps[-1] if trace.steps else None
    if last is not None and last.fault is not None:
        document["fault"] = _step(trace.model, last.move) | _fault(last.fault)
    return document


def _fault(fault: Fault) -> dict[str, Json]:
    position = "" if fault.span.source is NOWHERE.source else str(fault.span)
    return {"kind": fault.kind.value, "message": fault.message, "position": position}


def _step(model: Model, move: Move) -> dict[str, Json]:
    action = model.actions[move.action]
    args = zip(action.params, move.args, strict=True)
    return {
        "action": action.name,
        "key": action.key,
        "args": [{"name": p.name, "value": encode(p.type, v)} for p, v in args],
        "choices": [{"name": c.name, "value": c.shown} for c in move.choices],
    }


def _state(model: Model, index: int, move: Move | None, state: State) -> dict[str, Json]:
    meta: dict[str, Json] = {"index": index}
    if move is not None:
        meta |= _step(model, move)
    pairs = zip(model.variables, state, strict=True)
    return {"#meta": meta} | {v.name: encode(v.type, value) for v, value in pairs}


# ---- reading ----------------------------------------------------------------------------------


def loads(text: str, name: str) -> SavedTrace:
    """The trace in the text of a file called `name`. Raises SpecError for anything else."""
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        source = Source(name, text)
        raise errors.not_json(name, error.msg, Span(source, error.pos, error.pos + 1)) from None
    except RecursionError:
        raise errors.not_json(name, "values are nested too deeply", None) from None
    except ValueError as error:
        raise errors.not_json(name, str(error), None) from None
    return from_itf(document, name)


def _refuse_constant(constant: str) -> Json:
    raise ValueError(f"{constant} is no number of JSON")


def from_itf(document: Json, name: str = "trace") -> SavedTrace:
    """The trace in a JSON document; `name` is what messages call it. Raises SpecError where it is
    not one that `to_itf` could have made, whatever the model."""
    if not isinstance(document, dict) or not isinstance(document.get("#meta"), dict):
        raise errors.foreign(name, "it has no `#meta` record")
    reader = Reader(document, name)
    meta = reader.record("#meta")
    if meta.raw("format") != "ITF" or "gmpcheck" not in meta:
        raise errors.foreign(name, "its `#meta` does not say that gmpcheck wrote it")
    version = meta.integer("version")
    if version > FORMAT_VERSION:
        raise errors.newer(name, version, FORMAT_VERSION)
    variables = reader.strings("vars")
    states = reader.records("states")
    if not states:
        raise reader.wrong("`states` is empty")
    _check_indices(states)
    steps = tuple(_read_step(s.record("#meta"), _read_state(s, variables)) for s in states[1:])
    fault = meta.record("fault") if "fault" in meta else None
    if fault is not None:
        steps += (_read_step(fault, None),)
    return SavedTrace(
        meta=_read_meta(meta),
        variables=variables,
        initial=_read_state(states[0], variables),
        steps=steps,
        loop=_read_loop(reader, len(states)),
        fault=_read_fault(fault) if fault is not None else None,
    )


def _check_indices(states: tuple[Reader, ...]) -> None:
    for index, state in enumerate(states):
        meta = state.record("#meta")
        if (found := meta.integer("index")) != index:
            raise meta.wrong(f"`index` is {found}, not {index}: states are missing or out of order")


def _read_meta(meta: Reader) -> TraceMeta:
    return TraceMeta(
        tool=meta.string("gmpcheck"),
        spec=meta.string("source"),
        name=meta.string("spec"),
        variant=None if meta.raw("variant") is None else meta.string("variant"),
        params=meta.record("params").scalars(),
        property=meta.string("property"),
        kind=meta.string("kind"),
        instance=meta.record("instance").texts(),
        sentence=meta.string("sentence"),
    )


def _read_state(state: Reader, variables: tuple[str, ...]) -> Mapping[str, Json]:
    for name in state.names():
        if name != "#meta" and name not in variables:
            raise state.wrong(f"`{name}` is not among `vars`")
    return {name: state.present(name) for name in variables}


def _read_step(meta: Reader, state: Mapping[str, Json] | None) -> SavedStep:
    return SavedStep(
        action=meta.string("action"),
        key=meta.string("key"),
        args=tuple((a.string("name"), a.present("value")) for a in meta.records("args")),
        choices=tuple((c.string("name"), c.string("value")) for c in meta.records("choices")),
        state=state,
    )


def _read_fault(fault: Reader) -> SavedFault:
    return SavedFault(fault.string("kind"), fault.string("message"), fault.string("position"))


def _read_loop(reader: Reader, states: int) -> int | None:
    if "loop" not in reader:
        return None
    loop = reader.integer("loop")
    if not 0 <= loop < states:
        raise reader.wrong(f"`loop` is {loop}, but the states are numbered 0 to {states - 1}")
    return loop
