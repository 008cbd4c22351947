"""An export of people and their accounts (HR, a spreadsheet) to proposed records. Pure.

What somebody wrote by hand wins: an existing record gets new accounts, and what it does not say yet (a last day, a number); nothing is
taken away, and where the two differ both are told. What two people hold at once is proposed for neither.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

from tracker.imports.table import Row, rows
from tracker.model.edit import Append, Change, FileEdit, NewFile, Set
from tracker.model.handles import ALIASES, FORMS, canonical, form_of, refuses
from tracker.model.problem import Problem
from tracker.model.staff import Account, StaffMember
from tracker.model.tracker import Tracker
from tracker.model.values import DAY, LINE, SLUG, StaffId, slug
from tracker.model.vocabulary import Level
from tracker.model.wording import did_you_mean

COLUMNS = ("person_id", "name", "role", "team", "platform", "handle", "account_id", "since", "until")
REQUIRED = ("person_id", "name", "platform", "handle")
VALUE, HOLDERS, DIFFERS = "T411", "T412", "T413"
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be written, and what was left out and why."""

    new: tuple[NewFile, ...] = ()
    edits: tuple[FileEdit, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows: int = 0
    accounts: int = 0
    """Proposed, in new records and old ones."""
    ended: int = 0
    """Of them, those that have a last day."""

    @property
    def is_empty(self) -> bool:
        return not self.new and not self.edits


@dataclass(frozen=True, slots=True)
class _Held:
    """An account of a row, as it would be written."""

    row: Row
    person: StaffId
    platform: str
    handle: str
    account_id: str
    since: date | None
    until: date | None
    now: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.platform, canonical(self.platform, self.handle)

    def overlaps(self, since: date | None, until: date | None) -> bool:
        return (self.since or date.min) < (until or date.max) and (since or date.min) < (self.until or date.max)

    def written(self) -> dict[str, Any]:
        said = {"platform": self.platform, "handle": self.handle, "account_id": self.account_id, "since": _day(self.since), "until": _day(self.until)}
        return {k: v for k, v in said.items() if v} | ({"reason": "renamed", "now": self.now} if self.now else {})


@dataclass
class _Reading:
    """The rows on their way to a proposal."""

    path: str
    columns: Mapping[str, str]
    """Our name of a column to theirs."""
    problems: list[Problem] = field(default_factory=list)
    people: dict[StaffId, Row] = field(default_factory=dict)
    """The first row of each."""
    held: list[_Held] = field(default_factory=list)

    def said(self, row: Row, column: str) -> str:
        return row.values.get(self.columns[column], "")

    def complain(self, row: Row, column: str, words: str, code: str = VALUE, level: Level = Level.ERROR) -> None:
        self.problems.append(Problem(self.path, row.line, row.columns.get(self.columns[column], 0), code, words, level))


def proposed(raw: bytes, path: str, tracker: Tracker, folder: str, columns: Mapping[str, str] | None = None) -> Proposal:
    """The records that a file amounts to, beside those of the store. `folder` is the store's as paths name it; `columns` says what theirs are called.

    The column of a problem counts values, from 1. Raises `CannotRun` where the file is another table altogether.
    """
    named = {column: (columns or {}).get(column, column) for column in COLUMNS}
    reading = _Reading(path, named)
    count = 0
    for found in rows(raw, path, tuple(named.values()), [named[c] for c in REQUIRED]):
        if isinstance(found, Problem):
            unread = found.line == 1
            reading.problems.append(replace(found, level=Level.WARNING) if unread else found)
            count += not unread
        else:
            count += 1
            _read(reading, found)
    _leave_out(reading, tracker)
    accounts: dict[StaffId, list[_Held]] = defaultdict(list)
    for each in _with_successors(reading.held):
        accounts[each.person].append(each)
    new: list[NewFile] = []
    edits: list[FileEdit] = []
    written: list[_Held] = []
    for person, row in sorted(reading.people.items()):
        theirs = sorted(accounts[person], key=lambda h: (h.platform, h.since or date.min, h.handle))
        known = tracker.staff_by_id.get(person)
        if known is None:
            new += [NewFile(f"{folder}/staff/{person}.yml", _record(reading, person, row, theirs))] if theirs else []
            written += theirs
        else:
            changes = _additions(reading, known, row, theirs)
            added = [c.value for c in changes if isinstance(c, Append)]
            written += [h for h in theirs if h.written() in added]
            edits += [FileEdit(known.path, tuple(changes))] if changes else []
    problems = tuple(sorted(reading.problems, key=lambda p: (p.line, p.column, p.message)))
    return Proposal(tuple(new), tuple(edits), problems, count, len(written), sum(1 for h in written if h.until))


def _read(reading: _Reading, row: Row) -> None:
    """One row: a person, and an account where there is nothing wrong with it."""
    person = StaffId(slug(reading.said(row, "person_id")))
    if not re.fullmatch(SLUG, person) or len(person) > 80:
        reading.complain(row, "person_id", f"{reading.said(row, 'person_id')[:80]!r} is no id; the row is left out: use letters and digits")
        return
    faults = list(_faults(reading, row))
    for column, words in faults:
        reading.complain(row, column, f"{words}; the row is left out")
    if faults:
        return
    before = reading.people.setdefault(person, row)
    for column in ("person_id", "name", "role", "team"):
        first, said = reading.said(before, column), reading.said(row, column)
        if said != first:
            words = f"{said!r} here and {first!r} in line {before.line}; the first is taken"
            reading.complain(row, column, words, DIFFERS, Level.WARNING)
    platform = _platform(reading.said(row, "platform"))
    reading.held.append(
        _Held(
            row,
            person,
            platform,
            _handle(platform, reading.said(row, "handle")),
            reading.said(row, "account_id"),
            _parsed(reading.said(row, "since")),
            _parsed(reading.said(row, "until")),
        )
    )


def _faults(reading: _Reading, row: Row) -> Iterator[tuple[str, str]]:
    """What is wrong with the values of a row: the column, and what to write instead."""
    for column in COLUMNS:
        said = reading.said(row, column)
        if not said and column in REQUIRED:
            yield column, f"{column} is empty; write it down"
        elif said and (len(said) > _LONGEST or not re.fullmatch(LINE, said) or not said.isprintable()):
            yield column, f"{said[:40]!r} has control characters or is longer than {_LONGEST}; write it plainly"
    said = reading.said(row, "platform")
    platform = _platform(said)
    handle = _handle(platform, reading.said(row, "handle"))
    if said and not re.fullmatch(SLUG, platform):
        yield "platform", f"{said[:80]!r} is no platform; write one word in lower case, as x or mastodon"
    elif platform not in FORMS and (guess := did_you_mean(platform, FORMS)):
        yield "platform", f"{said!r} is no platform that we know{guess}"
    elif handle and refuses(platform, handle):
        yield "handle", f"{handle[:80]!r} is nothing that {platform} gives out as a handle; write the name as it stands in the address of the profile"
    days = {}
    for column in ("since", "until"):
        text = reading.said(row, column)
        days[column] = _parsed(text)
        if text and days[column] is None:
            yield column, f'{text[:40]!r} is not a day; write it as "2026-01-31"'
    if days["since"] and days["until"] and days["until"] <= days["since"]:
        yield "until", f"until {days['until']} is not after since {days['since']}; correct one of the two"


def _platform(said: str) -> str:
    low = said.lower()
    return ALIASES.get(low, low)


def _handle(platform: str, said: str) -> str:
    """The handle without the @ before it, taken out of the address of a profile where that is what was given."""
    handle = said.strip()
    if form_of(platform).kind != "name":
        return handle.removeprefix("@") if form_of(platform).kind == "federated" else handle
    found = re.fullmatch(r"(?:https?://)?(?:www\.|m\.)?([a-z0-9.-]+)/@?([^/?#]+)/?", handle, re.IGNORECASE)
    if found and found[1].lower() in form_of(platform).hosts and found[2] not in form_of(platform).reserved:
        handle = found[2]
    return handle.removeprefix("@")


def _parsed(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(DAY, text) else None
    except ValueError:
        return None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _leave_out(reading: _Reading, tracker: Tracker) -> None:
    """What cannot be so: an account in the hands of two people at once, one that the store gives to somebody else, or that it calls an impostor."""
    groups: dict[tuple[str, str], list[_Held]] = defaultdict(list)
    for each in reading.held:
        groups[each.key].append(each)
    held = _held_in_store(tracker)
    impostors = {(i.platform, canonical(i.platform, i.handle)) for i in tracker.impostors}
    refused: set[int] = set()
    for key, group in groups.items():
        group.sort(key=lambda h: (h.since or date.min, h.row.line))
        for at, each in enumerate(group):
            words = _refusal(each, [*group[:at], *group[at + 1 :]], held.get(key, ()))
            if key in impostors:
                words = "is listed as an impostor; the row is left out: find out which of the two is true"
            if words:
                reading.complain(each.row, "handle", f"{each.handle} on {each.platform} {words}", HOLDERS)
                refused.add(id(each))
    reading.held = [h for h in reading.held if id(h) not in refused]


def _held_in_store(tracker: Tracker) -> Mapping[tuple[str, str], Sequence[tuple[StaffMember, Account]]]:
    held: dict[tuple[str, str], list[tuple[StaffMember, Account]]] = defaultdict(list)
    for member in tracker.staff:
        for account in member.accounts:
            held[account.platform, canonical(account.platform, account.handle)].append((member, account))
    return held


def _refusal(held: _Held, others: Iterable[_Held], known: Iterable[tuple[StaffMember, Account]]) -> str:
    """Why a row is not proposed; empty when it is."""
    for other in others:
        if not held.overlaps(other.since, other.until):
            continue
        if other.person != held.person:
            return f"is also held by {other.person} at that time (line {other.row.line}); both rows are left out: give one of them a last day, or drop it"
        if other.row.line < held.row.line:
            return f"is already in line {other.row.line} for that time; the row is left out"
    for member, account in known:
        if member.id != held.person and held.overlaps(account.since or member.since, account.until or member.until):
            return f"is held by {member.id} at that time ({member.path}); the row is left out: end it there with until, if it has passed on"
    return ""


def _with_successors(held: Sequence[_Held]) -> Iterator[_Held]:
    """An account whose number goes on under another handle on the day on which it ends was renamed."""
    numbered: dict[tuple[StaffId, str, str], list[_Held]] = defaultdict(list)
    for each in held:
        if each.account_id:
            numbered[each.person, each.platform, each.account_id].append(each)
    now: dict[int, str] = {}
    for group in numbered.values():
        group.sort(key=lambda h: h.since or date.min)
        for before, after in pairwise(group):
            if before.until and before.until == after.since and before.key != after.key:
                now[id(before)] = after.handle
    return (replace(each, now=now.get(id(each), "")) for each in held)


def _record(reading: _Reading, person: StaffId, row: Row, held: Iterable[_Held]) -> dict[str, Any]:
    said = {"id": person, "name": reading.said(row, "name"), "kind": "person", "title": reading.said(row, "role"), "team": reading.said(row, "team")}
    return {k: v for k, v in said.items() if v} | {"accounts": [h.written() for h in held]}


def _additions(reading: _Reading, known: StaffMember, row: Row, held: Iterable[_Held]) -> list[Change]:
    """What a record does not say yet. Where it says something else, both are told, and the record stays as it is."""
    for column, before in (("name", known.name), ("role", known.title), ("team", known.team)):
        said = reading.said(row, column)
        if said and before and said != before:
            reading.complain(row, column, f"{said!r} here and {before!r} in {known.path}; the record stays as it is", DIFFERS, Level.WARNING)
    changes: list[Change] = []
    for each in held:
        same = [(at, a) for at, a in enumerate(known.accounts) if (a.platform, canonical(a.platform, a.handle)) == each.key]
        match = next(((at, a) for at, a in same if a.since == each.since or a.since is None), None)
        match = match or next(((at, a) for at, a in same if each.overlaps(a.since, a.until)), None)
        if match is None:
            changes.append(Append(("accounts",), each.written()))
            continue
        at, account = match
        # A name that was renamed by hand, or ended with a reason, is whole; only what is missing is added.
        for column, key, before_text, now_text in (
            ("account_id", "account_id", account.account_id, each.account_id),
            ("since", "since", _day(account.since), _day(each.since)),
            ("until", "until", _day(account.until), _day(each.until)),
        ):
            if now_text and not before_text:
                changes.append(Set(("accounts", at, key), now_text))
            elif (now_text or "") != (before_text or "") and (now_text or key == "until"):
                words = f"{key} is {now_text or 'empty'} here and {before_text} in {known.path} for {account.handle}; the record stays as it is"
                reading.complain(each.row, column, words, DIFFERS, Level.WARNING)
    return changes
