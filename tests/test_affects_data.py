"""What the browser looks up: the same vectors through Python and through the browser's own modules, run by node."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from node import needs_node
from test_affected import TABLE, Said, issues, ranges, released, said, thing

from bench import twins, versions
from tracker.model.issue import Range
from tracker.model.versions import place
from tracker.model.vocabulary import Versioning
from tracker.site.affects_data import table
from tracker.store.yaml import parse
from tracker.views.affected import Judgement, ReleaseLine

CASES = Path(__file__).parent / "cases" / "affected"
ORDERS: list[dict[str, Any]] = parse((CASES / "orders.yml").read_bytes(), "orders.yml")
SCHEMES = ["semver", "pep440", "calendar", "four-part", "listed"]
FEW = settings(max_examples=15, phases=(Phase.explicit, Phase.generate))
"""Each example is a process; it holds many versions instead, and is not made smaller, which would take minutes."""


pytestmark = needs_node


class Helped(Said):
    """An issue that says nothing of workarounds."""

    workarounds: tuple[Any, ...] = ()


def helped(issue: Said) -> Helped:
    return Helped(issue.affected, issue.checked_not_affected, issue.fixes)


def row(judgement: Judgement) -> list[str]:
    """A judgement as the browser has it, but for where the fix stands, which is said in words."""
    fix = judgement.fix
    out = fix.release.date.isoformat() if fix and fix.release else ""
    return [judgement.answer, judgement.because, fix.version if fix else "", out]


def in_browser(line: ReleaseLine, found: Sequence[Said], asked: Sequence[str], *, releases_too: bool = True) -> list[list[list[str]]]:
    told = table(line, [helped(each) for each in found], releases_too=releases_too)
    return [[[s[0], s[1], s[3], s[4]] for s in each] for each in twins.asked(answers=[{"table": told, "versions": list(asked)}])["answers"][0]]


@pytest.mark.parametrize("releases_too", [True, False])
def test_the_truth_table_in_the_browser(*, releases_too: bool) -> None:
    """Each version gets in the browser what it gets from us, whether the table names all releases or, on an issue's page, only what that is about."""
    tables, expected = [], []
    for case in TABLE:
        line = ReleaseLine(thing(case["versioning"]), released(case["releases"]))
        whole = releases_too or case["versioning"] == "listed"
        tables.append({"table": table(line, [helped(said(case["issue"]))], releases_too=whole), "versions": list(case["says"])})
        expected.append([row(line.answer(said(case["issue"]), version)) for version in case["says"]])
    found = twins.asked(answers=tables)["answers"]
    assert [[[s[0], s[1], s[3], s[4]] for (s,) in case] for case in found] == expected


@pytest.mark.parametrize("case", ORDERS, ids=lambda case: case["scheme"])
def test_versions_stand_in_their_order(case: Mapping[str, Any]) -> None:
    """Here and in the browser: what comes before what, what is the same, and what is no version."""
    scheme, lines = case["scheme"], case["ascending"]
    same = [(one, other) for line in lines for one, other in pairwise(line)]
    before = [(one, other) for line, following in pairwise(lines) for one in line for other in following]
    never = [(text, text) for text in case["no_versions"]]
    for pairs, expected in ((same, [True, True, 0]), (before, [True, True, -1]), (never, [False, False, 0])):
        assert [(pair, ours(*pair, scheme)) for pair in pairs] == [(pair, expected) for pair in pairs]
        theirs = twins.asked(orders=[{"scheme": scheme, "one": one, "other": other} for one, other in pairs])["orders"]
        assert list(zip(pairs, theirs, strict=True)) == [(pair, expected) for pair in pairs]


def ours(one: str, other: str, scheme: str) -> list[object]:
    here, there = place(one, Versioning(scheme)), place(other, Versioning(scheme))
    order = 0 if here is None or there is None else (here > there) - (here < there)
    return [here is not None, there is not None, order]


