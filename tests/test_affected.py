"""Does it affect me? The truth table in cases/affected/, and a slow second opinion."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from univers.versions import SemverVersion

from tracker.model.issue import Fix, Range
from tracker.model.settings import Product, Release
from tracker.model.versions import Order, place
from tracker.model.vocabulary import Answer, Versioning
from tracker.store.yaml import parse
from tracker.views.affected import Judgement, ReleaseLine, answer

TABLE: list[dict[str, Any]] = parse((Path(__file__).parent / "cases" / "affected" / "table.yml").read_bytes(), "table.yml")


@dataclass(frozen=True)
class Said:
    """What an issue says about versions, and nothing else."""

    affected: tuple[Range, ...] = ()
    checked_not_affected: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()


def said(given: Mapping[str, Any]) -> Said:
    return Said(
        tuple(Range(**r) for r in given.get("affected", ())),
        tuple(given.get("checked_not_affected", ())),
        tuple(Fix(**f) for f in given.get("fixes", ())),
    )


def thing(versioning: str) -> Product:
    return Product.model_validate({"id": "thing", "name": "Thing", "versioning": versioning})


def released(versions: Sequence[str], channel: str = "stable") -> tuple[Release, ...]:
    return tuple(Release.model_validate({"version": v, "date": "2026-01-01", "channel": channel}) for v in versions)


def words(judgement: Judgement) -> str:
    fix = judgement.fix
    if fix is None:
        return f"{judgement.answer} — {judgement.because}"
    way_out = " ".join([fix.version, *([fix.channel] if fix.channel else []), "released" if fix.is_released else "announced"])
    return f"{judgement.answer} — {judgement.because} ({way_out})"


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["shows"])
def test_the_truth_table(case: dict[str, Any]) -> None:
    """Each version gets exactly this answer, with the range that decided and the way out."""
    product, releases = thing(case["versioning"]), released(case["releases"])
    assert {asked: words(answer(said(case["issue"]), asked, product, releases)) for asked in case["says"]} == case["says"]


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case["shows"])
def test_all_releases_at_once_are_answered_as_each_alone(case: dict[str, Any]) -> None:
    """The row of an issue over a product's releases holds the answers of the releases."""
    line = ReleaseLine(thing(case["versioning"]), released(case["releases"]))
    issue = said(case["issue"])
    assert line.answers(issue) == tuple(line.answer(issue, r.version) for r in line.releases)


def test_a_release_is_found_however_it_is_spelt() -> None:
    """Blanks, a leading v and missing zeros do not hide a known release; an unknown one is not made known by coming near."""
    line = ReleaseLine(thing("semver"), released(["2.3.0", "2.4.0"]))
    assert [r.version if (r := line.release(text)) else None for text in ("2.4.0", " v2.4 ", "2.4.0+9", "2.4.1", "latest")] == [
        "2.4.0",
        "2.4.0",
        "2.4.0",
        None,
        None,
    ]


def test_a_fix_is_out_in_its_channel_or_else_in_any() -> None:
    """Each fix comes with its release; None says that it is announced."""
    fixes = said(
        {"fixes": [{"version": "2.4.0", "channel": "beta"}, {"version": "2.4.0", "channel": "lts"}, {"version": "v2.5.0"}, {"version": "2.6.0"}]}
    )
    releases = (*released(["2.4.0"]), *released(["2.4.0"], "beta"), *released(["2.5.0"]))
    assert [r.release and (r.release.version, r.release.channel) for r in ReleaseLine(thing("listed"), releases).repairs(fixes)] == [
        ("2.4.0", "beta"),
        ("2.4.0", "stable"),
        ("2.5.0", "stable"),
        None,
    ]
    shorter = said({"fixes": [{"version": "2.4"}]})
    assert ReleaseLine(thing("listed"), releases).repairs(shorter)[0].release is None
    assert ReleaseLine(thing("semver"), releases).repairs(shorter)[0].release == releases[0]


# A slow second opinion, on versions that are small whole numbers: the definition of OSV (https://ossf.github.io/osv-schema/#evaluation),
# event by event, and then our words for whatever is not affected.


def events(ranges: Sequence[Range]) -> list[tuple[float, str, Range]]:
    """The borders of the ranges in order; at one version an end comes before a beginning, and last_affected ends just after its version."""
    found: list[tuple[float, str, Range]] = []
    for each in ranges:
        found.append((float(each.introduced), "introduced", each))
        if each.fixed:
            found.append((float(each.fixed), "fixed", each))
        if each.last_affected:
            found.append((float(each.last_affected) + 0.5, "last_affected", each))
    return sorted(found, key=lambda event: (event[0], event[1] == "introduced"))


