"""What is to be written so that the store says what GitHub says, as values. Planning is in `planning.py`."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tracker.github.merge import Conflict, Decision, Held
from tracker.github.upstream import Snapshot
from tracker.model.edit import FileEdit, NewFile
from tracker.model.github import Repository
from tracker.model.imported import Base, Imported, Pending
from tracker.model.values import IssueId

ALL = "all"
"""Stands for every record where ids are named."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A repository, and what it said."""

    repository: Repository
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Decisions:
    """What a person has decided for this run, by the ids of records; `all` for every one."""

    keep: frozenset[str] = frozenset()
    take: frozenset[str] = frozenset()
    withdraw: frozenset[str] = frozenset()

    def about(self, record: IssueId) -> Decision:
        return Decision(keeps=_names(self.keep, record), takes=_names(self.take, record))

    def withdraws(self, record: IssueId) -> bool:
        return _names(self.withdraw, record)


def _names(given: frozenset[str], record: IssueId) -> bool:
    return record in given or ALL in given


class Outcome(StrEnum):
    """What becomes of an issue."""

    NEW = "new"
    CHANGED = "changed"
    AGREED = "agreed"
    """Both sides say the same by now; only the bookkeeping moves."""
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    LEFT_OUT = "left out"
    """Policy does not want it."""
    REMOVED = "removed"
    """Somebody has taken the record out of the store; it does not come back."""
    REFUSED = "refused"
    """It cannot be a record as it is."""
    GONE = "gone"
    """It is there no more; somebody has to decide."""
    WITHDRAWN = "withdrawn"
    """It is there no more, and the record becomes a tombstone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One issue of the plan."""

    repository: str
    """The repository's key."""
    number: int
    outcome: Outcome
    record: IssueId | None = None
    path: str = ""
    """The record's file, where it has one."""
    title: str = ""
    """As it is there: a stranger's words."""
    file: NewFile | FileEdit | None = None
    state: Base | Pending | None = None
    """What the bookkeeping says of it afterwards; None: nothing."""
    was: Base | None = None
    """What it said before, where the file is certainly as it says."""
    conflicts: tuple[Conflict, ...] = ()
    held: tuple[Held, ...] = ()
    reason: str = ""
    """Why it is refused, or gone."""

    @property
    def name(self) -> str:
        """As people are told it: OWNER/NAME#NUMBER."""
        return f"{self.repository.partition('/')[2]}#{self.number}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written, and what somebody has to look at."""

    entries: tuple[Entry, ...] = ()
    """By repository and number."""
    before: tuple[Imported, ...] = ()
    """The bookkeeping of these repositories as it is."""
    after: tuple[Imported, ...] = ()
    """As it will be."""
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def files(self) -> Iterator[NewFile | FileEdit]:
        yield from (entry.file for entry in self.entries if entry.file)

    @property
    def is_empty(self) -> bool:
        """There is nothing to write."""
        return self.before == self.after and not any(self.files)

    @property
    def asks(self) -> bool:
        """Somebody has to settle something before all can be brought in."""
        return any(entry.outcome in {Outcome.CONFLICT, Outcome.REFUSED} for entry in self.entries)

    def of(self, *outcomes: Outcome) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.outcome in outcomes)

    @property
    def under_way(self) -> tuple[Imported, ...]:
        """The bookkeeping while the records are being written: what was, and beside it what is to come, so that a run that is broken off goes on."""
        files = {(entry.repository, entry.number): entry for entry in self.entries if entry.file and isinstance(entry.state, Base)}
        made = []
        for after in self.after:
            was = next((b for b in self.before if b.key == after.key), None) or next((b for b in self.before if b.id == after.id), None)
            ahead = {number: e for (key, number), e in files.items() if key == after.key}
            pending = {number: Pending(e.state, e.was) for number, e in ahead.items() if isinstance(e.state, Base)}
            issues = {number: base for number, base in (was.issues if was else {}).items() if number not in pending}
            earlier = dict(was.pending) if was else {}
            made.append(Imported(after.host, after.repository, after.id, issues, {**earlier, **pending}))
        return tuple(made)
