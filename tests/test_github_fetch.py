"""Reading a repository from GitHub: what it becomes, what it costs, and that nothing is lost, whatever goes wrong; over real HTTP on loopback."""

import json
import socket
import ssl
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from random import Random
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from github_server import (
    ADA,
    BEGAN,
    BOB,
    GHOST,
    TOKEN,
    Comment,
    Fault,
    Issue,
    MemoryKept,
    Reply,
    Repo,
    Server,
    User,
    World,
    closing_commit,
    closing_pull_request,
    committed,
    half,
    hung_up,
    meanwhile,
    mentioned,
    refused,
    release,
    says,
    serving,
    silent,
    used_up,
)
from graphql import build_schema, parse, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.github import questions
from tracker.github.client import Client, Limits
from tracker.github.fetch import Progress, fetched
from tracker.github.token import gh_token, token_for
from tracker.github.upstream import CrossReference, Gone, Milestone, Person, Snapshot, UpstreamComment, UpstreamIssue, UpstreamRelease
from tracker.model.problem import CannotRun
from tracker.store.kept import KeptBytes

MERGED = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
SHA, SHB = "a" * 40, "b" * 40


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(World()) as made:
        yield made


def world_of(server: Server, *issues: Issue, **given: Any) -> World:
    world = World([Repo("acme/tool", issues=list(issues), **given)])
    server.show(world)
    return world


def read(server: Server, kept: MemoryKept | KeptBytes | None = None, **given: Any) -> Snapshot:
    return fetched("acme/tool", server.client(), MemoryKept() if kept is None else kept, **given)


def cannot(server: Server, **given: Any) -> str:
    with pytest.raises(CannotRun) as caught:
        fetched("acme/tool", server.client(**given), MemoryKept())
    assert "\n" not in str(caught.value)
    assert TOKEN not in str(caught.value)
    return str(caught.value).replace(f"127.0.0.1:{server.port}", "HOST")


def paths(world: World) -> list[str]:
    """What was asked for, below the repository."""
    return [each.path.removeprefix("/repos/acme/tool") for each in world.asked]


ADA_THERE = Person("ada", 101, url="https://github.com/ada")
BOB_THERE = Person("bob", 102, url="https://github.com/bob")


