"""The index as files, made anew or brought up to date from what the last build knew: either way the same bytes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from hashlib import blake2b
from typing import NamedTuple

import orjson

from tracker.model.public import Public
from tracker.site.search import alphabet, forms
from tracker.site.search.alphabet import Tables
from tracker.site.search.documents import PLACES, Subject, encode
from tracker.site.search.forms import Chunks, Files
from tracker.site.search.numbers import numbered, slots_for
from tracker.site.search.state import FILE, SAID, STATE, TABLE, Kept, Made, State, decode_state, digests_of, under
from tracker.site.search.update import brought_up_to_date
from tracker.site.search.words import STEMMER, words


class File(NamedTuple):
    """A file by what stands for its bytes, which are read where somebody wants them."""

    digest: str
    read: Callable[[], bytes]


def content_of(file: File) -> bytes:
    """The bytes of a file."""
    return file.read()


def files(given: Sequence[Subject], public: Public, kept: Kept, code: str) -> Iterator[tuple[str, File]]:
    """Every file of the index by its path below the search folder."""
    count = len(given)
    slots = slots_for(count)
    code = f"{code}/{STEMMER}/{slots}"
    chunks = _chunks(given, slots)
    del given
    prints = [blake2b(chunk, digest_size=12).hexdigest() for chunk in chunks]
    before = decode_state(kept.named([STATE]).get(STATE, b""), code, slots)
    made = before and brought_up_to_date(before, chunks, prints, count, kept)
    if not made:
        made = _anew(chunks, State(code, slots, prints, {}, {}), kept)
    contents = _Contents(made.files, kept)
    for name, digest in sorted(made.state.digests.items()):
        yield name, File(digest, partial(contents.read, name))
    manifest = _manifest(made.state, public, count)
    yield "index.json", File(manifest.decode(), lambda: manifest)


def _chunks(given: Sequence[Subject], slots: int) -> Chunks:
    numbers = numbered([subject.id for subject in given], slots)
    chunks: list[list[tuple[int, Subject]]] = [[] for _ in range(slots >> forms.RUN_BITS)]
    for subject in given:
        number = numbers[subject.id]
        chunks[number >> forms.RUN_BITS].append((number, subject))
    return [encode(sorted(chunk)) for chunk in chunks]


class _Contents:
    """What was made; and the rest from what is kept, read when the first of it is wanted."""

    def __init__(self, made: Files, kept: Kept) -> None:
        self._made = made
        self._kept = kept

    def read(self, name: str) -> bytes:
        return self._made[name] if name in self._made else self._held[name]

    @cached_property
    def _held(self) -> Files:
        return self._kept.below(FILE)


def _manifest(state: State, public: Public, count: int) -> bytes:
    products = {slug: product.name for slug, product in public.products.items()}
    synonyms = [sorted({word for said in group for word in words(said)}) for group in public.search.synonyms]
    facts = {
        "format": forms.FORMAT,
        "count": count,
        "slots": state.slots,
        **dict(sorted(state.bounds.items())),
        "products": products,
        "places": PLACES,
        "synonyms": synonyms,
    }
    version = blake2b(orjson.dumps((sorted(state.digests.items()), facts)), digest_size=6).hexdigest()
    return orjson.dumps({"version": version, **facts})


def _anew(chunks: Chunks, begun: State, kept: Kept) -> Made:
    from tracker.site.search.inverted import inverted  # noqa: PLC0415 - numpy is worth its import for a whole index only

    kept.update(under(SAID, {str(at): chunk for at, chunk in enumerate(chunks)}), (), clean=True)
    lists = inverted(chunks, begun.slots)
    tables = Tables.of(lists.terms, lists.words)
    bounds, cut = alphabet.all_files(tables, lists.terms)
    made = {**cut, **forms.pair_files(lists.pairs, begun.slots), **lists.files}
    state = replace(begun, bounds=bounds, digests=digests_of(made))
    # Last, for without a state nothing of the rest is believed.
    kept.update({STATE: state.encode(), **under(TABLE, tables.encode()), **under(FILE, made)}, (), clean=False)
    return Made(state, made)
