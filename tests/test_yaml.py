"""The one YAML loader: what a text means, and that nobody's text can stop it."""

import gc
import json
import time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.model.issue import Defect, FeatureRequest
from tracker.model.problem import Problem
from tracker.model.settings import Release, Settings
from tracker.model.staff import Impostor, StaffMember
from tracker.store.decode import decode, decode_list
from tracker.store.yaml import MAX_BYTES, Unreadable, locate, parse

HEAD = b'title: Export stops\nstatus: confirmed\nseverity: minor\nproduct: desktop\nopened: "2026-01-05"\n'


def growing(step: str) -> bytes:
    """Half a megabyte of lines, each further in than the one before."""
    lines, size = [], 0
    while size < 500_000:
        lines.append(" " * (len(lines) * len(step.rstrip("k:"))) + step)
        size += len(lines[-1]) + 1
    return "\n".join(lines).encode()


def bomb(line: str, first: str) -> bytes:
    """Each line names the one before twice, fifty times over."""
    return "\n".join([first, *(line.format(at=at, before=at - 1) for at in range(1, 50))]).encode()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: no", "no"),
        ("a: on", "on"),
        ("a: 12:30", "12:30"),
        ("a: 0123", "0123"),
        ("a: 0x1f", "0x1f"),
        ("a: 1_000", "1_000"),
        ("a: 2026-01-31", "2026-01-31"),
        ("a: 2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
        ("a: .inf", ".inf"),
        ("a: <<", "<<"),
        ("a: =", "="),
        ("a: 1234567890123456789", 1234567890123456789.0),
        ("a: 12", 12),
        ("a: -0", 0),
        ("a: 1.10", 1.1),
        ("a: 1e3", 1000.0),
        ("a: true", True),
        ("a: False", False),
        ("a: ~", None),
        ("a:", None),
        ('a: ""', ""),
        ("a: 'null'", "null"),
        ("a: |\n  x\n  y\n", "x\ny\n"),
        ("a: >\n  x\n  y\n", "x y\n"),
        ("a: [x, {y: 1}]", ["x", {"y": 1}]),
    ],
)
def test_a_plain_word_means_what_it_says(text: str, value: Any) -> None:
    """YAML 1.2 core types, so that no, 12:30 and 0123 stay text."""
    found = parse(text.encode(), "x.yml")["a"]
    assert (found, type(found)) == (value, type(value))


def test_keys_are_text_whatever_they_look_like() -> None:
    assert parse(b"1.10: a\nnull: b\ntrue: c\n2026-01-31: d\n", "x.yml") == {"1.10": "a", "null": "b", "true": "c", "2026-01-31": "d"}


