"""Plain values to records, and what pydantic says against them to problems worded for the person who typed the file. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from tracker.model.base import Record, Value
from tracker.model.problem import FieldPath, Problem
from tracker.model.values import against
from tracker.model.wording import did_you_mean
from tracker.store import yaml


_ENOUGH = 100
"""Problems of one file that are told one by one."""

R = TypeVar("R", bound=Record)
V = TypeVar("V", bound=Value)


@dataclass(frozen=True, slots=True)
class Decoded(Generic[R]):
    """One file read: its record, or its problems."""

    record: R | None
    problems: tuple[Problem, ...] = ()


def decode(model: type[R], path: str, raw: bytes, given: Mapping[str, Any] | None = None) -> Decoded[R]:
    """The record that a YAML file holds. `given` adds what the store knows beside the text (the id of a record that takes it from its file's name)."""
    try:
        value = yaml.parse(raw, path)
    except yaml.Unreadable as e:
        return Decoded(None, e.problems)
    if not isinstance(value, dict):
        return Decoded(None, (Problem(path, 1, 1, "M201", f"holds {_kind_of(value)}; a record is keys and values, as  title: …"),))
    if given and (typed := next((key for key in given if key in value and value[key] != given[key]), None)):
        line, column, text = yaml.locate(raw, (typed,))
        return Decoded(None, (Problem(path, line, column, "M210", f"{typed} is {value[typed]!r} here, but the file's name says {given[typed]!r}; make them the same", source_line=text, field=(typed,)),))
    if "path" in value:
        return Decoded(None, (_unknown(model, path, raw, ("path",)),))
    try:
        return Decoded(model.model_validate({**value, **(given or {}), "path": path}))
    except ValidationError as e:
        return Decoded(None, _bounded(_problems(model, path, raw, e), e.error_count(), path))


def decode_list(model: type[V], path: str, raw: bytes) -> tuple[tuple[V, ...], tuple[Problem, ...]]:
    """The values of a file that holds a list of them (releases)."""
    try:
        given = yaml.parse(raw, path)
    except yaml.Unreadable as e:
        return (), e.problems
    if given is None:
        return (), ()
    if not isinstance(given, list):
        return (), (Problem(path, 1, 1, "M201", f"holds {_kind_of(given)}; write a list, each item on a line of its own after a hyphen"),)
    made: list[V] = []
    wrong: list[tuple[int, ValidationError]] = []
    for at, each in enumerate(given):
        try:
            made.append(model.model_validate(each))
        except ValidationError as e:
            wrong.append((at, e))
    problems = (problem for at, e in wrong for problem in _problems(model, path, raw, e, (at,)))
    return tuple(made), _bounded(problems, sum(e.error_count() for _, e in wrong), path)


def _bounded(problems: Iterator[Problem], count: int, path: str) -> tuple[Problem, ...]:
    """The first of so many problems of a file, each once, sorted; then how many more there are. Telling of each takes time, and a hostile file has no end of them."""
    first = sorted(dict.fromkeys(islice(problems, _ENOUGH)))
    if count > _ENOUGH:
        first.append(Problem(path, 0, 0, "M211", f"has {count - _ENOUGH:,} more problems; correct these first"))
    return tuple(first)


def faults(model: type[Value], error: ValidationError) -> Iterator[str]:
    """What is wrong with a value that did not come from a YAML file of ours, one line each."""
    for each in _errors(error):
        field = _field_name(each["loc"])
        yield f"{field}: {_message(model, each, None)}" if field else _message(model, each, None)


_FORMS = frozenset({("by", "staff"), ("by", "stranger"), ("workarounds", "some"), ("workarounds", "none")})
"""A field that takes several forms, and what the model calls each; pydantic names the form as a step of the way."""


def _errors(error: ValidationError) -> Iterator[Any]:
    """What pydantic says, with the way to the field as the file has it."""
    for each in error.errors(include_url=False):
        way = each["loc"]
        if str(way[-1:]).startswith("('literal["):
            continue  # the other form of the same field is complained about, too
        kept = (step for before, step in zip((None, *way), way, strict=False) if (before, step) not in _FORMS and not str(step).endswith("]"))
        yield {**each, "loc": tuple(kept)}


def _problems(model: type[Value], path: str, raw: bytes, error: ValidationError, within: FieldPath = ()) -> Iterator[Problem]:
    for each in _errors(error):
        each["loc"] = field = (*within, *each["loc"])
        if each["type"] == "extra_forbidden":
            yield _unknown(model, path, raw, field)
            continue
        line, column, text = yaml.locate(raw, field[:-1] if each["type"] == "missing" else field)
        yield Problem(path, line, column, _code(each["type"]), _message(model, each, raw), source_line=text, field=field)


def _unknown(model: type[Value], path: str, raw: bytes, field: FieldPath) -> Problem:
    line, column, text = yaml.locate(raw, field)
    key = str(field[-1])
    known = sorted({name for holder in _holders(model, field[:-1]) for name in _keys(holder)})
    guess = did_you_mean(key, known)
    message = f"unknown key {key!r}{guess}" if guess else f"unknown key {key!r}; the keys here are {', '.join(known) or 'none'}"
    return Problem(path, line, _key_column(text, key, column), "M202", message, source_line=text, field=field)


def _key_column(text: str, key: str, column: int) -> int:
    found = text.find(f"{key}:")
    return found + 1 if found >= 0 else column


def _keys(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name != "path":
            yield field.alias or name


def _holders(model: type[BaseModel], field: FieldPath) -> list[type[BaseModel]]:
    """The models that may stand at a field, by walking the annotations."""
    here = [model]
    for step in field:
        if isinstance(step, str):
            found = [f.annotation for m in here for n, f in m.model_fields.items() if step in {n, f.alias}]
            here = [m for annotation in found for m in _models_in(annotation)] or here
    return here


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _code(kind: str) -> str:
    return {"missing": "M203", "enum": "M204", "literal_error": "M204"}.get(kind, "M205")


def _message(model: type[Value], each: Any, raw: bytes | None) -> str:
    kind, field, value = each["type"], each["loc"], each.get("input")
    name = _field_name(field[-2:] if field and isinstance(field[-1], int) else field[-1:]) or "the file"
    if kind == "said":
        said: str = each["ctx"]["said"]
        return f"{name} {said}" if said.startswith(("is ", "has ")) else said
    if kind == "string_pattern_mismatch":
        complaint = against(each["ctx"]["pattern"], str(value))
        return f"{name} {complaint}" if complaint.startswith(("is ", "has ")) else complaint
    if kind.startswith("date_"):
        return f"{value!r} is no day of the calendar; write it as \"2026-01-31\""
    if kind == "missing":
        return f"{name} is missing; add a line  {name}: …"
    if kind == "enum" and not isinstance(value, (str, int, float)):
        return f"{name} is one word, not {_kind_of(value)}"
    if kind == "enum":
        allowed = [word.strip("' ") for word in each["ctx"]["expected"].replace(" or ", ",").split(",")]
        guess = did_you_mean(str(value), allowed)
        return f"{str(value)!r} is not a {name.replace('_', ' ')}{guess or '; write one of ' + ', '.join(allowed)}"
    if kind == "string_type":
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            what = "a version, and versions are" if not _VERSIONS.isdisjoint(field[-2:]) else ""
            return f'{name} is {what or "text"}{" text" if what else ""}; quote it: "{_typed(raw, field, value)}"'
        return f"{name} is text, not {_kind_of(value)}"
    if kind == "int_type":
        return f"{name} is a whole number, not {_typed(raw, field, value) if isinstance(value, float) else _kind_of(value)}"
    return _SHAPES.get(kind, lambda n, e: f"{n} {e['msg'][0].lower()}{e['msg'][1:]}")(name, each)


_VERSIONS = frozenset({"version", "introduced", "fixed", "last_affected", "checked_not_affected"})

_SHAPES: dict[str, Any] = {
    "tuple_type": lambda name, _: f"{name} is a list; write each item on a line of its own after a hyphen",
    "model_type": lambda name, e: f"{name} is keys and values, not {_kind_of(e.get('input'))}",
    "mapping_type": lambda name, e: f"{name} is keys and values, not {_kind_of(e.get('input'))}",
    "greater_than_equal": lambda name, e: f"{name} is {e.get('input')}; a count is 0 or more",
    "bool_type": lambda name, e: f"{name} is true or false, not {e.get('input')!r}",
    "string_too_long": lambda name, e: f"{name} has {len(e.get('input') or ''):,} characters; {e['ctx']['max_length']:,} at most",
}


def _typed(raw: bytes | None, field: FieldPath, value: Any) -> str:
    return (raw is not None and yaml.scalar_text(raw, field)) or str(value)


def _field_name(field: FieldPath) -> str:
    """The field as a person would point at it: `updates[0].by`."""
    text = ""
    for step in field:
        text += f"[{step}]" if isinstance(step, int) else f"{'.' if text else ''}{step}"
    return text


def _kind_of(value: Any) -> str:
    kinds: list[tuple[type, str]] = [(bool, "true or false"), (int, "a number"), (float, "a number"), (str, "text"), (list, "a list"), (tuple, "a list"), (dict, "keys and values")]
    return "nothing" if value is None else next((words for kind, words in kinds if isinstance(value, kind)), "something else")
