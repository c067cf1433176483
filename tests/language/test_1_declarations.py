"""§1: declarations, their types, their initial values."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmpcheck import pipeline
from gmpcheck.diagnostics import SpecError
from gmpcheck.files import parse_file
from tests.language.running import (
    counts,
    errors,
    fault,
    model,
    reached,
    runs,
    starts,
    value,
    values,
    verdicts,
    verify,
    warnings,
)

# ---- files --------------------------------------------------------------------------------------


def test_doc_comments_attach_to_the_next_declaration() -> None:
    """`///` belongs to what follows it."""
    of = model("/// How many.\nparam N: 1..3 = 1\n/// Goes.\naction go when N == 1 {}\ndeadlock off")
    assert of.settings[0].doc == "How many."
    assert of.actions[0].doc == "Goes."


def test_white_space_and_newlines_never_matter() -> None:
    """The same spec on one line and on many, with and without `;`."""
    wide = """
    enum
    Color
    { red
    green }
    var c : Color
    action go
    when c
    == red
    {
    c
    =
    green
    }
    """
    narrow = "enum Color{red,green};var c:Color;action go when c==red{c=green;}"
    assert counts(wide) == counts(narrow) == (2, 1, 1)


def test_the_words_of_the_runtime_are_names() -> None:
    """status, runq, park, handoff, _Grunnable are all legal names."""
    text = """
    enum Gstatus { _Gidle, _Grunnable }
    machine M[1] { status { park -> handoff }  runq: queue[0..1, 1]  g: Gstatus }
    action unpark(m: M) when m.status == park && m.g == _Gidle { m.g = _Grunnable  m.status = handoff }
    reachable on: exists m in M: m.g == _Grunnable && empty(m.runq)
    """
    assert verdicts(text)["on"] == "holds"


# ---- imports ------------------------------------------------------------------------------------


def _files(folder: Path, **texts: str) -> str:
    for name, text in texts.items():
        (folder / f"{name}.gmp").write_text(text)
    return str(folder / "main.gmp")


def _verdicts(path: str) -> dict[str, str]:
    report = pipeline.verify(pipeline.load(path))
    return {p.name: type(p.verdict).__name__.lower() for p in report.properties}


def test_imports_bring_the_declarations_of_another_file(tmp_path: Path) -> None:
    """Types, variables, actions, properties; a file that imports one that imports."""
    path = _files(
        tmp_path,
        main='spec main import "one" action go when n == 0 { n = two() } end when n == 2',
        one='spec one import "sub" var n: 0..2 invariant small: n <= 1',
        sub="spec sub func two() 0..2 = 2",
    )
    assert _verdicts(path) == {"deadlock": "holds", "faults": "holds", "small": "violated"}


def test_a_file_imported_twice_is_there_once(tmp_path: Path) -> None:
    """Two ways to one file are no duplicates."""
    path = _files(
        tmp_path,
        main='spec main import "a" import "b" import "a" invariant zero: n == 0 deadlock off',
        a='spec a import "c"',
        b='spec b import "c"',
        c="spec c var n: 0..1",
    )
    assert _verdicts(path)["zero"] == "holds"


def test_a_name_may_be_declared_once_imports_included(tmp_path: Path) -> None:
    """The importing and the imported file share one name space."""
    path = _files(tmp_path, main='spec main import "a" var n: 0..1', a="spec a var n: 0..1")
    with pytest.raises(SpecError) as caught:
        pipeline.load(path)
    assert [d.code for d in caught.value.diagnostics] == ["GMP102"]


def test_claims_and_variants_of_an_imported_file_stay_behind(tmp_path: Path) -> None:
    """They are about that file alone."""
    path = _files(
        tmp_path,
        main='spec main import "a" deadlock off',
        a="spec a var n: 0..1 invariant zero: n == 0 expect zero violated variant v { expect zero violated }",
    )
    parsed = parse_file(path)
    assert pipeline.models(parsed) == (None,)
    assert pipeline.load_parsed(parsed, {}, None).checked.model.claims == ()


def test_imports_do_not_go_round(tmp_path: Path) -> None:
    """A cycle is an error, not a loop."""
    path = _files(tmp_path, main='spec main import "a"', a='spec a import "main"')
    with pytest.raises(SpecError) as caught:
        pipeline.load(path)
    assert [d.code for d in caught.value.diagnostics] == ["GMP707"]


def test_std_ships_inside_the_package(tmp_path: Path) -> None:
    """`std/runq` is found from anywhere."""
    path = _files(
        tmp_path,
        main="""spec main import "std/runq"
        machine G[2] {}  machine P[1] { runq: queue[G, 2] }  var globq: queue[G, 2] = all G
        action get(p: P) when !empty(globq) { globrunqget(p, 1) }
        end when empty(globq)
        invariant once: forall g in G: places(g) == 1""",
    )
    assert set(_verdicts(path).values()) == {"holds"}


# ---- parameters and constants -------------------------------------------------------------------

PARAMS = (
    "param NG: 1..16 = 3  param async: bool = true  enum C { red, green }  param c: C = green  const K = 2"
)


def test_parameters_have_defaults_and_can_be_set() -> None:
    """A bounded integer, a flag, an enum; --set overrides."""
    text = f"{PARAMS} machine G[NG] {{}} var q: queue[G, NG] = all G"
    assert starts(text, "len(q) * K; async; c") == ["6 true green"]
    shown = {s.name: s.value for s in model(text, NG=4, **{"async": "false"}, c="red").settings}
    assert shown == {"NG": 4, "async": False, "c": 0}
    assert model(text, NG=4).machines[0].size == 4


@pytest.mark.parametrize("setting", ["NG=0", "NG=17", "NG=x", "async=1", "c=blue", "NG=3.5"])
def test_bounds_of_parameters_are_checked(setting: str) -> None:
    """A value outside the type is refused."""
    name, _, text = setting.partition("=")
    assert errors(PARAMS, **{name: text}) == ["GMP605"]


def test_only_parameters_can_be_set() -> None:
    """Neither a constant nor an unknown name."""
    assert errors(PARAMS, K=3) == ["GMP604"]
    assert errors(PARAMS, other=3) == ["GMP604"]


def test_a_default_outside_the_bounds_is_an_error() -> None:
    """Bounds are checked for the default too."""
    assert errors("param N: 1..3 = 4") == ["GMP605"]


def test_bounds_of_types_are_constant_expressions_over_parameters() -> None:
    """Arithmetic, min and max, constants of constants."""
    text = "param N: 1..9 = 3 const K = max(N, 2) * 2 - 1 var n: 0..K + N = any machine G[K / 2] {}"
    assert len(starts(text, "n")) == 9  # 0..8
    assert model(text).machines[0].size == 2
    assert errors("var n: 0..2 var m: 0..n") == ["GMP213"]


# ---- machines -----------------------------------------------------------------------------------


def test_a_machine_has_that_many_instances() -> None:
    """Instances are values of the machine's type; names are G0, G1 …"""
    assert value("machine G[3] {} var g: G = G[2]", "g") == "G2"
    assert value("machine G[3] {}", "count g in G: true") == "3"


