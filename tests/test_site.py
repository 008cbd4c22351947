"""The built site as its readers meet it: in a real Chromium, wide and narrow, light and dark, with scripts and without, on paper and by keyboard.

Three sites are looked at: the example, at the top of a host and as a project below one; one made of somebody else's 2,011 files; and one in
which every text attacks.
"""

import http.client
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import feedparser
import hostile
import pytest
from browser import Elements, Heard, Look, axe, build, chromium, hosted, look, opened, overflowing, pages_below, visit, visit_instantly
from lxml import etree
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tracker.site.chrome import script_hashes

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SCHEMES = ("light", "dark")
KINDS = {
    "home": "",
    "issues": "issues/",
    "issue": "issues/DEF-0012/",
    "tombstone": "issues/DEF-0014/",
    "duplicate": "issues/DEF-0007/",
    "requests": "features/",
    "request": "features/FEA-0003/",
    "declined request": "features/FEA-0008/",
    "narrowed list": "issues/status/confirmed/",
    "empty list": "issues/severity/trivial/",
    "products": "products/",
    "product": "products/desktop/",
    "release": "products/desktop/2.5.0/",
    "staff": "staff/",
    "person": "staff/ines-okafor/",
    "desk": "staff/meridian-help/",
    "leaver": "staff/nils-oakhaven/",
    "suspended": "staff/kofi-brandelow/",
    "verify": "verify/",
    "impostors": "verify/impostors/",
    "contact": "contact/",
    "feeds": "feeds/",
    "build": "build/",
    "help": "help/",
    "missing": "404.html",
}
"""One of each kind of page of the example site."""
VTEX_KINDS = {
    "home": "",
    "issues": "issues/",
    "issue": "issues/KI-419460/",
    "issue with two blocks of code": "issues/KI-470966/",
    "product": "products/commerce/",
    "build": "build/",
}
PALETTES = (
    "red", "pink", "purple", "deep-purple", "indigo", "blue", "light-blue", "cyan", "teal", "green", "light-green", "lime", "yellow", "amber",
    "orange", "deep-orange", "brown", "grey", "blue-grey", "black", "white",
)  # fmt: skip
"""What Material offers as theme.palette.primary."""
DEAD_ENDS = re.compile(r"(https?|mailto|tel):")


@dataclass(frozen=True)
class Built:
    """A built site and the address at which it is served."""

    url: str
    folder: Path


def example_site(folder: Path) -> Path:
    folder.mkdir()
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copy(ROOT / "mkdocs.yml", folder)
    return folder


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The example site at the top of a host that reads `_headers`."""
    folder = example_site(tmp_path_factory.mktemp("example") / "site")
    with hosted(folder / "site") as url:
        yield Built(url, build(folder, url, NOW))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The example site with instant navigation, below a path of a host that sends no headers of ours, as project Pages are."""
    folder = example_site(tmp_path_factory.mktemp("project") / "site")
    config = folder / "mkdocs.yml"
    config.write_text(config.read_text().replace("[navigation.tabs,", "[navigation.tabs, navigation.instant,"))
    with hosted(folder / "site", "/project/", knows_headers=False) as url:
        yield Built(url, build(folder, url, NOW))


