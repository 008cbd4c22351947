"""What moves, what is gone, and what nobody can do anything about: no issue is lost from sight."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from github_reading import cannot, read, world_of
from github_server import MemoryKept, Server, meanwhile, refused, says
from github_world import BEGAN, Comment, Fault, Issue, Reply, Repo, World

from tracker.github.fetch import fetched
from tracker.github.upstream import Gone
from tracker.model.problem import CannotRun


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
