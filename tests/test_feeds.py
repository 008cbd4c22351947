"""Feeds: valid in three forms, with ids that outlive every change of words, and dated by what happened."""

import json
import pickle
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache

import feedparser
import pytest
from editions import ADA, URL, defect, example, made, member
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tracker.model.issue import Resolution
from tracker.model.public import PublicAccount, PublicUpdate
from tracker.model.vocabulary import DefectStatus, IssueKind
from tracker.site import feed_forms, feeds
from tracker.site.outputs import key
from tracker.site.pages import pages
from tracker.site.render import announced
from tracker.views.events import timeline

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
TAG = re.compile(r"tag:[a-z0-9-]+(\.[a-z0-9-]+)*,\d{4}-\d{2}-\d{2}:[A-Za-z0-9._~!$&'()*+,;=:@/?%-]+")
"""RFC 4151, section 2.1."""


def published(edition):
    """Every feed's bytes, by file."""
    return {d.file: d.render(d.model) for d in feeds.documents(edition)}


@cache
def example_feeds():
    return published(example())


def parse(content):
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False))


def only(element, name):
    found = element.findall(name)
    assert len(found) == 1, (name, found)
    return found[0]


def moment(text):
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)", text)
    return datetime.fromisoformat(text)


def check_atom(content, file):
    """What the W3C validator asks of Atom (RFC 4287, section 4.1)."""
    feed = parse(content)
    assert feed.tag == f"{ATOM}feed"
    assert only(feed, f"{ATOM}id").text == URL + file
    assert only(feed, f"{ATOM}title").text.strip()
    links = {link.get("rel"): link for link in feed.findall(f"{ATOM}link")}
    assert links["self"].get("href") == URL + file
    assert links["self"].get("type") == "application/atom+xml"
    assert links["alternate"].get("href").startswith(URL)
    assert only(feed, f"{ATOM}author").find(f"{ATOM}name").text.strip()
    entries = feed.findall(f"{ATOM}entry")
    moments = [check_atom_entry(entry) for entry in entries]
    updated = moment(only(feed, f"{ATOM}updated").text)
    assert moments == sorted(moments, reverse=True)
    assert not moments or updated == moments[0]
    ids = [entry.find(f"{ATOM}id").text for entry in entries]
    assert len(set(ids)) == len(ids)
    return ids


def check_atom_entry(entry):
    assert TAG.fullmatch(only(entry, f"{ATOM}id").text)
    assert only(entry, f"{ATOM}title").text.strip()
    assert only(entry, f"{ATOM}content").get("type") in {"html", "text"}
    assert only(entry, f"{ATOM}link").get("href").startswith(URL)
    assert len(entry.findall(f"{ATOM}author")) <= 1
    assert moment(only(entry, f"{ATOM}published").text) == moment(only(entry, f"{ATOM}updated").text)
    return moment(entry.find(f"{ATOM}updated").text)


def check_rss(content, file):
    """What the W3C validator asks of RSS 2.0, and what the RSS Advisory Board recommends."""
    channel = only(parse(content), "channel")
    assert parse(content).get("version") == "2.0"
    assert only(channel, "title").text.strip()
    assert only(channel, "description").text.strip()
    assert only(channel, "link").text.startswith(URL)
    assert not only(channel, "link").text.endswith(".rss")
    assert only(channel, "language").text == "en"
    link = only(channel, f"{ATOM}link")
    assert (link.get("rel"), link.get("href"), link.get("type")) == ("self", URL + file, "application/rss+xml")
    for name in ("pubDate", "lastBuildDate"):
        assert parsedate_to_datetime(only(channel, name).text).tzinfo
    ids = []
    for item in channel.findall("item"):
        guid = only(item, "guid")
        assert guid.get("isPermaLink") == "false"
        assert only(item, "title").text.strip()
        assert only(item, "link").text.startswith(URL)
        assert parsedate_to_datetime(only(item, "pubDate").text).tzinfo
        assert item.find("author") is None  # it would have to be an e-mail address
        assert len(item.findall(f"{DC}creator")) <= 1
        ids.append(guid.text)
    return ids


