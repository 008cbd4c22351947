"""Plans, issue by issue, each whole or not at all. Pure; planning twice gives nothing the second time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tracker.github.merge import Review, base_of, merged, waits
from tracker.github.pinned import Pinned, pinned
from tracker.github.plan import Decisions, Entry, Outcome, Plan, Reading
from tracker.github.releases import Versions, versions
from tracker.github.translate import Around, Untranslatable, kind_of, plain, translated
from tracker.github.triage import unknown_labels
from tracker.github.upstream import Gone, UpstreamIssue
from tracker.model.edit import Append, Change, FileEdit, NewFile, Remove, Set
from tracker.model.fields import FIELDS
from tracker.model.github import Repository
from tracker.model.imported import Base, Imported, Pending, digest
from tracker.model.issue import AnyIssue
from tracker.model.tracker import Tracker
from tracker.model.values import IssueId
from tracker.model.vocabulary import DefectStatus, IssueKind, Publication, ReferenceType
from tracker.model.wording import did_you_mean

_OF_THE_HOUSE = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""What GitHub calls those who belong to a repository."""

Place = tuple[str, int]
"""The key of a repository, and a number."""


@dataclass(frozen=True, slots=True)
class _Matched:
    """An issue and the record that it has, or will have."""

    issue: UpstreamIssue
    record: IssueId
    kind: IssueKind
    bases: tuple[Base, ...] = ()
    """The states that the file may have; none where it was never brought in."""
    state: Base | Pending | None = None
    """What the bookkeeping says of it."""
    moved_from: Place | None = None


def planned(
    readings: Sequence[Reading], tracker: Tracker, folder: str, today: date, decisions: Decisions, refused: Mapping[Place, str] | None = None
) -> Plan:
    """The plan for repositories as they were read. `folder` is the store's as paths name it; `refused` are issues that were tried and cannot stand in it, with why."""
    return _Planning(readings, tracker, folder, today, decisions, refused or {}).plan()


