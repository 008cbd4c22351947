"""Issues that move, repositories that are renamed, records that somebody already has or takes away: a record keeps its id."""

from dataclasses import replace
from typing import Any

import pytest

from tests.mirror import BASE, Mirror, issue, snapshot
from tracker.github.plan import Outcome, Reading
from tracker.github.telling import code, lines, markdown, quoted, summary
from tracker.github.upstream import Gone
from tracker.model.github import Repository
from tracker.store.edit import written

SDK = Repository.model_validate({**BASE["mapping"], "name": "octo/sdk", "ids": "SDK-{number}"})


def elsewhere(number: int, **given: Any) -> Any:
    """An issue of octo/sdk."""
    return issue({"number": number, "url": f"https://github.com/octo/sdk/issues/{number}", **given})


def both(mirror: Mirror, here: Any, there: Any) -> list[Reading]:
    return [Reading(mirror.repository, here), Reading(SDK, replace(there, repository="octo/sdk", id=2))]


def first(mirror: Mirror, *issues: dict[str, Any]) -> Any:
    seen = snapshot([issue(each) for each in issues])
    mirror.apply(mirror.plan(seen))
    return seen


@pytest.mark.parametrize("keeps_its_id", [True, False], ids=["as GitHub does it", "where only the old place says so"])
def test_an_issue_that_moves_to_a_repository_that_is_followed_keeps_its_record(keeps_its_id: bool) -> None:  # noqa: FBT001 - a case
    mirror = Mirror()
    first(mirror, {"number": 12, "comments": [{"id": 51}]})
    moved = elsewhere(5, id=1012 if keeps_its_id else 77, comments=[{"id": 51, "url": "https://github.com/octo/sdk/issues/5#issuecomment-51"}])
    readings = both(mirror, snapshot([], gone=(Gone(12, "transferred", "octo/sdk#5"),)), snapshot([moved]))
    plan = mirror.plan(readings)
    assert [(e.name, e.record, e.outcome) for e in plan.entries] == [("octo/sdk#5", "DEF-GH-12", Outcome.CHANGED)]
    mirror.apply(plan)
    record = mirror.record("DEF-GH-12")
    assert record["aliases"] == ["SDK-5"], "the number that it would have there leads to it"
    assert record["references"] == [{"type": "REPORT", "url": "https://github.com/octo/sdk/issues/5"}]
    assert [c["url"] for c in record["comments"]] == ["https://github.com/octo/sdk/issues/5#issuecomment-51"]
    again = mirror.plan(both(mirror, snapshot([], gone=(Gone(12, "transferred", "octo/sdk#5"),)), snapshot([moved])))
    assert again.is_empty
    assert again.notes == ()


def test_it_is_followed_when_only_the_new_place_is_read() -> None:
    mirror = Mirror()
    first(mirror, {"number": 12}, {"number": 13})
    there = [Reading(SDK, replace(snapshot([elsewhere(5, id=1012)]), repository="octo/sdk", id=2))]
    mirror.apply(mirror.plan(there))
    assert {state.key: sorted(state.issues) for state in mirror.imported} == {"github.com/octo/hello": [13], "github.com/octo/sdk": [5]}
    assert mirror.plan(there).is_empty


def test_a_repository_that_was_renamed_is_the_same_and_it_is_said_what_to_write() -> None:
    mirror = Mirror()
    first(mirror, {"number": 12})
    renamed = snapshot([issue({"number": 12, "url": "https://github.com/octo/hallo/issues/12"})], repository="octo/hallo", moved_from="octo/hello")
    plan = mirror.plan(renamed)
    assert plan.warnings == ("octo/hello is called octo/hallo now; write that in tracker.yml",)
    mirror.apply(plan)
    mirror.repository = mirror.repository.model_copy(update={"name": "octo/hallo"})
    listed = mirror.plan(renamed)
    assert not any(listed.files)
    mirror.apply(listed)
    assert list(mirror.states) == ["imports/github.com/octo/hallo.json"], "the bookkeeping goes by the new name, and stands there once"
    assert mirror.plan(renamed).is_empty


def test_a_duplicate_across_repositories_follows_the_original() -> None:
    mirror = Mirror()
    closed = {"state": "closed", "state_reason": "duplicate", "closed": "2026-01-20T10:00:00Z", "duplicate_of": "octo/sdk#5"}
    mirror.apply(mirror.plan(both(mirror, snapshot([issue({"number": 12, **closed})]), snapshot([elsewhere(5)]))))
    assert mirror.record("DEF-GH-12")["duplicate_of"] == "SDK-5"


