"""How a feed is written: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1. Functions of values alone; knows neither the store nor the clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from html import escape, unescape
from typing import Any, TypedDict
from urllib.parse import quote, urljoin

from tracker.model.values import StaffId
from tracker.site import text, urls
from tracker.site.outputs import pretty_json

LANGUAGE = "en"
GENERATOR = "Tracker"
"""Without a version: a feed changes when what it says changes."""

_LONGEST = 4000
"""Characters of Markdown in one entry; the page has the rest."""
_LINK = re.compile(r'href="([^"]*)"')
_KNOWN = frozenset({"opened"})
"""Who follows one issue knows how it began: the words are repeated as they are."""
_URI_SAFE = re.compile(r"[A-Za-z0-9._~:+@/-]*")
_FOLLOWED = ("https://", "http://", "mailto:")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened."""

    id: str
    """A tag URI (RFC 4151)."""
    url: str
    """The page that it belongs to, absolute."""
    title: str
    at: datetime
    text: str = ""
    """Markdown."""
    standing: str = ""
    """How things stand now, in one line."""
    author: str = ""
    author_url: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in whatever form. Addresses are absolute; `url` has no ending in a feed of several forms."""

    url: str
    page: str
    title: str
    description: str
    updated: datetime
    publisher: str
    publisher_url: str
    entries: tuple[Entry, ...] = ()


IssueEvent = tuple[datetime, str, str, str, str, StaffId | None, str]
"""Moment, kind, what, text, author, author's id, key."""


class IssueFeed(TypedDict):
    """The feed of one issue. There are as many as issues, so it is made of the cheapest values."""

    id: str
    title: str
    """Empty for a tombstone."""
    url: str
    page: str
    site: str
    tag: tuple[str, str]
    """What the ids of its entries have in common; see `tag`."""
    standing: str
    updated: datetime
    publisher: str
    events: tuple[IssueEvent, ...]
    """Newest first."""


def tag(beginning: tuple[str, str], at: datetime, kind: str, key: str) -> str:
    """A tag URI (RFC 4151) of what an event is about, never of what it says. `beginning` holds what stands before the day and after it."""
    rest = "/" + (key if _URI_SAFE.fullmatch(key) else quote(key, safe="/:@+", errors="surrogatepass")) if key else ""
    return f"{beginning[0]},{at.date().isoformat()}:{beginning[1]}/{kind}{rest}"


def distinct(entry_id: str, seen: set[str]) -> str:
    """The id, with a number where the same feed has it already: two events of the same kind, moment and key."""
    number, wanted = 1, entry_id
    while wanted in seen:
        number += 1
        wanted = f"{entry_id};{number}"
    seen.add(wanted)
    return wanted


def rss(feed: Feed) -> bytes:
    """RSS 2.0 (https://www.rssboard.org/rss-specification). Names stand in dc:creator, for `author` wants an e-mail address."""
    made: bytes = _generated(feed, f"{feed.url}.rss", "application/rss+xml").rss_str(pretty=True)
    return made


def atom(feed: Feed) -> bytes:
    """Atom (RFC 4287)."""
    made: bytes = _generated(feed, f"{feed.url}.atom", "application/atom+xml").atom_str(pretty=True)
    return made


def _generated(feed: Feed, url: str, kind: str) -> Any:
    from feedgen.feed import FeedGenerator  # type: ignore[import-untyped]  # noqa: PLC0415 - it brings lxml along, and most commands make no feed

    made: Any = FeedGenerator()
    made.load_extension("dc", atom=False)
    made.id(url)
    made.title(text.visible(feed.title))
    made.description(text.visible(feed.description))
    made.link(href=url, rel="self", type=kind)
    made.link(href=feed.page, rel="alternate", type="text/html")  # the last one is the link of an RSS channel
    made.language(LANGUAGE)
    made.generator(GENERATOR)
    made.author({"name": _name(feed.publisher), "uri": feed.publisher_url})
    made.updated(feed.updated)
    made.pubDate(feed.updated)
    for entry in feed.entries:
        _add(made, entry)
    return made


def _add(made: Any, entry: Entry) -> None:
    item = made.add_entry(order="append")
    item.guid(entry.id, permalink=False)
    item.title(text.visible(entry.title))
    item.link(href=entry.url, rel="alternate", type="text/html")
    item.updated(entry.at)
    item.published(entry.at)
    item.content(_content(entry.text, entry.standing, entry.url), type="html")
    if author := _name(entry.author):
        item.author({"name": author, "uri": entry.author_url} if entry.author_url else {"name": author})
        item.dc.dc_creator(author)


