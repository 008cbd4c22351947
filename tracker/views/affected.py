"""Does it affect me? What an issue says of a version: affected, fixed, not affected, or not checked; never a silent no.

The ranges of an issue become a staircase over the order of its product's versions, each step with its answer. A version is then
looked up by bisection, and all releases of a product share the few answers that an issue has.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from tracker.model.issue import Fix, Range
from tracker.model.settings import Product, Release
from tracker.model.values import STABLE
from tracker.model.versions import AFTER_ALL, BEFORE_ALL, START, Order, Place, is_unlike, pasted, place
from tracker.model.vocabulary import Answer, Versioning


class Affecting(Protocol):
    """What an issue says about versions."""

    @property
    def affected(self) -> Sequence[Range]: ...
    @property
    def checked_not_affected(self) -> Sequence[str]: ...
    @property
    def fixes(self) -> Sequence[Fix]: ...


@dataclass(frozen=True, slots=True)
class Repair:
    """The version in which an issue is, or will be, repaired for whoever runs the version asked about."""

    version: str
    channel: str | None
    """None when only the end of a range names the version."""
    release: Release | None
    """The release in which it is out; None: announced."""
    planned: Release | None = None
    """Listed for a later day; nobody has it yet."""
    elsewhere: Release | None = None
    """Out in another channel, which those do not follow to whom it was promised."""

    @property
    def is_released(self) -> bool:
        return self.release is not None

    @property
    def listed(self) -> Release | None:
        """The release of that version, whether or not it is out for whom it was promised."""
        return self.release or self.elsewhere or self.planned


@dataclass(frozen=True, slots=True)
class Judgement:
    """What we say of an issue and a version."""

    answer: Answer
    because: str
    """One sentence that names the range which decided, and nothing that the reader typed."""
    fix: Repair | None = None
    """For an affected version the way out, for a fixed one what fixed it."""


def range_words(given: Range) -> str:
    """A range as a reader is told it: `from 2.1.0 up to, but not including, 2.4.0`."""
    start = "from the first version" if given.introduced == START else f"from {given.introduced}"
    if given.fixed:
        return f"{start} up to, but not including, {given.fixed}"
    return f"{start} up to and including {given.last_affected}" if given.last_affected else f"{start} on"


Edge = tuple[Place, int]
"""A border between versions: just before the version at that place (0), or just after it (1)."""


def edges(given: Range, order: Order) -> tuple[Edge, Edge] | None:
    """Where a range begins and ends; None when it names what cannot be compared. Nothing says yet that it begins before it ends."""
    start = order.beginning(given.introduced)
    end = order.repair(given.fixed) if given.fixed else order.place(given.last_affected) if given.last_affected else AFTER_ALL
    return ((start, 0), (end, 0 if given.fixed else 1)) if start is not None and end is not None else None


class ReleaseLine:
    """A product's releases in their order, and what an issue says of each of them or of any other version."""

    def __init__(self, product: Product, releases: Sequence[Release], today: date | None = None) -> None:
        """`today` tells which of the releases are out (see `Release.is_out`); where nobody tells it, all of them are."""
        self.product = product
        self.releases = tuple(releases)
        self._out = _Out(product.versioning, releases, today)
        places = [self._out.order.place(r.version) for r in releases]
        self._edges = sorted((place, 0) for place in places if place is not None)
        self._ranks = [len(self._edges) if place is None else bisect_left(self._edges, (place, 0)) for place in places]
        self._keys = [self._out.order.key(r.version) for r in releases]
        self._not_comparable = Judgement(
            Answer.NOT_CHECKED,
            f"This is not a version that can be compared with the releases of {product.name}."
            if product.versioning.has_versions
            else f"{product.name} has no versions; what is fixed is live.",
        )

    def release(self, version: str) -> Release | None:
        """The release that a version names, however it is spelt; None when it is not a known one."""
        return next(iter(self._out.named(version)), None)

    def understood(self, text: str) -> str:
        """The version that was meant: what was typed, or if that is none, what it says without the words around it."""
        names = (self.product.name, self.product.id)
        return next((read for read in (text, *pasted(text, names, self.product.versioning)) if self._is_version(read)), text)

    def _is_version(self, text: str) -> bool:
        return self._out.order.place(text) is not None or self.release(text) is not None

    def is_unlike(self, version: str) -> bool:
        """Whether a version that can be compared, but is no known one, does not look like those of the product either."""
        if self._out.order.place(version) is None or self.release(version):
            return False
        return is_unlike(version, (r.version for r in self.releases), self.product.versioning)

    def nearest(self, version: str) -> tuple[str, ...]:
        """The known versions around one that can be compared: two before it and two after it, in order. Nothing where only a list orders them."""
        known: dict[Place, str] = {}
        for release in self.releases:
            if (found := place(release.version, self.product.versioning)) is not None:
                known.setdefault(found, release.version)
        places, here = sorted(known), place(version, self.product.versioning)
        at = bisect_left(places, here) if here is not None else len(places)
        return tuple(known[each] for each in places[max(at - 2, 0) : at + 2])

    def answer(self, issue: Affecting, version: str) -> Judgement:
        """What the issue says of a version."""
        if not issue.affected:
            return NOBODY_SAID
        place, known = self._out.order.place(version), self.release(version)
        if place is None and known is None:
            return self._not_comparable
        said = self._checked(issue).get(self._out.order.key(known.version if known else version))
        return said or (self._not_comparable if place is None else self._out.steps(issue).at((place, 0)))

    def answers(self, issue: Affecting) -> tuple[Judgement, ...]:
        """What the issue says of each release, in the order of the releases' file."""
        if not issue.affected:
            return (NOBODY_SAID,) * len(self.releases)
        in_order = self._out.steps(issue).along(self._edges)
        in_order.append(self._not_comparable)
        row = [in_order[rank] for rank in self._ranks]
        if issue.checked_not_affected:
            checked = self._checked(issue)
            row = [checked.get(key, judgement) for key, judgement in zip(self._keys, row, strict=True)]
        return tuple(row)

    @property
    def order(self) -> Order:
        return self._out.order

    @property
    def not_comparable(self) -> Judgement:
        """Said of a version that has no place in the order, by issues that say anything about versions."""
        return self._not_comparable

    def staircase(self, issue: Affecting) -> tuple[tuple[Edge, Judgement], ...]:
        """What the issue says from each edge on, until the next; of two at the same edge the later counts. Nothing where it says nothing of versions."""
        if not issue.affected:
            return ()
        steps = self._out.steps(issue)
        return tuple(zip(steps.edges, steps.judgements, strict=True))

    def checked(self, issue: Affecting) -> tuple[tuple[str, Judgement], ...]:
        """The versions that were tried and found whole, as the issue spells them, and what is said of each."""
        return tuple((text, _whole(text)) for text in issue.checked_not_affected)

    def repairs(self, issue: Affecting) -> tuple[Repair, ...]:
        """Each fix, and how far it has come."""
        return tuple(self._out.repair_of(fix.version, fix.channel) for fix in issue.fixes)

    def is_out(self, release: Release) -> bool:
        """Whether a release is out by today; if not, it is planned."""
        return self._out.is_out(release)

    def _checked(self, issue: Affecting) -> dict[Place | str, Judgement]:
        """What was tried and found whole."""
        return {self._out.order.key(text): said for text, said in self.checked(issue)}


