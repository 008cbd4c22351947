"""The words of an answer: what stands in the braces of the texts. The twin of wording.js."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.model.handles import form_of
from tracker.model.platforms import platform_label
from tracker.views.verdicts import texts
from tracker.views.verdicts.found import Found
from tracker.views.verdicts.index import Hold, Index
from tracker.views.verdicts.judge import Age, Judged

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Wording:
    """Of one day, by one index."""

    index: Index
    day: str
    age: Age

    def slots(self, found: Found | None, platform: str, handle: str | None, judged: Judged) -> Json:
        """What the texts name in braces."""
        account: Json = judged.hold.account if judged.hold else {}
        proof, impostor = judged.proof or {}, judged.impostor or {}
        suspended = account.get("suspended") or {}
        kind = form_of(platform).kind if platform else ""
        left = (judged.hold.holder.get("left") if judged.hold else None) if judged.rule == "left" else None
        return {
            "handle": shown(platform, handle),
            "account": f"{shown(platform, handle)} on {platform_label(platform)}"
            if kind in {"name", "host", "federated"}
            else shown(platform, handle),
            "platform": platform_label(platform) if platform else "",
            "whom": self._whom(judged.hold) if found else "",
            "on": date_words(self.day),
            "since": date_words(account.get("since")),
            "until": date_words(left or account.get("until")),
            "now": shown(platform, account.get("now")),
            "suspended": date_words(suspended.get("since")),
            "reason": suspended.get("reason", ""),
            "checked": date_words(proof.get("checked")),
            "expires": date_words(proof.get("expires")),
            "how": method_words(proof.get("method", "")),
            "imitated": (impostor.get("imitates") or {}).get("name") or self.index.head["organisation"]["name"],
            "seen": date_words(impostor.get("first_seen")),
            "listed": date_words(self.age.made),
            "days": str(self.age.good_for),
            "signed": date_words(self.age.signed_until),
            "fault": self.age.unsigned,
            "organisation": self.index.head["organisation"]["name"],
        }

    def _whom(self, hold: Hold | None) -> str:
        holder = hold.holder if hold else {}
        if holder.get("channel"):
            return fill(texts.WHOM["channel"], {"name": holder["channel"]})
        if not holder.get("name"):
            return texts.WHOM["unnamed"] if hold else texts.WHOM["us"]
        form = "-".join(word for word in ("role", "team") if holder.get(word)) or "named"
        return fill(texts.WHOM[form], {"name": holder["name"], "role": holder.get("role", ""), "team": holder.get("team", "")})


def shown(platform: str, handle: str | None) -> str:
    """A handle in a sentence."""
    if not handle:
        return ""
    kind = form_of(platform).kind if platform else "name"
    is_plain = kind == "name" and not set(handle) & set("@ /") and (platform != "" or not re.fullmatch("[0-9]+", handle))
    return f"@{handle}" if is_plain else handle


def method_words(method: str) -> str:
    """How a proof was made."""
    return texts.METHODS.get(method, method.replace("-", " "))


def headline(verdict: str, kind: str, *, is_past: bool) -> str:
    """The most particular one that there is."""
    return next(texts.HEADLINES[k] for k in (f"{verdict}.day" if is_past else f"{verdict}.{kind}", verdict) if k in texts.HEADLINES)


def date_words(day: str | None) -> str:
    """`2 March 2026` from `2026-03-02`."""
    if not day:
        return ""
    year, month, number = day.split("-")
    return f"{int(number)} {texts.MONTHS[int(month) - 1]} {year}"


def fill(text: str, slots: Mapping[str, Any]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: str(slots.get(found[1], "")), text)
