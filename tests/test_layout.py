"""`tracker fmt` on one file; the cases in cases/fmt/ are the specification. What a file says stays, and the second time there is nothing to do."""

import re
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_plain import EDITS, TEXTS, edited
from tracker import report
from tracker.store import layout
from tracker.store.files import FOLDERS, StoreFile
from tracker.store.layout import FORMS, plan
from tracker.store.yaml import Unreadable, parse

CASES = sorted((Path(__file__).parent / "cases" / "fmt").glob("*.yml"))
SHOWN = [(file, case) for file in CASES for case in parse(file.read_bytes(), file.name)]


def laid_out(text: str, folder: str) -> tuple[str, str, str]:
    """What becomes of a text, what was done, and what is wrong with it."""
    made = plan([StoreFile("x.yml", folder, "x", text.encode())])
    content, done = next(((each.content.decode(), ", ".join(each.done)) for each in made.rewrites), (text, ""))
    return content, done, "\n".join(report.as_text(problem) for problem in made.problems)


@pytest.mark.parametrize(("file", "case"), SHOWN, ids=[f"{file.stem}: {case['shows']}" for file, case in SHOWN])
def test_each_case_becomes_this(file: Path, case: dict[str, Any]) -> None:
    after = case.get("after", case["before"])
    folder = case.get("in", "defects")
    assert laid_out(case["before"], folder) == (after, case.get("said", ""), case.get("problems", "").rstrip("\n"))
    if "problems" not in case:
        assert laid_out(after, folder) == (after, "", ""), "the second time there is nothing to do"


def test_every_folder_of_records_has_its_form() -> None:
    assert FORMS.keys() == {"tracker.yml", *FOLDERS}


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("a: 1.0\nb: [x]  # why\n", "x.yml:1:4: Y116 is left as it is, because this would say something else if it were laid out anew; bring it into form by hand"),
        ("b: [x]  # why\n", "x.yml:1:4: Y116 is left as it is, because this would say something else if it were laid out anew; bring it into form by hand"),
        ("a: 1\nb: [y]  # why\n", "x.yml:2:5: Y116 is left as it is, because this would say something else if it were laid out anew; bring it into form by hand"),
        ("a: 1\nb: [x]  # how\n", "x.yml:2:9: Y116 is left as it is, because this comment would not stay the same; bring the file into form by hand"),
        ("a: 1\nb: [x]  # why\n# not\n", "x.yml:2:9: Y116 is left as it is, because this comment would not stay the same; bring the file into form by hand"),
        ("b: [x]\n# why\na: 1\n", ""),
    ],
)  # fmt: skip
def test_a_file_that_would_say_something_else_is_left_alone(after: str, said: str) -> None:
    """No file is known of which that is so; should there be one, this is what happens."""
    before = "a: 1\nb: [x]  # why\n"
    meant = parse(before.encode(), "x.yml")
    with pytest.raises(Unreadable) if said else nullcontext() as left:
        layout._compare(before, after, meant, "x.yml")
    if left:
        assert [report.as_text(problem).partition("\n")[0] for problem in left.value.problems] == [said]


BLANK = st.text(" \t", max_size=2)
"""At the ends of lines."""
PLAIN = st.sampled_from(
    ["1.10", "2", "2026-01-05", "2026-01-05T10:00:00Z", "a#b", "one two", "'it''s'", '"a # b"', "[1.10, two]", "{a: 2026-01, b: 2}", "~", ""]
)
FOLDED = st.sampled_from(
    ['"one \n\n  two\\ \n  three"', "'one\n\n\n  # two'", "one\n   two \n\n   three", "[one,\n  two, \n\n\n  three]", "{a: 1, \n b: 2}"]
)
INNER = st.lists(st.sampled_from(["one", "  two  ", "", "", "# none", "a: b", "\t", "   ", "- c"]), max_size=5)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """What stands behind a key: on its line, over several, or in a block."""
    kind = draw(st.integers(0, 4))
    if kind == 0:
        return draw(PLAIN)
    if kind == 1:
        return draw(FOLDED)
    if kind == 2:
        items = draw(st.lists(PLAIN, min_size=1, max_size=3))
        return "".join(f"\n{draw(st.sampled_from(['', '  # between', '# at the margin']))}\n  - {item}" for item in items)
    if kind == 3:
        return "".join(
            f"\n    {key}: {draw(PLAIN)}{draw(BLANK)}" for key in draw(st.lists(st.sampled_from(["version", "fixed", "on"]), unique=True, min_size=1))
        )
    head = draw(st.sampled_from("|>")) + draw(st.sampled_from(["", "+", "-"]))
    return head + "".join(f"\n  {line}" if line else "\n" for line in ["first", *draw(INNER)])


