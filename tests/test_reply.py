"""Answers to paste: true to the record, within every limit, different at each turn; and the code that is said aloud."""

import re
import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from editions import site
from honest import is_honest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tracker.cli import app
from tracker.hosts.builder import read_site
from tracker.model.channels import Channel
from tracker.model.problem import CannotRun
from tracker.model.values import ISSUE_ID, IssueId
from tracker.model.vocabulary import DefectStatus, IdentityCheck, Versioning
from tracker.site import permalinks, replies
from tracker.site.attendance import Call, call_for
from tracker.site.edition import Edition
from tracker.starter import begin
from tracker.views.index import Index, index
from tracker.views.lengths import NETWORKS, on_bluesky, on_mastodon, on_x, segments
from tracker.views.publication import publish
from tracker.views.spoken import aloud, code_of, is_valid, issues_of

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
SITE = "https://known.meridian.example/"
SYMBOLS = string.digits + string.ascii_uppercase + "*"


@pytest.fixture(scope="module")
def example() -> Index:
    _, _, store = read_site(ROOT / "mkdocs.yml")
    assert store
    return index(publish(store, NOW), NOW.date())


@pytest.fixture(scope="module")
def vtex(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder = tmp_path_factory.mktemp("vtex")
    for path in (ROOT / "examples" / "vtex").rglob("*"):
        if path.is_file() and ".tracker" not in path.parts and "site" not in path.relative_to(ROOT / "examples" / "vtex").parts[:1]:
            target = folder / path.relative_to(ROOT / "examples" / "vtex")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    settings = folder / "content" / "tracker.yml"
    lines = [
        f'    git: "{data / "vtex-known-issues.bundle"}"' if line.strip().startswith("git:") else line for line in settings.read_text().splitlines()
    ]
    settings.write_text("\n".join(lines) + "\n")
    _, _, store = read_site(folder / "mkdocs.yml")
    assert store
    return index(publish(store, NOW), NOW.date())


@pytest.mark.parametrize(
    ("said", "pasted"),
    [
        ("@meridian_help: pay at https://evil.example/x", "meridian_help: pay at …"),
        ("Fixed at evil.com/now #ad", "Fixed at evil[.]com/now ad"),
        ("www.evil.example", "www[.]evil[.]example"),
        ("HTTPS://meridian.example.evil.example", "…"),
        ("https://ours@evil.example/", "…"),
        ("See https://docs.meridian.example/a. Then 2.4.1, 1.Open", "See https://docs.meridian.example/a. Then 2.4.1, 1.Open"),
        ("https://a\u2100b.example/", "…"),
        ("C# and a@b", "C# and a@b"),
    ],
)
def test_what_a_stranger_wrote_links_and_calls_nobody_from_our_account(said: str, pasted: str) -> None:
    assert replies.quiet(said, ("meridian.example",)) == pasted


def test_a_workaround_keeps_its_links_once_one_of_us_has_verified_it(tmp_path: Path) -> None:
    """Titles and workarounds may come from a form that anybody fills in; an agent pastes them from an official account."""
    begin(tmp_path)
    record = tmp_path / "content" / "defects" / "DEF-0001.yml"
    said = record.read_text().replace("Export stops at 65,536 rows", "Ask @evil_help").replace("Export month by month,", "Get https://evil.example/x")
    record.write_text(said)
    assert '("Ask evil_help")' in (answer := first_answer(tmp_path))
    assert "Get https://evil.example/x and join the files." in answer
    record.write_text(re.sub(r"    verified: .*\n", "", said))
    assert "Get ... and join the files." in first_answer(tmp_path)


def first_answer(folder: Path) -> str:
    _, _, store = read_site(folder / "mkdocs.yml")
    assert store
    found = index(publish(store, NOW), NOW.date())
    return replies.reply(replies.kit(found.by_id[IssueId("DEF-0001")], found, SITE), found.public.replies, 1, lambda _: True) or ""


def answers(found: Index) -> Iterator[tuple[IssueId, int, str, str]]:
    """Issue, turn, network and text, for all of them."""
    for issue in found.public.issues:
        kit = replies.kit(issue, found, SITE)
        for turn in replies.TURNS:
            for name, network in NETWORKS.items():
                text = replies.reply(kit, found.public.replies, turn, network.fits)
                assert text is not None
                yield issue.id, turn, name, text


@pytest.mark.parametrize("store", ["example", "vtex"])
def test_every_answer_is_within_the_limit_of_its_network_and_leads_to_the_issue(store: str, request: pytest.FixtureRequest) -> None:
    found = list(answers(request.getfixturevalue(store)))
    assert len(found) > 500
    assert [(i, t, n) for i, t, n, text in found if not NETWORKS[n].fits(text)] == []
    assert [(i, t, n) for i, t, n, text in found if f"{SITE}i/{i}/" not in text] == []


def test_the_three_answers_to_an_issue_differ(example: Index) -> None:
    for issue in example.public.issues:
        kit = replies.kit(issue, example, SITE)
        assert len({replies.reply(kit, example.public.replies, turn, replies.fits_the_usual) for turn in replies.TURNS}) == len(replies.TURNS)


def test_the_third_answer_offers_a_call_with_its_hours_a_code_and_the_secure_form(example: Index) -> None:
    issue = next(i for i in example.public.issues if i.is_open)
    text = replies.reply(replies.kit(issue, example, SITE), example.public.replies, 3, replies.fits_the_usual) or ""
    assert text.startswith(f"{issue.id}: please show who you are at https://meridian.example/id, then call +44 20 7946 0018.")
    hours = "Monday to Friday, 09:00-17:30 London time and Monday to Friday, 08:30-18:00 New York time; closed on public holidays"
    assert f"Attended {hours}." in text
    assert f"Say the code {code_of(issue.id)}." in text


@pytest.mark.parametrize("network", NETWORKS)
def test_no_number_is_given_without_where_to_show_who_one_is_and_that_comes_first(example: Index, network: str) -> None:
    """However short the answer has to be; and it is never so short that the call goes."""
    for issue in example.public.issues:
        text = replies.reply(replies.kit(issue, example, SITE), example.public.replies, 3, NETWORKS[network].fits) or ""
        assert -1 < text.find("https://meridian.example/id,") < text.find("+44 20 7946 0018"), text


def phone(name: str, number: str, **fields: object) -> Channel:
    account = {"platform": "phone", "handle": number}
    return Channel.model_validate({"id": name, "name": name, "purpose": "Questions", "account": account, **fields})


def with_channels(index_: Index, *channels: Channel) -> Index:
    return replace(index_, public=replace(index_.public, channels=channels))


def test_who_is_checked_on_the_telephone_itself_is_told_so(example: Index) -> None:
    bare = with_channels(example, phone("phone", "+44 20 7946 0018", identity_check="required"))
    said = replies.reply(replies.kit(example.public.issues[0], bare, SITE), example.public.replies, 3, replies.fits_the_usual) or ""
    assert ": please call +44 20 7946 0018 (there, and never here, we check who you are)." in said
    assert "Attended" not in said


def test_who_is_asked_for_nothing_is_told_nothing(example: Index) -> None:
    plain = with_channels(example, phone("phone", "+44 20 7946 0018", hours="Mo-Fr 09:00-17:00", time_zone="Europe/London"))
    said = replies.reply(replies.kit(example.public.issues[0], plain, SITE), example.public.replies, 3, replies.fits_the_usual) or ""
    assert said.startswith(
        f"{example.public.issues[0].id}: please call +44 20 7946 0018. Attended Monday to Friday, 09:00-17:00 London time. Say the code"
    )


def test_without_a_telephone_the_third_answer_leads_to_the_channels_and_has_no_code(example: Index) -> None:
    issue = example.public.issues[0]
    said = replies.reply(replies.kit(issue, with_channels(example), SITE), example.public.replies, 3, replies.fits_the_usual) or ""
    assert said == f"{issue.id}: let us go on in private: {SITE}contact/ {SITE}i/{issue.id}/ Staff? {SITE}verify/"


@pytest.mark.parametrize("turn", replies.TURNS)
def test_where_the_network_itself_asks_who_a_customer_is_every_answer_says_so(example: Index, turn: int) -> None:
    """And leads to the form; on another network nothing is said of it."""
    strict = [c.model_copy(update={"identity_check": IdentityCheck.FORM}) if c.account.platform == "x" else c for c in example.public.channels]
    index_ = with_channels(example, *strict)
    for issue in index_.public.issues:
        told = [
            replies.reply(replies.kit(issue, index_, SITE, platforms=(name,)), index_.public.replies, turn, NETWORKS[name].fits) or ""
            for name in ("x", "mastodon")
        ]
        assert ["What concerns your account never here: https://meridian.example/support" in text for text in told] == [True, False]


def test_the_number_that_is_offered_is_the_one_that_is_attended() -> None:
    """Hours of one desk are never told beside the number of another."""
    desks = [
        phone("london", "+44 20 7946 0018", hours="Mo-Fr 09:00-17:30", time_zone="Europe/London"),
        phone("boston", "+1 202-555-0142", hours="Mo-Fr 08:30-18:00", time_zone="America/New_York"),
    ]
    offered = {}
    for hour in (8, 10, 14, 20, 23):
        found = call_for(desks, datetime(2026, 3, 10, hour, tzinfo=UTC), "Europe/London")
        assert found
        offered[hour] = found.channel.id, found.hours
    assert offered == {
        8: ("london", "on Tuesday from 09:00 to 17:30 your time"),
        10: ("london", "now, until 17:30 your time"),
        14: ("london", "now, until 17:30 your time"),
        20: ("boston", "now, until 22:00 your time"),
        23: ("london", "on Wednesday from 09:00 to 17:30 your time"),
    }


def test_hours_that_end_on_a_later_day_say_on_which() -> None:
    long = phone("phone", "+44 20 7946 0018", hours="Mo-Fr 00:00-24:00", time_zone="UTC")
    found = call_for([long], datetime(2026, 3, 10, 12, tzinfo=UTC), "UTC")
    assert found == Call(long, "now, until 00:00 on Saturday your time")
    assert call_for([phone("phone", "+44 20 7946 0018")], datetime(2026, 3, 10, 12, tzinfo=UTC), "UTC") is None


def test_the_number_is_the_one_that_the_network_hands_over_to(example: Index) -> None:
    """Another network without a hand-off of its own gets the first."""
    desks = phone("london", "+44 20 7946 0018"), phone("boston", "+1 202-555-0142")
    x = next(c for c in example.public.channels if c.account.platform == "x").model_copy(update={"hand_off": "boston"})
    both = with_channels(example, *desks, x)
    calls = {name: replies.kit(example.public.issues[0], both, SITE, platforms=(name,)).values["call"] for name in ("x", "bluesky")}
    assert calls == {"x": "call +1 202-555-0142", "bluesky": "call +44 20 7946 0018"}


CLAIMS = ("out since", "which is not out yet", "Expected:", "No workaround is known", "What you can do now", "What you can do:", "Attended")


@pytest.mark.parametrize("store", ["example", "vtex"])
def test_every_claim_of_an_answer_is_in_the_record(store: str, request: pytest.FixtureRequest) -> None:
    """Each sentence that says something of the issue, looked for in the record itself; where the record has nothing, no sentence is."""
    found: Index = request.getfixturevalue(store)
    made = 0
    for issue in found.public.issues:
        for turn in replies.TURNS:
            text = replies.reply(replies.kit(issue, found, SITE), found.public.replies, turn, lambda _: True) or ""
            made += sum(claim in text for claim in CLAIMS)
            released = {f.version: r for f in issue.fixes for r in found.public.releases.get(issue.product, ()) if r.version == f.version}
            out = {version for version, release in released.items() if release.date <= NOW.date()}
            for version, day in re.findall(r"(?:Fixed|Available) in (\S+?)(?: \([^)]*\))?, out since (\d+ \w+ \d+)", text):
                assert version in out
                assert datetime.strptime(day, "%d %B %Y").replace(tzinfo=UTC).date() == released[version].date
            for version in re.findall(r"Announced for (\S+?)(?: \([^)]*\))?, which is not out yet", text):
                assert version in {f.version for f in issue.fixes} - out
            assert "Expected:" not in text or (issue.target is not None and issue.is_open)
            assert "No workaround is known" not in text or (issue.none_known is not None and not issue.workarounds)
            assert ("What you can do now:" in text or "What you can do:" in text) <= bool(issue.workarounds)
            assert ("Attended" in text) <= any(c.is_telephone and c.teams for c in found.public.channels)
            if turn < 3:
                assert found.facts[issue.id].status_label.lower() in text
    assert made > len(found.public.issues) / 3


@pytest.mark.parametrize("store", ["example", "vtex", "vtex with versions"])
def test_no_answer_calls_finished_what_it_names_no_release_for(store: str, request: pytest.FixtureRequest) -> None:
    found: Index = request.getfixturevalue(store.partition(" ")[0])
    if "versions" in store:
        products = {name: product.model_copy(update={"versioning": Versioning.SEMVER}) for name, product in found.public.products.items()}
        found = index(replace(found.public, products=products), NOW.date())
    finished = 0
    for issue in found.public.issues:
        kit = in_other_letters(replies.kit(issue, found, SITE))
        for turn in replies.TURNS:
            for network in NETWORKS.values():
                text = replies.reply(kit, found.public.replies, turn, network.fits) or ""
                assert is_honest(text), text
                finished += bool(re.search(r": (?:fixed|shipped|released)", text))
    assert finished > len(NETWORKS)


def in_other_letters(kit: replies.Kit) -> replies.Kit:
    """With a workaround of the same length, in which nobody speaks of what was fixed."""
    told = {name: re.sub("[a-z]", "x", value) for name, value in kit.values.items() if name in {"workaround told", "workaround besides"}}
    return replace(kit, told=tuple(re.sub("[a-z]", "x", each) for each in kit.told), values={**kit.values, **told})


@pytest.mark.parametrize("store", ["example", "vtex"])
def test_a_workaround_ends_with_a_sentence(store: str, request: pytest.FixtureRequest) -> None:
    """On every network: not in the middle of one, and not at a colon behind which nothing comes."""
    found: Index = request.getfixturevalue(store)
    for issue in found.public.issues:
        kit = replies.kit(issue, found, SITE)
        for network in NETWORKS.values():
            text = replies.reply(kit, found.public.replies, 1, network.fits) or ""
            _, spoken, rest = text.partition("What you can do now: ")
            assert not spoken or any(rest.startswith(each) for each in (*kit.told, kit.values.get("workaround") or "\0"))
        for told in kit.told:
            assert re.search(r"""[.!?…。！？]["')\]]*$""", told.removesuffix(" (more on its page)")), told


def test_an_answer_leads_to_the_issue_under_its_older_numbers_too(example: Index) -> None:
    """What was pasted before a rename still leads there."""
    issue = next(i for i in example.public.issues if any(re.fullmatch(ISSUE_ID, alias) for alias in i.aliases))
    withdrawn = replace(issue, status=DefectStatus.WITHDRAWN, title="")
    for each in (issue, withdrawn):
        whole = replace(example.public, issues=tuple(each if i.id == issue.id else i for i in example.public.issues))
        edition = Edition(site(SITE), index(whole, NOW.date()))
        files = {
            document.file: document.render(document.model).decode()
            for several in map(permalinks.issue_maker(edition), edition.index.public.issues)
            for document in several
        }
        for name in (issue.id, *(alias for alias in issue.aliases if re.fullmatch(ISSUE_ID, alias))):
            assert f'url=../../issues/{issue.id}/"' in files[f"i/{name}/index.html"]


def test_what_is_only_announced_is_not_called_fixed(example: Index) -> None:
    for issue in example.public.issues:
        states = example.facts[issue.id].fixes
        text = replies.reply(replies.kit(issue, example, SITE), example.public.replies, 1, lambda _: True) or ""
        if not any(state.release for state in states):
            assert "out since" not in text
        if states and not any(state.release for state in states):
            assert "which is not out yet" in text
        if not issue.workarounds:
            assert "What you can do now" not in text


def test_a_company_changes_the_wording(example: Index) -> None:
    wording = example.public.replies.model_copy(update={"first": ("Hello. {fix}", "See {link}")})
    issue = replace(next(i for i in example.public.issues if not i.fixes and not i.target))
    assert replies.reply(replies.kit(issue, example, SITE), wording, 1, lambda _: True) == f"See {SITE}i/{issue.id}/"


def test_not_even_the_link_fits(example: Index) -> None:
    issue = example.public.issues[0]
    assert replies.reply(replies.kit(issue, example, SITE), example.public.replies, 1, lambda text: len(text) < 10) is None


@pytest.mark.parametrize(
    ("text", "x", "bluesky", "mastodon", "sms"),
    [
        ("plain", 5, 5, 5, 1),
        ("https://known.meridian.example/i/DEF-0042/ is long", 23 + 8, 50, 23 + 8, 1),
        ("see meridian.example", 4 + 23, 20, 20, 1),
        ("日本", 4, 2, 2, 1),
        ("👩‍👩‍👧‍👦", 2, 1, 1, 1),
        ("e\u0301", 2, 1, 1, 1),
        ("a" * 160, 160, 160, 160, 1),
        ("a" * 161, 161, 161, 161, 2),
        ("€" * 81, 162, 81, 81, 2),
        ("ж" * 70, 70, 70, 70, 1),
        ("ж" * 71, 71, 71, 71, 2),
        ("", 0, 0, 0, 1),
    ],
)
def test_texts_are_counted_as_the_networks_count(text: str, x: int, bluesky: int, mastodon: int, sms: int) -> None:
    assert (on_x(text), on_bluesky(text), on_mastodon(text), segments(text)) == (x, bluesky, mastodon, sms)


@given(st.lists(st.sampled_from([*"aZ9 .:/@-_\n\t\x1c", "http", "https://", "x.example", "...", "www."]), max_size=30).map("".join))
def test_ascii_is_counted_on_x_as_it_is_beside_other_letters(text: str) -> None:
    assert on_x(f"é {text}") == 2 + on_x(text)


def test_no_slip_and_no_swap_of_a_code_names_an_issue(example: Index) -> None:
    """Exhaustively: every other character at every place, and every exchange of two neighbours."""
    known = list(example.by_id)
    for issue in known:
        code = code_of(issue)
        assert issues_of(code, known) == (issue,)
        slips = (code[:at] + other + code[at + 1 :] for at in range(len(code)) for other in SYMBOLS if other != code[at])
        swaps = (code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(len(code) - 1) if code[at] != code[at + 1])
        assert [each for each in (*slips, *swaps) if issues_of(each, known)] == []


@given(st.from_regex(r"[A-Z]{2,10}-[0-9A-Za-z]{1,12}", fullmatch=True))
def test_no_slip_gives_a_valid_code(issue: str) -> None:
    code = code_of(IssueId(issue))
    assert is_valid(code)
    assert is_valid(code.lower())
    assert not any(is_valid(code[:at] + other + code[at + 1 :]) for at in range(len(code)) for other in SYMBOLS if other != code[at])


def test_no_slip_and_no_swap_of_a_code_said_aloud_names_an_issue(example: Index) -> None:
    """The same, in words."""
    known = list(example.by_id)
    for issue in known:
        code = code_of(issue)
        assert issues_of(aloud(code), known) == (issue,)
        words = [aloud(f"{symbol}{symbol}").split(", ")[-1] for symbol in code]
        said = [
            [*words[:at], aloud(f"{other}{other}").split(", ")[-1], *words[at + 1 :]]
            for at in range(len(code))
            for other in SYMBOLS
            if other != code[at]
        ]
        said += [[*words[:at], words[at + 1], words[at], *words[at + 2 :]] for at in range(len(code) - 1) if code[at] != code[at + 1]]
        assert [each for each in said if issues_of(" ".join(each), known)] == []


@pytest.mark.parametrize(
    "said",
    [
        "Delta Echo Foxtrot, zero zero one two, Oscar",
        "delta  echo foxtrot zero-zero-one-two oscar",
        "Delta, Echo, Foxtrot. 0012 Oscar.",
        "D E F 0 0 1 2 O",
        "def-0012-o",
        "DEF0012O",
    ],
)
def test_a_code_is_understood_as_people_write_down_what_they_hear(said: str, example: Index) -> None:
    assert issues_of(said, example.by_id) == ("DEF-0012",)


def test_other_spellings_of_the_alphabet_are_understood(example: Index) -> None:
    assert issues_of("Foxtrot Echo Alpha zero zero zero niner " + aloud(code_of(IssueId("FEA-0009"))).rpartition(", ")[2], example.by_id) == (
        "FEA-0009",
    )
    for spelling in ("X-ray", "x ray", "Xray"):
        known = IssueId("JX-1")
        assert issues_of(f"Juliet {spelling} one {aloud(code_of(known)).rpartition(', ')[2]}", [known]) == (known,)


def test_a_zero_for_an_o_at_the_end_is_not_put_right() -> None:
    """It would not be safe: one slip in the code of another issue gives the same text."""
    issue, other = (
        IssueId("DEF-0012"),
        next(
            each
            for each in (IssueId(f"DEF-{number:04}") for number in range(10_000))
            if code_of(each)[-1] == "0" and differing(code_of(each), "DEF00120") == 1
        ),
    )
    assert code_of(issue) == "DEF0012O"
    assert issues_of("DEF00120", [issue, other]) == ()


def differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    "wanted",
    ["DEF0102O", "DEF00120", "DEF-00120", "DEF-0012-0", "def0012", "Delta Echo Foxtrot, zero zero one two, zero", "Delta Ecko Foxtrot 0012 Oscar"],
)
def test_what_may_be_a_code_and_is_none_proposes_no_issue(wanted: str) -> None:
    """No single slip names another issue, not even as a question."""
    ran = CliRunner().invoke(app, ["reply", wanted, "-f", str(ROOT / "mkdocs.yml")])
    assert ran.stdout == ""
    assert isinstance(ran.exception, CannotRun)
    assert str(ran.exception) == (
        f"{wanted!r} is the code of no public issue: a character was misheard or mistyped; ask for the code again, word by word as it is said aloud "
        "(zero is not Oscar, one is not India); an id is written with its hyphen"
    )


