"""The pages as values and as HTML, without a host around them."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tracker.model.platforms import PLATFORMS, address_of, platform_label
from tracker.model.site import Site
from tracker.model.values import IssueId
from tracker.site import media, text, urls
from tracker.site.edition import Edition
from tracker.site.outputs import Page, as_json
from tracker.site.pages import pages, words
from tracker.site.pages.hours import hours_in_words
from tracker.site.pages.lists import numbers
from tracker.site.pages.rows import Row
from tracker.site.render import Renderer
from tracker.site.shells import SHELLS, shell_name
from tracker.store.reader import read
from tracker.views.index import index
from tracker.views.merging import Told
from tracker.views.publication import publish
from tracker.workers import Workers

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CONTENT = Path(__file__).parent.parent / "content"
THEME = Path(__file__).parent.parent / "theme"


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The example store, in a repository that has a host."""
    root = tmp_path_factory.mktemp("site")
    shutil.copytree(CONTENT, root / "content")
    host = "https://code.example/known"
    site = Site(
        config_file=root / "mkdocs.yml",
        store=root / "content",
        output=root / "site",
        url="https://known.example/",
        name="Meridian Sync",
        repository=host,
        edit=f"{host}/edit/main/{{path}}",
    )
    with Workers(1) as workers:
        reading = read(site, workers)
    assert reading.tracker, reading.problems
    derived = index(publish(reading.tracker, NOW), NOW.date())
    prepared = {name: media.prepare(name, (CONTENT / name).read_bytes()) for name in media.wanted(derived.public)}
    return Edition(site, derived, prepared)


@pytest.fixture(scope="module")
def made(edition: Edition) -> dict[str, Page]:
    return {page.path: page for page in pages(edition, [])}


@pytest.fixture(scope="module")
def bodies(made: dict[str, Page]) -> dict[str, str]:
    renderer = Renderer(THEME / "pages", {}, "https://known.example/")
    return {path: renderer.body(page) for path, page in made.items()}


class Elements(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"img", "br", "hr", "input", "meta", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture(scope="module")
def elements(bodies: dict[str, str]) -> dict[str, Elements]:
    return {path: Elements(body) for path, body in bodies.items()}


@pytest.mark.parametrize(
    ("text_", "said"),
    [
        ("Mo-Fr 09:00-17:30; PH off", "Monday to Friday, 09:00–17:30; closed on public holidays"),
        ("Mo-Fr 08:00-20:00; Sa 10:00-16:00", "Monday to Friday, 08:00–20:00; Saturday, 10:00–16:00"),
        ("Su-Th 10:00-18:00", "Sunday to Thursday, 10:00–18:00"),
        ("Mo,We,Fr 09:00-12:00,13:00-17:00", "Monday, Wednesday and Friday, 09:00–12:00 and 13:00–17:00"),
        ("Mo-Th,Sa 08:00-16:30", "Monday to Thursday and Saturday, 08:00–16:30"),
        ("Sa,Su,PH off", "Closed on Saturday, Sunday and public holidays"),
        ("Mo-Su 09:00+", "Every day, from 09:00"),
        ("09:00-17:00", "Every day, 09:00–17:00"),
        ("Mo-Fr 00:00-24:00", "Monday to Friday, all day"),
        ("24/7", "Day and night, every day"),
        ("Mo-Fr 09:00-17:00; Dec 25 off", "Monday to Friday, 09:00–17:00; closed on 25 December"),
        ("Mo-Fr 09:00-17:00; Dec 24-26 off", "Monday to Friday, 09:00–17:00; closed on 24 to 26 December"),
        ("Mo-Fr 09:00-17:00; 2026 Dec 24-Jan 2 off", "Monday to Friday, 09:00–17:00; closed on 24 December to 2 January 2026"),
        ("Mo-Fr 09:00-17:00; SH 10:00-14:00", "Monday to Friday, 09:00–17:00; school holidays, 10:00–14:00"),
    ],
)
def test_opening_hours_are_said_in_plain_english(text_: str, said: str) -> None:
    assert hours_in_words(text_) == said


@pytest.mark.parametrize(
    "text_", ["sunrise-sunset", "Mo-Fr 09:00-17:00 || on call", "week 1-53/2 Fr 09:00-12:00", "by appointment", "Mo[1] 09:00-10:00", "", "Feb 40 off"]
)
def test_opening_hours_that_are_not_understood_whole_stay_as_they_are(text_: str) -> None:
    assert hours_in_words(text_) == text_


@pytest.mark.parametrize(
    ("number", "last", "offered"),
    [
        (1, 1, (1,)),
        (1, 5, (1, 2, 3, 4, 5)),
        (3, 5, (1, 2, 3, 4, 5)),
        (1, 41, (1, 2, 3, None, 41)),
        (5, 41, (1, 2, 3, 4, 5, 6, 7, None, 41)),
        (20, 41, (1, None, 18, 19, 20, 21, 22, None, 41)),
        (41, 41, (1, None, 39, 40, 41)),
    ],
)
def test_page_numbers_lead_to_both_ends_and_never_hide_a_single_page(number: int, last: int, offered: tuple[int | None, ...]) -> None:
    assert numbers(number, last) == offered


def test_words_for_counts_days_and_places() -> None:
    assert [words.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 1003)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th", "1003rd",
    ]  # fmt: skip
    assert words.counted(1, "issue") == "1 issue"
    assert words.counted(1940, "issue") == "1,940 issues"
    assert [words.told(n) for n in (Told(None), Told(5), Told(1200), Told(12, is_exact=False))] == ["fewer than 5", "5", "1,200", "at least 12"]
    assert words.listed([]) == ""
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.month_words("2026-01") == "January 2026"
    assert words.day_words(date(2026, 3, 2)) == "2 March 2026"
    assert words.languages(["en", "pt-BR", "tlh"]) == "English, Portuguese and tlh"
    assert words.time_zone_words("America/New_York") == "New York time (America/New_York)"
    assert words.sentence("from 2.0.0-RC1 on") == "From 2.0.0-RC1 on"


