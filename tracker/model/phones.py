"""Telephone numbers: which one is meant, and how people dial it."""

import re
from dataclasses import dataclass

import phonenumbers

from tracker.model.handles import canonical, form_of


@dataclass(frozen=True, slots=True, order=True)
class Dialling:
    """How the numbers of a country are dialled: `44`, `0` before the number inside the country, `00` before the code of another one."""

    code: str
    trunk: str
    international: str


@dataclass(frozen=True, slots=True)
class Number:
    """A telephone number as it is compared."""

    e164: str
    """With the code of its country, without the plus."""
    dialling: Dialling | None = None
    other: tuple[str, ...] = ()
    """Digits that are dialled for it inside its country and do not follow from `dialling`."""


def number(handle: str, country: str | None = None) -> Number:
    """The number that a handle means; one that is written without its country is one of the country given (ISO 3166, `GB` or a part of it as `GB-ENG`)."""
    try:
        parsed = phonenumbers.parse(handle, country.partition("-")[0] if country else None)
    except phonenumbers.NumberParseException:
        return Number(canonical("phone", handle))
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")
    region = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    rules = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if rules is None:
        return Number(e164)
    outward = rules.preferred_international_prefix or rules.international_prefix or ""
    trunk = rules.national_prefix or ""
    dialling = Dialling(str(parsed.country_code), trunk, outward if re.fullmatch("[0-9]+", outward) else "00")
    national = canonical("phone", phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL))
    follows = {e164.removeprefix(dialling.code), trunk + e164.removeprefix(dialling.code)}
    return Number(e164, dialling, () if national in follows else (national,))


def account_key(platform: str, handle: str, country: str | None = None) -> tuple[str, str]:
    """What all spellings of one account have in common: of a telephone number, dialled from that country."""
    return platform, number(handle, country).e164 if form_of(platform).kind == "phone" else canonical(platform, handle)