def test_a_slip_of_an_id_is_still_put_right() -> None:
    ran = CliRunner().invoke(app, ["reply", "DEF-012", "-f", str(ROOT / "mkdocs.yml")])
    assert str(ran.exception) == "'DEF-012' names no public issue; did you mean 'DEF-0012'?"


def test_the_command_takes_the_code_as_it_prints_it() -> None:
    printed = CliRunner().invoke(app, ["reply", "DEF-0012", "--turn", "3", "-f", str(ROOT / "mkdocs.yml")])
    aloud_ = printed.stderr.strip().removeprefix("The code said aloud: ")
    assert aloud_ == "Delta Echo Foxtrot, zero zero one two, Oscar"
    again = CliRunner().invoke(app, ["reply", aloud_, "--turn", "3", "-f", str(ROOT / "mkdocs.yml")])
    assert (again.exit_code, again.stdout) == (0, printed.stdout)


def test_a_code_is_said_aloud() -> None:
    assert aloud(code_of(IssueId("DEF-0042"))) == "Delta Echo Foxtrot, zero zero four two, " + aloud(code_of(IssueId("DEF-0042"))).rpartition(", ")[2]


def test_hours_are_told_on_the_clock_of_the_customer(example: Index) -> None:
    told = [call_for(example.public.channels, datetime(2026, 3, day, 12, tzinfo=UTC), "Asia/Tokyo") for day in (10, 14)]
    assert [call and (call.channel.id, call.hours) for call in told] == [
        ("phone", "now, until 07:00 your time"),
        ("phone", "on Monday from 18:00 to 07:00 your time"),
    ]