class TestWhatItBecomes:
    def test_an_issue_with_everything_that_github_says_of_it(self, server: Server) -> None:
        world_of(
            server,
            Issue(
                7,
                "Export stops 🧨",
                body="null \x00 byte",
                user=User("helper[bot]", 5, "Bot"),
                updated=BEGAN + timedelta(days=2),
                state="closed",
                reason="not_planned",
                closed=MERGED,
                labels=["bug", "area: export"],
                type="Bug",
                milestone={"number": 3, "title": "2.4", "state": "open", "due_on": "2026-03-01T08:00:00Z"},
                assignees=[ADA, BOB],
                association="CONTRIBUTOR",
                locked=True,
                pinned=True,
                reactions={"+1": 12, "eyes": 1},
                comments=[
                    Comment(72, "Off topic.", GHOST, BEGAN + timedelta(hours=2), minimised="off-topic"),
                    Comment(71, None, ADA, BEGAN + timedelta(hours=1), BEGAN + timedelta(hours=3), "MEMBER", reactions={"heart": 2}),
                ],
            ),
        )
        at = "https://github.com/acme/tool/issues/7"
        assert read(server).issues == (
            UpstreamIssue(
                id=1_000_007,
                number=7,
                title="Export stops 🧨",
                body="null \x00 byte",
                state="closed",
                state_reason="not_planned",
                created=BEGAN,
                updated=BEGAN + timedelta(days=2),
                url=at,
                closed=MERGED,
                author=Person("helper[bot]", 5, url="https://github.com/helper[bot]", is_bot=True),
                association="CONTRIBUTOR",
                labels=("bug", "area: export"),
                type="Bug",
                milestone=Milestone(3, "2.4", datetime(2026, 3, 1, 8, tzinfo=UTC)),
                assignees=(ADA_THERE, BOB_THERE),
                is_locked=True,
                is_pinned=True,
                reactions={"+1": 12, "eyes": 1},
                comments=(
                    UpstreamComment(
                        71,
                        ADA_THERE,
                        "MEMBER",
                        "",
                        BEGAN + timedelta(hours=1),
                        BEGAN + timedelta(hours=3),
                        url=f"{at}#issuecomment-71",
                        reactions={"heart": 2},
                    ),
                    UpstreamComment(72, None, "NONE", "Off topic.", BEGAN + timedelta(hours=2), minimised="off-topic", url=f"{at}#issuecomment-72"),
                ),
            ),
        )

    def test_nobody_and_nothing(self, server: Server) -> None:
        world_of(server, Issue(1, body=None, user=None, comments=[Comment(11, None, None)]))
        (issue,) = read(server).issues
        assert (issue.body, issue.author, issue.comments[0].body, issue.comments[0].author) == ("", None, "", None)

    def test_a_comment_that_github_touched_was_not_edited(self, server: Server) -> None:
        """It gives comments a new time for reasons of its own, and some a second after they were written."""
        world_of(server, Issue(1, comments=[Comment(11, touched=BEGAN + timedelta(seconds=1)), Comment(12, updated=BEGAN + timedelta(days=1))]))
        assert [each.edited for each in read(server).issues[0].comments] == [None, BEGAN + timedelta(days=1)]

    def test_pull_requests_are_left_out(self, server: Server) -> None:
        world_of(server, Issue(1), Issue(2, is_pull_request=True), Issue(3))
        assert [each.number for each in read(server).issues] == [1, 3]

    def test_an_empty_repository(self, server: Server) -> None:
        world_of(server)
        assert read(server) == Snapshot("acme/tool", 1, ())

    def test_releases_in_the_order_of_their_days(self, server: Server) -> None:
        days = [BEGAN + timedelta(days=n) for n in range(2)]
        releases = [release("v3", None, draft=True), release("v2", days[1], prerelease=True), release("v1", days[0])]
        world_of(server, releases=releases)
        at = "https://github.com/acme/tool/releases/tag/"
        assert read(server).releases == (
            UpstreamRelease("v1", "Release v1", days[0], f"{at}v1"),
            UpstreamRelease("v2", "Release v2", days[1], f"{at}v2", is_prerelease=True),
            UpstreamRelease("v3", "Release v3", None, f"{at}v3", is_draft=True),
        )

    def test_what_is_connected_with_an_issue_each_once_and_which_closed_it(self, server: Server) -> None:
        events = [
            mentioned("acme/tool", 8, at=BEGAN),
            committed("acme/tool", SHA, at=BEGAN + timedelta(hours=1)),
            mentioned("else/where", 9, at=BEGAN + timedelta(hours=2), is_pull_request=True, merged=MERGED),
            mentioned("acme/tool", 8, at=BEGAN + timedelta(hours=3)),
            committed("acme/tool", SHA, event="closed", at=BEGAN + timedelta(hours=4)),
            {"event": "labeled", "created_at": "2026-01-05T10:00:00Z", "label": {"name": "bug", "color": "d73a4a"}},
        ]
        world_of(server, Issue(1, state="closed", closed=MERGED, events=events, closer=closing_commit("acme/tool", SHA)))
        assert read(server).issues[0].references == (
            CrossReference("issue", "https://github.com/acme/tool/issues/8", repository="acme/tool", number=8),
            CrossReference("commit", f"https://github.com/acme/tool/commit/{SHA}", closes=True, repository="acme/tool", commit=SHA),
            CrossReference("pull-request", "https://github.com/else/where/pull/9", repository="else/where", number=9, merged=MERGED),
        )

    def test_the_pull_request_that_closed_it_has_its_merge(self, server: Server) -> None:
        events = [mentioned("acme/tool", 9, is_pull_request=True)]
        closer = closing_pull_request("acme/tool", 9, SHB, MERGED)
        world_of(server, Issue(1, state="closed", closed=MERGED, events=events, closer=closer))
        at = "https://github.com/acme/tool/pull/9"
        assert read(server).issues[0].references == (
            CrossReference("pull-request", at, closes=True, repository="acme/tool", number=9, commit=SHB, merged=MERGED),
        )

    def test_a_public_repository_tells_nothing_of_private_ones(self, server: Server) -> None:
        """A token of the company sees more than the readers of its site may."""
        events = [
            mentioned("acme/secret", 1, private=True),
            mentioned("acme/secret", 2, is_pull_request=True, private=True),
            committed("acme/secret", SHA),
        ]
        closer = closing_pull_request("acme/secret", 2, SHB, MERGED, private=True)
        issue = Issue(1, state="closed", reason="duplicate", closed=MERGED, events=events, closer=closer, duplicate_of="acme/secret#5")
        world = world_of(server, issue)
        world.repositories.append(Repo("acme/secret", 2, is_private=True))
        (found,) = read(server).issues
        assert (found.references, found.duplicate_of) == ((), "")
        world.repositories[0].is_private = True
        (found,) = read(server).issues
        assert [each.url.rpartition("/acme/")[2] for each in found.references] == ["secret/issues/1", "secret/pull/2", f"secret/commits/{SHA}"]
        assert found.duplicate_of == "acme/secret#5"

    def test_of_what_it_is_a_duplicate(self, server: Server) -> None:
        world_of(server, Issue(1), Issue(2, state="closed", reason="duplicate", closed=MERGED, duplicate_of="acme/tool#1"))
        assert [(each.state_reason, each.duplicate_of) for each in read(server).issues] == [("", ""), ("duplicate", "acme/tool#1")]

    def test_a_mark_as_duplicate_that_was_taken_back_counts_no_more(self, server: Server) -> None:
        def event(kind: str, number: int) -> dict[str, Any]:
            return {"__typename": kind, "canonical": {"number": number, "repository": {"nameWithOwner": "acme/tool", "isPrivate": False}}}

        told = [event("MarkedAsDuplicateEvent", 3), event("MarkedAsDuplicateEvent", 4), event("UnmarkedAsDuplicateEvent", 3)]
        for events, expected in ((told, "acme/tool#4"), ([*told, event("UnmarkedAsDuplicateEvent", 4)], "")):
            world = world_of(server, Issue(1, state="closed", closed=MERGED))
            answer = json.dumps({"data": {"node": {"timelineItems": {"nodes": events}}}}).encode()
            world.script.extend([None] * 4 + [says(answer)])
            assert read(server).issues[0].duplicate_of == expected

    def test_a_thousand_comments_of_the_longest_length(self, server: Server) -> None:
        longest = "é" * 65_536
        comments = [Comment(n, longest if n % 100 == 0 else f"No. {n}", created=BEGAN + timedelta(minutes=n)) for n in range(1_000)]
        world_of(server, Issue(1, body=longest, comments=comments))
        (issue,) = read(server).issues
        assert [each.id for each in issue.comments] == list(range(1_000))
        assert issue.body == issue.comments[900].body == longest

    def test_half_characters_become_the_mark_for_them(self, server: Server) -> None:
        """JSON can spell what no file can hold."""
        world_of(server, Issue(1, title="a\ud83db"))
        assert read(server).issues[0].title == "a\ufffdb"

    def test_a_github_enterprise_server_has_its_api_below_a_path(self, server: Server) -> None:
        server.show(World([Repo("acme/tool", issues=[Issue(n, updated=BEGAN + timedelta(minutes=n)) for n in range(9)])], prefix="/api/v3", most=2))
        assert len(read(server).issues) == 9
        assert {each.path for each in server.world.asked if each.verb == "POST"} == {"/api/graphql"}


