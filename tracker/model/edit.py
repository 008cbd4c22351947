"""What is to be changed in a file of the store, as values: they can be printed, compared, and thrown away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.model.problem import FieldPath


@dataclass(frozen=True, slots=True)
class Set:
    """A field gets this value, whether it is there already or not; its holder is there."""

    field: FieldPath
    value: Any
    """Text, a number, true, false, or lists and mappings of them."""


@dataclass(frozen=True, slots=True)
class Append:
    """A list gets one item more; it is begun where there is none yet."""

    field: FieldPath
    value: Any


@dataclass(frozen=True, slots=True)
class Remove:
    """A field, or an item of a list, goes; what is said beside it on its line goes along."""

    field: FieldPath

    @property
    def value(self) -> None:
        """Nothing stands there afterwards."""
        return


Change = Set | Append | Remove


@dataclass(frozen=True, slots=True)
class FileEdit:
    """The changes of one file, in the order in which they are made."""

    path: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class NewFile:
    """A record that is not in the store yet."""

    path: str
    record: Mapping[str, Any]


def applied(value: Any, changes: Sequence[Change]) -> Any:
    """The plain value of a record after the changes; the one that was given stays as it is."""
    for change in changes:
        value = _at(value, change.field, change)
    return value


def _at(value: Any, way: FieldPath, change: Change) -> Any:
    if isinstance(change, Remove) and len(way) == 1:
        if isinstance(way[0], int):
            return [each for at, each in enumerate(value) if at != way[0]]
        return {key: each for key, each in (value or {}).items() if key != way[0]}
    if not way:
        return [*(value or ()), change.value] if isinstance(change, Append) else change.value
    step, rest = way[0], way[1:]
    if isinstance(step, int):
        return [_at(each, rest, change) if at == step else each for at, each in enumerate(value)]
    return {**(value or {}), step: _at((value or {}).get(step), rest, change)}
