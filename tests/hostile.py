"""A tiny store in which every text that anybody can write attacks the page, and its twin that says something harmless in the same places."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

PICTURE = Path(__file__).parent.parent / "content" / "attachments" / "DEF-0012-conflicts.png"
ATTACK = (
    "<script>window.hacked=1</script> \"><img src=x onerror=window.hacked=1> ' onmouseover='window.hacked=1 javascript:window.hacked=1 {{7*7}} {% raw %} "
    "</title><script>window.hacked=1</script> ]]> <!-- --> zqbodyqz"
)
"""Written where a line or a paragraph stands. It begins nothing that Markdown would draw, so that it must come out letter by letter."""
LINKS = """\
[click](javascript:window.hacked=1) and ![look](javascript:window.hacked=1) and <javascript:window.hacked=1>

[more](data:text/html;base64,PHNjcmlwdD53aW5kb3cuaGFja2VkPTE8L3NjcmlwdD4=) and [again]( java&#x73;cript:window.hacked=1 "' onclick='window.hacked=1")

<https://elsewhere.example/"onmouseover="window.hacked=1> and [quoted](https://elsewhere.example/"onfocus="window.hacked=1)

![picture](https://elsewhere.example/picture.png "' onload='window.hacked=1")
"""
"""Markdown that asks for links and pictures that act or load."""
ADDRESS = "https://elsewhere.example/?'onmouseover='window.hacked=1'&lt;&a=javascript:window.hacked=1#%22%3E%3Cscript%3E"
VERSION = "2.0+%3Cimg&src=x#y?{{7*7}}"
FILE = "attachments/log.txt"

LONG = "W" * 90
"""No line of a narrow screen holds it."""

CONFIG = """\
site_name: Acme known issues
site_url: https://known.acme.example/
docs_dir: content/pages
theme:
  name: material
  palette: {primary: teal}
plugins: [tracker]
"""

Say = Callable[[str], str]


def attacking(place: str) -> str:
    """What stands in a place of the hostile store."""
    return f"Zq {place} {ATTACK} {LONG}"


def harmless(place: str) -> str:
    """What stands there in its twin."""
    return f"Zq {place} with nothing in it but words {LONG}"


def file_name(say: Say) -> str:
    """What a file name can hold of it."""
    return say("file").replace("/", "")[:200]


def write(folder: Path, say: Say) -> Path:
    """Write the store and its mkdocs.yml into a folder that does not exist yet."""
    (folder / "content" / "pages").mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(CONFIG)
    for name, record in records(say).items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(record, indent=1))
    attachments = folder / "content" / "attachments"
    attachments.mkdir()
    shutil.copy(PICTURE, attachments / "picture.png")
    (folder / "content" / FILE).write_text(say("log"))
    _write_theirs(folder / "theirs", say)
    return folder


def _write_theirs(folder: Path, say: Say) -> None:
    """Somebody's repository: one issue that can be published, and one that cannot, whose file name attacks as well."""
    (folder / "issues").mkdir(parents=True)
    good = {"key": "1", "name": say("their title"), "text": say("their description"), "state": "open", "on": "2026-01-05"}
    (folder / "issues" / "good.json").write_text(json.dumps(good))
    (folder / "issues" / f"{file_name(say)}.json").write_text(json.dumps({**good, "key": "2", "state": say("their status")}))
    environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for command in (("init", "--quiet", "--initial-branch=main"), ("add", "--all"), ("commit", "--quiet", "--message", "Theirs")):
        named = ("git", "-c", "user.name=A", "-c", "user.email=a@acme.example", *command)
        subprocess.run(named, cwd=folder, env=environment, check=True, capture_output=True)


def records(say: Say) -> dict[str, Any]:
    """Every file below content/, by its name."""
    return {
        "tracker.yml": _settings(say),
        "releases/desktop.yml": [
            {"version": "1.0", "date": "2025-01-01", "channel": say("release channel"), "notes": ADDRESS},
            {"version": VERSION, "date": "2026-01-01", "notes": ADDRESS},
        ],
        "defects/DEF-1.yml": _defect(say),
        "defects/DEF-2.yml": _closed(say, "duplicate") | {"severity": "minor", "status": "duplicate", "duplicate_of": "DEF-1"},
        "defects/DEF-3.yml": _closed(say, "withdrawn") | {"severity": "minor", "status": "withdrawn"},
        "features/FEA-1.yml": _closed(say, "declined") | {"status": "declined", "votes": 7},
        "features/FEA-2.yml": {"title": say("wish"), "status": "suggested", "product": "desktop", "opened": "2026-01-06"},
        **_staff(say),
    }


def _settings(say: Say) -> dict[str, Any]:
    return {
        "organisation": {"name": say("organisation"), "url": ADDRESS, "security": ADDRESS, "appeal": ADDRESS},
        "products": [
            {
                "id": "desktop",
                "name": say("product"),
                "versioning": "listed",
                "description": say("product description"),
                "components": [{"id": "ui", "name": say("component")}],
            }
        ],
        "channels": [
            {
                "id": "form",
                "name": say("channel"),
                "purpose": say("channel purpose"),
                "account": {"platform": "web", "handle": "javascript:window.hacked=1"},
                "hours": "Mo-Fr 09:00-17:30",
                "languages": [say("language")],
            },
            {"id": "web", "name": "Web", "purpose": "Questions", "account": {"platform": "web", "handle": say("channel handle")}},
        ],
        "promises": {"major": {"first_response": "1d"}},
        "sources": [
            {
                "name": "theirs",
                "git": "theirs",
                "ref": "main",
                "files": "issues/*.json",
                "format": "json",
                "kind": "defect",
                "map": {
                    "id": "KI-{key}",
                    "title": "name",
                    "description": "text",
                    "status": {"from": "state", "values": {"open": "confirmed"}},
                    "opened": "on",
                },
                "defaults": {"product": "desktop", "severity": "minor"},
            }
        ],
    }


def _defect(say: Say) -> dict[str, Any]:
    return {
        "title": say("title"),
        "status": "confirmed",
        "severity": "major",
        "product": "desktop",
        "components": ["ui"],
        "opened": "2026-01-05",
        "summary": say("summary"),
        "description": f"{say('description')}\n\n{LINKS}",
        "steps_to_reproduce": say("steps"),
        "symptoms": [say("symptom")],
        "platforms": [say("platform")],
        "affected": [{"introduced": "1.0", "fixed": VERSION}],
        "workarounds": [{"steps": say("workaround"), "verified": {"version": "1.0", "on": "2026-01-08", "by": "ada"}}],
        "fixes": [{"version": VERSION}],
        "target": {"version": VERSION, "confidence": "likely", "reason": say("target")},
        "reports": [{"month": "2026-01", "form": 7}],
        "owner": "ada",
        "reporter": {"name": say("reporter"), "url": ADDRESS},
        "related": ["FEA-1"],
        "references": [{"type": "WEB", "url": ADDRESS, "title": say("reference")}],
        "attachments": [{"file": "attachments/picture.png", "alt": say("picture")}, {"file": FILE, "alt": say("file's words")}],
        "aliases": [say("alias")],
        "updates": [{"at": "2026-01-09T10:00:00Z", "by": "ada", "text": say("update")}],
        "comments": [
            {"at": "2026-01-08T10:00:00Z", "by": {"platform": "github", "handle": say("commenter's handle")}, "text": say("comment")},
            {"at": "2026-01-08T11:00:00Z", "by": {"platform": "x", "handle": "a", "name": say("commenter's name"), "url": ADDRESS}, "text": LINKS},
            {"at": "2026-01-08T12:00:00Z", "by": {"platform": "x", "handle": "a"}, "hidden": {"reason": say("hidden comment")}},
            {"at": "2026-01-08T13:00:00Z", "by": "ada", "text": say("reply")},
        ],
    }


def _closed(say: Say, place: str) -> dict[str, Any]:
    return {
        "title": say(f"{place} title"),
        "product": "desktop",
        "opened": "2026-01-05",
        "closed": "2026-01-07",
        "resolution": {"reason": say(f"{place} reason"), "reconsider_if": say(f"{place} reconsideration")},
    }


def _staff(say: Say) -> dict[str, Any]:
    proof = {"method": "link-back", "checked": "2026-01-02", "by": "ada", "evidence": ADDRESS}
    return {
        "staff/ada.yml": {
            "name": say("name"),
            "title": say("job"),
            "team": say("team"),
            "since": "2024-01-01",
            "hours": "Mo-Fr 09:00-17:30",
            "languages": [say("her language")],
            "bio": say("bio"),
            "may_ask": [say("question")],
            "never_asks": [say("never asked")],
            "accounts": [
                {
                    "platform": "x",
                    "handle": say("x handle"),
                    "account_id": say("account number"),
                    "purpose": say("account purpose"),
                    "proofs": [proof],
                },
                {"platform": "web", "handle": "javascript:window.hacked=1"},
                {"platform": "github", "handle": "old", "until": "2025-01-01", "reason": "renamed", "now": say("new handle")},
                {"platform": "reddit", "handle": say("suspended handle"), "suspended": {"since": "2026-01-01", "reason": say("suspension")}},
            ],
        },
        "staff/gone.yml": {
            "name": say("leaver"),
            "since": "2024-01-01",
            "until": "2025-12-31",
            "accounts": [{"platform": "x", "handle": say("leaver's handle"), "until": "2025-12-31", "reason": "left"}],
        },
        "staff/help.yml": {
            "name": say("desk"),
            "kind": "role",
            "accounts": [{"platform": "web", "handle": say("channel handle")}, {"platform": "phone", "handle": "+44 20 7946 0018"}],
        },
        "impostors/x-acme.yml": {
            "platform": "x",
            "handle": say("impostor"),
            "imitates": "ada",
            "first_seen": "2026-02-01",
            "evidence": ADDRESS,
            "confirmed_by": "ada",
        },
    }
