"""Days that tell of something past: they have come, or they are slips. And how far ahead a proof may reach."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from tracker.model.problem import FieldPath, Finding
from tracker.model.tracker import Tracker
from tracker.model.values import latest_day
from tracker.model.vocabulary import Level
from tracker.rules.registry import dated_rule, rule

_EACH = "*"
_OF_ISSUES = (
    "opened",
    "updated",
    "closed",
    "updates.*.at",
    "comments.*.at",
    "comments.*.edited",
    "workarounds.*.verified.on",
    "workarounds.none-known",
    "reports.*.counted",
    "reports.*.month",
)
_OF_STAFF = ("accounts.*.suspended.since", "accounts.*.proofs.*.checked")
_OF_IMPOSTORS = ("first_seen", "reported.*.on")
TELLING_OF_THE_PAST: Mapping[str, tuple[tuple[str, ...], ...]] = {
    kind: tuple(tuple(field.split(".")) for field in fields)
    for kind, fields in (("issues", _OF_ISSUES), ("staff", _OF_STAFF), ("impostors", _OF_IMPOSTORS))
}
"""The fields, by kind of record, that tell of what has happened. Any other day may be planned: since and until, releases and targets, an embargo."""

_LONGEST_PROOF = timedelta(days=3 * 366)
"""Where policy does not ask for more."""


def _days(value: Any, steps: tuple[str, ...], field: FieldPath = ()) -> Iterator[tuple[FieldPath, date]]:
    """The days in a value below these steps; none where something on the way is not there."""
    if not steps:
        if day := _day(value):
            yield field, day
    elif steps[0] == _EACH:
        for at, each in enumerate(value if isinstance(value, tuple) else ()):
            yield from _days(each, steps[1:], (*field, at))
    elif (below := getattr(value, steps[0].replace("-", "_"), None)) is not None:
        yield from _days(below, steps[1:], (*field, steps[0]))


def _day(value: Any) -> date | None:
    """A moment's day in UTC, the first day of a month."""
    if isinstance(value, datetime):
        return (value - (value.utcoffset() or timedelta())).date()
    if isinstance(value, str):
        return date.fromisoformat(f"{value}-01")
    return value if isinstance(value, date) else None


@dated_rule("R346", level=Level.ERROR, lenient=True)
def what_has_happened_is_not_still_to_come(tracker: Tracker, today: date) -> Iterator[Finding]:
    """A day that tells of something that has happened is not still to come."""
    last = latest_day(today)
    for kind, fields in TELLING_OF_THE_PAST.items():
        for record in attrgetter(kind)(tracker):
            for steps in fields:
                for field, day in _days(record, steps):
                    if day > last:
                        yield Finding(record.path, field, _still_to_come(str(field[-1]), day, last))


def _still_to_come(name: str, day: date, last: date) -> str:
    if name == "month":
        return f"{day:%Y-%m} has not begun yet; write the month in which they were counted"
    guess = _same_day_past(day, last)
    hint = f'; did you mean "{guess}"?' if guess else ""
    return f"{name} {day} has not come yet; write the day on which it was{hint}"


def _same_day_past(day: date, last: date) -> date | None:
    """The same day of the newest year in which it has come: years are what people slip in."""
    for year in (last.year, last.year - 1):
        try:
            moved = day.replace(year=year)
        except ValueError:
            continue
        if moved <= last:
            return moved
    return None


@rule("R390", level=Level.WARNING)
def proofs_do_not_hold_for_ever(tracker: Tracker) -> Iterator[Finding]:
    """A proof expires within three years of its check, or as long as policy lets one count where that is longer."""
    policy = tracker.settings.policy.proof_good_for
    longest = max(_LONGEST_PROOF, policy)
    for member in tracker.staff:
        for at, account in enumerate(member.accounts):
            for place, proof in enumerate(account.proofs):
                if proof.expires and proof.expires - proof.checked > longest:
                    usual = proof.checked + policy
                    message = f'expires {proof.expires} is years after checked {proof.checked}; write "{usual}", as policy has it, or leave it out'
                    yield Finding(member.path, ("accounts", at, "proofs", place, "expires"), message)
