"""What is asked: a pasted text to the accounts that it may mean. Whatever it is, it is no error. The twin of question.js."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.model.handles import ALIASES, FORMS, WHITE, form_of, host_of, site_of

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
_EXTENSION = re.compile(r"\s*(?:;ext=|ext\.?|x|#)\s*[0-9]{1,6}$", re.IGNORECASE | re.ASCII)
_DIALLED = re.compile(r"[0-9+ ().\-/·\u2010-\u2015]+")
_ZEROS = (0x660, 0x6F0, 0x966, 0x9E6)
_PREFIX = re.compile(r"(?:www|m|mobile|touch|mbasic|web|api|old|new|np|i|l|amp|gist|[a-z]{2}|[a-z]{2}-[a-z]{2})\.")
_ADDRESS = re.compile(r"[^\s/?#@\\]+\.[^\s/?#@\\]+[/?#\\].*", re.DOTALL)
_DOMAIN = re.compile(r"(?:[^\s./@:]+\.)+(?:[^\s./@:0-9_-]{2,}|xn--[a-z0-9-]+)", re.IGNORECASE)
_PERCENT = re.compile("(?:%[0-9A-Fa-f]{2})+")
_ON = re.compile(r"(\S+) on (\S+)", re.IGNORECASE)
"""As we ourselves name an account."""
_POSTS = frozenset({"status", "statuses", "post", "posts", "video", "photo", "p", "reel"})
"""What stands behind a handle in the address of something that it has said."""
_OTHER_SCHEMES = frozenset({"javascript", "data", "file", "ftp", "vbscript", "about", "blob", "view-source", "chrome"})


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
    seen_at: str = ""
    """The server whose address names an account of another server."""


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


_Found = tuple[str, Sequence[Reading], str]


def _trimmed(text: str) -> str:
    text = text.strip(_ENDS)
    while text.endswith((".", ":")):
        text = text.rstrip(".:").rstrip(_ENDS)
    return _WHITES.sub(" ", text.replace("＠", "@").replace("﹫", "@"))


def _read(text: str, wanted: str) -> _Found:
    if scheme := _SCHEME.fullmatch(text):
        word, rest = scheme[1].lower(), scheme[2].strip(_ENDS)
        if word in {"http", "https"}:
            return _address(text)
        if found := _by_scheme(word, rest):
            return found
    if (number := _dialled(text)) and (not wanted or form_of(wanted).kind == "phone"):
        return "account", _numbers(number, text, wanted), wanted
    if text.startswith("//") or _ADDRESS.fullmatch(text) or _site_platform(host_of(text)):
        return _address(text)
    if (on := _ON.fullmatch(text)) and not wanted and (platform := platform_named(on[2])) in FORMS:
        return _read(on[1], platform)
    return ("name", (Reading("", text),), "") if " " in text else _handle(text, wanted)


def _by_scheme(word: str, rest: str) -> _Found | None:
    if word == "mailto":
        return "account", _mail(decoded(rest.partition("?")[0]), "", is_mail=True), "email"
    if word in {"tel", "sms", "callto"} and (number := _dialled(decoded(rest))):
        return "account", (Reading("phone", number),), "phone"
    if word == "acct" and "@" in rest:
        return "account", (Reading("mastodon", rest.removeprefix("@")),), "mastodon"
    platform = ALIASES.get(word, word)
    if platform in FORMS and rest:
        return _read(rest, platform)
    return ("no-address", (), "") if word in _OTHER_SCHEMES or " " not in rest else None


def _dialled(text: str) -> str:
    """The digits of a telephone number, with a plus where it has one; empty where it is none."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(chr(48 + ord(c) - zero) if (zero := next((z for z in _ZEROS if z <= ord(c) <= z + 9), 0)) else c for c in plain)
    plain = _EXTENSION.sub("", plain.strip(WHITE))
    digits = "".join(c for c in plain if c in "0123456789")
    if not _DIALLED.fullmatch(plain) or not 3 <= len(digits) <= 20 or "+" in plain.lstrip(" (")[1:]:
        return ""
    return f"+{digits}" if "+" in plain else digits


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


def _handle(text: str, wanted: str) -> _Found:
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


def _site_platform(host: str) -> str:
    """The platform of a host, regional and mobile ones included."""
    while True:
        for platform, form in FORMS.items():
            if host in form.hosts:
                return platform
        prefix = _PREFIX.match(host)
        if not prefix:
            return ""
        host = host[prefix.end() :]


def decoded(text: str) -> str:
    """Percent signs resolved where they spell characters."""
    return _PERCENT.sub(_unquoted, text)


def _unquoted(found: re.Match[str]) -> str:
    try:
        return bytes.fromhex(found[0].replace("%", "")).decode("utf-8")
    except UnicodeDecodeError:
        return found[0]


def _address(text: str) -> _Found:
    site = site_of(text)
    host, _, path = site.partition("/")
    query = text.partition("#")[0].partition("?")[2]
    steps = [decoded(s) for s in path.split("/") if s]
    if host.endswith(".bsky.social"):
        return "account", (Reading("bluesky", host),), "bluesky"
    platform = _site_platform(host)
    if platform:
        found = _in_path(platform, steps, query)
        return ("account", (found,), platform) if found else ("no-account", (), platform)
    first = steps[0] if steps else ""
    if first == "web" and len(steps) > 1:
        first = steps[1]
    if first == "users" and len(steps) > 1:
        first = f"@{steps[1]}"
    if first.startswith("@") and len(first) > 1:
        user, at, server = first[1:].partition("@")
        told = Reading("mastodon", f"{user}@{server or host}", seen_at=host if at and host_of(server) != host else "")
        return "account", (told, Reading("web", site)), ""
    return ("account", (Reading("web", site),), "web") if host else ("unclear", (), "")


def _in_path(platform: str, steps: list[str], query: str) -> Reading | None:
    form = form_of(platform)
    for template in form.paths:
        path, _, wanted = template.partition("?")
        shape = path.split("/")
        found = _fitted(shape, steps, form.reserved)
        if wanted and found is not None:
            name, _, slot = wanted.partition("=")
            given = next((v for k, _, v in (pair.partition("=") for pair in query.split("&")) if k == name), "")
            found = (slot, decoded(given.replace("+", " ").strip(WHITE)))
        if found and found[1]:
            if form.kind == "phone":
                number = _dialled(found[1])
                return Reading(platform, f"+{number.removeprefix('+')}") if number else None
            is_post = steps[len(shape) : len(shape) + 1] != [] and steps[len(shape)].lower() in _POSTS
            return Reading(platform, found[1].removeprefix("@"), found[0] == "{id}", is_post)
    return None


def _fitted(wanted: Sequence[str], steps: Sequence[str], reserved: Sequence[str]) -> tuple[str, str] | None:
    """Which slot a path fills, and with what; None where it does not fit."""
    if len(steps) < len(wanted):
        return None
    slot, said = "", ""
    for each, step in zip(wanted, steps, strict=False):
        if each.endswith("{h}"):
            before = each.removesuffix("{h}")
            if (before == "" and len(wanted) == 1 and step.lower() in reserved) or (before == "@" and not step.startswith("@")):
                return None
            slot, said = "{h}", (f"{steps[0].lower()}/{step}" if before == "+" else step)
        elif each == "{id}":
            slot, said = "{id}", step
        elif each not in {"*", step.lower()}:
            return None
    return slot, said
