"""Options that mean the same for every command, bundled into the values that the pipeline takes.

In: click's option values. Out: one frozen value per bundle. An option that does nothing yet for
any engine is not offered.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from gmpcheck.cli.console import Console
from gmpcheck.cli.exits import Exit
from gmpcheck.diagnostics import SpecError
from gmpcheck.explore.interface import Limits

Command = TypeVar("Command", bound=Callable[..., Any])
Decorator = Callable[[Command], Command]

# ---- values -----------------------------------------------------------------------------------


class Duration(click.ParamType[float]):
    """`30`, `30s`, `1.5m`, `2h`, `500ms`."""

    name = "duration"
    units: Mapping[str, float] = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "": 1}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*(ms|s|m|h|)", str(value))
        if match is None:
            self.fail(f"`{value}` is no duration; write 30s, 5m, 1h or 500ms", param, ctx)
        return float(match[1]) * self.units[match[2]]


class Size(click.ParamType[int]):
    """`4G`, `512M`, `100k`, or bytes; units are powers of 1024."""

    name = "size"
    units: Mapping[str, int] = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        match = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?)(?:i?b)?", str(value).lower())
        if match is None:
            self.fail(f"`{value}` is no size; write 512M or 4G", param, ctx)
        return int(float(match[1]) * self.units[match[2]])


class Setting(click.ParamType[tuple[str, str]]):
    """`NAME=VALUE`; the checker judges both."""

    name = "setting"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, setting = str(value).partition("=")
        if not equals or not name.strip():
            self.fail(f"`{value}` sets nothing; write NAME=VALUE, as in --set NG=4", param, ctx)
        return name.strip(), setting.strip()


# ---- bundles ----------------------------------------------------------------------------------


def bundle(argument: str, build: Callable[..., object], *options: Decorator[Any]) -> Decorator[Any]:
    """A decorator that adds options to a command and hands it one value built from theirs."""
    probe: Any = lambda: None  # noqa: E731 - only there to collect the options' names
    for option in options:
        option(probe)
    names = [parameter.name for parameter in probe.__click_params__]

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(command)
        def bundled(**values: Any) -> Any:
            own = {name: values.pop(name) for name in names}
            return command(**{argument: build(**own)}, **values)

        decorated: Callable[..., Any] = bundled
        for option in reversed(options):
            decorated = option(decorated)
        return decorated

    return decorate


_console = bundle(
    "console",
    Console,
    click.option("--quiet", "-q", is_flag=True, help="Only verdicts and errors, no progress or statistics."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colour: on a terminal (auto, the default; NO_COLOR turns it off), always, never.",
    ),
)


def console_options(command: Callable[..., Any]) -> Any:
    """Hands the command its console, on which it is also told what was wrong with the input."""

    @functools.wraps(command)
    def told(console: Console, **values: Any) -> Any:
        try:
            return command(console=console, **values)
        except SpecError as error:
            console.diagnostics(error.diagnostics)
            return Exit.WRONG_INPUT

    return _console(told)


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model of a spec: parameter values as written, and the variant."""

    settings: Mapping[str, str]
    variant: str | None


settings_option = click.option(
    "--set",
    "settings",
    metavar="NAME=VALUE",
    type=Setting(),
    multiple=True,
    help="Set a parameter of the spec; may be repeated.",
)

model_options = bundle(
    "choice",
    lambda settings, variant: ModelChoice(dict(settings), variant),
    settings_option,
    click.option("--variant", metavar="NAME", help="A variant of the spec instead of its base."),
)


time_option = click.option("--time", metavar="TIME", type=Duration(), help="Stop after a time: 30s, 5m, 1h.")
memory_option = click.option(
    "--memory", metavar="SIZE", type=Size(), help="Stop at a size of the process: 512M, 4G."
)

limit_options = bundle(
    "limits",
    lambda depth, states, time, memory: Limits(depth, states, time, memory),
    click.option("--depth", metavar="N", type=click.IntRange(0), help="Explore at most N levels deep."),
    click.option("--states", metavar="N", type=click.IntRange(1), help="Stop after N states."),
    time_option,
    memory_option,
)


def _no_engine_choice(engine: str, symmetry: str, reduction: str) -> None:
    """There is one engine, and it explores every state: any combination gives the same answer."""


engine_options = bundle(
    "engine",
    _no_engine_choice,
    click.option(
        "--engine",
        type=click.Choice(["auto", "interpreter"]),
        default="auto",
        help="What explores; auto is the interpreter, the only engine in this version.",
    ),
    click.option(
        "--symmetry",
        type=click.Choice(["auto", "off"]),
        default="auto",
        help="Explore one state per orbit where that is sound. The interpreter always explores all.",
    ),
    click.option(
        "--reduction",
        type=click.Choice(["auto", "off"]),
        default="auto",
        help="Leave out interleavings that change nothing. The interpreter never leaves any out.",
    ),
)

property_option = click.option(
    "--property",
    "wanted",
    metavar="NAME",
    multiple=True,
    help="Only this property; may be repeated. `deadlock` and `faults` are names too.",
)

format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Text for people (the default) or JSON on stdout.",
)

show_option = click.option(
    "--show",
    "shows",
    metavar="EXPR",
    multiple=True,
    help="Evaluate an expression at every step of a trace; may be repeated.",
)

full_option = click.option("--full", is_flag=True, help="Show whole states, not only what changed.")

stop_first_option = click.option("--stop-first", is_flag=True, help="End at the first violation.")

FORMS = ("txt", "dot", "svg", "png", "pdf")
"""What a trace can be rendered to."""

forms_option = click.option(
    "--render",
    "forms",
    type=click.Choice(FORMS),
    multiple=True,
    help="Write each saved trace in this form too; may be repeated.",
)
