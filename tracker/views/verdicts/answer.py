"""Is this account really staff? One verdict for whatever was pasted, with its reasons. The twin of answer.js; both say the same, word for word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tracker.model.handles import canonical, form_of
from tracker.model.platforms import platform_label
from tracker.views.verdicts.candidates import candidates as candidates_of
from tracker.views.verdicts.found import Candidate, Found, Resembled, each_once, place
from tracker.views.verdicts.index import Index, Read
from tracker.views.verdicts.judge import ORDER, Age
from tracker.views.verdicts.listed import Listed
from tracker.views.verdicts.nowhere import hosted, nowhere
from tracker.views.verdicts.question import Question, question
from tracker.views.verdicts.renamed import called
from tracker.views.verdicts.resembling import confusing, resembled
from tracker.views.verdicts.skeleton import squeeze
from tracker.views.verdicts.telling import Said, Telling
from tracker.views.verdicts.wording import date_words, shown

Json = dict[str, Any]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DANGEROUS = ("compromised", "impostor")


class Verdicts:
    """The index, ready to answer. `today` is the reader's own day, `2026-11-23`."""

    def __init__(self, read: Read, today: str) -> None:
        self._index = Index(read)
        self._today = today

    def answer(self, query: str, platform: str = "", on: str = "") -> Json:
        """The JSON of `tracker whois`. `on`: was it ours on that day? One in the future is today."""
        day = min(on, self._today) if _DAY.fullmatch(on) else self._today
        return _Answering(self._index, question(query, platform), day, self._today).whole()


