"""What is to be published: pages and documents as values, each told apart by everything that it says, so that nothing is made twice. Pure."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson
from pydantic import BaseModel

from tracker.model.public import PublicIssue
from tracker.site import urls
from tracker.site.chrome import Heading


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that belongs to a page, for `<link rel="alternate">`."""

    title: str
    path: str
    """Below the site's root; its ending tells the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One stamped page. Everything that its template may say is in `model`, which holds values only: same model, same page."""

    path: str
    template: str
    """A file of theme/pages/."""
    title: str
    description: str
    model: Mapping[str, Any] = field(default_factory=dict)
    contents: Sequence[Heading] = ()
    feeds: Sequence[FeedLink] = ()
    linked_data: Mapping[str, Any] | None = None
    """JSON-LD (https://schema.org)."""
    changed: date | None = None
    """For sitemap.xml."""
    moved_to: str | None = None
    """The path of the page that took its place."""
    is_hidden: bool = False
    """Not for search engines: tombstones, redirects, the build page."""

    @property
    def file(self) -> str:
        return urls.file_of(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Anything that is no page: `render` (a function of a module, so that another process can call it) makes its bytes from `model`."""

    file: str
    render: Callable[[Any], bytes]
    model: Any


Output = Page | Document

Maker = Callable[[], Iterable[Output]]
"""Makes some outputs, apart from all others: in another process, in any order."""
IssueMaker = Callable[[PublicIssue], Iterable[Output]]
"""Makes those of an issue: one for all of them, because one for each would be ten thousand more to hold."""


def as_json(model: Any) -> bytes:
    """The compact JSON of values, keys sorted; records by their public fields, named tuples by the digest that they carry."""
    return orjson.dumps(model, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def pretty_json(model: Any) -> bytes:
    """JSON as it is published: keys in the order given, indented, one line feed at the end."""
    return orjson.dumps(model, default=_plain, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)


def verbatim(model: bytes) -> bytes:
    """A document that is already bytes."""
    return model


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and hasattr(value, "digest"):
        return value.digest
    if isinstance(value, BaseModel | Mapping):
        return dict(value)
    if isinstance(value, bytes):
        return hashlib.blake2b(value, digest_size=16).hexdigest()
    if hasattr(value, "total_seconds"):
        return value.total_seconds()
    raise TypeError(f"{type(value).__name__} is no plain value; put what the template needs of it into the model")


def key(output: Output, code: str, shell: str = "") -> str:
    """Stands for all that decides an output's bytes: what it says, the code and templates that say it, the shell around it."""
    said: Any
    if isinstance(output, Page):
        said = (
            output.path,
            output.template,
            output.title,
            output.description,
            output.model,
            output.contents,
            output.feeds,
            output.linked_data,
            output.moved_to,
            output.is_hidden,
        )
    else:
        said = (output.file, output.render.__module__, output.render.__qualname__, output.model)
    state = hashlib.blake2b(as_json(said), digest_size=16)
    state.update(code.encode())
    state.update(shell.encode())
    return state.hexdigest()
