"""When nobody is there, as the contact page tells it: read back from the words, and compared with a walk through the year, minute by minute."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from clocks import AMERICAN, ENGLISH, Desk
from editions import made
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.model.channels import Channel
from tracker.model.vocabulary import Coverage
from tracker.site.pages.contact import contact
from tracker.site.pages.gaps import Unattended, unattended
from tracker.views.coverage import gaps, untrue
from tracker.views.hours import Schedule

TODAY = date(2026, 11, 26)
WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
DAY = 1440


def channel(name: str, *shifts: Mapping[str, str], platform: str = "phone") -> Channel:
    handle = {"phone": "+44 20 7946 0018", "email": "help@meridian.example"}[platform]
    account = {"platform": platform, "handle": handle}
    return Channel.model_validate({"id": name.lower(), "name": name, "purpose": "Questions", "account": account, "shifts": shifts})


# A reader of the words, who knows nothing of how they were made -----------------------------------------------------------------------------------


def minutes(words: str) -> set[int]:
    """The minutes of a day that `before 09:00 and from 17:30 on` is about."""
    if words == "all day":
        return set(range(DAY))
    found: set[int] = set()
    for part in re.split(r", | and ", words):
        if matched := re.fullmatch(r"before (\d\d):(\d\d)", part):
            found |= set(range(int(matched[1]) * 60 + int(matched[2])))
        elif matched := re.fullmatch(r"from (\d\d):(\d\d) on", part):
            found |= set(range(int(matched[1]) * 60 + int(matched[2]), DAY))
        else:
            matched = re.fullmatch(r"from (\d\d):(\d\d) to (\d\d):(\d\d)", part)
            assert matched, part
            found |= set(range(int(matched[1]) * 60 + int(matched[2]), int(matched[3]) * 60 + int(matched[4])))
    return found


def weekdays(words: str) -> set[int]:
    """`on Mondays to Fridays`, `on Tuesdays, Thursdays and Saturdays`, `every day`."""
    if words == "every day":
        return set(range(7))
    if matched := re.fullmatch(r"on (\w+) to (\w+)", words):
        return set(range(WEEKDAYS.index(matched[1]), WEEKDAYS.index(matched[2]) + 1))
    return {WEEKDAYS.index(word) for word in re.split(r", | and ", words.removeprefix("on "))}


def day(words: str) -> date:
    return datetime.strptime(words, "%d %B %Y").replace(tzinfo=UTC).date()


def days(words: str) -> set[date]:
    """`25 December 2026, 15 March 2027 to 25 March 2027 on Mondays to Fridays`."""
    found: set[date] = set()
    one = r"\d+ [A-Z]\w+ \d{4}"
    for first, last, on in re.findall(rf"({one})(?: to ({one}))?( on \w+day[\w ,]*?(?=, \d|$))?", words):
        end = day(last or first)
        wanted = weekdays(on.strip()) if on else set(range(7))
        found |= {each for n in range((end - day(first)).days + 1) if (each := day(first) + timedelta(n)).weekday() in wanted}
    return found


def read(told: Unattended) -> Callable[[date], set[int]]:
    """What the words say of a day: the minutes at which nobody is there."""
    said = re.fullmatch(
        r"In the year to (\d+ \w+ \d{4}), .*?, (?:nobody|somebody) (?:answers the telephone|reads messages|is there on any channel) (.*)\.",
        told.usual,
    )
    assert said, told.usual
    usual: dict[int, set[int]] = {weekday: set() for weekday in range(7)}
    if said[2] != "at every hour":
        for part in said[2].split("; "):
            when = re.match(r"every day|on \w+days(?: to \w+days|(?:, \w+days)*(?: and \w+days)?)", part)
            assert when, part
            for weekday in weekdays(when[0]):
                usual[weekday] = minutes(part[when.end() + 1 :])
    otherwise: dict[date, set[int]] = {}
    for line in told.otherwise:
        which, _, what = line.partition(": ")
        for each in days(which):
            assert each not in otherwise, f"{each} is told twice"
            otherwise[each] = set() if what == "somebody at every hour" else minutes(what.removeprefix("nobody "))
    return lambda each: otherwise.get(each, usual[each.weekday()])


# A reference that walks along the clocks ---------------------------------------------------------------------------------------------------------


def walk(desks: Sequence[Desk], zone: str, first: date, count: int) -> dict[date, tuple[set[int], set[int]]]:
    """For each day of a clock: the minutes that it shows, and those at which, once at least, nobody is there."""
    clock = ZoneInfo(zone)
    moment = datetime(first.year, first.month, first.day, tzinfo=clock).astimezone(UTC)
    found: dict[date, tuple[set[int], set[int]]] = {}
    last = first + timedelta(count)
    while (local := moment.astimezone(clock)).date() < last:
        shown, left = found.setdefault(local.date(), (set(), set()))
        shown.add(local.hour * 60 + local.minute)
        if not any(desk.is_there(moment) for desk in desks):
            left.add(local.hour * 60 + local.minute)
        moment += timedelta(minutes=1)
    return found


LONDON = {"hours": "Mo-Fr 09:00-17:30; PH off", "time_zone": "Europe/London", "country": "GB-ENG"}
BOSTON = {"hours": "Mo-Fr 08:30-18:00; PH off", "time_zone": "America/New_York", "country": "US"}
CASES = {
    "one desk": ([LONDON], [Desk("Europe/London", 540, 1050, off=ENGLISH | {date(2026, 12, 26)})]),
    "two desks": ([LONDON, BOSTON], [Desk("Europe/London", 540, 1050, off=ENGLISH), Desk("America/New_York", 510, 1080, off=AMERICAN)]),
    "nights in Berlin": ([{"hours": "Mo-Su 22:00-06:00", "time_zone": "Europe/Berlin"}], [Desk("Europe/Berlin", 1320, 360, range(7))]),
    "a clock that moves by half an hour, seen from one that does not": (
        [{"hours": "Tu,Th 10:00-12:00", "time_zone": "Asia/Kathmandu"}, {"hours": "Sa 00:00-24:00", "time_zone": "Australia/Lord_Howe"}],
        [Desk("Asia/Kathmandu", 600, 720, (1, 3)), Desk("Australia/Lord_Howe", 0, 1440, (5,))],
    ),
    "midnight that is skipped": ([{"hours": "Mo-Su 08:00-23:30", "time_zone": "America/Havana"}], [Desk("America/Havana", 480, 1410, range(7))]),
}


@pytest.mark.parametrize("name", CASES)
def test_the_words_are_true_of_every_minute_of_the_year(name):
    """Each of the 366 days, each minute that its clock shows, holidays and changes of the clocks included."""
    shifts, desks = CASES[name]
    [told] = unattended([channel("Telephone", *shifts)], TODAY)
    said = read(told)
    walked = walk(desks, shifts[0]["time_zone"], TODAY, 366)
    assert len(walked) == 366
    wrong = {each.isoformat() for each, (shown, left) in walked.items() if said(each) & shown != left}
    assert wrong == set()


def test_the_words_are_these():
    """A week, and what is otherwise on some days, equal days together."""
    [told] = unattended([channel("Telephone", LONDON, BOSTON)], TODAY)
    assert told.usual == (
        "In the year to 26 November 2027, London time (Europe/London), nobody answers the telephone on Mondays to Fridays before 09:00 and from 23:00 on;"
        " on Saturdays and Sundays all day."
    )
    assert told.otherwise[1:] == (
        "25 December 2026, 1 January 2027, 31 May 2027: nobody all day",
        "28 December 2026, 29 March 2027, 3 May 2027, 30 August 2027: nobody before 13:30 and from 23:00 on",
        "15 March 2027 to 25 March 2027 on Mondays to Fridays, 1 November 2027 to 5 November 2027: nobody before 09:00 and from 22:00 on",
        "26 March 2027: nobody before 12:30 and from 22:00 on",
    )
    assert told.left_out == ""


def test_who_is_always_there_is_said_so_and_days_without_anybody_are_not_hidden():
    [told] = unattended([channel("Telephone", {"hours": "24/7", "time_zone": "Europe/London"})], TODAY)
    assert told.usual == "In the year to 26 November 2027, London time (Europe/London), somebody answers the telephone at every hour."
    assert told.otherwise == ()
    [told] = unattended([channel("Telephone", {"hours": "24/7; Dec 25 off", "time_zone": "Europe/London"})], TODAY)
    assert told.otherwise == ("25 December 2026: nobody all day",)


def test_all_channels_come_first_then_the_telephone_then_messages():
    """What nobody covers at all is the least."""
    mail = channel("Mail", {"hours": "Mo-Su 08:00-20:00", "time_zone": "Europe/London"}, platform="email")
    said = [told.usual for told in unattended([channel("Telephone", LONDON), mail], TODAY)]
    assert [sentence.partition("nobody ")[2] for sentence in said] == [
        "is there on any channel every day before 08:00 and from 20:00 on.",
        "answers the telephone on Mondays to Fridays before 09:00 and from 17:30 on; on Saturdays and Sundays all day.",
        "reads messages every day before 08:00 and from 20:00 on.",
    ]


def test_channels_without_hours_are_named_and_not_counted():
    bare = channel("Mail", platform="email")
    assert unattended([bare], TODAY) == ()
    half = channel("Night", {"hours": "Mo-Su 20:00-24:00", "time_zone": "Europe/London"}, {"hours": "Mo-Su 00:00-08:00"}, platform="email")
    [told] = unattended([channel("Post", {"hours": "Mo-Fr 08:00-12:00", "time_zone": "UTC"}, platform="email"), bare, half], TODAY)
    assert told.left_out == "Mail and Night keep no stated hours and are not counted here."


def test_by_appointment_is_nobody():
    [told] = unattended([channel("Telephone", {"hours": 'Mo-Fr 09:00-17:00 "by appointment"', "time_zone": "UTC"})], TODAY)
    assert told.usual.endswith("nobody answers the telephone every day all day.")


def test_the_contact_page_says_it():
    edition = made(channels=(channel("Telephone", LONDON),))
    [page] = contact(edition)
    assert page.model["gaps"] == unattended(edition.index.public.channels, edition.index.today)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland", "Australia/Lord_Howe"]),
    st.integers(0, 23),
    st.integers(1, 24),
    st.integers(0, 365),
)
def test_any_hours_read_back_from_the_words_are_what_the_clock_says(zone, begin, length, start):
    """Three weeks from any day of the year on."""
    first, end = date(2026, 1, 1) + timedelta(start), min(begin + length, 24)
    found = gaps([Schedule(f"Mo-Fr {begin:02}:00-{end:02}:00", zone)], first, 21)
    otherwise = dict(found.otherwise)
    for each, (shown, left) in walk([Desk(zone, begin * 60, end * 60)], zone, first, 21).items():
        spans = otherwise.get(each, found.usual[each.weekday()])
        assert {m for a, b in spans for m in range(a, b)} & shown == left, each


# Claims ------------------------------------------------------------------------------------------------------------------------------------------


def works_somewhere(moment: datetime) -> bool:
    """It is a working hour on some clock on earth."""
    local = (moment + timedelta(minutes=offset) for offset in range(-12 * 60, 14 * 60 + 1, 30))
    return any(each.weekday() < 5 and 9 <= each.hour < 17 for each in local)


@pytest.mark.parametrize("opening", [7, 9])
def test_a_claim_is_true_exactly_where_a_walk_finds_nothing_against_it(opening):
    """130 days, in which clocks are moved in Europe and America; a desk in Auckland that comes at seven is there when Kiribati begins to work."""
    sun = [
        Schedule(f"Mo-Fr {opening:02}:00-18:00", "Pacific/Auckland"),
        Schedule("Mo-Fr 04:00-17:00", "Europe/London"),
        Schedule("Mo-Fr 07:00-22:00", "America/Los_Angeles"),
    ]
    desks = [Desk("Pacific/Auckland", opening * 60, 1080), Desk("Europe/London", 240, 1020), Desk("America/Los_Angeles", 420, 1320)]
    begin = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    year = [begin + timedelta(minutes=n) for n in range(130 * DAY)]
    left = [moment for moment in year if not any(desk.is_there(moment) for desk in desks)]
    missed = untrue(Coverage.ALL_TIME_ZONES, sun, TODAY, 130)
    assert missed == next((moment for moment in left if works_somewhere(moment)), None)
    assert (missed is None) is (opening == 7)
    assert untrue(Coverage.AROUND_THE_CLOCK, sun, TODAY, 130) == left[0]


def test_the_last_minute_of_the_year_counts():
    """A gap on the 366th day makes the claim untrue; one on the day after does not."""
    hours = [Schedule("24/7; 2027 Nov 26 23:59-24:00 off", "UTC")]
    assert untrue(Coverage.AROUND_THE_CLOCK, hours, TODAY) == datetime(2027, 11, 26, 23, 59, tzinfo=UTC)
    assert untrue(Coverage.AROUND_THE_CLOCK, [Schedule("24/7; 2027 Nov 27 off", "UTC")], TODAY) is None
