"""The cheap look at every text: which kinds of leak it can hold at all. It may be wrong in that direction only."""

import re
from collections.abc import Callable, Collection
from functools import partial
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from tracker.model.vocabulary import LeakKind
from tracker.views.firewall.folding import hinted


def _signs(pattern: str) -> Callable[[str], bool]:
    """Whether any of it stands in a text. Pydantic's engine makes one automaton of all alternatives: forty of them cost what one `in` does."""
    asked: TypeAdapter[Any] = TypeAdapter(Annotated[str, Field(pattern=pattern)])
    return partial(asked.validator.isinstance_python, strict=True)


_GAP = r"[ \t().\-/]*"
_DOT = r" dot |_dot_|[(\[{<]dot|punkt|punto"
_EMAIL = rf"@|%40|at ?[)\]]|at[}}>]|_at_| at (?s:.*)(?:{_DOT})"
_PHONE = "[0-9]" + rf"{_GAP}[0-9]" * 6
_IP_ADDRESS = r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]|[0-9](?:\[\.\]|\(\.\))[0-9]|\[dot\]|[0-9a-f]:[0-9a-f]{0,4}:"
_PATH = r"/home/|/users/|(?:file|smb):/"
_WORD = r"pass(?:words?|wd|phrase|code|wort|e)?|secret|token|key|pwd?|authorization|credential|sig(?:nature)?|sessionid|senha|contrase[?n]a|kennwort"
_BESIDE = r"s?(?:[_\-][a-z0-9_?]{1,20})?[\"'`\]*_]{0,4}(?:[ \t\n\r?]{0,2}[:=|]|[ \t\n\r?](?:is|was|said)[ \t\n\r?]|[ \t\n\r?]{0,2}[\"'`])"
_SECRET = rf"bearer |basic |ssws | -u|(?:{_WORD}){_BESIDE}"
"""A word for a secret, with something beside it."""
_KEY_FILE = "-----begin|putty"
_RUN = r"[a-z0-9_+=\-]"
_TOKEN = "|".join(f"{_RUN}{{{at}}}[0-9]{_RUN}{{{15 - at}}}" for at in range(16))
"""Sixteen signs without a gap, of which one is a figure."""

_SIGNS = {
    LeakKind.EMAIL: _EMAIL,
    LeakKind.PHONE: _PHONE,
    LeakKind.IP_ADDRESS: _IP_ADDRESS,
    LeakKind.PATH: _PATH,
    LeakKind.SECRET: f"{_KEY_FILE}|{_SECRET}",
}
_IS_SIGNED = {kind: _signs(pattern) for kind, pattern in _SIGNS.items()}
_is_any_signed = _signs("|".join(_SIGNS.values()))
_is_secret_named = _signs(_SECRET)
_has_run = _signs(_TOKEN)

_RUNS = bytes(ord("x") if (chr(b).isalnum() and b < 128) or chr(b) in "_-+=" else ord(" ") for b in range(256))
_LONG = b"x" * 16
_SHORT = 7
"""Letters and figures of a part between hyphens that is no part of a token for that alone."""
_PARTS = re.compile(r"[-_=+]")


def suspects(text: str, kinds: Collection[LeakKind] = tuple(LeakKind)) -> set[LeakKind]:
    """Those of the kinds that may be there, but for customers, whom a list knows."""
    hint = hinted(text)
    low = _even(hint)
    # Of most texts no more is asked than this and the two below.
    found = {kind for kind in kinds if kind in _IS_SIGNED and _IS_SIGNED[kind](low)} if _is_any_signed(low) else set()
    if LeakKind.PATH in kinds and "\\" in text and ("\\\\" in text or ":\\" in text):
        found.add(LeakKind.PATH)
    if LeakKind.SECRET in kinds and ((_has_run(low) and has_token(hint)) or ("@" in low and "://" in low)):
        found.add(LeakKind.SECRET)
    return found


def has_token(text: str) -> bool:
    """Letters and digits stand in it without a gap, as in tokens and hardly in words."""
    runs = text.encode("ascii", "replace").translate(_RUNS)
    at = runs.find(_LONG)
    while at >= 0:
        end = runs.find(b" ", at)
        run = text[at : len(runs) if end < 0 else end]
        if any(map(str.isdigit, run)) and ((any(map(str.islower, run)) and any(map(str.isupper, run))) or any(map(_is_mixed, _PARTS.split(run)))):
            return True
        at = runs.find(_LONG, at + len(run))
    return False


def has_secret_word(text: str) -> bool:
    """A word for a secret stands there, with something beside it."""
    return _is_secret_named(_even(text))


def _even(text: str) -> str:
    """In lower case, and a question mark for every letter that is not of ASCII: what the patterns allow for."""
    low = text.lower()
    return low if low.isascii() else low.encode("ascii", "replace").decode("ascii")


def _is_mixed(part: str) -> bool:
    return len(part) > _SHORT and not part.isdigit() and any(map(str.isdigit, part))
