"""Pages as values: each module makes the pages of one kind from an edition. No I/O, no HTML: the words go to templates of the same name."""

from collections.abc import Iterator, Sequence
from functools import partial

from tracker.site.edition import Edition
from tracker.site.outputs import IssueMaker, Maker, Page
from tracker.site.pages.affected import affected
from tracker.site.pages.build_page import build_page
from tracker.site.pages.contact import contact
from tracker.site.pages.feeds_page import feeds_page
from tracker.site.pages.home import home
from tracker.site.pages.issue import issue_page
from tracker.site.pages.lists import list_makers
from tracker.site.pages.products import products
from tracker.site.pages.rows import Rows, rows
from tracker.site.pages.staff import staff
from tracker.site.pages.verify import verify


def makers(edition: Edition, lines: Rows, warnings: Sequence[str]) -> Iterator[Maker]:
    """Every page but those of single issues, in parts that can be made apart from each other, the longest first; always in the same order."""
    yield partial(products, edition, lines)
    yield from list_makers(edition, lines)
    yield partial(affected, edition)
    yield partial(home, edition, lines)
    yield partial(staff, edition, lines)
    yield partial(verify, edition)
    yield partial(contact, edition)
    yield partial(feeds_page, edition)
    yield partial(build_page, edition, warnings)


def issue_maker(edition: Edition, lines: Rows) -> IssueMaker:
    """The page of an issue."""
    return partial(issue_page, edition=edition, rows=lines)


def pages(edition: Edition, warnings: Sequence[str]) -> Iterator[Page]:
    """Every page of the site."""
    lines = rows(edition.index)
    of_issue = issue_maker(edition, lines)
    made = (*(make() for make in makers(edition, lines, warnings)), *map(of_issue, edition.index.public.issues))
    yield from (page for several in made for page in several if isinstance(page, Page))
