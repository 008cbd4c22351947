"""Brings what was read elsewhere into the store: plans it, tries what the store would then be, and writes what passes.

A record that the rules refuse is left out and named, so that an import never makes a store that cannot be published.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from tracker.github.plan import Decisions, Entry, Plan, Reading
from tracker.github.planning import Place, planned
from tracker.model.edit import FileEdit, NewFile
from tracker.model.issue import AnyIssue, Defect, FeatureRequest
from tracker.model.problem import CannotRun
from tracker.model.site import Site
from tracker.model.tracker import Origin, Tracker
from tracker.model.vocabulary import IssueKind, Level
from tracker.rules.registry import findings
from tracker.store.decode import Decoded, decode
from tracker.store.edit import edited, written
from tracker.store.imported import encoded, path_of
from tracker.store.writer import replace as write_file
from tracker.store.writer import write


def tried(readings: Sequence[Reading], tracker: Tracker, site: Site, today: date, decisions: Decisions) -> Plan:
    """The plan, without what the store would not bear: planned again until everything that is left passes every rule."""
    refused: dict[Place, str] = {}
    while True:
        plan = planned(readings, tracker, site.shown(site.store), today, decisions, refused)
        wrong = _unfit(plan, tracker, site.root)
        if not wrong:
            return plan
        refused |= wrong


def apply(plan: Plan, site: Site) -> None:
    """Write the plan. First the bookkeeping says what is to come, then come the records, then it says that they are there.

    A run that is broken off in between leaves whole files, and the next one knows of each that it may be as before or as planned.
    """
    shown = site.shown(site.store)
    if any(plan.files):
        for state in plan.under_way:
            write_file(site.store / path_of(state), encoded(state))
        write(site.root, plan.files)
    for state in plan.after:
        write_file(site.store / path_of(state), encoded(state))
    kept = {path_of(state) for state in plan.after}
    for state in plan.before:
        if path_of(state) not in kept:
            (site.root / shown / path_of(state)).unlink(missing_ok=True)


def _unfit(plan: Plan, tracker: Tracker, root: Path) -> dict[Place, str]:
    """The issues whose records could not be read again, or would break a rule, each with why."""
    wrong: dict[Place, str] = {}
    made: dict[str, AnyIssue] = {}
    places: dict[str, Place] = {}
    for entry in plan.entries:
        if entry.file:
            place = (entry.repository, entry.number)
            read = _as_file(entry, entry.file, root)
            if isinstance(read, str):
                wrong[place] = read
            else:
                made[entry.path] = read
                places[entry.path] = place
    if wrong:
        return wrong
    issues = {issue.path: issue for issue in tracker.issues} | made
    origins = {**tracker.origins, **{path: replace(tracker.origins.get(path, Origin()), is_imported=True) for path in made}}
    after = replace(tracker, issues=tuple(sorted(issues.values(), key=lambda i: (i.id, i.path))), origins=origins)
    for found in findings(after):
        if found.level is Level.ERROR and found.path in places:
            field = ".".join(str(step) for step in found.field)
            wrong.setdefault(places[found.path], f"{field}: {found.message}")
    return wrong


def _as_file(entry: Entry, file: NewFile | FileEdit, root: Path) -> AnyIssue | str:
    """The record as it would be read from its file, or why it could not."""
    model = _model(file.path)
    try:
        raw = written(file.record) if isinstance(file, NewFile) else edited((root / file.path).read_bytes(), file.path, file.changes)
    except CannotRun as e:
        return str(e)
    read: Decoded[Defect | FeatureRequest] = decode(model, file.path, raw, {"id": str(entry.record)})
    return read.record if read.record is not None else "; ".join(problem.message for problem in read.problems[:3])


def _model(path: str) -> type[Defect | FeatureRequest]:
    """The kind of record that a file of the store holds, by its folder."""
    return FeatureRequest if IssueKind.FEATURE.folder in Path(path).parts else Defect
