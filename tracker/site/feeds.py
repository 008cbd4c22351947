"""Which feeds there are and what stands in each: the newest events of everything, a kind, the staff, a product, a component, one issue."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from urllib.parse import quote

from tracker.model.public import PublicIssue, PublicStaff
from tracker.model.settings import Component, Product
from tracker.model.site import Site
from tracker.model.values import IssueId, StaffId
from tracker.model.vocabulary import IssueKind
from tracker.site import feed_forms, urls
from tracker.site.edition import Edition
from tracker.site.feed_forms import Entry, Feed, IssueFeed
from tracker.site.outputs import Document, FeedLink, IssueMaker, Maker
from tracker.views.events import Event, EventKind, impostor_events, issue_events, timeline

NEWEST = 50
"""Events in a feed."""

ALL = "all"
STAFF = "staff"
IMPOSTORS = "impostors"

_FORMS = {"rss": feed_forms.rss, "atom": feed_forms.atom, "json": feed_forms.json_feed}
_KIND_TITLES = {IssueKind.DEFECT: "Known issues", IssueKind.FEATURE: "Feature requests"}
_STAFF_TITLE = "Staff and official accounts"
_EVERY = 10**9
_LONG_AGO = date(1970, 1, 1)


def makers(edition: Edition) -> Iterator[Maker]:
    """Every feed but those of single issues, together, because they are taken from one timeline."""
    yield partial(_list_feeds, edition)


def _list_feeds(edition: Edition) -> Iterator[Document]:
    telling = _Telling(edition)
    events = _newest(edition)
    for name, title, description, page, product in _lists(edition):
        yield from _list_feed(edition, telling, _Head(name, title, description, page, product), events[name])


def issue_maker(edition: Edition) -> IssueMaker:
    """The feed of an issue."""
    return partial(_issue_feed, edition, _Telling(edition))


def documents(edition: Edition) -> Iterator[Document]:
    """Every feed of the edition."""
    made = (*(make() for make in makers(edition)), *map(issue_maker(edition), edition.index.public.issues))
    yield from (d for several in made for d in several if isinstance(d, Document))


@dataclass(frozen=True, slots=True)
class _Head:
    """What a feed says of itself."""

    name: str
    title: str
    description: str
    page: str
    product: Product | None


def _list_feed(edition: Edition, telling: "_Telling", head: _Head, events: Sequence[Event]) -> Iterator[Document]:
    organisation = edition.index.public.organisation
    feed = Feed(
        url=edition.site.url + urls.feed(head.name, "")[:-1],
        page=edition.site.url + head.page,
        title=f"{edition.site.name}: {head.title}",
        description=head.description,
        updated=events[0].at if events else _midnight(_beginning(edition, head.product)),
        publisher=organisation.name,
        publisher_url=organisation.url,
        entries=telling.entries(events),
    )
    for form, render in _FORMS.items():
        yield Document(file=urls.feed(head.name, form), render=render, model=feed)


def _issue_feed(edition: Edition, telling: "_Telling", issue: PublicIssue) -> Iterator[Document]:
    path = urls.issue_feed(issue.id)
    yield Document(
        file=path,
        render=feed_forms.issue_atom,
        model=telling.issue_feed(issue, path, issue_events(issue, edition.index.facts[issue.id], edition.index.today)),
    )


def site_feeds(edition: Edition) -> tuple[FeedLink, ...]:
    """Announced on every page."""
    return (FeedLink(f"{edition.site.name}: all changes", urls.feed(ALL, "atom")),)


def _product_title(product: Product, component: Component | None) -> str:
    return f"{product.name}, {component.name}" if component else product.name


def _lists(edition: Edition) -> Iterator[tuple[str, str, str, str, Product | None]]:
    """Every feed but those of single issues: name, title, description, the page that shows the same, the product."""
    who = edition.index.public.organisation.name
    yield ALL, "all changes", f"What changed lately in the known issues, feature requests and official accounts of {who}", urls.HOME, None
    for kind, title in _KIND_TITLES.items():
        yield kind.folder, title.lower(), f"What changed lately in the {title.lower()} of {who}", urls.section(kind), None
    yield STAFF, _STAFF_TITLE.lower(), f"Who speaks for {who}, and from which accounts", urls.STAFF, None
    yield IMPOSTORS, "known impostors", f"Accounts that pretend to speak for {who} and do not", urls.IMPOSTORS, None
    for product in edition.index.public.products.values():
        for component in (None, *product.components):
            name = urls.product_feed(product.id, component.id if component else None)
            title = _product_title(product, component)
            yield name, title, f"What changed lately in the known issues and feature requests of {title}", urls.product(product.id), product


def _newest(edition: Edition) -> dict[str, list[Event]]:
    """The newest events of each feed but those of single issues, newest first, from one pass over all of them."""
    homes = {str(i.id): _homes(i) for i in edition.index.public.issues}
    found: dict[str, list[Event]] = defaultdict(list)
    happened = timeline(edition.index)
    for event in happened.newest((*happened.issues, *happened.staff), _EVERY):
        for name in homes.get(event.subject, (ALL, STAFF)):
            events = found[name]
            if len(events) < NEWEST:
                events.append(event)
    found[IMPOSTORS] = list(impostor_events(edition.index.public, edition.index.today)[:NEWEST])
    return found


def _homes(issue: PublicIssue) -> tuple[str, ...]:
    """The names of the feeds in which an issue's events stand."""
    common = (ALL, issue.kind.folder)
    if issue.is_tombstone:
        return common
    return (*common, urls.product_feed(issue.product), *(urls.product_feed(issue.product, c) for c in dict.fromkeys(issue.components)))


