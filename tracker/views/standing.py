"""How all issues of a product stand to all its releases, in as few words as that can be said: most issues share a pattern. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tracker.model.public import PublicIssue
from tracker.model.settings import Release
from tracker.model.values import Slug
from tracker.model.vocabulary import Answer, IssueKind
from tracker.views.index import Index

LETTERS = {Answer.AFFECTED: "a", Answer.FIXED: "f", Answer.NOT_AFFECTED: "n", Answer.NOT_CHECKED: "u"}
"""One letter for each answer."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The answers of a product's issues for its releases, newest first."""

    releases: tuple[Release, ...]
    patterns: tuple[str, ...]
    """Each a letter for each release, runs shortened: `n2a5u` is two not affected, five affected, one not checked."""
    issues: tuple[int, ...]
    """The pattern of each issue, in the order in which they were given."""
    counts: tuple[int, ...]
    """How many issues each release is counted for: those that affect it, or the requests that came with it."""


def newest_first(index: Index, product: Slug) -> tuple[Release, ...]:
    """One release of each version, newest first; those that are planned for a later day come before all that are out."""
    found: dict[str, Release] = {}
    for release in index.public.releases.get(product, ()):
        found.setdefault(release.version, release)
    positions = {version: n for n, version in enumerate(found)}
    return tuple(sorted(found.values(), key=lambda r: (r.date, positions[r.version]), reverse=True))


def standing(index: Index, product: Slug, issues: Sequence[PublicIssue]) -> Standing:
    """How these issues of the product stand to its releases. Duplicates are left to the issue that they repeat, and what is no defect affects nobody; a request stands to the release that brought it."""
    releases = newest_first(index, product)
    versions = [release.version for release in releases]
    listed = [release.version for release in index.lines[product].releases]
    columns = [listed.index(version) for version in versions]
    known: dict[str, int] = {}
    found = [known.setdefault(_letters(issue, index, versions, columns), len(known)) for issue in issues]
    shares = Counter(found)
    counts = tuple(sum(shares[n] for n, letters in enumerate(known) if letters[at] == "a") for at in range(len(versions)))
    return Standing(releases, tuple(shortened(letters) for letters in known), tuple(found), counts)


def _letters(issue: PublicIssue, index: Index, versions: Sequence[str], columns: Sequence[int]) -> str:
    if issue.kind is IssueKind.FEATURE:
        brought = {state.release.version for state in index.facts[issue.id].fixes if state.release} if issue.status.is_delivered else set[str]()
        return "".join("a" if version in brought else "n" for version in versions)
    if issue.status.is_duplicate or not issue.may_affect:
        return "n" * len(versions)
    said = index.lines[issue.product].answers(issue)
    return "".join([LETTERS[said[column].answer] for column in columns])


def shortened(letters: str) -> str:
    """Every run of one letter as the letter and its length, where that is more than one."""
    runs = [(letter, len(list(run))) for letter, run in groupby(letters)]
    return "".join(f"{letter}{length}" if length > 1 else letter for letter, length in runs)
