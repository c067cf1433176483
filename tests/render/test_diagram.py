"""Pictures: their DOT, that Graphviz draws it, and that no name breaks it."""

from __future__ import annotations

import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gmpcheck.diagnostics import SpecError
from gmpcheck.model import ir
from gmpcheck.model.interpreter import Interpreter
from gmpcheck.model.runs import Choice, Move
from gmpcheck.model.types import Array, Bool, Enum, Machine, Optional
from gmpcheck.render import dot as dot_module
from gmpcheck.render.diagram import DiagramOptions, counterexample_dot, trace_dot
from gmpcheck.render.dot import render_dot
from gmpcheck.render.lifecycle import lifecycle_dot
from gmpcheck.render.palette import shapes, status_colors
from gmpcheck.render.status_changes import StatusChange, status_changes
from gmpcheck.results.coverage import ActionCoverage, Coverage
from gmpcheck.results.trace import Step, Trace
from gmpcheck.results.verdict import Blocked, Holds, PropertyResult, Scope, Unknown, Violated
from gmpcheck.source import Source
from gmpcheck.syntax.parser import parse
from gmpcheck.typecheck import check
from tests.render import small

GOLDEN = Path(__file__).parent / "golden"
Golden = Callable[[Path, str], None]
OPTIONS = DiagramOptions("invariant one_owner is false", "specs/small.gmp, NG=2")


