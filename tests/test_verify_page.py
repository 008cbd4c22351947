"""The page and the box that ask "is this really staff?": one verdict for every question, worked out in the browser, and nothing said to anybody."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from browser import WIDTHS, Elements, axe, build, chromium, hosted, look, opened, overflowing, resize, visit
from node import node
from playwright.sync_api import Browser, Locator, Page, expect

from tracker.model.values import slug

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Built:
    url: str
    folder: Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The example's sources."""
    made = tmp_path_factory.mktemp("verify")
    shutil.copytree(ROOT / "content", made / "content")
    shutil.copy(ROOT / "mkdocs.yml", made)
    return made


@pytest.fixture(scope="module")
def site(folder) -> Iterator[Built]:
    with hosted(folder / "site") as url:
        yield Built(url, build(folder, url, NOW))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser, site) -> Iterator[Page]:
    """A reader on the day of the build, who hears nothing odd."""
    with opened(browser, site.url) as (reading, heard):
        reading.clock.set_fixed_time(NOW)
        yield reading
        assert heard.lines == []


WORDS = ROOT / "theme/assets/tracker/verify/words.js"
SAID = [
    ("dayWords('2026-03-02')", "2 March 2026"),
    ("dayWords('soon')", "soon"),
    ("ageWords('2026-11-23', '2026-11-23')", "today"),
    ("ageWords('2026-11-22', '2026-11-23')", "yesterday"),
    ("ageWords('2026-09-30', '2026-11-23')", "54 days ago"),
    ("ageWords('2026-05-23', '2026-11-23')", "6 months ago"),
    ("ageWords('2023-11-01', '2026-11-23')", "3 years ago"),
    ("ageWords('2026-11-24', '2026-11-23')", ""),
    (
        "toComeWords('2027-01-05', '2026-11-23')",
        "5 January 2027 has not come yet, and nobody can know whose an account will be then. This is the answer for today.",
    ),
    ("toComeWords('2026-11-23', '2026-11-23')", ""),
    ("toComeWords('', '2026-11-23')", ""),
    ("visible('a\\u202Eb\\u0000c')", "a[U+202E]b[U+0000]c"),
    ("visible('x'.repeat(500)).length", 121),
    ("visible('Zoë 日本')", "Zoë 日本"),
    ("dayOf(new Date(2026, 0, 5, 23, 59))", "2026-01-05"),
    ("questionIn('?platform=x')", None),
    ("questionIn('?q=%40a&platform=x&on=2024-03-03')", {"query": "@a", "platform": "x", "on": "2024-03-03"}),
    ("questionIn('?q=a&on=2024-13-45').on", ""),
    ("searchOf({query: '@a b', platform: '', on: ''})", "?q=%40a+b"),
    ("questionIn(searchOf({query: 'a&b=c#d+e', platform: 'x', on: ''})).query", "a&b=c#d+e"),
    ("verdictWords('constructor')", "constructor"),
]


def test_the_words_around_a_verdict():
    """Days, ages, hidden characters and the question in an address, without a page."""
    calls = ", ".join(call for call, _ in SAID)
    script = f"import {{ ageWords, dayOf, dayWords, questionIn, searchOf, toComeWords, verdictWords, visible }} from {json.dumps(WORDS.as_uri())};"
    assert node(f"{script}say([{calls}]);") == [expected for _, expected in SAID]


def verdict(page: Page) -> Locator:
    return page.locator("[data-verdict]")


def ask(page: Page, query: str, platform: str = "") -> str:
    """Type it into the box of this page, and press Enter."""
    page.get_by_label("Platform").select_option(platform)
    box = page.get_by_label("Handle, link")
    box.fill(query)
    box.press("Enter")
    expect(verdict(page)).to_have_count(1)
    return verdict(page).get_attribute("data-verdict") or ""


EXAMPLES = [
    ("@InesAtMeridian", "x", "confirmed"),
    ("https://x.com/InesAtMeridian?s=20", "", "confirmed"),
    ("KofiAtMeridian", "x", "compromised"),
    ("@tobias@social.meridian.example", "mastodon", "stale"),
    ("meridian_helps", "x", "impostor"),
    ("ines_meridian", "x", "former"),
    ("MeridianHe1p", "x", "look-alike"),
    ("nobody-we-know-of", "x", "unknown"),
    ("+44 20 7946 0151", "phone", "confirmed"),
    ("CareAtMeridian", "x", "confirmed"),
]


