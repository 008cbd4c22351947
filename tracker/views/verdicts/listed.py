"""What is listed: under an account, under a platform's own number, and under the same name elsewhere. The twin of listed.js."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.model.handles import canonical, fold, form_of
from tracker.views.verdicts.candidates import plain_platforms
from tracker.views.verdicts.found import Candidate, Found
from tracker.views.verdicts.index import Hold, Index
from tracker.views.verdicts.judge import Age, Judged, judge
from tracker.views.verdicts.lookalike import Look, is_bare, name_of
from tracker.views.verdicts.reading import Reading


@dataclass(frozen=True, slots=True)
class Listed:
    """The index on one day."""

    index: Index
    day: str
    age: Age

    def under(self, candidate: Candidate) -> Found | None:
        """What is listed under an account; None where nothing is."""
        holds = self.index.holds(candidate.platform, candidate.key)
        judged = judge(holds, self.index.impostor(candidate.platform, candidate.key), self.day, self.age)
        if not judged and candidate.platform == "web" and self._is_own_site(candidate.key):
            fault = self.age.fault(self.day)
            rule = "own-site" if not fault else "site-old" if fault == "list-old" else "site-unvouched"
            judged = Judged("stale" if fault else "confirmed", rule)
        return Found(candidate, judged, holds) if judged else None

    def numbered(self, reading: Reading) -> Iterator[Found]:
        """What is listed under the platform's own number."""
        groups: dict[str, list[Hold]] = {}
        for key, hold in self.index.numbered(reading.platform, reading.handle):
            groups.setdefault(key, []).append(hold)
        for key, holds in groups.items():
            if judged := judge(holds, None, self.day, self.age):
                yield Found(Candidate(reading.platform, key, reading.handle), judged, holds)

    def namesakes(self, candidates: Sequence[Candidate]) -> Iterator[Found]:
        """The same name, or number, on other platforms; of a bare name, on its own first."""
        bare = [c for c in candidates if is_bare(c.platform, c.key)]
        for candidate in bare:
            yield from self._hosted(candidate)
        yield from self._dialled([c for c in candidates if form_of(c.platform).kind == "phone"])
        # A domain may be a handle elsewhere, as on Bluesky.
        named = [c for c in candidates if form_of(c.platform).kind in {"name", "host", "federated"} or (c.platform == "web" and "/" not in c.key)]
        names = {name_of(c.platform, c.key) for c in [*bare, *named]}
        for name in sorted(n for n in names if n):
            for platform in plain_platforms(self.index):
                found = self.under(Candidate(platform, canonical(platform, name), name))
                if found:
                    yield found
            for target in self.index.near(Look(name)):
                if form_of(target.platform).kind in {"federated", "host"} and name_of(target.platform, target.key) == fold(name):
                    found = self.under(Candidate(target.platform, target.key, target.handle))
                    if found:
                        yield found

    def _dialled(self, numbers: Sequence[Candidate]) -> Iterator[Found]:
        for platform, _ in self.index.head["platforms"]:
            others = [c for c in numbers if c.platform != platform] if form_of(platform).kind == "phone" else []
            for other in others:
                if found := self.under(Candidate(platform, other.key, other.handle, other.code)):
                    yield found

    def _hosted(self, bare: Candidate) -> Iterator[Found]:
        """The accounts of a bare name's own platform that have this name, with the host that belongs to it."""
        name, kind = fold(name_of(bare.platform, bare.key)), form_of(bare.platform).kind
        keys = [t.key for t in self.index.near(Look(name)) if t.platform == bare.platform and name_of(t.platform, t.key) == name]
        if kind in {"host", "web"}:
            keys += [f"{name}.{domain}" for domain in self.index.head["domains"]]
        others = [canonical(i["platform"], i["handle"]) for i in self.index.impostors() if i["platform"] == bare.platform]
        keys += [key for key in others if name_of(bare.platform, key) == name]
        for key in dict.fromkeys(keys):
            found = self.under(Candidate(bare.platform, key, key))
            if found and not (found.judged.hold and found.judged.hold.is_hidden):
                yield found

    def _is_own_site(self, site: str) -> bool:
        return any(site == own or (not is_exact and site.startswith(f"{own}/")) for own, is_exact in self.index.head["sites"])
