"""What a search costs its readers and its builders: ours beside Material's own and Pagefind, on the same issues, in one run."""

import argparse
import gc
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

import regex
from playwright.sync_api import Browser, Page, Response, sync_playwright

from bench.generate import SEED, Generated, generated, write_store
from bench.known_item import BROWSERS, five_words
from bench.lists import served
from bench.peer import write_peer
from tracker.hosts.builder import read_site
from tracker.pipeline import edition_of
from tracker.site.edition import Edition
from tracker.site.search import index_files, subjects
from tracker.store.kept import KeptBytes
from tracker.views.index import index

EXAMPLE = "example: python -m bench search --issues 1000 --issues 10000"
QUERIES = 7
_OURS = """async ([root, query]) => {
  const start = performance.now();
  const { openSearch, readerOf } = await import(root + "assets/tracker/search/engine.js");
  const search = await openSearch({ read: readerOf(root + "search/") });
  const found = await search.find(query);
  return [performance.now() - start, found.hits.length];
}"""
_BOX = """([selector, shown, query]) => new Promise((done) => {
  const input = document.querySelector(selector);
  const start = performance.now();
  const look = () => document.querySelector(shown) ? done([performance.now() - start, 1]) : setTimeout(look, 5);
  input.focus();
  input.value = query;
  input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true, key: "a" }));
  look();
})"""
_PAGEFIND = """async ([root, query]) => {
  const start = performance.now();
  const pagefind = await import(root + "pagefind/pagefind.js");
  const found = await pagefind.search(query);
  await Promise.all(found.results.slice(0, 20).map((each) => each.data()));
  return [performance.now() - start, found.results.length];
}"""


@dataclass(frozen=True, slots=True)
class Answered:
    """A first question to a page that has fetched nothing of the search before: milliseconds, and bytes as a plain host sends them."""

    milliseconds: float
    size: int
    files: int
    has_results: bool


@dataclass(frozen=True, slots=True)
class Indexed:
    """Seconds to make an index, anew and after one record was changed, added or deleted, and the bytes of its files."""

    cold: float
    changed: float | None
    added: float | None
    deleted: float | None
    size: int


Asking = Callable[[Page, str, str], tuple[float, int]]


def _ours(page: Page, root: str, query: str) -> tuple[float, int]:
    spent, count = page.evaluate(_OURS, [root, query])
    return spent, count


def _material(page: Page, root: str, query: str) -> tuple[float, int]:
    del root
    spent, count = page.evaluate(_BOX, ["[data-md-component=search-query]", ".md-search-result__item", query])
    return spent, count


def _pagefind(page: Page, root: str, query: str) -> tuple[float, int]:
    spent, count = page.evaluate(_PAGEFIND, [root, query])
    return spent, count


def answers(browser: Browser, site: Path, ask: Asking, queries: Sequence[str], is_theirs: Callable[[str], bool]) -> list[Answered]:
    """Each query on a page of its own, nothing cached. Counted is what belongs to the search."""
    found: list[Answered] = []
    with served(site) as root:
        for query in queries:
            context = browser.new_context()
            context.set_default_timeout(120_000)
            page = context.new_page()
            fetched: list[Response] = []
            page.on("response", partial(fetched.append))  # playwright leaves a mark on what it is given, which a method cannot carry
            page.goto(root)
            page.wait_for_load_state("networkidle")
            spent, count = ask(page, root, query)
            counted = [response for response in fetched if is_theirs(response.url.removeprefix(root))]
            found.append(Answered(spent, sum(len(response.body()) for response in counted), len(counted), bool(count)))
            context.close()
    return found


def ours_indexed(folder: Path) -> Indexed:
    """Our index alone, apart from the rest of a build, with the records of the store in memory."""
    site, _, store = read_site(folder / "mkdocs.yml")
    if store is None:
        sys.exit(f"{folder} cannot be read")
    edition = edition_of(store, site, datetime(2026, 3, 1, tzinfo=UTC), {})
    issues = edition.index.public.issues
    middle = len(issues) // 2
    one = replace(issues[middle], title=f"{issues[middle].title} afterwards", description=f"{issues[middle].description} Another sentence.")
    spent: list[float] = []
    # As in `tracker build`, which makes many values and few cycles.
    gc.disable()
    made: Mapping[str, bytes] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        kept = KeptBytes(Path(name), "search")
        for some in (issues, (*issues[:middle], one, *issues[middle + 1 :]), (*issues[:middle], *issues[middle + 1 :]), issues):
            changed = _edition(edition, some)
            begun = time.perf_counter()
            made = {name: file.read() for name, file in index_files(subjects(changed, ()), changed.index.public, kept, "bench")}
            spent.append(time.perf_counter() - begun)
    gc.enable()
    cold, after, deleted, added = spent
    return Indexed(cold, after, added, deleted, sum(map(len, made.values())))


