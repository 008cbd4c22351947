"""`tracker new`: the next free id, in the place where the store would put it, and a file that explains itself and passes the check."""

import re
from collections.abc import Callable
from dataclasses import astuple
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_cli import site
from test_cli import tracker as called

from tests.test_rules import BASE as RECORDS
from tests.test_rules import tracker_of
from tracker.model.fields import FIELDS, PRIVATE
from tracker.model.issue import Defect, FeatureRequest
from tracker.model.staff import Impostor, StaffMember
from tracker.model.tracker import Origin, Tracker
from tracker.model.values import IssueId
from tracker.model.vocabulary import IssueKind
from tracker.starter import blank
from tracker.store.decode import decode

__all__ = ["called", "site"]

BASE = Path(__file__).parent / "stores" / "base"
MODELS = {"defect": Defect, "feature": FeatureRequest, "staff": StaffMember, "impostor": Impostor}
TODAY = date(2026, 11, 23)

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(site: Path, called: Callable[..., Any]) -> Run:
    """Call a command in the site: exit code, stdout, stderr."""
    return lambda *arguments: astuple(called(*arguments))


def store(*ids: str, **changes: Any) -> Tracker:
    """A store with defects of these ids; `id@folder` lies in a folder."""
    plain = RECORDS["content/defects/DEF-2.yml"]
    issues = []
    for each in ids:
        name, _, where = each.partition("@")
        issues.append(Defect.model_validate({**plain, "id": name, "path": f"content/defects/{where}{'/' if where else ''}{name}.yml"}))
    return Tracker(**{**vars(tracker_of(RECORDS)), "issues": tuple(issues), **changes})


def next_id(tracker: Tracker, kind: IssueKind = IssueKind.DEFECT) -> str:
    return next(blank.free_numbers(kind, tracker))


def test_the_number_after_the_highest_is_free() -> None:
    assert next_id(store("DEF-1", "DEF-7")) == "DEF-8"
    assert next_id(store("DEF-0009")) == "DEF-0010"
    assert next_id(store("DEF-0999", "DEF-9999")) == "DEF-10000"
    assert next_id(store()) == "DEF-0001"
    assert next_id(store("DEF-0007"), IssueKind.FEATURE) == "FEA-0001"


def test_the_prefix_is_that_of_most_records() -> None:
    assert next_id(store("BUG-0010", "BUG-0011", "DEF-0400")) == "BUG-0012"
    assert next_id(store("DEF-abc", "DEF-0004")) == "DEF-0005"


def test_aliases_other_sources_and_unreadable_files_have_their_numbers() -> None:
    tracker = store("DEF-0004", "DEF-0020")
    theirs = {tracker.issues[1].path: Origin(source="theirs", is_own=False)}
    assert next_id(Tracker(**{**vars(tracker), "origins": theirs})) == "DEF-0021"
    alias = tracker.issues[0].model_copy(update={"aliases": ("def-31",)})
    assert next_id(Tracker(**{**vars(tracker), "issues": (alias,)})) == "DEF-0032"
    assert next_id(Tracker(**{**vars(tracker), "unread": frozenset({"DEF-0050"})})) == "DEF-0051"


@pytest.mark.parametrize(
    ("ids", "where"),
    [
        (["DEF-0101", "DEF-0412"], ""),
        (["DEF-0101@01", "DEF-0412@04"], "04/"),
        (["DEF-0101@0", "DEF-0412@0"], "0/"),
        (["DEF-0101@010", "DEF-0412@041"], "041/"),
        (["DEF-0101@01", "DEF-0412@12"], "13/"),
        (["DEF-0101@2025/spring", "DEF-0412@2026/autumn"], "2026/autumn/"),
    ],
)
def test_it_lies_where_its_neighbours_do(ids: list[str], where: str) -> None:
    assert blank.folder(IssueKind.DEFECT, IssueId("DEF-0413"), store(*ids)) == where


def text_of(kind: str, tracker: Tracker) -> str:
    """The file of each kind, as it is written."""
    if kind == "staff":
        return blank.member({"id": "ada-b", "name": "Ada B"}, tracker, TODAY).text
    if kind == "impostor":
        return blank.impostor(
            {"id": "x-b", "platform": "x", "handle": "b", "evidence": "https://a.example/", "confirmed_by": "ada"}, tracker, TODAY
        ).text
    given = {"product": "desktop", **({"severity": "minor"} if kind == "defect" else {})}
    return blank.issue(IssueKind(kind), IssueId("DEF-9"), given, tracker, TODAY).text


