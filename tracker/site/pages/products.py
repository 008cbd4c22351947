"""The products, and each of their releases: what is known in it, what it fixes, and what nobody has checked in it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.model.public import PublicIssue
from tracker.model.settings import Product, Release
from tracker.model.values import STABLE
from tracker.model.vocabulary import Answer, IssueKind, Severity
from tracker.site import badges, urls
from tracker.site.dates import day_words
from tracker.site.edition import Edition
from tracker.site.outputs import Page
from tracker.site.pages import words
from tracker.site.pages.lists import numbers
from tracker.site.pages.rows import Row, Rows, feeds
from tracker.site.pages.signposts import signposts
from tracker.site.text import excerpt
from tracker.views.affected import Judgement, ReleaseLine
from tracker.views.index import Index, group_by
from tracker.views.standing import newest_first

PER_PAGE = 200
"""A release page is read from top to bottom, so it is longer than a page of a list."""
_URGENT_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Count:
    """How many open issues or requests something has, and where they are listed."""

    name: str
    path: str
    count: int
    word: str = ""
    """The severity, which names the icon."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A product in the list of products and on the home page."""

    name: str
    path: str
    description: str | None
    newest: str
    """Its newest stable release; empty where there is none."""
    newest_on: date | None
    newest_path: str
    issues: Count
    requests: Count
    weights: tuple[Count, ...]
    is_hosted: bool
    """It has no versions: what is fixed is live."""


@dataclass(frozen=True, slots=True)
class Part:
    """A component of a product."""

    name: str
    issues: Count
    requests: Count
    feed: str


Known = tuple[Row, str]
"""An issue on the page of a release, and what is said of it there."""


@dataclass(slots=True)
class _Said:
    """What is known of one release, in list order."""

    affected: list[Known]
    fixed: list[Known]
    brought: list[Known]
    unchecked: list[Known]
    is_out: bool
    no_defects: int
    """Left out, for they turned out to be none."""
    earlier: int = 0
    """Fixed by a release before it."""


SECTIONS = (
    ("known", "Known in this version", "affected"),
    ("fixed", "Fixed in this version", "fixed"),
    ("new", "New in this version", "brought"),
    ("unchecked", "Not checked", "unchecked"),
)


def products(edition: Edition, rows: Rows) -> Iterator[Page]:
    index = edition.index
    summaries = summaries_of(index)
    post = signposts(index.public.organisation.name)[urls.PRODUCTS]
    yield Page(
        path=post.path,
        template="products.html",
        title=post.title,
        description=post.description,
        model={"products": summaries},
    )
    by_product = {kind: group_by(index.lists[kind], lambda i: [i.product]) for kind in IssueKind}
    for product, summary in zip(index.public.products.values(), summaries, strict=True):
        defects, requests = (by_product[kind].get(product.id, ()) for kind in (IssueKind.DEFECT, IssueKind.FEATURE))
        releases = newest_first(index, product.id) if product.versioning.has_versions else ()
        said = _judge(index.lines[product.id], defects, requests, index, rows) if releases else {}
        yield _product(product, summary, releases, said, defects, requests, rows)
        for release in releases:
            yield from _release(product, release, said[release.version])


def summaries_of(index: Index) -> tuple[Summary, ...]:
    """Every product with its counts, in the order of their ids."""
    waiting = {kind: group_by((i for i in index.lists[kind] if i.is_open), lambda i: [i.product]) for kind in IssueKind}
    return tuple(
        _summary(p, index, waiting[IssueKind.DEFECT].get(p.id, ()), waiting[IssueKind.FEATURE].get(p.id, ())) for p in index.public.products.values()
    )


def _summary(product: Product, index: Index, issues: Sequence[PublicIssue], requests: Sequence[PublicIssue]) -> Summary:
    releases = (
        [r for r in newest_first(index, product.id) if r.channel == STABLE and r.is_out(index.today)] if product.versioning.has_versions else []
    )
    newest = releases[0] if releases else None
    weights = group_by(issues, lambda i: [i.severity])
    return Summary(
        name=product.name,
        path=urls.product(product.id),
        description=product.description,
        newest=newest.version if newest else "",
        newest_on=newest.date if newest else None,
        newest_path=urls.release(product.id, newest.version) if newest else "",
        issues=Count("open issues", urls.facet(IssueKind.DEFECT, "product", product.id), len(issues)),
        requests=Count("open requests", urls.facet(IssueKind.FEATURE, "product", product.id), len(requests)),
        is_hosted=not product.versioning.has_versions,
        weights=tuple(Count(s.label, "", len(weights[s]), s.value) for s in Severity if s in weights),
    )