@pytest.mark.parametrize(
    ("platform", "handle", "address"),
    [
        ("x", "AdaAtMeridian", "https://x.com/AdaAtMeridian"),
        ("x", "@AdaAtMeridian", "https://x.com/AdaAtMeridian"),
        ("x", "a/../b?c", "https://x.com/a%2F..%2Fb%3Fc"),
        ("mastodon", "help@social.example", "https://social.example/@help"),
        ("mastodon", "help", None),
        ("mastodon", "help@evil.example/@x", None),
        ("bluesky", "help.example", "https://bsky.app/profile/help.example"),
        ("email", "help@meridian.example", "mailto:help@meridian.example"),
        ("email", "help@meridian.example?bcc=x@y.example", None),
        ("phone", "+44 20 7946 0018", "tel:+442079460018"),
        ("phone", "call us", None),
        ("web", "https://meridian.example/support", "https://meridian.example/support"),
        ("web", "javascript:alert(1)", None),
        ("carrier-pigeon", "coo", None),
    ],
)
def test_a_handle_leads_to_its_own_page_or_nowhere(platform: str, handle: str, address: str | None) -> None:
    assert address_of(platform, handle) == address


def test_platforms_have_names_for_readers() -> None:
    assert [platform_label(p) for p in ("x", "github", "carrier-pigeon")] == ["X", "GitHub", "Carrier pigeon"]
    assert list(PLATFORMS) == sorted(PLATFORMS)


def test_every_page_has_its_own_address_title_and_description(edition: Edition) -> None:
    found = list(pages(edition, []))
    assert not [path for path, count in Counter(page.path for page in found).items() if count > 1]
    assert all(page.title and page.description for page in found if page.path)
    assert not [title for title, count in Counter(page.title for page in found).items() if count > 1]


def test_pages_come_in_the_same_order_and_say_the_same_each_time(edition: Edition) -> None:
    first, second = ([(page.path, as_json(page.model)) for page in pages(edition, [])] for _ in range(2))
    assert first == second


def test_every_page_has_a_shell(made: dict[str, Page]) -> None:
    shells = {shell.name for shell in SHELLS}
    assert not [
        path for path, page in made.items() if shell_name(path.partition("/")[0], path.count("/"), has_contents=bool(page.contents)) not in shells
    ]


def test_every_page_but_the_first_has_exactly_one_main_heading(elements: dict[str, Elements]) -> None:
    for path, found in elements.items():
        headings = found.of("h1")
        assert len(headings) == (1 if path else 0), path
        assert all(heading.get("id") == "page-title" for heading in headings), path


def test_elements_are_closed_and_ids_are_used_once(elements: dict[str, Elements]) -> None:
    for path, found in elements.items():
        assert not found.open, path
        ids = [attributes["id"] for _, attributes in found.found if attributes.get("id")]
        assert not [i for i, count in Counter(ids).items() if count > 1], path


