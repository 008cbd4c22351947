"""What follows from the public records: orders, groups, places in the queue, who owns and who signed. Folded once, then looked up."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from tracker.model.issue import Fix
from tracker.model.public import Public, PublicIssue, PublicStaff
from tracker.model.settings import Product, Release
from tracker.model.values import IssueId, Slug, StaffId
from tracker.model.vocabulary import IssueKind
from tracker.views.affected import ReleaseLine, Repair
from tracker.views.merging import Tally, tallies

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class FixState:
    """A fix, and how far it has come."""

    fix: Fix
    repair: Repair

    @property
    def release(self) -> Release | None:
        """In which it is out; None while it is only announced."""
        return self.repair.release


@dataclass(frozen=True, slots=True)
class Queue:
    """An open issue's place among the open issues of its product and kind, oldest first."""

    place: int
    """1 for the oldest."""
    length: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What follows for one issue."""

    status_label: str
    """The status as readers see it; `Released` follows from fixes and releases."""
    fixes: tuple[FixState, ...] = ()
    queue: Queue | None = None
    tally: Tally = field(default_factory=Tally)
    """What is counted here, and the duplicates that lead here."""
    superseded_by: tuple[IssueId, ...] = ()

    @property
    def duplicates(self) -> tuple[IssueId, ...]:
        """The issues that say the same in other words."""
        return self.tally.duplicates

    @property
    def is_released(self) -> bool:
        return any(state.release for state in self.fixes)


_NOTHING = Tally()


@dataclass(frozen=True)
class Index:
    """The public records, in the orders and groups in which pages show them."""

    public: Public
    today: date
    """UTC; the only clock that static text knows."""
    by_id: Mapping[IssueId, PublicIssue]
    staff: Mapping[StaffId, PublicStaff]
    lists: Mapping[IssueKind, tuple[PublicIssue, ...]]
    """Every issue of a kind that is no tombstone, in list order (see `list_order`)."""
    facts: Mapping[IssueId, Facts]
    owned: Mapping[StaffId, tuple[PublicIssue, ...]]
    signed: Mapping[StaffId, tuple[PublicIssue, ...]]
    """Issues with an update by that person, newest update first."""
    lines: Mapping[Slug, ReleaseLine]
    """Every product's releases, to ask about versions."""

    def product(self, wanted: Slug) -> Product:
        return self.public.products[wanted]


def list_order(issue: PublicIssue, votes: int) -> tuple[bool, int, int, int, str]:
    """Open first, then the heaviest (defects) or most wanted (requests), then the newest change."""
    weight = issue.severity.rank if issue.severity else 0
    return (not issue.is_open, weight, 0 if issue.severity else -votes, -issue.last_change.toordinal(), issue.id)


LIST_ORDER_SAID = {
    IssueKind.DEFECT: "Open issues first, then by severity, then by newest change",
    IssueKind.FEATURE: "Open requests first, then by votes, then by newest change",
}
"""The order in words, for readers of a list."""


def index(public: Public, today: date) -> Index:
    """Everything that pages look up, in one pass over the records."""
    real = [i for i in public.issues if not i.is_tombstone]
    counted = tallies(real)
    superseded = _group((old, i.id) for i in real for old in i.supersedes)
    queues = _queues(real)
    lines = {slug: ReleaseLine(product, public.releases.get(slug, ()), today) for slug, product in public.products.items()}
    ordered = sorted(real, key=lambda i: list_order(i, counted[i.id].votes))
    return Index(
        public=public,
        today=today,
        by_id={i.id: i for i in public.issues},
        staff={s.id: s for s in public.staff},
        lists={kind: tuple(i for i in ordered if i.kind is kind) for kind in IssueKind},
        facts={i.id: _facts(i, lines.get(i.product), queues, counted, superseded) for i in public.issues},
        owned=_group((i.owner.id, i) for i in ordered if i.owner and i.owner.id),
        signed=_signed(real),
        lines=lines,
    )


def _facts(
    issue: PublicIssue,
    line: ReleaseLine | None,
    queues: Mapping[IssueId, Queue],
    counted: Mapping[IssueId, Tally],
    superseded: Mapping[IssueId, tuple[IssueId, ...]],
) -> Facts:
    repairs = line.repairs(issue) if issue.fixes and line else ()
    fixes = tuple(FixState(fix, repair) for fix, repair in zip(issue.fixes, repairs, strict=False))
    return Facts(
        _status_label(issue, line.product if line else None, fixes),
        fixes,
        queues.get(issue.id),
        counted.get(issue.id, _NOTHING),
        superseded.get(issue.id, ()),
    )


def _status_label(issue: PublicIssue, product: Product | None, fixes: tuple[FixState, ...]) -> str:
    """`Released` is never typed: it is fixed, and a release that has it is out; in a hosted service fixed is live."""
    if issue.status.is_delivered and (any(f.release for f in fixes) or (product and not product.versioning.has_versions)):
        return "Released" if product and product.versioning.has_versions else "Fixed, live" if issue.kind is IssueKind.DEFECT else "Live"
    return issue.status.label


def _queues(issues: Iterable[PublicIssue]) -> dict[IssueId, Queue]:
    waiting: dict[tuple[Slug, IssueKind], list[PublicIssue]] = defaultdict(list)
    for issue in issues:
        if issue.is_open:
            waiting[issue.product, issue.kind].append(issue)
    queues: dict[IssueId, Queue] = {}
    for line in waiting.values():
        line.sort(key=lambda i: (i.opened, i.id))
        queues.update({issue.id: Queue(place, len(line)) for place, issue in enumerate(line, 1)})
    return queues


def _signed(issues: Iterable[PublicIssue]) -> dict[StaffId, tuple[PublicIssue, ...]]:
    newest: dict[StaffId, dict[IssueId, tuple[str, PublicIssue]]] = defaultdict(dict)
    for issue in issues:
        for update in issue.updates:
            if update.by.id:
                newest[update.by.id][issue.id] = (max(update.at.isoformat(), newest[update.by.id].get(issue.id, ("",))[0]), issue)
    return {who: tuple(i for _, i in sorted(found.values(), key=lambda pair: (pair[0], pair[1].id), reverse=True)) for who, found in newest.items()}


Grouped = TypeVar("Grouped")


def _group(pairs: Iterable[tuple[Key, Grouped]]) -> dict[Key, tuple[Grouped, ...]]:
    groups: dict[Key, list[Grouped]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}


def group_by(issues: Iterable[PublicIssue], keys: Callable[[PublicIssue], Iterable[Key]]) -> dict[Key, tuple[PublicIssue, ...]]:
    """Issues under each of their keys, each group in the order given."""
    return _group((key, issue) for issue in issues for key in keys(issue))
