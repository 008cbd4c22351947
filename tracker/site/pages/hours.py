"""Opening hours in plain English: the common part of the OpenStreetMap syntax (https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification).

What is not understood whole is not translated at all: the text itself is better than half of its meaning.
"""

import re
from functools import lru_cache

_DAYS = {"Mo": "Monday", "Tu": "Tuesday", "We": "Wednesday", "Th": "Thursday", "Fr": "Friday", "Sa": "Saturday", "Su": "Sunday"}
_HOLIDAYS = {"PH": "public holidays", "SH": "school holidays"}
_MONTHS = {
    "Jan": "January", "Feb": "February", "Mar": "March", "Apr": "April", "May": "May", "Jun": "June",
    "Jul": "July", "Aug": "August", "Sep": "September", "Oct": "October", "Nov": "November", "Dec": "December",
}  # fmt: skip
_DAY = "|".join(_DAYS)
_NAMED = re.compile(rf"(?:{_DAY}|PH|SH)(?:-(?:{_DAY}))?(?:,(?:{_DAY}|PH|SH)(?:-(?:{_DAY}))?)*")
_MONTH = "|".join(_MONTHS)
_CALENDAR = re.compile(rf"(?:(?P<year>\d{{4}}) )?(?P<month>{_MONTH}) (?P<first>\d{{1,2}})(?:-(?:(?P<to>{_MONTH}) )?(?P<last>\d{{1,2}}))?")
_TIME = re.compile(r"(?P<from>\d{1,2}:\d{2})(?:-(?P<to>\d{1,2}:\d{2})|(?P<open>\+))")


@lru_cache(maxsize=512)
def hours_in_words(text: str) -> str:
    """`Mo-Fr 09:00-17:30; PH off` as `Monday to Friday, 09:00–17:30; closed on public holidays`; what is not understood comes back as it is."""
    said = [_rule(" ".join(rule.split())) for rule in text.split(";") if rule.strip()]
    if not said or any(each is None for each in said):
        return text
    words = "; ".join(each for each in said if each)
    return words[0].upper() + words[1:]


def _rule(rule: str) -> str | None:
    """One rule: when, and then hours or `off`."""
    if rule == "24/7":
        return "day and night, every day"
    when, _, hours = rule.rpartition(" ")
    if hours in {"off", "closed"}:
        named = _when(when)
        return f"closed on {named}" if named else None
    times = _times(hours)
    if times is None:
        return None
    if not when:
        return f"every day, {times}"
    named = _when(when)
    return f"{named}, {times}" if named else None


def _when(text: str) -> str | None:
    """Days of the week, holidays, or a date."""
    if found := _CALENDAR.fullmatch(text):
        return _dates(found)
    if not _NAMED.fullmatch(text):
        return None
    if text == "Mo-Su":
        return "every day"
    names = [_span(part) for part in text.split(",")]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _span(part: str) -> str:
    first, _, last = part.partition("-")
    name = _DAYS.get(first) or _HOLIDAYS[first]
    return f"{name} to {_DAYS[last]}" if last else name


def _dates(found: re.Match[str]) -> str | None:
    days = [int(found["first"]), int(found["last"] or 1)]
    if not all(1 <= day <= 31 for day in days):
        return None
    month, year = _MONTHS[found["month"]], f" {found['year']}" if found["year"] else ""
    if not found["last"]:
        return f"{days[0]} {month}{year}"
    if found["to"]:
        return f"{days[0]} {month} to {days[1]} {_MONTHS[found['to']]}{year}"
    return f"{days[0]} to {days[1]} {month}{year}"


def _times(text: str) -> str | None:
    spans = [_TIME.fullmatch(part) for part in text.split(",")]
    said = [_time(span) for span in spans if span]
    return " and ".join(said) if len(said) == len(spans) else None


def _time(span: re.Match[str]) -> str:
    if span["open"]:
        return f"from {span['from']}"
    return "all day" if (span["from"], span["to"]) == ("00:00", "24:00") else f"{span['from']}–{span['to']}"
