"""What is cut into files by the alphabet: lists by term, and the words forwards and backwards."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import NamedTuple, Self

from tracker.site.search import forms, lexicon, ranges
from tracker.site.search.forms import Files

TERMS, WORDS, TAILS = "terms", "words", "tails"

Bounds = Mapping[str, Sequence[str]]


class Table(NamedTuple):
    """Sorted keys, and a number for each."""

    keys: list[str]
    numbers: "array[int]"

    def get(self, key: str) -> int:
        """A key's number, 0 where it is not there."""
        at = bisect_left(self.keys, key)
        return self.numbers[at] if at < len(self.keys) and self.keys[at] == key else 0

    def put(self, key: str, number: int) -> None:
        """0 takes the key out."""
        at = bisect_left(self.keys, key)
        is_there = at < len(self.keys) and self.keys[at] == key
        self.keys[at : at + is_there] = [key] if number else []
        self.numbers[at : at + is_there] = array("I", [number] if number else [])

    def encode(self) -> bytes:
        return b"".join((len(self.keys).to_bytes(4, "little"), self.numbers.tobytes(), "\n".join(self.keys).encode()))

    @classmethod
    def decode(cls, kept: bytes) -> Self:
        """Raises `ValueError` where it is no table."""
        numbers = array("I")
        end = 4 + int.from_bytes(kept[:4], "little") * numbers.itemsize
        numbers.frombytes(kept[4:end])
        keys = kept[end:].decode().split("\n") if numbers else []
        if len(keys) != len(numbers):
            raise ValueError("a table is cut short")
        return cls(keys, numbers)


class Tables(NamedTuple):
    """All keys, which decide where is cut."""

    terms: Table
    """How much room each term takes in its file."""
    words: Table
    """In how many entries each word stands."""
    tails: Table
    """Each word turned around; how much room it takes."""

    @classmethod
    def of(cls, lists: Mapping[str, bytes], counts: Mapping[str, int]) -> Self:
        terms, words = sorted(lists), sorted(counts)
        tails = sorted(word[::-1] for word in words)
        return cls(
            Table(terms, array("I", [room(term, lists[term]) for term in terms])),
            Table(words, array("I", [counts[word] for word in words])),
            Table(tails, array("I", lexicon.room(tails))),
        )

    def encode(self) -> dict[str, bytes]:
        return {TERMS: self.terms.encode(), WORDS: self.words.encode(), TAILS: self.tails.encode()}

    @classmethod
    def decode(cls, kept: Files) -> Self:
        """Raises `KeyError` or `ValueError` where something is missing."""
        return cls(Table.decode(kept[TERMS]), Table.decode(kept[WORDS]), Table.decode(kept[TAILS]))


def room(term: str, encoded: bytes) -> int:
    """How many bytes a list takes in its file, nearly."""
    return len(term) + 4 + len(encoded)


def all_files(tables: Tables, lists: Mapping[str, bytes]) -> tuple[Bounds, Files]:
    """Every file, and where the cuts are. Where there were none before, all are new."""
    terms, made = term_files(tables.terms, lists, (), ())
    words, more = word_files(tables, {}, ())
    return {TERMS: terms, **words}, {**made, **more}


def term_files(terms: Table, lists: Mapping[str, bytes], before: Sequence[str], touched: Collection[str]) -> tuple[Sequence[str], Files]:
    """Where the cuts are, and the files of lists that may not be as they were; `before`: the cuts of then."""
    return ranges.bring_up_to_date(TERMS, terms.keys, terms.numbers, before, touched, partial(forms.encode_lists, lists=lists))


def word_files(tables: Tables, before: Bounds, touched: Collection[str]) -> tuple[Bounds, Files]:
    """The same of words, forwards and backwards, for beginnings and misspellings."""
    counts = dict(zip(*tables.words, strict=True))
    forwards, made = ranges.bring_up_to_date(
        WORDS, tables.words.keys, lexicon.room(tables.words.keys), before.get(WORDS, ()), touched, partial(lexicon.encode, counts=counts)
    )
    turned = [word[::-1] for word in touched]
    backwards, more = ranges.bring_up_to_date(
        TAILS, *tables.tails, before.get(TAILS, ()), turned, partial(lexicon.encode, counts=counts, turned=True)
    )
    return {WORDS: forwards, TAILS: backwards}, {**made, **more}
