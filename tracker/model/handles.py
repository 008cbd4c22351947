"""How handles are spelt: where a platform shows them in its addresses, what it ignores in them, and which it would refuse.

The table is published for the browser, so it holds plain values. A regular expression here means the same in JavaScript.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """What a platform's handles look like."""

    hosts: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    """Where the handle stands in an address: `{h}` is a handle, `{id}` the platform's own number; the first that fits counts."""
    reserved: tuple[str, ...] = ()
    """First steps of a path that are no handle."""
    folds: bool = True
    """Capitals make no difference."""
    ignores: str = ""
    """Characters that make no difference."""
    accepts: str = ""
    """What the platform allows as a handle; empty: not known."""
    kind: str = "name"
    """`name`, or `phone`, `email`, `federated` (user@server), `host` (a domain), `web`."""


WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
"""White space, spelt out because languages differ about it."""

_DOMAIN = r"(?:[^\s./@]+\.)+[^\s./@0-9][^\s./@]*"

FORMS: Mapping[str, Form] = {
    "bluesky": Form(hosts=("bsky.app",), paths=("profile/{h}",), accepts=_DOMAIN, kind="host"),
    "email": Form(accepts=r"[^\s@]+@" + _DOMAIN, kind="email"),
    "facebook": Form(
        hosts=("facebook.com", "fb.com", "fb.me", "facebook.me"),
        paths=("profile.php?id={id}", "pg/{h}", "people/*/{id}", "pages/*/{id}", "{h}"),
        reserved=(
            "groups",
            "events",
            "watch",
            "marketplace",
            "login",
            "help",
            "sharer",
            "share",
            "story.php",
            "photo.php",
            "permalink.php",
            "gaming",
        ),
        ignores=".",
        # A page without a name of its own is called by its title and its number.
        accepts=r"[A-Za-z0-9.]{5,50}|[^\s/@?#]{1,100}-[0-9]{8,20}",
    ),
    "github": Form(
        hosts=("github.com",),
        paths=("orgs/{h}", "{h}"),
        reserved=("about", "features", "topics", "search", "login", "join", "settings", "marketplace", "sponsors", "notifications", "explore"),
        accepts=r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?",
    ),
    "gitlab": Form(hosts=("gitlab.com",), paths=("{h}",), reserved=("explore", "help", "users", "search", "-"), accepts=r"[A-Za-z0-9_.-]{2,255}"),
    "instagram": Form(
        hosts=("instagram.com", "instagr.am"),
        paths=("stories/{h}", "_u/{h}", "{h}"),
        reserved=("p", "reel", "reels", "explore", "accounts", "tv", "about", "direct"),
        accepts=r"[A-Za-z0-9._]{1,30}",
    ),
    "linkedin": Form(
        hosts=("linkedin.com", "lnkd.in"), paths=("in/{h}", "company/+{h}", "school/+{h}", "showcase/+{h}", "pub/{h}"), accepts=r"[^\s@]{1,120}"
    ),
    "mastodon": Form(accepts=r"[A-Za-z0-9_.-]+@" + _DOMAIN, kind="federated"),
    "phone": Form(accepts=r"\+?[0-9 ().\-/]{3,30}", kind="phone"),
    "reddit": Form(hosts=("reddit.com",), paths=("user/{h}", "u/{h}"), reserved=("r", "search", "login", "settings"), accepts=r"[A-Za-z0-9_-]{3,20}"),
    "telegram": Form(
        hosts=("t.me", "telegram.me", "telegram.dog"),
        paths=("s/{h}", "{h}"),
        reserved=("joinchat", "addstickers", "share", "c", "proxy", "login", "iv"),
        accepts=r"[A-Za-z][A-Za-z0-9_]{3,31}",
    ),
    "threads": Form(hosts=("threads.net", "threads.com"), paths=("@{h}",), accepts=r"[A-Za-z0-9._]{1,30}"),
    "tiktok": Form(hosts=("tiktok.com",), paths=("@{h}",), accepts=r"[A-Za-z0-9._]{2,24}"),
    "web": Form(kind="web"),
    "whatsapp": Form(hosts=("wa.me", "whatsapp.com"), paths=("send?phone={h}", "{h}"), reserved=("channel", "message", "qr"), kind="phone"),
    "x": Form(
        hosts=("x.com", "twitter.com"),
        paths=("i/user/{id}", "intent/user?screen_name={h}", "intent/follow?screen_name={h}", "{h}"),
        reserved=("i", "home", "search", "explore", "hashtag", "intent", "share", "login", "settings", "notifications", "messages", "tos", "privacy"),
        accepts=r"[A-Za-z0-9_]{1,15}",
    ),
    "youtube": Form(
        hosts=("youtube.com", "youtu.be"),
        paths=("channel/{id}", "c/{h}", "user/{h}", "@{h}", "{h}"),
        reserved=("watch", "playlist", "feed", "shorts", "results", "embed", "live", "gaming", "premium", "account", "about"),
        accepts=r"@?[^\s/?#@]{3,100}",
    ),
}

