"""The pages hang together: links resolve, every page is found, every command is described."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gmpcheck import files
from gmpcheck.cli.main import main
from gmpcheck.files import DEEPEST
from gmpcheck.model.ir import FaultKind
from gmpcheck.syntax import lexer
from gmpcheck.syntax.parser import MAX_DEPTH
from gmpcheck.syntax.tokens import RESERVED_WORDS
from gmpcheck.typecheck.actions import INPUT_LIMIT, INSTANCE_LIMIT
from gmpcheck.typecheck.layout import STEP_LIMIT
from gmpcheck.typecheck.statements import INLINE_LIMIT
from gmpcheck.typecheck.typenames import INDEX_LIMIT, STATE_LIMIT
from tests.docs.blocks import DOCS, PAGES, ROOT, read

EVERY = sorted(
    {*PAGES, "CONTRIBUTING.md", "CHANGELOG.md", *(p.relative_to(ROOT).as_posix() for p in DOCS.rglob("*.md"))}
)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def prose(page: str) -> str:
    return _FENCED.sub("", read(page))


def anchors(page: str) -> set[str]:
    """The anchors of a page, as GitHub and MkDocs make them."""
    plain = (re.sub(r"[^\w\s-]", "", title.lower()) for title in _HEADING.findall(prose(page)))
    return {title.strip().replace(" ", "-") for title in plain}


@pytest.mark.parametrize("page", EVERY)
def test_links_resolve(page: str) -> None:
    for link in _LINK.findall(prose(page)):
        path, _, anchor = link.partition("#")
        if "://" in link:
            assert link.startswith("https://")
            continue
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(target.resolve().relative_to(ROOT).as_posix()), link


def test_every_page_can_be_found() -> None:
    """From the navigation, or from a page that is in it."""
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"^  - .*: (\S+\.md)$", navigation, re.MULTILINE))
    assert all((DOCS / page).exists() for page in named)
    linked = {
        ((DOCS / page).parent / link.partition("#")[0]).resolve()
        for page in named
        for link in _LINK.findall((DOCS / page).read_text(encoding="utf-8"))
    }
    found = {(DOCS / page).resolve() for page in named} | linked
    assert not {p for p in DOCS.rglob("*.md") if p.resolve() not in found}


def test_every_decision_is_listed_with_its_title() -> None:
    index = read("docs/adr/index.md")
    for path in sorted((DOCS / "adr").glob("0*.md")):
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").partition(". ")[2]
        assert f"[{title}]({path.name})" in index


def test_every_command_and_its_help_are_documented() -> None:
    page = read("docs/cli.md")
    for name in main.commands:
        assert f"\n## {name}\n" in page
        assert f"\n$ gmpcheck {name} --help\n" in page


def test_reference_lists_reserved_words_and_faults() -> None:
    page = read("docs/language.md")
    table = re.search(r"\| declarations .*?\n\n", page, re.DOTALL)
    assert table is not None
    assert set(re.findall(r"`(\w+)`", table[0])) == RESERVED_WORDS
    assert not [kind for kind in FaultKind if f"| {kind} |" not in page and f"{kind}" not in page]


def test_reference_gives_the_limits_of_the_code() -> None:
    table = read("docs/language.md").partition("## 18. Limits\n")[2].partition("## 19.")[0]
    stated = {cell.replace(" ", "") for cell in re.findall(r"\| ([\d ^]+(?: MB)?) \|$", table, re.MULTILINE)}
    counts = (
        INDEX_LIMIT,
        INPUT_LIMIT,
        STATE_LIMIT,
        STEP_LIMIT,
        INLINE_LIMIT,
        INSTANCE_LIMIT,
        DEEPEST,
        MAX_DEPTH,
    )
    assert stated == {*map(str, counts), f"{files.LARGEST // 10**6}MB", "2^62"}
    assert lexer.LARGEST == 2**62


def test_reference_lists_the_standard_files() -> None:
    rows = re.findall(r"^\| `(std/\w+)` \| (.*) \|$", read("docs/language.md"), re.MULTILINE)
    files = {f"std/{path.stem}": path for path in (ROOT / "gmpcheck" / "std").glob("*.gmp")}
    assert {name for name, _ in rows} == set(files)
    for name, row in rows:
        declared = re.findall(
            r"^(?:func|proc|routine) (\w+)", files[name].read_text(encoding="utf-8"), re.MULTILINE
        )
        assert not [word for word in declared if f"`{word}" not in row]


@pytest.mark.parametrize("page", EVERY)
def test_modules_that_are_named_exist(page: str) -> None:
    """`model/ir.py` may be written as seen from the repository, the package or its folder."""
    for name in re.findall(r"`([\w/]+\.(?:py|lark))`", prose(page)):
        found = [path for top in ("gmpcheck", "tests") for path in (ROOT / top).rglob(Path(name).name)]
        assert any(path.as_posix().endswith(f"/{name}") for path in found), name


@pytest.mark.parametrize("page", PAGES)
def test_lines_are_short(page: str) -> None:
    """Prose is wrapped, so that a change shows as the lines that changed; tables and links are not."""
    long = [line for line in prose(page).splitlines() if len(line) > 150 and not line.startswith(("|", "!["))]
    assert not long
