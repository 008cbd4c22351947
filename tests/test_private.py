"""What is not a public field of a public record never leaves the store.

Canaries are planted wherever a private store has room; no byte of the site holds one.
"""

import base64
import gzip
import struct
import subprocess
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import orjson
import pytest

from tracker.hosts.builder import Outcome, build_site

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
GIT = {
    "GIT_AUTHOR_NAME": "Zqcanary Author",
    "GIT_AUTHOR_EMAIL": "zqcanary.author@private.example",
    "GIT_COMMITTER_NAME": "Zqcanary Committer",
    "GIT_COMMITTER_EMAIL": "zqcanary.committer@private.example",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "PATH": "/usr/bin:/bin:/usr/local/bin",
}

CONFIG = """\
site_name: Acme known issues
site_url: https://known.acme.example/
repo_url: https://git.example/zqcanary/repository
edit_uri: edit/zqcanary-branch/content/pages/
docs_dir: content/pages
theme: {name: material}
plugins: [tracker]
"""

SETTINGS = """\
# zqcanary comment in the settings
organisation: {name: Acme Works, url: "https://acme.example/", appeal: "mailto:appeal@acme.example"}
store: private
products:
  - {id: desktop, name: Acme Desktop, versioning: semver, components: [ui, sync]}
channels:
  - {id: x, name: X, purpose: Short questions, account: {platform: x, handle: AcmeHelp}}
contribute: {edit: "https://git.example/zqcanary/edit/{path}"}
"""

PUBLIC = """\
# zqcanary comment in a public record
title: Export stops
status: confirmed
severity: major
product: desktop
components: [ui]
opened: "2026-01-05"
description: Zqshown description.
owner: s-7f3k
internal_notes: zqcanary notes of an issue
related: [INT-ZQCANARY1, EMB-ZQCANARY2, DEF-4]
supersedes: [EMB-ZQCANARY2]
attachments:
  - {file: attachments/shown.png, alt: Zqshown words}
  - {file: attachments/shown.txt, alt: A log}
workarounds:
  - {steps: Zqshown steps., verified: {on: "2026-01-08", by: s-7f3k}}
updates:
  - {at: "2026-01-08T10:00:00Z", by: ada, text: Zqshown update.}
  - {at: "2026-01-09T10:00:00Z", by: ada, text: zqcanary internal update, audience: internal}
  - {at: "2026-01-10T10:00:00Z", by: s-7f3k, text: Zqshown update of somebody who is not shown.}
comments:
  - {at: "2026-01-08T10:00:00Z", by: {platform: github, handle: zqshown-octocat}, text: Zqshown comment.}
  - {at: "2026-01-09T10:00:00Z", by: {platform: github, handle: zqcanary-commenter}, text: zqcanary internal comment, audience: internal}
  - at: "2026-01-10T10:00:00Z"
    by: {platform: github, handle: zqcanary-rude, name: Zqcanary Rude, account_id: "zqcanary77"}
    hidden: {reason: Zqshown reason}
  - {at: "2026-01-11T10:00:00Z", by: s-7f3k, text: Zqshown reply.}
"""

PRIVATE = """\
title: zqcanary title
status: confirmed
severity: major
product: desktop
opened: "2026-01-05"
summary: zqcanary summary
description: zqcanary description
steps_to_reproduce: zqcanary steps
symptoms: [zqcanary symptom]
workarounds: [{steps: zqcanary workaround}]
reporter: {name: Zqcanary Reporter, url: "https://zqcanary.example/"}
references: [{type: WEB, url: "https://zqcanary.example/reference", title: zqcanary reference}]
aliases: [ZQCANARY-ALIAS]
owner: ada
reports: [{month: "2025-12", x: 987654321}]
attachments: [{file: attachments/zqcanary-dialog.txt, alt: zqcanary words}]
updates: [{at: "2026-01-08T10:00:00Z", by: ada, text: zqcanary update}]
comments: [{at: "2026-01-08T10:00:00Z", by: {platform: github, handle: zqcanary-stranger}, text: zqcanary comment}]
"""

