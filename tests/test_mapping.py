"""Somebody's files as they are: by small cases (cases/mapping/), and by 2,011 real ones."""

import os
import re
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

import pytest
from effort import effort
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.issue import Defect, NoneKnown, type_of_issue
from tracker.model.none_known import says_none
from tracker.model.sections import sections
from tracker.model.settings import Settings, Source
from tracker.model.tracker import Skipped
from tracker.store import git
from tracker.store.mapping import Translated, assign_ids, translate
from tracker.store.yaml import parse

CASES = Path(__file__).parent / "cases" / "mapping"
EXAMPLE = Path(__file__).parent.parent / "examples" / "vtex"
DATA = os.environ.get("TRACKER_DATA")
needs_data = pytest.mark.skipif(not DATA, reason="TRACKER_DATA does not say where the real data lie")

SOURCE: dict[str, Any] = {
    "name": "theirs",
    "git": "theirs.git",
    "files": "**/*.md",
    "format": "markdown",
    "kind": "defect",
    "map": {"id": "key", "title": "title", "status": "status", "opened": "created"},
    "defaults": {"product": "desktop", "severity": "minor"},
}
"""A valid source; each case changes what it is about."""


def cases() -> list[Any]:
    found = []
    for file in sorted(CASES.glob("*.yml")):
        found += [pytest.param(case, id=f"{file.stem}: {case['shows']}") for case in parse(file.read_bytes(), file.name)]
    return found


@pytest.mark.parametrize("case", cases())
def test_a_file_becomes_what_its_case_says(case: dict[str, Any]) -> None:
    """A mapped file becomes a record of ours, or is skipped for a reason that says what to do."""
    source = Source.model_validate({**SOURCE, **case.get("source", {})})
    made = translate(source, case.get("path", "issues/a.md"), case["file"].replace("␍", "\r").encode())
    if "skipped" in case:
        assert made == Skipped(f"theirs:{case.get('path', 'issues/a.md')}", case["skipped"])
        return
    assert isinstance(made, Translated), made
    assert source.kind is not None
    type_of_issue[source.kind].model_validate({**made.fields, "id": made.candidates[0]})
    told = {**made.fields, "ids": list(made.candidates), "components named": [c.name for c in made.components]}
    assert {key: told.get(key) for key in case["made"]} == case["made"]


class TestIds:
    def test_a_clash_takes_the_next(self) -> None:
        """Ids go to paths in their order; whoever comes second gets the next candidate, whoever has none left gets none."""
        wanted = {"c.md": ["KI-1"], "b.md": ["ki-1".upper(), "KI-b"], "a.md": ["KI-1", "KI-a"]}
        assert assign_ids(wanted) == {"a.md": "KI-1", "b.md": "KI-b"}

    def test_case_makes_no_difference(self) -> None:
        """Two ids that differ only in case would be one file on many disks, so they are the same."""
        assert assign_ids({"a.md": ["KI-abc"], "b.md": ["KI-ABC"]}) == {"a.md": "KI-abc"}

    @given(st.dictionaries(st.text(max_size=3), st.lists(st.sampled_from(["KI-1", "KI-2", "KI-a", "KI-A", "KI-b"]), max_size=3), max_size=8))
    def test_ids_are_distinct_and_do_not_depend_on_the_order_given(self, wanted: dict[str, list[str]]) -> None:
        """However the files are listed, each id belongs to one path, and to the same one."""
        made = assign_ids(wanted)
        assert len({i.casefold() for i in made.values()}) == len(made)
        assert all(made[path] in wanted[path] for path in made)
        assert assign_ids(dict(reversed(wanted.items()))) == made


SAYS_NONE = parse((CASES.parent / "none_known.yml").read_bytes(), "none_known.yml")


class TestNoneKnown:
    @pytest.mark.parametrize("text", SAYS_NONE["none"])
    def test_a_text_that_only_says_so_means_none(self, text: str) -> None:
        """There are a hundred ways to say that there is no workaround."""
        assert says_none(text)

    @pytest.mark.parametrize("text", SAYS_NONE["some"])
    def test_a_text_that_says_more_is_a_workaround(self, text: str) -> None:
        """Advice is never hidden behind "none known", however the text begins."""
        assert not says_none(text)

    def test_an_empty_section_counts_only_where_the_mapping_says_so(self) -> None:
        """The default takes an empty section for "none known"; an empty list does not."""
        assert says_none(" \n")
        assert not says_none(" \n", ())
        assert not says_none("**\u200b**", ())

    @pytest.mark.parametrize(
        "text", ["there is no workaround" + " now" * 40 + " x", "for this " * 25, "no " * 80, "there is no workaround " + "for this case " * 15 + "x"]
    )
    def test_a_hostile_text_is_judged_at_once(self, text: str) -> None:
        """No text makes the matcher think for long."""
        began = effort()
        assert not says_none(text)
        assert effort() - began < 1