version_like = st.one_of(
    st.from_regex(r"\A[vV ]?[0-9]{1,3}([.!-][0-9]{1,3}){0,4}([._+-]?(a|b|rc|alpha|beta|pre|c|dev|post|rev|r|x)?[._-]?[0-9a-z]{0,3}){0,3} ?\Z"),
    st.from_regex(r"\A[0-9]\.[0-9]\.[0-9](-[0-9A-Za-z-]{1,3}(\.[0-9A-Za-z-]{1,3}){0,2})?(\+[0-9a-z.]{1,4})?\Z"),
    st.text(max_size=90),
    st.text(alphabet="0123456789.-+!vabrcdepost_ \t\x1c\x85\u2028\ufeff", max_size=12),
).filter(lambda text: text.isascii() or text.encode("utf-8", "replace").decode() == text)


@FEW
@given(st.lists(st.tuples(version_like, version_like), min_size=100, max_size=200), st.sampled_from(SCHEMES))
def test_any_two_texts_compare_alike_on_both_sides(pairs: Sequence[tuple[str, str]], scheme: str) -> None:
    theirs = twins.asked(orders=[{"scheme": scheme, "one": one, "other": other} for one, other in pairs])["orders"]
    assert list(zip(pairs, theirs, strict=True)) == [(pair, ours(*pair, scheme)) for pair in pairs]


@FEW
@given(
    found=st.lists(issues, min_size=20, max_size=40),
    versioning=st.sampled_from(SCHEMES),
    listed=st.lists(st.integers(1, 20).map(str), unique=True, max_size=12),
    releases_too=st.booleans(),
)
def test_any_ranges_are_answered_alike_on_both_sides(found: Sequence[Said], versioning: str, listed: Sequence[str], *, releases_too: bool) -> None:
    """Releases, versions between them, before and after all of them, and what is no version."""
    line = ReleaseLine(thing(versioning), released(listed))
    asked = [*map(str, range(22)), "3.5", "0.0.1", "7-a", "20.1", "latest", "v4", " 5 ", ""]
    expected = [[row(line.answer(issue, version)) for issue in found] for version in asked]
    assert in_browser(line, found, asked, releases_too=releases_too or versioning == "listed") == expected


@FEW
@given(st.lists(ranges(), max_size=3), st.lists(st.integers(1, 20).map(str), max_size=8))
def test_a_known_release_is_known_on_both_sides(found: Sequence[Range], listed: Sequence[str]) -> None:
    line = ReleaseLine(thing("semver"), released(listed))
    asked = [*map(str, range(22)), "4.0", " v5 ", "latest", "6.1"]
    told = table(line, [helped(Said(tuple(found)))], releases_too=True) | {"releases": [[r.version, ""] for r in line.releases]}
    known = twins.asked(answers=[{"table": told, "versions": asked}])["known"][0]
    assert known == [(release.version if (release := line.release(version)) else None) for version in asked]


def test_what_is_said_is_said_once() -> None:
    """A thousand issues with the same range need one sentence for each answer."""
    line = ReleaseLine(thing("semver"), released(["1.0.0", "1.1.0"]))
    same = [helped(said({"affected": [{"introduced": "1.0.0", "fixed": "1.1.0"}]}))] * 1000
    told = table(line, same, releases_too=True)
    assert len(told["said"]) == 5
    assert told["issues"] == [[[0, 2, 1, 3, 3, 4], [], []]] * 1000
    assert told["points"] == ["1.0.0", "1.1.0"]


def test_real_advisories(data: Path) -> None:
    """At least 99.9 % of the answers are those of the advisories' publisher, on both sides; where they differ, the publisher's own events are with us."""
    found = list(versions.advisories(data / versions.FILE))
    answers = versions.python_answers(found)
    assert versions.browser_answers(found) == answers
    differing = versions.disagreements(found, answers)
    total = sum(len(a.versions) for a in found)
    assert (len(found), total) == (250, 11974)
    assert len(differing) <= total * 0.001
    assert [d for d in differing if d.by_events == d.is_listed] == []
    assert sorted({(d.advisory, d.package) for d in differing}) == [
        ("PYSEC-2020-215", "notebook"),
        ("PYSEC-2022-180", "notebook"),
        ("PYSEC-2023-150", "exiv2"),
    ]
