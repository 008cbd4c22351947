"""What is published of an account that is listed nowhere: a salted hash, by which the verify box knows it again. Whoever can guess the account can try it."""

import hashlib
from functools import lru_cache

from tracker.model.settings import Organisation

ROUNDS = 1000
"""Of PBKDF2 (RFC 8018): some milliseconds in a browser without a hash of its own, half of one at build time."""
_LENGTH = 12
"""Bytes; more than enough that no two of them are ever the same by accident."""


def salt_of(organisation: Organisation) -> str:
    """One for each site, and the same in every build. It is public, and keeps tables made for others from being of use."""
    return f"tracker {organisation.url}"


@lru_cache(maxsize=16384)
def seal(platform: str, key: str, salt: str) -> str:
    """The hash of an account in its canonical spelling, in hexadecimal."""
    said = f"{platform}:{key}".encode("utf-8", "replace")
    return hashlib.pbkdf2_hmac("sha256", said, salt.encode(), ROUNDS, _LENGTH).hex()
