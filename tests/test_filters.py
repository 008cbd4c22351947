"""Filters on the lists: the vectors through the browser's own modules in node, the files they look up, and the pages in a real Chromium.

The files come from the build: what a filter finds is what the page made beforehand holds, and what the API says of a version.
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from browser import Heard, axe, build, chromium, hosted, opened, overflowing, visit, visit_instantly
from editions import ROOT, example
from node import MODULES, node
from playwright.sync_api import Browser, Page, Route, expect

from tracker.model.issue import Fix, Range
from tracker.model.public import PublicIssue, PublicWorkaround
from tracker.model.settings import Product, Release
from tracker.model.values import IssueId, Slug
from tracker.model.vocabulary import Answer, DefectStatus, IssueKind, Severity
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import Document
from tracker.site.outputs import Page as Stamped
from tracker.site.pages.lists import list_makers
from tracker.site.pages.rows import rows
from tracker.views.index import index
from tracker.views.standing import shortened

CASES = Path(__file__).parent / "cases" / "filters"
CHUNKS = "**/rows/titles-*.json"
SCRIPTS = ROOT / "theme" / "assets" / "tracker" / "filters"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ASK = (
    f"""
import {{ List }} from "{MODULES}/filters/list.js";
import {{ read, sortSaid, written }} from "{MODULES}/filters/state.js";
"""
    """
