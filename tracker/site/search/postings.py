"""Lists of numbers, ascending and without gaps between them in bytes: the distance to the number before, seven bits to a byte (LEB128)."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise


def _varint(value: int) -> bytes:
    said = bytearray()
    while value > 0x7F:
        said.append(value & 0x7F | 0x80)
        value >>= 7
    said.append(value)
    return bytes(said)


_SMALL = 1 << 16
_KNOWN = [_varint(value) for value in range(_SMALL)]


def varints(values: Iterable[int]) -> bytes:
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
    if not numbers:
        return b""
    if not low:
        return varints([numbers[0], *[b - a for a, b in pairwise(numbers)]])
    above = ~((1 << low) - 1)
    return varints([numbers[0], *[b - (a & above) for a, b in pairwise(numbers)]])


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
    held = {packed >> low: packed for packed in decode(content, low)}
    for number, bits in changes.items():
        if bits is None:
            held.pop(number, None)
        else:
            held[number] = number << low | bits
    return encode([held[number] for number in sorted(held)], low)
