"""Reads a repository whole: what changed is asked for, the rest is as it was kept."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from tracker.github.client import Budget, Client
from tracker.github.upstream import Snapshot


class Kept(Protocol):
    """Bytes by name between two readings, as `store.kept.KeptBytes` has them. Losing any costs time and nothing else."""

    def named(self, names: Iterable[str]) -> Mapping[str, bytes]: ...

    def below(self, beginning: str) -> Mapping[str, bytes]: ...

    def update(self, made: Mapping[str, bytes], gone: Iterable[str], *, clean: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading is."""

    what: str
    """issues, comments, gone, releases."""
    done: int
    of: int
    """As far as is known; it can grow."""
    budget: Budget | None


def fetched(
    repository: str,
    client: Client,
    kept: Kept,
    progress: Callable[[Progress], None] = lambda _: None,
    known: Collection[int] = (),
) -> Snapshot:
    """The repository OWNER/NAME as of now, with every issue whole.

    What an earlier reading kept and what has not changed since is not asked for again; each issue is kept as soon as it is complete, so that a
    reading that was broken off goes on where it was. `known` are the numbers that somebody still has from earlier (from records, say): each of
    them that is not an issue there any more is in `gone`, even when nothing was kept.

    Raises `CannotRun` in one line that says what to do. Nothing half-read is ever in a snapshot: all or an error.
    """
    raise NotImplementedError
