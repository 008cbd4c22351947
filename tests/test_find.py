"""The search box as readers meet it: words, ids and pasted messages, with mouse and keyboard, and everything that can go wrong."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from browser import Elements, Heard, axe, build, chromium, hosted, opened, overflowing, pages_below, visit
from node import node
from playwright.sync_api import Browser, Page, expect

from tracker.site.box import with_box
from tracker.site.chrome import ChangedTheme

ROOT = Path(__file__).parent.parent
QUESTION = ROOT / "theme" / "assets" / "tracker" / "find" / "question.js"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REPORT = "https://meridian.example/support?about={title}&text={text}"
MESSAGE = "2026-11-20 10:14:02,113 ERROR [worker-7] size mismatch: local 6442450944, remote 2147483648\n    at org.example.Sync.run(Sync.java:212)"
"""As DEF-0021 has it, with other numbers and among other words."""
BOX = "header form[data-find] input"
LARGE = "[data-ask] textarea"
HITS = "[data-results] a[data-id]"
OPTIONS = "header [role=option]"


def _site(folder: Path) -> Path:
    folder.mkdir()
    shutil.copytree(ROOT / "content", folder / "content")
    settings = folder / "content" / "tracker.yml"
    settings.write_text(settings.read_text().replace("\ncontribute:\n", f'\ncontribute:\n  report: "{REPORT}"\n'))
    # The theme's own search is asked for, and has to stay away.
    config = (ROOT / "mkdocs.yml").read_text().replace("plugins:\n", "plugins:\n  - search\n")
    (folder / "mkdocs.yml").write_text(config)
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The example site at the top of a host."""
    folder = _site(tmp_path_factory.mktemp("find") / "site")
    with hosted(folder / "site") as url:
        yield url, build(folder, url, NOW)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same with instant navigation, below a path."""
    folder = _site(tmp_path_factory.mktemp("find-project") / "site")
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text().replace("[navigation.tabs,", "[navigation.tabs, navigation.instant,"))
    with hosted(folder / "site", "/project/", knows_headers=False) as url:
        build(folder, url, NOW)
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


Opened = Callable[..., AbstractContextManager[tuple[Page, Heard]]]


@pytest.fixture
def page(browser: Browser, site: tuple[str, Path]) -> Iterator[Page]:
    """An empty page of the site, from which nothing may be heard."""
    with opened(browser, site[0]) as (found, heard):
        yield found
        assert heard.lines == []


def _ids(page: Page) -> list[str]:
    return [link.get_attribute("data-id") or "" for link in page.locator(HITS).all()]


def _asked(page: Page) -> str:
    return parse_qs(urlsplit(page.url).query).get("q", [""])[0]


def _node(script: str) -> Any:
    return node(f"import * as q from {json.dumps(QUESTION.as_uri())}; say({script});")


# The box ----------------------------------------------------------------------------------------------------------------------------------------


def test_every_page_has_one_box_which_leads_to_the_first_page(site: tuple[str, Path]) -> None:
    for name, page in pages_below(site[1]).items():
        if not any("md-header" in given.get("class", "").split() for _, given in page.tags):
            continue
        boxes = [given for tag, given in page.tags if tag == "form" and "data-find" in given]
        assert len(boxes) == 1, name
        root = "/" if name == "404.html" else "../" * name.count("/") or "./"
        assert boxes[0]["action"] == root, name
        assert "hidden" in boxes[0], name


def test_the_themes_own_search_stays_away(site: tuple[str, Path]) -> None:
    assert not any("md-search" in given.get("class", "") for page in pages_below(site[1]).values() for _, given in page.tags)
    assert not (site[1] / "search" / "search_index.json").exists()


def test_a_theme_without_a_place_for_the_box_fails_loudly() -> None:
    with pytest.raises(ChangedTheme, match="no place for the search box"):
        with_box('<header class="md-header"><div></div></header>', "./")
    with pytest.raises(ChangedTheme, match="no place for the search box"):
        with_box("<body></body>", "./", is_ours=True)
    assert with_box("<body>a page of somebody's own</body>", "./") == "<body>a page of somebody's own</body>"


def test_without_scripts_no_box_is_dead_and_the_lists_are_near(browser: Browser, site: tuple[str, Path]) -> None:
    with opened(browser, site[0], java_script_enabled=False) as (page, _):
        for path in ("", "help/", "404.html", "issues/DEF-0012/", "?q=export"):
            page.goto(path)
            expect(page.locator(BOX)).to_be_hidden()
            assert page.locator(LARGE).count() == 0 or page.locator(LARGE).is_hidden()
            expect(page.locator("header .tk-find__lists")).to_be_visible()
        page.locator("header .tk-find__lists").click()
        page.wait_for_url("**/issues/")


def test_the_engine_waits_until_somebody_asks(page: Page) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    visit(page, "help/")
    assert not [url for url in loaded if "/search/" in url and not url.endswith(("/words.js", "/stem.js"))]
    with page.expect_request("**/search/index.json"):
        page.locator(BOX).focus()


# The first page ---------------------------------------------------------------------------------------------------------------------------------


def test_an_address_with_a_question_is_answered_before_the_page_is_ready(page: Page) -> None:
    visit(page, "?q=conflict+copies")
    assert _ids(page)[0] == "DEF-0012"
    expect(page.locator(LARGE)).to_have_value("conflict copies")
    expect(page.locator("#urgent")).to_be_hidden()


@pytest.mark.parametrize(
    ("asked", "wanted"), [("DEF-0012", "DEF-0012"), ("def0012", "DEF-0012"), ("ines okafor", "ines-okafor"), ("FEA-0003", "FEA-0003")]
)
def test_ids_and_names_come_first(page: Page, asked: str, wanted: str) -> None:
    visit(page, f"?q={quote(asked)}")
    assert _ids(page)[0] == wanted


def test_a_result_shows_what_to_know_of_it(page: Page) -> None:
    visit(page, "?q=DEF-0012")
    entry = page.locator(".tk-hit", has=page.locator("a[data-id='DEF-0012']"))
    for word in ("Major", "Confirmed", "Workaround", "DEF-0012", "Meridian Desktop"):
        expect(entry).to_contain_text(word)


def test_duplicates_and_declined_requests_say_so(page: Page) -> None:
    visit(page, "?q=DEF-0007")
    expect(page.locator(".tk-hit", has=page.locator("a[data-id='DEF-0007']"))).to_contain_text("Duplicate of DEF-0001")
    declined = _declined()
    visit(page, f"?q={declined}")
    expect(page.locator(".tk-hit", has=page.locator(f"a[data-id='{declined}']"))).to_contain_text("Declined")


def _declined() -> str:
    return next(path.stem for path in sorted((ROOT / "content" / "features").rglob("*.yml")) if "status: declined" in path.read_text())


def test_a_mistyped_word_is_understood_and_that_is_said(page: Page) -> None:
    visit(page, "?q=conflcit")
    assert "DEF-0012" in _ids(page)
    expect(page.locator("[data-results]")).to_contain_text("Showing results for conflict")


def test_there_are_more_results_for_who_asks(page: Page) -> None:
    visit(page, "?q=file")
    first = _ids(page)
    expect(page.locator("[data-results]")).to_contain_text(f"The best {len(first)} of ")
    page.get_by_role("button", name="More results").click()
    expect(page.locator(HITS)).not_to_have_count(len(first))
    expect(page.locator(f"{HITS}:focus")).to_have_count(1)
    assert set(first) < set(_ids(page))


def test_typing_answers_and_stands_in_the_address(page: Page) -> None:
    visit(page, "")
    page.locator(LARGE).press_sequentially("conflict")
    expect(page.locator(HITS).first).to_be_visible()
    page.wait_for_url("**/?q=conflict")
    expect(page.locator("[data-ask] [role=status]")).to_contain_text("result")


def test_back_leads_from_one_question_to_the_one_before(page: Page) -> None:
    visit(page, "help/")
    visit(page, "")
    for asked in ("conflict", "webhook"):
        page.locator(LARGE).fill(asked)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/?q={asked}")
    expect(page.locator(HITS).first).to_be_visible()
    page.go_back()
    page.wait_for_url("**/?q=conflict")
    expect(page.locator(LARGE)).to_have_value("conflict")
    expect(page.locator("[data-results]")).to_contain_text("“conflict”")
    page.go_back()
    expect(page.locator(LARGE)).to_have_value("")
    expect(page.locator("[data-results]")).to_be_hidden()
    expect(page.locator("#urgent")).to_be_visible()
    page.go_forward()
    expect(page.locator("[data-results]")).to_contain_text("“conflict”")
    page.go_back()
    page.go_back()
    page.wait_for_url("**/help/")


def test_back_from_a_result_leads_to_the_results(page: Page) -> None:
    visit(page, "")
    page.locator(LARGE).fill("conflict copies")
    page.locator(HITS).first.click()
    page.wait_for_url("**/issues/DEF-0012/")
    page.go_back()
    expect(page.locator(HITS).first).to_have_attribute("data-id", "DEF-0012")
    expect(page.locator(LARGE)).to_have_value("conflict copies")


def test_the_keyboard_alone_reaches_a_result(page: Page) -> None:
    visit(page, "")
    page.keyboard.press("/")
    page.keyboard.type("photos")
    expect(page.locator("[data-results]")).to_contain_text("“photos”")
    page.keyboard.press("ArrowDown")
    expect(page.locator(HITS).first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(LARGE)).to_be_focused()
    page.keyboard.press("ArrowDown")
    wanted = page.locator(HITS).first.get_attribute("href")
    page.keyboard.press("Enter")
    assert wanted is not None
    page.wait_for_url(wanted)


def test_who_is_on_a_result_stays_there_while_the_last_letters_are_answered(page: Page) -> None:
    """On the same one where it is among the new ones, else back in the box."""
    visit(page, "?q=photo")
    kept = _ids(page)[0]
    go_down = """([where, first, text]) => {
        const box = document.querySelector(where);
        box.value = text;
        box.dispatchEvent(new Event("input"));
        document.querySelector(first).focus();
    }"""
    page.evaluate(go_down, [LARGE, HITS, "photos"])
    expect(page.locator(f"{HITS}:focus")).to_have_attribute("data-id", kept)
    expect(page.locator("[data-results]")).to_contain_text("“photos”")
    expect(page.locator(f"{HITS}:focus")).to_have_attribute("data-id", kept)
    page.evaluate(go_down, [LARGE, HITS, "webhook"])
    expect(page.locator("[data-results]")).to_contain_text("“webhook”")
    expect(page.locator(LARGE)).to_be_focused()


def test_no_results_stand_under_another_question(page: Page) -> None:
    """Between a question that is put and its answer there is nothing to be read, above all no answer to the one before."""
    visit(page, f"?q={quote(MESSAGE)}")
    expect(page.get_by_role("heading", name="Most likely this")).to_be_visible()
    put = """([where, hits]) => {
        const box = document.querySelector(where);
        box.value = "Flurbotron exploded\\nError: zorp";
        box.form.requestSubmit();
        return document.querySelectorAll(hits).length;
    }"""
    assert page.evaluate(put, [LARGE, "[data-results] *"]) == 0
    expect(page.locator("[data-results]")).to_contain_text("Nothing is known about this message")


def test_clearing_the_box_brings_the_first_page_back(page: Page) -> None:
    visit(page, "?q=conflict")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("[data-results]")).to_be_hidden()
    expect(page.locator(LARGE)).to_be_focused()
    expect(page).not_to_have_url(re.compile("q="))


# Messages ---------------------------------------------------------------------------------------------------------------------------------------


def test_a_pasted_message_finds_its_issue_and_names_the_words_in_both(page: Page) -> None:
    visit(page, "")
    page.locator(LARGE).fill(MESSAGE)
    expect(page.get_by_role("heading", name="Most likely this")).to_be_visible()
    assert _ids(page)[0] == "DEF-0021"
    expect(page.locator(".tk-hits--best mark").first).to_be_visible()


def test_of_an_unknown_message_it_is_said_so_and_the_text_can_be_reported(page: Page) -> None:
    text = 'Flurbotron: "quux" <gnarl> exploded & vanished\nError: zorp at blap(wibble.c:7)'
    visit(page, "")
    page.locator(LARGE).fill(text)
    expect(page.locator("[data-results]")).to_contain_text("Nothing is known about this message")
    report = page.get_by_role("link", name="Report it")
    address = urlsplit(report.get_attribute("href") or "")
    assert f"{address.scheme}://{address.netloc}" == "https://meridian.example"
    assert parse_qs(address.query)["text"] == [text]


def test_enter_asks_and_shift_enter_begins_a_line(page: Page) -> None:
    visit(page, "")
    page.locator(LARGE).focus()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(page.locator(LARGE)).to_have_value("one\ntwo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=one%0Atwo")
    expect(page.locator(LARGE)).to_have_value("one\ntwo")


# The header's box -------------------------------------------------------------------------------------------------------------------------------


def test_the_header_offers_results_to_the_keyboard(page: Page) -> None:
    visit(page, "help/")
    page.keyboard.press("/")
    expect(page.locator(BOX)).to_be_focused()
    page.keyboard.type("conflict copies")
    expect(page.locator(OPTIONS).last).to_have_text("All results for “conflict copies”")
    expect(page.locator(BOX)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(OPTIONS).first
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(page.locator(BOX)).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "nothing")
    page.keyboard.press("ArrowUp")
    expect(page.locator("header [aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowUp")
    expect(page.locator(OPTIONS).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator(OPTIONS).first).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(page.locator(OPTIONS).first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/issues/DEF-0012/")


def test_enter_in_the_header_leads_to_all_results(page: Page) -> None:
    visit(page, "issues/DEF-0001/")
    page.locator(BOX).fill("conflict copies & more")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    assert _asked(page) == "conflict copies & more"
    expect(page.locator(HITS).first).to_be_visible()
    page.go_back()
    page.wait_for_url("**/issues/DEF-0001/")


def test_the_question_is_not_sent_to_the_host(page: Page) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.headers.get('referer', '')}"))
    visit(page, "help/")
    page.locator(BOX).fill("secretword")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=secretword")
    expect(page.locator("[data-results]")).to_be_visible()
    assert not [each for each in sent if "secretword" in each]


def test_the_mouse_chooses_in_the_header(page: Page) -> None:
    visit(page, "help/")
    page.locator(BOX).click()
    page.keyboard.type("conflict copies")
    expect(page.locator(OPTIONS).last).to_have_text("All results for “conflict copies”")
    page.locator(OPTIONS).first.click()
    page.wait_for_url("**/issues/DEF-0012/")


def test_lines_pasted_into_the_header_stay_lines(page: Page) -> None:
    visit(page, "help/")
    page.locator(BOX).focus()
    page.evaluate(
        """(text) => {
            const given = new DataTransfer();
            given.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: given, bubbles: true, cancelable: true }));
        }""",
        "one line\nError: zorp",
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")
    assert _asked(page) == "one line\nError: zorp"


def test_a_slash_in_a_text_is_a_slash(page: Page) -> None:
    visit(page, "")
    page.locator(LARGE).fill("a")
    page.locator(LARGE).press("/")
    expect(page.locator(LARGE)).to_have_value("a/")


def test_a_narrow_header_opens_its_box(browser: Browser, site: tuple[str, Path]) -> None:
    with opened(browser, site[0], width=320) as (page, heard):
        visit(page, "help/")
        expect(page.locator(BOX)).to_be_hidden()
        page.get_by_role("button", name="Search", exact=True).click()
        expect(page.locator(BOX)).to_be_focused()
        page.keyboard.type("conflict")
        expect(page.locator(OPTIONS).last).to_have_text("All results for “conflict”")
        assert overflowing(page) == []
        page.get_by_role("button", name="Close the search").click()
        expect(page.locator(BOX)).to_be_hidden()
        expect(page.get_by_role("button", name="Search", exact=True)).to_be_focused()
        assert heard.lines == []


# What can go wrong ------------------------------------------------------------------------------------------------------------------------------

HOSTILE = {
    "markup": "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "template": "{{constructor.constructor('alert(1)')()}} ${alert(1)} javascript:alert(1)",
    "ten thousand": "conflict " * 1200,
    "one long word": "x" * 10_000,
    "right to left": "\u202e\u2067tcilfnoc\u2069 \u200fconflict",
    "controls": "\x00\x07conflict\x1b[31m",
    "half a character": "\ud83d conflict",
    "pattern": "(((((a+)+)+)+)+$ [a-z]{1,99999} \\",
    "percent": "%E0%A4%A %ZZ & = # ? /",
    "prototype": "__proto__ constructor toString hasOwnProperty",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_questions_are_answered_and_never_executed(page: Page, text: str) -> None:
    visit(page, "")
    page.evaluate("([where, text]) => { const box = document.querySelector(where); box.value = text; box.form.requestSubmit(); }", [LARGE, text])
    expect(page.locator("[data-results]")).to_be_visible()
    expect(page.locator("[data-results]")).not_to_contain_text("could not be read")
    assert page.locator("[data-results] :is(img, script)").count() == 0
    assert len(page.url) < 8_000
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    expect(page.locator("[data-results]")).to_be_visible()
    visit(page, "help/")
    page.evaluate(
        "([where, text]) => { const box = document.querySelector(where); box.focus(); box.value = text; box.dispatchEvent(new Event('input')); }",
        [BOX, text],
    )
    expect(page.locator(".tk-find__sheet")).to_be_visible()
    assert page.locator(".tk-find__sheet :is(img, script)").count() == 0


@pytest.mark.parametrize("search", ["?q=%E0%A4%A", "?q=%00", "?q", "?q=a&q=b", "?q=%25%25%25", "?&&q==", "?q=" + "%2B" * 500])
def test_addresses_made_by_hand_are_answered(page: Page, search: str) -> None:
    visit(page, search)
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("text", ["the of and", "the\nof and", "!!! ??? ...", "!!!\n???", "—", "\u202e\u200f"])
def test_without_a_word_to_look_for_that_is_said(page: Page, text: str) -> None:
    visit(page, f"?q={quote(text)}")
    expect(page.locator("[data-results]")).to_contain_text("no word to look for")
    assert _ids(page) == []


def test_without_a_result_it_is_said_what_to_do(page: Page) -> None:
    visit(page, "?q=zzxqvk")
    expect(page.locator("[data-results]")).to_contain_text("Nothing found for “zzxqvk”")
    expect(page.locator("[data-results]").get_by_role("link", name="known issues")).to_be_visible()
    expect(page.get_by_role("link", name="Report it")).to_be_visible()


def _gone(page: Page) -> None:
    page.route("**/search/**", lambda route: route.fulfill(status=404, body="") if "/assets/" not in route.request.url else route.continue_())


def _damaged(page: Page) -> None:
    page.route(
        "**/search/**", lambda route: route.fulfill(status=200, body='{"format":') if "/assets/" not in route.request.url else route.continue_()
    )


def _cut(page: Page) -> None:
    page.route("**/search/**", lambda route: route.abort() if "/assets/" not in route.request.url else route.continue_())


def _without_engine(page: Page) -> None:
    page.route("**/search/engine.js", lambda route: route.abort())


@pytest.mark.parametrize("broken", [_gone, _damaged, _cut, _without_engine])
def test_a_missing_or_damaged_index_is_said_and_the_lists_still_work(
    browser: Browser, site: tuple[str, Path], broken: Callable[[Page], None]
) -> None:
    with opened(browser, site[0]) as (page, heard):
        broken(page)
        visit(page, "?q=conflict")
        expect(page.locator("[data-results]")).to_contain_text("index could not be read")
        visit(page, "help/")
        page.locator(BOX).fill("conflict")
        expect(page.locator(".tk-find__note")).to_contain_text("index could not be read")
        visit(page, "?q=conflict")
        page.locator("[data-results]").get_by_role("link", name="Known issues").click()
        expect(page.locator("tr[data-id]").first).to_be_visible()
        # The browser itself tells of files that it could not load.
        assert [line for line in heard.lines if "Failed to load resource" not in line] == []


def test_the_search_comes_back_when_the_network_does(browser: Browser, site: tuple[str, Path]) -> None:
    with opened(browser, site[0]) as (page, _):
        _cut(page)
        visit(page, "?q=conflict")
        expect(page.locator("[data-results]")).to_contain_text("index could not be read")
        page.unroute_all()
        page.locator(LARGE).press("Enter")
        expect(page.locator(HITS).first).to_be_visible()


# Everywhere -------------------------------------------------------------------------------------------------------------------------------------


def test_below_a_path_with_instant_navigation(browser: Browser, project: str) -> None:
    with opened(browser, project) as (page, heard):
        visit(page, "issues/DEF-0001/")
        page.locator(BOX).fill("conflict copies")
        page.keyboard.press("Enter")
        page.wait_for_url("**/project/?q=conflict+copies")
        expect(page.locator(HITS).first).to_have_attribute("data-id", "DEF-0012")
        page.locator(LARGE).fill("webhook")
        page.keyboard.press("Enter")
        page.wait_for_url("**/project/?q=webhook")
        page.go_back()
        expect(page.locator(LARGE)).to_have_value("conflict copies")
        page.locator(HITS).first.click()
        page.wait_for_url("**/project/issues/DEF-0012/")
        expect(page.locator("#page-title")).to_contain_text("Conflict copies")
        page.go_back()
        expect(page.locator(HITS).first).to_have_attribute("data-id", "DEF-0012")
        visit(page, "404.html")
        page.locator(BOX).fill("DEF-0012")
        page.locator(OPTIONS).first.click()
        page.wait_for_url("**/project/issues/DEF-0012/")
        assert heard.lines == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_wrong(browser: Browser, site: tuple[str, Path], width: int, scheme: Any) -> None:
    unknown = quote("Flurbotron exploded\nError: zorp")
    with opened(browser, site[0], width=width, color_scheme=scheme) as (page, heard):
        for path in ("", "?q=photos", "?q=conflcit", "?q=zzxqvk", "?q=the", f"?q={unknown}", f"?q={quote(MESSAGE)}"):
            visit(page, path)
            assert axe(page) == [], path
            assert overflowing(page) == [], path
        visit(page, "issues/")
        page.keyboard.press("/")
        page.keyboard.type("photos")
        expect(page.locator(OPTIONS).last).to_have_text("All results for “photos”")
        page.keyboard.press("ArrowDown")
        # What the list covers cannot be pressed, and need not be.
        assert [fault for fault in axe(page) if not fault.startswith("target-size")] == []
        assert overflowing(page) == []
        assert heard.lines == []


# What is asked ----------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "is_message"),
    [
        ("export stops", False),
        ("DEF-0012", False),
        ("why does the error come back", False),
        ("upload failed", False),
        ("and/or", False),
        ("macOS 15.2", False),
        ("two\nlines", True),
        ("  one line\n  \n", False),
        ("Error: row limit exceeded", True),
        ("java.lang.NullPointerException: null", True),
        ("crash at 0x7ffe12", True),
        ("at Foo.bar(Foo.java:12)", True),
        ("main.c:12 says no", True),
        ("C:\\Users\\me\\file", True),
        ("ERR_CONNECTION_RESET", True),
        ("[error] 410 Gone", True),
        ('Exception in thread "main" 410 Gone', True),
        ("410 Gone", False),
        ("word " * 40, True),
    ],
)
def test_messages_are_told_from_words(text: str, is_message: bool) -> None:  # noqa: FBT001 - a column of the table
    assert _node(f"q.isMessage({json.dumps(text)})") is is_message


def test_matches_are_marked_by_word_and_stem() -> None:
    made = _node("q.pieces('Exporting <b>rows</b> exports Résumés', ['export', 'row', 'resum'])")
    assert "".join(piece["text"] for piece in made) == "Exporting <b>rows</b> exports Résumés"
    assert [piece["text"] for piece in made if piece["isMatch"]] == ["Exporting", "rows", "exports", "Résumés"]


def test_the_first_page_says_where_the_box_leads(site: tuple[str, Path]) -> None:
    page = Elements((site[1] / "index.html").read_text("utf-8"))
    assert next(given for _, given in page.tags if "data-ask" in given)["data-report"] == REPORT