FILES = {
    "mkdocs.yml": CONFIG,
    "content/tracker.yml": SETTINGS,
    "content/releases/desktop.yml": '# zqcanary comment in the releases\n- {version: "1.0.0", date: "2026-01-01"}\n',
    "content/pages/index.md": "# Acme known issues\n\nZqshown by hand.\n",
    "content/defects/DEF-1.yml": PUBLIC,
    "content/defects/DEF-2.yml": PRIVATE.replace(
        "status: confirmed", "status: withdrawn\nclosed: '2026-02-01'\nresolution: {reason: Zqshown tombstone.}"
    ),
    "content/defects/DEF-3.yml": """\
title: Zqshown duplicate
status: duplicate
severity: minor
product: desktop
opened: "2026-01-06"
closed: "2026-01-07"
duplicate_of: INT-ZQCANARY1
""",
    "content/defects/DEF-4.yml": """\
title: Zqshown after its embargo
status: confirmed
severity: minor
product: desktop
opened: "2026-01-06"
embargo_until: "2026-11-23T08:59:59Z"
""",
    "content/defects/INT-ZQCANARY1.yml": PRIVATE.replace("ZQCANARY-ALIAS", "ZQCANARY-ALIAS-1") + "audience: internal\n",
    "content/defects/EMB-ZQCANARY2.yml": PRIVATE.replace("ZQCANARY-ALIAS", "ZQCANARY-ALIAS-2") + 'embargo_until: "2026-11-24T09:00:00Z"\n',
    "content/features/FEA-1.yml": """\
title: Zqshown wish
status: suggested
product: desktop
opened: "2026-01-09"
audience: public
internal_notes: zqcanary notes of a wish
""",
    "content/features/WISH-ZQCANARY3.yml": """\
title: zqcanary wish
status: suggested
product: desktop
opened: "2026-01-09"
audience: internal
""",
    "content/staff/ada.yml": """\
name: Ada Able
title: Zqshown engineer
since: "2024-01-01"
internal_notes: zqcanary notes of a member
accounts:
  - platform: x
    handle: ZqshownAtAcme
    since: "2024-02-01"
    proofs: [{method: link-back, checked: "2026-01-02", result: zqcanary result of a check}]
  - {platform: email, handle: zqcanary.mail+ada@acme.example, purpose: zqcanary purpose}
  - {platform: phone, handle: "+44 20 7946 0777"}
  - platform: mastodon
    handle: zqcanary-unlisted@acme.example
    account_id: "zqcanary99"
    listed: false
    proofs: [{method: link-back, checked: "2026-01-02", evidence: "https://zqcanary.example/proof"}]
""",
    "content/staff/gone.yml": """\
name: Gone Able
since: "2024-01-01"
until: "2026-01-31"
bio: zqcanary bio of somebody who left
photo: attachments/zqcanary-gone.png
hours: "Mo-Fr 09:00-17:33"
accounts:
  - {platform: phone, handle: "+44 20 7946 0888", listed: true}
""",
    "content/staff/help.yml": "name: Acme Help\nkind: role\naccounts: [{platform: x, handle: AcmeHelp}]\n",
    "content/staff/s-7f3k.yml": """\
name: Zqcanary Name
visible: false
title: Zqcanary title
team: Zqcanary team
bio: zqcanary bio
photo: attachments/zqcanary-photo.png
time_zone: Pacific/Kiritimati
languages: [zqcanary language]
may_ask: [zqcanary question]
accounts: [{platform: x, handle: ZqcanaryAtAcme}]
""",
    "content/impostors/x-zqcanary.yml": """\
platform: x
handle: acme_helps
first_seen: "2026-02-01"
evidence: "https://acme.example/notices/1"
confirmed_by: ada
internal_notes: zqcanary notes of an impostor
""",
    "content/zqcanary-notes.txt": "zqcanary text beside the records",
    "content/defect/zqcanary.yml": "zqcanary: in a folder that looks like a misspelt one",
    "content/defects/zqcanary-readme.md": "zqcanary text among the records",
    "content/attachments/zqcanary-unused.txt": "zqcanary attachment of nobody",
    "content/attachments/zqcanary-dialog.txt": "zqcanary attachment of a private record",
    "content/attachments/shown.txt": "Zqshown log",
}
CANARIES = (b"zqcanary", b"7946 0777", b"79460777", b"7946 0888", b"79460888", b"987654321", b"kiritimati", b"17:33", b"s-7f3k", b"git.example")