def test_the_table_of_contents_leads_to_headings_in_their_order(made: dict[str, Page], bodies: dict[str, str]) -> None:
    for path, page in made.items():
        written = re.findall(r'<h2 id="([^"]+)">(.*?)</h2>', bodies[path])
        if page.contents:
            assert [(h.id, h.text) for h in page.contents] == written, path


def test_nothing_is_styled_or_scripted_inline(elements: dict[str, Elements]) -> None:
    for path, found in elements.items():
        for tag, attributes in found.found:
            assert tag not in {"script", "style", "iframe"}, path
            assert not [name for name in attributes if name == "style" or name.startswith("on")], path


def links_of(found: Elements) -> Iterator[str]:
    yield from (str(attributes["href"]) for attributes in found.of("a") if attributes.get("href"))
    yield from (str(attributes["src"]) for attributes in found.of("img"))


def test_every_link_to_the_site_itself_leads_somewhere(made: dict[str, Page], elements: dict[str, Elements], edition: Edition) -> None:
    known = {urls.file_of(path) for path in made} | {media.path for media in edition.media.values()} | {"help/index.html"}
    others = re.compile(
        r"(feeds/.*\.(rss|atom|json)|issues/[^/]+/feed\.atom|api/v1/.*\.json|badges/.*\.svg|staff/(.*/card\.vcf|accounts\.(txt|csv)))"
    )
    for path, found in elements.items():
        root = urls.root_of(path)
        for target in links_of(found):
            if re.match(r"(https?:|mailto:|tel:|#)", target):
                continue
            assert target.startswith(root), (path, target)
            wanted = urls.file_of(target.removeprefix(root).partition("#")[0])
            assert wanted in known or others.fullmatch(wanted), (path, target)


def test_a_list_is_cut_into_pages_that_hold_every_issue_once(made: dict[str, Page], edition: Edition) -> None:
    for section, listed in (("issues/", edition.index.lists), ("features/", edition.index.lists)):
        kind = next(k for k in listed if urls.section(k) == section)
        shown = [row.id for path, page in made.items() if path == section or path.startswith(f"{section}page/") for row in page.model["rows"]]
        assert shown == [issue.id for issue in listed[kind]]


def test_every_status_severity_product_and_component_has_a_list_even_an_empty_one(made: dict[str, Page], bodies: dict[str, str]) -> None:
    for path in (
        "issues/open/",
        "issues/status/reported/",
        "issues/status/released/",
        "issues/severity/trivial/",
        "issues/product/desktop/",
        "issues/product/desktop/ui/",
        "features/status/under-consideration/",
        "features/product/api/files/",
        "features/open/",
    ):
        assert path in made
    empty = [path for path, page in made.items() if page.template == "list.html" and not page.model["rows"]]
    assert empty
    assert all('class="tk-empty"' in bodies[path] for path in empty)


def test_rows_carry_the_mark_that_programs_rely_on(elements: dict[str, Elements], made: dict[str, Page]) -> None:
    assert [row.get("data-id") for row in elements["issues/"].of("tr")][1:] == [row.id for row in made["issues/"].model["rows"]]


def test_severity_is_a_word_beside_its_icon(bodies: dict[str, str]) -> None:
    marks = re.findall(r'class="tk-severity tk-severity--(\w+)">(?:[\d,]+ )?(\w+)', "".join(bodies.values()))
    assert marks
    assert all(word == said.lower() for word, said in marks)


def test_an_issue_says_what_helps_before_it_says_why(bodies: dict[str, str]) -> None:
    body = bodies["issues/DEF-0012/"]
    assert body.index('id="workaround"') < body.index('id="description"') < body.index('id="updates"') < body.index('id="conversation"')
    assert "For versions from 2.2.0 up to, but not including, 2.4.0." in body
    assert "Tried on 2.6.0 on" in body
    assert "Version 2.7.0: likely." in body
    assert "Oldest of 3 open issues in Meridian Desktop" in body
    assert "fewer than 5" in body
    assert 'href="https://code.example/known/edit/main/content/defects/DEF-0012.yml"' in body


def test_a_workaround_waits_for_no_fix_that_is_there_or_never_comes(bodies: dict[str, str]) -> None:
    assert "What you can do until it is fixed." in bodies["issues/DEF-0017/"]
    assert "What you can do. " in bodies["issues/DEF-0004/"]
    assert "What helps without the fix." in bodies["issues/DEF-0009/"]
    assert "until it is fixed" not in bodies["issues/DEF-0004/"] + bodies["issues/DEF-0009/"]


def test_a_hidden_comment_leaves_a_mark_and_no_name(bodies: dict[str, str]) -> None:
    assert "A comment was hidden: off-topic" in bodies["issues/DEF-0012/"]
    assert "grabbit" not in "".join(bodies.values())