def test_the_first_status_is_the_initial_one() -> None:
    """Whether it has arrows or not."""
    text = "machine G[2] { status { a -> b  b -> a } } machine M[1] { status { z, y } }"
    assert starts(text, "forall g in G: g.status == a; forall m in M: m.status == z") == ["true true"]


LIFE = "machine G[1] { status { runnable -> running  running -> runnable | waiting | gone  waiting } }"


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ("running", "running"),
        ("running waiting", "waiting"),
        ("running gone", "gone"),
        ("running runnable running", "running"),
        ("waiting", "illegal status change"),
        ("runnable", "illegal status change"),
        ("running running", "illegal status change"),
        ("running waiting runnable", "illegal status change"),
        ("running gone runnable", "illegal status change"),
    ],
)
def test_arrows_close_a_lifecycle(changes: str, outcome: str) -> None:
    """Only listed changes are legal; a status without arrows, or only a target, is terminal."""
    body = " ".join(f"g.status = {s}" for s in changes.split())
    assert runs(LIFE, f"for g in G {{ {body} }}", "exists g in G: g.status == waiting") in (
        [outcome],
        ["true" if outcome == "waiting" else "false"],
    )
    assert ("illegal" in outcome) == (runs(LIFE, f"for g in G {{ {body} }}") == ["illegal status change"])


def test_without_arrows_every_change_is_legal() -> None:
    """An open lifecycle, the present status included."""
    body = "for m in M { m.status = c  m.status = a  m.status = a }"
    assert runs("machine M[1] { status { a, b, c } }", body) == ["true"]


def test_a_field_may_start_with_any_value() -> None:
    """`any`: each value of its type is an initial value, for each instance."""
    assert len(starts("machine G[2] { prio: 0..2 = any }", "true")) == 9
    assert len(starts("machine G[2] { prio: 0..2 = any  on: bool = any }", "true")) == 36


# ---- variables and initial states ---------------------------------------------------------------


