"""What is out and what is not: by its day and by its channel, and the same wherever it is told."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from editions import DESKTOP, RELEASES, ROOT, URL, defect, made
from test_affected import said, thing

from tracker.model.issue import Fix, Range
from tracker.model.settings import Release
from tracker.model.vocabulary import Answer, DefectStatus
from tracker.site import api
from tracker.site.outputs import Page
from tracker.site.pages import pages, words
from tracker.site.pages.products import summaries_of
from tracker.site.render import Renderer
from tracker.store.yaml import parse
from tracker.views.affected import ReleaseLine
from tracker.views.events import EventKind, issue_events
from tracker.views.index import Index
from tracker.views.standing import standing

CASES: list[dict[str, Any]] = parse((Path(__file__).parent / "cases" / "affected" / "released.yml").read_bytes(), "released.yml")
TODAY = date(2026, 7, 10)


def line(releases: list[dict[str, str]]) -> ReleaseLine:
    return ReleaseLine(thing("semver"), [Release.model_validate(r) for r in releases], TODAY)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["shows"])
def test_how_far_a_fix_has_come(case: dict[str, Any]) -> None:
    """On its issue's page, and in the answers for an affected and for the fixed version."""
    issue = said({"affected": [{"introduced": "1.0.0", "fixed": case["fix"]["version"]}], "fixes": [case["fix"]]})
    asked = line(case["releases"])
    [repair] = asked.repairs(issue)
    before, after = asked.answer(issue, "1.0.0"), asked.answer(issue, case["fix"]["version"])
    assert words.repair_words(repair, is_delivered=False) == case["page"]
    assert words.standing_words(before, is_delivered=True) == case["before"]
    assert words.standing_words(after, is_delivered=True) == case["after"]
    assert [repair.is_released, *(bool(j.fix and j.fix.is_released) for j in (before, after))] == [case["is_released"]] * 3


FIX = Fix(version="1.2.0")


def release(version: str, day: str, channel: str = "stable") -> Release:
    return Release.model_validate({"version": version, "date": day, "channel": channel})


def told_of(listed: Release) -> tuple[Index, dict[str, Page], dict[str, bytes]]:
    """What pages and API say of a defect that is fixed in source."""
    issue = replace(defect(1), status=DefectStatus.FIXED, affected=(Range(introduced="1.0.0", fixed="1.2.0"),), fixes=(FIX,))
    edition = made(issue, releases={DESKTOP.id: (*RELEASES, listed)})
    written = {document.file: document.render(document.model) for document in api.documents(edition)}
    return edition.index, {page.path: page for page in pages(edition, [])}, written


def test_a_planned_release_is_planned_everywhere() -> None:
    """A release of a later day is neither out nor the newest, on no page, in no feed, and not for programs."""
    index, found, written = told_of(release("1.2.0", "2027-06-08"))
    assert [s.newest for s in summaries_of(index)] == [RELEASES[-1].version]
    assert index.facts["DEF-0001"].status_label == "Fixed"
    assert [r.stands for r in found["issues/DEF-0001/"].model["repairs"]] == ["planned for 8 June 2027, not yet released"]
    answers = json.loads(written["api/v1/products/desktop/1.2.0.json"])["issues"]
    assert [answer["fix"] for answer in answers] == [{"version": "1.2.0", "released": None}]
    assert json.loads(written["api/v1/issues/DEF-0001.json"])["fixes"] == [{"version": "1.2.0", "channel": "stable", "released": None}]
    bodies = {path: Renderer(ROOT / "theme" / "pages", {}, URL).body(page) for path, page in found.items()}
    assert "Not out yet: planned for 8 June 2027" in re.sub("<[^>]+>", "", bodies["products/desktop/1.2.0/"])
    assert [path for path, body in bodies.items() if re.search("[Rr]eleased on (<[^>]+>)?8 June 2027", body)] == []
    assert "planned for 8 June 2027" in bodies["affected/"]
    assert not [e for e in issue_events(index.by_id["DEF-0001"], index.facts["DEF-0001"], index.today) if e.kind is EventKind.RELEASED]


def test_a_beta_is_no_release_for_those_who_follow_the_stable_channel() -> None:
    index, found, written = told_of(release("1.2.0", "2024-07-08", "beta"))
    page = found["issues/DEF-0001/"].model
    assert (page["status"], page["meaning"]) == ("Fixed", "The repair is done. It reaches you with the release named beside it.")
    assert [(r.stands, r.path) for r in page["repairs"]] == [
        ("out in channel beta since 8 July 2024, not yet in channel stable", "products/desktop/1.2.0/")
    ]
    assert json.loads(written["api/v1/products/desktop/1.0.0.json"])["issues"][0]["fix"] == {"version": "1.2.0", "released": None}
    assert not [e for e in issue_events(index.by_id["DEF-0001"], index.facts["DEF-0001"], index.today) if e.kind is EventKind.RELEASED]


def test_what_turned_out_to_be_no_defect_affects_nobody() -> None:
    """It is listed for no version, and every page that leaves it out says so; a real defect of which nobody said anything stays a perhaps."""
    silent = {"affected": (), "fixes": ()}
    none = defect(1, status=DefectStatus.NOT_A_DEFECT, **silent)
    others = [DefectStatus.REPORTED, DefectStatus.WONT_FIX, DefectStatus.CANNOT_REPRODUCE, DefectStatus.FIXED]
    real = [defect(n, status=status, **silent) for n, status in enumerate(others, 2)]
    about = defect(9, status=DefectStatus.NOT_A_DEFECT, fixes=())
    edition = made(none, *real, about)
    page = next(page for page in pages(edition, []) if page.path == "products/desktop/1.0.0/")
    assert (page.model["counts"]["unchecked"], page.model["left_out"]) == (4, "1 issue that turned out to be no defect is left out, too.")
    assert "1 issue that turned out to be no defect is left out, too." in Renderer(ROOT / "theme" / "pages", {}, URL).body(page)
    line = edition.index.lines[DESKTOP.id]
    told = api.affects(line, "1.0.0", edition.index.public.issues)["issues"]
    assert [(i["id"], i["answer"]) for i in told] == [*((i.id, "not-checked") for i in real), ("DEF-0009", "affected")]
    assert standing(edition.index, DESKTOP.id, [none, real[0]]).patterns == ("n2", "u2")
    # Asked about itself, its answer is the one of the truth table.
    assert line.answer(none, "1.0.0").answer is Answer.NOT_CHECKED
