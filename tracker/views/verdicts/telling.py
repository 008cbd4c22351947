"""What a verdict says: the whole answer, in words. The twin of telling.js."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from tracker.model.handles import form_of
from tracker.model.platforms import address_of, platform_label
from tracker.views.verdicts import texts
from tracker.views.verdicts.found import Found, Resembled
from tracker.views.verdicts.index import Hold, Index
from tracker.views.verdicts.judge import Age, Judged, judge
from tracker.views.verdicts.question import Question
from tracker.views.verdicts.wording import Wording, fill, headline, method_words

Json = dict[str, Any]

_PERSON = ("id", "name", "role", "team", "path")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A verdict and what is to be told with it."""

    verdict: str
    rule: str
    platform: str = ""
    handle: str | None = None
    found: Found | None = None
    elsewhere: Sequence[Found] = ()
    resembled: Sequence[Resembled] = ()
    confusing: Sequence[Resembled] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)
    notes: Sequence[tuple[str, Json]] = ()
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """Who asked what, and when; makes the answer."""

    index: Index
    asked: Question
    day: str
    today: str
    age: Age

    @property
    def _wording(self) -> Wording:
        return Wording(self.index, self.day, self.age)

    def answer(self, said: Said) -> Json:
        """The whole answer, in the order in which it is printed."""
        verdict, rule, found, platform, handle = said.verdict, said.rule, said.found, said.platform, said.handle
        judged = found.judged if found else Judged(verdict, rule)
        account: Json = judged.hold.account if judged.hold else {}
        holder: Json = judged.hold.holder if judged.hold else {}
        impostor: Json = judged.impostor or {}
        if found:
            platform, handle = found.candidate.platform, found.handle
        platform = platform or ("" if found else self.asked.platform)
        is_past = self.day != self.today
        vouched = verdict in {"confirmed", "stale"}
        proof = self._proof(judged.proof) if judged.proof and verdict in {"confirmed", "stale"} else None
        slots = self._wording.slots(found, platform, handle, judged) | dict(said.slots)
        because = self._because(self._code(rule, judged, slots, is_past=is_past), slots, said.notes)
        if self.age.fault(self.day) == "list-old" and verdict in {"unknown", "former", "look-alike"}:
            because += " " + fill(texts.NOTES["old-list"], slots)
        kind = form_of(platform).kind if platform else ""
        return {
            "query": self.asked.text,
            "verdict": verdict,
            "platform": platform or None,
            "handle": handle,
            "staff": _staff(judged.hold) if found else None,
            "elsewhere": [self._elsewhere(f) for f in said.elsewhere],
            "because": because,
            "evidence": self._evidence(proof, impostor),
            "headline": fill(headline(verdict, kind, is_past=is_past), slots),
            "rule": rule,
            "label": platform_label(platform) if platform else "",
            "address": self._address(platform, handle) if handle and vouched and self._is_vouched_today(found) else None,
            "since": account.get("since"),
            "until": account.get("until"),
            "now": account.get("now"),
            "purpose": account.get("purpose"),
            "proof": proof,
            "suspended": account.get("suspended"),
            "imitates": impostor.get("imitates"),
            "page": f"verify/impostors/#{impostor['id']}" if impostor else None,
            "resembles": [self._resembles(r) for r in said.resembled],
            "do_not_confuse_with": [self._resembles(r) for r in said.confusing],
            "on": self.day if is_past else None,
            "today_verdict": self._verdict_today(found),
            "listed": self.age.made or None,
            "never_asks": list(holder.get("never", ())) or list(self.index.head["never"]),
            "may_ask": list(holder.get("may", ())) if vouched else [],
            "todo": [fill(t, slots) for t in self._todo(said, kind, judged)],
            "contact": self.index.head["contact"],
        }

    def _todo(self, said: Said, kind: str, judged: Judged) -> Sequence[str]:
        """After an answer for a day of the past also what there is to do where less is true today."""
        verdict = said.todo or said.verdict
        code = f"{verdict}.{kind}" if f"{verdict}.{kind}" in texts.TODO else verdict
        if judged.rule == "renamed" and judged.hold and judged.hold.account.get("now"):
            code = "former.renamed"
        today = self._verdict_today(said.found)
        later = texts.TODO[today] if today and not self._is_vouched_today(said.found) and today != verdict else ()
        return (*texts.TODO[code], *later)

    def _code(self, rule: str, judged: Judged, slots: Json, *, is_past: bool) -> str:
        """The sentence that says it most exactly."""
        code = rule
        if rule == "renamed" and not slots["now"]:
            code = "renamed.unsaid"
        if rule == "not-yet" and judged.hold:
            code += self._not_yet(judged.hold.account, slots)
        if judged.hold and judged.hold.is_hidden and f"{code}.hidden" in texts.BECAUSE:
            code = f"{code}.hidden"
        return f"{code}.day" if is_past and f"{code}.day" in texts.BECAUSE else code

    def _not_yet(self, account: Json, slots: Json) -> str:
        """What became of an account that was not ours yet."""
        if slots.get("then"):
            return ".renamed"
        if account["since"] > self.today:
            return ".coming"
        return ".ended" if account.get("until", "9999-12-31") <= self.today else ""

    def _because(self, code: str, slots: Json, notes: Sequence[tuple[str, Json]]) -> str:
        sentences = [fill(texts.BECAUSE[code], slots), *(fill(texts.NOTES[note], slots | more) for note, more in notes)]
        return " ".join(s.strip() for s in sentences)

    def _address(self, platform: str, handle: str) -> str | None:
        return address_of(platform, handle) if platform != "web" else _web_address(handle)

    def _proof(self, proof: Json) -> Json:
        by = proof.get("by")
        return {
            "method": proof["method"],
            "words": method_words(proof["method"]),
            "checked": proof["checked"],
            "expires": proof["expires"],
            "evidence": proof.get("evidence"),
            "by": {**by, "path": f"staff/{by['id']}/"} if by else None,
        }

    def _evidence(self, proof: Json | None, impostor: Json) -> Json | None:
        if impostor:
            return {
                "kind": "report",
                "url": impostor["evidence"],
                "first_seen": impostor["first_seen"],
                "confirmed_by": impostor.get("confirmed_by"),
                "reported": impostor.get("reported", []),
            }
        if proof:
            return {"kind": "proof", "url": proof["evidence"], "checked": proof["checked"], "expires": proof["expires"], "by": proof["by"]}
        return None

    def _elsewhere(self, found: Found) -> Json:
        verdict, platform = found.judged.verdict, found.candidate.platform
        vouched = verdict in {"confirmed", "stale"} and self._is_vouched_today(found)
        return {
            "platform": platform,
            "label": platform_label(platform),
            "handle": found.handle,
            "verdict": verdict,
            "staff": _staff(found.judged.hold),
            "address": self._address(platform, found.handle) if vouched else None,
        }

    def _is_vouched_today(self, found: Found | None) -> bool:
        """What was ours on another day may be an impostor's now: nobody is led there."""
        return self._verdict_today(found) in {None, "confirmed", "stale"}

    def _resembles(self, resembled: Resembled) -> Json:
        holder = self.index.person(resembled.person) if resembled.person is not None else None
        return {
            "platform": resembled.platform,
            "label": platform_label(resembled.platform),
            "handle": resembled.handle,
            "staff": _staff(Hold({}, holder)) if holder else None,
            "address": self._address(resembled.platform, resembled.handle),
        }

    def _verdict_today(self, found: Found | None) -> str | None:
        """Where another day was asked about."""
        if self.day == self.today or not found or not found.holds:
            return None
        now = judge(found.holds, self.index.impostor(found.candidate.platform, found.candidate.key), self.today, self.age)
        return now.verdict if now else None


def _staff(hold: Hold | None) -> Json | None:
    """Whose it is; of those who opted out, only that it is somebody's."""
    if not hold or hold.holder.get("channel"):
        return None
    return {k: hold.holder.get(k) for k in _PERSON}


def _web_address(handle: str) -> str | None:
    site = handle if re.match("https?://", handle) else f"https://{handle}"
    return site if site.isascii() and not re.search(r"[\s<>\"'`\\^{}|]", site) else "https://" + quote(site.removeprefix("https://"), safe="/:@%.-_~")
