"""The chart of customers counted, in a real browser: legible in both schemes and widths, announced by its name, and twinned by a table."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import WIDTHS, axe, build, chromium, hosted, look, opened, overflowing, visit
from tests.editions import NOW, ROOT

PATHS = ("issues/DEF-0012/", "issues/DEF-0021/", "issues/DEF-0023/", "features/FEA-0009/", "features/status/declined/")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("reports")
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    with hosted(folder / "site") as address:
        build(folder, address, NOW)
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PATHS)
def test_pages_are_well_in_every_width_and_scheme(browser: Browser, url: str, path: str, scheme: str) -> None:
    with opened(browser, url, color_scheme=scheme) as (page, heard):
        found = look(page, heard, path)
        assert (found.heard, found.faults, found.overflow) == ((), (), ())


@pytest.mark.parametrize("width", WIDTHS)
def test_the_table_is_there_for_whoever_wants_it(browser: Browser, url: str, width: int) -> None:
    """Opened by the keyboard, without scripts, too wide for no window, with the same numbers as the chart."""
    with opened(browser, url, width=width, java_script_enabled=False) as (page, heard):
        page.goto("issues/DEF-0012/")
        summary = page.get_by_text("The same as a table")
        summary.focus()
        page.keyboard.press("Enter")
        table = page.get_by_role("region", name="Customers by month and channel")
        expect(table.get_by_role("row")).to_have_count(11)
        assert table.get_by_role("row").nth(1).inner_text().split("\t") == ["October 2026", "8", "6", "fewer than 5", "0", "0", "at least 15"]
        assert overflowing(page) == []
        assert heard.lines == []


def test_the_chart_has_a_name_and_its_colours_can_be_told_from_the_ground(browser: Browser, url: str) -> None:
    with opened(browser, url) as (page, _):
        visit(page, "issues/DEF-0012/")
        chart = page.get_by_role("img", name="Customers who told us, by channel and month")
        expect(chart).to_be_visible()
        page.get_by_text("The same as a table").click()
        assert axe(page) == []
        assert overflowing(page) == []
