"""One page for each code in docs/errors: its bad example gives the code, its repaired one passes.

`pytest tests/errors --update-golden` writes the messages on the pages, and the index, anew.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gmpcheck.codes import CODES
from gmpcheck.diagnostics import Diagnostic, render
from tests.conftest import Golden
from tests.errors.diagnosis import diagnose

HERE = Path(__file__).parent
PAGES = HERE.parents[1] / "docs" / "errors"
AREAS = {
    "0": "Syntax",
    "1": "Names and declarations",
    "2": "Types and constants",
    "3": "Statements",
    "4": "Processes and routines",
    "5": "Properties, claims and variants",
    "6": "Initial states and parameters",
    "7": "Files, command line, traces, pictures",
    "9": "Warnings",
}

_BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {p.stem for p in PAGES.glob("*.md")} == {*CODES, "index"}


@pytest.mark.parametrize("code", CODES)
def test_page(code: str, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = PAGES / f"{code}.md"
    page = path.read_text(encoding="utf-8")
    assert page.startswith(f"# {code}: {CODES[code]}\n")
    blocks: dict[str, str] = dict(_BLOCK.findall(page))
    monkeypatch.chdir(tmp_path)
    if "gmp bad" in blocks:
        assert set(blocks) == {"gmp bad", "text", "gmp"}
        found = _diagnose(blocks["gmp bad"])
        assert {d.code for d in found} == {code}
        message = render(found)
        repaired = _diagnose(blocks["gmp"])
        assert not [d for d in repaired if d.severity == "error" or code.startswith("GMP9")], render(repaired)
    else:
        assert set(blocks) == {"text"}
        message = sorted(HERE.glob(f"{code}_*.err"))[-1].read_text(encoding="utf-8")
    golden(path, _BLOCK.sub(lambda m: f"```text\n{message}```" if m[1] == "text" else m[0], page))


def _diagnose(text: str) -> tuple[Diagnostic, ...]:
    Path("example.gmp").write_text(text, encoding="utf-8")
    return diagnose("example.gmp")


def test_index(golden: Golden) -> None:
    lines = [
        "# Error codes",
        "",
        "Every error and warning has a code and a page: the cause, an example, the repair.",
    ]
    area = ""
    for code, title in CODES.items():
        if code[3] != area:
            area = code[3]
            lines += ["", f"## {AREAS[area]}", ""]
        lines.append(f"- [{code}]({code}.md): {title}")
    golden(PAGES / "index.md", "\n".join(lines) + "\n")
