"""The further sources of a site: each fetched, its files read at its ref, and made into records, native or mapped; what cannot be read is named, never dropped."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tracker.model.base import Record
from tracker.model.issue import Defect, FeatureRequest, type_of_issue
from tracker.model.problem import Problem
from tracker.model.settings import Component, Source
from tracker.model.staff import Impostor, StaffMember
from tracker.model.tracker import Change, Origin, Skipped, SourceState
from tracker.model.values import Slug
from tracker.model.vocabulary import Trust
from tracker.store import git
from tracker.store.decode import decode, faults
from tracker.store.mapping import Translated, assign_ids, translate
from tracker.workers import Workers

_NATIVE: Mapping[str, tuple[type[Record], Trust]] = {
    "defects": (Defect, Trust.ISSUES),
    "features": (FeatureRequest, Trust.ISSUES),
    "staff": (StaffMember, Trust.STAFF),
    "impostors": (Impostor, Trust.STAFF),
}
"""The folders of a native source that are read, and the trust that each needs."""


@dataclass(frozen=True)
class Gathered:
    """What the further sources hold, taken together."""

    records: tuple[Record, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict)
    components: Mapping[Slug, tuple[Component, ...]] = field(default_factory=dict)
    """By product: what mapped sources name, each once."""
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    states: tuple[SourceState, ...] = ()
    barren: tuple[str, ...] = ()
    """The names of sources in which no file is a record."""
    raw: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    unread: frozenset[str] = frozenset()
    """Ids of native records that could not be read."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a source, ready to be read by any process."""

    source: Source
    path: str
    """Below the repository's root."""
    raw: bytes = field(repr=False)

    @property
    def shown(self) -> str:
        return f"{self.source.name}:{self.path}"


def gather(sources: Sequence[Source], root: Path, cache: Path, workers: Workers) -> Gathered:
    """Every further source, in the order of tracker.yml. Raises `CannotRun` where one cannot be had at all."""
    parts = [_gather_one(source, root, cache, workers) for source in sources]
    components: dict[Slug, dict[Slug, Component]] = defaultdict(dict)
    for part in parts:
        for product, named in part.components.items():
            for component in named:
                components[product].setdefault(component.id, component)
    return Gathered(
        records=tuple(r for part in parts for r in part.records),
        origins={path: origin for part in parts for path, origin in part.origins.items()},
        components={product: tuple(found.values()) for product, found in components.items()},
        skipped=tuple(s for part in parts for s in part.skipped),
        problems=tuple(p for part in parts for p in part.problems),
        notes=tuple(n for part in parts for n in part.notes),
        states=tuple(s for part in parts for s in part.states),
        barren=tuple(b for part in parts for b in part.barren),
        raw={path: raw for part in parts for path, raw in part.raw.items()},
        unread=frozenset(stem for part in parts for stem in part.unread),
    )


def _gather_one(source: Source, root: Path, cache: Path, workers: Workers) -> Gathered:
    fetched = git.fetch(source, root, cache)
    folder = "" if source.root == "." else f"{source.root.strip('/')}/"
    listing = fetched.tree.files(source.files or f"{folder}**/*.yml")
    contents = fetched.tree.read(f.blob for f in listing.files)
    files = [_File(source, found.path, raw) for found, raw in zip(listing.files, contents, strict=True)]
    changes = git.last_changes(fetched.tree.repository, fetched.tree.commit)
    refused = tuple(Skipped(f"{source.name}:{s.path}", s.reason) for s in listing.refused)
    part = _mapped(files, workers) if source.is_mapped else _native(source, folder, files)
    return replace(
        part,
        origins={f.shown: _origin(f, changes) for f in files},
        skipped=(*refused, *part.skipped),
        notes=fetched.notes,
        states=(SourceState(source.name, fetched.tree.change, fetched.is_copy),),
        barren=() if part.records or part.problems or part.skipped or refused else (source.name,),
    )


def _origin(file: _File, changes: Mapping[str, Change]) -> Origin:
    source = file.source
    return Origin(source.name, file.path, source.store, source.is_mapped, is_own=False, edit=source.edit, changed=changes.get(file.path))


def _translate_chunk(files: list[_File]) -> list[Translated | Skipped]:
    return [translate(f.source, f.path, f.raw) for f in files]


def _mapped(files: Sequence[_File], workers: Workers) -> Gathered:
    """Somebody's files as they are. What does not fit the mapping or the model is skipped with its reason."""
    made = dict(zip([f.path for f in files], workers.start(_translate_chunk, files), strict=True))
    translated = {path: t for path, t in made.items() if isinstance(t, Translated)}
    skipped = [t for t in made.values() if isinstance(t, Skipped)]
    ids = assign_ids({path: t.candidates for path, t in translated.items()})
    records: list[Record] = []
    components: dict[Slug, list[Component]] = defaultdict(list)
    for file in files:
        if (found := translated.get(file.path)) is None:
            continue
        record = _validated(file, found.fields, ids.get(file.path))
        if isinstance(record, Skipped):
            skipped.append(record)
            continue
        records.append(record)
        components[record.product] += found.components
    return Gathered(tuple(records), components={product: tuple(named) for product, named in components.items()}, skipped=tuple(skipped))


def _validated(file: _File, fields: Mapping[str, Any], wanted: str | None) -> Defect | FeatureRequest | Skipped:
    if wanted is None:
        return Skipped(file.shown, "every id that it may have belongs to another file")
    if file.source.kind is None:
        raise ValueError(f"source {file.source.name} is mapped without a kind")
    model = type_of_issue[file.source.kind]
    try:
        return model.model_validate({**fields, "id": wanted, "path": file.shown})
    except ValidationError as e:
        return Skipped(file.shown, "; ".join(faults(e)))


def _native(source: Source, folder: str, files: Iterable[_File]) -> Gathered:
    """Records in our own spelling. Their problems are problems of this site, at their place in that repository."""
    records: list[Record] = []
    problems: list[Problem] = []
    skipped: list[Skipped] = []
    raw: dict[str, bytes] = {}
    unread: set[str] = set()
    for file in files:
        kind, _, rest = file.path.removeprefix(folder).partition("/")
        model, needed = _NATIVE.get(kind, (None, None))
        if model is None or not rest:
            continue
        if needed is Trust.STAFF and source.trust is not Trust.STAFF:
            skipped.append(
                Skipped(file.shown, "declares staff or impostors, and the source is not trusted to; write trust: staff beside its name if it is")
            )
            continue
        stem = Path(file.path).stem
        read = decode(model, file.shown, file.raw, {"id": stem})
        raw[file.shown] = file.raw
        problems += read.problems
        if read.record is None:
            unread.add(stem)
        else:
            records.append(read.record)
    return Gathered(tuple(records), problems=tuple(problems), skipped=tuple(skipped), raw=raw, unread=frozenset(unread))
