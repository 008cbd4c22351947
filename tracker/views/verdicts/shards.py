"""Listed accounts by the length of what they look like, so that one question needs few files."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tracker.model.handles import canonical
from tracker.views.verdicts.lookalike import name_of
from tracker.views.verdicts.skeleton import squeeze

SHARD = 4000
"""Accounts in a shard, about: as many as are looked through in a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Held:
    """A listed account and the place of its holder in the list of people."""

    platform: str
    handle: str
    person: int
    has_ended: bool


def shards(held: Sequence[Held]) -> list[tuple[int, list[Held]]]:
    """The accounts by the length of what their names look like, short ones first, together up to the longest length given."""
    by_length: dict[int, list[Held]] = defaultdict(list)
    for each in held:
        by_length[len(squeeze(name_of(each.platform, canonical(each.platform, each.handle))))].append(each)
    made: list[tuple[int, list[Held]]] = []
    for length, several in sorted(by_length.items()):
        if made and len(made[-1][1]) + len(several) <= SHARD:
            made[-1] = (length, made[-1][1] + several)
        else:
            made.append((length, several))
    return made


def shard(held: Iterable[Held]) -> dict[str, Any]:
    """By platform: handles in use and their holders, then those that ended and theirs; of holders only the step from the one before."""
    sides: dict[str, tuple[list[Held], list[Held]]] = defaultdict(lambda: ([], []))
    for each in sorted(held, key=lambda h: (h.platform, h.person, h.handle)):
        sides[each.platform][each.has_ended].append(each)
    return {p: [part for side in both for part in ([h.handle for h in side], _steps([h.person for h in side]))] for p, both in sides.items()}


def _steps(numbers: Sequence[int]) -> list[int]:
    return [later - earlier for earlier, later in pairwise([0, *numbers])]
