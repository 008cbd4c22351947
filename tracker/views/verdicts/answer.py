"""Is this account really staff? One verdict for whatever was pasted, with its reasons. The twin of verdict.js; both say the same, word for word."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from tracker.model.handles import FORMS, canonical, fold, form_of, host_of
from tracker.model.platforms import platform_label
from tracker.views.verdicts.domains import own_domain, resembling
from tracker.views.verdicts.index import PLAIN, Hold, Index, Read, Target
from tracker.views.verdicts.judge import ORDER, Age, Judged, judge
from tracker.views.verdicts.lookalike import AFFIXES, SHORTEST_ELSEWHERE, Look, claims, name_of, resemblance
from tracker.views.verdicts.question import Question, Reading, question
from tracker.views.verdicts.skeleton import squeeze
from tracker.views.verdicts.telling import Candidate, Found, Resembled, Said, Telling, date_words

Json = dict[str, Any]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DANGEROUS = ("compromised", "impostor")
_LOOKS = (
    "case",
    "characters",
    "separators",
    "digits",
    "swapped",
    "doubled",
    "dropped",
    "added",
    "drawn",
    "replaced",
    "affix",
    "server",
    "domain",
    "company",
)
"""The rules of likeness, the closest first."""


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
        self._telling = Telling(index, asked, day, today, self.age)

    def whole(self) -> Json:
        if self.asked.kind == "name":
            return self._person()
        if self.asked.kind != "account":
            return self._telling.answer(Said(verdict="unknown", rule=self.asked.kind, todo="unknown" if self.asked.kind == "no-address" else "empty"))
        candidates = list(dict.fromkeys(self._candidates()))
        found = [f for f in (self._found(c) for c in candidates) if f]
        found += [f for r in self.asked.readings if r.is_number for f in self._numbered(r)]
        chosen = min(found, key=self._rank, default=None)
        listed = chosen if chosen and chosen.judged.verdict != "unknown" else None
        others = [f for f in [*found, *self._namesakes(candidates)] if chosen is None or _place(f) != _place(chosen)]
        elsewhere = _each_once(others)
        if listed:
            return self._listed(listed, elsewhere)
        if resembled := self._resembled(candidates, elsewhere):
            return self._alike(candidates[0], resembled, elsewhere)
        return self._listed(chosen, elsewhere) if chosen else self._unlisted(candidates, elsewhere)

    # What is asked about, and what is listed under it

    def _candidates(self) -> Iterator[Candidate]:
        for reading in self.asked.readings:
            platforms = (reading.platform,) if reading.platform else self._plain_platforms()
            for platform in platforms:
                if not reading.platform and form_of(platform).kind == "host" and "." not in reading.handle:
                    continue
                if form_of(platform).kind == "phone":
                    yield from self._numbers(platform, reading.handle)
                else:
                    yield Candidate(platform, canonical(platform, reading.handle), reading.handle)

    def _plain_platforms(self) -> list[str]:
        """Every platform of ours on which an account is a plain name."""
        given = [p for p, _ in self.index.head["platforms"]] + [i["platform"] for i in self.index.impostors()]
        return [p for p in dict.fromkeys(given) if p in PLAIN or p not in FORMS]

    def _numbers(self, platform: str, handle: str) -> Iterator[Candidate]:
        """A telephone number in every way that it may have been dialled."""
        digits = canonical(platform, handle)
        dial = self.index.head["dial"]
        if not handle.startswith("+"):
            for _, _, outward in [*dial, ["", "", "00"], ["", "", "011"]]:
                if digits.startswith(outward) and len(digits) > len(outward) + 4:
                    yield from self._numbers(platform, f"+{digits[len(outward) :]}")
            if digits in self.index.head["forms"]:
                yield Candidate(platform, self.index.head["forms"][digits], handle)
        yield Candidate(platform, digits, handle)
        for code, trunk, _ in dial:
            if handle.startswith("+"):
                if trunk and digits.startswith(code + trunk):
                    yield Candidate(platform, code + digits[len(code + trunk) :], handle)
                continue
            if trunk and digits.startswith(trunk):
                yield Candidate(platform, code + digits[len(trunk) :], handle, code)
            yield Candidate(platform, code + digits, handle, code)

    def _found(self, candidate: Candidate) -> Found | None:
        holds = self.index.holds(candidate.platform, candidate.key)
        judged = judge(holds, self.index.impostor(candidate.platform, candidate.key), self.day, self.age)
        if not judged and candidate.platform == "web" and self._is_own_site(candidate.key):
            fault = self.age.fault(self.day)
            rule = "own-site" if not fault else "site-old" if fault == "list-old" else "site-unvouched"
            judged = Judged("stale" if fault else "confirmed", rule)
        return Found(candidate, judged, holds) if judged else None

    def _is_own_site(self, site: str) -> bool:
        return any(site == own or (not is_exact and site.startswith(f"{own}/")) for own, is_exact in self.index.head["sites"])

    def _numbered(self, reading: Reading) -> Iterator[Found]:
        groups: dict[str, list[Hold]] = {}
        for key, hold in self.index.numbered(reading.platform, reading.handle):
            groups.setdefault(key, []).append(hold)
        for key, holds in groups.items():
            if judged := judge(holds, None, self.day, self.age):
                yield Found(Candidate(reading.platform, key, reading.handle), judged, holds)

    def _rank(self, found: Found) -> tuple[int, int]:
        """By precedence. Where no platform was named, what is dangerous on one comes before what is ours on another."""
        verdict = found.judged.verdict
        return (0 if not self.asked.platform and verdict in _DANGEROUS else 1, ORDER.index(verdict))

    def _namesakes(self, candidates: Sequence[Candidate]) -> Iterator[Found]:
        """The same name, or number, on other platforms."""
        dialled = [c for c in candidates if form_of(c.platform).kind == "phone"]
        for platform, _ in self.index.head["platforms"]:
            others = [c for c in dialled if c.platform != platform] if form_of(platform).kind == "phone" else []
            for other in others:
                if found := self._found(Candidate(platform, other.key, other.handle, other.code)):
                    yield found
        names = {name_of(c.platform, c.key) for c in candidates if form_of(c.platform).kind in {"name", "host", "federated"}}
        for name in sorted(n for n in names if n):
            for platform in self._plain_platforms():
                found = self._found(Candidate(platform, canonical(platform, name), name))
                if found:
                    yield found
            for target in self.index.near(Look(name)):
                if form_of(target.platform).kind in {"federated", "host"} and name_of(target.platform, target.key) == fold(name):
                    found = self._found(Candidate(target.platform, target.key, target.handle))
                    if found:
                        yield found

    # What it resembles

    def _resembled(self, candidates: Sequence[Candidate], elsewhere: Sequence[Found]) -> list[Resembled]:
        """What could be meant instead, the closest first."""
        found: list[tuple[tuple[bool, int], Resembled]] = []
        same = {str(h.holder["id"]) for f in elsewhere for h in f.holds if h.holder.get("id")}
        for candidate in candidates:
            kind = form_of(candidate.platform).kind
            if kind == "phone":
                continue
            if kind in {"email", "web", "host", "federated"}:
                host = host_of(candidate.key.rpartition("@")[2].partition("/")[0])
                if own_domain(host, self.index.head["domains"]):
                    continue
                if ours := resembling(host, self.index.head["domains"]):
                    found.append(((False, _LOOKS.index("domain")), Resembled("domain", "web", ours)))
            if kind == "web":
                continue
            look = Look(name_of(candidate.platform, candidate.key))
            found += (((r.platform != candidate.platform, _LOOKS.index(r.rule)), r) for r in self._alike_names(candidate, look, same))
            if not elsewhere and claims(look, self.index.head["company"]):
                found.append(((True, _LOOKS.index("company")), Resembled("company", candidate.platform, "")))
        ranked = [r for _, r in sorted(found, key=lambda pair: pair[0])]
        return [r for at, r in enumerate(ranked) if (r.platform, r.handle) not in {(e.platform, e.handle) for e in ranked[:at]}]

    def _alike_names(self, candidate: Candidate, look: Look, same: set[str]) -> Iterator[Resembled]:
        for target in self.index.near(look):
            rule = alike(candidate, look, target)
            if rule and not (same and target.platform != candidate.platform and self.index.person(target.person).get("id") in same):
                yield Resembled(rule, target.platform, target.handle, target.person)

    # What is said

    def _listed(self, found: Found, elsewhere: Sequence[Found]) -> Json:
        judged, candidate = found.judged, found.candidate
        hold = judged.hold
        account = hold.account if hold else {}
        vouched = judged.verdict in {"confirmed", "stale"}
        notes: list[tuple[str, Json]] = []
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
                confusing=self._confusing(found) if vouched and hold and not hold.is_hidden else (),
            )
        )

    def _about_the_link(self, candidate: Candidate) -> Iterator[tuple[str, Json]]:
        """What an address that names our account may show all the same."""
        reading = next((r for r in self.asked.readings if r.platform == candidate.platform), None)
        if reading and reading.is_post:
            yield "post", {}
        if reading and reading.seen_at:
            yield "seen-at", {"server": reading.seen_at}

    def _confusing(self, found: Found) -> list[Resembled]:
        """Accounts of other people, as genuine as this one, which look like it."""
        candidate = Candidate(found.candidate.platform, canonical(found.candidate.platform, found.handle), found.handle)
        look = Look(name_of(candidate.platform, candidate.key))
        if form_of(candidate.platform).kind in {"phone", "web"}:
            return []
        own = {h.holder.get("id") for h in found.holds}
        near = [t for t in self.index.near(look) if t.platform == candidate.platform and t.key != candidate.key]
        found_alike = [(alike(candidate, look, t), t) for t in near]
        return [
            Resembled(rule, t.platform, t.handle, t.person) for rule, t in found_alike if rule and self.index.person(t.person).get("id") not in own
        ]

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

    def _unlisted(self, candidates: Sequence[Candidate], elsewhere: Sequence[Found]) -> Json:
        readings = self.asked.readings
        first = readings[0]
        kind = form_of(first.platform).kind if first.platform else "name"
        platform = first.platform if len({r.platform for r in readings}) == 1 else ""
        host = host_of((candidates[0].key if candidates else first.handle).rpartition("@")[2].partition("/")[0])
        last = readings[-1].platform
        slots: Json = {}
        if last in {"email", "web", "bluesky", "mastodon"} and (own := own_domain(host, self.index.head["domains"])):
            rule, slots = "own-domain", {"ours": own}
        elif elsewhere and first.platform and kind in {"name", "host", "federated"}:
            rule = "elsewhere"
        elif first.is_number:
            rule = "account-number"
        elif kind == "phone":
            rule = "number"
        elif len(readings) > 1 and first.platform == "email":
            rule = "two-ways"
        elif kind == "email":
            rule = "address"
        elif kind == "web":
            rule = "website"
        else:
            rule = "nowhere" if first.platform else "nowhere.any"
        return self._telling.answer(Said(verdict="unknown", rule=rule, platform=platform, handle=first.handle, slots=slots, elsewhere=elsewhere))

    def _person(self) -> Json:
        """A name names somebody, and proves nothing."""
        wanted = squeeze(self.asked.readings[0].handle)
        people = [p for p in self.index.people() if p.get("id") and squeeze(p["name"]) == wanted] if wanted else []
        found: list[Found] = []
        for person in people:
            for account in person["accounts"]:
                one = self._found(Candidate(account["platform"], canonical(account["platform"], account["handle"]), account["handle"]))
                if one and one.judged.verdict != "unknown":
                    found.append(one)
        elsewhere = _each_once(found)
        gone = bool(people) and all(p.get("left", "9999-12-31") < self.day for p in people)
        rule = ("person.left" if gone else "person") if people else "no-person"
        return self._telling.answer(Said(verdict="unknown", rule=rule, handle=people[0]["name"] if people else None, elsewhere=elsewhere))


def alike(asked: Candidate, look: Look, target: Target) -> str | None:
    """The rule by which an account could be taken for a listed one; None where it could not."""
    if asked.platform == target.platform and asked.key == target.key:
        return None
    kinds = form_of(asked.platform).kind, form_of(target.platform).kind
    if target.platform == asked.platform and kinds[0] in {"email", "federated"}:
        return _alike_at(asked, look, target)
    if kinds[1] in {"phone", "web", "email"} or kinds[0] == "email":
        return None
    is_elsewhere = asked.platform != target.platform
    rule = resemblance(look, target.look, is_elsewhere=is_elsewhere)
    return None if rule == "case" and (is_elsewhere or form_of(asked.platform).folds) else rule


def _alike_at(asked: Candidate, look: Look, target: Target) -> str | None:
    """`user@server`: the same name on another server, or a name like it on the same."""
    server, ours = asked.key.rpartition("@")[2], target.key.rpartition("@")[2]
    if server == ours:
        return resemblance(look, target.look)
    if form_of(asked.platform).kind == "email" or not server:
        return None
    is_same = look.squeezed == target.look.squeezed
    is_common = target.look.plain in AFFIXES or len(target.look.plain) < SHORTEST_ELSEWHERE
    return ("server" if is_same else resemblance(look, target.look, is_elsewhere=True)) if not is_common else None


def _each_once(found: Sequence[Found]) -> list[Found]:
    places: dict[tuple[str, str], Found] = {}
    for each in found:
        places.setdefault(_place(each), each)
    return list(places.values())


def _place(found: Found) -> tuple[str, str]:
    return found.candidate.platform, found.candidate.key if not found.judged.hold else canonical(found.candidate.platform, found.handle)
