"""Real advisories (OSV events, PEP 440) answered by our Python and by the browser's code, beside what their publisher says."""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.version import Version as Pep440

from bench import node, twins
from tracker.model.issue import Fix, Range
from tracker.model.settings import Product, Release
from tracker.model.values import Version
from tracker.model.vocabulary import Answer
from tracker.site.affects_data import table
from tracker.views.affected import ReleaseLine

EXAMPLE = "example: TRACKER_DATA=../data python -m bench versions"
FILE = "version-vectors.json"


@dataclass(frozen=True)
class Advisory:
    """What somebody else's advisory says, as an issue of ours and as its publisher's list."""

    id: str
    package: str
    events: tuple[Mapping[str, str], ...]
    versions: tuple[str, ...]
    listed: frozenset[str]
    """The versions that the publisher lists as affected."""
    affected: tuple[Range, ...]
    checked_not_affected: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()
    workarounds: tuple[Any, ...] = ()

    @property
    def line(self) -> ReleaseLine:
        product = Product.model_validate({"id": "package", "name": self.package, "versioning": "pep440"})
        return ReleaseLine(product, [Release.model_validate({"version": v, "date": "2026-01-01"}) for v in self.versions])


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A version of which we say other than the publisher's list."""

    advisory: str
    package: str
    version: str
    is_listed: bool
    """Their list has it; we say that it is not affected."""
    by_events: bool
    """What their own events say of it, each compared in turn."""
    events: str

    @property
    def why(self) -> str:
        if self.by_events != self.is_listed:
            said = "affected" if self.by_events else "not affected"
            return f"by their own events, which we follow, it is {said} ({self.events})"
        return f"we differ from their events ({self.events})"


def advisories(file: Path) -> Iterator[Advisory]:
    for given in json.loads(file.read_text("utf-8")):
        events = tuple(event for several in given["ranges"] for event in several)
        ranges = tuple(r for several in given["ranges"] for r in _ranges(several))
        versions = (*given["affected"], *given["not_listed"])
        yield Advisory(given["id"], given["package"], events, versions, frozenset(given["affected"]), ranges)


def _ranges(events: Sequence[Mapping[str, str]]) -> Iterator[Range]:
    """The events of one range as ours: each beginning with the end that follows it."""
    begun: Version | None = None
    for event in events:
        (kind, text), *_ = event.items()
        version = Version(text)
        if kind == "introduced":
            if begun is not None:
                yield Range(introduced=begun)
            begun = version
        elif begun is not None:
            yield Range(introduced=begun, fixed=version) if kind == "fixed" else Range(introduced=begun, last_affected=version)
            begun = None
    if begun is not None:
        yield Range(introduced=begun)


def by_events(advisory: Advisory, version: str) -> bool:
    """OSV's own evaluation, event by event (https://ossf.github.io/osv-schema/#evaluation)."""
    asked, is_affected = Pep440(version), False
    for event in sorted(advisory.events, key=_when):
        (kind, at), *_ = event.items()
        if kind == "introduced" and (at == "0" or asked >= Pep440(at)):
            is_affected = True
        elif (kind == "fixed" and asked >= Pep440(at)) or (kind == "last_affected" and asked > Pep440(at)):
            is_affected = False
    return is_affected


def _when(event: Mapping[str, str]) -> tuple[bool, Pep440]:
    (_, at), *_ = event.items()
    return at != "0", Pep440(at)


def python_answers(found: Sequence[Advisory]) -> list[list[bool]]:
    """Whether we say affected, for each version of each advisory."""
    return [[said.answer is Answer.AFFECTED for said in advisory.line.answers(advisory)] for advisory in found]


def browser_answers(found: Sequence[Advisory]) -> list[list[bool]]:
    asked = [{"table": table(a.line, [a], releases_too=True), "versions": a.versions} for a in found]
    return [[said[0][0] == Answer.AFFECTED for said in versions] for versions in twins.asked(answers=asked)["answers"]]


def disagreements(found: Sequence[Advisory], answers: Sequence[Sequence[bool]]) -> list[Disagreement]:
    return [
        Disagreement(a.id, a.package, version, version in a.listed, by_events(a, version), _told(a))
        for a, row in zip(found, answers, strict=True)
        for version, said in zip(a.versions, row, strict=True)
        if said is not (version in a.listed)
    ]


def _told(advisory: Advisory) -> str:
    return ", ".join(f"{kind} {version}" for event in advisory.events for kind, version in event.items())


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=os.environ.get("TRACKER_DATA"), help=f"the folder of {FILE}; TRACKER_DATA by default")


def main(options: argparse.Namespace) -> None:
    """Print how many answers agree with the publisher's lists, and every one that does not."""
    if options.data is None or not (options.data / FILE).is_file():
        sys.stdout.write(f"versions: left out, as TRACKER_DATA names no folder with {FILE}\n")
        return
    found = list(advisories(options.data / FILE))
    total = sum(len(a.versions) for a in found)
    sys.stdout.write(f"{len(found)} advisories, {total:,} versions (PEP 440)\n")
    sides = {"python": python_answers, **({"browser (node)": browser_answers} if node.is_here() else {})}
    for name, answers in sides.items():
        begun = time.perf_counter()
        differing = disagreements(found, answers(found))
        took = time.perf_counter() - begun
        agreed = (total - len(differing)) / total
        sys.stdout.write(f"{name}: {agreed:.4%} agree with the publisher, {len(differing)} do not; {took:.2f} s\n")
        for d in differing:
            listed = "listed" if d.is_listed else "not listed"
            sys.stdout.write(f"  {d.advisory} {d.package} {d.version}: {listed} as affected; {d.why}\n")
