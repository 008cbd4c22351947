"""What a scripted GitHub holds: people, issues, comments and repositories as plain values, which may change while it serves."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tracker.github.client import Wait

BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
TOKEN = "github_pat_0123456789"  # noqa: S105 - opens nothing


@dataclass
class User:
    login: str
    id: int
    type: str = "User"


ADA = User("ada", 101)
BOB = User("bob", 102)
GHOST = User("ghost", 10137)


@dataclass
class Comment:
    id: int
    body: str | None = "Same here."
    user: User | None = field(default_factory=lambda: ADA)
    created: datetime = BEGAN
    updated: datetime | None = None
    """None: never edited."""
    association: str = "NONE"
    minimised: str = ""
    reactions: dict[str, int] = field(default_factory=dict)
    touched: datetime | None = None
    """GitHub may touch a comment for other reasons."""
    editor: User | None = None
    """Who edited it; None: its author."""

    @property
    def changed(self) -> datetime:
        return max(each for each in (self.created, self.updated, self.touched) if each)


@dataclass
class Issue:
    number: int
    title: str = "Export stops"
    body: str | None = "Longer exports end early."
    user: User | None = field(default_factory=lambda: BOB)
    created: datetime = BEGAN
    updated: datetime = BEGAN
    state: str = "open"
    reason: str | None = None
    closed: datetime | None = None
    labels: list[str] = field(default_factory=list)
    type: str | None = None
    milestone: dict[str, Any] | None = None
    assignees: list[User] = field(default_factory=list)
    association: str = "NONE"
    locked: bool = False
    pinned: bool = False
    reactions: dict[str, int] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    """Of the timeline, beside the comments: made by `mentioned` and `committed`."""
    closer: dict[str, Any] | None = None
    """As GraphQL has it: made by `closing_commit` and `closing_pull_request`."""
    duplicate_of: str = ""
    """OWNER/NAME#NUMBER."""
    is_pull_request: bool = False


@dataclass
class Repo:
    name: str
    """OWNER/NAME."""
    id: int = 1
    issues: list[Issue] = field(default_factory=list)
    deleted: set[int] = field(default_factory=set)
    """Numbers that answer 410."""
    transferred: dict[int, str] = field(default_factory=dict)
    """Numbers that have moved, to OWNER/NAME#NUMBER."""
    old_names: list[str] = field(default_factory=list)
    releases: list[dict[str, Any]] = field(default_factory=list)
    """Made by `release`."""
    is_private: bool = False
    has_issues: bool = True

    def issue(self, number: int) -> Issue:
        return next(each for each in self.issues if each.number == number)


@dataclass
class Asked:
    verb: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    content: Any = None


@dataclass
class Reply:
    status: int
    content: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    """In place of the content as JSON."""
    sent: float = 1
    """How much of the body goes out before the line is cut; below 0: nothing at all, not even a status."""
    seconds: float = 0
    """How long it keeps quiet first, in real time."""


Fault = Callable[["World", Asked, Callable[[], Reply]], Reply]
"""Stands between a question and its answer."""


@dataclass
class World:
    repositories: list[Repo] = field(default_factory=list)
    script: deque[Fault | None] = field(default_factory=deque)
    """What happens to each of the next questions; None: nothing."""
    now: datetime = BEGAN + timedelta(days=300)
    most: int = 100
    """Entries on a page, whatever is asked for."""
    prefix: str = ""
    """`/api/v3` on a GitHub Enterprise Server."""
    limit: int = 5_000
    left: int = 5_000
    resets: datetime = BEGAN + timedelta(days=300, hours=1)
    etags: bool = True
    asked: list[Asked] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    address: str = ""

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def touch(self, issue: Issue) -> None:
        """Something happened to it, now."""
        self.now += timedelta(seconds=1)
        issue.updated = self.now.replace(microsecond=0)

    def repository(self, name: str) -> Repo | None:
        return next((each for each in self.repositories if each.name.lower() == name.lower()), None)


# What can be put into a world.


def stamp(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def user(who: User | None) -> dict[str, Any] | None:
    if who is None:
        return None
    return {
        "login": who.login,
        "id": who.id,
        "node_id": f"U_{who.id}",
        "avatar_url": f"https://avatars.githubusercontent.com/u/{who.id}?v=4",
        "html_url": f"https://github.com/{who.login}",
        "type": who.type,
        "site_admin": False,
    }


def mentioned(
    where: str, number: int, *, at: datetime = BEGAN, is_pull_request: bool = False, merged: datetime | None = None, private: bool = False
) -> dict[str, Any]:
    """An event: an issue or pull request names this one."""
    kind = "pull" if is_pull_request else "issues"
    issue: dict[str, Any] = {
        "number": number,
        "html_url": f"https://github.com/{where}/{kind}/{number}",
        "repository_url": f"https://api.github.com/repos/{where}",
        "repository": {"id": 9, "full_name": where, "private": private},
    }
    if is_pull_request:
        issue["pull_request"] = {"html_url": issue["html_url"], "merged_at": stamp(merged)}
    return {"event": "cross-referenced", "actor": user(ADA), "created_at": stamp(at), "source": {"type": "issue", "issue": issue}}


def committed(where: str, commit: str, *, event: str = "referenced", at: datetime = BEGAN) -> dict[str, Any]:
    """An event: a commit names this issue, or closes it."""
    url = f"https://api.github.com/repos/{where}/commits/{commit}"
    return {"id": 7, "event": event, "actor": user(ADA), "commit_id": commit, "commit_url": url, "created_at": stamp(at)}


def closing_commit(where: str, commit: str, *, private: bool = False) -> dict[str, Any]:
    url = f"https://github.com/{where}/commit/{commit}"
    return {"__typename": "Commit", "oid": commit, "url": url, "repository": {"nameWithOwner": where, "isPrivate": private}}


def closing_pull_request(where: str, number: int, commit: str, merged: datetime, *, private: bool = False) -> dict[str, Any]:
    return {
        "__typename": "PullRequest",
        "number": number,
        "url": f"https://github.com/{where}/pull/{number}",
        "mergedAt": stamp(merged),
        "mergeCommit": {"oid": commit},
        "repository": {"nameWithOwner": where, "isPrivate": private},
    }


def release(tag: str, published: datetime | None = BEGAN, *, prerelease: bool = False, draft: bool = False) -> dict[str, Any]:
    return {
        "id": sum(tag.encode()),
        "tag_name": tag,
        "name": f"Release {tag}",
        "html_url": f"https://github.com/acme/tool/releases/tag/{tag}",
        "published_at": stamp(published),
        "created_at": stamp(BEGAN),
        "prerelease": prerelease,
        "draft": draft,
    }
