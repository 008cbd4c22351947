"""What issues on GitHub become here: the cases in cases/github/ are the specification."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.mirror import BASE, CASES, Mirror, issue, release, snapshot
from tracker.github.plan import Outcome
from tracker.github.telling import both, lines
from tracker.github.upstream import Gone
from tracker.model.edit import NewFile
from tracker.model.github import Github, Repository
from tracker.store import layout
from tracker.store.edit import written
from tracker.store.files import StoreFile
from tracker.store.yaml import parse


def cases(name: str) -> list[Any]:
    read: list[dict[str, Any]] = parse((CASES / f"{name}.yml").read_bytes(), name)
    return [pytest.param(case, id=case["shows"]) for case in read]


def without(record: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in names}


def brought_in(case: dict[str, Any]) -> tuple[Mirror, Any]:
    """The store after a first import, and what was read for it."""
    mirror = Mirror({**case["mapping"], "labels": {**BASE["mapping"]["labels"], **case["mapping"].get("labels", {})}} if "mapping" in case else None)
    issues = [issue(each) for each in case.get("others", ())]
    given = case.get("issue") or case.get("first") or {}
    seen = snapshot([*issues, issue(given)], releases=tuple(release(r) for r in case.get("releases", ())))
    return mirror, seen


@pytest.mark.parametrize("case", [*cases("words"), *cases("texts")])
def test_an_issue_becomes_what_its_case_says(case: dict[str, Any]) -> None:
    mirror, seen = brought_in(case)
    plan = mirror.plan(seen)
    (entry,) = [e for e in plan.entries if e.number == 12]
    assert entry.reason == case.get("refused", "")
    if "made" in case:
        assert isinstance(entry.file, NewFile)
        new = StoreFile(entry.file.path, entry.file.path.split("/")[-2], "", written(entry.file.record))
        assert layout.plan([new]) == layout.Plan((), ()), "tracker fmt has nothing to do on it"
        mirror.apply(plan)
        expected = {name: value for name, value in {**BASE["made"], **case["made"]}.items() if value is not None}
        assert mirror.record(expected["id"]) == expected
        assert mirror.plan(seen).is_empty, "the second time there is nothing to write"


@pytest.mark.parametrize("case", cases("comments"))
def test_a_conversation_becomes_what_its_case_says(case: dict[str, Any]) -> None:
    mirror, seen = brought_in(case)
    mirror.apply(mirror.plan(seen))
    assert mirror.record("DEF-GH-12").get("comments", []) == case["comments"]
    assert mirror.plan(seen).is_empty, "the second time there is nothing to write"


def values(record: dict[str, Any], names: Any) -> Iterator[tuple[str, Any]]:
    """Fields by their way; None for one that is not there."""
    for name in names:
        here: Any = record
        for step in name.split("."):
            here = (here[int(step)] if isinstance(here, list) else here.get(step)) if here is not None else None
        yield name, here


@pytest.mark.parametrize("case", cases("steps"))
def test_what_changes_is_merged_as_its_case_says(case: dict[str, Any]) -> None:
    mirror, seen = brought_in(case)
    mirror.apply(mirror.plan(seen))
    mirror.by_hand("DEF-GH-12", case.get("by_hand", {}))
    now = snapshot([issue({**case.get("first", {}), **case.get("then", {})})])
    if "gone" in case:
        now = snapshot([], gone=(Gone(12, **case["gone"]),) if case["gone"] else ())
    decided = {name: case[name] for name in ("keep", "take", "withdraw") if name in case}
    before = copy.deepcopy(mirror.files)
    plan = mirror.plan(now, **decided)
    assert list(lines(plan, is_applied=False)) == case["plan"]
    assert [both(c) for entry in plan.of(Outcome.CONFLICT) for c in entry.conflicts] == case.get("conflicts", [])
    assert list(plan.notes) == case.get("notes", [])
    mirror.apply(plan)
    if not any(plan.files):
        assert mirror.files == before, "nothing planned, nothing written"
    assert dict(values(mirror.record("DEF-GH-12"), case.get("record", {}))) == case.get("record", {})
    again = mirror.plan(now)
    assert again.is_empty, "the second time there is nothing to write"


@pytest.mark.parametrize(
    ("address", "pages", "accounts"),
    [
        (None, "github.com", "github"),
        ("https://api.github.com", "github.com", "github"),
        ("https://api.octo.ghe.com", "octo.ghe.com", "octo-ghe-com"),
        ("https://git.example.com/api/v3", "git.example.com", "git-example-com"),
    ],
)
def test_whose_accounts_they_are_follows_from_the_address_of_the_api(address: str | None, pages: str, accounts: str) -> None:
    """github.com named by the address of its API is still github.com: its staff is recognised, and its issues come in once."""
    repository = Repository(name="octo/hello", product="desktop", base_url=address)
    assert (repository.host, repository.accounts) == (pages, accounts)
    assert Github(repositories=(repository,)).repository("Octo/Hello", address) is repository
