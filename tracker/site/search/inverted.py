"""From what entries are made of to lists of entries, of all of them at once: what happens to millions of words is said of columns (numpy) of them."""

from array import array
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from tracker.site.search import postings
from tracker.site.search.columns import Column, distinct, lists, starts
from tracker.site.search.documents import Entry, decode
from tracker.site.search.forms import Chunks, Files, run
from tracker.site.search.lexicon import SHORTEST
from tracker.site.search.sayings import LOW, Vocabulary, named, passages, stretch, weighed
from tracker.site.search.words import STOP

_MANY = 200_000
"""Words after which they are sorted: so many take some megabytes in a dozen columns."""
_UNIT_BITS = 4
"""More than the units of a passage have."""

_EMPTY: Callable[[], "array[int]"] = partial(array, "I")


class Inverted(NamedTuple):
    """What all entries are found by: lists of numbers by term and by pair, in how many entries each word stands, and what is made of each run alone."""

    terms: Mapping[str, bytes]
    pairs: Mapping[int, bytes]
    words: Mapping[str, int]
    files: Files


def inverted(chunks: Chunks, slots: int) -> Inverted:
    """All of it. Each run is let go of when it was read: together they are as much as all that is made of them."""
    gathered = _Gathered(slots)
    files: dict[str, bytes] = {}
    for at in range(len(chunks)):
        entries = decode(chunks[at])
        chunks[at] = b""
        for number, entry in entries:
            gathered.add(number, entry)
        files.update(run(at, entries))
    gathered.sort()
    # No other token will be asked for.
    gathered.vocabulary.clear()
    return Inverted(gathered.terms(), gathered.pairs(), gathered.words(), files)


class _Gathered:
    """What was read. First as it comes, a number to a word; then sorted, as one number of three parts: by what is found, which entry, and its weight."""

    def __init__(self, slots: int) -> None:
        self.vocabulary = Vocabulary(slots)
        self._bits = slots.bit_length() - 1
        self._named: defaultdict[str, array[int]] = defaultdict(_EMPTY)
        self._terms: list[Column] = []
        self._pairs: list[Column] = []
        self._words = np.zeros(0, np.int64)
        self._begin()

    def _begin(self) -> None:
        self._numbers: list[int] = []
        """Of the vocabulary, one for each word in each passage."""
        self._passages: list[tuple[int, int, int, bool, bool]] = []
        """How many words, in which of the entries below, and what they are evidence of."""
        self._entries: list[int] = []
        self._stretches: list[float] = []

    def add(self, number: int, entry: Entry) -> None:
        """An entry, after those with lower numbers."""
        length = 0
        for passage in passages(entry, self.vocabulary):
            self._numbers += passage.numbers
            size = len(passage.numbers)
            length += size * passage.is_written
            self._passages.append((size, len(self._entries), *passage[1:]))
        self._entries.append(number)
        self._stretches.append(stretch(length))
        for term, weight in named(entry).items():
            self._named[term].append(number << LOW | weight)
        if len(self._numbers) > _MANY:
            self.sort()

    def sort(self) -> None:
        """Make sorted columns of what came."""
        words = np.array(self._numbers, np.int64)
        table = np.array(self._passages, np.int64).reshape(-1, 5)
        passage = np.repeat(np.arange(len(table)), table[:, 0])
        _, entry, units, is_written, has_neighbours = table[passage].T
        self._sort_terms(words, entry, units)
        self._sort_pairs(words, entry, passage, has_neighbours)
        self._count(words[is_written > 0], entry[is_written > 0])
        self._begin()

    def _sort_terms(self, words: Column, entry: Column, units: Column) -> None:
        """What a word counts for is added up for each term and entry, and weighed."""
        entries = len(self._entries)
        term = np.array(self.vocabulary.terms_of, np.int64)[words]
        found = np.sort(((term * entries + entry) << _UNIT_BITS | units)[units > 0])
        counts, found = found & (1 << _UNIT_BITS) - 1, found >> _UNIT_BITS
        first = starts(found)
        if not len(first):
            return
        term, entry = np.divmod(found[first], entries)
        weight = weighed(np.add.reduceat(counts, first), np.array(self._stretches)[entry]).astype(np.int64)
        self._terms.append(term << self._bits + LOW | np.array(self._entries)[entry] << LOW | weight)

    def _sort_pairs(self, words: Column, entry: Column, passage: Column, has_neighbours: Column) -> None:
        """Every two words that stand side by side in a passage have a place, which may be that of other pairs, too."""
        left, right = (np.array(some, np.int64) for some in (self.vocabulary.lefts, self.vocabulary.rights))
        is_pair = (passage[1:] == passage[:-1]) & (has_neighbours[1:] > 0)
        place = left[words[:-1][is_pair]] ^ right[words[1:][is_pair]]
        self._pairs.append(distinct(place << self._bits | np.array(self._entries, np.int64)[entry[1:][is_pair]]))

    def _count(self, words: Column, entry: Column) -> None:
        """In how many entries each word stands."""
        found = distinct(words * len(self._entries) + entry) // max(1, len(self._entries))
        counts = np.bincount(found, minlength=len(self.vocabulary.words))
        counts[: len(self._words)] += self._words
        self._words = counts

    def terms(self) -> dict[str, bytes]:
        """Every list that has something in it, but those of stop words."""
        found = lists(self._terms, self._bits + LOW, LOW)
        sorted_out = {self.vocabulary.terms[number]: numbers for number, numbers in found if number >= len(STOP)}
        return sorted_out | {term: postings.encode(numbers, LOW) for term, numbers in self._named.items()}

    def pairs(self) -> dict[int, bytes]:
        """Likewise."""
        return dict(lists(self._pairs, self._bits))

    def words(self) -> dict[str, int]:
        """Those that are listed."""
        counted = zip(self.vocabulary.words, self._words.tolist(), strict=True)
        return {word: count for word, count in counted if count and len(word) >= SHORTEST and word not in STOP}
