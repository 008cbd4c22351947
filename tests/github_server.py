"""A scripted GitHub on loopback, over real HTTP: what it holds is plain Python values, and faults can be put into its way.

    world = World([Repo("acme/tool", issues=[Issue(1, "Export stops", comments=[Comment(11, "Same here")])])])
    with serving(world) as server:
        snapshot = fetched("acme/tool", server.client(), MemoryKept())

The shapes of its answers are those that GitHub documents (docs.github.com: REST "issues", "issue comments", "timeline events", "releases"; GraphQL
"Repository", "Issue", "IssueComment", "ClosedEvent", "MarkedAsDuplicateEvent"); every text in them is ours. Anything in a `World` may be changed
while it serves. `world.script` holds faults, one for each of the next questions. Time passes only when somebody sleeps.
"""

import hashlib
import json
import re
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tracker.github.client import Client, Limits, Wait

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


# How GitHub tells of it.


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


def reactions(counts: Mapping[str, int], url: str) -> dict[str, Any]:
    names = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")
    return {"url": f"{url}/reactions", "total_count": sum(counts.values()), **{name: counts.get(name, 0) for name in names}}


class Answers:
    """What a world says to a question, when nothing is in the way."""

    def __init__(self, world: World) -> None:
        self.world = world

    def reply(self, asked: Asked) -> Reply:
        if asked.verb == "POST":
            return Reply(200, {"data": self.graphql(asked.content)})
        path = asked.path.removeprefix(self.world.prefix)
        found = re.fullmatch(r"/(?:repos/([^/]+/[^/]+)|repositories/(\d+))(/.*)?", path)
        if not found:
            return NOT_FOUND
        named, number, rest = found.groups()
        for repo in self.world.repositories:
            if named and named.lower() in {each.lower() for each in repo.old_names}:
                query = f"?{urlencode(asked.query)}" if asked.query else ""
                return moved(f"{self.world.address}/repositories/{repo.id}{rest or ''}{query}")
            if (named and named.lower() == repo.name.lower()) or (number and int(number) == repo.id):
                return self.below(repo, rest or "", asked)
        return NOT_FOUND

    def below(self, repo: Repo, rest: str, asked: Asked) -> Reply:
        if not rest:
            return Reply(200, self.repo(repo))
        if rest == "/releases":
            return self.paged(repo.releases, asked)
        if not repo.has_issues:
            return Reply(410, {"message": "Issues are disabled for this repo", "documentation_url": "https://docs.github.com/v3/issues/"})
        if rest == "/issues":
            return self.paged([self.issue(repo, each) for each in self.changed(repo.issues, asked)], asked)
        if rest == "/issues/comments":
            pairs = [(each, issue) for issue in repo.issues for each in issue.comments]
            since = asked.query.get("since", "")
            pairs = sorted((p for p in pairs if (stamp(p[0].changed) or "") >= since), key=lambda p: (p[0].changed, p[0].id))
            return self.paged([self.comment(repo, issue, each) for each, issue in pairs], asked)
        found = re.fullmatch(r"/issues/(\d+)(/comments|/timeline)?", rest)
        return self.single(repo, int(found[1]), found[2] or "", asked) if found else NOT_FOUND

    def changed(self, issues: Iterable[Issue], asked: Asked) -> list[Issue]:
        since = asked.query.get("since", "")
        assert (asked.query["state"], asked.query["sort"], asked.query["direction"]) == ("all", "updated", "asc")
        return sorted((each for each in issues if (stamp(each.updated) or "") >= since), key=lambda each: (each.updated, each.number))

    def single(self, repo: Repo, number: int, part: str, asked: Asked) -> Reply:
        if number in repo.deleted:
            return Reply(410, {"message": "This issue was deleted", "documentation_url": "https://docs.github.com/v3/issues/"})
        if number in repo.transferred:
            where, _, new = repo.transferred[number].partition("#")
            target = self.world.repository(where)
            return moved(f"{self.world.address}/repositories/{target.id}/issues/{new}{part}") if target else NOT_FOUND
        issue = next((each for each in repo.issues if each.number == number), None)
        if issue is None:
            return NOT_FOUND
        if part == "/comments":
            return self.paged([self.comment(repo, issue, each) for each in sorted(issue.comments, key=lambda each: each.id)], asked)
        if part == "/timeline":
            said = [{**self.comment(repo, issue, each), "event": "commented", "actor": user(each.user)} for each in issue.comments]
            return self.paged(sorted([*issue.events, *said], key=lambda each: str(each["created_at"])), asked)
        return Reply(200, {**self.issue(repo, issue), "closed_by": user(ADA) if issue.closed else None})

    def paged(self, entries: list[Any], asked: Asked) -> Reply:
        size = min(int(asked.query.get("per_page", 30)), self.world.most)
        page = int(asked.query.get("page", 1))
        headers = {}
        if page * size < len(entries):
            query = urlencode({**asked.query, "page": page + 1})
            headers["Link"] = f'<{self.world.address.removesuffix(self.world.prefix)}{asked.path}?{query}>; rel="next"'
        return Reply(200, entries[(page - 1) * size : page * size], headers)

    def repo(self, repo: Repo) -> dict[str, Any]:
        owner, _, name = repo.name.partition("/")
        return {
            "id": repo.id,
            "node_id": f"R_{repo.id}",
            "name": name,
            "full_name": repo.name,
            "private": repo.is_private,
            "owner": user(User(owner, 900, "Organization")),
            "html_url": f"https://github.com/{repo.name}",
            "has_issues": repo.has_issues,
            "updated_at": stamp(BEGAN),
        }

    def issue(self, repo: Repo, issue: Issue) -> dict[str, Any]:
        url = f"https://api.github.com/repos/{repo.name}/issues/{issue.number}"
        kind = "pull" if issue.is_pull_request else "issues"
        told = {
            "id": repo.id * 1_000_000 + issue.number,
            "node_id": f"I_{repo.id}_{issue.number}",
            "url": url,
            "repository_url": f"https://api.github.com/repos/{repo.name}",
            "comments_url": f"{url}/comments",
            "html_url": f"https://github.com/{repo.name}/{kind}/{issue.number}",
            "number": issue.number,
            "title": issue.title,
            "body": issue.body,
            "user": user(issue.user),
            "labels": [{"id": sum(each.encode()), "name": each, "color": "d73a4a", "default": False} for each in issue.labels],
            "state": issue.state,
            "state_reason": issue.reason,
            "locked": issue.locked,
            "active_lock_reason": "resolved" if issue.locked else None,
            "assignee": user(issue.assignees[0]) if issue.assignees else None,
            "assignees": [user(each) for each in issue.assignees],
            "milestone": issue.milestone,
            "comments": len(issue.comments),
            "created_at": stamp(issue.created),
            "updated_at": stamp(issue.updated),
            "closed_at": stamp(issue.closed),
            "author_association": issue.association,
            "reactions": reactions(issue.reactions, url),
            "type": {"id": 1, "name": issue.type, "description": ""} if issue.type else None,
            "performed_via_github_app": None,
        }
        return {**told, "pull_request": {"url": url}} if issue.is_pull_request else told

    def comment(self, repo: Repo, issue: Issue, comment: Comment) -> dict[str, Any]:
        url = f"https://api.github.com/repos/{repo.name}/issues/comments/{comment.id}"
        return {
            "id": comment.id,
            "node_id": f"IC_{comment.id}",
            "url": url,
            "html_url": f"https://github.com/{repo.name}/issues/{issue.number}#issuecomment-{comment.id}",
            "issue_url": f"https://api.github.com/repos/{repo.name}/issues/{issue.number}",
            "user": user(comment.user),
            "created_at": stamp(comment.created),
            "updated_at": stamp(comment.changed),
            "author_association": comment.association,
            "body": comment.body,
            "reactions": reactions(comment.reactions, url),
            "performed_via_github_app": None,
        }

    def graphql(self, content: Any) -> dict[str, Any]:
        query, given = content["query"], content["variables"]
        if "pinnedIssues" in query:
            name = f"{given['owner']}/{given['name']}".lower()
            repo = next((each for each in self.world.repositories if name in {n.lower() for n in (each.name, *each.old_names)}), None)
            if repo is None:
                return {"repository": None}
            issues = [each for each in repo.issues if not each.is_pull_request]
            pins = [{"issue": {"number": each.number}} for each in issues if each.pinned]
            return {"repository": {"issues": {"totalCount": len(issues)}, "pinnedIssues": {"nodes": pins}}}
        if "timelineItems" in query:
            return {"node": self.ending(given["id"])}
        comments = {f"IC_{each.id}": each for repo in self.world.repositories for issue in repo.issues for each in issue.comments}
        return {"nodes": [remark(each, comments.get(each)) for each in given["ids"]]}

    def ending(self, node: str) -> dict[str, Any] | None:
        _, repo_id, number = node.split("_")
        found = [i for r in self.world.repositories if r.id == int(repo_id) for i in r.issues if i.number == int(number)]
        if not found:
            return None
        nodes: list[dict[str, Any]] = [{"__typename": "ClosedEvent", "closer": found[0].closer}] if found[0].closed else []
        if found[0].duplicate_of:
            where, _, other = found[0].duplicate_of.partition("#")
            target = self.world.repository(where)
            place = {"nameWithOwner": where, "isPrivate": target.is_private if target else False}
            nodes.append({"__typename": "MarkedAsDuplicateEvent", "canonical": {"number": int(other), "repository": place}})
        return {"timelineItems": {"nodes": nodes}}


