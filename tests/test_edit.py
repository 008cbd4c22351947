"""Changes to a file of the store: what was meant is there, and every other byte is as it was."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.edit import Append, Change, Remove, Set, applied
from tracker.model.problem import CannotRun
from tracker.store import yaml
from tracker.store.edit import edited, in_flow, written
from tracker.store.layout import FORMS, laid_out

ROOT = Path(__file__).parent.parent
CASES: list[tuple[str, Change, str]] = [
    ("a: 1\n", Set(("b",), "x"), "a: 1\nb: x\n"),
    ("a: 1", Set(("b",), "2026-01-01"), 'a: 1\nb: "2026-01-01"'),
    ("a: 1   # one\n\n# two\n", Set(("a",), 2), "a: 2   # one\n\n# two\n"),
    ("a:   # none yet\nb: 1\n", Append(("a",), "x"), "a: [x]   # none yet\nb: 1\n"),
    ("a: [x, # one\n  y] # two\n", Append(("a",), "z"), "a: [x, # one\n  y, z] # two\n"),
    ("a: []\n", Append(("a",), {"b": "c"}), "a: [{b: c}]\n"),
    ("a:\n- x\n# above y\n- y   # beside y\n\nb: 1\n", Append(("a",), "z"), "a:\n- x\n# above y\n- y   # beside y\n- z\n\nb: 1\n"),
    ("a:\n  - b: 1\n    c: |\n      text\n\n  # above\n  - d: 2\n", Set(("a", 0, "e"), 7), "a:\n  - b: 1\n    c: |\n      text\n    e: 7\n\n  # above\n  - d: 2\n"),
    ("a: |\n  long\n  text\nb: 1\n", Set(("a",), "short"), "a: short\nb: 1\n"),
    ("a: 'it''s'\n", Set(("a",), "it's: not"), 'a: "it\'s: not"\n'),
    ("a: {b: 1}\n", Append(("a", "c"), {"d": "yes"}), 'a: {b: 1, c: [{d: "yes"}]}\n'),
    ("a:\n  - {b: 1} # why\n", Append(("a", 0, "c"), "ü"), "a:\n  - {b: 1, c: [ü]} # why\n"),
    ("- a: 1\n", Set((0, "b"), None), "- a: 1\n  b: null\n"),
    ("a: 1\nb: old # why\nc: 2\n", Set(("b",), "new\nlines\n"), 'a: 1\nb: "new\\nlines\\n" # why\nc: 2\n'),
    ("a: 1\nb: old\n\n# two\nc: 2\n", Set(("b",), "zwölf\n\n  Boxkämpfer 🥊"), "a: 1\nb: |-\n  zwölf\n\n    Boxkämpfer 🥊\n\n# two\nc: 2\n"),
    ("- a: |\n    x\n    y\n  b: 1\n", Set((0, "a"), "y\nx\n"), "- a: |\n    y\n    x\n  b: 1\n"),
    ("# one\na: 1 # two\n# three\nb: 2\n", Remove(("a",)), "# one\n# three\nb: 2\n"),
    ("a: 1\nb: |\n  long\n  text\n\n# two\nc: 2\n", Remove(("b",)), "a: 1\n\n# two\nc: 2\n"),
    ("a: 1\nb: 2", Remove(("b",)), "a: 1\n"),
    ("a: {b: 1, c: 2, d: 3}\n", Remove(("a", "b")), "a: {c: 2, d: 3}\n"),
    ("a: {b: 1, c: 2} # why\n", Remove(("a", "c")), "a: {b: 1} # why\n"),
    ("a: {b: 1} # why\n", Remove(("a", "b")), "a: {} # why\n"),
    ("a: [x, y, z]\n", Remove(("a", 1)), "a: [x, z]\n"),
    ("a:\n  - x # one\n  # above y\n  - y\n", Remove(("a", 0)), "a:\n  # above y\n  - y\n"),
    ("a:\n  - x # one\nb: 1\n", Remove(("a", 0)), "a:\n  [] # one\nb: 1\n"),
    ("a:\n  - b: 1\n    c: 2\n", Remove(("a", 0, "b")), "a:\n  - c: 2\n"),
    ("a: 1\n", Remove(("b",)), "a: 1\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "change", "after"), CASES, ids=[repr(case[1]) for case in CASES])
def test_each_change_reads_like_this(before: str, change: Change, after: str) -> None:
    assert edited(before.encode(), "x.yml", [change]).decode() == after


ORDERED = [
    ("components:\n  - x\n  # of components\n# of aliases\naliases: [A-1]\n", Set(("opened",), "2026-01-01"), 3),
    ("title: a\n\n# of opened\nopened: x\n", Set(("status",), "fixed"), 1),
    ("title: a\nzzz: 1\nopened: x\n", Append(("components",), "ui"), 1),
    ("opened: x\n", Set(("unheard_of",), 1), 1),
]


@pytest.mark.parametrize(("before", "change", "line"), ORDERED, ids=[repr(change) for _, change, _ in ORDERED])
def test_a_new_field_of_a_record_stands_in_its_order(before: str, change: Change, line: int) -> None:
    after = edited(before.encode(), "content/defects/01/DEF-0101.yml", [change]).decode().splitlines()
    assert after.pop(line).startswith(f"{change.field[0]}: ")
    assert after == before.splitlines()


@pytest.mark.parametrize("file", sorted((ROOT / "content/defects").rglob("*.yml")), ids=lambda f: f.stem)
def test_what_a_program_adds_leaves_nothing_to_tracker_fmt(file: Path) -> None:
    raw, form = file.read_bytes(), FORMS["defects"]
    given = yaml.parse(raw, file.name)
    changes = [Set((name,), "2026-01-01") for name in reversed(form.order) if name not in given]
    after = edited(raw, f"content/defects/{file.name}", changes)
    assert laid_out(after, file.name, form) == (after, ())


@pytest.mark.parametrize("file", sorted((ROOT / "content/staff").glob("*.yml")), ids=lambda f: f.name)
def test_every_line_of_a_record_stays_where_it_is(file: Path) -> None:
    raw = file.read_bytes()
    changes = [Set(("bio",), "new"), Append(("accounts",), {"platform": "x", "handle": "new"}), Append(("accounts", 0, "proofs"), {"method": "dns"})]
    after = edited(raw, file.name, changes)
    assert yaml.parse(after, file.name) == applied(yaml.parse(raw, file.name), changes)
    kept = [line for line in raw.decode().splitlines() if line.lstrip().startswith("#")]
    assert [line for line in after.decode().splitlines() if line.lstrip().startswith("#")] == kept


def test_what_cannot_be_changed_is_said_and_left_alone() -> None:
    with pytest.raises(CannotRun, match=r"^x\.yml: a\.1 cannot be changed by a program as the file is laid out; write it by hand: new$"):
        edited(b"a: [x]\n", "x.yml", [Set(("a", 1), "new")])


def test_many_items_are_put_down_at_once() -> None:
    """Each change is checked by reading the file again, which for a thousand of them would take its time."""
    changes = [Append(("a",), {"n": str(n), "text": f"{n}\n{n}"}) for n in range(3000)]
    after = edited(b"a: [] # none yet\nb: 1 # why\n", "x.yml", [changes[0]])
    after = edited(after, "x.yml", changes[1:])
    assert yaml.parse(after, "x.yml") == {"a": [change.value for change in changes], "b": 1}
    assert b"# why" in after


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(st.characters(exclude_categories=("Cs",)), max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",)), max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(PLAIN)
def test_whatever_is_written_is_read_again(value: Any) -> None:
    assert yaml.parse(f"a: {in_flow(value)}\n".encode(), "x.yml") == {"a": value}
    assert yaml.parse(written({"id": "x", "a": value, "b": [{"c": value}]}), "x.yml") == {"id": "x", "a": value, "b": [{"c": value}]}


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), PLAIN, min_size=2, max_size=5), st.data())
def test_what_is_taken_out_is_gone_and_nothing_else(record: dict[str, Any], data: st.DataObject) -> None:
    """Whatever was written by this program; where it cannot be done, that is said."""
    key = data.draw(st.sampled_from(sorted(record)))
    raw = written(record)
    after = edited(raw, "x.yml", [Remove((key,))])
    assert yaml.parse(after, "x.yml") == {name: value for name, value in record.items() if name != key}


@given(st.lists(PLAIN.filter(lambda value: value not in ([], {})), min_size=1, max_size=4), st.data())
def test_an_item_that_is_taken_out_is_gone_and_nothing_else(items: list[Any], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(items) - 1))
    after = edited(written({"id": "x", "a": items, "b": "y"}), "x.yml", [Remove(("a", at))])
    assert yaml.parse(after, "x.yml") == {"id": "x", "a": [*items[:at], *items[at + 1 :]], "b": "y"}
