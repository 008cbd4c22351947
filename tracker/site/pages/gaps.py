"""The hours at which nobody is there, in plain words: the usual week, then every day of the coming year that is otherwise. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.model.channels import Channel
from tracker.site.dates import day_words
from tracker.site.hours import schedules_of
from tracker.site.pages.words import listed, time_zone_words
from tracker.views.coverage import WHOLE_DAY, Gaps, Spans, gaps
from tracker.views.hours import Schedule

_DAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_WEEKEND = 3
"""Days from one to the next within a run of days: a weekend does not end it."""
_RUN = 3
"""From so many days on a run is told by its first and last."""


@dataclass(frozen=True, slots=True)
class Unattended:
    """When nobody is there, by telephone, in writing, or at all."""

    usual: str
    otherwise: tuple[str, ...]
    """Each a line: the days, and what holds on them in place of the usual."""
    left_out: str
    """Channels that keep no stated hours, about which nothing can be said."""


def unattended(channels: Sequence[Channel], today: date) -> tuple[Unattended, ...]:
    """What to say of all channels together, of the telephone, and of those on which one writes, where these are not the same."""
    phones = [c for c in channels if c.is_telephone]
    others = [c for c in channels if not c.is_telephone]
    groups = [(phones, "answers the telephone"), (others, "reads messages")]
    if phones and others:
        groups.insert(0, ([*channels], "is there on any channel"))
    return tuple(found for several, does in groups if (found := _group(several, does, today)))


def _group(channels: Sequence[Channel], does: str, today: date) -> Unattended | None:
    schedules: list[Schedule] = [s for c in channels for s in schedules_of(c)]
    if not schedules:
        return None
    unknown = [c.name for c in channels if not schedules_of(c)]
    left_out = (
        f"{listed(unknown)} {'keeps' if len(unknown) == 1 else 'keep'} no stated hours and {'is' if len(unknown) == 1 else 'are'} not counted here."
    )
    found = gaps(schedules, today)
    return Unattended(usual_words(found, does), otherwise_words(found), left_out if unknown else "")


def usual_words(found: Gaps, does: str) -> str:
    """What a usual week leaves open: `… on Mondays to Fridays before 09:00 and from 17:30 on; on Saturdays and Sundays all day.`."""
    until = f"In the year to {day_words(found.last)}, {time_zone_words(found.zone)},"
    if not any(found.usual):
        return f"{until} somebody {does} at every hour."
    said: dict[Spans, list[int]] = {}
    for weekday, spans in enumerate(found.usual):
        if spans:
            said.setdefault(spans, []).append(weekday)
    return f"{until} nobody {does} {'; '.join(f'{_weekdays(days)} {_spans(spans)}' for spans, days in said.items())}."


def otherwise_words(found: Gaps) -> tuple[str, ...]:
    """`25 December 2026, 1 January 2027: nobody all day`; days with equal hours stand together."""
    said: dict[Spans, list[date]] = {}
    for day, spans in found.otherwise:
        said.setdefault(spans, []).append(day)
    return tuple(f"{', '.join(_stretches(days))}: {f'nobody {_spans(spans)}' if spans else 'somebody at every hour'}" for spans, days in said.items())


def _stretches(days: Sequence[date]) -> Iterator[str]:
    """`25 December 2026`; `15 March 2027 to 26 March 2027 on Mondays to Fridays`, where all of these between the two are meant."""
    run: list[date] = []
    for day in days:
        if run and not _goes_on(run, day):
            yield from _run(run)
            run = []
        run.append(day)
    yield from _run(run)


def _goes_on(run: Sequence[date], day: date) -> bool:
    """The days of the run and this one are all days of their weekdays from the first to the last."""
    wanted = {each.weekday() for each in (*run, day)}
    between = (run[0] + timedelta(n) for n in range((day - run[0]).days + 1))
    return day - run[-1] <= timedelta(_WEEKEND) and [each for each in between if each.weekday() in wanted] == [*run, day]


def _run(run: Sequence[date]) -> Iterator[str]:
    if len(run) < _RUN:
        yield from map(day_words, run)
        return
    weekdays = sorted({each.weekday() for each in run})
    every = "" if (run[-1] - run[0]).days == len(run) - 1 else f" {_weekdays(weekdays)}"
    yield f"{day_words(run[0])} to {day_words(run[-1])}{every}"


def _weekdays(days: Sequence[int]) -> str:
    """`on Mondays to Fridays`, `on Tuesdays and Saturdays`, `every day`."""
    if len(days) == len(_DAYS):
        return "every day"
    if len(days) >= _RUN and days[-1] - days[0] == len(days) - 1:
        return f"on {_DAYS[days[0]]} to {_DAYS[days[-1]]}"
    return f"on {listed([_DAYS[day] for day in days])}"


def _spans(spans: Spans) -> str:
    return "all day" if spans == WHOLE_DAY else listed([_span(*span) for span in spans])


def _span(since: int, until: int) -> str:
    if since == 0:
        return f"before {_time(until)}"
    return f"from {_time(since)} on" if until == WHOLE_DAY[0][1] else f"from {_time(since)} to {_time(until)}"


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
