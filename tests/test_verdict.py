"""Is this account really staff? The cases in cases/verdict/, answered by Python, by the browser's code and on a terminal, and attacks that nobody wrote down."""

import json
import re
import shutil
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from node import MODULES, node
from typer.testing import CliRunner

import tracker.cli.whois
from tracker.cli import app
from tracker.model.handles import FORMS, canonical
from tracker.model.problem import CannotRun
from tracker.model.settings import Settings
from tracker.model.staff import Impostor, StaffMember
from tracker.model.tracker import Tracker
from tracker.starter import begin
from tracker.store.yaml import parse
from tracker.views.publication import publish
from tracker.views.seals import ROUNDS, salt_of, seal
from tracker.views.verdicts.answer import Verdicts
from tracker.views.verdicts.judge import ORDER
from tracker.views.verdicts.listing import files

FOLDER = Path(__file__).parent / "cases" / "verdict"
VECTORS = FOLDER / "vectors.json"
TODAY = "2026-11-23"
SITE = "https://status.meridian.example/known/"
RUNNER = Path(__file__).parent / "verdicts.mjs"
CONTRACT = ("query", "verdict", "platform", "handle", "staff", "elsewhere", "because", "evidence")
Json = dict[str, Any]


def store_of(base: Json) -> Tracker:
    """A store from plain values by path."""
    return Tracker(
        settings=Settings.model_validate(base["content/tracker.yml"]),
        staff=tuple(StaffMember.model_validate(v) for p, v in base.items() if "/staff/" in p),
        impostors=tuple(Impostor.model_validate({**v, "id": Path(p).stem}) for p, v in base.items() if "/impostors/" in p),
    )


def published(store: Tracker) -> Json:
    """The index as it is read again from a site."""
    made = files(publish(store, datetime.fromisoformat(TODAY).replace(tzinfo=UTC)), date.fromisoformat(TODAY), SITE)
    return dict(json.loads(json.dumps(made)))


@cache
def index() -> Json:
    return published(store_of(parse((FOLDER / "_base.yml").read_bytes(), "_base.yml")))


def cases() -> list[Json]:
    """Every case of every file."""
    return [case for file in sorted(FOLDER.glob("[a-z]*.yml")) for case in parse(file.read_bytes(), file.name)]


@cache
def questions() -> list[Json]:
    """Every question, with the case that it belongs to."""
    return [{"query": ask, "case": case, **{k: case[k] for k in ("platform", "on", "today") if k in case}} for case in cases() for ask in case["ask"]]


def asked(question: Json) -> Json:
    verdicts = Verdicts(index().__getitem__, question.get("today", TODAY))
    return plain(verdicts.answer(question["query"], question.get("platform", ""), question.get("on", "")))


def plain(answer: Any) -> Any:
    return json.loads(json.dumps(answer))


def in_short(answer: Json, key: str) -> Any:
    """A part of an answer as the cases write it."""
    value = answer[key]
    if key == "staff":
        return value and (value["id"] or "opted-out")
    if key == "elsewhere":
        return [f"{e['platform']} {e['handle']} {e['verdict']}" for e in value]
    if key in {"resembles", "do_not_confuse_with"}:
        return [f"{e['platform']} {e['handle']}" for e in value]
    return value


def by_node(questions: list[Json], given: Json, today: str = TODAY) -> Json:
    """What the browser's code answers."""
    asked = [{k: q[k] for k in ("query", "platform", "on") if k in q} for q in questions]
    return dict(node(RUNNER.read_text("utf-8"), {"files": given, "today": today, "asked": asked, "modules": MODULES}))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["shows"])
def test_the_cases(case: Json) -> None:
    """Each question gets the answer that its case shows."""
    for question in (q for q in questions() if q["case"] is case or q["case"] == case):
        answer = asked(question)
        assert {key: in_short(answer, key) for key in case["says"]} == case["says"], question["query"]


