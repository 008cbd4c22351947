"""A value of theirs in the shape of a field of ours: days, lists, workarounds. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from tracker.model.none_known import says_none, says_nothing
from tracker.model.settings import Source
from tracker.model.values import slug
from tracker.model.vocabulary import ReferenceType

_ITEM = re.compile(r"\s*(?:(?:[-+*]|\d{1,9}[.)])\s+)?`*(.*?)`*\s*")
_FENCE = re.compile(r" {0,3}(?:`{3}|~{3})")
_LONGEST_SYMPTOM = 400
_LONGEST_SHOWN = 60


class Unfit(Exception):
    """Why a file is skipped."""


def shaped(field: str, name: str, value: Any, source: Source) -> Any:
    """A value of theirs in the shape of our field; None when it says nothing. What has our shape already is left as it is."""
    if field == "workarounds":
        return _workarounds(value, source) if isinstance(value, str) else value
    if isinstance(value, str) and says_nothing(value):
        return None
    shape = _SHAPES.get(field)
    return shape(name, value) if shape else value


def single(name: str, value: Any) -> str:
    text = text_of(value)
    if text is None:
        raise Unfit(f"{name} holds a list or a mapping; one value is expected there")
    return text


def text_of(value: Any) -> str | None:
    """A single value as text; None for nothing and for what is not single."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (str, int, float)):
        return str(value)
    return value.isoformat() if isinstance(value, date) else None


def shown(value: Any) -> str:
    """A value of theirs for a message, no longer than a message bears."""
    text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def many(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _workarounds(text: str, source: Source) -> Any:
    """One workaround with these steps, or that there is none; nothing when nothing is said."""
    if says_none(text, source.none_known):
        return {"none-known": True}
    return [{"steps": text}] if text else None


def _day(name: str, value: Any) -> str:
    """The calendar day, in UTC, of an ISO 8601 date or timestamp; without a zone, the day that is written."""
    moment = value
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
    try:
        if isinstance(moment, datetime):
            return (moment.astimezone(UTC) if moment.tzinfo else moment).date().isoformat()
    except OverflowError:
        moment = None
    if isinstance(moment, date):
        return moment.isoformat()
    raise Unfit(f"{name} is {shown(value)!r}, which is no date; write it as 2026-01-31 or 2026-01-31T09:30:00Z")


def _symptoms(name: str, value: Any) -> list[str] | None:
    """Error texts: the items of a list, or the lines of a text, without bullets and code marks."""
    return ([*_lines(value)] if isinstance(value, str) else _texts(name, value)) or None


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        found = None if _FENCE.match(line) else _ITEM.fullmatch(line[:_LONGEST_SYMPTOM])
        if found and found[1].strip():
            yield found[1].strip()


def _texts(name: str, value: Any) -> list[str]:
    return [single(name, each) for each in many(value)]


def _title(name: str, value: Any) -> str:
    return " ".join(single(name, value).split())


def _product(name: str, value: Any) -> str:
    return slug(single(name, value))


def _resolution(name: str, value: Any) -> Any:
    return value if isinstance(value, Mapping) else {"reason": single(name, value)}


def _references(name: str, value: Any) -> list[Any]:  # noqa: ARG001 - the signature of a shape
    return [{"type": ReferenceType.WEB.value, "url": each} if isinstance(each, str) else each for each in many(value)]


_SHAPES: Mapping[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(("summary", "description", "steps_to_reproduce", "status", "severity", "owner", "duplicate_of"), single),
    **dict.fromkeys(("platforms", "aliases", "supersedes", "related", "checked_not_affected"), _texts),
    **dict.fromkeys(("opened", "updated", "closed"), _day),
    "title": _title,
    "product": _product,
    "symptoms": _symptoms,
    "references": _references,
    "resolution": _resolution,
}
"""How a value of theirs becomes ours, by our field; what is not here must have our shape already."""
