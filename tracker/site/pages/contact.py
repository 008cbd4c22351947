"""How to reach a human: every channel, when it is attended, what it is for, and how soon an answer is promised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.model.channels import Channel, Shift, form_of
from tracker.model.platforms import address_of, is_profile, platform_label
from tracker.model.vocabulary import Coverage, IdentityCheck, Severity
from tracker.site import urls
from tracker.site.dates import length
from tracker.site.edition import Edition
from tracker.site.hours import schedule_of, schedules_of
from tracker.site.outputs import Page
from tracker.site.pages import words
from tracker.site.pages.gaps import unattended
from tracker.site.pages.hours import hours_in_words
from tracker.site.pages.signposts import signposts
from tracker.views.hours import country_words, holidays_of, needs_holidays

_COLUMNS = ("First response", "Next update", "Workaround", "Fix")


_COVERAGE = {
    Coverage.ALL_TIME_ZONES: "Somebody is there from Monday to Friday, 09:00–17:00, in every time zone",
    Coverage.AROUND_THE_CLOCK: "Somebody is there at every hour of every day",
}


@dataclass(frozen=True, slots=True)
class Team:
    """Who attends a channel when."""

    name: str
    hours: str
    place: str
    """Whose time, and whose public holidays."""


@dataclass(frozen=True, slots=True)
class Way:
    """A channel as readers meet it."""

    id: str
    name: str
    purpose: str
    platform: str
    handle: str
    address: str | None
    rel: str
    teams: tuple[Team, ...]
    opens: str
    """What scripts look the hours up by; empty where they are not known."""
    zone: str
    """The time zone of the hours; empty where each team has its own."""
    coverage: str
    first_response: str
    identity: str
    form: str
    """Where customers prove who they are, if not at the channel's own address."""
    hand_off: tuple[str, str] | None
    """Id and name of the channel for what is not settled here."""
    languages: str


def contact(edition: Edition) -> Iterator[Page]:
    public = edition.index.public
    ways = tuple(_way(c, public.channels) for c in public.channels)
    gaps = unattended(public.channels, edition.index.today)
    post = signposts(public.organisation.name)[urls.CONTACT]
    yield Page(
        path=post.path,
        template="contact.html",
        title=post.title,
        description=post.description,
        model={
            "organisation": public.organisation.name,
            "url": public.organisation.url,
            "security": public.organisation.security,
            "ways": ways,
            "gaps": gaps,
            "columns": _COLUMNS,
            "promises": tuple(
                (s.value, s.label, tuple(length(given[c]) if c in given else "" for c in _COLUMNS))
                for s in Severity
                if s in public.promises and (given := dict(public.promises[s].stated))
            ),
        },
        linked_data=_linked_data(edition, ways) if ways else None,
    )


def _way(channel: Channel, channels: Sequence[Channel]) -> Way:
    account, form = channel.account, form_of(channel, channels)
    zones = {schedule.time_zone for schedule in schedules_of(channel)}
    next_one = next((c for c in channels if c.id == channel.hand_off), None)
    return Way(
        id=channel.id,
        name=channel.name,
        purpose=channel.purpose,
        platform=platform_label(account.platform),
        handle=account.handle,
        address=address_of(account.platform, account.handle),
        rel="me noopener" if is_profile(account.platform) and account.platform != "web" else "",
        teams=tuple(map(_team, channel.teams)),
        opens=f"channels/{channel.id}" if zones else "",
        zone=zones.pop() if len(zones) == 1 else "",
        coverage=_COVERAGE[channel.coverage] if channel.coverage else "",
        first_response=f"within {length(channel.first_response)}" if channel.first_response else "",
        identity=words.identity_words(channel.identity_check) if channel.identity_check is not IdentityCheck.NONE else "",
        form=form if form != account.handle else "",
        hand_off=(next_one.id, next_one.name) if next_one else None,
        languages=words.languages(channel.languages),
    )


def _team(shift: Shift) -> Team:
    zone = words.time_zone_words(shift.time_zone) if shift.time_zone else ""
    schedule = schedule_of(shift.hours, shift.time_zone, shift.country)
    code = holidays_of(schedule) if schedule and needs_holidays(schedule.hours) else ""
    holidays = f"public holidays in {country_words(code)}" if code else ""
    return Team(shift.team or "", hours_in_words(shift.hours), ", ".join(part for part in (zone, holidays) if part))


def _linked_data(edition: Edition, ways: Sequence[Way]) -> dict[str, Any]:
    """https://schema.org/ContactPoint for each channel."""
    public = edition.index.public
    points = []
    for channel, way in zip(public.channels, ways, strict=True):
        point: dict[str, Any] = {"@type": "ContactPoint", "contactType": "customer support", "name": way.name, "description": way.purpose}
        if channel.account.platform == "phone":
            point["telephone"] = way.handle
        elif channel.account.platform == "email":
            point["email"] = way.handle
        elif way.address:
            point["url"] = way.address
        if channel.languages:
            point["availableLanguage"] = list(channel.languages)
        points.append(point)
    return {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": public.organisation.name,
        "url": public.organisation.url,
        "contactPoint": points,
    }
