"""What readers may see. These types, and nothing else, reach pages, feeds and the API; `views.publication` fills them from an allow-list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.model.channels import Channel
from tracker.model.contribute import Contribute
from tracker.model.issue import Attachment, Fix, NoneKnown, Range, Reference, Reporter, Reports, Resolution, Stranger, Target
from tracker.model.phones import Dialling
from tracker.model.settings import Organisation, Policy, Product, Promise, Release, Replies, Search
from tracker.model.staff import Suspension
from tracker.model.tracker import Change, Skipped, SourceState
from tracker.model.values import IssueId, Slug, StaffId
from tracker.model.vocabulary import DefectStatus, EndReason, FeatureStatus, IssueKind, LeakKind, Severity, StaffKind, StoreVisibility

NOWHERE = Slug("")
"""The product of a tombstone."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who says it. Somebody who opted out of the directory signs without id and name."""

    id: StaffId | None
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class PublicWorkaround:
    steps: str
    applies_to: Range | None = None
    verified_version: str | None = None
    verified_on: date | None = None
    verified_by: Signature | None = None


@dataclass(frozen=True, slots=True)
class PublicUpdate:
    at: datetime
    by: Signature
    text: str


@dataclass(frozen=True, slots=True)
class PublicComment:
    """A word of the conversation: by staff (`by`) or by a stranger; `text` is None where it was hidden, and then `hidden` says why."""

    at: datetime
    by: Signature | None
    stranger: Stranger | None
    text: str | None
    hidden: str | None = None
    url: str | None = None
    """Where it was said, if not here."""
    edited: date | None = None
    """The day on which its author last changed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicIssue:
    id: IssueId
    kind: IssueKind
    status: DefectStatus | FeatureStatus
    opened: date
    title: str = ""
    """Empty on a tombstone, like everything but id, kind, status, resolution, days, and older ids."""
    product: Slug = NOWHERE
    severity: Severity | None = None
    components: tuple[Slug, ...] = ()
    summary: str | None = None
    description: str | None = None
    steps_to_reproduce: str | None = None
    symptoms: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    affected: tuple[Range, ...] = ()
    checked_not_affected: tuple[str, ...] = ()
    workarounds: tuple[PublicWorkaround, ...] = ()
    none_known: NoneKnown | None = None
    fixes: tuple[Fix, ...] = ()
    target: Target | None = None
    reports: tuple[Reports, ...] = ()
    votes: int = 0
    duplicate_of: IssueId | None = None
    supersedes: tuple[IssueId, ...] = ()
    related: tuple[IssueId, ...] = ()
    references: tuple[Reference, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    owner: Signature | None = None
    reporter: Reporter | None = None
    updates: tuple[PublicUpdate, ...] = ()
    comments: tuple[PublicComment, ...] = ()
    resolution: Resolution | None = None
    updated: date | None = None
    closed: date | None = None
    aliases: tuple[str, ...] = ()
    removed: Mapping[LeakKind, int] = field(default_factory=dict)
    """How much of each kind was taken out of its text."""
    source: str = ""
    """The further source that it comes from, where that is public."""
    edit: str | None = None
    """Where the record is edited on its host."""
    changed: Change | None = None
    """The record's last public change."""
    last_change: date = field(init=False)
    """The newest day that the record itself names. Asked for often, so worked out once."""

    @property
    def is_open(self) -> bool:
        return not self.status.is_settled

    @property
    def is_tombstone(self) -> bool:
        return self.status.is_withdrawn

    @property
    def may_affect(self) -> bool:
        """Whether it is listed for versions. Neither a wish nor what turned out to be no defect is, unless its record says which versions it is about."""
        return not self.is_tombstone and (bool(self.affected) or not self.status.leaves_no_fault)

    @property
    def is_no_defect(self) -> bool:
        """It was taken for a defect, and is left out of what is listed for versions."""
        return self.kind is IssueKind.DEFECT and not self.is_tombstone and not self.may_affect

    @property
    def reported(self) -> int:
        """Customers counted over all months and channels."""
        return sum(r.total for r in self.reports)

    def __post_init__(self) -> None:
        days = [self.opened]
        days += [u.at.date() for u in self.updates]
        days += [w.verified_on for w in self.workarounds if w.verified_on]
        days += [day for day in (self.updated, self.closed) if day]
        object.__setattr__(self, "last_change", max(days))


@dataclass(frozen=True, slots=True)
class PublicProof:
    method: str
    checked: date
    expires: date | None
    evidence: str | None
    by: Signature | None


