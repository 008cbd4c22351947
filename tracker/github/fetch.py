"""Reads a repository whole: what changed is asked for, the rest is as it was kept.

The list of issues is asked for at every reading, a hundred at a time and for the most part answered with "not changed", which costs nothing. An
issue whose entry there is another than before is read again with its comments and its timeline. GitHub gives neither a comment that was edited
nor one that was folded away a new entry in that list, so those are asked for besides. What is not noticed until something else happens to
the issue: reactions to comments, and other issues that mention it.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tracker.github import decode, questions
from tracker.github.client import Absent, Budget, Client
from tracker.github.decode import Listed, Repository
from tracker.github.earlier import About, Earlier, Kept, KeptIssue, seen
from tracker.github.listing import by_change, whole
from tracker.github.questions import Remark
from tracker.github.upstream import Gone, Snapshot, UpstreamComment, UpstreamIssue, UpstreamRelease
from tracker.github.whole import whole_issue
from tracker.model.problem import CannotRun

_OVERLAP = timedelta(minutes=15)
"""GitHub's lists may lag behind what was written."""
_TRIES = 3
_GONE, _WITHHELD = 410, 451


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading is."""

    what: str
    """issues, gone, comments, releases."""
    done: int
    of: int
    """As far as is known; it can grow."""
    budget: Budget | None


def fetched(
    repository: str,
    client: Client,
    kept: Kept,
    progress: Callable[[Progress], None] = lambda _: None,
    known: Collection[int] = (),
) -> Snapshot:
    """The repository OWNER/NAME as of now, with every issue whole.

    What an earlier reading kept and what has not changed since is not asked for again; each issue is kept as soon as it is complete, so that a
    reading that was broken off goes on where it was. `known` are the numbers that somebody still has from earlier (from records, say): each of
    them that is not an issue there any more is in `gone`, even when nothing was kept.

    Raises `CannotRun` in one line that says what to do. Nothing half-read is ever in a snapshot: all or an error.
    """
    if not re.fullmatch(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+", repository) or {".", ".."} & set(repository.split("/")):
        raise CannotRun(f"{repository!r} is no repository; write OWNER/NAME, as in the address of its page")
    try:
        answer = client.get(f"/repos/{repository}", decode.repository)
        started = client.time
        reading = _Reading(client, answer.content, Earlier(kept, client.host, answer.content.id, started), progress, started)
        return reading.made(known, repository)
    except Absent as e:
        raise CannotRun(_absence(e.status, client.host, repository)) from None


def _absence(status: int, host: str, repository: str) -> str:
    if status == _GONE:
        return f"{repository} has its issues switched off on {host}; switch them on in its settings, or name another repository"
    if status == _WITHHELD:
        return f"{host} withholds {repository} for legal reasons (451)"
    return f"{host} has no repository {repository}, or the token may not see it; check the name, and that the token reads its Issues and Metadata"


class _Reading:
    def __init__(self, client: Client, repository: Repository, earlier: Earlier, progress: Callable[[Progress], None], started: datetime) -> None:
        self._client = client
        self._repository = repository
        self._address = f"/repos/{repository.name}"
        self._earlier = earlier
        self._progress = progress
        self._started = started
        self._listed: dict[int, Listed] = {}
        self._issues: dict[int, KeptIssue] = {}
        self._lost: set[int] = set()
        """Issues that were in the list and gone when they were to be read."""

    def made(self, known: Collection[int], asked: str) -> Snapshot:
        for _ in range(_TRIES):
            overview = questions.overview(self._client, self._repository.name)
            borders = self._list(overview.issues)
            if len(self._listed) >= overview.issues:
                break
        self._read_edited()
        missing = {*known, *self._earlier.about.numbers, *self._earlier.issues, *self._lost} - set(self._issues)
        gone = self._missed(sorted(missing))
        issues = self._dressed(overview.pinned)
        releases = self._releases()
        numbers = tuple(sorted({*self._issues, *missing}))
        form = self._earlier.about.form
        self._earlier.close(About(form, self._started - _OVERLAP, borders, numbers), self._issues)
        name = self._repository.name
        return Snapshot(name, self._repository.id, issues, gone, releases, asked if asked.lower() != name.lower() else "")

    def _list(self, of: int) -> tuple[datetime, ...]:
        """Every issue, whole; and where the parts of the list began."""
        borders = []
        parts = by_change(
            self._client,
            f"{self._address}/issues",
            decode.listed,
            parameters={"state": "all"},
            since=None,
            borders=self._earlier.about.borders,
            remembered=self._earlier,
        )
        for since, entries in parts:
            if since is not None:
                borders.append(since)
            for each in entries:
                if not each.is_pull_request:
                    self._take(each)
                    self._say("issues", len(self._listed), max(of, len(self._listed)))
        return tuple(borders)

    def _take(self, listed: Listed) -> None:
        number = listed.issue.number
        earlier = self._earlier.issues.get(number)
        try:
            if earlier is None or earlier.seen != seen(listed):
                self._earlier.keep(whole_issue(self._client, self._repository, listed))
        except Absent:
            self._lost.add(number)
            self._listed.pop(number, None)
            self._issues.pop(number, None)
        else:
            self._listed[number] = listed
            self._issues[number] = self._earlier.issues[number]

    def _read_edited(self) -> None:
        """Read again what has comments that were changed without the issue being so."""
        stale: set[int] = set()
        address = f"{self._address}/issues/comments"
        for _, entries in by_change(self._client, address, decode.touched, parameters={}, since=self._earlier.about.comments_since):
            for each in entries:
                issue = self._issues.get(each.number)
                if issue and (each.id not in issue.comments or issue.comments[each.id].updated != each.updated):
                    stale.add(each.number)
        for number in sorted(stale):
            del self._earlier.issues[number]
            self._take(self._listed[number])

    def _missed(self, numbers: Collection[int]) -> tuple[Gone, ...]:
        """What became of issues that are not in the list."""
        gone = []
        for done, number in enumerate(numbers, 1):
            for _ in range(_TRIES):
                found = self._fate(number)
                if isinstance(found, Gone):
                    gone.append(found)
                    break
                self._take(found)
                if number in self._issues:
                    break
            else:
                raise CannotRun(
                    f"{self._client.host} says that {self._address}/issues/{number} is there, and that it is not; run the same again later"
                )
            self._say("gone", done, len(numbers))
        return tuple(gone)

    def _fate(self, number: int) -> Gone | Listed:
        """https://docs.github.com/en/rest/issues/issues#get-an-issue says which status means what."""
        old = f"{self._repository.url}/issues/{number}"
        try:
            found = self._client.get(f"{self._address}/issues/{number}", decode.listed).content
        except Absent as e:
            if e.status == _GONE:
                return Gone(number, "deleted", url=old)
            return Gone(number, "withheld" if e.status == _WITHHELD else "transferred", url=old)
        is_here = found.issue.number == number and self._is_ours(found.repository)
        if is_here and found.is_pull_request:
            return Gone(number, "a pull request now", url=found.issue.url)
        return found if is_here else Gone(number, "transferred", f"{found.repository}#{found.issue.number}", found.issue.url)

    def _is_ours(self, name: str) -> bool:
        """It may have been given another name since the reading began."""
        ours = self._repository
        return name.lower() == ours.name.lower() or self._client.get(f"/repos/{name}", decode.repository).content.id == ours.id

    def _dressed(self, pinned: Collection[int]) -> tuple[UpstreamIssue, ...]:
        """All issues, with what changes none of their entries: how their comments stand, and whether they are pinned."""
        nodes = [comment.node for _, issue in sorted(self._issues.items()) for comment in issue.comments.values()]
        remarks: dict[str, Remark] = {}
        for at in range(0, len(nodes), questions.AT_ONCE):
            remarks |= questions.remarks(self._client, nodes[at : at + questions.AT_ONCE])
            self._say("comments", min(at + questions.AT_ONCE, len(nodes)), len(nodes))

        def dressed(kept: KeptIssue, comment: UpstreamComment) -> UpstreamComment:
            remark = remarks.get(kept.comments[comment.id].node, Remark())
            return replace(comment, edited=remark.edited, edited_by_another=remark.by_another, minimised=remark.minimised)

        return tuple(
            replace(kept.issue, comments=tuple(dressed(kept, each) for each in kept.issue.comments), is_pinned=number in pinned)
            for number, kept in sorted(self._issues.items())
        )

    def _releases(self) -> tuple[UpstreamRelease, ...]:
        found = whole(self._client, f"{self._address}/releases", decode.release, lambda each: each.url)
        self._say("releases", len(found), len(found))
        last = datetime.max.replace(tzinfo=self._started.tzinfo)
        return tuple(sorted(found, key=lambda each: (each.published or last, each.tag)))

    def _say(self, what: str, done: int, of: int) -> None:
        self._progress(Progress(what, done, of, self._client.budget))
