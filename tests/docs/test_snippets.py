"""No snippet of README and docs is wrong: each is checked or executed, and its output compared.

`pytest tests/docs --update-golden` writes the output of the commands into the pages anew.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gmpcheck import pipeline
from gmpcheck.diagnostics import SpecError
from gmpcheck.explore.interface import Limits
from gmpcheck.files import parse_file
from tests.conftest import Golden
from tests.docs.blocks import KINDS, PAGES, ROOT, Block, all_blocks, blocks, read
from tests.docs.session import refreshed, same
from tests.docs.specs import check_fragment

EXECUTED = {"console", "python", "diff", "gmp file"}


@pytest.mark.parametrize("page", PAGES)
def test_every_snippet_is_of_a_kind_that_is_checked(page: str) -> None:
    found = blocks(page)
    unknown = [f"{block}: `{block.info}`" for block in found if not KINDS.fullmatch(block.info)]
    assert not unknown
    fences = re.findall(r"^\s*(?:>\s*)*(?:```|~~~)", read(page), re.MULTILINE)
    assert len(fences) == 2 * len(found), f"{page}: a fence is indented, quoted or not closed"


@pytest.mark.parametrize("page", [p for p in PAGES if any(b.kind in EXECUTED for b in blocks(p))])
def test_commands_print_what_the_page_says(
    page: str, tmp_path: Path, golden: Golden, request: pytest.FixtureRequest
) -> None:
    golden(ROOT / page, refreshed(page, tmp_path))
    for picture in sorted((tmp_path / "docs").rglob("*.svg")):
        kept = ROOT / picture.relative_to(tmp_path)
        if request.config.getoption("--update-golden"):
            shutil.copy(picture, kept)
        assert words(picture) == words(kept)


def words(picture: Path) -> list[str]:
    """What stands in a picture. Where it stands is up to the version of Graphviz."""
    return [(e.text or "").strip() for e in ElementTree.parse(picture).iter() if e.tag.endswith("text")]


@pytest.mark.parametrize("block", all_blocks("gmp"), ids=str)
def test_complete_spec(block: Block, tmp_path: Path) -> None:
    """It checks without a warning, and its claims and those of its variants are true."""
    path = tmp_path / "snippet.gmp"
    path.write_text(block.body, encoding="utf-8")
    parsed = parse_file(str(path))
    assert not pipeline.lint(parsed, {})
    for variant in pipeline.models(parsed):
        loaded = pipeline.load_parsed(parsed, {}, variant)
        tested = pipeline.test_claims(loaded, pipeline.claimed(loaded), Limits(states=20_000), None)
        assert not [o for o in tested.outcomes if o.outcome == "failed"]


@pytest.mark.parametrize("block", all_blocks("gmp setting", "gmp file"), ids=str)
def test_spec_that_others_use(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "snippet.gmp"
    path.write_text(block.body, encoding="utf-8")
    pipeline.load(str(path))


@pytest.mark.parametrize("block", all_blocks("gmp fragment", "gmp statements", "gmp expressions"), ids=str)
def test_fragment(block: Block) -> None:
    check_fragment(block)


@pytest.mark.parametrize("block", all_blocks("gmp bad"), ids=str)
def test_refused_spec(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "snippet.gmp"
    path.write_text(block.body, encoding="utf-8")
    try:
        codes = {d.code for d in pipeline.lint(parse_file(str(path)), {})}
    except SpecError as refused:
        codes = {d.code for d in refused.diagnostics}
    assert codes == {block.argument}


@pytest.mark.parametrize(
    ("expected", "actual", "equal"),
    [
        ("a\nb\n", "a\nb\n", True),
        ("a\nb\n", "a\nc\n", False),
        ("a\n...\nz\n", "a\nb\nc\nz\n", True),
        ("a\n...\nz\n", "a\nb\nc\n", False),
        ("12 states, 0.02 s, 40 MB\n", "12 states, 1.50 s, 38 MB\n", True),
        ("12 states, 0.02 s, 40 MB\n", "13 states, 0.02 s, 40 MB\n", False),
        ('"seconds": 0.01,\n', '"seconds": 2e-05,\n', True),
    ],
)
def test_only_what_is_measured_may_differ(expected: str, actual: str, equal: bool) -> None:
    assert same(expected, actual) is equal