def json_feed(feed: Feed) -> bytes:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    return pretty_json(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": text.visible(feed.title),
            "home_page_url": feed.page,
            "feed_url": f"{feed.url}.json",
            "description": text.visible(feed.description),
            "language": LANGUAGE,
            "authors": [_author(feed.publisher, feed.publisher_url)],
            "items": [_item(entry) for entry in feed.entries],
        }
    )


def _item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.url,
        "title": text.visible(entry.title),
        "content_html": _content(entry.text, entry.standing, entry.url),
        "date_published": _moment(entry.at),
    }
    return {**item, "authors": [_author(entry.author, entry.author_url)]} if _name(entry.author) else item


def _author(name: str, url: str) -> dict[str, str]:
    return {"name": _name(name), "url": url} if url else {"name": _name(name)}


def _name(given: str) -> str:
    """Empty where nothing of it can be seen; then there is no author, because one without a name is not allowed."""
    return text.visible(given).strip()


def issue_atom(feed: IssueFeed) -> bytes:
    """The Atom feed of one issue. There is one for every issue, so it is joined from text."""
    return "".join(_issue_atom(feed)).encode()


def _issue_atom(feed: IssueFeed) -> Iterator[str]:
    url, title = escape(feed["url"]), escape(text.visible(feed["title"]))
    of = f": {title}" if title else ""
    link = f'<link href="{escape(feed["page"])}" rel="alternate" type="text/html"/>\n'
    yield (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{LANGUAGE}">\n'
        f"<id>{url}</id>\n<title>{feed['id']}{of}</title>\n<subtitle>{escape(text.visible(feed['standing']))}</subtitle>\n<updated>{_moment(feed['updated'])}</updated>\n"
        f'<link href="{url}" rel="self" type="application/atom+xml"/>\n{link}'
        f"<author><name>{escape(_name(feed['publisher']))}</name></author>\n<generator>{GENERATOR}</generator>\n"
    )
    seen: set[str] = set()
    for event in feed["events"]:
        at, kind, what, words, author, author_id, key = event
        moment = _moment(at)
        uri = f"<uri>{escape(feed['site'])}{urls.staff(author_id)}</uri>" if author_id else ""
        by = f"<author><name>{escape(_name(author))}</name>{uri}</author>\n" if author and _name(author) else ""
        if kind in _KNOWN:
            content = f'<content type="text">{escape(text.visible(_shortened(words)), quote=False)}</content>'
        else:
            content = f'<content type="html">{escape(_html(words, feed["page"]), quote=False)}</content>'
        yield (
            f"<entry>\n<id>{distinct(tag(feed['tag'], at, kind, key), seen)}</id>\n<title>{feed['id']} {escape(text.visible(what))}{of}</title>\n"
            f"<updated>{moment}</updated>\n<published>{moment}</published>\n{link}{by}{content}\n</entry>\n"
        )
    yield "</feed>\n"


@lru_cache(maxsize=1024)
def _moment(at: datetime) -> str:
    """RFC 3339, UTC. Kept, because most events begin a day."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _shortened(markdown: str) -> str:
    """At most `_LONGEST` characters, to the last whole word."""
    if len(markdown) <= _LONGEST:
        return markdown
    begun = markdown[:_LONGEST]
    return f"{begun[: max(begun.rfind(' '), begun.rfind(chr(10)), _LONGEST // 2)]} …"


@lru_cache(maxsize=512)
def _content(markdown: str, standing: str, base: str) -> str:
    """The words and how things stand. Kept, because the same event stands in several feeds, each in three forms."""
    words = _html(markdown, base)
    return f"{words}\n<p>{escape(text.visible(standing))}</p>" if standing else words


def _html(markdown: str, base: str) -> str:
    """Harmless HTML whose links lead somewhere from anywhere."""
    words = str(text.markdown(_shortened(markdown)))
    return _LINK.sub(lambda found: f'href="{_absolute(found[1], base)}"', words) if 'href="' in words else words


def _absolute(href: str, base: str) -> str:
    """An address as the page would follow it; the page itself where it cannot be followed."""
    if href.startswith(_FOLLOWED):
        return href
    try:
        joined = urljoin(base, unescape(href))
    except ValueError:
        return escape(base)
    return escape(joined if joined.startswith(_FOLLOWED) else base)
