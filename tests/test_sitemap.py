"""sitemap.xml, robots.txt and the headers that a host is asked to send."""

import gzip
import re
from datetime import date

import pytest
from editions import site
from lxml import etree

from tracker.site import sitemap as module
from tracker.site.sitemap import headers, sitemap

NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def published(*listed):
    return {d.file: d.render(d.model) for d in sitemap(listed, site("https://status.meridian.example/known/"))}


def addresses(content):
    return [(u.find(f"{NS}loc").text, u.findtext(f"{NS}lastmod")) for u in etree.fromstring(content)]


def test_every_page_is_listed_once_in_order_with_its_last_change():
    listed = [("issues/DEF-2/", date(2026, 1, 2)), ("issues/DEF-1/", None), ("help/", None), ("", None), ("help/", None)]
    assert addresses(published(*listed)["sitemap.xml"]) == [
        ("https://status.meridian.example/known/", None),
        ("https://status.meridian.example/known/help/", None),
        ("https://status.meridian.example/known/issues/DEF-1/", None),
        ("https://status.meridian.example/known/issues/DEF-2/", "2026-01-02"),
    ]


def test_addresses_are_escaped_once():
    found = published(("Ünd so/<&>'\"/", None), ("products/desktop/1.0%2Bb/", None))["sitemap.xml"]
    assert [a for a, _ in addresses(found)] == [
        "https://status.meridian.example/known/products/desktop/1.0%2Bb/",
        "https://status.meridian.example/known/%C3%9Cnd%20so/%3C&%3E'%22/",
    ]


def test_the_compressed_twin_is_the_same_and_reproducible():
    once, twice = published(("help/", None)), published(("help/", None))
    assert gzip.decompress(once["sitemap.xml.gz"]) == once["sitemap.xml"]
    assert once == twice
    assert once["sitemap.xml.gz"][4:8] == b"\0\0\0\0"  # the time of compression


def test_more_addresses_than_a_file_may_hold_are_spread_over_several(monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    written = published(*((f"issues/DEF-{n}/", None) for n in range(7)))
    assert [a for a, _ in addresses(written["sitemap.xml"])] == [f"https://status.meridian.example/known/sitemap-{n}.xml" for n in (1, 2, 3)]
    assert etree.fromstring(written["sitemap.xml"]).tag == f"{NS}sitemapindex"
    assert [len(addresses(written[f"sitemap-{n}.xml"])) for n in (1, 2, 3)] == [3, 3, 1]


def test_fifty_thousand_addresses_fit_in_one_file():
    assert "sitemap-1.xml" not in published(*((f"p/{n}/", None) for n in range(50_000)))
    assert "sitemap-2.xml" in published(*((f"p/{n}/", None) for n in range(50_001)))


def test_a_site_without_pages_has_an_empty_sitemap():
    assert addresses(published()["sitemap.xml"]) == []


def test_robots_are_welcome_and_told_where_the_sitemap_is():
    assert published()["robots.txt"] == b"User-agent: *\nDisallow:\n\nSitemap: https://status.meridian.example/known/sitemap.xml\n"


def rules():
    """The headers of `_headers`, by path pattern."""
    text = headers("default-src 'self'; script-src 'self' 'sha256-x'").model.decode()
    blocks = [block.splitlines() for block in re.split(r"\n(?=/)", text)]
    return {path: dict(line.strip().split(": ", 1) for line in lines) for path, *lines in blocks}


def test_hosts_that_read_headers_send_the_policy_and_forbid_frames():
    everywhere = rules()["/*"]
    assert everywhere["Content-Security-Policy"] == "default-src 'self'; script-src 'self' 'sha256-x'; frame-ancestors 'none'"
    assert everywhere["X-Content-Type-Options"] == "nosniff"
    assert set(everywhere) == {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"}


@pytest.mark.parametrize(
    ("pattern", "kind"),
    [
        ("/feeds/*.rss", "application/rss+xml"),
        ("/feeds/*.atom", "application/atom+xml"),
        ("/issues/*.atom", "application/atom+xml"),
        ("/feeds/*.json", "application/feed+json"),
        ("/attachments/*.log", "text/plain"),
    ],
)
def test_hosts_that_read_headers_send_the_right_content_type(pattern, kind):
    assert rules()[pattern] == {"Content-Type": f"{kind}; charset=utf-8"}
