"""The search: the same words in Python and in the browser, an index that is the same however it was made, and what it answers."""

import random
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import snowballstemmer
from editions import DESKTOP, defect, example, made, member
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from node import MODULES, needs_node, node

from tracker.model.issue import Resolution
from tracker.model.public import PublicAccount, PublicIssue, PublicWorkaround
from tracker.model.settings import Search
from tracker.model.values import IssueId
from tracker.model.vocabulary import DefectStatus, FeatureStatus, IssueKind
from tracker.site.edition import Edition
from tracker.site.search import WrittenPage, index, postings, ranges, words
from tracker.site.search.documents import Entry, decode, encode, subjects
from tracker.site.search.numbers import numbered, slots_for
from tracker.store.kept import KeptBytes
from tracker.store.yaml import parse
from tracker.workers import Workers

CASES = Path(__file__).parent / "cases" / "search"
SEARCH = f"{MODULES}/search"


def cases(name: str) -> list[dict[str, Any]]:
    return parse((CASES / f"{name}.yml").read_bytes(), name)


class Memory:
    """What outlasts a build, in memory."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def names(self, beginning: str) -> set[str]:
        return set(self.below(beginning))

    def named(self, names: Iterable[str]) -> Mapping[str, bytes]:
        return {name: self.held[name] for name in names if name in self.held}

    def below(self, beginning: str) -> Mapping[str, bytes]:
        return {name.removeprefix(beginning): content for name, content in self.held.items() if name.startswith(beginning)}

    def update(self, made: Mapping[str, bytes], gone: Iterable[str], *, clean: bool) -> None:
        if clean:
            self.held.clear()
        for name in gone:
            self.held.pop(name, None)
        self.held.update(made)


def files_of(edition: Edition, kept: index.Kept | None = None, written: Sequence[WrittenPage] = ()) -> dict[str, bytes]:
    found = index.files(subjects(edition, written), edition.index.public, kept or Memory(), "code", Workers(1))
    return {name: file.read() for name, file in found}


def entries(edition: Edition, written: Sequence[WrittenPage]) -> list[Entry]:
    return [entry for _, entry in decode(encode(enumerate(subjects(edition, written))))]


# Words ----------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", cases("words"), ids=lambda case: case["text"][:30])
def test_a_text_is_found_by_these_terms(case: dict[str, Any]) -> None:
    assert words.terms(case["text"]) == case["terms"]


@pytest.mark.parametrize("case", cases("signatures"), ids=lambda case: case["text"][:30])
def test_an_error_is_reduced_to_what_all_its_occurrences_have(case: dict[str, Any]) -> None:
    assert words.signature(case["text"]) == case["words"]


@pytest.mark.parametrize("case", cases("keys"), ids=lambda case: case["text"])
def test_an_id_may_be_typed_in_many_ways(case: dict[str, Any]) -> None:
    assert words.key(case["text"]) == case["key"]


@needs_node
def test_the_browser_reads_texts_as_the_index_does() -> None:
    script = f"""const w = await import("{SEARCH}/words.js");
    say([given.words.map((c) => w.terms(c.text)), given.signatures.map((c) => w.signature(c.text)), given.keys.map((c) => w.key(c.text)), [...w.STOP].sort()]);"""
    named = {name: cases(name) for name in ("words", "signatures", "keys")}
    said = node(script, named)
    assert said[0] == [case["terms"] for case in named["words"]]
    assert said[1] == [case["words"] for case in named["signatures"]]
    assert said[2] == [case["key"] for case in named["keys"]]
    assert said[3] == sorted(words.STOP)


@needs_node
def test_the_browser_reads_the_strangest_texts_as_the_index_does() -> None:
    rng = random.Random(7)  # noqa: S311 - reproducible texts, not a secret
    signs = "aAeEzZ09.,'’-_/\\:@ \n\"<éßИ語かקع🙂\u202e\u00adﬁⅫ"
    texts = ["".join(rng.choices(signs, k=rng.randint(0, 60))) for _ in range(3000)]
    script = f"""const w = await import("{SEARCH}/words.js");
    say(given.map((text) => [w.terms(text), w.signature(text), w.key(text)]));"""
    for text, said in zip(texts, node(script, texts), strict=True):
        assert said == [words.terms(text), words.signature(text), words.key(text)], repr(text)


@needs_node
def test_the_browser_stems_as_snowball_does() -> None:
    """On every word of the example store, and on words with all endings that the algorithm knows."""
    rng = random.Random(3)  # noqa: S311 - likewise
    endings = [
        "s",
        "es",
        "ed",
        "ing",
        "ly",
        "ingly",
        "edly",
        "eed",
        "eedly",
        "ational",
        "tional",
        "enci",
        "anci",
        "ization",
        "izer",
        "alism",
        "aliti",
        "ousness",
        "iveness",
        "iviti",
        "fulness",
        "ful",
        "bility",
        "ogi",
        "ogist",
        "li",
        "ness",
        "icate",
        "ative",
        "alize",
        "iciti",
        "ical",
        "ance",
        "ence",
        "able",
        "ible",
        "ant",
        "ement",
        "ment",
        "ent",
        "ism",
        "ate",
        "iti",
        "ous",
        "ive",
        "ize",
        "ion",
        "al",
        "er",
        "ic",
        "ll",
        "e",
        "y",
        "ying",
        "ies",
        "ss",
        "us",
        "'s",
    ]
    known = {word for entry in entries(example(), ()) for _, text in entry.texts for word in words.words(text) if word.isascii() and word.isalpha()}
    known |= {word + ending for word in sorted(known)[::3] for ending in rng.sample(endings, 12)}
    known |= {"".join(rng.choices("aeiouyyaeiostlngdbrcwxp", k=rng.randint(1, 9))) + rng.choice(endings) for _ in range(20_000)}
    known |= {
        "skis",
        "skies",
        "dying",
        "news",
        "inning",
        "evening",
        "succeed",
        "proceed",
        "past",
        "pasted",
        "generate",
        "universal",
        "added",
        "egged",
    }
    tried = sorted(word.strip("'") for word in known)
    said = node(f'const {{ stem }} = await import("{SEARCH}/stem.js"); say(given.map(stem));', tried)
    stems = snowballstemmer.stemmer("english").stemWords(tried)
    assert [each for each in zip(tried, stems, said, strict=True) if each[1] != each[2]] == []
    plain = [each for each in zip(tried, stems, strict=True) if each[0].isalpha()]
    assert [word for word, stem in plain if words.TERMS[word] != (word if words.STOP & {word, stem} else stem)] == []


# The files ------------------------------------------------------------------------------------------------------------------------------------


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


# Answers --------------------------------------------------------------------------------------------------------------------------------------

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
    begun = time.monotonic()
    said = asked(shop, *((way, text) for text in HOSTILE for way in ("find", "match")))
    assert [text for text, one in zip([text for text in HOSTILE for _ in range(2)], said, strict=True) if "error" in one] == []
    assert time.monotonic() - begun < 20
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
        ([["crash", "blue screen"]], "is not one word"),
        ([["crash", "hang"], ["Hang", "stop"]], "stands in two groups"),
    ):
        with pytest.raises(ValueError, match=said):
            Search.model_validate({"synonyms": wrong})


def test_a_page_is_found_by_its_own_words_only() -> None:
    [entry] = [entry for entry in entries(made(), [PAGE]) if entry.kind == "page"]
    assert entry.texts == ((4.0, "Getting help"), (1.0, "Call the switchboard & wait."))
