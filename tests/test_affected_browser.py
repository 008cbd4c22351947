"""Does it affect me, in a real browser: the page, and the boxes of products and issues, on any static host below any path."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from browser import Browser, Elements, Page, axe, build, chromium, expect, hosted, look, opened, visit
from playwright.sync_api import Route

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)>\"'\u202e 💥 " + "9" * 300


@dataclass(frozen=True)
class Built:
    url: str
    folder: Path

    def api(self, product: str, version: str) -> dict[str, Any]:
        return json.loads((self.folder / "api" / "v1" / "products" / product / f"{version}.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The example site, below a path."""
    folder = tmp_path_factory.mktemp("affected")
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    with hosted(folder / "site", "/known/") as url:
        yield Built(url, build(folder, url, NOW))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def rows(page: Page) -> dict[str, str]:
    found = page.locator("[data-id][data-answer]").evaluate_all("all => all.map((row) => [row.dataset.id, row.dataset.answer])")
    assert len(dict(found)) == len(found)
    return dict(found)


def said(page: Page) -> str:
    return page.locator("[data-affects-said]").inner_text()


def asked(page: Page, **given: str) -> None:
    for name, value in given.items():
        page.locator(f"input[name={name}]").fill(value)
    page.get_by_role("button", name="Check").click()


@pytest.mark.parametrize(("product", "version"), [("desktop", "2.3.1"), ("desktop", "2.6.0-beta.1"), ("mobile", "2026.2.0")])
def test_the_page_says_what_the_api_says(browser: Browser, built: Built, product: str, version: str) -> None:
    """The same issues with the same answers and the same reasons; the address alone brings them up."""
    with opened(browser, built.url) as (page, heard):
        visit(page, f"affected/?product={product}&version={version}")
        told = built.api(product, version)["issues"]
        assert rows(page) == {row["id"]: row["answer"] for row in told}
        for row in told:
            assert row["because"] in page.locator(f"[data-id={row['id']}]").inner_text()
        assert heard.lines == []


def test_a_version_is_typed_and_gone_back_from(browser: Browser, built: Built) -> None:
    """With the keyboard alone; each question is a step of the back button, and the answer is announced."""
    with opened(browser, built.url) as (page, heard):
        visit(page, "affected/")
        assert rows(page) == {}
        page.locator("#ask-product").focus()
        page.keyboard.press("Tab")
        page.keyboard.type("2.3.1")
        page.keyboard.press("Enter")
        expect(page.locator("[data-affects-said]")).to_contain_text("Meridian Desktop 2.3.1 (released on 12 January 2026): ")
        expect(page).to_have_url(f"{built.url}affected/?product=desktop&version=2.3.1")
        assert page.locator("[data-affects-said]").get_attribute("role") == "status"
        first = rows(page)
        asked(page, version="9.9.9")
        expect(page.locator("[data-affects-said]")).to_contain_text("not a release that is listed here")
        expect(page).to_have_url(f"{built.url}affected/?product=desktop&version=9.9.9")
        page.go_back()
        expect(page.locator("[data-affects-said]")).to_contain_text("2.3.1")
        expect(page.locator("#ask-version")).to_have_value("2.3.1")
        assert rows(page) == first
        page.go_back()
        expect(page.locator("#ask-version")).to_have_value("")
        expect(page.locator("[data-id][data-answer]")).to_have_count(0)
        expect(page.locator("[data-affects-releases]")).to_be_visible()
        assert heard.lines == []


def test_where_the_fix_stands_is_said(browser: Browser, built: Built) -> None:
    """Released on a day, in source and not yet released, or announced."""
    with opened(browser, built.url) as (page, _):
        visit(page, "affected/?product=desktop&version=2.6.0")
        words = page.locator("[data-affects-answers]").inner_text()
        assert "A fix is announced for 2.6.1, which is not yet released." in words
        assert "Fixed in source; 2.6.1, which will have it, is not yet released." in words
        visit(page, "affected/?product=desktop&version=2.3.1")
        assert "Fixed in 2.4.1, released on 13 April 2026." in page.locator("[data-affects-answers]").inner_text()


@pytest.mark.parametrize("version", ["latest", HOSTILE, "1.2.3.4.5", "\u200f2.3.1\u200f"])
def test_what_is_no_version_is_never_a_no(browser: Browser, built: Built, version: str) -> None:
    """Nothing that is typed or stands in the address is executed; each issue is not checked, and the page says why."""
    with opened(browser, built.url) as (page, heard):
        visit(page, "affected/?product=desktop")
        asked(page, version=version)
        expect(page.locator("[data-affects-said]")).to_contain_text("is not a version that can be compared with its releases")
        assert set(rows(page).values()) == {"not-checked"}
        assert re.search(r"releases: \d+ issues are not checked\.$", said(page))
        assert "0" not in page.locator("[data-affects-answers] h2").all_inner_texts()
        assert "We know of no" not in page.locator("[data-affects-answers]").inner_text()
        visit(page, page.url.removeprefix(built.url))
        assert set(rows(page).values()) == {"not-checked"}
        assert heard.lines == []


