"""By what an entry is found: its terms with their weight, the pairs of neighbouring terms, its words as they are written."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import xor
from typing import NamedTuple

from tracker.site.search.documents import BODY, Entry
from tracker.site.search.words import STOP, TERMS, hashed, key, parts, signature, words

IMPACTS = 32
"""A weight is a whole number from 1 to 31."""
_SATURATION, _LENGTH_COUNTS, _USUAL_LENGTH = 1.2, 0.5, 160
"""k1 and b of BM25 (Robertson and Zaragoza, 2009), and the length of a usual text in words: a constant, so that one record does not change the others."""
NAME, KIND = "=", ":"
"""Begin the terms that are no words: what a record is called, and of which kind it is."""


class _Bits(dict[str, int]):
    """Some bits of a term's hash."""

    def __init__(self, factor: int, mask: int) -> None:
        super().__init__()
        self._factor, self._mask = factor, mask

    def __missing__(self, term: str) -> int:
        found = self[term] = hashed(term) * self._factor & self._mask
        return found


class Pairing:
    """Tells pairs of neighbours apart, as well as a number of places allows: all pairs of one place share a list."""

    def __init__(self, places: int) -> None:
        self._first, self._second = _Bits(31, places - 1), _Bits(1, places - 1)

    def pairs(self, terms: Sequence[str]) -> Iterable[int]:
        """The place of each two neighbours, the order counting."""
        return map(xor, map(self._first.__getitem__, terms), map(self._second.__getitem__, terms[1:]))


class Saying(NamedTuple):
    terms: Mapping[str, int]
    pairs: Collection[int]
    words: Collection[str]


NOTHING = Saying({}, (), ())


def saying(entry: Entry, pairing: Pairing) -> Saying:
    """What speaks for an entry."""
    weights: dict[str, float] = {}
    pairs: set[int] = set()
    spelt: set[str] = set()
    length = 0
    for weight, text in _joined(entry.texts):
        found = words(text)
        spelt.update(found)
        length += len(found)
        terms = list(map(TERMS.__getitem__, found))
        _add(weights, terms, weight)
        if weight >= BODY:
            pairs.update(pairing.pairs(terms))
            if joined := parts(text):
                _add(weights, [TERMS[word] for word in joined], weight / 2)
    for text in entry.errors:
        pairs.update(pairing.pairs([TERMS[word] for word in signature(text)]))
    stretch = _SATURATION * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * length / _USUAL_LENGTH)
    for term in STOP & weights.keys():
        del weights[term]
    impacts = {weight: 1 + int((IMPACTS - 1) * weight / (weight + stretch)) for weight in set(weights.values())}
    said = {term: impacts[weight] for term, weight in weights.items()}
    for name, sure in entry.names.items():
        if spelt_plainly := key(name):
            said[NAME + spelt_plainly] = max(sure, said.get(NAME + spelt_plainly, 0))
    said[KIND + entry.kind] = 1
    return Saying(said, pairs, spelt - STOP)


def _joined(texts: Iterable[tuple[float, str]]) -> Iterable[tuple[float, str]]:
    """Texts of one weight as one text: fewer and longer ones take less time."""
    groups: dict[float, list[str]] = {}
    for weight, text in texts:
        groups.setdefault(weight, []).append(text)
    return [(weight, "\n".join(some)) for weight, some in groups.items()]


def _add(weights: dict[str, float], terms: Iterable[str], weight: float) -> None:
    counts = Counter(terms)
    if weights:
        for term, count in counts.items():
            weights[term] = weights.get(term, 0.0) + weight * count
    else:
        weights.update({term: weight * count for term, count in counts.items()})
