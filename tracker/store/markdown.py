"""A Markdown file of somebody's: front matter, and the text after it. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tracker.model.problem import Problem
from tracker.store import yaml
from tracker.store.yaml import Unreadable

_FENCED_FRONT = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown file: what its front matter says, and its text."""

    front: Mapping[str, Any]
    body: str


def split(text: str, path: str) -> Document:
    """The front matter, between two lines of `---`, and the text after it. Raises `Unreadable`."""
    if not text.startswith("---"):
        return Document({}, text)
    found = _FENCED_FRONT.match(text)
    if found is None:
        raise Unreadable(Problem(path, 1, 1, "Y120", "the front matter has no end; close it with a line of ---"))
    # The line of the first fence is kept as an empty one, so that problems name the right line.
    front = yaml.parse(f"\n{found[1]}".encode(), path)
    if front is not None and not isinstance(front, dict):
        raise Unreadable(Problem(path, 2, 1, "Y120", "the front matter holds no keys and values; write  title: …"))
    return Document(front or {}, text[found.end() :])
