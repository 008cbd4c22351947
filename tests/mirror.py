"""A store in memory that is kept in step with repositories as they are said to be: for tests of what is planned and written, without a network."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tests.test_rules import change, tracker_of
from tracker.github.plan import Decisions, Plan, Reading
from tracker.github.planning import planned
from tracker.github.upstream import CrossReference, Milestone, Person, Snapshot, UpstreamComment, UpstreamIssue, UpstreamRelease
from tracker.model.edit import FileEdit, NewFile
from tracker.model.github import Repository
from tracker.model.imported import Imported
from tracker.model.tracker import Tracker
from tracker.store.edit import edited, written
from tracker.store.imported import decoded, encoded, path_of
from tracker.store.yaml import parse

CASES = Path(__file__).parent / "cases" / "github"
BASE: dict[str, Any] = parse((CASES / "_base.yml").read_bytes(), "_base.yml")
TODAY = date(2026, 3, 1)


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def person(given: Mapping[str, Any] | None) -> Person | None:
    return Person(**given) if given else None


def comment(given: Mapping[str, Any]) -> UpstreamComment:
    number = given.get("id", 51)
    url = f"https://github.com/octo/hello/issues/12#issuecomment-{number}"
    said = {**BASE["comment"], "url": url, **given}
    return UpstreamComment(**{**said, "author": person(said["author"]), "created": moment(said["created"]), "edited": moment(said.get("edited"))})


def issue(given: Mapping[str, Any]) -> UpstreamIssue:
    """An issue as a case says it, on top of the one that all cases share."""
    said: dict[str, Any] = {**BASE["issue"], **given}
    if "number" in given:
        said = {**said, "id": 1000 + given["number"], "url": f"https://github.com/octo/hello/issues/{given['number']}", **given}
    for name in ("created", "updated", "closed"):
        said[name] = moment(said.get(name))
    if milestone := said.get("milestone"):
        said["milestone"] = Milestone(**{**milestone, "due": moment(milestone.get("due"))})
    references = [CrossReference(**{**r, "merged": moment(r.get("merged"))}) for r in said.get("references", ())]
    lists = {
        "labels": tuple(said.get("labels", ())),
        "references": tuple(references),
        "assignees": tuple(Person(**p) for p in said.get("assignees", ())),
    }
    return UpstreamIssue(**{**said, **lists, "author": person(said["author"]), "comments": tuple(comment(c) for c in said.get("comments", ()))})


def release(given: Mapping[str, Any]) -> UpstreamRelease:
    said = {"name": given["tag"], "url": f"https://github.com/octo/hello/releases/{given['tag']}", **given}
    return UpstreamRelease(**{**said, "published": moment(said.get("published"))})


def snapshot(issues: Iterable[UpstreamIssue], **more: Any) -> Snapshot:
    return Snapshot(**{"repository": "octo/hello", "id": 1, **more, "issues": tuple(sorted(issues, key=lambda i: i.number))})


class Mirror:
    """The files of a store, by path, and what is known of earlier imports."""

    def __init__(self, mapping: Mapping[str, Any] | None = None) -> None:
        self.repository = Repository.model_validate({**BASE["mapping"], **(mapping or {})})
        self.values = copy.deepcopy(BASE["store"])
        self.files: dict[str, bytes] = {}
        self.states: dict[str, bytes] = {}

    @property
    def imported(self) -> tuple[Imported, ...]:
        return tuple(decoded(raw) for _, raw in sorted(self.states.items()))

    @property
    def tracker(self) -> Tracker:
        records = {path: {"id": Path(path).stem, **parse(raw, path)} for path, raw in self.files.items()}
        return replace(tracker_of({**self.values, **records}), imported=self.imported)

    def plan(self, seen: Snapshot | Sequence[Reading], refused: Mapping[tuple[str, int], str] | None = None, **decided: Iterable[str]) -> Plan:
        readings = [Reading(self.repository, seen)] if isinstance(seen, Snapshot) else seen
        decisions = Decisions(**{name: frozenset(ids) for name, ids in decided.items()})
        return planned(readings, self.tracker, "content", TODAY, decisions, refused)

    def apply(self, plan: Plan, stop_after: int | None = None) -> None:
        """Write it; broken off after so many records, where a number is given."""
        files = list(plan.files)
        if files:
            self._keep(plan.under_way)
        for file in files[:stop_after]:
            self.write(file)
        if stop_after is None:
            self._keep(plan.after)
            for state in {path_of(s) for s in plan.before} - {path_of(s) for s in plan.after}:
                del self.states[state]

    def _keep(self, states: Iterable[Imported]) -> None:
        self.states |= {path_of(state): encoded(state) for state in states}

    def write(self, file: NewFile | FileEdit) -> None:
        if isinstance(file, NewFile):
            assert file.path not in self.files, f"{file.path} is there already"
            self.files[file.path] = written(file.record)
        else:
            self.files[file.path] = edited(self.files[file.path], file.path, file.changes)

    def record(self, id_: str) -> dict[str, Any]:
        """The plain values of a record's file."""
        path = next(path for path in self.files if Path(path).stem == id_)
        found: dict[str, Any] = parse(self.files[path], path)
        return found

    def by_hand(self, id_: str, fields: Mapping[str, Any]) -> None:
        """Somebody edits the file of a record: fields as `comments.0.text`, null takes one out."""
        path = next(path for path in self.files if Path(path).stem == id_)
        store = {path: copy.deepcopy(self.record(id_))}
        for field, value in fields.items():
            change(store, path, field, value)
        self.files[path] = written(store[path])
