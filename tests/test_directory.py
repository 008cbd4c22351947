"""The directory and what programs read of it: who is in it, how it narrows, and that nothing in it says more than the record lists."""

import csv
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from browser import build, chromium, hosted, look, opened, visit
from editions import NOW, URL, example, made, member
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from tracker.model.public import PublicAccount, Signature
from tracker.model.settings import Organisation
from tracker.model.staff import Impostor, StaffMember
from tracker.model.tracker import Origin
from tracker.model.values import Slug
from tracker.site import accounts, feeds, security_txt, urls, vcard
from tracker.site.pages import pages
from tracker.views.index import index
from tracker.views.publication import _impostor, _signature

ROOT = Path(__file__).parent.parent


def files_of(module, edition) -> dict[str, bytes]:
    return {d.file: d.render(d.model) for d in module.documents(edition)}


# Cards for the address book ------------------------------------------------------------------------------------------------------------------


def unfolded(content: bytes) -> list[str]:
    """The lines of a card, by a reader of RFC 6350 that knows nothing of how it was made."""
    assert content.endswith(b"\r\n")
    for line in content.removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode("utf-8")
    return content.decode("utf-8").replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def properties(content: bytes) -> list[tuple[str, str]]:
    """Names without their parameters, and values with their escapes undone."""
    found = []
    for line in unfolded(content):
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z]+(;[A-Z-]+=[A-Za-z0-9,-]+)*", name), line
        found.append((name.partition(";")[0], re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], value)))
    return found


def test_a_card_says_what_the_page_says():
    """Name, team, profiles, hours' zone and languages of somebody who serves."""
    card = properties(files_of(vcard, example())["staff/meridian-help/card.vcf"])
    assert card[:2] == [("BEGIN", "VCARD"), ("VERSION", "4.0")]
    assert card[-1] == ("END", "VCARD")
    assert {
        ("KIND", "group"),
        ("FN", "Meridian Help"),
        ("ORG", "Meridian Sync;Support"),
        ("TITLE", "Support desk"),
        ("UID", f"{URL}staff/meridian-help/"),
        ("TZ", "Europe/London"),
        ("LANG", "fr"),
        ("EMAIL", "help@meridian.example"),
        ("TEL", "tel:+442079460018"),
        ("SOCIALPROFILE", "https://x.com/MeridianHelp"),
        ("SOCIALPROFILE", "https://social.meridian.example/@MeridianHelp"),
    } <= set(card)


def test_cards_hold_only_what_is_listed():
    """No unlisted address or number, no suspended or former account, nobody who left or opted out."""
    cards = files_of(vcard, example())
    assert set(cards) == {
        f"staff/{who}/card.vcf"
        for who in ("ines-okafor", "kofi-brandelow", "meridian-help", "meridian-release-bot", "pema-tharelung", "tobias-lindqvarn")
    }
    whole = b"".join(b"\n".join(map(str.encode, unfolded(card))) for card in cards.values()).decode()
    for private in ("ines.okafor@", "7946 0151", "79460151", "Quarrow", "CareAtMeridian", "KofiAtMeridian", "ines_meridian", "MeridianSyncHelp"):
        assert private not in whole


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=120)


@given(NAMES, NAMES, st.text(max_size=60))
def test_no_text_breaks_a_card(name, team, title):
    """Commas, semicolons, backslashes, line breaks and long words in any script come back as they were, and add no line."""
    edition = made(staff=(member(name=name, team=team, title=title or None),))
    [card] = files_of(vcard, edition).values()
    found = properties(card)
    assert [value for key, value in found if key == "FN"] == [name]
    assert [key for key, _ in found].count("TITLE") == bool(title)
    assert {key for key, _ in found} <= {"BEGIN", "VERSION", "KIND", "UID", "FN", "ORG", "TITLE", "URL", "SOURCE", "NOTE", "END"}


# Lists for programs --------------------------------------------------------------------------------------------------------------------------


