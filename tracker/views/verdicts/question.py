"""What is asked: a pasted text to the accounts that it may mean. Whatever it is, it is no error. The twin of question.js."""

import re
from dataclasses import dataclass

from tracker.model.handles import ALIASES, FORMS, WHITE, form_of, host_of, site_of
from tracker.views.verdicts.addresses import address, in_path, site_platform
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
_BESIDE = re.compile(r"(\S+) (\S*@\S*)|(\S*@\S*) \(?(\S+)")
"""The platform before the handle, or behind it, without a word between them. What has no @ may be somebody's name."""
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
    others: tuple[Reading, ...] = ()
    """What the same text would be an address of, had nobody named a platform."""


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
    others = _read(text, "")[1] if wanted and said == wanted else ()
    # A domain of ours, taken as a name elsewhere, is not one of our addresses gone astray.
    left_out = {"", wanted, "web"} if form_of(wanted).kind == "name" else {"", wanted}
    return Question(kind, shown, tuple(readings), said or wanted, tuple(r for r in others if r.platform not in left_out))


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
    platform, handle = _said(text)
    if platform and wanted in {"", platform}:
        return _read(handle, platform)
    return ("name", (Reading("", text),), "") if " " in text else _handle(text, wanted)


def _said(text: str) -> tuple[str, str]:
    """The platform that a text names beside a handle, and the handle; empty where it names none."""
    found: list[tuple[str, str]] = []
    if on := _ON.fullmatch(text):
        found.append((on[2], on[1]))
    if beside := _BESIDE.fullmatch(text):
        found.append((beside[1], beside[2]) if beside[1] else (beside[4], beside[3]))
    word, _, rest = text.partition(" ")
    if dialled(rest) and form_of(platform_named(word)).kind == "phone":
        found.append((word, rest))
    return next(((platform, handle) for word, handle in found if (platform := platform_named(word)) in FORMS), ("", ""))


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
    if inside := _by_path(text, wanted):
        return "account", (inside, Reading(inside.platform, bare, is_literal=True)), inside.platform
    bare = bare.strip("/")
    if "@" in bare or not bare:
        return "unclear", (), wanted
    is_host = not wanted and not text.startswith("@") and _DOMAIN.fullmatch(bare)
    return "account", (Reading(wanted, bare), *([Reading("web", site_of(bare))] if is_host else [])), wanted


def _by_path(text: str, wanted: str) -> Reading | None:
    """A handle with the way to it, as `u/name` or `in/name`."""
    if not wanted:
        user = re.fullmatch(r"/?u/([^/]+)/?", text.removeprefix("@"))
        return Reading("reddit", user[1]) if user else None
    steps = [s for s in text.split("/") if s]
    found = in_path(wanted, steps, "") if len(steps) > 1 else None
    # A first step alone may be the way to another platform's handle.
    return found if found and (found.is_post or found.handle != steps[0]) else None
