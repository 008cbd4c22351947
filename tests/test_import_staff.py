"""`tracker import staff`: what an export proposes, what wins against it, and what it says of rows that cannot be so."""

import csv
import json
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_rules import BASE, tracker_of
from tracker.hosts.builder import build_site
from tracker.imports.staff import Proposal, proposed
from tracker.model.edit import NewFile
from tracker.model.handles import canonical
from tracker.model.problem import CannotRun
from tracker.model.staff import StaffMember
from tracker.model.tracker import Tracker
from tracker.starter import begin
from tracker.store import yaml
from tracker.store.edit import edited, written
from tracker.views.verdicts.answer import Verdicts

HEADING = "person_id,name,role,team,platform,handle,account_id,since,until\n"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def propose(rows: str | bytes, tracker: Tracker | None = None, heading: str = HEADING, **columns: str) -> Proposal:
    raw = rows.encode() if isinstance(rows, str) else rows
    return proposed(heading.encode() + raw, "hr.csv", tracker or tracker_of(BASE), "content", columns)


def said(proposal: Proposal) -> list[str]:
    return [f"{p.place} {p.code} {p.level}: {p.message}" for p in proposal.problems]


def test_a_person_becomes_a_record_with_an_account_for_each_row() -> None:
    proposal = propose(
        'E-17,"Lee, Kim",Engineer,Core,x,@KimAtAcme,42,2025-01-01,\n'
        'E-17,"Lee, Kim",Engineer,Core,Twitter,kim_acme,42,2024-01-01,2025-01-01\n'
        'E-17,"Lee, Kim",Engineer,Core,youtube,https://www.youtube.com/@KimAcme,,,\n'
    )
    assert said(proposal) == []
    (new,) = proposal.new
    assert new.path == "content/staff/e-17.yml"
    assert written(new.record).decode() == (
        "id: e-17\n"
        'name: "Lee, Kim"\n'
        "kind: person\n"
        "title: Engineer\n"
        "team: Core\n"
        "accounts:\n"
        '  - {platform: x, handle: kim_acme, account_id: "42", since: "2024-01-01", until: "2025-01-01", reason: renamed, now: KimAtAcme}\n'
        '  - {platform: x, handle: KimAtAcme, account_id: "42", since: "2025-01-01"}\n'
        "  - {platform: youtube, handle: KimAcme}\n"
    )
    StaffMember.model_validate(yaml.parse(written(new.record), new.path))


def test_a_page_of_facebook_that_has_no_name_is_called_by_title_and_number() -> None:
    proposal = propose("7,Kim,,,facebook,Kim-Lee-of-Acme-101986952582058,,,\n8,Lou,,,facebook,Lou-of-Acme,,,\n")
    assert [new.path for new in proposal.new] == ["content/staff/7.yml"]
    assert [p.line for p in proposal.problems] == [3]


def test_columns_may_be_called_otherwise_and_separated_by_semicolons() -> None:
    proposal = propose("7;Kim;x;kim\n", heading="Nr;Name;Network;User\n", person_id="Nr", name="Name", platform="Network", handle="User")
    assert [new.path for new in proposal.new] == ["content/staff/7.yml"]


