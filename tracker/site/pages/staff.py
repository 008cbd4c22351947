"""The directory of those who may speak for the company, a page for each of them, and every account that is really theirs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.model.platforms import address_of, is_profile, platform_label
from tracker.model.public import PublicAccount, PublicProof, PublicStaff
from tracker.model.vocabulary import EndReason, StaffKind
from tracker.site import urls
from tracker.site.edition import Edition, Media
from tracker.site.outputs import Page
from tracker.site.pages import words
from tracker.site.pages.hours import hours_in_words
from tracker.site.pages.rows import Rows, feeds
from tracker.site.text import excerpt

_ISSUES_SHOWN = 20
_KINDS = {StaffKind.PERSON: "", StaffKind.ROLE: "Shared by a team", StaffKind.BOT: "A program, not a person"}
_METHODS = {
    "link-back": "its profile links back to us",
    "rel-me": "its profile and our site link to each other",
    "dns": "our domain vouches for it",
    "github-org": "it is a public member of our organisation",
    "manual": "one of us checked it by hand",
}
_ENDED = {EndReason.RENAMED: "Renamed", EndReason.LEFT: "Given up on leaving", EndReason.GIVEN_UP: "Given up"}


@dataclass(frozen=True, slots=True)
class Face:
    """A photo, or the initials that stand for one."""

    initials: str
    path: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Proved:
    """How and when an account was last shown to be ours."""

    how: str
    on: date | None = None
    until: date | None = None
    by: str = ""
    by_path: str = ""
    evidence: str | None = None
    has_expired: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as readers compare it, letter by letter."""

    platform: str
    handle: str
    address: str | None
    rel: str
    number: str | None
    purpose: str | None
    since: date | None
    until: date | None
    suspended_since: date | None
    suspended_because: str
    ended: str
    now: str | None
    proof: Proved | None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_since is not None


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody in the directory."""

    name: str
    path: str
    title: str
    kind: str
    face: Face
    accounts: tuple[Listed, ...]
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Held:
    """A line of the table of all official accounts."""

    account: Listed
    name: str
    path: str


def staff(edition: Edition, rows: Rows) -> Iterator[Page]:
    yield _directory(edition)
    for member in edition.index.public.staff:
        yield _member(member, edition, rows)


def _directory(edition: Edition) -> Page:
    today, everybody = edition.index.today, edition.index.public.staff
    cards = {m.id: _card(m, edition) for m in everybody}
    present = [m for m in everybody if not m.has_left(today)]
    teams: dict[str, list[Card]] = {}
    for member in sorted(present, key=_place):
        teams.setdefault(member.team or "Further staff", []).append(cards[member.id])
    return Page(
        path=urls.STAFF,
        template="staff.html",
        title="Official staff",
        description=f"Who speaks for {edition.index.public.organisation.name}, and from which accounts. Compare before you trust.",
        model={
            "organisation": edition.index.public.organisation.name,
            "teams": tuple(sorted(teams.items())),
            "former": tuple(cards[m.id] for m in everybody if m.has_left(today)),
            "accounts": _held(present, today),
            "never": _never(present),
            "feed": urls.feed("staff", "atom"),
        },
        feeds=feeds("staff", "Staff and accounts"),
    )


def _place(member: PublicStaff) -> tuple[bool, bool, str, str]:
    """The desks that teams share first, then people, then programs."""
    return (member.kind is not StaffKind.ROLE, member.kind is StaffKind.BOT, member.name.casefold(), member.id)


def _never(present: Sequence[PublicStaff]) -> str:
    """What nobody here will ever ask for: what everybody who says something about it names."""
    given = [m.never_asks for m in present if m.kind is not StaffKind.BOT and m.never_asks]
    return words.listed([each for each in given[0] if all(each in others for others in given)]) if given else ""


def _held(present: Sequence[PublicStaff], today: date) -> tuple[Held, ...]:
    """Every account in use, by platform and handle."""
    found = [Held(_listed(a, today), m.name, urls.staff(m.id)) for m in present for a in m.accounts if a.is_current(today)]
    return tuple(sorted(found, key=lambda h: (h.account.platform.casefold(), h.account.handle.casefold(), h.path)))


def _card(member: PublicStaff, edition: Edition) -> Card:
    today = edition.index.today
    return Card(
        name=member.name,
        path=urls.staff(member.id),
        title=member.title or "",
        kind=_KINDS[member.kind],
        face=face(member, edition.media),
        accounts=tuple(_listed(a, today) for a in member.accounts if a.is_current(today)),
        since=member.since,
        until=member.until,
    )


def face(member: PublicStaff, media: Mapping[str, Media]) -> Face:
    photo = media.get(member.photo) if member.photo else None
    letters = [part[0] for part in member.name.split() if part[:1].isalnum()]
    initials = "".join(letters[:1] + letters[-1:] if len(letters) > 1 else letters).upper()
    return Face(initials, photo.path, photo.width, photo.height) if photo and photo.is_picture else Face(initials or "?")


def _listed(account: PublicAccount, today: date) -> Listed:
    current = account.is_current(today)
    rel = "me noopener" if is_profile(account.platform) else ""
    return Listed(
        platform=platform_label(account.platform),
        handle=account.handle,
        address=address_of(account.platform, account.handle) if current and not account.suspended else None,
        rel=rel,
        number=account.account_id,
        purpose=words.sentence(account.purpose) if account.purpose else None,
        since=account.since,
        until=account.until,
        suspended_since=account.suspended.since if account.suspended else None,
        suspended_because=account.suspended.reason if account.suspended else "",
        ended=_ENDED[account.reason] if account.reason else "",
        now=account.now,
        proof=_proved(account.proofs, today),
    )


def _proved(proofs: Sequence[PublicProof], today: date) -> Proved | None:
    """The newest proof that still holds, or else the newest."""
    if not proofs:
        return None
    newest = max(proofs, key=lambda p: (p.expires is None or p.expires >= today, p.checked))
    return Proved(
        how=_METHODS.get(newest.method, newest.method.replace("-", " ")),
        on=newest.checked,
        until=newest.expires,
        by=newest.by.name if newest.by else "",
        by_path=urls.staff(newest.by.id) if newest.by and newest.by.id else "",
        evidence=newest.evidence,
        has_expired=newest.expires is not None and newest.expires < today,
    )


def _member(member: PublicStaff, edition: Edition, rows: Rows) -> Page:
    index = edition.index
    today, organisation, left = index.today, index.public.organisation.name, member.has_left(index.today)
    owned = [i for i in index.owned.get(member.id, ()) if i.is_open]
    signed = index.signed.get(member.id, ())
    title = member.title or _KINDS[member.kind] or "Staff"
    current = [_listed(a, today) for a in member.accounts if a.is_current(today)]
    model: dict[str, Any] = {
        "organisation": organisation,
        "name": member.name,
        "title": member.title,
        "team": member.team,
        "kind": _KINDS[member.kind],
        "is_bot": member.kind is StaffKind.BOT,
        "face": face(member, edition.media),
        "has_left": left,
        "since": member.since,
        "until": member.until,
        "bio": member.bio,
        "hours": hours_in_words(member.hours) if member.hours else "",
        "time_zone": words.time_zone_words(member.time_zone) if member.time_zone else "",
        "languages": words.languages(member.languages),
        "may_ask": words.listed(member.may_ask),
        "never_asks": words.listed(member.never_asks),
        "accounts": tuple(sorted(current, key=lambda a: not a.is_suspended)),
        "former": tuple(_listed(a, today) for a in member.accounts if a.until is not None and a.until <= today),
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
