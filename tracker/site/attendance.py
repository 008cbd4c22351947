"""When the telephone is attended, told on the customer's own clock. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from tracker.model.channels import Channel
from tracker.model.problem import CannotRun
from tracker.site.hours import schedules_of
from tracker.views.hours import attended, zone_of

_AHEAD = 14
"""Days that are looked through."""
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Call:
    """Which number to offer to a customer, and when somebody answers it."""

    channel: Channel
    hours: str


def call_for(channels: Iterable[Channel], now: datetime, zone: str) -> Call | None:
    """The telephone that is attended now, else the one that will be first: `now, until 17:30` or `on Monday from 18:00 to 02:30`, on the clock of `zone`.

    None where no telephone keeps stated hours, or none opens within two weeks. Raises `CannotRun` for a zone that does not exist.
    """
    clock = _clock(zone)
    minute = int(now.timestamp()) // 60
    coming = [
        (max(since, minute), at, since, until, channel) for at, (since, until, channel) in enumerate(_attended(channels, now)) if until > minute
    ]
    if not coming:
        return None
    _, _, since, until, channel = min(coming, key=lambda each: each[:2])
    begin, end = (datetime.fromtimestamp(each * 60, UTC).astimezone(clock) for each in (since, until))
    if since > minute:
        return Call(channel, f"on {_DAYS[begin.weekday()]} from {begin:%H:%M} to {_time(end, begin)} your time")
    return Call(channel, f"now, until {_time(end, now.astimezone(clock))} your time")


def _time(then: datetime, day: datetime) -> str:
    """`17:30`, and which day that is where it is not the next night."""
    return f"{then:%H:%M}" if then - day < timedelta(days=1) else f"{then:%H:%M} on {_DAYS[then.weekday()]}"


def _clock(zone: str) -> tzinfo:
    try:
        return zone_of(zone)
    except (ValueError, OSError):
        raise CannotRun(f"{zone!r} is no time zone; write one of the IANA database, as Europe/Berlin") from None


def _attended(channels: Iterable[Channel], now: datetime) -> Iterator[tuple[int, int, Channel]]:
    """From and to in minutes since 1970 UTC, the channels in their order."""
    for channel in channels:
        if channel.is_telephone:
            for since, until in attended(schedules_of(channel), now.astimezone(UTC).date(), _AHEAD):
                yield since, until, channel
