"""Is this really staff? The page on which a reader asks, the box that other pages carry too, and the impostors we know of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.model.platforms import PLATFORMS, address_of, platform_label
from tracker.model.public import PublicImpostor, Signature
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import Page
from tracker.site.pages.directory import held, never
from tracker.site.pages.rows import feeds
from tracker.site.pages.signposts import signposts
from tracker.site.pages.words import sentence
from tracker.views.signing import NOT_SIGNED

_WAYS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Way:
    """A channel by which a reader can ask us."""

    name: str
    path: str
    """The contact page, at this channel."""
    handle: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Box:
    """What stands around every answer, whatever it is."""

    organisation: str
    platforms: tuple[tuple[str, str], ...]
    """Word and label, by label."""
    never: str
    ways: tuple[Way, ...]
    has_impostors: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A known impostor, as readers compare it. Its handle is never a link."""

    anchor: str
    platform: str
    handle: str
    imitates: str
    imitates_path: str
    first_seen: date
    evidence: str
    by: str
    by_path: str
    reported: tuple[tuple[str, date], ...]
    edit: str | None


@dataclass(frozen=True, slots=True)
class Signed:
    """The signature over the whole list, and how a reader checks it."""

    on: date | None
    until: date | None
    fingerprint: str
    fault: str
    is_partial: bool
    """It still covers what has not changed since."""
    commands: tuple[str, ...]


def box(edition: Edition) -> Box:
    public = edition.index.public
    named = {h.platform for h in held(public.staff, edition.index.today)} | {i.platform for i in public.impostors} | set(PLATFORMS)
    return Box(
        organisation=public.organisation.name,
        platforms=tuple(sorted(((p, platform_label(p)) for p in named), key=lambda pair: pair[1].casefold())),
        never=never([m for m in public.staff if not m.has_left(edition.index.today)]),
        ways=tuple(
            Way(c.name, f"{urls.CONTACT}#{c.id}", c.account.handle, address_of(c.account.platform, c.account.handle))
            for c in public.channels[:_WAYS_SHOWN]
        ),
        has_impostors=bool(public.impostors),
    )


def verify(edition: Edition) -> Iterator[Page]:
    public, today = edition.index.public, edition.index.today
    organisation = public.organisation.name
    accounts = held([m for m in public.staff if not m.has_left(today)], today)
    counts: dict[tuple[str, str], int] = {}
    for each in accounts:
        counts[each.platform, each.account.platform] = counts.get((each.platform, each.account.platform), 0) + 1
    post = signposts(organisation)[urls.VERIFY]
    yield Page(
        path=post.path,
        template="verify.html",
        title=post.title,
        description=post.description,
        model={
            "organisation": organisation,
            "box": box(edition),
            "platforms": tuple((label, f"{urls.STAFF}#on-{word}", count) for (word, label), count in counts.items()),
            "signed": _signed(edition),
        },
        feeds=feeds("staff", "Staff and accounts"),
    )
    post = signposts(organisation)[urls.IMPOSTORS]
    yield Page(
        path=post.path,
        template="impostors.html",
        title=post.title,
        description=post.description,
        model={
            "organisation": organisation,
            "appeal": public.organisation.appeal,
            "known": tuple(_known(i) for i in sorted(public.impostors, key=lambda i: (i.first_seen, i.id), reverse=True)),
            "feed": urls.feed("impostors", "atom"),
        },
        feeds=feeds("impostors", "Known impostors"),
    )


def _signed(edition: Edition) -> Signed | None:
    found = edition.index.public.signing
    if found.fault == NOT_SIGNED:
        return None
    addresses = (edition.site.url + path for path in (urls.SIGNED_LIST, f"{urls.SIGNED_LIST}.sig", urls.ALLOWED_SIGNERS))
    name = found.namespace
    commands = (
        " \\\n  ".join(("curl -fsS --remote-name-all", *addresses)),
        f"ssh-keygen -Y verify -f allowed_signers \\\n  -I {name} -n {name} \\\n  -s staff.json.sig < staff.json",
    )
    return Signed(found.signed_on, found.expires, found.fingerprint or "", found.fault, found.uncovered is not None, commands)


def _known(given: PublicImpostor) -> Known:
    imitates, imitates_path = _named(given.imitates)
    by, by_path = _named(given.confirmed_by)
    return Known(
        anchor=given.id,
        platform=platform_label(given.platform),
        handle=given.handle,
        imitates=imitates,
        imitates_path=imitates_path,
        first_seen=given.first_seen,
        evidence=given.evidence,
        by=by,
        by_path=by_path,
        reported=tuple((sentence(to), on) for to, on in given.reported),
        edit=given.edit,
    )


def _named(who: Signature | None) -> tuple[str, str]:
    """Name and page; a page only of those who are in the directory."""
    return (who.name, urls.staff(who.id) if who.id else "") if who else ("", "")
