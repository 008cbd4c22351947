"""When nobody is there: the hours of a year that no schedule covers, and whether a claim about them is true. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tracker.model.vocabulary import Coverage
from tracker.views.hours import Interval, Schedule, attended, zone_of

DAYS = 366
"""How far ahead is looked: a year, whichever year it is."""

Spans = tuple[tuple[int, int], ...]
"""Stretches of a day in minutes of the clock on the wall, in order and apart."""
WHOLE_DAY: Spans = ((0, 1440),)

_DAY = 1440
_WEEK = 7 * _DAY
_MONDAY = 4 * _DAY
"""Minutes from 1 January 1970, a Thursday, to the first Monday."""
_EARLIEST, _LATEST = 14 * 60, 12 * 60
"""Minutes by which clocks are ahead of UTC and behind it, at most."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """When nobody is there within some days, on the clock of one zone: the usual week, and the days that are otherwise."""

    zone: str
    first: date
    last: date
    usual: tuple[Spans, ...]
    """For each day of the week, Monday first."""
    otherwise: tuple[tuple[date, Spans], ...] = ()
    """All that is true of a day, in place of what is usual."""


def gaps(schedules: Sequence[Schedule], first: date, days: int = DAYS) -> Gaps:
    """What the schedules together leave open from the beginning of `first` in the time zone of the first of them, which the days are told in."""
    clock = zone_of(schedules[0].time_zone)
    dates = [first + timedelta(n) for n in range(days)]
    bounds = [_minute(each, clock) for each in (*dates, first + timedelta(days))]
    # The year of the clock begins and ends up to a day beside that of UTC.
    left = list(_between(attended(schedules, first - timedelta(1), days + 2), bounds[0], bounds[-1]))
    found: list[tuple[date, Spans]] = []
    at = 0
    for day, begin, end in zip(dates, bounds[:-1], bounds[1:], strict=True):
        while at < len(left) and left[at][1] <= begin:
            at += 1
        within = _within(left, at, begin, end)
        found.append((day, within if end - begin == _DAY else _on_the_wall(within, begin, end, clock)))
    plain = [(day, spans) for (day, spans), begin, end in zip(found, bounds[:-1], bounds[1:], strict=True) if end - begin == _DAY]
    usual = tuple(_most_often(spans for day, spans in plain if day.weekday() == weekday) for weekday in range(7))
    skipped = {day: _skipped(day, clock) for day, begin, end in zip(dates, bounds[:-1], bounds[1:], strict=True) if end - begin < _DAY}
    found = [(day, _filled(spans, usual[day.weekday()], skipped[day]) if day in skipped else spans) for day, spans in found]
    return Gaps(schedules[0].time_zone, first, dates[-1], usual, tuple((d, spans) for d, spans in found if spans != usual[d.weekday()]))


def untrue(claim: Coverage, schedules: Sequence[Schedule], first: date, days: int = DAYS) -> datetime | None:
    """The first moment (UTC) at which a claim about the hours does not hold; None where it holds all the time."""
    begin = (first.toordinal() - date(1970, 1, 1).toordinal()) * _DAY
    for since, until in _between(attended(schedules, first, days), begin, begin + days * _DAY):
        missed = since if claim is Coverage.AROUND_THE_CLOCK else _first_working(since, until)
        if missed is not None:
            return datetime.fromtimestamp(missed * 60, UTC)
    return None


def _first_working(since: int, until: int) -> int | None:
    """The first minute of a stretch at which it is between 9 and 17 o'clock on a day from Monday to Friday somewhere on earth."""
    opens = 9 * 60 - _EARLIEST
    closes = 4 * _DAY + 17 * 60 + _LATEST
    monday = since - (since - _MONDAY) % _WEEK
    for week in (monday - _WEEK, monday, monday + _WEEK):
        missed = max(since, week + opens)
        if missed < min(until, week + closes):
            return missed
    return None


def _minute(day: date, clock: tzinfo) -> int:
    """The beginning of a day, in minutes since 1970 UTC."""
    return int(datetime.combine(day, time.min, clock).timestamp()) // 60


def _between(intervals: Iterable[Interval], begin: int, end: int) -> Iterator[Interval]:
    """What lies between the intervals."""
    for since, until in intervals:
        if since > begin:
            yield begin, min(since, end)
        begin = max(begin, until)
        if begin >= end:
            return
    yield begin, end


def _within(left: Sequence[Interval], at: int, begin: int, end: int) -> Spans:
    """What of the stretches from one on lies within a day, counted from its beginning."""
    found = []
    while at < len(left) and left[at][0] < end:
        found.append((max(left[at][0], begin) - begin, min(left[at][1], end) - begin))
        at += 1
    return tuple(found)


def _on_the_wall(spans: Spans, begin: int, end: int, clock: tzinfo) -> Spans:
    """The same on the clock of a day on which it is moved. A minute that comes twice counts where nobody is there at one of the two."""
    shown = _shown(begin, end, clock)
    return _spans({shown[minute] for since, until in spans for minute in range(since, until)})


def _shown(begin: int, end: int, clock: tzinfo) -> list[int]:
    """What the clock on the wall shows at each minute of a day, in minutes."""
    moments = (datetime.fromtimestamp(minute * 60, clock) for minute in range(begin, end))
    return [moment.hour * 60 + moment.minute for moment in moments]


def _skipped(day: date, clock: tzinfo) -> set[int]:
    """The minutes that a clock which is put forward never shows."""
    return set(range(_DAY)) - set(_shown(_minute(day, clock), _minute(day + timedelta(1), clock), clock))


def _filled(spans: Spans, usual: Spans, skipped: set[int]) -> Spans:
    """With the skipped minutes as they usually are: nothing is to be told of them."""
    return _spans({m for a, b in spans for m in range(a, b)} | {m for a, b in usual for m in range(a, b) if m in skipped})


def _spans(minutes: set[int]) -> Spans:
    begins = sorted(m for m in minutes if m - 1 not in minutes)
    ends = sorted(m + 1 for m in minutes if m + 1 not in minutes)
    return tuple(zip(begins, ends, strict=True))


def _most_often(several: Iterable[Spans]) -> Spans:
    """The one that most days have; of equals that of the earlier day."""
    counted = Counter(several)
    return max(counted, key=counted.__getitem__, default=())
