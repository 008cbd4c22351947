"""What a text is to the search: its words, their stems, and the signature of an error. The browser has the same rules (`theme/assets/tracker/search/words.js`)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from zlib import crc32

import snowballstemmer

LONGEST = 40
STEMMER = version("snowballstemmer")
"""Which edition of the algorithm made the stems."""
STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "his",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "my",
        "no",
        "not",
        "of",
        "on",
        "or",
        "our",
        "she",
        "should",
        "so",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "too",
        "us",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)
"""Words that stand in every text: they are looked for only beside their neighbours."""

_UNSEEN = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_MARKS = re.compile(r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]+")
_QUOTES = str.maketrans("\u2018\u2019\u02bc\uff07", "''''")
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:'[^\W_]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+(?:\.[0-9]+)+|[^\W_]+(?:'[^\W_]+)?")
_ASCII_WORD = re.compile(r"[a-z][a-z0-9]*(?:'[a-z0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+(?:\.[0-9]+)+|[a-z0-9]+(?:'[a-z0-9]+)?")
"""The same where there are no other letters."""
_JOINT = re.compile(r"[.,'](?<=[a-z0-9].)(?=[a-z0-9])")
_JOINTS = {".": "\x80", ",": "\x81", "'": "\x82"}
"""What may stand within a word, and what stands for it while all other signs become spaces."""
_SPACED = bytes(
    {0x80: 0x2E, 0x81: 0x2C, 0x82: 0x27}.get(sign, sign if chr(sign) in "abcdefghijklmnopqrstuvwxyz0123456789" else 0x20) for sign in range(256)
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_STEMMED = re.compile(r"[a-z]*(?:[esy]|[lt]i|[cg]i|ed|ng|on|sm|[ns]t|ic|[eo]r|[alu]l)")
"""No ending that the algorithm knows ends otherwise."""
_JOINED = re.compile(r"(?<![^\W_])[^\W_]*[a-z][A-Z][^\W_]*")
_SEAM = re.compile(r"[A-Z](?<=[a-z][A-Z])")
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_VARIABLE = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?(?:z\b|[+-][0-9]{2}:?[0-9]{2})?)?",
        r"\b[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{2,4}\b",
        r"\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?\b",
        r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
        r"\b0x[0-9a-f]+\b",
        r"\b(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{8,}\b",
        r"\b[a-z][a-z0-9+.-]{1,15}://[^/\s\"'<>]*",
        r"[a-z0-9._%+-]{1,64}@[a-z0-9.-]+",
        (
            r"(?:\b[a-z]:[\\/]|\\\\|~/|/(?:home|users|usr|opt|var|tmp|etc|root|mnt|srv|private|app|data|library|applications)/)"
            r"(?:[^\\/\s:\"'<>|()]{1,80}[\\/])*"
        ),
    )
)
"""What differs between two occurrences of one error, in this order."""
_NUMBER = re.compile(r"[0-9][0-9.]*")
_IS_ID = re.compile(r"(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{12,}")
_NUMBERED = frozenset({"http", "status", "code", "error", "errno", "exit"})
_LEADING_ZEROS = re.compile(r"(^|[^0-9])0+(?=[0-9])")
_NEITHER = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """A text without what nobody sees and without accents, in lower case."""
    if not text.isascii():
        bare = _MARKS.sub("", _UNSEEN.sub("", unicodedata.normalize("NFKD", text))).translate(_QUOTES)
        text = unicodedata.normalize("NFC", bare)
    return text.lower()


def words(text: str) -> list[str]:
    """The words of a text as they are written, folded."""
    return [word for token in tokens(text) for word in spelt(token)]


def tokens(text: str) -> list[str]:
    """What stands between the spaces and signs of a text, folded: nearly always a word; `spelt` tells which."""
    return _tokens(fold(text))


def _tokens(folded: str) -> list[str]:
    if folded.isascii():
        return _plain_tokens(folded)
    found = [_bare(word) for word in _WORD.findall(folded)]
    if _UNSPACED.search(folded):
        return [part for word in found for part in (_neighbours(word) if _UNSPACED.search(word) else (word,))]
    return found


def _plain_tokens(folded: str) -> list[str]:
    """The tokens where there are only letters that everybody has. Most texts are such; to split at spaces takes a third of the time of a pattern."""
    return _JOINT.sub(_hold, folded).encode("latin-1").translate(_SPACED).decode("ascii").split()


def spelt(token: str) -> Sequence[str]:
    """The words of a token."""
    return (token[:LONGEST],) if token.isalnum() else [_bare(word)[:LONGEST] for word in _ASCII_WORD.findall(token)]


def _hold(joint: re.Match[str]) -> str:
    return _JOINTS[joint[0]]


def _bare(word: str) -> str:
    return word.removesuffix("'s").replace("'", "") if "'" in word else word.replace(",", "")


def _neighbours(run: str) -> Iterable[str]:
    """Scripts without spaces are searched by pairs of characters."""
    return [run] if len(run) < 2 else [run[at : at + 2] for at in range(len(run) - 1)]


_stem = snowballstemmer.stemmer("english").stemWord


def term(word: str) -> str:
    """What a word is looked up by: its stem, where that is no stop word."""
    if word in STOP or not _STEMMED.fullmatch(word):
        return word
    stem = str(_stem(word))
    return word if stem in STOP else stem


class _Terms(dict[str, str]):
    """What each word is looked up by, worked out when it is first met."""

    def __missing__(self, word: str) -> str:
        found = self[word] = term(word)
        return found


TERMS = _Terms()
"""Word to term; a memory, not a setting."""


def hashed(text: str) -> int:
    """CRC-32 (RFC 1952) of the UTF-8 bytes: what Python has at hand and a browser soon does."""
    return crc32(text.encode("utf-8", "replace"))


def terms(text: str) -> list[str]:
    """The terms of a text, stop words left out."""
    return [TERMS[word] for word in words(text) if word not in STOP]


def parts(text: str) -> list[str]:
    """The words within words that are joined like `orderForm`."""
    return [part.lower()[:LONGEST] for joined in _JOINED.findall(text) for part in _PARTS.findall(joined)] if _SEAM.search(text) else []


def signature(text: str) -> list[str]:
    """The words of an error that another occurrence of it has, too."""
    left = fold(text)
    for pattern in _VARIABLE:
        left = pattern.sub(" ", left)
    found = [word for token in _tokens(left) for word in spelt(token)]
    before = ["", *found]
    return [
        word for word, last in zip(found, before, strict=False) if not _IS_ID.fullmatch(word) and (last in _NUMBERED or not _NUMBER.fullmatch(word))
    ]


def key(text: str) -> str:
    """An id or alias without what people write differently: `DEF-0042`, `def 42` and `DEF42` are the same."""
    return _LEADING_ZEROS.sub(r"\1", _NEITHER.sub("", fold(text)))
