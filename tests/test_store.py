"""The store on disk: what lies in its folders is read, or named as a problem, whatever it is, and nothing outside of it is looked at."""

import os
import shutil
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tracker.model.problem import CannotRun
from tracker.model.site import Site
from tracker.store.reader import Reading, _parse, read
from tracker.workers import Workers

BASE = Path(__file__).parent / "stores" / "base"
DEFECT = 'title: Export stops\nstatus: confirmed\nseverity: minor\nproduct: desktop\nopened: "2026-01-05"\n'
NOBODY = 65534


def site_in(folder: Path) -> Site:
    return Site(folder / "mkdocs.yml", folder / "content", folder / "site", "https://known.acme.example/", "Acme")


def reading_of(folder: Path) -> Reading:
    return read(site_in(folder), Workers(1))


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "here")
    return tmp_path / "here" / "content"


def _fifo(content: Path) -> None:
    os.mkfifo(content / "defects" / "DEF-9.yml")


def _fifo_for_a_folder(content: Path) -> None:
    shutil.rmtree(content / "impostors")
    os.mkfifo(content / "impostors")


def _socket(content: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(content / "staff" / "s.yml"))


def _link_out(content: Path) -> None:
    (content.parent / "secret.yml").write_text(DEFECT)
    (content / "defects" / "DEF-9.yml").symlink_to("../../secret.yml")


def _link_to_a_folder_with_a_longer_name(content: Path) -> None:
    (content.parent / "content-2").mkdir()
    (content.parent / "content-2" / "x.yml").write_text(DEFECT)
    (content / "defects" / "DEF-9.yml").symlink_to("../../content-2/x.yml")


def _link_to_nothing(content: Path) -> None:
    (content / "defects" / "DEF-9.yml").symlink_to("DEF-8.yml")


def _link_to_itself(content: Path) -> None:
    (content / "defects" / "DEF-9.yml").symlink_to("DEF-9.yml")


def _link_to_a_device(content: Path) -> None:
    (content / "defects" / "DEF-9.yml").symlink_to("/dev/zero")


def _folder_linked_out(content: Path) -> None:
    (content.parent / "more").mkdir()
    (content.parent / "more" / "DEF-9.yml").write_text(DEFECT)
    (content / "defects" / "more").symlink_to("../../more")


def _folder_linked_in(content: Path) -> None:
    (content / "defects" / "more").symlink_to("../features")


def _folder_of_the_store_linked_out(content: Path) -> None:
    (content / "impostors").rename(content.parent / "impostors")
    (content / "impostors").symlink_to("../impostors")


def _attachment_linked_out(content: Path) -> None:
    (content / "attachments").mkdir()
    (content / "attachments" / "x.txt").symlink_to("/etc/hostname")


def _folder_like_a_record(content: Path) -> None:
    (content / "defects" / "DEF-9.yml").mkdir()


def _many_folders(content: Path) -> None:
    here = content / "defects"
    for _ in range(400):
        here = here / "d"
    here.mkdir(parents=True)
    (here / "DEF-9.yml").write_text(DEFECT)


def _name_with_a_line_feed(content: Path) -> None:
    (content / "defects" / "DEF-9\n::error::.yml").write_text(DEFECT)


def _name_with_an_escape(content: Path) -> None:
    (content / "defects" / "\x1b[2J.yml").write_text(DEFECT)


def _name_of_other_bytes(content: Path) -> None:
    Path(os.fsdecode(os.fsencode(content / "defects") + b"/DEF-\xff.yml")).write_text(DEFECT)


def _name_that_climbs(content: Path) -> None:
    (content / "defects" / "DEF-..-9.yml").write_text(DEFECT)


def _long_name(content: Path) -> None:
    (content / "defects" / f"DEF-{'9' * 240}.yml").write_text(DEFECT)


def _five_megabytes(content: Path) -> None:
    (content / "defects" / "DEF-9.yml").write_bytes(b"x" * 5_000_000)


def _latin_1(content: Path) -> None:
    (content / "defects" / "DEF-9.yml").write_bytes(DEFECT.replace("stops", "stöps").encode("latin-1"))


def _utf_16(content: Path) -> None:
    (content / "defects" / "DEF-9.yml").write_bytes(DEFECT.encode("utf-16"))


def _stray_name(content: Path) -> None:
    Path(os.fsdecode(os.fsencode(content) + b"/defect\xff")).mkdir()


NO_FILE = "is no regular file; put a file here"
LEADS_OUT = "is a link that leads out of the store; put the file itself here"
UNPRINTABLE = "has a name that is no printable text in UTF-8; call it something plain"
NO_ID = "is not an issue id; write two to ten capitals, a hyphen and a number or word, as DEF-0042"

