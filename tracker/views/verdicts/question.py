"""What is asked: a pasted text to the accounts that it may mean. Whatever it is, it is no error. The twin of question.js."""

import re
from dataclasses import dataclass

from tracker.model.handles import ALIASES, FORMS, WHITE, form_of, host_of, site_of
from tracker.views.verdicts.addresses import address, site_platform
from tracker.views.verdicts.reading import Read, Reading, decoded, dialled

LONGEST = 300
"""Characters; no account is longer."""
SHOWN = 500

_HIDDEN = "".join(chr(c) for c in (*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F)))
_HIDDEN += "".join(chr(c) for c in (*range(0x2060, 0x2070), 0xFEFF))
_ENDS = WHITE + _HIDDEN + "\"'`“”‘’„«»‹›<>()[]{},;!?…"
_SURROGATE = re.compile("[\ud800-\udfff]")
_WHITES = re.compile(f"[{re.escape(WHITE)}]+")
_NAMED = re.compile(r"<([^<>@\s]+@[^<>@\s]+)>[\s>]*$")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+-]*):(.*)", re.DOTALL)
_ADDRESS = re.compile(r"[^\s/?#@\\]+\.[^\s/?#@\\]+[/?#\\].*", re.DOTALL)
_DOMAIN = re.compile(r"(?:[^\s./@:]+\.)+(?:[^\s./@:0-9_-]{2,}|xn--[a-z0-9-]+)", re.IGNORECASE)
_ON = re.compile(r"(\S+) on (\S+)", re.IGNORECASE)
"""As we ourselves name an account."""
_OTHER_SCHEMES = frozenset({"javascript", "data", "file", "ftp", "vbscript", "about", "blob", "view-source", "chrome"})


@dataclass(frozen=True, slots=True)
class Question:
    kind: str
    """`account`, `name` (of a person), or why it is neither: `empty`, `too-long`, `no-account`, `no-address`, `unclear`."""
    text: str
    """As it is repeated to whoever asked."""
    readings: tuple[Reading, ...] = ()
    platform: str = ""
    """Where it says itself on which platform it is, or whoever asks does."""


def well_formed(text: str) -> str:
    """Without halves of characters, which no file can hold."""
    return _SURROGATE.sub("\ufffd", text)


def platform_named(text: str) -> str:
    """The word for a platform; whatever people call it."""
    word = text.strip(WHITE).lower()
    return ALIASES.get(word, word)


def question(query: str, platform: str = "") -> Question:
    """What a pasted text asks about."""
    given = well_formed(query)
    shown = given[:SHOWN]
    wanted = platform_named(platform)
    if named := _NAMED.search(given[: SHOWN * 4]):
        return Question("account", shown, _mail(named[1], wanted, is_mail=True), wanted)
    text = _trimmed(given)
    if not text or text.strip("@./:") == "":
        return Question("empty", shown, platform=wanted)
    if len(text) > LONGEST:
        return Question("too-long", shown, platform=wanted)
    kind, readings, said = _read(text, wanted)
    return Question(kind, shown, tuple(readings), said or wanted)


def _trimmed(text: str) -> str:
    text = text.strip(_ENDS)
    while text.endswith((".", ":")):
        text = text.rstrip(".:").rstrip(_ENDS)
    return _WHITES.sub(" ", text.replace("＠", "@").replace("﹫", "@"))


def _read(text: str, wanted: str) -> Read:
    if scheme := _SCHEME.fullmatch(text):
        word, rest = scheme[1].lower(), scheme[2].strip(_ENDS)
        if word in {"http", "https"}:
            return address(text)
        if found := _by_scheme(word, rest):
            return found
    if (number := dialled(text)) and (not wanted or form_of(wanted).kind == "phone"):
        return "account", _numbers(number, text, wanted), wanted
    if text.startswith("//") or _ADDRESS.fullmatch(text) or site_platform(host_of(text)):
        return address(text)
    if (on := _ON.fullmatch(text)) and not wanted and (platform := platform_named(on[2])) in FORMS:
        return _read(on[1], platform)
    return ("name", (Reading("", text),), "") if " " in text else _handle(text, wanted)


def _by_scheme(word: str, rest: str) -> Read | None:
    if word == "mailto":
        return "account", _mail(decoded(rest.partition("?")[0]), "", is_mail=True), "email"
    if word in {"tel", "sms", "callto"} and (number := dialled(decoded(rest))):
        return "account", (Reading("phone", number),), "phone"
    if word == "acct" and "@" in rest:
        return "account", (Reading("mastodon", rest.removeprefix("@")),), "mastodon"
    platform = ALIASES.get(word, word)
    if platform in FORMS and rest:
        return _read(rest, platform)
    return ("no-address", (), "") if word in _OTHER_SCHEMES or " " not in rest else None


def _numbers(number: str, text: str, wanted: str) -> list[Reading]:
    found = [Reading(wanted or "phone", number)]
    if not wanted and text.isascii() and text.isdigit():
        found.append(Reading("", text))
    return found


def _mail(text: str, wanted: str, *, is_mail: bool = False) -> tuple[Reading, ...]:
    if is_mail or wanted == "email":
        return (Reading("email", text),)
    if wanted:
        return (Reading(wanted, text),)
    return (Reading("email", text), Reading("mastodon", text))


def _handle(text: str, wanted: str) -> Read:
    form = form_of(wanted)
    bare = text.removeprefix("@")
    if text.startswith("@") and "@" in bare and not wanted:
        return "account", (Reading("mastodon", bare),), "mastodon"
    if "@" in bare and "/" not in bare and bare.count("@") == 1:
        return "account", _mail(bare, wanted), wanted
    if wanted and form.kind == "web":
        return "account", (Reading("web", site_of(bare)),), wanted
    if not wanted and (found := re.fullmatch(r"/?u/([^/]+)/?", bare)):
        return "account", (Reading("reddit", found[1]),), "reddit"
    if wanted == "linkedin":
        bare = re.sub(r"^/?in/", "", bare).rstrip("/")
    if "@" in bare or not bare:
        return "unclear", (), wanted
    is_host = not wanted and not text.startswith("@") and _DOMAIN.fullmatch(bare)
    return "account", (Reading(wanted, bare), *([Reading("web", site_of(bare))] if is_host else [])), wanted
