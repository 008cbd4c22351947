"""Reads a site's whole store, its own and its further sources, into one Tracker; every problem of every file in one pass."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tracker.model.base import Record
from tracker.model.issue import Defect, FeatureRequest
from tracker.model.problem import CannotRun, Finding, Problem
from tracker.model.settings import Release, Settings
from tracker.model.site import Site
from tracker.model.staff import Impostor, StaffMember
from tracker.model.tracker import Change, Origin, Tracker
from tracker.model.values import Slug
from tracker.model.vocabulary import Level, StoreVisibility
from tracker.store import git, yaml
from tracker.store.cache import ParsedCache, code_digest, digest
from tracker.store.decode import Decoded, decode, decode_list, decode_plain
from tracker.store.files import Listing, StoreFile, read_files, read_names, read_signed_list
from tracker.store.imported import read_imported
from tracker.store.sources import Gathered, gather
from tracker.workers import Pending, Workers

LARGE = 2000
"""Files."""

MODELS: Mapping[str, type[Record]] = {"defects": Defect, "features": FeatureRequest, "staff": StaffMember, "impostors": Impostor}


@dataclass(frozen=True)
class Reading:
    """What the store said: the tracker, or None when not even its settings could be read; the problems; notes for the terminal."""

    tracker: Tracker | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    raw: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def place(self, found: Finding) -> Problem:
        """The finding at its place in the file."""
        raw = self.raw.get(found.path)
        line, column, text = yaml.locate(raw, found.field, found.offset) if raw is not None else (0, 0, "")
        return Problem(found.path, line, column, found.code, found.message, found.level, text, found.field)


class Reader:
    """A read under way: begun before other work, so that both run at once, and finished after it."""

    def __init__(self, site: Site, workers: Workers, *, clean: bool = False) -> None:
        if not (site.store / "tracker.yml").is_file():
            raise CannotRun(
                f"{site.shown(site.store)}/tracker.yml does not exist; run 'tracker init' in a new folder, or say where the store is under plugins: tracker: store: in mkdocs.yml"
            )
        self._site = site
        self._listing: Listing = read_files(site.store, site.shown(site.store))
        self._settings = _settings(self._listing.files)
        self._imported, self._broken = read_imported(site.store, site.shown(site.store))
        self._history: Pending[_History] = workers.start(_histories, [site.root], is_worth_it=self.is_large)
        self._cache = ParsedCache(site.cache, clean=clean)
        self._workers = workers

    @property
    def is_large(self) -> bool:
        """Reading it takes so long that other things are better done meanwhile, by other processes."""
        return len(self._listing.files) > LARGE

    @property
    def visibility(self) -> StoreVisibility:
        """Who can read the repository; private where tracker.yml cannot be read, to be on the safe side."""
        settings = self._settings[0]
        return settings.store if settings else StoreVisibility.PRIVATE

    def finish(self) -> Reading:
        raw = {f.path: f.raw for f in self._listing.files}
        settings, releases, problems = self._settings
        own = self._records()
        problems = [*problems, *self._listing.problems, *self._broken, *own.problems]
        if settings is None:
            return Reading(None, tuple(sorted(problems)), raw=raw)
        [history] = self._history
        sources = gather(settings.sources, self._site.root, self._site.cache, self._workers)
        raw.update(sources.raw)
        records = [*own.records, *sources.records]
        tracker = Tracker(
            settings=settings,
            releases={Slug(stem): entries for stem, (_, entries) in releases.items()},
            release_paths={Slug(stem): path for stem, (path, _) in releases.items()},
            issues=_sorted(r for r in records if isinstance(r, Defect | FeatureRequest)),
            staff=_sorted(r for r in records if isinstance(r, StaffMember)),
            impostors=_sorted(r for r in records if isinstance(r, Impostor)),
            origins={**self._origins(settings, history), **sources.origins},
            attachments=self._listing.attachments,
            imported=self._imported,
            signed_list=read_signed_list(self._site.store, self._site.shown(self._site.store)),
            skipped=sources.skipped,
            added_components=_components_to_add(settings, sources),
            customers=self._customers(settings, problems),
            unread=own.unread | sources.unread,
            sources=sources.states,
            commit=history.head,
        )
        problems += self._barren(settings, sources.barren)
        return Reading(tracker, tuple(sorted([*problems, *sources.problems])), (*history.notes, *sources.notes), raw)

    def _records(self) -> "_Records":
        """What the own store's files hold. Most are plain and read at once; the dear ones are asked of the cache, then of the workers."""
        files = [f for f in self._listing.files if f.folder in MODELS]
        records = {f.path: record for f in files if (record := decode_plain(MODELS[f.folder], f.path, f.raw, {"id": f.stem})) is not None}
        dear = {_key(f): f for f in files if f.path not in records}
        kept = {key: record for key, f in dear.items() if (record := _record(f, self._cache.get(key))) is not None}
        new = {key: f for key, f in dear.items() if key not in kept}
        parsed = dict(zip(new, self._workers.start(_parse_chunk, list(new.values())), strict=True))
        made = {key: found.json for key, found in parsed.items() if found.json is not None}
        self._cache.keep(kept.keys() | made.keys(), made)
        kept |= {key: record for key, json in made.items() if (record := _record(dear[key], json)) is not None}
        return _Records(
            records=(*records.values(), *kept.values()),
            problems=tuple(p for found in parsed.values() for p in found.problems),
            unread=frozenset(f.stem for key, f in dear.items() if key not in kept),
        )

    def _customers(self, settings: Settings, problems: list[Problem]) -> tuple[str, ...]:
        """The names in the file that tracker.yml names for them. Where it is not here, as in a stranger's pull request, that is said."""
        wanted = settings.publication.customers
        if not wanted:
            return ()
        file = next(f for f in self._listing.files if f.folder == "tracker.yml")
        names, fault = read_names(self._site.root, wanted)
        if fault:
            line, column, text = yaml.locate(file.raw, ("publication", "customers"))
            problems.append(Problem(file.path, line, column, "M213", fault, Level.WARNING, text, ("publication", "customers")))
        return names

    def _barren(self, settings: Settings, names: Iterable[str]) -> Iterator[Problem]:
        """Sources in which nothing was found: a slip in a glob, or a rename at their end, would silently empty the site."""
        file = next(f for f in self._listing.files if f.folder == "tracker.yml")
        for at, source in enumerate(settings.sources):
            if source.name in names:
                field = ("sources", at, "files" if source.files else "name")
                line, column, text = yaml.locate(file.raw, field)
                what = f"{source.files!r} matches no file" if source.files else f"there is no record below {source.root!r}, in defects/ or features/"
                yield Problem(
                    file.path,
                    line,
                    column,
                    "M212",
                    f"{what} of {source.name} at {source.ref}; correct files: or root:, or take the source out",
                    source_line=text,
                    field=field,
                )

    def _origins(self, settings: Settings, history: "_History") -> dict[str, Origin]:
        """The own store's provenance: where each record is edited, and its last commit."""
        edit = settings.contribute.edit or self._site.edit
        imported = {base.record for each in self._imported for _, base in each.known}
        return {
            file.path: Origin(
                repository_path=file.path,
                visibility=settings.store,
                is_imported=file.stem in imported,
                edit=edit,
                changed=history.changes.get(f"{history.prefix}/{file.path}" if history.prefix else file.path),
            )
            for file in self._listing.files
        }


