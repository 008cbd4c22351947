"""How GitHub tells of a world, in the shapes that it documents; what is in the way of an answer is the server's."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from github_world import ADA, BEGAN, Asked, Comment, Issue, Reply, Repo, User, World, stamp, user


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
