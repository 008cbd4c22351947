"""Probable duplicates: two records that say the same, and do not know of each other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from tracker.model.issue import AnyIssue
from tracker.model.problem import Finding
from tracker.model.tracker import Origin, Tracker
from tracker.model.values import IssueId
from tracker.model.vocabulary import Level, StoreVisibility
from tracker.rules.registry import rule
from tracker.views.likeness import Likeness, wording

_NAMED = 3
"""Issues that one warning names."""


@rule("R317", level=Level.WARNING, completeness=True)
def issues_are_told_once(tracker: Tracker) -> Iterator[Finding]:
    """An issue that says the same as another is marked as its duplicate, or as related."""
    real = [i for i in tracker.issues if not i.status.is_withdrawn]
    known = tracker.issues_by_id
    likeness = Likeness(map(wording, real), tracker.settings.search.synonyms)
    found: dict[IssueId, list[IssueId]] = defaultdict(list)
    for one, other in likeness.pairs():
        a, b = _followed(known[one.id], known), _followed(known[other.id], known)
        if one.id != other.id and a.id != b.id and _is_news(a, b):
            teller, like = _teller_first(a, b, tracker.origins)
            if like.id not in found[teller.id]:
                found[teller.id].append(like.id)
    for teller_id, others in sorted(found.items()):
        named = ", ".join(f"{each} ({known[each].title})" for each in others[:_NAMED])
        message = (
            f"reads like {named}; write duplicate_of: {others[0]} with status: duplicate if it is the same, or name it under related if it is not"
        )
        yield Finding(known[teller_id].path, ("title",), message)


def _followed(issue: AnyIssue, known: Mapping[IssueId, AnyIssue]) -> AnyIssue:
    """The issue that a duplicate leads to; a wording of a duplicate is one of its."""
    passed = {issue.id}
    while (following := known.get(issue.duplicate_of) if issue.duplicate_of else None) is not None and following.id not in passed:
        passed.add(following.id)
        issue = following
    return issue


def _is_news(a: AnyIssue, b: AnyIssue) -> bool:
    """Nobody has said how the two belong together, and somebody is still at one of them."""
    said = any(b.id in {*x.related, *x.supersedes} or a.id in {*x.related, *x.supersedes} for x in (a, b))
    return not said and not (a.status.is_settled and b.status.is_settled) and not a.status.is_withdrawn and not b.status.is_withdrawn


def _teller_first(a: AnyIssue, b: AnyIssue, origins: Mapping[str, Origin]) -> tuple[AnyIssue, AnyIssue]:
    """The one at which it is told, first: a private one, because at a public one it would tell of the other; else the later one."""
    unknown = Origin()

    def rank(issue: AnyIssue) -> tuple[bool, bool, str, str]:
        is_private = origins.get(issue.path, unknown).visibility is StoreVisibility.PRIVATE
        return (is_private, not issue.status.is_settled, issue.opened.isoformat(), issue.id)

    return (a, b) if rank(a) > rank(b) else (b, a)
