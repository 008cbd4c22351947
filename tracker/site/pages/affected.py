"""Does it affect me? The page where a reader names product and version; without scripts it leads to the pages of the releases."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.model.settings import Product
from tracker.model.vocabulary import IssueKind
from tracker.site import urls
from tracker.site.contribute import reporting
from tracker.site.edition import Edition
from tracker.site.outputs import Page
from tracker.site.pages.signposts import signposts
from tracker.site.pages.words import release_words
from tracker.views.standing import newest_first

_SHOWN = 12
"""Releases of a product that are linked here; its own page has all of them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A product whose versions can be asked about, or a hosted one, which has none."""

    id: str
    name: str
    path: str
    has_versions: bool
    releases: tuple[tuple[str, str, str], ...]
    """Version, path and since when it is out, or for when it is planned; the newest first."""
    left_out: int


def affected(edition: Edition) -> Iterator[Page]:
    # Those without versions come last: the first one is chosen beforehand, and it should have a box.
    products = sorted((_asked(edition, product) for product in edition.index.public.products.values()), key=lambda p: not p.has_versions)
    post = signposts(edition.index.public.organisation.name)[urls.AFFECTED]
    yield Page(
        path=post.path,
        template="affected.html",
        title=post.title,
        description=post.description,
        model={"products": tuple(products), "report": reporting(edition.index.public, IssueKind.DEFECT)},
    )


def _asked(edition: Edition, product: Product) -> Asked:
    releases = newest_first(edition.index, product.id) if product.versioning.has_versions else ()
    shown = tuple((r.version, urls.release(product.id, r.version), release_words(r, is_out=r.is_out(edition.index.today))) for r in releases[:_SHOWN])
    return Asked(product.id, product.name, urls.product(product.id), product.versioning.has_versions, shown, len(releases) - len(shown))
