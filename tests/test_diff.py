"""`tracker diff`: what customers will see change. The cases in cases/diff/ are the specification of its words."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from editions import ADA, DESKTOP, defect, made, member
from test_cli import Told, Tracker, tracker
from test_git import Repository

from tracker.model.issue import Attachment, NoneKnown, Reference, Reporter, Reports, Resolution, Stranger, Target
from tracker.model.public import (
    PublicAccount,
    PublicComment,
    PublicImpostor,
    PublicIssue,
    PublicProof,
    PublicStaff,
    PublicUpdate,
    PublicWorkaround,
    Signature,
)
from tracker.model.staff import Suspension
from tracker.model.values import IssueId, Slug
from tracker.model.vocabulary import DefectStatus, EndReason, IssueKind, ReferenceType, Severity, StaffKind
from tracker.site.difference import changes
from tracker.store.yaml import parse

__all__ = ["tracker"]

ROOT = Path(__file__).parent
BASE = ROOT / "stores" / "base"
SHOWN = [(file, case) for file in sorted((ROOT / "cases" / "diff").glob("*.yml")) for case in parse(file.read_bytes(), file.name)]
AT = datetime(2026, 1, 9, 10, tzinfo=UTC)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The base store in a repository of its own, as on its first day."""
    made_here = Repository(tmp_path / "here")
    shutil.copytree(BASE, made_here.path, dirs_exist_ok=True)
    (made_here.path / ".gitignore").write_text(".tracker/\nsite/\n")
    made_here.commit_all()
    monkeypatch.chdir(made_here.path)
    return made_here


def lay(repository: Repository, files: Mapping[str, str | None]) -> None:
    for name, text in files.items():
        path = repository.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("file", "case"), SHOWN, ids=[f"{file.stem}: {case['shows']}" for file, case in SHOWN])
def test_what_customers_will_see_change_is_told(tracker: Tracker, repository: Repository, file: Path, case: dict[str, Any]) -> None:
    lay(repository, case.get("then", {}))
    repository.commit_all()
    lay(repository, case["now"])
    told = tracker("diff", "HEAD")
    assert told.err == ""
    heading, _, rest = told.out.partition("\n\n")
    assert rest == case["told"]
    number = case["told"].count("\n\n") + 1 if case["told"] else 0
    said = "nothing" if not number else f"{number} thing{'' if number == 1 else 's'}"
    assert heading.strip() == f"Customers will see {said} change since {repository.head[:12]}."


FULL = PublicIssue(
    id=IssueId("DEF-1"),
    kind=IssueKind.DEFECT,
    status=DefectStatus.CONFIRMED,
    opened=date(2026, 1, 5),
    title="Export stops",
    product=DESKTOP.id,
)
OTHER: dict[str, Any] = {
    "status": DefectStatus.IN_PROGRESS,
    "opened": date(2026, 1, 6),
    "title": "Export ends",
    "product": Slug("cloud"),
    "severity": Severity.MAJOR,
    "components": (Slug("ui"),),
    "summary": "Short.",
    "description": "Long.",
    "steps_to_reproduce": "1. Export.",
    "symptoms": ("row limit exceeded",),
    "platforms": ("Windows",),
    "affected": defect().affected,
    "checked_not_affected": ("0.9.0",),
    "workarounds": (PublicWorkaround("Export less."),),
    "none_known": NoneKnown.__pydantic_validator__.validate_python({"none-known": "2026-01-09"}),
    "fixes": defect().fixes,
    "target": Target(version="1.2.0"),
    "reports": (Reports.__pydantic_validator__.validate_python({"month": "2026-01", "x": 14}),),
    "votes": 3,
    "duplicate_of": IssueId("DEF-2"),
    "supersedes": (IssueId("DEF-3"),),
    "related": (IssueId("DEF-4"),),
    "references": (Reference(type=ReferenceType.WEB, url="https://meridian.example/x"),),
    "attachments": (Attachment(file="attachments/a.png", alt="A dialog"),),
    "owner": ADA,
    "reporter": Reporter(name="Zoe"),
    "updates": (PublicUpdate(AT, ADA, "Seen."),),
    "comments": (PublicComment(AT, None, Stranger(platform="x", handle="zoe"), "Me too."),),
    "resolution": Resolution(reason="Because."),
    "updated": date(2026, 2, 1),
    "closed": date(2026, 2, 2),
    "aliases": ("BUG-1",),
}
NOT_SEEN = {"id", "kind", "last_change", "source", "edit", "changed", "removed"}
"""What an issue is, what follows, and where it lies."""


