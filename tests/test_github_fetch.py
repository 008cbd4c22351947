"""Reading a repository from GitHub: what it becomes, what it costs, and what is noticed; over real HTTP on loopback."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from github_reading import ADA_THERE, BOB_THERE, MERGED, SHA, SHB, paths, read, world_of
from github_server import MemoryKept, Server, meanwhile, refused, says
from github_world import (
    ADA,
    BEGAN,
    BOB,
    GHOST,
    Comment,
    Issue,
    Repo,
    User,
    World,
    closing_commit,
    closing_pull_request,
    committed,
    mentioned,
    release,
)
from graphql import build_schema, parse, validate

from tracker.github import questions
from tracker.github.fetch import Progress
from tracker.github.upstream import CrossReference, Milestone, Person, Snapshot, UpstreamComment, UpstreamIssue, UpstreamRelease
from tracker.model.problem import CannotRun
from tracker.store.kept import KeptBytes


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

    def test_it_is_told_whether_the_author_edited_a_comment(self, server: Server) -> None:
        """A maintainer can change anybody's words; a ghost may have been either."""
        later = BEGAN + timedelta(days=1)
        said = [Comment(1, updated=later), Comment(2, updated=later, editor=BOB), Comment(3, user=None, updated=later), Comment(4)]
        world_of(server, Issue(1, comments=said))
        assert [each.edited_by_another for each in read(server).issues[0].comments] == [False, True, True, False]

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


@pytest.mark.parametrize("question", [questions.OVERVIEW, questions.ENDING, questions.REMARKS], ids=["overview", "ending", "remarks"])
def test_the_questions_of_graphql_are_such_as_github_documents(question: str) -> None:
    """The scripted server does not read them."""
    schema = build_schema((Path(__file__).parent / "cases/github/schema.graphql").read_text(encoding="utf-8"))
    assert validate(schema, parse(question)) == []
