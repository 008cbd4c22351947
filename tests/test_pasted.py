"""Versions as people paste them, and versions of something else: the same is understood here and in the browser."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from node import needs_node
from test_affected import released

from bench import twins
from tracker.model.settings import Product
from tracker.site.affects_data import table
from tracker.store.yaml import parse
from tracker.views.affected import ReleaseLine

CASES = Path(__file__).parent / "cases" / "affected"
PASTED: list[dict[str, Any]] = parse((CASES / "pasted.yml").read_bytes(), "pasted.yml")
UNLIKE: list[dict[str, Any]] = parse((CASES / "unlike.yml").read_bytes(), "unlike.yml")
SCHEMES = ["semver", "pep440", "calendar", "four-part", "listed"]
NAMES = ["Meridian Desktop", "desktop"]


def line_of(versioning: str, listed: list[str]) -> ReleaseLine:
    return ReleaseLine(Product.model_validate({"id": NAMES[1], "name": NAMES[0], "versioning": versioning}), released(listed))


def ours(line: ReleaseLine, text: str) -> list[Any]:
    read = line.understood(text)
    return [read, line.is_unlike(read), list(line.nearest(read))]


def theirs(line: ReleaseLine, texts: list[str]) -> list[list[Any]]:
    listed = [r.version for r in line.releases]
    question = {"table": table(line, [], releases_too=True), "names": NAMES, "releases": listed, "texts": texts}
    found: list[list[Any]] = twins.asked(typed=[question])["typed"][0]
    return found


@pytest.mark.parametrize("case", PASTED, ids=lambda case: case["versioning"])
def test_what_is_read_from_a_text(case: dict[str, Any]) -> None:
    line = line_of(case["versioning"], case["releases"])
    assert {text: line.understood(text) for text in case["reads"]} == {text: read or text for text, read in case["reads"].items()}


@pytest.mark.parametrize("case", UNLIKE, ids=lambda case: f"{case['versioning']} {len(case['releases'])}")
def test_a_version_of_something_else(case: dict[str, Any]) -> None:
    line = line_of(case["versioning"], case["releases"])
    said = {text: {"unlike": line.is_unlike(text), "nearest": list(line.nearest(text))} for text in case["asked"]}
    assert said == case["asked"]


@needs_node
@pytest.mark.parametrize("case", [*PASTED, *UNLIKE], ids=lambda case: f"{case['versioning']} {len(case['releases'])}")
def test_the_browser_understands_the_same(case: dict[str, Any]) -> None:
    line, texts = line_of(case["versioning"], case["releases"]), list(case.get("reads", case.get("asked")))
    assert list(zip(texts, theirs(line, texts), strict=True)) == [(text, ours(line, text)) for text in texts]


around = st.sampled_from(["", "version ", "v", "Ver.", "RELEASE: ", "Meridian Desktop ", "desktop, ", " ", "\n", "\u3000", "（"])
behind = st.sampled_from(["", " (build 4)", " build 44", ", build #7", " (64-bit)", " (32 bit)", " (beta)", "\n", " ", "\x85"])
number = st.from_regex(r"\A[0-9０-９]{1,4}([.．-][0-9]{1,3}){0,4}(rc1|-beta)?\Z")
texts = st.builds(lambda *parts: "".join(parts), around, around, number | st.text(max_size=6), behind, behind).filter(
    lambda text: text.encode("utf-8", "replace").decode() == text
)


@needs_node
@settings(max_examples=15, phases=(Phase.explicit, Phase.generate))
@given(
    st.lists(texts, min_size=100, max_size=200),
    st.sampled_from(SCHEMES),
    st.lists(st.sampled_from(["1.0.0", "2.3.1", "2026.1.0", "44.1", "2.3.1.4"]), unique=True),
)
def test_any_text_is_understood_alike(asked: list[str], versioning: str, listed: list[str]) -> None:
    line = line_of(versioning, listed)
    assert list(zip(asked, theirs(line, asked), strict=True)) == [(text, ours(line, text)) for text in asked]
