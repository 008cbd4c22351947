"""People: whoever is named as one of us is in the directory, and was so on that day."""

import re
from collections.abc import Iterator
from datetime import date

from tracker.model.issue import AnyIssue, Defect
from tracker.model.problem import FieldPath, Finding
from tracker.model.tracker import Tracker
from tracker.model.values import StaffId
from tracker.model.wording import did_you_mean
from tracker.rules.registry import rule

_OPAQUE = re.compile(r"s-[0-9a-z]{3,}")


def _unknown(tracker: Tracker, who: StaffId) -> str | None:
    if who in tracker.staff_by_id or who in tracker.unread:
        return None
    return f"{who!r} is not in the directory; add staff/{who}.yml{did_you_mean(who, tracker.staff_by_id)}"


def _not_staff_on(tracker: Tracker, who: StaffId, day: date) -> str | None:
    """Why somebody could not speak for the company on that day; None when they could."""
    member = tracker.staff_by_id.get(who)
    if member is None:
        return _unknown(tracker, who)
    if member.serves_on(day):
        return None
    term = f"is staff from {member.since} on" if member.since and day < member.since else f"was staff until {member.until}"
    return f"{who} {term}, which does not cover {day}; name somebody who was staff then, or correct the day"


def _newest_day(issue: AnyIssue) -> date:
    """The last day that the record tells of."""
    days = [
        issue.opened,
        *(d for d in (issue.updated, issue.closed) if d),
        *(u.at.date() for u in issue.updates),
        *(c.at.date() for c in issue.comments),
    ]
    return max(days)


@rule("R321")
def owners_are_staff(tracker: Tracker) -> Iterator[Finding]:
    """The owner of an issue is in the directory."""
    for issue in tracker.issues:
        if issue.owner and (fault := _unknown(tracker, issue.owner)):
            yield Finding(issue.path, ("owner",), fault)


@rule("R322")
def owners_of_open_issues_serve(tracker: Tracker) -> Iterator[Finding]:
    """The owner of an open issue is still with the company on the last day that the record tells of."""
    for issue in tracker.issues:
        member = tracker.staff_by_id.get(issue.owner) if issue.owner else None
        if member is None or member.until is None or issue.status.is_settled:
            continue
        if (newest := _newest_day(issue)) > member.until:
            message = f"{member.id} was staff until {member.until}, and the record goes on to {newest}; hand the issue to somebody who serves"
            yield Finding(issue.path, ("owner",), message)


@rule("R323")
def updates_are_signed_by_staff(tracker: Tracker) -> Iterator[Finding]:
    """An update is signed by somebody who was staff on its day."""
    for issue in tracker.issues:
        for at, update in enumerate(issue.updates):
            if fault := _not_staff_on(tracker, update.by, update.at.date()):
                yield Finding(issue.path, ("updates", at, "by"), fault)


@rule("R324")
def comments_by_staff_are_by_staff(tracker: Tracker) -> Iterator[Finding]:
    """A comment signed with a staff id is by somebody who was staff on its day."""
    for issue in tracker.issues:
        for at, comment in enumerate(issue.comments):
            if isinstance(comment.by, str) and (fault := _not_staff_on(tracker, comment.by, comment.at.date())):
                yield Finding(issue.path, ("comments", at, "by"), fault)


@rule("R325")
def workarounds_are_verified_by_staff(tracker: Tracker) -> Iterator[Finding]:
    """A workaround was verified by somebody who was staff on that day."""
    for issue in tracker.issues:
        for at, workaround in enumerate(issue.known_workarounds):
            verified = workaround.verified
            if verified and (fault := _not_staff_on(tracker, verified.by, verified.on)):
                yield Finding(issue.path, ("workarounds", at, "verified", "by"), fault)


@rule("R326")
def proofs_are_checked_by_staff(tracker: Tracker) -> Iterator[Finding]:
    """A proof was checked by somebody who was staff on that day."""
    for member in tracker.staff:
        for at, account in enumerate(member.accounts):
            for place, proof in enumerate(account.proofs):
                if proof.by and (fault := _not_staff_on(tracker, proof.by, proof.checked)):
                    yield Finding(member.path, ("accounts", at, "proofs", place, "by"), fault)


@rule("R327")
def impostors_are_named_by_staff(tracker: Tracker) -> Iterator[Finding]:
    """Whoever confirmed an impostor, and whomever it imitates, is in the directory."""
    for impostor in tracker.impostors:
        named: tuple[tuple[FieldPath, StaffId | None], ...] = ((("confirmed_by",), impostor.confirmed_by), (("imitates",), impostor.imitates))
        for field, who in named:
            if who and (fault := _unknown(tracker, who)):
                yield Finding(impostor.path, field, fault)


@rule("R328", completeness=True)
def urgent_defects_have_an_owner(tracker: Tracker) -> Iterator[Finding]:
    """A critical or major defect that is confirmed or in progress has an owner."""
    for issue in tracker.issues:
        if isinstance(issue, Defect) and not issue.owner and issue.severity.is_urgent and issue.status.is_accepted:
            message = f"a {issue.severity} defect that is {issue.status} has an owner; add owner: and the id of a staff member"
            yield Finding(issue.path, ("status",), message)


@rule("R329")
def ids_of_invisible_staff_tell_nothing(tracker: Tracker) -> Iterator[Finding]:
    """Somebody with visible: false has an id that does not tell the name."""
    for member in tracker.staff:
        if not member.visible and not _OPAQUE.fullmatch(member.id):
            yield Finding(member.path, ("id",), f"{member.id!r} may tell who it is; rename the file to s- and some letters and digits, as s-7f3k")