HOSTILE = {
    "five megabytes": (b"title: " + b"x" * 5_000_000, f"x.yml: has more than {MAX_BYTES:,} bytes; move long texts and logs to attachments/"),
    "brackets": (b"[" * 400_000, "x.yml:1:41: is nested more than 40 deep; records are flat"),
    "brackets, a line each": (b"[\n" * 200_000, "x.yml:41:1: is nested more than 40 deep; records are flat"),
    "braces": (b"{" * 400_000, "x.yml:1:41: is nested more than 40 deep; records are flat"),
    "braces with keys": (b"{a: " * 100_000, "x.yml:1:161: is nested more than 40 deep; records are flat"),
    "hyphens": (b"- " * 200_000, "x.yml:1:81: is nested more than 40 deep; records are flat"),
    "question marks": (b"? " * 200_000, "x.yml:1:81: is nested more than 40 deep; records are flat"),
    "both": (b"? - " * 100_000, "x.yml:1:81: is nested more than 40 deep; records are flat"),
    "hyphens, seven a line": (growing("- - - - - - - "), "x.yml:6:81: is nested more than 40 deep; records are flat"),
    "blocks": (growing(" k:"), "x.yml:41:42: is nested more than 40 deep; records are flat"),
    "brackets in brackets that end": (b"[[]," * 100_000, "x.yml:1:158: is nested more than 40 deep; records are flat"),
    "hyphens and tabs": (
        b"-\t" * 200_000,
        "x.yml:1:2: found character that cannot start any token; put quotes around the text, and indent with spaces, not tabs",
    ),
    "a list of aliases": (
        bomb("a{at}: &a{at} [*a{before}, *a{before}]", "a0: &a0 [x, x]"),
        "x.yml:1:5: anchors (&) and aliases (*) are not used in records; write the value out, or quote text that begins with & or *",
    ),
    "a merge of merges": (
        bomb("a{at}: &a{at} {{<<: [*a{before}, *a{before}]}}", "a0: &a0 {x: 1}"),
        "x.yml:1:5: anchors (&) and aliases (*) are not used in records; write the value out, or quote text that begins with & or *",
    ),
    "one alias, often": (
        b"a: &a [x]\nb: [" + b"*a," * 100_000 + b"]\n",
        "x.yml:1:4: anchors (&) and aliases (*) are not used in records; write the value out, or quote text that begins with & or *",
    ),
    "one key, often": (b"k: 1\n" * 60_000, "x.yml:2:1: 'k' stands here twice; keep one of them"),
    "zeroes": (b"\0" * 500_000, "x.yml:1:1: a control character stands here; delete it"),
    "UTF-16": ("title: x".encode("utf-16"), "x.yml:1:1: is written in UTF-16; save it as UTF-8"),
    "UTF-16 without its mark": ("title: x".encode("utf-16-be"), "x.yml:1:1: a control character stands here; delete it"),
    "Latin-1": ("title: x\nname: Zoë".encode("latin-1"), "x.yml:2:9: is not UTF-8 here; save the file as UTF-8"),
    "a surrogate": (b"title: \xed\xa0\x80", "x.yml:1:8: is not UTF-8 here; save the file as UTF-8"),
    "a surrogate, spelt": (
        rb'title: "\ud800"',
        "x.yml:1:11: is not YAML: found invalid Unicode character escape code; look at the indentation and quotes of this line and the one above",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_refused_at_once(name: str) -> None:
    """Whatever it holds, it is told what is wrong with it, in less than a second."""
    raw, said = HOSTILE[name]
    # What the test run itself holds is not the parser's to look through, again and again, when it makes many values.
    gc.collect()
    gc.freeze()
    begun = time.process_time()
    with pytest.raises(Unreadable) as refused:
        parse(raw, "x.yml")
    took = time.process_time() - begun
    gc.unfreeze()
    assert took < 1
    first = refused.value.problems[0]
    assert f"{first.place}: {first.message}" == said
    assert len(refused.value.problems) <= 20


@pytest.mark.parametrize(
    ("raw", "first"),
    [
        (HEAD + b"related:\n" + b"- 5\n" * 50_000, 'related[0] is text; quote it: "5"'),
        (
            HEAD + b"reports:\n- month: x\n" + b"".join(b"  K %d: 1\n" % n for n in range(20_000)),
            "'K 0' is not a plain id; use lower-case letters, digits and single hyphens: k-0",
        ),
        (
            HEAD + b"target:\n" + b"".join(b"  key%d: 1\n" % n for n in range(20_000)),
            "unknown key 'key0'; the keys here are confidence, date, reason, version",
        ),
    ],
    ids=["items", "keys of a mapping", "unknown keys"],
)
def test_a_file_of_nothing_but_errors_is_told_the_first_hundred(raw: bytes, first: str) -> None:
    """A hundred problems, and how many more there are, in a few seconds at most."""
    begun = time.process_time()
    problems = decode(Defect, "x.yml", raw, {"id": "DEF-1"}).problems
    assert time.process_time() - begun < 4
    assert len(problems) == 101
    assert problems[0].message == first
    assert problems[-1].code == "M211"
    assert problems[-1].message.endswith(" more problems; correct these first")


def test_a_long_value_is_shown_in_part() -> None:
    """What is said about a value is not buried in it."""
    (problem,) = decode(Defect, "x.yml", HEAD.replace(b"confirmed", b"x" * 900_000), {"id": "DEF-1"}).problems
    assert problem.message.startswith(f"'{'x' * 59}… is not a status; write one of reported, ")
    assert len(problem.source_line) <= 5_000


WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
MODELS = {model.__name__: model for model in (Defect, FeatureRequest, StaffMember, Impostor, Settings)}
NAMES = sorted({name for model in MODELS.values() for name in model.model_fields} | {"none-known", "by", "at", "month", "accounts", "steps", "from"})
RECORDS = st.dictionaries(
    st.sampled_from(NAMES),
    ANYTHING
    | st.lists(st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=3), max_size=2)
    | st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=3),
    max_size=6,
)
SIGNS = st.text(alphabet=" \n\t-?:[]{},&*!|>'\"%@`#~ab01.\\\u0085\u2028\ufeff\x07é", max_size=60)


