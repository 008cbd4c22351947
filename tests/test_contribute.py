"""Where readers add their two cents: addresses that hold whatever anybody wrote, at the issue that is mirrored, in a prefilled form, or in a mail."""

import email.message
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from browser import Elements, build, chromium, hosted, opened, visit
from editions import defect, made
from hypothesis import given
from hypothesis import strategies as st
from node import node
from playwright.sync_api import Browser, expect
from pydantic import ValidationError

from tracker.model.contribute import Contribute
from tracker.model.issue import Reference
from tracker.model.values import IssueId
from tracker.model.vocabulary import IssueKind, ReferenceType
from tracker.site.contribute import conversation, filled, reporting
from tracker.site.pages.issue import issue_page
from tracker.site.pages.rows import rows

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "theme" / "assets" / "tracker" / "report.js"
GITHUB = "https://code.meridian.example/meridian/known-issues"
FORM = Contribute(github=GITHUB).new_defect or ""
MAIL = "mailto:help@meridian.example?subject={title}&body={text}"
HOSTILE = (
    "Crash & burn? 100% #1 = {text}",
    '"><script>alert(1)</script>',
    "a&title=other&labels=security",
    "first line\r\nBcc: everybody@example.com\r\n\r\nbody",
    "\u202egnirts desrever \u2066 😀 e\u0301 日本",
    "javascript:alert(1) %0d%0aBcc: x",
    "x" * 500,
    "   ",
    "",
)


def browsers(template: str, values: list[dict[str, str]]) -> list[str]:
    script = f"import {{ reportAddress }} from {json.dumps(REPORT.as_uri())}; say(given.values.map((each) => reportAddress(given.template, each)));"
    found: list[str] = node(script, {"template": template, "values": values})
    return found


# Addresses ---------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", HOSTILE)
def test_whatever_a_title_holds_it_stays_one_value_of_the_address(title: str) -> None:
    """Nothing that somebody wrote adds a parameter, ends the address, or fills a place of its own."""
    address = filled(FORM, {"title": title, "text": title, "product": "Meridian Desktop"})
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{GITHUB}/issues/new"
    assert not parts.fragment
    said = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    assert said == {
        "template": ["defect.yml"],
        "title": [" ".join(title.split())[:120]],
        "product": ["Meridian Desktop"],
        "version": [""],
        "description": [title.replace("\r\n", "\n")],
    }
    assert address.isascii()


@pytest.mark.parametrize("title", HOSTILE)
def test_a_mail_has_one_subject_and_no_header_that_somebody_else_wrote(title: str) -> None:
    """RFC 6068: lines of the body end with CR LF, and a subject has one line."""
    address = filled(MAIL, {"title": title, "text": title})
    mailbox, _, query = address.removeprefix("mailto:").partition("?")
    fields = dict(part.split("=") for part in query.split("&"))
    assert mailbox == "help@meridian.example"
    assert list(fields) == ["subject", "body"]
    message = email.message.EmailMessage()
    message["Subject"] = unquote(fields["subject"])
    assert len(message.keys()) == 1
    body = unquote(fields["body"])
    assert body.replace("\r\n", "\n") == title.replace("\r\n", "\n")
    assert "\n" not in body.replace("\r\n", "")
    assert "+" not in query


@pytest.mark.parametrize("template", [FORM, MAIL, "https://forum.example/new?about={id}&text={text}#{version}"])
def test_the_browser_makes_the_same_addresses(template: str) -> None:
    values = [{"id": "DEF-1", "title": text, "text": text.strip(), "product": "Meridian Desktop", "version": "2.3.1"} for text in HOSTILE]
    assert browsers(template, values) == [filled(template, each) for each in values]


@given(st.text(max_size=60))
def test_no_title_breaks_an_address(title: str) -> None:
    said = parse_qs(urlsplit(filled(FORM, {"title": title})).query, keep_blank_values=True)
    assert said["title"] == [" ".join(title.split())[:120].encode("utf-8", "replace").decode()]


def test_a_report_keeps_to_what_addresses_can_hold() -> None:
    text = "\ud83d" + "é&\n" * 20_000
    [web], [mail], [none] = (
        browsers(template, [{"text": text}])
        for template in ("https://x.example/?t={text}&i={id}", "mailto:a@x.example?body={text}", "javascript:alert({text})")
    )
    assert web.startswith("https://x.example/?t=%EF%BF%BD%C3%A9%26%0A")
    assert web.endswith("&i=")
    assert len(web) < 5_000
    assert len(mail) < 2_000
    assert none == ""


