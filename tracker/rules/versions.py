"""Versions of an issue: each can be placed among the releases of its product, and together they make sense."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate

from tracker.model.issue import AnyIssue, Range
from tracker.model.problem import FieldPath, Finding
from tracker.model.settings import Product
from tracker.model.tracker import Tracker
from tracker.model.values import STABLE
from tracker.model.versions import START, Order
from tracker.model.vocabulary import Level, Versioning
from tracker.model.wording import did_you_mean
from tracker.rules.registry import rule
from tracker.views.affected import Edge, edges, range_words

EXAMPLES: Mapping[Versioning, str] = {
    Versioning.SEMVER: "2.4.0",
    Versioning.PEP440: "2.4.0rc1",
    Versioning.CALENDAR: "2026.3.0",
    Versioning.FOUR_PART: "2.4.0.1",
}


_Named = tuple[FieldPath, str, bool]
"""A field, the version it names, and whether that may be one that is yet to be released."""


def _versioned(tracker: Tracker) -> Iterator[tuple[AnyIssue, Product, Order]]:
    """The issues of products that have versions, each with the order of those."""
    lines = {
        product.id: (product, Order(product.versioning, (r.version for r in tracker.releases.get(product.id, ()))))
        for product in tracker.products.values()
        if product.versioning.has_versions
    }
    for issue in tracker.issues:
        if found := lines.get(issue.product):
            yield issue, *found


def _ranges(issue: AnyIssue) -> Iterator[tuple[FieldPath, Range]]:
    for at, each in enumerate(issue.affected):
        yield ("affected", at), each
    for at, workaround in enumerate(issue.known_workarounds):
        if workaround.applies_to:
            yield ("workarounds", at, "applies_to"), workaround.applies_to


def _named(issue: AnyIssue) -> Iterator[_Named]:
    for field, each in _ranges(issue):
        if each.introduced != START:
            yield (*field, "introduced"), each.introduced, False
        if each.fixed:
            yield (*field, "fixed"), each.fixed, True
        if each.last_affected:
            yield (*field, "last_affected"), each.last_affected, False
    for at, checked in enumerate(issue.checked_not_affected):
        yield ("checked_not_affected", at), checked, False
    for at, workaround in enumerate(issue.known_workarounds):
        if workaround.verified and workaround.verified.version:
            yield ("workarounds", at, "verified", "version"), workaround.verified.version, False
    for at, fix in enumerate(issue.fixes):
        yield ("fixes", at, "version"), fix.version, True
    if issue.target and issue.target.version:
        yield ("target", "version"), issue.target.version, True


def not_a_version(version: str, product: Product, released: Sequence[str]) -> str:
    """Why a version has no place among a product's, and what to write instead."""
    if product.versioning is Versioning.LISTED:
        return f"{version!r} is not among the releases of {product.id}; add it to releases/{product.id}.yml{did_you_mean(version, released)}"
    return f"{version!r} is not a {product.versioning} version, as {product.id} has them; write it like {EXAMPLES[product.versioning]}"


@rule("R331")
def versions_are_of_the_products_kind(tracker: Tracker) -> Iterator[Finding]:
    """A version that an issue names is spelt as its product spells versions, or stands in the list of releases where only that orders them."""
    for issue, product, order in _versioned(tracker):
        for field, version, may_come in _named(issue):
            if (order.repair(version) if may_come else order.place(version)) is None:
                yield Finding(issue.path, field, not_a_version(version, product, order.listed))


@rule("R332")
def continuous_products_have_no_versions(tracker: Tracker) -> Iterator[Finding]:
    """An issue of a continuous product names no versions."""
    continuous = {product.id for product in tracker.products.values() if not product.versioning.has_versions}
    for issue in tracker.issues:
        if issue.product in continuous:
            for field in _fields_with_versions(issue):
                message = f"{issue.product} is continuous and has no versions: fixed is live; take {field[-1]} out"
                yield Finding(issue.path, field, message)


def _fields_with_versions(issue: AnyIssue) -> Iterator[FieldPath]:
    if issue.affected:
        yield ("affected",)
    if issue.checked_not_affected:
        yield ("checked_not_affected",)
    if issue.fixes:
        yield ("fixes",)
    if issue.target and issue.target.version:
        yield ("target", "version")
    for at, workaround in enumerate(issue.known_workarounds):
        if workaround.applies_to:
            yield ("workarounds", at, "applies_to")
        if workaround.verified and workaround.verified.version:
            yield ("workarounds", at, "verified", "version")


@rule("R333")
def ranges_begin_before_they_end(tracker: Tracker) -> Iterator[Finding]:
    """A range is introduced before it is fixed, and not after the last version affected."""
    for issue, _, order in _versioned(tracker):
        for field, each in _ranges(issue):
            found = edges(each, order)
            if found and found[0] >= found[1]:
                end = f"before fixed {each.fixed}" if each.fixed else f"at or before last_affected {each.last_affected}"
                yield Finding(issue.path, (*field, "introduced"), f"introduced {each.introduced} is not {end}; correct one of the two")


