"""What an earlier reading left for this one. Whatever is missing, damaged or of another form is read anew."""

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from tracker.github.client import Answer
from tracker.github.decode import Listed
from tracker.github.upstream import UpstreamIssue

_FORMAT = 1
"""To be counted up when the same answers of GitHub become other values: what was kept is then read anew."""


class Kept(Protocol):
    """Bytes by name between two readings, as `store.kept.KeptBytes` has them. Losing any costs time and nothing else."""

    def named(self, names: Iterable[str]) -> Mapping[str, bytes]: ...

    def below(self, beginning: str) -> Mapping[str, bytes]: ...

    def update(self, made: Mapping[str, bytes], gone: Iterable[str], *, clean: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class KeptComment:
    """What is needed to ask for a comment again, and to see whether it has changed."""

    node: str
    """Its name in the GraphQL API."""
    updated: datetime


@dataclass(frozen=True, slots=True)
class KeptIssue:
    """An issue, whole, and what is needed to see whether it has changed."""

    issue: UpstreamIssue
    seen: str
    """Stands for its entry in the list, as that was when the rest was read. Empty: it was changing just then, and is read again the next time."""
    comments: Mapping[int, KeptComment]


@dataclass(frozen=True, slots=True)
class About:
    """The reading as such."""

    form: str
    comments_since: datetime
    """Changes of comments are known up to here."""
    borders: tuple[datetime, ...] = ()
    """Where the parts of the list of issues began."""
    numbers: tuple[int, ...] = ()
    """What issues there were at the end of the last reading that came to its end, or were missed at it."""


_ISSUE = TypeAdapter(KeptIssue)
_ABOUT = TypeAdapter(About)
_PAGE: TypeAdapter[Answer[tuple[Listed, ...]]] = TypeAdapter(Answer[tuple[Listed, ...]])
_LISTED = TypeAdapter(Listed)


def seen(listed: Listed) -> str:
    """Stands for an entry of the list: another entry, another text."""
    return hashlib.blake2b(_LISTED.dump_json(listed), digest_size=16).hexdigest()


@cache
def form() -> str:
    """Stands for the shape of what is kept."""
    shapes = repr((_FORMAT, *(adapter.json_schema() for adapter in (_ISSUE, _ABOUT, _PAGE))))
    return hashlib.blake2b(shapes.encode(), digest_size=16).hexdigest()


class Earlier:
    """The kept things of one repository, which share a beginning of their names with no other."""

    def __init__(self, kept: Kept, host: str, repository: int, started: datetime) -> None:
        """`repository` is its number, which stays when it is renamed; another can be given its name. `started`: when this reading began."""
        self._kept = kept
        self._beginning = f"{host} {repository} "
        self._used: set[str] = set()
        self.about = self._found(started)
        self.issues: dict[int, KeptIssue] = {}
        for name, content in kept.below(f"{self._beginning}issue ").items():
            with suppress(ValueError):
                self.issues[int(name)] = _ISSUE.validate_json(content)

    def _found(self, started: datetime) -> About:
        wanted, name = form(), f"{self._beginning}about"
        with suppress(KeyError, ValidationError):
            found = _ABOUT.validate_json(self._kept.named([name])[name])
            if found.form == wanted:
                return found
        self._kept.update({}, [self._beginning + each for each in self._kept.below(self._beginning)], clean=False)
        about = About(wanted, started)
        self._keep("about", _ABOUT.dump_json(about))
        return about

    def keep(self, issue: KeptIssue) -> None:
        self.issues[issue.issue.number] = issue
        self._keep(f"issue {issue.issue.number}", _ISSUE.dump_json(issue))

    def page(self, question: str) -> Answer[tuple[Listed, ...]] | None:
        name = f"{self._beginning}page {question}"
        self._used.add(f"page {question}")
        with suppress(KeyError, ValueError, zlib.error):
            return _PAGE.validate_json(zlib.decompress(self._kept.named([name])[name]))
        return None

    def keep_page(self, question: str, answer: Answer[Any]) -> None:
        if answer.etag:
            self._keep(f"page {question}", zlib.compress(_PAGE.dump_json(answer)))

    def close(self, about: About, present: Iterable[int]) -> None:
        """The reading came to its end: the next one begins with this, and what was not used is forgotten."""
        here = self._used | {f"issue {number}" for number in present} | {"about"}
        stale = [self._beginning + name for name in self._kept.below(self._beginning) if name not in here]
        self._kept.update({f"{self._beginning}about": _ABOUT.dump_json(about)}, stale, clean=False)

    def _keep(self, name: str, content: bytes) -> None:
        self._kept.update({self._beginning + name: content}, (), clean=False)
