"""Snippets of the language as models.

In: a block. Out: nothing, or `SpecError` with what the checker says about it. A fragment is checked as
part of the setting of its page (else of the language reference), whose declarations of the same
name it replaces, as a variant would.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from gmpcheck.source import Source
from gmpcheck.syntax import ast
from gmpcheck.syntax.parser import parse
from gmpcheck.typecheck import check
from tests.docs.blocks import Block, blocks

REFERENCE = "docs/language.md"
_PARAMETERS = "m: M, g: G, p: P"


def check_fragment(block: Block) -> None:
    """Checks declarations, statements or expressions as part of a setting. Raises SpecError."""
    added = parse(Source(str(block), _as_declarations(block)))
    base = setting(block.page)
    names = {_name(d) for d in added.declarations} - {None}
    kept = tuple(d for d in base.declarations if _name(d) not in names)
    check(replace(base, declarations=(*kept, *added.declarations)))


@cache
def setting(page: str) -> ast.Spec:
    """The spec that the fragments of a page belong to."""
    own = [block for block in blocks(page) if block.kind == "gmp setting"]
    if not own and page != REFERENCE:
        return setting(REFERENCE)
    assert len(own) == 1, f"{page} has {len(own)} settings"
    return parse(Source(str(own[0]), own[0].body))


def _as_declarations(block: Block) -> str:
    match block.kind:
        case "gmp statements":
            return f"action snippet({_PARAMETERS}) {{\n{block.body}}}\n"
        case "gmp expressions":
            lines = enumerate(block.body.splitlines())
            return "".join(f"action snippet{i} {{ let it = {line} }}\n" for i, line in lines)
        case _:
            return block.body


def _name(declared: ast.Decl) -> str | None:
    name = getattr(declared, "name", None)
    return name.text if isinstance(name, ast.Ident) else None
