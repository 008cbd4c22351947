"""Opening hours: they can be read, and it is clear by whose clock and whose holidays they go."""

from collections.abc import Iterator

from tracker.model.problem import FieldPath, Finding
from tracker.model.tracker import Tracker
from tracker.model.vocabulary import Level
from tracker.rules.registry import rule
from tracker.rules.settings import time_zones
from tracker.views.hours import Schedule, fault, holidays_of, needs_holidays


def _stated(tracker: Tracker) -> Iterator[tuple[str, FieldPath, str, str, str]]:
    """Where hours are stated: path, the place of the record in it, the hours, the time zone, the country."""
    for at, channel in enumerate(tracker.settings.channels):
        for number, team in enumerate(channel.teams):
            place: FieldPath = ("channels", at, "shifts", number) if channel.shifts else ("channels", at)
            yield tracker.settings.path, place, team.hours, team.time_zone or "", team.country or ""
    for member in tracker.staff:
        if member.hours is not None:
            yield member.path, (), member.hours, member.time_zone or "", member.country or ""


@rule("R386")
def opening_hours_can_be_read(tracker: Tracker) -> Iterator[Finding]:
    """Opening hours are written as OpenStreetMap has them."""
    for path, place, hours, _, _ in _stated(tracker):
        if wrong := fault(hours):
            yield Finding(path, (*place, "hours"), f"{hours!r} {wrong}")


@rule("R387", level=Level.WARNING)
def opening_hours_have_a_time_zone(tracker: Tracker) -> Iterator[Finding]:
    """Opening hours go with a time zone."""
    for path, place, _, zone, _ in _stated(tracker):
        if not zone:
            yield Finding(path, (*place, "hours"), "hours without a time zone: nobody elsewhere can tell when that is; add time_zone: Europe/London")


@rule("R388")
def public_holidays_are_of_a_known_country(tracker: Tracker) -> Iterator[Finding]:
    """Public holidays are those of a country whose calendar is known."""
    for path, place, hours, zone, country in _stated(tracker):
        is_asked = country or needs_holidays(hours)
        if not is_asked or fault(hours) or holidays_of(Schedule(hours, zone, country)):
            continue
        if country:
            message = f"no calendar of public holidays is known for {country!r}; write an ISO 3166 code, as GB or GB-ENG, or take it out"
            yield Finding(path, (*place, "country"), message)
        elif needs_holidays(hours) and zone in time_zones():
            message = f"whose public holidays? No calendar of them is known for {zone}; add country: GB, or write the dates in place of PH"
            yield Finding(path, (*place, "hours"), message)
