"""By what an entry is found: its terms with their weight, the pairs of neighbouring terms, its words as they are written."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import xor
from typing import NamedTuple

from tracker.site.search.documents import BODY, Entry
from tracker.site.search.words import STOP, hashed, key, parts, spelt, term, tokens

IMPACTS = 32
"""A weight is a whole number from 1 to 31."""
_UNIT = 0.5
"""The least that a word counts for; all others count for a multiple of it."""
_SATURATION, _LENGTH_COUNTS, _USUAL_LENGTH = 1.2, 0.5, 160
"""k1 and b of BM25 (Robertson and Zaragoza, 2009), and the length of a usual text in words: a constant, so that one record does not change the others."""
NAME, KIND = "=", ":"
"""Begin the terms that are no words: what a record is called, and of which kind it is."""


class Vocabulary(dict[str, int]):
    """A number for every word that was met, and for every token that of its word: what is asked of millions is worked out once for each that differs.

    The first words are the stop words. A term has the number of the first of its words. Pairs of neighbours are told apart as well as a number of
    `places` allows: all pairs of one place share a list.
    """

    def __init__(self, places: int) -> None:
        super().__init__()
        self.words: list[str] = []
        self.terms: list[str] = []
        """Of each word."""
        self.terms_of: list[int] = []
        """Likewise, as numbers."""
        self.others: set[int] = set()
        """The words that are not the first of their term."""
        self._mask = places - 1
        self._firsts_of: dict[str, int] = {}
        self._several: list[Sequence[int]] = []
        self._lefts: list[int] = []
        self._rights: list[int] = []
        for word in sorted(STOP):
            self.number(word)

    def __missing__(self, token: str) -> int:
        """Below zero for a token of several words."""
        found = [self.number(word) for word in spelt(token)]
        if len(found) > 1:
            self._several.append(found)
            found = [-len(self._several)]
        self[token] = found[0]
        return found[0]

    def number(self, word: str) -> int:
        """Of a single word."""
        if (number := self.get(word)) is None:
            number = self[word] = len(self.words)
            said = term(word)
            first = self._firsts_of.setdefault(said, number)
            if first != number:
                self.others.add(number)
            self.words.append(word)
            self.terms.append(self.terms[first] if first != number else said)
            self.terms_of.append(first)
            self._lefts.append(hashed(said) * 31 & self._mask)
            self._rights.append(hashed(said) & self._mask)
        return number

    def numbers(self, text: str) -> list[int]:
        """The words of a text."""
        found = list(map(self.__getitem__, tokens(text)))
        if min(found, default=0) < 0:
            return [number for each in found for number in (self._several[-each - 1] if each < 0 else (each,))]
        return found

    def pairs(self, numbers: Sequence[int]) -> Iterator[int]:
        """The place of each two neighbours, the order counting."""
        return map(xor, map(self._lefts.__getitem__, numbers), map(self._rights.__getitem__, numbers[1:]))


class Found(NamedTuple):
    """What speaks for an entry, by the numbers of a vocabulary. Stop words are among it."""

    terms: Mapping[int, int]
    """How often each counts, in units."""
    impacts: Mapping[int, int]
    """The weight that follows."""
    named: Mapping[str, int]
    """The terms that are no words, and their weight."""
    pairs: Sequence[int]
    """Some several times."""
    words: Collection[int]


def found(entry: Entry, vocabulary: Vocabulary) -> Found:
    """What speaks for an entry, as it is counted."""
    counted: list[int] = []
    within: list[int] = []
    pairs: list[int] = []
    length = 0
    for weight, text in _joined(entry.texts):
        numbers = vocabulary.numbers(text)
        length += len(numbers)
        counted += numbers * int(weight / _UNIT)
        if weight >= BODY:
            pairs += vocabulary.pairs(numbers)
            if joined := parts(text):
                within += [vocabulary.number(word) for word in joined] * int(weight / 2 / _UNIT)
    for signature in entry.errors:
        pairs += vocabulary.pairs([vocabulary.number(word) for word in signature])
    units = Counter(counted)
    words = list(units)
    if within:
        units.update(within)
    for word in vocabulary.others & units.keys():
        units[vocabulary.terms_of[word]] += units.pop(word)
    stretch = _SATURATION * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * length / _USUAL_LENGTH)
    impacts = {times: 1 + int((IMPACTS - 1) * (times * _UNIT) / (times * _UNIT + stretch)) for times in set(units.values())}
    return Found(units, impacts, _named(entry), pairs, words)


def _named(entry: Entry) -> dict[str, int]:
    named = {KIND + entry.kind: 1}
    for name, sure in entry.names.items():
        if spelt_plainly := key(name):
            named[NAME + spelt_plainly] = max(sure, named.get(NAME + spelt_plainly, 0))
    return named


def _joined(texts: Iterable[tuple[float, str]]) -> Iterable[tuple[float, str]]:
    """Texts of one weight as one text: fewer and longer ones take less time."""
    groups: dict[float, list[str]] = {}
    for weight, text in texts:
        groups.setdefault(weight, []).append(text)
    return [(weight, "\n".join(some)) for weight, some in groups.items()]


class Saying(NamedTuple):
    """What speaks for an entry, to be compared with what spoke for it."""

    terms: Mapping[str, int]
    pairs: Collection[int]
    words: Collection[str]


NOTHING = Saying({}, (), ())


def saying(entry: Entry, vocabulary: Vocabulary) -> Saying:
    """What speaks for an entry, told without the vocabulary."""
    by_number = found(entry, vocabulary)
    terms = {vocabulary.terms[first]: by_number.impacts[times] for first, times in by_number.terms.items() if first >= len(STOP)}
    words = {vocabulary.words[number] for number in by_number.words}
    return Saying({**terms, **by_number.named}, set(by_number.pairs), words - STOP)
