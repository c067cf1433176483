"""Mutations of specs, as a careless or malicious editor would make them.

In: the real specs of the library. Out: a hypothesis strategy of texts: tokens deleted, doubled,
swapped, replaced by others, names and numbers changed, one to four times.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
SPECS = tuple(p.read_text(encoding="utf-8") for p in sorted((ROOT / "specs").rglob("*.gmp")))
BAD = tuple(
    p.read_text(encoding="utf-8")
    for p in sorted(Path(__file__).parent.glob("*.gmp"))
    if p.stat().st_size < 2000
)

_TOKENS = re.compile(r'//[^\n]*|"[^"\n]*"|\w+|[-=!<>~&|.+]+|\s+|.', re.DOTALL)
_NUMBERS = ("0", "1", "2", "-1", "5", "17", "4096", "4097", "100000", "4611686018427387904", "1_0", "0x1F")
_WORDS = re.findall(
    r"\S+",
    """
    action all any array assert await bool bound call choose const count deadlock either else end enum
    exists expect fair false for forall func goto halt holds if import in init int invariant let
    lostwakeup machine nil off or param proc process property queue reachable recoverable return routine
    set spec starvation status step strong struct sum true until var variant violated when where without
    always eventually next len cap empty full min max front back push pop halted
    """,
)
_SIGNS = re.findall(r"\S+", "{ } ( ) [ ] , ; : . .. = == != < <= > >= + - * / % && || ==> ~> ! ? -> | += -=")


def _mutate(text: str, seed: int) -> str:
    chance = random.Random(seed)
    tokens = _TOKENS.findall(text)
    solid = [i for i, token in enumerate(tokens) if not token.isspace() and not token.startswith("//")]
    for _ in range(chance.randint(1, 4)):
        if not solid:
            break
        i, j = chance.choice(solid), chance.choice(solid)
        match chance.randrange(8):
            case 0:
                tokens[i] = ""
            case 1:
                tokens[i] += " " + tokens[i]
            case 2:
                tokens[i], tokens[j] = tokens[j], tokens[i]
            case 3:
                tokens[i] = tokens[j]
            case 4:
                tokens[i] = chance.choice(_WORDS)
            case 5:
                tokens[i] = chance.choice(_SIGNS)
            case 6:
                numbers = [k for k in solid if tokens[k].isdigit()] or solid
                tokens[chance.choice(numbers)] = chance.choice(_NUMBERS)
            case _:
                kind = str.isidentifier if tokens[i].isidentifier() else str.isprintable
                like = [k for k in solid if kind(tokens[k])]
                tokens[i] = tokens[chance.choice(like)] if like else "x"
    return "".join(tokens)


def mutants() -> st.SearchStrategy[str]:
    """Mutated specs; the same seed gives the same text."""
    return st.builds(_mutate, st.sampled_from(SPECS + BAD), st.integers(0, 2**63))
