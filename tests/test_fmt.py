"""`tracker fmt` on a store: what it writes, what it says, what it leaves alone."""

import os
import re
import shlex
import subprocess
import sys
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
from tracker.model.values import IssueId
from tracker.model.vocabulary import IssueKind
from tracker.starter import begin, blank
from tracker.store.edit import written
from tracker.store.files import StoreFile, read_files
from tracker.store.layout import FORMS, Plan, plan

__all__ = ["called", "site"]

ROOT = Path(__file__).parent.parent
BASE = ROOT / "tests" / "stores" / "base"
TODAY = date(2026, 11, 23)
STORES = [ROOT / "content", BASE / "content", ROOT / "tracker/starter/files/content", ROOT / "examples/vtex/content"]
UNTIDY = "# Found by Robin.\nstatus: confirmed\nid: DEF-1   \ntitle: Export stops\nseverity: minor\nproduct: desktop\nopened: 2026-01-05\naffected: [{introduced: 1.1}]\n"
TIDY = 'id: DEF-1\ntitle: Export stops\n# Found by Robin.\nstatus: confirmed\nseverity: minor\nproduct: desktop\nopened: "2026-01-05"\naffected: [{introduced: "1.1"}]\n'
DONE = "content/defects/DEF-1.yml: 1 date quoted, 1 version quoted, fields in order, 1 line without blanks at the end\n"

Told = tuple[int, str, str]
Tracker = Callable[..., Told]


@pytest.fixture
def tracker(called: Callable[..., Any]) -> Tracker:
    """Call a command: exit code, stdout, stderr."""
    return lambda *arguments: astuple(called(*arguments))


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and ".tracker" not in p.parts}


def untidy(site: Path) -> Path:
    file = site / "content" / "defects" / "DEF-1.yml"
    file.write_text(UNTIDY)
    return file


@pytest.mark.parametrize("store", STORES, ids=lambda store: store.relative_to(ROOT).as_posix())
def test_our_own_stores_are_in_form(store: Path) -> None:
    made = plan(read_files(store, "content").files)
    assert [(each.path, each.done) for each in made.rewrites] == []
    assert made.problems == ()


def test_so_is_what_init_writes(tmp_path: Path) -> None:
    begin(tmp_path / "site", ["@acme/directory"])
    made = plan(read_files(tmp_path / "site" / "content", "content").files)
    assert (made.rewrites, made.problems) == ((), ())


@pytest.mark.parametrize("kind", ["defect", "feature", "staff", "impostor"])
def test_so_is_what_new_writes_with_any_of_its_examples_switched_on(kind: str) -> None:
    store = tracker_of(RECORDS)
    made = {
        "defect": lambda: blank.issue(IssueKind.DEFECT, IssueId("DEF-9"), {"product": "desktop", "severity": "minor"}, store, TODAY),
        "feature": lambda: blank.issue(IssueKind.FEATURE, IssueId("FEA-9"), {"product": "desktop"}, store, TODAY),
        "staff": lambda: blank.member({"id": "eve", "name": "Eve", "accounts": [{"platform": "x", "handle": "EveAtAcme"}]}, store, TODAY),
        "impostor": lambda: blank.impostor({"id": "x-acme", "platform": "x", "handle": "acme"}, store, TODAY),
    }[kind]()
    folder = made.path.partition("/")[0]
    for text in (made.text, re.sub(r"^#(?!#)", "", made.text, flags=re.MULTILINE)):
        assert plan([StoreFile(made.path, folder, "x", text.encode())]).rewrites == ()


@pytest.mark.parametrize("path", [path for path, record in RECORDS.items() if isinstance(record, dict)])
def test_so_is_what_an_import_writes(path: str) -> None:
    folder = path.split("/")[1]
    record = {name: RECORDS[path][name] for name in FORMS[folder].order if name in RECORDS[path]}
    assert plan([StoreFile(path, folder, "x", written(record))]) == Plan((), ())


def test_a_file_is_brought_into_form_and_the_others_are_left(tracker: Tracker, site: Path) -> None:
    before = contents(site)
    file = untidy(site)
    assert tracker("fmt") == (0, DONE, "1 of 8 files changed\n")
    assert contents(site) == before | {"content/defects/DEF-1.yml": TIDY.encode()}
    stamp = file.stat().st_mtime_ns
    assert tracker("fmt") == (0, "", "0 of 8 files changed\n")
    assert file.stat().st_mtime_ns == stamp


def test_check_writes_nothing_and_exits_with_1(tracker: Tracker, site: Path) -> None:
    assert tracker("fmt", "--check") == (0, "", "0 of 8 files would be changed\n")
    file = untidy(site)
    assert tracker("fmt", "--check") == (1, DONE, "1 of 8 files would be changed\n")
    assert tracker("fmt", "--check", "--quiet") == (1, "", "")
    assert file.read_text() == UNTIDY
    assert tracker("fmt", "--quiet") == (0, "", "")
    assert file.read_text() == TIDY