def _edition(edition: Edition, issues: Sequence[object]) -> Edition:
    return replace(edition, index=index(replace(edition.index.public, issues=tuple(issues)), edition.index.today))  # type: ignore[arg-type]


def timed(command: Sequence[str]) -> float:
    """Seconds that a command takes."""
    begun = time.perf_counter()
    run = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - commands of ours
    if run.returncode:
        sys.exit(f"{' '.join(command)} ended with {run.returncode}:\n{run.stdout[-1000:]}{run.stderr[-2000:]}")
    return time.perf_counter() - begun


def weight(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def queries_of(store: Generated, seed: int) -> list[str]:
    """Words of some issues, as their readers would type them."""
    rng = Random(seed)  # noqa: S311 - a reproducible sample, not a secret
    asked = (five_words(regex.sub(r"[^\p{L}]+", " ", issue.description), rng) for issue in rng.sample(list(store.issues), QUERIES * 3))
    return [query for query in asked if query][:QUERIES]


def measured(count: int, seed: int, work: Path, browser: Browser) -> Iterator[tuple[str, Indexed, list[Answered]]]:
    """Every contestant on the same issues."""
    store = generated(count, seed)
    queries = queries_of(store, seed)
    own, peer, bare = work / "own", work / "peer", work / "bare"
    write_store(store, own)
    timed([sys.executable, "-m", "tracker", "build", "--quiet", "-f", str(own / "mkdocs.yml")])
    is_ours = ("search/", "assets/tracker/search/")
    yield "tracker", ours_indexed(own), answers(browser, own / "site", _ours, queries, lambda path: path.startswith(is_ours))
    if shutil.which("pagefind") or _has_pagefind():
        spent = timed([sys.executable, "-m", "pagefind", "--site", str(own / "site"), "--glob", "{issues,features}/*/index.html"])
        found = answers(browser, own / "site", _pagefind, queries, lambda path: path.startswith("pagefind/"))
        yield "Pagefind", Indexed(spent, None, None, None, weight(own / "site" / "pagefind")), found
    write_peer(store, peer, search=True)
    write_peer(store, bare, search=False)
    with_search, without = (timed([sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(each / "mkdocs.yml")]) for each in (peer, bare))
    theirs = ("search/", "assets/javascripts/workers/", "assets/javascripts/lunr/")
    found = answers(browser, peer / "site", _material, [query.split()[0] for query in queries[:2]], lambda path: path.startswith(theirs))
    yield "Material (lunr)", Indexed(max(0.0, with_search - without), None, None, None, weight(peer / "site" / "search")), found


def _has_pagefind() -> bool:
    return subprocess.run([sys.executable, "-m", "pagefind", "--version"], check=False, capture_output=True).returncode == 0


def table(count: int, rows: Sequence[tuple[str, Indexed, list[Answered]]]) -> str:
    """Medians, and how many times ours that is."""
    lines = [
        f"{count:,} issues: the first results of a first question, and making the index",
        f"{'':18}{'kB':>9}{'x':>7}{'files':>7}{'answered':>10}{'ms':>8}{'x':>7}{'cold s':>9}{'x':>7}{'changed s':>11}{'added s':>9}{'deleted s':>11}{'index MB':>10}",
    ]
    ours = rows[0]
    for name, made, found in rows:
        size, spent = median(each.size for each in found), median(each.milliseconds for each in found)
        one = [
            f"{name:18}{size / 1000:9.0f}{size / median(each.size for each in ours[2]):7.1f}{median(each.files for each in found):7.0f}{f'{sum(each.has_results for each in found)}/{len(found)}':>10}",
            f"{spent:8.0f}{spent / median(each.milliseconds for each in ours[2]):7.1f}{made.cold:9.2f}{made.cold / ours[1].cold:7.1f}",
            *(
                f"{seconds:{width}.2f}" if seconds is not None else f"{'all anew':>{width}}"
                for seconds, width in ((made.changed, 11), (made.added, 9), (made.deleted, 11))
            ),
            f"{made.size / 1e6:10.1f}",
        ]
        lines.append("".join(one))
    return "\n".join(lines)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m bench search`."""
    parser.add_argument("--issues", type=int, action="append", metavar="N", help="how many issues; repeatable (default: 1000 and 10000)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"another seed, another content (default: {SEED})")


def main(options: argparse.Namespace) -> None:
    """Measure, and print a table per size."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        sys.exit(f"no browser to look with: none of {', '.join(BROWSERS)} is on the PATH")
    for count in options.issues or [1000, 10_000]:
        with tempfile.TemporaryDirectory(prefix="bench-") as name, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
            rows = list(measured(count, options.seed, Path(name), browser))
            browser.close()
        sys.stdout.write(f"{table(count, rows)}\n\n")
        sys.stdout.flush()
