"""What the search answers, in node, from the files that the build makes."""

from collections.abc import Mapping
from typing import Any

import pytest
from editions import DESKTOP, defect, made, member
from effort import effort
from indexes import entries, files_of
from node import MODULES, needs_node, node

from tracker.model.issue import Resolution
from tracker.model.public import PublicAccount, PublicWorkaround
from tracker.model.settings import Search
from tracker.model.values import IssueId
from tracker.model.vocabulary import DefectStatus, FeatureStatus, IssueKind
from tracker.site import urls
from tracker.site.pages import pages
from tracker.site.pages.signposts import signposts
from tracker.site.search import WrittenPage, made_pages, words

SEARCH = f"{MODULES}/search"
ASK = """
const { openSearch } = await import("SEARCH/engine.js");
const files = new Map(Object.entries(given.files).map(([name, text]) => [name, Buffer.from(text, "base64")]));
const fetched = [];
const read = async (path) => { fetched.push(path); const found = files.get(path); if (!found) throw new Error("404"); return found; };
const search = await openSearch({ read });
const said = [];
for (const [way, text, options] of given.asked) {
  try { said.push(await search[way](text, options ?? undefined)); } catch (error) { said.push({ error: error.name }); }
}
say(said);
""".replace("SEARCH", SEARCH)


def asked(files: Mapping[str, bytes], *questions: tuple[str, Any] | tuple[str, Any, dict[str, Any]]) -> list[Any]:
    import base64  # noqa: PLC0415 - for node alone

    encoded = {name: base64.b64encode(content).decode() for name, content in files.items()}
    return node(ASK, {"files": encoded, "asked": [list(each) for each in questions]})


def ids(found: dict[str, Any]) -> list[str]:
    return [hit["id"] for hit in found["hits"]]


SHOP = (
    defect(
        1,
        title="Export stops at 65,536 rows",
        symptoms=("row limit exceeded: 65536",),
        description="Longer exports end early, without a message.",
        aliases=("BUG-17",),
    ),
    defect(
        2,
        title="Long tables are cut off when exported",
        status=DefectStatus.DUPLICATE,
        duplicate_of=IssueId("DEF-0001"),
        symptoms=("spreadsheet truncated silently",),
    ),
    defect(3, title="The window freezes while signing in", description="It hangs for a minute.", workarounds=(PublicWorkaround("Wait."),)),
    defect(4, title="Upload fails behind a proxy", symptoms=("java.io.IOException: Unable to tunnel through proxy. Proxy returns HTTP 407",)),
    defect(42, title="Dates are shown in the wrong order"),
    defect(
        5,
        id=IssueId("FEA-0005"),
        kind=IssueKind.FEATURE,
        severity=None,
        status=FeatureStatus.DECLINED,
        title="Dark theme",
        resolution=Resolution(reason="Too few screens support it.", reconsider_if="OLED laptops become common."),
    ),
)
PAGE = WrittenPage(
    "help/",
    '<html><nav>menu</nav><article class="x"><h1 id="h">Getting help<a class="headerlink">¶</a></h1><p>Call the <b>switchboard</b> &amp; wait.</p></article></html>',
)


@pytest.fixture(scope="module")
def shop() -> dict[str, bytes]:
    synonyms = Search(synonyms=(("crash", "freeze", "hang"), ("tablet", "spreadsheet")))
    return files_of(
        made(*SHOP, staff=(member(title="Support engineer", accounts=(PublicAccount("x", "AdaAtMeridian"),)),), search=synonyms), written=[PAGE]
    )


@needs_node
@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("export rows", "DEF-0001"),
        ("exporting row", "DEF-0001"),
        ("EXPORTS", "DEF-0001"),
        ("65536", "DEF-0001"),
        ("exprot stops", "DEF-0001"),
        ("expo", "DEF-0001"),
        ("crash signing in", "DEF-0003"),
        ("def 42", "DEF-0042"),
        ("DEF42", "DEF-0042"),
        ("def-0042", "DEF-0042"),
        ("see DEF-42 please", "DEF-0042"),
        ("bug-17", "DEF-0001"),
        ("def-2", "DEF-0002"),
        ("spreadsheet truncated", "DEF-0001"),
        ("dark theme oled", "FEA-0005"),
        ("switchboard", "help/"),
        ("Ada Lovelace", "ada-lovelace"),
        ("AdaAtMeridian", "ada-lovelace"),
    ],
)
def test_what_is_looked_for_comes_first(shop: dict[str, bytes], query: str, first: str) -> None:
    [found] = asked(shop, ("find", query))
    assert ids(found)[:1] == [first]


