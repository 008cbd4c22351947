"""What scripts look up to combine filters: the columns of a list as numbers, and the words of its rows in chunks, in list order.

A reader who only reads fetches none of it. The names of chunks are made of what they hold, so one of an older build is never taken for a new one's.
"""

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from typing import Any

import orjson

from tracker.model.settings import Product
from tracker.site import urls
from tracker.site.outputs import Document, verbatim
from tracker.site.pages.rows import Row, Rows
from tracker.site.pages.shelves import Shelf, status_step

CHUNK = 500
"""Rows whose words lie in one file: a page of a filtered list takes few requests, and each is small."""


def documents(shelf: Shelf, rows: Rows) -> Iterator[Document]:
    """The files of one list; `columns` names the others."""
    listed = [rows[issue.id] for issue in shelf.all]
    chunks = [_named(shelf, "titles", _words(listed[at : at + CHUNK])) for at in range(0, len(listed), CHUNK)]
    standings = [_standing(shelf, product) for product in shelf.products]
    yield from (document for _, document in chunks)
    yield from (document for _, document in filter(None, standings))
    products = [_product(shelf, product, found[0] if found else "") for product, found in zip(shelf.products, standings, strict=True)]
    columns = {"chunk": CHUNK, "chunks": [name for name, _ in chunks], "products": products, **_columns(shelf, listed)}
    yield Document(file=urls.listing(shelf.kind, "columns"), render=verbatim, model=orjson.dumps(columns))


def _words(rows: list[Row]) -> dict[str, Any]:
    reasons = {str(at): row.reason for at, row in enumerate(rows) if row.reason}
    return {"ids": [row.id for row in rows], "titles": [row.title for row in rows], "reasons": reasons}


def _standing(shelf: Shelf, product: Product) -> tuple[str, Document] | None:
    if not product.versioning.has_versions or not shelf.standing(product.id).releases:
        return None
    found = shelf.standing(product.id)
    return _named(shelf, "versions", {"product": product.id, "patterns": found.patterns, "issues": found.issues})


def _product(shelf: Shelf, product: Product, standing: str) -> dict[str, Any]:
    versions = [release.version for release in shelf.standing(product.id).releases] if standing else []
    components = [[component.id, component.name] for component in product.components]
    return {"id": product.id, "name": product.name, "components": components, "versions": versions, "standing": standing}


def _columns(shelf: Shelf, listed: list[Row]) -> dict[str, Any]:
    """A number for each issue in each column, and the tables that say what the numbers mean."""
    severities = [value for value, _ in shelf.severities]
    statuses = [value for value, _ in shelf.statuses]
    products = [product.id for product in shelf.products]
    components = [[component.id for component in product.components] for product in shelf.products]
    states: dict[tuple[int, str, str], int] = {}
    places: dict[tuple[int, tuple[int, ...], str], int] = {}
    state, place = [], []
    for issue, row in zip(shelf.all, listed, strict=True):
        status = statuses.index(status_step(issue, shelf.index.facts[issue.id]))
        state.append(states.setdefault((status, row.status, row.tone), len(states)))
        product = products.index(issue.product)
        parts = tuple(components[product].index(each) for each in issue.components if each in components[product])
        place.append(places.setdefault((product, parts, row.where), len(places)))
    return {
        "severities": shelf.severities,
        "statuses": shelf.statuses,
        "states": list(states),
        "places": list(places),
        "severity": [severities.index(row.severity) if row.severity else -1 for row in listed],
        "state": state,
        "place": place,
        "workaround": [int(row.has_workaround) for row in listed],
        "updated": [_day(issue.last_change) for issue in shelf.all],
        "votes": [row.votes for row in listed],
    }


def _day(day: date) -> int:
    """Days since 1970, from which a browser makes a date."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def _named(shelf: Shelf, kind: str, content: dict[str, Any]) -> tuple[str, Document]:
    """A file under a name made of what it holds, and that name."""
    encoded = orjson.dumps(content)
    name = f"{kind}-{blake2b(encoded, digest_size=6).hexdigest()}"
    return name, Document(file=urls.listing(shelf.kind, name), render=verbatim, model=encoded)
