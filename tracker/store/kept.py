"""Bytes by name between two builds: `.tracker/NAME.db`. Losing it costs time and nothing else."""

import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

_SCHEMA = "create table if not exists kept (name text primary key, content blob not null)"
_LAST = "\U0010ffff"


class KeptBytes:
    """Read and written in one step each. A damaged file is thrown away and begun anew."""

    def __init__(self, folder: Path, name: str, *, clean: bool = False) -> None:
        self._file = folder / f"{name}.db"
        folder.mkdir(parents=True, exist_ok=True)
        if clean:
            self._throw_away()

    def names(self, beginning: str) -> set[str]:
        """All names that begin so, by the rest of them."""
        return {name for (name,) in self._read("select substr(name, ?) from kept where name >= ? and name < ?", [_beginning(beginning)])}

    def named(self, names: Iterable[str]) -> Mapping[str, bytes]:
        """Those of the names that are there."""
        return dict(self._read("select name, content from kept where name = ?", [(name,) for name in names]))

    def below(self, beginning: str) -> Mapping[str, bytes]:
        """All whose names begin so, by the rest of their names."""
        return dict(self._read("select substr(name, ?), content from kept where name >= ? and name < ?", [_beginning(beginning)]))

    def update(self, made: Mapping[str, bytes], gone: Iterable[str], *, clean: bool) -> None:
        """Keep these and forget those, or with `clean` all others."""
        if clean:
            self._throw_away()
        with suppress(sqlite3.Error), closing(sqlite3.connect(self._file, isolation_level=None)) as connection:
            connection.execute("begin immediate")
            connection.execute(_SCHEMA)
            connection.executemany("delete from kept where name = ?", [(name,) for name in gone])
            connection.executemany("insert or replace into kept values (?, ?)", made.items())
            connection.execute("commit")

    def _read(self, query: str, each: Iterable[tuple[str | int, ...]]) -> list[Any]:
        """What the query finds for all these values; nothing where the file is not what it should be."""
        if not self._file.is_file():
            return []
        try:
            with closing(sqlite3.connect(self._file)) as connection:
                connection.execute(_SCHEMA)
                return [row for values in each for row in connection.execute(query, values)]
        except sqlite3.Error:
            self._throw_away()
            return []

    def _throw_away(self) -> None:
        if self._file.is_dir():
            shutil.rmtree(self._file, ignore_errors=True)
        else:
            self._file.unlink(missing_ok=True)


def _beginning(name: str) -> tuple[int, str, str]:
    """Where the rest of a name begins, the least and the greatest name that begins so."""
    return len(name) + 1, name, name + _LAST
