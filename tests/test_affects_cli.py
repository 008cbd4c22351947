"""tracker affects: what the version box says, on a terminal and for programs. The truth table goes through it, too."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_affected import TABLE, released, said, thing
from test_cli import ROOT, Told, Tracker, site, tracker, wrong

from tracker.cli.terminal import moment
from tracker.hosts.builder import build_site
from tracker.views.affected import Judgement, answer

__all__ = ["site", "tracker"]

REFUSED = {
    "A range that cannot be read turns every no into not checked, and leaves every yes.": "R331 refuses such a range",
    "Where ranges overlap, the one that ends last decides.": "R334 refuses them",
    "A range without an end, repaired by the next fix after the version.": "R337 asks for its end",
    "A hosted service has no versions.": "R332 refuses its ranges",
}


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a product and an issue for each case of the truth table."""
    folder = tmp_path_factory.mktemp("vectors")
    content = shutil.copytree(ROOT / "tests" / "stores" / "base", folder / "here") / "content"
    shutil.rmtree(content / "features")
    for record in (content / "defects").iterdir():
        record.unlink()
    settings = yaml.safe_load((content / "tracker.yml").read_text())
    settings["products"] = []
    for path in (content / "releases").iterdir():
        path.unlink()
    for number, case in enumerate(TABLE):
        if case["shows"] in REFUSED:
            continue
        settings["products"].append({"id": f"case-{number}", "name": "Thing", "versioning": case["versioning"]})
        releases = [{"version": v, "date": "2026-01-01"} for v in case["releases"]]
        (content / "releases" / f"case-{number}.yml").write_text(json.dumps(releases))
        # R335 wants the end of a range among the fixes; the JSON does not tell where else it stands.
        named = [fix["version"] for fix in case["issue"].get("fixes", ())]
        ends = [{"version": r["fixed"]} for r in case["issue"].get("affected", ()) if "fixed" in r and r["fixed"] not in named]
        fixes = {"fixes": [*case["issue"].get("fixes", ()), *ends]}
        record = {
            "title": "A",
            "status": "confirmed",
            "severity": "minor",
            "product": f"case-{number}",
            "opened": "2026-01-05",
            **case["issue"],
            **fixes,
        }
        (content / "defects" / f"DEF-{number}.yml").write_text(json.dumps(record))
    (content / "tracker.yml").write_text(json.dumps(settings))
    return folder / "here"


def row(judgement: Judgement) -> dict[str, Any]:
    fix = judgement.fix
    out = {"version": fix.version, "released": fix.release.date.isoformat() if fix.release else None} if fix else None
    return {"answer": judgement.answer, "because": judgement.because, "fix": out}


@pytest.mark.parametrize("number", [n for n, case in enumerate(TABLE) if case["shows"] not in REFUSED], ids=lambda n: TABLE[n]["shows"])
def test_the_truth_table_on_the_terminal(tracker: Tracker, vectors: Path, number: int) -> None:
    """The same answers, word for word; what is not affected is left out."""
    case = TABLE[number]
    product, releases, issue = thing(case["versioning"]), released(case["releases"]), said(case["issue"])
    for version in case["says"]:
        told = tracker("affects", f"case-{number}", "--json", "-f", str(vectors / "mkdocs.yml"), "--", version)
        expected = row(answer(issue, version, product, releases))
        found = json.loads(told.out)
        assert (told.code, told.err) == (0, "")
        assert list(found) == ["product", "version", "known", "issues"]
        rows = [] if expected["answer"] == "not-affected" else [{"id": f"DEF-{number}", **expected}]
        assert found["issues"] == rows, version


EXAMPLE = str(ROOT / "mkdocs.yml")


def test_it_is_the_published_file(tracker: Tracker, tmp_path: Path) -> None:
    """For a release, byte for byte what the product itself can read on the site."""
    for name in ("content", "mkdocs.yml"):
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    outcome = build_site(tmp_path / "mkdocs.yml", {}, now=moment(), clean=False, tell=lambda *_: None)
    for product, version in (("desktop", "2.3.1"), ("desktop", "2.6.0-beta.1"), ("mobile", "2026.2.0")):
        told = tracker("affects", product, version, "--json", "-f", str(tmp_path / "mkdocs.yml"))
        assert told.out.encode() == (outcome.site.output / "api" / "v1" / "products" / product / f"{version}.json").read_bytes()


