"""The lists of issues and of feature requests: everything, and narrowed to one product, component, status or severity, page by page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from tracker.model.public import PublicIssue
from tracker.model.settings import Product
from tracker.model.values import Slug
from tracker.model.vocabulary import DefectStatus, FeatureStatus, IssueKind, Severity, type_of_status
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import FeedLink, Maker, Page
from tracker.site.pages import words
from tracker.site.pages.rows import Rows, feeds
from tracker.views.index import LIST_ORDER_SAID, Facts, Index, group_by

PER_PAGE = 100
RELEASED = "released"
"""The step of a URL for a status that follows from releases and is never typed."""

TITLES = {IssueKind.DEFECT: "Known issues", IssueKind.FEATURE: "Feature requests"}
FEED_NAMES = {IssueKind.DEFECT: "defects", IssueKind.FEATURE: "features"}
_NOUNS = {IssueKind.DEFECT: "issue", IssueKind.FEATURE: "request"}
_FOLDED_FROM = 12
"""A group with more choices than that is folded."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to a narrower or wider list."""

    name: str
    path: str
    count: int
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Choices of one kind."""

    name: str
    choices: tuple[Choice, ...]

    is_folded: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One list before it is cut into pages."""

    path: str
    title: str
    issues: tuple[PublicIssue, ...]
    product: Slug | None = None
    """The product whose components are offered beside it."""
    feed: str = ""


def list_makers(edition: Edition, rows: Rows) -> Iterator[Maker]:
    """What makes the pages of each list, one maker a list."""
    for kind in IssueKind:
        shelf = _Shelf(edition.index, kind)
        for listing in shelf.listings():
            yield partial(_pages, listing, shelf, rows)


def status_step(issue: PublicIssue, facts: Facts) -> str:
    """The step of a URL for an issue's status as readers see it."""
    return issue.status.value if facts.status_label == issue.status.label else RELEASED


class _Shelf:
    """All lists of one kind, and how many issues each holds."""

    def __init__(self, index: Index, kind: IssueKind) -> None:
        self.index = index
        self.kind = kind
        self.all = index.lists[kind]
        self.open = tuple(i for i in self.all if i.is_open)
        self.by_severity = group_by(self.all, lambda i: [i.severity])
        self.by_status = group_by(self.all, lambda i: [status_step(i, index.facts[i.id])])
        self.by_product = group_by(self.all, lambda i: [i.product])
        self.by_component = group_by(self.all, lambda i: [(i.product, c) for c in i.components])
        self.products = tuple(index.public.products.values())
        self.root = urls.section(kind)
        self.severities = tuple((s.value, s.label) for s in Severity) if kind is IssueKind.DEFECT else ()
        self.statuses = self._statuses()

    def _statuses(self) -> tuple[tuple[str, str], ...]:
        """Every status that a list can be narrowed to, empty or not: an address once published stays."""
        found: list[tuple[str, str]] = []
        for status in cast("type[DefectStatus | FeatureStatus]", type_of_status[self.kind]):
            if not status.is_withdrawn:
                found.append((status.value, status.label))
            if status.is_delivered:
                found.append((RELEASED, self._released()))
        return tuple(found)

    def _released(self) -> str:
        """As the rows call it: hosted services have no releases."""
        labels = {self.index.facts[i.id].status_label for i in self.by_status.get(RELEASED, ())}
        return labels.pop() if len(labels) == 1 else "Released"

    def facet(self, name: str, *values: str) -> str:
        return urls.facet(self.kind, name, *values)

    @property
    def open_path(self) -> str:
        return self.facet("open")

    def listings(self) -> Iterator[Listing]:
        """Every list, the whole one first."""
        title, feed, sole = TITLES[self.kind], FEED_NAMES[self.kind], self.products[0].id if len(self.products) == 1 else None
        yield Listing(self.root, title, self.all, sole, feed)
        yield Listing(self.open_path, f"Open {_NOUNS[self.kind]}s", self.open, sole, feed)
        for value, label in self.severities:
            yield Listing(self.facet("severity", value), f"{title}: {label.lower()}", self.by_severity.get(Severity(value), ()), sole, feed)
        for value, label in self.statuses:
            yield Listing(self.facet("status", value), f"{title}: {label.lower()}", self.by_status.get(value, ()), sole, feed)
        for product in self.products:
            yield from self._of_product(product)

    def _of_product(self, product: Product) -> Iterator[Listing]:
        title = f"{TITLES[self.kind]} in {product.name}"
        yield Listing(self.facet("product", product.id), title, self.by_product.get(product.id, ()), product.id, urls.product_feed(product.id))
        for component in product.components:
            found = self.by_component.get((product.id, component.id), ())
            feed = urls.product_feed(product.id, component.id)
            yield Listing(self.facet("product", product.id, component.id), f"{title}: {component.name}", found, product.id, feed)

    def _components(self, product: Product) -> list[tuple[str, str, int]]:
        found = [(c.name, self.facet("product", product.id, c.id), self.by_component.get((product.id, c.id), ())) for c in product.components]
        return [(name, path, len(issues)) for name, path, issues in found]

    def groups(self, current: Listing) -> tuple[Group, ...]:
        """The choices beside a list. Empty ones are left out, but for the one that the reader is at."""
        whole = [("All", self.root, len(self.all)), ("Open", self.open_path, len(self.open))]
        severities = [(label, self.facet("severity", v), len(self.by_severity.get(Severity(v), ()))) for v, label in self.severities]
        statuses = [(label, self.facet("status", v), len(self.by_status.get(v, ()))) for v, label in self.statuses]
        products = [(p.name, self.facet("product", p.id), len(self.by_product.get(p.id, ()))) for p in self.products]
        is_sole = len(products) == 1
        made = [
            _group("Show", whole, current, keeps_empty=True),
            _group("Severity", severities, current),
            _group("Status", statuses, current),
            _group("Product", [] if is_sole else products, current),
        ]
        if current.product:
            product = self.index.product(current.product)
            made.append(_group("Part" if is_sole else f"Part of {product.name}", self._components(product), current))
        return tuple(group for group in made if group.choices)


