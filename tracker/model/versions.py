"""The order of versions, as each way of spelling them defines it. Knows no product's records and no ranges."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from packaging.version import InvalidVersion
from packaging.version import Version as Pep440Version
from univers.versions import SemverVersion

from tracker.model.vocabulary import Versioning

Place = tuple[Any, ...]
"""Where a version stands among those of the same product: compares with the places of that product only."""

BEFORE_ALL: Place = (0,)
"""Before every version."""
AFTER_ALL: Place = (2,)
"""After every version."""

START = "0"
"""Written as `introduced`: from before the first version."""

_LONGEST = 80
_SEMVER = re.compile(r"([0-9]+(?:\.[0-9]+){0,2}(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)(?:\+[0-9A-Za-z.-]+)?")
_CALENDAR = re.compile(r"[0-9]+(?:[.-][0-9]+){0,4}")
_FOUR_PART = re.compile(r"[0-9]+(?:\.[0-9]+){0,3}")


def _semver(text: str) -> Place | None:
    """Semantic Versioning 2.0.0, section 11, as plain tuples, which sort fast; build metadata does not count, and missing numbers are 0."""
    found = _SEMVER.fullmatch(text)
    if not found:
        return None
    try:
        parsed = SemverVersion(found[1]).value
    except ValueError:
        return None
    marks = tuple((0, int(mark), "") if mark.isdigit() else (1, 0, mark) for mark in parsed.prerelease)
    return (1, parsed.major, parsed.minor, parsed.patch, not marks, marks)


def _pep440(text: str) -> Place | None:
    """The version specifiers of the Python packaging standards (PEP 440)."""
    try:
        return (1, Pep440Version(text))
    except InvalidVersion:
        return None


def _numbers(text: str) -> Place:
    """Number by number; 2026.3 is 2026.03 and 2026.3.0."""
    numbers = [int(n) for n in re.split("[.-]", text)]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return (1, *numbers)


def _calendar(text: str) -> Place | None:
    return _numbers(text) if _CALENDAR.fullmatch(text) else None


def _four_part(text: str) -> Place | None:
    return _numbers(text) if _FOUR_PART.fullmatch(text) else None


_PLACES = {Versioning.SEMVER: _semver, Versioning.PEP440: _pep440, Versioning.CALENDAR: _calendar, Versioning.FOUR_PART: _four_part}


def spellings(text: str) -> tuple[str, ...]:
    """What a version may have been meant to say, best first: as it is but for blanks around it, and without a leading v."""
    plain = text.strip()
    return (plain, plain[1:]) if plain[:1] in {"v", "V"} else (plain,)


@lru_cache(maxsize=2**16)
def place(text: str, scheme: Versioning) -> Place | None:
    """Where a version stands among those spelt the same way; None when it is no version of that scheme, or its order is only a list's."""
    parse = _PLACES.get(scheme)
    if parse is None or len(text) > _LONGEST:
        return None
    return next((found for spelling in spellings(text) if (found := parse(spelling)) is not None), None)


_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_BLANKS = re.compile(r"[ \t\u00a0]+")
_LEAD = re.compile(r"(?:version|release|ver|v)(?:[ .:]+|(?=[0-9]))", re.ASCII | re.IGNORECASE)
_BUILD = re.compile(r" ?(?:\(build[ .:#]*[0-9]+\)|,? build[ .:#]*[0-9]+|\((?:32|64)[ -]?bit\))\Z", re.ASCII | re.IGNORECASE)
_LONGEST_PASTED = 200


def pasted(text: str, names: Iterable[str], scheme: Versioning) -> Iterator[str]:
    """What a text may say that was copied from a window: less and less of what stands around the version. `names` are those of the product.

    Nothing within a version is taken for something else: a mark such as `(beta)` stays, and so does a build where it may be the fourth part.
    """
    if len(text) > _LONGEST_PASTED:
        return
    plain = _BLANKS.sub(" ", text.translate(_FULL_WIDTH)).strip()
    yield plain
    for name in names:
        rest = plain[len(name) :]
        if plain[: len(name)].lower() == name.lower() and rest[:1] in {" ", ",", ":"}:
            plain = rest.lstrip(" ,:")
            break
    yield plain
    lead = _LEAD.match(plain)
    plain = plain[lead.end() :] if lead else plain
    yield plain
    while scheme is not Versioning.FOUR_PART and (build := _BUILD.search(plain)):
        plain = plain[: build.start()]
        yield plain


_NUMBERS = re.compile(r"[vV]?(?:[0-9]+!)?([0-9]+(?:[.-][0-9]+)*)")


def numbers(text: str) -> tuple[int, ...]:
    """The numbers with which a version begins."""
    found = _NUMBERS.match(text.strip())
    return tuple(int(n) for n in re.split("[.-]", found[1])) if found else ()


def is_unlike(text: str, versions: Iterable[str], scheme: Versioning) -> bool:
    """Whether a version is written otherwise than all these, and is probably that of something else.

    It begins with a number out of all proportion, or has another number of parts where those always have the same.
    """
    given = numbers(text)
    known = [found for version in versions if (found := numbers(version))]
    if not given or not known:
        return False
    lowest, highest = min(n[0] for n in known), max(n[0] for n in known)
    length = len(str(given[0]))
    is_far = length <= len(str(lowest)) - 2 or (length > len(str(highest)) and given[0] > highest + 1)
    counts_parts = scheme in {Versioning.CALENDAR, Versioning.FOUR_PART}
    return is_far or (counts_parts and len(given) not in {len(n) for n in known})


class Order:
    """The order of one product's versions: its scheme, or its list of releases where only that says what came after what."""

    def __init__(self, scheme: Versioning, released: Iterable[str]) -> None:
        """`released` as the product's file lists its releases, oldest first."""
        self.scheme = scheme
        self._positions: dict[str, int] = {}
        for version in released:
            self._positions.setdefault(version, len(self._positions))
        self._released = {self.key(version): version for version in reversed(self._positions)}

    @property
    def listed(self) -> tuple[str, ...]:
        """The releases, oldest first."""
        return tuple(self._positions)

    def place(self, text: str) -> Place | None:
        """Where a version stands; None when it cannot be compared."""
        if self.scheme is not Versioning.LISTED:
            return place(text, self.scheme)
        return next(((1, self._positions[spelling]) for spelling in spellings(text) if spelling in self._positions), None)

    def beginning(self, text: str) -> Place | None:
        """Where a range begins."""
        return BEFORE_ALL if text == START else self.place(text)

    def repair(self, text: str) -> Place | None:
        """Where a version stands in which something is fixed: one that a list does not hold yet comes after all that it holds."""
        return self.place(text) or (AFTER_ALL if self.scheme is Versioning.LISTED else None)

    def key(self, text: str) -> Place | str:
        """The same for all spellings of a version: its place, or what was written where it has none."""
        return self.place(text) or text.strip()

    def released(self, text: str) -> str | None:
        """The release that a version names, as the list spells it; None when it is not a known one."""
        return next((self._released[key] for key in (self.key(text), *spellings(text)) if key in self._released), None)
