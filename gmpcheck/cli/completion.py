"""`gmpcheck completion`: the script that teaches a shell to complete commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from gmpcheck.cli.console import Console
from gmpcheck.cli.exits import Exit


@click.command(short_help="Print the completion script of a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> Exit:
    """Print the script that makes SHELL complete commands and options.

    \b
    Examples:
      eval "$(gmpcheck completion bash)"            # in ~/.bashrc
      eval "$(gmpcheck completion zsh)"             # in ~/.zshrc
      gmpcheck completion fish > ~/.config/fish/completions/gmpcheck.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(context.find_root().command, {}, "gmpcheck", "_GMPCHECK_COMPLETE")
    # `source()` would start the shell to ask for its version; the script needs none of that.
    Console().out(script.source_template % script.source_vars())
    return Exit.HOLDS