def test_the_list_to_follow_names_every_profile_and_nothing_suspended():
    lines = files_of(accounts, example())[urls.ACCOUNTS_TXT].decode().splitlines()
    assert "https://x.com/MeridianHelp" in lines
    assert lines == sorted(set(lines))
    assert all(line.startswith("https://") for line in lines)
    assert not any("Kofi" in line for line in lines)


def test_the_table_of_accounts_is_read_back_by_any_reader_of_csv():
    """Every current account once, the suspended one with its day and without a link."""
    rows = list(csv.DictReader(io.StringIO(files_of(accounts, example())[urls.ACCOUNTS_CSV].decode(), newline="")))
    assert len(rows) == 19
    [stolen] = [row for row in rows if row["suspended_since"]]
    assert (stolen["handle"], stolen["suspended_since"], stolen["address"]) == ("KofiAtMeridian", "2026-11-18", "")


def test_a_cell_never_becomes_a_formula():
    """A handle that a spreadsheet would compute is marked as text."""
    evil = member(accounts=(PublicAccount("x", "=HYPERLINK(1)"), PublicAccount("y", 'a"b,c\nd')))
    rows = list(csv.reader(io.StringIO(files_of(accounts, made(staff=(evil,)))[urls.ACCOUNTS_CSV].decode(), newline="")))
    assert [row[1] for row in rows[1:]] == ["'=HYPERLINK(1)", 'a"b,c\nd']


def said(**fields) -> dict[str, str]:
    organisation = Organisation.model_validate({"name": "A", "url": "https://a.example/", **fields})
    found = files_of(security_txt, made(organisation=organisation))
    return dict(line.split(": ", 1) for line in found[urls.SECURITY_TXT].decode().splitlines()) if found else {}


def test_security_txt_has_what_its_rfc_requires():
    """A contact, an expiry less than a year away that moves with the day of the build, and where the file itself lies (RFC 9116)."""
    given = said(security="https://a.example/security")
    expires = datetime.fromisoformat(given["Expires"])
    assert given["Contact"] == "https://a.example/security"
    assert given["Canonical"] == f"{URL}.well-known/security.txt"
    assert timedelta(0) < expires - NOW < timedelta(days=366)
    later = replace(made(organisation=Organisation(name="A", url="https://a.example/", security="mailto:s@a.example")))
    later = replace(later, index=index(later.index.public, date(2026, 11, 24)))
    assert f"Expires: {(expires + timedelta(days=1)).date()}" in files_of(security_txt, later)[urls.SECURITY_TXT].decode()


def test_security_txt_tells_policy_and_languages_where_they_are_known():
    given = said(security="mailto:s@a.example", security_policy="https://a.example/policy", security_languages=["en", "de"])
    assert (given["Contact"], given["Policy"], given["Preferred-Languages"]) == ("mailto:s@a.example", "https://a.example/policy", "en, de")


@pytest.mark.parametrize("contact", [None, "http://a.example/security"])
def test_there_is_no_security_txt_without_a_contact_that_the_rfc_allows(contact):
    assert said(**({"security": contact} if contact else {})) == {}


# Impostors -----------------------------------------------------------------------------------------------------------------------------------


def test_impostors_have_a_feed_of_their_own():
    """Who it pretends to be, who confirmed it, and no link to it."""
    documents = {d.file: d.render(d.model) for d in feeds.documents(example())}
    found = feedparser.parse(documents["feeds/impostors.atom"])
    assert [e.title for e in found.entries] == ["help@meridian-desk.example is not ours", "meridian_helps on X is not ours"]
    assert found.entries[0].link.endswith("verify/impostors/#email-help-meridian-desk-example")
    assert b"x.com/meridian_helps" not in documents["feeds/impostors.atom"]