@pytest.mark.parametrize("kind", MODELS)
def test_every_field_is_explained(kind: str) -> None:
    """A field that the model gets has to get a sentence and an example as well."""
    fields = set(MODELS[kind].model_fields) - {"path"}
    assert set(FIELDS[kind]) == fields
    text = text_of(kind, tracker_of(RECORDS))
    named = set(re.findall(r"^#?([a-z_]+):", text, re.MULTILINE))
    assert named == fields - PRIVATE - ({"id"} if kind == "impostor" else set())
    for line, after in zip(text.splitlines(), text.splitlines()[1:], strict=False):
        assert not re.match(r"#?[a-z_]+:", after) or line.startswith("## "), after


@pytest.mark.parametrize("kind", MODELS)
def test_a_private_store_is_told_of_its_private_fields(kind: str) -> None:
    settings = tracker_of(RECORDS).settings.model_copy(update={"store": "private"})
    named = set(re.findall(r"^#?([a-z_]+):", text_of(kind, store(settings=settings)), re.MULTILINE))
    assert named >= PRIVATE & set(MODELS[kind].model_fields)


@pytest.mark.parametrize("kind", MODELS)
def test_an_example_that_is_switched_on_is_right(kind: str) -> None:
    """Each alone, and what stands there from the beginning."""
    text = text_of(kind, tracker_of(RECORDS))
    for name in ("", *FIELDS[kind]):
        lines, is_on = [], False
        for line in text.splitlines():
            is_on = line.startswith("#") and not line.startswith("##") and (line.startswith(f"#{name}:") if re.match("#[a-z]", line) else is_on)
            lines.append(line[1:] if is_on and name else line)
        read = decode(MODELS[kind], "a.yml", "\n".join(lines).encode(), {"id": "x-b"} if kind == "impostor" else {})
        assert read.problems == (), name


def test_a_new_record_passes_the_check(run: Run, site: Path) -> None:
    assert run("new", "defect", "--title", "Prints twice") == (0, "content/defects/DEF-3.yml\n", "")
    assert run("new", "defect", "--title", 'A "quoted": title #1', "--severity", "critical", "--product", "desktop")[:2] == (
        0,
        "content/defects/DEF-4.yml\n",
    )
    assert run("new", "feature", "--title", "Print on both sides")[1] == "content/features/FEA-2.yml\n"
    assert run("new", "staff", "--name", "Grace Good")[1] == "content/staff/grace-good.yml\n"
    assert run("check", "--strict") == (0, "", "no problems\n")
    text = (site / "content" / "defects" / "DEF-4.yml").read_text()
    assert '\ntitle: "A \\"quoted\\": title #1"\n' in text
    assert "\nseverity: critical\n" in text


def test_what_nobody_filled_in_is_not_published(run: Run) -> None:
    """A title or name as it was written by the command is an error, and the command says so."""
    complains = "until then  tracker check  complains"
    assert run("new", "defect") == (0, "content/defects/DEF-3.yml\n", f"fill in title; {complains}\n")
    assert run("new", "feature", "--quiet") == (0, "content/features/FEA-2.yml\n", "")
    assert run("new", "staff") == (0, "content/staff/new-member-of-staff.yml\n", f"fill in name; {complains}\n")
    code, _, err = run("check")
    assert code == 1
    assert [line.partition(": ")[2] for line in err.splitlines() if "R347" in line] == [
        "R347 this is what tracker new wrote: say in one line what goes wrong, or take the file away",
        "R347 this is what tracker new wrote: say in one line what is asked for, or take the file away",
        "R347 this is what tracker new wrote: write the name as customers know it, or take the file away",
    ]


def test_an_impostor_is_not_complete_without_evidence(run: Run) -> None:
    code, out, err = run("new", "impostor", "--platform", "x", "--handle", "acme_help_desk")
    assert (code, out) == (0, "content/impostors/x-acme-help-desk.yml\n")
    assert err == "fill in evidence and confirmed_by; until then  tracker check  complains\n"
    assert run("check")[0] == 1