@st.composite
def records(draw: st.DrawFn) -> str:
    """A record as somebody may have typed it, who likes comments and does not see blanks."""
    lines = [draw(st.sampled_from(["", "# head", "# head\n", "---", "\n\n"]))]
    for key in draw(
        st.lists(st.sampled_from(["id", "title", "status", "fixes", "affected", "votes", "nothing", "checked_not_affected"]), unique=True)
    ):
        lines += draw(st.lists(st.sampled_from(["", "", " ", f"# above {key}", "  # further in  "]), max_size=3))
        value = draw(texts())
        beside = f"  # beside {key}" if "\n" not in value and draw(st.booleans()) else ""
        lines.append(f"{key}: {value}{beside}{'' if value[:1] in {'|', '>'} else draw(BLANK)}")
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n", "\n# the end", "\n  \n"]))
    return draw(st.sampled_from(["", "\ufeff"])) + (text.replace("\n", "\r\n") if draw(st.booleans()) else text)


def said(text: str) -> Any:
    """What another program reads, every value as text; without a byte order mark, and with LF."""
    return yaml.load(text.removeprefix("\ufeff").replace("\r\n", "\n"), yaml.CBaseLoader)  # noqa: S506 - it makes nothing but text


def signs(text: str) -> list[str]:
    """What stands behind number signs, comment or not."""
    return sorted(line.partition("#")[2].rstrip() for line in text.splitlines() if "#" in line)


@settings(max_examples=400)
@given(records())
def test_a_record_says_the_same_afterwards_and_is_then_in_form(text: str) -> None:
    after, _, problems = laid_out(text, "defects")
    if problems:
        assert " Y116 " not in problems, "no record that people write is left alone"
        return
    assert said(after) == said(text)
    assert signs(after) == signs(text)
    assert laid_out(after, "defects") == (after, "", "")
    assert not re.search(r"\r|\ufeff|\n\n\Z|\A\n", after.replace("+", "") if "|+" not in after and ">+" not in after else "")


@settings(max_examples=400)
@given(st.text(st.sampled_from("ab12:#-|>+ \t\n\n\n\"'[]{},\\?&*!%.\u2028\x85\ufeff\r"), max_size=40), st.sampled_from([*FORMS]))
def test_whatever_is_a_file_is_laid_out_for_good_or_left_alone(text: str, folder: str) -> None:
    after, _, problems = laid_out(text, folder)
    if problems:
        assert after == text
        return
    assert laid_out(after, folder) == (after, "", "")
    assert parse(after.encode(), "x.yml") == parse(laid_out(text, "releases")[0].encode(), "x.yml"), "order and quotes are all that a kind decides"


@settings(max_examples=400)
@given(st.sampled_from(TEXTS), EDITS, st.sampled_from([*FORMS]))
def test_a_file_that_somebody_has_damaged_says_the_same_afterwards(text: str, edits: list[tuple[int, str, str]], folder: str) -> None:
    damaged = edited(text, edits)
    after, _, problems = laid_out(damaged, folder)
    if problems:
        assert after == damaged
        return
    assert said(after) == said(damaged)
    assert signs(after) == signs(damaged)
    assert laid_out(after, folder) == (after, "", "")
