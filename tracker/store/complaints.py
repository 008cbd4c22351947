"""What pydantic says against a value, worded for the person who typed it: what is wrong, and what to write instead. Pure."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from tracker.model.problem import FieldPath
from tracker.model.values import against
from tracker.model.wording import did_you_mean
from tracker.store import yaml

_FORMS = frozenset({("by", "staff"), ("by", "stranger"), ("workarounds", "some"), ("workarounds", "none")})
"""A field that takes several forms, and what the model calls each; pydantic names the form as a step of the way."""
_SAME = {"unexpected_keyword_argument": "extra_forbidden", "dataclass_type": "model_type"}
"""What pydantic calls an error in a dataclass, and in a model."""
_VERSIONS = frozenset({"version", "introduced", "fixed", "last_affected", "checked_not_affected"})
_LONGEST = 60
"""Characters of a value of theirs; more would bury what is said about it."""


def complaints(error: ValidationError) -> Iterator[Any]:
    """The errors, each with the way to its field as the file has it."""
    for each in error.errors(include_url=False):
        way = each["loc"]
        if str(way[-1:]).startswith("('literal["):
            continue  # the other form of the same field is complained about, too
        kept = (step for before, step in zip((None, *way), way, strict=False) if (before, step) not in _FORMS and not str(step).endswith("]"))
        yield {**each, "type": _SAME.get(each["type"], each["type"]), "loc": tuple(kept), "is_key": way[-1:] == ("[key]",)}


def code(kind: str) -> str:
    """Under which code pydantic's kind of error is told."""
    return {"missing": "M203", "enum": "M204"}.get(kind, "M205")


def message(each: Any, raw: bytes | None) -> str:
    """One complaint in words; `raw` is the YAML file, where there is one, in which a number stands as it was typed."""
    kind, value, name = each["type"], each.get("input"), _last_name(each["loc"])
    if kind.startswith(("datetime_", "timezone_")):
        return f'{value!r} is no moment of the calendar; write it as "2026-01-31T09:30:00Z"'
    if kind.startswith("date_"):
        return f'{shown(value)} is no day of the calendar; write it as "2026-01-31"'
    if found := _KINDS.get(kind):
        return found(name, each, raw)
    return f"{name} {each['msg'][0].lower()}{each['msg'][1:]}"


def field_name(field: FieldPath) -> str:
    """The field as a person would point at it: `updates[0].by`."""
    text = ""
    for step in field:
        text += f"[{step}]" if isinstance(step, int) else f"{'.' if text else ''}{step}"
    return text


def kind_of(value: Any) -> str:
    """What somebody wrote, by its shape."""
    return "nothing" if value is None else next((words for kind, words in _SHAPES if isinstance(value, kind)), "something else")


_SHAPES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    ((int, float), "a number"),
    (str, "text"),
    ((list, tuple), "a list"),
    (dict, "keys and values"),
)


def shown(value: Any) -> str:
    """A value of theirs for a message, quoted and no longer than a message bears."""
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _last_name(field: FieldPath) -> str:
    """The last step of the way; of an item, with the list that it is in."""
    if field and isinstance(field[-1], int):
        return field_name(field[-2:]) if len(field) > 1 else "an item"
    return field_name(field[-1:]) or "the file"


def _with_name(name: str, said: str) -> str:
    return f"{name} {said}" if said.startswith(("is ", "has ")) else said


def _word(name: str, each: Any, _: bytes | None) -> str:
    value = each["input"]
    if not isinstance(value, (str, int, float)):
        return f"{name} is one word, not {kind_of(value)}"
    what = f"not a key of {field_name(each['loc'][:-1])}" if each["is_key"] else _none(name.replace("_", " "))
    allowed = [word.strip("' ") for word in each["ctx"]["expected"].replace(" or ", ",").split(",")]
    return f"{shown(str(value))} is {what}{did_you_mean(str(value), allowed) or '; write one of ' + ', '.join(allowed)}"


def _none(name: str) -> str:
    """That something is none of what a field is called: by its article, or, where it is called by a word for several, without one."""
    if name.endswith("s") and not name.endswith(("ss", "us")):
        return f"no word for {name}"
    return f"not {'an' if name[0] in 'aeiou' else 'a'} {name}"


def _text(name: str, each: Any, raw: bytes | None) -> str:
    value = each["input"]
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"{name} is text, not {kind_of(value)}"
    what = "text" if _VERSIONS.isdisjoint(each["loc"][-2:]) else "a version, and versions are text"
    return f'{name} is {what}; quote it: "{_typed(raw, each)}"'


def _count(name: str, each: Any, raw: bytes | None) -> str:
    return f"{name} is a whole number, not {_typed(raw, each) if isinstance(each['input'], float) else kind_of(each['input'])}"


def _typed(raw: bytes | None, each: Any) -> str:
    return (raw is not None and yaml.scalar_text(raw, each["loc"])) or str(each["input"])


def _mapping(name: str, each: Any, _: bytes | None) -> str:
    return f"{name} is keys and values, not {kind_of(each['input'])}"


_KINDS: Mapping[str, Callable[[str, Any, bytes | None], str]] = {
    "said": lambda name, each, _: _with_name(name, each["ctx"]["said"]),
    "string_pattern_mismatch": lambda name, each, _: _with_name(name, against(each["ctx"]["pattern"], each["input"])),
    "missing": lambda name, _each, _raw: f"{name} is missing; add a line  {name}: …",
    "enum": _word,
    "string_type": _text,
    "int_type": _count,
    "model_type": _mapping,
    "mapping_type": _mapping,
    "tuple_type": lambda name, _each, _raw: f"{name} is a list; write each item on a line of its own after a hyphen",
    "bool_type": lambda name, each, _: f"{name} is true or false, not {shown(each['input'])}",
    "greater_than_equal": lambda name, each, _: f"{name} is {each['input']}; a count is 0 or more",
    "string_too_long": lambda name, each, _: f"{name} has {len(each['input']):,} characters; {each['ctx']['max_length']:,} at most",
}
"""By pydantic's kind of error."""