def answer(issue: Affecting, version: str, product: Product, releases: Sequence[Release]) -> Judgement:
    """What an issue says of one version; to ask more than once about a product, keep its ReleaseLine."""
    return ReleaseLine(product, releases).answer(issue, version)


NOBODY_SAID = Judgement(Answer.NOT_CHECKED, "Which versions are affected has not been stated yet.")


def _whole(text: str) -> Judgement:
    return Judgement(Answer.NOT_AFFECTED, f"{text} was checked and is not affected.")


_FIRST: Edge = (BEFORE_ALL, 0)
_LAST: Edge = (AFTER_ALL, 0)


class _Out:
    """Which versions are out."""

    def __init__(self, scheme: Versioning, releases: Sequence[Release], today: date | None) -> None:
        self._today = today
        self.order = Order(scheme, (r.version for r in releases))
        self._named: dict[str | None, list[Release]] = {}
        for release in releases:
            self._named.setdefault(self.order.released(release.version), []).append(release)

        self._steps: dict[tuple[Sequence[Range], Sequence[Fix]], _Steps] = {}

    def steps(self, issue: Affecting) -> "_Steps":
        """The staircase of an issue; most issues of a product share a few, and pages, lists and API all ask for them."""
        said = (issue.affected, issue.fixes)
        found = self._steps.get(said)
        if found is None:
            found = self._steps[said] = _steps(issue, self)
        return found

    def named(self, version: str) -> Sequence[Release]:
        """The releases, one per channel, that a version names."""
        found = self.order.released(version)
        return self._named[found] if found else ()

    def is_out(self, release: Release) -> bool:
        return self._today is None or release.is_out(self._today)

    def repair_of(self, version: str, channel: str | None) -> Repair:
        """How far a version has come for those to whom it is promised: it is out in their channel, or in the stable one, which is for everybody."""
        found = self.named(version)
        out = [r for r in found if self.is_out(r)]
        own = channel or STABLE
        release = next((r for wanted in (own, STABLE) for r in out if r.channel == wanted), None)
        if release:
            return Repair(version, channel, release)
        planned = [r for r in found if not self.is_out(r)]
        later = next((r for r in planned if r.channel == own), planned[0] if planned else None)
        return Repair(version, channel, None, later, out[0] if out else None)

    def repair(self, version: str, fixes: Iterable[Fix]) -> Repair:
        """The repair that a version brings, with the channel and release of the fix that names it; one that is out is preferred."""
        same = [self.repair_of(fix.version, fix.channel) for fix in fixes if self.order.key(fix.version) == self.order.key(version)]
        released = [repair for repair in same if repair.is_released]
        return next(iter(released or same), None) or self.repair_of(version, None)


