"""A page for each of those who may speak for the company, with every account that is really theirs."""

from collections.abc import Iterator, Sequence
from typing import Any

from tracker.model.public import PublicStaff
from tracker.model.vocabulary import StaffKind
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.hours import schedule_of
from tracker.site.outputs import Page
from tracker.site.pages import words
from tracker.site.pages.directory import directory
from tracker.site.pages.hours import hours_in_words
from tracker.site.pages.people import KINDS, Listed, face, listed
from tracker.site.pages.rows import Rows, feeds
from tracker.site.pages.verify import Box, box
from tracker.site.text import excerpt
from tracker.views.hours import Schedule, country_words, holidays_of, needs_holidays

_ISSUES_SHOWN = 20


def staff(edition: Edition, rows: Rows) -> Iterator[Page]:
    yield directory(edition)
    asked = box(edition)
    for member in edition.index.public.staff:
        yield _member(member, edition, rows, asked)


def _member(member: PublicStaff, edition: Edition, rows: Rows, asked: Box) -> Page:
    index = edition.index
    today, organisation, left = index.today, index.public.organisation.name, member.has_left(index.today)
    owned = [i for i in index.owned.get(member.id, ()) if i.is_open]
    signed = index.signed.get(member.id, ())
    title = member.title or KINDS[member.kind] or "Staff"
    schedule = schedule_of(member.hours, member.time_zone, member.country)
    current = [listed(a, today) for a in member.accounts if a.is_current(today)]
    model: dict[str, Any] = {
        "organisation": organisation,
        "name": member.name,
        "title": member.title,
        "team": member.team,
        "kind": KINDS[member.kind],
        "is_bot": member.kind is StaffKind.BOT,
        "face": face(member, edition.media),
        "has_left": left,
        "since": member.since,
        "until": member.until,
        "bio": member.bio,
        "hours": hours_in_words(member.hours) if member.hours else "",
        "holidays": _holidays(schedule),
        "opens": f"staff/{member.id}" if schedule else "",
        "zone": member.time_zone or "",
        "card": "" if left else urls.card(member.id),
        "box": asked,
        "time_zone": words.time_zone_words(member.time_zone) if member.time_zone else "",
        "languages": words.languages(member.languages),
        "may_ask": words.listed(member.may_ask),
        "never_asks": words.listed(member.never_asks),
        "accounts": tuple(sorted(current, key=lambda a: not a.is_suspended)),
        "former": tuple(listed(a, today) for a in member.accounts if a.until is not None and a.until <= today),
        "owned": tuple(rows[i.id] for i in owned[:_ISSUES_SHOWN]),
        "owned_count": len(owned),
        "signed": tuple(rows[i.id] for i in signed[:_ISSUES_SHOWN]),
        "signed_count": len(signed),
        "edit": member.edit,
        "feed": urls.feed("staff", "atom"),
    }
    return Page(
        path=urls.staff(member.id),
        template="member.html",
        title=f"{member.name}, {title}",
        description=f"{member.name} no longer speaks for {organisation}."
        if left
        else excerpt(f"{member.name}, {title} at {organisation}: the official accounts and what is signed in this name."),
        model=model,
        feeds=feeds("staff", "Staff and accounts"),
        linked_data=None if left else _linked_data(member, current, edition),
    )


def _holidays(schedule: Schedule | None) -> str:
    """Whose public holidays the hours mean, where they name any."""
    code = holidays_of(schedule) if schedule and needs_holidays(schedule.hours) else ""
    return f"public holidays in {country_words(code)}" if code else ""


def _linked_data(member: PublicStaff, accounts: Sequence[Listed], edition: Edition) -> dict[str, Any]:
    """https://schema.org/Person for a person; a desk or a program is no person."""
    organisation = edition.index.public.organisation
    employer = {"@type": "Organization", "name": organisation.name, "url": organisation.url}
    profiles = [a.address for a in accounts if a.address and a.rel]
    said: dict[str, Any] = {"@context": "https://schema.org", "name": member.name, "url": edition.site.url + urls.staff(member.id)}
    if member.kind is StaffKind.PERSON:
        said |= {"@type": "Person", "worksFor": employer} | ({"jobTitle": member.title} if member.title else {})
    else:
        said |= {"@type": "Organization", "parentOrganization": employer}
    if profiles:
        said["sameAs"] = profiles
    if member.languages and member.kind is StaffKind.PERSON:
        said["knowsLanguage"] = list(member.languages)
    return said
