"""Reads a site's whole store, its own and its further sources, into one Tracker; every problem of every file in one pass."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
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
from tracker.store.decode import Decoded, decode, decode_list
from tracker.store.files import Listing, StoreFile, read_files, read_names, read_signed_list
from tracker.store.imported import read_imported
from tracker.store.sources import Gathered, gather
from tracker.workers import Pending, Workers

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
        self._cache = ParsedCache(site.cache, clean=clean)
        records = [f for f in self._listing.files if f.folder in MODELS]
        self._keys = {f.path: _key(f) for f in records}
        self._known = {path: kept for path, key in self._keys.items() if (kept := self._cache.get(key)) is not None}
        self._new = [f for f in records if f.path not in self._known]
        self._parsing: Pending[_Parsed] = workers.start(_parse_chunk, self._new)
        self._workers = workers
        self._notes: list[str] = []

    @property
    def visibility(self) -> StoreVisibility:
        """Who can read the repository; private where tracker.yml cannot be read, to be on the safe side."""
        settings = self._settings[0]
        return settings.store if settings else StoreVisibility.PRIVATE

    def finish(self) -> Reading:
        raw = {f.path: f.raw for f in self._listing.files}
        settings, releases, problems = self._settings
        parsed = {f.path: made for f, made in zip(self._new, self._parsing, strict=True)}
        problems = [*problems, *self._listing.problems, *self._broken, *(p for made in parsed.values() for p in made.problems)]
        self._keep(parsed)
        if settings is None:
            return Reading(None, tuple(sorted(problems)), raw=raw)
        records = [record for f in self._listing.files if f.folder in MODELS and (record := self._record(f, parsed)) is not None]
        origins, head = self._origins(settings)
        sources = gather(settings.sources, self._site.root, self._site.cache, self._workers)
        raw.update(sources.raw)
        tracker = Tracker(
            settings=settings,
            releases={Slug(stem): entries for stem, (_, entries) in releases.items()},
            release_paths={Slug(stem): path for stem, (path, _) in releases.items()},
            issues=_sorted(r for r in [*records, *sources.records] if isinstance(r, Defect | FeatureRequest)),
            staff=_sorted(r for r in [*records, *sources.records] if isinstance(r, StaffMember)),
            impostors=_sorted(r for r in [*records, *sources.records] if isinstance(r, Impostor)),
            origins={**origins, **sources.origins},
            attachments=self._listing.attachments,
            imported=self._imported,
            signed_list=read_signed_list(self._site.store, self._site.shown(self._site.store)),
            skipped=sources.skipped,
            added_components=_components_to_add(settings, sources),
            customers=self._customers(settings, problems),
            unread=frozenset(f.stem for f in self._new if parsed[f.path].json is None) | sources.unread,
            sources=sources.states,
            commit=head,
        )
        problems += self._barren(settings, sources.barren)
        return Reading(tracker, tuple(sorted([*problems, *sources.problems])), (*self._notes, *sources.notes), raw)

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

    def _record(self, file: StoreFile, parsed: Mapping[str, "_Parsed"]) -> Record | None:
        if (kept := self._known.get(file.path)) is not None:
            # Where the disk has spoilt what was kept, the file itself is read.
            with suppress(ValidationError):
                return MODELS[file.folder].model_validate_json(kept)
        made = parsed.get(file.path) or _parse(file)
        return MODELS[file.folder].model_validate_json(made.json) if made.json is not None else None

    def _keep(self, parsed: Mapping[str, "_Parsed"]) -> None:
        made = {self._keys[path]: p.json for path, p in parsed.items() if p.json is not None}
        self._cache.keep({self._keys[path] for path in self._known} | made.keys(), made)

    def _origins(self, settings: Settings) -> tuple[dict[str, Origin], Change | None]:
        """The own store's provenance: every record's last commit, where the store lies in a git checkout."""
        origin = Origin(visibility=settings.store, edit=settings.contribute.edit or self._site.edit)
        checkout = git.working_tree(self._site.root)
        head = git.head(checkout[0]) if checkout else None
        if checkout and head and git.is_shallow(checkout[0]):
            self._notes.append(
                "this checkout is a shallow clone: when older records changed is not known, and is left out; fetch the whole history (fetch-depth: 0 in a workflow)"
            )
        changes = git.last_changes(checkout[0], head.commit, None) if checkout and head else {}
        prefix = checkout[1] if checkout else ""
        found: dict[str, Origin] = {}
        imported = {base.record for each in self._imported for _, base in each.known}
        for file in self._listing.files:
            below = f"{prefix}/{file.path}" if prefix else file.path
            found[file.path] = replace(origin, repository_path=file.path, changed=changes.get(below), is_imported=file.stem in imported)
        return found, head


@dataclass(frozen=True, slots=True)
class _Parsed:
    json: bytes | None
    problems: tuple[Problem, ...] = ()


def _key(file: StoreFile) -> bytes:
    return digest(code_digest("model", "store"), file.path.encode(), file.raw)


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