def check_json_feed(content, file):
    """JSON Feed 1.1: what is required, and the types of the rest."""
    feed = json.loads(content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == URL + file
    assert feed["home_page_url"].startswith(URL)
    assert feed["title"].strip()
    for item in feed["items"]:
        assert item["url"].startswith(URL)
        assert isinstance(item["content_html"], str)
        assert moment(item["date_published"])
        assert all(author["name"] for author in item.get("authors", []))
    return [item["id"] for item in feed["items"]]


CHECKS = {"atom": check_atom, "rss": check_rss, "json": check_json_feed}


@pytest.mark.parametrize("file", sorted(example_feeds()))
def test_every_feed_of_the_example_is_valid(file):
    CHECKS[file.rpartition(".")[2]](example_feeds()[file], file)


@pytest.mark.parametrize("file", sorted(f for f in example_feeds() if not f.endswith(".json")))
def test_feed_readers_take_every_feed_without_complaint(file):
    read = feedparser.parse(example_feeds()[file])
    assert not read.bozo, read.get("bozo_exception")
    assert read.version in {"rss20", "atom10"}


def test_there_is_a_feed_for_everything_each_kind_the_staff_each_product_each_component_and_each_issue():
    public = example().index.public
    names = {"all", "defects", "features", "staff", "impostors"}
    names |= {f"products/{p.id}" for p in public.products.values()}
    names |= {f"products/{p.id}/{c.id}" for p in public.products.values() for c in p.components}
    wanted = {f"feeds/{name}.{form}" for name in names for form in ("rss", "atom", "json")}
    assert set(example_feeds()) == wanted | {f"issues/{i.id}/feed.atom" for i in public.issues}


def test_all_three_forms_tell_the_same_events_under_the_same_ids():
    for file, content in example_feeds().items():
        if file.startswith("feeds/") and file.endswith(".rss"):
            ids = check_rss(content, file)
            for form in ("atom", "json"):
                other = file.replace(".rss", f".{form}")
                assert CHECKS[form](example_feeds()[other], other) == ids


def test_an_event_has_the_same_id_in_every_feed():
    shared = {i for f, c in example_feeds().items() if f.startswith("issues/") for i in check_atom(c, f)}
    assert set(check_atom(example_feeds()["feeds/defects.atom"], "feeds/defects.atom")) <= shared


def test_ids_survive_every_change_of_words():
    before = defect(updates=(PublicUpdate(datetime(2024, 4, 3, 10, 0, tzinfo=UTC), ADA, "One."),))
    after = replace(before, title="Other", description="Other", updates=(replace(before.updates[0], text="Other."),))
    ids = [check_atom(published(made(issue))["issues/DEF-0001/feed.atom"], "issues/DEF-0001/feed.atom") for issue in (before, after)]
    assert ids[0] == ids[1]
    assert ids[0][1] == "tag:status.meridian.example,2024-04-03:known/issue/DEF-0001/update/2024-04-03T10:00:00+00:00"


def test_sites_on_one_host_do_not_share_ids():
    ids = [
        json.loads(published(made(defect(), url=url))["feeds/all.json"])["items"][0]["id"]
        for url in ("https://pages.example/one/", "https://pages.example/two/", "https://pages.example/")
    ]
    assert len(set(ids)) == 3
    assert ids[2].startswith("tag:pages.example,2024-06-01:issue/DEF-0001/released/")


def test_two_events_of_one_moment_have_two_ids():
    update = PublicUpdate(datetime(2024, 4, 3, 10, 0, tzinfo=UTC), ADA, "One.")
    edition = made(defect(updates=(update, replace(update, text="Two."))))
    for file in ("issues/DEF-0001/feed.atom", "feeds/all.atom"):
        assert len(check_atom(published(edition)[file], file)) == 4


def test_a_feed_holds_the_newest_fifty():
    updates = tuple(PublicUpdate(datetime(2024, 4, 1 + n // 20, n % 20, tzinfo=UTC), ADA, f"Number {n}.") for n in range(70))
    written = published(made(defect(updates=updates)))
    items = json.loads(written["feeds/all.json"])["items"]
    assert len(items) == 50
    assert "Number 69." in items[1]["content_html"]
    assert len(check_atom(written["issues/DEF-0001/feed.atom"], "issues/DEF-0001/feed.atom")) == 72


def test_nothing_in_a_feed_knows_the_clock():
    """Every date is one that a record names."""
    happened = timeline(example().index)
    events = [e for several in (*happened.issues.values(), *happened.staff.values()) for e in several]
    public = example().index.public
    days = [r.date for rs in public.releases.values() for r in rs] + [i.first_seen for i in public.impostors]
    known = {e.at for e in events} | {datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days}
    for file, content in example_feeds().items():
        if file.endswith(".atom"):
            found = [moment(e.text) for e in parse(content).iter(f"{ATOM}updated", f"{ATOM}published")]
        elif file.endswith(".rss"):
            found = [parsedate_to_datetime(e.text) for e in parse(content).iter("pubDate", "lastBuildDate")]
        else:
            found = [moment(item["date_published"]) for item in json.loads(content)["items"]]
        assert set(found) <= known, file


def test_a_feed_in_which_nothing_has_happened_is_valid_and_stands_still():
    written = published(made())
    for file, content in written.items():
        assert CHECKS[file.rpartition(".")[2]](content, file) == []
    assert only(parse(written["feeds/products/desktop/ui.atom"]), f"{ATOM}updated").text == "2024-03-01T00:00:00+00:00"
    bare = published(made(releases={}))
    assert only(parse(bare["feeds/all.atom"]), f"{ATOM}updated").text == "1970-01-01T00:00:00+00:00"


def test_an_issue_of_the_future_has_a_feed_without_entries():
    content = published(made(defect(opened=date(2030, 1, 1), updates=(), fixes=())))["issues/DEF-0001/feed.atom"]
    assert check_atom(content, "issues/DEF-0001/feed.atom") == []


def test_an_entry_says_what_happened_who_says_so_and_how_things_stand():
    item = json.loads(published(made(defect(), staff=(member(),)))["feeds/products/desktop/ui.json"])["items"][1]
    assert item == {
        "id": "tag:status.meridian.example,2024-04-03:known/issue/DEF-0001/update/2024-04-03T10:00:00+00:00",
        "url": f"{URL}issues/DEF-0001/",
        "title": "DEF-0001 Update: Export stops early",
        "content_html": "<p>We <em>see</em> it too.</p>\n<p>Status: Released · Severity: Major · Meridian Desktop</p>",
        "date_published": "2024-04-03T10:00:00Z",
        "authors": [{"name": "Ada Lovelace", "url": f"{URL}staff/ada-lovelace/"}],
    }


def test_who_opted_out_signs_without_a_link():
    update = PublicUpdate(datetime(2024, 4, 3, 10, 0, tzinfo=UTC), replace(ADA, id=None, name="A member of staff"), "One.")
    item = json.loads(published(made(defect(updates=(update,))))["feeds/all.json"])["items"][1]
    assert item["authors"] == [{"name": "A member of staff"}]


def test_staff_feeds_tell_of_people_and_their_accounts():
    account = PublicAccount("x", "Ada & <Meridian>", since=date(2024, 2, 1), until=date(2024, 5, 1), now="AdaAtMeridian")
    written = published(made(staff=(member(accounts=(account,), title="Support engineer"),)))
    titles = [item["title"] for item in json.loads(written["feeds/staff.json"])["items"]]
    assert titles == [
        "Ada & <Meridian> on X is no longer an account of Ada Lovelace",
        "Ada & <Meridian> on X is an account of Ada Lovelace",
        "Ada Lovelace is listed as staff",
    ]
    assert check_atom(written["feeds/staff.atom"], "feeds/staff.atom") == check_rss(written["feeds/all.rss"], "feeds/all.rss")


def test_a_tombstone_says_why_and_no_more():
    grave = defect(
        status=DefectStatus.WITHDRAWN, title="", product="", severity=None, closed=date(2024, 5, 1), resolution=Resolution(reason="Filed *twice*.")
    )
    written = published(made(grave))
    item = json.loads(written["feeds/defects.json"])["items"][0]
    assert item["title"] == "DEF-0001 Withdrawn"
    assert item["content_html"] == "<p>Filed <em>twice</em>.</p>\n<p>Status: Withdrawn</p>"
    assert json.loads(written["feeds/products/desktop.json"])["items"] == []
    feed = parse(written["issues/DEF-0001/feed.atom"])
    assert feed.find(f"{ATOM}title").text == "DEF-0001"
    assert [e.find(f"{ATOM}title").text for e in feed.findall(f"{ATOM}entry")] == ["DEF-0001 Withdrawn"]


HOSTILE = "a\x00\x08\x1b[31mb ]]> <script>alert(1)</script> & \U0001f600 \ud800 \u202e \ufffe é \u2028 \x85c"


def test_hostile_words_survive_or_are_left_out_and_never_break_a_feed():
    update = PublicUpdate(datetime(2024, 4, 3, 10, 0, tzinfo=UTC), replace(ADA, name=HOSTILE), HOSTILE + "&#8; &#x1b; &#xD800; &#x202e;")
    written = published(made(defect(title=HOSTILE, description=HOSTILE, updates=(update,)), staff=(member(name=HOSTILE, title=HOSTILE),)))
    for file, content in written.items():
        CHECKS[file.rpartition(".")[2]](content, file)
        if not file.endswith(".json"):
            assert not feedparser.parse(content).bozo
    title = "a[31mb ]]> <script>alert(1)</script> & \U0001f600    é \u2028 c"
    for file in ("feeds/defects.atom", "issues/DEF-0001/feed.atom"):
        entry = parse(written[file]).findall(f"{ATOM}entry")[1]
        assert entry.find(f"{ATOM}title").text == f"DEF-0001 Update: {title}"
        assert entry.find(f"{ATOM}author/{ATOM}name").text == title
        assert "<script" not in entry.find(f"{ATOM}content").text
        assert "\x1b" not in entry.find(f"{ATOM}content").text


@given(st.text(st.characters(codec=None), max_size=60), st.text(max_size=60))
def test_no_text_breaks_a_feed(title, words):
    edition = made(defect(title=title, description=words, updates=(PublicUpdate(datetime(2024, 4, 3, tzinfo=UTC), replace(ADA, name=title), words),)))
    for document in feeds.documents(edition):
        if "defects" in document.file or "DEF" in document.file:
            CHECKS[document.file.rpartition(".")[2]](document.render(document.model), document.file)


@given(st.text(st.characters(codec=None), min_size=1, max_size=40))
def test_any_key_makes_a_tag_uri(text):
    assert TAG.fullmatch(feed_forms.tag(("tag:h.example", "issue/DEF-1"), datetime(2024, 1, 2, tzinfo=UTC), "update", text))


def told_with(given_link):
    """An update with a link: as the JSON feed of everything tells it, and the Atom feed of the issue."""
    written = published(made(defect(updates=(PublicUpdate(datetime(2024, 4, 3, tzinfo=UTC), ADA, f"[there]({given_link})"),))))
    item = json.loads(written["feeds/all.json"])["items"][1]
    return item["content_html"], parse(written["issues/DEF-0001/feed.atom"]).findall(f"{ATOM}entry")[1].find(f"{ATOM}content").text


@pytest.mark.parametrize("whole", ["https://other.example/x", "mailto:help@meridian.example"])
def test_links_lead_to_the_same_place_from_a_feed(whole):
    for html in told_with(whole):
        assert f'href="{whole}"' in html


@pytest.mark.parametrize("hostless", ["../DEF-0002/", "/help", "#steps", "?a=1&amp;b=2", "//other.example/x", "1x:y"])
def test_a_link_without_a_host_leaves_its_words_in_a_feed(hostless):
    for html in told_with(hostless):
        assert "there" in html
        assert "href" not in html


@pytest.mark.parametrize("href", ["//[", "http:", "1x:y", "foo:bar", "\u0130:x", "//[::1"])
def test_no_address_is_followed_to_anything_but_a_page_or_a_letter(href):
    found = feed_forms._absolute(href, URL)
    assert found.startswith(("https://", "http://", "mailto:"))


def test_very_long_words_are_cut_in_feeds():
    item = json.loads(published(made(defect(description="word " * 20_000)))["feeds/all.json"])["items"][-1]
    assert item["content_html"].count("word") == 800
    assert "word …</p>" in item["content_html"]


def test_rendering_needs_nothing_but_the_model():
    """It happens in another process, or not at all where the model's key is known."""
    for document in feeds.documents(example()):
        again = pickle.loads(pickle.dumps(document))  # noqa: S301 - our own
        assert again.render(again.model) == example_feeds()[document.file]
        assert key(again, "code") == key(document, "code")


def test_an_update_changes_its_own_feeds_only():
    before, other = defect(1), defect(2, components=("export",), kind=IssueKind.FEATURE, severity=None)
    update = PublicUpdate(datetime(2024, 4, 5, tzinfo=UTC), ADA, "More.")
    keys = [
        {d.file: key(d, "code") for d in feeds.documents(made(issue, other))}
        for issue in (before, replace(before, updates=(*before.updates, update)))
    ]
    changed = {file for file, of in keys[0].items() if keys[1][file] != of}
    names = ("all", "defects", "products/desktop", "products/desktop/ui")
    assert changed == {f"feeds/{n}.{form}" for n in names for form in ("rss", "atom", "json")} | {"issues/DEF-0001/feed.atom"}


def test_every_announced_feed_exists_and_every_feed_is_announced():
    """No page names a feed twice or one that is not there, and each feed is found from some page."""
    edition = example()
    links = [[link.path for link in announced(page, feeds.site_feeds(edition))] for page in pages(edition, ())]
    assert all(len(paths) == len(set(paths)) for paths in links)
    named = {path for paths in links for path in paths}
    assert named <= set(example_feeds())
    assert named >= {file for file in example_feeds() if file.endswith(".atom")}


def test_a_host_that_is_no_plain_name_still_makes_tag_uris():
    for url in ("https://münchen.example/", "http://[::1]:8000/", "http://127.0.0.1:8000/x&y/", "https://ÄÖ.example/a b/"):
        for item in json.loads(published(made(defect(), url=url))["feeds/all.json"])["items"]:
            assert TAG.fullmatch(item["id"]), item["id"]