@pytest.mark.parametrize("search", ["version=%00", "product=desktop&version=+%01+", "product[]=x"])
def test_an_address_that_names_no_version_asks_for_one(browser: Browser, built: Built, search: str) -> None:
    with opened(browser, built.url) as (page, heard):
        visit(page, f"affected/?{search}")
        assert said(page) == "Choose or type your version."
        assert rows(page) == {}
        assert heard.lines == []


def test_none_is_known_is_not_said_alone_where_something_is_not_checked(browser: Browser, built: Built) -> None:
    """By the box, and on the page of the version, which needs no scripts."""
    words = "We know of none for sure; what nobody has checked is listed below."
    with opened(browser, built.url) as (page, _):
        visit(page, "affected/?product=mobile&version=2025.6.0")
        assert sorted(rows(page).values()) == ["fixed", "not-checked"]
        assert page.locator("[aria-labelledby=answer-affected] .tk-empty").inner_text() == words
        visit(page, "products/mobile/2025.6.0/")
        assert page.locator("h2#known + .tk-empty").inner_text() == words


@pytest.mark.parametrize("version", [" 2.3.1 ", "v2.3.1", "V2.3.1", "2.3.1+build.5"])
def test_a_release_is_known_however_it_is_spelt(browser: Browser, built: Built, version: str) -> None:
    with opened(browser, built.url) as (page, _):
        visit(page, "affected/?product=desktop")
        asked(page, version=version)
        expect(page.locator("[data-affects-said]")).to_contain_text("Meridian Desktop 2.3.1 (released on 12 January 2026)")
        assert rows(page) == {row["id"]: row["answer"] for row in built.api("desktop", "2.3.1")["issues"]}


def test_an_update_says_what_it_changes(browser: Browser, built: Built) -> None:
    """What gets fixed, remains and is new, and which workarounds are no longer needed."""
    with opened(browser, built.url) as (page, heard):
        visit(page, "affected/?product=desktop&version=2.3.1")
        asked(page, to="2.6.0")
        expect(page.locator("[data-affects-said]")).to_contain_text("From Meridian Desktop 2.3.1")
        expect(page).to_have_url(f"{built.url}affected/?product=desktop&version=2.3.1&to=2.6.0")
        groups = {h.partition(" ")[0]: h for h in page.locator("[data-affects-answers] h2").all_inner_texts()}
        assert groups == {
            "Gets": "Gets fixed 2",
            "Workarounds": "Workarounds no longer needed 2",
            "Remains": "Remains 2",
            "New": "New with the update 3",
        }
        affecting = {row["id"] for row in built.api("desktop", "2.6.0")["issues"] if row["answer"] == "affected"}
        fixed = page.locator("section[aria-labelledby=answer-fixed] [data-id]").evaluate_all("all => all.map((row) => row.dataset.id)")
        assert fixed
        assert not affecting & set(fixed)
        assert heard.lines == []


def test_a_step_back_is_no_update(browser: Browser, built: Built) -> None:
    with opened(browser, built.url) as (page, heard):
        visit(page, "affected/?product=desktop&version=2.3.1&to=2.2.0")
        assert said(page).startswith("From Meridian Desktop 2.3.1 (released on 12 January 2026) back to Meridian Desktop 2.2.0 (")
        words = page.locator("[data-affects-answers]").inner_text()
        assert "Not in the earlier version" in words
        assert "Back with the earlier version" in words
        assert "update" not in words
        assert heard.lines == []


def test_what_is_no_defect_is_left_out_and_said(browser: Browser, built: Built) -> None:
    with opened(browser, built.url) as (page, _):
        visit(page, "affected/?product=desktop&version=2.3.1")
        assert "DEF-0005" not in rows(page)
        assert said(page).endswith("1 issue that turned out to be no defect is left out, too.")


