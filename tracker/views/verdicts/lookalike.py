"""How one handle resembles another: what a person who is in a hurry would read as the same. The twin of lookalike.js."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tracker.model.handles import fold, form_of
from tracker.views.verdicts.skeleton import plain, squeeze

SHORTEST = 5
"""A shorter name differs from too many others by one character."""
SHORTEST_REPLACED = 7
"""The same where a character is another one altogether."""
ELSEWHERE = frozenset({"case", "separators", "characters", "digits", "doubled", "swapped", "affix"})
"""The rules that also count where ours is on another platform than the one asked about."""
SHORTEST_ELSEWHERE = 8
"""How long a name must be for those that are about a single character."""
DRAWN = {
    "b": ("lb", "lo"),
    "d": ("cl", "dl"),
    "g": ("cj",),
    "h": ("lh", "ln"),
    "k": ("lc", "lk", "lx"),
    "m": ("nn", "rn", "rm"),
    "n": ("ri",),
    "q": ("cj",),
    "u": ("ii", "li"),
    "w": ("vv", "uu", "vu"),
}
"""Two letters that are taken for one."""

AFFIXES = (
    *("support", "supports", "help", "helps", "helper", "helpdesk", "desk", "care", "service", "services", "official", "officially", "real"),
    *("thereal", "the", "original", "authentic", "true", "actual", "verified", "verify", "verification", "team", "hq", "app", "contact", "info"),
    *("admin", "account", "accounts", "billing", "payment", "payments", "refund", "refunds", "claims", "recovery", "security", "secure", "safe"),
    *("login", "signin", "online", "live", "chat", "agent", "assist", "assistance", "customer", "customers", "client", "clients", "cs", "crm"),
    *("global", "international", "intl", "inc", "ltd", "corp", "group", "org", "com", "net", "www", "mail", "email", "web", "my", "get"),
    *("bot", "alert", "alerts", "status", "update", "updates", "store", "shop", "vip", "plus", "direct", "backup", "new", "alt", "second"),
    *("its", "iam", "im", "here", "now", "dm", "at", "by", "for", "from", "of", "and", "page", "profile", "user"),
)
"""What impersonators put before and after a name."""


def _only(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(words, key=lambda w: (-len(w), w))) + "|[0-9]{1,4})*")


_PLAIN_AFFIXES = _only(AFFIXES)
_SQUEEZED_AFFIXES = _only(sorted({squeeze(a) for a in AFFIXES}))


def name_of(platform: str, key: str) -> str:
    """The part of an account that somebody chose, and that is compared: of `user@server` the user, of `name.bsky.social` the name; all of a bare name."""
    kind = form_of(platform).kind
    if kind in {"federated", "email"}:
        user, _, server = key.rpartition("@")
        return user or server
    return key.removesuffix(".bsky.social") if kind == "host" else key


def is_bare(platform: str, key: str) -> bool:
    """A name alone, where handles have a host: `MeridianHelp` for `MeridianHelp@social.example`."""
    kind = form_of(platform).kind
    if kind in {"federated", "email"}:
        return key.startswith("@") or key.endswith("@")
    return kind in {"host", "web"} and not set(key) & set(".:/@")


@dataclass(frozen=True)
class Look:
    """A handle as it is compared."""

    handle: str

    @cached_property
    def folded(self) -> str:
        return fold(self.handle)

    @cached_property
    def plain(self) -> str:
        return plain(self.handle)

    @cached_property
    def squeezed(self) -> str:
        return squeeze(self.handle)


def resemblance(asked: Look, ours: Look, *, is_elsewhere: bool = False) -> str | None:
    """The rule by which the one could be taken for the other; None where it could not, or where they are the same."""
    if asked.squeezed == ours.squeezed and asked.squeezed:
        return _same_look(asked, ours)
    if min(len(asked.plain), len(ours.plain)) < (SHORTEST_ELSEWHERE if is_elsewhere else SHORTEST):
        return None
    found = step(asked.plain, ours.plain) or step(asked.squeezed, ours.squeezed) or _wrapped(asked, ours)
    return found if not is_elsewhere or found in ELSEWHERE else None


def _same_look(asked: Look, ours: Look) -> str | None:
    if asked.handle == ours.handle:
        return None
    if asked.folded == ours.folded:
        return "case"
    if asked.plain == ours.plain:
        return "separators" if asked.handle.isascii() else "characters"
    return "digits" if asked.handle.isascii() else "characters"


def step(asked: str, ours: str) -> str | None:
    """The one slip that lies between two names; None where there are more, or none."""
    if abs(len(asked) - len(ours)) > 1 or asked == ours:
        return "added" if _is_plural(asked, ours) else None
    at = 0
    while at < min(len(asked), len(ours)) and asked[at] == ours[at]:
        at += 1
    end = 0
    while end < min(len(asked), len(ours)) - at and asked[-1 - end] == ours[-1 - end]:
        end += 1
    theirs, his = asked[at : len(asked) - end], ours[at : len(ours) - end]
    if not his:
        return "doubled" if theirs and theirs in ours[max(at - 1, 0) : at + 1] else "added"
    if not theirs:
        return "dropped"
    if len(theirs) == len(his) == 1:
        return "replaced" if len(ours) >= SHORTEST_REPLACED else None
    if len(theirs) == len(his) == 2 and theirs == his[::-1]:
        return "swapped"
    return "drawn" if theirs in DRAWN.get(his, ()) or his in DRAWN.get(theirs, ()) else None


def _is_plural(asked: str, ours: str) -> bool:
    """`es` slipped in after s, x or z."""
    if len(asked) != len(ours) + 2:
        return False
    at = next((i for i, c in enumerate(ours) if asked[i] != c), len(ours))
    return any(
        asked[:i] + asked[i + 2 :] == ours and asked[i : i + 2] == "es" and ours[i - 1 : i] in {"s", "x", "z"} for i in range(max(at - 2, 1), at + 1)
    )


def _wrapped(asked: Look, ours: Look) -> str | None:
    if is_wrapped(asked.plain, ours.plain, _PLAIN_AFFIXES) or is_wrapped(asked.squeezed, ours.squeezed, _SQUEEZED_AFFIXES):
        return "affix"
    return None


def is_wrapped(asked: str, name: str, affixes: re.Pattern[str] = _PLAIN_AFFIXES) -> bool:
    """The name with something like `support` or `official` before or after it."""
    at = asked.find(name)
    return at >= 0 and asked != name and all(affixes.fullmatch(part) for part in (asked[:at], asked[at + len(name) :]))


def claims(asked: Look, company: Sequence[str]) -> bool:
    """It presents itself as the company's: by its whole name (which comes first), or by that or its short one with `support` and the like, or with `at`.

    The names are given squeezed.
    """
    for at, word in enumerate(company):
        if (at == 0 and asked.squeezed == word) or is_wrapped(asked.squeezed, word, _SQUEEZED_AFFIXES):
            return True
        if asked.squeezed.endswith(f"at{word}"):
            return True
    return False
