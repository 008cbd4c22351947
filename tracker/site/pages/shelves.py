"""The lists of issues and of feature requests as a shelf: which lists there are, what stands in each, and what can be chosen beside it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from tracker.model.public import PublicIssue
from tracker.model.settings import Product
from tracker.model.values import Slug
from tracker.model.vocabulary import DefectStatus, FeatureStatus, IssueKind, Severity, type_of_status
from tracker.site import urls
from tracker.views.index import Facts, Index, group_by
from tracker.views.standing import Standing, standing

RELEASED = "released"
"""The step of a URL for a status that follows from releases and is never typed."""
YES = "yes"
"""The value of a facet that an issue has or has not."""

TITLES = {IssueKind.DEFECT: "Known issues", IssueKind.FEATURE: "Feature requests"}
FEED_NAMES = {IssueKind.DEFECT: "defects", IssueKind.FEATURE: "features"}
NOUNS = {IssueKind.DEFECT: "issue", IssueKind.FEATURE: "request"}
VERSIONS_SAID = {IssueKind.DEFECT: "Affects", IssueKind.FEATURE: "Came with"}
"""What a list that is narrowed to a version says of its issues."""
_FOLDED_FROM = 12
"""A group with more choices than that is folded."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to a narrower or wider list."""

    name: str
    path: str
    count: int
    facet: str = ""
    """What it narrows the list by, for scripts, which combine: `status`."""
    value: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Choices of one kind."""

    name: str
    choices: tuple[Choice, ...]
    is_folded: bool = False
    more: tuple[str, str] = ("", "")
    """The name and path of a page that has further choices."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One list before it is cut into pages."""

    path: str
    title: str
    issues: tuple[PublicIssue, ...]
    product: Slug | None = None
    """The product whose components and versions are offered beside it."""
    feed: str = ""
    own: tuple[tuple[str, str], ...] = ()
    """What it is narrowed to: facets and their values."""


def status_step(issue: PublicIssue, facts: Facts) -> str:
    """The step of a URL for an issue's status as readers see it."""
    return issue.status.value if facts.status_label == issue.status.label else RELEASED