# Settings ----------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "given_", "said"),
    [
        ("report", "https://x.example/?t={titel}", "{titel} is no place that is filled in; did you mean 'title'?"),
        ("report", "https://x.example/?t={path}", "{path} is no place that is filled in; it knows {id}, {title}, {product}, {version}, {text}"),
        ("edit", "https://x.example/{id}", "{id} is no place that is filled in; it knows {path}"),
        ("discuss", "https://x.example/?t={text}", "{text} is no place that is filled in; it knows {id}, {title}, {product}"),
        (
            "report",
            "https://{title}.example/",
            "'https://{title}.example/' lets a record say whom it leads to; write the host or mailbox itself, and places in braces after it only",
        ),
        (
            "request",
            "mailto:{title}@x.example",
            "'mailto:{title}@x.example' lets a record say whom it leads to; write the host or mailbox itself, and places in braces after it only",
        ),
        (
            "github",
            "https://github.com/octo-org",
            "'https://github.com/octo-org' is not the address of a repository; write it as https://github.com/octo-org/hello",
        ),
    ],
)
def test_a_template_that_cannot_be_is_refused_and_told_how(field: str, given_: str, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Contribute.model_validate({field: given_})
    assert [error["msg"] for error in refused.value.errors()] == [said]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x.example/", "//x.example/", "data:text/html,x"])
def test_an_address_that_a_browser_should_not_follow_is_refused(address: str) -> None:
    for field in ("edit", "report", "request", "discuss", "github"):
        with pytest.raises(ValidationError):
            Contribute.model_validate({field: address})


def test_what_is_given_comes_before_the_form_on_github_and_requests_fall_back_to_defects() -> None:
    public = made().index.public
    told = {
        "nothing": Contribute(),
        "github": Contribute(github=GITHUB),
        "report": Contribute(report=MAIL),
        "both": Contribute(github=GITHUB, report=MAIL),
        "request": Contribute(report=MAIL, request="https://ideas.example/new?{title}"),
    }
    found = {name: [reporting(replace(public, contribute=each), kind).partition("?")[0] for kind in IssueKind] for name, each in told.items()}
    assert found == {
        "nothing": ["", ""],
        "github": [f"{GITHUB}/issues/new"] * 2,
        "report": ["mailto:help@meridian.example"] * 2,
        "both": ["mailto:help@meridian.example", f"{GITHUB}/issues/new"],
        "request": ["mailto:help@meridian.example", "https://ideas.example/new"],
    }


# Where an issue is talked about --------------------------------------------------------------------------------------------------------------------


def report(url: str, kind: ReferenceType = ReferenceType.REPORT) -> Reference:
    return Reference(type=kind, url=url)


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        ((report(f"{GITHUB}/issues/12"),), f"{GITHUB}/issues/12"),
        ((report("https://Code.Meridian.example/Meridian/Known-Issues/issues/12"),), "https://Code.Meridian.example/Meridian/Known-Issues/issues/12"),
        ((report(f"{GITHUB}/issues/12", ReferenceType.WEB),), None),
        ((report("https://github.com/somebody/library/issues/5"),), None),
        ((report(f"{GITHUB}-2/issues/12"),), None),
        ((report("https://github.com/somebody/library/issues/5"), report(f"{GITHUB}/issues/7")), f"{GITHUB}/issues/7"),
        ((), None),
    ],
)
def test_an_issue_is_talked_about_where_it_is_mirrored_from(references: tuple[Reference, ...], expected: str | None) -> None:
    """Only at a repository of the company's own: a report at somebody else's library is no place for our customers."""
    public = replace(made().index.public, mirrored=(GITHUB,))
    found = conversation(defect(references=references), public, "Meridian Desktop")
    assert (found and found.address) == expected
    assert found is None or (found.is_mirrored and found.host == "code.meridian.example")