class TestWhatItCosts:
    def test_when_nothing_has_changed_no_issue_is_asked_for_and_the_list_costs_nothing(self, server: Server) -> None:
        issues = [Issue(n, updated=BEGAN + timedelta(minutes=n), comments=[Comment(n)] if n % 2 else []) for n in range(1, 251)]
        world, kept = world_of(server, *issues), MemoryKept()
        first = read(server, kept)
        cost = world.left
        world.asked.clear()
        assert read(server, kept) == first
        listing = ["/issues"] * 3
        assert paths(world) == ["", "/graphql", *listing, "/issues/comments", "/graphql", "/graphql", "/releases"]
        assert cost - world.left == len(paths(world)) - len(listing)

    def test_a_change_costs_the_part_of_the_list_that_it_left_and_the_one_that_it_came_to(self, server: Server) -> None:
        world, kept = world_of(server, *(Issue(n, updated=BEGAN + timedelta(minutes=n)) for n in range(1, 500))), MemoryKept()
        read(server, kept)
        world.asked.clear()
        world.repositories[0].issue(150).title = "Import stops"
        world.touch(world.repositories[0].issue(150))
        left = world.left
        assert read(server, kept).issues[149].title == "Import stops"
        assert paths(world).count("/issues") == 6
        assert [each for each in paths(world) if each.startswith("/issues/")] == ["/issues/150/timeline", "/issues/comments"]
        # Of six parts two have changed; with the repository, two words in GraphQL's place, the timeline, the comments, the releases.
        assert left - world.left == 2 + 5

    def test_servers_without_etags_cost_more_and_say_the_same(self, server: Server) -> None:
        world, kept = world_of(server, *(Issue(n, updated=BEGAN + timedelta(minutes=n)) for n in range(1, 150))), MemoryKept()
        world.etags = False
        assert read(server, kept) == read(server, kept)

    def test_progress_tells_how_far_it_is_and_what_is_left_of_the_budget(self, server: Server) -> None:
        world_of(server, Issue(1, comments=[Comment(11)]), Issue(2, updated=BEGAN + timedelta(1)), releases=[release("v1")])
        told: list[Progress] = []
        read(server, progress=told.append)
        assert [(each.what, each.done, each.of) for each in told] == [("issues", 1, 2), ("issues", 2, 2), ("comments", 1, 1), ("releases", 1, 1)]
        assert [each.budget.left for each in told if each.budget] == [4_995, 4_994, 4_993, 4_991]
        assert {each.budget.of for each in told if each.budget} == {5_000}

    def test_a_reading_that_broke_off_goes_on_where_it_was(self, server: Server, tmp_path: Path) -> None:
        world = world_of(server, *(Issue(n, comments=[Comment(n)], updated=BEGAN + timedelta(minutes=n)) for n in range(1, 7)))

        def crash(progress: Progress) -> None:
            if progress.done == 4:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            read(server, KeptBytes(tmp_path, "github"), progress=crash)
        world.asked.clear()
        snapshot = read(server, KeptBytes(tmp_path, "github"))
        assert [each for each in paths(world) if each.endswith("/timeline")] == ["/issues/5/timeline", "/issues/6/timeline"]
        assert snapshot == read(server)

    def test_an_issue_is_kept_whole_or_not_at_all(self, server: Server) -> None:
        world, kept = world_of(server, Issue(1, comments=[Comment(11)])), MemoryKept()
        world.script.extend([None, None, None, None, refused(401)])
        with pytest.raises(CannotRun):
            read(server, kept)
        assert paths(world)[-1] == "/issues/1/timeline"
        assert not [name for name in kept.held if " issue " in name]

    @pytest.mark.parametrize("damage", [lambda raw: raw[: len(raw) // 2], lambda _: b"", lambda _: b"{}", lambda _: b"\xff\x00"])
    def test_what_was_kept_and_is_damaged_is_read_anew(self, server: Server, damage: Callable[[bytes], bytes]) -> None:
        world_of(server, *(Issue(n, comments=[Comment(n)], updated=BEGAN + timedelta(minutes=n)) for n in range(1, 4)))
        kept = MemoryKept()
        first = read(server, kept)
        kept.held = {name: damage(raw) for name, raw in kept.held.items()}
        assert read(server, kept) == first

    def test_what_is_not_needed_any_more_is_not_kept(self, server: Server) -> None:
        world, kept = world_of(server, *(Issue(n, updated=BEGAN + timedelta(minutes=n)) for n in range(1, 300))), MemoryKept()
        read(server, kept)
        for issue in list(world.repositories[0].issues[:250]):
            world.repositories[0].issues.remove(issue)
            world.repositories[0].deleted.add(issue.number)
        read(server, kept)
        read(server, kept)
        assert len([name for name in kept.held if " issue " in name]) == 49
        assert len([name for name in kept.held if " page " in name]) == 1


class TestWhatHasChanged:
    """Whether GitHub tells it by a new time of change or not."""

    CHANGES: Mapping[str, Callable[[Issue], object]] = {
        "a label was renamed": lambda issue: issue.labels.append("bug"),
        "somebody reacted": lambda issue: issue.reactions.update({"+1": 3}),
        "its author has another name": lambda issue: setattr(issue, "user", User("robert", 102)),
        "it was locked": lambda issue: setattr(issue, "locked", True),
        "it was pinned": lambda issue: setattr(issue, "pinned", True),
        "a comment was deleted": lambda issue: issue.comments.pop(0),
        "a comment was folded away": lambda issue: setattr(issue.comments[1], "minimised", "spam"),
    }

    @pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
    def test_it_is_noticed(self, server: Server, change: Callable[[Issue], object]) -> None:
        world, kept = world_of(server, Issue(1, comments=[Comment(11), Comment(12)]), Issue(2, updated=BEGAN + timedelta(1))), MemoryKept()
        before = read(server, kept)
        change(world.repositories[0].issues[0])
        after = read(server, kept)
        assert after == read(server)
        assert after != before

    def test_a_comment_was_edited_and_its_issue_does_not_say_so(self, server: Server) -> None:
        world, kept = world_of(server, Issue(1, comments=[Comment(11), Comment(12)])), MemoryKept()
        read(server, kept)
        world.now += timedelta(days=30)
        comment = world.repositories[0].issues[0].comments[0]
        comment.body, comment.updated = "Better worded.", world.now
        found = read(server, kept).issues[0].comments[0]
        assert (found.body, found.edited) == ("Better worded.", world.now)

    def test_it_was_edited_while_a_reading_ran_that_came_to_no_end(self, server: Server) -> None:
        world, kept = world_of(server, Issue(1, comments=[Comment(11)])), MemoryKept()
        comment = world.repositories[0].issues[0].comments[0]

        def edit() -> None:
            world.now += timedelta(hours=1)
            comment.body, comment.updated = "Better worded.", world.now

        world.script.extend([None, None, None, None, None, meanwhile(edit), refused(401)])
        with pytest.raises(CannotRun):
            read(server, kept)
        assert comment.body == "Better worded."
        world.now += timedelta(days=2)
        assert read(server, kept).issues[0].comments[0].body == "Better worded."


class TestWhatMoves:
    """Lists that change while they are read."""

    def test_an_issue_that_is_changed_meanwhile_moves_to_the_end_and_the_next_one_into_its_place(self, server: Server) -> None:
        issues = [Issue(n, f"No. {n}", updated=BEGAN + timedelta(minutes=n)) for n in range(1, 401)]
        world = world_of(server, *issues)

        def change() -> None:
            for issue in issues[:60]:
                issue.title = "changed"
                world.touch(issue)

        world.script.extend([None] * 150 + [meanwhile(change)])
        found = read(server)
        assert [each.number for each in found.issues] == list(range(1, 401))
        assert [each.title for each in found.issues] == ["changed"] * 60 + [f"No. {n}" for n in range(61, 401)]

    def test_issues_that_are_deleted_meanwhile_draw_no_other_with_them(self, server: Server) -> None:
        world = world_of(server, *(Issue(n, updated=BEGAN + timedelta(minutes=n)) for n in range(1, 301)))
        repo = world.repositories[0]

        def delete() -> None:
            repo.deleted = set(range(1, 51))
            repo.issues = repo.issues[50:]

        world.script.extend([None] * 103 + [meanwhile(delete)])
        assert [each.number for each in read(server).issues if each.number > 50] == list(range(51, 301))

    def test_more_issues_of_one_second_than_fit_on_a_page(self, server: Server) -> None:
        """As after an import, or after a label was given to all."""
        world, kept = world_of(server, *(Issue(n) for n in range(1, 251)), Issue(251, updated=BEGAN + timedelta(1))), MemoryKept()
        repo = world.repositories[0]

        def delete() -> None:
            repo.deleted = {5, 6, 7}
            repo.issues = [each for each in repo.issues if each.number not in repo.deleted]

        # The repository, the overview, a page and the issues on it; then the second page of three that hold nothing else than this second.
        world.script.extend([None] * 104 + [meanwhile(delete)])
        found = [each.number for each in read(server, kept).issues]
        assert [number for number in found if number not in repo.deleted] == [n for n in range(1, 252) if n not in repo.deleted]
        again = read(server, kept)
        assert [each.number for each in again.issues] == [n for n in range(1, 252) if n not in repo.deleted]
        assert [each.number for each in again.gone] == [5, 6, 7]

    def test_a_full_page_that_has_a_successor_now_and_none_before(self, server: Server) -> None:
        world, kept = world_of(server, *(Issue(n, updated=BEGAN + timedelta(minutes=n)) for n in range(1, 101))), MemoryKept()
        read(server, kept)
        world.repositories[0].issues.append(Issue(101, updated=BEGAN + timedelta(1)))
        assert read(server, kept).issues[-1].number == 101

    def test_what_was_changed_a_moment_ago_may_still_stand_in_its_old_place(self, server: Server) -> None:
        """GitHub sorts by an index that lags behind: an entry with a time of now among old ones must not hide what follows them."""
        issues = [Issue(n, updated=BEGAN + timedelta(minutes=n)) for n in range(1, 301)]
        world = world_of(server, *issues)

        def lagging(world: World, _asked: Any, right: Callable[[], Any]) -> Any:
            reply = right()
            reply.content[99]["updated_at"] = world.now.strftime("%Y-%m-%dT%H:%M:%SZ")
            return reply

        world.script.extend([None, None, lagging])
        assert [each.number for each in read(server).issues] == list(range(1, 301))

    def test_a_comment_that_is_deleted_meanwhile_draws_no_other_with_it(self, server: Server) -> None:
        issue = Issue(1, comments=[Comment(n, created=BEGAN + timedelta(minutes=n)) for n in range(1, 301)])
        world = world_of(server, issue)
        world.script.extend([None] * 4 + [meanwhile(lambda: issue.comments.pop(3))])
        assert [each.id for each in read(server).issues[0].comments] == [1, 2, 3, *range(5, 301)]

    def test_a_comment_that_the_list_does_not_show_yet_is_waited_for(self, server: Server) -> None:
        issue = Issue(1, comments=[Comment(11), Comment(12)])
        world = world_of(server, issue)
        late = issue.comments.pop()

        def lagging(_world: World, _asked: Any, right: Callable[[], Any]) -> Any:
            reply = right()
            reply.content[0]["comments"] = 2
            return reply

        world.script.extend([None, None, lagging, None, meanwhile(lambda: issue.comments.append(late))])
        assert [each.id for each in read(server).issues[0].comments] == [11, 12]

    def test_a_list_that_never_stands_still_is_given_up(self, server: Server) -> None:
        issue = Issue(1, comments=[Comment(n) for n in range(150)])
        world = world_of(server, issue)
        numbers = iter(range(1_000, 2_000))

        def change() -> None:
            issue.comments[0] = Comment(0, f"{next(numbers)}")

        world.script.extend([meanwhile(change)] * 100)
        assert cannot(server) == (
            "HOST changes /repos/acme/tool/issues/1/comments faster than it can be read; run the same again later: what was read is kept"
        )


class TestWhatIsGone:
    def test_a_deleted_issue_is_told_again_and_again(self, server: Server) -> None:
        world, kept = world_of(server, Issue(1), Issue(2, updated=BEGAN + timedelta(1))), MemoryKept()
        read(server, kept)
        repo = world.repositories[0]
        repo.issues.pop(0)
        repo.deleted.add(1)
        gone = (Gone(1, "deleted", url="https://github.com/acme/tool/issues/1"),)
        for _ in range(3):
            found = read(server, kept)
            assert ([each.number for each in found.issues], found.gone) == ([2], gone)

    def test_a_transferred_issue_says_where_it_is(self, server: Server) -> None:
        world, kept = world_of(server, Issue(1), Issue(2)), MemoryKept()
        read(server, kept)
        world.repositories.append(Repo("acme/other", 2, issues=[Issue(30)]))
        repo = world.repositories[0]
        repo.issues.clear()
        repo.transferred = {1: "acme/other#30", 2: "secret/place#1"}
        assert read(server, kept).gone == (
            Gone(1, "transferred", "acme/other#30", "https://github.com/acme/other/issues/30"),
            Gone(2, "transferred", url="https://github.com/acme/tool/issues/2"),
        )

    def test_what_somebody_still_has_is_looked_for_even_when_nothing_was_kept(self, server: Server) -> None:
        world_of(server, Issue(1), Issue(3, is_pull_request=True), deleted={2})
        assert read(server, known=[1, 2, 3]).gone == (
            Gone(2, "deleted", url="https://github.com/acme/tool/issues/2"),
            Gone(3, "a pull request now", url="https://github.com/acme/tool/pull/3"),
        )

    def test_what_the_list_forgets_and_is_there_is_no_loss(self, server: Server) -> None:
        world, kept = world_of(server, Issue(1), Issue(2, updated=BEGAN + timedelta(1))), MemoryKept()
        first = read(server, kept)

        def forgetful(_world: World, asked: Any, right: Callable[[], Any]) -> Any:
            reply = right()
            if asked.path.endswith("/issues"):
                reply.content.pop()
            return reply

        world.repositories[0].issues[0].title = "Import stops"
        world.script.extend([forgetful] * 20)
        found = read(server, kept)
        assert [each.number for each in found.issues] == [1, 2]
        assert found.issues[1] == first.issues[1]
        assert found.gone == ()

    def test_nor_when_the_repository_is_given_another_name_just_then(self, server: Server) -> None:
        world, kept = world_of(server, Issue(1)), MemoryKept()
        read(server, kept)
        repo = world.repositories[0]

        def move(_world: World, asked: Any, right: Callable[[], Any]) -> Any:
            if not asked.path.endswith("/issues"):
                return right()
            repo.name, repo.old_names = "acme/export-tool", ["acme/tool"]
            return Reply(200, [])

        world.script.extend([move] * 20)
        found = read(server, kept, known=[1])
        assert ([each.number for each in found.issues], found.gone) == ([1], ())

    def test_one_that_goes_while_it_is_read(self, server: Server) -> None:
        world = world_of(server, Issue(1, comments=[Comment(11)]), Issue(2, updated=BEGAN + timedelta(1)))
        repo = world.repositories[0]

        def delete() -> None:
            repo.issues.pop(0)
            repo.deleted.add(1)

        world.script.extend([None] * 4 + [meanwhile(delete)])
        found = read(server)
        assert ([each.number for each in found.issues], [each.reason for each in found.gone]) == ([2], ["deleted"])

    def test_one_that_is_transferred_while_it_is_read(self, server: Server) -> None:
        """Its address then leads to another issue, which is not ours."""
        issue = Issue(1, comments=[Comment(11), Comment(12)])
        world, kept = world_of(server, issue), MemoryKept()
        repo = world.repositories[0]
        world.repositories.append(Repo("acme/other", 2, issues=[Issue(30, comments=[Comment(31)])]))

        def transfer() -> None:
            repo.issues.clear()
            repo.transferred[1] = "acme/other#30"

        world.script.extend([None] * 3 + [meanwhile(transfer)])
        for _ in range(2):
            found = read(server, kept)
            assert (found.issues, found.gone) == ((), (Gone(1, "transferred", "acme/other#30", "https://github.com/acme/other/issues/30"),))

    def test_what_is_there_and_not_there_ends_the_reading(self, server: Server) -> None:
        world = world_of(server, Issue(1, comments=[Comment(11)]))

        def torn(_world: World, asked: Any, right: Callable[[], Any]) -> Any:
            return Reply(404, {"message": "Not Found"}) if asked.path.endswith("/1/comments") else right()

        world.script.extend([torn] * 30)
        assert cannot(server) == "HOST says that /repos/acme/tool/issues/1 is there, and that it is not; run the same again later"

    def test_a_refusal_of_the_whole_repository_is_no_deletion_of_its_issues(self, server: Server) -> None:
        world, kept = world_of(server, Issue(1)), MemoryKept()
        first = read(server, kept)
        for fault in (refused(404, "Not Found"), refused(410), refused(401), refused(403, "Resource not accessible by personal access token")):
            world.script.extend([None, None, fault])
            with pytest.raises(CannotRun):
                read(server, kept)
            world.script.clear()
        assert read(server, kept) == first

    def test_a_moved_repository_is_followed_and_says_what_it_was_called(self, server: Server) -> None:
        world, kept = world_of(server, Issue(1)), MemoryKept()
        read(server, kept)
        repo = world.repositories[0]
        repo.name, repo.old_names = "acme/export-tool", ["acme/tool"]
        world.asked.clear()
        found = read(server, kept)
        assert (found.repository, found.moved_from, found.id) == ("acme/export-tool", "acme/tool", 1)
        assert found.issues[0].url == "https://github.com/acme/export-tool/issues/1"

    def test_it_moves_while_it_is_read(self, server: Server) -> None:
        world = world_of(server, *(Issue(n, comments=[Comment(n)], updated=BEGAN + timedelta(minutes=n)) for n in range(1, 130)))
        repo = world.repositories[0]

        def move() -> None:
            repo.name, repo.old_names = "acme/export-tool", ["acme/tool"]

        world.script.extend([None] * 20 + [meanwhile(move)])
        assert len(read(server).issues) == 129

    def test_another_repository_under_the_same_name_has_nothing_of_the_first(self, server: Server) -> None:
        world, kept = world_of(server, Issue(1), Issue(2)), MemoryKept()
        read(server, kept)
        world.repositories[0] = Repo("acme/tool", 77, issues=[Issue(1, "Another")])
        found = read(server, kept)
        assert ([each.title for each in found.issues], found.gone, found.id) == (["Another"], (), 77)


class TestWhatNobodyCanDoAnythingAbout:
    @pytest.mark.parametrize(
        ("fault", "words"),
        [
            (
                refused(401, "Bad credentials"),
                "HOST does not accept the token: it is wrong, expired or revoked; make one that may read issues, and give that instead",
            ),
            (
                refused(403, "Resource not accessible by personal access token"),
                (
                    "HOST refuses /repos/acme/tool (Resource not accessible by personal access token); "
                    "the token needs read access to Issues, Pull requests, Contents and Metadata"
                ),
            ),
            (
                refused(404, "Not Found"),
                "HOST has no repository acme/tool, or the token may not see it; check the name, and that the token reads its Issues and Metadata",
            ),
            (
                refused(410, "Issues are disabled for this repo"),
                "acme/tool has its issues switched off on HOST; switch them on in its settings, or name another repository",
            ),
            (refused(451, "Repository access blocked"), "HOST withholds acme/tool for legal reasons (451)"),
            (refused(422, "Validation\nFailed\x1b[31m"), "HOST answers 422 to /repos/acme/tool: Validation Failed [31m"),
        ],
        ids=["401", "403", "404", "410", "451", "422"],
    )
    def test_it_is_said_at_once_in_one_line(self, server: Server, fault: Fault, words: str) -> None:
        world = world_of(server, Issue(1))
        world.script.append(fault)
        assert cannot(server) == words
        assert (len(world.asked), world.slept) == (1, [])

    def test_issues_that_are_switched_off(self, server: Server) -> None:
        world_of(server, has_issues=False)
        assert cannot(server).startswith("acme/tool has its issues switched off on HOST")

    def test_a_token_that_is_not_accepted(self, server: Server) -> None:
        world_of(server)
        assert cannot(server, token="ghp_wrong").startswith("HOST does not accept the token")  # noqa: S106 - opens nothing

    @pytest.mark.parametrize(
        "name", ["acme", "acme/", "a/b/c", "acme/..", "https://github.com/acme/tool", "acme/to ol", "acme/tool?x=1", "acme/tool\n"]
    )
    def test_what_is_no_repository_is_not_asked_for(self, server: Server, name: str) -> None:
        world = world_of(server)
        with pytest.raises(CannotRun) as caught:
            fetched(name, server.client(), MemoryKept())
        assert str(caught.value) == f"{name!r} is no repository; write OWNER/NAME, as in the address of its page"
        assert world.asked == []

    @pytest.mark.parametrize("kind", ["FORBIDDEN", "INSUFFICIENT_SCOPES"])
    def test_a_token_that_graphql_does_not_serve(self, server: Server, kind: str) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([None, says(json.dumps({"data": None, "errors": [{"type": kind, "message": "Not yours"}]}).encode())])
        assert cannot(server) == "HOST refuses a question of the GraphQL API (Not yours); the token needs read access to Issues and Metadata"

    def test_an_api_without_graphql(self, server: Server) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([None, refused(404, "Not Found")])
        assert cannot(server) == "HOST answers 404 to its GraphQL API at /graphql; check the address of the API"


class TestWhatPasses:
    """Faults after which it goes on, and how long it waits."""

    @pytest.mark.parametrize("at", range(8))
    @pytest.mark.parametrize(
        "fault",
        [
            refused(500),
            refused(502),
            refused(503),
            refused(504),
            refused(408),
            refused(202),
            refused(304),
            half,
            hung_up,
            says(b""),
            says(b"<!DOCTYPE html><p>Unicorn!"),
            says(b"null"),
            says(b'{"message": "fine"}'),
            says(b'[{"number": "1"}]'),
            says(b"[1, 2"),
            says(b"\xff\xfe"),
            says(b"[" * 100_000),
            says(b'{"data": {"nodes": 7, "repository": [], "node": "x"}}'),
            says(b'{"errors": [{"message": "Something went wrong while executing your query."}]}'),
        ],
        ids=[
            *("500", "502", "503", "504", "408", "202", "304", "half", "hung-up"),
            *("empty", "page", "null", "object", "wrong-type", "cut", "no-utf8", "deep", "graphql-shape", "graphql-error"),
        ],
    )
    def test_any_of_them_in_front_of_any_question_changes_nothing(self, server: Server, fault: Fault, at: int) -> None:
        issue = Issue(1, comments=[Comment(11)], state="closed", closed=MERGED, closer=closing_commit("acme/tool", SHA))
        world = world_of(server, issue, releases=[release("v1")])
        clean = read(server)
        assert len(world.asked) == 9
        world.script.extend([None] * at + [fault, fault])
        assert read(server) == clean
        assert world.slept == [1.25, 2.5]

    def test_each_wait_is_twice_as_long_and_it_is_said_why_it_was_given_up(self, server: Server) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([refused(502)] * 9)
        assert cannot(server) == "HOST answers 502, 8 times in a row (/repos/acme/tool); run the same again later: what was read is kept"
        assert world.slept == [1.25, 2.5, 5, 10, 20, 40, 75]
        assert {each.because.partition(" ")[2] for each in world.waits} == {"answers 502"}

    @pytest.mark.parametrize(
        ("fault", "words"),
        [
            (half, "HOST breaks off in the middle of its answer, 8 times in a row"),
            (hung_up, "HOST does not answer, 8 times in a row"),
            (says(b"<p>"), "HOST answers something else than JSON, 8 times in a row"),
            (says(b'{"id": "one"}'), "HOST answers something else than GitHub documents (full_name), 8 times in a row"),
            (says(b"x" * 3_000_000), "HOST sends more than 2,000,000 bytes, 8 times in a row"),
            (silent(1), "HOST takes longer than 0.2 seconds, 8 times in a row"),
        ],
        ids=["half", "hung up", "no JSON", "wrong JSON", "too much", "silent"],
    )
    def test_what_is_said_of_each(self, server: Server, fault: Fault, words: str) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([fault] * 9)
        seconds = 0.2 if "takes longer" in words else 20
        assert cannot(server, limits=Limits(most_bytes=2_000_000, seconds=seconds)).startswith(words)

    def test_a_byte_now_and_then_is_no_answer(self, server: Server) -> None:
        """The time is that of the whole answer."""

        class Dripping(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.end_headers()
                while not enough.wait(0.02):
                    self.wfile.write(b" ")

            def log_message(self, *_: Any) -> None:
                pass

        enough = threading.Event()
        httpd = HTTPServer(("127.0.0.1", 0), Dripping)
        threading.Thread(target=httpd.serve_forever, args=(0.01,), daemon=True).start()
        world_of(server)
        client = server.client(limits=Limits(attempts=1, seconds=0.3), base_url=f"http://127.0.0.1:{httpd.server_address[1]}")
        try:
            with pytest.raises(CannotRun, match=r"takes longer than 0\.3 seconds, and was asked once"):
                fetched("acme/tool", client, MemoryKept())
        finally:
            enough.set()
            httpd.shutdown()
            httpd.server_close()

    @pytest.mark.parametrize("jitter", [0.0, 0.999])
    def test_those_who_wait_do_not_all_come_back_at_once(self, server: Server, jitter: float) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([refused(502)] * 2)
        fetched("acme/tool", server.client(jitter=jitter), MemoryKept())
        assert world.slept == [1 + jitter / 2, 2 + jitter]


class TestTheBudget:
    @pytest.mark.parametrize("status", [403, 429])
    def test_a_pause_that_is_asked_for_is_kept(self, server: Server, status: int) -> None:
        world = world_of(server, Issue(1))
        world.script.append(refused(status, "You have exceeded a secondary rate limit.", Retry_After="30"))
        read(server)
        assert world.slept == [32.5]

    def test_it_may_be_asked_for_by_a_date(self, server: Server) -> None:
        world = world_of(server, Issue(1))
        world.script.append(refused(429, "", Retry_After="Sun, 01 Nov 2026 09:02:00 GMT"))
        read(server)
        assert world.slept == [122.5]

    @pytest.mark.parametrize(
        "fault",
        [
            refused(429),
            refused(429, Retry_After="soon"),
            refused(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."),
        ],
        ids=["429", "429 with nonsense", "403 by its words"],
    )
    def test_where_nobody_says_how_long_it_is_a_minute_and_then_twice_that(self, server: Server, fault: Fault) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([fault] * 3)
        read(server)
        assert world.slept == [75, 150, 300]

    def test_a_budget_that_is_used_up_is_waited_for(self, server: Server) -> None:
        world = world_of(server, Issue(1))
        world.script.append(used_up(600))
        read(server)
        assert world.slept == [603.5]

    def test_it_is_not_asked_once_more_only_to_be_refused(self, server: Server) -> None:
        world = world_of(server, Issue(1), Issue(2, updated=BEGAN + timedelta(1)))
        world.left = 3
        read(server)
        assert [each.because for each in world.waits] == ["the budget of 5,000 questions an hour is used up"]
        assert world.slept == [3_601]
        assert len(world.asked) == 7

    @pytest.mark.parametrize("error", [{"type": "RATE_LIMITED", "message": "No more"}, {"message": "API rate limit exceeded for user ID 101."}])
    def test_the_budget_of_graphql_is_one_of_its_own_and_comes_back(self, server: Server, error: dict[str, str]) -> None:
        """It is told with a status of 200 (https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api)."""
        world = world_of(server, Issue(1))
        spent = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int((world.now + timedelta(minutes=10)).timestamp()))}
        world.script.extend([None, lambda *_: Reply(200, {"errors": [error]}, spent)])
        read(server)
        assert world.slept == [75, 600 - 75 + 1]
        assert [each.because.partition(" ")[2] for each in world.waits] == ["asks for a pause", "budget of 5,000 questions an hour is used up"]

    def test_nobody_sits_for_longer_than_an_hour(self, server: Server) -> None:
        world = world_of(server, Issue(1))
        world.script.append(refused(429, Retry_After="86400"))
        assert (
            cannot(server) == "HOST asks for a pause; it can be asked again in 1440 minutes, which is longer than this waits. What was read is kept"
        )
        assert world.slept == []

    def test_not_even_where_nobody_says_for_how_long(self, server: Server) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([refused(429)] * 8)
        assert cannot(server).startswith("HOST asks for a pause, 8 times in a row")
        assert world.slept == [75, 150, 300, 600, 1200, 2400, 3700]

    @pytest.mark.parametrize("value", ["-1", "", "many", "9" * 400, "1e9"])
    def test_headers_that_say_nothing_are_not_believed(self, server: Server, value: str) -> None:
        world = world_of(server, Issue(1))
        headers = {"X_RateLimit_Remaining": value, "X_RateLimit_Reset": value, "X_RateLimit_Limit": value, "Retry_After": value, "Date": value}
        world.script.extend([refused(502, **headers)])
        read(server)
        assert world.slept == [1.25]


@pytest.mark.parametrize("question", [questions.OVERVIEW, questions.ENDING, questions.REMARKS], ids=["overview", "ending", "remarks"])
def test_the_questions_of_graphql_are_such_as_github_documents(question: str) -> None:
    """The scripted server does not read them."""
    schema = build_schema((Path(__file__).parent / "cases/github/schema.graphql").read_text(encoding="utf-8"))
    assert validate(schema, parse(question)) == []


class TestTheToken:
    def test_it_is_sent_nowhere_else(self, server: Server) -> None:
        """Neither where a redirect leads nor where a next page is said to be."""
        with serving(World([Repo("acme/tool")])) as elsewhere:
            there = elsewhere.world.address
            for fault in (
                refused(301, Location=f"{there}/repos/acme/tool"),
                refused(302, Location=f"//127.0.0.1:{elsewhere.port}/repos/acme/tool"),
                refused(307, Location="https://evil.example/repos/acme/tool"),
                refused(308, Location=f"http://127.0.0.1:{server.port}@evil.example/"),
            ):
                world = world_of(server, Issue(1))
                world.script.append(fault)
                assert "sends on to another place" in cannot(server)
            world = world_of(server, Issue(1))
            next_elsewhere = Reply(200, [], {"Link": f'<{there}/repos/acme/tool/issues?page=2>; rel="next"'})
            world.script.extend([None, None, lambda *_: next_elsewhere])
            assert cannot(server) == f"HOST sends on to another place, 127.0.0.1:{elsewhere.port}; the token was not sent there"
            assert elsewhere.world.asked == []

    def test_a_place_outside_of_the_api_on_the_same_host_is_another_place(self, server: Server) -> None:
        server.show(World([Repo("acme/tool")], prefix="/api/v3"))
        server.world.script.append(refused(301, Location="/login"))
        assert "sends on to another place" in cannot(server)

    def test_a_circle_of_redirects_is_left(self, server: Server) -> None:
        world = world_of(server, Issue(1))
        world.script.extend([refused(301, Location="/repos/acme/tool")] * 9)
        assert cannot(server) == "HOST sends on again and again from /repos/acme/tool; try again later"

    @pytest.mark.parametrize(
        "address",
        [
            "http://api.github.com",
            "ftp://api.github.com",
            "api.github.com",
            "",
            "https://",
            "http://127.0.0.1.evil.example",
            "http://10.0.0.1/api/v3",
        ],
    )
    def test_only_https_is_spoken_to(self, address: str) -> None:
        with pytest.raises(CannotRun) as caught:
            made(address)
        assert str(caught.value) == f"{address!r} is not the https address of an API; write https://api.github.com, or https://HOST/api/v3"

    def test_other_addresses_that_are_none(self) -> None:
        with pytest.raises(CannotRun, match="is the address of a site, not of its API; write https://api"):
            made("https://github.com")
        with pytest.raises(CannotRun, match=r"the address of the API on ghe.example has more in it than a host and a path"):
            made("https://me:secret@ghe.example/api/v3")

    def test_a_host_that_cannot_show_who_it_is_is_told_nothing(self, server: Server, tmp_path: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        made_by_itself = (
            x509.CertificateBuilder(name, name, key.public_key(), 1, BEGAN, BEGAN + timedelta(days=36_500))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
            .sign(key, hashes.SHA256())
        )
        files = tmp_path / "certificate.pem", tmp_path / "key.pem"
        files[0].write_bytes(made_by_itself.public_bytes(Encoding.PEM))
        files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*files)
        with context.wrap_socket(socket.create_server(("127.0.0.1", 0)), server_side=True) as secured:

            def hang_up() -> None:
                with suppress(OSError):
                    secured.accept()

            threading.Thread(target=hang_up, daemon=True).start()
            host = f"127.0.0.1:{secured.getsockname()[1]}"
            world = world_of(server)
            client = server.client(base_url=f"https://{host}/api/v3")
            with pytest.raises(CannotRun) as caught:
                fetched("acme/tool", client, MemoryKept())
        assert str(caught.value) == f"{host} has no certificate to be trusted; REQUESTS_CA_BUNDLE names the file of your own authority"
        assert world.slept == []

    @pytest.mark.parametrize("token", ["", " ", "two words", "a\nb", "é"])
    def test_a_token_is_one_word(self, token: str) -> None:
        with pytest.raises(CannotRun, match="the token is empty, or not one word; give it as GitHub showed it"):
            made("https://api.github.com", token)

    def test_the_token_that_is_made_for_the_host(self) -> None:
        ours = {"GITHUB_TOKEN": "for-github", "GH_ENTERPRISE_TOKEN": "for-enterprise"}

        def nobody(_host: str) -> None:
            return None

        def of_gh(host: str) -> str:
            return f"gh-for-{host}"

        assert token_for("https://api.github.com", ours, nobody) == "for-github"
        assert token_for("https://api.github.com", ours | {"GH_TOKEN": "first"}, nobody) == "first"
        assert token_for("https://api.acme.ghe.com", ours, nobody) == "for-github"
        assert token_for("https://ghe.example/api/v3", ours, nobody) == "for-enterprise"
        assert (
            token_for("https://ghe.example/api/v3", {"GITHUB_TOKEN": "of-the-job", "GITHUB_API_URL": "https://ghe.example/api/v3"}, nobody)
            == "of-the-job"
        )
        assert token_for("https://api.github.com", {}, of_gh) == "gh-for-github.com"
        assert token_for("https://api.acme.ghe.com", {}, of_gh) == "gh-for-acme.ghe.com"
        assert token_for("https://ghe.example/api/v3", {"GITHUB_TOKEN": "for-github"}, of_gh) == "gh-for-ghe.example"

    def test_a_host_in_the_settings_does_not_get_the_token_of_github(self) -> None:
        with pytest.raises(CannotRun) as caught:
            token_for("https://evil.example/api/v3", {"GITHUB_TOKEN": "for-github", "GITHUB_API_URL": "https://api.github.com"}, lambda _: None)
        assert str(caught.value) == (
            "there is no token for evil.example; give one that may read issues in GITHUB_ENTERPRISE_TOKEN, "
            "or log in with 'gh auth login --hostname evil.example'"
        )

    def test_gh_is_asked(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        gh = tmp_path / "gh"
        gh.write_text('#!/bin/sh\n[ "$*" = "auth token --hostname ghe.example" ] && echo from-gh || exit 1\n')
        gh.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert gh_token("ghe.example") == "from-gh"
        assert gh_token("github.com") is None
        gh.unlink()
        assert gh_token("ghe.example") is None


def made(address: str, token: str = TOKEN) -> Client:
    return Client(token, address, clock=lambda: BEGAN, sleep=lambda _: None, jitter=lambda: 0)


# Whatever happens, in whatever order: when it is over, the result is that of a clean reading.


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


@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