def second_opinion(issue: Said, version: int) -> Answer:
    if not issue.affected:
        return Answer.NOT_CHECKED
    if str(version) in issue.checked_not_affected:
        return Answer.NOT_AFFECTED
    state, open_ranges = Answer.NOT_AFFECTED, 0
    for at, kind, _ in events(issue.affected):
        if at > version:
            break
        open_ranges += 1 if kind == "introduced" else -1
        left = Answer.FIXED if kind == "fixed" else Answer.NOT_AFFECTED
        state = Answer.AFFECTED if open_ranges > 0 else left
    return state


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    """A range that holds at least one version."""
    start = draw(st.integers(1, 12))
    length = draw(st.integers(1, 6))
    end = draw(st.sampled_from(["fixed", "last_affected", "none"]))
    ends = {"fixed": {"fixed": str(start + length)}, "last_affected": {"last_affected": str(start + length - 1)}, "none": {}}
    return Range(introduced=str(start), **ends[end])


small = st.integers(1, 20).map(str)
issues = st.builds(
    Said,
    st.lists(ranges(), max_size=5).map(tuple),
    st.lists(small, max_size=2).map(tuple),
    st.lists(small.map(lambda v: Fix(version=v)), max_size=3).map(tuple),
)


@given(issues, st.sampled_from(["semver", "pep440", "calendar", "four-part", "listed"]))
def test_the_answer_is_the_one_of_the_definition(issue: Said, versioning: str) -> None:
    """For any ranges, overlapping or not, in any order, and in any way of spelling versions."""
    line = ReleaseLine(thing(versioning), released([str(n) for n in range(1, 21)]))
    assert [j.answer for j in line.answers(issue)] == [second_opinion(issue, n) for n in range(1, 21)]


@given(issues)
def test_the_row_is_its_answers(issue: Said) -> None:
    """All at once or one by one makes no difference, whatever the order of the file."""
    line = ReleaseLine(thing("semver"), released([str(n) for n in (3, 1, 20, 7, 7, 12)]))
    assert line.answers(issue) == tuple(line.answer(issue, r.version) for r in line.releases)


@given(issues, st.integers(1, 20))
def test_the_way_out_leads_out(issue: Said, version: int) -> None:
    """A fix offered to an affected version is later than it; a fixed version is at or after its fix; nobody else is offered one."""
    judgement = ReleaseLine(thing("semver"), ()).answer(issue, str(version))
    if judgement.fix:
        assert judgement.answer in {Answer.AFFECTED, Answer.FIXED}
        assert (int(judgement.fix.version) > version) is (judgement.answer is Answer.AFFECTED)
    assert (judgement.answer is Answer.FIXED) <= (judgement.fix is not None)


semver_text = st.builds(
    lambda core, pre, build: core + ("-" + pre if pre else "") + ("+" + build if build else ""),
    st.tuples(*[st.integers(0, 3)] * 3).map(lambda n: ".".join(map(str, n))),
    st.sampled_from(["", "alpha", "alpha.1", "alpha.beta", "beta", "beta.2", "beta.11", "rc.1", "1", "a-b"]),
    st.sampled_from(["", "5", "sha.1"]),
)


@given(semver_text, semver_text)
def test_semantic_versions_sort_as_univers_sorts_them(one: str, other: str) -> None:
    """Our places agree with the library's own comparison, build metadata aside."""
    theirs = SemverVersion(one.partition("+")[0]).value, SemverVersion(other.partition("+")[0]).value
    ours = place(one, Versioning.SEMVER), place(other, Versioning.SEMVER)
    assert ours[0] is not None
    assert ours[1] is not None
    assert (ours[0] < ours[1], ours[0] == ours[1]) == (theirs[0] < theirs[1], theirs[0] == theirs[1])


@given(st.text(max_size=90), st.sampled_from(list(Versioning)))
def test_any_text_has_a_place_or_none(text: str, versioning: Versioning) -> None:
    """Whatever somebody pastes into the box is answered, and a place can be compared with every other."""
    order = Order(versioning, ["1.0.0", "2.0.0"])
    for known in ("1.0.0", "2.0.0"):
        here, there = order.place(text), order.place(known)
        assert here is None or there is None or (here < there) or (here >= there)


def test_ten_thousand_issues_and_twenty_releases() -> None:
    """The whole matrix of a large product is made in well under a second of CPU."""
    line = ReleaseLine(thing("semver"), released([f"2.{n}.0" for n in range(20)]))
    many = []
    for n in range(10_000):
        end = f"2.{n % 18 + 1}.{n % 49}"
        many.append(said({"affected": [{"introduced": f"2.{n % 18}.{n % 50}", "fixed": end}], "fixes": [{"version": end}]}))
    begun = time.process_time()
    rows = [line.answers(issue) for issue in many]
    spent = time.process_time() - begun
    assert {len(row) for row in rows} == {20}
    assert spent < 1