def test_strangers_are_never_shown_as_staff(bodies: dict[str, str]) -> None:
    conversation = bodies["issues/DEF-0012/"].partition('id="conversation"')[2]
    said = re.findall(r'<li id="comment-\d+"( class="tk-words__staff")?>(.*?)</li>', conversation, re.DOTALL)
    assert [bool(mark) for mark, _ in said] == ["tk-badge" in text_ for _, text_ in said]
    assert [bool(mark) for mark, _ in said] == ["/staff/" in text_ for _, text_ in said]


def test_a_withdrawn_issue_leaves_a_tombstone_that_search_engines_pass_by(made: dict[str, Page], bodies: dict[str, str]) -> None:
    assert made["issues/DEF-0014/"].is_hidden
    assert bodies["issues/DEF-0014/"].count("<h2") == 1
    assert made["build/"].is_hidden


def test_who_opted_out_is_on_no_page(bodies: dict[str, str], made: dict[str, Page]) -> None:
    everything = "".join(bodies.values()) + "".join(page.title + page.description for page in made.values())
    assert "Quarrow" not in everything
    assert "s-7f3k" not in everything
    assert "ines.okafor@meridian.example" not in everything


def test_a_suspended_account_is_warned_about_and_not_linked(bodies: dict[str, str]) -> None:
    body = bodies["staff/kofi-brandelow/"]
    assert "Do not trust KofiAtMeridian on X at present" in body
    assert 'href="https://x.com/KofiAtMeridian"' not in body


def test_who_left_has_no_current_account(bodies: dict[str, str]) -> None:
    body = bodies["staff/nils-oakhaven/"]
    assert "No longer speaks for Meridian Sync" in body
    assert "Official accounts" not in body


def test_a_release_says_what_is_known_fixed_and_not_checked(made: dict[str, Page]) -> None:
    sections = {name: [row.id for row, _ in found] for name, _, _, found in made["products/desktop/2.4.0/"].model["sections"]}
    assert "DEF-0012" in sections["known"]
    assert sections["unchecked"] == []
    assert "DEF-0005" not in [row for found in sections.values() for row in found]
    assert made["products/desktop/2.4.0/"].model["left_out"] == "1 issue that turned out to be no defect is left out, too."
    assert "DEF-0001" not in [*sections["known"], *sections["fixed"], *sections["unchecked"]]
    assert [row.id for row, _ in made["products/desktop/2.1.0/"].model["sections"][1][3]] == ["DEF-0001"]


def test_a_product_without_versions_has_no_release_page(made: dict[str, Page], edition: Edition) -> None:
    continuous = [p.id for p in edition.index.public.products.values() if not p.versioning.has_versions]
    assert continuous == ["api"]
    assert [path for path in made if path.startswith("products/api/")] == ["products/api/"]


def test_status_sentences_follow_from_releases(edition: Edition) -> None:
    index = edition.index
    said = {
        i: words.status_sentence(index.by_id[i], index.facts[i], index.product(index.by_id[i].product)) for i in ("DEF-0001", "DEF-0009", "DEF-0012")
    }
    assert said == {
        "DEF-0001": "A version with the repair is out. Install it and the problem is gone.",
        "DEF-0009": "The repair is live. There is nothing to install.",
        "DEF-0012": "We can see it too. Nobody has started on the repair.",
    }


def test_contact_tells_hours_and_promises_in_words(bodies: dict[str, str]) -> None:
    body = bodies["contact/"]
    assert "Monday to Friday, 09:00–17:30; closed on public holidays" in body
    assert "public holidays in England" in body
    assert 'href="tel:+442079460018"' in body
    assert "Within 5 minutes" in body


def test_titles_of_strangers_are_escaped_wherever_they_stand() -> None:
    renderer = Renderer(THEME / "pages", {}, "https://known.example/")
    template = renderer.environment.get_template("_rows.html")
    title = text.visible("<img src=x onerror=alert(1)>\u202e")
    evil = Row(
        id=IssueId("DEF-1"),
        path="issues/DEF-1/",
        title=title,
        where="<b>",
        severity="major",
        weight="Major",
        status="Open",
        tone="open",
        has_workaround=False,
        votes=0,
        day="2026-01-01",
        said="1 January 2026",
    )
    html = template.render(rows=[evil], label='"><script>', heading_of_title="Issue", has_votes=False, root="../")
    assert "<img" not in html
    assert "<script" not in html
    assert "\u202e" not in html