class TestSections:
    HEADINGS: ClassVar[dict[str, str]] = {"Summary": "description", "Steps": "steps_to_reproduce", "Workaround": "workarounds"}

    @pytest.mark.parametrize(
        "heading",
        [
            "## Summary",
            "#### SUMMARY ##",
            "# **Summary**",
            "##\u00a0Summary",
            "## __Summary:__",
            "##Summary",
            "<h2 id='a'>Summary</h2>",
            "Summary\n-----",
        ],
    )
    def test_headings_match_by_their_words(self, heading: str) -> None:
        """Level, emphasis, case, unusual spaces and the way to mark a heading make no difference."""
        assert sections(f"{heading}\n\nWhat happens.", self.HEADINGS) == {"description": "What happens."}

    MARKED = (
        "## Internal Notes",
        "###### internal notes",
        "## **Internal Notes**",
        "##Internal notes:",
        "Internal notes\n===",
        "<h3>Internal notes</h3>",
        "**Internal notes**",
        "Internal\u00a0notes:",
    )

    @pytest.mark.parametrize("heading", MARKED)
    @pytest.mark.parametrize("inside", ["secret", "```\n## Summary\n```\nsecret", "Log\n\n```\nsecret"])
    def test_what_is_dropped_leaves_nothing(self, heading: str, inside: str) -> None:
        """However an internal section is marked, nothing under it is published, and what follows it is."""
        made = sections(f"## Summary\n\nOurs.\n\n{heading}\n\n{inside}\n\n# Workaround\n\nReload.", self.HEADINGS, ("Internal notes",))
        assert made == {"description": "Ours.", "workarounds": "Reload."}

    @pytest.mark.parametrize("below", ["#### Steps", "### Anything", "**Workaround**", "###### Internal notes"])
    def test_what_is_dropped_takes_its_own_headings_along(self, below: str) -> None:
        """A heading under an internal one is internal, even one that would be ours elsewhere."""
        made = sections(f"## Summary\n\nOurs.\n\n## Internal notes\n\n{below}\n\nsecret", self.HEADINGS, ("Internal notes",))
        assert made == {"description": "Ours."}

    def test_a_fence_that_is_never_closed_hides_no_heading(self) -> None:
        """An author's slip in one section does not carry an internal one into it."""
        made = sections("## Summary\n\n```\nlog\n\n## Internal notes\n\nsecret", self.HEADINGS, ("Internal notes",))
        assert made == {"description": "```\nlog"}

    @pytest.mark.parametrize(
        "text",
        [
            "```a\n" * 100_000,
            "~~~\n```\n" * 60_000,
            "<!--" * 200_000,
            "a <!-- b --> `" * 60_000,
            "`" * 900_000 + "<!---->",
            "# " + " " * 900_000 + "x",
            "\n".join("`" * n for n in range(1, 1200)),
            "<" * 900_000,
            "- \n" * 200_000,
        ],
        ids=lambda text: text[:6],
    )
    def test_a_hostile_text_is_taken_apart_at_once(self, text: str) -> None:
        """A megabyte of marks is read in one pass."""
        began = effort()
        sections(text, self.HEADINGS, ("Internal notes",))
        assert effort() - began < 10

    @given(st.text(alphabet="#ab \n`~<!->=*", max_size=60))
    def test_every_text_can_be_taken_apart(self, text: str) -> None:
        """No text is refused, and nothing comes out that was not asked for."""
        made = sections(text, {"a": "description", "b": "workarounds"}, ("aa",))
        assert set(made) <= {"description", "workarounds"}


def test_a_mapping_that_cannot_work_is_refused_with_what_to_write() -> None:
    """A misspelt field of ours in a mapping would be silence, so it is refused."""
    for change, message in (
        ({"map": {"titel": "title"}}, "map names 'titel', which it cannot fill; did you mean 'title'?"),
        (
            {"headings": {"Impact": "severity"}},
            "headings names 'severity', which it cannot fill; it knows description, summary, steps_to_reproduce, workarounds, symptoms, resolution",
        ),
        ({"defaults": {"prodcut": "x"}}, "defaults names 'prodcut', which it cannot fill; did you mean 'product'?"),
        ({"kind": None}, "a mapped source says what its files are; write kind: defect or kind: feature"),
        ({"files": None}, 'a mapped source says which files are records; write files: and a glob, as "issues/**/*.md"'),
    ):
        with pytest.raises(ValueError, match=re.escape(message)):
            Source.model_validate({**SOURCE, **change})


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Source, dict[str, bytes], dict[str, Translated | Skipped]]:
    """The example's source, its files, and what they become."""
    assert DATA is not None
    path = EXAMPLE / "content" / "tracker.yml"
    settings = Settings.model_validate(parse(path.read_bytes(), str(path)))
    source = settings.sources[0]
    fetched = git.fetch(source, Path(DATA), tmp_path_factory.mktemp("cache"))
    listing = fetched.tree.files(source.files or "")
    assert listing.refused == ()
    raw = dict(zip([f.path for f in listing.files], fetched.tree.read(f.blob for f in listing.files), strict=True))
    return source, raw, {path: translate(source, path, text) for path, text in raw.items()}