def picture(words: str) -> bytes:
    """A PNG of one pixel with words in its metadata."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [
            chunk(b"IHDR", head),
            chunk(b"tEXt", b"Author\0" + words.encode()),
            chunk(b"IDAT", zlib.compress(b"\0" + words.encode()[:3])),
            chunk(b"IEND", b""),
        ]
    )


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], env=GIT, check=True, capture_output=True, text=True)
    return done.stdout


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def committed(folder: Path) -> Path:
    """A repository whose history holds more than its last commit: other words, other files, other branches."""
    git(folder, "init", "--quiet", "--initial-branch=zqcanary-branch")
    kept = {path: path.read_bytes() for path in folder.rglob("*.yml") if ".git" not in path.parts}
    for path in kept:
        path.write_bytes(path.read_bytes().replace(b"Zqshown", b"zqcanary older"))
    (folder / "content" / "defects" / "DEF-9.yml").write_text(PRIVATE)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "zqcanary first message")
    for path, raw in kept.items():
        path.write_bytes(raw)
    (folder / "content" / "defects" / "DEF-9.yml").unlink()
    git(folder, "commit", "--quiet", "--all", "--message", "zqcanary second message")
    git(folder, "tag", "zqcanary-tag")
    git(folder, "remote", "add", "origin", "https://git.example/zqcanary/repository.git")
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = write(tmp_path / "zqcanary-folder", FILES)
    (folder / "content" / "attachments" / "shown.png").write_bytes(picture("zqcanary metadata"))
    for name in ("zqcanary-photo.png", "zqcanary-gone.png"):
        (folder / "content" / "attachments" / name).write_bytes(picture("abc"))
    return committed(folder)


def build(folder: Path) -> Outcome:
    outcome = build_site(folder / "mkdocs.yml", {}, now=NOW, clean=False, tell=lambda *_: None)
    assert outcome.checked.errors == ()
    assert outcome.published is not None
    return outcome


def spellings(canary: bytes) -> Iterator[bytes]:
    """A canary as it may stand in a file: plain, percent-encoded, in base64 at each of its three places."""
    yield canary
    yield quote(canary).lower().encode()
    for lead in range(3):
        coded = base64.b64encode(b" " * lead + canary)
        yield coded[(0, 2, 3)[lead] : len(coded) - (0, 3, 2)[(lead + len(canary)) % 3]].rstrip(b"=")


def found(site: Path, canaries: tuple[bytes, ...]) -> list[str]:
    """Where a canary stands, in whatever capitals; packed files are unpacked. In base64, capitals mean something."""
    lines = []
    for path in sorted(p for p in site.rglob("*") if p.is_file()):
        name = path.relative_to(site).as_posix()
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        everything = name.encode() + b"\n" + content
        for canary in canaries:
            plain, percent, *coded = spellings(canary)
            if plain in everything.lower() or percent in everything.lower() or any(c in everything for c in coded):
                lines.append(f"{name}: {canary.decode()}")
    return lines


def test_a_search_finds_what_is_there(tmp_path: Path) -> None:
    """The search for canaries finds one in a name, in capitals, percent-encoded, in base64 and in a packed file."""
    (tmp_path / "zqcanary.txt").write_bytes(b"")
    (tmp_path / "capitals").write_bytes(b"ZQCanary")
    (tmp_path / "percent").write_bytes(b"tel:7946%200777")
    for lead in range(3):
        (tmp_path / f"base64-{lead}").write_bytes(base64.b64encode(b"x" * lead + b"zqcanary and more"))
    (tmp_path / "packed.gz").write_bytes(gzip.compress(b"zqcanary"))
    (tmp_path / "clean").write_bytes(b"zq canary")
    assert found(tmp_path, CANARIES) == [
        "base64-0: zqcanary",
        "base64-1: zqcanary",
        "base64-2: zqcanary",
        "capitals: zqcanary",
        "packed.gz: zqcanary",
        "percent: 7946 0777",
        "zqcanary.txt: zqcanary",
    ]


def test_nothing_private_is_in_any_byte_of_the_site(site: Path) -> None:
    """Not a note, not an internal or embargoed issue, not an unlisted account; no commit, no author, no address of the repository."""
    outcome = build(site)
    commits = git(site, "rev-list", "--all").split()
    assert len(commits) == 2
    assert found(site / "site", (*CANARIES, *(commit[:10].encode() for commit in commits))) == []
    assert [problem for problem in outcome.checked.warnings if "ZQCANARY" in problem.path]
    assert not (site / "site" / ".tracker").exists()
    assert not list((site / "site").rglob("cache.db"))


def test_what_is_public_is_there(site: Path) -> None:
    """The other half: everything in the same files that is meant for readers reaches them."""
    build(site)
    page = (site / "site" / "issues" / "DEF-1" / "index.html").read_text()
    for words in ("description.", "steps.", "update.", "update of somebody who is not shown.", "comment.", "reason", "reply.", "words"):
        assert f"Zqshown {words}" in page, words
    assert "A member of staff" in page
    assert "Zqshown tombstone." in (site / "site" / "issues" / "DEF-2" / "index.html").read_text()
    assert "Zqshown duplicate" in (site / "site" / "issues" / "DEF-3" / "index.html").read_text()
    assert "Zqshown after its embargo" in (site / "site" / "issues" / "DEF-4" / "index.html").read_text()
    assert "Zqshown wish" in (site / "site" / "features" / "FEA-1" / "index.html").read_text()
    assert "ZqshownAtAcme" in (site / "site" / "staff" / "ada" / "index.html").read_text()
    assert (site / "site" / "attachments" / "shown.txt").read_text() == "Zqshown log"
    assert (site / "site" / "attachments" / "shown.png").is_file()


def test_what_becomes_private_is_gone_with_the_next_build(site: Path) -> None:
    """Made internal, put under embargo, hidden, unlisted or withdrawn: the next build takes it out of every byte, and its pages away."""
    build(site)
    build(site)
    assert len(found(site / "site", (b"zqshown",))) > 10
    content = site / "content"
    for path in content.rglob("*.yml"):
        path.write_text(path.read_text().replace("internal_notes:", "# internal_notes:"))
    for name, more in {
        "defects/DEF-1": "audience: internal\n",
        "defects/DEF-4": "",
        "features/FEA-1": "",
        "staff/ada": "",
    }.items():
        path = content / f"{name}.yml"
        text = path.read_text().replace("audience: public\n", "audience: internal\n").replace("2026-11-23T08:59:59Z", "2027-11-23T08:59:59Z")
        path.write_text(
            text.replace("handle: ZqshownAtAcme\n", "handle: ZqshownAtAcme\n    listed: false\n").replace("Zqshown engineer", "Engineer") + more
        )
    (content / "defects" / "DEF-2.yml").unlink()
    (content / "defects" / "DEF-3.yml").write_text((content / "defects" / "DEF-3.yml").read_text().replace("Zqshown ", ""))
    (content / "pages" / "index.md").write_text("# Acme known issues\n")
    for _ in range(3):
        build(site)
        assert found(site / "site", (b"zqshown", *CANARIES)) == []
        pages = sorted(p.parent.name for p in (site / "site" / "issues").glob("*-*/index.html"))
        assert pages == ["DEF-3"]
        assert not (site / "site" / "attachments").exists()
        assert not (site / "site" / "features" / "FEA-1").exists()
        assert not (site / "site" / "api" / "v1" / "issues" / "DEF-1.json").exists()


MAPPED = """\
sources:
  - name: forum
    git: forum
    files: "**/*.yml"
    kind: defect
    map: {title: title, related: related, owner: owner, aliases: aliases}
    defaults: {status: confirmed, severity: minor, product: desktop, opened: "2026-01-05"}