def lines(before: PublicIssue, after: PublicIssue) -> list[str]:
    return [line for change in changes(made(before).index, made(after).index) for line in change.what]


def test_no_field_of_an_issue_changes_unseen() -> None:
    """Whoever adds a field to what is published has to say how its change is told."""
    assert {f.name for f in fields(PublicIssue)} == OTHER.keys() | NOT_SEEN
    for name, value in OTHER.items():
        after = replace(FULL, **{name: value})
        assert lines(FULL, after), name
        assert lines(after, FULL), name
    assert lines(FULL, FULL) == []


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("workarounds", PublicWorkaround(f"{'Export less. ' * 20}"), PublicWorkaround(f"{'Export less. ' * 20}Or more.")),
        ("workarounds", PublicWorkaround("Wait."), PublicWorkaround("Wait.", verified_version="1.0", verified_on=date(2026, 1, 9), verified_by=ADA)),
        ("updates", PublicUpdate(AT, ADA, f"{'Seen. ' * 40}"), PublicUpdate(AT, ADA, f"{'Seen. ' * 40}Twice.")),
        ("comments", PublicComment(AT, ADA, None, "Yes."), PublicComment(AT, ADA, None, None, hidden="It named a customer.")),
        ("comments", PublicComment(AT, ADA, None, "Yes."), PublicComment(AT, ADA, None, "Yes.", edited=date(2026, 1, 10))),
    ],
)
def test_a_part_that_stays_and_says_something_else_is_told(name: str, before: object, after: object) -> None:
    assert lines(replace(FULL, **{name: (before,)}), replace(FULL, **{name: (after,)})) != []
    assert lines(replace(FULL, **{name: (before, before)}), replace(FULL, **{name: (before, after)})) != []


def test_a_new_title_of_whoever_signed_is_told_once() -> None:
    """Not again at everything that they ever signed."""
    promoted = Signature(ADA.id, ADA.name, "Head of support")
    assert (
        lines(
            replace(FULL, owner=ADA, updates=(PublicUpdate(AT, ADA, "Seen."),)),
            replace(FULL, owner=promoted, updates=(PublicUpdate(AT, promoted, "Seen."),)),
        )
        == []
    )


MEMBER: dict[str, Any] = {
    "name": "Ada L.",
    "kind": StaffKind.ROLE,
    "title": "Engineer",
    "team": "Support",
    "since": date(2024, 2, 1),
    "until": date(2025, 1, 1),
    "time_zone": "Europe/London",
    "country": "GB",
    "hours": "Mo-Fr 09:00-17:00",
    "languages": ("en",),
    "accounts": (PublicAccount("x", "AdaAtMeridian"),),
    "may_ask": ("your order number",),
    "never_asks": ("your password",),
    "photo": "attachments/ada.png",
    "bio": "Likes engines.",
}
ACCOUNT: dict[str, Any] = {
    "account_id": "1",
    "since": date(2024, 1, 8),
    "until": date(2025, 1, 1),
    "reason": EndReason.RENAMED,
    "now": "AdaOfMeridian",
    "suspended": Suspension.model_validate({"since": "2024-05-01", "reason": "Stolen"}),
    "purpose": "support",
    "proofs": (PublicProof("link-back", date(2026, 1, 2), None, None, None),),
}


