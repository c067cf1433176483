"""ITF files: what is written is read back, and nothing else is accepted."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmpcheck.diagnostics import SpecError
from gmpcheck.model import types
from gmpcheck.model.ir import Variable
from gmpcheck.model.types import Array, Bool, Enum, Machine, Optional, Queue, Range, Set, Struct, Type
from gmpcheck.results.itf import TraceMeta, dumps, encode, from_itf, loads, settings, to_itf
from gmpcheck.results.saved import decode, decode_state, decode_trace
from gmpcheck.results.trace import Trace
from tests.render import small

META = TraceMeta(
    tool="0.1.0",
    spec="specs/small.gmp",
    name="small",
    variant=None,
    params=(("NG", 2), ("async", True)),
    property="one_owner",
    kind="invariant",
    instance=(("m", "M0"),),
    sentence="invariant one_owner is false for m=M0",
)


def code_of(raised: pytest.ExceptionInfo[SpecError]) -> str:
    (diagnostic,) = raised.value.diagnostics
    return diagnostic.code


@pytest.mark.parametrize("trace", [small.run(), small.lasso(), small.stutter()])
def test_a_trace_survives_the_file(trace: Trace) -> None:
    saved = loads(dumps(to_itf(trace, META)), "t.itf.json")
    assert saved.meta == META
    assert decode_trace(trace.model, saved) == trace


def test_a_fault_survives_without_its_place() -> None:
    trace = small.faulted()
    saved = loads(dumps(to_itf(trace, META)), "t.itf.json")
    assert saved.fault is not None
    assert saved.fault.position == "specs/small.gmp:5:5"
    again = decode_trace(trace.model, saved)
    assert again.steps[:-1] == trace.steps[:-1]
    assert again.steps[-1].move == trace.steps[-1].move
    assert again.steps[-1].fault is not None
    assert again.steps[-1].fault.message == "m.p is nil"


def test_the_document_is_plain_itf() -> None:
    document = to_itf(small.lasso(), META)
    assert list(document) == ["#meta", "vars", "states", "loop"]
    state = document["states"][2]
    assert state["P.runq"] == {"#map": [["P0", []], ["P1", ["G1"]]]}
    assert state["M.p"] == {"#map": [["M0", "P1"], ["M1", "nil"]]}
    assert state["timer"] == {"when": 3, "armed": True}
    assert state["tried"] == {"#set": ["P0", "P1"]}
    assert state["budget"] == {"#bigint": str(2**60)}
    assert state["#meta"] == {
        "index": 2,
        "action": "worker.find",
        "key": "worker.find",
        "args": [{"name": "m", "value": "M0"}],
        "choices": [{"name": "v", "value": "P0"}, {"name": "either", "value": "2"}],
    }


def test_the_text_is_json_with_a_line_per_state() -> None:
    text = dumps(to_itf(small.run(), META))
    assert json.loads(text) == to_itf(small.run(), META)
    assert text.endswith("}\n")
    assert sum(line.startswith('  {"#meta": {"index"') for line in text.splitlines()) == 4


def test_a_path_that_is_no_text_can_be_written() -> None:
    dumps(to_itf(small.run(), replace(META, spec="bad\udcff.gmp"))).encode("utf-8")


def test_parameters_as_the_command_line_takes_them() -> None:
    assert settings(META) == {"NG": "2", "async": "true"}


# ---- values -----------------------------------------------------------------------------------

SCALARS = st.sampled_from(
    [Bool(), Range(-3, 3), Range(2**60, 2**60 + 2), Enum("E", ("a", "b")), Machine("G", 3)]
)


def _bigger(inner: st.SearchStrategy[Type]) -> st.SearchStrategy[Type]:
    index = st.sampled_from([Bool(), Range(-1, 1), Enum("I", ("x",)), Machine("P", 2), Machine("Z", 0)])
    return st.one_of(
        st.builds(Queue, inner, st.integers(0, 2)),
        st.builds(Set, inner),
        st.builds(Array, index, inner),
        inner.map(lambda t: Struct("S", (("f", t), ("g", Bool())))),
    )


TYPES = st.recursive(
    st.one_of(
        SCALARS, st.builds(Optional, st.sampled_from([Machine("M", 2), Range(0, 1), Enum("E", ("a",))]))
    ),
    _bigger,
    max_leaves=3,
)


def values(t: Type) -> st.SearchStrategy[Any]:
    match t:
        case Queue(element, capacity):
            return st.lists(values(element), max_size=capacity).map(tuple)
        case Set(element):
            return st.frozensets(values(element), max_size=3)
        case Array(index, element):
            return st.tuples(*([values(element)] * types.count(index)))
        case Struct(_, fields):
            return st.tuples(*(values(f) for _, f in fields))
        case Optional(inner):
            return st.none() | values(inner)
        case _:
            return st.sampled_from(list(types.values(t)))


@given(st.data())
def test_every_value_survives(data: st.DataObject) -> None:
    t = data.draw(TYPES)
    value = data.draw(values(t))
    text = json.dumps(encode(t, value))
    assert decode(t, json.loads(text), "x") == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["#set", "#map", "#bigint", "#meta", "f", "vars", "states"]), inner)
    ),
    max_leaves=8,
)


@given(TYPES, JSON)
def test_no_value_of_another_shape_gets_in(t: Type, value: Any) -> None:
    try:
        found = decode(t, value, "x")
    except SpecError:
        return
    assert types.contains(t, found)


# ---- files that are no traces -----------------------------------------------------------------


@given(JSON)
def test_foreign_json_is_refused(document: Any) -> None:
    with pytest.raises(SpecError):
        from_itf(document)


@given(st.text())
def test_foreign_text_is_refused(text: str) -> None:
    with pytest.raises(SpecError):
        loads(text, "x.json")


@pytest.mark.parametrize("text", ["[" * 100_000, "9" * 5000, "NaN", '{"#meta": NaN}', "", "\x00"])
def test_text_that_hurts_parsers_is_refused(text: str) -> None:
    with pytest.raises(SpecError):
        loads(text, "x.json")


def test_every_truncation_is_refused() -> None:
    text = dumps(to_itf(small.faulted(), META))
    for length in range(0, len(text) - 2, 7):
        with pytest.raises(SpecError) as raised:
            loads(text[:length], "t.itf.json")
        assert code_of(raised) == "GMP710"
        assert raised.value.diagnostics[0].span is not None


def places(document: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every field and element in a JSON document."""
    items = document.items() if isinstance(document, dict) else enumerate(document)
    found = []
    for key, value in items:
        found.append((*path, key))
        if isinstance(value, dict | list):
            found += places(value, (*path, key))
    return found


