"""From what entries are made of to lists of entries."""

from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import repeat
from typing import NamedTuple

from tracker.site.search import forms, postings
from tracker.site.search.documents import decode
from tracker.site.search.forms import Files
from tracker.site.search.lexicon import SHORTEST
from tracker.site.search.sayings import IMPACTS, Found, Vocabulary, found
from tracker.site.search.words import STOP

LOW = IMPACTS.bit_length() - 1
"""How many bits of a number in a term's list are the weight."""
Chunks = list[bytes]
"""What all entries are made of, in the order of their numbers, in runs of as many numbers as a file of errors is for."""

_EMPTY: Callable[[], "array[int]"] = partial(array, "I")


class Inverted(NamedTuple):
    """What all entries are found by: lists of numbers by term and by pair, in how many entries each word stands, and what is made of each run alone."""

    terms: Mapping[str, bytes]
    pairs: Mapping[int, bytes]
    words: Mapping[str, int]
    files: Files


def inverted(chunks: Chunks, slots: int) -> Inverted:
    """All of it. Each run is let go of when it was read: together they are as much as all that is made of them."""
    lists = _Lists(slots)
    files: dict[str, bytes] = {}
    for at in range(len(chunks)):
        entries = decode(chunks[at])
        chunks[at] = b""
        for number, entry in entries:
            lists.add(number, found(entry, lists.vocabulary))
        files.update(run(at, entries))
    # No other token will be asked for.
    lists.vocabulary.clear()
    return Inverted(dict(lists.terms()), dict(lists.pairs()), lists.words(), files)


class _Lists:
    """Numbers by what they are found by. What happens to each of millions of words is said as maps of functions of C, which take less time than a loop."""

    def __init__(self, slots: int) -> None:
        self.vocabulary = Vocabulary(slots)
        self._terms: list[array[int]] = []
        self._named: defaultdict[str, array[int]] = defaultdict(_EMPTY)
        self._pairs = [_EMPTY() for _ in range(slots)]
        self._words: Counter[int] = Counter()

    def add(self, number: int, one: Found) -> None:
        """An entry, after those with lower numbers."""
        base = number << LOW
        self._terms.extend(_EMPTY() for _ in range(len(self.vocabulary.words) - len(self._terms)))
        packed = {times: base | impact for times, impact in one.impacts.items()}
        _exhaust(map(_append, map(self._terms.__getitem__, one.terms), map(packed.__getitem__, one.terms.values())))
        for term, impact in one.named.items():
            self._named[term].append(base | impact)
        _exhaust(map(_append, map(self._pairs.__getitem__, one.pairs), repeat(number)))
        self._words.update(one.words)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every list that has something in it, let go of as it is given."""
        for term, numbers in self._named.items():
            yield term, postings.encode(numbers, LOW)
        while len(self._terms) > len(STOP):
            if numbers := self._terms.pop():
                yield self.vocabulary.terms[len(self._terms)], postings.encode(numbers, LOW)

    def pairs(self) -> Iterator[tuple[int, bytes]]:
        """Likewise."""
        while self._pairs:
            if numbers := self._pairs.pop():
                yield len(self._pairs), postings.encode(numbers)

    def words(self) -> dict[str, int]:
        """Those that are listed."""
        counted = ((self.vocabulary.words[number], count) for number, count in self._words.items())
        return {word: count for word, count in counted if len(word) >= SHORTEST and word not in STOP}


_append = array.append
_exhaust = deque[None](maxlen=0).extend


def run(chunk: int, entries: Sequence[forms.NumberedEntry]) -> Files:
    """The files that are made of these entries alone."""
    return {**forms.rows(chunk, entries), **forms.errors(chunk, entries)}
