"""A code for an issue that can be said aloud: its letters and digits, and a check character by which a slip of the tongue is noticed. Pure.

The check is that of ISO/IEC 7064, MOD 37-2: a single character misheard, or two neighbours exchanged, never gives another valid code. That holds for
all 37 characters alike; a 0 at the end is therefore not read as the O that would be right there, for the same text comes of another code whose
check character is 0 and of which one character was misheard.
"""

import re
from collections.abc import Iterable

from tracker.model.values import IssueId

_SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_NUMBERS = {symbol: number for number, symbol in enumerate(_SYMBOLS)}
_MODULUS = 37
_WORDS = dict(
    zip(
        _SYMBOLS,
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "Alfa",
            "Bravo",
            "Charlie",
            "Delta",
            "Echo",
            "Foxtrot",
            "Golf",
            "Hotel",
            "India",
            "Juliett",
            "Kilo",
            "Lima",
            "Mike",
            "November",
            "Oscar",
            "Papa",
            "Quebec",
            "Romeo",
            "Sierra",
            "Tango",
            "Uniform",
            "Victor",
            "Whiskey",
            "X-ray",
            "Yankee",
            "Zulu",
            "star",
        ],
        strict=True,
    )
)
"""The spelling alphabet of the International Civil Aviation Organization (Annex 10, volume II)."""

_SYMBOL_OF = {word.casefold().replace("-", ""): symbol for symbol, word in _WORDS.items()} | {"alpha": "A", "juliet": "J", "niner": "9"}
_X_RAY = re.compile(r"\bx[- ]ray\b", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\s,;.-]+")
_FORM = re.compile(r"[A-Z]{2,10}[0-9A-Z]+\*?")


def code_of(issue: IssueId) -> str:
    """`DEF0042K` for DEF-0042: letters in upper case, hyphens left out, the check character last."""
    body = _plain(issue)
    return body + _check(body)


def aloud(code: str) -> str:
    """`Delta Echo Foxtrot, zero zero four two, Kilo`."""
    body, check = code[:-1], code[-1]
    at = next((n for n, c in enumerate(body) if c.isdigit()), len(body))
    groups = (body[:at], body[at:], check)
    return ", ".join(" ".join(_WORDS[c] for c in group) for group in groups if group)


def is_valid(code: str) -> bool:
    """The check character is the one that belongs to the rest."""
    written = _written(code)
    return len(written) > 1 and "*" not in written[:-1] and all(c in _WORDS for c in written) and _check(written[:-1]) == written[-1]


def issues_of(code: str, known: Iterable[IssueId]) -> tuple[IssueId, ...]:
    """The issues that a code names: one, none where it was misheard, or several whose ids differ by hyphens only."""
    written = _written(code)
    return tuple(issue for issue in known if _plain(issue) == written[:-1]) if is_valid(code) else ()


def is_like_a_code(text: str, known: Iterable[IssueId]) -> bool:
    """Somebody may have meant a code, right or wrong: it is spelt in words, or has the form of one; with hyphens, as ids have, also the length of one."""
    if any(word in _SYMBOL_OF for word in _words(text)):
        return True
    written = _written(text)
    return bool(_FORM.fullmatch(written)) and ("-" not in text.strip() or any(len(written) == len(_plain(issue)) + 1 for issue in known))


def _plain(issue: str) -> str:
    return issue.upper().replace("-", "")


def _written(code: str) -> str:
    """The characters of a code, which may be spelt in words: `Delta Echo Foxtrot, 0012, Oscar`."""
    words = _words(code)
    if any(word in _SYMBOL_OF for word in words):
        return "".join(_SYMBOL_OF.get(word, word) for word in words).upper()
    return "".join(code.upper().split()).replace("-", "")


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN_WORDS.split(_X_RAY.sub("xray", text.casefold())) if word]


def _check(body: str) -> str:
    rest = 0
    for symbol in body:
        rest = (rest + _NUMBERS[symbol]) * 2 % _MODULUS
    return _SYMBOLS[(1 - rest) % _MODULUS]