def test_a_table_without_the_columns_is_refused_with_what_was_meant() -> None:
    with pytest.raises(
        CannotRun, match=r"^hr\.csv:1: there is no column 'handle'; did you mean 'handel'\?; say what it is called with --column handle=NAME$"
    ):
        propose("", heading="person_id,name,platform,handel\n")
    with pytest.raises(CannotRun, match="is written in UTF-16; export it as UTF-8"):
        proposed(HEADING.encode("utf-16"), "hr.csv", tracker_of(BASE), "content")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",Kim,,,x,kim,,,", "hr.csv:2:1 T411 error: '' is no id; the row is left out: use letters and digits"),
        ("7,,,,x,kim,,,", "hr.csv:2:2 T411 error: name is empty; write it down; the row is left out"),
        ("7,Kim,,,x,,,,", "hr.csv:2:6 T411 error: handle is empty; write it down; the row is left out"),
        ("7,Kim,,,facebok,kim,,,", "hr.csv:2:5 T411 error: 'facebok' is no platform that we know; did you mean 'facebook'?; the row is left out"),
        ("7,Kim,,,My Space!,kim,,,", "hr.csv:2:5 T411 error: 'My Space!' is no platform; write one word in lower case, as x or mastodon; the row is left out"),
        ("7,Kim,,,x,a name that is long,,,",
         "hr.csv:2:6 T411 error: 'a name that is long' is nothing that x gives out as a handle; write the name as it stands in the address of the profile; the row is left out"),
        ("7,Kim,,,x,kim,,31.01.2026,", "hr.csv:2:8 T411 error: '31.01.2026' is not a day; write it as \"2026-01-31\"; the row is left out"),
        ("7,Kim,,,x,kim,,2026-02-30,", "hr.csv:2:8 T411 error: '2026-02-30' is not a day; write it as \"2026-01-31\"; the row is left out"),
        ("7,Kim,,,x,kim,,2026-01-02,2026-01-02",
         "hr.csv:2:9 T411 error: until 2026-01-02 is not after since 2026-01-02; correct one of the two; the row is left out"),
        ('7,"Kim,,,x,kim,,,', 'hr.csv:2:3 T401 error: the quotes do not pair up; the row is left out: write " inside a value as ""'),
        ('7,"Kim" Lee,,,x,kim,,,', 'hr.csv:2:3 T401 error: the quotes do not pair up; the row is left out: write " inside a value as ""'),
        ("7,Kim,x,kim", "hr.csv:2 T401 error: has 4 values where the heading has 9; the row is left out: put quotes around a value with ',' in it"),
        ("7,K\u202eim,,,x,kim,,,", "hr.csv:2:2 T411 error: 'K\\u202eim' has control characters or is longer than 400; write it plainly; the row is left out"),
        ("7,Kim,,,x,acme_helps,,,",
         "hr.csv:2:6 T412 error: acme_helps on x is listed as an impostor; the row is left out: find out which of the two is true"),
        ("7,Kim,,,x,AcmeHelp,,2026-01-01,",
         "hr.csv:2:6 T412 error: AcmeHelp on x is held by help at that time (content/staff/help.yml); the row is left out: end it there with until, if it has passed on"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_so_is_named_and_the_others_go_on(row: str, problem: str) -> None:
    tracker = tracker_of({**BASE, "content/staff/help.yml": {**BASE["content/staff/help.yml"]}})
    tracker = Tracker(**{**vars(tracker), "staff": tuple(m.model_copy(update={"path": f"content/staff/{m.id}.yml"}) for m in tracker.staff)})
    proposal = propose(f"{row}\n8,Lou,,,x,lou,,,\n", tracker)
    assert said(proposal) == [problem]
    assert [new.path for new in proposal.new] == ["content/staff/8.yml"]


def test_a_row_in_another_encoding_is_named_and_the_others_go_on() -> None:
    proposal = propose("7,Zoë,,,x,zoe,,,\n".encode("latin-1") + "8,Zoë,,,x,zoe,,,\n".encode())
    assert said(proposal) == ["hr.csv:2:5 T402 error: is not UTF-8 here; the row is left out: export the whole file as UTF-8"]
    assert [new.record["name"] for new in proposal.new] == ["Zoë"]


def test_a_column_that_is_not_known_is_not_read_and_said_so() -> None:
    proposal = propose("7,Kim,x,kim,500\n", heading="person_id,name,platform,handle,salary\n")
    assert said(proposal) == ["hr.csv:1:5 T403 warning: the column 'salary' is not read"]
    assert "500" not in written(proposal.new[0].record).decode()


def test_what_two_people_hold_at_once_is_proposed_for_neither() -> None:
    proposal = propose("7,Kim,,,x,AcmeNews,,2026-01-01,\n8,Lou,,,x,acmenews,,2026-06-01,\n9,Pat,,,x,pat,,,\n")
    assert said(proposal) == [
        "hr.csv:2:6 T412 error: AcmeNews on x is also held by 8 at that time (line 3); both rows are left out: give one of them a last day, or drop it",
        "hr.csv:3:6 T412 error: acmenews on x is also held by 7 at that time (line 2); both rows are left out: give one of them a last day, or drop it",
    ]
    assert [new.path for new in proposal.new] == ["content/staff/9.yml"]
    assert propose("7,Kim,,,x,AcmeNews,,2026-01-01,2026-06-01\n8,Lou,,,x,acmenews,,2026-06-01,\n").problems == ()


class TestHandEdits:
    """What somebody wrote by hand wins."""

    RECORD = b'# Kim\'s own words.\nname: Kim Lee\nteam: Core   # since May\naccounts:\n  - {platform: x, handle: KimAtAcme, since: "2025-01-01"}\nnever_asks: [password]\n'

    def existing(self, raw: bytes = RECORD) -> Tracker:
        member = StaffMember.model_validate({**yaml.parse(raw, "x"), "id": "kim", "path": "content/staff/kim.yml"})
        tracker = tracker_of(BASE)
        return Tracker(**{**vars(tracker), "staff": (*tracker.staff, member)})

    def after(self, rows: str) -> tuple[bytes, list[str]]:
        proposal = propose(rows, self.existing())
        assert proposal.new == ()
        raw = self.RECORD
        for edit in proposal.edits:
            raw = edited(raw, edit.path, edit.changes)
        assert propose(rows, self.existing(raw)).edits == (), "the second time there is nothing to write"
        return raw, said(proposal)

    def test_new_accounts_numbers_and_last_days_are_added(self) -> None:
        raw, problems = self.after("kim,Kim Lee,,Core,x,KimAtAcme,42,2025-01-01,2026-05-01\nkim,Kim Lee,,Core,github,kim-acme,,,\n")
        assert problems == []
        assert raw.decode() == self.RECORD.decode().replace(
            '"2025-01-01"}', '"2025-01-01", account_id: "42", until: "2026-05-01"}\n  - {platform: github, handle: kim-acme}'
        )

    def test_what_differs_is_told_with_both_values_and_stays(self) -> None:
        raw, problems = self.after("kim,Kim Park,Lead,Sales,x,KimAtAcme,,2024-12-01,\n")
        assert raw == self.RECORD
        assert problems == [
            "hr.csv:2:2 T413 warning: 'Kim Park' here and 'Kim Lee' in content/staff/kim.yml; the record stays as it is",
            "hr.csv:2:4 T413 warning: 'Sales' here and 'Core' in content/staff/kim.yml; the record stays as it is",
            "hr.csv:2:8 T413 warning: since is 2024-12-01 here and 2025-01-01 in content/staff/kim.yml for KimAtAcme; the record stays as it is",
        ]

    def test_nothing_is_taken_away(self) -> None:
        raw, problems = self.after("kim,Kim Lee,,,github,kim-acme,,,\n")
        assert b"KimAtAcme" in raw
        assert problems == []

    def test_two_rows_that_name_a_person_differently(self) -> None:
        proposal = propose("7,Kim,,,x,kim,,,\n7,Kym,,,github,kym,,,\n")
        assert said(proposal) == ["hr.csv:3:2 T413 warning: 'Kym' here and 'Kim' in line 2; the first is taken"]
        assert len(proposal.new[0].record["accounts"]) == 2


@given(st.binary(max_size=300))
def test_no_bytes_are_too_bad(raw: bytes) -> None:
    """Whatever stands below the heading, there is an answer."""
    proposal = propose(raw)
    for new in proposal.new:
        StaffMember.model_validate(yaml.parse(written(new.record), new.path))


def test_a_second_run_of_the_command_has_nothing_to_write(tmp_path: Path) -> None:
    begin(tmp_path)
    (tmp_path / "hr.csv").write_text(f"{HEADING}kim,Kim,,,x,KimAtExample,42,2025-01-01,\nlou,Lou,,,x,,,,\n")
    run = [sys.executable, "-m", "tracker", "import", "staff", "hr.csv"]
    planned = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert planned.stdout == "would write  content/staff/kim.yml: Kim, 1 account\n"
    assert not (tmp_path / "content/staff/kim.yml").exists()
    applied = subprocess.run([*run, "--apply"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert applied.returncode == 1
    assert "hr.csv:3:6: T411 handle is empty; write it down; the row is left out" in applied.stderr
    assert (tmp_path / "content/staff/kim.yml").is_file()
    again = subprocess.run([*run, "--apply"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (again.stdout, "nothing to write" in again.stderr) == ("", True)


def test_real_people(data: Path, tmp_path: Path) -> None:
    """4,103 real accounts: a record for each person, the few impossible rows named, and the store builds without an error."""
    begin(tmp_path)
    raw = (data / "staff-accounts.csv").read_bytes()
    proposal = proposed(raw, "staff-accounts.csv", tracker_of(BASE), "content")
    assert (proposal.rows, len(proposal.new)) == (4103, 1001)
    assert {p.code for p in proposal.problems} == {"T411", "T412"}
    assert proposal.accounts == 4103 - len(proposal.problems) == 4086
    assert proposal.ended == 2418
    for new in proposal.new:
        assert isinstance(new, NewFile)
        path = tmp_path / new.path
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(written(new.record))
    outcome = build_site(tmp_path / "mkdocs.yml", {}, now=NOW, clean=False, tell=lambda *_: None)
    assert outcome.checked.errors == ()
    assert outcome.published is not None
    verdicts = Verdicts(lambda path: json.loads((tmp_path / "site" / path).read_bytes()), NOW.date().isoformat())
    left_out = {problem.line for problem in proposal.problems}
    rows = [row for line, row in enumerate(csv.DictReader(raw.decode().splitlines()), 2) if line not in left_out]
    current = {(r["platform"], canonical(r["platform"], r["handle"])) for r in rows if not r["until"]}
    said: Counter[tuple[str, str]] = Counter()
    for row in rows:
        is_current = (row["platform"], canonical(row["platform"], row["handle"])) in current
        answer = verdicts.answer(row["handle"], row["platform"])
        said["held" if is_current else "ended", answer["verdict"]] += 1
    whole_addresses_of_held_ones = 3
    assert said == {("held", "confirmed"): 1881, ("ended", "former"): 2202, ("ended", "confirmed"): whole_addresses_of_held_ones}
    shutil.rmtree(tmp_path)