class _Planning:
    """One plan under way: first which record each issue has, then, when all are known, what each of them says."""

    def __init__(
        self, readings: Sequence[Reading], tracker: Tracker, folder: str, today: date, decisions: Decisions, refused: Mapping[Place, str]
    ) -> None:
        self._readings = sorted(readings, key=lambda r: r.repository.key)
        self._tracker = tracker
        self._folder = folder
        self._today = today
        self._decisions = decisions
        self._refused = refused
        self._before = {r.repository.key: _state(r, tracker.imported) for r in self._readings}
        self._entries: list[Entry] = []
        self._matched: dict[Place, _Matched] = {}
        self._taken = {i.id.casefold() for i in tracker.issues} | {a.casefold() for i in tracker.issues for a in i.aliases}
        self._taken |= {each.casefold() for each in tracker.unread}
        self._by_id = {(i.host, b.id): ((i.key, number), b) for i in tracker.imported for number, b in i.known if not b.is_gone}
        self._moves = dict(self._announced())
        self._adoptable = _adoptable(tracker)

    def plan(self) -> Plan:
        for reading in self._readings:
            staff = pinned(self._tracker.staff, reading.repository.accounts)
            for issue in sorted(reading.snapshot.issues, key=lambda i: i.number):
                self._match(issue, reading, staff)
        records = self._records()
        circular = _circular(self._readings)
        for reading in self._readings:
            around = self._around(reading, records, circular)
            for place, matched in sorted(self._matched.items()):
                if place[0] == reading.repository.key:
                    self._entries.append(self._entry(place, matched, around))
            self._entries += self._missing(reading)
        entries = tuple(sorted(self._entries, key=lambda e: (e.repository, e.number)))
        before = tuple(state for _, state in sorted(self._before.items()) if state)
        warnings, notes = _remarks(self._readings, self._tracker)
        return Plan(entries, (*before, *self._left()), self._after(entries), tuple(warnings), (*notes, *self._moved_away()))

    def _match(self, issue: UpstreamIssue, reading: Reading, staff: Pinned) -> None:
        """Which record an issue has: by its number, by its own id where it was moved, by a record that points to it; else a new one."""
        repository = reading.repository
        place = (repository.key, issue.number)
        before = self._before[repository.key]
        state = (before.pending.get(issue.number) or before.issues.get(issue.number)) if before else None
        moved_from: Place | None = None
        name = f"{repository.host}/{reading.snapshot.repository}#{issue.number}".casefold()
        found = self._by_id.get((repository.host, issue.id)) or self._moves.get(name)
        if state is None and found and found[0] != place:
            moved_from, state = found
        if state is not None:
            self._match_known(place, issue, state, moved_from)
        elif (adopted := self._adoptable.get(issue.url)) is not None:
            self._matched[place] = _Matched(issue, adopted.id, adopted.kind)
        else:
            self._match_new(place, issue, repository, staff)

    def _announced(self) -> Iterator[tuple[str, tuple[Place, Base]]]:
        """What GitHub says has moved, by where it is now."""
        for reading in self._readings:
            before = self._before[reading.repository.key]
            known = dict(before.known) if before else {}
            for gone in reading.snapshot.gone:
                if before and gone.moved_to and gone.number in known:
                    yield f"{before.host}/{gone.moved_to}".casefold(), ((before.key, gone.number), known[gone.number])

    def _match_known(self, place: Place, issue: UpstreamIssue, state: Base | Pending, moved_from: Place | None) -> None:
        new, old = (state.new, state.old) if isinstance(state, Pending) else (state, None)
        record = self._tracker.issues_by_id.get(new.record)
        if record is not None:
            self._matched[place] = _Matched(issue, record.id, record.kind, (new, old) if old else (new,), state, moved_from)
        elif isinstance(state, Pending) and old is None:
            kind = IssueKind.FEATURE if "severity" not in new.fields else IssueKind.DEFECT
            self._matched[place] = _Matched(issue, new.record, kind)
        else:
            self._entries.append(Entry(*place, Outcome.REMOVED, new.record, title=issue.title, state=state))

    def _match_new(self, place: Place, issue: UpstreamIssue, repository: Repository, staff: Pinned) -> None:
        if repository.publish.issues is Publication.STAFF and staff.who(issue.author, issue.created.date()) is None:
            self._entries.append(Entry(*place, Outcome.LEFT_OUT, title=issue.title))
            return
        reason = self._refused.get(place, "")
        try:
            kind = kind_of(issue, repository)
            record = IssueId(repository.id_of(kind, issue.number))
            if record.casefold() in self._taken:
                reason = f"{record} is the id of another record; give the repository ids of its own in tracker.yml, or take that record out"
        except Untranslatable as e:
            reason = str(e)
        if reason:
            self._entries.append(Entry(*place, Outcome.REFUSED, title=issue.title, reason=reason))
        else:
            self._taken.add(record.casefold())
            self._matched[place] = _Matched(issue, record, kind)

    def _records(self) -> dict[str, IssueId]:
        """The record of each issue by all the names that its repository has had."""
        found: dict[str, IssueId] = {}
        there = self._tracker.issues_by_id
        for each in self._tracker.imported:
            found |= {f"{each.key}#{number}": base.record for number, base in each.known if base.record in there}
        for reading in self._readings:
            names = {reading.repository.name, reading.snapshot.repository, reading.snapshot.moved_from} - {""}
            for (key, number), matched in self._matched.items():
                if key == reading.repository.key:
                    found |= {f"{reading.repository.host}/{name}#{number}".casefold(): matched.record for name in names}
        return found

    def _around(self, reading: Reading, records: Mapping[str, IssueId], circular: frozenset[str]) -> Around:
        tracker, repository = self._tracker, reading.repository
        known: Versions = versions(repository, tracker.settings.products, tracker.releases, reading.snapshot.releases)
        return Around(repository, pinned(tracker.staff, repository.accounts), known, records, self._today, circular)

    def _entry(self, place: Place, matched: _Matched, around: Around) -> Entry:
        issue, record = matched.issue, self._tracker.issues_by_id.get(matched.record)
        entry = Entry(*place, Outcome.UNCHANGED, matched.record, record.path if record else "", issue.title, state=matched.state)
        if reason := self._refused.get(place):
            return replace(entry, outcome=Outcome.REFUSED, reason=reason)
        if record is not None and record.status.is_withdrawn and not _is_their_tombstone(record, matched.bases):
            return entry
        try:
            theirs = plain(translated(issue, matched.record, matched.kind, around))
        except Untranslatable as e:
            return replace(entry, outcome=Outcome.REFUSED, reason=str(e))
        now = base_of(issue.number, issue.id, matched.record, theirs)
        if record is None:
            return self._new(entry, matched, theirs, now, around)
        return self._update(entry, matched, record, theirs, now, around)

    def _new(self, entry: Entry, matched: _Matched, theirs: dict[str, Any], now: Base, around: Around) -> Entry:
        publish = around.repository.publish
        if publish.issues is Publication.REVIEW and _is_by_a_stranger(matched.issue, around, matched.issue.created.date()):
            theirs["awaits_review"] = True
        if publish.comments is Publication.REVIEW and "comments" in theirs:
            theirs["comments"] = [waits(c) if _is_strangers_word(c) else c for c in theirs["comments"]]
        path = f"{self._folder}/{matched.kind.folder}/{matched.record}.yml"
        file = NewFile(path, {name: theirs[name] for name in FIELDS[matched.kind.value] if name in theirs})
        return replace(entry, outcome=Outcome.NEW, path=path, file=file, state=now)

    def _update(self, entry: Entry, matched: _Matched, record: AnyIssue, theirs: dict[str, Any], now: Base, around: Around) -> Entry:
        publish = around.repository.publish
        review = Review(
            of_texts=publish.issues is Publication.REVIEW and not record.awaits_review and _is_by_a_stranger(matched.issue, around, around.today),
            is_stranger=_is_strangers_word if publish.comments is Publication.REVIEW else lambda _: False,
        )
        found = merged(matched.bases, plain(record), theirs, now, review, self._decisions.about(record.id))
        was = matched.state if isinstance(matched.state, Base) else None
        if found.conflicts:
            return replace(entry, outcome=Outcome.CONFLICT, conflicts=found.conflicts)
        changes = (*found.changes, *self._alias(matched, record, around.repository))
        settled = replace(entry, state=found.base, was=was, held=found.held)
        if changes:
            return replace(settled, outcome=Outcome.CHANGED, file=FileEdit(record.path, changes))
        return settled if found.base == was else replace(settled, outcome=Outcome.AGREED)

    def _alias(self, matched: _Matched, record: AnyIssue, repository: Repository) -> Iterator[Change]:
        """The id that a moved issue would have where it is now leads to the one that it keeps."""
        if matched.moved_from:
            alias = repository.id_of(record.kind, matched.issue.number)
            if alias.casefold() not in self._taken:
                yield Append(("aliases",), alias)

    def _missing(self, reading: Reading) -> Iterator[Entry]:
        """What was brought in before and is there no more."""
        key = reading.repository.key
        before = self._before[key]
        here = {issue.number for issue in reading.snapshot.issues}
        gone = {each.number: each for each in reading.snapshot.gone}
        moved = {matched.moved_from for matched in self._matched.values()}
        for number, base in before.known if before else ():
            if number not in here and (key, number) not in moved and before:
                state = before.pending.get(number) or base
                yield self._gone((key, number), base, state, gone.get(number))

    def _gone(self, place: Place, base: Base, state: Base | Pending, gone: Gone | None) -> Entry:
        record = self._tracker.issues_by_id.get(base.record)
        entry = Entry(*place, Outcome.UNCHANGED, base.record, record.path if record else "", record.title if record else "", state=state)
        if base.is_gone or (gone and gone.moved_to):
            return entry
        if record is None or record.status.is_withdrawn:
            return replace(entry, outcome=Outcome.AGREED, state=replace(base, is_gone=True))
        reason = f"{gone.reason if gone else 'not listed any more'}"
        if not self._decisions.withdraws(record.id):
            return replace(entry, outcome=Outcome.GONE, reason=reason)
        changes: list[Change] = [
            Set(("status",), DefectStatus.WITHDRAWN.value),
            Set(("closed",), self._today.isoformat()),
            Set(("resolution",), {"reason": "It is not on GitHub any more."}),
        ]
        changes += [Remove(("duplicate_of",))] if record.duplicate_of else []
        file = FileEdit(record.path, tuple(changes))
        return replace(entry, outcome=Outcome.WITHDRAWN, reason=reason, file=file, state=replace(base, is_gone=True), was=base)

    def _left(self) -> Iterator[Imported]:
        """Repositories that are not read now, and that issues have moved from."""
        for key in sorted({m.moved_from[0] for m in self._matched.values() if m.moved_from} - self._before.keys()):
            yield next(each for each in self._tracker.imported if each.key == key)

    def _after(self, entries: Iterable[Entry]) -> tuple[Imported, ...]:
        """The bookkeeping of every repository that was read, or that something has moved from."""
        states: dict[str, dict[int, Base | Pending]] = {r.repository.key: {} for r in self._readings}
        for entry in entries:
            if entry.state is not None:
                states[entry.repository][entry.number] = entry.state
        made = []
        for reading in self._readings:
            found = states[reading.repository.key]
            if found:
                issues = {number: each for number, each in found.items() if isinstance(each, Base)}
                pending = {number: each for number, each in found.items() if isinstance(each, Pending)}
                made.append(Imported(reading.repository.host, reading.repository.name, reading.snapshot.id, issues, pending))
        moved = {m.moved_from for m in self._matched.values() if m.moved_from}
        for each in self._left():
            issues = {number: base for number, base in each.issues.items() if (each.key, number) not in moved}
            made.append(replace(each, issues=issues))
        return tuple(made)

    def _moved_away(self) -> Iterator[str]:
        """Where issues went that are not followed there."""
        moved = {m.moved_from for m in self._matched.values()}
        for reading in self._readings:
            before = self._before[reading.repository.key]
            known = dict(before.known) if before else {}
            for gone in reading.snapshot.gone:
                base = known.get(gone.number)
                if base and gone.moved_to and not base.is_gone and (reading.repository.key, gone.number) not in moved:
                    yield (
                        f"{base.record}: {reading.repository.name}#{gone.number} has moved to {gone.moved_to}; list that repository under github: in"
                        " tracker.yml, and the record follows"
                    )