@needs_node
def test_an_answer_says_what_it_rests_on(shop: dict[str, bytes]) -> None:
    whole, typo, merged, kinds = asked(
        shop, ("find", "DEF42"), ("find", "frezes window"), ("find", "spreadsheet truncated"), ("find", "support", {"kinds": ["feature", "staff"]})
    )
    assert whole["exact"] == "DEF-0042"
    assert typo["corrected"] == {"frezes": "freezes"}
    assert typo["hits"][0]["matched"] == ["frezes", "window"]
    assert typo["hits"][0] | {"score": 0} == {
        "kind": "issue",
        "id": "DEF-0003",
        "path": "issues/DEF-0003/",
        "title": "The window freezes while signing in",
        "status": "fixed",
        "statusLabel": "Released",
        "isOpen": False,
        "severity": "major",
        "product": "desktop",
        "productName": DESKTOP.name,
        "workaround": True,
        "excerpt": None,
        "duplicateOf": None,
        "tone": "done",
        "matched": ["frezes", "window"],
        "score": 0,
    }
    assert ids(merged)[:2] == ["DEF-0001", "DEF-0002"]
    assert set(ids(kinds)) == {"FEA-0005", "ada-lovelace"}


@needs_node
def test_a_word_of_the_synonyms_is_no_slip(shop: dict[str, bytes]) -> None:
    """Nothing says "tablet", and "tables" are near; but the keepers of the site know the word."""
    [found] = asked(shop, ("find", "tablet"))
    assert found["corrected"] is None
    assert ids(found) == ["DEF-0001", "DEF-0002"]


ACCESS = (
    defect(1, title="Sign-in returns to the first page"),
    defect(2, title="The app asks to sign in again"),
    defect(3, title="Nobody can logon after midnight"),
    defect(4, title="A page of the sign is missing in print"),
    defect(5, title="The e-mail is sent twice"),
    defect(6, title="Playback stops after a minute"),
)


@pytest.fixture(scope="module")
def access() -> dict[str, bytes]:
    return files_of(made(*ACCESS, search=Search(synonyms=(("login", "signin", "logon"),))))


@needs_node
@pytest.mark.parametrize("asked_for", ["signin", "login", "logon", "sign in", "sign-in", "log in", "log-in", "Login", "log on", "can't login"])
def test_a_synonym_is_found_however_it_is_written(access: dict[str, bytes], asked_for: str) -> None:
    """Who types one word of a group, in one piece or in two, finds what says another one, in one piece or in two."""
    [found] = asked(access, ("find", asked_for))
    assert {"DEF-0001", "DEF-0002", "DEF-0003"} <= set(ids(found)[:3])
    assert found["corrected"] is None


@needs_node
@pytest.mark.parametrize(
    ("asked_for", "found"),
    [("email", "DEF-0005"), ("e-mail", "DEF-0005"), ("play-back", "DEF-0006"), ("midnight", "DEF-0003"), ("firstpage", "DEF-0001")],
)
def test_what_is_one_word_for_some_is_two_for_others(access: dict[str, bytes], asked_for: str, found: str) -> None:
    [answer] = asked(access, ("find", asked_for))
    assert ids(answer)[0] == found
    assert answer["corrected"] is None


@needs_node
def test_a_short_word_is_no_slip_of_another_one() -> None:
    """Nothing says "mode", and "more" is near; but most short words are near to another one."""
    files = files_of(
        made(defect(1, title="The icon is dark on dark"), defect(2, title="Some want more of them"), defect(3, title="Wide tables crash"))
    )
    mode, crsh, tabels = asked(files, ("find", "dark mode"), ("find", "crah"), ("find", "tabels"))
    assert (ids(mode), mode["corrected"]) == (["DEF-0001"], None)
    assert (ids(crsh), crsh["corrected"]) == (["DEF-0003"], {"crah": "crash"})
    assert (ids(tabels), tabels["corrected"]) == (["DEF-0003"], {"tabels": "tables"})


@needs_node
def test_a_declined_request_says_why_and_what_would_change_that(shop: dict[str, bytes]) -> None:
    [found] = asked(shop, ("find", "dark theme"))
    assert found["hits"][0]["statusLabel"] == "Declined"
    assert found["hits"][0]["excerpt"] == "Too few screens support it. We would reconsider if: OLED laptops become common."