"""
FORUM = {
    "OUT-1.yml": "title: Zqshown by others\n",
    "OUT-2.yml": "title: Points to the alias of a private issue\nrelated: [PRE-99]\n",
    "OUT-3.yml": "title: Is owned by nearly somebody\nowner: s-7f3j\n",
    "SEC-5.yml": "title: Has the number of a private issue\n",
    "OUT-6.yml": "title: Has the alias of a private issue\naliases: [PRE-98]\n",
}


def test_what_is_left_out_of_a_public_source_names_no_private_record(site: Path) -> None:
    """Beside private records, a file that breaks a rule is skipped with the rule's sentence: its own words might name, or guess at, one of them."""
    write(site / "forum", FORUM)
    git(site / "forum", "init", "--quiet")
    git(site / "forum", "add", "--all")
    git(site / "forum", "commit", "--quiet", "--message", "Public")
    secret = PRIVATE + "audience: internal\n"
    write(
        site / "content",
        {
            "tracker.yml": SETTINGS + MAPPED,
            "defects/zqcanary/SEC-5.yml": secret.replace("ZQCANARY-ALIAS", "PRE-98"),
            "defects/INT-ZQCANARY1.yml": secret.replace("ZQCANARY-ALIAS", "PRE-99"),
        },
    )
    outcome = build(site)
    told = [problem.message for problem in outcome.checked.warnings if problem.path.startswith("forum:")]
    assert told == [
        "is skipped: there is no issue PRE-99; write INT-ZQCANARY1",
        "is skipped: 's-7f3j' is not in the directory; add staff/s-7f3j.yml; did you mean 's-7f3k'?",
        "is skipped: 'PRE-98' is already an alias in content/defects/zqcanary/SEC-5.yml; leave it with one of the two",
        "is skipped: SEC-5 is already the id of content/defects/zqcanary/SEC-5.yml; give this record the next free number",
    ]
    assert found(site / "site", (*CANARIES, b"pre-9", b"s-7f3")) == []
    skipped = orjson.loads((site / "site" / "api" / "v1" / "build.json").read_bytes())["skipped"]
    assert skipped == [
        {"path": "forum:OUT-2.yml", "reason": "An issue named in duplicate_of, supersedes or related exists."},
        {"path": "forum:OUT-3.yml", "reason": "The owner of an issue is in the directory."},
        {"path": "forum:OUT-6.yml", "reason": "An alias is no issue's id, and the alias of one issue alone."},
        {"path": "forum:SEC-5.yml", "reason": "The id of an issue belongs to one record, whatever its capitals."},
    ]
    assert "Zqshown by others" in (site / "site" / "issues" / "OUT-1" / "index.html").read_text()


