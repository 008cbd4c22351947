"""The addresses of profiles: which account of which platform one of them names. The twin of addresses.js."""

import re
from collections.abc import Sequence

from tracker.model.handles import FORMS, WHITE, form_of, host_of, site_of
from tracker.views.verdicts.reading import Read, Reading, decoded, dialled

_PREFIX = re.compile(r"(?:www|m|mobile|touch|mbasic|web|api|old|new|np|i|l|amp|gist|[a-z]{2}|[a-z]{2}-[a-z]{2})\.")
_POSTS = frozenset({"status", "statuses", "post", "posts", "video", "photo", "p", "reel"})
"""What stands behind a handle in the address of something that it has said."""


def address(text: str) -> Read:
    """What an address names."""
    site = site_of(text)
    host, _, path = site.partition("/")
    query = text.partition("#")[0].partition("?")[2]
    steps = [decoded(s) for s in path.split("/") if s]
    if host.endswith(".bsky.social"):
        return "account", (Reading("bluesky", host),), "bluesky"
    platform = site_platform(host)
    if platform:
        found = in_path(platform, steps, query)
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


def site_platform(host: str) -> str:
    """The platform of a host, regional and mobile ones included."""
    while True:
        for platform, form in FORMS.items():
            if host in form.hosts:
                return platform
        prefix = _PREFIX.match(host)
        if not prefix:
            return ""
        host = host[prefix.end() :]


def in_path(platform: str, steps: Sequence[str], query: str) -> Reading | None:
    """The account that the path of a platform's address names; None where it names none."""
    form = form_of(platform)
    for template in form.paths:
        path, _, wanted = template.partition("?")
        shape = path.split("/")
        found = _fitted(shape, steps, form.reserved)
        if wanted and found is not None:
            name, _, slot = wanted.partition("=")
            given = {v for k, _, v in (pair.partition("=") for pair in query.split("&")) if k == name}
            # Which of several a platform takes is its own affair.
            found = (slot, decoded(given.pop().replace("+", " ").strip(WHITE))) if len(given) == 1 else None
        if found and found[1]:
            if form.kind == "phone":
                number = dialled(found[1])
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
