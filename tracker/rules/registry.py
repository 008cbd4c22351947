"""The table of rules. A rule is one generator with one sentence; it never reads files, prints, or knows lines."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from tracker.model.problem import Finding
from tracker.model.tracker import Origin, Tracker
from tracker.model.vocabulary import Level

Check = Callable[[Tracker], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    level: Level
    is_completeness: bool
    """Asks for something more, rather than against something wrong: only a warning in a mapped source."""
    sentence: str
    """The rule as a contributor is told it."""
    check: Check


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


def findings(tracker: Tracker, codes: Iterable[str] | None = None) -> Iterator[Finding]:
    """Every complaint of these rules, or of all in the order of their codes."""
    unknown = Origin()
    for each in (RULES[code] for code in (sorted(RULES) if codes is None else codes)):
        for found in each.check(tracker):
            mapped = tracker.origins.get(found.path, unknown).is_mapped
            yield replace(found, code=each.code, level=Level.WARNING if each.is_completeness and mapped else each.level)
