"""Plain values to records, and what is wrong with them to problems at their place in the file. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeVar, get_args

from pydantic import ValidationError

from tracker.model.base import Record, Value
from tracker.model.problem import FieldPath, Problem
from tracker.model.wording import did_you_mean
from tracker.store import yaml
from tracker.store.complaints import code, complaints, field_name, kind_of, message, shown

_ENOUGH = 100
"""Problems of one file that are told one by one."""

R = TypeVar("R", bound=Record)
V = TypeVar("V", bound=Value)


@dataclass(frozen=True, slots=True)
class Decoded(Generic[R]):
    """One file read: its record, or its problems."""

    record: R | None
    problems: tuple[Problem, ...] = ()


def decode_plain(model: type[R], path: str, raw: bytes, given: Mapping[str, Any]) -> R | None:
    """The same record where the file is plain and nothing is wrong with it, in a third of the time; None where it takes `decode` to read it or to say why not."""
    try:
        value = yaml.parse_plain(raw)
    except yaml.Unreadable:
        return None
    if value is None or "path" in value or any(value.get(key, each) != each for key, each in given.items()):
        return None
    try:
        return model.model_validate({**value, **given, "path": path})
    except ValidationError:
        return None


def decode(model: type[R], path: str, raw: bytes, given: Mapping[str, Any] | None = None) -> Decoded[R]:
    """The record that a YAML file holds. `given` adds what the store knows beside the text: the id, which is the file's name."""
    try:
        value = yaml.parse(raw, path)
    except yaml.Unreadable as e:
        return Decoded(None, e.problems)
    if not isinstance(value, dict):
        return Decoded(None, (Problem(path, 1, 1, "M201", f"holds {kind_of(value)}; a record is keys and values, as  title: …"),))
    if given and (typed := next((key for key in given if key in value and value[key] != given[key]), None)):
        line, column, text = yaml.locate(raw, (typed,))
        words = f"{typed} is {shown(value[typed])} here, but the file's name says {given[typed]!r}; make them the same"
        return Decoded(None, (Problem(path, line, column, "M210", words, source_line=text, field=(typed,)),))
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
        return (), (Problem(path, 1, 1, "M201", f"holds {kind_of(given)}; write a list, each item on a line of its own after a hyphen"),)
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
    """The first of so many problems of a file, each once, sorted; then how many more there are, for a hostile file has no end of them."""
    first = sorted(dict.fromkeys(islice(problems, _ENOUGH)))
    if count > _ENOUGH:
        first.append(Problem(path, 0, 0, "M211", f"has {count - _ENOUGH:,} more problems; correct these first"))
    return tuple(first)


def faults(error: ValidationError) -> Iterator[str]:
    """What is wrong with a value that did not come from a YAML file of ours, one line each."""
    for each in complaints(error):
        field = field_name(each["loc"])
        yield f"{field}: {message(each, None)}" if field else message(each, None)


def _problems(model: type[Value], path: str, raw: bytes, error: ValidationError, within: FieldPath = ()) -> Iterator[Problem]:
    for each in complaints(error):
        each["loc"] = field = (*within, *each["loc"])
        if each["type"] == "extra_forbidden":
            yield _unknown(model, path, raw, field)
            continue
        line, column, text = yaml.locate(raw, field[:-1] if each["type"] == "missing" else field)
        yield Problem(path, line, column, code(each["type"]), message(each, raw), source_line=text, field=field)


def _unknown(model: type[Value], path: str, raw: bytes, field: FieldPath) -> Problem:
    line, column, text = yaml.locate(raw, field)
    key = str(field[-1])
    known = sorted({name for holder in _holders(model, field[:-1]) for name in _keys(holder)})
    guess = did_you_mean(key, known)
    words = f"unknown key {shown(key)}{guess or '; the keys here are ' + (', '.join(known) or 'none')}"
    return Problem(path, line, _key_column(text, key, column), "M202", words, source_line=text, field=field)


def _key_column(text: str, key: str, column: int) -> int:
    found = text.find(f"{key}:")
    return found + 1 if found >= 0 else column


def _keys(model: Any) -> Iterator[str]:
    for name, field in model.__pydantic_fields__.items():
        if name != "path":
            yield field.alias or name


def _holders(model: Any, field: FieldPath) -> list[Any]:
    """The models and dataclasses that may stand at a field, by walking the annotations."""
    here = [model]
    for step in field:
        if isinstance(step, str):
            found = [f.annotation for m in here for n, f in m.__pydantic_fields__.items() if step in {n, f.alias}]
            here = [m for annotation in found for m in _models_in(annotation)] or here
    return here


def _models_in(annotation: Any) -> Iterator[Any]:
    if hasattr(annotation, "__pydantic_fields__"):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
