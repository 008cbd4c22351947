"""A code for an issue that can be said aloud: its letters and digits, and a check character by which a slip of the tongue is noticed. Pure.

The check is that of ISO/IEC 7064, MOD 37-2: a single character misheard, or two neighbours exchanged, never gives another valid code.
"""

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


def _plain(issue: str) -> str:
    return issue.upper().replace("-", "")


def _written(code: str) -> str:
    return "".join(code.upper().split()).replace("-", "")


def _check(body: str) -> str:
    rest = 0
    for symbol in body:
        rest = (rest + _NUMBERS[symbol]) * 2 % _MODULUS
    return _SYMBOLS[(1 - rest) % _MODULUS]