def test_there_are_enough_of_them() -> None:
    assert len(questions()) >= 300
    assert {asked(q)["verdict"] for q in questions()} == set(ORDER)


def test_an_answer_begins_with_what_programs_rely_on() -> None:
    """The keys of the contract come first; the rest is for whoever shows the answer."""
    answer = asked({"query": "@AdaAtMeridian", "platform": "x"})
    assert tuple(answer)[: len(CONTRACT)] == CONTRACT
    assert answer["staff"] == {
        "id": "ada-lovelace",
        "name": "Ada Lovelace",
        "role": "Support engineer",
        "team": "Support EMEA",
        "path": "staff/ada-lovelace/",
    }


def test_every_verdict_says_what_staff_never_ask_and_how_to_reach_us() -> None:
    for question in questions():
        answer = asked(question)
        assert answer["never_asks"], question
        assert answer["contact"]["path"] == "contact/"
        assert "{" not in answer["because"] + answer["headline"] + "".join(answer["todo"]) or "{" in question["query"]


def test_the_browser_answers_word_for_word_the_same() -> None:
    """Whole answers, of all cases."""
    for today in sorted({q.get("today", TODAY) for q in questions()}):
        same_day = [q for q in questions() if q.get("today", TODAY) == today]
        for question, answer in zip(same_day, by_node(same_day, index(), today)["answers"], strict=True):
            assert answer == asked(question), question["query"]


def vectors() -> Json:
    """The cases for programs that know neither YAML nor this project."""
    told = [
        {
            "query": q["query"],
            "platform": q.get("platform", ""),
            "on": q.get("on", ""),
            "today": q.get("today", TODAY),
            "answer": {k: v for k, v in asked(q).items() if k != "contact"},
        }
        for q in questions()
    ]
    return {"today": TODAY, "files": index(), "cases": told}


def as_published(told: Json) -> str:
    """One vector to a line, so that a change can be read."""
    lines = ",\n".join(json.dumps(case, ensure_ascii=True) for case in told["cases"])
    parts = ",\n".join(f"{json.dumps(path)}: {json.dumps(said, ensure_ascii=True)}" for path, said in told["files"].items())
    return f'{{"today": {json.dumps(told["today"])},\n"files": {{\n{parts}\n}},\n"cases": [\n{lines}\n]}}\n'


def test_the_published_vectors_are_those_of_the_cases() -> None:
    """`python tests/test_verdict.py` writes them anew."""
    assert VECTORS.read_text("utf-8") == as_published(vectors())


# What nobody wrote down

PIECES = st.sampled_from(
    [
        *(
            "MeridianHelp",
            "AdaAtMeridian",
            "CareAtMeridian",
            "meridian.example",
            "20 7946 0018",
            "help@",
            "https://",
            "x.com",
            "mailto:",
            "+44",
            "u/",
        ),
        *("@", "/", ".", ":", "%40", "\\", "_", "?", "#", " ", "<", ">", "xn--", "\u202e", "\u200b", "е", "\ud800", "😀", "１", "\u0130", "\u212a"),
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES | st.characters(), max_size=8).map("".join))
PLATFORMS = st.sampled_from(["", *FORMS, "snapchat", "__proto__"])


def ours() -> set[tuple[str, str]]:
    """Everything that may be confirmed, in its canonical spelling."""
    base = parse((FOLDER / "_base.yml").read_bytes(), "_base.yml")
    return {(a.platform, canonical(a.platform, a.handle)) for m in store_of(base).staff for a in m.accounts}


def test_none_of_ours_is_accused_on_a_day_before_it_began() -> None:
    for platform, key in sorted(ours()):
        answer = asked({"query": f"+{key}" if FORMS.get(platform, FORMS["x"]).kind == "phone" else key, "platform": platform, "on": "2001-01-01"})
        assert (answer["verdict"], answer["resembles"]) == ("unknown", []), (platform, key)


