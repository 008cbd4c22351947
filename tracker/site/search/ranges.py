"""Sorted keys cut into files, each a range of keys; where the cuts are follows from the keys and their sizes alone, and a change moves only cuts nearby."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from tracker.site.search.words import hashed

LIMIT = 6000
"""Bytes that a file may have before it is cut, if it can be."""


def name_of(bound: str) -> str:
    """The file of the range that begins at a key."""
    return f"{hashed(bound):08x}{hashed(bound[::-1]) & 0xFFFF:04x}"


def names(folder: str, bounds: Iterable[str]) -> set[str]:
    """The files of these ranges."""
    return {f"{folder}/{name_of(bound)}" for bound in bounds}


def cuts(keys: Sequence[str], sizes: Sequence[int]) -> list[int]:
    """Where ranges begin. A range holds the keys of one beginning, or of several next to each other while they fit."""
    upto = [0, *accumulate(sizes)]
    return list(_cut(keys, upto, 0, len(keys), 0)) if keys else []


def _cut(keys: Sequence[str], upto: Sequence[int], low: int, high: int, depth: int) -> Iterator[int]:
    if upto[high] - upto[low] <= LIMIT or high - low == 1:
        yield low
        return
    start = None
    at = low
    while at < high:
        end = at + 1 if len(keys[at]) == depth else bisect_left(keys, keys[at][: depth + 1] + "\U0010ffff", at, high)
        if upto[end] - upto[at] > LIMIT and end - at > 1:
            if start is not None:
                yield start
            start = None
            yield from _cut(keys, upto, at, end, depth + 1)
        elif start is None:
            start = at
        elif upto[end] - upto[start] > LIMIT:
            yield start
            start = at
        at = end
    if start is not None:
        yield start


def bring_up_to_date(
    folder: str,
    keys: Sequence[str],
    sizes: Sequence[int],
    before: Sequence[str],
    touched: Collection[str],
    encode: Callable[[Sequence[str]], bytes],
) -> tuple[list[str], Mapping[str, bytes]]:
    """The bounds of all ranges now, and the files that may not be as they were. `before` are the bounds of then."""
    starts = cuts(keys, sizes)
    bounds = [keys[at] for at in starts]
    ends = dict(zip(before, [*before[1:], None], strict=True)) if before else {}
    moved = {bounds[max(0, bisect_left(bounds, key + "\0") - 1)] for key in touched} if bounds else set()
    made: dict[str, bytes] = {}
    for bound, start, end in zip(bounds, starts, [*starts[1:], len(keys)][: len(starts)], strict=True):
        following = keys[end] if end < len(keys) else None
        if bound in moved or bound not in ends or ends[bound] != following:
            made[f"{folder}/{name_of(bound)}"] = encode(keys[start:end])
    return bounds, made
