"""The lists of issues and of feature requests: everything, and narrowed to one product, component, status or severity, page by page."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from tracker.model.values import Slug
from tracker.model.vocabulary import IssueKind
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import FeedLink, Maker, Page
from tracker.site.pages import words
from tracker.site.pages.listing import documents
from tracker.site.pages.rows import Rows, feeds
from tracker.site.pages.shelves import NOUNS, TITLES, Listing, Shelf
from tracker.views.index import LIST_ORDER_SAID

PER_PAGE = 100


def list_makers(edition: Edition, rows: Rows) -> Iterator[Maker]:
    """What makes the pages of each list, one maker a list, those of a product together; and what scripts look up of them."""
    for kind in IssueKind:
        shelf = Shelf(edition.index, kind)
        for listings in shelf.listings():
            yield partial(_lists, listings, shelf, rows)
        yield partial(documents, shelf, rows)


def _lists(listings: Sequence[Listing], shelf: Shelf, rows: Rows) -> Iterator[Page]:
    for listing in listings:
        yield from _pages(listing, shelf, rows)


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


def _pages(listing: Listing, shelf: Shelf, rows: Rows) -> Iterator[Page]:
    total = len(listing.issues)
    last = max(1, -(-total // PER_PAGE))
    beside: dict[str, Any] = {
        "heading": listing.title,
        "kind": shelf.kind.value,
        "noun": NOUNS[shelf.kind],
        "order": LIST_ORDER_SAID[shelf.kind],
        "groups": shelf.groups(listing),
        "total": total,
        "of": len(shelf.all),
        "last": last,
        "all_path": shelf.root,
        "all_title": TITLES[shelf.kind],
        "columns": urls.listing(shelf.kind, "columns"),
        "own": listing.own,
        "is_open_list": listing.path == shelf.open_path,
        "feed": urls.feed(listing.feed, "atom"),
        "feed_name": _feed_title(listing, shelf),
    }
    links = feeds(listing.feed, _feed_title(listing, shelf))
    for number in range(1, last + 1):
        yield _page(listing, number, shelf, rows, beside, links)


def _page(listing: Listing, number: int, shelf: Shelf, rows: Rows, beside: dict[str, Any], links: Sequence[FeedLink]) -> Page:
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


def _feed_title(listing: Listing, shelf: Shelf) -> str:
    product = shelf.index.public.products.get(listing.product) if listing.product else None
    if not product or not listing.feed.startswith("products/"):
        return TITLES[shelf.kind]
    component = product.component(Slug(listing.feed.rpartition("/")[2])) if listing.feed.count("/") > 1 else None
    return f"{product.name}: {component.name}" if component else product.name


def _description(listing: Listing, shelf: Shelf, suffix: str) -> str:
    said = words.counted(len(listing.issues), NOUNS[shelf.kind])
    return f"{listing.title}{suffix}: {said}. {LIST_ORDER_SAID[shelf.kind]}."
