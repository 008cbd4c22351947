"""`tracker schema`: what an editor is told of the store's files."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from typer.testing import CliRunner

from tests.test_rules import CASES, cases, changed_store
from tracker.cli import app
from tracker.model.fields import FIELDS
from tracker.starter.schemas import KINDS, schema
from tracker.store import yaml

ROOT = Path(__file__).parent.parent
STORES = [ROOT / "content", ROOT / "tracker/starter/files/content", ROOT / "examples/vtex/content", ROOT / "tests/stores/base/content"]


def kind_of(path: str) -> str:
    """Which kind of file lies there; the first folder is the store."""
    folder = path.split("/")[1]
    return {"defects": "defect", "features": "feature", "impostors": "impostor", "tracker.yml": "tracker"}.get(folder, folder)


@cache
def validator(kind: str) -> Draft7Validator:
    return Draft7Validator(schema(KINDS[kind]))


def complaints(kind: str, value: Any) -> list[str]:
    return [f"{list(each.path)}: {each.message}" for each in validator(kind).iter_errors(value)]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_schema_of_draft_7(kind: str) -> None:
    made = schema(KINDS[kind])
    Draft7Validator.check_schema(made)
    assert made["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "$defs" not in json.dumps(made)


@pytest.mark.parametrize("kind", KINDS)
def test_an_editor_has_nothing_against_our_own_stores(kind: str) -> None:
    files = [file for store in STORES for file in sorted(store.glob(KINDS[kind].files))]
    assert files
    for file in files:
        assert complaints(kind, yaml.parse(file.read_bytes(), file.name)) == [], file


@pytest.mark.parametrize("code", sorted(path.stem for path in CASES.glob("R*.yml")))
def test_an_editor_complains_about_nothing_that_can_be_read(code: str) -> None:
    """The stores of the rules' cases can all be read, whatever else is wrong with them."""
    for case in cases(code):
        for path, value in changed_store(case).items():
            assert complaints(kind_of(path), value) == [], (case["shows"], path)


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("staff", {"id": "ada", "nmae": "Ada"}, ["[]: 'name' is a required property", "[]: Additional properties are not allowed ('nmae' was unexpected)"]),
        ("staff", {"name": "Ada", "since": "3 March"}, ["['since']: '3 March' is not valid under any of the given schemas"]),
        ("impostor", {"platform": "X", "handle": "a", "first_seen": "2026-01-01", "evidence": "https://a.example", "confirmed_by": "ada"},
         ["['platform']: 'X' does not match '^[a-z0-9]+(-[a-z0-9]+)*$'"]),
        ("releases", [{"version": 1.1, "date": "2026-01-01"}], ["[0, 'version']: 1.1 is not of type 'string'"]),
    ],
)  # fmt: skip
def test_what_it_underlines(kind: str, value: Any, said: list[str]) -> None:
    assert sorted(complaints(kind, value)) == sorted(said)


@pytest.mark.parametrize("kind", FIELDS)
def test_every_key_of_a_record_is_explained(kind: str) -> None:
    properties = schema(KINDS[kind])["properties"]
    assert [name for name, said in properties.items() if not said.get("description")] == []
    assert "path" not in properties


def test_what_a_key_means_comes_along() -> None:
    made = schema(KINDS["staff"])
    assert made["properties"]["visible"]["description"] == "false: named nowhere; the verify box still answers for the accounts."
    assert made["definitions"]["Account"]["properties"]["now"]["description"] == "The handle that took its place, where it was renamed."


def test_the_command_writes_them_and_tells_an_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(app, ["schema", "--into", "schemas"])
    assert ran.exit_code == 0
    told = json.loads(ran.stdout)["yaml.schemas"]
    assert told["./schemas/staff.json"] == "content/staff/**/*.yml"
    assert all(json.loads((tmp_path / path).read_text("utf-8"))["title"] == Path(path).stem for path in told)
    assert json.loads(CliRunner().invoke(app, ["schema", "staff"]).stdout) == schema(KINDS["staff"])
    assert [line.split()[0] for line in CliRunner().invoke(app, ["schema"]).stdout.splitlines()] == list(KINDS)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["staf"], "there is no kind 'staf'; did you mean 'staff'?"),
        (["staff", "--into", "x"], "name one KIND to print it, or --into DIR to write all of them"),
    ],
)
def test_what_it_does_not_know(arguments: list[str], words: str) -> None:
    assert str(CliRunner().invoke(app, ["schema", *arguments]).exception) == words