const { files, folder, asked } = given;
const file = (name) => JSON.parse(files[`${folder}${name}.json`]);
const list = new List(file("columns"));
list.columns.chunks.forEach((name, at) => list.learnRows(at, file(name)));
list.columns.products.filter(({ standing }) => standing).forEach(({ id, standing }) => list.learnVersions(id, file(standing)));
const facets = ["open", "workaround", "severity", "status", "product", "component", "version"];
const answers = asked.map(({ address, own }) => {
  const page = { facets: { ...Object.fromEntries(facets.map((facet) => [facet, []])), ...own }, page: 1 };
  const { state, notes } = read(address, page, list);
  const { found, counts, unchecked } = list.find(state);
  const named = facets.map((facet) => [facet, Object.fromEntries(counts[facet].map((n, at) => [list.choices[facet][at].value, n]).filter(([, n]) => n))]);
  return {
    is: written(state, page), notes, unchecked, counts: Object.fromEntries(named),
    found: list.sorted(found, state.sort).map((place) => list.ids[place]), said: state.sort ? sortSaid(state.sort) : "",
  };
});
say(answers);
"""
)


# The browser's modules in node ----------------------------------------------------------------------------------------------------------------


def documents(edition: Edition) -> dict[str, str]:
    """The files that scripts look up, by name."""
    found = (output for make in list_makers(edition, rows(edition.index)) for output in make())
    return {output.file: output.render(output.model).decode() for output in found if isinstance(output, Document)}


def answers(edition: Edition, folder: str, asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return node(ASK, {"files": documents(edition), "folder": folder, "asked": asked})


def listed() -> Edition:
    """The edition of `_list.yml`."""
    given = yaml.safe_load((CASES / "_list.yml").read_text("utf-8"))
    products = {Slug(p["id"]): Product.model_validate(p) for p in given["products"]}
    releases = {Slug(name): tuple(Release.model_validate(r) for r in found) for name, found in given["releases"].items()}
    issues = tuple(issue_of(each) for each in given["issues"])
    public = replace(example().index.public, products=products, releases=releases, issues=issues, staff=())
    return Edition(example().site, index(public, NOW.date()))


def issue_of(given: dict[str, Any]) -> PublicIssue:
    return PublicIssue(
        id=IssueId(given["id"]),
        kind=IssueKind.DEFECT,
        status=DefectStatus(given["status"]),
        severity=Severity(given["severity"]),
        title=given["title"],
        product=Slug(given["product"]),
        components=tuple(Slug(c) for c in given["components"]),
        affected=tuple(Range(**r) for r in given.get("affected", ())),
        fixes=tuple(Fix(**f) for f in given.get("fixes", ())),
        workarounds=(PublicWorkaround("Wait."),) if given.get("workaround") else (),
        opened=date(2025, 1, 1),
        updated=date.fromisoformat(given["updated"]),
    )


def cases() -> list[dict[str, Any]]:
    return [{"file": path.stem, **case} for path in sorted(CASES.glob("[!_]*.yml")) for case in yaml.safe_load(path.read_text("utf-8"))]


@pytest.fixture(scope="module")
def answered() -> list[dict[str, Any]]:
    return answers(listed(), "issues/rows/", [{"address": c["address"], "own": c.get("own", {})} for c in cases()])


@pytest.mark.parametrize("number", range(len(cases())), ids=[f"{c['file']}: {c['shows']}" for c in cases()])
def test_an_address_finds(answered: list[dict[str, Any]], number: int) -> None:
    case, said = cases()[number], answered[number]
    assert said["notes"] == case.get("notes", [])
    assert said["is"] == case.get("is", said["is"])
    assert said["found"] == case.get("found", said["found"])
    assert said["unchecked"] == case.get("unchecked", 0)
    assert said["said"] == case.get("said", "")
    for facet, counts in case.get("counts", {}).items():
        assert {name: n for name, n in said["counts"][facet].items() if facet != "version" or name in counts} == counts


@pytest.mark.parametrize("kind", IssueKind)
def test_every_page_made_beforehand_holds_what_its_filter_finds(kind: IssueKind) -> None:
    pages = [
        p
        for make in list_makers(example(), rows(example().index))
        for p in make()
        if isinstance(p, Stamped) and p.path.startswith(urls.section(kind))
    ]
    asked = [{"address": "?" + "&".join(f"{facet}={value}" for facet, value in p.model["own"])} for p in pages]
    for page, said in zip(pages, answers(example(), f"{urls.section(kind)}rows/", asked), strict=True):
        assert [row.id for row in page.model["rows"]] == said["found"], page.path


def test_a_version_finds_what_its_own_answers_say() -> None:
    """Every issue that is affected is found, duplicates left out; those that nobody checked are counted."""
    # The example's only issue that says nothing of versions is no defect; as one that we could not reproduce it may be there.
    issues = [replace(i, status=DefectStatus.CANNOT_REPRODUCE) if i.id == "DEF-0005" else i for i in example().index.public.issues]
    edition = Edition(example().site, index(replace(example().index.public, issues=tuple(issues)), NOW.date()))
    assert finds_what_its_answers_say(edition) > finds_what_its_answers_say(example())


def finds_what_its_answers_say(edition: Edition) -> int:
    """How often something is said not to be checked."""
    derived = edition.index
    asked, expected = [], []
    for product, line in derived.lines.items():
        for at, release in enumerate(line.releases):
            mine = [i for i in derived.lists[IssueKind.DEFECT] if i.product == product and i.may_affect and not i.status.is_duplicate]
            said = {i.id: line.answers(i)[at].answer for i in mine}
            asked.append({"address": f"?version={product}:{release.version}"})
            expected.append(([i for i, answer in said.items() if answer is Answer.AFFECTED], list(said.values()).count(Answer.NOT_CHECKED)))
    assert len(asked) > 20
    assert [(a["found"], a["unchecked"]) for a in answers(edition, "issues/rows/", asked)] == expected
    return sum(unchecked for _, unchecked in expected)


def test_files_are_named_for_what_they_hold() -> None:
    """A reader with an older build's columns never takes a newer build's rows for theirs."""
    before, after = documents(example()), documents(listed())
    assert set(before) & set(after) == {"issues/rows/columns.json", "features/rows/columns.json"}
    assert all(re.fullmatch(r"(issues|features)/rows/(columns|titles-[0-9a-f]{12}|versions-[0-9a-f]{12})\.json", name) for name in before)


def test_runs_of_an_answer_are_shortened() -> None:
    assert shortened("nnaaaufn") == "n2a3ufn"
    assert shortened("") == ""


# The pages in a browser -----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Built:
    url: str
    folder: Path


def built(folder: Path, features: str = "") -> Iterator[Built]:
    """The example site below a path of a host."""
    folder.mkdir()
    shutil.copytree(ROOT / "content", folder / "content")
    # What is no defect may affect nobody; what we could not reproduce may, and no version says whether.
    unchecked = folder / "content" / "defects" / "DEF-0005.yml"
    unchecked.write_text(unchecked.read_text("utf-8").replace("status: not-a-defect", "status: cannot-reproduce"), "utf-8")
    (folder / "mkdocs.yml").write_text((ROOT / "mkdocs.yml").read_text().replace("[navigation.tabs,", f"[{features}navigation.tabs,"))
    with hosted(folder / "site", "/known/") as url:
        yield Built(url, build(folder, url, NOW))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    yield from built(tmp_path_factory.mktemp("filters") / "site")


@pytest.fixture(scope="module")
def instant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The same where the theme fetches pages itself."""
    yield from built(tmp_path_factory.mktemp("instant") / "site", "navigation.instant, ")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def reader(browser: Browser, site: Built) -> Iterator[tuple[Page, Heard]]:
    with opened(browser, site.url) as found:
        yield found