def test_all_of_a_machine_is_a_queue_in_order() -> None:
    """`queue[G, NG] = all G` holds every G, in order."""
    assert value("machine G[3] {} var q: queue[G, 3] = all G", "q") == "[G0, G1, G2]"
    assert value("machine G[3] {} var s: set[G] = all G", "s") == "{G0, G1, G2}"


def test_any_where_filters() -> None:
    """Only the values that satisfy the condition."""
    assert starts(
        """var budget: 0..10 = any where budget % 2 ==
    0""",
        "budget",
    ) == ["0", "2", "4", "6", "8", "10"]


def test_any_where_of_arrays_structs_and_locals() -> None:
    """Over the whole value; for a local, for each instance of its process."""
    text = "machine G[3] {} var a: array[G, 0..2] = any where (sum g in G: a[g]) == 2"
    assert len(starts(text, "a")) == 6  # a 2 in one of three places, or a 1 in two of them
    assert len(starts("struct T { n: 0..2  b: bool } var t: T = any where t.b ==> t.n == 1", "t")) == 4
    text = "process p(k: 0..1) { var x: 0..2 = any where x >= k step s { x = 0 } }"
    assert len(starts(text, "true")) == 3 * 2
    assert starts("var s: set[0..2] = any where len(s) == 2", "s") == ["{0, 1}", "{0, 2}", "{1, 2}"]


def test_any_where_may_name_other_variables() -> None:
    """A condition over two `any` variables, whichever comes first."""
    assert starts("var a: 0..2 = any where a > b var b: 0..2 = any", "a;b") == ["1 0", "2 0", "2 1"]


@pytest.mark.parametrize(
    ("type", "number"),
    [
        ("bool", 2),
        ("0..4", 5),
        ("C", 2),
        ("G", 2),
        ("G?", 3),
        ("(0..3)?", None),
        ("set[C]", 4),
        ("queue[C, 2]", 1 + 2 + 4),
        ("queue[C, 0]", 1),
        ("array[G, 0..2]", 9),
        ("array[C, bool]", 4),
        ("array[0..1, set[C]]", 16),
        ("T", 2 * 3),
        ("queue[T, 1]", 1 + 6),
    ],
)
def test_any_of_every_type(type: str, number: int | None) -> None:
    """As many initial states as the type has values."""
    text = f"enum C {{ red, green }} machine G[2] {{}} struct T {{ a: bool  g: G? }} var x: {type} = any"
    if number is None:
        assert errors(text) == ["GMP028"]
    else:
        assert len(starts(text, "x")) == number


def test_init_runs_on_the_declared_defaults() -> None:
    """The statements see what the declarations say, `any` included."""
    text = "var a: 0..3 = 2 var b: 0..9 var c: 0..1 = any init { b = a * 2 + c  a = 0 }"
    assert starts(text, "a;b;c") == ["0 4 0", "0 5 1"]


def test_init_may_choose() -> None:
    """Each run of it gives an initial state; equal ones are one."""
    assert starts("var n: 0..9 init { choose x in 1..3 { n = x } }", "n") == ["1", "2", "3"]
    assert starts("var n: 0..9 init { either { n = 1 } or { n = 2 } or { n = 1 } }", "n") == ["1", "2"]
    assert starts("var n: 0..9 init { choose x in 1..3 where x != 2 { n = x } }", "n") == ["1", "3"]


def test_several_init_blocks_run_one_after_the_other() -> None:
    """Each in all its runs, in the order of the source."""
    text = "var n: 0..9 init { choose x in 1..2 { n = x } } init { either { n += 2 } or { n = 2 * n } }"
    assert sorted(starts(text, "n")) == ["2", "3", "4"]  # 1+2, 1*2, 2+2 = 2*2


def test_init_where_constrains_the_results() -> None:
    """Over `any` values, and after `init`; several are a conjunction."""
    text = "machine G[2] { prio: 0..2 = any } init where (count g in G: g.prio == 2) == 1"
    assert len(starts(text, "true")) == 4  # one of two, the other 0 or 1
    text = "var n: 0..9 = any init { if n < 5 { n += 5 } } init where n > 6 init where n != 8"
    assert starts(text, "n") == ["7", "9"]


def test_init_may_name_instances_and_process_steps() -> None:
    """`worker[M[1]] = two` before the first step."""
    text = """machine M[2] { on: bool }
    process worker(m: M) { step one { m.on = true } step two { halt } }
    init { M[0].on = true  worker[M[1]] = two }"""
    shown = "M[0].on; M[1].on; worker[M[0]] == one; worker[M[1]] == two"
    assert starts(text, shown) == ["true false true true"]


# ---- types and defaults -------------------------------------------------------------------------

