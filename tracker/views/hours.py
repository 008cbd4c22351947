"""When somebody is there: opening hours, a time zone and public holidays to moments in UTC. Pure; zones come from the tzdata package, never from the machine.

Hours are written as OpenStreetMap has them (https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from types import ModuleType
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError, State, validate  # type: ignore[attr-defined] # its stubs leave out the error

Interval = tuple[int, int]
"""From and to, in minutes since 1970 UTC; the end is no longer within."""

_SUN = re.compile(r"\b(?:sunrise|sunset|dawn|dusk)\b")
_SCHOOL = re.compile(r"\bSH\b")
_PUBLIC = re.compile(r"\bPH\b")
_RULE = re.compile(r"(?P<days>(?:[A-Z][a-zH](?:-[A-Z][a-z])?,)*PH(?:,[A-Z][a-z](?:-[A-Z][a-z])?)*)(?P<rest>(?: .*)?)")
"""A rule that begins with days of the week, PH among them."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Schedule:
    """Hours, and whose clock and whose public holidays they go by."""

    hours: str
    time_zone: str
    country: str = ""
    """Empty: the country in which the time zone lies."""


def fault(hours: str) -> str | None:
    """What is wrong with opening hours, and what to write instead; None where they are understood."""
    if _SUN.search(hours):
        return "depends on the sun, which rises at another time for every reader; write times, as Mo-Fr 09:00-17:30"
    if _SCHOOL.search(hours):
        return "names school holidays (SH), of which no calendar is kept; write the dates, as Jul 20-Aug 31 off"
    try:
        OpeningHours(hours)
    except ParserError as e:
        return f"cannot be read {_place(str(e), hours)}; write it as OpenStreetMap has it, like Mo-Fr 09:00-17:30; PH off"
    return (
        None
        if _has_plain_holidays(hours)
        else "names public holidays (PH) within a rule; give them a rule of their own, as Mo-Fr 09:00-17:30; PH off"
    )


def _has_plain_holidays(hours: str) -> bool:
    """PH stands among the days at the beginning of a rule, or nowhere."""
    dated = _dated(hours, [date(2026, 12, 25)])
    return validate(dated) and not needs_holidays(dated)


def _place(said: str, hours: str) -> str:
    """Where the parser gave up, in its own words `--> 1:7`."""
    found = re.search(r"--> \d+:(\d+)", said)
    rest = hours[int(found[1]) - 1 :] if found else ""
    return f"from {rest!r} on" if rest.strip() and rest != hours else "as opening hours"


def needs_holidays(hours: str) -> bool:
    """Public holidays are named."""
    return _PUBLIC.search(hours) is not None


def _calendars() -> ModuleType:
    """The calendars of public holidays, fetched when somebody asks for one: they are hundreds of modules, and take longer than all of ours."""
    import holidays  # noqa: PLC0415 - as it says

    return holidays


def holidays_of(schedule: Schedule) -> str:
    """The code of the country whose public holidays count: the one given, else that of the time zone; empty where no calendar of it is known."""
    wanted = schedule.country or _country_of_zone().get(schedule.time_zone, "")
    return wanted if _has_calendar(wanted) else ""


@cache
def _has_calendar(code: str) -> bool:
    """Asked of the country's own calendar, because a list of all of them takes the modules of all of them."""
    country, _, part = code.partition("-")
    try:
        known = _calendars().country_holidays(country)
    except NotImplementedError:
        return False
    # Under another name of the country it is found, too.
    return known.country == country and (not part or part in known.subdivisions)


def country_words(code: str) -> str:
    """`Germany`, or `Bavaria` for a part that the calendar knows by name; else the code."""
    country, _, part = code.partition("-")
    if not part:
        return _country_names().get(country, code)
    names = getattr(_calendars().country_holidays(country), "subdivisions_aliases", {})
    return next((name for name, known in names.items() if known == part), code)