def shown(page: Page) -> list[str]:
    return page.locator("tr[data-id]").evaluate_all("rows => rows.map(row => row.dataset.id)")


def choose(page: Page, facet: str, value: str) -> None:
    page.locator(f'[data-choices] a[data-facet="{facet}"][data-value="{value}"]').click()


def test_nothing_is_fetched_before_it_is_asked_for(reader: tuple[Page, Heard]) -> None:
    page, heard = reader
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, "issues/")
    assert [url for url in asked if "/rows/" in url] == []
    choose(page, "severity", "major")
    expect(page.locator(".tk-count")).to_contain_text("8 of 24 issues")
    assert heard.lines == []


def test_choices_combine_each_in_the_address_and_the_back_button_undoes_them(reader: tuple[Page, Heard]) -> None:
    page, heard = reader
    visit(page, "issues/")
    all_rows = shown(page)
    choose(page, "severity", "major")
    expect(page).to_have_url(re.compile(r"/issues/\?severity=major$"))
    major = shown(page)
    choose(page, "product", "desktop")
    expect(page).to_have_url(re.compile(r"/issues/\?severity=major&product=desktop$"))
    both = shown(page)
    assert set(both) < set(major) < set(all_rows)
    expect(page.locator(".tk-list [role=status]")).to_have_text(f"{len(both)} of 24 issues")
    choose(page, "component", "desktop:ui")
    expect(page).to_have_url(re.compile("component=desktop:ui"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"\?severity=major&product=desktop$"))
    expect(page.locator(".tk-count")).to_contain_text(f"{len(both)} of 24 issues")
    assert shown(page) == both
    page.go_back()
    expect(page.locator(".tk-count")).to_contain_text(f"{len(major)} of 24 issues")
    page.go_back()
    expect(page.locator("tr[data-id]")).to_have_count(len(all_rows))
    expect(page).to_have_url(re.compile(r"/issues/$"))
    assert shown(page) == all_rows
    page.go_forward()
    expect(page.locator("tr[data-id]")).to_have_count(len(major))
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert shown(page) == major
    assert heard.lines == []


def test_the_back_button_returns_to_the_filters_from_an_issue(reader: tuple[Page, Heard]) -> None:
    page, heard = reader
    visit(page, "issues/?severity=major&sort=-updated")
    found = shown(page)
    page.locator("tr[data-id] a").first.click()
    expect(page).to_have_url(re.compile(rf"/issues/{found[0]}/$"))
    page.go_back()
    expect(page.locator("tr[data-id]")).to_have_count(len(found))
    assert shown(page) == found
    assert heard.lines == []


def test_where_the_theme_fetches_pages_itself_filters_work_alike(browser: Browser, instant: Built) -> None:
    with opened(browser, instant.url) as (page, heard):
        visit_instantly(page, "issues/")
        page.evaluate("window.isStillThere = true")
        choose(page, "severity", "major")
        expect(page).to_have_url(re.compile(r"\?severity=major$"))
        expect(page.locator("tr[data-id]")).to_have_count(8)
        major = shown(page)
        page.locator("tr[data-id] a").first.click()
        expect(page).to_have_url(re.compile(rf"/issues/{major[0]}/$"))
        page.go_back()
        expect(page.locator("tr[data-id]")).to_have_count(8)
        assert shown(page) == major
        page.go_back()
        expect(page.locator("tr[data-id]")).to_have_count(24)
        assert page.evaluate("window.isStillThere") is True
        assert heard.lines == []


