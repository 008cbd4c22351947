"""What a question comes upon: an account in one spelling, what is listed under it, and what it resembles. The twin of found.js."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.model.handles import canonical
from tracker.views.verdicts.index import Hold
from tracker.views.verdicts.judge import Judged


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that is asked about, in one spelling."""

    platform: str
    key: str
    handle: str
    """As it was asked."""
    code: str = ""
    """Of the country that was added to a number that came without one."""


@dataclass(frozen=True, slots=True)
class Found:
    candidate: Candidate
    judged: Judged
    holds: Sequence[Hold] = ()
    """Nobody's on our own website."""

    @property
    def handle(self) -> str:
        """As we list it; what is listed nowhere, as it was asked."""
        if self.judged.hold:
            return str(self.judged.hold.account.get("handle", self.candidate.handle))
        return str((self.judged.impostor or {}).get("handle", self.candidate.handle))


@dataclass(frozen=True, slots=True)
class Resembled:
    rule: str
    platform: str
    handle: str
    person: int | None = None


def each_once(found: Sequence[Found]) -> list[Found]:
    """Without those that are listed at the same place."""
    places: dict[tuple[str, str], Found] = {}
    for each in found:
        places.setdefault(place(each), each)
    return list(places.values())


def place(found: Found) -> tuple[str, str]:
    """Where it is listed: platform and key."""
    return found.candidate.platform, found.candidate.key if not found.judged.hold else canonical(found.candidate.platform, found.handle)
