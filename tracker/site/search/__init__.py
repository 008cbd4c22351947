"""The search index: what may be found, by which words, in files small enough to be fetched one by one (`theme/assets/tracker/search/` reads them).

A word's file is known from the word, a record's number from its id, so that a changed record changes few files. Pure, but for the state that it is handed.
"""

from collections.abc import Iterator, Sequence

from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import Document
from tracker.site.search.documents import WrittenPage, made_pages, subjects
from tracker.site.search.index import content_of
from tracker.site.search.index import files as index_files
from tracker.site.search.state import Kept

__all__ = ["Kept", "WrittenPage", "documents", "index_files", "made_pages", "subjects"]


def documents(edition: Edition, written: Sequence[WrittenPage], kept: Kept, code: str) -> Iterator[Document]:
    """The whole index; `kept` holds what the last build knew, `code` stands for the code that made it."""
    for name, file in index_files(subjects(edition, (*written, *made_pages(edition))), edition.index.public, kept, code):
        yield Document(file=urls.search_file(name), render=content_of, model=file)
