"""What happened and when, told from the public records: the one source of feeds and of "what changed lately"."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from tracker.model.handles import form_of
from tracker.model.platforms import platform_label
from tracker.model.public import Public, PublicIssue, PublicStaff, Signature
from tracker.model.values import STABLE
from tracker.model.vocabulary import IssueKind, Word
from tracker.views.index import Facts, Index


class EventKind(Word):
    """What changed, in the words of a feed entry."""

    OPENED = "opened"
    UPDATE = "update"
    WORKAROUND = "workaround"
    CLOSED = "closed"
    RELEASED = "released"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"
    LEFT = "left"
    ACCOUNT_ADDED = "account-added"
    ACCOUNT_ENDED = "account-ended"
    ACCOUNT_SUSPENDED = "account-suspended"
    IMPOSTOR = "impostor"


_ORDER = {kind: at for at, kind in enumerate(EventKind)}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one issue or staff member."""

    at: datetime
    """UTC; midnight where the record names only the day."""
    kind: EventKind
    subject: str
    """The id of the issue or staff member."""
    what: str
    """What happened, as a heading: `Workaround verified on 2.3.1`."""
    text: str = ""
    """The words that go with it, Markdown."""
    by: Signature | None = None
    key: str = ""
    """Tells this event from others of the same kind and subject, whatever its words become."""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def issue_events(issue: PublicIssue, facts: Facts, today: date) -> tuple[Event, ...]:
    """All events of an issue up to today, newest first."""
    found = sorted((e for e in _issue_events(issue, facts) if e.at.date() <= today), key=lambda e: (e.at, _ORDER[e.kind], e.key))
    return tuple(reversed(found))


def _issue_events(issue: PublicIssue, facts: Facts) -> Iterator[Event]:
    if issue.is_tombstone:
        reason = issue.resolution.reason if issue.resolution else ""
        yield Event(_midnight(issue.closed or issue.opened), EventKind.WITHDRAWN, issue.id, "Withdrawn", reason)
        return
    opened = "Requested" if issue.kind is IssueKind.FEATURE else "Reported"
    yield Event(_midnight(issue.opened), EventKind.OPENED, issue.id, opened, issue.summary or issue.description or "")
    for update in issue.updates:
        yield Event(update.at, EventKind.UPDATE, issue.id, "Update", update.text, update.by, update.at.isoformat())
    for number, workaround in enumerate(issue.workarounds):
        if workaround.verified_on:
            on = f" on {workaround.verified_version}" if workaround.verified_version else ""
            yield Event(
                _midnight(workaround.verified_on),
                EventKind.WORKAROUND,
                issue.id,
                f"Workaround verified{on}",
                workaround.steps,
                workaround.verified_by,
                str(number),
            )
    if issue.closed:
        reason = issue.resolution.reason if issue.resolution else ""
        if issue.duplicate_of:
            reason = reason or f"Followed under {issue.duplicate_of}."
        yield Event(_midnight(issue.closed), EventKind.CLOSED, issue.id, issue.status.label, reason)
    for state in facts.fixes:
        if state.release and issue.status.is_delivered:
            what = f"Released in {state.fix.version}" + (f" ({state.fix.channel})" if state.fix.channel != STABLE else "")
            yield Event(_midnight(state.release.date), EventKind.RELEASED, issue.id, what, "", None, f"{state.fix.version}/{state.fix.channel}")


def staff_events(member: PublicStaff, today: date) -> tuple[Event, ...]:
    """Who came and left, and what became of their listed accounts, up to today, newest first."""
    found = sorted((e for e in _staff_events(member) if e.at.date() <= today), key=lambda e: (e.at, _ORDER[e.kind], e.key))
    return tuple(reversed(found))


def _staff_events(member: PublicStaff) -> Iterator[Event]:
    if member.since:
        yield Event(_midnight(member.since), EventKind.JOINED, member.id, f"{member.name} is listed as staff", member.title or "")
    for account in member.accounts:
        name = _named(account.platform, account.handle)
        key = f"{account.platform}/{account.handle}"
        if account.since:
            yield Event(
                _midnight(account.since),
                EventKind.ACCOUNT_ADDED,
                member.id,
                f"{name} is an account of {member.name}",
                account.purpose or "",
                None,
                key,
            )
        if account.suspended:
            yield Event(
                _midnight(account.suspended.since),
                EventKind.ACCOUNT_SUSPENDED,
                member.id,
                f"Do not trust {name} at present",
                account.suspended.reason,
                None,
                key,
            )
        if account.until:
            instead = f"It is now {account.now}." if account.now else ""
            yield Event(
                _midnight(account.until), EventKind.ACCOUNT_ENDED, member.id, f"{name} is no longer an account of {member.name}", instead, None, key
            )
    if member.until:
        yield Event(_midnight(member.until), EventKind.LEFT, member.id, f"{member.name} no longer speaks for us")


def _named(platform: str, handle: str) -> str:
    return f"{handle} on {platform_label(platform)}" if form_of(platform).kind not in {"email", "phone", "web"} else handle


def impostor_events(public: Public, today: date) -> tuple[Event, ...]:
    """The impostors that we know of, by the day on which each was first seen, newest first; the subject is the impostor's id."""
    known = sorted((i for i in public.impostors if i.first_seen <= today), key=lambda i: (i.first_seen, i.id), reverse=True)
    return tuple(
        Event(
            _midnight(i.first_seen),
            EventKind.IMPOSTOR,
            i.id,
            f"{_named(i.platform, i.handle)} is not ours",
            f"It pretends to be {i.imitates.name}." if i.imitates else "It pretends to be one of us.",
            i.confirmed_by,
        )
        for i in known
    )


@dataclass(frozen=True)
class Timeline:
    """Every event, by issue and by staff member, newest first."""

    issues: Mapping[str, tuple[Event, ...]]
    staff: Mapping[str, tuple[Event, ...]]

    def newest(self, subjects: Iterator[str] | tuple[str, ...], count: int) -> tuple[Event, ...]:
        """The newest events of some issues or staff, newest first; of one moment, by subject."""
        found = [e for s in subjects for e in (self.issues.get(s) or self.staff.get(s, ()))[:count]]
        found.sort(key=lambda e: (e.at, e.subject, e.key), reverse=True)
        return tuple(found[:count])


def timeline(index: Index) -> Timeline:
    """Everything that happened. Only lists of news ask for it, and none of them keeps it: it is a fifth of what the records take."""
    return Timeline(
        {i.id: issue_events(i, index.facts[i.id], index.today) for i in index.public.issues},
        {s.id: staff_events(s, index.today) for s in index.public.staff},
    )
