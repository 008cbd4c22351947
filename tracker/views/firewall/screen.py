"""The firewall before publication: what records, settings and pages give away becomes a finding, or is taken out, as the settings say."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import chain

from tracker.model.issue import AnyIssue, Stranger
from tracker.model.leaks import Exceptions, Leak
from tracker.model.phones import number
from tracker.model.problem import FieldPath, Finding
from tracker.model.tracker import Origin, Tracker
from tracker.model.vocabulary import Audience, LeakKind, Treatment
from tracker.views.firewall.marks import marked, merged
from tracker.views.firewall.phones import REGIONS
from tracker.views.firewall.records import NUMBERED, can_be_removed, name_of, quickly, texts, without
from tracker.views.firewall.wall import Wall

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_STRICT = frozenset({LeakKind.CUSTOMER, LeakKind.EMAIL})
"""What is looked for in ids, versions and the like."""
_OUR_OWN = frozenset({"handle", "now", "account_id", "hours", "time_zone", "country", "languages"})
"""Accounts are there to be named, and are published by rules of their own."""
_NOWHERE = Origin()


@dataclass(frozen=True, slots=True)
class Screened:
    """What the firewall made of a record."""

    issue: AnyIssue | None = None
    """With its marks; None where nothing was taken out."""
    findings: tuple[Finding, ...] = ()
    removed: Mapping[LeakKind, int] = field(default_factory=dict)


_CLEAN = Screened()


class Firewall:
    """The settings' policy, and everything that may be told, ready to look at texts. It knows the whole store."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        settings = tracker.settings
        self._policies: dict[str, Exceptions] = {s.name: s.publication for s in settings.sources}
        told, untold = _own(tracker)
        wall = Wall(
            allow=settings.publication.allow,
            told=told,
            untold=untold - told,
            customers=tracker.customers,
            versions=frozenset(_versions(tracker)),
            regions=tuple(dict.fromkeys([*_countries(tracker), *REGIONS])),
        )
        self._walls = {name: replace(wall, allow=(*wall.allow, *policy.allow)) for name, policy in self._policies.items() if policy.allow}
        self._wall = wall

    def screened(self, issue: AnyIssue) -> Screened:
        """One issue: what is refused is found, what is removed is gone."""
        if issue.audience is Audience.INTERNAL:
            return _CLEAN
        origin = self._tracker.origins.get(issue.path, _NOWHERE)
        wall = self._walls.get(origin.source, self._wall)
        findings = [*self._names(issue, origin, wall)]
        prose, others = quickly(issue)
        suspected = wall.suspects(prose) | wall.suspects(others, _STRICT)
        if not suspected:
            return Screened(findings=tuple(findings)) if findings else _CLEAN
        said: Iterable[tuple[FieldPath, str]] = texts(issue)
        if issue.status.is_withdrawn:
            said = ((way, text) for way, text in said if way[0] in {"id", "resolution"})
        finders: dict[FieldPath, Callable[[str], Sequence[Leak]]] = {}
        for way, text in said:
            leaks = wall.leaks(text, suspected & _STRICT if name_of(way) in NUMBERED else suspected)
            treated = {kind: self._treatment(kind, origin, way, issue) for kind in {leak.kind for leak in leaks}}
            refused = [leak for leak in leaks if treated[leak.kind] is Treatment.REFUSE]
            findings += [_finding(issue.path, way, leak, can_be_marked=can_be_removed(way)) for leak in merged(refused)]
            if Treatment.REMOVE in treated.values():
                removable = self._removable(origin, way, issue)
                finders[way] = partial(_of_kinds, wall, removable & _STRICT if name_of(way) in NUMBERED else removable)
        if not finders:
            return Screened(findings=tuple(findings)) if findings else _CLEAN
        made, removed = without(issue, finders)
        return Screened(made, tuple(findings), dict(removed))

    def others(self) -> Iterator[Finding]:
        """What settings, staff, impostors and releases give away. We wrote all of it, and programs read it: it is refused or allowed, never marked."""
        tracker = self._tracker
        visible = (s for s in tracker.staff if s.visible)
        for record in chain(visible, tracker.impostors):
            yield from self._refused(record.path, texts(record), tracker.origins.get(record.path, _NOWHERE))
        settings = tracker.settings
        shown = (
            (way, text) for way, text in texts(settings) if way[0] in {"organisation", "products", "channels", "contribute", "replies", "search"}
        )
        yield from self._refused(settings.path, shown, _NOWHERE)
        for product, releases in tracker.releases.items():
            notes = (((at, "notes"), r.notes) for at, r in enumerate(releases) if r.notes)
            yield from self._refused(tracker.release_paths.get(product, settings.path), notes, _NOWHERE)

    def page(self, text: str) -> list[Leak]:
        """What a hand-written page gives away."""
        leaks = (leak for leak in self._wall.leaks(text) if self._treatment(leak.kind, _NOWHERE, ("text",), None) is not Treatment.ALLOW)
        return merged(leaks)

    def told(self, text: str) -> str:
        """A sentence of ours about a file (its path, why it is skipped), fit for the build page: whatever it gives away is taken out."""
        return marked(text, self._wall.leaks)[0]

    def _refused(self, path: str, said: Iterable[tuple[FieldPath, str]], origin: Origin) -> Iterator[Finding]:
        for way, text in said:
            if (name := name_of(way)) in _OUR_OWN:
                continue
            for leak in merged(self._wall.leaks(text, _STRICT if name in NUMBERED else None)):
                if self._treatment(leak.kind, origin, way, None) is not Treatment.ALLOW:
                    yield _finding(path, way, leak, can_be_marked=False)

    def _names(self, issue: AnyIssue, origin: Origin, wall: Wall) -> Iterator[Finding]:
        """What the file is called, and what its parts are called, stands in addresses: it can only be refused."""
        if origin.is_mapped:
            for leak in merged(wall.leaks(origin.repository_path, _STRICT))[:1]:
                if self._treatment(leak.kind, origin, ("id",), issue) is not Treatment.ALLOW:
                    yield Finding(issue.path, (), f"the name of its file gives away {leak.kind.noun}; {_instead(leak.kind)}")
        for at, component in enumerate(issue.components):
            for kind in self._tainted.get((issue.product, component), ()):
                if self._treatment(kind, origin, ("components", at), issue) is not Treatment.ALLOW:
                    yield Finding(issue.path, ("components", at), f"this component's name gives away {kind.noun}; {_instead(kind)}")

    @cached_property
    def _tainted(self) -> Mapping[tuple[str, str], tuple[LeakKind, ...]]:
        """Components that sources name, whose name gives something away."""
        added = ((product, c) for product, several in self._tracker.added_components.items() for c in several)
        found = (((product, c.id), tuple(leak.kind for leak in merged(self._wall.leaks(c.name))[:1])) for product, c in added)
        return {key: kinds for key, kinds in found if kinds}

    def _treatment(self, kind: LeakKind, origin: Origin, way: FieldPath, issue: AnyIssue | None) -> Treatment:
        source = self._policies.get(origin.source, Exceptions())
        said = source.kinds.get(kind) or self._tracker.settings.publication.kinds.get(kind)
        wanted = said or (Treatment.REMOVE if origin.is_somebody_elses or _is_by_a_stranger(issue, way) else Treatment.REFUSE)
        return Treatment.REFUSE if wanted is Treatment.REMOVE and not can_be_removed(way) else wanted

    def _removable(self, origin: Origin, way: FieldPath, issue: AnyIssue) -> frozenset[LeakKind]:
        return frozenset(kind for kind in LeakKind if self._treatment(kind, origin, way, issue) is Treatment.REMOVE)


