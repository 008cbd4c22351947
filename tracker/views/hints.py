"""Which issues a new title reminds of: rather wrong than silent, where `likeness` is rather silent than wrong.

It is said once, to somebody who is about to write the issue, and who sees at a glance whether it is the same.

Two titles remind of each other where most of the shorter one stands in the other, words weighed by how rare they are in titles; inflection,
a number's separators, a slip of the pen and "again" aside. A number on each side that the other has not means two things.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache

import snowballstemmer
from rapidfuzz.distance import OSA

from tracker.model.values import Slug
from tracker.views.likeness import Wording, telling_words

MOST_OF = 0.6
"""So much of the weight of the shorter title's words stands in the other."""
_LEAST = 2
"""Words in common."""
_MOST = 3
_LONG = 5
"""Letters from which on one of them may be a slip."""

_stem = cache(snowballstemmer.stemmer("english").stemWord)


def reminders(title: str, product: Slug, known: Iterable[Wording], synonyms: Iterable[Sequence[str]] = ()) -> tuple[Wording, ...]:
    """A few of the issues of a product, the nearest first."""
    same = {_stem(word.casefold()): _stem(group[0].casefold()) for group in synonyms for word in group}
    titles = [(each, _words(each.title, same)) for each in known if each.product == product]
    counts = Counter(word for _, words in titles for word in words)

    def weight(some: Iterable[str]) -> float:
        return sum(math.log((len(titles) + 2) / (counts[word] + 1)) + 1 for word in some)

    ours = _words(title, same)
    found: list[tuple[float, Wording]] = []
    for each, theirs in titles:
        both = {stem for stem, word in ours.items() if _stands_in(stem, word, theirs)}
        if len(both) < _LEAST or _differ_in_number(ours.keys(), theirs.keys()):
            continue
        share = weight(both) / (min(weight(ours), weight(theirs)) or 1.0)
        if share >= MOST_OF:
            found.append((share, each))
    return tuple(each for _, each in sorted(found, key=lambda one: (-one[0], one[1].id))[:_MOST])


def _words(title: str, same: Mapping[str, str]) -> dict[str, str]:
    """Each word as it is compared, and as it is written."""
    stems = ((_stem(word), word) for word in telling_words(title))
    return {same.get(stem, stem): word for stem, word in stems}


def _stands_in(stem: str, word: str, others: Mapping[str, str]) -> bool:
    return not others.keys().isdisjoint({stem, stem.removeprefix("re"), f"re{stem}"}) or any(_is_slip(word, other) for other in others.values())


def _is_slip(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _LONG and one.isalpha() and other.isalpha() and OSA.distance(one, other, score_cutoff=1) <= 1


def _differ_in_number(ours: AbstractSet[str], theirs: AbstractSet[str]) -> bool:
    more, less = ours - theirs, theirs - ours
    return any(map(str.isdigit, more)) and any(map(str.isdigit, less))
