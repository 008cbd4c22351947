"""The index as files, made anew or brought up to date from what the last build knew: either way the same bytes."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from itertools import accumulate, chain, pairwise
from typing import Protocol

import orjson

from tracker.model.public import Public
from tracker.site.search import lexicon, postings, ranges
from tracker.site.search.documents import Entry, found_by
from tracker.site.search.inverted import LOW, inverted
from tracker.site.search.numbers import numbered, slots_for
from tracker.site.search.sayings import Pairing, Saying, saying
from tracker.site.search.words import STEMMER, TERMS, signature, words
from tracker.workers import Workers

FORMAT = 1
ROW_BITS, ERROR_BITS, PAIR_BITS = 6, 8, 7
"""Numbers to a file of rows or of errors, and pairs to a file of pairs, as powers of two."""
MOST_ERRORS, MOST_WORDS = 20, 40
"""Of one entry, and of one error: what is looked at closely."""
_STATE, _ENTRY, _FILE = "state", "entry/", "file/"
_MANY = 0.2
"""Share of changed entries from which on it is quicker to make everything anew."""

Files = dict[str, bytes]


class Kept(Protocol):
    """Bytes by name that outlast a build, or do not: what is not there is made again."""

    def named(self, names: Iterable[str]) -> Mapping[str, bytes]:
        """Those of the names that are there."""

    def below(self, beginning: str) -> Mapping[str, bytes]:
        """All whose names begin so, by the rest of their names."""

    def update(self, made: Mapping[str, bytes], gone: Iterable[str], *, clean: bool) -> None:
        """Keep these and forget those, or with `clean` all others, in one step."""


@dataclass
class _State:
    """What the next build needs to know of this one."""

    code: str
    slots: int
    entries: dict[str, tuple[int, str]]
    """Number and digest of each."""
    words: dict[str, int]
    """In how many entries each word stands."""
    bounds: dict[str, list[str]] = field(default_factory=dict)

    def encode(self) -> bytes:
        return orjson.dumps((self.code, self.slots, self.entries, self.words, self.bounds), option=orjson.OPT_SORT_KEYS)


def _decode_state(kept: bytes, code: str, slots: int) -> _State | None:
    try:
        state = _State(*orjson.loads(kept))
    except (ValueError, TypeError):
        return None
    return state if state.code == code and state.slots == slots else None


def files(given: Sequence[Entry], public: Public, kept: Kept, code: str, workers: Workers) -> Iterator[tuple[str, bytes]]:
    """Every file of the index by its path below the search folder."""
    by_id = {entry.id: entry for entry in given}
    slots = slots_for(len(by_id))
    code = f"{code}/{STEMMER}/{slots}"
    numbers = numbered(by_id, slots)
    said = {name: entry.said() for name, entry in by_id.items()}
    now = {name: (numbers[name], blake2b(text, digest_size=12).hexdigest()) for name, text in said.items()}
    before = _decode_state(kept.named([_STATE]).get(_STATE, b""), code, slots)
    changed = [name for name in now if before is None or tuple(before.entries.get(name, ())) != now[name]]
    gone = [name for name in before.entries if name not in now] if before else []
    if before is None or len(changed) + len(gone) > max(20, len(now) * _MANY):
        before = None
    if before:
        try:
            state, made = _patched(before, by_id, now, said, changed, gone, kept)
        except (KeyError, IndexError, ValueError):
            # Something is missing of what was kept.
            before = None
    if not before:
        state, made = _anew(by_id, now, code, slots, workers)
        kept.update({_STATE: state.encode(), **_under(_ENTRY, said), **_under(_FILE, made)}, (), clean=True)
    made = {**made, **_rows(by_id, now, slots)}
    digest = blake2b(digest_size=6)
    for name in sorted(made):
        digest.update(name.encode() + b"\0" + made[name])
        yield name, made[name]
    yield "index.json", _manifest(state, public, len(by_id), digest.hexdigest())


def _manifest(state: _State, public: Public, count: int, digest: str) -> bytes:
    products = {slug: product.name for slug, product in public.products.items()}
    synonyms = [sorted({TERMS[word] for said in group for word in words(said)}) for group in public.search.synonyms]
    facts = {"format": FORMAT, "count": count, "slots": state.slots, **dict(sorted(state.bounds.items())), "products": products, "synonyms": synonyms}
    version = blake2b(orjson.dumps((digest, facts)), digest_size=6).hexdigest()
    return orjson.dumps({"version": version, **facts})


def _rows(by_id: Mapping[str, Entry], now: Mapping[str, tuple[int, str]], slots: int) -> Files:
    """What results show, a file for each run of numbers, be it empty: a reader who asks for a number gets an answer."""
    chunks: dict[int, list[tuple[object, ...]]] = {}
    for name, (number, _) in sorted(now.items(), key=lambda item: item[1][0]):
        entry = by_id[name]
        chunks.setdefault(number >> ROW_BITS, []).append((number, entry.kind, *entry.row))
    return {f"rows/{chunk}.json": orjson.dumps(chunks.get(chunk, [])) for chunk in range(slots >> ROW_BITS)}


def _errors(entry: Entry) -> list[str]:
    """The errors that an entry names, without what differs from case to case, for a closer look at a pasted one."""
    return [" ".join(signature(text)[:MOST_WORDS]) for text in entry.errors[:MOST_ERRORS]]


def _error_file(errors: Mapping[str, list[str]]) -> bytes:
    return orjson.dumps({number: some for number, some in errors.items() if some}, option=orjson.OPT_SORT_KEYS)


def _anew(by_id: Mapping[str, Entry], now: Mapping[str, tuple[int, str]], code: str, slots: int, workers: Workers) -> tuple[_State, Files]:
    ordered = sorted((number, name) for name, (number, _) in now.items())
    lists = inverted([(number, by_id[name]) for number, name in ordered], slots, workers)
    state = _State(code, slots, dict(now), dict(lists.words))
    errors: dict[int, dict[str, list[str]]] = {chunk: {} for chunk in range(slots >> ERROR_BITS)}
    for number, name in ordered:
        errors[number >> ERROR_BITS][str(number)] = _errors(by_id[name])
    made = _term_files(state, lists.terms, [], lists.terms)
    made |= {_pair_name(chunk): _encode_pairs([lists.pairs.get(pair, b"") for pair in _pairs_of(chunk)]) for chunk in range(slots >> PAIR_BITS)}
    made |= {_error_name(chunk): _error_file(some) for chunk, some in errors.items()}
    made |= _word_files(state, {}, lists.words)
    return state, made


def _under(beginning: str, some: Mapping[str, bytes]) -> Files:
    return {beginning + name: content for name, content in some.items()}


def _term_files(state: _State, lists: Mapping[str, bytes], before: Sequence[str], touched: Iterable[str]) -> Files:
    keys = sorted(lists)
    sizes = [len(term) + 4 + len(lists[term]) for term in keys]
    bounds, made = ranges.bring_up_to_date("terms", keys, sizes, before, set(touched), lambda some: _encode_lists(some, lists))
    state.bounds["terms"] = bounds
    return dict(made)


def _encode_lists(terms: Sequence[str], lists: Mapping[str, bytes]) -> bytes:
    head = orjson.dumps(list(chain.from_iterable((term, len(lists[term])) for term in terms)))
    return b"".join((head, b"\n", *(lists[term] for term in terms)))


def _decode_lists(content: bytes) -> dict[str, bytes]:
    head, _, rest = content.partition(b"\n")
    said = orjson.loads(head)
    lists: dict[str, bytes] = {}
    at = 0
    for term, size in zip(said[::2], said[1::2], strict=True):
        lists[term] = rest[at : at + size]
        at += size
    return lists


def _pair_name(chunk: int) -> str:
    return f"pairs/{chunk}.bin"


def _pairs_of(chunk: int) -> range:
    return range(chunk << PAIR_BITS, (chunk + 1) << PAIR_BITS)


def _error_name(chunk: int) -> str:
    return f"errors/{chunk}.json"


def _encode_pairs(lists: Sequence[bytes]) -> bytes:
    """A file for a run of pairs, which says first how long each list is."""
    return postings.varints(list(map(len, lists))) + b"".join(lists)


def _decode_pairs(content: bytes) -> list[bytes]:
    sizes: list[int] = []
    at = value = shift = 0
    while len(sizes) < 1 << PAIR_BITS:
        byte = content[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            sizes.append(value)
            value = shift = 0
    ends = [at, *accumulate(sizes, initial=at)][1:]
    return [content[start:end] for start, end in pairwise(ends)]


def _word_files(state: _State, before: Mapping[str, Sequence[str]], touched: Iterable[str]) -> Files:
    """Every word that stands somewhere, forwards and backwards, for beginnings and misspellings."""
    made: Files = {}
    changed = {word for word in touched if len(word) >= lexicon.SHORTEST}
    for folder, turned in (("words", False), ("tails", True)):
        some_words = [word for word in state.words if len(word) >= lexicon.SHORTEST]
        keys = sorted(word[::-1] for word in some_words) if turned else sorted(some_words)
        some = {word[::-1] for word in changed} if turned else changed
        bounds, files_ = ranges.bring_up_to_date(
            folder,
            keys,
            [len(key) + 3 for key in keys],
            before.get(folder, ()),
            some,
            partial(lexicon.encode, counts=state.words, turned=turned),
        )
        state.bounds[folder] = bounds
        made |= files_
    return made


@dataclass
class _Changes:
    """What is to be done to lists and counts: for each number its new weight, or None where it goes."""

    terms: dict[str, dict[int, int | None]] = field(default_factory=dict)
    pairs: dict[int, dict[int, int | None]] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)

    def take_out(self, one: Saying, number: int) -> None:
        for term in one.terms:
            self.terms.setdefault(term, {})[number] = None
        for pair in one.pairs:
            self.pairs.setdefault(pair, {})[number] = None
        self.words.subtract(one.words)

    def put_in(self, one: Saying, number: int) -> None:
        for term, impact in one.terms.items():
            self.terms.setdefault(term, {})[number] = impact
        for pair in one.pairs:
            self.pairs.setdefault(pair, {})[number] = 0
        self.words.update(one.words)


def _patched(
    before: _State,
    by_id: Mapping[str, Entry],
    now: Mapping[str, tuple[int, str]],
    said: Mapping[str, bytes],
    changed: Sequence[str],
    gone: Sequence[str],
    kept: Kept,
) -> tuple[_State, Files]:
    """The same files with some entries changed, added or gone."""
    old = kept.named([_ENTRY + name for name in chain(changed, gone) if name in before.entries])
    held = dict(kept.below(_FILE))
    if held.keys() != _names(before):
        raise KeyError("files are missing")
    if not changed and not gone:
        return before, held
    changes = _Changes()
    pairing = Pairing(before.slots)
    for name in chain(changed, gone):
        if name in before.entries:
            changes.take_out(saying(found_by(old[_ENTRY + name]), pairing), before.entries[name][0])
    for name in changed:
        changes.put_in(saying(by_id[name], pairing), now[name][0])
    state = _State(before.code, before.slots, dict(now), before.words, dict(before.bounds))
    made = _patched_terms(state, held, changes.terms)
    made |= _patched_pairs(held, changes.pairs)
    errors: dict[int, list[str]] = {before.entries[name][0]: [] for name in chain(changed, gone) if name in before.entries}
    made |= _patched_errors(held, errors | {now[name][0]: _errors(by_id[name]) for name in changed})
    made |= _word_files(state, before.bounds, _recounted(state.words, changes.words))
    stale = held.keys() - _names(state)
    new = {_STATE: state.encode(), **_under(_ENTRY, {name: said[name] for name in changed}), **_under(_FILE, made)}
    kept.update(new, [*(_FILE + name for name in stale), *(_ENTRY + name for name in gone)], clean=False)
    return state, {name: content for name, content in held.items() if name not in stale} | made


def _patched_errors(held: Mapping[str, bytes], changes: Mapping[int, list[str]]) -> Files:
    made: Files = {}
    for number, errors in changes.items():
        name = _error_name(number >> ERROR_BITS)
        made[name] = _error_file({**orjson.loads(made.get(name) or held[name]), str(number): errors})
    return made


def _names(state: _State) -> set[str]:
    """The files that are kept between builds."""
    cut = {f"{folder}/{ranges.name_of(bound)}" for folder, bounds in state.bounds.items() for bound in bounds}
    runs = {_pair_name(chunk) for chunk in range(state.slots >> PAIR_BITS)} | {_error_name(chunk) for chunk in range(state.slots >> ERROR_BITS)}
    return cut | runs


def _recounted(counts: dict[str, int], more: Mapping[str, int]) -> list[str]:
    """Correct the counts, and give the words that are now listed with another weight, or no longer, or newly."""
    moved: list[str] = []
    for word, difference in more.items():
        before = counts.get(word, 0)
        after = before + difference
        if after:
            counts[word] = after
        else:
            counts.pop(word, None)
        if lexicon.weight(before) != lexicon.weight(after):
            moved.append(word)
    return moved


def _patched_terms(state: _State, held: Mapping[str, bytes], changes: Mapping[str, Mapping[int, int | None]]) -> Files:
    before = state.bounds["terms"]
    lists: dict[str, bytes] = {}
    for bound in before:
        lists |= _decode_lists(held[f"terms/{ranges.name_of(bound)}"])
    for term, some in changes.items():
        lists[term] = postings.patched(lists.get(term, b""), some, LOW)
        if not lists[term]:
            del lists[term]
    return _term_files(state, lists, before, changes)


def _patched_pairs(all_files: Mapping[str, bytes], pairs: Mapping[int, Mapping[int, int | None]]) -> Files:
    """The files of these pairs."""
    chunks: dict[int, dict[int, Mapping[int, int | None]]] = {}
    for pair, changes in pairs.items():
        chunks.setdefault(pair >> PAIR_BITS, {})[pair & (1 << PAIR_BITS) - 1] = changes
    made: Files = {}
    for chunk, some in chunks.items():
        lists = _decode_pairs(all_files[_pair_name(chunk)])
        for pair, changes in some.items():
            lists[pair] = postings.patched(lists[pair], changes, 0)
        made[_pair_name(chunk)] = _encode_pairs(lists)
    return made
