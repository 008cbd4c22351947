"""How a complaint is worded where several of them say the same thing."""

from collections.abc import Iterable
from difflib import get_close_matches

_FEW = 200
"""Up to so many known words, each is compared; beyond that only those that begin alike, because comparing is slow."""
_ENOUGH = 200


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the known word that looks most like this one, or nothing when none comes near."""
    by_fold: dict[str, str] = {}
    for each in known:
        by_fold.setdefault(each.casefold(), each)
    folded = word.casefold()
    if len(by_fold) > _FEW:
        by_fold = dict([(fold, each) for fold, each in by_fold.items() if fold == folded or fold[:3] == folded[:3]][:_ENOUGH])
    close = [folded] if folded in by_fold else get_close_matches(folded, by_fold, n=1)
    return f"; did you mean {by_fold[close[0]]!r}?" if close else ""
