"""What tests of a built site share: a host on loopback, a real Chromium that hears everything a page says, and a reader of HTML files."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatch
from functools import cache, partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

from tracker.hosts.builder import build_site

NAMES = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
"""The last one cuts the network off: a page that asks another host for anything gets nothing."""
WIDTHS = (1280, 320)
HEIGHT = 900
PATIENCE = 60_000
"""Milliseconds for what ought to be there at once; the machine may be busy."""
_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_AXE = """([rules, tags]) => axe.run(
    {runOnly: rules.length ? {type: "rule", values: rules} : {type: "tag", values: tags}, resultTypes: ["violations"]})"""
_SETTLED = """() => document.getAnimations().length === 0
    && [...document.querySelectorAll("pre > code")].every((code) => code.scrollWidth <= code.clientWidth || code.tabIndex >= 0)"""
"""Material lets the keyboard reach a block of code once it has noticed that the block is wider than its place."""


expect.set_options(timeout=PATIENCE)


# Building and serving -------------------------------------------------------------------------------------------------------------------------


def build(folder: Path, url: str, now: datetime) -> Path:
    """The site of the mkdocs.yml in a folder, built to live at an address. Gives the folder of what is published."""
    outcome = build_site(folder / "mkdocs.yml", {"site_url": url}, now=now, clean=False, tell=lambda *_: None)
    assert outcome.published, outcome.checked.problems
    return outcome.site.output


def _headers(text: str) -> tuple[tuple[str, str, str], ...]:
    """Pattern, name and value of each line of `_headers`, the file by which hosts are told what to send."""
    found, pattern = [], ""
    for line in text.splitlines():
        if line[:1].strip():
            pattern = line.strip()
        elif line.strip():
            name, _, value = line.strip().partition(": ")
            found.append((pattern, name, value))
    return tuple(found)


class _Host(SimpleHTTPRequestHandler):
    """A static host, which answers with 404.html where nothing is, and may know `_headers`."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, *args: Any, folder: Path, path: str, knows_headers: bool) -> None:
        self._base, self._folder = path, folder
        known = folder / "_headers"
        self._headers = _headers(known.read_text("utf-8")) if knows_headers and known.is_file() else ()
        super().__init__(*args, directory=str(folder))

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix(self._base.rstrip("/")) if path.startswith(self._base) else "/nothing/is/here")

    def guess_type(self, path: str) -> str:
        return self._sent().get("Content-Type") or super().guess_type(path)

    def end_headers(self) -> None:
        for name, value in self._sent().items():
            if name != "Content-Type":
                self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = self._folder / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _sent(self) -> dict[str, str]:
        path = "/" + self.path.partition("?")[0].removeprefix(self._base)
        return {name: value for pattern, name, value in self._headers if fnmatch(path, pattern)}

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    """A page asks for all its files at once; those for which there is no room in the queue would be asked for again a second later."""


@contextmanager
def hosted(folder: Path, path: str = "/", *, knows_headers: bool = True) -> Iterator[str]:
    """The address at which a folder is served, which may be filled later; `path` begins and ends with a slash."""
    server = _Server(("127.0.0.1", 0), partial(_Host, folder=folder, path=path, knows_headers=knows_headers))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{path}"
    finally:
        server.shutdown()
        server.server_close()


# Looking --------------------------------------------------------------------------------------------------------------------------------------


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium or Chrome; the test is skipped where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no browser to look with: none of {', '.join(NAMES)} is on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS), timeout=2 * PATIENCE)
        yield browser
        browser.close()


@dataclass
class Heard:
    """What reaches the outside from the pages of a context: words on the console, exceptions, dialogs, requests to other hosts."""

    host: str
    lines: list[str] = field(default_factory=list)

    def message(self, message: ConsoleMessage) -> None:
        self.lines.append(f"console {message.type}: {message.text}")

    def request(self, request: Request) -> None:
        if not request.url.startswith((self.host, "data:")):
            self.lines.append(f"request: {request.url}")


