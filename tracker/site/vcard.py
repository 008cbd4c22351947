"""A card for the address book: what a page of the directory says, as vCard 4.0 (RFC 6350, with SOCIALPROFILE of RFC 9554). Pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from tracker.model.platforms import address_of, is_profile, platform_label
from tracker.model.public import PublicAccount, PublicStaff
from tracker.model.vocabulary import StaffKind
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import Document

_WIDTH = 75
"""Octets of a line, its end not counted."""
_KINDS = {StaffKind.PERSON: "individual", StaffKind.ROLE: "group", StaffKind.BOT: "application"}
"""`application` is of RFC 6473."""
_ESCAPED = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_NAME = re.compile(r"[^A-Za-z0-9-]+")

Property = tuple[str, str]
"""A name with its parameters, and a value as it stands in the card."""


def documents(edition: Edition) -> Iterator[Document]:
    """A card for everybody who serves. Who has left has none: a card is made to be used."""
    today = edition.index.today
    for member in edition.index.public.staff:
        if not member.has_left(today):
            yield Document(file=urls.card(member.id), render=card, model=_model(member, edition))


def card(model: Mapping[str, Any]) -> bytes:
    """The card's text: CRLF at the end of lines, long ones folded."""
    return "".join(f"{line}\r\n" for name, value in model["properties"] for line in _folded(f"{name}:{value}")).encode()


def _model(member: PublicStaff, edition: Edition) -> dict[str, Any]:
    return {"properties": tuple(_properties(member, edition))}


def _properties(member: PublicStaff, edition: Edition) -> Iterator[Property]:
    organisation, page = edition.index.public.organisation, edition.site.url + urls.staff(member.id)
    yield "BEGIN", "VCARD"
    yield "VERSION", "4.0"
    yield "KIND", _KINDS[member.kind]
    yield "UID", page
    yield "FN", escaped(member.name)
    yield "ORG", ";".join(escaped(part) for part in (organisation.name, member.team) if part)
    if member.title:
        yield "TITLE", escaped(member.title)
    yield "URL;TYPE=work", page
    yield "SOURCE", edition.site.url + urls.card(member.id)
    if photo := edition.media.get(member.photo or ""):
        yield "PHOTO", edition.site.url + photo.path
    for place, code in enumerate(member.languages, 1):
        if _is_language(code):
            yield f"LANG;TYPE=work;PREF={min(place, 100)}", code
    if member.time_zone:
        yield "TZ", escaped(member.time_zone)
    for account in member.accounts:
        if account.is_current(edition.index.today) and not account.suspended:
            yield from _reached_at(account)
    yield "NOTE", escaped(f"From the staff directory of {organisation.name}. What is true today stands at {page}")
    if member.changed:
        yield "REV", member.changed.at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    yield "END", "VCARD"


def _reached_at(account: PublicAccount) -> Iterator[Property]:
    address = address_of(account.platform, account.handle)
    if account.platform == "email":
        yield "EMAIL;TYPE=work", escaped(account.handle)
    elif account.platform == "phone" and address:
        yield "TEL;VALUE=uri;TYPE=work,voice", address
    elif is_profile(account.platform) and address:
        name = _NAME.sub("", platform_label(account.platform))
        yield f"SOCIALPROFILE;TYPE=work;SERVICE-TYPE={name}", address


def _is_language(code: str) -> bool:
    return re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", code) is not None


def escaped(text: str) -> str:
    """A text value (RFC 6350, 3.4): backslash, comma, semicolon and line break are escaped, other control characters left out."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).encode("utf-8", "replace").decode().translate(_ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, none of which cuts a character (RFC 6350, 3.2); all but the first begin with a space."""
    piece, width = "", 0
    for character in line:
        octets = len(character.encode())
        if width + octets > _WIDTH:
            yield piece
            piece, width = " ", 1
        piece += character
        width += octets
    yield piece