def test_an_impostor_of_somebody_who_opted_out_names_nobody():
    """What imitates an invisible member is published without saying whom."""
    hidden = StaffMember.model_validate({"id": "s-7f3k", "name": "Delphine Quarrow", "visible": False})
    record = Impostor.model_validate(
        {
            "id": "x-a",
            "platform": "x",
            "handle": "a",
            "imitates": "s-7f3k",
            "first_seen": "2026-01-01",
            "evidence": "https://a.example/",
            "confirmed_by": "s-7f3k",
        }
    )
    public = _impostor(record, Slug("x-a"), Origin(), {hidden.id: _signature(hidden)})
    assert public.imitates is None
    assert public.confirmed_by == Signature(None, "A member of staff")


# The pages -----------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Built:
    url: str
    folder: Path


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Built]:
    """The example site."""
    folder = tmp_path_factory.mktemp("directory")
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    with hosted(folder / "site") as url:
        yield Built(url, build(folder, url, datetime(2026, 11, 23, 9, tzinfo=UTC)))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def names_shown(page: Page) -> list[str]:
    return sorted(page.locator("[data-member]:visible .tk-card__name").all_inner_texts())


def test_the_directory_narrows_and_says_how_many_are_left(site, browser):
    """By team, language and platform; the choice stands in the address, counts are told, and the table of accounts follows."""
    with opened(browser, site.url) as (page, heard):
        visit(page, "staff/")
        form = page.locator("form[data-directory]")
        expect(form.locator("[data-said]")).to_have_text("All 6 are shown.")
        form.get_by_label("Language").select_option("de")
        expect(form.locator("[data-said]")).to_have_text("2 of 6 are shown.")
        assert names_shown(page) == ["Meridian Help", "Tobias Lindqvarn"]
        form.get_by_label("Platform").select_option("github")
        expect(form.locator("[data-said]")).to_have_text("1 of 6 is shown.")
        assert names_shown(page) == ["Tobias Lindqvarn"]
        assert page.locator("tr[data-holder]:visible").all_inner_texts() == ["GitHub\ttobias-meridian\tTobias Lindqvarn\t1 February 2022"]
        expect(page).to_have_url(f"{site.url}staff/?language=de&platform=github")
        page.get_by_role("button", name="Show all").click()
        expect(form.locator("[data-said]")).to_have_text("All 6 are shown.")
        expect(page).to_have_url(f"{site.url}staff/")
        assert heard.lines == []


def test_an_address_brings_its_choice_with_it(site, browser):
    """A link to a narrowed directory opens it narrowed; values that nobody offers are left out."""
    with opened(browser, site.url) as (page, _):
        visit(page, "staff/?team=Mobile&language=<script>&platform=../..")
        assert names_shown(page) == ["Pema Tharelung"]


def test_who_is_reachable_follows_the_readers_clock(site, browser):
    """At 04:30 UTC on a Monday only Kathmandu works; an hour after the London desk has closed, Toronto still does."""
    for moment, expected in (
        ("2026-11-23T04:30:00Z", ["Pema Tharelung"]),
        ("2026-11-23T20:30:00Z", ["Kofi Brandelow"]),
        ("2026-11-28T12:00:00Z", ["Meridian Help"]),
    ):
        with opened(browser, site.url, timezone_id="Asia/Tokyo") as (page, _):
            page.clock.set_fixed_time(moment)
            visit(page, "staff/?now=1")
            assert names_shown(page) == expected


def test_sixty_days_after_the_build_nobody_is_said_to_be_there(site, browser):
    """Hours that nobody computed are not claimed, and the filter for them is not offered."""
    with opened(browser, site.url) as (page, _):
        page.clock.set_fixed_time("2027-02-01T10:00:00Z")
        visit(page, "staff/?now=1")
        assert len(names_shown(page)) == 6
        assert page.locator("[data-hours]:visible").count() == 0
        expect(page.locator("[data-now]")).to_be_hidden()