SOURCES = """\
sources:
  - name: zqcanary-source
    git: ../zqcanary-folder
    ref: zqcanary-tag
    root: content
    store: private
    trust: staff
    edit: "https://git.example/zqcanary/{path}"
  - name: zqcanary-mapped
    git: ../zqcanary-folder
    store: private
    files: "content/**/*.md"
    format: markdown
    kind: defect
    map: {title: nothing}
"""


def test_a_private_source_of_a_public_store_is_named_nowhere(site: Path, tmp_path: Path) -> None:
    """A public site shows what is public in a private repository, and nothing of the repository: no path, no commit, no file that is left out."""
    public = write(
        tmp_path / "public",
        {
            "mkdocs.yml": CONFIG.replace("repo_url", "# repo_url").replace("edit_uri", "# edit_uri"),
            "content/tracker.yml": SETTINGS.replace("store: private", SOURCES).replace("contribute:", "# contribute:"),
            "content/releases/desktop.yml": '- {version: "1.0.0", date: "2026-01-01"}\n',
            "content/pages/index.md": "# Acme known issues\n",
            "content/staff/able.yml": "name: Able Acme\n",
        },
    )
    for name in ("DEF-1.yml", "DEF-2.yml"):  # the attachments of another repository are not published, and a rule says so
        path = site / "content" / "defects" / name
        path.write_text("\n".join(line for line in path.read_text().splitlines() if "attachments" not in line) + "\n")
    git(site, "commit", "--quiet", "--all", "--message", "zqcanary third message")
    git(site, "tag", "--force", "zqcanary-tag")
    outcome = build(public)
    assert outcome.checked.notes == ()
    assert "Zqshown description." in (public / "site" / "issues" / "DEF-1" / "index.html").read_text()
    assert "Zqshown engineer" in (public / "site" / "staff" / "ada" / "index.html").read_text()
    assert len([problem for problem in outcome.checked.warnings if problem.path.startswith("zqcanary-")]) >= 4
    commits = git(site, "rev-list", "--all").split()
    assert found(public / "site", (*CANARIES, *(commit[:10].encode() for commit in commits))) == []
    assert not list((public / "site").rglob("*.git"))


def test_a_change_to_something_private_changes_no_byte(site: Path) -> None:
    """Not a page, not a feed, not a date: nobody can tell that something happened. Of an unlisted account only the salted hash is published, so it may not change here."""
    build(site)
    before = {path.relative_to(site): path.read_bytes() for path in (site / "site").rglob("*") if path.is_file()}
    content = site / "content"
    for name, old, new in [
        ("defects/DEF-1.yml", "zqcanary notes of an issue", "zqcanary other notes"),
        ("defects/DEF-1.yml", "2026-01-09T10:00:00Z", "2026-11-22T10:00:00Z"),
        ("defects/INT-ZQCANARY1.yml", "zqcanary description", "zqcanary other description"),
        ("defects/EMB-ZQCANARY2.yml", "status: confirmed", "status: in-progress"),
        ("staff/s-7f3k.yml", "Zqcanary Name", "Zqcanary Other"),
    ]:
        assert old in (content / name).read_text()
        (content / name).write_text((content / name).read_text().replace(old, new))
    # Without a warning: those of private records are counted on the build page.
    another = (
        PRIVATE.replace("zqcanary title", "numbers are sorted like words")
        .replace("zqcanary symptom", "sorted")
        .replace("ZQCANARY-ALIAS", "ZQCANARY-ALIAS-4")
        .replace("2025-12", "2026-01")
    )
    (content / "defects" / "INT-ZQCANARY4.yml").write_text(another + "audience: internal\n")
    git(site, "add", "--all")
    git(site, "commit", "--quiet", "--message", "zqcanary third message")
    assert build(site).checked.errors == ()
    after = {path.relative_to(site): path.read_bytes() for path in (site / "site").rglob("*") if path.is_file()}
    assert sorted(name.as_posix() for name in before.keys() | after.keys() if before.get(name) != after.get(name)) == []
