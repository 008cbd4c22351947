"""What GitHub answers, made into values. Whatever is not as documented is `Malformed`, with its place; nothing is guessed.

The shapes: https://docs.github.com/en/rest/issues (issues, comments, timeline), https://docs.github.com/en/rest/using-the-rest-api/issue-event-types
and https://docs.github.com/en/rest/releases.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from tracker.github.client import Malformed
from tracker.github.upstream import CrossReference, Milestone, Person, UpstreamComment, UpstreamIssue, UpstreamRelease

Item = TypeVar("Item")
REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
_GHOST = "ghost"
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Repository:
    name: str
    """OWNER/NAME."""
    id: int
    url: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the list of issues: an issue as far as it stands there."""

    issue: UpstreamIssue
    """Without comments and references."""
    repository: str
    comments: int
    node: str
    """Its name in the GraphQL API."""
    is_pull_request: bool

    @property
    def updated(self) -> datetime:
        return self.issue.updated


@dataclass(frozen=True, slots=True)
class Said:
    """A comment, as the list of an issue's comments has it."""

    comment: UpstreamComment
    node: str
    """Its name in the GraphQL API."""
    number: int
    """Of its issue."""
    updated: datetime
    """When GitHub touched it; that it was edited is another matter."""


@dataclass(frozen=True, slots=True)
class Touched:
    """That a comment was written or changed."""

    id: int
    number: int
    """Of its issue or pull request."""
    updated: datetime


@dataclass(frozen=True, slots=True)
class Mention:
    """An event of a timeline that names something else."""

    reference: CrossReference
    is_private: bool
    """It lies where not everybody may look, or nobody says that everybody may."""


def items(read: Callable[[Any], Item]) -> Callable[[Any], tuple[Item, ...]]:
    """How a list is read whose entries are read so."""

    def read_all(content: Any) -> tuple[Item, ...]:
        if not isinstance(content, list):
            raise Malformed("no list")
        return tuple(read(each) for each in content)

    return read_all


def repository(content: Any) -> Repository:
    return Repository(text(content, "full_name"), number(content, "id"), text(content, "html_url"), is_private=flag(content, "private"))


def listed(content: Any) -> Listed:
    kind = object_or_none(content, "type")
    issue = UpstreamIssue(
        id=number(content, "id"),
        number=number(content, "number"),
        title=text(content, "title"),
        body=text(content, "body", or_none=True),
        state=text(content, "state"),
        state_reason=text(content, "state_reason", or_none=True),
        created=moment(content, "created_at"),
        updated=moment(content, "updated_at"),
        url=text(content, "html_url"),
        closed=moment_or_none(content, "closed_at"),
        author=_person(content, "user"),
        association=text(content, "author_association", or_none=True) or "NONE",
        labels=tuple(_label(each) for each in entries(content, "labels")),
        type=text(kind, "name") if kind else "",
        milestone=_milestone(object_or_none(content, "milestone")),
        assignees=tuple(who for each in entries(content, "assignees") if (who := person(each))),
        is_locked=flag(content, "locked"),
        reactions=_reactions(content),
    )
    if issue.state not in {"open", "closed"}:
        raise Malformed(f"state {issue.state!r}")
    where = _repository_of(text(content, "repository_url"))
    return Listed(issue, where, number(content, "comments"), text(content, "node_id"), is_pull_request="pull_request" in content)


def said(content: Any) -> Said:
    comment = UpstreamComment(
        id=number(content, "id"),
        author=_person(content, "user"),
        association=text(content, "author_association", or_none=True) or "NONE",
        body=text(content, "body", or_none=True),
        created=moment(content, "created_at"),
        url=text(content, "html_url"),
        reactions=_reactions(content),
    )
    return Said(comment, text(content, "node_id"), _issue_of(content), moment(content, "updated_at"))


def touched(content: Any) -> Touched:
    return Touched(number(content, "id"), _issue_of(content), moment(content, "updated_at"))


def _issue_of(comment: Any) -> int:
    found = re.search(r"/issues/([0-9]+)$", text(comment, "issue_url"))
    if not found:
        raise Malformed("issue_url")
    return int(found[1])


