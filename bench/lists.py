"""What filters on a list cost its readers: bytes fetched, and milliseconds from the press to the rows, in a real Chromium."""

import argparse
import gzip
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from threading import Thread

from playwright.sync_api import Browser, Page, Response, sync_playwright

from bench.generate import SEED, generated, write_store

EXAMPLE = "example: python -m bench lists --issues 10000"
_BROWSERS = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
_PRESS = """(selector) => new Promise((done) => {
  const start = performance.now();
  const seen = new MutationObserver(() => { seen.disconnect(); requestAnimationFrame(() => done(performance.now() - start)); });
  seen.observe(document.querySelector(".tk-list [role=status]"), { childList: true });
  const pressed = document.querySelector(selector);
  if (pressed instanceof HTMLFormElement) { pressed.querySelector("input").value = "export files"; pressed.requestSubmit(); } else { pressed.click(); }
})"""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a reader does on the list as it is after the steps before it."""

    name: str
    selector: str


STEPS = (
    Step("first choice: a severity", "[data-choices] a[data-facet=severity]"),
    Step("a status too", '[data-choices] a[data-facet=status][data-value="in-progress"]'),
    Step("a product too (its versions are counted)", "[data-choices] a[data-facet=product]"),
    Step("a version too", "[data-choices] a[data-facet=version]"),
    Step("all again", '[data-choices] a[data-facet=""]'),
    Step("newest change first", 'button[data-sort="updated"]'),
    Step("the next page of it", 'a[data-turn][rel="next"]'),
    Step("two words of titles", "form.tk-filter-words"),
    Step("without the words", ".tk-chips a"),
    Step("by title", 'button[data-sort="title"]'),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What one step took: milliseconds, and what was fetched for it, as it is and compressed as most hosts send it."""

    milliseconds: float
    files: int
    plain: int
    packed: int


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def walk(browser: Browser, url: str) -> dict[str, Taken]:
    """All steps on a fresh page with an empty cache, one after the other."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    fetched: list[Response] = []
    page.on("response", lambda response: fetched.append(response) if "/rows/" in response.url else None)
    page.goto(f"{url}issues/")
    page.wait_for_selector("html[data-ready]", state="attached")
    found = {"reading the list": _taken(0.0, fetched)}
    for step in STEPS:
        found[step.name] = _press(page, step, fetched)
    context.close()
    return found


def _press(page: Page, step: Step, fetched: list[Response]) -> Taken:
    fetched.clear()
    spent: float = page.evaluate(_PRESS, step.selector)
    return _taken(spent, fetched)


def _taken(milliseconds: float, fetched: Sequence[Response]) -> Taken:
    bodies = [response.body() for response in fetched]
    return Taken(milliseconds, len(bodies), sum(map(len, bodies)), sum(len(gzip.compress(body)) for body in bodies))


def table(count: int, walks: Sequence[dict[str, Taken]]) -> str:
    """Medians over the walks."""
    lines = [f"{count:,} issues, median of {len(walks)}", f"{'':42}{'ms':>7}{'files':>7}{'kB':>8}{'kB gzip':>9}"]
    for name in walks[0]:
        taken = [walk[name] for walk in walks]
        spent = median(each.milliseconds for each in taken)
        lines.append(f"{name:42}{spent:7.0f}{taken[0].files:7}{taken[0].plain / 1000:8.1f}{taken[0].packed / 1000:9.1f}")
    return "\n".join(lines)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m bench lists`."""
    parser.add_argument("--issues", type=int, default=10_000, metavar="N", help="how many issues (default: 10000)")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="walks, each with an empty cache (default: 3)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"another seed, another content (default: {SEED})")


def main(options: argparse.Namespace) -> None:
    """Build the site, walk, and print a table."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        sys.exit(f"no browser to look with: none of {', '.join(_BROWSERS)} is on the PATH")
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        write_store(generated(options.issues, options.seed), folder)
        subprocess.run([sys.executable, "-m", "tracker", "build", "--quiet", "-f", str(folder / "mkdocs.yml")], check=True)  # noqa: S603 - our own command
        with served(folder / "site") as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
            walks = [walk(browser, url) for _ in range(options.repeat)]
            browser.close()
    sys.stdout.write(f"{table(options.issues, walks)}\n")
