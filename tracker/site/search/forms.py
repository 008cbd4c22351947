"""The forms of the index's files, and which file holds what. `theme/assets/tracker/search/shelves.js` reads them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, chain, pairwise

import orjson

from tracker.site.search import postings
from tracker.site.search.documents import Entry

FORMAT = 2
ROW_BITS, RUN_BITS, PAIR_BITS = 6, 8, 7
"""Numbers to a file of rows and to one of errors, and pairs to a file of pairs, as powers of two."""
_MOST_ERRORS, _MOST_WORDS = 20, 40
"""Of one entry, and of one error: what is looked at closely."""

Files = Mapping[str, bytes]
"""By their path below the search folder."""
NumberedEntry = tuple[int, Entry]
Chunks = list[bytes]
"""What all entries are made of, in the order of their numbers, in runs of as many numbers as a file of errors is for."""


def run(chunk: int, entries: Sequence[NumberedEntry]) -> Files:
    """The files that are made of the entries of a run alone."""
    return {**rows(chunk, entries), **errors(chunk, entries)}


def rows(run: int, entries: Sequence[NumberedEntry]) -> Files:
    """What results show, a file for each few numbers, be it empty: a reader who asks for a number gets an answer."""
    first = run << RUN_BITS - ROW_BITS
    shown: dict[int, list[tuple[object, ...]]] = {chunk: [] for chunk in range(first, first + (1 << RUN_BITS - ROW_BITS))}
    for number, entry in entries:
        shown[number >> ROW_BITS].append((number, entry.kind, *entry.row))
    return {f"rows/{chunk}.json": orjson.dumps(some) for chunk, some in shown.items()}


def errors(run: int, entries: Iterable[NumberedEntry]) -> Files:
    """The errors that entries name, without what differs from case to case, for a closer look at a pasted one."""
    named = {str(number): [" ".join(words[:_MOST_WORDS]) for words in entry.errors[:_MOST_ERRORS]] for number, entry in entries if entry.errors}
    return {f"errors/{run}.json": orjson.dumps(named, option=orjson.OPT_SORT_KEYS)}


def encode_lists(terms: Sequence[str], lists: Mapping[str, bytes]) -> bytes:
    """Lists of numbers by term."""
    some = [lists[term] for term in terms]
    head = orjson.dumps(list(chain.from_iterable(zip(terms, map(len, some), strict=True))))
    return b"".join((head, b"\n", *some))


def decode_lists(content: bytes) -> dict[str, bytes]:
    head, _, rest = content.partition(b"\n")
    said = orjson.loads(head)
    ends = accumulate(said[1::2], initial=0)
    return {term: rest[start:end] for term, (start, end) in zip(said[::2], pairwise(ends), strict=True)}


def pair_file(pair: int) -> str:
    return f"pairs/{pair >> PAIR_BITS}.bin"


def place_in_file(pair: int) -> int:
    return pair & (1 << PAIR_BITS) - 1


def pair_files(lists: Mapping[int, bytes], slots: int) -> Files:
    """Every file of pairs."""
    size = 1 << PAIR_BITS
    return {pair_file(first): encode_pairs([lists.get(pair, b"") for pair in range(first, first + size)]) for first in range(0, slots, size)}


def encode_pairs(lists: Sequence[bytes]) -> bytes:
    """Lists for a run of pairs, after how long each of them is."""
    return postings.varints(map(len, lists)) + b"".join(lists)


def decode_pairs(content: bytes) -> list[bytes]:
    sizes, head = postings.first_varints(content, 1 << PAIR_BITS)
    return [content[start:end] for start, end in pairwise(accumulate(sizes, initial=head))]
