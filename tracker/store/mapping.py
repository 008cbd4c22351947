"""Translates somebody's file into a record of ours, by the mapping that the site's owner wrote. Pure.

What does not fit is skipped with a reason that says what to change in the mapping or in the file; nothing is guessed.
"""

import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pydantic_core import PydanticCustomError

from tracker.model.issue import type_of_issue
from tracker.model.sections import sections
from tracker.model.settings import Component, FieldMap, Source, component_of
from tracker.model.tracker import Skipped
from tracker.model.vocabulary import DefectStatus, FeatureStatus, Format, IssueKind, type_of_status
from tracker.model.wording import did_you_mean
from tracker.store import markdown, yaml
from tracker.store.shapes import Unfit, many, shaped, shown, single, text_of
from tracker.store.yaml import Unreadable

_ID = re.compile(r"[A-Z]{2,10}-[0-9A-Za-z-]+")
_LONGEST_ID = 80
_DIGEST = 8
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_ID_BY_DEFAULT = FieldMap(source=("id", "{stem}"))


@dataclass(frozen=True, slots=True)
class Translated:
    """A record of ours, but for its id, which depends on what other files claim."""

    fields: Mapping[str, Any]
    """In our spelling, as a file of the store would give them."""
    candidates: tuple[str, ...]
    """Ids that it may have, the most wanted first."""
    components: tuple[Component, ...] = ()
    """What it names as components, whether a product lists them or not."""


def translate(source: Source, path: str, raw: bytes) -> Translated | Skipped:
    """The record that a file of a mapped source is, or why it is skipped. `path` is below the repository's root."""
    try:
        theirs, texts = _read(source, path, raw)
        stem = PurePosixPath(path).stem
        fields, components = _fields(source, theirs, texts, stem)
        candidates = _candidates(source.map.get("id", _ID_BY_DEFAULT), theirs, stem)
    except Unfit as e:
        return Skipped(f"{source.name}:{path}", str(e))
    except Unreadable as e:
        first = e.problems[0]
        return Skipped(f"{source.name}:{path}", f"line {first.line}: {first.message}" if first.line else first.message)
    return Translated(fields, candidates, components)