def test_an_impostor_that_is_complete_passes_the_check(run: Run) -> None:
    options = ("--platform", "x", "--handle", "acme_desk_1", "--evidence", "https://acme.example/n/9", "--confirmed-by", "ada")
    assert run("new", "impostor", *options) == (0, "content/impostors/x-acme-desk-1.yml\n", "")
    assert run("check") == (0, "", "no problems\n")


def test_a_dry_run_prints_and_writes_nothing(run: Run, site: Path) -> None:
    before = sorted(site.rglob("*.yml"))
    code, out, err = run("new", "defect", "--dry-run")
    assert (code, err) == (0, "would write content/defects/DEF-3.yml\n")
    assert "\nid: DEF-3\n" in out
    assert sorted(site.rglob("*.yml")) == before


def test_what_a_title_reminds_of_is_named_with_less_certainty(run: Run, site: Path) -> None:
    path = site / "content" / "defects" / "DEF-1.yml"
    path.write_text(re.sub("^title: .*$", "title: Export stops at 65,536 rows", path.read_text(), flags=re.MULTILINE))
    code, out, err = run("new", "defect", "--title", "Exports end at 65536 rows")
    assert (code, out) == (0, "content/defects/DEF-3.yml\n")
    assert err.startswith("perhaps the same: DEF-1 (Export stops at 65,536 rows, ")
    assert run("new", "defect", "--dry-run", "--title", "Export stops at 65536 rows")[2].startswith("probably the same: DEF-1 (")


def test_probable_duplicates_are_named_and_the_file_is_written(run: Run, site: Path) -> None:
    title = re.search("^title: (.*)$", (site / "content" / "defects" / "DEF-1.yml").read_text(), re.MULTILINE)
    assert title
    code, out, err = run("new", "defect", "--title", title[1].upper())
    assert (code, out) == (0, "content/defects/DEF-3.yml\n")
    assert err.startswith(f"probably the same: DEF-1 ({title[1]}, ")
    assert run("new", "defect", "--quiet", "--title", title[1]) == (0, "content/defects/DEF-4.yml\n", "")


def test_two_at_once_get_two_numbers(run: Run, site: Path) -> None:
    """Whoever finds the file there takes the next number; nothing is overwritten."""
    (site / "content" / "defects" / "DEF-3.yml").write_text("title: [")
    assert run("new", "defect")[1] == "content/defects/DEF-4.yml\n"
    made = iter([blank.Blank("defects/DEF-3.yml", "mine"), blank.Blank("defects/DEF-5.yml", "mine")])
    from tracker.cli.new import _write  # noqa: PLC0415 - the race itself cannot be called from outside

    assert _write(site / "content", made, is_numbered=True)[0].name == "DEF-5.yml"
    assert (site / "content" / "defects" / "DEF-3.yml").read_text() == "title: ["


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["defect", "--product", "desktp"], "'desktp' is no product of content/tracker.yml; did you mean 'desktop'?"),
        (["defect", "--handle", "x"], "--handle is not for defect; it is for staff and impostor"),
        (["feature", "--severity", "major"], "--severity is not for feature; it is for defect"),
        (
            ["defect", "--title", "  "],
            "--title is empty, longer than 400 characters, or has signs that cannot be printed; write it in one plain line",
        ),
        (["staff", "--id", "ada"], "ada is in the directory already; choose another --id"),
        (["staff", "--id", "../ada"], "--id '../ada' is not a plain id; use lower-case letters, digits and single hyphens: ada"),
        (["staff", "--handle", "AdaAtAcme"], "an account is a --platform and a --handle; give both, or neither"),
        (["impostor"], "an impostor is an account: name it with --platform and --handle"),
        (["impostor", "--platform", "x", "--handle", "adaatacme"], "adaatacme on x is an account of ada; nobody is their own impostor"),
    ],
)
def test_what_makes_no_record_is_told_in_a_line(run: Run, site: Path, arguments: list[str], said: str) -> None:
    before = sorted(site.rglob("*.yml"))
    assert run("new", *arguments) == (2, "", f"tracker: {said}\n")
    assert sorted(site.rglob("*.yml")) == before


def test_without_settings_there_is_nothing_to_add_to(run: Run, site: Path) -> None:
    (site / "content" / "tracker.yml").write_text("store: secret\n")
    code, out, err = run("new", "defect")
    assert (code, out) == (1, "")
    assert err.splitlines()[-1].endswith("correct the settings first, see  tracker check")