@cache
def _country_of_zone() -> dict[str, str]:
    """The country in which each time zone's town lies (zone.tab of the IANA database)."""
    lines = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines()
    return {fields[2]: fields[0] for fields in (line.split("\t") for line in lines if not line.startswith("#"))}


@cache
def _country_names() -> dict[str, str]:
    lines = (files("tzdata") / "zoneinfo" / "iso3166.tab").read_text("utf-8").splitlines()
    return {code: name for code, _, name in (line.partition("\t") for line in lines if not line.startswith("#"))}


@cache
def zone_of(name: str) -> ZoneInfo:
    with (files("tzdata") / "zoneinfo").joinpath(*name.split("/")).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


@lru_cache(maxsize=4096)
def open_intervals(schedule: Schedule, first: date, days: int) -> tuple[Interval, ...]:
    """When it is open within `days` days from the beginning of `first` (UTC). Raises `ValueError` where hours, zone or calendar are not understood.

    An hour that the clock skips in spring is told as the hour after; of an hour that comes twice in autumn the first counts for a beginning and
    the second for an end. Hours that are only by appointment are not open.
    """
    if fault(schedule.hours):
        raise ValueError(f"{schedule.hours!r} are no opening hours")
    begin, end = (datetime.combine(first, time.min), datetime.combine(first + timedelta(days), time.min))
    bounds = _minutes(begin.replace(tzinfo=UTC)), _minutes(end.replace(tzinfo=UTC))
    # Local clocks run up to 14 hours ahead of UTC and 12 behind it.
    local = _local(schedule, begin - timedelta(days=2), end + timedelta(days=2))
    zone = zone_of(schedule.time_zone)
    moments = ((_minutes(a.replace(tzinfo=zone)), max(_minutes(b.replace(tzinfo=zone, fold=n)) for n in (0, 1))) for a, b in local)
    return tuple(_joined((max(a, bounds[0]), min(b, bounds[1])) for a, b in moments if a < bounds[1] and b > bounds[0] and a < b))


def attended(schedules: Sequence[Schedule], first: date, days: int) -> tuple[Interval, ...]:
    """The same for several teams that share the work: when one of them is there."""
    return tuple(_joined(each for schedule in schedules for each in open_intervals(schedule, first, days)))


def _local(schedule: Schedule, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    hours = schedule.hours
    if needs_holidays(hours):
        code = holidays_of(schedule)
        if not code:
            raise ValueError(f"no calendar of public holidays for {schedule.country or schedule.time_zone!r}")
        hours = _dated(hours, _holidays(code, begin.date(), end.date()))
    for since, until, state, comment in OpeningHours(hours).intervals(begin, end):
        if state == State.OPEN and not comment:
            yield since, until


def _dated(hours: str, days: Sequence[date]) -> str:
    """The hours with the dates themselves where they say PH: the library's own calendars leave out a day here and there."""
    dates = ",".join(f"{day.year} {_MONTHS[day.month - 1]} {day.day:02}" for day in days)
    rules = []
    for rule in hours.split(";"):
        found = _RULE.fullmatch(rule.strip())
        if found is None:
            rules.append(rule)
            continue
        week = ",".join(part for part in found["days"].split(",") if part != "PH")
        rules += [f"{week}{found['rest']}"] if week else []
        rules += [f"{dates}{found['rest']}"] if dates else []
    return ";".join(rules) or "off"


def _holidays(code: str, begin: date, end: date) -> list[date]:
    country, _, part = code.partition("-")
    known = _calendars().country_holidays(country, subdiv=part or None, years=range(begin.year, end.year + 1))
    return sorted(day for day in known if begin <= day <= end)


def _joined(intervals: Iterable[Interval]) -> Iterator[Interval]:
    """Without seams: what ends as the next begins is one."""
    held: Interval | None = None
    for each in sorted(intervals):
        if held and each[0] <= held[1]:
            held = held[0], max(held[1], each[1])
        else:
            if held:
                yield held
            held = each
    if held:
        yield held


def _minutes(moment: datetime) -> int:
    return int(moment.timestamp()) // 60
