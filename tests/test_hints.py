"""Hints: which issues a new title reminds of. The pairs in cases/likeness/reminders.yml are the specification."""

from pathlib import Path
from typing import Any

import pytest

from tracker.model.values import IssueId, Slug
from tracker.store.yaml import parse
from tracker.views.hints import reminders
from tracker.views.likeness import Wording

FILE = Path(__file__).parent / "cases" / "likeness" / "reminders.yml"
CASES: list[dict[str, Any]] = parse(FILE.read_bytes(), FILE.name)
DESKTOP = Slug("desktop")


def wording(number: int, title: str, product: str = "desktop") -> Wording:
    return Wording(IssueId(f"DEF-{number}"), Slug(product), title)


OTHERS = tuple(wording(n, t) for n, t in enumerate(("Dates are in the wrong order", "The tray icon is missing", "Search forgets its filters"), 100))


@pytest.mark.parametrize("case", CASES, ids=[case["shows"] for case in CASES])
def test_a_title_reminds_so(case: dict[str, Any]) -> None:
    known = wording(1, case["known"])
    assert reminders(case["title"], DESKTOP, (known, *OTHERS)) == ((known,) if case["reminds"] else ())


def test_another_product_is_another_matter() -> None:
    assert reminders("Export stops early", DESKTOP, [wording(1, "Export stops early", "mobile")]) == ()


def test_words_that_a_store_calls_the_same_are_the_same() -> None:
    cart = wording(1, "The cart forgets everything overnight")
    assert reminders("Baskets forget the discount", DESKTOP, (cart, *OTHERS)) == ()
    assert reminders("Baskets forget overnight", DESKTOP, (cart, *OTHERS), [("basket", "cart")]) == (cart,)


def test_a_few_are_named_the_nearest_first() -> None:
    known = [wording(n, f"Export of tables stops {where}") for n, where in enumerate(("on Mondays", "at noon", "on weekends", "never"), 1)]
    assert [each.id for each in reminders("Export of tables stops at noon", DESKTOP, (*known, *OTHERS))] == ["DEF-2", "DEF-1", "DEF-3"]
