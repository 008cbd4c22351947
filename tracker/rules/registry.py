"""The table of rules. A rule is one generator with one sentence; it never reads files, prints, or knows lines."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from tracker.model.problem import Finding
from tracker.model.tracker import Origin, Tracker
from tracker.model.vocabulary import Level

Check = Callable[[Tracker], Iterable[Finding]]
DatedCheck = Callable[[Tracker, date], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    level: Level
    is_lenient: bool
    """Only a warning in a mapped source and in what was imported: it asks for something more, or against what only somebody else can put right."""
    sentence: str
    """The rule as a contributor is told it."""
    check: Check | None
    dated_check: DatedCheck | None = None
    """In place of the other, where what is wrong depends on the day."""

    def findings(self, tracker: Tracker, today: date | None) -> Iterable[Finding]:
        """What the rule says; one that depends on the day has nothing to say where nobody tells it."""
        if self.dated_check:
            return self.dated_check(tracker, today) if today else ()
        return self.check(tracker) if self.check else ()


RULES: dict[str, Rule] = {}
"""By code; this table is the policy."""


def rule(code: str, *, level: Level = Level.ERROR, completeness: bool = False) -> Callable[[Check], Check]:
    """Enter a generator of findings into the table under `code`; its docstring is the sentence."""

    def enter(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"two rules are called {code}")
        RULES[code] = Rule(code, level, completeness, (check.__doc__ or "").strip(), check)
        return check

    return enter


def dated_rule(code: str, *, level: Level = Level.WARNING, lenient: bool = False) -> Callable[[DatedCheck], DatedCheck]:
    """The same for a generator that is told the day (UTC), too. `lenient`: with a warning where the record is somebody else's."""

    def enter(check: DatedCheck) -> DatedCheck:
        if code in RULES:
            raise ValueError(f"two rules are called {code}")
        RULES[code] = Rule(code, level, lenient, (check.__doc__ or "").strip(), None, check)
        return check

    return enter


def findings(tracker: Tracker, codes: Iterable[str] | None = None, today: date | None = None) -> Iterator[Finding]:
    """Every complaint of these rules, or of all in the order of their codes."""
    unknown = Origin()
    for each in (RULES[code] for code in (sorted(RULES) if codes is None else codes)):
        for found in each.findings(tracker, today):
            theirs = tracker.origins.get(found.path, unknown).is_somebody_elses
            yield replace(found, code=each.code, level=Level.WARNING if each.is_lenient and theirs else each.level)