def _beginning(edition: Edition, product: Product | None) -> date:
    """Dates a feed in which nothing has happened yet: the first release; not the build, or an empty feed would change with every one."""
    releases = edition.index.public.releases
    days = [r.date for r in releases.get(product.id, ())] if product else []
    return min(days or [r.date for several in releases.values() for r in several], default=_LONG_AGO)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


class _Telling:
    """How events are told. What is the same for all of them is worked out once."""

    def __init__(self, edition: Edition) -> None:
        self._index = edition.index
        self._site = edition.site.url
        self._authority = f"tag:{_authority(edition.site)}"
        # Several sites can share a host; each has a path of its own.
        self._path = quote(edition.site.base_path.lstrip("/"), safe="/%")
        self._products = {p.id: p.name for p in edition.index.public.products.values()}
        self._publisher = edition.index.public.organisation.name

    def entries(self, events: Sequence[Event]) -> tuple[Entry, ...]:
        """The entries of a feed, in the order of its events."""
        seen: set[str] = set()
        return tuple(self._entry(event, seen) for event in events)

    def issue_feed(self, issue: PublicIssue, path: str, events: Sequence[Event]) -> IssueFeed:
        """The feed of one issue, to be published at `path`."""
        return {
            "id": issue.id,
            "title": issue.title,
            "url": self._site + path,
            "page": self._site + urls.issue(issue.kind, issue.id),
            "site": self._site,
            "tag": self._issue_tag(issue.id),
            "standing": self._standing(issue),
            "updated": events[0].at if events else _midnight(issue.opened),
            "publisher": self._publisher,
            "events": tuple((e.at, e.kind.value, e.what, e.text, e.by.name if e.by else "", e.by.id if e.by else None, e.key) for e in events),
        }

    def _entry(self, event: Event, seen: set[str]) -> Entry:
        issue = self._index.by_id.get(IssueId(event.subject))
        if issue is not None:
            beginning = self._issue_tag(issue.id)
            title = f"{issue.id} {event.what}: {issue.title}" if issue.title else f"{issue.id} {event.what}"
            page, standing = urls.issue(issue.kind, issue.id), self._standing(issue)
        elif event.kind is EventKind.IMPOSTOR:
            beginning = self._authority, f"{self._path}impostor/{event.subject}"
            title, page, standing = event.what, f"{urls.IMPOSTORS}#{event.subject}", "Known impostor: do not answer it"
        else:
            member = self._index.staff[StaffId(event.subject)]
            beginning = self._authority, f"{self._path}staff/{member.id}"
            title, page, standing = event.what, urls.staff(member.id), _staff_standing(member)
        return Entry(
            id=feed_forms.distinct(feed_forms.tag(beginning, event.at, event.kind, event.key), seen),
            url=self._site + page,
            title=title,
            at=event.at,
            text=event.text,
            standing=standing,
            author=event.by.name if event.by else "",
            author_url=self._site + urls.staff(event.by.id) if event.by and event.by.id else "",
        )

    def _issue_tag(self, issue: IssueId) -> tuple[str, str]:
        return self._authority, f"{self._path}issue/{issue}"

    def _standing(self, issue: PublicIssue) -> str:
        """How the issue stands now, in one line."""
        severity = f" · Severity: {issue.severity.label}" if issue.severity else ""
        product = f" · {self._products.get(issue.product, issue.product)}" if issue.product else ""
        return f"Status: {self._index.facts[issue.id].status_label}{severity}{product}"


def _staff_standing(member: PublicStaff) -> str:
    return " · ".join(words for words in (member.name, member.title, member.team) if words)


def _authority(site: Site) -> str:
    """The host as RFC 4151 spells an authority: a domain name in lower case."""
    try:
        name = site.host.encode("idna").decode()
    except UnicodeError:
        name = site.host.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9.-]", "-", name.lower())