def _state(reading: Reading, imported: Iterable[Imported]) -> Imported | None:
    """The bookkeeping of a repository, also where it was called otherwise then."""
    known = [each for each in imported if each.host == reading.repository.host]
    by_key = next((each for each in known if each.key == reading.repository.key), None)
    return by_key or next((each for each in known if each.id == reading.snapshot.id), None)


def _adoptable(tracker: Tracker) -> dict[str, AnyIssue]:
    """Records that point to an issue elsewhere as the report that they are about, and were not brought in."""
    imported = {base.record for each in tracker.imported for _, base in each.known}
    found: dict[str, AnyIssue] = {}
    for issue in tracker.issues:
        origin = tracker.origins.get(issue.path)
        if issue.id not in imported and (origin is None or origin.is_own):
            found |= {r.url: issue for r in issue.references if r.type is ReferenceType.REPORT}
    return found


def _is_their_tombstone(record: AnyIssue, bases: Sequence[Base]) -> bool:
    """It was brought in as one; what a person has withdrawn stays as it is."""
    return any(base.fields.get("status") == digest(record.status.value) for base in bases)


def _is_by_a_stranger(issue: UpstreamIssue, around: Around, day: date) -> bool:
    """Of what is new counts the day on which it was opened; of what its author has changed since, today."""
    return around.staff.who(issue.author, day) is None