@dataclass(frozen=True)
class _Records:
    """The records of the own store."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    unread: frozenset[str]
    """Ids of those that could not be read."""


@dataclass(frozen=True)
class _History:
    """What git knows of the own store; nothing outside of git."""

    head: Change | None = None
    prefix: str = ""
    """The folder of mkdocs.yml below the root of the checkout."""
    changes: Mapping[str, Change] = field(default_factory=dict)
    """By path below the root of the checkout."""
    notes: tuple[str, ...] = ()


_SHALLOW = "this checkout is a shallow clone: when older records changed is not known, and is left out; fetch the whole history (fetch-depth: 0 in a workflow)"


def _histories(folders: list[Path]) -> list[_History]:
    return [_history(folder) for folder in folders]


def _history(folder: Path) -> _History:
    checkout = git.working_tree(folder)
    head = git.head(checkout[0]) if checkout else None
    if checkout is None or head is None:
        return _History()
    return _History(head, checkout[1], git.last_changes(checkout[0], head.commit, None), (_SHALLOW,) if git.is_shallow(checkout[0]) else ())


@dataclass(frozen=True, slots=True)
class _Parsed:
    json: bytes | None
    problems: tuple[Problem, ...] = ()


def _key(file: StoreFile) -> bytes:
    return digest(code_digest("model", "store"), file.path.encode(), file.raw)


def _record(file: StoreFile, json: bytes | None) -> Record | None:
    """What was parsed before; None where it was not, or the disk has spoilt it."""
    with suppress(ValidationError):
        return MODELS[file.folder].model_validate_json(json) if json is not None else None
    return None


def _parse_chunk(files: list[StoreFile]) -> list[_Parsed]:
    return [_parse(f) for f in files]


def _parse(file: StoreFile) -> _Parsed:
    read: Decoded[Any] = decode(MODELS[file.folder], file.path, file.raw, {"id": file.stem})
    if read.record is None:
        return _Parsed(None, read.problems)
    return _Parsed(read.record.model_dump_json(by_alias=True, exclude_defaults=True).encode())


def _settings(files: Iterable[StoreFile]) -> tuple[Settings | None, dict[str, tuple[str, tuple[Release, ...]]], list[Problem]]:
    settings: Settings | None = None
    releases: dict[str, tuple[str, tuple[Release, ...]]] = {}
    problems: list[Problem] = []
    for file in files:
        if file.folder == "tracker.yml":
            read = decode(Settings, file.path, file.raw)
            settings = read.record
            problems += read.problems
        elif file.folder == "releases":
            entries, wrong = decode_list(Release, file.path, file.raw)
            releases[file.stem] = (file.path, entries)
            problems += wrong
    return settings, releases, problems


def _components_to_add(settings: Settings, sources: Gathered) -> dict[Slug, tuple[Any, ...]]:
    """What sources name and no product lists, sorted by id."""
    listed = {p.id: {c.id for c in p.components} for p in settings.products}
    return {
        product: tuple(sorted((c for c in found if c.id not in listed.get(product, set())), key=lambda c: c.id))
        for product, found in sources.components.items()
    }


def _sorted(records: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(records, key=lambda r: (r.id, r.path)))


def read(site: Site, workers: Workers, *, clean: bool = False) -> Reading:
    """The whole store, read once."""
    return Reader(site, workers, clean=clean).finish()
