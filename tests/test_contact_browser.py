"""The contact page as readers in five time zones meet it around every change of the clocks, against a walk along the clocks of the desks."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from browser import Elements, build, chromium, hosted, opened, visit
from clocks import AMERICAN, ENGLISH, Desk
from playwright.sync_api import Browser, expect

from tracker.store.yaml import parse

ROOT = Path(__file__).parent.parent
READERS = ("Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland", "Australia/Lord_Howe")
BRITISH = ENGLISH - {date(2027, 3, 29), date(2027, 8, 30)} | {date(2026, 12, 26)}
"""Those that all parts of the United Kingdom keep: Scotland has neither Easter Monday nor this day of August."""
GERMAN = frozenset(
    map(date.fromisoformat, ("2026-12-25", "2026-12-26", "2027-01-01", "2027-03-26", "2027-03-29", "2027-05-01", "2027-05-06", "2027-05-17"))
)
LONDON, BOSTON = Desk("Europe/London", 540, 1050, off=ENGLISH), Desk("America/New_York", 510, 1080, off=AMERICAN)
OFFICE = Desk("Europe/London", 480, 1080, off=BRITISH)
DESKS = {
    "phone": (LONDON, BOSTON),
    "phone-us": (BOSTON,),
    "form": (OFFICE,),
    "email": (OFFICE,),
    "x": (Desk("Europe/London", 480, 1200), Desk("Europe/London", 600, 960, (5,))),
    "mastodon": (Desk("Europe/Berlin", 540, 1050, off=GERMAN),),
}
"""Who attends the channels of the example store, by hand."""
BUILDS = {
    datetime(2027, 3, 13, 5, tzinfo=UTC): (
        datetime(2027, 3, 14, 6, 59, tzinfo=UTC),  # a minute before America goes forward
        datetime(2027, 3, 25, 21, 45, tzinfo=UTC),  # the evening before Good Friday
        datetime(2027, 3, 28, 0, 59, tzinfo=UTC),  # a minute before Europe goes forward, on Easter Sunday
        datetime(2027, 4, 3, 14, 59, tzinfo=UTC),  # a minute before Lord Howe Island and New Zealand go back
    ),
    datetime(2027, 10, 30, 5, tzinfo=UTC): (
        datetime(2027, 10, 31, 0, 59, tzinfo=UTC),  # a minute before Europe goes back
        datetime(2027, 11, 1, 8, 30, tzinfo=UTC),  # the first morning on which London opens an hour later in UTC
        datetime(2027, 11, 7, 5, 59, tzinfo=UTC),  # a minute before America goes back
        datetime(2027, 11, 8, 22, 30, tzinfo=UTC),
    ),
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[datetime, tuple[str, Path]]]:
    """The example site, built on two days."""
    folder = tmp_path_factory.mktemp("contact")
    made: dict[datetime, tuple[str, Path]] = {}
    hosts = []
    for number, built in enumerate(BUILDS):
        place = folder / f"site-{number}"
        place.mkdir()
        shutil.copytree(ROOT / "content", place / "content")
        shutil.copy(ROOT / "mkdocs.yml", place / "mkdocs.yml")
        host = hosted(place / "site")
        hosts.append(host)
        url = host.__enter__()
        made[built] = (url, build(place, url, built))
    yield made
    for host in hosts:
        host.__exit__(None, None, None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def reference(now: datetime, reader: str, desks: tuple[Desk, ...]) -> tuple[str, str]:
    """What the page and its footer ought to say, found by going on minute by minute until somebody comes or the last one goes."""
    is_open = any(desk.is_there(now) for desk in desks)
    turn = now
    while any(desk.is_there(turn) for desk in desks) is is_open:
        turn += timedelta(minutes=1)
    clock = ZoneInfo(reader)
    mine, today = turn.astimezone(clock), now.astimezone(clock)
    at = f"{mine:%H:%M}" if mine.date() == today.date() else f"{mine:%a %H:%M}"
    wait = int((turn - now).total_seconds()) // 60
    assert wait < 6 * 1440, "then the page names the day of the month, too"
    if is_open:
        return f"Open now until {at} (your time)", f"open until {at}"
    hours = (wait + 30) // 60
    told = f"{wait} min" if wait < 60 else f"{hours} h" if hours < 48 else f"{(wait + 720) // 1440} days"
    return f"Opens in {told} ({at} your time)", f"opens {at}"


@pytest.mark.parametrize("reader", READERS)
def test_the_page_and_the_footer_agree_with_a_walk_along_the_clocks(browser: Browser, sites: dict[datetime, tuple[str, Path]], reader: str) -> None:
    for built, moments in BUILDS.items():
        with opened(browser, sites[built][0], timezone_id=reader) as (page, heard):
            for now in moments:
                page.clock.set_fixed_time(now)
                visit(page, "contact/")
                told = {name: page.locator(f"main [data-hours='channels/{name}'] .tk-status").text_content() for name in DESKS}
                assert told == {name: reference(now, reader, desks)[0] for name, desks in DESKS.items()}, now
                page.locator("footer.md-footer").scroll_into_view_if_needed()
                expect(page.locator("footer [data-hours]").first).to_be_visible()
                brief = {name: page.locator(f"footer [data-hours='channels/{name}']").text_content() for name in DESKS}
                assert brief == {name: reference(now, reader, desks)[1] for name, desks in DESKS.items()}, now
            assert heard.lines == []


def test_without_scripts_every_page_leads_to_the_channels_and_the_hours_are_right(browser: Browser, sites: dict[datetime, tuple[str, Path]]) -> None:
    url, _ = next(iter(sites.values()))
    with opened(browser, url, java_script_enabled=False) as (page, _heard):
        for path in ("", "help/", "issues/DEF-0012/", "products/desktop/2.3.0/", "404.html"):
            page.goto(path)
            strip = page.locator("footer .tk-strip")
            expect(strip).to_contain_text("Telephone +44 20 7946 0018")
            assert strip.locator("[data-hours]:visible").count() == 0
        page.goto("issues/DEF-0012/")
        page.locator("footer .tk-strip").get_by_role("link", name="Mastodon").click()
        expect(page).to_have_url(re.compile("^[^#]*/contact/(#|$)"))
        expect(page.locator("#mastodon")).to_contain_text("Monday to Friday, 09:00–17:30; closed on public holidays")
        expect(page.locator("#phone")).to_contain_text("Boston: Monday to Friday, 08:30–18:00; closed on public holidays")
        expect(page.locator("#phone")).to_contain_text("New York time (America/New_York), public holidays in United States")


def test_nothing_is_fetched_for_the_footer_before_somebody_is_there(browser: Browser, sites: dict[datetime, tuple[str, Path]]) -> None:
    url, _ = next(iter(sites.values()))
    with opened(browser, url) as (page, _heard):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        visit(page, "help/")
        assert not [each for each in asked if each.endswith("hours.json")]
        with page.expect_response("**/api/v1/hours.json"):
            page.locator("footer.md-footer").scroll_into_view_if_needed()


def test_every_link_of_the_contact_page_leads_to_a_place_of_the_companys_own(sites: dict[datetime, tuple[str, Path]]) -> None:
    """To the site itself, to the company's domain, or to an account that the directory lists."""
    _, folder = next(iter(sites.values()))
    staff = [parse(path.read_bytes(), path.name) for path in sorted((ROOT / "content" / "staff").glob("*.yml"))]
    handles = {account["handle"].lower() for member in staff for account in member["accounts"] if "until" not in account}
    page = Elements((folder / "contact" / "index.html").read_text("utf-8"))
    links = {link for link in page.links if urlsplit(link).scheme}
    elsewhere = set()
    for link in links:
        parts = urlsplit(link)
        name = parts.path.rsplit("/", 1)[-1].removeprefix("@").lower()
        if parts.scheme == "mailto":
            is_ours = parts.path.lower() in handles
        elif parts.scheme == "tel":
            is_ours = parts.path in {"".join(c for c in handle if c in "+0123456789") for handle in handles}
        else:
            host = parts.hostname or ""
            is_ours = host == "meridian.example" or host.endswith(".meridian.example") or name in handles
        if not is_ours:
            elsewhere.add(link)
    assert len(links) > 6
    assert elsewhere == {"https://squidfunk.github.io/mkdocs-material/"}, "what the theme says of itself"