def test_each_filter_in_use_can_be_taken_away(reader: tuple[Page, Heard]) -> None:
    page, heard = reader
    visit(page, "issues/?severity=major&status=released&product=desktop")
    chips = page.locator(".tk-chips a")
    assert chips.all_text_contents() == ["Remove Severity: Major ×", "Remove Status: Released ×", "Remove Product: Meridian Desktop ×", "Remove all"]
    chips.nth(1).click()
    expect(page).to_have_url(re.compile(r"\?severity=major&product=desktop$"))
    expect(chips.nth(1)).to_be_focused()
    choose(page, "severity", "major")
    expect(page).to_have_url(re.compile(r"/issues/\?product=desktop$"))
    chips.first.click()
    expect(page).to_have_url(re.compile(r"/issues/$"))
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("tr[data-id]")).to_have_count(24)
    assert heard.lines == []


def test_a_page_that_is_narrowed_itself_begins_there(reader: tuple[Page, Heard]) -> None:
    page, heard = reader
    visit(page, "issues/status/confirmed/")
    expect(page.locator("h1")).to_have_text("Known issues: confirmed")
    assert page.locator(".tk-chips a").all_text_contents() == ["Remove Status: Confirmed ×"]
    choose(page, "severity", "minor")
    expect(page).to_have_url(re.compile(r"/issues/status/confirmed/\?severity=minor$"))
    expect(page.locator("h1")).to_have_text("Known issues")
    page.locator(".tk-chips a", has_text="Confirmed").click()
    expect(page).to_have_url(re.compile(r"/issues/status/confirmed/\?severity=minor&status=$"))
    expect(page.locator(".tk-count")).to_contain_text("of 24 issues")
    expect(page).to_have_title("Known issues: Severity: Minor - Meridian Sync")
    page.locator('[data-choices] a[data-facet=""]').click()
    expect(page).to_have_url(re.compile(r"/issues/$"))
    assert heard.lines == []


def test_columns_sort_and_say_so(reader: tuple[Page, Heard]) -> None:
    page, heard = reader
    visit(page, "issues/")
    usual = shown(page)
    head = page.get_by_role("columnheader", name="Last change")
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page).to_have_url(re.compile(r"\?sort=-updated$"))
    expect(page.locator(".tk-count")).to_contain_text("Sorted by last change, newest first")
    days = [time.get_attribute("datetime") or "" for time in page.locator("tr[data-id] time").all()]
    assert days == sorted(days, reverse=True)
    expect(head.get_by_role("button")).to_be_focused()
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").press("Enter")
    expect(page).to_have_url(re.compile(r"/issues/$"))
    assert shown(page) == usual
    assert page.locator("[aria-sort]").count() == 0
    assert heard.lines == []


@pytest.mark.parametrize("path", ["issues/", "features/"])
def test_rows_made_by_scripts_are_those_of_the_build(reader: tuple[Page, Heard], path: str) -> None:
    page, _ = reader
    visit(page, path)
    # Instant navigation spells the links of the build out.
    outer = """rows => Object.fromEntries(rows.map(row => {
      const link = row.querySelector("a");
      link.href = link.href;
      return [row.dataset.id, row.outerHTML];
    }))"""
    built = page.locator("tr[data-id]").evaluate_all(outer)
    visit(page, f"{path}?sort=-updated")
    expect(page.locator(".tk-count")).to_contain_text("Sorted by last change")
    assert page.locator("tr[data-id]").evaluate_all(outer) == built


