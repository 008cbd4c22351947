"""Everything the store says, at one commit: read once, frozen, and from then on only looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from tracker.model.imported import Imported
from tracker.model.issue import AnyIssue
from tracker.model.settings import Component, Product, Release, Settings
from tracker.model.staff import Impostor, StaffMember
from tracker.model.values import IssueId, Slug, StaffId
from tracker.model.vocabulary import LeakKind, StoreVisibility


@dataclass(frozen=True, slots=True)
class Change:
    """A commit that touched a record."""

    commit: str
    """The full hash."""
    at: datetime
    """Committer date, UTC."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record came from; told to readers only where the repository is public."""

    source: str = ""
    """The source's name; empty for the site's own store."""
    repository_path: str = ""
    """The file as its edit address names it: below the folder of mkdocs.yml, or below the root of a further source."""
    visibility: StoreVisibility = StoreVisibility.PUBLIC
    is_mapped: bool = False
    is_imported: bool = False
    """Brought in from elsewhere, and kept in step with it."""
    is_own: bool = True
    edit: str | None = None
    """URL template with {path}."""
    changed: Change | None = None
    """The last commit that touched it; None when unknown (no git, not committed, shallow clone)."""

    @property
    def is_somebody_elses(self) -> bool:
        """Others decide what it says, so that it may be less complete than what we write ourselves."""
        return self.is_mapped or self.is_imported


@dataclass(frozen=True, slots=True)
class SourceState:
    """What a further source was when it was read."""

    name: str
    commit: Change
    is_copy: bool = False
    """Taken from the cache, because the repository could not be reached."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a further source that is not published, and why."""

    path: str
    reason: str
    rule: str = ""
    """The sentence of the rule that it breaks; beside private records only that is told, for the reason may name one of them."""


@dataclass(frozen=True, slots=True)
class SignedList:
    """The staff list as somebody signed it, and the signature; neither has been looked at."""

    path: str
    content: bytes = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True)
class Tracker:
    """The store's records. `issues` may hold ids twice until the rules have passed."""

    settings: Settings
    releases: Mapping[Slug, tuple[Release, ...]] = field(default_factory=dict)
    """By product, in the order of the file."""
    issues: tuple[AnyIssue, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    impostors: tuple[Impostor, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict)
    """By record path."""
    attachments: frozenset[str] = frozenset()
    """Files below attachments/ of the own store, as records name them: `attachments/x.png`."""
    skipped: tuple[Skipped, ...] = ()
    sources: tuple[SourceState, ...] = ()
    added_components: Mapping[Slug, tuple[Component, ...]] = field(default_factory=dict)
    """Named by mapped sources only, by product."""
    commit: Change | None = None
    """The head of the site's own repository."""
    release_paths: Mapping[Slug, str] = field(default_factory=dict)
    """The file in which each product's releases stand."""
    signed_list: SignedList | None = None
    imported: tuple[Imported, ...] = ()
    """What was brought in from elsewhere, by repository."""
    unread: frozenset[str] = frozenset()
    """Ids of records that could not be read: who points to them is not at fault."""

    customers: tuple[str, ...] = field(default=(), repr=False)
    """Names that must not be published."""
    removed: Mapping[str, Mapping[LeakKind, int]] = field(default_factory=dict)
    """By record path: how much of each kind was taken out of it."""

    @property
    def has_private_records(self) -> bool:
        """A repository that feeds the site is private."""
        return StoreVisibility.PRIVATE in {self.settings.store, *(source.store for source in self.settings.sources)}

    @cached_property
    def products(self) -> Mapping[Slug, Product]:
        """By id, with the components that mapped sources added, sorted by id."""
        return {p.id: p.model_copy(update={"components": (*p.components, *self.added_components.get(p.id, ()))}) for p in self.settings.products}

    @cached_property
    def issues_by_id(self) -> Mapping[IssueId, AnyIssue]:
        return {i.id: i for i in self.issues}

    @cached_property
    def staff_by_id(self) -> Mapping[StaffId, StaffMember]:
        return {s.id: s for s in self.staff}
