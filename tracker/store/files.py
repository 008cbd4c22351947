"""The site's own store on disk: which files hold what, and their bytes. Nothing is read through a link that leads out of the store."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracker.model.problem import Problem
from tracker.model.tracker import SignedList
from tracker.model.vocabulary import Level
from tracker.model.wording import did_you_mean
from tracker.store.imported import IMPORTS
from tracker.store.tree import is_printable, printable
from tracker.store.yaml import MAX_BYTES

FOLDERS = ("defects", "features", "staff", "impostors", "releases")
"""The folders that hold records."""
SIGNATURES = "signatures"
"""The folder of the staff list as it was signed."""
SIGNED_LIST, SIGNATURE = f"{SIGNATURES}/staff.json", f"{SIGNATURES}/staff.json.sig"
MAX_LIST_BYTES = 20_000_000
KNOWN = (*FOLDERS, "attachments", SIGNATURES, IMPORTS, "pages", "tracker.yml")
_NO_FILE = "is no regular file; put a file here"
_MAKE_READABLE = "make it readable to whoever builds the site"
_DEEPEST = 20
"""Folders below one another; the way to a file has an end in every system."""


@dataclass(frozen=True, slots=True)
class StoreFile:
    """One file of the store: its name as people are told it, the folder it belongs to, its bytes."""

    path: str
    folder: str
    """`defects`, `staff` …; `tracker.yml` for the settings."""
    stem: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Listing:
    files: tuple[StoreFile, ...]
    attachments: frozenset[str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Entry:
    path: str
    """Below the store, with slashes."""
    name: str
    is_link: bool = False
    refused: str = ""
    """Why what lies there is not read."""


def read_files(store: Path, shown: str) -> Listing:
    """Every file of a store, sorted by path; `shown` is the store's folder as messages name it."""
    files: list[StoreFile] = []
    attachments: set[str] = set()
    problems = [*_strays(store, shown)]
    real = os.path.realpath(store)
    for folder in ("tracker.yml", *FOLDERS, "attachments"):
        for entry in _below(store, folder):
            if refused := _refused(store, real, entry):
                problems.append(Problem(f"{shown}/{printable(entry.path)}", 0, 0, *refused))
            elif folder == "attachments":
                attachments.add(entry.path)
            elif entry.name.endswith(".yml"):
                try:
                    files.append(StoreFile(f"{shown}/{entry.path}", folder, entry.name.removesuffix(".yml"), _bytes(f"{store}/{entry.path}")))
                except OSError as e:
                    problems.append(Problem(f"{shown}/{entry.path}", 0, 0, "Y115", f"cannot be read ({e.strerror}); {_MAKE_READABLE}"))
    return Listing(tuple(files), frozenset(attachments), tuple(problems))


def read_signed_list(store: Path, shown: str) -> SignedList | None:
    """What `tracker sign` left in the store; None where it left nothing. Too much of it is cut off, and then no signature fits."""
    if any((store / name).is_symlink() or not (store / name).is_file() for name in (SIGNED_LIST, SIGNATURE)):
        return None
    content, signature = ((store / name).open("rb") for name in (SIGNED_LIST, SIGNATURE))
    with content, signature:
        return SignedList(f"{shown}/{SIGNED_LIST}", content.read(MAX_LIST_BYTES), signature.read(MAX_BYTES))


def read_names(root: Path, wanted: str) -> tuple[tuple[str, ...], str]:
    """The names in a file, one on a line, `#` before what is none; or why there are none."""
    try:
        text = (root / wanted).read_bytes()[:MAX_LIST_BYTES].decode("utf-8")
    except OSError:
        return (), f"{wanted!r} is not here, so names of customers are not looked for; put the file there, or write another path"
    except UnicodeDecodeError:
        return (), f"{wanted!r} is not UTF-8, so names of customers are not looked for; save it as UTF-8"
    names = (line.strip() for line in text.splitlines())
    return tuple(dict.fromkeys(name for name in names if len(name) > 1 and not name.startswith("#"))), ""


_WRITTEN = frozenset({".md", ".markdown", ".html", ".htm", ".txt", ".csv", ".log"})


def read_pages(folder: Path) -> Iterator[tuple[Path, str]]:
    """The hand-written pages below a folder and the texts beside them, which MkDocs publishes as they are, sorted by path, each with its text."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _WRITTEN and path.is_file() and path.stat().st_size <= MAX_BYTES:
            yield path, path.read_text("utf-8", "replace")


def _refused(store: Path, real: str, entry: _Entry) -> tuple[str, str] | None:
    """Under which code, and why, a file is not read; None when it is, or when nobody would expect it to be."""
    stem, _, ending = entry.name.rpartition(".")
    is_attachment = entry.path.startswith("attachments/")
    if not is_printable(entry.path):
        return "Y114", "has a name that is no printable text in UTF-8; call it something plain"
    if entry.is_link and not os.path.realpath(store / entry.path).startswith(f"{real}{os.sep}"):
        return "Y111", "is a link that leads out of the store; put the file itself here"
    if entry.refused:
        return "Y111", entry.refused
    if is_attachment and not os.access(store / entry.path, os.R_OK, effective_ids=os.access in os.supports_effective_ids):
        return "Y115", f"cannot be read; {_MAKE_READABLE}"
    if not is_attachment and ending != "yml" and ending.lower() in {"yml", "yaml", "json", "toml"}:
        return "Y112", f"is not read, because records end in .yml; call it {stem}.yml"
    return None


def _bytes(path: str) -> bytes:
    """At most one byte more than a record may have, so that a huge file costs nothing; and room for no more than there is, for there are many."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, min(os.fstat(descriptor).st_size, MAX_BYTES) + 1)
    finally:
        os.close(descriptor)


def _below(store: Path, path: str, depth: int = 0) -> Iterator[_Entry]:
    """The files at or below a path, sorted; hidden ones are left out, links to folders are yielded, not followed."""
    start = store / path
    if start.is_file() or start.is_symlink():
        yield _Entry(path, start.name, start.is_symlink(), "" if start.is_file() else _NO_FILE)
    elif start.is_dir():
        if depth > _DEEPEST:
            yield _Entry(path, start.name, refused=f"lies more than {_DEEPEST} folders deep; put its records nearer to the top")
            return
        if depth and start.suffix == ".yml":
            yield _Entry(path, start.name, refused="is a folder that is called like a record; rename it")
        try:
            with os.scandir(start) as entries:
                found = sorted((e for e in entries if not e.name.startswith(".")), key=lambda e: e.name)
        except OSError as e:
            yield _Entry(path, start.name, refused=f"cannot be read ({e.strerror}); {_MAKE_READABLE}")
            return
        for entry in found:
            below = f"{path}/{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _below(store, below, depth + 1)
            else:
                # A link to itself makes entry.is_file() fail.
                is_file = entry.is_file(follow_symlinks=False) or Path(entry.path).is_file()
                yield _Entry(below, entry.name, entry.is_symlink(), "" if is_file else _NO_FILE)
    elif start.exists():
        yield _Entry(path, start.name, refused=_NO_FILE)


def _strays(store: Path, shown: str) -> Iterator[Problem]:
    """Folders that look like misspelt ones would be silently ignored otherwise."""
    for entry in sorted(store.iterdir()):
        guess = did_you_mean(entry.name, KNOWN) if is_printable(entry.name) else ""
        if entry.name not in KNOWN and not entry.name.startswith(".") and guess:
            yield Problem(f"{shown}/{entry.name}", 0, 0, "Y113", f"is no part of a store{guess}", Level.WARNING)