ON_DISK: list[tuple[Callable[[Path], None], list[str]]] = [
    (_fifo, [f"content/defects/DEF-9.yml: Y111 {NO_FILE}"]),
    (_fifo_for_a_folder, [f"content/impostors: Y111 {NO_FILE}"]),
    (_socket, [f"content/staff/s.yml: Y111 {NO_FILE}"]),
    (_link_out, [f"content/defects/DEF-9.yml: Y111 {LEADS_OUT}"]),
    (_link_to_a_folder_with_a_longer_name, [f"content/defects/DEF-9.yml: Y111 {LEADS_OUT}"]),
    (_link_to_nothing, [f"content/defects/DEF-9.yml: Y111 {NO_FILE}"]),
    (_link_to_itself, [f"content/defects/DEF-9.yml: Y111 {NO_FILE}"]),
    (_link_to_a_device, [f"content/defects/DEF-9.yml: Y111 {LEADS_OUT}"]),
    (_folder_linked_out, [f"content/defects/more: Y111 {LEADS_OUT}"]),
    (_folder_linked_in, [f"content/defects/more: Y111 {NO_FILE}"]),
    (_folder_of_the_store_linked_out, [f"content/impostors: Y111 {LEADS_OUT}"]),
    (_attachment_linked_out, [f"content/attachments/x.txt: Y111 {LEADS_OUT}"]),
    (_folder_like_a_record, ["content/defects/DEF-9.yml: Y111 is a folder that is called like a record; rename it"]),
    (_many_folders, [f"content/defects/{'d/' * 20}d: Y111 lies more than 20 folders deep; put its records nearer to the top"]),
    (_name_with_a_line_feed, [rf"content/defects/DEF-9\x0a::error::.yml: Y114 {UNPRINTABLE}"]),
    (_name_with_an_escape, [rf"content/defects/\x1b[2J.yml: Y114 {UNPRINTABLE}"]),
    (_name_of_other_bytes, [rf"content/defects/DEF-\xff.yml: Y114 {UNPRINTABLE}"]),
    (_name_that_climbs, [f"content/defects/DEF-..-9.yml:1:1: M205 'DEF-..-9' {NO_ID}"]),
    (_long_name, [f"content/defects/DEF-{'9' * 240}.yml:1:1: M205 id has 244 characters; 80 at most"]),
    (_five_megabytes, ["content/defects/DEF-9.yml: Y101 has more than 1,000,000 bytes; move long texts and logs to attachments/"]),
    (_latin_1, ["content/defects/DEF-9.yml:1:17: Y102 is not UTF-8 here; save the file as UTF-8"]),
    (_utf_16, ["content/defects/DEF-9.yml:1:1: Y102 is written in UTF-16; save it as UTF-8"]),
    (_stray_name, []),
]


def told(reading: Reading) -> list[str]:
    return [f"{problem.place}: {problem.code} {problem.message}" for problem in reading.problems]


@pytest.mark.parametrize(("put", "problems"), ON_DISK, ids=[put.__name__.strip("_").replace("_", " ") for put, _ in ON_DISK])
def test_whatever_lies_in_the_store_is_named_at_once(content: Path, put: Callable[[Path], None], problems: list[str]) -> None:
    """One problem, in less than a second; the other records are read all the same."""
    put(content)
    begun = time.process_time()
    reading = reading_of(content.parent)
    assert time.process_time() - begun < 1
    assert told(reading) == problems
    assert reading.tracker is not None
    assert [issue.id for issue in reading.tracker.issues] == ["DEF-1", "DEF-2", "FEA-1"]
    assert reading.tracker.attachments == frozenset()