def test_no_name_of_ours_is_accused_for_the_host_that_it_lacks() -> None:
    """It may be an impostor's account on some platform, or resemble another of ours; but it is not taken for a domain that looks like ours."""
    for name in sorted({key.partition("@")[0] for platform, key in ours() if FORMS.get(platform, FORMS["x"]).kind in {"name", "federated"}}):
        # With a dot in it, a name is a whole domain on Bluesky and of a website.
        for platform in ("mastodon", "email", *(() if "." in name else ("bluesky", "web"))):
            assert asked({"query": name, "platform": platform})["rule"] != "domain", (name, platform)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(query=TEXTS, platform=PLATFORMS, on=st.sampled_from(["", "2024-03-03", "0000-00-00", "9999-99-99", "\u0661"]))
def test_whatever_is_pasted_gets_a_verdict(query: str, platform: str, on: str) -> None:
    """Never an exception; and whatever is confirmed on a social platform is one of ours, letter by letter."""
    answer = asked({"query": query, "platform": platform, "on": on})
    assert answer["verdict"] in ORDER
    if answer["verdict"] in {"confirmed", "stale"} and FORMS.get(answer["platform"], FORMS["x"]).kind in {"name", "host", "federated", "email"}:
        assert (answer["platform"], canonical(answer["platform"], answer["handle"])) in ours()
        shown = answer["handle"].removeprefix("@").lower()
        assert shown.isascii()
        assert shown in re.sub(r"%[0-9a-fA-F]{2}", lambda found: chr(int(found[0][1:], 16)), query).lower() or answer["platform"] in {
            "facebook",
            "mastodon",
            "x",
            "youtube",
        }


def test_the_browser_agrees_about_what_nobody_wrote_down() -> None:
    """Some thousand damaged questions: the same whole answers, and no exception."""
    random = Random(7)  # noqa: S311 - the same questions each time
    letters = "abMerldian_-.@:/ +0123456789()%?#\\éаｅ\u200b\u212a\u0130<>😀\ud83d"
    given = [q["query"] for q in questions()]
    made: list[Json] = []
    for _ in range(1500):
        text = list(random.choice(given)[:80])
        for _ in range(random.randint(1, 4)):
            text.insert(random.randint(0, len(text)), random.choice(letters))
            if random.random() < 0.3:
                text.pop(random.randrange(len(text)))
        made.append({"query": "".join(text), "platform": random.choice(["", "", "", "x", "email", "mastodon", "phone", "web", "bluesky"])})
    for question, answer in zip(made, by_node(made, index())["answers"], strict=True):
        assert answer == asked(question), question


def test_ten_thousand_characters_are_answered_at_once() -> None:
    for text in ("a" * 10_000, "@" * 10_000, "<" * 10_000, "x@" * 5_000, "0" * 10_000, ". " * 5_000, "%41" * 3_000, "\u200b" * 10_000, "a.b" * 3_000):
        assert asked({"query": text})["verdict"] == "unknown"


# What is published

SECRETS = ("ada.lovelace@", "79460151", "7946 0151", "CareAtMeridian", "Delphine", "delphine", "nils.oakhaven@", "Quarrow", "care.at", "s-7f3k")


def test_of_what_is_unlisted_only_hashes_are_published() -> None:
    """No address, number or name, nor the handle of somebody who opted out; and nothing from which they would follow."""
    everything = json.dumps({p: v for p, v in index().items() if "rules" not in p}, ensure_ascii=False)
    assert [s for s in SECRETS if s.lower() in everything.lower()] == []
    organisation = store_of(parse((FOLDER / "_base.yml").read_bytes(), "_base.yml")).settings.organisation
    assert seal("email", "ada.lovelace@meridian.example", salt_of(organisation)) in index()["verify/unlisted.json"]


