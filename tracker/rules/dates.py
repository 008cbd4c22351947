"""Dates, and what closing asks for: things happen in an order, and an end is told."""

from collections.abc import Iterator
from datetime import datetime

from tracker.model.issue import AnyIssue
from tracker.model.problem import FieldPath, Finding
from tracker.model.tracker import Tracker
from tracker.model.vocabulary import Level
from tracker.rules.registry import rule


@rule("R341")
def issues_close_after_they_open(tracker: Tracker) -> Iterator[Finding]:
    """An issue is neither closed nor updated before the day it was opened."""
    for issue in tracker.issues:
        for name, day in (("closed", issue.closed), ("updated", issue.updated)):
            if day and day < issue.opened:
                yield Finding(issue.path, (name,), f"{name} {day} is before opened {issue.opened}; correct one of the two")


@rule("R342")
def open_issues_are_not_closed(tracker: Tracker) -> Iterator[Finding]:
    """An open issue has no day of closing."""
    for issue in tracker.issues:
        if issue.closed and not issue.status.is_settled:
            yield Finding(
                issue.path, ("closed",), f"closed is given, but the status is {issue.status}; take it out, or give the status that closed it"
            )


@rule("R343", completeness=True)
def closed_issues_say_when(tracker: Tracker) -> Iterator[Finding]:
    """A closed issue has the day on which it was closed."""
    for issue in tracker.issues:
        if issue.status.is_settled and not issue.closed:
            yield Finding(issue.path, ("status",), f'{issue.status} since when? add  closed: "{_last_day_said(issue)}"  with the day on which it was')


def _last_day_said(issue: AnyIssue) -> str:
    """A day to show how it is written; the likeliest one."""
    return str(issue.updated or issue.opened)


@rule("R344", level=Level.WARNING, completeness=True)
def nothing_is_said_before_the_opening(tracker: Tracker) -> Iterator[Finding]:
    """Updates and comments are not older than the issue."""
    for issue in tracker.issues:
        for field, at in _said(issue):
            if at.date() < issue.opened:
                message = f"was said on {at.date()}, before opened {issue.opened}; correct the day, or open the issue earlier"
                yield Finding(issue.path, field, message)


def _said(issue: AnyIssue) -> Iterator[tuple[FieldPath, datetime]]:
    for at, update in enumerate(issue.updates):
        yield ("updates", at, "at"), update.at
    for at, comment in enumerate(issue.comments):
        yield ("comments", at, "at"), comment.at


@rule("R345", completeness=True)
def closing_without_a_fix_has_a_reason(tracker: Tracker) -> Iterator[Finding]:
    """An issue that was closed without doing what was asked says why."""
    for issue in tracker.issues:
        if issue.status.needs_reason and not issue.resolution:
            yield Finding(issue.path, ("status",), f"readers are owed a reason for {issue.status}; add  resolution: {{reason: …}}")
