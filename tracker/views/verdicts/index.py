"""The published index, opened: which listed accounts a reading names, and which it resembles. The twin of index.js."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.model.handles import FORMS, canonical
from tracker.views.seals import seal
from tracker.views.verdicts.lookalike import AFFIXES, SHORTEST, Look, name_of
from tracker.views.verdicts.skeleton import squeeze

Json = dict[str, Any]
Read = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Hold:
    """An account in somebody's hands: what the index tells of the account and of its holder, who may be nobody that is named."""

    account: Json
    holder: Json
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A listed account in use, as others are compared with it."""

    platform: str
    handle: str
    key: str
    person: int
    look: Look


@dataclass(slots=True)
class _Shard:
    known: dict[tuple[str, str], list[int]]
    """Holders by platform and key."""
    targets: list[Target]


class Index:
    """Reads the files that a question needs, each once."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.head: Json = read("verify/index.json")
        self._shards: dict[str, _Shard] = {}
        self._files: dict[str, Any] = {}

    def file(self, path: str) -> Any:
        if path not in self._files:
            self._files[path] = self._read(path)
        return self._files[path]

    def listing(self) -> Json:
        """When the list was made; empty where nothing says so."""
        try:
            said = self.file("verify/list.json")
        except (OSError, LookupError, ValueError):
            said = None
        return said if isinstance(said, dict) else {}

    def impostors(self) -> Sequence[Json]:
        found: Sequence[Json] = self.file("verify/impostors.json")
        return found

    def impostor(self, platform: str, key: str) -> Json | None:
        """The account as a known impostor's."""
        return next((i for i in self.impostors() if i["platform"] == platform and canonical(platform, i["handle"]) == key), None)

    def holds(self, platform: str, key: str) -> list[Hold]:
        """Who holds the account, or held it: by its canonical spelling."""
        shard = self._shard_of(len(squeeze(name_of(platform, key))))
        found = [h for at in dict.fromkeys(shard.known.get((platform, key), ()) if shard else ()) for h in self._of_person(at, platform, key)]
        if platform in self.head["unlisted"]["on"]:
            found += self._sealed(platform, key)
        return found

    def numbered(self, platform: str, account_number: str) -> list[tuple[str, Hold]]:
        """The accounts that the platform itself knows by that number, each with its key."""
        people = self.file("verify/numbers.json").get(platform, {}).get(account_number, ())
        found = [(a, self.person(at)) for at in dict.fromkeys(people) for a in self.person(at)["accounts"]]
        return [(canonical(platform, a["handle"]), Hold(a, p)) for a, p in found if a["platform"] == platform and a.get("number") == account_number]

    def person(self, at: int) -> Json:
        size = self.head["people"]["size"]
        block = self.file(self.head["people"]["file"].replace("{}", str(at // size)))
        found: Json = block[at % size]
        return found

    def people(self) -> Iterator[Json]:
        """Everybody who is listed by name."""
        for at in range(self.head["people"]["count"]):
            yield self.person(at)

    def _of_person(self, at: int, platform: str, key: str) -> Iterator[Hold]:
        holder = self.person(at)
        for account in holder["accounts"]:
            if account["platform"] == platform and canonical(platform, account["handle"]) == key:
                yield Hold(account, holder)

    def _sealed(self, platform: str, key: str) -> Iterator[Hold]:
        digits, file = self.head["unlisted"]["digits"], self.head["unlisted"]["file"]
        sealed = seal(platform, key, self.head["salt"])
        for told in self.file(file.replace("{}", sealed[:digits])).get(sealed, ()):
            at = told.get("person")
            yield Hold(told, {} if at is None else self.person(at), is_hidden=True)

    def near(self, look: Look) -> Iterator[Target]:
        """The listed accounts that could resemble a name, in the order of the files."""
        for path in self._paths(_lengths(look.squeezed)):
            yield from self._open(path).targets

    def _paths(self, lengths: set[int]) -> list[str]:
        found: list[str] = []
        for length in sorted(lengths):
            path = next((path for longest, path in self.head["shards"] if length <= longest), None)
            if path and path not in found:
                found.append(path)
        return found

    def _shard_of(self, length: int) -> _Shard | None:
        paths = self._paths({length})
        return self._open(paths[0]) if paths else None

    def _open(self, path: str) -> _Shard:
        if path not in self._shards:
            self._shards[path] = _opened(self.file(path))
        return self._shards[path]


def _opened(given: Json) -> _Shard:
    known: dict[tuple[str, str], list[int]] = defaultdict(list)
    targets: list[Target] = []
    for platform, (handles, people, ended, former) in given.items():
        for handle, person in zip(handles, _summed(people), strict=True):
            key = canonical(platform, handle)
            known[platform, key].append(person)
            targets.append(Target(platform, handle, key, person, Look(name_of(platform, key))))
        for handle, person in zip(ended, _summed(former), strict=True):
            known[platform, canonical(platform, handle)].append(person)
    return _Shard(dict(known), targets)


def _summed(steps: Sequence[int]) -> Iterator[int]:
    at = 0
    for step in steps:
        at += step
        yield at


_AFFIXES = tuple(sorted({squeeze(a) for a in AFFIXES}))
_MAYBE_DIGITS = frozenset(squeeze("0123456789"))


def _lengths(squeezed: str) -> set[int]:
    """How long a listed name may be which this one resembles: within two, or as long as what is left without `support` and the like."""
    length = len(squeezed)
    starts, ends = _cuts(squeezed), _cuts(squeezed[::-1], is_reversed=True)
    inner = {length - a - b for a in starts for b in ends if length - a - b >= SHORTEST - 2}
    return inner | set(range(max(length - 2, 0), length + 3))


def _cuts(text: str, *, is_reversed: bool = False) -> set[int]:
    """How many characters can be taken off the beginning as such words or digits."""
    words = [w[::-1] for w in _AFFIXES] if is_reversed else _AFFIXES
    found, todo = {0}, [0]
    while todo:
        at = todo.pop()
        taken = [at + len(w) for w in words if text.startswith(w, at)]
        if text[at : at + 1] in _MAYBE_DIGITS:
            taken.append(at + 1)
        todo += [t for t in dict.fromkeys(taken) if t not in found]
        found.update(taken)
    return found


PLAIN = tuple(name for name, form in FORMS.items() if form.kind in {"name", "host"})
"""The platforms on which an account is a plain name."""