def texts(svg: bytes) -> list[str]:
    """Every text in a picture; a text that was broken in two has two entries."""
    root = ElementTree.fromstring(svg)
    return ["".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize(
    ("name", "trace"), [("faulted", small.faulted()), ("lasso", small.lasso()), ("stutter", small.stutter())]
)
def test_golden(name: str, trace: Trace, golden: Golden) -> None:
    golden(GOLDEN / f"{name}.dot", trace_dot(trace, OPTIONS))


def test_the_picture_shows_what_matters() -> None:
    found = texts(render_dot(trace_dot(small.faulted(), OPTIONS), "svg"))
    for text in ("invariant one_owner is false", "● G0", "▲ M0", "■ P1", "running", "runq=[G0, G1]"):
        assert text in found
    assert "✗ nil dereference: m.p is nil (specs/small.gmp:5:5)" in found
    assert "specs/small.gmp, NG=2" in found


@pytest.mark.parametrize(("form", "magic"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_formats(form: dot_module.PictureFormat, magic: bytes) -> None:
    assert render_dot(trace_dot(small.lasso()), form).startswith(magic)


HOSTILE = [
    "<script>alert(1)</script>",
    "\"'`&amp;&#0;",
    "\\N \\G \\l \\",
    "a" * 10_000,
    "\x00\x1b[31m\x07",
    "]]> <!-- --> </TABLE>",
    "名前 ‮evil",
    "",
    " ",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_breaks_the_picture(name: str) -> None:
    model = small.small_model()
    action = replace(model.actions[0], name=name)
    variables = tuple(replace(v, name=name) if v.name == "budget" else v for v in model.variables)
    labels = Enum("M.status", (name, "running" + name, "x"))
    model = replace(
        model,
        actions=(action, *model.actions[1:]),
        variables=variables,
        statuses=(("M", labels), *model.statuses),
    )
    trace = small.faulted()
    fault = replace(trace.steps[-1], fault=replace(trace.steps[-1].fault, message=name))  # type: ignore[type-var]
    first = Step(Move(0, (0, 1), (Choice(name, name),)), trace.steps[0].state)
    hostile = Trace(model, trace.initial, (first, *trace.steps[1:-1], fault))
    svg = render_dot(trace_dot(hostile, DiagramOptions(name, name, (name,))), "svg")
    assert b"<script" not in svg
    assert all(len(text) < 300 for text in texts(svg))
    render_dot(lifecycle_dot(model), "svg")


def test_backslashes_stay_what_they_are() -> None:
    svg = render_dot(trace_dot(small.run(), DiagramOptions("of \\N and \\G")), "svg")
    assert "of \\N and \\G" in texts(svg)


def long_trace(steps: int, loop: int | None = None) -> Trace:
    trace = small.run()
    repeated = tuple(Step(s.move, s.state) for _ in range(steps // 3 + 1) for s in trace.steps)[:steps]
    return Trace(trace.model, trace.initial, repeated, loop)


def test_the_middle_of_a_long_trace_is_left_out_and_said_to_be() -> None:
    dot = trace_dot(long_trace(100))
    assert "… 61 states are not drawn; the text of this trace has them all …" in dot
    assert "<B>100</B>" in dot
    assert "<B>50</B>" not in dot
    assert "not drawn; " not in trace_dot(long_trace(40))


@pytest.mark.parametrize("loop", [0, 5, 50, 99, 100])
def test_a_bracket_is_drawn_wherever_a_lasso_returns(loop: int) -> None:
    dot = trace_dot(long_trace(100, loop))
    assert dot.count('SIDES="TRB"') == 1
    assert render_dot(dot, "svg")


def test_results_choose_their_picture() -> None:
    waiting = tuple(Blocked(f"M{i}", "acquire", "m.status == idle") for i in range(20))
    deadlock = PropertyResult("deadlock", "deadlock", Violated(small.run(), "deadlock", None, waiting))
    drawn = counterexample_dot(deadlock)
    assert drawn is not None
    assert "M0 cannot acquire: m.status == idle" in drawn
    assert "… and 9 more; the text has them all" in drawn
    witness = counterexample_dot(PropertyResult("s", "reachable", Holds(Scope.EXHAUSTIVE, None, small.run())))
    assert witness is not None
    assert "s is reachable" in witness
    assert counterexample_dot(PropertyResult("s", "temporal", Unknown("no"))) is None


def test_without_any_graphviz_the_user_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    done = subprocess.CompletedProcess([], 3, b"", b"")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)
    with pytest.raises(SpecError) as raised:
        render_dot("digraph {}", "png")
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.code == "GMP730"
    assert "pip install pygraphviz" in diagnostic.help


def test_what_graphviz_cannot_draw_is_no_traceback() -> None:
    with pytest.raises(SpecError) as raised:
        render_dot("digraph {", "svg")
    assert raised.value.diagnostics[0].code == "GMP731"


# ---- lifecycles -------------------------------------------------------------------------------


def moving_model() -> ir.Model:
    """The small model with an action that moves G along its lifecycle, and M without knowing where."""
    model = small.small_model()
    g, m = model.variables[0].type, model.variables[1].type
    assert isinstance(g, Array)
    assert isinstance(m, Array)
    me = ir.Local(0, Machine("G", 2))
    mine = ir.Element(ir.StateVar(0, g), me, g.element)
    whose = ir.Local(1, Machine("M", 2))

    def to(variable: int, t: Array, index: ir.Expr, target: int) -> ir.Assign:
        return ir.Assign(ir.Place(variable, (ir.At(index),), t.element), ir.Const(target, t.element))

    guard = ir.Compare("==", mine, ir.Const(0, g.element), Bool())
    params = (ir.Parameter("g", Machine("G", 2), 0), ir.Parameter("m", Machine("M", 2), 1))
    body = (to(0, g, me, 1), to(1, m, whose, 1), to(0, g, me, 3))
    execute = ir.Action("execute", "execute", params, guard, body, 2, None)
    return replace(model, actions=(execute,))


def test_status_changes_follow_guards_and_earlier_assignments() -> None:
    assert status_changes(moving_model()) == (
        StatusChange("G", 0, 1, "execute"),
        StatusChange("M", None, 1, "execute"),
        StatusChange("G", 1, 3, "execute"),
    )


def test_what_is_known_of_an_instance_ends_when_its_name_changes() -> None:
    model = moving_model()
    g = model.variables[0].type
    assert isinstance(g, Array)
    holder = ir.Element(ir.StateVar(4, model.variables[4].type), ir.Local(0, Machine("M", 2)), g.element)
    held = ir.Element(ir.StateVar(0, g), ir.Checked(holder, Machine("G", 2)), g.element)
    guard = ir.Compare("==", held, ir.Const(1, g.element), Bool())
    place = ir.Place(4, (ir.At(ir.Local(0, Machine("M", 2))),), Optional(Machine("G", 2)))
    move_on = ir.Assign(place, ir.Const(1, Optional(Machine("G", 2))))
    at_held = ir.Place(0, (ir.At(ir.Checked(holder, Machine("G", 2))),), g.element)
    stop = ir.Assign(at_held, ir.Const(4, g.element))
    first = replace(model.actions[0], guard=guard, body=(stop,))
    second = replace(first, body=(move_on, stop))
    assert status_changes(replace(model, actions=(first,))) == (StatusChange("G", 1, 4, "execute"),)
    assert status_changes(replace(model, actions=(second,))) == (StatusChange("G", None, 4, "execute"),)


def test_golden_lifecycles(golden: Golden) -> None:
    golden(GOLDEN / "lifecycles.dot", lifecycle_dot(moving_model()))


def test_lifecycles_with_coverage_mark_what_is_never_taken() -> None:
    never = lifecycle_dot(moving_model(), Coverage((ActionCoverage("execute", 0, 0, 0),)))
    taken = lifecycle_dot(moving_model(), Coverage((ActionCoverage("execute", 9, 9, 9),)))
    assert "execute (never taken)" in never
    assert "never taken" not in taken
    found = texts(render_dot(never, "svg"))
    assert "open lifecycle: any change is legal" in found


# ---- palette ----------------------------------------------------------------------------------


def test_statuses_of_one_machine_look_different() -> None:
    for labels in [
        small.G_LABELS,
        ("_Grunnable", "_Grunning", "_Gdead"),
        ("a", "b", "c", "ready", "runnable"),
    ]:
        colors = status_colors(labels)
        assert len(set(colors)) == len(labels)
    assert status_colors(("_Grunnable",)) == status_colors(("runnable",))


def test_machines_of_the_field_have_its_shapes() -> None:
    model = replace(
        small.small_model(), machines=(*small.small_model().machines, Machine("X", 1), Machine("Y", 1))
    )
    assert list(shapes(model).values()) == ["●", "▲", "■", "◆", "★"]


def test_a_wide_picture_does_not_cut_the_lines_of_its_title() -> None:
    model = check(parse(Source("wide.gmp", "spec wide machine M[14] { on: bool = true }"))).model
    words = [f"word{i}" for i in range(60)]
    wide = trace_dot(
        Trace(model, next(Interpreter(model).initial()), ()), DiagramOptions(title=" ".join(words))
    )
    assert all(word in wide for word in words)