def test_the_browsers_own_hash_is_the_same() -> None:
    """Where a copy of the site is served without https, browsers offer no hash of their own."""
    code = (
        f"import {{ seal, sealedHere }} from '{MODULES}/verdict/hash.js'; const e = new TextEncoder(); const said = [];"
        "for (const [key, salt] of given) {"
        f" said.push(await seal('x', key, salt, {ROUNDS}), sealedHere(e.encode('x:' + key), e.encode(salt), {ROUNDS})); }} say(said);"
    )
    given = [("a", "b"), ("", "s"), ("é😀" * 40, "salt" * 30), ("k" * 62, "x"), ("k" * 63, "y" * 51)]
    assert node(code, given) == [s for key, salt in given for s in [seal("x", key, salt)] * 2]


def test_only_the_date_of_the_list_changes_from_day_to_day() -> None:
    store = store_of(parse((FOLDER / "_base.yml").read_bytes(), "_base.yml"))
    today, tomorrow = (files(publish(store, datetime(2026, 11, day, tzinfo=UTC)), date(2026, 11, day), SITE) for day in (23, 24))
    assert [path for path in today if today[path] != tomorrow[path]] == ["verify/list.json"]


def test_a_list_that_says_no_date_confirms_nothing() -> None:
    """Neither does one whose signature has lapsed."""
    for said, rule in (({}, "list-undated"), ({"date": TODAY, "signed_until": "2026-11-22"}, "signature-lapsed")):
        changed = {**index(), "verify/list.json": said}
        answer = plain(Verdicts(changed.__getitem__, TODAY).answer("@MeridianDesk", "x"))
        assert (answer["verdict"], answer["rule"]) == ("stale", rule)
        assert by_node([{"query": "@MeridianDesk", "platform": "x"}], changed)["answers"] == [answer]
    without = {p: v for p, v in index().items() if p != "verify/list.json"}
    answer = plain(Verdicts(without.__getitem__, TODAY).answer("@MeridianDesk", "x"))
    assert answer["rule"] == "list-undated"
    assert by_node([{"query": "@MeridianDesk", "platform": "x"}], without)["answers"] == [answer]


def answers(changed: Json, *questions: Json) -> list[Json]:
    """What Python says of a changed index, and that the browser says so, too."""
    said = [plain(Verdicts(changed.__getitem__, TODAY).answer(q["query"], q.get("platform", ""), q.get("on", ""))) for q in questions]
    assert by_node(list(questions), changed)["answers"] == said
    return said


def test_where_a_signature_is_missing_nothing_is_confirmed() -> None:
    """Whoever asks for one (`policy: signers:`) vouches for no list without it; what is former or suspended stays so."""
    why = "the staff list has to be signed, and nobody has done so"
    changed = {**index(), "verify/list.json": {"date": TODAY, "signed_until": None, "unsigned": why}}
    queries = ("x.com/MeridianDesk", "ada.lovelace@meridian.example", "meridian.example", "x.com/ada_meridian", "x.com/GraceAtMeridian", "nobody")
    said = answers(changed, *({"query": query} for query in queries))
    assert [(a["verdict"], a["rule"]) for a in said] == [
        ("stale", "unsigned"),
        ("stale", "unsigned"),
        ("stale", "site-unvouched"),
        ("former", "renamed"),
        ("compromised", "suspended"),
        ("unknown", "nowhere.any"),
    ]
    assert said[0]["because"].startswith(
        f"@MeridianDesk on X is listed as belonging to Meridian Help, Support desk, but this list is not signed as it should be: {why}."
    )
    (then,) = answers(changed, {"query": "x.com/MeridianDesk", "on": "2025-12-01"})
    assert then["verdict"] == "stale"