def test_no_field_of_a_member_or_an_account_changes_unseen() -> None:
    assert {f.name for f in fields(PublicStaff)} == MEMBER.keys() | {"id", "edit", "changed"}
    assert {f.name for f in fields(PublicAccount)} == ACCOUNT.keys() | {"platform", "handle"}
    plain = member()
    account = PublicAccount("x", "AdaAtMeridian")
    pairs = [(plain, replace(plain, **{name: value})) for name, value in MEMBER.items()]
    pairs += [(replace(plain, accounts=(account,)), replace(plain, accounts=(replace(account, **{name: value}),))) for name, value in ACCOUNT.items()]
    for before, after in pairs:
        assert changes(made(staff=(before,)).index, made(staff=(after,)).index), after
        assert changes(made(staff=(after,)).index, made(staff=(before,)).index), after


def test_impostors_come_change_and_go() -> None:
    listed = PublicImpostor(
        id=Slug("x-fake"), platform="x", handle="fake", first_seen=date(2026, 1, 1), evidence="https://a.example/", confirmed_by=ADA
    )

    def told(before: tuple[PublicImpostor, ...], after: tuple[PublicImpostor, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
        return [(c.title, c.path, c.what) for c in changes(made(impostors=before).index, made(impostors=after).index)]

    assert told((), (listed,)) == [("fake on X is not ours", "verify/impostors/", ("new",))]
    assert told((listed,), ()) == [("fake on X is not ours", "", ("no longer listed as an impostor",))]
    reported = replace(listed, reported=(("X", date(2026, 1, 2)),))
    assert told((listed,), (reported,)) == [("fake on X is not ours", "verify/impostors/", ("reported: added to X on 2 January 2026",))]


def test_two_commits_are_compared_where_the_second_left_the_first(tracker: Tracker, repository: Repository) -> None:
    """What the base has gained meanwhile is no doing of the branch."""
    repository.git("checkout", "--quiet", "-b", "branch")
    repository.commit(content__defects__DEF_9=None)
    lay(repository, {"content/defects/DEF-9.yml": 'title: Nine\nstatus: reported\nseverity: minor\nproduct: desktop\nopened: "2026-02-01"\n'})
    repository.commit_all()
    repository.git("checkout", "--quiet", "main")
    lay(repository, {"content/defects/DEF-8.yml": 'title: Eight\nstatus: reported\nseverity: minor\nproduct: desktop\nopened: "2026-02-01"\n'})
    repository.commit_all()
    told = json.loads(tracker("diff", "main", "branch", "--json").out)
    assert told == [
        {
            "kind": "defect",
            "id": "DEF-9",
            "title": "Nine",
            "url": "https://known.acme.example/issues/DEF-9/",
            "what": ["new: Reported, Minor, desktop", "feeds: Reported, 1 February 2026"],
        }
    ]


def test_a_store_with_errors_is_not_compared(tracker: Tracker, repository: Repository) -> None:
    lay(repository, {"content/defects/DEF-1.yml": "title: Only\n"})
    told = tracker("diff", "HEAD")
    assert (told.code, told.out) == (1, "")
    assert "nothing would be published; correct them first" in told.err


def test_what_could_not_be_read_then_is_named(tracker: Tracker, repository: Repository) -> None:
    lay(repository, {"content/defects/DEF-5.yml": "title: [\n"})
    before = repository.commit_all()
    lay(repository, {"content/defects/DEF-5.yml": 'title: Five\nstatus: reported\nseverity: minor\nproduct: desktop\nopened: "2026-02-01"\n'})
    told = tracker("diff", "HEAD")
    assert told.code == 0
    assert told.err == f"note: as they were at {before[:12]} these cannot be read, and seem not to have been there: DEF-5\n"
    assert "new: Reported" in told.out
    assert tracker("diff", "HEAD", "--quiet").err == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "tracker: nowhere: git knows no such branch, tag or commit here\n"),
        (["HEAD", "nowhere"], "tracker: nowhere: git knows no such branch, tag or commit here\n"),
        (["HEAD", "empty"], "there is no store that can be read; name another commit\n"),
    ],
)
def test_what_cannot_be_compared_is_told_in_a_line(tracker: Tracker, repository: Repository, arguments: list[str], said: str) -> None:
    first = repository.git("commit-tree", "-m", "nothing", repository.git("mktree"))
    repository.git("tag", "empty", first)
    told = tracker("diff", *arguments)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert told.err.endswith(said)