@contextmanager
def opened(browser: Browser, url: str, *, width: int = WIDTHS[0], **settings: Any) -> Iterator[tuple[Page, Heard]]:
    """An empty page of a context of its own, and what is heard from it. `url` is the site's."""
    context: BrowserContext = browser.new_context(
        base_url=url, viewport={"width": width, "height": HEIGHT}, reduced_motion="reduce", service_workers="block", **settings
    )
    context.set_default_timeout(PATIENCE)
    heard = Heard("/".join(url.split("/")[:3]) + "/")
    context.on("console", heard.message)
    context.on("weberror", lambda error: heard.lines.append(f"exception: {error.error}"))
    context.on("request", heard.request)
    context.on("dialog", lambda dialog: (heard.lines.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    try:
        yield context.new_page(), heard
    finally:
        context.close()


def visit(page: Page, path: str) -> None:
    """Open a page of the site (`path` without a slash at the front) and wait until its scripts have settled."""
    page.goto(path)
    page.wait_for_selector("html[data-ready]", state="attached")


_KNOWS_PAGES = """() => {
    const parse = DOMParser.prototype.parseFromString;
    DOMParser.prototype.parseFromString = function (text, kind) {
        setTimeout(() => { window.knowsPages ||= kind === "text/xml"; });
        return parse.call(this, text, kind);
    };
}"""


def visit_instantly(page: Page, path: str) -> None:
    """Open a page of a site whose theme fetches the next page itself, and wait until it can: before it has read the sitemap, links are followed as ever."""
    page.add_init_script(f"({_KNOWS_PAGES})()")
    visit(page, path)
    page.wait_for_function("window.knowsPages")


@dataclass(frozen=True)
class Look:
    """What a browser finds on one page in one colour scheme, wide and narrow."""

    heard: Sequence[str]
    faults: Sequence[str]
    """What axe says."""
    overflow: Sequence[str]


def look(page: Page, heard: Heard, path: str) -> Look:
    """Visit a page and look at it in each width. What was heard so far is forgotten."""
    heard.lines.clear()
    faults, overflow = [], []
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    visit(page, path)
    for width in WIDTHS:
        resize(page, width)
        overflow += [f"at {width} px: {wide}" for wide in overflowing(page)]
        faults += [f"at {width} px: {fault}" for fault in axe(page)]
    return Look(tuple(heard.lines), tuple(faults), tuple(overflow))


def resize(page: Page, width: int) -> None:
    """Make the window as wide, and wait until the page knows."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.wait_for_function("(width) => innerWidth === width", arg=width)


def overflowing(page: Page) -> list[str]:
    """The page's own width and the window's, where one has to scroll sideways to read."""
    has, fits = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [f"{has} px wide in {fits} px"] if has > fits else []


@cache
def _axe_source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def axe(page: Page, *rules: str) -> list[str]:
    """What axe (https://github.com/dequelabs/axe-core) finds wrong with the page as it is; all of WCAG 2.2 AA and good practice, or these rules."""
    # Evaluated by the debugger, so that the page's policy stays as it is.
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(_axe_source())
    page.wait_for_function(_SETTLED)
    found = page.evaluate(_AXE, [rules, _TAGS])["violations"]
    return [f"{v['id']}: {' '.join(n['target'])}: {' '.join(n['failureSummary'].split())}" for v in found for n in v["nodes"]]


# Reading files --------------------------------------------------------------------------------------------------------------------------------

_LOADED = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "embed": "src",
    "object": "data",
    "input": "src",
}
_LINKS_LOADED = {"stylesheet", "icon", "preload", "modulepreload", "preconnect", "dns-prefetch", "prefetch", "manifest"}


class Elements(HTMLParser):
    """The elements of an HTML file, in order, read by a parser that knows nothing of how the file was made."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, Mapping[str, str]]] = []
        self.scripts: list[tuple[Mapping[str, str], str]] = []
        self.words = ""
        self._within = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        self._within = tag if tag in {"script", "style"} else ""
        if tag == "script":
            self.scripts.append((given, ""))

    def handle_endtag(self, _tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "script":
            attributes, text = self.scripts[-1]
            self.scripts[-1] = (attributes, text + data)
        elif not self._within:
            self.words += data

    @property
    def ids(self) -> set[str]:
        return {given[name] for tag, given in self.tags for name in ("id", "name") if name in given and (name == "id" or tag == "a")}

    @property
    def links(self) -> list[str]:
        """Where readers can go."""
        return [given["href"] for tag, given in self.tags if tag in {"a", "area"} and "href" in given]

    @property
    def loaded(self) -> list[str]:
        """What a browser asks for by itself."""
        found = [given[_LOADED[tag]] for tag, given in self.tags if _LOADED.get(tag) in given]
        found += [source.split()[0] for _, given in self.tags if given.get("srcset") for source in given["srcset"].split(",")]
        return found + [given["href"] for tag, given in self.tags if tag == "link" and _LINKS_LOADED & set(given.get("rel", "").split())]

    @property
    def alternates(self) -> list[str]:
        """Other addresses that the head names: the page's own, its feeds, its neighbours."""
        return [
            given["href"] for tag, given in self.tags if tag == "link" and "href" in given and not _LINKS_LOADED & set(given.get("rel", "").split())
        ]

    @property
    def linked_data(self) -> list[Any]:
        return [json.loads(text) for given, text in self.scripts if given.get("type") == "application/ld+json"]

    @property
    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every element with the names of its attributes, and nothing that anybody wrote."""
        return [(tag, tuple(given)) for tag, given in self.tags]


def pages_below(folder: Path) -> dict[str, Elements]:
    """Every HTML file of a site, by its name."""
    return {path.relative_to(folder).as_posix(): Elements(path.read_text("utf-8")) for path in sorted(folder.rglob("*.html"))}
