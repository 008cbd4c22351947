"""The index of accounts that the verify box reads: one document for each of its files."""

from collections.abc import Iterator

import orjson

from tracker.site.edition import Edition
from tracker.site.outputs import Document, verbatim
from tracker.views.verdicts.listing import files


def documents(edition: Edition) -> Iterator[Document]:
    """Compact JSON. Only `verify/list.json` says the day, so the rest changes when what it says does."""
    for path, said in files(edition.index.public, edition.index.today, edition.site.url).items():
        yield Document(file=path, render=verbatim, model=orjson.dumps(said, option=orjson.OPT_NON_STR_KEYS))