def test_what_has_changed_since_it_was_signed_is_not_confirmed_and_the_rest_is() -> None:
    """Until the day on which the signature lapses, for all of it."""
    people = [
        {**p, "accounts": [{**a, "unsigned": True} if a["handle"] == "MeridianDesk" else a for a in p["accounts"]]}
        for p in index()["verify/people-0.json"]
    ]
    changed = {
        **index(),
        "verify/people-0.json": people,
        "verify/list.json": {"date": TODAY, "signed_until": "2026-12-01", "unsigned": "the records have changed since the staff list was signed"},
    }
    new, old = answers(changed, {"query": "x.com/MeridianDesk"}, {"query": "x.com/MeridianHelp"})
    assert (new["verdict"], new["rule"], new["address"]) == ("stale", "not-signed", "https://x.com/MeridianDesk")
    assert "has come or changed since the list was signed, and nobody has signed it yet." in new["because"]
    assert old["verdict"] == "confirmed"
    assert old["because"].endswith("The list has changed since it was signed; this account is still as it was signed.")
    lapsed = {**changed, "verify/list.json": {**changed["verify/list.json"], "signed_until": "2026-11-22"}}
    assert {a["rule"] for a in answers(lapsed, {"query": "x.com/MeridianDesk"}, {"query": "x.com/MeridianHelp"})} == {"signature-lapsed"}


# A large company

LARGE = 6_000


def large() -> Tracker:
    """More accounts than one shard, more people than one block and more seals than one file hold."""
    staff = tuple(
        StaffMember.model_validate(
            {
                "id": f"p-{n}",
                "name": f"Person {n}",
                "accounts": [
                    {"platform": "x", "handle": f"Clerk{'abcdefghijklmnopqrstuvwxyz'[n % 26] * (n % 7)}{n}"},
                    {"platform": "email", "handle": f"p{n}@meridian.example"},
                ],
            }
        )
        for n in range(LARGE)
    )
    return Tracker(Settings.model_validate({"organisation": {"name": "Meridian Sync", "url": "https://meridian.example/"}}), staff=staff)


def test_a_large_index_is_sharded_and_answers_the_same() -> None:
    """A question reads a few of its files."""
    store = large()
    made = published(store)
    assert sum("accounts-" in path for path in made) > 1
    assert sum("people-" in path for path in made) > 1
    assert sum("unlisted-" in path for path in made) > 1
    read: list[str] = []
    alone = Verdicts(lambda path: (read.append(path), made[path])[1], TODAY)
    assert alone.answer(store.staff[777].accounts[0].handle, "x")["verdict"] == "confirmed"
    assert len(set(read)) < 8 < len(made)
    verdicts = Verdicts(made.__getitem__, TODAY)
    asked_of = [{"query": a.handle} for m in store.staff[::500] for a in m.accounts]
    answers = [plain(verdicts.answer(q["query"])) for q in asked_of]
    assert {a["verdict"] for a in answers} == {"confirmed"}
    lookalikes = [{"query": f"{m.accounts[0].handle}_support", "platform": "x"} for m in store.staff[::700]]
    answers += [plain(verdicts.answer(q["query"], q["platform"])) for q in lookalikes]
    assert {a["verdict"] for a in answers[len(asked_of) :]} == {"look-alike"}
    assert by_node([*asked_of, *lookalikes], made)["answers"] == answers


# On a terminal


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tuple(begin(tmp_path / "site"))
    for old in [*(tmp_path / "site/content/staff").glob("*.yml"), *(tmp_path / "site/content/impostors").glob("*.yml")]:
        old.unlink()
    base = parse((FOLDER / "_base.yml").read_bytes(), "_base.yml")
    for path, said in base.items():
        if path != "content/tracker.yml":
            (tmp_path / "site" / path).parent.mkdir(exist_ok=True)
            (tmp_path / "site" / path).write_text(json.dumps(said, ensure_ascii=True))
    written = {**base["content/tracker.yml"], "products": []}
    # A site is only read without errors, and its channels have to be in the directory for that.
    held = [{**channel["account"], "listed": True} for channel in written["channels"]]
    (tmp_path / "site/content/staff/desk.yml").write_text(json.dumps({"id": "desk", "name": "Desk", "kind": "role", "accounts": held}))
    (tmp_path / "site/content/tracker.yml").write_text(json.dumps(written))
    for folder in ("defects", "features", "releases"):
        shutil.rmtree(tmp_path / "site/content" / folder, ignore_errors=True)
    config = (tmp_path / "site/mkdocs.yml").read_text()
    (tmp_path / "site/mkdocs.yml").write_text(re.sub(r"site_url: .*", f"site_url: {SITE}", config))
    monkeypatch.setattr(tracker.cli.whois, "moment", lambda: datetime.fromisoformat(TODAY).replace(tzinfo=UTC))
    return tmp_path / "site"