@pytest.fixture(scope="module")
def vtex(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The site made of the files of VTEX, built by the command as anybody would."""
    folder = tmp_path_factory.mktemp("vtex") / "site"
    shutil.copytree(ROOT / "examples" / "vtex", folder)
    shutil.copy(data / "vtex-known-issues.bundle", folder)
    with hosted(folder / "site") as url:
        config = folder / "mkdocs.yml"
        config.write_text(re.sub(r"^site_url:.*$", f"site_url: {url}", config.read_text(), flags=re.MULTILINE))
        subprocess.run([sys.executable, "-m", "tracker", "build", "--quiet", "-f", config], check=True, cwd=ROOT)
        yield Built(url, folder / "site")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The site of the hostile store."""
    folder = hostile.write(tmp_path_factory.mktemp("attacked") / "site", hostile.attacking)
    with hosted(folder / "site", knows_headers=False) as url:
        yield Built(url, build(folder, url, NOW))


@pytest.fixture(scope="module")
def spared(attacked: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with harmless words."""
    return build(hostile.write(tmp_path_factory.mktemp("spared") / "site", hostile.harmless), attacked.url, NOW)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


Looks = Callable[[str, str], Look]


def looks_at(browser: Browser, site: Built) -> Iterator[Looks]:
    """Look at a path in a scheme; each once, whoever asks."""
    with opened(browser, site.url, color_scheme="light") as light, opened(browser, site.url, color_scheme="dark") as dark:
        for page, _ in (light, dark):
            # Who is there to be asked is told by the reader's clock.
            page.clock.set_fixed_time(NOW)

        @cache
        def looked(path: str, scheme: str) -> Look:
            page, heard = light if scheme == "light" else dark
            return look(page, heard, path)

        yield looked


@pytest.fixture(scope="module")
def looks(browser: Browser, example: Built) -> Iterator[Looks]:
    yield from looks_at(browser, example)


@pytest.fixture(scope="module")
def vtex_looks(vtex: Built, browser: Browser) -> Iterator[Looks]:
    yield from looks_at(browser, vtex)


@pytest.fixture(scope="module")
def files(example: Built) -> dict[str, Elements]:
    return pages_below(example.folder)


@pytest.fixture
def reader(browser: Browser, example: Built) -> Iterator[tuple[Page, Heard]]:
    """Somebody with an ordinary browser before the example site."""
    with opened(browser, example.url, permissions=["clipboard-read", "clipboard-write"]) as reading:
        yield reading


@pytest.fixture(scope="module")
def scriptless(browser: Browser, example: Built) -> Iterator[Page]:
    """Somebody whose browser runs no scripts, on a narrow screen."""
    with opened(browser, example.url, width=320, java_script_enabled=False) as (page, _):
        yield page


# Every kind of page ---------------------------------------------------------------------------------------------------------------------------

every_kind = pytest.mark.parametrize("path", KINDS.values(), ids=KINDS)
every_vtex_kind = pytest.mark.parametrize("path", VTEX_KINDS.values(), ids=VTEX_KINDS)
both_schemes = pytest.mark.parametrize("scheme", SCHEMES)


@both_schemes
@every_kind
def test_axe_finds_nothing(looks: Looks, path: str, scheme: str) -> None:
    """Each kind of page is accessible by WCAG 2.2 AA and good practice, as far as a program can tell: in light and dark, wide and narrow."""
    assert looks(path, scheme).faults == ()


@both_schemes
@every_kind
def test_nobody_scrolls_sideways(looks: Looks, path: str, scheme: str) -> None:
    """Each kind of page fits a window of 320 px, and one of 1280 px."""
    assert looks(path, scheme).overflow == ()


@both_schemes
@every_kind
def test_pages_are_silent(looks: Looks, path: str, scheme: str) -> None:
    """No page asks another host for anything, breaks its own policy, or says a word on the console; and its scripts settle."""
    assert looks(path, scheme).heard == ()


@both_schemes
@every_vtex_kind
def test_the_site_of_somebody_elses_files_is_as_good(vtex_looks: Looks, path: str, scheme: str) -> None:
    """Pages of files that nobody wrote for us are accessible, fit 320 px, and load nothing from elsewhere."""
    assert vtex_looks(path, scheme) == Look(heard=(), faults=(), overflow=())


@both_schemes
def test_the_menu_of_narrow_screens_is_accessible(browser: Browser, example: Built, scheme: str) -> None:
    with opened(browser, example.url, width=320, color_scheme=scheme) as (page, heard):
        visit(page, KINDS["issue"])
        page.locator("label.md-header__button[for=__drawer]").click()
        expect(page.locator(".md-nav--primary").get_by_role("link", name="Known issues")).to_be_in_viewport()
        assert axe(page) == []
        assert heard.lines == []


@both_schemes
def test_every_palette_of_the_theme_can_be_read(browser: Browser, example: Built, scheme: str) -> None:
    """Whichever primary colour a site takes, words keep their contrast: in the header, in links, in buttons, on tinted grounds."""
    with opened(browser, example.url, color_scheme=scheme) as (page, _):
        visit(page, KINDS["issue"])
        faint = {}
        for palette in PALETTES:
            page.evaluate("(palette) => { document.body.dataset.mdColorPrimary = palette; }", palette)
            faint[palette] = axe(page, "color-contrast")
        assert {palette: found for palette, found in faint.items() if found} == {}


# Without scripts ------------------------------------------------------------------------------------------------------------------------------


@every_kind
def test_without_scripts_a_page_is_readable(scriptless: Page, path: str) -> None:
    """Its main heading and the text below it are there, and fit 320 px."""
    scriptless.goto(path)
    expect(scriptless.locator("h1")).to_be_visible()
    assert len(scriptless.inner_text("main")) > 100
    assert overflowing(scriptless) == []


def test_without_scripts_an_issue_tells_everything(scriptless: Page) -> None:
    """What to do, what was said officially and what people wrote can be read; nothing that needs scripts is offered."""
    scriptless.goto(KINDS["issue"])
    for words in (
        "Wait until files are closed",
        "Enter a pattern, for instance *.pst or *.kdbx.",
        "After eight weeks: no conflict copy from our own computers",
        "214 copies of one ledger since Monday.",
        "A comment was hidden: off-topic",
    ):
        expect(scriptless.get_by_text(words).first).to_be_visible()
    assert scriptless.locator("button:visible").count() == 0


def test_without_scripts_lists_are_whole_and_their_links_work(scriptless: Page) -> None:
    """A list shows its rows, and a row leads to its page."""
    scriptless.goto(KINDS["issues"])
    rows = scriptless.locator("tr[data-id]")
    assert rows.count() == 25 - 1  # one was withdrawn
    assert all(row.is_visible() for row in rows.all())
    link = rows.first.get_by_role("link").first
    title = link.inner_text()
    link.click()
    expect(scriptless.locator("h1")).to_have_text(title)


# What readers do ------------------------------------------------------------------------------------------------------------------------------


def test_the_copy_button_copies_the_steps_of_a_workaround(reader: tuple[Page, Heard]) -> None:
    """As plain text: numbers stand before steps, and nothing of the page around them comes along."""
    page, heard = reader
    page.clock.install()
    visit(page, KINDS["issue"])
    # The button says so for two seconds, which may be over before anybody looks.
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)
    button = page.locator("button[data-copy=workaround-2]")
    label = button.inner_text()
    button.click()
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == (
        "In versions before 2.4.0, exclude the file and keep a copy by hand:\n\n"
        "1. Settings → Sync → Excluded files → Add\n"
        "2. Enter a pattern, for instance *.pst or *.kdbx.\n"
        "3. Copy the file into a synchronised folder when you have closed it."
    )
    page.clock.run_for(2000)
    expect(button).to_have_text(label)
    assert heard.lines == []


def test_instant_navigation_gives_whole_pages(browser: Browser, project: Built) -> None:
    """Where the theme fetches the next page itself, that page's buttons work as if it had been opened."""
    with opened(browser, project.url, permissions=["clipboard-read", "clipboard-write"]) as (page, heard):
        visit_instantly(page, KINDS["issues"])
        page.evaluate("window.isStillThere = true")
        page.locator("tr[data-id=DEF-0012] a").click()
        page.locator("button[data-copy=workaround-1]").click()
        copied = "async () => (await navigator.clipboard.readText()).startsWith('Switch on Settings → Sync → Wait until files are closed.')"
        page.wait_for_function(copied)
        assert page.evaluate("window.isStillThere") is True
        expect(page).to_have_url(f"{project.url}issues/DEF-0012/")
        assert heard.lines == []


def test_the_keyboard_reaches_the_content_first(reader: tuple[Page, Heard]) -> None:
    """The first Tab meets a link that leads past the header; it can be seen while it has the focus."""
    page, _ = reader
    visit(page, KINDS["issue"])
    page.keyboard.press("Tab")
    skip = page.locator("a.md-skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    expect(skip).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"issues/DEF-0012/#page-title$"))
    expect(page.locator("#page-title")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


@pytest.mark.parametrize("path", [KINDS["home"], KINDS["issues"], KINDS["issue"]], ids=["home", "issues", "issue"])
def test_the_keyboard_shows_where_it_is(reader: tuple[Page, Heard], path: str) -> None:
    """Whatever has the focus has a line around it."""
    page, _ = reader
    visit(page, path)
    unmarked = []
    for _ in range(40):
        page.keyboard.press("Tab")
        focused, is_marked = page.evaluate(
            """() => {
                const marked = (element) => {
                    const style = element && getComputedStyle(element);
                    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
                };
                const focused = document.activeElement;
                return [focused.outerHTML.slice(0, 120), marked(focused) || marked(focused.matches(".md-option") && focused.nextElementSibling)];
            }"""
        )
        unmarked += [focused] if not is_marked and not focused.startswith("<body") else []
    assert unmarked == []


def test_on_paper_there_is_the_content_and_no_chrome(reader: tuple[Page, Heard]) -> None:
    """A printed page has its title, its text and what was folded, and neither header nor buttons."""
    page, _ = reader
    visit(page, KINDS["issue"])
    page.emulate_media(media="print")
    for chrome in (".md-header", ".md-tabs", ".md-sidebar", ".md-footer", ".tk-copy", ".tk-actions"):
        expect(page.locator(f"{chrome}:visible"), chrome).to_have_count(0)
    for content in ("h1", "#workaround-1", "#update-1", "#comment-1", ".tk-picture img", ".tk-months table"):
        expect(page.locator(content).first).to_be_visible()


# The policy -----------------------------------------------------------------------------------------------------------------------------------


def test_the_policy_comes_first_and_allows_the_pages_own_scripts_only(files: dict[str, Elements], attacked: Built) -> None:
    """On every page, before anything that it could be about: no inline script but those of the theme, each by its hash."""
    for name, found in {**files, **{f"attacked {n}": f for n, f in pages_below(attacked.folder).items()}}.items():
        at = [tag for tag, _ in found.tags].index("head")
        tag, given = found.tags[at + 1]
        assert (tag, given.get("http-equiv")) == ("meta", "Content-Security-Policy"), name
        directives = {each.split()[0]: each.split()[1:] for each in given["content"].split(";")}
        assert directives["default-src"] == ["'self'"], name
        assert directives["object-src"] == directives["base-uri"] == ["'none'"], name
        inline = [
            f"<script>{text}</script>" for attributes, text in found.scripts if "src" not in attributes and "json" not in attributes.get("type", "")
        ]
        assert directives["script-src"] == ["'self'", *script_hashes("".join(inline))], name


def test_the_policy_holds(browser: Browser, project: Built) -> None:
    """The page's own policy is enough: what is put into a page afterwards neither runs nor loads, without any header of the host's."""
    with opened(browser, project.url) as (page, heard):
        visit(page, KINDS["issue"])
        assert heard.lines == []
        refused: list[str | None] = []
        page.on("requestfailed", lambda request: refused.append(request.failure))
        complaints: list[str] = []

        def is_last(message: ConsoleMessage) -> bool:
            complaints.extend([message.text] if "Content Security Policy" in message.text else [])
            return len(complaints) == 4

        attack = """() => {
                const script = document.createElement("script");
                script.textContent = "window.hacked = 1";
                document.head.append(script);
                const article = document.querySelector("article");
                article.insertAdjacentHTML("beforeend", "<img src='https://elsewhere.example/a.png'><b onfocus='window.hacked = 1' tabindex=0 id=bold>x</b>");
                article.insertAdjacentHTML("beforeend", "<a id=link href='javascript:window.hacked = 1'>y</a>");
                document.getElementById("bold").focus();
                document.getElementById("link").click();
            }"""
        # Four complaints: of the script, the picture, the attribute and the address.
        with page.expect_event("requestfailed"), page.expect_console_message(is_last):
            page.evaluate(attack)
        assert page.evaluate("window.hacked") is None
        assert refused == ["csp"]


# Links ----------------------------------------------------------------------------------------------------------------------------------------


class Host:
    """Asks a host for addresses, each once, on one connection."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc)
        self.kept: dict[str, tuple[int, str, bytes]] = {}

    def get(self, url: str) -> tuple[int, str, bytes]:
        """Status, type and content."""
        if url not in self.kept:
            self._connection.request("GET", urlsplit(url).path)
            answer = self._connection.getresponse()
            self.kept[url] = answer.status, answer.getheader("Content-Type") or "", answer.read()
        return self.kept[url]


@pytest.mark.parametrize("served", ["example", "project"])
def test_every_address_of_the_site_leads_somewhere(served: str, request: pytest.FixtureRequest) -> None:
    """Every link, asset, feed, fragment, and every address in feeds, API and sitemap, at the top of a host and below a path; so, too, on the page for what is missing."""
    site: Built = request.getfixturevalue(served)
    host, broken = Host(site.url), []
    missing = f"{site.url}no/such/page/"
    assert host.get(missing)[0] == 404
    waiting = [(missing, "", ""), (f"{site.url}sitemap.xml", "", "")]
    seen: dict[str, set[str] | None] = {}
    while waiting:
        address, fragment, origin = waiting.pop()
        if address not in seen:
            status, kind, content = host.get(address)
            if status != (404 if address == missing else 200):
                broken.append(f"{origin}: {address} answers {status}")
                continue
            seen[address], further = found_in(address, kind, content, site.url)
            waiting += [(*urldefrag(each), address) for each in further]
        ids = seen[address]
        if fragment and ids is not None and unquote(fragment) not in {*ids, "__top"}:
            broken.append(f"{origin}: there is no #{fragment} in {address}")
    assert broken == []
    assert {unquote(a.removeprefix(site.url)) for a in seen} >= {urls_of(p, site) for p in site.folder.rglob("*.html")} - {"404.html"} - moved(site)


def moved(site: Built) -> set[str]:
    """What is left at older addresses, and the short ones for pasting: nothing of ours leads there."""
    older = {urls_of(p, site) for p in (site.folder / "issues").glob("*/index.html") if 'http-equiv="refresh"' in p.read_text()}
    return older | {urls_of(p, site) for p in (site.folder / "i").glob("*/index.html")}


def urls_of(path: Path, site: Built) -> str:
    return path.relative_to(site.folder).as_posix().removesuffix("index.html")


def found_in(address: str, kind: str, content: bytes, site: str) -> tuple[set[str] | None, list[str]]:
    """The ids of a page, and the addresses of the same host that a file names."""
    if "html" in kind:
        page = Elements(content.decode())
        named = [urljoin(address, link) for link in (*page.links, *page.loaded, *page.alternates)]
        own = [each for each in named if each.startswith("/".join(site.split("/")[:3]) + "/")]
        return page.ids, own
    if address.endswith((".json", ".xml", ".atom", ".rss", ".css", ".js")):
        return None, [each.rstrip(".,") for each in re.findall(rf"{re.escape(site)}[^\s\"'<>&\\)]*", content.decode())]
    return None, []


def test_no_page_names_another_host_but_in_links(files: dict[str, Elements], example: Built) -> None:
    """Nothing that a browser loads or warms up by itself lies elsewhere."""
    for name, page in files.items():
        assert [each for each in page.loaded if DEAD_ENDS.match(each) and not each.startswith(example.url)] == [], name
    for style in example.folder.rglob("*.css"):
        assert not re.search(r"""url\(["']?(?!data:)[a-z]*:?//|@import""", style.read_text()), style.name


# Somebody else's files ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def vtex_files(vtex: Built) -> dict[str, Elements]:
    return pages_below(vtex.folder)


def test_every_file_of_theirs_has_a_page_or_is_named(vtex: Built, vtex_files: dict[str, Elements], data: Path, tmp_path: Path) -> None:
    """2,011 files: as many pages and skipped ones, and each of those stands on the build page with its reason."""
    subprocess.run(["git", "clone", "--quiet", "--bare", data / "vtex-known-issues.bundle", tmp_path / "theirs"], check=True)
    listed = subprocess.run(
        ["git", "-C", tmp_path / "theirs", "ls-tree", "-r", "--name-only", "main", "docs/en/known-issues/"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    theirs = [name for name in listed if name.endswith(".md")]
    assert len(theirs) == 2011
    made = [name for name in vtex_files if re.fullmatch(r"issues/KI-[^/]+/index\.html", name)]
    told = json.loads((vtex.folder / "api/v1/build.json").read_bytes())
    assert len(made) + len(told["skipped"]) == len(theirs)
    assert all(skipped["path"].partition(":")[2] in vtex_files["build/index.html"].words for skipped in told["skipped"])
    shown = {
        m["data-id"]
        for name, page in vtex_files.items()
        if re.match(r"issues/(page/|index)", name)
        for tag, m in page.tags
        if tag == "tr" and "data-id" in m
    }
    assert shown == {name.split("/")[1] for name in made}


def test_their_teams_are_components(vtex_files: dict[str, Elements]) -> None:
    """38 product teams, each a link to the list of its issues."""
    page = vtex_files["products/commerce/index.html"]
    lists = {urljoin("products/commerce/", link) for link in page.links if re.search(r"issues/product/commerce/[^/]+/", link)}
    assert len(lists) == 38
    assert {f"{each}index.html".removeprefix("/") for each in lists} <= set(vtex_files)


def test_their_pictures_are_links(vtex: Built, vtex_files: dict[str, Elements]) -> None:
    """A picture on another host is offered, and never loaded."""
    for name, page in vtex_files.items():
        assert [each for each in page.loaded if DEAD_ENDS.match(each) and not each.startswith(vtex.url)] == [], name
    pictures = [link for page in vtex_files.values() for link in page.links if re.search(r"^https?://.*\.(png|jpe?g|gif)\b", link)]
    assert len(pictures) > 100


# Hostile words --------------------------------------------------------------------------------------------------------------------------------

ATTACKED_KINDS = (
    "", "issues/", "issues/DEF-1/", "issues/DEF-2/", "issues/DEF-3/", "issues/KI-1/", "issues/product/desktop/ui/", "features/", "features/FEA-1/",
    "features/FEA-2/", "products/", "products/desktop/", "products/desktop/1.0/", "staff/", "staff/ada/", "staff/gone/", "staff/help/", "contact/",
    "feeds/", "build/",
)  # fmt: skip
UNSEEN = {"picture", "impostor", "commenter's name", "withdrawn title", "withdrawn reconsideration"}
"""What no page shows as text: a picture's words are its alternative; strangers stand under their handles, for a name is anybody's."""


def places() -> set[str]:
    """Every place of the hostile store that holds an attack."""
    found: set[str] = set()

    def say(place: str) -> str:
        found.add(place)
        return place

    hostile.records(say)
    return found


def test_hostile_words_do_nothing_and_are_read_as_words(browser: Browser, attacked: Built) -> None:
    """Whatever anybody writes anywhere stands on the page letter by letter, and fits 320 px; no script runs, nothing is asked for."""
    seen: set[str] = set()
    with opened(browser, attacked.url, width=320) as (page, heard):
        for path in ATTACKED_KINDS:
            visit(page, path)
            assert page.evaluate("window.hacked") is None, path
            assert overflowing(page) == [], path
            text = " ".join(page.inner_text("body").split())
            seen |= {place for place in places() if hostile.attacking(place) in text}
            if path == "issues/DEF-1/":
                assert page.locator(".tk-picture img").get_attribute("alt") == hostile.attacking("picture")
            if path == "build/":
                assert hostile.file_name(hostile.attacking) in text
                assert hostile.attacking("their status")[:40] in text
        assert heard.lines == []
    assert places() - seen == UNSEEN


def test_hostile_words_add_no_element_and_no_attribute(attacked: Built, spared: Path) -> None:
    """Every page has exactly the elements, attributes and scripts that it has when the same places hold harmless words."""
    hurt, whole = pages_below(attacked.folder), pages_below(spared)
    assert list(hurt) == list(whole)
    for name, page in hurt.items():
        assert page.skeleton == whole[name].skeleton, name
        code = [(given, text) for given, text in page.scripts if given.get("type") != "application/ld+json"]
        assert code == [(given, text) for given, text in whole[name].scripts if given.get("type") != "application/ld+json"], name
        assert not [attribute for _, given in page.tags for attribute in given if attribute.startswith("on")], name


def test_hostile_words_make_no_address_that_acts(attacked: Built) -> None:
    """Every address on every page is one of ours, or begins with https, http, mailto or tel."""
    for name, page in pages_below(attacked.folder).items():
        for each in (*page.links, *page.loaded, *page.alternates):
            assert urljoin(f"{attacked.url}{name}", each).startswith(("https://", "http://", "mailto:", "tel:")), (name, each)


def test_hostile_words_pass_through_json_and_feeds_unharmed(attacked: Built) -> None:
    """Linked data, API and feeds can be parsed, and say what was written."""
    title = hostile.attacking("title")
    page = Elements((attacked.folder / "issues/DEF-1/index.html").read_text())
    assert [said["headline"] for said in page.linked_data] == [title[:110]]  # what search engines take
    person = Elements((attacked.folder / "staff/ada/index.html").read_text()).linked_data
    assert [said["name"] for said in person] == [hostile.attacking("name")]
    for path in attacked.folder.rglob("*.json"):
        json.loads(path.read_bytes())
    assert json.loads((attacked.folder / "api/v1/issues/DEF-1.json").read_bytes())["title"] == title
    etree.parse(attacked.folder / "sitemap.xml")
    parsed = {path: feedparser.parse(path.read_bytes()) for path in (*attacked.folder.rglob("*.rss"), *attacked.folder.rglob("*.atom"))}
    assert {path for path, feed in parsed.items() if feed.bozo} == set()
    assert any(title in entry.title for feed in parsed.values() for entry in feed.entries)


def test_hostile_addresses_and_versions_stay_whole(attacked: Built) -> None:
    """A version that looks like markup has its page, and links to it arrive there."""
    host = Host(attacked.url)
    page = Elements((attacked.folder / "products/desktop/index.html").read_text())
    links = [urljoin(f"{attacked.url}products/desktop/", each) for each in page.links]
    release = [each for each in links if "3Cimg" in each]
    assert release
    assert all(host.get(each)[0] == 200 for each in release)
    assert hostile.ADDRESS in Elements((attacked.folder / "issues/DEF-1/index.html").read_text()).links
