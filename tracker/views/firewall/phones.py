"""Telephone numbers of anybody, international or as a country writes them; not dates, versions, amounts and numbers of orders."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher

REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "BR", "IN", "AU", "NL", "PL", "PT", "MX", "AR", "CH", "AT", "JP", "SE", "BE", "IE")
"""Whose way of writing is known beside that of the company's own countries."""
_CANDIDATE = re.compile(
    r"(?<![\w@#$€£%&*,/=.-])(?P<tel>tel:|=|/)?(?P<number>(?:\+|00\s?[1-9])?[ (]{0,2}\d(?:[ \t().\u00a0\u2009\u202f/-]{0,3}\d){6,16})(?![\w%]|[.,:/-]\d|\.\w)"
)
_INTERNATIONAL = re.compile(r"\+[ (]{0,2}\d(?:[ \t().\u00a0\u2009\u202f/-]{0,3}\d){6,16}(?!\d)")
_SAYS_PHONE = re.compile(
    r"(?:(?:my|our|his|her|their) number|tel|tele?ph?one?s?|teléfono|téléphone|phones?|phone number|fon|fone|mobile|mobil|móvil|mob|celular|cell|handy|portable|rufnummer|fax|calls?|call (?:me|us) (?:at|on)|dial|rings?|whatsapp|sms|text me|hotline|direct line|landline|reach (?:me|us|him|her)(?: at| on)?|☎|📞)\b[^\n\d+]{0,24}$",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"(?:19|20)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ]|(?:0?[1-9]|[12]\d|3[01])[-./ ](?:0?[1-9]|[12]\d|3[01])[-./ ](?:19|20)\d\d|\d+\.\d+\.\d+\.\d+"
)
_COUNTED = re.compile(
    r"(?:\b(?:order|orders|ticket|case|id|ids|no|nr|number|invoice|sku|ean|ref|reference|code|cep|zip|postal|cpf|cnpj|iban|account|tracking|build|version|port|error|range|bytes|rows|resources|page)\b[^\n\d]{0,12})$",
    re.IGNORECASE,
)
_GROUP = re.compile(r"(?:\+[ (]{0,2})?\(?\d+\)?")
_TELLING = 2
"""Gaps in a row of figures, without which it may be anything unless a word says that it is dialled."""
_ZEROS = re.compile(r"\s*00\s?[1-9]")
_SPACED = re.compile(r"[ \t().\u00a0\u2009\u202f/-]")
_FICTIONAL = re.compile(
    r"1\d{3}55501\d\d"
    r"|44(?:1(?:13|14|15|16|17|18|21|31|41|51|61)4960|2079460|1914980|2896496|2920180|1632960|7700900|8081570|9098790|3069990)\d{3}"
    r"|61(?:[2378](?:5550|7010)\d{4}|491570\d{3}|1[38]00975\d{3}|1800160\d{3})"
    r"|33(?:19900|26191|35301|46571|53649|63998)\d{4}"
    r"|49(?:3023125|6990009|4066969|2214710|8999998)\d{3}|49(?:17139200|17604069\d)\d\d"
    r"|3532091\d{5}|46(?:3139006|4062804|8465004|9803192|7017406)\d\d"
)
"""Set aside for stories and examples by NANPA (555-01xx), Ofcom, ACMA, ARCEP, BNetzA, ComReg and PTS."""
_NOBODY = re.compile(r"(\d)\1{6,}|1234567|2345678|9876543|0{6}")


def phone_spans(text: str, regions: Sequence[str] = REGIONS) -> Iterator[tuple[int, int, str]]:
    """Where numbers stand, and which (E.164). What is set aside for examples is passed over."""
    for found in _INTERNATIONAL.finditer(text):
        if not (found.start() and text[found.start() - 1].isalnum()):
            yield from _first(text, found.start(), found.end(), _international)
    for found in _CANDIDATE.finditer(text):
        spelt, before = found["number"], text[max(0, found.start("number") - 48) : found.start("number")]
        if "+" in spelt or _DATED.search(spelt):
            continue
        is_said = bool(found["tel"] == "tel:" or _SAYS_PHONE.search(before))
        if not is_said and (len(_SPACED.findall(spelt.strip())) < _TELLING or found["tel"] or _COUNTED.search(before)):
            continue
        if _ZEROS.match(spelt):
            yield from _first(text, *found.span("number"), lambda number: _international("+" + re.sub(r"\D", "", number)[2:]))
        else:
            yield from _first(text, *found.span("number"), partial(_national, regions=tuple(regions), is_said=is_said))


def _first(text: str, start: int, end: int, known: Callable[[str], str | None]) -> Iterator[tuple[int, int, str]]:
    """The piece as a number, or without the figures around it that stand apart: a list's, a sum's."""
    groups = [m.span() for m in _GROUP.finditer(text, start, end)]
    for last in range(len(groups), max(0, len(groups) - 3), -1):
        for first in range(min(2, last)):
            begin, stop = groups[first][0], groups[last - 1][1]
            spelt = text[begin:stop]
            if spelt.count("(") == spelt.count(")") and (value := known(spelt)) is not None:
                if value:
                    yield begin, stop, value
                return


@lru_cache(maxsize=1024)
def _international(spelt: str) -> str | None:
    try:
        number = phonenumbers.parse(spelt, None)
    except phonenumbers.NumberParseException:
        return None
    return _told(number) if phonenumbers.is_valid_number(number) else None


@lru_cache(maxsize=1024)
def _national(spelt: str, *, regions: tuple[str, ...], is_said: bool) -> str | None:
    if not is_said and len(_SPACED.findall(spelt)) < _TELLING:
        return None
    leniency = Leniency.VALID if is_said else Leniency.STRICT_GROUPING
    for region in regions:
        for match in PhoneNumberMatcher(spelt, region, leniency=leniency, max_tries=3):
            if match.end - match.start >= len(spelt) - 1:
                return _told(match.number)
    return None


def _told(number: phonenumbers.PhoneNumber) -> str:
    """In E.164; empty where it is nobody's."""
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return "" if _FICTIONAL.match(e164[1:]) or _NOBODY.search(str(number.national_number)) else e164
