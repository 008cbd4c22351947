"""Answers to paste: true to the record, within every limit, different at each turn; and the code that is said aloud."""

import string
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.hosts.builder import read_site
from tracker.model.values import IssueId
from tracker.site import replies
from tracker.site.attendance import hours_for
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
    assert "+44 20 7946 0018" in text
    assert "09:00" in text
    assert code_of(issue.id) in text
    assert "https://meridian.example/support" in text


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


def test_a_code_is_said_aloud() -> None:
    assert aloud(code_of(IssueId("DEF-0042"))) == "Delta Echo Foxtrot, zero zero four two, " + aloud(code_of(IssueId("DEF-0042"))).rpartition(", ")[2]


def test_hours_are_told_on_the_clock_of_the_customer(example: Index) -> None:
    assert hours_for(example.public.channels, datetime(2026, 3, 10, 12, tzinfo=UTC), "Asia/Tokyo") == "now, until 02:30 your time"
    assert hours_for(example.public.channels, datetime(2026, 3, 14, 12, tzinfo=UTC), "Asia/Tokyo").startswith("on Monday from 18:00")
