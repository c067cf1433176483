"""What holds for every command: help, version, completion, defects, pipes, signals, streams."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from gmpcheck import __version__, pipeline
from gmpcheck.cli.main import main
from tests.cli.conftest import Run

ROOT = Path(__file__).parent.parent.parent
COMMANDS = sorted(main.commands)


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "gmpcheck", *args]


def environment(**extra: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **extra}


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"gmpcheck, version {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples_that_parse(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Examples:" in result.stdout
    assert result.stdout.startswith("Usage: gmpcheck " + name)
    assert all(option.help for option in main.commands[name].params if isinstance(option, click.Option)), (
        "every option says what it does"
    )


def test_no_command_shows_help(run: Run) -> None:
    assert "verify" in run().output


@pytest.mark.parametrize(
    ("args", "says"),
    [(["verfy"], "did you mean `verify`?"), (["ring.gmp"], "gmpcheck verify ring.gmp")],
)
def test_unknown_command(run: Run, args: list[str], says: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert says in result.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run: Run, shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert "_GMPCHECK_COMPLETE" in result.stdout


def test_completion_answers() -> None:
    env = environment(_GMPCHECK_COMPLETE="bash_complete", COMP_WORDS="gmpcheck ver", COMP_CWORD="1")
    done = subprocess.run(command(), env=env, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "plain,verify"


class TestDefects:
    @pytest.fixture(autouse=True)
    def _defect(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: object) -> None:
            raise ZeroDivisionError("division by zero")

        monkeypatch.setattr(pipeline, "verify", broken)
        monkeypatch.delenv("GMPCHECK_DEBUG", raising=False)

    def test_no_traceback(self, run: Run) -> None:
        result = run("verify", "counter.gmp")
        assert result.exit_code == 3
        assert "defect of gmpcheck" in result.stderr
        assert "Traceback" not in result.stderr

    def test_traceback_on_request(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "Traceback" in run("--debug", "verify", "counter.gmp").stderr
        monkeypatch.setenv("GMPCHECK_DEBUG", "1")
        assert "Traceback" in run("verify", "counter.gmp").stderr

    @pytest.mark.parametrize(
        ("error", "code"), [(KeyboardInterrupt(), 130), (MemoryError(), 4), (BrokenPipeError(), 141)]
    )
    def test_ends_that_are_no_defects(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
    ) -> None:
        def ends(*_: object) -> None:
            raise error

        monkeypatch.setattr(pipeline, "verify", ends)
        result = run("verify", "counter.gmp")
        assert result.exit_code == code
        assert "Traceback" not in result.output


def test_closed_pipe_is_silent(folder: Path) -> None:
    with subprocess.Popen(
        command("verify", "--coverage", *["faulty.gmp"] * 200),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 141


ENDLESS = """\
spec endless
var a: 0..9999
var b: 0..9999
action up when a < 9999 { a += 1 }
action right when b < 9999 { b += 1 }
deadlock off
invariant small: a < 5
"""


@pytest.fixture
def endless(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A search that does not end by itself, with a terminal as its standard error."""
    (folder / "endless.gmp").write_text(ENDLESS)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command("verify", "endless.gmp", "--out", ""),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    ) as process:
        os.close(theirs)
        yield process, ours
        process.kill()
    os.close(ours)


def test_progress_then_interrupt_gives_what_is_known(endless: tuple[subprocess.Popen[str], int]) -> None:
    process, terminal = endless
    seen = b""
    while b"states/s" not in seen:
        seen += os.read(terminal, 1000)
    assert b"endless.gmp: exploring" in seen
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "stopped early: interrupted" in out
    assert out.splitlines()[-1].startswith("VIOLATED: small")
    assert "\x1b" not in out, "stdout is no terminal"


def test_stream_that_knows_no_arrows(folder: Path) -> None:
    done = subprocess.run(
        command("verify", "faulty.gmp"),
        env=environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0"),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"n: 0 -> 1" in done.stdout
    assert done.stdout.isascii()


def test_terminal_sequences_in_a_name_are_shown_not_obeyed(run: Run, folder: Path) -> None:
    name = "e\x1b[2Jvil.gmp"
    (folder / "faulty.gmp").rename(folder / name)
    assert "\x1b" not in run("verify", name).output
    assert "\x1b[2J" not in run("verify", name, "--color", "always").output
    assert "\x1b[2J" not in run("lint", name + "x", "--color", "always").output


@pytest.mark.parametrize("color", ["always", "never"])
def test_errors_are_coloured_as_asked(run: Run, color: str) -> None:
    assert ("\x1b[" in run("info", "wrong.gmp", "--color", color).stderr) is (color == "always")


def test_same_bytes_whatever_the_hash_seed(folder: Path) -> None:
    """Everything that is printed or written, but for times and sizes."""

    def bytes_for(seed: str) -> list[bytes]:
        out = f"cx{seed}"
        args = ("counter.gmp", "--variant", "greedy", "--set", "N=2")
        commands = [
            ("verify", *args, "--out", out, "--quiet", "--render", "txt", "--render", "dot"),
            ("info", *args, "--format", "json"),
            ("simulate", *args, "--quiet", "--format", "json"),
            ("graph", *args),
            ("lint", "wrong.gmp"),
        ]
        found = []
        for each in commands:
            done = subprocess.run(
                command(*each), env=environment(PYTHONHASHSEED=seed), capture_output=True, check=False
            )
            lines = (done.stdout + done.stderr).splitlines()
            found.append(b"\n".join(line for line in lines if b'"seconds"' not in line))
        return found + [path.read_bytes() for path in sorted((folder / out).iterdir())]

    assert bytes_for("1") == bytes_for("2")