@pytest.mark.parametrize("version", ["version 2.3.1", "Meridian Desktop 2.3.1 (build 44)", "２.３.１"])
def test_a_version_is_read_as_it_was_pasted(browser: Browser, built: Built, version: str) -> None:
    """On the page of all products and on that of an issue, which say what was understood."""
    with opened(browser, built.url) as (page, heard):
        visit(page, "affected/?product=desktop&version=2.3.1")
        plain = rows(page)
        asked(page, version=version)
        expect(page.locator("[data-affects-said]")).to_contain_text(f"Meridian Desktop 2.3.1 (released on 12 January 2026, read from “{version}”)")
        assert rows(page) == plain
        visit(page, "issues/DEF-0012/")
        page.locator("#ask-version").fill(version)
        page.locator("form[data-affects] button").click()
        expect(page.locator("[data-affects-said]")).to_contain_text("2.3.1: Affected.")
        assert heard.lines == []


def test_a_version_of_something_else_is_no_no(browser: Browser, built: Built) -> None:
    """Prominently, with the nearest that there are, and without a count of what does not affect it."""
    with opened(browser, built.url) as (page, heard):
        visit(page, "affected/?product=mobile&version=2.3.1")
        words = "2.3.1 is no version of Meridian Mobile that we know, and is not written like one. This answer may mean nothing. The nearest that there are: 202"
        assert said(page).startswith(words)
        assert "not affect" not in said(page)
        assert page.locator(".tk-lookup__said--doubtful").count() == 1
        asked(page, version="2026.2.0")
        expect(page.locator("[data-affects-said]")).to_contain_text("Meridian Mobile 2026.2.0 (")
        assert page.locator(".tk-lookup__said--doubtful").count() == 0
        assert heard.lines == []


def test_a_hosted_service_has_no_version_box(browser: Browser, built: Built) -> None:
    with opened(browser, built.url) as (page, heard):
        visit(page, "affected/?product=api&version=1.0")
        assert said(page) == "Meridian Cloud API has no versions; what is fixed is live. What is open now"
        assert not page.locator("#ask-version").is_visible()
        page.locator("#ask-product").select_option("desktop")
        expect(page.locator("#ask-version")).to_be_visible()
        expect(page).to_have_url(f"{built.url}affected/?product=desktop")
        assert heard.lines == []


@pytest.mark.parametrize("query", ["?product=nothing&version=1", f"?product={HOSTILE}", "?version=2.3.1&to=", "?%%%&product=desktop&product=mobile"])
def test_an_address_made_by_hand_is_answered(browser: Browser, built: Built, query: str) -> None:
    with opened(browser, built.url) as (page, heard):
        visit(page, f"affected/{query}")
        assert said(page)
        assert heard.lines == []


def test_the_box_of_a_product_leads_to_the_answer(browser: Browser, built: Built) -> None:
    with opened(browser, built.url) as (page, heard):
        visit(page, "products/mobile/")
        asked(page, version="2026.2.0")
        page.wait_for_selector("[data-id][data-answer]")
        assert rows(page) == {row["id"]: row["answer"] for row in built.api("mobile", "2026.2.0")["issues"]}
        assert heard.lines == []


def test_the_box_of_an_issue_answers_for_it_alone(browser: Browser, built: Built) -> None:
    """Every release, and what is none."""
    with opened(browser, built.url) as (page, heard):
        visit(page, "issues/DEF-0015/")
        known = page.locator("#ask-known option").evaluate_all("all => all.map((option) => option.value)")
        assert known[:2] == ["2.6.0", "2.6.0-beta.1"]
        for version in (*known, "latest"):
            asked(page, version=version)
            # The address is written before the answer is given, at one go.
            expect(page).to_have_url(f"{built.url}issues/DEF-0015/?version={version}")
            rows_of = built.api("desktop", version)["issues"] if version in known else [{"id": "DEF-0015", "answer": "not-checked"}]
            wanted = next((row["answer"] for row in rows_of if row["id"] == "DEF-0015"), "not-affected")
            expect(page.locator("[data-affects-said]")).to_have_attribute("data-answer", wanted)
        asked(page, version="2.3.1")
        words = "Affected. Versions from 2.1.0 up to and including 2.3.1 are affected. Fixed in 2.4.0, released on 2 March 2026."
        expect(page.locator("[data-affects-said]")).to_have_text(words)
        expect(page).to_have_url(f"{built.url}issues/DEF-0015/?version=2.3.1")
        assert heard.lines == []
        visit(page, "issues/DEF-0015/?version=2.0.1")
        assert said(page) == "Not affected. 2.0.1 was checked and is not affected."


