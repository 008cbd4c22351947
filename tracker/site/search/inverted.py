"""From what each entry is found by to lists of entries, in parts that can be made apart from each other and are then joined."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from tracker.site.search import postings
from tracker.site.search.documents import Entry
from tracker.site.search.postings import Piece
from tracker.site.search.sayings import IMPACTS, Pairing, saying
from tracker.workers import Workers

LOW = IMPACTS.bit_length() - 1
"""How many bits of a number in a term's list are the weight."""
_PART = 2500
"""Entries that are done at once; fewer than two such parts are not worth a process."""
Key = TypeVar("Key", bound=Hashable)
Numbered = tuple[int, Entry]


class Part(NamedTuple):
    """What some entries are found by, turned around."""

    terms: Mapping[str, Piece]
    pairs: Mapping[int, Piece]
    words: Counter[str]


class Inverted(NamedTuple):
    """What all entries are found by: lists of numbers by term and by pair, and in how many entries each word stands."""

    terms: dict[str, bytes]
    pairs: dict[int, bytes]
    words: Counter[str]


def inverted(given: Sequence[Numbered], slots: int, workers: Workers) -> Inverted:
    """`given`: all entries in the order of their numbers."""
    bounds = [(at, at + _PART) for at in range(0, len(given), _PART)]
    parts = workers.start(partial(_parts, given, slots), bounds, is_worth_it=len(bounds) > 1, chunk=1)
    made = Inverted({}, {}, Counter())
    ends: tuple[dict[str, int], dict[int, int]] = ({}, {})
    for part in parts:
        _join(made.terms, ends[0], part.terms, LOW)
        _join(made.pairs, ends[1], part.pairs, 0)
        made.words.update(part.words)
    return made


def _join(made: dict[Key, bytes], ends: dict[Key, int], part: Mapping[Key, Piece], low: int) -> None:
    for key, piece in part.items():
        made[key] = made.get(key, b"") + postings.continued(ends.get(key, 0), piece, low)
        ends[key] = piece[1]


def _parts(given: Sequence[Numbered], slots: int, bounds: Iterable[tuple[int, int]]) -> list[Part]:
    pairing = Pairing(slots)
    return [_part(given[start:end], slots, pairing) for start, end in bounds]


def _part(some: Iterable[Numbered], places: int, pairing: Pairing) -> Part:
    terms: defaultdict[str, list[int]] = defaultdict(list)
    pairs: list[list[int]] = [[] for _ in range(places)]
    words: Counter[str] = Counter()
    for number, entry in some:
        one = saying(entry, pairing)
        base = number << LOW
        for term, impact in one.terms.items():
            terms[term].append(base | impact)
        for pair in one.pairs:
            pairs[pair].append(number)
        words.update(one.words)
    return Part(
        {term: postings.piece(numbers, LOW) for term, numbers in terms.items()},
        {pair: postings.piece(numbers, 0) for pair, numbers in enumerate(pairs) if numbers},
        words,
    )
