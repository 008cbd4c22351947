"""What is public follows from an allow-list, and from nothing that only a private record says."""

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tracker.hosts.builder import build_site
from tracker.model.issue import Defect
from tracker.model.problem import CannotRun
from tracker.model.public import PublicProof
from tracker.model.settings import Component, Settings
from tracker.model.staff import StaffMember
from tracker.model.tracker import Tracker
from tracker.model.values import Slug
from tracker.site.pages.people import proved
from tracker.site.pages.words import status_sentence
from tracker.starter import begin
from tracker.views.index import index
from tracker.views.publication import publish

NOW = datetime(2026, 11, 23, tzinfo=UTC)
GIVEN = {"title": "A", "status": "confirmed", "severity": "minor", "product": "app", "opened": "2026-01-05"}
COMPANY = Settings.model_validate(
    {
        "organisation": {"name": "A", "url": "https://a.example/"},
        "store": "private",
        "products": [{"id": "app", "name": "App", "versioning": "continuous", "components": ["ui"]}],
    }
)


def test_a_team_that_only_a_private_issue_names_is_not_published():
    """Of the components that sources add, those of public issues are shown; those that tracker.yml lists are shown anyway."""
    added = {Slug("app"): (Component(id="open-team", name="Open team"), Component(id="secret-team", name="Secret team"))}
    issues = (
        Defect.model_validate({**GIVEN, "id": "DEF-1", "components": ["open-team"]}),
        Defect.model_validate({**GIVEN, "id": "DEF-2", "components": ["secret-team"], "audience": "internal"}),
    )
    public = publish(Tracker(COMPANY, issues=issues, added_components=added), NOW)
    assert [c.id for c in public.products[Slug("app")].components] == ["ui", "open-team"]


@pytest.mark.parametrize(("now", "listed", "shown"), [("NewHandle", False, None), ("@newhandle", False, None), ("NewHandle", True, "NewHandle")])
def test_the_successor_of_an_account_is_told_only_where_it_is_listed(now, listed, shown):
    """`now` would give away an account that is not listed, in whatever spelling."""
    old = {"platform": "x", "handle": "Old", "until": "2026-01-01", "reason": "renamed", "now": now}
    new = {"platform": "x", "handle": "NewHandle", "since": "2026-01-01", "listed": listed}
    member = StaffMember.model_validate({"id": "ada", "name": "Ada", "accounts": [old, new]})
    public = publish(Tracker(COMPANY, staff=(member,)), NOW)
    assert public.staff[0].accounts[0].now == shown


def test_a_proof_that_holds_counts_before_a_newer_one_that_has_expired():
    """An account is not called expired while a proof of it holds."""
    holds = PublicProof("dns", date(2026, 2, 1), date(2027, 12, 1), None, None)
    expired = PublicProof("link-back", date(2026, 3, 1), date(2026, 4, 1), None, None)
    assert not proved((holds, expired), NOW.date()).has_expired
    assert proved((expired,), NOW.date()).has_expired


@pytest.mark.parametrize(("resolution", "said"), [({"reason": "Too rare."}, " The reason is given below."), (None, "")])
def test_a_reason_is_announced_only_where_there_is_one(resolution, said):
    """Other people's files often close an issue without a word."""
    issue = Defect.model_validate({**GIVEN, "id": "DEF-1", "status": "wont-fix", "resolution": resolution})
    derived = index(publish(Tracker(COMPANY, issues=(issue,)), NOW), NOW.date())
    (public,) = derived.public.issues
    words = status_sentence(public, derived.facts[public.id], None)
    assert words == f"We know about it and have decided to leave it as it is.{said}"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    tuple(begin(tmp_path / "site"))
    return tmp_path / "site"


def build(site: Path):
    return build_site(site / "mkdocs.yml", {}, now=NOW, clean=False, tell=lambda *_: None)


@pytest.mark.parametrize("name", ["contact.md", "issues.md", "staff/index.md"])
def test_a_hand_written_page_in_the_place_of_one_of_ours_is_refused(site: Path, name: str):
    """Neither is thrown away without a word."""
    page = site / "content" / "pages" / name
    page.parent.mkdir(exist_ok=True)
    page.write_text("# Mine\n")
    with pytest.raises(CannotRun, match=f"{name} would be published as .*, which is made from the store; give the file another name"):
        build(site)


def test_an_older_number_leads_to_the_newer(site: Path):
    """An address once published never dies."""
    (record,) = (site / "content" / "defects").glob("*.yml")
    record.write_text(f"{record.read_text()}aliases: [OLD-17, Some words]\n")
    assert build(site).published
    page = (site / "site" / "issues" / "OLD-17" / "index.html").read_text()
    assert f'<meta http-equiv="refresh" content="0; url=../../issues/{record.stem}/">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "OLD-17" not in (site / "site" / "sitemap.xml").read_text()


def test_a_source_in_which_nothing_is_found_is_an_error_and_the_old_site_stays(site: Path):
    """A slip in a glob, or a rename at their end, would empty the site without a word."""
    theirs = site.parent / "theirs"
    theirs.mkdir()
    (theirs / "a.md").write_text("# A\n")
    for command in (("init", "-q"), ("add", "."), ("-c", "user.name=A", "-c", "user.email=a@a.example", "commit", "-qm", "A")):
        subprocess.run(["git", "-C", str(theirs), *command], check=True)
    settings = site / "content" / "tracker.yml"
    added = f'sources: [{{name: theirs, git: {theirs.as_posix()!r}, files: "no/*.md", kind: defect}}]\n'
    settings.write_text(settings.read_text() + added)
    outcome = build(site)
    assert outcome.published is None
    assert [p.message for p in outcome.checked.errors] == [
        "'no/*.md' matches no file of theirs at HEAD; correct files: or root:, or take the source out"
    ]


@pytest.mark.parametrize("platform", ["phone", "whatsapp"])
@pytest.mark.parametrize(("listed", "until", "shown"), [(None, None, False), (True, None, True), (True, "2026-01-01", False)])
def test_a_persons_number_is_shown_only_where_it_is_listed_and_until_they_leave(platform, listed, until, shown):
    """A number on WhatsApp is a telephone number, too."""
    number = {"platform": platform, "handle": "+44 20 7946 0018", "listed": listed}
    member = StaffMember.model_validate({"id": "ada", "name": "Ada", "until": until, "accounts": [number]})
    public = publish(Tracker(COMPANY, staff=(member,)), NOW)
    assert bool(public.staff[0].accounts) is shown
    assert bool(public.unlisted) is not shown
