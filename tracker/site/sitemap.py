"""What machines ask a site for: sitemap.xml, robots.txt, and the headers that a host is asked to send. Pure."""

import gzip
from collections.abc import Iterable, Iterator
from datetime import date
from html import escape
from urllib.parse import quote

from tracker.model.site import Site
from tracker.site.outputs import Document, verbatim

MOST = 50_000
"""Addresses in one file (https://www.sitemaps.org/protocol.html)."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_SAFE = "/%~!$&'()*+,;=:@-._"

_CONTENT_TYPES = {
    "/feeds/*.rss": "application/rss+xml; charset=utf-8",
    "/feeds/*.atom": "application/atom+xml; charset=utf-8",
    "/issues/*.atom": "application/atom+xml; charset=utf-8",
    "/feeds/*.json": "application/feed+json; charset=utf-8",
    "/api/*.json": "application/json; charset=utf-8",
    "/staff/*.vcf": "text/vcard; charset=utf-8",
    "/staff/*.txt": "text/plain; charset=utf-8",
    "/staff/*.csv": "text/csv; charset=utf-8",
    "/.well-known/*.txt": "text/plain; charset=utf-8",
    "/attachments/*.txt": "text/plain; charset=utf-8",
    "/attachments/*.log": "text/plain; charset=utf-8",
}


def sitemap(listed: Iterable[tuple[str, date | None]], site: Site) -> Iterator[Document]:
    """sitemap.xml, alone or as an index of several, the same compressed, and robots.txt. `listed`: pages, by URL path, and their last change."""
    entries = [_entry(site, path, changed) for path, changed in sorted(dict(listed).items())]
    parts = [entries[at : at + MOST] for at in range(0, len(entries), MOST)] or [[]]
    whole = _urlset(parts[0])
    if len(parts) > 1:
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        for name, part in zip(names, parts, strict=True):
            yield _document(name, _urlset(part))
        whole = _file("sitemapindex", (f"<sitemap><loc>{_address(site, name)}</loc></sitemap>" for name in names))
    yield _document("sitemap.xml", whole)
    yield _document("sitemap.xml.gz", gzip.compress(whole, mtime=0))
    yield _document("robots.txt", f"User-agent: *\nDisallow:\n\nSitemap: {site.url}sitemap.xml\n".encode())


def _address(site: Site, path: str) -> str:
    return escape(site.url + quote(path, safe=_SAFE))


def _entry(site: Site, path: str, changed: date | None) -> str:
    said = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
    return f"<url><loc>{_address(site, path)}</loc>{said}</url>"


def _urlset(entries: Iterable[str]) -> bytes:
    return _file("urlset", entries)


def _file(element: str, entries: Iterable[str]) -> bytes:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{element} xmlns="{_NAMESPACE}">', *entries, f"</{element}>", ""]
    return "\n".join(lines).encode()


def headers(policy: str) -> Document:
    """`_headers`, for hosts that read it (Netlify, Cloudflare Pages and others). `policy` is the Content-Security-Policy of all pages together."""
    rules = {
        "/*": {
            # A page cannot forbid frames by itself: the directive counts in a header only.
            "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        },
        **{path: {"Content-Type": kind} for path, kind in _CONTENT_TYPES.items()},
    }
    lines = [line for path, fields in rules.items() for line in (path, *(f"  {name}: {value}" for name, value in fields.items()))]
    return _document("_headers", "\n".join([*lines, ""]).encode())


def _document(file: str, content: bytes) -> Document:
    return Document(file=file, render=verbatim, model=content)
