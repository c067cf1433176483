"""The entry point: runs a command and turns what it returns or raises into an exit code.

In: the arguments. Out: an exit code, and nothing on stdout but what the command wrote. A user never
sees a traceback unless asked for.
"""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any

import click

from gmpcheck import __version__
from gmpcheck.cli.claims import test
from gmpcheck.cli.completion import completion
from gmpcheck.cli.console import prepare_streams
from gmpcheck.cli.exits import Exit
from gmpcheck.cli.graph import graph
from gmpcheck.cli.info import info
from gmpcheck.cli.layout import fmt
from gmpcheck.cli.lint import lint
from gmpcheck.cli.simulate import simulate
from gmpcheck.cli.traces import render, replay
from gmpcheck.cli.verify import verify
from gmpcheck.spelling import nearest

PROGRAM = "gmpcheck"
"""Also where it runs as `python -m gmpcheck`: help texts and messages are the same everywhere."""


class Program(click.Group):
    """A group whose commands return their exit code, and whose failures each have one."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        def run() -> Any:
            return super(Program, self).main(args, PROGRAM, complete_var, False, **extra)

        return sys.exit(exit_code(run)) if standalone_mode else run()

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None:
            ctx.fail(_no_such_command(args[0], self.list_commands(ctx)))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        # Both are caught here, before click makes another exit code of them.
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _discard_stdout()
            return Exit.CLOSED_PIPE
        except KeyboardInterrupt:
            return Exit.INTERRUPTED
        except Exception as error:
            if ctx.params.get("debug"):
                traceback.print_exception(error)
            raise


def _no_such_command(name: str, commands: Sequence[str]) -> str:
    if name.endswith(".gmp"):
        return f"name a command before the spec, as in: {PROGRAM} verify {name}"
    near = nearest(name, commands)
    return f"no such command `{name}`" + (f"; did you mean `{near}`?" if near else "")


def exit_code(run: Callable[[], Any]) -> int:
    """Runs a command and says how it ended."""
    prepare_streams()
    try:
        result = run()
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_stdout()
        return Exit.CLOSED_PIPE
    except (KeyboardInterrupt, click.Abort):
        return Exit.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return Exit.WRONG_INPUT
    except MemoryError:
        sys.stderr.write("gmpcheck: out of memory; a limit such as --memory 2G ends with an answer instead\n")
        return Exit.NO_ANSWER
    except Exception as error:
        return _defect(error)
    return result if isinstance(result, int) else Exit.HOLDS


def _defect(error: Exception) -> Exit:
    if os.environ.get("GMPCHECK_DEBUG"):
        traceback.print_exception(error)
    sys.stderr.write(
        f"gmpcheck: internal error: {type(error).__name__}: {error}\n"
        "This is a defect of gmpcheck, not of your spec. Please report it: the spec, the command,\n"
        "these lines, and the traceback that `gmpcheck --debug …` prints.\n"
        f"gmpcheck {__version__}, Python {platform.python_version()}, {platform.platform(terse=True)}\n"
    )
    return Exit.DEFECT


def _discard_stdout() -> None:
    """The reader is gone; whatever Python still holds for it must not raise again at exit."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - stays open until the process ends


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 holds, 1 violated, 2 wrong input, 3 a defect of gmpcheck, 4 no answer. "
    "`gmpcheck COMMAND --help` has examples.",
)
@click.version_option(__version__, prog_name="gmpcheck")
@click.option("--debug", is_flag=True, help="Print the traceback of an internal error.")
def main(debug: bool) -> None:
    """Check scheduler designs: deadlocks, lost wakeups, starvation, broken invariants.

    A spec (*.gmp) describes machines, the actions that move them and the properties they must have.

    \b
    Examples:
      gmpcheck verify specs/designs/ring_buffer.gmp
      gmpcheck test specs
      gmpcheck info specs/bench/gmp.gmp
    """


for _command in (verify, test, lint, simulate, info, replay, render, graph, fmt, completion):
    main.add_command(_command)
