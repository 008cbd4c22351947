"""Desks that keep hours, as somebody tells it who looks at the clock on their wall: shares nothing with the product."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Desk:
    """Hours that are the same on some weekdays, and days on which nobody comes."""

    zone: str
    begin: int
    end: int
    """Minutes of the clock on the wall; past midnight where the end is the smaller."""
    weekdays: Sequence[int] = range(5)
    off: frozenset[date] = field(default_factory=frozenset)

    def is_there(self, moment: datetime) -> bool:
        local = moment.astimezone(ZoneInfo(self.zone))
        minute, today = local.hour * 60 + local.minute, local.date()
        if self.begin < self.end:
            return self._comes(today) and self.begin <= minute < self.end
        return (self._comes(today) and minute >= self.begin) or (self._comes(today - timedelta(1)) and minute < self.end)

    def _comes(self, each: date) -> bool:
        return each.weekday() in self.weekdays and each not in self.off


ENGLISH = frozenset(
    map(date.fromisoformat, ("2026-12-25", "2026-12-28", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30"))
)
"""Of England and Wales from 26 November 2026 to 26 November 2027 (https://www.gov.uk/bank-holidays); Boxing Day is a Saturday, so the Monday after it."""
AMERICAN = frozenset(
    map(
        date.fromisoformat,
        ("2026-11-26", "2026-12-25", "2027-01-01", "2027-01-18", "2027-02-15", "2027-05-31", "2027-06-18", "2027-07-05", "2027-09-06",
         "2027-10-11", "2027-11-11", "2027-11-25"),
    )
)  # fmt: skip
"""Federal ones in the same year (5 U.S.C. 6103); Juneteenth and Independence Day fall on a weekend and are kept on the Friday before or the Monday after."""
