"""Reading specs with their imports, and writing results: all contact with the file system.

In: paths. Out: `Parsed` trees; every failure is a `SpecError`. An import is loaded once however
often it is named, and stands before the files that need it. Names shown in messages are the paths
as the user wrote them; identity is the resolved path. Nothing here knows what a spec means.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gmpcheck import errors
from gmpcheck.diagnostics import Diagnostic, SpecError
from gmpcheck.source import Source
from gmpcheck.spelling import nearest
from gmpcheck.syntax import ast
from gmpcheck.syntax.parser import parse

LARGEST = 10_000_000
"""Bytes: a hundred times the longest spec known; beyond it the path is a slip."""

LARGEST_TRACE = 1_000_000_000

DEEPEST = 100
"""Files in one chain of imports."""

STANDARD = Path(__file__).parent / "std"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A spec file and everything it imports, dependencies first, each once."""

    path: str
    spec: ast.Spec
    imported: tuple[ast.Spec, ...]


def parse_file(path: str) -> Parsed:
    """Reads and parses a spec and its imports. Raises SpecError with all that is wrong in them."""
    spec = parse(read_source(path))
    imports = _Imports()
    imports.follow(spec, path, ((os.path.realpath(path), path),))
    if imports.problems:
        raise SpecError(imports.problems)
    return Parsed(path, spec, tuple(imports.loaded.values()))


def read_source(path: str, name: str | None = None, limit: int = LARGEST) -> Source:
    """The text of a file. Raises SpecError."""
    data = read_bytes(path, limit)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec drops a leading byte-order mark before it counts.
        offset = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
        line = data.count(b"\n", 0, offset) + 1
        raise SpecError([errors.not_utf8(path, line, offset, data[offset])]) from None
    return Source(name or path, text)


def read_bytes(path: str, limit: int = LARGEST) -> bytes:
    """The bytes of a file. Raises SpecError."""
    try:
        with open(path, "rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise SpecError([errors.missing_file(path, _beside(path))]) from None
    except IsADirectoryError:
        raise SpecError([errors.is_directory(path)]) from None
    except (OSError, ValueError) as error:
        raise SpecError([errors.unreadable(path, reason(error))]) from None
    if len(data) > limit:
        raise SpecError([errors.too_large(path, limit)])
    return data


def find_specs(path: str) -> list[str]:
    """A file as it is; a folder as every `*.gmp` below it, sorted. Raises SpecError."""
    if not os.path.isdir(path):
        return [path]
    found = sorted(_below(path))
    if not found:
        raise SpecError([errors.no_specs(path)])
    return found


def write_atomically(path: str, data: bytes) -> None:
    """Writes the whole file or leaves what was there. Raises SpecError."""
    target = Path(os.path.realpath(path))
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        if target.exists():
            draft.chmod(target.stat().st_mode)
        os.replace(draft, target)
    except (OSError, ValueError) as error:
        with contextlib.suppress(OSError, ValueError):
            draft.unlink(missing_ok=True)
        raise SpecError([errors.unwritable(path, reason(error))]) from None


def reason(error: OSError | ValueError) -> str:
    """What the operating system says, without its error number and paths."""
    return (getattr(error, "strerror", None) or str(error)).lower()


def _below(folder: str) -> Iterator[str]:
    for parent, _, names in os.walk(folder):
        yield from (os.path.join(parent, name) for name in names if name.endswith(".gmp"))


def _beside(path: str) -> list[str]:
    """The path with its ending, or the file beside it whose name is nearest."""
    folder, name = os.path.split(path)
    if os.path.isfile(path + ".gmp"):
        return [path + ".gmp"]
    with contextlib.suppress(OSError, ValueError):
        near = nearest(name, os.listdir(folder or "."))
        return [os.path.join(folder, near)] if near else []
    return []


class _Imports:
    """The imports met so far by resolved path, in the order in which they can be checked."""

    def __init__(self) -> None:
        self.loaded: dict[str, ast.Spec] = {}
        self.refused: set[str] = set()
        self.problems: list[Diagnostic] = []

    def follow(self, spec: ast.Spec, path: str, chain: tuple[tuple[str, str], ...]) -> None:
        """Loads what a file imports; `chain` holds (resolved, shown) from the main file to it."""
        for declaration in spec.declarations:
            if isinstance(declaration, ast.Import):
                self._load(declaration, path, chain)

    def _load(self, node: ast.Import, importer: str, chain: tuple[tuple[str, str], ...]) -> None:
        shown, path = _resolve(node.path, importer)
        real = os.path.realpath(path) if "\0" not in path else path
        if real in self.loaded or real in self.refused:
            return
        places = [resolved for resolved, _ in chain]
        if real in places:
            cycle = [name for _, name in chain[places.index(real) :]] + [shown]
            self.problems.append(errors.import_cycle(node.span, cycle))
        elif len(chain) >= DEEPEST:
            self.problems.append(errors.imports_too_deep(node.span, DEEPEST))
        elif not os.path.exists(real):
            self.problems.append(_missing(node, importer, shown))
        else:
            self._parse(node, path, shown, (*chain, (real, shown)))

    def _parse(self, node: ast.Import, path: str, shown: str, chain: tuple[tuple[str, str], ...]) -> None:
        real, _ = chain[-1]
        try:
            source = read_source(path, shown)
        except SpecError as error:
            self._refuse(real, [errors.unreadable_import(node.span, d) for d in error.diagnostics])
            return
        try:
            spec = parse(source)
        except SpecError as error:
            self._refuse(real, error.diagnostics)
            return
        self.follow(spec, path, chain)
        self.loaded[real] = spec

    def _refuse(self, real: str, problems: Iterable[Diagnostic]) -> None:
        """Files named twice are reported once."""
        self.refused.add(real)
        self.problems += problems


def _resolve(written: str, importer: str) -> tuple[str, str]:
    """How messages show an import, and where its file is."""
    name = written if written.endswith(".gmp") else written + ".gmp"
    if name.startswith("std/"):
        return name, str(STANDARD / name.removeprefix("std/"))
    path = os.path.normpath(os.path.join(os.path.dirname(importer), name))
    return path, path


def _missing(node: ast.Import, importer: str, shown: str) -> Diagnostic:
    known = _importable(node.path, importer)
    near = nearest(node.path.removesuffix(".gmp"), known)
    looked = f"`{shown}` in the package" if shown.startswith("std/") else f"`{shown}`"
    return errors.missing_import(node.span, node.path, looked, [near] if near else [])


def _importable(written: str, importer: str) -> list[str]:
    """The imports that could stand in the place of one that names no file."""
    folder = os.path.dirname(written)
    place = STANDARD if written.startswith("std/") else Path(os.path.dirname(importer), folder)
    standard = [f"std/{file.stem}" for file in STANDARD.glob("*.gmp")]
    with contextlib.suppress(OSError, ValueError):
        names = [name.removesuffix(".gmp") for name in os.listdir(place) if name.endswith(".gmp")]
        return standard + [os.path.join(folder, name) for name in names]
    return standard