def refusal(raw: bytes) -> tuple[Problem, ...]:
    """Why a text is not read; nothing when it is."""
    try:
        json.dumps(parse(raw, "x.yml"))
    except Unreadable as e:
        return e.problems or (Problem("", -1, 0, "", "refused without a reason"),)
    return ()


def _is_refused_or_read(raw: bytes) -> None:
    for problem in refusal(raw):
        assert 0 <= problem.line <= raw.count(b"\n") + 1
        assert problem.message
        assert "\n" not in problem.message + problem.source_line


@given(st.binary(max_size=200))
@example(b"\xff")
@example(b"%YAML 9.9\n---\na")
@example(b"%TAG ! tag:x,2000:\n---\n!a b")
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    _is_refused_or_read(raw)


@given(st.text(max_size=200) | SIGNS)
@example("a: 'b\n\n\n")
@example("? |\n x\n: y")
@example("{a: b}: c")
def test_any_text_is_read_or_refused(text: str) -> None:
    _is_refused_or_read(text.encode("utf-8", "surrogatepass"))


@given(st.sampled_from(sorted(MODELS)), RECORDS)
@example("Defect", {"updates": [{"at": "0001-01-01T00:00:00+14:00"}]})
@example("Defect", {"updates": [{"at": "9999-12-31T23:59:59-14:00"}]})
@example("Defect", {"workarounds": {"none-known": 5}})
@example("Defect", {"comments": [{"by": [[]]}]})
@example("StaffMember", {"languages": {"x": []}})
@example("Settings", {"promises": {"x": 1}, "sources": [{"map": {"title": 5}}]})
def test_any_values_are_a_record_or_problems(name: str, value: dict[str, Any]) -> None:
    """Whatever stands in a file, decoding says what is wrong with it, each time at a line that the file has, in one line."""
    raw = json.dumps(value, indent=1, ensure_ascii=False).encode()
    read = decode(MODELS[name], "x.yml", raw, {"id": "DEF-1"} if name == "Defect" else None)
    assert (read.record is None) == bool(read.problems)
    for problem in read.problems:
        assert 0 <= problem.line <= raw.count(b"\n") + 1
        assert "\n" not in problem.message


@given(st.lists(ANYTHING, max_size=4))
def test_any_list_is_releases_or_problems(values: list[Any]) -> None:
    raw = json.dumps(values, ensure_ascii=False).encode()
    made, problems = decode_list(Release, "x.yml", raw)
    if unread := refusal(raw):
        assert (made, problems) == ((), unread)
    else:
        assert len(made) + len({problem.field[0] for problem in problems}) == len(values)


@given(st.text(alphabet="ab \u2028\u0085\x0bé\n", max_size=30), st.integers(0, 3))
def test_a_field_is_located_where_an_editor_shows_it(words: str, before: int) -> None:
    """Lines end with line feeds alone; whatever else stands in a text moves nothing."""
    raw = f"{'# x' + chr(10) if before else ''}a: {json.dumps(words, ensure_ascii=False)}\nb: [x, yes]\n".encode()
    if not refusal(raw):
        assert locate(raw, ("b", 1)) == (raw.count(b"\n"), 8, "b: [x, yes]")
