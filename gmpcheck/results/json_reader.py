"""Reading a JSON record of unknown origin: every access says what is wrong and where.

In: a parsed JSON object and its place in the document ("states[3].#meta"). Out: fields of the
type asked for, or a `SpecError` (GMP713). Deliberately absent: what the fields mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gmpcheck.diagnostics import SpecError
from gmpcheck.results import errors


class Reader:
    """One JSON object, knowing the document's name and its own place in it."""

    __slots__ = ("_name", "_object", "_place")

    def __init__(self, value: dict[str, Any], name: str, place: str = "") -> None:
        self._object = value
        self._name = name
        self._place = place

    def __contains__(self, key: str) -> bool:
        return key in self._object

    def names(self) -> Iterable[str]:
        return self._object

    def wrong(self, problem: str) -> SpecError:
        """The error that something is wrong with this object."""
        return errors.malformed(self._name, f"{self._place}: {problem}" if self._place else problem)

    def raw(self, key: str) -> Any:
        """The field as it is, None where it is absent."""
        return self._object.get(key)

    def present(self, key: str) -> Any:
        if key not in self._object:
            owner = self._place or "the document"
            raise errors.malformed(self._name, f"{owner} has no `{key}`")
        return self._object[key]

    def string(self, key: str) -> str:
        value = self.present(key)
        if not isinstance(value, str):
            raise self._not(key, "a string")
        return value

    def integer(self, key: str) -> int:
        value = self.present(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._not(key, "an integer")
        return value

    def record(self, key: str) -> Reader:
        value = self.present(key)
        if not isinstance(value, dict):
            raise self._not(key, "a record")
        return Reader(value, self._name, self._at(key))

    def records(self, key: str) -> tuple[Reader, ...]:
        """A list of records."""
        place = self._at(key)
        found = []
        for index, value in enumerate(self._list(key)):
            if not isinstance(value, dict):
                raise errors.malformed(self._name, f"{place}[{index}] is not a record")
            found.append(Reader(value, self._name, f"{place}[{index}]"))
        return tuple(found)

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of distinct strings."""
        values = self._list(key)
        if not all(isinstance(v, str) for v in values):
            raise self._not(key, "a list of strings")
        if len(set(values)) != len(values):
            raise self._not(key, "a list without repetition")
        return tuple(values)

    def scalars(self) -> tuple[tuple[str, bool | int | str], ...]:
        """Every field of this record, each a Boolean, an integer or a string."""
        for key, value in self._object.items():
            if not isinstance(value, bool | int | str):
                raise self._not(key, "a Boolean, an integer or a string")
        return tuple(self._object.items())

    def texts(self) -> tuple[tuple[str, str], ...]:
        """Every field of this record, each a string."""
        return tuple((key, self.string(key)) for key in self._object)

    def _list(self, key: str) -> list[Any]:
        value = self.present(key)
        if not isinstance(value, list):
            raise self._not(key, "a list")
        return value

    def _at(self, key: str) -> str:
        return f"{self._place}.{key}" if self._place else key

    def _not(self, key: str, wanted: str) -> SpecError:
        return errors.malformed(self._name, f"`{self._at(key)}` is not {wanted}")
