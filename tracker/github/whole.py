"""One issue with everything that belongs to it: all of it, or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from tracker.github import decode, questions
from tracker.github.client import Absent, Client
from tracker.github.decode import Listed, Mention, Repository, Said
from tracker.github.earlier import KeptComment, KeptIssue, seen
from tracker.github.listing import whole
from tracker.github.questions import Ending
from tracker.github.upstream import CrossReference

_TRIES = 3
_MOVED = 301
"""It was transferred meanwhile, and its address leads to what became of it."""
_SETTLED = timedelta(seconds=5)
"""Times of change are told in whole seconds: what changes twice within one looks as if it had changed once."""


def whole_issue(client: Client, repository: Repository, listed: Listed) -> KeptIssue:
    """The issue of this entry of the list, asked for in parts. Raises `Absent` where it has gone meanwhile."""
    address = f"/repos/{repository.name}/issues/{listed.issue.number}"
    is_settled = listed.updated < client.time - _SETTLED
    comments = _comments(client, address, listed)
    for _ in range(_TRIES):
        # GitHub's own count may lag behind, or count what it does not show; but first it is taken for a comment that was missed.
        if len(comments) == listed.comments:
            break
        again = client.get(address, decode.listed).content
        if (again.issue.id, again.issue.number) != (listed.issue.id, listed.issue.number):
            raise Absent(_MOVED)
        listed = again
        comments = _comments(client, address, listed)
    mentions = [each for each in whole(client, f"{address}/timeline", decode.mention, lambda each: each) if each is not None]
    ending = questions.ending(client, listed.node) if listed.issue.state == "closed" else Ending()
    duplicate_of = ending.duplicate_of if _may_be_told(ending.duplicate_of.partition("#")[0], repository, is_private=ending.is_private) else ""
    issue = replace(
        listed.issue,
        comments=tuple(each.comment for each in comments),
        references=references(repository, mentions, ending.closer),
        duplicate_of=duplicate_of,
    )
    return KeptIssue(issue, seen(listed) if is_settled else "", {each.comment.id: KeptComment(each.node, each.updated) for each in comments})


def _comments(client: Client, address: str, listed: Listed) -> Sequence[Said]:
    if not listed.comments:
        return ()
    found = whole(client, f"{address}/comments", decode.said, lambda each: each.comment.id)
    if any(each.number != listed.issue.number for each in found):
        raise Absent(_MOVED)
    return sorted(found, key=lambda each: (each.comment.created, each.comment.id))


def references(repository: Repository, mentions: Sequence[Mention], closer: Mention | None) -> tuple[CrossReference, ...]:
    """What is connected with an issue, each once. Of a public repository nothing is told that lies in a private one."""
    found: dict[tuple[str, str, int | None, str], CrossReference] = {}
    for reference in _told(repository, [*mentions, *([closer] if closer else [])]):
        key = _identity(reference)
        known = found.get(key)
        if known is None:
            found[key] = reference
        elif reference.closes or (reference.merged and not known.merged):
            found[key] = replace(known, closes=known.closes or reference.closes, commit=reference.commit or known.commit, merged=reference.merged)
    return tuple(found.values())


def _identity(reference: CrossReference) -> tuple[str, str, int | None, str]:
    is_commit = reference.kind == "commit"
    return (reference.kind, reference.repository.lower(), reference.number, reference.commit if is_commit else "")


def _told(repository: Repository, mentions: Sequence[Mention]) -> Iterator[CrossReference]:
    for mention in mentions:
        reference = mention.reference
        if not _may_be_told(reference.repository, repository, is_private=mention.is_private):
            continue
        if reference.kind == "commit" and reference.repository.lower() == repository.name.lower():
            # The timeline names the address of the API, which is not for readers.
            reference = replace(reference, url=f"{repository.url}/commit/{reference.commit}")
        yield reference


def _may_be_told(name: str, repository: Repository, *, is_private: bool) -> bool:
    return not is_private or repository.is_private or name.lower() == repository.name.lower()
