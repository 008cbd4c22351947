"""Whether the search finds a known issue from its own words: the built VTEX site, asked in a real Chromium."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from string import ascii_lowercase
from typing import Any

import regex
from playwright.sync_api import Page, sync_playwright

from bench.lists import served

EXAMPLE = "example: TRACKER_DATA=../data python -m bench known-item"
BUNDLE = "vtex-known-issues.bundle"
SITE = Path(__file__).parent.parent / "examples" / "vtex"
BROWSERS = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")
SEED = 1
SAMPLE = 200
TOP = 5
_FIELDS = ("summary_markdown", "description_markdown", "steps_to_reproduce_markdown")
_STOP = frozenset(
    [
        "about",
        "after",
        "again",
        "also",
        "been",
        "before",
        "being",
        "cannot",
        "could",
        "does",
        "doing",
        "down",
        "during",
        "each",
        "from",
        "further",
        "have",
        "having",
        "here",
        "into",
        "itself",
        "just",
        "more",
        "most",
        "once",
        "only",
        "other",
        "over",
        "same",
        "should",
        "some",
        "such",
        "than",
        "that",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "under",
        "until",
        "very",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "will",
        "with",
        "would",
        "your",
    ]
)
_ASK = """async ([root, asked, top]) => {
  const { openSearch, readerOf } = await import(root + "assets/tracker/search/engine.js");
  const search = await openSearch({ read: readerOf(root + "search/") });
  const found = [];
  for (const query of asked) found.push((await search.find(query)).hits.slice(0, top).map((hit) => hit.id));
  return found;
}"""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to ask for an issue that one has read, and how often it must be among the first five."""

    name: str
    wanted: float
    ask: Callable[[str, Random], str | None]


def five_words(body: str, rng: Random) -> str | None:
    """Five of the distinct words of more than three letters; None where there are no five."""
    distinct = sorted({word.lower() for word in regex.findall(r"\p{L}+", body) if len(word) > 3 and word.lower() not in _STOP})
    return " ".join(rng.sample(distinct, 5)) if len(distinct) >= 5 else None


def five_in_a_row(body: str, rng: Random) -> str | None:
    """Five words as they stand, with their signs."""
    every = body.split()
    if len(every) < 5:
        return None
    at = rng.randrange(len(every) - 4)
    return " ".join(every[at : at + 5])


def five_with_a_slip(body: str, rng: Random) -> str | None:
    """Five words of which one, of five letters or more, has a letter too many, too few, another one, or two changed over."""
    asked = five_words(body, rng)
    words = asked.split() if asked else []
    long = [at for at, word in enumerate(words) if len(word) >= 5]
    if not long:
        return None
    at = rng.choice(long)
    words[at] = slipped(words[at], rng)
    return " ".join(words)


def slipped(word: str, rng: Random) -> str:
    """The word with one random edit."""
    at, letter = rng.randrange(len(word)), rng.choice(ascii_lowercase)
    kind = rng.choice(("insert", "delete", "substitute", "transpose"))
    if kind == "insert":
        return word[:at] + letter + word[at:]
    if kind == "delete":
        return word[:at] + word[at + 1 :]
    if kind == "substitute":
        return word[:at] + letter + word[at + 1 :]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


WAYS = (
    Way("five words of the body", 0.97, five_words),
    Way("five consecutive words", 0.88, five_in_a_row),
    Way("five words, one misspelt", 0.90, five_with_a_slip),
)


def bodies(site: Path) -> Iterator[tuple[str, str]]:
    """The id and the body, without the title, of every issue of a built site."""
    for file in sorted((site / "api" / "v1" / "issues").glob("*.json")):
        told: dict[str, Any] = json.loads(file.read_bytes())
        texts = [told.get(name) for name in _FIELDS] + [each["steps_markdown"] for each in told.get("workarounds", ())]
        yield told["id"], "\n".join(text for text in texts if text)


def ask(page: Page, root: str, queries: Sequence[str]) -> list[list[str]]:
    """The first hits of each query, by the engine of a page of the site."""
    found: list[list[str]] = page.evaluate(_ASK, [root, list(queries), TOP])
    return found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m bench known-item`."""
    parser.add_argument("--data", type=Path, default=os.environ.get("TRACKER_DATA"), help=f"folder with {BUNDLE} (default: $TRACKER_DATA)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"another seed, other issues and words (default: {SEED})")
    parser.add_argument("--sample", type=int, default=SAMPLE, metavar="N", help=f"how many issues (default: {SAMPLE})")


def main(options: argparse.Namespace) -> None:
    """Build, ask, and print a figure for each way."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not options.data or not (Path(options.data) / BUNDLE).is_file() or browser is None:
        sys.stdout.write(f"known items are left out: they need {BUNDLE} (say where with --data or TRACKER_DATA) and Chromium\n")
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name) / "vtex"
        shutil.copytree(SITE, folder)
        shutil.copy(Path(options.data) / BUNDLE, folder)
        subprocess.run([sys.executable, "-m", "tracker", "build", "--quiet", "-f", str(folder / "mkdocs.yml")], check=True, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
        sys.stdout.write(_measured(folder / "site", browser, options.seed, options.sample))


def _measured(site: Path, browser: str, seed: int, sample: int) -> str:
    rng = Random(seed)  # noqa: S311 - a reproducible sample, not a secret
    known = list(bodies(site))
    rng.shuffle(known)
    asked = [(wanted, said) for wanted, body in known if all(said := tuple(way.ask(body, rng) for way in WAYS))][:sample]
    lines = [f"known items: {len(asked)} of {len(known):,} VTEX issues, seed {seed}, among the first {TOP}"]
    with served(site) as root, sync_playwright() as playwright:
        page = (running := playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])).new_page()
        page.goto(root)
        for at, way in enumerate(WAYS):
            found = ask(page, root, [said[at] or "" for _, said in asked])
            share = sum(wanted in hits for (wanted, _), hits in zip(asked, found, strict=True)) / len(asked)
            lines.append(f"{way.name:28}{share:7.1%}   (at least {way.wanted:.0%})")
        running.close()
    return "\n".join(lines) + "\n"
