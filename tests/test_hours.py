"""Opening hours: by whose clock, on which holidays, across every change of the clocks; the cases in cases/hours/ are the specification."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from editions import URL, example, made, member
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from node import node

from tracker.model.public import PublicStaff
from tracker.site import hours, schemas, urls
from tracker.site.edition import Edition
from tracker.site.outputs import Document
from tracker.store.yaml import parse
from tracker.views.hours import Schedule, country_words, fault, holidays_of, open_intervals
from tracker.views.index import index

ROOT = Path(__file__).parent.parent
CASES = [case for file in sorted((ROOT / "tests/cases/hours").glob("*.yml")) for case in parse(file.read_bytes(), file.name)]
CORE = ROOT / "theme/assets/tracker/hours/core.js"
SPAN = datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2035-01-01")


def published(edition) -> tuple[Document, dict]:
    [document] = hours.documents(edition)
    return document, json.loads(document.render(document.model))


def edition_on(day: date, *people: PublicStaff) -> Edition:
    """What is published on a day of a company of these people."""
    whole = made(staff=people)
    return replace(whole, index=index(whole.index.public, day))


def minute(moment: datetime) -> int:
    return int(moment.timestamp()) // 60


def asked(case) -> dict:
    """What the browser has in hand for a case: what a build on that day publishes, the minute, the reader's zone."""
    schedule = Schedule(case["hours"], case["time_zone"], case.get("country", ""))
    built = date.fromisoformat(case["built"])
    _, found = published(edition_on(built, member(hours=schedule.hours, time_zone=schedule.time_zone, country=schedule.country or None)))
    [place] = found["staff"].values()
    known = {"from": found["from"], "to": found["to"]}
    now = minute(datetime.fromisoformat(case["now"]))
    return {"intervals": found["schedules"][place], "known": known, "now": now, "zone": case["reader"]}


TELL = f"""
import {{ stateAt, stateWords, weekWords }} from {json.dumps(CORE.as_uri())};
say(given.map(({{ intervals, known, now, zone }}) => {{
  const state = stateAt(intervals, known, now);
  return [state && stateWords(state, now, zone), weekWords(intervals, known, now, zone)];
}}));
"""


def test_every_case_is_told_so():
    """What the build publishes and the browser makes of it is what the case says, word for word."""
    told = node(TELL, [asked(case) for case in CASES])
    assert [(c["shows"], *said) for c, said in zip(CASES, told, strict=True)] == [(c["shows"], c["says"], c["week"]) for c in CASES]


# A reference that shares nothing with the product but the words ------------------------------------------------------------------------------


READERS = ("Europe/London", "Asia/Kathmandu", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe")
MOMENTS = tuple(
    day + timedelta(hours=h)
    for day in (
        datetime(2026, 10, 25, tzinfo=UTC),  # Europe goes back
        datetime(2026, 11, 1, tzinfo=UTC),  # America goes back
        datetime(2026, 9, 26, tzinfo=UTC),  # New Zealand goes forward
        datetime(2027, 3, 14, tzinfo=UTC),  # America goes forward
        datetime(2027, 3, 28, tzinfo=UTC),  # Europe goes forward
        datetime(2026, 12, 25, tzinfo=UTC),
    )
    for h in (0, 1.5, 9, 13, 21.75)
)
PLACES = (("Europe/London", (9, 0), (17, 30)), ("Asia/Kathmandu", (10, 0), (18, 0)), ("America/New_York", (8, 30), (18, 0)))


def reference(now: datetime, zone: str, place: tuple[str, tuple[int, int], tuple[int, int]]) -> str:
    """Walks along the clock at the place, minute by minute, for hours that are the same on every day."""
    there, begin, end = place
    clock, reader = ZoneInfo(there), ZoneInfo(zone)

    def is_open(moment: datetime) -> bool:
        local = moment.astimezone(clock)
        return begin <= (local.hour, local.minute) < end

    state, turn = is_open(now), now
    while is_open(turn) is state:
        turn += timedelta(minutes=1)
    mine, today = turn.astimezone(reader), now.astimezone(reader)
    at = mine.strftime("%H:%M") if mine.date() == today.date() else mine.strftime("%a %H:%M")
    if state:
        return f"Open now until {at} (your time)"
    minutes = int((turn - now).total_seconds()) // 60
    wait = f"{minutes} min" if minutes < 60 else f"{(minutes + 30) // 60} h"
    return f"Opens in {wait} ({at} your time)"


def test_the_words_agree_with_a_walk_along_the_clock():
    """Around every change of the clocks, for readers in five time zones."""
    cases, expected = [], []
    for now in MOMENTS:
        for place in PLACES:
            there, begin, end = place
            schedule = Schedule(f"Mo-Su {begin[0]:02}:{begin[1]:02}-{end[0]:02}:{end[1]:02}", there)
            first = now.date() - timedelta(days=1)
            known = {"from": minute(datetime(first.year, first.month, first.day, tzinfo=UTC)), "to": minute(now) + 30 * 1440}
            for zone in READERS:
                cases.append({"intervals": open_intervals(schedule, first, 31), "known": known, "now": minute(now), "zone": zone})
                expected.append(reference(now, zone, place))
    assert [said for said, _ in node(TELL, cases)] == expected


@given(st.sampled_from(READERS), st.datetimes(*SPAN), st.integers(0, 23), st.integers(1, 12))
def test_intervals_are_those_of_the_clock_on_the_wall(zone, moment, begin, length):
    """At any minute it is open exactly when the clock at the place says so."""
    end = min(begin + length, 24)
    schedule = Schedule(f"Mo-Su {begin:02}:00-{end:02}:00", zone)
    utc = moment.replace(tzinfo=UTC)
    local = utc.astimezone(ZoneInfo(zone))
    is_jump = len({(local + timedelta(hours=h)).utcoffset() for h in range(-30, 31)}) > 1
    found = any(a <= minute(utc) < b for a, b in open_intervals(schedule, utc.date() - timedelta(days=2), 5))
    assert is_jump or found is (begin <= local.hour < end)


# What is understood --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["", "9-5", "Mo-Fri 09:00-17:00", "rubbish; PH off", "sunrise-sunset", "SH off", "Mo-Fr 25:00-26:00", "\u202eMo", "x" * 400]
)
def test_what_cannot_be_read_is_said_and_never_computed(said):
    """A fault says what to write, and nothing is ever computed from it."""
    assert fault(said)
    with pytest.raises(ValueError, match="no opening hours"):
        open_intervals(Schedule(said, "Europe/London"), date(2026, 1, 1), 7)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_hours(said):
    """Whatever somebody writes, it is understood or refused."""
    fault(said)


