"""Invented issues that keep the rules of a store: who speaks is staff that day, a fixed range has its fix, and so on."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from bench.company import FIRST_ISSUE, LAST_DAY, LAST_ISSUE
from bench.records import (
    SETTLED_BY_FIX,
    STABLE,
    Company,
    Issue,
    Product,
    Range,
    Reference,
    Report,
    Staff,
    Stranger,
    Word,
    Workaround,
)
from bench.words import Prose

FEATURE_SHARE = 10
"""One issue in so many is a feature request."""

_DEFECT_STATUSES = {
    "fixed": 54,
    "confirmed": 13,
    "reported": 8,
    "in-progress": 5,
    "wont-fix": 6,
    "not-a-defect": 4,
    "cannot-reproduce": 4,
    "duplicate": 5,
    "withdrawn": 1,
}
_FEATURE_STATUSES = {
    "suggested": 38,
    "under-consideration": 20,
    "planned": 10,
    "in-progress": 6,
    "shipped": 13,
    "declined": 9,
    "duplicate": 3,
    "withdrawn": 1,
}
_SEVERITIES = {"critical": 4, "major": 21, "minor": 55, "trivial": 20}
_WITHOUT_FIX = frozenset({"wont-fix", "not-a-defect", "cannot-reproduce", "declined", "duplicate", "withdrawn"})
_FIX_ANNOUNCED = frozenset({"in-progress", "planned"})
_NOT_ON_A_RANGE = frozenset({"reported", "not-a-defect", "duplicate", "withdrawn"})
_UNOWNED = frozenset({"reported", "suggested"})
_MIGHT_BE_RECONSIDERED = frozenset({"wont-fix", "declined"})
_OLDER = 4
"""A defect that came back was there first so many releases before the newest range begins."""

_PLATFORMS = ("windows", "macos", "linux", "ios", "android")
_CHANNELS = ("phone", "email", "x")
_REFERENCE_TYPES = ("DISCUSSION", "ARTICLE", "REPORT", "WEB", "EVIDENCE")


@dataclass(frozen=True, slots=True)
class _Case:
    """What the parts of one issue have to agree on. `end` is the day it was closed, or the last day of the store."""

    product: Product
    status: str
    opened: date
    end: date
    current: int
    fixed_in: str | None

    @property
    def versions(self) -> list[str]:
        return _stable(self.product)


class Inventor:
    """Invents issue after issue, oldest first; each may refer to earlier ones only, so nothing runs in circles."""

    def __init__(self, rng: Random, company: Company) -> None:
        """Know the people who may sign, and some hundred strangers."""
        self._rng = rng
        self._prose = Prose(rng)
        self._company = company
        self._people = [one for one in company.staff if one.kind == "person"]
        self._current_people = [one for one in self._people if one.until is None]
        self._originals: dict[bool, list[str]] = {True: [], False: []}
        self._strangers = [
            Stranger(rng.choice(("github", "x", "mastodon")), f"{''.join(self._prose.nouns(2))}{n}", str(10**5 + 37 * n)) for n in range(400)
        ]

    def issues(self, count: int) -> list[Issue]:
        """`count` issues, opened at an even pace."""
        span = (LAST_ISSUE - FIRST_ISSUE).days
        numbers = {True: 0, False: 0}
        issues = []
        for index in range(count):
            is_defect = index % FEATURE_SHARE != FEATURE_SHARE - 1
            numbers[is_defect] += 1
            issue_id = f"{'DEF' if is_defect else 'FEA'}-{numbers[is_defect]:05d}"
            issues.append(self._issue(issue_id, FIRST_ISSUE + timedelta(days=span * index // count), is_defect=is_defect))
        return issues

    def _issue(self, issue_id: str, opened: date, *, is_defect: bool) -> Issue:
        rng, prose = self._rng, self._prose
        originals = self._originals[is_defect]
        case = self._case(opened, is_defect=is_defect, may_repeat=bool(originals))
        affected = self._affected(case) if is_defect else ()
        workarounds = self._workarounds(case, affected)
        fixes = tuple(one.fixed for one in affected if one.fixed) or ((case.fixed_in,) if case.fixed_in else ())
        is_closed = case.status in SETTLED_BY_FIX | _WITHOUT_FIX
        updates = self._updates(case, is_closed=is_closed)
        issue = Issue(
            id=issue_id,
            title=prose.title(),
            status=case.status,
            severity=_pick(rng, _SEVERITIES) if is_defect else None,
            product=case.product.id,
            components=tuple(rng.sample(case.product.components, rng.choice((1, 1, 1, 2)))),
            opened=opened,
            summary=prose.sentence(8, 16) if self._happens(0.3) else None,
            description=prose.description(),
            steps=prose.steps() if is_defect and self._happens(0.75) else None,
            symptoms=tuple(prose.error() for _ in range(rng.choice((0, 1, 1, 2, 3)))) if is_defect else (),
            platforms=tuple(sorted(rng.sample(_PLATFORMS, rng.choice((0, 1, 2))))),
            affected=affected,
            checked_not_affected=self._not_affected(case, affected),
            workarounds=workarounds,
            none_known=self._none_known(case) if is_defect and not workarounds else None,
            fixes=fixes,
            target=case.fixed_in if case.status in _FIX_ANNOUNCED else None,
            target_reason=prose.sentence(6, 12),
            reports=self._reports(case),
            votes=int(rng.paretovariate(0.9)) % 2000,
            owner=None if case.status in _UNOWNED and self._happens(0.5) else rng.choice(self._current_people).id,
            references=tuple(self._reference() for _ in range(rng.choice((0, 0, 1, 1, 2)))),
            aliases=(f"BUG-{issue_id[0]}{int(issue_id[4:])}",) if self._happens(0.08) else (),
            related=self._related(originals),
            duplicate_of=rng.choice(originals) if case.status == "duplicate" else None,
            closed=case.end if is_closed else None,
            reason=prose.sentence(8, 20) if case.status in _WITHOUT_FIX else None,
            reconsider_if=prose.sentence() if case.status in _MIGHT_BE_RECONSIDERED and self._happens(0.6) else None,
            updates=updates,
            comments=self._comments(case),
        )
        if case.status not in {"duplicate", "withdrawn"}:
            originals.append(issue_id)
        return issue

    def _case(self, opened: date, *, is_defect: bool, may_repeat: bool) -> _Case:
        """Settled issues stay open for some weeks; a fix stands in the next releases after the opening, or is announced."""
        rng = self._rng
        status = _pick(rng, _DEFECT_STATUSES if is_defect else _FEATURE_STATUSES)
        if status == "duplicate" and not may_repeat:
            status = "confirmed" if is_defect else "suggested"
        product = rng.choice(self._company.products)
        releases = [release for release in product.releases if release.channel == STABLE]
        current = sum(release.date <= opened for release in releases) - 1
        fixed_in, latest = None, LAST_DAY
        if status in SETTLED_BY_FIX:
            fixing = min(current + rng.choice((1, 1, 2, 3)), len(releases))
            fixed_in = releases[fixing].version if fixing < len(releases) else product.next_version
            latest = releases[fixing].date if fixing < len(releases) else LAST_DAY
        elif status in _FIX_ANNOUNCED:
            fixed_in = product.next_version
        end = LAST_DAY
        if status in SETTLED_BY_FIX | _WITHOUT_FIX:
            end = opened + timedelta(days=min(rng.randint(1, 120), (latest - opened).days))
        return _Case(product, status, opened, end, current, fixed_in)

    def _affected(self, case: _Case) -> tuple[Range, ...]:
        """One range that holds the version current when the defect was opened; sometimes an older one, mended before."""
        rng = self._rng
        if case.status in _NOT_ON_A_RANGE and self._happens(0.7):
            return ()
        versions = case.versions
        first = max(0, case.current - int(rng.expovariate(0.4)))
        introduced = "0" if self._happens(0.08) else versions[first]
        if case.status == "cannot-reproduce" or (case.status == "wont-fix" and self._happens(0.3)):
            return (Range(introduced, last_affected=versions[case.current]),)
        latest = Range(introduced, fixed=case.fixed_in)
        if case.fixed_in and introduced != "0" and first >= _OLDER and self._happens(0.2):
            return (Range(versions[first - _OLDER], fixed=versions[first - _OLDER // 2]), latest)
        return (latest,)

    def _not_affected(self, case: _Case, affected: tuple[Range, ...]) -> tuple[str, ...]:
        versions = case.versions
        if not affected or affected[0].introduced == "0" or self._happens(0.6):
            return ()
        before = versions[: versions.index(affected[0].introduced)]
        return tuple(before[-1:])

    def _workarounds(self, case: _Case, affected: tuple[Range, ...]) -> tuple[Workaround, ...]:
        rng = self._rng
        if not affected or self._happens(0.4):
            return ()
        workarounds = []
        for _ in range(rng.choice((1, 1, 1, 2))):
            day = _between(rng, case.opened, case.end)
            steps = self._prose.steps(2, 4) if self._happens(0.5) else self._prose.paragraph(rng.choice((1, 2)))
            version = case.versions[case.current]
            workarounds.append(Workaround(steps, affected[-1].introduced, version, day, self._staff_on(day).id))
        return tuple(workarounds)

    def _none_known(self, case: _Case) -> date | None:
        return _between(self._rng, case.opened, case.end) if self._happens(0.4) else None

    def _related(self, originals: list[str]) -> tuple[str, ...]:
        count = min(self._rng.choice((0, 0, 0, 1, 2)), len(originals))
        return tuple(sorted(self._rng.sample(originals, count)))

    def _updates(self, case: _Case, *, is_closed: bool) -> tuple[Word, ...]:
        """Signed by staff of that day; a closed issue's last one is of the day it was closed."""
        rng = self._rng
        days = sorted(_between(rng, case.opened, case.end) for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 4))))
        days += [case.end] if is_closed else []
        words = [Word(self._moment(day), self._staff_on(day).id, self._prose.paragraph(rng.choice((1, 1, 2)))) for day in days]
        return tuple(sorted(words, key=lambda word: word.at))

    def _comments(self, case: _Case) -> tuple[Word, ...]:
        rng = self._rng
        last = min(case.opened + timedelta(days=90), LAST_DAY)
        words = []
        for _ in range(min(int(rng.expovariate(0.55)), 12)):
            day = _between(rng, case.opened, last)
            by = rng.choice(self._strangers) if self._happens(0.7) else self._staff_on(day).id
            words.append(Word(self._moment(day), by, self._prose.paragraph(rng.choice((1, 1, 1, 2)))))
        return tuple(sorted(words, key=lambda word: word.at))

    def _reports(self, case: _Case) -> tuple[Report, ...]:
        rng = self._rng
        days = {_between(rng, case.opened, case.end).isoformat()[:7] for _ in range(rng.choice((0, 0, 1, 2, 3)))}
        return tuple(
            Report(
                month,
                tuple((channel, rng.randint(1, 40)) for channel in _CHANNELS if self._happens(0.7)) or (("x", 1),),
            )
            for month in sorted(days)
        )

    def _reference(self) -> Reference:
        rng = self._rng
        url = f"https://forum.meridian.example/t/{self._prose.slug()}/{rng.randrange(10_000)}"
        return Reference(rng.choice(_REFERENCE_TYPES), url)

    def _staff_on(self, day: date) -> Staff:
        return self._rng.choice([one for one in self._people if one.is_staff_on(day)])

    def _happens(self, share: float) -> bool:
        return self._rng.random() < share

    def _moment(self, day: date) -> datetime:
        clock = time(self._rng.randint(7, 18), self._rng.randrange(60), self._rng.randrange(60), tzinfo=UTC)
        return datetime.combine(day, clock)


def _stable(product: Product) -> list[str]:
    return [release.version for release in product.releases if release.channel == STABLE]


def _between(rng: Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, (last - first).days))


def _pick(rng: Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), weights=list(weights.values()))[0]
