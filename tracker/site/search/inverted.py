"""From what entries are made of to lists of entries, in parts that can be made apart from each other and are then joined."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from tracker.site.search import forms, postings
from tracker.site.search.documents import decode
from tracker.site.search.lexicon import SHORTEST
from tracker.site.search.postings import Pieces
from tracker.site.search.sayings import IMPACTS, Pairing, saying
from tracker.workers import Workers

LOW = IMPACTS.bit_length() - 1
"""How many bits of a number in a term's list are the weight."""
_PART, _LEAST = 2500, 1000
"""Entries that are done at once, and how many must be there for several processes to be worth their start."""
Key = TypeVar("Key", bound=Hashable)
Chunks = Sequence[bytes]
"""What all entries are made of, in the order of their numbers, in runs of as many numbers as a file of errors is for."""


class Run(NamedTuple):
    """What is made of one run of numbers alone."""

    said: bytes
    """A line for each entry: what it is found by."""
    files: forms.Files


class Part(NamedTuple):
    """What the entries of some runs are found by, turned around: keys, and a piece of the list of each."""

    terms: tuple[Sequence[str], Pieces]
    pairs: tuple[Sequence[int], Pieces]
    words: tuple[Sequence[str], Sequence[int]]
    runs: Sequence[Run]


class Inverted(NamedTuple):
    """What all entries are found by: lists of numbers by term and by pair, in how many entries each word stands, and every run."""

    terms: dict[str, bytes]
    pairs: dict[int, bytes]
    words: Counter[str]
    runs: list[Run]


def inverted(chunks: Chunks, count: int, slots: int, workers: Workers) -> Inverted:
    """All of it; `count` entries."""
    parts = max(min(workers.processes, len(chunks)) if count >= _LEAST else 1, -(-count // _PART))
    size = -(-len(chunks) // parts)
    bounds = [(at, at + size) for at in range(0, len(chunks), size)]
    made = Inverted({}, {}, Counter(), [])
    ends: tuple[dict[str, int], dict[int, int]] = ({}, {})
    for part in workers.start(partial(_parts, chunks, slots), bounds, is_worth_it=len(bounds) > 1, chunk=1):
        _join(made.terms, ends[0], *part.terms, LOW)
        _join(made.pairs, ends[1], *part.pairs, 0)
        for word, times in zip(*part.words, strict=True):
            made.words[word] += times
        made.runs.extend(part.runs)
    return made


def _join(made: dict[Key, bytes], ends: dict[Key, int], keys: Iterable[Key], some: Pieces, low: int) -> None:
    at = 0
    for key, first, last, size in zip(keys, some.firsts, some.lasts, some.sizes, strict=True):
        made[key] = b"".join((made.get(key, b""), postings.continued(ends.get(key, 0), first, low), some.content[at : at + size]))
        ends[key] = last
        at += size


def _parts(chunks: Chunks, slots: int, bounds: Iterable[tuple[int, int]]) -> list[Part]:
    pairing = Pairing(slots)
    return [_part(chunks[start:end], start, slots, pairing) for start, end in bounds]


def _part(chunks: Chunks, start: int, places: int, pairing: Pairing) -> Part:
    terms: defaultdict[str, array[int]] = defaultdict(partial(array, "I"))
    pairs = [array("I") for _ in range(places)]
    words: Counter[str] = Counter()
    runs: list[Run] = []
    for chunk, content in enumerate(chunks, start):
        entries = decode(content)
        for number, one in entries:
            said = saying(one, pairing)
            base = number << LOW
            for term, impact in said.terms.items():
                terms[term].append(base | impact)
            for pair in said.pairs:
                pairs[pair].append(number)
            words.update(said.words)
        runs.append(run(chunk, entries))
    listed = [word for word in words if len(word) >= SHORTEST]
    used = [pair for pair, numbers in enumerate(pairs) if numbers]
    return Part(
        (list(terms), postings.pieces(terms.values(), LOW)),
        (used, postings.pieces(map(pairs.__getitem__, used), 0)),
        (listed, array("I", map(words.__getitem__, listed))),
        runs,
    )


def run(chunk: int, entries: Sequence[forms.NumberedEntry]) -> Run:
    """What is made of these entries alone."""
    return Run(b"\n".join(one.said(number) for number, one in entries), {**forms.rows(chunk, entries), **forms.errors(chunk, entries)})
