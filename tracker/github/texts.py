"""What strangers wrote, made fit for a record: one line where one is wanted, no control characters, a form's answers under our fields. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from tracker.model.github import NOT_ANSWERED, Repository
from tracker.model.none_known import says_none, says_nothing
from tracker.model.sections import heading_key, sections

_LONGEST_LINE = 400
_MOST_LINES = 50
"""Items of a list that are taken from one text."""
_KEPT = frozenset({"\n", "\t"})
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
_UNANSWERED = re.compile(rf"^#{{1,6}} [^\n]*\n+{re.escape(NOT_ANSWERED)}[ \t]*(?:\n+|\Z)", re.MULTILINE)
_ITEM = re.compile(r"\s*(?:(?:[-+*]|\d{1,9}[.)])\s+)?`*(.*?)`*\s*")
_FENCE = re.compile(r" {0,3}(?:`{3}|~{3})")
_MOST_BYTES = 700_000
"""Of a conversation; a record may have a million, and what YAML needs between the words is more at times."""
_CUTS = (20_000, 5_000, 1_000, 250)
_CUT = "… (cut here; the original has the rest)"
_CHOICE = "choice "


def clean(text: str) -> str:
    """Text as it can be stored: Unix line ends, no control characters, no halves of characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = _LINE_ENDS.sub("\n", whole)
    if lines.isprintable():
        return lines
    return "".join(c for c in lines if c in _KEPT or c.isprintable() or unicodedata.category(c) not in {"Cc", "Cn", "Co"})


def line(text: str) -> str:
    """A text on one line, no longer than a line may be."""
    words = " ".join(clean(text).split())
    return words if len(words) <= _LONGEST_LINE else f"{words[: _LONGEST_LINE - 1].rstrip()}…"


def spoken(text: str) -> str:
    """A comment as readers of theirs see it: without what stands in HTML comments."""
    return sections(clean(text), {}).get("description", "")


def fitting(texts: Sequence[str]) -> list[str]:
    """Texts that fit into one record together: where they do not, the long ones are cut at the highest of a few lengths at which all fit."""
    if sum(len(text.encode()) for text in texts) <= _MOST_BYTES:
        return list(texts)
    longest = next((n for n in _CUTS if sum(len(text[:n].encode()) for text in texts) <= _MOST_BYTES), _CUTS[-1])
    return [text if len(text) <= longest else f"{text[:longest].rstrip()}\n\n{_CUT}" for text in texts]


def answers(body: str, repository: Repository) -> tuple[dict[str, Any], dict[str, tuple[str, ...]]]:
    """Our fields as a body fills them, and by the heading of each drop-down what was chosen there."""
    named = {**repository.headings, **{heading: f"{_CHOICE}{heading}" for heading in repository.choices}}
    found = sections(_UNANSWERED.sub("", clean(body)), named, repository.drop, (*repository.prompts, NOT_ANSWERED))
    fields: dict[str, Any] = {}
    chosen: dict[str, tuple[str, ...]] = {}
    for field, text in found.items():
        if field.startswith(_CHOICE):
            chosen[field.removeprefix(_CHOICE)] = _options(text, repository.choices[field.removeprefix(_CHOICE)])
        elif (value := _shaped(field, text)) is not None:
            fields[field] = value
    return fields, chosen


def _options(text: str, known: Mapping[str, Any]) -> tuple[str, ...]:
    """What was chosen: the whole text where it is an option, else its parts between commas."""
    options = {heading_key(option): option for option in known}
    whole = heading_key(text)
    parts = [whole] if whole in options else [heading_key(part) for part in text.split(",")]
    return tuple(dict.fromkeys(options[part] for part in parts if part in options))


def _shaped(field: str, text: str) -> Any:
    """A text in the shape of our field; None where it says nothing. That a stranger knows no workaround is not said in our name."""
    if says_nothing(text):
        return None
    if field == "workarounds":
        return None if says_none(text) else [{"steps": text}]
    if field == "symptoms":
        found = (_ITEM.fullmatch(row) for row in text.split("\n") if not _FENCE.match(row))
        return _few(item[1] for item in found if item)
    if field == "platforms":
        return _few(part for row in text.split("\n") for part in row.lstrip("-*+ ").split(","))
    return text


def _few(given: Any) -> list[str] | None:
    return list(dict.fromkeys(said for each in given if (said := line(each))))[:_MOST_LINES] or None
