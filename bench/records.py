"""What a generated store says, before anybody spells it: the same values become our YAML and the peer's Markdown."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

STABLE = "stable"
SETTLED_BY_FIX = frozenset({"fixed", "shipped"})


@dataclass(frozen=True, slots=True)
class Release:
    """A version that was published on a day, in a channel."""

    version: str
    date: date
    channel: str


@dataclass(frozen=True, slots=True)
class Product:
    """A product, its releases oldest first, and the version announced after the last of them."""

    id: str
    name: str
    components: tuple[str, ...]
    releases: tuple[Release, ...]
    next_version: str


@dataclass(frozen=True, slots=True)
class Account:
    """A handle on a platform, verified by a colleague on a day; `proven_by` None is a listed, unproven one."""

    platform: str
    handle: str
    account_id: str = ""
    """None on the telephone and by e-mail."""
    proven_by: str | None = None
    proven_on: date | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """A staff member; `until` is the last day, None for those still here."""

    id: str
    name: str
    kind: str
    title: str
    team: str
    since: date
    until: date | None
    time_zone: str
    languages: tuple[str, ...]
    accounts: tuple[Account, ...]

    def is_staff_on(self, day: date) -> bool:
        """Both the first and the last day count."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Company:
    """Everything that is not an issue."""

    products: tuple[Product, ...]
    staff: tuple[Staff, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """An affected range in OSV's sense; at most one of `fixed` (exclusive) and `last_affected` (inclusive)."""

    introduced: str
    fixed: str | None = None
    last_affected: str | None = None


@dataclass(frozen=True, slots=True)
class Workaround:
    """Steps that help from a version on, and who saw them help, where and when."""

    steps: str
    introduced: str
    version: str
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Stranger:
    """The account behind a comment that is not by staff."""

    platform: str
    handle: str
    account_id: str


@dataclass(frozen=True, slots=True)
class Word:
    """An update (always by staff) or a comment."""

    at: datetime
    by: str | Stranger
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """Customers affected in a month (`YYYY-MM`), by channel."""

    month: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A link with its type, as in OSV."""

    type: str
    url: str


@dataclass(frozen=True, slots=True)
class Issue:
    """A defect, or a feature request when `severity` is None."""

    id: str
    title: str
    status: str
    severity: str | None
    product: str
    components: tuple[str, ...]
    opened: date
    description: str
    votes: int
    owner: str | None
    summary: str | None = None
    steps: str | None = None
    symptoms: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    affected: tuple[Range, ...] = ()
    checked_not_affected: tuple[str, ...] = ()
    workarounds: tuple[Workaround, ...] = ()
    none_known: date | None = None
    fixes: tuple[str, ...] = ()
    target: str | None = None
    target_reason: str = ""
    reports: tuple[Report, ...] = ()
    references: tuple[Reference, ...] = ()
    aliases: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    duplicate_of: str | None = None
    closed: date | None = None
    reason: str | None = None
    reconsider_if: str | None = None
    updates: tuple[Word, ...] = field(default=())
    comments: tuple[Word, ...] = field(default=())

    @property
    def is_defect(self) -> bool:
        """Only defects have a severity."""
        return self.severity is not None

    @property
    def updated(self) -> date:
        """The day of the last thing that anybody said or did."""
        days = [word.at.date() for word in (*self.updates, *self.comments)]
        days += [workaround.on for workaround in self.workarounds]
        return max(self.opened, self.closed or self.opened, self.none_known or self.opened, *days)


def as_of(issue: Issue, day: date) -> Issue:
    """The issue as its file read at the end of `day`: what happened later is taken back, whole."""
    seen = replace(
        issue,
        updates=tuple(word for word in issue.updates if word.at.date() <= day),
        comments=tuple(word for word in issue.comments if word.at.date() <= day),
        workarounds=tuple(workaround for workaround in issue.workarounds if workaround.on <= day),
        none_known=issue.none_known if issue.none_known and issue.none_known <= day else None,
        reports=tuple(report for report in issue.reports if report.month <= day.isoformat()[:7]),
    )
    if issue.closed is None or issue.closed <= day:
        return seen
    return replace(
        seen,
        status="confirmed" if issue.is_defect else "under-consideration",
        affected=tuple(Range(introduced=one.introduced) for one in issue.affected[-1:]),
        fixes=(),
        duplicate_of=None,
        closed=None,
        reason=None,
        reconsider_if=None,
    )