@pytest.mark.parametrize(("query", "platform", "expected"), EXAMPLES)
def test_an_address_with_a_question_is_answered(page, query, platform, expected):
    """One verdict, in words, with what we never ask and how to reach us."""
    visit(page, f"verify/?{urlencode({'q': query, 'platform': platform})}")
    expect(verdict(page)).to_have_count(1)
    expect(verdict(page)).to_have_attribute("data-verdict", expected)
    expect(verdict(page).locator("h2")).not_to_be_empty()
    expect(verdict(page)).to_contain_text("We never ask for")
    expect(verdict(page)).to_contain_text("Reach us")
    expect(page.locator("[data-verify-said]")).to_contain_text(verdict(page).locator("h2").inner_text())


def test_who_opted_out_is_confirmed_and_not_named(page):
    visit(page, "verify/?q=CareAtMeridian&platform=x")
    expect(verdict(page)).to_contain_text("not listed by name")
    assert "Quarrow" not in page.content()


def test_the_answer_leads_to_the_person_and_says_how_old_the_proof_is(page):
    visit(page, "verify/?q=InesAtMeridian&platform=x")
    expect(verdict(page)).to_contain_text("30 September 2026, 54 days ago")
    verdict(page).get_by_role("link", name="Ines Okafor").first.click()
    page.wait_for_url("**/staff/ines-okafor/")


def test_the_same_name_elsewhere_is_told_and_not_confirmed(page):
    visit(page, "verify/?q=InesAtMeridian&platform=instagram")
    expect(verdict(page)).not_to_have_attribute("data-verdict", "confirmed")
    expect(verdict(page)).to_contain_text("InesAtMeridian: ours")


def test_accounts_that_changed_hands_are_answered_by_the_day(page):
    """MeridianDesk was Nils Oakhaven's until November 2025 and is the desk's since."""
    visit(page, "verify/?q=MeridianDesk&platform=x&on=2024-03-03")
    expect(verdict(page)).to_contain_text("3 March 2024")
    expect(verdict(page)).to_contain_text("Belonged to")
    expect(verdict(page)).to_contain_text("Nils Oakhaven")
    expect(verdict(page)).to_contain_text("Today the account is ours.")
    expect(page.get_by_label("On which day?")).to_have_value("2024-03-03")


def test_a_day_that_has_not_come_is_answered_for_today_and_said_so(page):
    visit(page, "verify/?q=InesAtMeridian&platform=x&on=2030-01-01")
    expect(verdict(page)).to_have_attribute("data-verdict", "confirmed")
    expect(verdict(page)).to_contain_text("1 January 2030 has not come yet, and nobody can know whose an account will be then.")
    expect(page.locator("[data-verify-said]")).to_contain_text("1 January 2030 has not come yet")
    visit(page, "verify/?q=InesAtMeridian&platform=x&on=2026-11-23")
    expect(verdict(page)).to_have_attribute("data-verdict", "confirmed")
    expect(verdict(page)).not_to_contain_text("has not come yet")


def test_nobody_is_led_to_what_was_ours_once(page):
    """Whoever has the old handle today is not us."""
    visit(page, "verify/?q=ines_meridian&platform=x&on=2024-03-03")
    expect(verdict(page)).to_have_attribute("data-verdict", "confirmed")
    expect(verdict(page)).to_contain_text("Today the account is not ours any more.")
    assert verdict(page).locator("a[href*='ines_meridian']").count() == 0


def test_a_name_leads_to_the_accounts_of_whoever_has_it(page):
    visit(page, "verify/?q=Ines+Okafor")
    expect(verdict(page)).to_contain_text("Accounts on the list:")
    expect(verdict(page)).to_contain_text("InesAtMeridian: ours")


def test_typing_asking_and_going_back(page):
    """The question is in the address after it is asked, the answer takes the focus, and the back button brings the one before."""
    visit(page, "verify/")
    expect(verdict(page)).to_have_count(0)
    assert ask(page, "InesAtMeridian", "x") == "confirmed"
    expect(page).to_have_url(re.compile(r"/verify/\?q=InesAtMeridian&platform=x$"))
    expect(verdict(page)).to_be_focused()
    assert ask(page, "meridian_helps", "x") == "impostor"
    page.go_back()
    expect(verdict(page)).to_have_attribute("data-verdict", "confirmed")
    expect(page.get_by_label("Handle, link")).to_have_value("InesAtMeridian")
    page.go_back()
    expect(verdict(page)).to_have_count(0)


