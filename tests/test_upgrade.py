"""From one version to another: the cases in cases/affected/updates.yml here and in the browser, and what holds for any ranges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from node import needs_node
from test_affected import Said, issues, released, said, second_opinion, thing

from bench import twins
from tracker.model.issue import Range
from tracker.model.vocabulary import Answer
from tracker.site.affects_data import table
from tracker.store.yaml import parse
from tracker.views.affected import ReleaseLine
from tracker.views.upgrade import Outcome, changes, is_back

CASES: list[dict[str, Any]] = parse((Path(__file__).parent / "cases" / "affected" / "updates.yml").read_bytes(), "updates.yml")
SCHEMES = ["semver", "pep440", "calendar", "four-part", "listed"]


@dataclass(frozen=True)
class Helped(Said):
    workarounds: tuple[Any, ...] = ()


def helped(given: Mapping[str, Any]) -> Helped:
    plain = said({k: v for k, v in given.items() if k != "workarounds"})
    steps = tuple(SimpleNamespace(applies_to=Range(**w["applies_to"]) if w else None) for w in given.get("workarounds", ()))
    return Helped(plain.affected, plain.checked_not_affected, plain.fixes, steps)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_an_update_in_words(case: dict[str, Any]) -> None:
    line = ReleaseLine(thing(case["versioning"]), released(case["releases"]))
    made = {name: helped(given) for name, given in case["issues"].items()}
    names = {id(issue): name for name, issue in made.items()}
    for update in case["updates"]:
        found = changes(line, made.values(), update["from"], update["to"])
        assert {names[id(c.issue)]: c.outcome.value for c in found} == update["becomes"]
        assert [names[id(c.issue)] for c in found if c.is_relief] == update["workarounds_no_longer_needed"]
        assert is_back(line, update["from"], update["to"]) is (update.get("goes") == "back")


@needs_node
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_an_update_in_the_browser(case: dict[str, Any]) -> None:
    line = ReleaseLine(thing(case["versioning"]), released(case["releases"]))
    told = table(line, [helped(g) for g in case["issues"].values()], releases_too=True)
    names = list(case["issues"])
    pairs = [(update["from"], update["to"]) for update in case["updates"]]
    said = twins.asked(updates=[{"table": told, "pairs": pairs}])
    assert said["back"][0] == [update.get("goes") == "back" for update in case["updates"]]
    for update, found in zip(case["updates"], said["updates"][0], strict=True):
        assert {names[c["at"]]: c["outcome"] for c in found} == update["becomes"]
        assert [names[c["at"]] for c in found if c["isRelief"]] == update["workarounds_no_longer_needed"]


def reference(found: Sequence[Said], start: int, end: int) -> dict[int, Outcome]:
    """By brute force over the events of OSV, and nothing that the product uses."""
    becomes = {}
    for at, issue in enumerate(found):
        before, after = second_opinion(issue, start), second_opinion(issue, end)
        if Answer.NOT_CHECKED in {before, after}:
            becomes[at] = Outcome.UNCHECKED
        elif before is Answer.AFFECTED and after is Answer.AFFECTED:
            becomes[at] = Outcome.REMAINING
        elif before is Answer.AFFECTED:
            becomes[at] = Outcome.FIXED
        elif after is Answer.AFFECTED:
            becomes[at] = Outcome.NEW
    return becomes


some = st.lists(issues.map(lambda i: Helped(i.affected, i.checked_not_affected, i.fixes)), min_size=1, max_size=12)
step = st.tuples(st.integers(1, 20), st.integers(1, 20))


@given(some, step, st.sampled_from(SCHEMES))
def test_what_gets_fixed_never_affects_the_new_version(found: Sequence[Helped], step: tuple[int, int], versioning: str) -> None:
    """And what remains or is new always does."""
    line = ReleaseLine(thing(versioning), released([str(n) for n in range(1, 21)]))
    start, end = map(str, step)
    affecting = {id(issue) for issue in found if line.answer(issue, end).answer is Answer.AFFECTED}
    made = changes(line, found, start, end)
    assert not affecting & {id(c.issue) for c in made if c.outcome is Outcome.FIXED}
    assert {id(c.issue) for c in made if c.outcome in {Outcome.REMAINING, Outcome.NEW}} <= affecting


@given(some, step, st.sampled_from(SCHEMES))
def test_an_update_is_the_one_of_the_definition(found: Sequence[Helped], step: tuple[int, int], versioning: str) -> None:
    line = ReleaseLine(thing(versioning), released([str(n) for n in range(1, 21)]))
    made = {id(c.issue): c.outcome for c in changes(line, found, *map(str, step))}
    assert made == {id(found[at]): kind for at, kind in reference(found, *step).items()}


@given(some, step)
def test_the_way_back_is_the_reverse(found: Sequence[Helped], step: tuple[int, int]) -> None:
    """What gets fixed in one direction is new in the other."""
    line = ReleaseLine(thing("semver"), released([str(n) for n in range(1, 21)]))
    reverse = {Outcome.FIXED: Outcome.NEW, Outcome.NEW: Outcome.FIXED}
    there = {id(c.issue): c.outcome for c in changes(line, found, *map(str, step))}
    back = {id(c.issue): c.outcome for c in changes(line, found, *map(str, reversed(step)))}
    assert back == {issue: reverse.get(kind, kind) for issue, kind in there.items()}


@needs_node
@settings(max_examples=15, phases=(Phase.explicit, Phase.generate))
@given(some, st.lists(step, min_size=20, max_size=60), st.sampled_from(SCHEMES))
def test_any_update_is_the_same_in_the_browser(found: Sequence[Helped], steps: Sequence[tuple[int, int]], versioning: str) -> None:
    line = ReleaseLine(thing(versioning), released([str(n) for n in range(1, 21)]))
    told = table(line, found, releases_too=True)
    pairs = [(str(start), str(end)) for start, end in steps]
    theirs = twins.asked(updates=[{"table": told, "pairs": pairs}])["updates"][0]
    expected = [{at: kind.value for at, kind in reference(found, *step).items()} for step in steps]
    assert [{c["at"]: c["outcome"] for c in each} for each in theirs] == expected