@needs_node
@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("row limit exceeded: 70000", "DEF-0001"),
        ("2026-03-01 12:00:01 ERROR export.Writer - row limit exceeded: 131072", "DEF-0001"),
        (
            'java.io.IOException: Unable to tunnel through proxy. Proxy returns "HTTP/1.1 407"\n\tat sun.net.www.HttpURLConnection.connect(HttpURLConnection.java:2142)',
            "DEF-0004",
        ),
        ("Segmentation fault (core dumped)", None),
        ("Traceback (most recent call last):\n  File \"/srv/app/main.py\", line 7, in run\nKeyError: 'colour'", None),
        ("upload", None),
        ("12345", None),
        ("", None),
    ],
)
def test_a_pasted_error_leads_to_its_issue_or_to_nothing(shop: dict[str, bytes], text: str, best: str | None) -> None:
    [found] = asked(shop, ("match", text))
    assert (found["best"] or {}).get("id") == best
    assert bool(found["words"]) == (best is not None)


PREFIXES = (
    "Error: ",
    "ERROR ",
    "WARN: ",
    "[error] ",
    "2026-01-31T09:30:00.123Z ERROR [worker-12] ",
    "2026-01-31 09:30:00,123 WARN c.m.sync.Engine - ",
    'Exception in thread "main" ',
    'Exception in thread "main" java.lang.IllegalStateException: ',
    "Jan 31 09:30:00 desk meridian[4711]: ",
    "Error: HTTP ",
)


@pytest.fixture(scope="module")
def terse() -> dict[str, bytes]:
    """Issues whose errors are short."""
    return files_of(
        made(
            defect(1, title="Large uploads start again", symptoms=("resume token rejected: 410 Gone",)),
            defect(2, title="A folder comes back", symptoms=("Projects (2)",)),
            defect(3, title="Nothing is written", symptoms=("ENOSPC",)),
            defect(4, title="The window freezes", description="The upload of large projects is gone, and so is the token."),
        )
    )


@needs_node
@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_short_error_is_known_whatever_a_log_writes_before_it(terse: dict[str, bytes], prefix: str) -> None:
    """The words of a prefix are none of the message's, and say nothing against it."""
    for message, best in (("410 Gone", "DEF-0001"), ("Projects (2)", "DEF-0002"), ("Projects (17)", "DEF-0002"), ("ENOSPC", "DEF-0003")):
        [found] = asked(terse, ("match", prefix + message))
        assert (found["best"] or {}).get("id") == best, message
        assert len(found["hits"]) == 1


@needs_node
@pytest.mark.parametrize(
    "text", ["Error: 500 Gone", "Error: Gone", "Error: 410", "Error: token gone", "ERROR Projects are gone", "ERROR [Projects] failed"]
)
def test_a_short_error_that_nobody_named_is_not_known(terse: dict[str, bytes], text: str) -> None:
    """Its words stand in errors, but not like that; of so few words each counts, and each number."""
    [found] = asked(terse, ("match", text))
    assert found["best"] is None


@needs_node
def test_a_part_of_many_errors_tells_of_none() -> None:
    """Those that name it are shown as related."""
    files = files_of(
        made(
            *(
                defect(n, title="Sync ends", symptoms=(f"{how} failed: connection refused",))
                for n, how in enumerate(("first", "next", "other", "last"), 1)
            )
        )
    )
    [found] = asked(files, ("match", "ERROR: connection refused"))
    assert (found["best"], sorted(ids(found))) == (None, ["DEF-0001", "DEF-0002", "DEF-0003", "DEF-0004"])


@needs_node
def test_one_word_said_often_is_still_one_word(shop: dict[str, bytes]) -> None:
    """However the places of neighbours fall together: the word stands in the entry, and seems to stand beside itself there."""
    spoken = sorted({word for one in SHOP for text in (one.title, one.description or "", *one.symptoms) for word in words.words(text)})
    said = asked(shop, *(("match", f"{word} " * 30) for word in spoken))
    assert [word for word, found in zip(spoken, said, strict=True) if found["best"]] == []


HOSTILE = (
    "",
    " ",
    "the of and to",
    "?!.,;:-()[]{}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202eexport\u202c",
    "\u200f\u200f",
    "\ud800",
    "\0\x01\x02",
    "%00%ff../../etc/passwd",
    "__proto__ constructor toString",
    "constructor",
    "a" * 10_000,
    "export rows " * 900,
    "'" * 5000,
    "0" * 10_000,
    "/home/" * 2000,
    "\\\\" * 5000,
    "a@" * 5000,
    "é" * 3000,
    "検索" * 2000,
    "🙂" * 3000,
    None,
    17,
)