class _Answering:
    """One question on one day."""

    def __init__(self, index: Index, asked: Question, day: str, today: str) -> None:
        self.index, self.asked, self.day = index, asked, day
        listed = index.listing()
        policy = index.head["policy"]
        self.age = Age(
            str(listed.get("date") or ""), str(listed.get("signed_until") or ""), str(listed.get("unsigned") or ""), policy["list"], policy["proof"]
        )
        self._listing = Listed(index, day, self.age)
        self._telling = Telling(index, asked, day, today, self.age)

    def whole(self) -> Json:
        if self.asked.kind == "name":
            return self._person()
        if self.asked.kind != "account":
            return self._telling.answer(Said(verdict="unknown", rule=self.asked.kind, todo="unknown" if self.asked.kind == "no-address" else "empty"))
        candidates = list(dict.fromkeys(candidates_of(self.index, self.asked)))
        found = [f for f in (self._listing.under(c) for c in candidates) if f]
        found += [f for r in self.asked.readings if r.is_number for f in self._listing.numbered(r)]
        names = {r.handle for r in self.asked.readings if not r.is_literal}
        # What is listed as it stands is meant before anything that a part of it says.
        found = [f for f in found if f.candidate.handle not in names] or found
        chosen = min(found, key=self._rank, default=None)
        astray = self._astray()
        others = [f for f in [*found, *astray, *self._listing.namesakes(candidates)] if chosen is None or place(f) != place(chosen)]
        elsewhere = each_once(others)
        if chosen:
            return self._listed(chosen, elsewhere)
        is_named_so = any(f.judged.hold for f in hosted(candidates, elsewhere))
        compared = [c for c in candidates if c.handle in names]
        alike = [] if astray or is_named_so else resembled(self.index, compared, elsewhere)
        if alike:
            return self._alike(candidates[0], alike, elsewhere)
        return self._telling.answer(nowhere(self.index, self.asked, candidates, elsewhere, astray))

    def _astray(self) -> list[Found]:
        """Ours, letter by letter, but on another platform than the one that was named."""
        found = [self._listing.under(c) for c in dict.fromkeys(candidates_of(self.index, replace(self.asked, readings=self.asked.others)))]
        return [f for f in found if f and f.judged.verdict not in {"impostor", "unknown"}]

    def _rank(self, found: Found) -> tuple[int, int]:
        """By precedence. Where no platform was named, what is dangerous on one comes before what is ours on another."""
        verdict = found.judged.verdict
        return (0 if not self.asked.platform and verdict in _DANGEROUS else 1, ORDER.index(verdict))

    def _listed(self, found: Found, elsewhere: Sequence[Found]) -> Json:
        judged, candidate = found.judged, found.candidate
        hold = judged.hold
        account = hold.account if hold else {}
        vouched = judged.verdict in {"confirmed", "stale"}
        notes: list[tuple[str, Json]] = []
        then = called(self.index, found, self.day, self.age) if judged.rule == "not-yet" else None
        if judged.verdict == "confirmed":
            if candidate.code:
                notes.append(("national", {"code": candidate.code}))
            elif not self.asked.platform and len(self.asked.readings) == 1 and form_of(candidate.platform).kind in {"name", "host"}:
                notes.append(("platform", {}))
            suspended = account.get("suspended", {}).get("since", "")
            if suspended > self.day:
                notes.append(("suspended-later", {"suspended": date_words(suspended)}))
        if vouched:
            notes += self._about_the_link(candidate)
        if judged.verdict == "confirmed" and self.age.unsigned:
            notes.append(("as-signed", {}))
        if vouched and judged.before:
            notes.append(("before", {"since": date_words(account["since"])}))
        return self._telling.answer(
            Said(
                verdict=judged.verdict,
                rule=judged.rule,
                found=found,
                elsewhere=elsewhere,
                notes=notes,
                slots={"then": shown(candidate.platform, then)},
                confusing=confusing(self.index, found) if vouched and hold and not hold.is_hidden else (),
            )
        )

    def _about_the_link(self, candidate: Candidate) -> Iterator[tuple[str, Json]]:
        """What an address that names our account may show all the same."""
        reading = next((r for r in self.asked.readings if r.platform == candidate.platform), None)
        if reading and reading.is_post:
            yield "post", {}
        if reading and reading.seen_at:
            yield "seen-at", {"server": reading.seen_at}

    def _alike(self, asked: Candidate, resembled: Sequence[Resembled], elsewhere: Sequence[Found]) -> Json:
        first = resembled[0]
        is_named = len({r.platform for r in self.asked.readings}) == 1 and self.asked.readings[0].platform
        platform = first.platform if first.rule not in {"company", "domain"} and not is_named else asked.platform
        if first.rule in {"company", "domain"} and not is_named:
            platform = self.asked.readings[0].platform or self.asked.readings[-1].platform
        shown = self.asked.readings[0].handle
        named = first.handle if form_of(first.platform).kind != "name" else f"@{first.handle.removeprefix('@')}"
        ours = f"{named} on {platform_label(first.platform)}" if first.platform != platform and first.rule != "domain" else named
        return self._telling.answer(
            Said(
                verdict="look-alike",
                rule=first.rule,
                platform=platform,
                handle=shown,
                resembled=[r for r in resembled if r.handle][:5],
                slots={"ours": ours},
                elsewhere=elsewhere,
            )
        )

    def _person(self) -> Json:
        """A name names somebody, and proves nothing."""
        wanted = squeeze(self.asked.readings[0].handle)
        people = [p for p in self.index.people() if p.get("id") and squeeze(p["name"]) == wanted] if wanted else []
        found: list[Found] = []
        for person in people:
            for account in person["accounts"]:
                one = self._listing.under(Candidate(account["platform"], canonical(account["platform"], account["handle"]), account["handle"]))
                if one and one.judged.verdict != "unknown":
                    found.append(one)
        elsewhere = each_once(found)
        gone = bool(people) and all(p.get("left", "9999-12-31") < self.day for p in people)
        rule = ("person.left" if gone else "person") if people else "no-person"
        return self._telling.answer(Said(verdict="unknown", rule=rule, handle=people[0]["name"] if people else None, elsewhere=elsewhere))