def test_a_record_of_ours_that_names_the_issue_is_taken_for_it_and_what_differs_is_told() -> None:
    mirror = Mirror()
    ours = {**BASE["made"], "id": "DEF-0042", "title": "Exports end early", "owner": "ada"}
    mirror.files["content/defects/DEF-0042.yml"] = written(ours)
    seen = snapshot([issue({"comments": [{"id": 51}]})])
    plan = mirror.plan(seen)
    assert [(e.record, e.outcome, [c.field for c in e.conflicts]) for e in plan.entries] == [("DEF-0042", Outcome.CONFLICT, [("title",)])]
    mirror.apply(mirror.plan(seen, keep=["DEF-0042"]))
    record = mirror.record("DEF-0042")
    assert (record["title"], record["owner"], len(record["comments"])) == ("Exports end early", "ada", 1)
    assert mirror.plan(seen).is_empty


def test_a_record_that_somebody_has_deleted_does_not_come_back() -> None:
    mirror = Mirror()
    first(mirror, {"number": 12})
    mirror.files.clear()
    plan = mirror.plan(snapshot([issue({"number": 12, "title": "Export stops again"})]))
    assert [e.outcome for e in plan.entries] == [Outcome.REMOVED]
    assert plan.is_empty


def test_an_id_that_is_taken_is_given_to_nobody_else() -> None:
    mirror = Mirror()
    mirror.files["content/defects/DEF-GH-12.yml"] = written({**BASE["made"], "references": []})
    (entry,) = mirror.plan(snapshot([issue({"number": 12})])).entries
    assert (entry.outcome, entry.reason) == (
        Outcome.REFUSED,
        "DEF-GH-12 is the id of another record; give the repository ids of its own in tracker.yml, or take that record out",
    )


def test_only_what_staff_opened_comes_in_where_the_mapping_says_so() -> None:
    mirror = Mirror({"publish": {"issues": "staff"}})
    seen = snapshot([issue({"number": 1}), issue({"number": 2, "author": {"login": "ada-acme", "id": 101}})])
    plan = mirror.plan(seen)
    assert [(e.number, e.outcome) for e in plan.entries] == [(1, Outcome.LEFT_OUT), (2, Outcome.NEW)]
    assert summary(plan) == "2 issues: 1 new, 1 left out by policy"


def test_labels_that_the_mapping_does_not_know_are_told_with_what_was_meant() -> None:
    mirror = Mirror({"ignore": ["wontfix"]})
    seen = snapshot([issue({"number": n, "labels": ["Severity: mayor", "good first issue", "WONTFIX"]}) for n in (1, 2)])
    plan = mirror.plan(seen)
    assert plan.warnings == ("octo/hello: the label 'Severity: mayor' (2) is not in the mapping; did you mean 'severity: major'?",)
    assert plan.notes == ("octo/hello: labels that mean nothing here: 'good first issue' (2); map them, or list them under ignore:",)


class TestWords:
    """What strangers wrote does nothing where a plan is shown."""

    HOSTILE = "@octocat fixes #1 `code` ```more``` <b> | \x1b[31m \u202e\n## Heading"

    def test_on_a_terminal(self) -> None:
        mirror = Mirror()
        (said,) = lines(mirror.plan(snapshot([issue({"title": self.HOSTILE})])), is_applied=False)
        assert said.isprintable()
        assert quoted("\x1b[31m\u202e") == '"\\u001b[31m\\u202e"'

    def test_in_a_pull_request(self) -> None:
        assert code(self.HOSTILE) == "```` @octocat fixes #1 `code` ```more``` <b> |  [31m   ## Heading ````"
        text = markdown(Mirror().plan(snapshot([issue({"title": self.HOSTILE, "labels": [self.HOSTILE]})])))
        assert text.count("@octocat") == text.count("` @octocat") + text.count("'@octocat")
        assert [row for row in text.splitlines() if row.startswith("#")] == ["### New (1)", "### Remarks (1)"]

    def test_it_is_no_longer_than_github_takes(self) -> None:
        text = markdown(Mirror().plan(snapshot([issue({"number": n, "title": "x" * 300}) for n in range(1, 400)])))
        assert len(text) < 65_536
        assert text.endswith("lines more; the files of this change say all of it.\n")