@needs_node
def test_whatever_is_asked_is_answered(shop: dict[str, bytes]) -> None:
    """Markup, ten kilobytes, marks that turn the line, stop words alone, signs alone: never an exception, and soon."""
    begun = effort()
    said = asked(shop, *((way, text) for text in HOSTILE for way in ("find", "match")))
    assert [text for text, one in zip([text for text in HOSTILE for _ in range(2)], said, strict=True) if "error" in one] == []
    assert effort() - begun < 20
    assert all(not found["hits"] for found in said[:8])


@needs_node
@pytest.mark.parametrize("spoil", ["gone", "cut", "text"])
def test_an_index_that_is_missing_or_damaged_says_so(shop: dict[str, bytes], spoil: str) -> None:
    for folder in ("terms", "pairs", "rows"):
        files = dict(shop)
        for name in shop:
            if name.startswith(folder):
                if spoil == "gone":
                    del files[name]
                else:
                    files[name] = shop[name][:-1] if spoil == "cut" else b"<html>404"
        [found] = asked(files, ("find", "export rows"))
        assert found == {"error": "IndexMissing"}, folder


@needs_node
def test_an_index_that_cannot_be_opened_says_so(shop: dict[str, bytes]) -> None:
    script = f"""const {{ openSearch }} = await import("{SEARCH}/engine.js");
    const said = [];
    for (const text of given) {{
      try {{ await openSearch({{ read: async () => {{ if (text === null) throw new Error("offline"); return text; }} }}); }}
      catch (error) {{ said.push(error.name); }}
    }}
    say(said);"""
    assert node(script, [None, "", "[]", "null", '{"format": 99}', "<html>"]) == ["IndexMissing"] * 6


@needs_node
def test_rows_are_there_by_id(shop: dict[str, bytes]) -> None:
    one, several = asked(shop, ("row", "help/"), ("rows", ["DEF-0042", "nobody", "ada-lovelace"]))
    assert one["title"] == "Getting help"
    assert [row and row["kind"] for row in several] == ["issue", None, "staff"]


def test_synonyms_are_single_words_in_one_group() -> None:
    for wrong, said in (
        ([["crash"]], "at least 2"),
        (
            [["crash", "blue screen"]],
            "'blue screen' is not one word; write bluescreen, of letters and digits: a word is found where it is written as two, too",
        ),
        ([["crash", "--"]], "'--' is not one word; write a single word, of letters and digits"),
        ([["crash", "hang"], ["Hang", "stop"]], "stands in two groups"),
    ):
        with pytest.raises(ValueError, match=said):
            Search.model_validate({"synonyms": wrong})


@needs_node
@pytest.mark.parametrize(
    ("asked_for", "path"),
    [
        ("contact", urls.CONTACT),
        ("phone number", urls.CONTACT),
        ("talk to a human", urls.CONTACT),
        ("is this account fake", urls.VERIFY),
        ("verify", urls.VERIFY),
        ("impostors", urls.IMPOSTORS),
        ("staff", urls.STAFF),
        ("affected", urls.AFFECTED),
        ("subscribe", urls.FEEDS),
        ("rss", urls.FEEDS),
        ("products", urls.PRODUCTS),
        ("help", "help/"),
    ],
)
def test_pages_that_answer_a_question_are_found_by_it(asked_for: str, path: str) -> None:
    """Not by their title alone: by what somebody types who needs them."""
    edition = made(*SHOP)
    [found] = asked(files_of(edition, written=(PAGE, *made_pages(edition))), ("find", asked_for, {"kinds": ["page"]}))
    assert (found["hits"][0]["id"], found["hits"][0]["path"]) == (path, path)
    assert found["corrected"] is None


def test_a_page_and_the_search_say_the_same_of_it() -> None:
    edition = made(*SHOP)
    posts = signposts(edition.index.public.organisation.name)
    published = {page.path: page for page in pages(edition, ()) if page.path in posts}
    assert {path: (page.title, page.description) for path, page in published.items()} == {p.path: (p.title, p.description) for p in posts.values()}


def test_a_page_is_found_by_its_own_words_only() -> None:
    [entry] = [entry for entry in entries(made(), [PAGE]) if entry.kind == "page"]
    assert entry.texts == ((4.0, "Getting help"), (1.0, "Call the switchboard & wait."))
