"""Specs that are shallow enough to be checked and too deep to be evaluated end in a diagnostic."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def test_a_long_chain_of_functions(run: Run, folder: Path) -> None:
    chain = 70
    functions = [
        f"func f{i}(x: 0..3) 0..3 = {f'f{i - 1}(x)' if i else 'x'}{' + 0' * 20}" for i in range(chain)
    ]
    text = "\n".join(
        ["spec deep", "var v: 0..3", *functions, f"action a when f{chain - 1}(v) < 2 {{ v += 1 }}"]
    )
    (folder / "deep.gmp").write_text(text)
    result = run("verify", "deep.gmp")
    assert result.exit_code in (1, 2), result.output
    assert "Traceback" not in result.output + result.stderr
    assert result.exit_code == 1 or "GMP222" in result.stderr
