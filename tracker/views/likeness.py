"""Which issues say the same in other words, judged by their titles, error texts and descriptions. Rather silent than wrong.

Candidates are issues of one product that share two of the rarest words of their titles, or an error text. Of these, a pair is alike
when its titles have the same words, order and spelling aside, or differ by a little and the descriptions say the same. A word on
each side that the other has not (`Chile` here, `Argentina` there) means that two things are spoken of, however alike the rest is,
unless the descriptions agree and have that word, too.

Words are weighed by how rare they are in titles (inverse document frequency, Spärck Jones 1972); the overlap of descriptions is the
share of the shorter one that is in the longer.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from itertools import combinations
from operator import itemgetter
from typing import NamedTuple

from rapidfuzz.distance import OSA

from tracker.model.issue import AnyIssue
from tracker.model.values import IssueId, Slug

ALIKE_BODY = 0.5
"""From that overlap on, descriptions support a title that differs a little."""
CLOSE_BODY = 0.85
"""From that overlap on, descriptions support a title with another word, if that word stands in the other description."""
SAME_BODY = 0.97
"""From that overlap on, in both directions, descriptions are the same text."""
LITTLE = 0.25
"""The weight of words that one title may have beyond the other, where descriptions support it."""
HARDLY = 0.15
"""The same, where there is no description to compare."""
_RARE = 4
"""Rarest words of a title by which candidates are found."""
_CROWD = 12
"""So many issues that share their rarest words follow a pattern of titles, and are no coincidence."""
_LONG_TEXT = 4
"""Words from which on an error text is more than a common phrase."""
_SHORT_BODY = 8
_MANY = 5
"""Words of a title among which a slip of the pen is known for one without a description."""

_WORD = re.compile(r"[^\W_]+")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[,'\u2019\u00a0\u202f]\d{3})+(?![\d,]|\.\d)", re.ASCII)
"""A number with separators between its thousands."""
_SEPARATOR = re.compile(r"\D")
_VARIABLE = re.compile(r"0x[0-9a-f]+|[0-9a-f]{8,}|\d+|[a-z]:\\\S+|/\S+", re.ASCII)
_STOP = frozenset([
    "a", "about", "after", "again", "all", "also", "always", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by", "can",
    "could", "did", "do", "does", "during", "each", "even", "for", "from", "get", "gets", "getting", "had", "has", "have", "having", "he",
    "how", "i", "if", "in", "into", "is", "it", "its", "itself", "just", "me", "may", "might", "more", "most", "my", "of", "off", "on", "one",
    "only", "or", "other", "our", "out", "over", "own", "s", "so", "some", "such", "t", "than", "that", "the", "their", "them", "then",
    "there", "these", "they", "this", "those", "through", "to", "too", "under", "up", "upon", "us", "very", "via", "was", "way", "we", "were",
    "what", "when", "whenever", "where", "whether", "which", "while", "who", "will", "with", "would", "you", "your",
])  # fmt: skip
_TROUBLE = frozenset([
    "bug", "bugs", "broken", "cannot", "couldn", "defect", "didn", "doesn", "don", "error", "errors", "fail", "failed", "failing", "fails",
    "failure", "faulty", "hasn", "haven", "impossible", "incorrect", "incorrectly", "invalid", "isn", "issue", "issues", "no", "not",
    "problem", "problems", "properly", "shouldn", "unable", "unexpected", "unexpectedly", "wasn", "without", "won", "work", "working", "works",
    "wrong", "wrongly",
])  # fmt: skip
"""Words that say only that something is amiss. They tell issues apart least, so one that is missing counts for little."""
_ENDINGS = ("ingly", "edly", "ing", "ies", "ied", "es", "ed", "ly", "s", "e")


@dataclass(frozen=True, slots=True)
class Wording:
    """What an issue says, as far as likeness goes."""

    id: IssueId
    product: Slug
    title: str
    symptoms: Sequence[str] = ()
    body: str = ""


class _Stems(dict[str, str]):
    """Each word without the ending that grammar gives it, worked out when it is first met."""

    def __init__(self, synonyms: Iterable[Sequence[str]]) -> None:
        super().__init__()
        for group in synonyms:
            for word in group:
                self[word.casefold()] = group[0].casefold()

    def __missing__(self, word: str) -> str:
        found = word
        if word.isascii() and word.isalpha():
            for ending in _ENDINGS:
                if word.endswith(ending) and len(word) - len(ending) >= 3:
                    found = word[: -len(ending)] + ("y" if ending in {"ies", "ied"} else "")
                    break
        self[word] = found
        return found


class _Title(NamedTuple):
    words: frozenset[str]
    trouble: frozenset[str]


def wording(issue: AnyIssue) -> Wording:
    body = "\n".join(text for text in (issue.summary, issue.description, issue.steps_to_reproduce) if text)
    return Wording(issue.id, issue.product, issue.title, issue.symptoms, body)


class Likeness:
    """Some wordings, ready to be compared with each other or with another one. `synonyms` are groups of words that mean the same."""

    def __init__(self, wordings: Iterable[Wording], synonyms: Iterable[Sequence[str]] = ()) -> None:
        self._stems = _Stems(synonyms)
        self._wordings = tuple(wordings)
        self._titles = [self._title(w.title) for w in self._wordings]
        self._known: Counter[str] = Counter()
        for title in self._titles:
            self._known.update(title.words)
        self._bodies: dict[int, frozenset[str]] = {}

    def pairs(self) -> Iterator[tuple[Wording, Wording]]:
        """Every pair that is alike, in the order given."""
        together = [*self._sharing_words(), *self._by_text.values()]
        candidates = {pair for several in together if 1 < len(several) <= _CROWD for pair in combinations(several, 2)}
        for a, b in sorted(candidates):
            if self._is_alike(self._wordings[a], self._titles[a], partial(self._body, a), b):
                yield self._wordings[a], self._wordings[b]

    def _sharing_words(self) -> Iterable[list[int]]:
        """Those whose rarest words include the same two. Most combinations occur once, so a list is made for the others only."""
        first: dict[tuple[Slug, tuple[str, ...]], int] = {}
        several: dict[tuple[Slug, tuple[str, ...]], list[int]] = {}
        for at, given in enumerate(self._wordings):
            product = given.product
            for words in self._rarest(self._titles[at], at_least=2):
                key = (product, words)
                if (before := first.setdefault(key, at)) != at:
                    several.setdefault(key, [before]).append(at)
        return several.values()

    def like(self, given: Wording) -> tuple[Wording, ...]:
        """Those that are like a wording that is not among them, in the order given."""
        title, body = self._title(given.title), cache(partial(self._words_of, given.body))
        nowhere: frozenset[int] = frozenset()
        found: set[int] = set()
        for words in self._rarest(title, at_least=1):
            found |= frozenset.intersection(*(self._by_word.get((given.product, word), nowhere) for word in words))
        found |= {at for text in _texts(given) for at in self._by_text.get((given.product, text), ())}
        return tuple(self._wordings[at] for at in sorted(found) if self._is_alike(given, title, body, at))

    def _is_alike(self, given: Wording, title: _Title, body: Callable[[], frozenset[str]], other: int) -> bool:
        theirs = self._titles[other]
        more, less, respelt = _left(title.words, theirs.words)
        whole = self._weight(title.words | theirs.words) or 1.0
        share = self._weight(more | less) / whole
        if share == 0 and not respelt and title.trouble == theirs.trouble:
            return bool(title.words)
        if share > 2 * LITTLE:
            return False
        overlap, least = _overlap(body(), self._body(other))
        if more and less:
            is_elsewhere = more <= self._body(other) or less <= body()
            return least >= SAME_BODY or (is_elsewhere and overlap is not None and overlap >= CLOSE_BODY)
        has_same_text = not _texts(given).isdisjoint(_texts(self._wordings[other]))
        if has_same_text:
            return overlap is None or overlap >= ALIKE_BODY
        if overlap is None:
            return share <= HARDLY and (not respelt or len(title.words) >= _MANY)
        return share <= LITTLE and overlap >= ALIKE_BODY

    def _title(self, text: str) -> _Title:
        found = [word for word in _words(text) if word not in _STOP]
        stems = self._stems
        return _Title(frozenset(stems[word] for word in found if word not in _TROUBLE), frozenset(word for word in found if word in _TROUBLE))

    def _words_of(self, text: str) -> frozenset[str]:
        stems = self._stems
        return frozenset(stems[word] for word in _words(text) if word not in _STOP)

    def _body(self, at: int) -> frozenset[str]:
        if at not in self._bodies:
            self._bodies[at] = self._words_of(self._wordings[at].body)
        return self._bodies[at]

    def _rarest(self, title: _Title, *, at_least: int) -> Iterator[tuple[str, ...]]:
        """Each two of the rarest words, of those that so many titles have; the word itself where there is but one."""
        known = self._known
        rarest = sorted(sorted([(known[word], word) for word in title.words if known[word] >= at_least])[:_RARE], key=itemgetter(1))
        words = [word for _, word in rarest]
        return combinations(words, min(2, len(words))) if words else iter(())

    @cached_property
    def _by_word(self) -> dict[tuple[Slug, str], frozenset[int]]:
        found: dict[tuple[Slug, str], set[int]] = defaultdict(set)
        for at, title in enumerate(self._titles):
            for word in title.words:
                found[self._wordings[at].product, word].add(at)
        return {key: frozenset(several) for key, several in found.items()}

    @cached_property
    def _by_text(self) -> dict[tuple[Slug, str], list[int]]:
        found: dict[tuple[Slug, str], list[int]] = defaultdict(list)
        for at, given in enumerate(self._wordings):
            for text in _texts(given):
                found[given.product, text].append(at)
        return found

    def _weight(self, some: Iterable[str]) -> float:
        return sum(math.log((len(self._titles) + 2) / (self._known[word] + 1)) + 1 for word in some)


def _words(text: str) -> list[str]:
    plain = _GROUPED.sub(lambda number: _SEPARATOR.sub("", number[0]), text) if any(map(str.isdigit, text)) else text
    return _WORD.findall(plain.casefold())


def telling_words(text: str) -> list[str]:
    """The words of a title that tell what it is about: neither those that stand everywhere, nor those that only say that something is amiss."""
    return [word for word in _words(text) if word not in _STOP and word not in _TROUBLE]


def _texts(given: Wording) -> frozenset[str]:
    """Its error texts without what differs from one occurrence to the next."""
    found = (" ".join(_WORD.findall(_VARIABLE.sub(" ", text.casefold()))) for text in given.symptoms)
    return frozenset(text for text in found if text.count(" ") >= _LONG_TEXT - 1)


def _left(ours: frozenset[str], theirs: frozenset[str]) -> tuple[frozenset[str], frozenset[str], int]:
    """The words that only one of two titles has, and how many are the same but for one slip of the pen."""
    more, less = ours - theirs, theirs - ours
    respelt = 0
    for word in sorted(more) if less else ():
        slip = next((other for other in sorted(less) if _is_slip(word, other)), None)
        if slip is not None:
            more, less, respelt = more - {word}, less - {slip}, respelt + 1
    return more, less, respelt


def _is_slip(one: str, other: str) -> bool:
    """One letter too many, too few, another, or two of them exchanged (optimal string alignment); short words and numbers are what they are."""
    return min(len(one), len(other)) >= 4 and one.isalpha() and other.isalpha() and OSA.distance(one, other, score_cutoff=1) <= 1


def _overlap(ours: frozenset[str], theirs: frozenset[str]) -> tuple[float | None, float]:
    """How much of the shorter description is in the longer, None where there is too little to say; and how much of both is in both."""
    shorter = min(len(ours), len(theirs))
    if shorter < _SHORT_BODY:
        return None, 0.0
    both = len(ours & theirs)
    return both / shorter, both / len(ours | theirs)