def _of_kinds(wall: Wall, kinds: Collection[LeakKind], text: str) -> Sequence[Leak]:
    return wall.leaks(text, kinds)


def _finding(path: str, way: FieldPath, leak: Leak, *, can_be_marked: bool) -> Finding:
    """It names the kind, never the words: messages stand in logs that anybody reads."""
    return Finding(path, way, sentence(leak.kind, can_be_marked=can_be_marked), offset=leak.start)


def sentence(kind: LeakKind, *, can_be_marked: bool = False) -> str:
    return f"{kind.noun} would be published here; {_instead(kind, can_be_marked=can_be_marked)}"


def _instead(kind: LeakKind, *, can_be_marked: bool = False) -> str:
    if kind is LeakKind.SECRET:
        return "take it out, and have it replaced where it is valid: whoever can read this knows it"
    more = f" or kinds: {{{kind.value}: remove}}" if can_be_marked else ""
    return f"take it out, or allow it in tracker.yml under publication: allow:{more}"


def _is_by_a_stranger(issue: AnyIssue | None, way: FieldPath) -> bool:
    return issue is not None and way[0] == "comments" and isinstance(way[1], int) and isinstance(issue.comments[way[1]].by, Stranger)


def _own(tracker: Tracker) -> tuple[frozenset[str], frozenset[str]]:
    """Addresses and numbers of ours that pages name, and those that none may name."""
    told, untold = set[str](), set[str]()
    for member in tracker.staff:
        for account in member.accounts:
            (told if member.visible and member.lists(account) else untold).update(_spellings(account.platform, account.handle, member.country))
    for channel in tracker.settings.channels:
        told.update(_spellings(channel.account.platform, channel.account.handle, channel.country))
    organisation, contribute = tracker.settings.organisation, tracker.settings.contribute
    for address in (organisation.security, organisation.appeal, contribute.report, contribute.edit):
        told.update(found.casefold() for found in _ADDRESS.findall(address or ""))
    return frozenset(told), frozenset(untold)


def _spellings(platform: str, handle: str, country: str | None) -> Iterator[str]:
    if platform == "email":
        yield handle.casefold()
    elif platform == "phone":
        yield f"+{number(handle, country).e164}"
    elif "@" in handle.strip("@"):
        yield handle.lstrip("@").casefold()


def _versions(tracker: Tracker) -> Iterator[str]:
    for releases in tracker.releases.values():
        yield from (r.version for r in releases)
    for issue in tracker.issues:
        for affected in issue.affected:
            yield from (v for v in (affected.introduced, affected.fixed, affected.last_affected) if v)
        yield from issue.checked_not_affected
        yield from (f.version for f in issue.fixes)


def _countries(tracker: Tracker) -> Iterator[str]:
    """Where the company's people and channels are, as far as the store says so."""
    named = [c.country for c in tracker.settings.channels] + [s.country for s in tracker.staff]
    yield from sorted({country.partition("-")[0] for country in named if country})


def screen(firewall: Firewall, issues: Iterable[AnyIssue]) -> list[Screened]:
    return [firewall.screened(issue) for issue in issues]


def with_screened(tracker: Tracker, screened: Sequence[Screened]) -> Tracker:
    """The tracker with marks in it, and with what was taken out of which record."""
    issues = tuple(s.issue or issue for issue, s in zip(tracker.issues, screened, strict=True))
    removed = {issue.path: s.removed for issue, s in zip(tracker.issues, screened, strict=True) if s.removed}
    return replace(tracker, issues=issues, removed=removed)


def removed_of(tracker: Tracker, paths: Collection[str]) -> Mapping[LeakKind, int]:
    """How much of each kind was taken out of these records."""
    total: Counter[LeakKind] = Counter()
    for path in sorted(paths):
        total.update(tracker.removed.get(path, {}))
    return {kind: total[kind] for kind in LeakKind if total[kind]}
