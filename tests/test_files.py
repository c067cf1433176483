"""Reading specs with their imports, and writing without leaving halves behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gmpcheck import files
from gmpcheck.diagnostics import Diagnostic, SpecError


def problems(path: Path | str) -> tuple[Diagnostic, ...]:
    with pytest.raises(SpecError) as caught:
        files.parse_file(str(path))
    return caught.value.diagnostics


def codes(path: Path | str) -> list[str]:
    return [d.code for d in problems(path)]


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}.gmp").write_text(text)


class TestReading:
    def test_missing_file_names_its_neighbour(self, tmp_path: Path) -> None:
        write(tmp_path, counter="spec counter")
        (found,) = problems(tmp_path / "conter.gmp")
        assert found.code == "GMP701"
        assert str(tmp_path / "counter.gmp") in found.help[0]

    def test_missing_ending(self, tmp_path: Path) -> None:
        write(tmp_path, counter="spec counter")
        (found,) = problems(tmp_path / "counter")
        assert found.help == (f"did you mean `{tmp_path / 'counter.gmp'}`?",)

    def test_folder(self, tmp_path: Path) -> None:
        assert codes(tmp_path) == ["GMP702"]

    def test_path_through_a_file(self, tmp_path: Path) -> None:
        write(tmp_path, a="spec a")
        assert codes(tmp_path / "a.gmp" / "b.gmp") == ["GMP703"]

    def test_name_too_long(self) -> None:
        assert codes("x" * 5000) == ["GMP703"]

    @pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser reads everything")
    def test_unreadable(self, tmp_path: Path) -> None:
        write(tmp_path, a="spec a")
        (tmp_path / "a.gmp").chmod(0)
        assert codes(tmp_path / "a.gmp") == ["GMP703"]

    def test_other_encoding(self, tmp_path: Path) -> None:
        path = tmp_path / "a.gmp"
        path.write_bytes(b"spec a\n// caf\xe9\n")
        (found,) = problems(path)
        assert found.code == "GMP704"
        assert "byte 0xe9 on line 2 (at offset 13)" in found.message

    def test_other_encoding_after_byte_order_mark(self, tmp_path: Path) -> None:
        path = tmp_path / "a.gmp"
        path.write_bytes(b"\xef\xbb\xbf\xff")
        (found,) = problems(path)
        assert "byte 0xff on line 1 (at offset 3)" in found.message

    def test_too_large(self, tmp_path: Path) -> None:
        path = tmp_path / "a.gmp"
        path.write_bytes(b"/" * (files.LARGEST + 1))
        assert codes(path) == ["GMP705"]

    def test_byte_order_mark_is_no_text(self, tmp_path: Path) -> None:
        path = tmp_path / "a.gmp"
        path.write_bytes(b"\xef\xbb\xbfspec a")
        assert files.read_source(str(path)).text == "spec a"


class TestImports:
    def test_dependencies_come_first_and_once(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            main='spec main import "left" import "right"',
            left='import "base" const Left = Base',
            right='import "./base.gmp" const Right = Base',
            base="const Base = 1",
        )
        parsed = files.parse_file(str(tmp_path / "main.gmp"))
        names = [spec.declarations[-1].name.text for spec in parsed.imported]  # type: ignore[union-attr]
        assert names == ["Base", "Left", "Right"]

    def test_path_is_relative_to_the_importing_file(self, tmp_path: Path) -> None:
        (tmp_path / "lib").mkdir()
        write(tmp_path, main='spec main import "lib/a"')
        write(tmp_path / "lib", a='import "b"', b="const B = 1")
        assert len(files.parse_file(str(tmp_path / "main.gmp")).imported) == 2

    def test_missing_import_points_at_it(self, tmp_path: Path) -> None:
        write(tmp_path, main='spec main\nimport "queus"', queues="const C = 1")
        (found,) = problems(tmp_path / "main.gmp")
        assert found.code == "GMP706"
        assert found.span is not None
        assert found.span.source.position(found.span.start)[0] == 2
        assert found.help == ('did you mean "queues"?',)

    def test_missing_standard_import(self, tmp_path: Path) -> None:
        write(tmp_path, main='spec main import "std/no_such_thing"')
        (found,) = problems(tmp_path / "main.gmp")
        assert found.code == "GMP706"
        assert "in the package" in found.notes[0].text

    def test_cycle(self, tmp_path: Path) -> None:
        write(tmp_path, main='spec main import "a"', a='import "b"', b='import "a"')
        (found,) = problems(tmp_path / "main.gmp")
        assert found.code == "GMP707"
        a, b = tmp_path / "a.gmp", tmp_path / "b.gmp"
        assert found.notes[0].text == f"the cycle is {a} -> {b} -> {a}"

    def test_import_of_itself(self, tmp_path: Path) -> None:
        write(tmp_path, main='spec main import "main"')
        assert codes(tmp_path / "main.gmp") == ["GMP707"]

    def test_endless_chain(self, tmp_path: Path) -> None:
        write(tmp_path, **{f"f{i}": f'spec f{i} import "f{i + 1}"' for i in range(files.DEEPEST + 1)})
        assert codes(tmp_path / "f0.gmp") == ["GMP708"]

    def test_errors_of_all_imports_are_reported_once(self, tmp_path: Path) -> None:
        write(tmp_path, main='spec main import "a" import "b" import "b"', a="const", b="const B =")
        found = problems(tmp_path / "main.gmp")
        assert {d.span.source.name for d in found if d.span} == {
            str(tmp_path / "a.gmp"),
            str(tmp_path / "b.gmp"),
        }
        assert len(found) == 2

    def test_import_of_a_folder(self, tmp_path: Path) -> None:
        (tmp_path / "lib.gmp").mkdir()
        write(tmp_path, main='spec main import "lib"')
        (found,) = problems(tmp_path / "main.gmp")
        assert found.code == "GMP702"
        assert found.span is not None


class TestFindingSpecs:
    def test_folders_are_searched_in_order(self, tmp_path: Path) -> None:
        for name in ("b.gmp", "a.gmp", "sub/c.gmp", "notes.txt"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("")
        found = [os.path.relpath(path, tmp_path) for path in files.find_specs(str(tmp_path))]
        assert found == ["a.gmp", "b.gmp", "sub/c.gmp"]

    def test_nothing_to_check_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(SpecError, match="no spec"):
            files.find_specs(str(tmp_path))


class TestWriting:
    def test_makes_folders(self, tmp_path: Path) -> None:
        files.write_atomically(str(tmp_path / "a" / "b"), b"text")
        assert (tmp_path / "a" / "b").read_bytes() == b"text"

    def test_leaves_nothing_behind_where_it_cannot(self, tmp_path: Path) -> None:
        (tmp_path / "taken").mkdir()
        with pytest.raises(SpecError) as caught:
            files.write_atomically(str(tmp_path / "taken"), b"text")
        assert caught.value.diagnostics[0].code == "GMP721"
        assert os.listdir(tmp_path) == ["taken"]

    def test_keeps_the_mode_of_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "a"
        path.write_bytes(b"old")
        path.chmod(0o640)
        files.write_atomically(str(path), b"new")
        assert path.stat().st_mode & 0o777 == 0o640

    def test_writes_through_links(self, tmp_path: Path) -> None:
        (tmp_path / "real").write_bytes(b"old")
        (tmp_path / "link").symlink_to("real")
        files.write_atomically(str(tmp_path / "link"), b"new")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "real").read_bytes() == b"new"
