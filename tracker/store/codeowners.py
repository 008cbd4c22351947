"""CODEOWNERS: whose review the host asks for before the directory is changed. Written by `tracker init`, and compared with the settings ever after. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence

from tracker.model.problem import Problem
from tracker.model.vocabulary import Level

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
"""Where hosts look for it, below the repository's root; the first counts."""
GUARDED = ("staff/", "impostors/", "signatures/", "tracker.yml")
"""What decides whom customers believe, below the store."""
UNGUARDED = "G601"


def lines(store: str, owners: Iterable[str]) -> tuple[str, ...]:
    """The lines for a store, which is named from the repository's root."""
    who = " ".join(owners)
    width = max(len(each) for each in GUARDED) + len(store) + 3
    return tuple(f"{f'/{store}/{each}':<{width}} {who}" for each in GUARDED)


def unguarded(text: str | None, path: str, store: str, owners: Sequence[str]) -> Iterator[Problem]:
    """What nobody of the owners is asked about; None: there is no such file."""
    for each, line in zip(GUARDED, lines(store, owners), strict=True):
        number, asked = _asked(text or "", f"{store}/{each}" + ("x.yml" if each.endswith("/") else ""))
        if not set(asked) & set(owners):
            instead = f"the last line that fits gives it to {', '.join(asked)}" if asked else "no line gives it to anybody"
            words = f"/{store}/{each} is not guarded by {' or '.join(owners)}: {instead}; add at the end  {' '.join(line.split())}"
            yield Problem(path, number, 0, UNGUARDED, words, Level.WARNING)


def _asked(text: str, path: str) -> tuple[int, tuple[str, ...]]:
    """The owners of a path and the line that names them; the last pattern that fits wins."""
    found: tuple[int, tuple[str, ...]] = (0, ())
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if words and not words[0].startswith("[") and _pattern(words[0]).fullmatch(path):
            found = (number, tuple(words[1:]))
    return found


def _pattern(said: str) -> re.Pattern[str]:
    """A pattern as in .gitignore: `/` at its beginning or inside binds it to the root, `*` stays within a step, a folder means all below it."""
    body = said.strip("/")
    made = "".join({"**": ".*", "*": "[^/]*", "?": "[^/]"}.get(part, re.escape(part)) for part in re.split(r"(\*\*|\*|\?)", body))
    anywhere = "" if "/" in said.rstrip("/") else "(?:.*/)?"
    below = "/.*" if said.endswith("/") else "" if said.endswith("/*") else "(?:/.*)?"
    return re.compile(f"{anywhere}{made}{below}")
