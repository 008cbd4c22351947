"""E-mail addresses (RFC 5321), also as people spell them out: `ada (at) corp.com`, `ada at corp dot com`, `ada%40corp.com`."""

import re
from collections.abc import Iterator

_AT = re.compile(r"\s@\s|@|%40|\s?[(\[{<]\s?(?:at|@)\s?[)\]}>]\s?|\s+at\s+|_at_", re.IGNORECASE)
_LOCAL = re.compile(r"[\w.+'=%#&$!?^{|}-]{0,63}[\w+]\Z")
_LAST = r"(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24})(?![^\W_]|-\w)"
_DOMAIN = re.compile(rf"(?:[\w-]{{1,63}}\.){{1,6}}{_LAST}", re.IGNORECASE)
_DOT = r"(?:\s?[(\[{<]\s?(?:dot|punkt|punto|\.)\s?[)\]}>]\s?|\s+dot\s+|_dot_|\s?\.\s?)"
_SPELT = re.compile(rf"(?:[\w-]{{1,63}}?{_DOT}){{1,6}}{_LAST}", re.IGNORECASE)
_ANY_DOT = re.compile(_DOT, re.IGNORECASE)
_SAYS_DOT = re.compile(r"\s+dot\s+|_dot_|[(\[{<]\s?(?:dot|punkt|punto)", re.IGNORECASE)
"""Beside a bare "at" it has to be spelt out, too: people meet at places."""
_RESERVED = re.compile(r"(^|\.)(example\.(com|net|org|edu)|example|test|invalid|localhost|local|internal|onion|alt|arpa)$")
"""Names that lead to nobody: RFC 2606, RFC 6761, RFC 6762, RFC 9476; `internal` is reserved by ICANN for private use."""
_PLACEHOLDERS = frozenset(
    {
        "domain.com",
        "domain.tld",
        "email.com",
        "mail.com",
        "test.com",
        "company.com",
        "yourcompany.com",
        "yourdomain.com",
        "mydomain.com",
        "xyz.com",
        "abc.com",
    }
)
_ANYBODY = re.compile(
    r"^[{<(\[]?(x+|\w?user\w*|(your|my|first|last|full|some|any|buyer|customer)?[._]?(e?mail|name)|you|me|test\w*|foo|bar|someone|somebody|anyone|abc|xyz|example|info|contact)[})\]>]?\d*$"
)
_NOT_POSTMEN = frozenset({"git", "hg", "svn"})
"""Who an address of a repository begins with: `git@github.com:…`."""
_FILE_ENDINGS = frozenset({"png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "css", "js", "mjs", "ts", "json", "html", "map", "min"})


def email_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Where addresses stand, and which; those that reach nobody are passed over."""
    for at in _AT.finditer(text):
        is_plain = at[0] in {"@", "%40"}
        domain = (_DOMAIN if is_plain else _SPELT).match(text, at.end())
        local = _LOCAL.search(text[max(0, at.start() - 64) : at.start()])
        if not domain or not local or (at[0].strip(" \n_").lower() == "at" and not _SAYS_DOT.search(domain[0])):
            continue
        name = local[0].lstrip(".%&?=#!'-{|}$^") if is_plain else re.split(r"[\s=&?]", local[0])[-1]
        # What stands before an equals sign is a name of a field: `?email=ada@corp.com`.
        name = name.rpartition("=")[2] if "=" in name.rstrip("=") else name
        start = at.start() - len(name)
        host = _ANY_DOT.sub(".", domain[0]).casefold()
        if name and not (start and text[start - 1] == "@") and not _is_harmless(name.casefold(), host, text[domain.end() : domain.end() + 1]):
            yield start, domain.end(), f"{name}@{host}".casefold()


def _is_harmless(name: str, host: str, after: str) -> bool:
    if _RESERVED.search(host) or not name.strip("x") or (name in _NOT_POSTMEN and after in {":", "/"}):
        return True
    if host in _PLACEHOLDERS and _ANYBODY.match(name):
        return True
    if host == "users.noreply.github.com" or name in {"noreply", "no-reply", "donotreply", "do-not-reply"}:
        return True
    # `logo@2x.png`, `jquery@3.7.min.js`
    return host[0].isdigit() and host.rpartition(".")[2] in _FILE_ENDINGS
