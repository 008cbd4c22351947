"""What only the GraphQL API tells: who closed an issue, of what it is a duplicate, which comments were edited or folded away, what is pinned.

The shapes: https://docs.github.com/en/graphql/reference/objects (Repository, Issue, IssueComment, ClosedEvent, MarkedAsDuplicateEvent).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.github import decode
from tracker.github.client import Client, Malformed
from tracker.github.decode import Mention
from tracker.github.upstream import CrossReference

AT_ONCE = 100
"""The most nodes that one question may name."""

_WHERE = "repository { nameWithOwner isPrivate }"
_CANONICAL = f"{{ ... on Issue {{ number {_WHERE} }} ... on PullRequest {{ number {_WHERE} }} }}"
OVERVIEW = """
query($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) { issues { totalCount } pinnedIssues(first: 10) { nodes { issue { number } } } }
}"""
ENDING = f"""
query($id: ID!) {{
  node(id: $id) {{
    ... on Issue {{
      timelineItems(last: 50, itemTypes: [CLOSED_EVENT, MARKED_AS_DUPLICATE_EVENT, UNMARKED_AS_DUPLICATE_EVENT]) {{
        nodes {{
          __typename
          ... on ClosedEvent {{
            closer {{
              __typename
              ... on Commit {{ oid url {_WHERE} }}
              ... on PullRequest {{ number url mergedAt mergeCommit {{ oid }} {_WHERE} }}
            }}
          }}
          ... on MarkedAsDuplicateEvent {{ canonical {_CANONICAL} }}
          ... on UnmarkedAsDuplicateEvent {{ canonical {_CANONICAL} }}
        }}
      }}
    }}
  }}
}}"""
REMARKS = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on IssueComment { id lastEditedAt author { login } editor { login } isMinimized minimizedReason } } }"


@dataclass(frozen=True, slots=True)
class Overview:
    issues: int
    """How many there are, pull requests not counted."""
    pinned: frozenset[int]


@dataclass(frozen=True, slots=True)
class Remark:
    """What may change of a comment, or is told of it, in the GraphQL API alone."""

    edited: datetime | None = None
    """By its author or a maintainer. The REST API tells only when its record was touched, which has other reasons, too."""
    by_another: bool = False
    """Whoever edited it last is not its author, or nobody knows who it was."""
    minimised: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How an issue came to be closed."""

    closer: Mention | None = None
    duplicate_of: str = ""
    is_private: bool = False
    """That of which it is a duplicate lies where not everybody sees it."""


def overview(client: Client, repository: str) -> Overview:
    owner, _, name = repository.partition("/")

    def read(data: Any) -> Overview:
        found = decode.object_or_none(data, "repository")
        if found is None:
            raise Malformed("repository")
        pins = decode.entries(decode.object_or_none(found, "pinnedIssues"), "nodes")
        numbers = (decode.number(decode.object_or_none(pin, "issue"), "number") for pin in pins)
        return Overview(decode.number(decode.object_or_none(found, "issues"), "totalCount"), frozenset(numbers))

    return client.query(OVERVIEW, {"owner": owner, "name": name}, read)


def ending(client: Client, node: str) -> Ending:
    """Of a closed issue; an empty one where the issue is gone."""

    def read(data: Any) -> Ending:
        issue = decode.object_or_none(data, "node")
        if issue is None:
            return Ending()
        closer: Mention | None = None
        originals: dict[str, bool] = {}
        for event in decode.entries(decode.object_or_none(issue, "timelineItems"), "nodes"):
            kind = decode.text(event, "__typename")
            if kind == "ClosedEvent":
                closer = _closer(decode.object_or_none(event, "closer"))
            elif original := decode.object_or_none(event, "canonical"):
                name, is_private = _where(original)
                place = f"{name}#{decode.number(original, 'number')}"
                originals.pop(place, None)
                if kind == "MarkedAsDuplicateEvent":
                    originals[place] = is_private
        return Ending(closer, *list(originals.items())[-1]) if originals else Ending(closer)

    return client.query(ENDING, {"id": node}, read)


def _closer(found: Any) -> Mention | None:
    """A commit or a pull request; None: somebody closed it by hand."""
    kind = decode.text(found, "__typename") if found else ""
    if kind not in {"Commit", "PullRequest"}:
        return None
    name, is_private = _where(found)
    if kind == "Commit":
        commit = decode.text(found, "oid")
        return Mention(CrossReference("commit", decode.text(found, "url"), closes=True, repository=name, commit=commit), is_private)
    merge = decode.object_or_none(found, "mergeCommit")
    reference = CrossReference(
        "pull-request",
        decode.text(found, "url"),
        closes=True,
        repository=name,
        number=decode.number(found, "number"),
        commit=decode.text(merge, "oid") if merge else "",
        merged=decode.moment_or_none(found, "mergedAt"),
    )
    return Mention(reference, is_private)


def _where(found: Any) -> tuple[str, bool]:
    repository = decode.object_or_none(found, "repository")
    return decode.text(repository, "nameWithOwner"), decode.flag(repository, "isPrivate")


def remarks(client: Client, nodes: Sequence[str]) -> Mapping[str, Remark]:
    """How these comments stand now, without those that are gone. At most `AT_ONCE`."""

    def read(data: Any) -> dict[str, Remark]:
        found: dict[str, Remark] = {}
        for comment in decode.entries(data, "nodes"):
            # One that was deleted meanwhile is null; one that is no comment after all has nothing.
            if comment:
                why = decode.text(comment, "minimizedReason", or_none=True).lower().replace("_", "-").replace(" ", "-")
                is_folded = decode.flag(comment, "isMinimized")
                edited = decode.moment_or_none(comment, "lastEditedAt")
                by_another = edited is not None and (_login(comment, "editor") or "?") != _login(comment, "author")
                found[decode.text(comment, "id")] = Remark(edited, by_another, (why or "minimised") if is_folded else "")
        return found

    return client.query(REMARKS, {"ids": list(nodes)}, read)


def _login(comment: Any, role: str) -> str:
    """Who that is to the comment; empty where the account is gone."""
    found = decode.object_or_none(comment, role)
    return decode.text(found, "login") if found else ""
