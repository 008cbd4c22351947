"""The bookkeeping of imports on disk: `imports/HOST/OWNER/NAME.json` in the store, an issue to a line so that git shows which ones moved.

It is committed beside the records, because whoever merges next (a colleague, a workflow in a fresh clone) has to compare with the same state. No
page is made of it.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tracker.model.imported import Base, Imported, Pending
from tracker.model.problem import Problem
from tracker.model.values import ISSUE_ID, IssueId

IMPORTS = "imports"
"""The folder of the store."""
MAX_BYTES = 100_000_000
_ABOUT = (
    "Written by tracker import and tracker sync: digests of what was last brought in. Commit it with the records; there is nothing in it to edit."
)
UNREADABLE = "Y130"


def path_of(imported: Imported) -> str:
    """Where it lies below the store."""
    return f"{IMPORTS}/{imported.key}.json"


def encoded(imported: Imported) -> bytes:
    """The file: the same state, the same bytes."""
    head = {"about": _ABOUT, "host": imported.host, "repository": imported.repository, "id": imported.id}
    lines = [_line(base) for _, base in sorted(imported.issues.items())]
    waiting = [_text({"new": _plain(each.new), "old": _plain(each.old) if each.old else None}) for _, each in sorted(imported.pending.items())]
    parts = [f'"{name}": {_text(value)}' for name, value in head.items()]
    parts += [f'"{name}": [' + ",".join(f"\n{line}" for line in found) + "\n]" for name, found in (("issues", lines), ("pending", waiting)) if found]
    return ("{" + ",\n".join(parts) + "}\n").encode()


def read_imported(store: Path, shown: str) -> tuple[tuple[Imported, ...], tuple[Problem, ...]]:
    """Everything that was brought in, by key; `shown` is the store's folder as messages name it."""
    found: list[Imported] = []
    problems: list[Problem] = []
    for file in _files(store / IMPORTS):
        name = file.relative_to(store).as_posix()
        try:
            raw = file.read_bytes() if file.stat().st_size <= MAX_BYTES else b""
            found.append(_of(name, raw))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            message = (
                "cannot be read as what an import left behind; take it from the last good commit, or delete it: then both sides are compared anew"
            )
            problems.append(Problem(f"{shown}/{name}", 0, 0, UNREADABLE, message))
    return tuple(sorted(found, key=lambda each: each.key)), tuple(problems)


def _files(folder: Path) -> Iterator[Path]:
    """The files below, sorted; links are not followed."""
    if not folder.is_dir() or folder.is_symlink():
        return
    for place, folders, files in os.walk(folder):
        folders.sort()
        yield from (Path(place) / name for name in sorted(files) if name.endswith(".json") and not (Path(place) / name).is_symlink())


def decoded(raw: bytes) -> Imported:
    """The state that a file holds. Raises what a file of another shape makes Python raise."""
    given = json.loads(raw)
    issues = [_base(each) for each in given.get("issues", ())]
    waiting = [Pending(_base(each["new"]), _base(each["old"]) if each["old"] else None) for each in given.get("pending", ())]
    return Imported(
        host=str(given["host"]),
        repository=str(given["repository"]),
        id=int(given["id"]),
        issues={base.number: base for base in issues},
        pending={each.new.number: each for each in waiting},
    )


def _base(given: Mapping[str, Any]) -> Base:
    return Base(
        number=int(given["number"]),
        id=int(given["id"]),
        record=_id(given["record"]),
        fields={str(name): str(each) for name, each in given.get("fields", {}).items()},
        items={str(name): {str(key): str(each) for key, each in items.items()} for name, items in given.get("items", {}).items()},
        votes=int(given.get("votes", 0)),
        is_gone=bool(given.get("gone", False)),
    )


def _of(name: str, raw: bytes) -> Imported:
    """What it says of itself becomes a path again, and that has to be this file's: else somebody could have others written."""
    state = decoded(raw)
    if path_of(state) != name:
        raise ValueError(name)
    return state


def _id(given: object) -> IssueId:
    """Ids become names of files."""
    if not re.fullmatch(ISSUE_ID, str(given)):
        raise ValueError(given)
    return IssueId(str(given))


def _plain(base: Base) -> dict[str, Any]:
    said: dict[str, Any] = {"number": base.number, "id": base.id, "record": base.record}
    said |= {"votes": base.votes} if base.votes else {}
    said |= {"gone": True} if base.is_gone else {}
    said["fields"] = dict(sorted(base.fields.items()))
    return said | {"items": {name: dict(sorted(found.items())) for name, found in sorted(base.items.items()) if found}}


def _line(base: Base) -> str:
    return _text(_plain(base))


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
