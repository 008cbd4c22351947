"""What was parsed before, by the digest of what it was parsed from: `.tracker/cache.db`. Losing it costs time and nothing else."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

import pydantic

import tracker

_SCHEMA = "create table if not exists parsed (key blob primary key, record blob not null) without rowid"


def digest(*parts: bytes) -> bytes:
    """16 bytes that stand for the parts and their borders."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        state.update(len(part).to_bytes(8, "little"))
        state.update(part)
    return state.digest()


@cache
def code_digest(*packages: str) -> bytes:
    """Stands for the code of these packages of ours and the libraries that decide what parsing gives, so that new code never meets old results."""
    folder = Path(tracker.__file__).parent
    sources = sorted(path for package in packages for path in (folder / package).rglob("*.py"))
    return digest(pydantic.VERSION.encode(), *(path.read_bytes() for path in sources))


class ParsedCache:
    """Records as JSON by digest. A damaged file is thrown away and begun anew."""

    def __init__(self, folder: Path, *, clean: bool = False) -> None:
        self._file = folder / "cache.db"
        folder.mkdir(parents=True, exist_ok=True)
        if clean:
            self._throw_away()
        self._known: dict[bytes, bytes] = {}
        try:
            self._known = self._read()
        except sqlite3.Error:
            self._throw_away()

    def get(self, key: bytes) -> bytes | None:
        return self._known.get(key)

    def keep(self, used: Iterable[bytes], made: Mapping[bytes, bytes]) -> None:
        """Add what was made and forget what was not used in this build."""
        stale = self._known.keys() - set(used)
        if not made and not stale:
            return
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._file, isolation_level=None)) as connection:
            connection.execute("begin immediate")
            connection.execute(_SCHEMA)
            connection.executemany("delete from parsed where key = ?", [(key,) for key in stale])
            connection.executemany("insert or replace into parsed values (?, ?)", made.items())
            connection.execute("commit")

    def _read(self) -> dict[bytes, bytes]:
        if not self._file.exists():
            return {}
        with closing(sqlite3.connect(self._file)) as connection:
            connection.execute(_SCHEMA)
            return {key: record for key, record in connection.execute("select key, record from parsed") if isinstance(record, bytes)}

    def _throw_away(self) -> None:
        if self._file.is_dir():
            shutil.rmtree(self._file, ignore_errors=True)
        else:
            self._file.unlink(missing_ok=True)
