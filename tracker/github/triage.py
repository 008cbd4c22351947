"""What an issue's type, labels and drop-downs say about it, and what its state there means here. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.github.upstream import UpstreamIssue
from tracker.model.github import Meaning, Repository
from tracker.model.values import Slug
from tracker.model.vocabulary import DefectStatus, FeatureStatus, IssueKind, Severity, type_of_status

Status = DefectStatus | FeatureStatus


class Unclear(Exception):
    """Two words of theirs say different things about one field: what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Triage:
    """What is said about an issue, before its state is looked at."""

    kind: IssueKind
    severity: Severity
    product: Slug
    components: tuple[Slug, ...]
    statuses: tuple[tuple[str, Status], ...]
    """With the word that says so; of the kind's statuses only."""


_Said = Sequence[tuple[str, Meaning]]


def triage(issue: UpstreamIssue, repository: Repository, chosen: Mapping[str, Sequence[str]], kind: IssueKind | None = None) -> Triage:
    """What type, labels and choices amount to; `kind` is given where the issue has a record already. Raises `Unclear`.

    A label counts more than the type and that more than what the author chose in a form; of the kind, the type decides.
    """
    labels = list(_labels(issue, repository))
    types = [(f"type {name!r}", meaning) for name, meaning in repository.types.items() if name.casefold() == issue.type.casefold()]
    choices = [(f"{option!r}", repository.choices[heading][option]) for heading, options in chosen.items() for option in options]
    is_kind = kind or _one("kind", (types, labels, choices)) or repository.kind
    sayings = (labels, types, choices)
    return Triage(
        kind=is_kind,
        severity=_one("severity", sayings) or repository.severity,
        product=_one("product", sayings) or repository.product,
        components=tuple(dict.fromkeys(c for said in sayings for _, meaning in said for c in meaning.components)),
        statuses=tuple(_statuses(sayings, is_kind)),
    )


def unknown_labels(issue: UpstreamIssue, repository: Repository) -> Iterator[str]:
    """Labels that the mapping does not name."""
    known = {name.casefold() for name in (*repository.labels, *repository.ignore)}
    yield from (name for name in issue.labels if name.casefold() not in known)


def _labels(issue: UpstreamIssue, repository: Repository) -> Iterator[tuple[str, Meaning]]:
    known = {name.casefold(): meaning for name, meaning in repository.labels.items()}
    for name in dict.fromkeys(issue.labels):
        if meaning := known.get(name.casefold()):
            yield f"label {name!r}", meaning


def _one(field: str, sayings: Sequence[_Said]) -> Any:
    """What the strongest that say something say; two of the same strength must agree."""
    for said in sayings:
        values = {word: value for word, meaning in said if (value := getattr(meaning, field)) is not None}
        if len(set(values.values())) > 1:
            raise Unclear(_differ(field, values))
        if values:
            return next(iter(values.values()))
    return None


def _differ(field: str, values: Mapping[str, Any]) -> str:
    words = " and ".join(f"{word} ({value})" for word, value in values.items())
    return f"{words} say different things about {field}; take one of them off there, or let one say nothing about it in tracker.yml"


def _statuses(sayings: Sequence[_Said], kind: IssueKind) -> Iterator[tuple[str, Status]]:
    for said in sayings:
        for word, meaning in said:
            found = next((s for s in type_of_status[kind] if s.value in meaning.status), None)
            if isinstance(found, DefectStatus | FeatureStatus):
                yield word, found


def status(issue: UpstreamIssue, said: Triage, *, original_is_here: bool) -> Status:
    """The status that state, reason and labels make. Labels choose among the open ones while it is open, among the others once it is closed. Raises `Unclear`."""
    is_closed = issue.state == "closed"
    is_defect = said.kind is IssueKind.DEFECT
    if is_closed and (issue.state_reason == "duplicate" or issue.duplicate_of):
        return _duplicate(is_defect=is_defect, original_is_here=original_is_here)
    fitting = {word: each for word, each in said.statuses if each.is_settled is is_closed}
    if len(set(fitting.values())) > 1:
        raise Unclear(_differ("status", fitting))
    if fitting:
        found = next(iter(fitting.values()))
        return _duplicate(is_defect=is_defect, original_is_here=original_is_here) if found.is_duplicate else found
    if not is_closed:
        return DefectStatus.REPORTED if is_defect else FeatureStatus.SUGGESTED
    if issue.state_reason == "not_planned":
        return DefectStatus.WONT_FIX if is_defect else FeatureStatus.DECLINED
    return DefectStatus.FIXED if is_defect else FeatureStatus.SHIPPED


def _duplicate(*, is_defect: bool, original_is_here: bool) -> Status:
    """Where the original is no record here, nothing can be followed: a tombstone says where it went."""
    if original_is_here:
        return DefectStatus.DUPLICATE if is_defect else FeatureStatus.DUPLICATE
    return DefectStatus.WITHDRAWN if is_defect else FeatureStatus.WITHDRAWN
