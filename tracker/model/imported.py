"""What was last brought in from a repository elsewhere: for each issue its record, and a digest of each value, never the words themselves.

A digest is enough to know whether a value has changed here or there since, and words that somebody takes out of the store are not left behind in it.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.model.values import IssueId


def digest(value: Any) -> str:
    """Stands for a plain value; equal values have equal ones, whatever the order of their keys."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Base:
    """An issue as it was when it was last brought in: what both sides are compared with."""

    number: int
    id: int
    """What GitHub calls it wherever it is moved."""
    record: IssueId
    fields: Mapping[str, str] = field(default_factory=dict)
    """By our field, the digest of its value; a field that had none is not there."""
    items: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By the list, then by what each of its items is known by: the item's digest."""
    votes: int = 0
    is_gone: bool = False
    """It is there no more, and the record has been withdrawn for it."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An issue whose record was about to be written: the file is as either of the two says."""

    new: Base
    old: Base | None
    """None: there was no record."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was brought in from one repository."""

    host: str
    """github.com, or an Enterprise Server."""
    repository: str
    """OWNER/NAME as it was called then."""
    id: int
    """The repository's own, which stays when it is renamed."""
    issues: Mapping[int, Base] = field(default_factory=dict)
    """By number."""
    pending: Mapping[int, Pending] = field(default_factory=dict)
    """By number; left by a run that was broken off while it wrote."""

    @property
    def key(self) -> str:
        """What two spellings of the repository have in common."""
        return f"{self.host}/{self.repository}".casefold()

    @property
    def known(self) -> Iterator[tuple[int, Base]]:
        """Every issue that has, or was to have, a record, as it was last brought in."""
        yield from self.issues.items()
        yield from ((number, each.new) for number, each in self.pending.items())
