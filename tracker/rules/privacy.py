"""Privacy: a public store holds nothing private, because whoever can read the repository reads it."""

from collections.abc import Iterator

from tracker.model.issue import AnyIssue
from tracker.model.problem import FieldPath, Finding
from tracker.model.tracker import Tracker
from tracker.model.vocabulary import Audience, StoreVisibility
from tracker.rules.registry import rule

_MOVE = "move it to a private store, and out of the history"


def _is_public(tracker: Tracker, path: str) -> bool:
    """Everybody can read the repository that the record lies in."""
    origin = tracker.origins.get(path)
    return (origin.visibility if origin else tracker.settings.store) is StoreVisibility.PUBLIC


def _audiences(issue: AnyIssue) -> Iterator[tuple[FieldPath, Audience]]:
    yield ("audience",), issue.audience
    for at, update in enumerate(issue.updates):
        yield ("updates", at, "audience"), update.audience
    for at, comment in enumerate(issue.comments):
        yield ("comments", at, "audience"), comment.audience


@rule("R351")
def public_stores_hold_nothing_internal(tracker: Tracker) -> Iterator[Finding]:
    """A public store holds no issue, update or comment for an internal audience."""
    for issue in tracker.issues:
        for field, audience in _audiences(issue):
            if audience is Audience.INTERNAL and _is_public(tracker, issue.path):
                yield Finding(issue.path, field, f"whoever can read this public repository reads what is internal; {_MOVE}")


@rule("R352")
def public_stores_hold_no_embargoes(tracker: Tracker) -> Iterator[Finding]:
    """A public store holds nothing under embargo."""
    for issue in tracker.issues:
        if issue.embargo_until and _is_public(tracker, issue.path):
            yield Finding(issue.path, ("embargo_until",), f"whoever can read this public repository reads it before the embargo ends; {_MOVE}")


@rule("R353")
def public_stores_hold_no_internal_notes(tracker: Tracker) -> Iterator[Finding]:
    """A public store holds no internal notes, on issues, staff or impostors."""
    for record in (*tracker.issues, *tracker.staff, *tracker.impostors):
        if record.internal_notes is not None and _is_public(tracker, record.path):
            yield Finding(record.path, ("internal_notes",), f"whoever can read this public repository reads internal_notes; {_MOVE}")