def test_the_keyboard_stays_where_it_is(reader: tuple[Page, Heard]) -> None:
    page, heard = reader
    visit(page, "issues/")
    major = page.locator("[data-choices] a[data-facet=severity][data-value=major]")
    major.press("Enter")
    expect(major).to_have_attribute("aria-current", "true")
    expect(major).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("[data-choices] a[data-value=minor]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"severity=major,minor$"))
    expect(page.locator("[data-choices] a[data-value=minor]")).to_be_focused()
    assert heard.lines == []


def test_words_of_titles_are_typed(reader: tuple[Page, Heard]) -> None:
    """All that is typed at one go is one step back."""
    page, heard = reader
    visit(page, "issues/")
    field = page.get_by_label("Words in the title")
    field.press_sequentially("conflict copies", delay=20)
    expect(page).to_have_url(re.compile(r"\?text=conflict\+copies$"))
    expect(field).to_be_focused()
    expect(page.locator("tr[data-id]")).to_have_count(1)
    assert shown(page) == ["DEF-0012"]
    page.go_back()
    expect(page).to_have_url(re.compile(r"/issues/$"))
    expect(field).to_have_value("")
    assert heard.lines == []


def withheld(page: Page) -> list[Route]:
    """The answers that rows wait for, as they are asked for: they come when the test lets them."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(CHUNKS, hold)
    return held


def test_words_typed_on_while_the_first_are_looked_for_are_one_step_back(reader: tuple[Page, Heard]) -> None:
    """An answer that another one overtakes leaves nothing in the history: back leads to the list, not away from it."""
    page, heard = reader
    visit(page, "issues/")
    held = withheld(page)
    field = page.get_by_label("Words in the title")
    for text in ("conflict", "conflict copies"):
        with page.expect_request(CHUNKS):
            field.fill(text)
    for route in held:
        route.continue_()
    expect(page).to_have_url(re.compile(r"\?text=conflict\+copies$"))
    assert shown(page) == ["DEF-0012"]
    page.go_back()
    expect(page).to_have_url(re.compile(r"/issues/$"))
    expect(page.locator("tr[data-id]")).to_have_count(24)
    assert heard.lines == []


def test_words_taken_back_before_they_are_answered_are_not_answered(reader: tuple[Page, Heard]) -> None:
    page, heard = reader
    visit(page, "issues/")
    held = withheld(page)
    field = page.get_by_label("Words in the title")
    with page.expect_request(CHUNKS):
        field.fill("conflict")
    field.fill("")
    field.press("Enter")
    expect(page.locator(".tk-list__main[aria-busy]")).to_have_count(0)
    with page.expect_response(CHUNKS) as late:
        for route in held:
            route.continue_()
    late.value.finished()
    assert field.input_value() == ""
    expect(page).to_have_url(re.compile(r"/issues/$"))
    expect(page.locator("tr[data-id]")).to_have_count(24)
    assert heard.lines == []


def test_a_choice_made_before_the_last_is_shown_is_added_to_it(reader: tuple[Page, Heard]) -> None:
    page, heard = reader
    visit(page, "issues/")
    held: list[Route] = []

    is_over: list[bool] = []

    def hold(route: Route) -> None:
        if is_over:
            route.continue_()
        else:
            held.append(route)

    page.route(CHUNKS, hold)
    with page.expect_request(CHUNKS):
        choose(page, "severity", "major")
    choose(page, "product", "desktop")
    expect(page.locator(".tk-list__main[aria-busy]")).to_have_count(1)
    is_over.append(True)
    for route in held:
        route.continue_()
    expect(page).to_have_url(re.compile(r"/issues/\?severity=major&product=desktop$"))
    expect(page.locator(".tk-chips a")).to_have_text(["Remove Severity: Major ×", "Remove Product: Meridian Desktop ×", "Remove all"])
    assert heard.lines == []


def test_versions_narrow_and_what_nobody_checked_is_no_no(reader: tuple[Page, Heard], site: Built) -> None:
    page, heard = reader
    visit(page, "issues/?version=2.4.1")
    expect(page).to_have_url(re.compile(r"\?version=2.4.1$"))
    said = json.loads((site.folder / "api/v1/products/desktop/2.4.1.json").read_text())["issues"]
    affected = {each["id"] for each in said if each["answer"] == "affected"}
    assert set(shown(page)) <= affected
    expect(page.get_by_text("1 more has not been checked against this version")).to_have_attribute("href", re.compile("products/desktop/2.4.1/"))
    assert page.locator(".tk-chips a").all_text_contents() == ["Remove Affects Meridian Desktop 2.4.1 ×"]
    assert heard.lines == []


def test_three_ways_to_find_nothing(reader: tuple[Page, Heard]) -> None:
    """No title has the words; all filters together leave nothing, and it is said which one to take away."""
    page, heard = reader
    visit(page, "issues/?text=no such words")
    expect(page.locator(".tk-empty")).to_contain_text("No title has “no such words” in it.")
    expect(page.get_by_role("link", name="Search everything for it")).to_have_attribute("href", "../?q=no%20such%20words")
    visit(page, "issues/?severity=critical&status=confirmed")
    expect(page.locator(".tk-empty")).to_contain_text("No issue matches all of these filters.")
    page.get_by_role("link", name="Without “Severity: Critical”").click()
    expect(page).to_have_url(re.compile(r"\?status=confirmed$"))
    assert shown(page)
    assert heard.lines == []


@pytest.mark.parametrize(
    "address",
    [
        "?status=<img src=x onerror=alert(1)>&text=<script>alert(1)</script>",
        "?status=nope&severity=%E0%A4%A&sort=constructor&page=99999999999999999999",
        "?text=" + "a" * 5000,
        "?text=%E2%80%AE%E2%80%AE&version=latest&component=__proto__",
        "?product=,,,&open=&workaround=maybe",
        "?page=3&" + "&".join(f"status=x{n}" for n in range(30)),
    ],
)
def test_addresses_made_by_hand_are_answered(reader: tuple[Page, Heard], address: str) -> None:
    page, heard = reader
    visit(page, f"issues/{address}")
    expect(page.locator("h1")).to_contain_text("Known issues")
    assert page.locator("tr[data-id], .tk-empty").count() > 0
    assert overflowing(page) == []
    assert heard.lines == []


def test_without_the_files_the_lists_still_work_and_the_page_says_so(reader: tuple[Page, Heard]) -> None:
    page, _ = reader
    page.route("**/rows/*.json", lambda route: route.fulfill(status=404))
    visit(page, "issues/?severity=major")
    expect(page.locator(".tk-note")).to_contain_text(
        "The filters cannot be loaded at present. The list below is not narrowed or sorted as its address says."
    )
    expect(page.locator("tr[data-id]")).to_have_count(24)
    choose(page, "status", "confirmed")
    expect(page).to_have_url(re.compile(r"/issues/status/confirmed/$"))


@pytest.mark.parametrize("damaged", ["{}", "[]", "<html>", '{"state": [0], "severities": []}'])
def test_damaged_files_are_missing_files(reader: tuple[Page, Heard], damaged: str) -> None:
    page, heard = reader
    page.route("**/columns.json", lambda route: route.fulfill(body=damaged))
    visit(page, "issues/?severity=major")
    expect(page.locator(".tk-note")).to_contain_text("The filters cannot be loaded at present.")
    expect(page.locator("tr[data-id]")).to_have_count(24)
    assert heard.lines == []


def test_a_site_that_was_built_anew_meanwhile_is_read_anew(reader: tuple[Page, Heard]) -> None:
    """A file of the older build is gone; the columns are fetched again, and the answer is the new one."""
    page, _ = reader
    visit(page, "issues/")
    choose(page, "severity", "major")
    expect(page.locator("tr[data-id]")).to_have_count(8)
    gone = iter([True])
    page.route("**/versions-*.json", lambda route: route.fulfill(status=404) if next(gone, False) else route.continue_())
    choose(page, "product", "desktop")
    expect(page).to_have_url(re.compile(r"product=desktop$"))
    expect(page.locator(".tk-note")).to_have_count(0)


def test_without_scripts_every_choice_is_a_link_to_a_page(browser: Browser, site: Built) -> None:
    with opened(browser, site.url, java_script_enabled=False) as (page, _):
        page.goto("issues/product/desktop/")
        links = [(link.get_attribute("data-facet"), link.get_attribute("href")) for link in page.locator("[data-choices] a").all()]
        assert {facet for facet, _ in links} == {"", "open", "workaround", "severity", "status", "product", "component", "version", None}
        assert all("?" not in (href or "?") for _, href in links)
        page.locator("[data-choices] a[data-facet=workaround]").click()
        expect(page.locator("h1")).to_have_text("Known issues: with a workaround")
        expect(page.locator("tr[data-id]")).to_have_count(17)
        expect(page.locator("input:visible, button:visible")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_filtered_lists_can_be_read_by_everybody(browser: Browser, site: Built, scheme: Any, width: int) -> None:
    with opened(browser, site.url, width=width, color_scheme=scheme) as (page, heard):
        for address in (
            "issues/?product=desktop&severity=major,minor&sort=-updated",
            "issues/?severity=critical&status=confirmed,nope",
            "features/?text=zzz",
        ):
            visit(page, address)
            assert axe(page) == []
            assert overflowing(page) == []
        assert heard.lines == []