def _is_strangers_word(comment: Mapping[str, Any]) -> bool:
    return isinstance(comment.get("by"), Mapping) and comment.get("text") is not None


def _circular(readings: Sequence[Reading]) -> frozenset[str]:
    """Issues that are closed as duplicates of each other in a circle."""
    follows = {
        f"{r.repository.key}#{i.number}": f"{r.repository.host}/{i.duplicate_of}".casefold()
        for r in readings
        for i in r.snapshot.issues
        if i.duplicate_of and i.state == "closed"
    }
    found: set[str] = set()
    for start in follows:
        trail: list[str] = []
        here: str | None = start
        while here is not None and here not in trail and here not in found:
            trail.append(here)
            here = follows.get(here)
        if here in trail:
            found.update(trail[trail.index(here) :])
    return frozenset(found)


def _remarks(readings: Sequence[Reading], tracker: Tracker) -> tuple[list[str], list[str]]:
    """What somebody may want to add to the mapping or to the directory: as warnings what is likely a slip, as notes the rest."""
    warnings: list[str] = []
    notes: list[str] = []
    for reading in readings:
        repository, snapshot = reading.repository, reading.snapshot
        if snapshot.moved_from and snapshot.repository.casefold() != repository.name.casefold():
            warnings.append(f"{repository.name} is called {snapshot.repository} now; write that in tracker.yml")
        counted = Counter(name for issue in snapshot.issues for name in unknown_labels(issue, repository))
        for name, count in sorted(counted.items()):
            if hint := did_you_mean(name, repository.labels):
                warnings.append(f"{repository.name}: the label {name!r} ({count:,}) is not in the mapping{hint}")
        others = [f"{name!r} ({count:,})" for name, count in counted.most_common(20) if not did_you_mean(name, repository.labels)]
        if others:
            notes.append(f"{repository.name}: labels that mean nothing here: {', '.join(others)}; map them, or list them under ignore:")
        notes += _unpinned(reading, pinned(tracker.staff, repository.accounts))
    return warnings, notes


def _unpinned(reading: Reading, staff: Pinned) -> Iterator[str]:
    """Those who belong to the repository, as GitHub says, and whom the directory does not know by their number."""
    found: dict[int, str] = {}
    for issue in reading.snapshot.issues:
        for author, association, at in (
            (issue.author, issue.association, issue.created),
            *((c.author, c.association, c.created) for c in issue.comments),
        ):
            if author and association in _OF_THE_HOUSE and staff.who(author, at.date()) is None:
                found[author.id] = author.login
    if found:
        names = ", ".join(f"{login!r} ({number})" for number, login in sorted(found.items())[:20])
        yield (
            f"{reading.repository.name}: belong to the repository and are shown as strangers: {names}; whoever of them is staff gets an account"
            f" {{platform: {reading.repository.accounts}, account_id: …}} in the directory"
        )
