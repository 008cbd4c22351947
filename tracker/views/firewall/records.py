"""A record's texts, each with its way to it, and the record with marks in place of what they gave away.

Every text of a record counts, whatever its field, but for what nobody publishes: a field that is added later is looked at without being named here.
"""

import copy
import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from pydantic import BaseModel

from tracker.model.issue import AnyIssue
from tracker.model.leaks import Leak
from tracker.model.problem import FieldPath
from tracker.model.vocabulary import Audience, LeakKind
from tracker.views.firewall.marks import marked

_NOT_PUBLISHED = frozenset(
    {"path", "internal_notes", "audience", "embargo_until", "reports", "opened", "updated", "closed", "votes", "status", "severity"}
)
_HOLDS_MARKS = frozenset(
    {"title", "summary", "description", "steps_to_reproduce", "symptoms", "platforms", "steps", "reason", "reconsider_if", "text", "alt"}
)
"""Texts for people; everything else is read by programs, too, and a mark in it would break it."""
_IS_A_NAME = frozenset({"handle", "name"})
"""A mark takes the place of the whole."""
_IS_DROPPED = frozenset({"url", "account_id", "aliases"})
"""Goes; of a reference the whole goes with its address."""
NUMBERED = frozenset(
    {"id", "product", "components", "owner", "by", "duplicate_of", "supersedes", "related", "introduced", "fixed", "last_affected", "version",
     "checked_not_affected", "file", "channel", "platform", "account_id", "aliases"}
)  # fmt: skip
"""Ids, versions and the like: numbers are what they are made of."""
GONE = object()


def quickly(record: BaseModel) -> tuple[str, str]:
    """All its words in one text, and all that is no prose in another: enough to see whether there is anything to look for."""
    prose: list[str] = []
    others: list[str] = []
    for name, value in record.__dict__.items():
        if value and name not in _NOT_PUBLISHED:
            _gather(value, others if name in NUMBERED else prose, others)
    return "|".join(prose), "|".join(others)


def _gather(value: Any, into: list[str], others: list[str]) -> None:
    kind = value.__class__
    if kind is str:
        into.append(value)
    elif kind is tuple:
        for each in value:
            _gather(each, into, others)
    elif hasattr(kind, "__dataclass_fields__"):
        words, marks = _fields(kind)
        for part in words(value):
            if part:
                _gather(part, into, others)
        for part in marks(value):
            if part:
                _gather(part, others, others)


@cache
def _fields(kind: Any) -> tuple[Callable[[Any], tuple[Any, ...]], Callable[[Any], tuple[Any, ...]]]:
    """What has the values of its fields for people, and what those of the others: in C, for there are a hundred thousand parts in a large store."""
    names = [f.name for f in dataclasses.fields(kind)]
    return _getter([n for n in names if n not in NUMBERED]), _getter([n for n in names if n in NUMBERED])


def _getter(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    # An attrgetter of one name gives no tuple.
    return attrgetter(*names) if len(names) > 1 else lambda value: tuple(getattr(value, name) for name in names)


def texts(record: BaseModel) -> Iterator[tuple[FieldPath, str]]:
    """Every text of a record that may be published, with its way to it."""
    for name, value in record.__dict__.items():
        if value and name not in _NOT_PUBLISHED:
            yield from _texts(value, (name,))


def _texts(value: Any, way: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if value.__class__ is str:
        yield way, value
    elif value.__class__ is tuple:
        for at, each in enumerate(value):
            yield from _texts(each, (*way, at))
    elif (names := getattr(value.__class__, "__dataclass_fields__", None)) is not None:
        if getattr(value, "audience", None) is not Audience.INTERNAL:
            for name in names:
                yield from _texts(getattr(value, name), (*way, name))
    elif isinstance(value, BaseModel):
        for inner, text in texts(value):
            yield (*way, *inner), text


def name_of(way: FieldPath) -> str:
    """The name of the field that a way leads to: its last step that is no position."""
    return next(step for step in reversed(way) if isinstance(step, str))


def can_be_removed(way: FieldPath) -> bool:
    """The text can do without the piece: a mark can stand there, or the value can go."""
    return name_of(way) in _HOLDS_MARKS | _IS_A_NAME | _IS_DROPPED or way[0] == "references"


def without(issue: AnyIssue, finders: Mapping[FieldPath, Callable[[str], Sequence[Leak]]]) -> tuple[AnyIssue, Counter[LeakKind]]:
    """The issue with what each finder finds in its field taken out, and what that was."""
    removed: Counter[LeakKind] = Counter()
    fields = {str(way[0]) for way in finders}
    changed = {name: _without(getattr(issue, name), (name,), finders, removed) for name in sorted(fields)}
    return issue.model_copy(update=changed), removed


def _without(value: Any, way: FieldPath, finders: Mapping[FieldPath, Callable[[str], Sequence[Leak]]], removed: Counter[LeakKind]) -> Any:
    if value.__class__ is str:
        return _cleaned(value, way, finders[way], removed) if way in finders else value
    if value.__class__ is tuple:
        parts = (_without(each, (*way, at), finders, removed) for at, each in enumerate(value))
        return tuple(part for part in parts if part is not GONE)
    if not dataclasses.is_dataclass(value):
        return value
    # A copy, not a new value: a text with marks may be longer than one that is typed may be.
    made = copy.copy(value)
    for name in (f.name for f in dataclasses.fields(value)):
        before = getattr(value, name)
        after = _without(before, (*way, name), finders, removed)
        if after is GONE and way[0] == "references":
            return GONE
        if after is not before:
            object.__setattr__(made, name, None if after is GONE else after)
    return made


def _cleaned(text: str, way: FieldPath, find: Callable[[str], Sequence[Leak]], removed: Counter[LeakKind]) -> Any:
    name = name_of(way)
    if name in _HOLDS_MARKS or (way[0] == "references" and name == "title"):
        made, kinds = marked(text, find)
        removed.update(kinds)
        return made
    found = find(text)
    removed.update([found[0].kind])
    return GONE if name in _IS_DROPPED else found[0].kind.mark
