"""Pages as values: each module makes the pages of one kind from an edition. No I/O, no HTML: the words go to templates of the same name."""

from collections.abc import Iterator, Sequence

from tracker.site.edition import Edition
from tracker.site.outputs import Page
from tracker.site.pages.build_page import build_page
from tracker.site.pages.contact import contact
from tracker.site.pages.feeds_page import feeds_page
from tracker.site.pages.home import home
from tracker.site.pages.issue import issues
from tracker.site.pages.lists import lists
from tracker.site.pages.products import products
from tracker.site.pages.rows import rows
from tracker.site.pages.staff import staff


def pages(edition: Edition, warnings: Sequence[str]) -> Iterator[Page]:
    """Every page of the site, always in the same order."""
    lines = rows(edition.index)
    yield from home(edition, lines)
    yield from lists(edition, lines)
    yield from issues(edition, lines)
    yield from products(edition, lines)
    yield from staff(edition, lines)
    yield from contact(edition)
    yield from feeds_page(edition)
    yield from build_page(edition, warnings)
