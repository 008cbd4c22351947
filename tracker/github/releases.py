"""Which version a milestone or a tag means, and with which release a completed issue came. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from tracker.github.upstream import Milestone, UpstreamIssue, UpstreamRelease
from tracker.model.github import Repository
from tracker.model.settings import Product, Release
from tracker.model.values import VERSION, Slug, Version
from tracker.model.versions import Order


@dataclass(frozen=True, slots=True)
class Versions:
    """What is known of the versions of the products that a repository's issues are about."""

    repository: Repository
    orders: Mapping[Slug, Order]
    """Of products that have versions."""
    published: tuple[tuple[str, UpstreamRelease], ...]
    """Releases that are out, each with what its tag says of the version; the earliest first."""

    def of_milestone(self, milestone: Milestone, product: Slug) -> Version | None:
        """The version that a milestone stands for, where the product has such versions."""
        mapped = {title.casefold(): version for title, version in self.repository.milestones.items()}
        said = mapped.get(milestone.title.strip().casefold())
        return self._fitting(said or _from_tag(milestone.title.strip(), self.repository.tags), product)

    def fix(self, issue: UpstreamIssue, product: Slug) -> dict[str, str] | None:
        """The version in which a completed issue came, as far as anybody said so; a date alone says it only where the mapping trusts it."""
        if self.repository.fixes == "milestone" and issue.milestone:
            wanted = self.of_milestone(issue.milestone, product)
            order = self.orders.get(product)
            if wanted and order and any(order.key(said) == order.key(wanted) for said, _ in self.published):
                return {"version": wanted}
        if self.repository.fixes == "next-release":
            merged = max((r.merged for r in issue.references if r.closes and r.merged), default=issue.closed)
            for said, release in self.published:
                if (
                    merged
                    and release.published
                    and release.published >= merged
                    and not release.is_prerelease
                    and (found := self._fitting(said, product))
                ):
                    return {"version": found}
        return None

    def _fitting(self, said: str, product: Slug) -> Version | None:
        """The version, where the product can have it: nothing is guessed of words that are none."""
        order = self.orders.get(product)
        if order is None or len(said) > 80 or not re.fullmatch(VERSION, said) or order.repair(Version(said)) is None:
            return None
        return Version(order.released(said) or said)


def versions(
    repository: Repository, products: Iterable[Product], releases: Mapping[Slug, Sequence[Release]], published: Iterable[UpstreamRelease]
) -> Versions:
    """What the store lists of its products' releases, beside what was published there."""
    orders = {p.id: Order(p.versioning, (r.version for r in releases.get(p.id, ()))) for p in products if p.versioning.has_versions}
    out = sorted(
        ((r.published.astimezone(UTC), _from_tag(r.tag, repository.tags), r) for r in published if r.published and not r.is_draft),
        key=lambda found: found[:2],
    )
    return Versions(repository, orders, tuple((said, release) for _, said, release in out))


def _from_tag(tag: str, template: str) -> str:
    """The version in a tag; the tag itself where it is made otherwise."""
    before, _, after = template.partition("{version}")
    if tag.startswith(before) and tag.endswith(after) and len(tag) > len(before) + len(after):
        return tag[len(before) : len(tag) - len(after) or None]
    return tag
