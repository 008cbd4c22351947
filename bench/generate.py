"""A store of invented issues on disk, with its git history and the site's mkdocs.yml: same seed, same bytes, same commits."""

import argparse
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random

from bench import spelling
from bench.company import LAST_DAY, company
from bench.issues import Inventor
from bench.records import Company, Issue, as_of

SEED = 1
COMMIT_DAYS = (date(2024, 6, 30), date(2025, 9, 30), LAST_DAY)
"""Issues opened by the first of these days stand in the first commit, as they were then; and so on."""

SITE_NAME = "Meridian Sync known issues"
SITE_URL = "https://issues.meridian.example/"
INDEX = f"# {SITE_NAME}\n\nInvented issues, to measure builds with.\n"
MKDOCS = f"""\
site_name: {SITE_NAME}
site_url: {SITE_URL}
docs_dir: content/pages
theme: {{name: material, font: false}}
plugins:
  - tracker: {{store: content}}
"""

EXAMPLE = "example: python -m bench generate --issues 1000 --git /tmp/store"
_BRANCH = "refs/heads/main"
_COMMITTER = "Meridian Bench <bench@meridian.example>"


@dataclass(frozen=True, slots=True)
class Generated:
    """A whole store: the company and its issues, oldest first."""

    company: Company
    issues: tuple[Issue, ...]


def generated(count: int, seed: int = SEED) -> Generated:
    """A store of `count` issues, the same for the same seed."""
    rng = Random(seed)  # noqa: S311 - reproducible content, not a secret
    firm = company(rng)
    return Generated(firm, tuple(Inventor(rng, firm).issues(count)))


def write_store(store: Generated, folder: Path, *, git: bool = False) -> None:
    """Write the site's folder: mkdocs.yml and content/. With `git`, also its history, one commit per COMMIT_DAYS."""
    for path, text in _files(store, LAST_DAY):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    if git:
        run_git(folder, "init", "--quiet")
        run_git(folder, "fast-import", "--quiet", stream=b"".join(_history(store)))
        run_git(folder, "reset", "--quiet")


def issue_path(issue: Issue) -> str:
    """Where an issue lives in content/: a folder per hundred, as large stores shard theirs."""
    kind = "defects" if issue.is_defect else "features"
    return f"{kind}/{int(issue.id.rpartition('-')[2]) // 100:02d}/{issue.id}.yml"


def _files(store: Generated, day: date) -> Iterator[tuple[str, str]]:
    """Every file as it read at the end of `day`. Releases and staff are there from the start, dated ahead."""
    yield "mkdocs.yml", MKDOCS
    yield ".gitignore", "/.tracker/\n/site/\n"
    yield "content/pages/index.md", INDEX
    yield "content/tracker.yml", spelling.tracker_yaml(store.company)
    for product in store.company.products:
        yield f"content/releases/{product.id}.yml", spelling.releases_yaml(product.releases)
    for one in store.company.staff:
        yield f"content/staff/{one.id}.yml", spelling.staff_yaml(one)
    for issue in store.issues:
        if issue.opened <= day:
            yield f"content/{issue_path(issue)}", spelling.issue_yaml(as_of(issue, day))


def _history(store: Generated) -> Iterator[bytes]:
    """The commits, in git's own words (git-fast-import(1)); each holds what differs from the one before."""
    committed: dict[str, str] = {}
    for day in COMMIT_DAYS:
        seconds = int(datetime.combine(day, time(20), tzinfo=UTC).timestamp())
        yield f"commit {_BRANCH}\ncommitter {_COMMITTER} {seconds} +0000\n".encode()
        yield _data(f"The issues as of {day}\n")
        for path, text in _files(store, day):
            if committed.get(path) != text:
                committed[path] = text
                yield f"M 100644 inline {path}\n".encode()
                yield _data(text)


def _data(text: str) -> bytes:
    content = text.encode()
    return b"data %d\n%b\n" % (len(content), content)


def run_git(folder: Path, *arguments: str, stream: bytes | None = None) -> None:
    """Run git, deaf to anybody's own configuration, so that it does the same everywhere."""
    deaf = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-c", "init.defaultBranch=main", "-C", str(folder), *arguments]
    subprocess.run(command, check=True, env={**os.environ, **deaf}, input=stream)  # noqa: S603 - fixed words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m bench generate`."""
    parser.add_argument("folder", type=Path, help="where to write; must be absent or empty")
    parser.add_argument("--issues", type=int, default=1000, metavar="N", help="how many issues (default: 1000)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"another seed, another store (default: {SEED})")
    parser.add_argument("--git", action="store_true", help="commit it, in three commits")


def main(options: argparse.Namespace) -> None:
    """Write a store."""
    write_store(generated(options.issues, options.seed), options.folder, git=options.git)
