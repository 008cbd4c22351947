"""A search index in memory, and what it is made from."""

from collections.abc import Iterable, Mapping, Sequence

from tracker.site.edition import Edition
from tracker.site.search import WrittenPage, index
from tracker.site.search.documents import Entry, MadePage, decode, encode, subjects
from tracker.site.search.state import Kept


class Memory:
    """What outlasts a build, in memory."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.read: set[str] = set()
        """The names of what was asked for."""

    def names(self, beginning: str) -> set[str]:
        return {name.removeprefix(beginning) for name in self.held if name.startswith(beginning)}

    def named(self, names: Iterable[str]) -> Mapping[str, bytes]:
        found = {name: self.held[name] for name in names if name in self.held}
        self.read |= found.keys()
        return found

    def below(self, beginning: str) -> Mapping[str, bytes]:
        return {
            name.removeprefix(beginning): content for name, content in self.named([name for name in self.held if name.startswith(beginning)]).items()
        }

    def update(self, made: Mapping[str, bytes], gone: Iterable[str], *, clean: bool) -> None:
        if clean:
            self.held.clear()
        for name in gone:
            self.held.pop(name, None)
        self.held.update(made)


def files_of(edition: Edition, kept: Kept | None = None, written: Sequence[WrittenPage | MadePage] = ()) -> dict[str, bytes]:
    found = index.files(subjects(edition, written), edition.index.public, kept or Memory(), "code")
    return {name: file.read() for name, file in found}


def entries(edition: Edition, written: Sequence[WrittenPage]) -> list[Entry]:
    return [entry for _, entry in decode(encode(enumerate(subjects(edition, written))))]
