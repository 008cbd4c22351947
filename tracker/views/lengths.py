"""How long networks take a text to be, and how long they let it be. Pure.

Where a network's count depends on what it makes of a text, the longer reading is taken: a text that fits here fits there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import regex

_CLUSTER = regex.compile(r"\X")
_LINK = regex.compile(r"https?://\S+")
_LIKE_A_LINK = regex.compile(r"(?:https?://\S+|(?<![\w@.-])(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?:/\S*)?)")
"""X makes links of bare domains, too; a file name that ends like one is counted as one."""
_LONE_LINK = re.compile(r"(?<![\w.-])https?://\S+", re.ASCII)
_PERHAPS_A_LINK = re.compile(r"\.[A-Za-z]|://")
"""Without it in ASCII nothing is like a link."""
_PICTURE = regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]")
_LINK_LENGTH = 23
"""X and Mastodon count every link as so many (https://docs.x.com/fundamentals/counting-characters, https://docs.joinmastodon.org/user/posting/)."""

_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""The code points of weight 1 on X, all others having 2 (the configuration `v3` of https://github.com/twitter/twitter-text)."""

_GSM = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
_GSM_EXTENSION = frozenset("^{}\\[~]|€\f")
"""The default alphabet of text messages and its extension, whose characters take two places (3GPP TS 23.038, section 6.2.1)."""


def on_x(text: str) -> int:
    """Weighted length: 1 for most alphabets, 2 for the others and for every emoji, 23 for a link."""
    if text.isascii():
        # Nearly every answer: links that stand alone, and words.
        between = _LONE_LINK.split(text)
        if not _PERHAPS_A_LINK.search(" ".join(between)):
            return sum(map(len, between)) + (len(between) - 1) * _LINK_LENGTH
    links = _LIKE_A_LINK.findall(text)
    rest = _LIKE_A_LINK.sub("", text) if links else text
    linked = sum(max(_LINK_LENGTH, 0 if link.startswith("http") else len(link)) for link in links)
    if rest.isascii():
        return linked + len(rest)
    return linked + sum(2 if _PICTURE.search(cluster) else sum(_weight(ord(c)) for c in cluster) for cluster in _CLUSTER.findall(rest))


def _weight(code: int) -> int:
    return 1 if any(first <= code <= last for first, last in _LIGHT) else 2


def on_bluesky(text: str) -> int:
    """Grapheme clusters (https://docs.bsky.app/docs/advanced-guides/posts)."""
    return len(text) if text.isascii() else len(_CLUSTER.findall(text))


def on_mastodon(text: str) -> int:
    """Grapheme clusters, links counted as 23."""
    return on_bluesky(_LINK.sub("x" * _LINK_LENGTH, text))


def segments(text: str) -> int:
    """Text messages that it takes: 160 or 153 places each in the default alphabet, 70 or 67 UTF-16 units where one character is in neither."""
    if all(c in _GSM or c in _GSM_EXTENSION for c in text):
        return _parts([2 if c in _GSM_EXTENSION else 1 for c in text], single=160, each=153)
    return _parts([2 if ord(c) > 0xFFFF else 1 for c in text], single=70, each=67)


def _parts(places: list[int], *, single: int, each: int) -> int:
    """No character is divided between two messages."""
    if sum(places) <= single:
        return 1
    count, used = 1, 0
    for place in places:
        if used + place > each:
            count, used = count + 1, 0
        used += place
    return count


@dataclass(frozen=True, slots=True)
class Network:
    """Where a text is pasted: how it is counted there, and up to what."""

    name: str
    unit: str
    limit: int
    measure: Callable[[str], int]

    def fits(self, text: str) -> bool:
        return self.measure(text) <= self.limit


NETWORKS = {
    "x": Network("X", "weighted characters", 280, on_x),
    "bluesky": Network("Bluesky", "characters", 300, on_bluesky),
    "mastodon": Network("Mastodon", "characters", 500, on_mastodon),
    "sms": Network("SMS", "messages", 2, segments),
    "plain": Network("plain text", "characters", 140, len),
}
