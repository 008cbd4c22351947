"""What can be wrong: a finding of a rule about a field of a record, and a problem at a place in a file."""

from dataclasses import dataclass

from tracker.model.vocabulary import Level

FieldPath = tuple[str | int, ...]
"""The way to a field inside a record: keys and positions, as ("updates", 0, "by")."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's complaint: which record (by its path), which field, what is wrong and what to write instead."""

    path: str
    field: FieldPath
    message: str
    code: str = ""
    level: Level = Level.ERROR
    offset: int | None = None
    """The character of the field's text that is meant, from 0; None: the field."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A complaint at a place, ready to be shown."""

    path: str
    line: int
    """1 for the first; 0 when the whole file is meant."""
    column: int
    """1 for the first character; 0 when the whole line is meant."""
    code: str
    message: str
    level: Level = Level.ERROR
    source_line: str = ""
    """The offending line itself, without its line ending."""
    field: FieldPath = ()

    @property
    def place(self) -> str:
        """`path:line:col`, as editors and terminals understand it."""
        return ":".join([self.path, *(str(n) for n in (self.line, self.column) if n)])


class CannotRun(Exception):
    """The command cannot do its work at all (no git, no such ref, wrong use): one clear line, exit 2."""
