"""What is counted where: reports and votes of a duplicate count at the issue that is followed, each of them once. And what may be told of small numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from tracker.model.public import PublicIssue
from tracker.model.values import IssueId, Month, Slug

FEW = 5
"""Counts of customers below it are not told exactly: in a small number a reader may recognise somebody."""


@dataclass(frozen=True, slots=True)
class Told:
    """As much of a count of customers as may be told."""

    count: int | None
    """None: at least one, and fewer than `FEW`."""
    is_exact: bool = True
    """Else there are at least that many: an exact sum would give away the one small number in it."""


NOBODY = Told(0)


class MonthTold(NamedTuple):
    """As much of the reports of a month."""

    month: Month
    channels: Mapping[Slug, Told]
    total: Told


class Counted(NamedTuple):
    """The reports of one month, of an issue and its duplicates."""

    month: Month
    counts: Mapping[Slug, int]
    """By channel."""
    on: date | None = None
    """The day of the newest count."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted at an issue: its own reports and votes, and those of its duplicates."""

    reports: tuple[Counted, ...] = ()
    """One for each month, oldest first."""
    votes: int = 0
    duplicates: tuple[IssueId, ...] = ()
    """The issues that lead here by `duplicate_of`, however far, in the order of their ids."""
    counted_at: IssueId | None = None
    """The issue at which a duplicate's reports and votes are counted; then nothing is counted here."""

    @property
    def reported(self) -> int:
        return sum(r.total for r in self.reports)


def tallies(issues: Iterable[PublicIssue]) -> dict[IssueId, Tally]:
    """What is counted at each issue. Reports and votes move along `duplicate_of` to the end of the way; none is lost, none is counted twice.

    A duplicate of an issue that readers cannot see, or that was withdrawn, is counted where it is.
    """
    seen = {i.id: i for i in issues if not i.is_tombstone}
    follows = {i.id: i.duplicate_of for i in seen.values() if i.duplicate_of in seen and i.duplicate_of != i.id}
    followers: dict[IssueId, list[IssueId]] = defaultdict(list)
    ends: dict[IssueId, IssueId] = {}
    for start in follows:
        way = _way(start, follows)
        for passed in way[1:]:
            followers[passed].append(start)
        if way[-1] != start:
            ends[start] = way[-1]
    made = {i.id: Tally(_by_month([i]), i.votes) for i in seen.values() if i.id not in follows}
    for start in follows:
        duplicates = tuple(sorted(followers.get(start, ())))
        end = ends.get(start)
        made[start] = Tally(duplicates=duplicates, counted_at=end) if end else Tally(_by_month([seen[start]]), seen[start].votes, duplicates)
    for end in set(ends.values()):
        merged = [seen[end], *(seen[each] for each in sorted(followers[end]) if ends.get(each) == end)]
        made[end] = Tally(_by_month(merged), sum(i.votes for i in merged), tuple(sorted(followers[end])))
    return made


def _way(start: IssueId, follows: Mapping[IssueId, IssueId | None]) -> list[IssueId]:
    """The issues that one passes when following `duplicate_of`, the start first; only the start where the way leads back to itself."""
    way = [start]
    passed = {start}
    while (following := follows.get(way[-1])) is not None:
        if following in passed:
            return [start]
        way.append(following)
        passed.add(following)
    return way


def _by_month(issues: Iterable[PublicIssue]) -> tuple[Counted, ...]:
    """The reports of all of them, those of a month and channel added up."""
    given = [r for i in issues for r in i.reports]
    if len({r.month for r in given}) == len(given):
        return tuple(Counted(r.month, r.counts, r.counted) for r in sorted(given, key=lambda r: r.month))
    counts: dict[Month, dict[Slug, int]] = defaultdict(dict)
    counted: dict[Month, date] = {}
    for each in given:
        month = counts[each.month]
        for channel, count in each.counts.items():
            month[channel] = month.get(channel, 0) + count
        if each.counted:
            counted[each.month] = max(each.counted, counted.get(each.month, each.counted))
    return tuple(Counted(month, counts[month], counted.get(month)) for month in sorted(counts))


@dataclass(frozen=True, slots=True)
class Statistics:
    """The reports of the months that are over, as they may be told."""

    months: tuple[MonthTold, ...] = ()
    """Each month in which somebody was counted, oldest first."""
    total: Told = NOBODY
    counted: date | None = None
    """The day of the newest count, where the record says it."""
    is_counting: bool = False
    """There are reports of the month that is not over yet."""
    channels: tuple[Slug, ...] = ()
    """Every channel that occurs, the one with most reports first."""


def statistics(reports: Iterable[Counted], today: date) -> Statistics:
    """What may be told of reports: they stand still at the end of the month before `today`, and small numbers are not exact."""
    this_month = today.isoformat()[:7]
    given = [r for r in reports if any(r.counts.values())]
    over = [r for r in given if r.month < this_month]
    months = tuple(_month(r) for r in over)
    weights: dict[Slug, int] = defaultdict(int)
    for month in months:
        for channel, count in month.channels.items():
            weights[channel] += _least(count)
    return Statistics(
        months=months,
        total=told_sum([count for month in months for count in month.channels.values()]),
        counted=over[-1].on if over else None,
        is_counting=len(over) < len(given),
        channels=tuple(sorted(weights, key=lambda c: (-weights[c], c))),
    )


def _month(given: Counted) -> MonthTold:
    channels = {channel: told(count) for channel, count in given.counts.items() if count}
    return MonthTold(given.month, channels, told_sum(channels.values()))


@lru_cache(maxsize=2**12)
def told(count: int) -> Told:
    return Told(count if count >= FEW or not count else None)


def told_sum(parts: Iterable[Told]) -> Told:
    """The sum of what is told; it follows from the parts as they are told, so nothing more can be worked out from it."""
    given = list(parts)
    if len(given) == 1:
        return given[0]
    total = sum(map(_least, given))
    return told(total) if all(each.is_exact and each.count is not None for each in given) else Told(total, is_exact=False)


def _least(given: Told) -> int:
    return 1 if given.count is None else given.count
