"""Codes that no single spec produces: files, saved traces, pictures. Each has its golden `.err` file here.

Every case makes its files in an empty folder, does one thing there, and is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gmpcheck import files, pipeline
from gmpcheck.cli.main import main
from gmpcheck.codes import CODES
from gmpcheck.diagnostics import SpecError, render
from gmpcheck.render import dot
from gmpcheck.results.saved import decode_trace
from tests.conftest import Golden

HERE = Path(__file__).parent
SPEC = """spec counter
machine M[2] { status { idle -> running } }
var n: 0..3
action start(m: M) when m.status == idle { m.status = running n += 1 }
end when n == 2
invariant small: n < 2
"""


def _spec(name: str = "counter.gmp", text: str = SPEC) -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def _trace() -> Path:
    """A saved counterexample of the spec."""
    main.main(["verify", "--quiet", "--out", ".", _spec()], prog_name="gmpcheck", standalone_mode=False)
    return next(Path().rglob("*.itf.json"))


def _edited(edit: Callable[[Any], None]) -> None:
    path = _trace()
    document = json.loads(path.read_text(encoding="utf-8"))
    edit(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    _follow(path)


def _follow(path: Path) -> None:
    pipeline.replay(pipeline.open_trace(str(path)))


def missing_file() -> None:
    _spec("handoff.gmp")
    pipeline.load("handof.gmp")


def folder() -> None:
    Path("specs").mkdir()
    pipeline.load("specs")


def unreadable() -> None:
    pipeline.load(_spec() + "/inner.gmp")


def not_utf8() -> None:
    Path("latin.gmp").write_bytes("spec caf\xe9\n".encode("latin-1"))
    pipeline.load("latin.gmp")


def too_large() -> None:
    with open("trace.gmp", "wb") as file:
        file.truncate(files.LARGEST + 1)
    pipeline.load("trace.gmp")


def binary_import() -> None:
    Path("picture.gmp").write_bytes(b"\x89PNG")
    pipeline.load(_spec(text='spec a\nimport "picture"\n'))


def deep_imports() -> None:
    for number in range(files.DEEPEST + 1):
        _spec(f"f{number}.gmp", f'spec f{number}\nimport "f{number + 1}"\n')
    pipeline.load("f0.gmp")


def empty_folder() -> None:
    Path("specs").mkdir()
    files.find_specs("specs")


def truncated_trace() -> None:
    path = _trace()
    path.write_text(path.read_text(encoding="utf-8")[:60], encoding="utf-8")
    _follow(path)


def foreign_trace() -> None:
    Path("other.itf.json").write_text('{"vars": ["x"], "states": []}', encoding="utf-8")
    _follow(Path("other.itf.json"))


def newer_trace() -> None:
    _edited(lambda d: d["#meta"].update(version=99))


def damaged_trace() -> None:
    _edited(lambda d: d.update(states=[]))


def _decoded(spec: str) -> None:
    """The trace as a trace of a spec that has changed."""
    path = _trace()
    _spec(text=spec)
    opened = pipeline.open_trace(str(path))
    decode_trace(opened.loaded.checked.model, opened.saved)


def other_variables() -> None:
    _decoded(SPEC.replace("var n:", "var count_: 0..3\nvar n:"))


def other_values() -> None:
    _decoded(SPEC.replace("idle", "asleep"))


def other_actions() -> None:
    _decoded(SPEC.replace("action start", "action starts"))


def unknown_property() -> None:
    pipeline.verify(pipeline.load(_spec()), pipeline.Question(("smal",)))


def unwritable() -> None:
    files.write_atomically(_spec() + "/picture.svg", b"")


def trace_without_spec() -> None:
    path = _trace()
    Path("counter.gmp").unlink()
    _follow(path)


def no_lifecycle() -> None:
    pipeline.lifecycles(
        pipeline.load(_spec(text="spec plain\nvar n: 0..3\naction up { n = 1 }\n")), "dot", None
    )


def _draw(worker: str) -> None:
    """Draws with a script in the place of the worker that calls pygraphviz, and without `dot`."""
    Path("worker.py").write_text(worker, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dot, "_WORKER", Path("worker.py"))
        patch.setenv("PATH", "")
        dot.render_dot("digraph {}", "svg")


def no_graphviz() -> None:
    _draw("import sys\nsys.exit(3)\n")


def bad_picture() -> None:
    _draw("import sys\nsys.exit('layout aborted: the graph is too large')\n")


CASES: dict[str, Callable[[], None]] = {
    "GMP701_missing_file": missing_file,
    "GMP702_folder": folder,
    "GMP703_unreadable": unreadable,
    "GMP704_binary_import": binary_import,
    "GMP704_not_utf8": not_utf8,
    "GMP705_too_large": too_large,
    "GMP708_deep_imports": deep_imports,
    "GMP709_empty_folder": empty_folder,
    "GMP710_truncated_trace": truncated_trace,
    "GMP711_foreign_trace": foreign_trace,
    "GMP712_newer_trace": newer_trace,
    "GMP713_damaged_trace": damaged_trace,
    "GMP714_other_variables": other_variables,
    "GMP715_other_values": other_values,
    "GMP716_other_actions": other_actions,
    "GMP720_unknown_property": unknown_property,
    "GMP721_unwritable": unwritable,
    "GMP722_trace_without_spec": trace_without_spec,
    "GMP723_no_lifecycle": no_lifecycle,
    "GMP730_no_graphviz": no_graphviz,
    "GMP731_bad_picture": bad_picture,
}


@pytest.mark.parametrize("name", CASES)
def test_refused(name: str, tmp_path: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecError) as refused:
        CASES[name]()
    golden(HERE / f"{name}.err", render(refused.value.diagnostics))
    assert name[:6] in {d.code for d in refused.value.diagnostics}


def test_every_golden_file_has_its_case() -> None:
    stems = {p.stem for p in HERE.glob("*.err")}
    assert stems == CASES.keys() | {p.stem for p in HERE.glob("*.gmp")}


def test_every_code_has_a_case() -> None:
    goldens = "".join(p.read_text(encoding="utf-8") for p in HERE.glob("*.err"))
    assert set(re.findall(r"(?m)^(?:error|warning)\[(GMP\d{3})\]", goldens)) == CODES.keys()
    assert list(CODES) == sorted(CODES)