def test_no_verdict_stands_under_another_question(page):
    """Between the question and its answer there is nothing to be read, above all no answer to the one before."""
    visit(page, "verify/")
    assert ask(page, "InesAtMeridian", "x") == "confirmed"
    page.get_by_label("Handle, link").fill("meridian_helps")
    left = "() => { document.querySelector('form[data-verify]').requestSubmit(); return document.querySelectorAll('[data-verdict]').length; }"
    assert page.evaluate(left) == 0
    expect(verdict(page)).to_have_attribute("data-verdict", "impostor")


def test_the_list_is_read_before_anything_is_asked(page):
    """As soon as somebody goes to the box; no question reads again what is there."""
    read = []
    page.on("request", lambda request: read.append(request.url) if request.url.endswith(".json") else None)
    visit(page, "verify/")
    needed = [page.expect_response(f"**/verify/{name}.json") for name in ("accounts-0", "people-0", "list")]
    with needed[0], needed[1], needed[2]:
        page.locator("form[data-verify] input[name=q]").focus()
    before = list(read)
    assert ask(page, "InesAtMeridian", "x") == "confirmed"
    assert ask(page, "MeridianHelp", "x") == "confirmed"
    assert [url.rpartition("/")[2] for url in read if url not in before and "/verify/" in url] == ["unlisted.json"]
    assert len(set(read)) == len(read)


def test_the_box_is_used_by_keyboard_alone(page):
    """Tab to the box, type, Enter; the next Tab is inside the answer."""
    visit(page, "verify/")
    page.get_by_label("Handle, link").focus()
    page.keyboard.type("meridian_helps")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(verdict(page)).to_have_attribute("data-verdict", "impostor")
    expect(verdict(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(verdict(page).locator(":focus")).to_have_count(1)


def test_an_empty_question_is_no_verdict_but_a_hint(page):
    visit(page, "verify/?q=")
    assert verdict(page).count() == 0
    expect(page.locator("[data-verify-answer]")).to_contain_text("Nothing to check yet")


HOSTILE = (
    "@",
    "\u202eplehnaidirem",
    "<img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "https://unheard-of.example/@who",
    "x" * 10_000,
    "🦊" * 40,
    "InesAt\u0000Meridian",
    "${alert(1)}{{7*7}}",
    "data:text/html,<script>alert(1)</script>",
    "Ｉｎｅｓ",
    "%00%ff",
    "constructor",
    "__proto__",
    "' OR 1=1 --",
)


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_whatever_is_asked_there_is_a_verdict_and_nothing_runs(page, query):
    """Never an exception, never a false confirmation, nothing drawn as markup."""
    visit(page, "verify/")
    assert ask(page, query) not in {"confirmed", "stale", ""}
    assert page.locator("[data-verify-answer] :is(img, script, iframe)").count() == 0
    assert all(
        not str(link).startswith(("javascript:", "data:"))
        for link in page.eval_on_selector_all("[data-verify-answer] a", "all => all.map((a) => a.href)")
    )
    assert overflowing(page) == []


def test_nothing_that_is_typed_leaves_the_page(browser, site):
    """No request, and no referrer of one, holds a word of the question; nothing is stored."""
    with opened(browser, site.url) as (page, heard):
        sent = []
        page.on("request", lambda r: sent.append((r.url, json.dumps(r.all_headers() if r.is_navigation_request() else r.headers), r.post_data)))
        for path in ("verify/", "", "staff/ines-okafor/"):
            visit(page, path)
            assert ask(page, "qzsecretqz@mail.example") == "unknown"
        visit(page, "verify/")
        ask(page, "qzsecretqz")
        page.get_by_role("link", name="Known impostors").first.click()
        page.wait_for_url("**/verify/impostors/")
        assert not [each for each in sent if "qzsecretqz" in str(each)]
        assert "qzsecretqz" not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}]) + document.cookie")
        assert heard.lines == []


@pytest.mark.parametrize("path", ["", "staff/ines-okafor/", "staff/nils-oakhaven/"])
def test_the_box_on_other_pages_answers_there(page, path):
    """On the first page and on every person's; the address stays as it is, and a link leads to the answer on a page of its own."""
    visit(page, path)
    before = page.url
    assert ask(page, "meridian_helps", "x") == "impostor"
    assert page.url == before
    page.get_by_role("link", name="This answer on a page of its own").click()
    expect(verdict(page)).to_have_attribute("data-verdict", "impostor")