def remark(node: str, comment: Comment | None) -> dict[str, Any] | None:
    if comment is None:
        return None
    folded = {"isMinimized": bool(comment.minimised), "minimizedReason": comment.minimised or None}
    author = {"login": comment.user.login} if comment.user else None
    editor = {"login": comment.editor.login} if comment.editor else author
    return {"id": node, "lastEditedAt": stamp(comment.updated), "author": author, "editor": editor if comment.updated else None, **folded}


NOT_FOUND = Reply(404, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"})


def moved(location: str) -> Reply:
    return Reply(301, {"message": "Moved Permanently", "url": location, "documentation_url": "https://docs.github.com/rest"}, {"Location": location})


# Faults.


def refused(status: int, message: str = "", **headers: str) -> Fault:
    """An answer of this status in place of the right one; `retry_after="30"` is a header."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda *_: Reply(status, {"message": message, "documentation_url": "https://docs.github.com/rest"}, told)


def says(raw: bytes, status: int = 200) -> Fault:
    return lambda *_: Reply(status, raw=raw)


def used_up(seconds: int = 600) -> Fault:
    """The budget is gone, and comes back after so many seconds."""

    def answer(world: World, _asked: Asked, _right: Callable[[], Reply]) -> Reply:
        world.left, world.resets = 0, world.now + timedelta(seconds=seconds)
        return over(world)

    return answer


def half(world: World, asked: Asked, right: Callable[[], Reply]) -> Reply:
    """The line is cut in the middle of the body."""
    return replace(right(), sent=0.5)


def hung_up(world: World, asked: Asked, right: Callable[[], Reply]) -> Reply:
    """The line is cut before the answer."""
    return Reply(200, sent=-1)


def silent(seconds: float) -> Fault:
    return lambda _world, _asked, right: replace(right(), seconds=seconds)


def meanwhile(act: Callable[[], None]) -> Fault:
    """No fault: something happens to the world before this question is answered."""

    def answer(_world: World, _asked: Asked, right: Callable[[], Reply]) -> Reply:
        act()
        return right()

    return answer


def over(world: World) -> Reply:
    """How the primary limit is told."""
    return Reply(403, {"message": "API rate limit exceeded for user ID 101.", "documentation_url": "https://docs.github.com/rest"}, budget(world))


def budget(world: World) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(world.limit),
        "X-RateLimit-Remaining": str(world.left),
        "X-RateLimit-Used": str(world.limit - world.left),
        "X-RateLimit-Reset": str(int(world.resets.timestamp())),
    }


# The server.


class Server:
    def __init__(self, world: World, port: int) -> None:
        self.world = world
        self.port = port
        self.clients: list[Client] = []

    def client(self, token: str = TOKEN, limits: Limits | None = None, jitter: float = 0.5, base_url: str = "") -> Client:
        made = Client(
            token,
            base_url or self.world.address,
            clock=lambda: self.world.now,
            sleep=self.world.sleep,
            jitter=lambda: jitter,
            limits=limits or Limits(seconds=20),
            waits=self.world.waits.append,
        )
        self.clients.append(made)
        return made

    def show(self, world: World) -> None:
        """Serve another world from now on."""
        world.address = f"http://127.0.0.1:{self.port}{world.prefix}"
        self.world = world


def answered(world: World, asked: Asked) -> Reply:
    world.asked.append(asked)
    if world.now >= world.resets:
        world.left, world.resets = world.limit, world.now + timedelta(hours=1)

    def right() -> Reply:
        if asked.headers.get("authorization") != f"token {TOKEN}":
            return Reply(401, {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest", "status": "401"})
        if world.left <= 0:
            return over(world)
        return Answers(world).reply(asked)

    fault = world.script.popleft() if world.script else None
    reply = fault(world, asked, right) if fault else right()
    body = json.dumps(reply.content).encode() if reply.raw is None else reply.raw
    etag = f'W/"{hashlib.sha256(body).hexdigest()}"'
    headers = dict(reply.headers)
    if reply.status == 200 and asked.verb == "GET" and world.etags:
        headers["ETag"] = etag
    if headers.get("ETag") == asked.headers.get("if-none-match", "none"):
        reply, body = replace(reply, status=304), b""
    elif reply.status < 300:
        world.left = max(0, world.left - 1)
    resource = "graphql" if asked.verb == "POST" else "core"
    # The two budgets are counted apart on GitHub; one number is enough here.
    headers = {"Content-Type": "application/json; charset=utf-8", "X-RateLimit-Resource": resource, **budget(world), **headers}
    return replace(reply, raw=body, headers={"Date": format_datetime(world.now, usegmt=True), **headers})


@contextmanager
def serving(world: World) -> Iterator[Server]:
    shown: list[Server] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            content = json.loads(self.rfile.read(length)) if length else None
            parts = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            asked = Asked(self.command, parts.path, query, {k.lower(): v for k, v in self.headers.items()}, content)
            with LOCK:
                reply = answered(shown[0].world, asked)
            self.send(reply)

        do_POST = do_GET  # noqa: N815 - so it is called

        def send(self, reply: Reply) -> None:
            body = reply.raw or b""
            pause.wait(reply.seconds)
            if reply.sent < 0:
                self.close_connection = True
                return
            head = "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items())
            told = "" if reply.status == 304 else f"Content-Length: {len(body)}\r\n"
            with suppress(OSError):
                self.wfile.write(f"HTTP/1.1 {reply.status} Said\r\n{head}{told}\r\n".encode() + body[: int(len(body) * reply.sent)])
            self.close_connection = self.close_connection or reply.sent < 1

        def log_message(self, *_: Any) -> None:
            pass

    pause = threading.Event()
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    server = Server(world, httpd.server_address[1])
    server.show(world)
    shown.append(server)
    threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server
    finally:
        pause.set()
        for client in server.clients:
            client.close()
        httpd.shutdown()
        httpd.server_close()


LOCK = threading.Lock()


class MemoryKept:
    """What one reading leaves for the next, in memory; `store.kept.KeptBytes` has it on the disk."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def named(self, names: Iterable[str]) -> Mapping[str, bytes]:
        return {name: self.held[name] for name in names if name in self.held}

    def below(self, beginning: str) -> Mapping[str, bytes]:
        return {name.removeprefix(beginning): content for name, content in self.held.items() if name.startswith(beginning)}

    def update(self, made: Mapping[str, bytes], gone: Iterable[str], *, clean: bool) -> None:
        if clean:
            self.held.clear()
        for name in gone:
            self.held.pop(name, None)
        self.held |= made