@pytest.mark.parametrize("replacement", ["gone", None, 7, "x", [], {}, -1])
def test_any_damaged_place_is_an_error_or_still_a_trace_of_the_model(replacement: Any) -> None:
    whole = to_itf(small.faulted(), META) | {"loop": 0}
    for path in places(whole):
        document = copy.deepcopy(whole)
        owner = document
        for key in path[:-1]:
            owner = owner[key]
        if replacement == "gone":
            del owner[path[-1]]
        else:
            owner[path[-1]] = replacement
        with suppress(SpecError):
            decode_trace(small.small_model(), from_itf(document, "t"))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("#meta", "format"), "TLC", "does not say that gmpcheck wrote it"),
        (("#meta", "version"), 99, "format version 99"),
        (("#meta", "version"), True, "`#meta.version` is not an integer"),
        (("#meta", "sentence"), 3, "`#meta.sentence` is not a string"),
        (("states",), [], "`states` is empty"),
        (("states", 2), 5, "states[2] is not a record"),
        (("states", 3, "#meta"), [], "`states[3].#meta` is not a record"),
        (("states", 2, "#meta", "index"), 7, "states[2].#meta: `index` is 7, not 2"),
        (("states", 1, "extra"), 7, "states[1]: `extra` is not among `vars`"),
        (("vars",), ["globq", "globq"], "`vars` is not a list without repetition"),
        (("loop",), 4, "`loop` is 4, but the states are numbered 0 to 3"),
    ],
)
def test_damage_is_said_with_its_place(path: tuple[Any, ...], value: Any, said: str) -> None:
    document = to_itf(small.run(), META)
    owner: Any = document
    for key in path[:-1]:
        owner = owner[key]
    owner[path[-1]] = value
    with pytest.raises(SpecError, match=None) as raised:
        from_itf(document, "t.itf.json")
    assert said in raised.value.diagnostics[0].message


def test_a_missing_field_is_named() -> None:
    document = to_itf(small.run(), META)
    del document["states"][3]["#meta"]
    with pytest.raises(SpecError) as raised:
        from_itf(document, "t.itf.json")
    message = raised.value.diagnostics[0].message
    assert message == "the trace file t.itf.json is damaged: states[3] has no `#meta`"


# ---- specs that have changed ------------------------------------------------------------------


def test_renamed_variables_are_named() -> None:
    model = small.small_model()
    saved = loads(dumps(to_itf(small.run(model), META)), "t")
    first, *rest = model.variables
    renamed = replace(model, variables=(replace(first, name="G.state"), *rest))
    with pytest.raises(SpecError) as raised:
        decode_state(renamed, saved.initial)
    assert code_of(raised) == "GMP714"
    notes = [n.text for n in raised.value.diagnostics[0].notes]
    assert notes == [
        "the trace has `G.status`, which the spec does not declare",
        "the spec declares `G.state`, which the trace does not have",
    ]


def test_a_value_that_no_longer_fits_is_named() -> None:
    model = small.small_model()
    saved = loads(dumps(to_itf(small.run(model), META)), "t")

    def narrowed(v: Variable) -> Variable:
        return replace(v, type=Range(0, 3)) if v.name == "budget" else v

    narrow = replace(model, variables=tuple(map(narrowed, model.variables)))
    with pytest.raises(SpecError) as raised:
        decode_trace(narrow, saved)
    assert code_of(raised) == "GMP715"
    assert "`budget` of states[2]" in raised.value.diagnostics[0].message


def test_a_renamed_action_has_a_suggestion() -> None:
    model = small.small_model()
    saved = loads(dumps(to_itf(small.run(model), META)), "t")
    renamed = tuple(
        replace(a, name="aquire", key="aquire") if a.name == "acquire" else a for a in model.actions
    )
    with pytest.raises(SpecError) as raised:
        decode_trace(replace(model, actions=renamed), saved)
    assert code_of(raised) == "GMP716"
    assert raised.value.diagnostics[0].notes[0].text == "the spec has an action `aquire`"


def test_changed_parameters_are_said() -> None:
    model = small.small_model()
    saved = loads(dumps(to_itf(small.run(model), META)), "t")
    fewer = tuple(replace(a, params=a.params[:1]) for a in model.actions)
    with pytest.raises(SpecError) as raised:
        decode_trace(replace(model, actions=fewer), saved)
    assert "takes `acquire(m, p)`, but the action is `acquire(m)`" in raised.value.diagnostics[0].message