@pytest.mark.parametrize(
    ("zone", "person", "desks"),
    [
        ("Europe/London", "17:30", "23:00"),
        ("Asia/Kathmandu", "23:15", "Tue 04:45"),
        ("America/New_York", "12:30", "18:00"),
        ("Pacific/Auckland", "Tue 06:30", "Tue 12:00"),
        ("Australia/Lord_Howe", "Tue 04:30", "Tue 10:00"),
    ],
)
def test_hours_are_told_by_the_readers_clock(site, browser, zone, person, desks):
    """The same moment, read in five time zones: the two desks that attend the telephone one after the other, and a person."""
    for path, place, until in (("contact/", "channels/phone", desks), ("staff/ines-okafor/", "staff/ines-okafor", person)):
        with opened(browser, site.url, timezone_id=zone) as (page, heard):
            page.clock.set_fixed_time("2026-11-23T10:00:00Z")
            visit(page, path)
            expect(page.locator(f'[data-hours="{place}"] .tk-status')).to_have_text(f"Open now until {until} (your time)")
            week = page.locator(f'[data-hours="{place}"] .tk-sub')
            is_on_their_clock = zone == "Europe/London" and until == person
            assert week.count() == (0 if is_on_their_clock else 1)
            assert heard.lines == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["staff/", "staff/pema-tharelung/", "staff/kofi-brandelow/", "verify/impostors/", "contact/"])
def test_the_pages_are_for_everybody(site, browser, path, scheme):
    """WCAG 2.2 AA by axe, wide and narrow, light and dark; nothing is heard, and nobody scrolls sideways."""
    with opened(browser, site.url, color_scheme=scheme) as (page, heard):
        page.clock.set_fixed_time("2026-11-23T10:00:00Z")
        found = look(page, heard, path)
        assert (found.heard, found.faults, found.overflow) == ((), (), ())


def test_without_scripts_the_directory_is_whole(site, browser):
    """No box that does nothing; every person and every account, with an anchor for each platform and account."""
    with opened(browser, site.url, java_script_enabled=False) as (page, _):
        page.goto("staff/")
        expect(page.locator("form")).to_have_count(page.locator("form[hidden]").count() + page.locator("form:not([hidden]):not(:visible)").count())
        assert page.locator("[data-member]:visible").count() == 6
        assert page.locator("tr[data-holder]:visible").count() == 19
        assert page.locator("#on-x").count() == page.locator("#account-x-meridianhelp").count() == 1
        assert page.locator("[data-hours]:visible").count() == 0


def test_anchors_of_accounts_are_told_apart():
    """Handles that spell the same anchor get a number each; no id stands twice on the page."""
    twins = (PublicAccount("x", "Ada_A"), PublicAccount("x", "ada-a"), PublicAccount("x", "✨"))
    edition = made(staff=(member(accounts=twins),))
    [page] = [p for p in pages(edition, ()) if p.path == urls.STAFF]
    anchors = [h.anchor for h in page.model["accounts"]]
    assert anchors == ["account-x-ada-a", "account-x-ada-a-2", "account-x-account"]


def test_the_site_hides_who_opted_out_and_what_leavers_lost(site):
    """In no file: a name that is not shown, an unlisted number, a leaver's card."""
    assert not (site.folder / "staff/nils-oakhaven/card.vcf").exists()
    for file in site.folder.rglob("*"):
        if file.suffix in {".vcf", ".csv", ".txt", ".json", ".html", ".atom"} and file.is_file():
            content = file.read_text("utf-8")
            assert "Quarrow" not in content, file
            assert "7946 0151" not in content, file


def test_the_dot_folder_is_published_and_kept(site):
    assert (site.folder / ".nojekyll").read_bytes() == b""
    assert (site.folder / ".well-known/security.txt").is_file()
    assert "/staff/*.vcf" in (site.folder / "_headers").read_text()


def test_initials_keep_their_colour():
    """The same id has the same colour in every build, and one of those for which there is a style."""
    tones = {p.model["name"]: p.model["face"].tone for p in pages(example(), ()) if p.template == "member.html"}
    again = {p.model["name"]: p.model["face"].tone for p in pages(example(), ()) if p.template == "member.html"}
    assert tones == again
    assert set(tones.values()) <= set(range(8))
