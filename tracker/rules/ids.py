"""Ids: each belongs to one record, and to nothing else."""

import re
from collections.abc import Iterable, Iterator

from tracker.model.base import Record
from tracker.model.issue import AnyIssue
from tracker.model.problem import Finding
from tracker.model.tracker import Tracker
from tracker.rules.registry import rule

_KEPT = {"index", "page", "feed"} | {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
"""What the site calls its own pages, and names that a Windows checkout cannot hold."""
_KEPT_BY_REPORTS = {"month", "counted", "counts"}


def repeated(ids: Iterable[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    """Of (id, place) pairs those whose id, whatever its capitals, was there before: position, id, and the place that had it first."""
    first: dict[str, str] = {}
    for at, (each, place) in enumerate(ids):
        fold = each.casefold()
        if fold in first:
            yield at, each, first[fold]
        first.setdefault(fold, place)


def _twice(records: tuple[Record, ...], ids: Iterable[str], advice: str) -> Iterator[Finding]:
    for at, each, first in repeated((each, record.path) for each, record in zip(ids, records, strict=True)):
        yield Finding(records[at].path, ("id",), f"{each} is already the id of {first}; {advice}")


def _ours_first(tracker: Tracker) -> tuple[tuple[AnyIssue, ...], frozenset[str]]:
    """The issues, and the paths of those that are somebody else's: of two claims to one name theirs gives way, because it can be left out."""
    theirs = frozenset(path for path, origin in tracker.origins.items() if origin.is_mapped)
    return tuple(sorted(tracker.issues, key=lambda i: i.path in theirs)) if theirs else tracker.issues, theirs


@rule("R301")
def issue_ids_are_unique(tracker: Tracker) -> Iterator[Finding]:
    """The id of an issue belongs to one record, whatever its capitals."""
    issues, _ = _ours_first(tracker)
    return _twice(issues, (i.id for i in issues), "give this record the next free number")


@rule("R302")
def aliases_lead_to_one_issue(tracker: Tracker) -> Iterator[Finding]:
    """An alias is no issue's id, and the alias of one issue alone."""
    issues, theirs = _ours_first(tracker)
    ids = {i.id.casefold(): i.path for i in reversed(issues)}
    first: dict[str, str] = {}
    for issue in issues:
        for at, alias in enumerate(issue.aliases):
            fold = alias.casefold()
            holder = ids.get(fold)
            if holder in theirs and issue.path not in theirs:
                yield Finding(str(holder), ("id",), f"{alias} is already an alias in {issue.path}; give this record another id")
            elif holder is not None:
                whose = "this record's own id" if holder == issue.path else f"the id of {holder}"
                yield Finding(issue.path, ("aliases", at), f"{alias!r} is {whose}; take the alias out")
            elif fold in first:
                yield Finding(issue.path, ("aliases", at), f"{alias!r} is already an alias in {first[fold]}; leave it with one of the two")
            first.setdefault(fold, issue.path)


@rule("R303")
def staff_ids_are_unique(tracker: Tracker) -> Iterator[Finding]:
    """The id of a staff member belongs to one record."""
    return _twice(tracker.staff, (s.id for s in tracker.staff), "rename this file, or merge the two if they are the same person")


@rule("R304")
def impostor_ids_are_unique(tracker: Tracker) -> Iterator[Finding]:
    """The file name of an impostor's record is not used twice, in whatever folders."""
    return _twice(tracker.impostors, (i.id for i in tracker.impostors), "rename this file")


@rule("R305")
def reserved_words_are_no_ids(tracker: Tracker) -> Iterator[Finding]:
    """An id is not a word that the site or a file system keeps for itself."""
    settings = tracker.settings
    for at, product in enumerate(settings.products):
        yield from _reserved(settings.path, ("products", at, "id"), product.id)
        for place, component in enumerate(product.components):
            yield from _reserved(settings.path, ("products", at, "components", place), component.id)
    for at, channel in enumerate(settings.channels):
        yield from _reserved(settings.path, ("channels", at, "id"), channel.id, _KEPT | _KEPT_BY_REPORTS)
    for path, each in (*((s.path, s.id) for s in tracker.staff), *((i.path, i.id) for i in tracker.impostors)):
        yield from _reserved(path, ("id",), each)


def _reserved(path: str, field: tuple[str | int, ...], each: str, kept: Iterable[str] = _KEPT) -> Iterator[Finding]:
    if each in kept:
        yield Finding(path, field, f"{each!r} is a reserved word; choose another id, as {each}-1")


def same_id(text: str) -> str:
    """What two spellings of an issue's id have in common: capitals and leading zeros do not count."""
    return re.sub(r"-0+(?=\d)", "-", text.casefold())