@pytest.fixture(scope="module")
def records(example: Any) -> dict[str, Defect]:
    """The records of the example, by path."""
    _, _, made = example
    ids = assign_ids({path: t.candidates for path, t in made.items() if isinstance(t, Translated)})
    return {path: Defect.model_validate({**made[path].fields, "id": id_}) for path, id_ in ids.items()}


@needs_data
class TestTheRealRepository:
    def test_every_file_is_accounted_for(self, example: Any, records: dict[str, Defect]) -> None:
        """All 2,011 files become records; none is skipped, none lost."""
        _, raw, made = example
        assert len(raw) == len(made) == 2011
        assert [t for t in made.values() if isinstance(t, Skipped)] == []
        assert len(records) == 2011

    def test_every_id_is_its_own(self, records: dict[str, Defect]) -> None:
        """The number where there is one, the file's name where it is null (220) or 0 (2); one file has words for a number."""
        assert len({r.id.casefold() for r in records.values()}) == 2011
        numbered = {path for path, r in records.items() if re.fullmatch(r"KI-\d+", r.id)}
        named = {path for path, r in records.items() if r.id.startswith(f"KI-{Path(path).stem}"[:60])}
        assert (len(numbered), len(named)) == (1788, 222)
        assert {records[path].id for path in records.keys() - numbered - named} == {"KI-Zendesk-Ticket"}

    def test_statuses_components_and_days(self, example: Any, records: dict[str, Defect]) -> None:
        """Five statuses and 38 teams are translated, timestamps become days in their order."""
        _, _, made = example
        assert Counter(r.status.value for r in records.values()) == {
            "confirmed": 1454,
            "fixed": 307,
            "wont-fix": 236,
            "in-progress": 7,
            "not-a-defect": 7,
        }
        assert len({c.id for t in made.values() for c in t.components}) == 38
        assert all(len(r.components) == 1 for r in records.values())
        assert all(r.updated is None or r.updated > r.opened for r in records.values())
        assert all((r.closed is not None) == r.status.is_settled for r in records.values())
        assert all(r.closed is None or r.closed >= r.opened for r in records.values())
        known = records["docs/en/known-issues/Admin/admin-global-search-doesnt-recognize-profile-menu-items.md"]
        assert (known.opened.isoformat(), known.closed and known.closed.isoformat()) == ("2024-01-22", "2024-11-13")

    def test_workarounds_are_told_from_their_absence(self, records: dict[str, Defect]) -> None:
        """Steps where there are some, "none known" where they say so, nothing where nothing is said."""
        none = sum(isinstance(r.workarounds, NoneKnown) for r in records.values())
        some = sum(bool(r.known_workarounds) for r in records.values())
        print(f"workarounds: {some} known, {none} none known, {2011 - none - some} not said")  # noqa: T201 - figures to look at
        assert (some, none) == (1106, 815)
        longest = max((len(w.steps) for r in records.values() for w in r.known_workarounds), default=0)
        assert longest > 1000
        for record in records.values():
            assert not any(re.fullmatch(r"\W*(n/?a|none|no workaround)\W*", w.steps, re.IGNORECASE) for w in record.known_workarounds)

    def test_what_was_not_meant_for_readers_is_gone(self, example: Any, records: dict[str, Defect]) -> None:
        """Internal sections, comments and the template's prompts are in the files and in no record."""
        _, raw, _ = example
        internal = [text.decode().replace("\r\n", "\n").partition("## **Internal Notes**")[2] for text in raw.values()]
        lines = {line for text in internal for line in text.split("\n") if len(line) > 20}
        assert len([text for text in internal if text]) == 3
        assert len(lines) > 3
        everything = "\n".join(f"{r.description}\n{r.steps_to_reproduce}\n{r.known_workarounds}" for r in records.values())
        for line in (*lines, "Conta original era automacaoqa", "If yes, describe it here", "Internal Notes"):
            assert line not in everything

    def test_sections_end_up_in_their_fields(self, records: dict[str, Defect]) -> None:
        """No heading of the template is left in a text, and no text is lost on the way to a field."""
        left = [
            line
            for r in records.values()
            for line in (r.description or "").split("\n")
            if re.match(r"#+ \W*(Summary|Simulation|Workaround)\W*$", line)
        ]
        assert left == []
        assert sum(bool(r.description) for r in records.values()) == 1946
        assert sum(bool(r.steps_to_reproduce) for r in records.values()) == 1910

    def test_every_word_that_is_not_dropped_arrives(self, example: Any, records: dict[str, Defect]) -> None:
        """Long lines of every file are found again in its record, but for what is dropped on purpose."""
        source, raw, _ = example
        prompts = {" ".join(p.split()) for p in source.prompts}
        for path, text in raw.items():
            body = re.split(r"^---\s*$", text.decode().replace("\r\n", "\n"), maxsplit=2, flags=re.MULTILINE)[2].partition("## **Internal Notes**")[0]
            record = records[path]
            arrived = f"{record.description}\n{record.steps_to_reproduce}\n" + "\n".join(w.steps for w in record.known_workarounds)
            for line in body.split("\n"):
                if len(line) > 60 and "<!--" not in line and " ".join(line.split()) not in prompts and not says_none(line):
                    assert line.strip() in arrived, path