def whois(site: Path, *arguments: str) -> Any:
    return CliRunner().invoke(app, ["whois", "-f", str(site / "mkdocs.yml"), *arguments])


def test_the_command_says_what_the_box_says(site: Path) -> None:
    """Exit 0 whatever it answers. Left out is what is said of channels that are not in the directory: with them nothing is published."""
    plain = (q for q in questions() if "today" not in q and q["query"] and not q["query"].startswith("-") and "\x00" not in q["query"])
    sample = [q for q in plain if "our channel" not in json.dumps(asked(q))][::25]
    for question in sample:
        more = [
            part for key in ("platform", "on") if key in question and (key != "on" or question[key] <= TODAY) for part in (f"--{key}", question[key])
        ]
        ran = whois(site, "--json", *more, "--", question["query"])
        assert ran.exit_code == 0, (question, ran.output)
        assert json.loads(ran.stdout) == asked(question), question["query"]


def test_the_command_for_people(site: Path) -> None:
    ran = whois(site, "meridian_help\u202e", "--platform", "x")
    assert ran.exit_code == 0
    assert ran.stdout.splitlines()[:2] == [
        "look-alike: No, this is not one of our accounts.",
        "@meridian_help is not @MeridianHelp: dots, hyphens or underscores differ. You may have been contacted by an impersonator.",
    ]
    assert "We never ask for: password, card number." in ran.stdout


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        (
            ["x.com/MeridianHelp"],
            ["Ours: since 2023-05-02", "Proof: its profile links back to us; checked on 2026-10-05, 49 days ago; good until 2027-04-05"],
        ),
        (
            ["x.com/meridian_helps"],
            [
                "Reported to: X, on 2026-02-01",
                "Evidence: https://meridian.example/notices/7",
                f"Who confirmed it, and how to appeal: {SITE}verify/impostors/#x-meridian-helps",
            ],
        ),
        (
            ["x.com/MeridianDesk", "--on", "2024-03-03"],
            ["That is the answer for 2024-03-03; for today it is confirmed.", "Ours: since 2022-06-20 until 2025-10-31"],
        ),
        (["Grace Hopper"], ["On the list: GraceAtMeridian on X: compromised"]),
    ],
)
def test_the_command_says_since_when_how_it_is_known_and_where_it_was_reported(site: Path, asked: list[str], lines: list[str]) -> None:
    said = whois(site, *asked).stdout.splitlines()
    assert [line for line in lines if line not in said] == []


def test_a_day_that_is_none_is_refused(site: Path) -> None:
    ran = whois(site, "@AdaAtMeridian", "--on", "3 March")
    assert ran.exit_code == 1
    assert str(ran.exception) == "'3 March' is not a day; write it as 2024-03-03"


def test_a_day_that_has_not_come_is_refused(site: Path) -> None:
    ran = whois(site, "@AdaAtMeridian", "--on", "2026-11-24")
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert str(ran.exception) == (
        "2026-11-24 has not come yet in UTC, and nobody knows whose an account will be then; leave --on out to ask about today"
    )
    assert isinstance(ran.exception, CannotRun)
    assert whois(site, "@AdaAtMeridian", "--on", TODAY).exit_code == 0


if __name__ == "__main__":
    VECTORS.write_text(as_published(vectors()), "utf-8")
