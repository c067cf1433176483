"""Colours that colour-blind readers tell apart, and the shapes of agents; never the only sign.

In: the statuses and kinds of a model. Out: a fill for each status and a glyph for each kind, the
same ones every time. Tints of Okabe and Ito's palette, light enough for black text. The runtime's
words have fixed colours; other words take what is left, in the order of declaration.
"""

from __future__ import annotations

from gmpcheck.model.ir import Model

TEXT = "#1a1a1a"
QUIET = "#5f5f5f"
FAINT = "#8a8a8a"
RULE = "#d5d5d5"
PAPER = "#ffffff"
HEAD = "#f1f3f5"
CHANGE = "#d55e00"
CHANGE_FILL = "#fdebd0"
ACTOR = "#0072b2"
FAULT = "#b3261e"
FAULT_FILL = "#fbe3e0"
STEP_FILL = "#e9ecf5"

_GREEN, _SKY, _GREY, _ORANGE = "#a9dfcb", "#cbe7f8", "#e6e6e6", "#f9dda3"
_PURPLE, _YELLOW, _VERMILION, _BLUE, _DARK = "#ecc8dd", "#f7f1a5", "#f5bf9f", "#a6c9e8", "#b5b5b5"

_KNOWN = {
    "running": _GREEN,
    "runnable": _SKY,
    "ready": _SKY,
    "idle": _GREY,
    "waiting": _ORANGE,
    "parked": _ORANGE,
    "sleeping": _ORANGE,
    "syscall": _PURPLE,
    "spinning": _YELLOW,
    "blocked": _VERMILION,
    "stopped": _VERMILION,
    "gcstop": _VERMILION,
    "preempted": _BLUE,
    "dead": _DARK,
    "done": _DARK,
    "halted": _DARK,
}
_OTHERS = (_SKY, _GREEN, _ORANGE, _PURPLE, _YELLOW, _VERMILION, _BLUE, _GREY)

_SHAPES = {"G": "●", "M": "▲", "P": "■"}
_OTHER_SHAPES = ("◆", "★", "⬟", "⬢", "▼", "◗")


def status_colors(labels: tuple[str, ...]) -> tuple[str, ...]:
    """A fill for each status of one machine; distinct as long as there are colours."""
    colors: dict[str, str] = {}
    for label in labels:
        color = _known(label)
        if color is not None and color not in colors.values():
            colors[label] = color
    free = [color for color in _OTHERS if color not in colors.values()] or list(_OTHERS)
    rest = [label for label in labels if label not in colors]
    colors |= {label: free[i % len(free)] for i, label in enumerate(rest)}
    return tuple(colors[label] for label in labels)


def shapes(model: Model) -> dict[str, str]:
    """A glyph for each machine: the field's own for G, M and P."""
    found: dict[str, str] = {}
    for machine in model.machines:
        others = len([name for name in found if name not in _SHAPES])
        found[machine.name] = _SHAPES.get(machine.name) or _OTHER_SHAPES[others % len(_OTHER_SHAPES)]
    return found


def _known(label: str) -> str | None:
    """The colour of the runtime's word that a status is or begins with: `_Grunnable` of the runtime's
    sources is runnable, `blocked_syscall` is blocked."""
    if len(label) > 2 and label[0] == "_" and label[1] in "GMP":
        label = label[2:]
    return _KNOWN.get(label.lower()) or _KNOWN.get(label.lower().split("_")[0])