def _product(
    product: Product,
    summary: Summary,
    releases: Sequence[Release],
    said: dict[str, _Said],
    defects: Sequence[PublicIssue],
    requests: Sequence[PublicIssue],
    rows: Rows,
) -> Page:
    waiting = [i for i in defects if i.is_open]
    name = urls.product_feed(product.id)
    return Page(
        path=urls.product(product.id),
        template="product.html",
        title=product.name,
        description=excerpt(product.description) or f"{product.name}: known issues, requests and versions.",
        model={
            "product": summary,
            "product_id": product.id,
            "badge": urls.product_badge(product.id),
            "badge_words": ": ".join(badges.of_product(product, waiting)[:2]),
            "has_versions": product.versioning.has_versions,
            "rows": tuple(rows[i.id] for i in waiting[:_URGENT_SHOWN]),
            "waiting": len(waiting),
            "total": len(defects),
            "parts": _parts(product, defects, requests),
            "releases": tuple(
                (
                    r.version,
                    urls.release(product.id, r.version),
                    r.date,
                    r.channel,
                    r.notes,
                    len(said[r.version].affected),
                    len(said[r.version].fixed),
                    said[r.version].is_out,
                )
                for r in releases
            ),
            "feed": urls.feed(name, "atom"),
        },
        feeds=feeds(name, product.name),
    )


def _parts(product: Product, defects: Sequence[PublicIssue], requests: Sequence[PublicIssue]) -> tuple[Part, ...]:
    counts: dict[tuple[IssueKind, str], int] = defaultdict(int)
    for issue in (*defects, *requests):
        if issue.is_open:
            for component in issue.components:
                counts[issue.kind, component] += 1
    return tuple(
        Part(
            c.name,
            Count("open issues", urls.facet(IssueKind.DEFECT, "product", product.id, c.id), counts[IssueKind.DEFECT, c.id]),
            Count("open requests", urls.facet(IssueKind.FEATURE, "product", product.id, c.id), counts[IssueKind.FEATURE, c.id]),
            urls.feed(urls.product_feed(product.id, c.id), "atom"),
        )
        for c in product.components
    )


def _judge(line: ReleaseLine, defects: Sequence[PublicIssue], requests: Sequence[PublicIssue], index: Index, rows: Rows) -> dict[str, _Said]:
    """What is known of each release. Duplicates are left to the issue that they repeat; what turned out to be no defect is only counted."""
    releases = line.releases
    no_defects = sum(issue.is_no_defect for issue in defects)
    said: dict[str, _Said] = {r.version: _Said([], [], [], [], line.is_out(r), no_defects) for r in releases}
    columns = [said[r.version] for r in releases]
    seen = {r.version: n for n, r in reversed(list(enumerate(releases)))}
    counted = [seen[r.version] == n for n, r in enumerate(releases)]
    for issue in defects:
        if issue.status.is_duplicate or not issue.may_affect:
            continue
        row = rows[issue.id]
        for release, column, counts, judgement in zip(releases, columns, counted, line.answers(issue), strict=True):
            if counts:
                _place(column, row, judgement, release)
    for issue in requests:
        for version in dict.fromkeys(s.release.version for s in index.facts[issue.id].fixes if s.release):
            if issue.status.is_delivered:
                said[version].brought.append((rows[issue.id], ""))
    return said


def _place(column: _Said, row: Row, judgement: Judgement, release: Release) -> None:
    fix = judgement.fix
    if judgement.answer is Answer.AFFECTED:
        way_out = f"Fixed in {fix.version}" + ("" if fix.is_released else f", {words.repair_words(fix, is_delivered=False)}") if fix else ""
        column.affected.append((row, way_out))
    elif judgement.answer is Answer.NOT_CHECKED:
        column.unchecked.append((row, judgement.because))
    elif judgement.answer is Answer.FIXED:
        if fix and fix.listed and fix.listed.version == release.version:
            column.fixed.append((row, ""))
        else:
            column.earlier += 1


def _release(product: Product, release: Release, said: _Said) -> Iterator[Page]:
    """The page of a release, cut where it would be too long."""
    path = urls.release(product.id, release.version)
    every = [(section, known) for section, _, field in SECTIONS for known in getattr(said, field)]
    counts = {section: len(getattr(said, field)) for section, _, field in SECTIONS}
    said_counts = f"{words.counted(counts['known'], 'known issue')}, {counts['fixed']:,} fixed in it, {counts['unchecked']:,} not checked"
    last = max(1, -(-len(every) // PER_PAGE))
    for number in range(1, last + 1):
        shown = every[(number - 1) * PER_PAGE : number * PER_PAGE]
        suffix = f", page {number}" if number > 1 else ""
        yield Page(
            path=urls.numbered(path, number),
            template="release.html",
            title=f"{product.name} {release.version}{suffix}",
            description=f"{product.name} {release.version} of {day_words(release.date)}{suffix}: {said_counts}.",
            model={
                "product": product.name,
                "product_path": urls.product(product.id),
                "version": release.version,
                "api": urls.api_affects(product.id, release.version),
                "day": release.date,
                "is_out": said.is_out,
                "channel": release.channel,
                "notes": release.notes,
                "counts": counts,
                "earlier": said.earlier,
                "left_out": words.left_out(said.no_defects),
                "sections": tuple((s, title, counts[s], tuple(k for name, k in shown if name == s)) for s, title, _ in SECTIONS),
                "number": number,
                "turns": tuple((n, urls.numbered(path, n) if n else "") for n in numbers(number, last)) if last > 1 else (),
                "before": urls.numbered(path, number - 1) if number > 1 else "",
                "after": urls.numbered(path, number + 1) if number < last else "",
            },
            feeds=feeds(urls.product_feed(product.id), product.name),
            changed=release.date if said.is_out else None,
        )
