"""Columns of numbers (numpy), sorted, and lists made of them. What `postings.py` does with one list this does with all of them, to the same bytes."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]

_TOGETHER = 1 << 18
"""Numbers that are written at once, nearly: each takes some sixty bytes then."""


def starts(ordered: Column) -> Column:
    """Where each number of an ordered column stands first."""
    return np.flatnonzero(np.diff(ordered, prepend=-1))


def distinct(column: Column) -> Column:
    """Its numbers, none of them below zero, in order and once each."""
    ordered = np.sort(column)
    return ordered[starts(ordered)]


def lists(columns: list[Column], bits: int, low: int = 0) -> Iterator[tuple[int, bytes]]:
    """Lists as `postings.encode` writes them, each under the number that stands above the `bits` lowest of its numbers. The columns are let go of."""
    ordered = np.concatenate(columns or [np.zeros(0, np.int64)])
    columns.clear()
    ordered.sort()
    # A list is not cut in two.
    begun = {int(np.searchsorted(ordered, number >> bits << bits)) for number in ordered[_TOGETHER::_TOGETHER].tolist()}
    for start, end in pairwise(sorted({0, *begun, len(ordered)})):
        yield from _encoded(ordered[start:end], bits, low)


def _encoded(ordered: Column, bits: int, low: int) -> Iterator[tuple[int, bytes]]:
    above = ordered >> bits
    first = starts(above)
    numbers = ordered & (1 << bits) - 1
    values = np.diff(numbers >> low << low, prepend=0)
    values += numbers & (1 << low) - 1
    values[first] = numbers[first]
    written, ends = _varints(values)
    bounds = pairwise([0, *ends[first[1:] - 1].tolist(), len(written)])
    return ((number, written[start:end]) for number, (start, end) in zip(above[first].tolist(), bounds, strict=True))


def _varints(values: Column) -> tuple[bytes, Column]:
    """All of them as LEB128, and where each of them ends."""
    sizes = np.ones(len(values), np.int64)
    for bits in range(7, 63, 7):
        sizes += values >> bits > 0
    ends = np.cumsum(sizes)
    written = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    places = ends - sizes
    while len(values):
        is_more = values > 0x7F
        written[places] = values & 0x7F | is_more << 7
        values, places = values[is_more] >> 7, places[is_more] + 1
    return written.tobytes(), ends