def test_it_works_below_a_path_with_instant_navigation(browser, folder, tmp_path):
    """On project Pages, and after going there from another page without a reload."""
    shutil.copytree(folder / "content", tmp_path / "content")
    (tmp_path / "mkdocs.yml").write_text((folder / "mkdocs.yml").read_text().replace("[navigation.tabs,", "[navigation.tabs, navigation.instant,"))
    with hosted(tmp_path / "site", "/project/", knows_headers=False) as url:
        build(tmp_path, url, NOW)
        with opened(browser, url) as (page, heard):
            page.clock.set_fixed_time(NOW)
            visit(page, "staff/")
            page.get_by_role("link", name="Ask whether it is us").click()
            page.wait_for_url("**/project/verify/")
            expect(page.locator("h1")).to_have_text("Is this really staff?")
            expect(page.get_by_label("Handle, link")).to_be_visible()
            assert ask(page, "InesAtMeridian", "x") == "confirmed"
            assert ask(page, "meridian_helps", "x") == "impostor"
            page.go_back()
            expect(verdict(page)).to_have_attribute("data-verdict", "confirmed")
            page.get_by_role("link", name="Ines Okafor").first.click()
            # The address comes before the page, and the page before has a box, too.
            page.wait_for_url("**/project/staff/ines-okafor/")
            expect(page.locator("h1")).to_contain_text("Ines Okafor")
            expect(page.get_by_label("Handle, link")).to_be_visible()
            assert ask(page, "KofiAtMeridian", "x") == "compromised"
            assert heard.lines == []


def test_without_its_list_the_box_says_so(browser, site):
    """No list, no verdict: the box points to the list of accounts instead, and answers once it is there again."""
    with opened(browser, site.url) as (page, _):
        page.clock.set_fixed_time(NOW)
        page.route("**/verify/*.json", lambda route: route.abort())
        page.goto("verify/?q=InesAtMeridian&platform=x")
        expect(page.locator("[data-unanswered]")).to_contain_text("We cannot check this now")
        assert verdict(page).count() == 0
        assert (
            page.locator("[data-unanswered]").get_by_role("link", name="list of all our accounts").get_attribute("href").endswith("/staff/#accounts")
        )
        page.unroute("**/verify/*.json")
        assert ask(page, "InesAtMeridian", "x") == "confirmed"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_verdict_is_for_everybody(browser, site, scheme):
    """WCAG 2.2 AA by axe in both widths, for each of the seven verdicts."""
    with opened(browser, site.url, color_scheme=scheme) as (page, heard):
        page.clock.set_fixed_time(NOW)
        seen = set()
        for query, platform, expected in EXAMPLES[:8]:
            visit(page, f"verify/?q={query.replace('?', '%3F')}&platform={platform}")
            expect(verdict(page)).to_have_attribute("data-verdict", expected)
            for width in WIDTHS:
                resize(page, width)
                assert axe(page) == [], (expected, width)
                assert overflowing(page) == [], (expected, width)
            seen.add(expected)
        assert len(seen) == 7
        assert heard.lines == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_itself_is_for_everybody(browser, site, scheme):
    with opened(browser, site.url, color_scheme=scheme) as (page, heard):
        page.clock.set_fixed_time(NOW)
        for path in ("verify/", ""):
            found = look(page, heard, path)
            assert (found.heard, found.faults, found.overflow) == ((), (), ())


def test_without_scripts_there_is_no_dead_box(browser, site):
    """The box is not there; the list of accounts is linked platform by platform, and every anchor exists."""
    with opened(browser, site.url, java_script_enabled=False) as (page, _):
        for path in ("verify/", "", "staff/ines-okafor/"):
            page.goto(path)
            expect(page.locator("form[data-verify]")).to_be_hidden()
        page.goto("verify/")
        links = page.eval_on_selector_all(".tk-platforms a", "all => all.map((a) => a.getAttribute('href'))")
        assert len(links) == 7
        ids = Elements((site.folder / "staff/index.html").read_text("utf-8")).ids
        assert {link.partition("#")[2] for link in links} <= ids
        expect(page.get_by_text("Nobody here will ever ask you for")).to_be_visible()


def test_every_known_impostor_has_its_anchor(site):
    ids = Elements((site.folder / "verify/impostors/index.html").read_text("utf-8")).ids
    assert {slug(file.stem) for file in (site.folder.parent / "content/impostors").glob("*.yml")} <= ids
