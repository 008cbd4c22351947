"""Issues come in from a scripted GitHub over HTTP, are written, built, and kept in step: the whole way, as the commands go it."""

import os
import re
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from github_server import Server, half, hung_up, refused, says, serving, used_up
from github_world import BEGAN, TOKEN, Comment, Issue, Repo, User, World, closing_commit, release
from typer.testing import CliRunner

from tracker import intake
from tracker.cli import app
from tracker.github.fetch import fetched
from tracker.github.plan import Decisions, Outcome, Plan, Reading
from tracker.hosts.builder import build_site, read_files
from tracker.model.problem import CannotRun
from tracker.model.site import Site
from tracker.starter import begin
from tracker.store.kept import KeptBytes

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FAULTS = (
    *(refused(status) for status in (429, 500, 502, 503, 504)),
    refused(429, Retry_After="7"),
    refused(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."),
    used_up(900),
    half,
    hung_up,
    says(b"<html>Unicorn!</html>"),
)
ENDING = (refused(401), refused(403), refused(404), refused(410))
"""What ends a reading: nobody can do anything about it by asking again."""
ADA = User("ada-example", 4101)
PRETENDER = User("ada-examp1e", 9101)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving(World()) as made:
        yield made


def site_for(folder: Path, server: Server, publish: str = "{issues: all, comments: all}") -> Path:
    """A new site that mirrors acme/tool; its mkdocs.yml."""
    begin(folder)
    settings = folder / "content/tracker.yml"
    mapping = f"""
github:
  repositories:
    - name: acme/tool
      base_url: "{server.world.address}"
      platform: github-there
      product: app
      publish: {publish}
      labels:
        bug: {{kind: defect}}
        enhancement: {{kind: feature}}
        export: {{components: export}}
        confirmed: {{status: confirmed}}
"""
    settings.write_text(settings.read_text() + mapping)
    (folder / "content/staff/ada.yml").write_text(
        'id: ada\nname: Ada Example\nkind: person\nsince: "2025-01-01"\naccounts: [{platform: github-there, handle: ada-example, account_id: "4101"}]\n'
    )
    return folder / "mkdocs.yml"


def planned(config: Path, server: Server) -> tuple[Plan, Site]:
    site, found, tracker = read_files(config)
    assert tracker is not None
    assert found.errors == ()
    repository = tracker.settings.github.repositories[0]
    known = [number for state in tracker.imported for number, _ in state.known]
    seen = fetched(repository.name, server.client(), KeptBytes(site.cache, "github"), known=known)
    return intake.tried([Reading(repository, seen)], tracker, site, NOW.date(), Decisions()), site


def store_of(folder: Path) -> dict[str, bytes]:
    """Every file of the store, by its path below."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted((folder / "content").rglob("*")) if p.is_file()}


def run(config: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "GH_ENTERPRISE_TOKEN": TOKEN, "GH_TOKEN": "", "GITHUB_TOKEN": "", "GITHUB_API_URL": ""}
    command = [sys.executable, "-m", "tracker", *arguments, "-f", str(config)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=config.parent)


def many(random: Random) -> list[Issue]:
    """500 issues with 3,000 comments, in all states."""
    people = [ADA, PRETENDER, None, *(User(f"customer-{n}", n) for n in range(1, 40))]
    issues = [
        Issue(
            number,
            f"No. {number} \x00 stops 🥊",
            body=random.choice(["It stops.\r\n\r\n### Steps\r\n\r\n1. Export", None, "é" * 65_536 if number % 100 == 0 else "x"]),
            user=random.choice(people),
            updated=BEGAN + timedelta(minutes=random.randrange(5_000)),
            labels=[random.choice(["bug", "enhancement"]), *random.sample(["export", "confirmed", "good first issue"], random.randrange(3))],
            reactions={"+1": random.randrange(5)},
            locked=number % 7 == 0,
            pinned=number < 3,
        )
        for number in range(1, 501)
    ]
    for number in range(3_000):
        at = BEGAN + timedelta(minutes=number)
        folded = "SPAM" if number % 50 == 0 else ""
        random.choice(issues).comments.append(Comment(number, f"Comment {number}", user=random.choice(people), created=at, minimised=folded))
    for issue in random.sample(issues, 200):
        issue.state, issue.closed = "closed", BEGAN + timedelta(days=20)
        issue.reason = random.choice(["completed", "not_planned"])
        issue.closer = closing_commit("acme/tool", "a" * 40) if issue.reason == "completed" else None
    return issues


def test_five_hundred_issues_under_faults_come_in_as_in_peace_and_the_second_plan_is_empty(server: Server, tmp_path: Path) -> None:
    random = Random(20261123)  # noqa: S311 - chance that can be repeated
    server.show(World([Repo("acme/tool", issues=many(random), releases=[release("v1.0.0")])]))
    world = server.world
    peaceful, troubled = site_for(tmp_path / "peace", server), site_for(tmp_path / "trouble", server)
    plan, site = planned(peaceful, server)
    assert (len(plan.entries), len(plan.of(Outcome.NEW))) == (500, 500)
    intake.apply(plan, site)
    broken = 0
    while True:
        faults = (random.choice(ENDING if random.random() < 0.01 else FAULTS) if random.random() < 0.2 else None for _ in range(4_000))
        world.script, world.left = deque(faults), world.limit
        try:
            plan, site = planned(troubled, server)
        except CannotRun:
            broken += 1
            assert broken < 100
        else:
            intake.apply(plan, site)
            break
    assert broken
    world.script.clear()
    assert store_of(tmp_path / "trouble") == store_of(tmp_path / "peace")
    assert sum(text.count(b"issuecomment-") for path, text in store_of(tmp_path / "peace").items() if path.endswith(".yml")) == 3_000
    again, _ = planned(troubled, server)
    assert again.is_empty
    assert not again.asks
    assert build_site(troubled, {}, now=NOW, clean=False, tell=lambda *_: None).published is not None


def test_the_page_of_an_issue_marks_staff_and_nobody_who_looks_like_them(server: Server, tmp_path: Path) -> None:
    """One commenter has the display name, and all but the handle, of somebody of staff; what counts is the number of the account."""
    comments = [
        Comment(1, "We can see it, too.", user=ADA),
        Comment(2, "Send me your password.", user=PRETENDER, association="MEMBER"),
        Comment(3, "I am Ada Example.", user=User("Ada-Example", 77)),
    ]
    server.show(World([Repo("acme/tool", issues=[Issue(7, comments=comments)])]))
    config = site_for(tmp_path, server)
    plan, site = planned(config, server)
    intake.apply(plan, site)
    assert build_site(config, {}, now=NOW, clean=False, tell=lambda *_: None).published is not None
    page = (tmp_path / "site/issues/DEF-GH-7/index.html").read_text()
    words = {match[1]: match[0] for match in re.finditer(r'<li id="comment-(\d)".*?</li>', page, re.DOTALL)}
    assert 'class="tk-words__staff"' in words["1"]
    assert '<a href="../../staff/ada/">Ada Example</a></span> <span class="tk-badge">Staff</span>' in words["1"]
    for number, handle in (("2", "ada-examp1e"), ("3", "Ada-Example")):
        assert f'<bdi class="tk-handle">{handle}</bdi>' in words[number]
        assert "tk-words__staff" not in words[number]
        assert "tk-badge" not in words[number]
        assert "/staff/" not in words[number]
    assert 'href="https://github.com/acme/tool/issues/7#issuecomment-2" rel="nofollow noopener"' in words["2"]
    assert any("'ada-examp1e' (9101)" in note for note in plan.notes), "who belongs to the repository and is not in the directory is told of"


def test_a_conversation_that_is_too_long_for_a_record_is_cut_in_its_longest_words(server: Server, tmp_path: Path) -> None:
    long = [Comment(n, "é" * 65_536 if n % 100 == 0 else f"No. {n}", created=BEGAN + timedelta(minutes=n)) for n in range(1_000)]
    server.show(World([Repo("acme/tool", issues=[Issue(1, body="é" * 65_536, comments=long)])]))
    config = site_for(tmp_path, server)
    plan, site = planned(config, server)
    assert not plan.asks
    intake.apply(plan, site)
    _, found, tracker = read_files(config)
    assert found.errors == ()
    assert tracker is not None
    (issue,) = [i for i in tracker.issues if i.id == "DEF-GH-1"]
    assert len(issue.comments) == 1_000
    assert issue.description == "é" * 65_536
    assert issue.comments[100].text == "é" * 20_000 + "\n\n… (cut here; the original has the rest)"
    assert issue.comments[101].text == "No. 101"
    assert planned(config, server)[0].is_empty


def test_a_run_that_could_not_write_is_made_good_by_the_next(server: Server, tmp_path: Path) -> None:
    """The bookkeeping says what was to come; what did not come then comes now."""
    server.show(World([Repo("acme/tool", issues=[Issue(1), Issue(2)])]))
    config = site_for(tmp_path, server)
    plan, site = planned(config, server)
    in_the_way = tmp_path / "content/defects/DEF-GH-2.yml"
    in_the_way.mkdir()
    with pytest.raises(CannotRun, match=r"^content/defects/DEF-GH-2\.yml is there already; nothing was written$"):
        intake.apply(plan, site)
    in_the_way.rmdir()
    again, site = planned(config, server)
    assert [entry.outcome for entry in again.entries] == [Outcome.NEW, Outcome.NEW]
    intake.apply(again, site)
    assert planned(config, server)[0].is_empty


def test_what_may_not_be_published_comes_in_as_it_is_and_is_a_mark_on_the_site(server: Server, tmp_path: Path) -> None:
    """The file says what is there, so that nothing looks like an edit by hand; readers see the mark."""
    said = "Write to zoe.quagga@mail.acme-customer.net."
    server.show(World([Repo("acme/tool", issues=[Issue(7, body=said, comments=[Comment(1, said)])])]))
    config = site_for(tmp_path, server)
    plan, site = planned(config, server)
    intake.apply(plan, site)
    assert (tmp_path / "content/defects/DEF-GH-7.yml").read_text().count("zoe.quagga") == 2
    issue = server.world.repositories[0].issues[0]
    issue.body = f"{said} Soon."
    server.world.touch(issue)
    again, site = planned(config, server)
    assert [entry.outcome for entry in again.entries] == [Outcome.CHANGED]
    intake.apply(again, site)
    assert build_site(config, {}, now=NOW, clean=False, tell=lambda *_: None).published is not None
    page = (tmp_path / "site/issues/DEF-GH-7/index.html").read_text()
    assert page.count("[removed: e-mail]") >= 2
    assert not [path for path in (tmp_path / "site").rglob("*") if path.is_file() and b"zoe.quagga" in path.read_bytes()]


class TestTheCommands:
    def test_nothing_is_written_before_somebody_says_so_and_the_second_time_there_is_nothing(self, server: Server, tmp_path: Path) -> None:
        server.show(World([Repo("acme/tool", issues=[Issue(1, labels=["bug"], comments=[Comment(11)]), Issue(2, labels=["enhancement"])])]))
        config = site_for(tmp_path, server, "{issues: all, comments: review}")
        before = store_of(tmp_path)
        shown = run(config, "sync", "github")
        assert shown.stdout == (
            'would write  content/defects/DEF-GH-1.yml: "Export stops", 1 comment, 1 of them to be read first\n'
            'would write  content/features/FEA-GH-2.yml: "Export stops"\n'
        )
        assert "2 issues: 2 new, with 1 new comment; planned; --apply writes it\n" in shown.stderr
        assert "GitHub answers 4," in shown.stderr, "the budget that is left"
        assert shown.returncode == 0
        assert store_of(tmp_path) == before
        written = run(config, "sync", "github", "--apply")
        assert (written.returncode, written.stdout.count("write  ")) == (0, 2)
        assert sorted(store_of(tmp_path).keys() - before.keys()) == [
            "content/defects/DEF-GH-1.yml",
            "content/features/FEA-GH-2.yml",
            "content/imports/127.0.0.1/acme/tool.json",
        ]
        again = run(config, "sync", "github", "--apply")
        assert (again.returncode, again.stdout) == (0, "")
        assert "2 issues: 2 unchanged; nothing to write\n" in again.stderr
        checked = run(config, "check")
        assert checked.returncode == 0, checked.stderr
        assert "note: not published, because nobody has read them yet: records 0, comments 1; whoever has read one" in checked.stderr

    def test_a_clean_clone_knows_what_was_deleted(self, server: Server, tmp_path: Path) -> None:
        """The cache is gone, as in a workflow; the bookkeeping is in the store."""
        repo = Repo("acme/tool", issues=[Issue(1), Issue(2)])
        server.show(World([repo]))
        config = site_for(tmp_path, server)
        assert run(config, "sync", "github", "--apply").returncode == 0
        repo.issues.pop()
        repo.deleted.add(2)
        (tmp_path / ".tracker/github.db").unlink()
        told = run(config, "sync", "github")
        assert told.stdout == "gone  content/defects/DEF-GH-2.yml: acme/tool#2 is deleted; --withdraw DEF-GH-2 makes it a tombstone\n"
        assert told.returncode == 0
        done = run(config, "sync", "github", "--apply", "--withdraw", "DEF-GH-2")
        assert done.returncode == 0, done.stderr
        assert run(config, "sync", "github").stdout == ""
        assert run(config, "check").returncode == 0

    def test_a_conflict_is_told_at_its_place_with_both_values(self, server: Server, tmp_path: Path) -> None:
        repo = Repo("acme/tool", issues=[Issue(1)])
        server.show(World([repo]))
        config = site_for(tmp_path, server)
        assert run(config, "sync", "github", "--apply").returncode == 0
        record = tmp_path / "content/defects/DEF-GH-1.yml"
        record.write_text(record.read_text().replace("title: Export stops", "title: Exports end early   # as support says"))
        repo.issues[0].title = "Export halts"
        server.world.touch(repo.issues[0])
        told = run(config, "sync", "github", "--apply")
        assert told.returncode == 1
        assert (
            'content/defects/DEF-GH-1.yml:2:8: T431 title is "Exports end early" here and "Export halts" on GitHub, and neither is what was last'
            " brought in; nothing of this record was changed: write here what is right, or decide with --keep DEF-GH-1 or --take DEF-GH-1\n"
        ) in told.stderr
        kept = run(config, "sync", "github", "--apply", "--keep", "DEF-GH-1")
        assert kept.returncode == 0
        assert "title: Exports end early   # as support says\n" in record.read_text()
        assert "nothing to write" in run(config, "sync", "github").stderr

    def test_what_the_store_would_not_bear_is_left_out_and_the_rest_comes_in(self, server: Server, tmp_path: Path) -> None:
        """An assignee who has left is in charge of nothing that is open."""
        server.show(World([Repo("acme/tool", issues=[Issue(1, comments=[Comment(1, created=BEGAN + timedelta(days=40))]), Issue(2)])]))
        config = site_for(tmp_path, server)
        ada = tmp_path / "content/staff/ada.yml"
        ada.write_text(ada.read_text().replace("kind: person\n", 'kind: person\nuntil: "2026-01-31"\n'))
        settings = tmp_path / "content/tracker.yml"
        settings.write_text(settings.read_text().replace("product: app\n      publish", "product: app\n      owner: ada\n      publish"))
        told = run(config, "sync", "github", "--apply")
        assert told.returncode == 1
        assert (
            "acme/tool#1: T421 is left as it is: owner: ada was staff until 2026-01-31, and the record goes on to 2026-02-14; hand the issue to"
            " somebody who serves\n"
        ) in told.stderr
        assert "2 issues: 1 new, 1 that cannot be records as they are; written: review the change before it is merged\n" in told.stderr
        assert (tmp_path / "content/defects/DEF-GH-2.yml").is_file()
        assert not (tmp_path / "content/defects/DEF-GH-1.yml").exists()

    def test_a_repository_that_is_not_listed_comes_in_with_the_defaults(self, server: Server, tmp_path: Path) -> None:
        server.show(World([Repo("acme/other", issues=[Issue(1, user=User("bob", 102))])]))
        config = site_for(tmp_path, server)
        written = run(config, "import", "github", "acme/other", "--base-url", server.world.address, "--apply")
        assert written.returncode == 0, written.stderr
        assert "awaits_review: true\n" in (tmp_path / "content/defects/DEF-GH-1.yml").read_text(), (
            "strangers wait for a reader unless it is said otherwise"
        )

    def test_wrong_use_is_said(self, server: Server, tmp_path: Path) -> None:
        server.show(World([Repo("acme/tool", issues=[])]))
        config = site_for(tmp_path, server)
        both = run(config, "sync", "github", "--keep", "DEF-1", "--take", "DEF-1")
        assert (both.returncode, both.stderr) == (2, "tracker: DEF-1 stands after --keep and after --take; decide for one of them\n")
        missing = run(config, "sync", "github", "--keep", "DEF-0002")
        assert (missing.returncode, missing.stderr) == (2, "tracker: there is no record DEF-0002; did you mean 'DEF-0001'?\n")
        no = run(config, "import", "github", "acme", "--apply")
        assert (no.returncode, no.stderr) == (2, "tracker: name: 'acme' is not a repository; write OWNER/NAME, as octo-org/hello\n")

    def test_that_it_asks_again_is_told_without_a_terminal_too(self, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A line to each time, and one when it gives up."""
        config = site_for(tmp_path, server)
        slept: list[float] = []
        monkeypatch.setattr("tracker.cli.github.time", SimpleNamespace(sleep=slept.append))
        monkeypatch.setenv("GH_ENTERPRISE_TOKEN", TOKEN)
        with socket.create_server(("127.0.0.1", 0)) as taken:
            host = f"127.0.0.1:{taken.getsockname()[1]}"
        ran = CliRunner().invoke(app, ["import", "github", "acme/none", "--base-url", f"http://{host}", "-f", str(config)])
        told = [re.sub(r"[0-9]+ s$", "N s", line) for line in ran.stderr.splitlines()]
        assert told == [f"{host} cannot be reached; asking again in N s"] * 3
        assert isinstance(ran.exception, CannotRun)
        assert str(ran.exception).startswith(f"{host} cannot be reached, 4 times in a row")
        assert sum(slept) < 11


def test_no_name_that_the_server_gives_works_on_a_terminal(tmp_path: Path, server: Server) -> None:
    """What has moved is told by the name of where it went."""
    there = Repo("acme/\x1b[31mred\x07", id=2, issues=[Issue(5)])
    here = Repo("acme/tool", issues=[Issue(1), Issue(2)])
    server.show(World([here, there]))
    config = site_for(tmp_path, server)
    assert run(config, "sync", "github", "--apply").returncode == 0
    here.issues.pop()
    here.transferred[2] = f"{there.name}#5"
    told = run(config, "sync", "github")
    assert "note: DEF-GH-2: acme/tool#2 has moved to acme/\ufffd[31mred\ufffd#5; list that repository" in told.stderr
    assert "\x1b" not in told.stdout + told.stderr
