"""When channels and staff are there, as the browser reads it: intervals in UTC for the days to come, equal schedules once. Pure."""

from collections.abc import Iterator
from datetime import timedelta

import orjson

from tracker.model.public import Public
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import Document, verbatim
from tracker.views.hours import Schedule, open_intervals

DAYS = 60
"""How far ahead is told. A site that nobody builds for so long says nothing of hours any more, rather than something old."""


def schedule_of(hours: str | None, time_zone: str | None, country: str | None) -> Schedule | None:
    """The hours as they can be computed; None where they are not stated, or nobody can tell by whose clock."""
    return Schedule(hours, time_zone, country or "") if hours and time_zone else None


def documents(edition: Edition) -> Iterator[Document]:
    """`api/v1/hours.json`, a new one for every day."""
    public, today = edition.index.public, edition.index.today
    found = {
        "channels": {str(c.id): schedule_of(c.hours, c.time_zone, c.country) for c in public.channels},
        "staff": _staffed(public),
    }
    schedules = sorted({s for several in found.values() for s in several.values() if s}, key=lambda s: (s.hours, s.time_zone, s.country))
    number = {schedule: at for at, schedule in enumerate(schedules)}
    # In parts of the world it is still yesterday.
    first = today - timedelta(days=1)
    begin = (first.toordinal() - _EPOCH) * _DAY
    model = {
        "from": begin,
        "to": begin + (DAYS + 1) * _DAY,
        "schedules": [open_intervals(s, first, DAYS + 1) for s in schedules],
        **{kind: {name: number[s] for name, s in several.items() if s} for kind, several in found.items()},
    }
    yield Document(file=urls.HOURS_JSON, render=verbatim, model=orjson.dumps(model, option=orjson.OPT_APPEND_NEWLINE))


_DAY = 24 * 60
_EPOCH = 719_163
"""The ordinal of 1 January 1970."""


def _staffed(public: Public) -> dict[str, Schedule | None]:
    return {str(m.id): schedule_of(m.hours, m.time_zone, m.country) for m in public.staff}