UNKNOWN = Form(folds=False)
"""A platform that we know nothing about: then every capital counts."""

ALIASES: Mapping[str, str] = {
    "twitter": "x",
    "fb": "facebook",
    "insta": "instagram",
    "ig": "instagram",
    "telephone": "phone",
    "tel": "phone",
    "sms": "phone",
    "mobile": "phone",
    "e-mail": "email",
    "mail": "email",
    "website": "web",
    "site": "web",
    "domain": "web",
    "yt": "youtube",
    "bsky": "bluesky",
    "tg": "telegram",
    "fediverse": "mastodon",
}
"""What people call platforms otherwise."""


def form_of(platform: str) -> Form:
    return FORMS.get(platform, UNKNOWN)


def refuses(platform: str, handle: str) -> bool:
    """The platform would not give out such a handle, so there is no such account."""
    accepts = form_of(platform).accepts
    return bool(accepts) and not re.fullmatch(accepts, handle.strip(WHITE).removeprefix("@"), re.ASCII)


def fold(text: str) -> str:
    """Without capitals. A foreign character never becomes an ASCII one: the Kelvin sign is no k."""
    if text.isascii():
        return text.lower()
    return "".join(low if (low := c.lower()) == c or c.isascii() or not any(x.isascii() for x in low) else c for c in text)


def host_of(text: str) -> str:
    """A domain as it is compared: small, without a dot at its end, `xn--` labels (RFC 3492) as the characters that they stand for."""
    return ".".join(_label(label) for label in fold(text.strip(WHITE).rstrip(".")).split("."))


def _label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        said = label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
    # What needs no punycode is not spelt in it: such a label is a trick, and stays as it is.
    return label if said.isascii() or any("\ud800" <= c <= "\udfff" for c in said) else fold(said)


def canonical(platform: str, handle: str) -> str:
    """What all spellings of one account have in common on its platform. Phone numbers are given with their country: E.164, without the plus."""
    form = form_of(platform)
    name = handle.strip(WHITE).removeprefix("@")
    if form.kind == "phone":
        return "".join(c for c in name if c in "0123456789")
    if form.kind in {"email", "federated"}:
        user, _, host = name.rpartition("@")
        return f"{fold(user)}@{host_of(host)}"
    if form.kind == "host":
        return host_of(name)
    if form.kind == "web":
        return site_of(name)
    kept = "".join(c for c in name if c not in form.ignores) if form.ignores else name
    return fold(kept) if form.folds else kept


def site_of(address: str) -> str:
    """The host of a web address and its path, without `www.`, query and the slash at its end; the way browsers take an address apart."""
    rest = re.sub(r"[\t\n\r]", "", address).replace("\\", "/")
    rest = re.sub(r"^(?:[A-Za-z][A-Za-z0-9+.-]*:)?/{2,}", "", rest)
    rest = re.sub(r"[?#].*$", "", rest, flags=re.DOTALL)
    authority, slash, path = rest.partition("/")
    host = host_of(re.sub(r":[0-9]*$", "", authority.rpartition("@")[2]))
    return (host.removeprefix("www.") + slash + _walked(path)).rstrip("/")


def _walked(path: str) -> str:
    """Where a path leads when its `.` and `..` are followed, as browsers do (RFC 3986, 5.2.4)."""
    steps: list[str] = []
    for step in path.split("/"):
        dots = re.sub("%2e", ".", step, flags=re.IGNORECASE)
        if dots == "..":
            del steps[-1:]
        elif dots != ".":
            steps.append(step)
    return "/".join(steps)