def test_only_what_is_named_is_changed(tracker: Tracker, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = untidy(site)
    for path in ("content/staff", "content/tracker.yml", "content/defects/DEF-2.yml", "content/pages"):
        assert tracker("fmt", path)[:2] == (0, ""), path
    assert file.read_text() == UNTIDY
    for path in ("content/defects/DEF-1.yml", "content/defects", "content", ".", str(file)):
        assert tracker("fmt", "--check", path)[:2] == (1, DONE), path
    monkeypatch.chdir(site / "content" / "defects")
    assert tracker("fmt", "DEF-1.yml") == (0, DONE, "1 of 1 file changed\n")


def test_wrong_use_is_told_in_a_line(tracker: Tracker, site: Path, tmp_path: Path) -> None:
    untidy(site)
    (site / "other.yml").write_text((site / "mkdocs.yml").read_text().replace("tracker", "tracker: {store: none}"))
    nowhere = "tracker: none is no folder; say where the store is under plugins: tracker: store: in mkdocs.yml\n"
    assert tracker("fmt", "-f", "other.yml") == (2, "", nowhere)
    (tmp_path / "elsewhere.yml").write_text("b: 1\n")
    missing = "tracker: content/DEF.yml does not exist; name files and folders of the store\n"
    assert tracker("fmt", "content/DEF.yml") == (2, "", missing)
    outside = "tracker: ../elsewhere.yml lies outside of the store content; name files and folders in it\n"
    assert tracker("fmt", "content/defects", "../elsewhere.yml") == (2, "", outside)
    other = "tracker: content/pages/index.md is none of the store's YAML files; those are tracker.yml and the records in their folders\n"
    assert tracker("fmt", "content/pages/index.md") == (2, "", other)
    assert (site / "content" / "defects" / "DEF-1.yml").read_text() == UNTIDY


def test_what_windows_has_written_is_mended_and_then_passes_the_check(tracker: Tracker, site: Path) -> None:
    before = contents(site / "content")
    for file in (site / "content").rglob("*.yml"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert tracker("check")[0] == 1
    code, out, err = tracker("fmt")
    assert (code, err) == (0, "8 of 8 files changed\n")
    assert {line.partition(": ")[2] for line in out.splitlines()} == {"byte order mark removed, line ends LF"}
    assert contents(site / "content") == before
    assert tracker("check") == (0, "", "no problems\n")


def test_a_broken_file_is_named_and_the_others_are_brought_into_form(tracker: Tracker, site: Path) -> None:
    file = untidy(site)
    broken = site / "content" / "defects" / "DEF-3.yml"
    broken.write_text("title: Export: it stops  \n")
    told = (
        'content/defects/DEF-3.yml:1:14: Y109 a colon with a space after it begins a value; put quotes around text that contains ": "\n'
        "    title: Export: it stops  \n                 ^\n"
    )
    assert tracker("fmt") == (1, DONE, f"{told}1 of 9 files changed, 1 error\n")
    assert file.read_text() == TIDY
    assert broken.read_text() == "title: Export: it stops  \n"
    assert tracker("fmt", "--quiet") == (1, "", told)
    assert tracker("fmt", "content/staff") == (0, "", "0 of 2 files changed\n")


def test_a_store_whose_settings_are_broken_can_be_brought_into_form(tracker: Tracker, site: Path) -> None:
    (site / "content" / "tracker.yml").write_text("store: [\n")
    file = untidy(site)
    assert tracker("fmt", "content/defects") == (0, DONE, "1 of 2 files changed\n")
    assert file.read_text() == TIDY


def test_no_link_leads_out_of_the_store(tracker: Tracker, site: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.yml").write_text(UNTIDY)
    (site / "content" / "defects" / "DEF-8.yml").symlink_to(tmp_path / "elsewhere.yml")
    told = "content/defects/DEF-8.yml: Y111 is a link that leads out of the store; put the file itself here\n"
    assert tracker("fmt") == (1, "", f"{told}0 of 8 files changed, 1 error\n")
    assert tracker("fmt", "content/defects/DEF-8.yml") == (1, "", f"{told}0 of 0 files changed, 1 error\n")
    assert (tmp_path / "elsewhere.yml").read_text() == UNTIDY


def test_a_link_within_the_store_stays_one(tracker: Tracker, site: Path) -> None:
    file = untidy(site)
    link = site / "content" / "defects" / "DEF-0.yml"
    link.symlink_to("DEF-1.yml")
    assert tracker("fmt") == (0, DONE, "1 of 8 files changed\n")
    assert link.is_symlink()
    assert file.read_text() == TIDY


def test_a_file_is_made_beside_the_old_one_and_takes_its_place(tracker: Tracker, site: Path, tmp_path: Path) -> None:
    """Its mode included. Whoever reads the old one reads on, and a link in the place of the new one leads nowhere."""
    file = untidy(site)
    file.chmod(0o640)
    (tmp_path / "elsewhere").write_text("mine")
    (file.parent / ".DEF-1.yml.new").symlink_to(tmp_path / "elsewhere")
    with file.open() as before:
        assert tracker("fmt")[0] == 0
        assert before.read() == UNTIDY
    assert file.read_text() == TIDY
    assert file.stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "elsewhere").read_text() == "mine"


def test_where_nothing_can_be_written_the_old_file_stays_whole(site: Path) -> None:
    file = untidy(site)
    command = f"ulimit -f 0; exec {shlex.quote(sys.executable)} -m tracker fmt"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(["sh", "-c", command], cwd=site, env=environment, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "tracker: File too large\n")
    assert file.read_text() == UNTIDY
    assert [p.name for p in file.parent.iterdir() if p.name.startswith(".")] == []


def test_too_large_a_file_is_left_alone(tracker: Tracker, site: Path) -> None:
    """Of such a file only the beginning is read, and it would be short enough without CR."""
    file = site / "content" / "defects" / "DEF-1.yml"
    file.write_bytes(b"title: Export stops\r\n" + b"# long\r\n" * 150_000)
    size = file.stat().st_size
    code, out, err = tracker("fmt")
    assert (code, out) == (1, "")
    assert "DEF-1.yml: Y101 has more than 1,000,000 bytes" in err
    assert file.stat().st_size == size
