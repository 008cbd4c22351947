"""The files of one commit, read from git's objects and never checked out, so that no filter, link or submodule of a stranger's ever runs.

Names are bytes ended by NUL on the way in, so that quotes and line breaks in them mean nothing.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.model.problem import CannotRun
from tracker.model.tracker import Change, Skipped
from tracker.store.command import Failed, Running, inside, running
from tracker.store.globs import glob_pattern, literal_folder
from tracker.store.yaml import MAX_BYTES

HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SYMLINK, _SUBMODULE = "120000", "160000"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a source may cost before it is refused; generous for text, small for an attack."""

    seconds: int = 300
    """To fetch."""
    megabytes: int = 1024
    """All of its history, packed."""
    files: int = 100_000
    file_bytes: int = MAX_BYTES


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of a commit."""

    path: str
    """Below the repository's root."""
    blob: str
    mode: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a glob found in a commit."""

    files: tuple[TreeFile, ...]
    """Sorted by path."""
    refused: tuple[Skipped, ...]
    """What matches but is not read: links, submodules, giants, names that are no text."""


@dataclass(frozen=True, slots=True)
class GitTree:
    """The files of one commit."""

    repository: Path
    commit: str
    at: datetime
    """When it was committed, UTC."""
    limits: Limits = Limits()

    @property
    def change(self) -> Change:
        return Change(self.commit, self.at)

    def files(self, glob: str) -> Listing:
        """The regular files that match, and what matches but is refused."""
        pattern = glob_pattern(glob)
        folder = literal_folder(glob)
        found: list[TreeFile] = []
        refused: list[Skipped] = []
        for mode, blob, size, name in entries(self.repository, self.commit, folder, self.limits.files):
            path = text(name)
            if not pattern.fullmatch(path) and mode != _SUBMODULE:
                continue
            if reason := self._reason(mode, size, path):
                refused.append(Skipped(printable(path), reason))
            else:
                found.append(TreeFile(path, blob, mode))
        return Listing(tuple(sorted(found, key=lambda f: f.path)), tuple(sorted(refused, key=lambda s: s.path)))

    def _reason(self, mode: str, size: int, path: str) -> str | None:
        """Why an entry is not read; None when it is."""
        if mode == _SYMLINK:
            return "is a symbolic link, which is not followed"
        if mode == _SUBMODULE:
            return "is a submodule, which is not fetched"
        if size > self.limits.file_bytes:
            return f"has {size:,} bytes; {self.limits.file_bytes:,} at most are read"
        if not is_printable(path):
            return "has a name that is no printable UTF-8 text"
        return None

    def read(self, blobs: Iterable[str]) -> Iterator[bytes]:
        """The contents of these blobs, in their order, by one git command."""
        with tempfile.TemporaryFile() as wanted:
            count = 0
            for blob in blobs:
                if not HASH.fullmatch(blob):
                    raise ValueError(f"{blob!r} is no object id")
                wanted.write(f"{blob}\n".encode())
                count += 1
            wanted.seek(0)
            if count:
                with running(*inside(self.repository), "cat-file", "--batch", "--buffer", stdin=wanted) as git:
                    for _ in range(count):
                        yield self._next(git)

    def _next(self, git: Running) -> bytes:
        """One object of `cat-file --batch`: `HASH blob SIZE`, a line end, so many bytes, a line end."""
        head = git.stdout.readline().split()
        if len(head) != 3 or head[1] != b"blob":
            missing = head[0].decode() if head else "?"
            raise Failed(f"the copy of the repository is damaged (object {missing}); delete {self.repository.name} from the cache")
        size = int(head[2])
        if size > self.limits.file_bytes:
            raise Failed(f"an object has {size:,} bytes; {self.limits.file_bytes:,} at most are read")
        return git.stdout.read(size + 1)[:-1]


def entries(repository: Path, commit: str, under: str, most: int) -> Iterator[tuple[str, str, int, bytes]]:
    """Mode, object, size and name of everything below a folder of a commit. Raises `CannotRun` beyond so many files."""
    below = [f"{under.rstrip('/')}/"] if under else []
    with running(*inside(repository), "ls-tree", "-r", "-z", "-l", "--full-tree", "--end-of-options", commit, *below) as git:
        for count, token in enumerate(git.tokens(), 1):
            if count > most:
                raise CannotRun(f"the repository has more than {most:,} files")
            meta, _, name = token.partition(b"\t")
            mode, _, blob, size = meta.decode().split()
            yield mode, blob, int(size) if size.isdigit() else 0, name


def text(name: bytes) -> str:
    """A name as Python spells it; bytes that are no UTF-8 become lone surrogates."""
    return name.decode("utf-8", "surrogateescape")


def is_printable(name: str) -> bool:
    """The name is text, in UTF-8, and on one line."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return CONTROL.search(name) is None


def printable(name: str) -> str:
    """For messages: control characters and bytes that are no text as backslash escapes."""
    return CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))
