"""The files of the search index: the same bytes however they were made, and few of them anew."""

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from editions import defect, made, member
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from indexes import Memory, entries, files_of

from tracker.model.public import PublicIssue
from tracker.model.vocabulary import DefectStatus
from tracker.site.search import columns, index, inverted, postings, ranges
from tracker.site.search.documents import subjects
from tracker.site.search.numbers import numbered, slots_for
from tracker.store.kept import KeptBytes


@given(
    st.dictionaries(st.integers(0, 1 << 20), st.integers(1, 31), max_size=80),
    st.dictionaries(st.integers(0, 1 << 20), st.none() | st.integers(1, 31), max_size=20),
)
def test_a_list_of_numbers_survives_its_bytes_and_changes(held: dict[int, int], changes: dict[int, int | None]) -> None:
    packed = [number << 5 | impact for number, impact in sorted(held.items())]
    assert postings.decode(postings.encode(packed, 5), 5) == packed
    assert postings.decode(postings.encode(sorted(held))) == sorted(held)
    after = {number: impact for number, impact in (held | changes).items() if impact is not None}
    assert postings.patched(postings.encode(packed, 5), changes, 5) == postings.encode(
        [number << 5 | impact for number, impact in sorted(after.items())], 5
    )


@pytest.mark.parametrize("together", [1, 3, 1 << 18])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.dictionaries(st.integers(0, 9), st.dictionaries(st.integers(0, (1 << 40) - 1), st.integers(1, 31), min_size=1), max_size=6), st.randoms())
def test_many_lists_at_once_are_written_like_each_alone(
    monkeypatch: pytest.MonkeyPatch, together: int, held: dict[int, dict[int, int]], rng: random.Random
) -> None:
    monkeypatch.setattr(columns, "_TOGETHER", together)
    alone = {above: [number << 5 | weight for number, weight in sorted(some.items())] for above, some in held.items()}
    packed = [above << 45 | number for above, some in alone.items() for number in some]
    rng.shuffle(packed)
    given_in = [np.array(part, np.int64) for part in (packed[::2], packed[1::2])]
    assert dict(columns.lists(given_in, 45, 5)) == {above: postings.encode(some, 5) for above, some in alone.items()}


@given(st.dictionaries(st.text("abc", min_size=1, max_size=6), st.integers(1, 4000), max_size=120))
def test_ranges_are_whole_and_no_larger_than_they_must_be(sizes: dict[str, int]) -> None:
    keys = sorted(sizes)
    starts = ranges.cuts(keys, [sizes[key] for key in keys])
    assert starts == sorted(set(starts))
    assert not keys or starts[0] == 0
    for start, end in zip(starts, [*starts[1:], len(keys)][: len(starts)], strict=True):
        assert end == start + 1 or sum(sizes[key] for key in keys[start:end]) <= ranges.LIMIT


def test_an_entry_keeps_its_number_when_others_come_and_go() -> None:
    ids = [f"DEF-{number:04}" for number in range(500)]
    slots = slots_for(len(ids))
    before, after = numbered(ids, slots), numbered([each for each in ids if each != "DEF-0250"], slots)
    assert len(set(before.values())) == len(ids)
    assert sum(before[each] != number for each, number in after.items()) <= 3


WORDS = (
    "export",
    "import",
    "row",
    "limit",
    "crash",
    "freeze",
    "sync",
    "café",
    "orderForm",
    "it's",
    "2.4.0",
    "the",
    "of",
    "exceeded",
    "65,536",
    "検索",
)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
issues = st.dictionaries(
    st.integers(1, 30),
    st.fixed_dictionaries(
        {"title": texts, "description": texts, "symptoms": st.lists(texts, max_size=2).map(tuple), "aliases": st.lists(texts, max_size=1).map(tuple)}
    ),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(issues, min_size=2, max_size=4))
def test_an_index_brought_up_to_date_is_the_index_made_anew(rounds: list[dict[int, dict[str, Any]]]) -> None:
    kept = Memory()
    for fields in rounds:
        edition = made(*(defect(number, **each) for number, each in fields.items()))
        assert files_of(edition, kept) == files_of(edition)