@rule("R334")
def ranges_do_not_overlap(tracker: Tracker) -> Iterator[Finding]:
    """No version lies in two affected ranges of an issue."""
    for issue, _, order in _versioned(tracker):
        spans = sorted((*found, at) for at, each in enumerate(issue.affected) if (found := edges(each, order)) and found[0] < found[1])
        for longest, (start, _, at) in zip(accumulate(spans, _longer), spans[1:], strict=False):
            if start < longest[1]:
                one, other = range_words(issue.affected[at]), range_words(issue.affected[longest[2]])
                yield Finding(issue.path, ("affected", at), f"the range {one} overlaps the one {other}; end that one where this begins, or join them")


def _longer(one: tuple[Edge, Edge, int], other: tuple[Edge, Edge, int]) -> tuple[Edge, Edge, int]:
    """Of two ranges the one that ends later."""
    return max(one, other, key=lambda span: span[1])


@rule("R335", completeness=True)
def fixed_ranges_have_a_fix(tracker: Tracker) -> Iterator[Finding]:
    """The version that ends a range with fixed is listed in fixes."""
    for issue, _, order in _versioned(tracker):
        fixes = {order.key(fix.version) for fix in issue.fixes}
        for at, each in enumerate(issue.affected):
            if each.fixed and order.key(each.fixed) not in fixes:
                message = f'{each.fixed} is not in fixes; add  fixes: [{{version: "{each.fixed}", channel: stable}}]'
                yield Finding(issue.path, ("affected", at, "fixed"), message)


@rule("R336", completeness=True)
def delivered_issues_have_fixes(tracker: Tracker) -> Iterator[Finding]:
    """A fixed defect or shipped request says in which versions, unless its product is continuous."""
    for issue, product, _ in _versioned(tracker):
        if issue.status.is_delivered and not issue.fixes:
            example = EXAMPLES.get(product.versioning, "…")
            message = f'{issue.status} in which version? add  fixes: [{{version: "{example}", channel: stable}}]'
            yield Finding(issue.path, ("status",), message)


@rule("R337", completeness=True)
def ranges_end_where_a_fix_comes(tracker: Tracker) -> Iterator[Finding]:
    """An affected range does not go on for ever when a later version fixes it."""
    for issue, _, order in _versioned(tracker):
        for at, each in enumerate(issue.affected):
            if each.fixed or each.last_affected or not issue.fixes or (found := edges(each, order)) is None:
                continue
            later = sorted((place, fix.version) for fix in issue.fixes if (place := order.repair(fix.version)) is not None and (place, 0) > found[0])
            if later:
                message = f'the range has no end, though {later[0][1]} is in fixes; add  fixed: "{later[0][1]}"'
                yield Finding(issue.path, ("affected", at), message)


@rule("R338", level=Level.WARNING, completeness=True)
def checked_versions_stand_beside_affected_ones(tracker: Tracker) -> Iterator[Finding]:
    """Where checked_not_affected is given, affected is too; without it every version is answered with not checked."""
    for issue, _, _ in _versioned(tracker):
        if issue.checked_not_affected and not issue.affected:
            message = 'affected is missing, so that even these versions are answered with not checked; add  affected: [{introduced: "…"}]'
            yield Finding(issue.path, ("checked_not_affected",), message)


@rule("R339", level=Level.WARNING)
def fixes_are_spelt_like_releases(tracker: Tracker) -> Iterator[Finding]:
    """A fix that is released is spelt as in the list of releases."""
    for issue, _, order in _versioned(tracker):
        for at, fix in enumerate(issue.fixes):
            released = order.released(fix.version)
            if released and released != fix.version:
                yield Finding(issue.path, ("fixes", at, "version"), f"{fix.version!r} was released as {released}; write it so")


@rule("R340", level=Level.WARNING)
def fixes_are_released_in_their_channel(tracker: Tracker) -> Iterator[Finding]:
    """The version of a fix is listed as a release in the fix's channel, or in stable; else it is not out for those to whom it was promised."""
    for issue, product, order in _versioned(tracker):
        listed = {order.key(r.version): r for r in tracker.releases.get(product.id, ())}
        for at, fix in enumerate(issue.fixes):
            release = listed.get(order.key(fix.version))
            if release and release.channel not in {fix.channel, STABLE}:
                message = (
                    f"{fix.version} is listed in channel {release.channel}, so that it is not out in channel {fix.channel}; "
                    f"write  channel: {release.channel}  or correct releases/{product.id}.yml"
                )
                yield Finding(issue.path, ("fixes", at, "channel"), message)
