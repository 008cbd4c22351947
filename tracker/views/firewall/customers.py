"""Names of customers from the company's own list, as whole words, in any case and spacing."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property

from tracker.views.firewall.folding import hinted

_WORD = re.compile(r"[^\W_]+")


class Customers:
    """A list of names, ready to be looked for."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(sorted({words for name in names if (words := tuple(_WORD.findall(_even(name))))}, reverse=True))
        self._first = frozenset(words[0] for words in self._names)
        self._unspaced = frozenset(words[0] for words in self._names if len(words) == 1 and not _has_spaces(words[0]))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        spelt = ("".join((r"[\W_]{0,3}".join(map(re.escape, words)),)) for words in self._names if words[0] not in self._unspaced)
        bounded = [rf"(?<![^\W_])(?:{'|'.join(spelt)})(?![^\W_])"] if len(self._unspaced) < len(self._names) else []
        return re.compile("|".join([*bounded, *map(re.escape, sorted(self._unspaced, reverse=True))]), re.IGNORECASE)

    def may_stand_in(self, text: str) -> bool:
        """Fast: whether the first word of a name stands there."""
        if not self._names:
            return False
        even = _even(hinted(text))
        return not self._first.isdisjoint(_WORD.findall(even)) or any(name in even for name in self._unspaced)

    def spans(self, text: str) -> Iterator[tuple[int, int, str]]:
        if self._names:
            for found in self._pattern.finditer(text):
                yield *found.span(), found[0].casefold()


def _even(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def _has_spaces(word: str) -> bool:
    """Its script puts spaces between words."""
    return not any(unicodedata.name(letter, "").startswith(("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER")) for letter in word)
