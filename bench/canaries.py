"""Pieces that must not be published, what only looks like them, and a site that says all of them."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import yaml

from bench.generate import run_git
from tracker.model.vocabulary import LeakKind
from tracker.views.firewall.wall import MARK, Wall

CASES = Path(__file__).parent.parent / "tests" / "cases" / "firewall"
CUSTOMERS = ("Halvorsen Logistik", "Brightwater Foods", "Zephyrine", "Nordwind Textil", "北星商事", "Kastanienhof")
"""The list beside the cases."""


@dataclass(frozen=True, slots=True)
class Canary:
    """A piece that must not be published, in a text around it."""

    kind: LeakKind
    text: str
    hidden: str
    """As it is typed."""
    reads: str
    """As it reads, where it is spelt in another way."""

    @property
    def words(self) -> frozenset[str]:
        """What may not be left of it: every word of four letters or figures that the text around it does not say, too."""
        around = self.text.replace(self.hidden, "").lower()
        return frozenset(w for w in re.findall(r"\w{4,}", f"{self.hidden} {self.reads}".lower()) if w not in around)

    def shows_in(self, published: str) -> bool:
        """Something of it is left there."""
        forms = {published, unescape(published)}
        low = MARK.sub("", published).lower()
        return any(piece and piece in form for piece in (self.hidden, self.reads) for form in forms) or any(word in low for word in self.words)


def canaries() -> list[Canary]:
    made = []
    for case in yaml.safe_load((CASES / "canaries.yml").read_text("utf-8")):
        hidden = "".join(case["hides"])
        made.append(Canary(LeakKind(case["kind"]), case["say"].replace("{}", hidden), hidden, case.get("reads", "")))
    return made


def harmless() -> list[str]:
    """What only looks like a leak."""
    return [case["say"] for case in yaml.safe_load((CASES / "harmless.yml").read_text("utf-8"))]


def wall() -> Wall:
    return Wall(customers=CUSTOMERS)


def write_canaries(folder: Path, pieces: Sequence[Canary]) -> None:
    """A site whose issues say the pieces: in one file of ours for each, by a stranger; and in one of somebody else's repository, in every field a mapping fills."""
    content = folder / "content"
    (content / "defects").mkdir(parents=True)
    (folder / "theirs").mkdir()
    (folder / "customers.txt").write_text("\n".join(CUSTOMERS), "utf-8")
    _write(
        folder / "mkdocs.yml",
        {"site_name": "A", "site_url": "https://a.example/", "theme": {"name": "material"}, "docs_dir": "content/pages", "plugins": ["tracker"]},
    )
    (content / "pages").mkdir()
    fields = ("title", "summary", "description", "steps_to_reproduce", "symptoms")
    source = {
        "name": "theirs", "git": "theirs", "files": "*.json", "format": "json", "kind": "defect",
        "map": {"id": "id", "status": "status", "opened": "opened", "platforms": "symptoms", **{f: f for f in fields}},
        "defaults": {"product": "app", "severity": "minor"},
    }  # fmt: skip
    _write(
        content / "tracker.yml",
        {
            "organisation": {"name": "A", "url": "https://a.example/"},
            "products": [{"id": "app", "name": "App", "versioning": "continuous"}],
            "publication": {"customers": "customers.txt"},
            "sources": [source],
        },
    )
    for at, piece in enumerate(pieces):
        line = " ".join(piece.text.split("\n"))
        said = {"title": line[:400], "summary": piece.text, "description": f"Before.\n\n{piece.text}\n\nAfter.", "symptoms": [line[:400]]}
        theirs = {"id": f"THEIRS-{at}", "status": "confirmed", "opened": "2026-01-05", **said, "steps_to_reproduce": f"1. {line}"}
        (folder / "theirs" / f"{at}.json").write_text(json.dumps(theirs), "utf-8")
        comment = {"at": "2026-01-08T18:20:00Z", "by": {"platform": "github", "handle": f"octo{at}", "name": line[:400]}, "text": piece.text}
        ours = {"title": "A", "status": "confirmed", "severity": "minor", "product": "app", "opened": "2026-01-05", "comments": [comment]}
        _write(content / "defects" / f"DEF-{at}.yml", ours)
    for command in (
        ("init", "--quiet"),
        ("add", "--all"),
        ("-c", "user.name=A", "-c", "user.email=a@a.example", "commit", "--quiet", "--message", "A"),
    ):
        run_git(folder / "theirs", *command)


def _write(path: Path, value: object) -> None:
    path.write_text(yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000), "utf-8")