def _group(name: str, found: Iterable[tuple[str, str, int]], current: Listing, *, keeps_empty: bool = False) -> Group:
    choices = tuple(Choice(label, path, count, path == current.path) for label, path, count in found if count or keeps_empty or path == current.path)
    return Group(name, choices, len(choices) > _FOLDED_FROM and not any(c.is_current for c in choices))


def numbers(number: int, last: int) -> tuple[int | None, ...]:
    """Which page numbers are offered: the first, the last, those around the current one; None stands for a gap."""
    shown = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    found: list[int | None] = []
    for each in shown:
        before = found[-1] if found else None
        if before is not None and each == before + 2:
            found.append(before + 1)
        elif before is not None and each > before + 1:
            found.append(None)
        found.append(each)
    return tuple(found)


def _pages(listing: Listing, shelf: _Shelf, rows: Rows) -> Iterator[Page]:
    total = len(listing.issues)
    last = max(1, -(-total // PER_PAGE))
    beside: dict[str, Any] = {
        "heading": listing.title,
        "kind": shelf.kind.value,
        "noun": _NOUNS[shelf.kind],
        "order": LIST_ORDER_SAID[shelf.kind],
        "groups": shelf.groups(listing),
        "total": total,
        "last": last,
        "all_path": shelf.root,
        "open_path": shelf.open_path,
        "is_open_list": listing.path == shelf.open_path,
        "feed": urls.feed(listing.feed, "atom"),
        "feed_name": _feed_title(listing, shelf),
    }
    links = feeds(listing.feed, _feed_title(listing, shelf))
    for number in range(1, last + 1):
        yield _page(listing, number, shelf, rows, beside, links)


def _page(listing: Listing, number: int, shelf: _Shelf, rows: Rows, beside: dict[str, Any], links: Sequence[FeedLink]) -> Page:
    first = (number - 1) * PER_PAGE
    shown = listing.issues[first : first + PER_PAGE]
    last = beside["last"]
    turns = tuple((n, urls.numbered(listing.path, n) if n else "") for n in numbers(number, last))
    suffix = f", page {number}" if number > 1 else ""
    return Page(
        path=urls.numbered(listing.path, number),
        template="list.html",
        title=f"{listing.title}{suffix}",
        description=_description(listing, shelf, suffix),
        model=beside
        | {
            "rows": tuple(rows[i.id] for i in shown),
            "number": number,
            "range": f"{first + 1:,}–{first + len(shown):,}" if shown else "",
            "turns": turns if last > 1 else (),
            "before": urls.numbered(listing.path, number - 1) if number > 1 else "",
            "after": urls.numbered(listing.path, number + 1) if number < last else "",
        },
        feeds=links,
        changed=max((i.last_change for i in shown), default=None),
    )


def _feed_title(listing: Listing, shelf: _Shelf) -> str:
    product = shelf.index.public.products.get(listing.product) if listing.product else None
    if not product or not listing.feed.startswith("products/"):
        return TITLES[shelf.kind]
    component = product.component(Slug(listing.feed.rpartition("/")[2])) if listing.feed.count("/") > 1 else None
    return f"{product.name}: {component.name}" if component else product.name


def _description(listing: Listing, shelf: _Shelf, suffix: str) -> str:
    said = words.counted(len(listing.issues), _NOUNS[shelf.kind])
    return f"{listing.title}{suffix}: {said}. {LIST_ORDER_SAID[shelf.kind]}."