def test_without_the_file_the_page_says_so(browser: Browser, built: Built) -> None:
    """And keeps the way to the pages of the releases; the next question is tried anew."""
    with opened(browser, built.url) as (page, _):
        page.route("**/issues.json", lambda route: route.abort())
        visit(page, "affected/?product=desktop&version=2.3.1")
        assert said(page) == "The answer could not be loaded. The versions below have pages of their own; or try again."
        assert page.locator("[data-affects-releases] a").first.is_visible()
        page.unroute("**/issues.json")
        page.get_by_role("button", name="Check").click()
        expect(page.locator("[data-affects-said]")).to_contain_text("Meridian Desktop 2.3.1")


def test_the_last_question_is_answered(browser: Browser, built: Built) -> None:
    """Though its box is edited while the answer is on its way; and what became of a question before it is not told any more."""
    with opened(browser, built.url) as (page, _):
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/desktop/issues.json", hold)
        page.goto("affected/?product=desktop&version=2.3.1")
        expect(page.locator("[data-affects-said]")).to_have_text("Looking it up …")
        page.locator("#ask-version").fill("9.9")
        held.pop().continue_()
        expect(page.locator("[data-affects-said]")).to_contain_text("Meridian Desktop 2.3.1")
        page.goto("affected/?product=desktop&version=2.3.1")
        expect(page.locator("[data-affects-said]")).to_have_text("Looking it up …")
        page.locator("#ask-product").select_option("mobile")
        expect(page.locator("[data-affects-said]")).to_have_text("Choose or type your version.")
        with page.expect_event("requestfailed"):
            held.pop().abort()
        page.wait_for_selector("html[data-ready]", state="attached")
        assert said(page) == "Choose or type your version."


@pytest.mark.parametrize("path", ["affected/", "products/desktop/", "issues/DEF-0015/"])
def test_without_scripts_no_box_is_dead(browser: Browser, built: Built, path: str) -> None:
    """The pages of the releases are linked instead."""
    with opened(browser, built.url, java_script_enabled=False) as (page, _):
        page.goto(path)
        assert page.locator("form[data-affects]:visible").count() == 0
    found = Elements((built.folder / path / "index.html").read_text("utf-8"))
    assert any(re.search(r"products/desktop/2\.\d\.\d/$", link) for link in found.links)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["affected/", "affected/?product=desktop&version=2.3.1", "affected/?product=desktop&version=2.3.1&to=2.6.0", "issues/DEF-0015/?version=2.3.1"],
)
def test_everybody_can_use_it(browser: Browser, built: Built, path: str, scheme: Any) -> None:
    """Axe finds nothing, and nothing is wider than a narrow screen."""
    with opened(browser, built.url, color_scheme=scheme) as (page, heard):
        seen = look(page, heard, path)
        assert (seen.heard, seen.faults, seen.overflow) == ((), (), ())


def test_an_opened_badge_is_fine_too(browser: Browser, built: Built) -> None:
    with opened(browser, built.url) as (page, heard):
        visit(page, "products/desktop/")
        page.locator(".tk-badge-of summary").click()
        expect(page.locator(".tk-badge-of img")).to_have_js_property("naturalHeight", 20)
        assert (
            page.locator("#badge-markdown").inner_text() == f"[![Known issues]({built.url}badges/products/desktop.svg)]({built.url}products/desktop/)"
        )
        # Halfway under the header, links are smaller than they are.
        page.evaluate("scrollTo(0, 0)")
        assert axe(page) == []
        assert heard.lines == []


def test_a_long_list_comes_in_parts(browser: Browser, tmp_path: Path) -> None:
    """A hundred at once, and the keyboard goes on where the next begin."""
    shutil.copytree(ROOT / "tests" / "stores" / "base", tmp_path / "long")
    defects = tmp_path / "long" / "content" / "defects"
    record = json.loads(json.dumps({"title": "A", "status": "confirmed", "severity": "minor", "product": "desktop", "opened": "2026-01-05"}))
    for n in range(230):
        (defects / f"MANY-{n}.yml").write_text(json.dumps({**record, "title": f"Issue {n}", "affected": [{"introduced": "0"}]}))
    with hosted(tmp_path / "long" / "site") as url:
        build(tmp_path / "long", url, NOW)
        with opened(browser, url) as (page, heard):
            visit(page, "affected/?product=desktop&version=1.0.0")
            shown = page.locator("section[aria-labelledby=answer-affected] [data-id]")
            total = int(page.locator("#answer-affected .tk-h2-count").inner_text())
            assert (shown.count(), total >= 230) == (100, True)
            page.get_by_role("button", name=f"Show 100 more of {total - 100}").click()
            expect(shown).to_have_count(200)
            expect(shown.nth(100).locator("a").first).to_be_focused()
            page.get_by_role("button", name=f"Show {total - 200} more of {total - 200}").click()
            expect(shown).to_have_count(total)
            assert heard.lines == []