def mention(content: Any) -> Mention | None:
    """What an event of a timeline refers to; None for the many that refer to nothing, or to what is gone."""
    event = text(content, "event")
    if event == "cross-referenced":
        source = object_or_none(content, "source")
        issue = object_or_none(source, "issue") if source else None
        return _mentioning(issue) if issue else None
    commit = text(content, "commit_id", or_none=True) if event in {"referenced", "closed"} else ""
    address = text(content, "commit_url", or_none=True) if commit else ""
    if not address:
        return None
    where = _repository_of(address.partition("/commits/")[0])
    return Mention(CrossReference("commit", address, repository=where, commit=commit), is_private=True)


def _mentioning(issue: Any) -> Mention:
    pull_request = object_or_none(issue, "pull_request")
    where = object_or_none(issue, "repository")
    reference = CrossReference(
        kind="issue" if pull_request is None else "pull-request",
        url=text(issue, "html_url"),
        repository=text(where, "full_name") if where else _repository_of(text(issue, "repository_url")),
        number=number(issue, "number"),
        merged=moment_or_none(pull_request, "merged_at") if pull_request else None,
    )
    return Mention(reference, is_private=flag(where, "private") if where else True)


def release(content: Any) -> UpstreamRelease:
    return UpstreamRelease(
        tag=text(content, "tag_name"),
        name=text(content, "name", or_none=True),
        published=moment_or_none(content, "published_at"),
        url=text(content, "html_url"),
        is_prerelease=flag(content, "prerelease"),
        is_draft=flag(content, "draft"),
    )


def person(content: Any) -> Person | None:
    """None: nobody is there any more, or GitHub's own stand-in for those who have gone."""
    if content is None:
        return None
    kind = text(content, "type", or_none=True)
    login = text(content, "login")
    if login.casefold() == _GHOST:
        return None
    return Person(login, number(content, "id"), text(content, "name", or_none=True), text(content, "html_url", or_none=True), is_bot=kind == "Bot")


def _person(content: Any, name: str) -> Person | None:
    return person(object_or_none(content, name))


def _label(content: Any) -> str:
    """GitHub documents both forms."""
    return clean(content) if isinstance(content, str) else text(content, "name")


def _milestone(content: Any) -> Milestone | None:
    if content is None:
        return None
    is_closed = text(content, "state") == "closed"
    return Milestone(number(content, "number"), text(content, "title"), moment_or_none(content, "due_on"), is_closed=is_closed)


def _reactions(content: Any) -> Mapping[str, int]:
    counts = object_or_none(content, "reactions") or {}
    return {name: count for name in REACTIONS if (count := number(counts, name, or_none=True)) > 0}


def _repository_of(url: str) -> str:
    """OWNER/NAME at the end of an address of the API."""
    owner, _, name = urlsplit(url).path.rpartition("/")
    owner = owner.rpartition("/")[2]
    if not owner or not name:
        raise Malformed(f"{url!r} is the address of no repository")
    return f"{owner}/{name}"


# The parts of an answer. `or_none` lets null and nothing pass for empty, where GitHub documents that.


def clean(written: str) -> str:
    """JSON can spell halves of characters that no file can hold; everything else stays as it was written."""
    return _SURROGATES.sub("\ufffd", written)


def fields(content: Any) -> Mapping[str, Any]:
    if not isinstance(content, dict):
        raise Malformed("no object")
    return content


def text(content: Any, name: str, *, or_none: bool = False) -> str:
    value = fields(content).get(name)
    if value is None and or_none:
        return ""
    if not isinstance(value, str):
        raise Malformed(name)
    return clean(value)


def number(content: Any, name: str, *, or_none: bool = False) -> int:
    value = fields(content).get(name)
    if value is None and or_none:
        return 0
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed(name)
    return value


def flag(content: Any, name: str) -> bool:
    value = fields(content).get(name, False)
    if not isinstance(value, bool):
        raise Malformed(name)
    return value


def object_or_none(content: Any, name: str) -> Any:
    value = fields(content).get(name)
    if value is not None and not isinstance(value, dict):
        raise Malformed(name)
    return value


def entries(content: Any, name: str) -> Sequence[Any]:
    value = fields(content).get(name, [])
    if not isinstance(value, list):
        raise Malformed(name)
    return value


def moment(content: Any, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(text(content, name))
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Malformed(name) from None


def moment_or_none(content: Any, name: str) -> datetime | None:
    return moment(content, name) if fields(content).get(name) is not None else None
