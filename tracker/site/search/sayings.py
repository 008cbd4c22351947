"""By what an entry is found: its terms with their weight, the pairs of neighbouring terms, its words as they are written."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

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
LOW = IMPACTS.bit_length() - 1
"""How many bits of a number in a term's list are the weight."""


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
        self.lefts: list[int] = []
        """Of each word: what it adds to the place of a pair that it begins, ..."""
        self.rights: list[int] = []
        """... and of one that it ends. The two are joined by exclusive or, so that the order counts."""
        self._mask = places - 1
        self._firsts_of: dict[str, int] = {}
        self._several: list[Sequence[int]] = []
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
            sign = hashed(said)
            self.words.append(word)
            self.terms.append(self.terms[first] if first != number else said)
            self.terms_of.append(first)
            self.lefts.append(sign * 31 & self._mask)
            self.rights.append(sign & self._mask)
        return number

    def numbers(self, text: str) -> list[int]:
        """The words of a text."""
        found = list(map(self.__getitem__, tokens(text)))
        if min(found, default=0) < 0:
            return [number for each in found for number in (self._several[-each - 1] if each < 0 else (each,))]
        return found


class Passage(NamedTuple):
    """Some words in a row, as the numbers of a vocabulary, stop words among them, and what they are evidence of."""

    numbers: Sequence[int]
    units: int
    """How much each counts, in halves of what a word of an ordinary text counts."""
    is_written: bool
    """Its words stand in the text like that."""
    has_neighbours: bool
    """What stands side by side in it belongs together."""


def passages(entry: Entry, vocabulary: Vocabulary) -> Iterator[Passage]:
    """Everything by which an entry is found, but for what it is called."""
    for weight, text in _joined(entry.texts):
        yield Passage(vocabulary.numbers(text), int(weight / _UNIT), is_written=True, has_neighbours=weight >= BODY)
        if weight >= BODY and (joined := parts(text)):
            yield Passage([vocabulary.number(word) for word in joined], int(weight / 2 / _UNIT), is_written=False, has_neighbours=False)
    for signature in entry.errors:
        yield Passage([vocabulary.number(word) for word in signature], 0, is_written=False, has_neighbours=True)


def stretch(length: int) -> float:
    """What an entry's number of written words does to the weight of each."""
    return _SATURATION * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * length / _USUAL_LENGTH)


def weighed(units: Any, stretched: Any) -> Any:
    """The weight of a term that counts so many units, of which whole numbers are kept; of one or of columns of them."""
    return 1 + (IMPACTS - 1) * (units * _UNIT) / (units * _UNIT + stretched)


def named(entry: Entry) -> dict[str, int]:
    """The terms that are no words, and their weight."""
    found = {KIND + entry.kind: 1}
    for name, sure in entry.names.items():
        if spelt_plainly := key(name):
            found[NAME + spelt_plainly] = max(sure, found.get(NAME + spelt_plainly, 0))
    return found


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
    units: Counter[int] = Counter()
    pairs: set[int] = set()
    written: list[int] = []
    for passage in passages(entry, vocabulary):
        for number in passage.numbers:
            units[vocabulary.terms_of[number]] += passage.units
        if passage.has_neighbours:
            pairs.update(vocabulary.lefts[one] ^ vocabulary.rights[other] for one, other in pairwise(passage.numbers))
        if passage.is_written:
            written += passage.numbers
    stretched = stretch(len(written))
    terms = {vocabulary.terms[number]: int(weighed(count, stretched)) for number, count in units.items() if count and number >= len(STOP)}
    return Saying({**terms, **named(entry)}, pairs, {vocabulary.words[number] for number in written} - STOP)