def assign_ids(candidates: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """By path: the first of its candidates that no path before it has, compared without regard to case. Who is left without one is not there."""
    taken: set[str] = set()
    made: dict[str, str] = {}
    for path in sorted(candidates):
        free = next((c for c in candidates[path] if c.casefold() not in taken), None)
        if free is not None:
            made[path] = free
            taken.add(free.casefold())
    return made


def _read(source: Source, path: str, raw: bytes) -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """Their fields, and, of Markdown, the text for each of ours. Byte order marks and Windows line ends are theirs to choose."""
    unix = raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    text = yaml.decode_text(unix, path)
    if source.format is Format.MARKDOWN:
        document = markdown.split(text, path)
        return document.front, sections(document.body, source.headings, source.drop, source.prompts)
    parsers: Mapping[Format, Callable[[], Any]] = {
        Format.YAML: lambda: yaml.parse(unix, path),
        Format.JSON: lambda: _json(text),
        Format.TOML: lambda: tomllib.loads(text),
    }
    try:
        theirs = parsers[source.format]()
    except RecursionError:
        raise Unfit(f"is nested too deep to be read as {source.format.value.upper()}") from None
    except ValueError as e:
        raise Unfit(f"is no {source.format.value.upper()}: {e}") from None
    if not isinstance(theirs, dict):
        raise Unfit("holds no keys and values")
    return theirs, {}


def _json(text: str) -> Any:
    """JSON whose texts can be written again: an escaped half of a character is a `ValueError`, as any other fault."""
    value = json.loads(text)
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as e:
        raise ValueError(f"half of a character (\\u{ord(e.object[e.start]):04x}) is no text") from None
    return value


def _fields(source: Source, theirs: Mapping[str, Any], texts: Mapping[str, str], stem: str) -> tuple[dict[str, Any], tuple[Component, ...]]:
    """Ours: what the map finds, then what stands under headings, then the defaults."""
    kind = source.kind or IssueKind.DEFECT
    fields: dict[str, Any] = {}
    components: tuple[Component, ...] = ()
    for field, rule in source.map.items():
        name, value = _first(rule, theirs, stem) if field != "id" else ("", None)
        if value is None:
            continue
        value = _translated(field, name, value, rule)
        if field == "components":
            components = tuple(_component(name, each) for each in many(value))
            fields[field] = list(dict.fromkeys(c.id for c in components))
        else:
            fields[field] = shaped(field, name, value, source)
    for field, text in texts.items():
        if fields.get(field) is None:
            fields[field] = shaped(field, field, text, source)
    fields = {field: value for field, value in fields.items() if value is not None}
    fields = {**source.defaults, **fields}
    for field, known in type_of_issue[kind].model_fields.items():
        if known.is_required() and field != "id" and field not in fields:
            raise Unfit(_missing(field, source))
    return _dated(fields, kind), components


def _missing(field: str, source: Source) -> str:
    if field in source.map:
        return f"has no {field}; nothing stands in its {' or '.join(source.map[field].source)}"
    return f"has no {field}; name the field that holds it under map:, or give one for all under defaults:"


def _first(rule: FieldMap, theirs: Mapping[str, Any], stem: str) -> tuple[str, Any]:
    """The first of a rule's fields and templates that has something, and what; None when none has."""
    for text in rule.source:
        value = _filled(text, lambda name: stem if name == "stem" else text_of(_inside(theirs, name))) if "{" in text else _inside(theirs, text)
        if value is not None:
            return text, value
    return "", None


def _filled(template: str, value_of: Callable[[str], str | None]) -> str | None:
    """A template with its places filled; None when one of them has nothing."""
    values = {name: value_of(name) for name in _PLACEHOLDER.findall(template)}
    if None in values.values():
        return None
    return _PLACEHOLDER.sub(lambda found: values[found[1]] or "", template)


def _inside(theirs: Any, name: str) -> Any:
    """A field of theirs by its name, or by a way of names with dots; None where there is nothing: null, "", 0, an empty list."""
    value = theirs.get(name) if isinstance(theirs, Mapping) else None
    if value is None and "." in name and isinstance(theirs, Mapping):
        first, _, rest = name.partition(".")
        return _inside(theirs.get(first), rest)
    if isinstance(value, str):
        value = value.strip()
    return value if isinstance(value, bool) or value else None


def _translated(field: str, name: str, value: Any, rule: FieldMap) -> Any:
    """Their words in ours; every word must be known, once the mapping lists any."""
    if not rule.values:
        return value

    def ours(word: Any) -> str:
        text = text_of(word)
        if text is None or text not in rule.values:
            hint = did_you_mean(shown(text), rule.values)
            raise Unfit(f"{name} is {shown(word)!r}, which the mapping does not know{hint}; add it under map: {field}: values:")
        return rule.values[text]

    return [ours(word) for word in value] if isinstance(value, list) else ours(value)


def _component(name: str, value: Any) -> Component:
    try:
        return component_of(" ".join(single(name, value).split()))
    except PydanticCustomError as e:
        raise Unfit(str(e)) from None


def _dated(fields: Mapping[str, Any], kind: IssueKind) -> dict[str, Any]:
    """With an `updated` only where it is later than `opened`, and with a day on which a settled one was closed: the last that anything happened."""
    try:
        status = type_of_status[kind](fields["status"])
    except ValueError:
        known = [s.value for s in type_of_status[kind]]
        word = shown(fields["status"])
        hint = did_you_mean(word, known) or f"; ours are {', '.join(known)}"
        raise Unfit(f"status is {word!r}, which is none of ours{hint}; translate it under map: status: values:") from None
    dated = dict(fields)
    opened, updated = str(dated["opened"]), str(dated.get("updated", ""))
    if updated <= opened:
        dated.pop("updated", None)
    if updated and isinstance(status, DefectStatus | FeatureStatus) and status.is_settled:
        dated.setdefault("closed", max(updated, opened))
    return dated


def _candidates(rule: FieldMap, theirs: Mapping[str, Any], stem: str) -> tuple[str, ...]:
    """The ids that a rule makes, as far as they are ids."""
    made: dict[str, None] = {}
    for template in rule.source:
        places = template if "{" in template else f"{{{template}}}"
        id_ = _filled(places, lambda name: _id_part(stem if name == "stem" else text_of(_inside(theirs, name))))
        if id_ is not None and len(id_) > _LONGEST_ID and "{stem}" in template:
            id_ = _shortened(id_)
        if id_ is not None and len(id_) <= _LONGEST_ID and _ID.fullmatch(id_):
            made[id_] = None
    if not made:
        raise Unfit("has no id; the mapping's id: makes none from it that is two to ten capitals, a hyphen and letters or digits")
    return tuple(made)


def _id_part(text: str | None) -> str | None:
    """Letters and digits of a value, everything else a hyphen. A text in another script becomes a digest, so that it still stands for itself."""
    if text is None:
        return None
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^0-9A-Za-z]+", "-", plain).strip("-") or _digest(text)


def _shortened(made: str) -> str:
    """As much of a long id as fits, and a digest of all of it, so that two that begin alike stay two."""
    return f"{made[: _LONGEST_ID - _DIGEST - 1].rstrip('-')}-{_digest(made)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]