TYPES = """enum C { red, green } machine G[2] {} struct T { when: 2..5  armed: bool  g: G? }
var b: bool  var n: 3..5  var c: C  var g: G?  var q: queue[G, 2]  var s: set[C]  var t: T
var a: array[C, 1..2]"""


def test_defaults() -> None:
    """false, lo, the first label, nil, empty; of a struct and an array, those of its parts."""
    assert values(TYPES, "b", "n", "c", "g", "q", "s", "t", "a") == [
        "false",
        "3",
        "red",
        "nil",
        "[]",
        "{}",
        "T{when: 2, armed: false, g: nil}",
        "[red: 1, green: 1]",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "machine G[2] {} var g: G",
        "machine G[2] { next: G }",
        "machine G[2] {} struct T { g: G } var t: T",
        "machine G[2] {} var a: array[bool, G]",
    ],
)
def test_a_reference_without_question_mark_needs_a_value(text: str) -> None:
    """There is no default instance, wherever the reference stands."""
    assert errors(text) == ["GMP210"]


def test_a_reference_may_be_given_or_any() -> None:
    """With either, there is no error."""
    assert errors("machine G[2] {} var g: G = G[0]") == []
    assert len(starts("machine G[2] {} var g: G = any", "g")) == 2


@pytest.mark.parametrize(
    ("index", "first", "last"),
    [
        ("C", "red", "green"),
        ("G", "G[0]", "G[1]"),
        ("2..4", "2", "4"),
        ("-1..1", "-1", "1"),
        ("bool", "false", "true"),
    ],
)
def test_arrays_have_an_element_for_each_index(index: str, first: str, last: str) -> None:
    """I is an enum, a machine or a range; each element is its own place."""
    declared = f"enum C {{ red, green }} machine G[2] {{}} var a: array[{index}, 0..9]"
    assert runs(declared, f"a[{first}] = 3  a[{last}] = 7", f"a[{first}]; a[{last}]") == ["3 7"]


@pytest.mark.parametrize(("index", "kind"), [("1", "index out of range"), ("5", "index out of range")])
def test_an_index_outside_is_a_fault(index: str, kind: str) -> None:
    """Of an array over 2..4, reading and writing."""
    declared = f"var a: array[2..4, 0..9] var i: 0..9 = {index}"
    assert runs(declared, "a[i] = 1") == [kind]
    assert runs(declared, 'let x = a[i]  assert x == 0, ""') == [kind]


def test_int_is_not_stored() -> None:
    """`int` is for inputs of actions only."""
    assert errors("var n: int") == ["GMP211"]
    assert errors("struct T { n: int }") == ["GMP211"]
    assert errors("process p(n: int) { step a {} }") == ["GMP211"]


def test_optional_of_machine_enum_or_range_only() -> None:
    """Not of bool, a struct or a collection."""
    for type in ("bool?", "T?", "set[bool]?", "queue[bool, 1]?", "G??"):
        assert errors(f"machine G[1] {{}} struct T {{ a: bool }} var x: {type}") == ["GMP204"], type
    assert values("enum C { red } var x: 1..3? var y: C?", "x", "y") == ["nil", "nil"]


# ---- names --------------------------------------------------------------------------------------


def test_bare_labels_resolve_by_the_other_side() -> None:
    """`idle` of M beside an M's status, of P beside a P's; on either side of ==."""
    text = "machine M[1] { status { idle, running } } machine P[1] { status { running, idle } }"
    assert values(text, "exists m in M: m.status == idle", "exists p in P: idle == p.status") == [
        "true",
        "false",
    ]


def test_qualified_labels() -> None:
    """`P.idle`, `Color.red` wherever a bare one is not enough."""
    text = "machine M[1] { status { idle } } machine P[1] { status { running, idle } } var x: 0..1"
    assert values(text, "P.idle == P.running", "P.idle in {P.idle}") == ["false", "true"]
    assert errors(f'{text} action go {{ let s = idle  assert s == s, "" }}') == ["GMP107"]


def test_unused_names_are_only_warned_about() -> None:
    """A warning is no error."""
    assert "GMP901" in warnings("const K = 2 deadlock off")
    assert verify("const K = 2 deadlock off").states == 1


def test_reachable_states_of_a_small_spec() -> None:
    """Machines of size 2 with two free bits: every combination is reached."""
    text = "machine G[2] { a: bool } action flip(g: G) { g.a = !g.a }"
    assert counts(text) == (4, 8, 2)
    assert reached(text, "count g in G: g.a") == {"0", "1", "2"}


def test_a_field_outside_its_range_is_a_fault() -> None:
    """The checker finds overflows, with the shortest path to them."""
    assert fault("var n: 0..2 action up { n += 1 }") == ("value out of range", 3)
