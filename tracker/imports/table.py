"""A table of text, row by row, however badly it was exported: what cannot be read is a problem with its line, and the other rows go on. Pure."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.model.problem import CannotRun, Problem
from tracker.model.wording import did_you_mean

MAX_BYTES = 50_000_000
_LONGEST = 10_000
"""Characters of a row."""
BROKEN, ENCODING, COLUMNS = "T401", "T402", "T403"


@dataclass(frozen=True, slots=True)
class Row:
    """One row by the names of its columns."""

    line: int
    """In the file, from 1; the heading is 1."""
    values: Mapping[str, str]
    columns: Mapping[str, int]
    """The place of each value in its row, from 1."""


def rows(raw: bytes, path: str, wanted: Sequence[str], required: Sequence[str]) -> Iterator[Row | Problem]:
    """The rows of a file with a heading, and what is wrong with the others. Raises `CannotRun` where the heading says that it is another table.

    A row ends with its line: a quote that is not closed spoils one row, not the rest of the file.
    """
    if len(raw) > MAX_BYTES:
        raise CannotRun(f"{path} has more than {MAX_BYTES:,} bytes; split it")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CannotRun(f"{path} is written in UTF-16; export it as UTF-8")
    lines = raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    heading = _cells(lines[0].decode("utf-8", "replace"), _delimiter(lines[0]))
    names = [name.strip() for name in heading or ()]
    if missing := [name for name in required if name not in names]:
        hint = did_you_mean(missing[0], names) or f"; its heading is {', '.join(names)[:200] or 'empty'}"
        raise CannotRun(f"{path}:1: there is no column {missing[0]!r}{hint}; say what it is called with --column {missing[0]}=NAME")
    for name in sorted({n for n in names if names.count(n) > 1 and n in wanted}):
        raise CannotRun(f"{path}:1: there are two columns {name!r}; rename one")
    for at, name in enumerate(names):
        if name not in wanted:
            yield Problem(path, 1, at + 1, COLUMNS, f"the column {name!r} is not read{did_you_mean(name, wanted)}")
    for number, line in enumerate(lines[1:], start=2):
        if line.strip():
            yield _row(line, number, path, names, _delimiter(lines[0]))


def _delimiter(heading: bytes) -> str:
    return max(",;\t", key=lambda c: heading.count(c.encode()))


def _row(line: bytes, number: int, path: str, names: Sequence[str], delimiter: str) -> Row | Problem:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as e:
        shown = line.decode("utf-8", "replace")[:_LONGEST]
        words = "is not UTF-8 here; the row is left out: export the whole file as UTF-8"
        return Problem(path, number, len(line[: e.start].decode("utf-8", "replace")) + 1, ENCODING, words, source_line=shown)
    if len(text) > _LONGEST or "\0" in text:
        return Problem(path, number, 0, BROKEN, f"is no row of a table; it is left out: at most {_LONGEST:,} characters of text stand in one")
    cells = _cells(text, delimiter)
    if cells is None:
        return Problem(
            path, number, text.find('"') + 1, BROKEN, 'the quotes do not pair up; the row is left out: write " inside a value as ""', source_line=text
        )
    if len(cells) != len(names):
        words = f"has {len(cells)} values where the heading has {len(names)}; the row is left out: put quotes around a value with {delimiter!r} in it"
        return Problem(path, number, 0, BROKEN, words, source_line=text)
    return Row(number, dict(zip(names, (c.strip() for c in cells), strict=True)), {name: at + 1 for at, name in enumerate(names)})


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The values of one row; None where its quotes are broken."""
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else [] if not found else None