@pytest.fixture
def unprivileged(tmp_path: Path, content: Path) -> Iterator[None]:
    """As somebody to whom files can be closed; root reads everything."""
    if os.geteuid() != 0:
        yield
        return
    for path in (tmp_path, *tmp_path.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    opened = [folder for folder in tmp_path.parents if folder.stat().st_uid == 0 and not folder.stat().st_mode & 0o010]
    for folder in opened:
        folder.chmod(folder.stat().st_mode | 0o010)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        for folder in opened:
            folder.chmod(folder.stat().st_mode & ~0o010)


def test_what_may_not_be_read_is_named(content: Path, unprivileged: None) -> None:
    """A file, a folder and an attachment that are closed to whoever builds the site are three problems."""
    (content / "attachments").mkdir()
    (content / "attachments" / "x.txt").write_text("x")
    closed = [content / "attachments" / "x.txt", content / "defects" / "DEF-1.yml", content / "features"]
    for path in closed:
        path.chmod(0)
    try:
        assert told(reading_of(content.parent)) == [
            "content/attachments/x.txt: Y115 cannot be read; make it readable to whoever builds the site",
            "content/defects/DEF-1.yml: Y115 cannot be read (Permission denied); make it readable to whoever builds the site",
            "content/features: Y111 cannot be read (Permission denied); make it readable to whoever builds the site",
        ]
    finally:
        for path in closed:
            path.chmod(0o700)


def test_hidden_files_are_none_of_the_store(content: Path) -> None:
    """What editors and systems leave behind is passed over, and so is what nobody would take for a record."""
    for name in ("defects/.DEF-9.yml.swp", "defects/.yml", "defects/README.md", "defects/DEF-1.yml~", ".git/x.yml", "attachments/.DS_Store"):
        (content / name).parent.mkdir(exist_ok=True)
        (content / name).write_text("not: [yaml")
    reading = reading_of(content.parent)
    assert reading.problems == ()
    assert reading.tracker is not None
    assert len(reading.tracker.issues) == 3
    assert reading.tracker.attachments == frozenset()


def test_folders_below_folders_are_read(content: Path) -> None:
    """A large store lies in as many folders as it likes."""
    (content / "defects" / "00" / "01").mkdir(parents=True)
    (content / "defects" / "DEF-1.yml").rename(content / "defects" / "00" / "01" / "DEF-1.yml")
    reading = reading_of(content.parent)
    assert reading.problems == ()
    assert reading.tracker is not None
    assert [i.path for i in reading.tracker.issues if i.id == "DEF-1"] == ["content/defects/00/01/DEF-1.yml"]


def test_a_link_within_the_store_is_followed(content: Path) -> None:
    """The text may lie elsewhere in the store."""
    (content / "texts").mkdir()
    (content / "texts" / "one.yml").write_text(DEFECT)
    (content / "defects" / "DEF-9.yml").symlink_to("../texts/one.yml")
    reading = reading_of(content.parent)
    assert reading.problems == ()
    assert reading.tracker is not None
    assert "DEF-9" in reading.tracker.issues_by_id


def test_without_its_settings_every_other_file_is_still_looked_at(content: Path) -> None:
    """A fault in tracker.yml does not hide those of the records."""
    (content / "tracker.yml").write_text("organisation: Acme\n")
    (content / "defects" / "DEF-9.yml").write_text("title: [\n")
    (content / "releases" / "desktop.yml").write_text("x")
    reading = reading_of(content.parent)
    assert reading.tracker is None
    assert [problem.path for problem in reading.problems] == ["content/defects/DEF-9.yml", "content/releases/desktop.yml", "content/tracker.yml"]


def test_a_store_without_settings_is_none(content: Path) -> None:
    (content / "tracker.yml").unlink()
    with pytest.raises(CannotRun) as refused:
        reading_of(content.parent)
    assert str(refused.value) == (
        "content/tracker.yml does not exist; "
        "run 'tracker init' in a new folder, or say where the store is under plugins: tracker: store: in mkdocs.yml"
    )


def _as_read(folder: Path) -> tuple[object, ...]:
    reading = reading_of(folder)
    assert reading.tracker is not None
    return reading.tracker.issues, reading.tracker.staff, reading.tracker.impostors, reading.tracker.releases, reading.problems


@pytest.fixture
def dear(content: Path) -> Path:
    """The same store, each of its records with a rare sign at the end, for which libyaml has to be asked."""
    for folder in ("defects", "features", "staff", "impostors"):
        for file in (content / folder).rglob("*.yml"):
            file.write_text(f"{file.read_text()}...\n")
    return content


def _garbage(file: Path) -> None:
    file.write_bytes(b"\x00garbage" * 1000)


def _cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:3000])


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _folder_instead(file: Path) -> None:
    file.unlink()
    (file / "x").mkdir(parents=True)


def _another_table(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as made:
        made.execute("create table parsed (x)")


def _spoilt_records(file: Path) -> None:
    with sqlite3.connect(file) as made:
        made.execute("update parsed set record = cast('{\"title\": 5' as blob)")


def _records_of_text(file: Path) -> None:
    with sqlite3.connect(file) as made:
        made.execute("update parsed set record = 'x'")


@pytest.mark.parametrize("spoil", [_garbage, _cut_off, _empty, _folder_instead, _another_table, _spoilt_records, _records_of_text])
def test_a_damaged_cache_costs_time_and_nothing_else(dear: Path, spoil: Callable[[Path], None]) -> None:
    before = _as_read(dear.parent)
    spoil(dear.parent / ".tracker" / "cache.db")
    assert _as_read(dear.parent) == before
    assert _as_read(dear.parent) == before


def test_the_cache_is_asked_before_a_file_is_parsed(dear: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that is dear to read and did not change is parsed once; one that did, again; one that is gone is forgotten."""
    before = _as_read(dear.parent)
    parsed: list[str] = []
    monkeypatch.setattr("tracker.store.reader._parse_chunk", lambda files: [parsed.append(f.path) or _parse(f) for f in files])
    assert _as_read(dear.parent) == before
    assert parsed == []
    (dear / "defects" / "DEF-1.yml").write_text(f"{DEFECT.replace('stops', 'ends')}...\n")
    (dear / "features" / "FEA-1.yml").unlink()
    _as_read(dear.parent)
    assert parsed == ["content/defects/DEF-1.yml"]
    with sqlite3.connect(dear.parent / ".tracker" / "cache.db") as kept:
        assert kept.execute("select count(*) from parsed").fetchone() == (5,)


def test_a_renamed_file_is_another_record(content: Path) -> None:
    """The same words under another name have another id."""
    _as_read(content.parent)
    (content / "defects" / "DEF-1.yml").rename(content / "defects" / "DEF-3.yml")
    (content / "defects" / "DEF-2.yml").unlink()
    reading = reading_of(content.parent)
    assert reading.tracker is not None
    assert [issue.id for issue in reading.tracker.issues] == ["DEF-3", "FEA-1"]