@dataclass(frozen=True, slots=True)
class PublicAccount:
    platform: str
    handle: str
    account_id: str | None = None
    since: date | None = None
    until: date | None = None
    reason: EndReason | None = None
    now: str | None = None
    suspended: Suspension | None = None
    purpose: str | None = None
    proofs: tuple[PublicProof, ...] = ()

    def is_current(self, today: date) -> bool:
        return (self.since is None or self.since <= today) and (self.until is None or today < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicStaff:
    id: StaffId
    name: str
    kind: StaffKind
    title: str | None = None
    team: str | None = None
    since: date | None = None
    until: date | None = None
    time_zone: str | None = None
    country: str | None = None
    hours: str | None = None
    languages: tuple[str, ...] = ()
    accounts: tuple[PublicAccount, ...] = ()
    may_ask: tuple[str, ...] = ()
    never_asks: tuple[str, ...] = ()
    photo: str | None = None
    bio: str | None = None
    edit: str | None = None
    changed: Change | None = None

    def has_left(self, today: date) -> bool:
        return self.until is not None and self.until < today


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicUnlisted:
    """An account that no page names: its seal, by which the verify box knows it again, and nothing from which it could be guessed."""

    seal: str
    staff: StaffId | None
    """None of those who opted out."""
    since: date | None = None
    until: date | None = None
    reason: EndReason | None = None
    suspended: date | None = None
    """Since when."""
    proofs: tuple[PublicProof, ...] = ()
    """Without evidence and names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicImpostor:
    """An account that only pretends to be ours."""

    id: Slug
    """Made of platform and handle: `x-meridian-helps`."""
    platform: str
    handle: str
    first_seen: date
    evidence: str
    confirmed_by: Signature
    imitates: Signature | None = None
    """None too where whom it imitates is not in the directory by name."""
    reported: tuple[tuple[str, date], ...] = ()
    """To whom, and when."""
    edit: str | None = None


Hold = tuple[str | None, str, str, str | None]
"""An account in somebody's hands, as a signature covers it: staff id, platform, handle and first day; of an unlisted one a hash stands for the handle."""


@dataclass(frozen=True, slots=True)
class Signing:
    """How the signature over the staff list stands."""

    namespace: str
    """What it is for: `staff-list@meridian.example`."""
    signed_on: date | None = None
    expires: date | None = None
    """The last day on which it counts."""
    fingerprint: str | None = None
    fault: str = ""
    """Why there is none over the records as they are now, whatever the day."""
    uncovered: frozenset[Hold] | None = None
    """What has come or changed since one of ours signed; everything else stands as it was signed. None: there is no signature of ours that counts."""
    key: str = ""
    content: bytes = field(default=b"", repr=False)
    signature: bytes = field(default=b"", repr=False)

    @property
    def matches(self) -> bool:
        """One of ours has signed the records as they are now."""
        return not self.fault

    def has_lapsed(self, today: date) -> bool:
        return self.expires is not None and self.expires < today


@dataclass(frozen=True, kw_only=True)
class Public:
    """Everything that may be published, at one commit and one day."""

    organisation: Organisation
    products: Mapping[Slug, Product]
    """By id, sorted by id."""
    releases: Mapping[Slug, tuple[Release, ...]]
    """By product, as listed."""
    issues: tuple[PublicIssue, ...]
    """Sorted by id."""
    staff: tuple[PublicStaff, ...]
    """Those who did not opt out, sorted by id."""
    impostors: tuple[PublicImpostor, ...] = ()
    """Sorted by id."""
    unlisted: tuple[PublicUnlisted, ...] = ()
    """Sorted by seal."""
    unlisted_on: tuple[str, ...] = ()
    """The platforms of those."""
    dialling: tuple[Dialling, ...] = ()
    """How the numbers among those are dialled, by country."""
    policy: Policy = field(default_factory=Policy)
    channels: tuple[Channel, ...] = ()
    promises: Mapping[Severity, Promise] = field(default_factory=dict)
    contribute: Contribute = field(default_factory=Contribute)
    mirrored: tuple[str, ...] = ()
    """Addresses of the repositories whose issues records mirror."""
    replies: Replies = field(default_factory=Replies)
    search: Search = field(default_factory=Search)
    visibility: StoreVisibility = StoreVisibility.PUBLIC
    """Whether the site's own repository may be named."""
    commit: Change | None = None
    """The commit that the site was built from; None in a private store."""
    sources: tuple[SourceState, ...] = ()
    """The further sources that are public."""
    skipped: tuple[Skipped, ...] = ()
    signing: Signing = field(default_factory=lambda: Signing("staff-list@localhost", fault="nobody has signed the staff list"))
    removed: Mapping[LeakKind, int] = field(default_factory=dict)
    """How much of each kind was taken out of the issues."""
    skipped_in_private: int = 0
    """Skipped files of private sources, which are counted and not named."""
