"""When the telephone is attended, told on the customer's own clock. Pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo

from tracker.model.channels import Channel
from tracker.model.problem import CannotRun
from tracker.site.hours import schedule_of
from tracker.views.hours import Interval, open_intervals, zone_of

_AHEAD = 14
"""Days that are looked through."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def hours_for(channels: Iterable[Channel], now: datetime, zone: str) -> str:
    """`now, until 17:30` or `on Monday from 18:00 to 02:30`, on the clock of `zone`; empty where no telephone keeps stated hours.

    Raises `CannotRun` for a zone that does not exist.
    """
    clock = _clock(zone)
    minute = int(now.timestamp()) // 60
    for since, until in sorted(_intervals(channels, now)):
        if until > minute:
            begin, end = (datetime.fromtimestamp(each * 60, UTC).astimezone(clock) for each in (since, until))
            if since <= minute:
                return f"now, until {end:%H:%M} your time"
            return f"on {_DAYS[begin.weekday()]} from {begin:%H:%M} to {end:%H:%M} your time"
    return ""


def _clock(zone: str) -> tzinfo:
    try:
        return zone_of(zone)
    except (ValueError, OSError):
        raise CannotRun(f"{zone!r} is no time zone; write one of the IANA database, as Europe/Berlin") from None


def _intervals(channels: Iterable[Channel], now: datetime) -> Iterator[Interval]:
    for channel in channels:
        schedule = schedule_of(channel.hours, channel.time_zone, channel.country) if channel.account.platform == "phone" else None
        if schedule:
            yield from open_intervals(schedule, now.astimezone(UTC).date(), _AHEAD)
