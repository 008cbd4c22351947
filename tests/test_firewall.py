"""What public text gives away is found however it is spelt, and does not reach a published byte. The pieces stand in cases/firewall/."""

import json
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.canaries import Canary, canaries, harmless, wall, write_canaries
from tracker.hosts.builder import build_site
from tracker.model.issue import Defect
from tracker.model.settings import Settings
from tracker.model.tracker import Origin, Tracker
from tracker.model.vocabulary import LeakKind
from tracker.site.text import markdown
from tracker.starter import begin
from tracker.views.firewall.marks import marked
from tracker.views.firewall.screen import Firewall
from tracker.views.firewall.wall import Wall

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PIECES = canaries()
WALL = wall()
ANYWHERE = [
    c for c in PIECES if c.kind in {LeakKind.EMAIL, LeakKind.PATH, LeakKind.CUSTOMER} or (c.kind is LeakKind.PHONE and c.hidden.startswith("+"))
]
"""Those that are what they are whatever stands around them: no word before makes a version or the number of an order of them."""
AROUND = st.text(st.characters(codec="utf-8"), max_size=60) | st.text("ab 1.@:/\\[](){}<>`*_~!&#;+-\n\"'", max_size=60)


def test_there_are_two_hundred_pieces_of_every_kind():
    assert len(PIECES) == 200
    assert {c.kind for c in PIECES} == set(LeakKind)
    assert len({c.text for c in PIECES}) == 200


@pytest.mark.parametrize("piece", PIECES, ids=[f"{c.kind}-{at}" for at, c in enumerate(PIECES)])
def test_no_canary_gets_through(piece: Canary):
    """It is found under its own kind, nothing of it is left, and a second look finds nothing more."""
    assert piece.kind in {leak.kind for leak in WALL.leaks(piece.text)}
    text, removed = marked(piece.text, WALL.leaks)
    assert removed
    assert not piece.shows_in(text)
    assert not piece.shows_in(markdown(text))
    assert marked(text, WALL.leaks) == (text, [])


@pytest.mark.parametrize("piece", ANYWHERE, ids=[f"{c.kind}-{at}" for at, c in enumerate(ANYWHERE)])
@pytest.mark.parametrize(
    "before", ["\ud800 ", "\u212a\u0130 ", "\U0001f511 ", "ſß\u2028"], ids=["surrogate", "lower-is-ascii", "astral", "separator"]
)
def test_no_letter_beside_a_canary_hides_it_from_the_quick_look(piece: Canary, before: str):
    assert piece.kind in WALL.suspects(before + piece.text)


@pytest.mark.parametrize("text", harmless())
def test_what_only_looks_like_a_leak_stays(text: str):
    assert WALL.leaks(text) == ()


def test_a_site_that_says_all_of_them_publishes_none(tmp_path: Path):
    """Titles, bodies, symptoms, names and comments, ours and imported: no byte of pages, feeds, API, search index and answers has a canary."""
    write_canaries(tmp_path, PIECES)
    outcome = build_site(tmp_path / "mkdocs.yml", {}, now=NOW, clean=True, tell=lambda *_: None)
    assert outcome.published is not None
    assert {p.code for p in outcome.checked.problems} == {"R317"}
    assert not any(c.hidden in p.message for c in PIECES for p in outcome.checked.problems)
    files = {p.relative_to(tmp_path).as_posix(): p.read_text("utf-8", "replace") for p in (tmp_path / "site").rglob("*") if p.is_file()}
    made = {name: text for name, text in files.items() if not name.startswith("site/assets/")}
    through = {(c.hidden, name) for c in PIECES for name, text in made.items() for piece in (c.hidden, c.reads) if piece and piece in text}
    assert through == set()
    facts = orjson.loads(files["site/api/v1/build.json"])
    assert facts["counts"]["defects"] == 400
    assert set(facts["removed"]) == {kind.value for kind in LeakKind}
    assert min(facts["removed"].values()) > 100
    assert "[removed: e-mail]" in files["site/issues/THEIRS-0/index.html"]
    assert "What was taken out" in files["site/build/index.html"]


@given(AROUND, st.sampled_from(ANYWHERE), AROUND)
def test_whatever_stands_around_a_canary_it_does_not_get_through(before: str, piece: Canary, after: str):
    text, _ = marked(f"{before} {piece.hidden} {after}", WALL.leaks)
    assert piece.hidden not in text
    assert piece.hidden not in markdown(text)


