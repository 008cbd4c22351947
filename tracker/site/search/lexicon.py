"""Words as a list: sorted, each by how much of the one before it begins with, in how many entries it stands (as a power of two), and its rest."""

from collections.abc import Iterable, Mapping, Sequence

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


SHORTEST = 3
"""Letters; of shorter words there are no beginnings worth guessing at."""


def room(words: Iterable[str]) -> list[int]:
    """How many bytes each word takes in its file, at most."""
    return [len(word) + 3 for word in words]


def weight(count: int) -> int:
    """How many bits a count has."""
    return count.bit_length()


def _shared(one: str, other: str) -> int:
    """How many letters two words have in common at their beginning."""
    for at, (here, there) in enumerate(zip(one, other, strict=False)):
        if here != there:
            return at
    return min(len(one), len(other))


def encode(keys: Sequence[str], counts: Mapping[str, int], *, turned: bool = False) -> bytes:
    """The keys, sorted; `turned` where they are words backwards."""
    lines: list[str] = []
    last = ""
    for key in keys:
        shared = _shared(last, key)
        lines.append(f"{_DIGITS[shared]}{_DIGITS[weight(counts[key[::-1] if turned else key])]}{key[shared:]}")
        last = key
    return "\n".join(lines).encode()
