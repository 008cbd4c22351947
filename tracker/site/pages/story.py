"""The story of an issue: what happens, who said what about it, and what else belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from tracker.model.issue import Reference
from tracker.model.platforms import platform_label
from tracker.model.public import PublicComment, PublicIssue, Signature
from tracker.model.values import IssueId
from tracker.model.vocabulary import IssueKind
from tracker.site.edition import Edition
from tracker.site.pages import words
from tracker.site.pages.rows import IssueLink, links, staff_path
from tracker.site.text import visible


@dataclass(frozen=True, slots=True)
class File:
    """An attachment that is published beside the page."""

    path: str
    alt: str
    name: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class Word:
    """Something said at a moment, by staff (`path` leads to the directory) or by a stranger, or the mark of what was hidden."""

    number: int
    at: datetime
    text: str | None
    name: str = ""
    role: str = ""
    path: str = ""
    platform: str = ""
    hidden: str | None = None
    is_staff: bool = False
    url: str | None = None
    """Where it was said, if not here."""
    edited: date | None = None


def story(issue: PublicIssue, edition: Edition) -> dict[str, Any]:
    """What happens, and who said what."""
    facts = edition.index.facts[issue.id]
    updates = [_signed(n, u.at, u.by, u.text) for n, u in enumerate(issue.updates, 1)]
    comments = [_comment(n, c) for n, c in enumerate(issue.comments, 1)]
    return {
        "summary": issue.summary,
        "description": issue.description,
        "steps": issue.steps_to_reproduce,
        "symptoms": issue.symptoms,
        "files": _files(issue, edition),
        "updates": tuple(sorted(updates, key=lambda w: (w.at, w.number), reverse=True)),
        "comments": tuple(sorted(comments, key=lambda w: (w.at, w.number))),
        "connections": _connections(issue, edition, facts.duplicates, facts.superseded_by),
        "references": tuple(_reference(r) for r in issue.references),
    }


def _signed(number: int, at: datetime, by: Signature, text: str | None) -> Word:
    return Word(number, at, text, by.name, by.role, staff_path(by.id), is_staff=True)


def _comment(number: int, comment: PublicComment) -> Word:
    if comment.hidden is not None:
        return Word(number, comment.at, None, hidden=comment.hidden)
    if comment.by:
        said = _signed(number, comment.at, comment.by, comment.text)
    elif comment.stranger is None:
        said = Word(number, comment.at, comment.text, "Somebody")
    else:
        said = Word(number, comment.at, comment.text, visible(comment.stranger.handle), platform=platform_label(comment.stranger.platform))
    return replace(said, url=comment.url, edited=comment.edited)


def _files(issue: PublicIssue, edition: Edition) -> tuple[File, ...]:
    """What could not be published is left out; it was a problem when the store was checked."""
    found = [(edition.media.get(a.file), a.alt) for a in issue.attachments]
    return tuple(File(m.path, alt, m.path.rpartition("/")[2], m.width, m.height) for m, alt in found if m)


def _connections(
    issue: PublicIssue, edition: Edition, duplicates: Sequence[IssueId], superseded_by: Sequence[IssueId]
) -> tuple[tuple[str, tuple[IssueLink, ...]], ...]:
    given = (
        ("Replaced by", superseded_by),
        ("Replaces", issue.supersedes),
        ("Also reported as" if issue.kind is IssueKind.DEFECT else "Also requested as", duplicates),
        ("See also", issue.related),
    )
    return tuple((name, found) for name, wanted in given if (found := links(edition.index, wanted)))


def _reference(given: Reference) -> tuple[str, str, str]:
    """What it is, its address, and what it is called."""
    parts = urlsplit(given.url)
    shown = given.title or f"{parts.hostname}{parts.path.rstrip('/')}"
    return words.reference_words(given.type), given.url, shown
