"""Editions to try things on: the example store's, and ones made of a few values."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tracker.model.issue import Fix, Range
from tracker.model.public import Public, PublicIssue, PublicStaff, PublicUpdate, Signature
from tracker.model.settings import Component, Organisation, Product, Release
from tracker.model.site import Site
from tracker.model.values import IssueId, Slug, StaffId
from tracker.model.vocabulary import DefectStatus, IssueKind, Severity, StaffKind, Versioning
from tracker.site import media
from tracker.site.edition import Edition
from tracker.store.reader import read
from tracker.views.index import index
from tracker.views.publication import publish
from tracker.workers import Workers

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
URL = "https://status.meridian.example/known/"


def site(url: str = URL) -> Site:
    return Site(config_file=ROOT / "mkdocs.yml", store=ROOT / "content", output=ROOT / "site", url=url, name="Meridian Sync status")


@cache
def example(url: str = URL) -> Edition:
    """The example store as it is published on 23 November 2026."""
    with Workers(1) as workers:
        reading = read(site(url), workers)
    assert reading.tracker, reading.problems
    derived = index(publish(reading.tracker, NOW), NOW.date())
    prepared = {name: media.prepare(name, (ROOT / "content" / name).read_bytes()) for name in media.wanted(derived.public)}
    return Edition(site(url), derived, prepared)


DESKTOP = Product(
    id=Slug("desktop"),
    name="Meridian Desktop",
    versioning=Versioning.SEMVER,
    components=(Component(id=Slug("ui"), name="Ui"), Component(id=Slug("export"), name="Export")),
)
RELEASES = (Release.model_validate({"version": "1.0.0", "date": "2024-03-01"}), Release.model_validate({"version": "1.1.0", "date": "2024-06-01"}))
ADA = Signature(StaffId("ada-lovelace"), "Ada Lovelace", "Support engineer")


def made(*issues: PublicIssue, staff: tuple[PublicStaff, ...] = (), url: str = URL, **changes: Any) -> Edition:
    """An edition of one product with two releases, and these issues."""
    public = Public(
        organisation=Organisation(name="Meridian Sync", url="https://meridian.example/"),
        products={DESKTOP.id: DESKTOP},
        releases={DESKTOP.id: RELEASES},
        issues=tuple(sorted(issues, key=lambda i: i.id)),
        staff=staff,
    )
    derived = index(replace(public, **changes), NOW.date())
    return Edition(site(url), derived)


def defect(number: int = 1, **changes: Any) -> PublicIssue:
    """A plain defect, with one update."""
    fields: dict[str, Any] = {
        "id": IssueId(f"DEF-{number:04}"),
        "kind": IssueKind.DEFECT,
        "status": DefectStatus.FIXED,
        "severity": Severity.MAJOR,
        "product": DESKTOP.id,
        "components": (Slug("ui"),),
        "title": "Export stops early",
        "opened": date(2024, 4, 2),
        "description": "Longer exports **end** early.",
        "affected": (Range(introduced="1.0.0", fixed="1.1.0"),),
        "fixes": (Fix(version="1.1.0"),),
        "updates": (PublicUpdate(datetime(2024, 4, 3, 10, 0, tzinfo=UTC), ADA, "We *see* it too."),),
    }
    return PublicIssue(**{**fields, **changes})


def member(**changes: Any) -> PublicStaff:
    return PublicStaff(**{"id": ADA.id, "name": ADA.name, "kind": StaffKind.PERSON, "since": date(2024, 1, 8), **changes})
