"""Badges: small, safe and readable pictures; each tells what its page tells."""

import re
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from editions import DESKTOP, defect, made
from PIL import ImageFont

from tracker.model.values import Slug
from tracker.model.vocabulary import DefectStatus, Severity
from tracker.site import badges
from tracker.site.outputs import Document

SVG = "{http://www.w3.org/2000/svg}"
DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def drawn(*issues, **changes) -> dict[str, bytes]:
    edition = made(*issues, **changes)
    of_issue = badges.issue_maker(edition)
    several = (*(make() for make in badges.makers(edition)), *map(of_issue, edition.index.public.issues))
    found = [d for some in several for d in some if isinstance(d, Document)]
    return {d.file: d.render(d.model) for d in found}


def words(picture: bytes) -> str:
    """What a screen reader says of it; the same is drawn."""
    root = ET.fromstring(picture)  # noqa: S314 - made by us
    title = root.find(f"{SVG}title")
    assert root.get("role") == "img"
    assert title is not None
    assert title.text == root.get("aria-label") == ": ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    return title.text or ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": DefectStatus.CONFIRMED}, "confirmed"),
        ({"status": DefectStatus.FIXED}, "released"),
        ({"status": DefectStatus.FIXED, "fixes": ()}, "fixed"),
        ({"status": DefectStatus.WONT_FIX}, "won't fix"),
        ({"status": DefectStatus.WITHDRAWN, "product": Slug(""), "severity": None}, "withdrawn"),
    ],
)
def test_an_issue_tells_how_it_stands(changes, said) -> None:
    assert words(drawn(defect(42, **changes))["badges/issues/DEF-0042.svg"]) == f"DEF-0042: {said}"


def test_a_number_that_was_changed_keeps_its_badge() -> None:
    """With what the issue says under its number of today."""
    found = drawn(defect(42, aliases=("BUG-17", "a word", "DEF-0007")), defect(7))
    assert found["badges/issues/BUG-17.svg"] == found["badges/issues/DEF-0042.svg"]
    assert words(found["badges/issues/DEF-0007.svg"]).startswith("DEF-0007: ")
    assert sorted(found) == [
        "badges/issues/BUG-17.svg",
        "badges/issues/DEF-0007.svg",
        "badges/issues/DEF-0042.svg",
        "badges/products/desktop.svg",
    ]


def test_a_product_tells_what_is_open() -> None:
    """Critical ones are said; what is settled is not counted."""
    waiting = [defect(n, status=DefectStatus.CONFIRMED, severity=Severity.CRITICAL if n == 1 else Severity.MINOR) for n in (1, 2, 3)]
    told = [words(drawn(*issues)["badges/products/desktop.svg"]) for issues in ([defect(9)], waiting[1:2], waiting[1:], waiting)]
    assert told == [
        "Meridian Desktop: no open issues",
        "Meridian Desktop: 1 open issue",
        "Meridian Desktop: 2 open issues",
        "Meridian Desktop: 3 open issues, 1 critical",
    ]


def test_a_name_cannot_break_out() -> None:
    hostile = DESKTOP.model_copy(update={"name": '</svg><script>"&\u202e' + "x" * 90})
    picture = drawn(products={DESKTOP.id: hostile})["badges/products/desktop.svg"]
    assert b"<script" not in picture
    assert len(words(picture)) < 70


def test_nothing_is_loaded() -> None:
    """No font, no picture, no link, no script, no style."""
    for picture in drawn(defect(1)).values():
        found = {element.tag.removeprefix(SVG) for element in ET.fromstring(picture).iter()}  # noqa: S314 - made by us
        assert found == {"svg", "title", "rect", "path", "g", "text"}
        assert picture.count(b"http") == picture.count(b'xmlns="http://www.w3.org/2000/svg"') == 1


@pytest.mark.skipif(not DEJAVU.is_file(), reason="no DejaVu Sans to measure with")
@pytest.mark.parametrize("text", ["Meridian Desktop", "DEF-0042", "12 open issues, 3 critical", "won't fix", "under consideration", "Wäscherei & Co"])
def test_words_are_as_wide_as_they_are_drawn(text: str) -> None:
    """Within 3 %, so that stretching them to the measure does not show."""
    drawn_width = ImageFont.truetype(DEJAVU, 1100).getlength(text) / 100
    assert badges.text_width(text) == pytest.approx(drawn_width, rel=0.03)


def contrast(colour: str) -> float:
    """With white (WCAG 2.2, relative luminance)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def test_white_words_can_be_read_on_every_colour() -> None:
    colours = set(re.findall(r"#[0-9a-f]{6}", Path(badges.__file__).read_text()))
    assert len(colours) == 5
    assert {colour for colour in colours if contrast(colour) < 4.5} == set()


def test_ten_thousand_badges_are_quick() -> None:
    """At most 25 µs of CPU each."""
    begun = time.process_time()
    for n in range(10_000):
        badges.render((f"DEF-{n:05}", "in progress", "#27458f"))
    assert time.process_time() - begun < 0.25
