"""The quick reading of plain records: it says what libyaml would say, or leaves it to libyaml."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import spelling
from bench.generate import generated
from tracker.store.edit import written
from tracker.store.plain import plain_mapping
from tracker.store.yaml import Unreadable, composed_value, decode_text

ROOT = Path(__file__).parent.parent


def _texts() -> list[str]:
    """Every YAML file of the example store and of the test cases, and some of the invented records that builds are measured with."""
    files = [path for folder in ("content", "tests", "examples") for path in sorted((ROOT / folder).rglob("*.yml"))]
    texts = [spelling.issue_yaml(issue) for issue in generated(30).issues]
    for path in files:
        try:
            texts.append(decode_text(path.read_bytes(), path.name))
        except Unreadable:
            continue
    return texts


TEXTS = _texts()


def composed(text: str) -> Any:
    """What libyaml gives, or the fault that it finds."""
    try:
        return composed_value(text, "x.yml")
    except Unreadable as e:
        return e


def agrees(text: str) -> bool:
    found = plain_mapping(text)
    # Their spelling tells 1 from 1.0 and from True.
    return found is None or repr(found) == repr(composed(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: b\nc: d e f\n", {"a": "b", "c": "d e f"}),
        ("a:\nb: null\n", {"a": None, "b": None}),
        ("a: 12\nb: 1.10\nc: true\nd: 12:30\n", {"a": 12, "b": 1.1, "c": True, "d": "12:30"}),
        ('a: "b: #c"\nd: \'it\'\'s\'\ne: "\\"\\\\\\n"\n', {"a": "b: #c", "d": "it's", "e": '"\\\n'}),
        ("# x\n\na: b  # c\n  # d\ne: [f]  # g\n", {"a": "b", "e": ["f"]}),
        ("a: |\n  b\n\n    c: d\n\n\ne: |-\n  f\n", {"a": "b\n\n  c: d\n", "e": "f"}),
        ('a: [b, c d, 1, "e, f"]\ng: {h: i, j: [{k: l}], m: {}}\n', {"a": ["b", "c d", 1, "e, f"], "g": {"h": "i", "j": [{"k": "l"}], "m": {}}}),
        ("a:\n  - b\n  - c: d\n    e:\n      f: g\n  - {h: i}\nj: k\n", {"a": ["b", {"c": "d", "e": {"f": "g"}}, {"h": "i"}], "j": "k"}),
        ("a:\n- b\n- c: |\n    d\n  e: f\ng: h\n", {"a": ["b", {"c": "d\n", "e": "f"}], "g": "h"}),
    ],
)
def test_the_forms_that_records_are_made_of_are_read(text: str, value: Any) -> None:
    assert plain_mapping(text) == value
    assert agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n",
        "a: b",
        "a: ~\n",
        "a: b\na: c\n",
        "a: {b: c, b: d}\n",
        "a: &b c\nd: *b\n",
        "a: !b c\n",
        "<<: a\n",
        "a: >\n  b\n",
        "a: |2\n   b\n",
        "a: |\nb: c\n",
        "a: |\n  b\n \n  # c\n",
        "a: b\n  c\n",
        "a: 'b\n  c'\n",
        'a: "\\x41"\n',
        "a: [b,\n  c]\n",
        "a: [b, c\n",
        "a: [b}\n",
        "a: b: c\n",
        "a: b:\n",
        "a:\tb\n",
        "a: b\x00\n",
        "a: b\x85c: d\n",
        "a: \ufeffb\n",
        "--- \na: b\n",
        "a: b\n...\n",
        "<<<<<<< a\nb: c\n=======\n",
        "a:\n  - - b\n",
        "a:\n   b: c\n  d: e\n",
        "".join(f"{'  ' * depth}a:\n" for depth in range(30)),
        f"a: {'[' * 30}{']' * 30}\n",
        f"a: {'b' * 300_000}\n",
    ],
)  # fmt: skip
def test_everything_else_is_left_to_libyaml(text: str) -> None:
    """What is wrong, and what is only rare."""
    assert plain_mapping(text) is None


@pytest.mark.parametrize("issue", generated(30).issues, ids=lambda issue: issue.id)
def test_invented_records_are_plain(issue: Any) -> None:
    """Builds are measured with records that are read quickly."""
    assert plain_mapping(spelling.issue_yaml(issue))


def test_records_that_our_commands_write_are_plain() -> None:
    record = {
        "title": "Export: stops?",
        "labels": ["ui", "a, b"],
        "description": "One\n\n  two\n",
        "steps": "1. One\n2. Two",
        "by": {"handle": 'O"Neil', "count": 3, "seen": "2026-01-05"},
        "comments": [{"at": "2026-01-05T09:00:00Z", "by": {"handle": "x"}, "text": "Zoë:\nit stops"}],
    }
    assert plain_mapping(written(record).decode()) == record


@pytest.mark.parametrize("text", TEXTS)
def test_a_file_says_the_same_either_way(text: str) -> None:
    assert agrees(text)


PIECES = (
    "\n", " ", "  ", "\t", "- ", "-", ": ", ":", "#", " # ", ",", ", ", "'", '"', "''", '\\"', "\\n", "\\", "[", "]", "{", "}", "|", "|\n", "|-\n", ">", "&a", "*a",
    "!", "%", "@", "`", "?", "? ", "~", "null", "1.10", "-1", "0", "é", "😀", "\xa0", "\x85", "\u2028", "\ufeff", "\x00", "\x7f", "---", "...", "<<: ", "=======\n",
    "a: b\n", "a:\n", "  a: b\n", "- a\n", "  - a: b\n", "    c\n", "# d\n", "[a, b]", "{a: b}", "[]", "{}",
)  # fmt: skip
EDITS = st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(["insert", "delete", "repeat"]), st.sampled_from(PIECES)), min_size=1, max_size=5)
INDENTS = st.sampled_from(["", "", "", " ", "  ", "  ", "    ", "      "])
SIGNS = st.sampled_from(["", "", "- ", "-  ", "- - "])
KEYS = st.sampled_from(["", "a: ", "b: ", "c: ", "a:", "b:", "key-1:   ", '"q": '])
VALUES = st.sampled_from(["", "", "x", "x y", "1", "null", '"x"', '"x\\ny"', "'it''s'", "|", "|-", ">", "[a, b]", "{a: b}", '{a: [b, {c: d}], e: "f, g"}', "# c", "x # c", "x: y", "é", "~"])  # fmt: skip
LINES = st.builds("".join, st.tuples(INDENTS, SIGNS, KEYS, VALUES, st.sampled_from(["\n", "\n", "\n", "\n\n", " # c\n", "  \n"])))


def edited(text: str, edits: list[tuple[int, str, str]]) -> str:
    """The text with a piece put in, as much taken out, or as much of it twice, at each of these places."""
    for place, act, piece in edits:
        begin = place % (len(text) + 1)
        end = begin + len(piece)
        middle = {"insert": piece + text[begin:end], "delete": "", "repeat": text[begin:end] * 2}[act]
        text = text[:begin] + middle + text[end:]
    return text.replace("\r", "")


@settings(max_examples=2000)
@given(st.sampled_from(TEXTS), EDITS)
def test_a_file_that_somebody_has_damaged_says_the_same_either_way(text: str, edits: list[tuple[int, str, str]]) -> None:
    assert agrees(edited(text, edits))


@settings(max_examples=3000)
@given(st.lists(LINES, min_size=1, max_size=8).map("".join), EDITS | st.just([]))
def test_lines_of_all_kinds_say_the_same_either_way(text: str, edits: list[tuple[int, str, str]]) -> None:
    assert agrees(edited(text, edits))
