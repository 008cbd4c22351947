"""Lists of numbers, ascending and without gaps between them in bytes: the distance to the number before, seven bits to a byte (LEB128)."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise
from operator import sub


def _varint(value: int) -> bytes:
    said = bytearray()
    while value > 0x7F:
        said.append(value & 0x7F | 0x80)
        value >>= 7
    said.append(value)
    return bytes(said)


_SMALL = 1 << 16
_KNOWN = [_varint(value) for value in range(_SMALL)]


def varints(values: Sequence[int]) -> bytes:
    if max(values, default=0) < _SMALL:
        return b"".join(map(_KNOWN.__getitem__, values))
    return b"".join([_KNOWN[value] if value < _SMALL else _varint(value) for value in values])


def read_varints(content: bytes) -> list[int]:
    values: list[int] = []
    value = shift = 0
    for byte in content:
        if byte < 0x80:
            values.append(value | byte << shift)
            value = shift = 0
        else:
            value |= (byte & 0x7F) << shift
            shift += 7
    return values


def encode(numbers: Sequence[int], low: int = 0) -> bytes:
    """Ascending numbers whose `low` lowest bits are no part of the distance."""
    return varints(numbers[:1]) + _distances(numbers, low)


def _distances(numbers: Sequence[int], low: int) -> bytes:
    if len(numbers) < 2:
        return b""
    if not low:
        return varints(list(map(sub, numbers[1:], numbers)))
    above = ~((1 << low) - 1)
    return varints([b - (a & above) for a, b in pairwise(numbers)])


Piece = tuple[int, int, bytes]
"""Some numbers of a list: the first, the last, and all but the first as bytes, for what that one's bytes are depends on the number before."""


def piece(numbers: Sequence[int], low: int) -> Piece:
    return numbers[0], numbers[-1], _distances(numbers, low)


def continued(last: int, some: Piece, low: int) -> bytes:
    """The bytes of a piece after the number `last`, 0 at the beginning of a list."""
    return varints((some[0] - (last >> low << low),)) + some[2]


def decode(content: bytes, low: int = 0) -> list[int]:
    above = ~((1 << low) - 1)
    numbers: list[int] = []
    last = 0
    for value in read_varints(content):
        number = (last & above) + value if low else last + value
        numbers.append(number)
        last = number
    return numbers


def patched(content: bytes, changes: Mapping[int, int | None], low: int) -> bytes:
    """A list after some of its numbers went (None) or were given other low bits."""
    held = decode(content, low)
    for number, bits in changes.items():
        at = bisect_left(held, number << low)
        end = at + 1 if at < len(held) and held[at] >> low == number else at
        held[at:end] = [] if bits is None else [number << low | bits]
    return encode(held, low)
