"""What one build of the index leaves to the next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple, Protocol

import orjson

STATE, SAID, FILE, TABLE = "state", "said/", "file/", "table/"
"""How the names begin under which it is kept."""


class Kept(Protocol):
    """Bytes by name that outlast a build, or do not: what is not there is made again."""

    def names(self, beginning: str) -> set[str]:
        """All names that begin so, by the rest of them."""

    def named(self, names: Iterable[str]) -> Mapping[str, bytes]:
        """Those of the names that are there."""

    def below(self, beginning: str) -> Mapping[str, bytes]:
        """All whose names begin so, by the rest of their names."""

    def update(self, made: Mapping[str, bytes], gone: Iterable[str], *, clean: bool) -> None:
        """Keep these and forget those, or with `clean` all others, in one step."""


@dataclass(frozen=True)
class State:
    """All that is read before anybody knows whether something has changed."""

    code: str
    slots: int
    prints: Sequence[str]
    """Stands for what the entries of each run are made of."""
    bounds: Mapping[str, Sequence[str]]
    """Where the ranges of terms, words and tails begin."""
    digests: Mapping[str, str]
    """What stands for each file's bytes, by its path."""

    def encode(self) -> bytes:
        return orjson.dumps((self.code, self.slots, self.prints, self.bounds, self.digests), option=orjson.OPT_SORT_KEYS)


def decode_state(kept: bytes, code: str, slots: int) -> State | None:
    """None where there is none that this code made for so many numbers."""
    try:
        state = State(*orjson.loads(kept))
    except (ValueError, TypeError):
        return None
    return state if (state.code, state.slots) == (code, slots) else None


class Made(NamedTuple):
    """An index: what the next build will need, and the files that are not those of the last build."""

    state: State
    files: Mapping[str, bytes]


def digests_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """What stands for each file's bytes."""
    return {name: blake2b(content, digest_size=12).hexdigest() for name, content in files.items()}


def under(beginning: str, some: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same under longer names."""
    return {beginning + name: content for name, content in some.items()}
