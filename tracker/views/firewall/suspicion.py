"""The cheap look at every text: which kinds of leak it can hold at all. It may be wrong in that direction only."""

import re
from collections.abc import Iterator

from tracker.model.vocabulary import LeakKind
from tracker.views.firewall.folding import hinted

_DIGITS = bytes.maketrans(b"0123456789", b"0000000000")
_FOUR = re.compile(rb"0\.0{1,3}\.0{1,3}\.0")
_BETWEEN_DIGITS = b" \t().-/"
_TOKEN = bytes(ord("x") if (chr(b).isalnum() and b < 128) or chr(b) in "_-+=" else ord(" ") for b in range(256))
_LONG = b"x" * 16
_SHORT = 7
"""Letters and figures of a part between hyphens that is no part of a token for that alone."""
_SPELT_AT = ((")", ("at)", "at )")), ("]", ("at]", "at ]")), ("}", ("at}",)), (">", ("at>",)), ("_", ("_at_",)))
"""Each with the sign without which it need not be looked for."""
_SPELT_DOT = (" dot ", "_dot_", "(dot", "[dot", "{dot", "<dot", "punkt", "punto")
_PATHS = ("/home/", "/users/")
_WORDS = ("pass", "secret", "token", "key", "pw", "authorization", "credential", "sig", "sessionid", "senha", "contrase", "kennwort")
_ENDINGS = {"pass": r"(?:words?|wd|phrase|code|wort|e)?", "contrase": "(?:ñ|n)a", "sig": "(?:nature)?", "pw": "d?"}
_OPENING = ("bearer ", "basic ", "ssws ", " -u")
_LINK = r"s?(?:[_-]\w{1,20})?[\"'`\]*_]{0,4}(?:\s{0,2}[:=|]|\s(?:is|was|said)\s|\s{0,2}[\"'`])"
_BESIDE = {word: re.compile(_ENDINGS.get(word, "") + _LINK) for word in _WORDS}
_PARTS = re.compile(r"[-_=+]")
_HEXADECIMAL = frozenset("0123456789abcdef")


def suspects(text: str) -> Iterator[LeakKind]:
    """The kinds that may be there, but for customers, whom a list knows."""
    hint = hinted(text)
    low = hint.lower()
    raw = hint.encode("ascii", "replace")
    if (
        "@" in hint
        or "%40" in hint
        or any(sign in low and _has(low, words) for sign, words in _SPELT_AT)
        or (" at " in low and ("dot" in low or "pun" in low) and _has(low, _SPELT_DOT))
    ):
        yield LeakKind.EMAIL
    digits = raw.translate(_DIGITS)
    if b"0000000" in raw.translate(_DIGITS, _BETWEEN_DIGITS):
        yield LeakKind.PHONE
    if (b"0.0" in digits and _FOUR.search(digits)) or b"0[.]0" in digits or b"0(.)0" in digits or "[dot]" in low or _may_hold_ipv6(low):
        yield LeakKind.IP_ADDRESS
    if _has(low, _PATHS) or "\\\\" in text or ":\\" in text or (":/" in low and ("file:/" in low or "smb:/" in low)):
        yield LeakKind.PATH
    if has_token(hint) or ("://" in low and "@" in low) or "-----begin" in low or "putty" in low or has_secret_word(low):
        yield LeakKind.SECRET


def has_token(text: str) -> bool:
    """Letters and digits stand in it without a gap, as in tokens and hardly in words."""
    runs = text.encode("ascii", "replace").translate(_TOKEN)
    at = runs.find(_LONG)
    while at >= 0:
        end = runs.find(b" ", at)
        run = text[at : len(runs) if end < 0 else end]
        if any(map(str.isdigit, run)) and ((any(map(str.islower, run)) and any(map(str.isupper, run))) or any(map(_is_mixed, _PARTS.split(run)))):
            return True
        at = runs.find(_LONG, at + len(run))
    return False


def _is_mixed(part: str) -> bool:
    return len(part) > _SHORT and not part.isdigit() and any(map(str.isdigit, part))


def has_secret_word(text: str) -> bool:
    """A word for a secret stands there, with something beside it. Give it lower case."""
    if _has(text, _OPENING):
        return True
    for word, beside in _BESIDE.items():
        at = text.find(word)
        while at >= 0:
            if beside.match(text, at + len(word)):
                return True
            at = text.find(word, at + 1)
    return False


def _may_hold_ipv6(text: str) -> bool:
    """A group of hexadecimal digits, or nothing, stands between two colons in it."""
    at = text.find(":")
    while at >= 0:
        after = text.find(":", at + 1, at + 6)
        if after > 0 and _HEXADECIMAL.issuperset(text[at + 1 : after]) and text[at - 1 : at] in _HEXADECIMAL:
            return True
        at = text.find(":", at + 1)
    return False


def _has(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 - a third of the time that any() takes, for every text there is
        if word in text:
            return True
    return False