def test_of_a_store_that_was_not_there_everything_is_new(tracker: Tracker, repository: Repository) -> None:
    empty = repository.git("commit-tree", "-m", "nothing", repository.git("mktree"))
    told = tracker("diff", empty)
    assert told.code == 0
    assert told.err == f"note: at {empty[:12]} there was no store that can be read, so everything is new\n"
    assert {"DEF-1  Export stops", "DEF-2  Sign-in loops", "ada  Ada Able", "desktop  Acme Desktop"} <= set(told.out.splitlines())
    assert tracker("diff", empty, "--quiet").err == ""


def test_without_git_there_is_nothing_to_compare_with(tracker: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.chdir(shutil.copytree(BASE, tmp_path / "here"))
    assert tracker("diff", "HEAD") == Told(2, "", "tracker: a comparison needs git, and this site does not lie in a git repository\n")


def test_nothing_private_is_told(tracker: Tracker, repository: Repository) -> None:
    """Notes, internal issues, embargoes and accounts that are not listed: neither where they come nor where they go."""
    settings = (repository.path / "content/tracker.yml").read_text()
    lay(repository, {"content/tracker.yml": f"{settings}store: private\n"})
    repository.commit_all()
    record = 'title: {0}\nstatus: reported\nseverity: minor\nproduct: desktop\nopened: "2026-02-01"\ninternal_notes: canary-notes\n'
    lay(
        repository,
        {
            "content/defects/DEF-6.yml": record.format("Six")
            + "comments:\n  - {at: '2026-02-02T10:00:00Z', by: ada, text: canary-said, audience: internal}\n",
            "content/defects/DEF-7.yml": record.format("canary-title") + "audience: internal\n",
            "content/defects/DEF-8.yml": record.format("canary-early") + 'embargo_until: "2999-01-01T00:00:00Z"\n',
            "content/staff/s-9xq4.yml": "name: canary-name\nvisible: false\naccounts: [{platform: x, handle: CanaryAtAcme}]\n",
        },
    )
    there = tracker("diff", "HEAD")
    repository.commit_all()
    lay(repository, {f"content/defects/DEF-{n}.yml": None for n in (6, 7, 8)} | {"content/staff/s-9xq4.yml": None})
    gone = tracker("diff", "HEAD")
    for told in (there, gone):
        assert told.code == 0, told.err
        assert "canary" not in (told.out + told.err).casefold()
    assert "DEF-6" in there.out
    assert "DEF-7" not in there.out + gone.out
    assert "DEF-8" not in there.out + gone.out


def test_links_and_paths_of_a_commit_lead_nowhere(tracker: Tracker, repository: Repository, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yml"
    secret.write_text('title: canary\nstatus: reported\nseverity: minor\nproduct: desktop\nopened: "2026-02-01"\n')
    (repository.path / "content/defects/DEF-5.yml").symlink_to(secret)
    repository.commit_all()
    (repository.path / "content/defects/DEF-5.yml").unlink()
    told = tracker("diff", "HEAD")
    assert told.code == 0
    assert "canary" not in told.out + told.err


def test_terminals_are_told_no_escapes(tracker: Tracker, repository: Repository) -> None:
    lay(
        repository,
        {"content/defects/DEF-1.yml": 'title: "Export \\e[31m stops"\nstatus: confirmed\nseverity: minor\nproduct: desktop\nopened: "2026-01-05"\n'},
    )
    assert "\x1b" not in tracker("diff", "HEAD").out


def test_comparing_leaves_nothing_behind(tracker: Tracker, repository: Repository) -> None:
    tracker("diff", "HEAD", "HEAD")
    assert [path.name for path in (repository.path / ".tracker").iterdir() if path.name.startswith("revision-")] == []
    assert repository.git("status", "--porcelain") == ""
