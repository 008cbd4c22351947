"""Am I the only one? The customers counted, by channel and month: a small chart, and the same as a table.

The chart is geometry only; its words and shapes are the template's. Each channel has a row of bars of its own with a number on each,
so nothing has to be told apart by colour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker.model.public import PublicIssue
from tracker.model.values import Month, Slug
from tracker.model.vocabulary import IssueKind
from tracker.site.dates import MONTHS, day_words
from tracker.site.edition import Edition
from tracker.site.pages import words
from tracker.views.merging import FEW, NOBODY, MonthTold, Statistics, Told, statistics

SHOWN = 12
"""Months in the chart, the newest ones; the table has all."""
WIDTH = 360
"""Units of the drawing; about as many pixels, on a telephone too, so that its letters stay legible."""
_STRIP = 66
_TALLEST = 24
_SHORTEST = 3
_FEW_TALL = 5
"""The height of a bar that stands for few: the same for all of them, whatever they are."""
_WIDEST = 22
_FOOT = 30
_NOTE = f"Numbers below {FEW} are not told exactly, so that nobody is recognised by them."


@dataclass(frozen=True, slots=True)
class Bar:
    """One channel in one month."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    label: str
    is_few: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """The bars of a channel."""

    name: str
    name_y: int
    base: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A month below the bars; `year` where one begins."""

    x: float
    month: str
    year: str


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: int
    strips: tuple[Strip, ...]
    ticks: tuple[Tick, ...]
    description: str


@dataclass(frozen=True, slots=True)
class Reported:
    """What a page says of the customers that were counted."""

    count: str
    """How many, in short; empty until the first month is over."""
    sentence: str
    merged: str
    """That those of duplicates are among them."""
    counted: str
    """When that was."""
    is_counting: bool
    note: str
    """Why a number is not told exactly."""
    chart: Chart | None
    channels: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...], str], ...]
    """The table, newest month first: the month, its channels in the order of `channels`, its sum."""


def reported(issue: PublicIssue, edition: Edition) -> Reported | None:
    """None where nobody has been counted."""
    tally = edition.index.facts[issue.id].tally
    if not tally.reports:
        return None
    found = statistics(tally.reports, edition.index.today)
    if not found.months and not found.is_counting:
        return None
    names = {channel.id: channel.name for channel in edition.index.public.channels}
    channels = tuple(names.get(each, each) for each in found.channels)
    return Reported(
        count=_customers(found.total) if found.months else "",
        sentence=_sentence(found, issue.kind),
        merged=_merged(len(tally.duplicates)) if found.months else "",
        counted=_counted(found),
        is_counting=found.is_counting,
        note=_NOTE if any(count.count is None for month in found.months for count in month.channels.values()) else "",
        chart=chart(found, names) if found.months else None,
        channels=channels,
        rows=tuple(_row(month, found.channels) for month in reversed(found.months)),
    )


def _sentence(found: Statistics, kind: IssueKind) -> str:
    if not found.months:
        return ""
    who = f"{_customers(found.total)} {'has' if found.total.count == 1 else 'have'}"
    first, last = found.months[0].month, found.months[-1].month
    when = f"in {words.month_words(last)}" if first == last else f"from {words.month_words(first)} to {words.month_words(last)}"
    return f"{who} {'told us about this' if kind is IssueKind.DEFECT else 'asked for this'}, {when}."


def _customers(given: Told) -> str:
    return words.sentence(f"{words.told(given)} customer{'' if given.count == 1 else 's'}")


def _merged(duplicates: int) -> str:
    if not duplicates:
        return ""
    return f"Those who reported it under {'another number' if duplicates == 1 else f'{duplicates} other numbers'} are among them, each counted once."


def _counted(found: Statistics) -> str:
    if not found.months:
        return ""
    return f"Last counted on {day_words(found.counted)}." if found.counted else f"Last counted for {words.month_words(found.months[-1].month)}."


def _row(given: MonthTold, channels: Sequence[Slug]) -> tuple[str, tuple[str, ...], str]:
    return words.month_words(given.month), tuple(words.told(given.channels.get(each, NOBODY)) for each in channels), words.told(given.total)


def chart(found: Statistics, names: Mapping[Slug, str]) -> Chart:
    """A row of bars for each channel, over one line of months without gaps, all rows to one measure."""
    numbers = _numbers(found)
    step = _step(numbers)
    shown = [month for month in found.months if _number(month.month) in numbers]
    most = max((told.count or FEW for month in shown for told in month.channels.values()), default=FEW)
    channels = [each for each in found.channels if any(each in month.channels for month in shown)]
    strips = []
    for at, channel in enumerate(channels):
        base = (at + 1) * _STRIP - 2
        bars = (
            _bar(month.channels[channel], (_number(month.month) - numbers[0]) * step, step, base, most)
            for month in shown
            if channel in month.channels
        )
        strips.append(Strip(names.get(channel, channel), at * _STRIP + 18, base, tuple(bars)))
    first, last = (words.month_words(_month(number)) for number in (numbers[0], numbers[-1]))
    span = last if first == last else f"{first} to {last}"
    described = f"{span}: {words.listed([strip.name for strip in strips])}. The table after the picture has the same numbers."
    return Chart(WIDTH, len(channels) * _STRIP + _FOOT, tuple(strips), _ticks(numbers), described)


def _numbers(found: Statistics) -> range:
    """The months of the chart, counted through: it ends with the newest that was counted, for nothing is known of those after it."""
    last = _number(found.months[-1].month)
    return range(max(_number(found.months[0].month), last - SHOWN + 1), last + 1)


def _number(month: Month) -> int:
    year, _, of_year = month.partition("-")
    return int(year) * 12 + int(of_year) - 1


def _month(number: int) -> Month:
    return f"{number // 12:04}-{number % 12 + 1:02}"


def _bar(given: Told, left: float, step: float, base: int, most: int) -> Bar:
    width = min(_WIDEST, step - 6)
    height = _FEW_TALL if given.count is None else max(_SHORTEST, round(_TALLEST * given.count / most, 1))
    middle = round(left + step / 2, 1)
    label = f"<{FEW}" if given.count is None else f"{given.count:,}"
    return Bar(round(middle - width / 2, 1), round(base - height, 1), round(width, 1), height, middle, label, given.count is None)


def _step(months: range) -> float:
    """From one month to the next."""
    return WIDTH / max(len(months), 6)


@lru_cache(maxsize=256)
def _ticks(months: range) -> tuple[Tick, ...]:
    """The months below the bars. Kept, because most charts end with the same month, and none has many."""
    step = _step(months)
    return tuple(_tick(number, (at + 0.5) * step, is_first=at == 0) for at, number in enumerate(months))


def _tick(number: int, middle: float, *, is_first: bool) -> Tick:
    return Tick(round(middle, 1), MONTHS[number % 12][:3], str(number // 12) if is_first or number % 12 == 0 else "")