class Shelf:
    """All lists of one kind, and how many issues each holds."""

    def __init__(self, index: Index, kind: IssueKind) -> None:
        self.index = index
        self.kind = kind
        self.all = index.lists[kind]
        self.open = tuple(i for i in self.all if i.is_open)
        self.by_severity = group_by(self.all, lambda i: [i.severity])
        self.by_status = group_by(self.all, lambda i: [status_step(i, index.facts[i.id])])
        self.by_product = group_by(self.all, lambda i: [i.product])
        self.by_component = group_by(self.all, lambda i: [(i.product, c) for c in i.components])
        self.eased = tuple(i for i in self.all if i.workarounds)
        self.products = tuple(index.public.products.values())
        self.sole = self.products[0].id if len(self.products) == 1 else None
        """The product, where there is but one: nobody has to choose it."""
        self.root = urls.section(kind)
        self.severities = tuple((s.value, s.label) for s in Severity) if kind is IssueKind.DEFECT else ()
        self.statuses = self._statuses()
        self._standings: dict[Slug, Standing] = {}

    def _statuses(self) -> tuple[tuple[str, str], ...]:
        """Every status that a list can be narrowed to, empty or not: an address once published stays."""
        found: list[tuple[str, str]] = []
        for status in cast("type[DefectStatus | FeatureStatus]", type_of_status[self.kind]):
            if not status.is_withdrawn:
                found.append((status.value, status.label))
            if status.is_delivered:
                found.append((RELEASED, self._released()))
        return tuple(found)

    def _released(self) -> str:
        """As the rows call it: hosted services have no releases."""
        labels = {self.index.facts[i.id].status_label for i in self.by_status.get(RELEASED, ())}
        return labels.pop() if len(labels) == 1 else "Released"

    def facet(self, name: str, *values: str) -> str:
        return urls.facet(self.kind, name, *values)

    @property
    def open_path(self) -> str:
        return self.facet("open")

    def standing(self, product: Slug) -> Standing:
        """How the product's issues stand to its releases, worked out once where it is asked for."""
        found = self._standings.get(product)
        if found is None:
            found = self._standings[product] = standing(self.index, product, self.by_product.get(product, ()))
        return found

    def listings(self) -> Iterator[tuple[Listing, ...]]:
        """Every list, the whole one first, those of a product together."""
        title, feed = TITLES[self.kind], FEED_NAMES[self.kind]

        def of(path: str, name: str, issues: tuple[PublicIssue, ...], *own: tuple[str, str]) -> tuple[Listing, ...]:
            return (Listing(path, name, issues, self.sole, feed, own),)

        yield of(self.root, title, self.all)
        yield of(self.open_path, f"Open {NOUNS[self.kind]}s", self.open, ("open", YES))
        yield of(self.facet("workaround"), f"{title}: with a workaround", self.eased, ("workaround", YES))
        for value, label in self.severities:
            found = self.by_severity.get(Severity(value), ())
            yield of(self.facet("severity", value), f"{title}: {label.lower()}", found, ("severity", value))
        for value, label in self.statuses:
            yield of(self.facet("status", value), f"{title}: {label.lower()}", self.by_status.get(value, ()), ("status", value))
        for product in self.products:
            yield tuple(self._of_product(product))

    def _of_product(self, product: Product) -> Iterator[Listing]:
        title = f"{TITLES[self.kind]} in {product.name}"
        own = ("product", product.id)
        yield Listing(
            self.facet("product", product.id), title, self.by_product.get(product.id, ()), product.id, urls.product_feed(product.id), (own,)
        )
        for component in product.components:
            found = self.by_component.get((product.id, component.id), ())
            feed = urls.product_feed(product.id, component.id)
            both = (*(() if self.sole else (own,)), ("component", f"{product.id}:{component.id}"))
            yield Listing(self.facet("product", product.id, component.id), f"{title}: {component.name}", found, product.id, feed, both)

    def groups(self, current: Listing) -> tuple[Group, ...]:
        """The choices beside a list. Empty ones are left out, but for the one that the reader is at."""
        made = [
            _group("Show", self._whole(), current),
            _group("Severity", (self._choice("severity", v, label, self.by_severity.get(Severity(v), ())) for v, label in self.severities), current),
            _group("Status", (self._choice("status", v, label, self.by_status.get(v, ())) for v, label in self.statuses), current),
        ]
        if not self.sole:
            made.append(_group("Product", (self._choice("product", p.id, p.name, self.by_product.get(p.id, ())) for p in self.products), current))
        if current.product:
            made += self._groups_of(self.index.product(current.product), current)
        return tuple(group for group in made if group.choices)

    def _choice(self, facet: str, value: str, name: str, issues: Sequence[PublicIssue]) -> Choice:
        return Choice(name, self.facet(facet, value), len(issues), facet, value)

    def _whole(self) -> Iterator[Choice]:
        yield Choice("All", self.root, len(self.all))
        yield Choice("Open", self.open_path, len(self.open), "open", YES)
        yield Choice("With a workaround", self.facet("workaround"), len(self.eased), "workaround", YES)

    def _groups_of(self, product: Product, current: Listing) -> Iterator[Group]:
        """The parts of a product, and its versions; what is known of a version stands on the version's own page."""
        of = "" if self.sole else f" of {product.name}"
        parts = [(c, self.by_component.get((product.id, c.id), ())) for c in product.components]
        yield _group(
            f"Part{of}",
            (Choice(c.name, self.facet("product", product.id, c.id), len(found), "component", f"{product.id}:{c.id}") for c, found in parts),
            current,
        )
        if product.versioning.has_versions:
            stands = self.standing(product.id)
            versions = tuple(
                Choice(r.version, urls.release(product.id, r.version), count, "version", f"{product.id}:{r.version}")
                for r, count in zip(stands.releases[:_FOLDED_FROM], stands.counts, strict=False)
            )
            more = ("All versions", f"{urls.product(product.id)}#versions") if len(stands.releases) > len(versions) else ("", "")
            yield Group(f"{VERSIONS_SAID[self.kind]} {'version' if self.sole else product.name}", versions, more=more)


def _group(name: str, found: Iterable[Choice], current: Listing) -> Group:
    """Empty choices are left out, but for the first two, which are the ways out, and the one that the reader is at."""
    marked = (replace(c, is_current=c.path == current.path) for c in found)
    choices = tuple(c for c in marked if c.count or c.is_current or not c.facet or c.facet == "open")
    return Group(name, choices, len(choices) > _FOLDED_FROM and not any(c.is_current for c in choices))
