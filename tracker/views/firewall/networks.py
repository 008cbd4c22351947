"""IP addresses that lead to somebody; not versions that look like them, nor what is private, reserved or set aside for examples."""

import ipaddress
import re
from collections.abc import Collection, Iterator

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_V4 = re.compile(rf"(?<![\w.])(?:{_OCTET}(?:\.|\[\.\]|\(\.\)|\s?\[dot\]\s?)){{3}}{_OCTET}(?![\w]|\.\d|[-+][A-Za-z])")
_V6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{1,4}:{1,2}){2,7}(?:[0-9A-Fa-f]{1,4})?(?:(?<=:)\d{1,3}(?:\.\d{1,3}){3})?(?![\w:])")
_SHORT_V6 = re.compile(r"(?<![\w:.])[23][0-9A-Fa-f]{3}::(?:[0-9A-Fa-f]{1,4})?(?![\w:])")
_SAYS_VERSION = re.compile(
    r"(?:\b(?:v|ver|version|versions|release|released|build|firmware|update|updated|upgrade|upgraded|patch|driver|runtime|sdk|plugin|app|client|fixed in|introduced in)\W{0,3}(?:[\d.]+\W{1,5}(?:to|and|or|through|bis)?\s?){0,4}|[@/_-]v?|[<>=~^]\s?)$",
    re.IGNORECASE,
)
_SAYS_ADDRESS = re.compile(
    r"(?:\b(?:ip|ips|ipv4|addr|address|addresses|host|hosts|hostname|server|servers|ping|dns|gateway|subnet|peer|from|client_ip|remote_addr|x-forwarded-for|proxy|router|firewall|ssh)\W{1,4}(?:is\s|was\s|at\s)?|://(?:[^\s/@]*@)?|\b(?:ssh|scp|sftp|rsync)\s\S*@|\b(?:root|admin|ubuntu|pi|ec2-user)@)$",
    re.IGNORECASE,
)
_UPGRADES = re.compile(r"\b(?:upgrad|updat|downgrad|migrat|version)\w*\s(?:from\s)?(?:[\d.]+\s(?:to|and)\s)?$", re.IGNORECASE)
_SMALL = 31
_WELL_KNOWN = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222", "208.67.220.220", "1.2.3.4", "255.255.255.255"})
"""Resolvers that everybody may use, and the one that everybody types."""
_EXAMPLES = tuple(
    ipaddress.ip_network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "233.252.0.0/24", "2001:db8::/32", "3fff::/20")
)
"""For documentation: RFC 5737, RFC 5771, RFC 3849, RFC 9637."""
_GLOBAL_V6 = ipaddress.ip_network("2000::/3")


def ip_spans(text: str, versions: Collection[str] = ()) -> Iterator[tuple[int, int, str]]:
    """Where addresses stand, and which. `versions` are known to be none."""
    for found in _V4.finditer(text):
        spelt = re.sub(r"[\[\]()\s]|dot(?=\])", "", found[0].replace("[dot]", "."))
        before = text[max(0, found.start() - 60) : found.start()]
        if not _is_harmless(spelt) and spelt not in versions and not _reads_as_version(spelt, before, text[found.end() : found.end() + 2]):
            yield *found.span(), spelt
    if ":" in text:
        for pattern in (_V6, _SHORT_V6):
            for found in pattern.finditer(text):
                if not _is_harmless(found[0]):
                    yield *found.span(), found[0].lower()


def _is_harmless(spelt: str) -> bool:
    try:
        address = ipaddress.ip_address(spelt)
    except ValueError:
        return True
    if address.version == 6 and address not in _GLOBAL_V6:
        return True
    return spelt in _WELL_KNOWN or not address.is_global or address.is_multicast or any(address in network for network in _EXAMPLES)


def _reads_as_version(spelt: str, before: str, after: str) -> bool:
    """`version 20.1.7.44` is none, `host 20.1.7.44` is one; where nothing tells, four small numbers are a version."""
    if re.match(r":\d|/\d", after):
        return False
    if _UPGRADES.search(before):
        return True
    if _SAYS_ADDRESS.search(before):
        return False
    return bool(_SAYS_VERSION.search(before)) or all(int(part) <= _SMALL for part in spelt.split("."))