def test_a_template_for_conversations_counts_more() -> None:
    public = replace(made().index.public, mirrored=(GITHUB,), contribute=Contribute(discuss="https://forum.meridian.example/t/{id}?about={title}"))
    found = conversation(defect(title="A & B", references=(report(f"{GITHUB}/issues/12"),)), public, "Meridian Desktop")
    assert found
    assert (found.address, found.is_mirrored) == ("https://forum.meridian.example/t/DEF-0001?about=A%20%26%20B", False)


@pytest.mark.parametrize("contribute", [Contribute(), Contribute(github=GITHUB), Contribute(report=MAIL)])
def test_every_issue_page_says_where_to_contribute(contribute: Contribute) -> None:
    edition = made(defect(), contribute=contribute)
    [page] = issue_page(edition.index.by_id[IssueId("DEF-0001")], edition, rows(edition.index))
    model: Any = page.model
    assert model["report"].partition("?")[0] == (contribute.new_defect or "").partition("?")[0]
    if contribute.github:
        said = parse_qs(urlsplit(model["report"]).query, keep_blank_values=True)
        assert said["title"] == ["Export stops early"]
        assert said["product"] == ["Meridian Desktop"]
        assert said["description"] == [f"Similar to DEF-0001: {edition.site.url}i/DEF-0001/"]
        assert model["report_version"].count("{version}") == 1


# In a browser -------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The example site."""
    folder = tmp_path_factory.mktemp("contribute") / "site"
    folder.mkdir()
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    with hosted(folder / "site") as url:
        yield url, build(folder, url, datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def form_of(address: str | None) -> dict[str, str]:
    parts = urlsplit(address or "")
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{GITHUB}/issues/new"
    return {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}


def test_each_issue_page_of_the_example_leads_somewhere(site: tuple[str, Path]) -> None:
    pages = [
        path
        for kind in ("issues", "features")
        for path in sorted((site[1] / kind).glob("???-*/index.html"))
        if "was withdrawn" not in path.read_text()
    ]
    assert len(pages) > 30
    for path in pages:
        text = path.read_text("utf-8")
        if 'http-equiv="refresh"' not in text:
            assert any(link.startswith(f"{GITHUB}/issues/new?template=") for link in Elements(text).links), path
    mirrored = Elements((site[1] / "issues" / "DEF-0012" / "index.html").read_text("utf-8"))
    assert f"{GITHUB}/issues/212" in mirrored.links
    assert "This entry mirrors an issue on code.meridian.example." in mirrored.words


def test_the_version_that_was_asked_about_goes_along(browser: Browser, site: tuple[str, Path]) -> None:
    with opened(browser, site[0]) as (page, heard):
        visit(page, "issues/DEF-0012/")
        similar = page.get_by_role("link", name="Report a similar problem")
        assert form_of(similar.get_attribute("href"))["version"] == ""
        page.locator("#ask-version").fill("2.4.1 & more")
        page.get_by_role("button", name="Check").click()
        expect(similar).to_have_attribute("href", re.compile("2\\.4\\.1"))
        said = form_of(similar.get_attribute("href"))
        assert said["version"] == "2.4.1 & more"
        assert said["title"] == "Conflict copies pile up for files that another program keeps open"
        visit(page, "affected/?product=desktop&version=2.4.1")
        link = page.locator("[data-affects-answers]").get_by_role("link", name="Report it")
        expect(link).to_be_visible()
        assert form_of(link.get_attribute("href")) == {
            "template": "defect.yml", "title": "", "product": "Meridian Desktop", "version": "2.4.1", "description": "",
        }  # fmt: skip
        assert heard.lines == []


def test_the_text_that_was_looked_for_in_vain_goes_along_as_a_defect_or_a_wish(browser: Browser, site: tuple[str, Path]) -> None:
    text = "flurbotron quux & gnarl"
    with opened(browser, site[0]) as (page, heard):
        visit(page, "")
        page.locator("[data-ask] textarea").fill(text)
        expect(page.locator("[data-results]")).to_contain_text("Nothing found")
        said = {name: form_of(page.get_by_role("link", name=name).get_attribute("href")) for name in ("Report it", "Ask for it")}
        assert {name: each["template"] for name, each in said.items()} == {"Report it": "defect.yml", "Ask for it": "feature.yml"}
        assert {each["description"] for each in said.values()} == {text}
        assert {each["title"] for each in said.values()} == {text}
        assert heard.lines == []
