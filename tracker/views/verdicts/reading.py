"""An account that may be meant, and the parts of a text from which it is read. The twin of reading.js."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.model.handles import WHITE

_EXTENSION = re.compile(r"\s*(?:;ext=|ext\.?|x|#)\s*[0-9]{1,6}$", re.IGNORECASE | re.ASCII)
_DIALLED = re.compile(r"[0-9+ ().\-/·\u2010-\u2015]+")
_ZEROS = (0x660, 0x6F0, 0x966, 0x9E6)
_PERCENT = re.compile("(?:%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True, slots=True)
class Reading:
    """An account that may be meant."""

    platform: str
    """Empty: any platform on which accounts have plain names."""
    handle: str
    is_number: bool = False
    """The platform's own number of the account."""
    is_post: bool = False
    """It stood in the address of a post."""
    is_literal: bool = False
    """The text as it stands, of which a part is a handle: only what is listed so is meant by it."""
    seen_at: str = ""
    """The server whose address names an account of another server."""


Read = tuple[str, Sequence[Reading], str]
"""What a text was found to be: a question's kind, its readings, and the platform that it says itself."""


def dialled(text: str) -> str:
    """The digits of a telephone number, with a plus where it has one; empty where it is none."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(chr(48 + ord(c) - zero) if (zero := next((z for z in _ZEROS if z <= ord(c) <= z + 9), 0)) else c for c in plain)
    plain = _EXTENSION.sub("", plain.strip(WHITE))
    digits = "".join(c for c in plain if c in "0123456789")
    if not _DIALLED.fullmatch(plain) or not 3 <= len(digits) <= 20 or "+" in plain.lstrip(" (")[1:]:
        return ""
    return f"+{digits}" if "+" in plain else digits


def decoded(text: str) -> str:
    """Percent signs resolved where they spell characters."""
    return _PERCENT.sub(_unquoted, text)


def _unquoted(found: re.Match[str]) -> str:
    try:
        return bytes.fromhex(found[0].replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
