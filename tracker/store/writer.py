"""Writes what was planned into the store: all of it is worked out before the first file is touched."""

from collections.abc import Iterable
from pathlib import Path

from tracker.model.edit import FileEdit, NewFile
from tracker.model.problem import CannotRun
from tracker.store.edit import edited, written


def write(root: Path, planned: Iterable[FileEdit | NewFile]) -> tuple[Path, ...]:
    """The files written. `root` is the folder of mkdocs.yml, which paths are relative to. Raises `CannotRun` before anything is changed."""
    contents: dict[Path, bytes] = {}
    for each in planned:
        path = root / each.path
        if isinstance(each, NewFile):
            if path.exists():
                raise CannotRun(f"{each.path} is there already; nothing was written")
            contents[path] = written(each.record)
        else:
            contents[path] = edited(contents.get(path) or path.read_bytes(), each.path, each.changes)
    for path, content in contents.items():
        replace(path, content)
    return tuple(contents)


def replace(path: Path, content: bytes) -> None:
    """The file with new content, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path = path.resolve()
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)  # What somebody left there may be a link to elsewhere.
    try:
        with beside.open("xb") as file:
            file.write(content)
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o7777)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