@given(AROUND, st.lists(st.sampled_from(PIECES), max_size=3), AROUND)
def test_to_remove_twice_is_to_remove_once(before: str, pieces: list[Canary], after: str):
    once, _ = marked(before + "".join(p.text for p in pieces) + after, WALL.leaks)
    assert marked(once, WALL.leaks) == (once, [])


@given(AROUND)
def test_a_text_that_gives_nothing_away_is_left_alone(text: str):
    if not WALL.leaks(text):
        assert marked(text, WALL.leaks) == (text, [])


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("Write to carla@tessaline.com.", "Write to [removed: e-mail]."),
        ("[Carla](mailto:carla@tessaline.com) knows", "Carla [removed: e-mail] knows"),
        ("see https://a.example/?user=carla@tessaline.com&x=1 there", "see [removed: e-mail] there"),
        ("<carla@tessaline.com>: me", "[removed: e-mail] : me"),
        ("carla@tessaline.com: https://evil.example", "[removed: e-mail] : https://evil.example"),
        ("carla@tessaline.com(https://evil.example)", "[removed: e-mail] (https://evil.example)"),
        ("[carla@tessaline.com](https://a.example)", "[[removed: e-mail]](https://a.example)"),
        ("two: carla@tessaline.com, 51.158.21.77", "two: [removed: e-mail], [removed: IP address]"),
        ("```\n/home/carla/x\n```", "```\n[removed: private path]\n```"),
    ],
)
def test_a_mark_stands_where_it_was_and_breaks_nothing(text: str, published: str):
    """An address that a mark would break goes as a whole; no mark becomes the words of a link."""
    assert marked(text, WALL.leaks)[0] == published


@pytest.mark.parametrize(
    "text",
    [
        '[carla](https://a.example "a title")@tessaline.com',
        "[carla](<https://a.example/a b>)@tessaline.com",
        "[carla][1]@tessaline.com\n\n[1]: https://a.example",
        "carla<b></b>@tessaline<wbr>.com",
        "carla<!-- no robots -->@tessaline.com",
        "carla<at>tessaline.com",
        "carla @ tessaline.com",
        '<a href="mailto:carla@tessaline.com">Carla</a>',
        "https://a.example/?mail=carla%2540tessaline%2Ecom",
        "tel:+44%2020%208133%204471",
        "see %2Fhome%2Fcarlotta%2Fkeys",
        "/var/home/carlotta/keys",
        "AKIA\u3164Q7X3ZK4P" + "LM2NVTB6",
        "AKIA<b>Q7X3ZK4P" + "LM2NVTB6</b>",
        "| password | hunter2!x |",
    ],
)
def test_a_piece_that_markup_takes_apart_is_found_as_readers_see_it(text: str):
    """Links of every form, tags, addresses that are percent-encoded once or twice, and letters that show nothing."""
    assert len(marked(text, WALL.leaks)[1]) == 1


def test_what_mkdocs_yml_has_every_page_say_is_looked_at_too(tmp_path: Path):
    """Under the copyright of every page stands what somebody wrote in mkdocs.yml."""
    begin(tmp_path)
    settings = tmp_path / "mkdocs.yml"
    settings.write_text(settings.read_text() + 'copyright: "Made by carla@tessaline.com"\n')
    outcome = build_site(settings, {}, now=NOW, clean=True, tell=lambda *_: None)
    assert outcome.published is None
    assert [(p.path, p.source_line, p.message) for p in outcome.checked.errors] == [
        (
            "mkdocs.yml",
            'copyright: "Made by carla@tessaline.com"',
            "an e-mail address would be published here; take it out, or allow it in tracker.yml under publication: allow:",
        )
    ]


def screened(issue: dict[str, object], **settings: object) -> Defect:
    """The issue of a mapped source as it will be published."""
    plain = {"id": "DEF-1", "title": "A", "status": "confirmed", "severity": "minor", "product": "app", "opened": "2026-01-05", "path": "theirs:1"}
    given = {"organisation": {"name": "A", "url": "https://a.example/"}, **settings}
    made = Defect.model_validate({**plain, **issue})
    tracker = Tracker(Settings.model_validate(given), issues=(made,), origins={"theirs:1": Origin("theirs", "1", is_mapped=True, is_own=False)})
    found = Firewall(tracker).screened(made)
    assert found.findings == ()
    assert found.issue is not None
    assert isinstance(found.issue, Defect)
    return found.issue