def test_holidays_are_those_of_the_country_or_of_the_zone():
    assert holidays_of(Schedule("", "Europe/London", "GB-ENG")) == "GB-ENG"
    assert holidays_of(Schedule("", "Asia/Kathmandu")) == "NP"
    assert holidays_of(Schedule("", "UTC")) == ""
    assert holidays_of(Schedule("", "Europe/London", "XX")) == ""
    assert [country_words(code) for code in ("DE", "GB-ENG", "XX")] == ["Germany", "England", "XX"]


def test_the_zones_are_those_of_the_package(monkeypatch, tmp_path):
    """What the machine knows of time zones is never asked."""
    monkeypatch.setenv("PYTHONTZPATH", str(tmp_path))
    from zoneinfo import reset_tzpath  # noqa: PLC0415 - reads what was just set

    reset_tzpath()
    try:
        schedule = Schedule("Mo-Su 12:00-13:00", "Europe/Helsinki")
        assert open_intervals(schedule, date(2026, 7, 1), 1) == (
            (minute(datetime(2026, 7, 1, 9, tzinfo=UTC)), minute(datetime(2026, 7, 1, 10, tzinfo=UTC))),
        )
    finally:
        monkeypatch.undo()
        reset_tzpath()


# What is published ---------------------------------------------------------------------------------------------------------------------------


def test_the_file_keeps_its_schema_and_names_all_who_state_hours():
    """The example's channels and people, each with a schedule; who is not listed by name is not in it."""
    document, found = published(example())
    Draft202012Validator(schemas.schemas(URL)["hours"]).validate(found)
    assert document.file == urls.HOURS_JSON
    assert set(found["channels"]) == {"phone", "phone-us", "form", "email", "x", "mastodon"}
    assert "ines-okafor" in found["staff"]
    assert not {"s-7f3k", "nils-oakhaven", "yuki-ashmori"} & set(found["staff"])
    assert all(a < b for schedule in found["schedules"] for a, b in schedule)


def test_a_thousand_people_cost_a_few_kilobytes():
    """Equal schedules stand once; 1,000 people in 40 places are at most 15 kB on the wire."""
    zones: Sequence[str] = sorted(
        ("Europe/London", "Asia/Kathmandu", "America/New_York", "Europe/Berlin", "Asia/Tokyo", "Australia/Sydney", "America/Toronto", "UTC")
    )
    people = tuple(member(id=f"p-{n:04}", name=f"Person {n}", time_zone=zones[n % 8], hours=f"Mo-Fr {8 + n % 5:02}:00-17:00") for n in range(1000))
    document, found = published(edition_on(date(2026, 11, 23), *people))
    assert len(found["schedules"]) == 40
    assert len(gzip.compress(document.render(document.model))) < 15_000
