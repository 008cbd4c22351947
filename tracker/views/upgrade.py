"""From one version to another: what gets fixed, what remains, what is new, and what has to be said because nobody has checked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from tracker.model.issue import Range
from tracker.model.vocabulary import Answer, Word
from tracker.views.affected import Affecting, Edge, Judgement, ReleaseLine, edges


class Outcome(Word):
    """What a change of version does to an issue."""

    FIXED = "fixed"
    """It is there before, and gone after."""
    REMAINING = "remaining"
    NEW = "new"
    UNCHECKED = "unchecked"
    """One of the two versions, or both, have not been checked."""


def outcome(before: Answer, after: Answer) -> Outcome | None:
    """None for what concerns neither version."""
    if Answer.NOT_CHECKED in {before, after}:
        return Outcome.UNCHECKED
    if before is Answer.AFFECTED:
        return Outcome.REMAINING if after is Answer.AFFECTED else Outcome.FIXED
    return Outcome.NEW if after is Answer.AFFECTED else None


class _Steps(Protocol):
    @property
    def applies_to(self) -> Range | None: ...


class Helped(Affecting, Protocol):
    """An issue with what can be done about it meanwhile."""

    @property
    def workarounds(self) -> Sequence[_Steps]: ...


Issue = TypeVar("Issue", bound=Helped)


@dataclass(frozen=True, slots=True)
class Change(Generic[Issue]):
    """An issue, and what is said of it before and after."""

    issue: Issue
    outcome: Outcome
    before: Judgement
    after: Judgement
    is_relief: bool
    """It is fixed, and its workaround was for the version before: nobody needs it any more."""


def changes(line: ReleaseLine, issues: Iterable[Issue], start: str, end: str) -> tuple[Change[Issue], ...]:
    """What changes for whoever goes from one version to another, in the order of the issues."""
    found = []
    for issue in issues:
        before, after = line.answer(issue, start), line.answer(issue, end)
        kind = outcome(before.answer, after.answer)
        if kind:
            is_relief = kind is Outcome.FIXED and has_workaround(line, issue, start)
            found.append(Change(issue, kind, before, after, is_relief))
    return tuple(found)


def is_back(line: ReleaseLine, start: str, end: str) -> bool:
    """Whether the step leads to an earlier version; not where that cannot be told."""
    here, there = line.order.place(start), line.order.place(end)
    return here is not None and there is not None and there < here


def has_workaround(line: ReleaseLine, issue: Helped, version: str) -> bool:
    """Whether a workaround is for this version."""
    place = line.order.place(version)
    spans = [span(line, workaround.applies_to) for workaround in issue.workarounds]
    return any(each is None or (place is not None and each[0] <= (place, 0) < each[1]) for each in spans)


def span(line: ReleaseLine, applies_to: Range | None) -> tuple[Edge, Edge] | None:
    """From where to where a workaround helps; None for everywhere, or where nobody can tell."""
    return edges(applies_to, line.order) if applies_to else None
