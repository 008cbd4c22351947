"""Lists of numbers, ascending and without gaps between them in bytes: the distance to the number before, seven bits to a byte (LEB128)."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, islice, repeat
from operator import and_, rshift, sub

_KNOWN = 1 << 14
"""What two bytes hold."""
_BYTES = re.compile(rb"[\x80-\xff]*[\x00-\x7f]")


_BEGINNINGS = [bytes((value & 0x7F | 0x80, value >> 7 | 0x80)) for value in range(_KNOWN)]
"""The first two bytes of more, by what they hold."""


class _Varints(dict[int, bytes]):
    """The bytes of a number, worked out when it is first met; of large ones there are too many to be remembered."""

    def __missing__(self, value: int) -> bytes:
        if value >= _KNOWN:
            return _BEGINNINGS[value & _KNOWN - 1] + self[value >> 14]
        found = self[value] = bytes((value & 0x7F | 0x80, value >> 7) if value > 0x7F else (value,))
        return found


class _Values(dict[bytes, int]):
    """The other way round."""

    def __missing__(self, said: bytes) -> int:
        value = 0
        for byte in reversed(said):
            value = value << 7 | byte & 0x7F
        if value < _KNOWN:
            self[said] = value
        return value


_VARINTS = _Varints()
_DISTANCES = _Varints({0: b""})
"""To say nothing of what was said before."""
_VALUES = _Values()


def varints(values: Iterable[int]) -> bytes:
    return b"".join(map(_VARINTS.__getitem__, values))


def read_varints(content: bytes) -> list[int]:
    return list(map(_VALUES.__getitem__, _BYTES.findall(content)))


def first_varints(content: bytes, count: int) -> tuple[list[int], int]:
    """So many values, and how many bytes they take."""
    said = [found[0] for found in islice(_BYTES.finditer(content), count)]
    return list(map(_VALUES.__getitem__, said)), sum(map(len, said))


def encode(numbers: Sequence[int], low: int = 0) -> bytes:
    """Ascending numbers whose `low` lowest bits are no part of the distance. One that is given several times is said once."""
    if len(numbers) < 2:
        return varints(numbers)
    before = map(and_, numbers, repeat(~((1 << low) - 1))) if low else numbers
    return _VARINTS[numbers[0]] + b"".join(map(_DISTANCES.__getitem__, map(sub, numbers[1:], before)))


def decode(content: bytes, low: int = 0) -> list[int]:
    values = read_varints(content)
    bits = (1 << low) - 1
    return [number << low | value & bits for number, value in zip(accumulate(map(rshift, values, repeat(low))), values, strict=True)]


def patched(content: bytes, changes: Mapping[int, int | None], low: int) -> bytes:
    """A list after some of its numbers went (None) or were given other low bits. Only what stands beside them is encoded anew."""
    held = _BYTES.findall(content)
    numbers = list(accumulate(map(rshift, map(_VALUES.__getitem__, held), repeat(low))))
    for number, bits in changes.items():
        at = bisect_left(numbers, number)
        is_there = at < len(numbers) and numbers[at] == number
        if bits is None and not is_there:
            continue
        before = numbers[at - 1] if at else 0
        end = at + 1 if is_there else at
        numbers[at:end] = [] if bits is None else [number]
        held[at:end] = [] if bits is None else [_VARINTS[number - before << low | bits]]
        after = at if bits is None else at + 1
        if after < len(held):
            distance = numbers[after] - (before if bits is None else number)
            held[after] = _VARINTS[distance << low | _VALUES[held[after]] & (1 << low) - 1]
    return b"".join(held)
