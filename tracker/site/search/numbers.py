"""A number for every entry that follows from its id, so that others keep theirs when one comes or goes."""

from collections.abc import Iterable

from tracker.site.search.words import hashed

_LEAST = 256
_ROOM = 4


def slots_for(count: int) -> int:
    """How many numbers there are for so many entries: a power of two, at least four times as many, so that it seldom changes and few ids want the same."""
    return max(_LEAST, 1 << (count * _ROOM - 1).bit_length()) if count else _LEAST


def numbered(ids: Iterable[str], slots: int) -> dict[str, int]:
    """The ids' numbers below `slots`. Of two that want the same, the second in the alphabet takes the next free one."""
    taken: set[int] = set()
    numbers: dict[str, int] = {}
    for each in sorted(ids):
        wanted = hashed(each)
        number = (wanted ^ wanted >> 16) & slots - 1
        while number in taken:
            number = number + 1 & slots - 1
        taken.add(number)
        numbers[each] = number
    return numbers
