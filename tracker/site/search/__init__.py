"""The search index: what may be found, by which words, in files small enough to be fetched one by one (`theme/assets/tracker/search/` reads them).

A word's file is known from the word, a record's number from its id, so that a changed record changes few files. Pure, but for the state that it is handed.
"""

from collections.abc import Iterator, Sequence

from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import Document, Maker, verbatim
from tracker.site.search.documents import WrittenPage, entries
from tracker.site.search.index import Kept
from tracker.site.search.index import files as index_files

__all__ = ["Kept", "WrittenPage", "entries", "index_files", "maker"]


def maker(edition: Edition, written: Sequence[WrittenPage], kept: Kept, code: str) -> Maker:
    """Makes the whole index; `kept` holds what the last build knew, `code` stands for the code that made it."""

    def make() -> Iterator[Document]:
        for name, content in index_files(entries(edition, written), edition.index.public, kept, code):
            yield Document(file=urls.search_file(name), render=verbatim, model=content)

    return make
