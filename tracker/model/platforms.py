"""The platforms on which accounts live: what readers call them, and where a handle's page is. Any other platform is shown by its name alone."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from tracker.model.values import is_web_address

_FEDERATED = re.compile(r"@?([A-Za-z0-9_.-]+)@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_EMAIL = re.compile(r"[^\s@<>?&\"']+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NOT_DIALLED = re.compile(r"[^0-9+]")
_DIALLED = re.compile(r"\+?[0-9]{3,20}")


@dataclass(frozen=True, slots=True)
class Platform:
    """A place where a handle means something."""

    label: str
    address: Callable[[str], str | None]
    """The link to a handle's own page; None where the handle has no such form."""


def _on(template: str) -> Callable[[str], str | None]:
    """The usual form: one address with the handle in it."""

    def address(handle: str) -> str | None:
        plain = handle.strip().removeprefix("@")
        return template.format(quote(plain, safe="")) if plain else None

    return address


def _federated(handle: str) -> str | None:
    """`user@server`: each server has its own pages."""
    found = _FEDERATED.fullmatch(handle.strip())
    return f"https://{found[2]}/@{quote(found[1], safe='')}" if found else None


def _email(handle: str) -> str | None:
    return f"mailto:{quote(handle.strip(), safe='@+')}" if _EMAIL.fullmatch(handle.strip()) else None


def _phone(handle: str) -> str | None:
    """Digits and the leading plus (RFC 3966)."""
    number = _NOT_DIALLED.sub("", handle)
    return f"tel:{number}" if _DIALLED.fullmatch(number) else None


def _web(handle: str) -> str | None:
    return handle.strip() if is_web_address(handle.strip()) else None


PLATFORMS: Mapping[str, Platform] = {
    "bluesky": Platform("Bluesky", _on("https://bsky.app/profile/{}")),
    "email": Platform("E-mail", _email),
    "facebook": Platform("Facebook", _on("https://www.facebook.com/{}")),
    "github": Platform("GitHub", _on("https://github.com/{}")),
    "gitlab": Platform("GitLab", _on("https://gitlab.com/{}")),
    "instagram": Platform("Instagram", _on("https://www.instagram.com/{}/")),
    "linkedin": Platform("LinkedIn", _on("https://www.linkedin.com/in/{}/")),
    "mastodon": Platform("Mastodon", _federated),
    "phone": Platform("Telephone", _phone),
    "reddit": Platform("Reddit", _on("https://www.reddit.com/user/{}/")),
    "telegram": Platform("Telegram", _on("https://t.me/{}")),
    "threads": Platform("Threads", _on("https://www.threads.net/@{}")),
    "tiktok": Platform("TikTok", _on("https://www.tiktok.com/@{}")),
    "web": Platform("Web", _web),
    "x": Platform("X", _on("https://x.com/{}")),
    "youtube": Platform("YouTube", _on("https://www.youtube.com/@{}")),
}


def platform_label(platform: str) -> str:
    """What readers call a platform."""
    known = PLATFORMS.get(platform)
    return known.label if known else platform.replace("-", " ").capitalize()


def address_of(platform: str, handle: str) -> str | None:
    """The link to a handle's own page on its platform; None where we know of none."""
    known = PLATFORMS.get(platform)
    return known.address(handle) if known else None


def is_profile(platform: str) -> bool:
    """Its address is a page about the holder, which `rel="me"` may point at; an address to write or call is none."""
    return platform in PLATFORMS and platform not in {"email", "phone"}
