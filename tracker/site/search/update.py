"""An index brought up to date: what changed entries were found by is taken out of its lists, what they are found by now is put in."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tracker.site.search import alphabet, forms, lexicon, postings, ranges
from tracker.site.search.alphabet import TERMS, Bounds, Tables
from tracker.site.search.documents import decode
from tracker.site.search.forms import Chunks, Files, NumberedEntry, run
from tracker.site.search.sayings import LOW, NOTHING, Saying, Vocabulary, saying
from tracker.site.search.state import FILE, SAID, STATE, TABLE, Kept, Made, State, digests_of, under

_FEW, _SHARE = 20, 0.2
"""How many entries may have changed, at least, and of all: of more it is quicker to make everything anew."""

Differences = Mapping[int, tuple[Saying, Saying]]
"""By number: what was said under it, and what is said now."""


def brought_up_to_date(before: State, chunks: Chunks, prints: Sequence[str], count: int, kept: Kept) -> Made | None:
    """The index as it is now; None where it has to be made anew, because too much has changed, or something is missing of what was kept."""
    if kept.names(FILE) != before.digests.keys():
        return None
    moved = [at for at, (then, now) in enumerate(zip(before.prints, prints, strict=True)) if then != now]
    if not moved:
        return Made(before, {})
    said = {at: chunks[at] for at in moved}
    most = max(_FEW, count * _SHARE)
    try:
        return _changed(before, said, prints, most, kept)
    except (KeyError, IndexError, ValueError):
        return None


def _changed(before: State, said: Mapping[int, bytes], prints: Sequence[str], most: float, kept: Kept) -> Made | None:
    """`said`: the runs in which something is not as it was, as they are now."""
    runs = {at: decode(content) for at, content in said.items()}
    differences = _differences(kept.named([f"{SAID}{at}" for at in runs]), runs, before.slots)
    if len(differences) > most:
        return None
    made = {name: content for at, entries in runs.items() for name, content in run(at, entries).items()}
    tables: Files = {}
    bounds = before.bounds
    if differences:
        changes = _Changes.between(differences)
        made |= _pair_files(changes.pairs, kept)
        bounds, cut, tables = _alphabet(before.bounds, changes, kept)
        made |= cut
    digests = {**before.digests, **digests_of(made)}
    gone = [name for folder in bounds for name in ranges.names(folder, before.bounds[folder]) - ranges.names(folder, bounds[folder])]
    for name in gone:
        del digests[name]
    state = State(before.code, before.slots, prints, bounds, digests)
    held = {STATE: state.encode(), **{f"{SAID}{at}": content for at, content in said.items()}, **under(TABLE, tables), **under(FILE, made)}
    kept.update(held, [FILE + name for name in gone], clean=False)
    return Made(state, made)


def _differences(then: Files, runs: Mapping[int, Sequence[NumberedEntry]], slots: int) -> Differences:
    vocabulary = Vocabulary(slots)
    found: dict[int, tuple[Saying, Saying]] = {}
    for at, entries in runs.items():
        old, new = ({number: one._replace(row=()) for number, one in some} for some in (decode(then[f"{SAID}{at}"]), entries))
        changed = [number for number in old.keys() | new.keys() if old.get(number) != new.get(number)]
        before, now = ({number: saying(some[number], vocabulary) for number in changed if number in some} for some in (old, new))
        found |= {number: (before.get(number, NOTHING), now.get(number, NOTHING)) for number in changed}
    return found


@dataclass
class _Changes:
    """What is to be done to lists and counts: for each number its new weight, or None where it goes."""

    terms: defaultdict[str, dict[int, int | None]] = field(default_factory=lambda: defaultdict(dict))
    pairs: defaultdict[int, dict[int, int | None]] = field(default_factory=lambda: defaultdict(dict))
    words: Counter[str] = field(default_factory=Counter)

    @classmethod
    def between(cls, differences: Differences) -> "_Changes":
        changes = cls()
        for number, (old, new) in differences.items():
            for term in old.terms.keys() | new.terms.keys():
                if old.terms.get(term) != new.terms.get(term):
                    changes.terms[term][number] = new.terms.get(term)
            for pair in set(old.pairs) ^ set(new.pairs):
                changes.pairs[pair][number] = 0 if pair in new.pairs else None
            changes.words.subtract(old.words)
            changes.words.update(new.words)
        return changes


def _pair_files(changes: Mapping[int, Mapping[int, int | None]], kept: Kept) -> Files:
    """The files of these pairs."""
    names = {pair: FILE + forms.pair_file(pair) for pair in changes}
    held = {name: forms.decode_pairs(content) for name, content in kept.named(set(names.values())).items()}
    for pair, some in changes.items():
        lists, at = held[names[pair]], forms.place_in_file(pair)
        lists[at] = postings.patched(lists[at], some, 0)
    return {name.removeprefix(FILE): forms.encode_pairs(lists) for name, lists in held.items()}


class _Lists(dict[str, bytes]):
    """Lists by term, from the files of the last build that are needed."""

    def __init__(self, bounds: Sequence[str], kept: Kept) -> None:
        super().__init__()
        self._bounds = bounds
        self._kept = kept

    def read(self, terms: Iterable[str]) -> None:
        """All that stands in the files in which these terms stand or would stand."""
        wanted = {self._bounds[max(0, bisect_right(self._bounds, term) - 1)] for term in terms} if self._bounds else set()
        for content in self._kept.named([f"{FILE}{TERMS}/{ranges.name_of(bound)}" for bound in wanted]).values():
            self.update(forms.decode_lists(content))

    def __missing__(self, term: str) -> bytes:
        """In a file of which nothing has changed but where it ends."""
        self.read([term])
        if (found := self.get(term)) is None:
            raise KeyError(term)
        return found


def _alphabet(before: Bounds, changes: _Changes, kept: Kept) -> tuple[Bounds, Files, Files]:
    """Where is cut now, the files that may not be as they were, and the tables."""
    tables = Tables.decode(kept.below(TABLE))
    lists = _Lists(before[TERMS], kept)
    lists.read(changes.terms)
    for term, some in changes.terms.items():
        lists[term] = postings.patched(lists.get(term, b""), some, LOW)
        tables.terms.put(term, alphabet.room(term, lists[term]) if lists[term] else 0)
    terms, made = alphabet.term_files(tables.terms, lists, before[TERMS], changes.terms)
    if not (moved := _recounted(tables, changes.words)):
        return {**before, TERMS: terms}, made, tables.encode()
    words, more = alphabet.word_files(tables, before, moved)
    return {TERMS: terms, **words}, {**made, **more}, tables.encode()


def _recounted(tables: Tables, more: Mapping[str, int]) -> list[str]:
    """Correct the counts, and give the words that are now listed with another weight, or no longer, or newly."""
    moved: list[str] = []
    for word, difference in more.items():
        if not difference or len(word) < lexicon.SHORTEST:
            continue
        before = tables.words.get(word)
        after = before + difference
        tables.words.put(word, after)
        if not (before and after):
            tables.tails.put(word[::-1], lexicon.room([word])[0] if after else 0)
        if lexicon.weight(before) != lexicon.weight(after):
            moved.append(word)
    return moved
