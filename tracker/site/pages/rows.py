"""An issue as one line of a list, and the little that all lists share. A row is made once and stands in many lists, so it holds plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from tracker.model.public import PublicIssue
from tracker.model.settings import Product
from tracker.model.values import IssueId, Slug, StaffId
from tracker.site import urls
from tracker.site.dates import day_words
from tracker.site.outputs import FeedLink
from tracker.site.text import excerpt, visible
from tracker.views.index import Facts, Index

FEED_FORMS = ("atom", "rss", "json")


class Row(NamedTuple):
    """No dataclass, so that a page's key takes a row by its digest: rows stand in many lists, and are the most of what lists say."""

    id: IssueId
    path: str
    title: str
    where: str
    """Product and components."""
    severity: str
    """The word itself, empty for a feature request; it also names the icon."""
    weight: str
    """The severity as readers see it."""
    status: str
    """The status as readers see it."""
    tone: str
    """Which icon goes with the status: `open`, `soon` (done, not yet out), `done`, `closed`."""
    has_workaround: bool
    votes: int
    day: str
    """The newest change, for programs."""
    said: str
    """The newest change, for readers."""
    reason: str = ""
    """Why it was closed without doing what was asked, and what would make us think again."""
    digest: str = ""
    """Stands for all of it."""


@dataclass(frozen=True, slots=True)
class IssueLink:
    """Another issue, as it is named where one refers to it."""

    id: IssueId
    path: str
    title: str
    status: str


def tone(issue: PublicIssue, facts: Facts, product: Product | None) -> str:
    """How far an issue is, in four steps that can be drawn."""
    if issue.is_open:
        return "open"
    if not issue.status.is_delivered:
        return "closed"
    return "done" if facts.is_released or (product is not None and not product.versioning.has_versions) else "soon"


def where(issue: PublicIssue, product: Product | None) -> str:
    """`Meridian Desktop · Sync engine, Ui`."""
    names = component_names(issue, product)
    return " · ".join([product.name if product else issue.product, *([", ".join(names)] if names else [])])


def component_names(issue: PublicIssue, product: Product | None) -> tuple[str, ...]:
    known = {c.id: c.name for c in product.components} if product else {}
    return tuple(known.get(each, each) for each in issue.components)


def row(issue: PublicIssue, facts: Facts, product: Product | None, place: str) -> Row:
    changed = issue.last_change
    made = Row(
        id=issue.id,
        path=urls.issue(issue.kind, issue.id),
        title=visible(issue.title),
        where=place,
        severity=issue.severity.value if issue.severity else "",
        weight=issue.severity.label if issue.severity else "",
        status=facts.status_label,
        tone=tone(issue, facts, product),
        has_workaround=bool(issue.workarounds),
        votes=facts.tally.votes,
        day=changed.isoformat(),
        said=day_words(changed),
        reason=_reason(issue),
    )
    return made._replace(digest=blake2b(repr(made).encode(), digest_size=12).hexdigest())


def _reason(issue: PublicIssue) -> str:
    if not issue.resolution or not issue.status.needs_reason:
        return ""
    told = f"Our reason: {excerpt(issue.resolution.reason, 140)}"
    return f"{told} We would reconsider if: {excerpt(issue.resolution.reconsider_if, 110)}" if issue.resolution.reconsider_if else told


Rows = Mapping[IssueId, Row]


def rows(index: Index) -> dict[IssueId, Row]:
    """A row for every issue that is no tombstone."""
    products = index.public.products
    places: dict[tuple[Slug, tuple[Slug, ...]], str] = {}
    made: dict[IssueId, Row] = {}
    for issues in index.lists.values():
        for issue in issues:
            product = products.get(issue.product)
            key = (issue.product, issue.components)
            if key not in places:
                places[key] = where(issue, product)
            made[issue.id] = row(issue, index.facts[issue.id], product, places[key])
    return made


def link(index: Index, wanted: IssueId) -> IssueLink | None:
    """None for an issue that readers cannot see."""
    issue = index.by_id.get(wanted)
    if issue is None:
        return None
    title = visible(issue.title) or "An entry that was withdrawn"
    return IssueLink(issue.id, urls.issue(issue.kind, issue.id), title, index.facts[issue.id].status_label)


def links(index: Index, wanted: Sequence[IssueId]) -> tuple[IssueLink, ...]:
    return tuple(found for each in wanted if (found := link(index, each)) is not None)


def staff_path(member: StaffId | None) -> str:
    """Where somebody stands in the directory; nothing for who opted out of it."""
    return urls.staff(member) if member else ""


def feeds(name: str, title: str) -> tuple[FeedLink, ...]:
    """A feed in each of its forms."""
    return tuple(FeedLink(f"{title} ({form.upper() if form != 'atom' else 'Atom'})", urls.feed(name, form)) for form in FEED_FORMS)