def test_people_get_words(tracker: Tracker, site: Path) -> None:
    releases = site / "content" / "releases" / "desktop.yml"
    releases.write_text(json.dumps([{"version": "1.0.0", "date": "2026-01-02"}, {"version": "1.1.0", "date": "2026-02-03", "channel": "beta"}]))
    (site / "content" / "defects" / "DEF-2.yml").unlink()
    record = {
        "title": "Export stops",
        "status": "confirmed",
        "severity": "minor",
        "product": "desktop",
        "opened": "2026-01-05",
        "affected": [{"introduced": "1.0.0", "fixed": "1.1.0"}],
        "fixes": [{"version": "1.1.0", "channel": "beta"}],
    }
    (site / "content" / "defects" / "DEF-1.yml").write_text(json.dumps(record))
    shutil.rmtree(site / "content" / "features")
    words = "Versions from 1.0.0 up to, but not including, 1.1.0 are affected"
    affected = f"\nAffected (1)\n  DEF-1  minor  Export stops\n      {words}. Fixed in 1.1.0, released on 3 February 2026 in channel beta.\n"
    assert tracker("affects", "desktop", "v1.0") == Told(0, f"Acme Desktop 1.0.0, released on 2 January 2026\n{affected}", "")
    between = "Acme Desktop 1.0.5: not a release that is listed here; the answer follows from the ranges\n"
    assert tracker("affects", "desktop", " 1.0.5 ") == Told(0, between + affected, "")
    fixed = f"\nFixed (1)\n  DEF-1  minor  Export stops\n      {words}; 1.1.0 fixes it. It was released on 3 February 2026 in channel beta.\n"
    assert tracker("affects", "desktop", "1.1.0") == Told(0, f"Acme Desktop 1.1.0, released on 3 February 2026 in channel beta\n{fixed}", "")
    odd = "Acme Desktop: 'latest' is not a version that can be compared with its releases; the newest in the list: 1.1.0, 1.0.0\n"
    unclear = "\nNot checked (1)\n  DEF-1  minor  Export stops\n      This is not a version that can be compared with the releases of Acme Desktop.\n"
    assert tracker("affects", "desktop", "latest") == Told(0, odd + unclear, "")
    assert tracker("affects", "desktop", " ").out.startswith("Acme Desktop: an empty text is not a version")
    earlier = "\nNot affected: 1 of 1 issues that are written down. Duplicates are left out.\n"
    assert tracker("affects", "desktop", "0.9").out.endswith(earlier)


def test_an_update_in_words(tracker: Tracker) -> None:
    told = tracker("affects", "desktop", "2.3.1", "--to", "2.4.0", "-f", EXAMPLE)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(
        "From  Meridian Desktop 2.3.1, released on 12 January 2026\nto    Meridian Desktop 2.4.0, released on 2 March 2026\n\nGets fixed (1)\n  DEF-0015"
    )
    assert told.out.endswith("\nTheir workarounds are no longer needed: DEF-0015\n")


def test_an_update_for_programs(tracker: Tracker) -> None:
    found = json.loads(tracker("affects", "desktop", "2.3.1", "--to", "v2.4", "--json", "-f", EXAMPLE).out)
    assert list(found) == ["product", "from", "to", "fixed", "remaining", "new", "unchecked", "workarounds_no_longer_needed"]
    assert (found["from"], found["to"]) == ({"version": "2.3.1", "known": True}, {"version": "2.4.0", "known": True})
    assert [row["id"] for row in found["fixed"]] == ["DEF-0015"]
    assert found["workarounds_no_longer_needed"] == ["DEF-0015"]


def test_a_hosted_service_has_no_versions(tracker: Tracker) -> None:
    told = tracker("affects", "api", "1.0", "-f", EXAMPLE)
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines()[0] == "Meridian Cloud API has no versions; what is fixed is live."
    found = json.loads(tracker("affects", "api", "1.0", "--json", "-f", EXAMPLE).out)
    assert not found["known"]
    assert {row["answer"] for row in found["issues"]} == {"not-checked"}


@pytest.mark.parametrize(
    ("product", "hint"),
    [("desktpo", "; did you mean 'desktop'?"), ("Meridian Desktop", "; did you mean 'desktop'?"), ("zzz", "; it lists api, desktop, mobile")],
)
def test_an_unknown_product_is_wrong_use(tracker: Tracker, product: str, hint: str) -> None:
    told = tracker("affects", product, "1.0.0", "-f", EXAMPLE)
    assert told == Told(2, "", f"tracker: {product!r} is no product of content/tracker.yml{hint}\n")


def test_a_store_with_errors_gives_no_answer(tracker: Tracker, site: Path) -> None:
    wrong(site)
    told = tracker("affects", "desktop", "1.0.0")
    assert (told.code, told.out) == (1, "")
    assert told.err.endswith("1 error: no answer can be relied on; correct them first, see  tracker check\n")


def test_a_version_as_it_was_pasted(tracker: Tracker) -> None:
    """The answer says which version was understood."""
    plain = tracker("affects", "desktop", "2.3.1", "-f", EXAMPLE)
    for typed in ("version 2.3.1", "Meridian Desktop 2.3.1", "2.3.1 (build 44)", "２.３.１"):
        assert tracker("affects", "desktop", typed, "-f", EXAMPLE) == plain
    told = tracker("affects", "desktop", "version 2.3.9", "-f", EXAMPLE)
    assert told.out.startswith("Meridian Desktop 2.3.9 (read from 'version 2.3.9'): not a release that is listed here")
    assert json.loads(tracker("affects", "desktop", "version 2.3.9", "--json", "-f", EXAMPLE).out)["version"] == "2.3.9"


def test_a_version_of_something_else(tracker: Tracker) -> None:
    told = tracker("affects", "mobile", "2.3.1", "-f", EXAMPLE).out.splitlines()
    assert told[0].startswith(
        "Meridian Mobile 2.3.1: NO VERSION OF Meridian Mobile THAT WE KNOW, nor written like one; the answer may mean nothing; the nearest: 202"
    )
    assert not any(text.startswith("Not affected") for text in told)


def test_a_step_back_is_no_update(tracker: Tracker) -> None:
    told = tracker("affects", "desktop", "2.3.1", "--to", "2.2.0", "-f", EXAMPLE).out
    assert "\nThat is a step back, to an earlier version.\n" in told
    assert "\nNot in the earlier version (" in told
    assert "\nBack with the earlier version (" in told
    assert "Gets fixed" not in told
    assert "update" not in told
