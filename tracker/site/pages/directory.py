"""The directory: everybody who may speak for the company, by team, and every account that is really ours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.model.platforms import platform_label
from tracker.model.public import PublicStaff
from tracker.model.values import slug
from tracker.model.vocabulary import StaffKind
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.hours import schedule_of
from tracker.site.outputs import Page
from tracker.site.pages import words
from tracker.site.pages.people import KINDS, Face, Listed, face, listed
from tracker.site.pages.rows import feeds
from tracker.site.pages.signposts import signposts

_NO_TEAM = "Further staff"


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody in the directory."""

    id: str
    name: str
    path: str
    title: str
    kind: str
    team: str
    face: Face
    accounts: tuple[Listed, ...]
    languages: str
    """In words."""
    codes: str
    """The languages' codes, for the filter; a space between."""
    platforms: str
    """Likewise."""
    has_hours: bool
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Held:
    """A line of the table of all official accounts."""

    account: Listed
    platform: str
    name: str
    path: str
    holder: str
    anchor: str = ""
    """Its own: `x-meridianhelp`."""
    opens: str = ""
    """The anchor of its platform, on the first line of each: `on-x`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to narrow the directory to, and how many it leaves."""

    value: str
    name: str
    count: int


def directory(edition: Edition) -> Page:
    public, today = edition.index.public, edition.index.today
    cards = {m.id: _card(m, edition) for m in public.staff}
    present = [m for m in public.staff if not m.has_left(today)]
    shown = [cards[m.id] for m in sorted(present, key=_place)]
    teams: dict[str, list[Card]] = {}
    for card in shown:
        teams.setdefault(card.team, []).append(card)
    post = signposts(public.organisation.name)[urls.STAFF]
    return Page(
        path=post.path,
        template="staff.html",
        title=post.title,
        description=post.description,
        model={
            "organisation": public.organisation.name,
            "teams": tuple(sorted(teams.items())),
            "count": len(shown),
            "choices": {
                "team": _choices((c.team, c.team) for c in shown),
                "language": _choices((code, words.language(code)) for c in shown for code in dict.fromkeys(c.codes.split())),
                "platform": _choices((p, platform_label(p)) for c in shown for p in dict.fromkeys(c.platforms.split())),
            },
            "has_hours": any(c.has_hours for c in shown),
            "former": tuple(cards[m.id] for m in public.staff if m.has_left(today)),
            "accounts": held(present, today),
            "never": never(present),
            "has_impostors": bool(public.impostors),
            "feed": urls.feed("staff", "atom"),
        },
        feeds=feeds("staff", "Staff and accounts"),
    )


def _choices(found: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    """By name; a choice that everybody shares is none, but it is shown for the sake of links to it."""
    counts: dict[tuple[str, str], int] = {}
    for each in found:
        counts[each] = counts.get(each, 0) + 1
    return tuple(Choice(value, name, count) for (value, name), count in sorted(counts.items(), key=lambda pair: (pair[0][1].casefold(), pair[0])))


def _place(member: PublicStaff) -> tuple[bool, bool, str, str]:
    """The desks that teams share first, then people, then programs."""
    return (member.kind is not StaffKind.ROLE, member.kind is StaffKind.BOT, member.name.casefold(), member.id)


def never(present: Sequence[PublicStaff]) -> str:
    """What nobody here will ever ask for: what everybody who says something about it names."""
    given = [m.never_asks for m in present if m.kind is not StaffKind.BOT and m.never_asks]
    return words.listed([each for each in given[0] if all(each in others for others in given)]) if given else ""


def held(present: Sequence[PublicStaff], today: date) -> tuple[Held, ...]:
    """Every account in use, by platform and handle."""
    found = [Held(listed(a, today), a.platform, m.name, urls.staff(m.id), m.id) for m in present for a in m.accounts if a.is_current(today)]
    ordered = sorted(found, key=lambda h: (h.account.platform.casefold(), h.account.handle.casefold(), h.path))
    taken: dict[str, int] = {}
    seen: set[str] = set()
    made = []
    for each in ordered:
        anchor = f"{each.platform}-{slug(each.account.handle) or 'account'}"
        taken[anchor] = taken.get(anchor, 0) + 1
        number = f"-{taken[anchor]}" if taken[anchor] > 1 else ""
        opens = "" if each.platform in seen else f"on-{each.platform}"
        seen.add(each.platform)
        made.append(replace(each, anchor=f"account-{anchor}{number}", opens=opens))
    return tuple(made)


def _card(member: PublicStaff, edition: Edition) -> Card:
    today = edition.index.today
    current = [a for a in member.accounts if a.is_current(today)]
    return Card(
        id=member.id,
        name=member.name,
        path=urls.staff(member.id),
        title=member.title or "",
        kind=KINDS[member.kind],
        team=member.team or _NO_TEAM,
        face=face(member, edition.media),
        accounts=tuple(listed(a, today) for a in current),
        languages=words.languages(member.languages),
        codes=" ".join("-".join(code.partition("-")[0].lower().split()) for code in member.languages),
        platforms=" ".join(dict.fromkeys(a.platform for a in current)),
        has_hours=schedule_of(member.hours, member.time_zone, member.country) is not None,
        since=member.since,
        until=member.until,
    )
