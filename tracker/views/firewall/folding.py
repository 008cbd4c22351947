"""A text as its readers will see it, however it is spelt: entities, escapes, emphasis, links and invisible characters resolved, each character with its place."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

_SPELLING = re.compile(
    r"""(?P<link>!?\[(?P<label>[^\[\]\n]{0,300})\](?:\((?:<[^<>\n]{0,2000}>|[^()<>\s]{0,2000})(?:\s{1,2}(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'))?\s?\)|\[[^\[\]\n]{0,300}\]))
    |(?P<tag></?[A-Za-z][^<>\n]{0,300}>|<!--[^<>\n]{0,300}-->)
    |%(?:25){0,3}(?P<percent>[2-7][0-9a-fA-F])
    |(?P<entity>&(?:\#[0-9]{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    |\\(?P<escaped>[!-/:-@\[-`{-~])
    |(?P<nothing>[*`~]+|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f])
    |(?P<other>[^\x00-\x7f])""",
    re.VERBOSE,
)
_PERCENT = re.compile("%(?:25){0,3}([2-7][0-9a-fA-F])")
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,300}>|<!--[^<>\n]{0,300}-->")
_DROPPED = b"*`~\\" + bytes((*range(9), 11, 12, *range(14, 32), 127))
_ASCII = bytes(range(128))
_INVISIBLE = frozenset({"Cf", "Cc", "Mn", "Me"})
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0\ufffc")
"""Letters and signs that show nothing: fillers of Hangul, the empty pattern of Braille, the place of an object."""
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_DOTS = "\u3002\uff61\u2024\ufe52\uff0e"


@dataclass(frozen=True, slots=True)
class Folded:
    text: str
    begins: Sequence[int]
    """Where each of its characters begins in the original."""
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The piece of the original that became this piece."""
        return self.begins[start], self.ends[end - 1]


def folded(text: str) -> Folded | None:
    """The text as it reads; None where that is the text itself."""
    pieces: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    for shown, start, stop in _shown(text, 0, len(text)):
        pieces.append(shown)
        # Only a piece of the same length keeps its characters' own places.
        is_same = len(shown) == stop - start
        begins += range(start, stop) if is_same else [start] * len(shown)
        ends += range(start + 1, stop + 1) if is_same else [stop] * len(shown)
    made = "".join(pieces)
    return None if made == text else Folded(made, begins, ends)


def hinted(text: str) -> str:
    """About the same, fast and without places: enough to see whether there is anything to look for."""
    raw = text.encode("utf-8", "surrogatepass").translate(None, _DROPPED)
    hint = raw.decode("utf-8", "surrogatepass")
    if "%" in hint:
        hint = f"{hint}|{_PERCENT.sub(lambda found: chr(int(found[1], 16)), hint)}"
    if "<" in hint:
        hint = f"{hint}|{_TAG.sub('', hint)}"
    if "&" in hint:
        hint = unescape(hint)
    if hint.isascii():
        return hint
    # What is left of the bytes without those of ASCII is quickly had, and a few replacements cost less than a look at every character.
    others = set(hint.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass"))
    for character in others:
        if (plain := _plain(character)) != character:
            hint = hint.replace(character, plain)
    return hint


def _shown(text: str, start: int, stop: int) -> Iterator[tuple[str, int, int]]:
    at = start
    for found in _SPELLING.finditer(text, start, stop):
        if found.start() > at:
            yield text[at : found.start()], at, found.start()
        at = found.end()
        if found["link"]:
            yield from _shown(text, *found.span("label"))
        elif found["entity"]:
            yield "".join(map(_plain, unescape(found["entity"]))), *found.span()
        elif found["percent"]:
            yield chr(int(found["percent"], 16)), *found.span()
        elif found["escaped"]:
            yield found["escaped"], found.start() + 1, found.end()
        elif found["other"]:
            yield _plain(found["other"]), *found.span()
    if at < stop:
        yield text[at:stop], at, stop


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """What somebody who copies it by hand would type: `.` for a full stop of any width, digits of any script, nothing for what shows nothing."""
    if character.isascii():
        return character
    if character in _DASHES:
        return "-"
    if character in _DOTS:
        return "."
    if character in _BLANK or unicodedata.category(character) in _INVISIBLE:
        return ""
    if (digit := unicodedata.digit(character, None)) is not None and character.isdigit():
        return str(digit)
    return unicodedata.normalize("NFKC", character) if not character.isalpha() or _is_wide(character) else character


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) == "F" or unicodedata.decomposition(letter).startswith("<")
