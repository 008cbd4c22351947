"""Whatever happens, in whatever order: when it is over, the result is that of a clean reading."""

import json
from collections import deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from github_reading import MERGED, SHA, SHB, paths, read, world_of
from github_server import MemoryKept, Server, half, hung_up, meanwhile, refused, says, used_up
from github_world import BEGAN, Comment, Fault, Issue, Repo, World, closing_commit, closing_pull_request, mentioned, release
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.github.client import Limits
from tracker.github.fetch import fetched
from tracker.github.upstream import Snapshot
from tracker.model.problem import CannotRun
from tracker.store.kept import KeptBytes


class Crash(Exception):
    """The process ends, as far as the reading can tell."""


class Crashing(MemoryKept):
    """Lets the process end before or after something was kept."""

    def __init__(self) -> None:
        super().__init__()
        self.updates_left: int | None = None
        self.is_after = False

    def update(self, made: Mapping[str, bytes], gone: Iterable[str], *, clean: bool) -> None:
        ends = self.updates_left == 0
        if self.updates_left is not None:
            self.updates_left -= 1
        if not ends or self.is_after:
            super().update(made, gone, clean=clean)
        if ends:
            raise Crash


class Fate:
    """Changes a world as people would, from one source of chance."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.repo = world.repositories[0]
        self.next = 1_000

    def number(self) -> int:
        self.next += 1
        return self.next

    def act(self) -> None:
        # Not all at one moment, and not all at different ones.
        self.world.now += timedelta(seconds=self.random.choice([0, 0, 1, 61]))
        issue = self.random.choice(self.repo.issues) if self.repo.issues else None
        act = self.random.choice(self.OF_AN_ISSUE) if issue and self.random.random() < 0.85 else None
        if issue and act:
            act(self, issue)
        else:
            self.repo.issues.append(Issue(self.number(), created=self.moment(), updated=self.moment()))

    def moment(self) -> datetime:
        return self.world.now.replace(microsecond=0)

    def retitle(self, issue: Issue) -> None:
        issue.title, issue.updated = f"No. {self.number()}", self.moment()

    def comment(self, issue: Issue) -> None:
        issue.comments.append(Comment(self.number(), created=self.moment()))
        issue.updated = self.moment()

    def close(self, issue: Issue) -> None:
        issue.state, issue.closed, issue.updated = "closed", self.moment(), self.moment()
        issue.closer = self.random.choice([None, closing_commit("acme/tool", SHA), closing_pull_request("acme/tool", 9, SHB, MERGED)])

    def mention(self, issue: Issue) -> None:
        issue.events.append(mentioned("acme/tool", self.number(), at=self.moment()))
        issue.updated = self.moment()

    # GitHub gives none of the following a new time of change, or does not say whether it does.

    def edit(self, issue: Issue) -> None:
        if issue.comments:
            self.world.now += timedelta(seconds=1)
            comment = self.random.choice(issue.comments)
            comment.body, comment.updated = f"No. {self.number()}", self.moment()

    def fold(self, issue: Issue) -> None:
        if issue.comments:
            self.random.choice(issue.comments).minimised = self.random.choice(["", "spam", "resolved"])

    def unsay(self, issue: Issue) -> None:
        if issue.comments:
            issue.comments.pop(self.random.randrange(len(issue.comments)))

    def react(self, issue: Issue) -> None:
        issue.reactions = {"+1": self.random.randrange(5)}

    def label(self, issue: Issue) -> None:
        issue.labels = self.random.sample(["bug", "question", "export"], 2)

    def pin(self, issue: Issue) -> None:
        issue.pinned = not issue.pinned

    def delete(self, issue: Issue) -> None:
        self.repo.issues.remove(issue)
        self.repo.deleted.add(issue.number)

    def transfer(self, issue: Issue) -> None:
        self.repo.issues.remove(issue)
        other = self.world.repositories[1]
        other.issues.append(Issue(self.number()))
        self.repo.transferred[issue.number] = self.random.choice([f"acme/other#{self.next}", "secret/place#1"])

    def move(self, _issue: Issue) -> None:
        self.repo.old_names.append(self.repo.name)
        self.repo.name = f"acme/tool-{self.number()}"

    OF_AN_ISSUE = (retitle, retitle, comment, comment, close, mention, edit, edit, fold, unsay, react, label, pin, delete, transfer, move)

    def fault(self) -> Fault | None:
        chance = self.random.random()
        if chance < 0.55:
            return None
        if chance < 0.75:
            return meanwhile(self.act)
        return self.random.choice(FAULTS)


ENDING: tuple[Fault, ...] = (refused(401), refused(403))
"""What ends a reading, whatever was asked."""
ABSENT: tuple[Fault, ...] = (refused(404), refused(410), refused(451))
"""What ends it, too, except where an issue may have gone."""
PASSING: tuple[Fault, ...] = (
    *(refused(status) for status in (429, 500, 502, 503, 504)),
    refused(429, Retry_After="7"),
    refused(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."),
    used_up(900),
    half,
    half,
    hung_up,
    hung_up,
    says(b"<html>Unicorn!</html>"),
    says(b'{"message": "fine"}'),
    says(b"[7]"),
    says(json.dumps({"data": None, "errors": [{"message": "Something went wrong while executing your query."}]}).encode()),
)
FAULTS = (*ENDING, *ABSENT, *PASSING)


def lived_through(server: Server, seed: int) -> tuple[Snapshot, Snapshot, set[int]]:
    """A small repository, up to three readings of it that go wrong in all ways, and one in peace.

    That last one, another by somebody who knew nothing, and the numbers of the issues that are gone.
    """
    random = Random(seed)  # noqa: S311 - chance that can be repeated
    world = World([Repo("acme/tool"), Repo("acme/other", 2)], most=random.choice([1, 2, 3, 100]), etags=random.random() < 0.8)
    server.show(world)
    fate = Fate(world, random)
    for _ in range(random.randrange(9)):
        fate.act()
    kept, known = Crashing(), set[int]()
    client = server.client(limits=Limits(attempts=3, seconds=20))
    for _ in range(random.randrange(1, 4)):
        world.script = deque(fate.fault() for _ in range(random.randrange(25)))
        kept.updates_left, kept.is_after = random.choice([None, None, random.randrange(12)]), random.random() < 0.5
        with suppress(CannotRun, Crash):
            known |= {each.number for each in fetched("acme/tool", client, kept).issues}
        if random.random() < 0.5:
            fate.act()
    world.script.clear()
    kept.updates_left = None
    world.left = world.limit
    last = fetched("acme/tool", client, kept, known=known)
    clean = fetched("acme/tool", client, MemoryKept(), known=known)
    client.close()
    return last, clean, fate.repo.deleted | set(fate.repo.transferred)


def check_that_nothing_is_lost(server: Server, seed: int) -> None:
    last, clean, gone = lived_through(server, seed)
    assert replace(last, gone=()) == replace(clean, gone=())
    # Somebody who read before may miss what he never told anybody of.
    assert {each.number for each in last.gone} <= gone
    assert [each for each in last.gone if each in clean.gone] == list(clean.gone)
    assert [each.number for each in last.issues] == sorted(each.number for each in server.world.repositories[0].issues)
    assert sum(len(each.comments) for each in last.issues) == sum(len(each.comments) for each in server.world.repositories[0].issues)


@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_a_thousand_lives_lose_nothing(server: Server, seed: int) -> None:
    check_that_nothing_is_lost(server, seed)


def test_five_hundred_issues_with_three_thousand_comments_under_faults(server: Server, tmp_path: Path) -> None:
    random = Random(20260105)  # noqa: S311 - likewise
    issues = [Issue(n, f"No. {n}", updated=BEGAN + timedelta(minutes=random.randrange(5_000))) for n in range(1, 501)]
    for number in range(3_000):
        random.choice(issues).comments.append(Comment(number, f"Comment {number}", created=BEGAN + timedelta(minutes=number)))
    for issue in random.sample(issues, 200):
        issue.state, issue.closed, issue.closer = "closed", MERGED, closing_commit("acme/tool", SHA)
    world = world_of(server, *issues, releases=[release(f"v{n}") for n in range(130)])
    clean = read(server)
    assert (len(clean.issues), sum(len(each.comments) for each in clean.issues)) == (500, 3_000)
    for round_ in range(4):
        # One question in five goes wrong; three times in a way that ends the reading.
        script = [random.choice(PASSING) if random.random() < 0.2 else None for _ in range(4_000)]
        world.script, world.left = deque(script), world.limit
        if round_ < 3:
            world.script[random.randrange(300)] = random.choice(ENDING)
            with pytest.raises(CannotRun):
                read(server, KeptBytes(tmp_path, "github"))
    found = read(server, KeptBytes(tmp_path, "github"))
    assert found == clean
    world.script.clear()
    world.asked.clear()
    assert read(server, KeptBytes(tmp_path, "github")) == clean
    assert not [each for each in paths(world) if each.endswith(("/timeline", "/comments")) and each != "/issues/comments"]
