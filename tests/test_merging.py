"""Merging: what is reported under several numbers is counted at one, once, and small numbers stay small secrets."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.editions import NOW, defect, made
from tracker.model.issue import Reports, Resolution
from tracker.model.public import PublicIssue
from tracker.model.values import IssueId
from tracker.model.vocabulary import DefectStatus
from tracker.site.pages.reports import reported
from tracker.views.merging import FEW, Counted, Tally, Told, statistics, tallies, told

MONTHS = ("2026-01", "2026-02", "2026-03")
CHANNELS = ("x", "phone", "form")
TODAY = NOW.date()


def reports(month: str = "2026-01", counted: str | None = None, **counts: int) -> Reports:
    day: Any = {"counted": counted} if counted else {}
    return Reports(month=month, counts=counts, **day)


def issue(number: int, of: int | None = None, votes: int = 0, *given: Reports, **changes: Any) -> PublicIssue:
    fields: dict[str, Any] = {"reports": given, "votes": votes, **changes}
    if of is not None:
        fields |= {"status": DefectStatus.DUPLICATE, "duplicate_of": IssueId(f"DEF-{of:04}"), "fixes": (), "affected": ()}
    return defect(number, **fields)


counted = st.lists(st.sampled_from(MONTHS), unique=True).flatmap(
    lambda months: st.tuples(
        *(st.builds(lambda c, m=m: reports(m, **c), st.dictionaries(st.sampled_from(CHANNELS), st.integers(0, 30))) for m in months)
    )
)


@st.composite
def stores(draw: st.DrawFn) -> list[PublicIssue]:
    """Issues that are duplicates of any other or of none: in chains, in trees, in circles, of what is withdrawn or not there at all."""
    count = draw(st.integers(1, 9))
    found = []
    for number in range(1, count + 1):
        of = draw(st.none() | st.integers(1, count + 1))
        made_of = issue(number, of, draw(st.integers(0, 50)), *draw(counted))
        if draw(st.integers(0, 9)) == 0:
            made_of = PublicIssue(id=made_of.id, kind=made_of.kind, status=DefectStatus.WITHDRAWN, opened=made_of.opened)
        found.append(made_of)
    return found


def cells(given: Iterable[Any]) -> Counter[tuple[str, str]]:
    """How many by month and channel."""
    found: Counter[tuple[str, str]] = Counter()
    for each in given:
        found.update({(each.month, channel): count for channel, count in each.counts.items() if count})
    return found


@given(stores())
def test_merging_conserves_reports_and_votes(store: list[PublicIssue]) -> None:
    """By month and channel, not only in sum."""
    found = tallies(store)
    assert cells([r for i in store for r in i.reports]) == cells([r for tally in found.values() for r in tally.reports])
    assert sum(i.votes for i in store) == sum(tally.votes for tally in found.values())


@given(stores())
def test_what_is_counted_elsewhere_is_counted_nowhere_else(store: list[PublicIssue]) -> None:
    found = tallies(store)
    for number, tally in found.items():
        if tally.counted_at:
            assert (tally.reports, tally.votes) == ((), 0)
            assert number in found[tally.counted_at].duplicates
            assert found[tally.counted_at].counted_at is None
        assert number not in tally.duplicates


@given(stores(), st.randoms())
def test_the_order_of_the_records_does_not_matter(store: list[PublicIssue], rng: Any) -> None:
    shuffled = list(store)
    rng.shuffle(shuffled)
    assert tallies(store) == tallies(shuffled)


def test_a_chain_ends_at_the_issue_that_is_followed() -> None:
    store = [issue(1, None, 5, reports(x=9)), issue(2, 1, 2, reports(x=6, phone=7)), issue(3, 2, 1, reports("2026-02", x=8))]
    found = tallies(store)
    assert found[IssueId("DEF-0001")] == Tally(
        (Counted("2026-01", {"x": 15, "phone": 7}), Counted("2026-02", {"x": 8})), 8, (IssueId("DEF-0002"), IssueId("DEF-0003"))
    )
    assert found[IssueId("DEF-0002")] == Tally(duplicates=(IssueId("DEF-0003"),), counted_at=IssueId("DEF-0001"))
    assert found[IssueId("DEF-0003")] == Tally(counted_at=IssueId("DEF-0001"))


def test_a_duplicate_of_what_readers_cannot_see_is_counted_where_it_is() -> None:
    assert tallies([issue(2, 1, 3, reports(x=9))])[IssueId("DEF-0002")] == Tally((Counted("2026-01", {"x": 9}),), 3)


def test_small_numbers_are_not_told() -> None:
    """Nor a sum from which one could be worked out."""
    found = statistics([Counted("2026-01", {"x": 12, "phone": 3}), Counted("2026-02", {"x": 4}), Counted("2026-03", {"x": 7, "form": 5})], TODAY)
    assert [(m.month, dict(m.channels), m.total) for m in found.months] == [
        ("2026-01", {"x": Told(12), "phone": Told(None)}, Told(13, is_exact=False)),
        ("2026-02", {"x": Told(None)}, Told(None)),
        ("2026-03", {"x": Told(7), "form": Told(5)}, Told(12)),
    ]
    assert found.total == Told(26, is_exact=False)


@given(
    st.lists(st.tuples(st.sampled_from(MONTHS), st.dictionaries(st.sampled_from(CHANNELS), st.integers(0, 8), min_size=1)), unique_by=lambda r: r[0])
)
def test_what_is_told_does_not_depend_on_how_small_a_small_number_is(given: list[tuple[str, dict[str, int]]]) -> None:
    """So nobody can work it out from anything that is told."""
    hidden = [(month, {channel: 1 if 0 < count < FEW else count for channel, count in counts.items()}) for month, counts in given]
    one, other = (statistics([Counted(month, counts) for month, counts in sorted(several)], TODAY) for several in (given, hidden))
    assert one == other
    assert (one.total.count or 1) <= max(1, sum(count for _, counts in given for count in counts.values())) or not one.months


def test_a_number_is_told_from_five_on() -> None:
    assert [told(n).count for n in (0, 1, 4, 5, 6)] == [0, None, None, 5, 6]


def test_numbers_stand_still_at_the_end_of_the_month_before() -> None:
    given = [Counted("2026-10", {"x": 9}, date(2026, 11, 2)), Counted("2026-11", {"x": 30})]
    frozen = statistics(given, date(2026, 11, 30))
    assert ([m.month for m in frozen.months], frozen.total, frozen.counted, frozen.is_counting) == (["2026-10"], Told(9), date(2026, 11, 2), True)
    later = statistics(given, date(2026, 12, 1))
    assert ([m.month for m in later.months], later.total, later.counted, later.is_counting) == (["2026-10", "2026-11"], Told(39), None, False)


def page(*issues: PublicIssue) -> Any:
    """What the page of the first of them says."""
    return reported(issues[0], made(*issues))


def test_the_page_tells_how_many_and_when_they_were_counted() -> None:
    found = page(
        issue(1, None, 0, reports("2026-01", x=12), reports("2026-03", "2026-04-02", x=7, phone=3)), issue(2, 1, 0, reports("2026-03", phone=4))
    )
    assert found.sentence == "26 customers have told us about this, from January 2026 to March 2026."
    assert found.merged == "Those who reported it under another number are among them, each counted once."
    assert found.counted == "Last counted on 2 April 2026."
    assert found.channels == ("x", "phone")
    assert found.rows == (("March 2026", ("7", "7"), "14"), ("January 2026", ("12", "0"), "12"))
    assert found.note == ""


def test_where_no_day_is_given_the_month_is_told() -> None:
    found = page(issue(1, None, 0, reports("2026-01", x=3)))
    assert (found.sentence, found.counted) == ("Fewer than 5 customers have told us about this, in January 2026.", "Last counted for January 2026.")
    assert found.rows == (("January 2026", ("fewer than 5",), "fewer than 5"),)


def test_nobody_counted_is_nothing_said() -> None:
    assert page(issue(1, None, 0)) is None
    assert page(issue(1, None, 0, reports(x=0))) is None


def test_the_month_that_is_not_over_is_not_counted_yet() -> None:
    found = page(issue(1, None, 0, reports(f"{NOW:%Y-%m}", x=40)))
    assert (found.sentence, found.counted, found.chart, found.is_counting) == ("", "", None, True)


def test_the_chart_has_a_bar_for_each_number_and_none_for_what_is_not_known() -> None:
    """All bars to one measure; few are as tall as few; the line of months has no gap and ends with the newest month that was counted."""
    chart = page(issue(1, None, 0, reports("2025-12", x=24, phone=2), reports("2026-02", x=12))).chart
    assert [t.month for t in chart.ticks] == ["Dec", "Jan", "Feb"]
    assert [t.year for t in chart.ticks] == ["2025", "2026", ""]
    x, phone = chart.strips
    assert [(b.label, b.height, b.is_few) for b in x.bars] == [("24", 24.0, False), ("12", 12.0, False)]
    assert [(b.label, b.height, b.is_few) for b in phone.bars] == [("<5", 5, True)]
    assert all(b.x >= 0 and b.x + b.width <= chart.width and b.y > 0 for s in chart.strips for b in s.bars)


def test_the_chart_shows_a_year_and_the_table_everything() -> None:
    found = page(issue(1, None, 0, *(reports(f"2025-{m:02}", x=9) for m in range(1, 13)), *(reports(f"2026-{m:02}", x=9) for m in range(1, 6))))
    assert len(found.chart.ticks) == 12
    assert len(found.chart.strips[0].bars) == 12
    assert len(found.rows) == 17


def test_a_withdrawn_duplicate_tells_nothing() -> None:
    gone = PublicIssue(
        id=IssueId("DEF-0002"), kind=defect().kind, status=DefectStatus.WITHDRAWN, opened=date(2026, 1, 1), resolution=Resolution(reason="Gone.")
    )
    found = tallies([issue(1, None, 1, reports(x=9)), gone, replace(issue(3, 2, 4), duplicate_of=gone.id)])
    assert found[IssueId("DEF-0001")] == Tally((Counted("2026-01", {"x": 9}),), 1)
    assert found[IssueId("DEF-0003")].counted_at is None
    assert gone.id not in found
