"""The small values that records are made of: ids, versions, days, moments, durations, addresses. Text becomes a value here, once."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Annotated, Any, NewType
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    StrictBool,
    StrictInt,
    StrictStr,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

IssueId = NewType("IssueId", str)
StaffId = NewType("StaffId", str)
Slug = NewType("Slug", str)
Version = NewType("Version", str)

DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOMENT = r"^[12]\d{3}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$"
MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
ISSUE_ID = r"^[A-Z]{2,10}-[0-9A-Za-z-]+$"
VERSION = r"^[^\s/\\<>\"'`.][^\s/\\<>\"'`]*$"
"""A dot at the beginning would make steps of a path that lead elsewhere."""
LINE = r"^[^\n\r]+$"
_DURATION = re.compile(r"(\d{1,5})(m|h|d|w)")
_DURATION_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_USUAL_URL = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*+(?:/[A-Za-z0-9._~/?&=%+#-]*)?")
"""Addresses that need no closer look."""
_UNSAFE_IN_URL = re.compile(r"[\x00-\x20\x7f<>\"`\\^{}|]")


def refuse(message: str) -> PydanticCustomError:
    """A complaint about a value, worded for the person who typed it: what is wrong and what to write instead."""
    return PydanticCustomError("said", "{said}", {"said": message})


def slug(text: str) -> Slug:
    """The URL form of a name: NFKD, lower case, everything but letters and digits to single hyphens; empty when nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return Slug(re.sub(r"[^a-z0-9]+", "-", plain).strip("-"))


def against(pattern: str, text: str) -> str:
    """What to say of a text that does not match one of this module's patterns."""
    if pattern == SLUG:
        instead = slug(text)
        return f"{text!r} is not a plain id; use lower-case letters, digits and single hyphens" + (f": {instead}" if instead else "")
    if pattern == LINE:
        return (
            "has several lines; keep it to one and move the rest to the description"
            if text.strip()
            else "is empty; write a few words or leave the field out"
        )
    if pattern == MOMENT and re.fullmatch(MOMENT, f"{text}Z"):
        return f'{text!r} has no time zone; add Z for UTC or an offset: "{text}Z"'
    said = {
        DAY: 'is not a day; write it as "2026-01-31"',
        MOMENT: 'is not a moment; write date, time and zone: "2026-01-31T09:30:00Z"',
        MONTH: 'is not a month; write it as "2026-01"',
        ISSUE_ID: "is not an issue id; write two to ten capitals, a hyphen and a number or word, as DEF-0042",
        VERSION: 'is not a version; write it as text without spaces, slashes and quotes, and no dot at the beginning, as "2.4.0"',
    }
    return f"{text!r} {said.get(pattern, f'does not match {pattern}')}"


def parse_duration(text: Any) -> timedelta:
    """A length of time from a whole number and a unit: `5m`, `4h`, `1d`, `2w`."""
    if isinstance(text, timedelta):
        return text
    if isinstance(text, str) and (found := _DURATION.fullmatch(text)):
        return int(found[1]) * _DURATION_UNITS[found[2]]
    raise refuse(f"{text!r} is not a length of time; write a number and m, h, d or w, as 5m, 4h or 1d")


def duration_text(length: timedelta) -> str:
    """The spelling that `parse_duration` reads, in the largest unit that divides it; weeks are written as days."""
    for unit in ("d", "h", "m"):
        count, rest = divmod(length, _DURATION_UNITS[unit])
        if not rest:
            return f"{count}{unit}"
    raise ValueError(f"{length} is finer than a minute")


def is_web_address(text: str) -> bool:
    """True for an absolute http or https address that is safe to put in a link."""
    if len(text) <= 2000 and _USUAL_URL.fullmatch(text):
        return True
    if len(text) > 2000 or _UNSAFE_IN_URL.search(text):
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _check_url(text: str) -> str:
    if not is_web_address(text):
        raise refuse(f"{text!r} is not a web address; write it whole, as https://example.com/page")
    return text


def _check_contact_url(text: str) -> str:
    if text.startswith("mailto:") and not _UNSAFE_IN_URL.search(text):
        return text
    return _check_url(text)


def _split_text(text: Any) -> Any:
    return (text,) if isinstance(text, str) else text


class _FromText:
    """Validates in pydantic's core alone: a record has many days and moments, and a Python function for each would cost more than all the rest."""

    def __init__(self, pattern: str, then: CoreSchema) -> None:
        self._pattern = pattern
        self._then = then

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.chain_schema([core_schema.str_schema(strict=True, pattern=self._pattern), self._then])


Day = Annotated[date, _FromText(DAY, core_schema.date_schema()), WithJsonSchema({"type": "string", "pattern": DAY})]
Moment = Annotated[
    datetime,
    _FromText(MOMENT, core_schema.datetime_schema(tz_constraint="aware")),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""Aware, in whatever zone it was written; `publish` turns it to UTC."""
Month = Annotated[StrictStr, StringConstraints(pattern=MONTH)]
Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(duration_text, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^\d+[mhdw]$"}),
]
SlugText = Annotated[Slug, Field(strict=True, pattern=SLUG, max_length=80)]
StaffIdText = Annotated[StaffId, Field(strict=True, pattern=SLUG, max_length=80)]
IssueIdText = Annotated[IssueId, Field(strict=True, pattern=ISSUE_ID, max_length=80)]
VersionText = Annotated[Version, Field(strict=True, pattern=VERSION, max_length=80)]
WebAddress = Annotated[StrictStr, AfterValidator(_check_url), WithJsonSchema({"type": "string", "format": "uri"})]
ContactAddress = Annotated[StrictStr, AfterValidator(_check_contact_url), WithJsonSchema({"type": "string", "format": "uri"})]
Line = Annotated[StrictStr, StringConstraints(strip_whitespace=True, max_length=400, pattern=LINE)]
STABLE = "stable"
"""The usual channel of releases, which is for everybody."""
Country = Annotated[StrictStr, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
"""ISO 3166-1 alpha-2, or ISO 3166-2 where a part of the country has holidays of its own: `DE`, `DE-BY`."""
Prose = Annotated[StrictStr, StringConstraints(max_length=100_000)]
Texts = Annotated[tuple[Line, ...], BeforeValidator(_split_text, json_schema_input_type=Line | tuple[Line, ...])]
Flag = StrictBool
Count = Annotated[StrictInt, Field(ge=0)]


def latest_day(today: date) -> date:
    """The last day that has begun somewhere on a day (UTC): in the East it is tomorrow already."""
    return today + timedelta(days=1)