@dataclass(frozen=True, slots=True)
class _Span:
    """A range on the order of versions; the start lies before the end."""

    range: Range
    start: Edge
    end: Edge

    def inside(self, fix: Repair | None) -> Judgement:
        return Judgement(Answer.AFFECTED, f"Versions {range_words(self.range)} are affected.", fix)


def _span(given: Range, order: Order) -> _Span | None:
    """None for a range that names what cannot be compared, or that holds nothing."""
    found = edges(given, order)
    return _Span(given, *found) if found and found[0] < found[1] else None


@dataclass(slots=True)
class _Steps:
    """The staircase: from each edge on, until the next, one judgement. Of two at the same edge the later counts."""

    unclear: Judgement | None
    """Said instead of a no where a range cannot be compared: the version may lie in that one."""
    edges: list[Edge] = field(default_factory=list)
    judgements: list[Judgement] = field(default_factory=list)

    def add(self, edge: Edge, judgement: Judgement) -> None:
        self.edges.append(edge)
        self.judgements.append(judgement)

    def at(self, edge: Edge) -> Judgement:
        return self.judgements[bisect_right(self.edges, edge) - 1]

    def along(self, edges: Sequence[Edge]) -> list[Judgement]:
        """What is said at each of many edges that are in order: a border is placed once instead of each of them."""
        cuts = [*(bisect_left(edges, edge) for edge in self.edges), len(edges)]
        return [judgement for judgement, start, end in zip(self.judgements, cuts, cuts[1:], strict=False) for _ in range(start, end)]

    def add_before(self, span: _Span) -> None:
        """What is said of versions before the first range."""
        self.add(_FIRST, self.unclear or Judgement(Answer.NOT_AFFECTED, f"Versions {range_words(span.range)} are affected; this one is earlier."))

    def add_after(self, span: _Span, repair: Repair | None) -> None:
        """What is said of versions that have left one range behind and not come to another."""
        words = f"Versions {range_words(span.range)} are affected"
        if repair is None:
            said = Judgement(Answer.NOT_AFFECTED, f"{words}; this one is later.")
        else:
            said = Judgement(Answer.FIXED, f"{words}; {repair.version} fixes it.", repair)
        self.add(span.end, self.unclear or said)


def _steps(issue: Affecting, out: _Out) -> _Steps:
    """The staircase of an issue. Where ranges overlap, the one that ends last decides (OSV: a version in any range is affected)."""
    spans = [_span(each, out.order) for each in issue.affected]
    unclear = next((each for each, span in zip(issue.affected, spans, strict=True) if span is None), None)
    steps = _Steps(_unclear(unclear) if unclear else None)
    current: _Span | None = None
    for span in sorted((s for s in spans if s is not None), key=lambda s: s.start):
        if current is None:
            steps.add_before(span)
        elif span.end <= current.end:
            continue
        elif current.end < span.start:
            steps.add_after(current, _own_repair(current, issue, out))
        for edge, fix in _ways_out(span, issue, out):
            steps.add(edge, span.inside(fix))
        current = span
    if current is None:
        steps.add(_FIRST, steps.unclear or NOBODY_SAID)
    elif current.end < _LAST:
        steps.add_after(current, _own_repair(current, issue, out))
    return steps


def _unclear(given: Range) -> Judgement:
    return Judgement(Answer.NOT_CHECKED, f"Versions {range_words(given)} are affected, which cannot be compared with this one.")


def _own_repair(span: _Span, issue: Affecting, out: _Out) -> Repair | None:
    return out.repair(span.range.fixed, issue.fixes) if span.range.fixed else None


def _ways_out(span: _Span, issue: Affecting, out: _Out) -> Iterator[tuple[Edge, Repair | None]]:
    """From which edge on a range is repaired by what: by its own `fixed`, or else by the next fix that comes after the version and after `last_affected`."""
    if span.range.fixed or not issue.fixes:
        yield span.start, _own_repair(span, issue, out)
        return
    after = span.end if span.range.last_affected else span.start
    later = {edge: fix for fix in issue.fixes if (place := out.order.repair(fix.version)) is not None and (edge := (place, 0)) > after}
    since = span.start
    for edge in sorted(later):
        yield since, out.repair(later[edge].version, issue.fixes)
        since = edge
        if since >= span.end:
            return
    yield since, None
