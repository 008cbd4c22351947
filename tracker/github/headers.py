"""What the head and the refusal of an answer say. Whatever is nonsense counts as not said."""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_FARTHEST = 1e10
"""Seconds; what claims to be farther away is no moment."""


def next_page(link: str) -> str:
    """The address with `rel="next"` of a Link header (RFC 8288)."""
    for found in re.finditer(r"<([^<>]*)>([^<]*)", link):
        if re.search(r'\brel="?next"?', found[2]):
            return found[1]
    return ""


def moment(text: str | None) -> datetime | None:
    """A date of HTTP."""
    try:
        return parsedate_to_datetime(text or "").astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def epoch(text: str | None) -> datetime | None:
    if text is None or not text.isdecimal() or float(text) > _FARTHEST:
        return None
    return datetime.fromtimestamp(int(text), UTC)


def pause(text: str | None, now: datetime) -> float | None:
    """What Retry-After asks for: seconds, or a date."""
    if text and text.strip().isdecimal() and float(text) < _FARTHEST:
        return max(1.0, float(text))
    until = moment(text)
    return max(1.0, (until - now).total_seconds()) if until else None


def said(body: bytes) -> str:
    """The `message` of a refusal."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return plain(content["message"]) if isinstance(content, dict) and isinstance(content.get("message"), str) else ""


def plain(text: str) -> str:
    """A text from outside, as it may stand in a message."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return shown if len(shown) <= 200 else f"{shown[:200]}…"