def test_what_a_mark_would_break_goes_as_a_whole():
    """A reference with such an address goes; so do the link of a stranger, and a name in favour of the mark."""
    said = {"platform": "github", "handle": "carla@tessaline.com", "url": "https://a.example/carla@tessaline.com"}
    issue = screened(
        {
            "references": [{"type": "WEB", "url": "https://a.example/?u=carla@tessaline.com"}, {"type": "WEB", "url": "https://a.example/1"}],
            "aliases": ["carla@tessaline.com", "BUG-1"],
            "comments": [{"at": "2026-01-08T18:20:00Z", "by": said, "text": "Me too"}],
        }
    )
    assert [r.url for r in issue.references] == ["https://a.example/1"]
    assert issue.aliases == ("BUG-1",)
    by = issue.comments[0].by
    assert not isinstance(by, str)
    assert (by.handle, by.url, issue.comments[0].text) == ("[removed: e-mail]", None, "Me too")


def test_a_text_may_grow_beyond_what_may_be_typed():
    """Marks are longer than what they replace; a text at its limit is published nevertheless."""
    issue = screened({"description": "a@b.cc " * 14_000})
    assert issue.description == "[removed: e-mail] " * 14_000


def test_the_first_look_is_never_the_stricter_one():
    """Where the quick look suspects nothing, no detector finds anything: it looks at the pieces and at what surrounds them alike."""
    blind = Wall(customers=WALL.customers)
    for piece in PIECES:
        assert piece.kind in blind.suspects(piece.text), piece.text


HOSTILE = {
    "digits": "1",
    "figures apart": "12 34 ",
    "plus signs": "+1 ",
    "at signs": "a@b.",
    "addresses": "a@b.cc ",
    "spelt out": "a at b dot ",
    "colons": "2001:",
    "dots": "1.",
    "keys": "key: a1 ",
    "equals": "key=",
    "one token": "a1B2",
    "tokens": "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8 ",
    "begun keys": "-----BEGIN RSA PRIVATE KEY-----",
    "backslashes": "\\\\a",
    "home folders": "C:\\Users\\ab cd ",
    "brackets": "[a](",
    "entities": "&#64;",
    "nothing to see": "\u200b",
    "passwords in addresses": "https://a:b@",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=list(HOSTILE))
def test_no_text_of_a_stranger_holds_the_build_up(piece: str):
    """A hundred thousand characters, the most a field may have, are looked at and cleaned in seconds, whatever they are."""
    begun = time.process_time()
    marked((piece * 100_000)[:100_000], WALL.leaks)
    assert time.process_time() - begun < 15


def test_reasons_and_warnings_are_cleaned_too(tmp_path: Path):
    """Why a file of another source is skipped quotes what is wrong with it, and stands on the build page."""
    write_canaries(tmp_path, PIECES[:1])
    wrong = {"id": "THEIRS-9", "title": "A", "status": "carla@tessaline.com", "opened": "2026-01-05"}
    (tmp_path / "theirs" / "carla@tessaline.com.json").write_text(json.dumps(wrong), "utf-8")
    subprocess.run(["git", "-C", tmp_path / "theirs", "add", "--all"], check=True)
    subprocess.run(["git", "-C", tmp_path / "theirs", "-c", "user.name=A", "-c", "user.email=a@a.example", "commit", "-qm", "B"], check=True)
    outcome = build_site(tmp_path / "mkdocs.yml", {}, now=NOW, clean=True, tell=lambda *_: None)
    assert outcome.published is not None
    facts = orjson.loads((tmp_path / "site" / "api" / "v1" / "build.json").read_bytes())
    assert [s["path"] for s in facts["skipped"]] == ["theirs:[removed: e-mail]"]
    assert "'[removed: e-mail]'" in facts["skipped"][0]["reason"]
    assert not any("carla" in p.read_text("utf-8", "replace") for p in (tmp_path / "site").rglob("*") if p.is_file())


def test_a_source_that_refuses_leaves_the_record_out(tmp_path: Path):
    """It is skipped and named, with the kind and without the words; the rest of the source is published."""
    write_canaries(tmp_path, [PIECES[0], PIECES[60]])
    settings = tmp_path / "content" / "tracker.yml"
    settings.write_text(settings.read_text("utf-8").replace("- name: theirs", "- publication: {kinds: {e-mail: refuse}}\n  name: theirs"), "utf-8")
    outcome = build_site(tmp_path / "mkdocs.yml", {}, now=NOW, clean=True, tell=lambda *_: None)
    assert outcome.published is not None
    facts = orjson.loads((tmp_path / "site" / "api" / "v1" / "build.json").read_bytes())
    assert [s["path"] for s in facts["skipped"]] == ["theirs:0.json"]
    assert facts["skipped"][0]["reason"].startswith("an e-mail address would be published here; ")
    assert facts["counts"]["defects"] == 3
