"""Likeness: which issues say the same in other words. The pairs in cases/likeness/ are the specification."""

import time
from pathlib import Path
from typing import Any

import pytest

from bench import duplicates
from bench.generate import generated
from tracker.model.values import IssueId, Slug
from tracker.store.yaml import parse
from tracker.views.likeness import Likeness, Wording

FILE = Path(__file__).parent / "cases" / "likeness" / "pairs.yml"
PAIRS: list[dict[str, Any]] = parse(FILE.read_bytes(), FILE.name)


def wording(number: int, given: Any, product: str = "desktop") -> Wording:
    fields = given if isinstance(given, dict) else {"title": given}
    return Wording(IssueId(f"DEF-{number}"), Slug(product), fields["title"], tuple(fields.get("symptoms", ())), fields.get("body", ""))


@pytest.mark.parametrize("case", PAIRS, ids=[case["shows"] for case in PAIRS])
def test_a_pair_is_judged_so(case: dict[str, Any]) -> None:
    """Within a store, and of one that is not in it yet; whichever comes first."""
    one, other = wording(1, case["one"]), wording(2, case["other"])
    for a, b in ((one, other), (other, one)):
        assert list(Likeness([a, b]).pairs()) == ([(a, b)] if case["alike"] else [])
        assert Likeness([a]).like(b) == ((a,) if case["alike"] else ())


def test_another_product_is_another_matter() -> None:
    one, other = wording(1, "Export stops early"), wording(2, "Export stops early", "mobile")
    assert list(Likeness([one, other]).pairs()) == []
    assert Likeness([one]).like(other) == ()


def test_words_that_a_store_calls_the_same_are_the_same() -> None:
    one, other = wording(1, "The basket forgets its discount"), wording(2, "The cart forgets its discount")
    assert list(Likeness([one, other]).pairs()) == []
    assert list(Likeness([one, other], [("basket", "cart")]).pairs()) == [(one, other)]


def test_a_pattern_of_titles_is_no_coincidence() -> None:
    """A hundred entries of one title follow a habit; nobody is told a hundred times."""
    assert list(Likeness([wording(n, "Monthly security update") for n in range(100)]).pairs()) == []


def test_a_large_store_costs_a_moment() -> None:
    made = [wording(n, {"title": i.title, "symptoms": i.symptoms, "body": i.description}, i.product) for n, i in enumerate(generated(10_000).issues)]
    begun = time.process_time()
    list(Likeness(made).pairs())
    assert time.process_time() - begun < 1


def test_on_real_issues_a_warning_is_nearly_always_right(data: Path) -> None:
    """At least 98 of 100 warnings about rewordings name the right issue, and most rewordings are found."""
    every = [duplicates.wording(issue) for issue in duplicates.issues_of(data / duplicates.BUNDLE)]
    likeness = Likeness(every)
    scores = [duplicates.reworded(every, likeness, rewrite) for kind, rewrite in duplicates.REWORDINGS.items() if kind != "retitled"]
    found, false = sum(s.right for s in scores), sum(s.false for s in scores)
    assert found / (found + false) > 0.98
    assert found / sum(s.pairs for s in scores) > 0.8
