"""What an answer says of a fix and a workaround, and what it gives up first. The table in cases/replies/ is the specification."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from honest import is_honest
from pydantic import TypeAdapter

from tracker.model.issue import Fix, NoneKnown, Range, Target
from tracker.model.public import Public, PublicIssue, PublicWorkaround
from tracker.model.settings import Organisation, Product, Release, Replies
from tracker.model.values import IssueId, Slug
from tracker.model.vocabulary import IssueKind, type_of_status
from tracker.site import replies
from tracker.store.yaml import parse
from tracker.views.index import Index, index
from tracker.views.lengths import NETWORKS

FILE = Path(__file__).parent / "cases" / "replies" / "said.yml"
CASES: list[dict[str, Any]] = parse(FILE.read_bytes(), FILE.name)
SITE = "https://known.example.com/"
TODAY = date(2026, 11, 26)
RELEASES = (
    ("2.3.0", "2026-01-12", "stable"),
    ("2.4.0", "2026-03-02", "stable"),
    ("1.9.5", "2026-04-01", "lts"),
    ("2.5.0-beta.1", "2026-09-01", "beta"),
)
TITLE = "Files with a path of more than 260 characters are silently left out of the upload"


def issue_of(case: dict[str, Any], number: str = "DEF-1") -> PublicIssue:
    def value(kind: Any, name: str) -> Any:
        return TypeAdapter(kind).validate_python(case[name]) if name in case else None

    kind = IssueKind(case.get("kind", "defect"))
    return PublicIssue(
        id=IssueId(number),
        kind=kind,
        status=type_of_status[kind](case["status"]),
        opened=date(2026, 1, 5),
        title=case.get("title", TITLE),
        product=Slug(case.get("product", "desktop")),
        fixes=value(tuple[Fix, ...], "fixes") or (),
        target=value(Target, "target"),
        none_known=value(NoneKnown, "none_known"),
        duplicate_of=case.get("duplicate_of"),
        workarounds=(PublicWorkaround(case["workaround"], value(Range, "applies_to")),) if "workaround" in case else (),
    )


def index_of(case: dict[str, Any]) -> Index:
    products = [
        Product.model_validate({"id": slug, "name": slug.capitalize(), "versioning": scheme})
        for slug, scheme in (("desktop", "semver"), ("cloud", "continuous"))
    ]
    others = (issue_of(case["original"], "DEF-2"),) if "original" in case else ()
    public = Public(
        organisation=Organisation.model_validate({"name": "Example", "url": "https://example.com/", "security": "https://example.com/security"}),
        products={product.id: product for product in products},
        releases={Slug("desktop"): tuple(Release.model_validate({"version": v, "date": day, "channel": c}) for v, day, c in RELEASES)},
        issues=(issue_of(case), *others),
        staff=(),
    )
    return index(public, TODAY)


def answer(case: dict[str, Any], network: str, turn: int = 1) -> str:
    found = index_of(case)
    wording = replace_wording(found.public.replies, case.get("replies", {}))
    kit = replies.kit(found.by_id[IssueId("DEF-1")], found, SITE)
    verify = SITE + "verify/"
    kit = replace(kit, values={**kit.values, "verify": verify, "verify whole": verify})
    text = replies.reply(kit, wording, turn, NETWORKS[network].fits)
    assert text is not None
    assert NETWORKS[network].fits(text)
    return text


def replace_wording(wording: Replies, given: dict[str, Any]) -> Replies:
    return Replies.model_validate({**wording.model_dump(), **given})


@pytest.mark.parametrize("case", CASES, ids=[case["shows"] for case in CASES])
def test_an_answer_says_so(case: dict[str, Any]) -> None:
    said = {place: answer(case, place.split()[0], int(place.split()[-1]) if " " in place else 1) for place in case["says"]}
    assert {place: text.replace(SITE, "SITE/") for place, text in said.items()} == case["says"]


@pytest.mark.parametrize("limit", range(30, 500, 7))
def test_however_little_room_there_is_nothing_is_called_finished_without_its_fix(limit: int) -> None:
    """In the words of this product and of a company that never speaks of fixes."""
    for case in CASES:
        found = index_of(case)
        kit = replies.kit(found.by_id[IssueId("DEF-1")], found, SITE)
        wording = replace_wording(found.public.replies, case.get("replies", {}))
        for turn in replies.TURNS:
            text = replies.reply(kit, wording, turn, lambda text: len(text) <= limit)
            assert text is None or len(text) <= limit
            assert is_honest(text or ""), text