def many(count: int, **changes: Any) -> list[PublicIssue]:
    rng = random.Random(5)  # noqa: S311 - likewise
    spoken = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(3, 9))) for _ in range(3000)]
    return [
        defect(n, title=" ".join(rng.choices(spoken, k=7)), description=" ".join(rng.choices(spoken, k=80)), **changes) for n in range(1, count + 1)
    ]


def test_it_is_all_one_how_many_words_are_sorted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = made(*many(60))
    expected = files_of(edition)
    monkeypatch.setattr(inverted, "_MANY", 500)
    assert files_of(edition) == expected


def test_one_changed_record_changes_few_files_and_no_other_bytes(tmp_path: Path) -> None:
    """Changed, gone and added again: each time what a clean build makes, through the file in which builds keep what they know."""
    kept = KeptBytes(tmp_path, "search")
    some = many(400)
    first = files_of(made(*some), kept)
    changed = [*some[:200], replace(some[200], title=f"{some[200].title} zebra"), *some[201:]]
    for now, least in ((changed, 1), (some[:200] + some[201:], 1), (some, 1)):
        after = files_of(made(*now), kept)
        assert after == files_of(made(*now))
        assert least <= sum(first.get(name) != content for name, content in after.items())
        first = after
    second = files_of(made(*changed), kept)
    assert sum(first.get(name) != content for name, content in second.items()) < 20


def test_one_changed_record_reads_no_file_that_stays_as_it_is() -> None:
    kept = Memory()
    some = many(400)
    before = files_of(made(*some), kept)
    kept.read.clear()
    edition = made(*some[:200], replace(some[200], title=f"{some[200].title} zebra"), *some[201:])
    found = dict(index.files(subjects(edition, ()), edition.index.public, kept, "code"))
    read = {name.removeprefix("file/") for name in kept.read if name.startswith("file/")}
    changed = {name for name, file in found.items() if before.get(name) != file.read()}
    assert read
    assert read <= changed
    assert {name for name in kept.read if name.startswith("said/")} == {f"said/{numbered([i.id for i in some], 2048)[some[200].id] >> 8}"}


def test_a_changed_status_changes_what_results_show_and_no_list() -> None:
    kept = Memory()
    some = many(60)
    before = files_of(made(*some), kept)
    after = files_of(made(*some[:-1], replace(some[-1], status=DefectStatus.CONFIRMED)), kept)
    assert {name.partition("/")[0] for name in after if after[name] != before.get(name)} == {"rows", "index.json"}


@pytest.mark.parametrize("spoil", [b"", b"\0garbage", b"SQLite format 3\0 and no more"])
def test_what_was_kept_may_be_lost(tmp_path: Path, spoil: bytes) -> None:
    edition = made(*many(30))
    expected = files_of(edition, KeptBytes(tmp_path, "search"))
    (tmp_path / "search.db").write_bytes(spoil)
    for _ in range(2):
        assert files_of(edition, KeptBytes(tmp_path, "search")) == expected


def test_what_was_kept_may_be_lost_in_part() -> None:
    edition, changed = made(*many(30)), made(*many(29))
    for lost in range(0, 200, 7):
        kept = Memory()
        files_of(edition, kept)
        kept.held.pop(sorted(kept.held)[lost % len(kept.held)])
        assert files_of(edition, kept) == files_of(edition)
        kept.held.pop(sorted(kept.held)[lost % len(kept.held)])
        assert files_of(changed, kept) == files_of(changed)


def test_nothing_but_what_is_public_is_found() -> None:
    """The entries are made of public types; people who are not in the directory have none, and a withdrawn issue only its number."""
    found = {entry.id: entry for entry in entries(made(defect(1), defect(2, status=DefectStatus.WITHDRAWN, title=""), staff=(member(),)), ())}
    assert sorted(entry.kind for entry in found.values()) == ["issue", "issue", "staff"]
    assert found["DEF-0002"].texts == ()
    assert dict(found["DEF-0002"].names) == {"DEF-0002": 31}
