"""What the browser needs to answer for a version: every judgement made here, so that a reader's version has only to be put in its place.

A table holds the `points`, the versions that its issues and releases name, in their order. Positions count them and the gaps between:
`2 * n + 1` is the version at point n, `2 * n` whatever lies before it, and `-1 - n` the release at place n of `odd`, which has no place in the
order. An issue is its steps (a position, and what is `said` from there on), the positions that were checked, and from where to where its
workarounds help. `said` holds each judgement once; the first two are that nobody has said anything, and that a version cannot be compared.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

import orjson

from tracker.model.issue import Range
from tracker.model.public import PublicIssue
from tracker.model.settings import Product, Release
from tracker.model.versions import AFTER_ALL, BEFORE_ALL, START, Order, Place
from tracker.model.vocabulary import IssueKind, Versioning
from tracker.site import urls
from tracker.site.api import may_affect
from tracker.site.edition import Edition
from tracker.site.outputs import Document, Maker, verbatim
from tracker.site.pages.rows import Row, Rows
from tracker.site.pages.words import left_out, release_words, standing_words
from tracker.views.affected import NOBODY_SAID, Edge, Judgement, ReleaseLine
from tracker.views.upgrade import Helped, span

Json = dict[str, Any]
Tell = Callable[[Judgement], str]
"""How the fix of a judgement stands, in words."""


def makers(edition: Edition, rows: Rows) -> Iterator[Maker]:
    """Two files for each product that has versions: its releases, and with them everything that its issues say."""
    for product in edition.index.public.products.values():
        if product.versioning.has_versions:
            yield partial(_documents, edition, product, rows)


def _documents(edition: Edition, product: Product, rows: Rows) -> Iterator[Document]:
    line = edition.index.lines[product.id]
    head = {"product": product.id, "name": product.name}
    listed = releases(line)
    yield _document(urls.affected_versions(product.id), {**head, "releases": listed})
    issues = [i for several in edition.index.lists.values() for i in several if i.product == product.id and may_affect(i)]
    told = table(line, issues, releases_too=True)
    shown = [_row(rows[i.id], is_duplicate=i.status.is_duplicate) for i in issues]
    no_defects = sum(i.is_no_defect for i in edition.index.lists[IssueKind.DEFECT] if i.product == product.id)
    yield _document(urls.affected_issues(product.id), {**head, "releases": listed, **told, "rows": shown, "leftOut": left_out(no_defects)})


def _row(row: Row, *, is_duplicate: bool) -> tuple[str | bool, ...]:
    """What the page shows of an issue."""
    return (row.id, row.path, row.title, row.severity, row.weight, row.status, row.tone, is_duplicate)


def _document(path: str, content: Json) -> Document:
    return Document(file=urls.file_of(path), render=verbatim, model=orjson.dumps(content))


def releases(line: ReleaseLine) -> list[tuple[str, str]]:
    """Each version that is listed, in the order of the file, and since when it is out, or for when it is planned."""
    first: dict[str, Release] = {}
    for release in line.releases:
        first.setdefault(release.version, release)
    return [(r.version, release_words(r, is_out=line.is_out(r))) for r in first.values()]


def for_issue(line: ReleaseLine, issue: PublicIssue) -> str:
    """The table of one issue, for its page; nothing where it says nothing of versions. It names no release but those that the issue is about."""
    if not issue.affected or not line.product.versioning.has_versions:
        return ""
    return orjson.dumps(table(line, [issue], releases_too=line.product.versioning is Versioning.LISTED)).decode()


def table(line: ReleaseLine, issues: Sequence[Helped], *, releases_too: bool) -> Json:
    """What issues of one product say of versions."""
    released, odd = _released(line)
    named = [*(released if releases_too else ()), *(text for issue in issues for text in _named(issue))]
    scale = _Scale.of(line.order, named, odd)
    told = _Told()
    told.number(NOBODY_SAID, "")
    told.number(line.not_comparable, "")
    return {
        "versioning": line.product.versioning,
        "points": scale.points,
        "odd": scale.odd,
        "issues": [_issue(line, each, scale, told) for each in issues],
        "said": told.said,
    }


@lru_cache(maxsize=64)
def _released(line: ReleaseLine) -> tuple[list[str], list[str]]:
    """The versions that are listed, and those of them that have no place in the order. Kept, because every issue of the product asks."""
    released: list[str] = list(dict.fromkeys(r.version for r in line.releases))
    return released, [text for text in released if line.order.place(text) is None]


def _named(issue: Helped) -> Iterator[str]:
    """Every version that decides something."""
    for each in issue.affected:
        yield from _ends(each)
    yield from issue.checked_not_affected
    yield from (fix.version for fix in issue.fixes)
    for workaround in issue.workarounds:
        if workaround.applies_to:
            yield from _ends(workaround.applies_to)


def _ends(given: Range) -> Iterator[str]:
    if given.introduced != START:
        yield given.introduced
    yield from (end for end in (given.fixed, given.last_affected) if end)


@dataclass(frozen=True, slots=True)
class _Scale:
    """The places that are named, in their order, and what each is called first."""

    order: Order
    ranks: dict[Place, int]
    points: list[str]
    odd: list[str]

    @classmethod
    def of(cls, order: Order, named: Iterable[str], odd: list[str]) -> "_Scale":
        called: dict[Place, str] = {}
        for text in dict.fromkeys(named):
            if (place := order.place(text)) is not None:
                called.setdefault(place, text)
        places = sorted(called)
        return cls(order, {place: rank for rank, place in enumerate(places)}, [called[p] for p in places], odd)

    def edge(self, edge: Edge) -> int:
        place, side = edge
        if place == BEFORE_ALL:
            return 0
        return 2 * len(self.points) + 1 if place == AFTER_ALL else 2 * self.ranks[place] + 1 + side

    def version(self, text: str) -> int | None:
        """None for what is neither named nor comparable: nobody can ask for it."""
        place = self.order.place(text)
        if place is not None:
            return 2 * self.ranks[place] + 1
        return -1 - self.odd.index(text.strip()) if text.strip() in self.odd else None


@dataclass(slots=True)
class _Told:
    """What is said, each thing once."""

    said: list[tuple[str, ...]] = field(default_factory=list)
    _numbers: dict[tuple[str, ...], int] = field(default_factory=dict)

    def number(self, judgement: Judgement, standing: str) -> int:
        fix = judgement.fix
        released = fix.release.date.isoformat() if fix and fix.release else ""
        row = (judgement.answer.value, judgement.because, standing, fix.version if fix else "", released)
        found = self._numbers.get(row)
        if found is None:
            found = self._numbers[row] = len(self.said)
            self.said.append(row)
        return found


def _issue(line: ReleaseLine, issue: Helped, scale: _Scale, told: _Told) -> list[list[int]]:
    is_delivered = isinstance(issue, PublicIssue) and issue.status.is_delivered
    steps: list[int] = []
    for edge, judgement in line.staircase(issue):
        steps += [scale.edge(edge), told.number(judgement, standing_words(judgement, is_delivered=is_delivered))]
    checked: list[int] = []
    for text, judgement in line.checked(issue):
        if (position := scale.version(text)) is not None:
            checked += [position, told.number(judgement, "")]
    helped: list[int] = []
    for workaround in issue.workarounds:
        found = span(line, workaround.applies_to)
        helped += [scale.edge(found[0]), scale.edge(found[1])] if found else [0, 2 * len(scale.points) + 2]
    return [steps, checked, helped]
