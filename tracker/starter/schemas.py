"""JSON Schemas of the store's files, for editors: which keys there are, what each means, and what may stand beside it.

They are made from the records' own types, so that an editor complains about nothing that a build accepts. What only a whole store can tell (who
is staff, which product there is) is `tracker check`'s to say. Draft 7, which editors of YAML understand.
"""

import ast
import inspect
import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pydantic import TypeAdapter

from tracker.model import channels, github, issue, settings, staff
from tracker.model.fields import FIELDS

Json = dict[str, Any]

_HIDDEN = frozenset({"path"})
"""What a record knows of itself and no file says."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file."""

    name: str
    files: str
    """Which files of the store are of that kind."""
    type: Any
    sentence: str


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("defect", "defects/**/*.yml", issue.Defect, "A defect: one file, called like its id."),
        Kind("feature", "features/**/*.yml", issue.FeatureRequest, "A feature request: one file, called like its id."),
        Kind("staff", "staff/**/*.yml", staff.StaffMember, "A person, role or bot that speaks for the company."),
        Kind("impostor", "impostors/**/*.yml", staff.Impostor, "An account that only pretends to be ours."),
        Kind("releases", "releases/*.yml", tuple[settings.Release, ...], "The releases of a product, after which the file is called."),
        Kind("tracker", "tracker.yml", settings.Settings, "The company, its products, channels and promises."),
    )
}


def schema(kind: Kind) -> Json:
    """The schema of a kind of file."""
    made = TypeAdapter(kind.type).json_schema(by_alias=True, mode="validation")
    parts = made.pop("$defs", {})
    described = {name: _described(part, _docs(_class(name))) for name, part in parts.items()}
    own = _described(made, {**_docs(kind.type), **FIELDS.get(kind.name, {})}) if inspect.isclass(kind.type) else made
    own = {**own, "required": [name for name in own["required"] if name != "id"]} if "required" in own else own
    own.pop("description", None)
    plain: Json = _draft_7({**own, "definitions": dict(sorted(described.items()))})
    return {"$schema": "http://json-schema.org/draft-07/schema#", "title": kind.name, "description": kind.sentence, **plain}


def schema_text(kind: Kind) -> str:
    """The same as a file."""
    return json.dumps(schema(kind), indent=2, ensure_ascii=False) + "\n"


def _class(name: str) -> Any:
    return next((found for module in (issue, staff, settings, channels, github) if (found := getattr(module, name, None))), None)


def _described(part: Json, docs: Mapping[str, str]) -> Json:
    """An object with what each of its keys means; without what no file says."""
    if "properties" not in part:
        return part
    properties = {
        name: {**({"description": docs[key]} if (key := name.replace("-", "_")) in docs else {}), **said}
        for name, said in part["properties"].items()
        if name not in _HIDDEN
    }
    return {**part, "properties": properties}


def _docs(of: Any) -> Mapping[str, str]:
    """What stands below the fields of a class in its source, and of the classes that it extends."""
    found: dict[str, str] = {}
    for each in reversed(getattr(of, "__mro__", ())):
        if each.__module__.startswith("tracker."):
            body = ast.parse(textwrap.dedent(inspect.getsource(each))).body[0]
            found |= _in_body(body.body) if isinstance(body, ast.ClassDef) else {}
    return found


def _in_body(body: list[ast.stmt]) -> dict[str, str]:
    found = {}
    for field, below in pairwise(body):
        is_text = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and is_text:
            found[field.target.id] = inspect.cleandoc(below.value.value)  # type: ignore[attr-defined]  # a text, as was just asked
    return found


def _draft_7(said: Any) -> Any:
    """As draft 7 spells it: definitions, nothing beside a reference, and no titles that only repeat the key."""
    if isinstance(said, list):
        return [_draft_7(each) for each in said]
    if not isinstance(said, dict):
        return said.replace("#/$defs/", "#/definitions/") if isinstance(said, str) else said
    kept = {key: _draft_7(value) for key, value in said.items() if key != "default" and not (key == "title" and isinstance(value, str))}
    if "$ref" in kept and len(kept) > 1:
        return {"allOf": [{"$ref": kept.pop("$ref")}], **kept}
    return kept
