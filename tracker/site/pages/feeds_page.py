"""What feeds are, for people who never used one, and every feed of the site."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import Page
from tracker.site.pages.rows import feeds
from tracker.site.pages.signposts import signposts


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in its three forms."""

    name: str
    says: str
    rss: str
    atom: str
    json: str


def _feed(name: str, title: str, says: str = "") -> Feed:
    return Feed(title, says, urls.feed(name, "rss"), urls.feed(name, "atom"), urls.feed(name, "json"))


def feeds_page(edition: Edition) -> Iterator[Page]:
    public = edition.index.public
    post = signposts(public.organisation.name)[urls.FEEDS]
    yield Page(
        path=post.path,
        template="feeds.html",
        title=post.title,
        description=post.description,
        model={
            "site_url": edition.site.url,
            "main": (
                _feed("all", "Everything", "Issues, requests, staff"),
                _feed("defects", "Known issues", "New issues, updates, workarounds, fixes"),
                _feed("features", "Feature requests", "New requests and our answers"),
                _feed("staff", "Staff and accounts", "Who joined or left, and which accounts are ours"),
                _feed("impostors", "Known impostors", "Accounts that only pretend to be ours"),
            ),
            "products": tuple(
                (
                    _feed(urls.product_feed(p.id), p.name, "Everything about it"),
                    tuple(_feed(urls.product_feed(p.id, c.id), c.name) for c in p.components),
                )
                for p in public.products.values()
            ),
        },
        feeds=feeds("all", "Everything"),
    )
