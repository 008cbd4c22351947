"""What a handle looks like: the letters that are read, whatever characters stand for them (UTS 39). The twin of skeleton.js."""

import re
import unicodedata
from functools import lru_cache

from tracker.views.verdicts.confusables import CONFUSABLES

_READS_AS = {char: plain for plain, chars in CONFUSABLES.items() for char in chars}
_DIGITS = str.maketrans("0134578i|", "oleastbll")
"""Digits that stand for letters; and l, i and 1, which many typefaces draw alike."""
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
"""Two letters that read as one."""
_SEPARATORS = re.compile(r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b\x7d-\x7f\u2010-\u2015]")


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """The letters and digits that are read: decomposed, without marks and separators, look-alikes put back, small."""
    return _SEPARATORS.sub("", reading(text))


def reading(text: str) -> str:
    """The same, with its separators."""
    if text.isascii():
        return text.lower()
    mapped = "".join(_READS_AS.get(c, c) for c in text)
    kept = (c for c in unicodedata.normalize("NFKD", mapped) if unicodedata.category(c) not in {"Mn", "Me", "Mc", "Cf"})
    return "".join(_READS_AS.get(c, c) for c in kept).lower()


def squeeze(text: str) -> str:
    """What is left when everything that looks alike is the same."""
    squeezed = plain(text).translate(_DIGITS)
    for pair, single in _PAIRS:
        squeezed = squeezed.replace(pair, single)
    return squeezed
