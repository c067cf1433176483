"""The fenced code blocks of a Markdown page.

In: the text of a page. Out: its `Block`s in order. What a block is for stands in the info string behind
its opening fence; a kind that nothing executes is an error, so that no snippet can rot unseen:

    gmp                 a complete spec: checks without a warning, and every claim it makes is true
    gmp file=NAME       a complete spec that the commands below it on the page use
    gmp setting         the spec that the fragments of the page belong to
    gmp fragment        declarations that are added to the setting, or replace those of the same name
    gmp statements      the body of an action of the setting with the parameters m: M, g: G, p: P
    gmp expressions     closed expressions over the setting, one a line
    gmp bad GMPnnn      a complete spec that is refused with this code
    console             commands after `$ `, each followed by exactly what it prints
    diff NAME           an edit of a file that the commands below it use
    python              a script
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = tuple(
    path.relative_to(ROOT).as_posix()
    for path in [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
    if DOCS / "errors" not in path.parents
)
"""Pages by path. Those of the error codes have tests of their own, in tests/errors."""

_FENCE = re.compile(r"^```([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KINDS = re.compile(
    r"gmp( (file=[\w./]+|setting|fragment|statements|expressions|bad GMP\d{3}))?|console|diff [\w./]+|python"
)


@dataclass(frozen=True, slots=True)
class Block:
    """`start` and `end` delimit the body in the text of the page; `line` is that of the fence."""

    page: str
    info: str
    body: str
    line: int
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def kind(self) -> str:
        """The info string without the file or the code that it names."""
        return re.sub(r"(?<=^gmp file)=.*|(?<=^gmp bad) .*|(?<=^diff) .*", "", self.info)

    @property
    def argument(self) -> str:
        """The file, or the code, that the info string names."""
        return re.split(r"[= ]", self.info)[-1]


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str) -> list[Block]:
    text = read(page)
    return [
        Block(page, match[1].strip(), match[2], text.count("\n", 0, match.start()) + 1, *match.span(2))
        for match in _FENCE.finditer(text)
    ]


def all_blocks(*kinds: str) -> list[Block]:
    return [block for page in PAGES for block in blocks(page) if block.kind in kinds]
