"""When channels and staff are there, as the browser reads it: intervals in UTC for the days to come, equal schedules once. Pure."""

from collections.abc import Iterator
from datetime import timedelta

import orjson

from tracker.model.channels import Channel
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import Document, verbatim
from tracker.views.hours import Schedule, attended

DAYS = 60
"""How far ahead is told. A site that nobody builds for so long says nothing of hours any more, rather than something old."""


def schedule_of(hours: str | None, time_zone: str | None, country: str | None) -> Schedule | None:
    """The hours as they can be computed; None where they are not stated, or nobody can tell by whose clock."""
    return Schedule(hours, time_zone, country or "") if hours and time_zone else None


def schedules_of(channel: Channel) -> tuple[Schedule, ...]:
    """The hours of each team of a channel; none where those of one of them are not known, because nothing true could be said of the rest."""
    found = [schedule_of(team.hours, team.time_zone, team.country) for team in channel.teams]
    return tuple(s for s in found if s) if all(found) else ()


def documents(edition: Edition) -> Iterator[Document]:
    """`api/v1/hours.json`, a new one for every day."""
    public, today = edition.index.public, edition.index.today
    found: dict[str, dict[str, tuple[Schedule, ...]]] = {
        "channels": {str(c.id): schedules_of(c) for c in public.channels},
        "staff": {str(m.id): (s,) if (s := schedule_of(m.hours, m.time_zone, m.country)) else () for m in public.staff},
    }
    # Who shares the work of others counts as one.
    together = sorted({s for several in found.values() for s in several.values() if s}, key=lambda s: [(e.hours, e.time_zone, e.country) for e in s])
    number = {schedules: at for at, schedules in enumerate(together)}
    # In parts of the world it is still yesterday.
    first = today - timedelta(days=1)
    begin = (first.toordinal() - _EPOCH) * _DAY
    model = {
        "from": begin,
        "to": begin + (DAYS + 1) * _DAY,
        "schedules": [attended(s, first, DAYS + 1) for s in together],
        **{kind: {name: number[s] for name, s in several.items() if s} for kind, several in found.items()},
    }
    yield Document(file=urls.HOURS_JSON, render=verbatim, model=orjson.dumps(model, option=orjson.OPT_APPEND_NEWLINE))


_DAY = 24 * 60
_EPOCH = 719_163
"""The ordinal of 1 January 1970."""
