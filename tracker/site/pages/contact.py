"""How to reach a human: every channel, when it is attended, what it is for, and how soon an answer is promised."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.model.platforms import address_of, is_profile, platform_label
from tracker.model.settings import Channel
from tracker.model.vocabulary import IdentityCheck, Severity
from tracker.site import urls
from tracker.site.dates import length
from tracker.site.edition import Edition
from tracker.site.hours import schedule_of
from tracker.site.outputs import Page
from tracker.site.pages import words
from tracker.site.pages.hours import hours_in_words
from tracker.views.hours import country_words, holidays_of, needs_holidays

_COLUMNS = ("First response", "Next update", "Workaround", "Fix")


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
    hours: str
    opens: str
    """What scripts look the hours up by; empty where they are not known."""
    zone: str
    place: str
    """Whose time, and whose public holidays."""
    first_response: str
    identity: str
    languages: str


def contact(edition: Edition) -> Iterator[Page]:
    public = edition.index.public
    ways = tuple(_way(c) for c in public.channels)
    yield Page(
        path=urls.CONTACT,
        template="contact.html",
        title="Contact",
        description=f"How to reach a human at {public.organisation.name}, when somebody is there, and how soon we promise to answer.",
        model={
            "organisation": public.organisation.name,
            "url": public.organisation.url,
            "security": public.organisation.security,
            "ways": ways,
            "columns": _COLUMNS,
            "promises": tuple(
                (s.value, s.label, tuple(length(given[c]) if c in given else "" for c in _COLUMNS))
                for s in Severity
                if s in public.promises and (given := dict(public.promises[s].stated))
            ),
        },
        linked_data=_linked_data(edition, ways) if ways else None,
    )


def _way(channel: Channel) -> Way:
    account = channel.account
    zone = words.time_zone_words(channel.time_zone) if channel.time_zone else ""
    schedule = schedule_of(channel.hours, channel.time_zone, channel.country)
    code = holidays_of(schedule) if schedule and needs_holidays(schedule.hours) else ""
    holidays = f"public holidays in {country_words(code)}" if code else ""
    return Way(
        id=channel.id,
        name=channel.name,
        purpose=channel.purpose,
        platform=platform_label(account.platform),
        handle=account.handle,
        address=address_of(account.platform, account.handle),
        rel="me noopener" if is_profile(account.platform) and account.platform != "web" else "",
        hours=hours_in_words(channel.hours) if channel.hours else "",
        opens=f"channels/{channel.id}" if schedule else "",
        zone=channel.time_zone or "",
        place=", ".join(part for part in (zone, holidays) if part),
        first_response=f"within {length(channel.first_response)}" if channel.first_response else "",
        identity=words.identity_words(channel.identity_check) if channel.identity_check is not IdentityCheck.NONE else "",
        languages=words.languages(channel.languages),
    )


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
