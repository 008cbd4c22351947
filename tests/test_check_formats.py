"""`tracker check` for programs: annotations of a workflow, SARIF, and what has changed since a branch was left."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import attr
import pytest
import sarif_om

from tests.test_check import store
from tests.test_git import Repository
from tracker import report
from tracker.hosts.builder import check_site, prefix_of
from tracker.model.problem import CannotRun, Problem
from tracker.model.vocabulary import Level
from tracker.starter import begin
from tracker.store.codeowners import lines, unguarded

WARNING = Level.WARNING


class TestAnnotations:
    def test_a_problem_stands_at_its_place_below_the_repositorys_root(self) -> None:
        problem = Problem("content/defects/DEF-1.yml", 2, 9, "M204", "'confirmd' is not a status")
        said = "::error file=site/content/defects/DEF-1.yml,line=2,col=9,title=M204::'confirmd' is not a status\n"
        assert report.as_annotations([problem], "site/") == said

    def test_a_whole_file_has_no_line(self) -> None:
        assert report.as_annotations([Problem("a.yml", 0, 0, "Y101", "is too long", WARNING)], "") == "::warning file=a.yml,title=Y101::is too long\n"

    def test_no_text_of_a_stranger_begins_a_command_of_its_own(self) -> None:
        hostile = "x\n::error file=b::y\r%0A::set-output name=a::b"
        problem = Problem("content/defects/a,b:c%\n::stop.yml", 1, 1, "M204", hostile)
        (line,) = report.as_annotations([problem], "").splitlines()
        assert line == (
            "::error file=content/defects/a%2Cb%3Ac%25%0A%3A%3Astop.yml,line=1,col=1,title=M204::x%0A::error file=b::y%0D%250A::set-output name=a::b"
        )

    def test_a_file_of_another_source_is_named_in_words(self) -> None:
        problem = Problem("theirs:docs/KI-1.md", 3, 1, "R321", "'ada' is not in the directory", WARNING)
        assert report.as_annotations([problem], "") == "::warning title=R321::theirs:docs/KI-1.md: 'ada' is not in the directory\n"

    def test_errors_come_first_and_then_what_needs_a_second_reviewer(self) -> None:
        """GitHub shows ten of each kind and no more."""
        problems = [Problem("a.yml", 1, 1, "R366", "a", WARNING), Problem("b.yml", 1, 1, "R901", "b", WARNING), Problem("c.yml", 1, 1, "M204", "c")]
        assert [line[-1] for line in report.as_annotations(problems, "").splitlines()] == ["c", "b", "a"]


def test_sarif_names_rule_place_and_level() -> None:
    problems = [Problem("content/é x.yml", 2, 9, "R361", "twice"), Problem("theirs:a.md", 1, 1, "S100", "is skipped", WARNING)]
    log = json.loads(report.as_sarif(problems, "site/", "1.0", {"R361": "One holder."}, "content/tracker.yml"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["tool"]["driver"]["rules"] == [{"id": "R361", "shortDescription": {"text": "One holder."}}, {"id": "S100"}]
    assert run["results"] == [
        {
            "ruleId": "R361",
            "ruleIndex": 0,
            "level": "error",
            "message": {"text": "twice"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "site/content/%C3%A9%20x.yml", "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": 2, "startColumn": 9},
                    }
                }
            ],
        },
        {
            "ruleId": "S100",
            "ruleIndex": 1,
            "level": "warning",
            "message": {"text": "theirs:a.md: is skipped"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "site/content/tracker.yml", "uriBaseId": "%SRCROOT%"}}}],
        },
    ]


def unlike(model: type, said: Any, where: str = "log") -> list[str]:
    """What an object says that the standard does not know there, and what it leaves out; below it, too."""
    if isinstance(said, list):
        return [fault for at, each in enumerate(said) for fault in unlike(model, each, f"{where}[{at}]")]
    known = {field.metadata["schema_property_name"]: field for field in attr.fields(model)}
    faults = [f"{where}: {name} is not known" for name in said.keys() - known.keys()]
    faults += [f"{where}: {name} is missing" for name, field in known.items() if field.default is attr.NOTHING and name not in said]
    for name in said.keys() & SARIF.keys():
        faults += unlike(SARIF[name], said[name], f"{where}.{name}")
    return faults


SARIF = {
    "runs": sarif_om.Run,
    "tool": sarif_om.Tool,
    "driver": sarif_om.ToolComponent,
    "rules": sarif_om.ReportingDescriptor,
    "shortDescription": sarif_om.MultiformatMessageString,
    "results": sarif_om.Result,
    "message": sarif_om.Message,
    "locations": sarif_om.Location,
    "physicalLocation": sarif_om.PhysicalLocation,
    "artifactLocation": sarif_om.ArtifactLocation,
    "region": sarif_om.Region,
}
"""The object model that was made from the schema of the standard, by the names under which the objects stand."""


@pytest.mark.parametrize("place", [(2, 9), (2, 0), (0, 0)])
def test_sarif_says_nothing_that_the_standard_does_not_know(place: tuple[int, int]) -> None:
    """Nor leaves out what it, or code scanning, asks for: a level it knows, one place at least, lines and columns from 1 on."""
    problems = [Problem("content/a.yml", *place, "R361", "twice"), Problem("theirs:a.md", *place, "S100", "is skipped", WARNING)]
    log = json.loads(report.as_sarif(problems, "", "1.0", {"R361": "One holder."}, "content/tracker.yml"))
    assert unlike(sarif_om.SarifLog, log) == []
    assert unlike(sarif_om.SarifLog, {**log, "run": []}) == ["log: run is not known"]
    (run,) = log["runs"]
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    for result in run["results"]:
        assert result["level"] in {"none", "note", "warning", "error"}
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"]
        for location in result["locations"]:
            region = location["physicalLocation"].get("region", {"startLine": 1})
            assert min(region.values()) >= 1
            assert region.keys() <= {"startLine", "startColumn"}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """The small store, below the root of a repository, as it is on main."""
    made = Repository(tmp_path / "repository")
    store(made.path / "site", {})
    made.commit_all()
    made.git("checkout", "--quiet", "-b", "change")
    return made


def since(repository: Repository, base: str = "main") -> str:
    """What the workflow of a pull request prints."""
    site, checked = check_site(repository.path / "site/mkdocs.yml", clean=False, today=date(2026, 11, 23), since=base)
    return report.as_annotations(checked.problems, prefix_of(site))


def edit(repository: Repository, old: str, new: str, file: str = "staff/ada.yml") -> None:
    path = repository.path / "site/content" / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


ADA = "file=site/content/staff/ada.yml"


class TestSecondReviewer:
    def test_nothing_changed_nothing_said(self, repository: Repository) -> None:
        assert since(repository) == ""

    @pytest.mark.parametrize(
        ("old", "new", "place", "words"),
        [
            ('since: "2024-02-01"}', 'since: "2024-02-01", account_id: "42"}', "line=5,col=71", "the number of AdaAtAcme on x was not written down"),
            (
                'since: "2024-02-01"}',
                'since: "2024-02-01", proofs: [{method: phoned, checked: "2026-01-01"}]}',
                "line=5,col=59",
                "the proofs of AdaAtAcme on x were changed",
            ),
            ("AdaAtAcme", "AdaOfAcme", "line=5,col=27", "AdaOfAcme on x is a new account"),
            ("accounts:", "never_asks: [password]\naccounts:", "line=4,col=1", "what ada never asks was nothing"),
        ],
    )
    def test_what_decides_whom_customers_believe_is_marked_at_its_place(
        self, repository: Repository, old: str, new: str, place: str, words: str
    ) -> None:
        edit(repository, old, new)
        said = since(repository)
        assert f"::warning {ADA},{place},title=R901::needs a second reviewer: {words}\n" in said

    def test_a_new_name_and_one_that_is_gone(self, repository: Repository) -> None:
        folder = repository.path / "site/content/staff"
        (folder / "eve.yml").write_text("name: Eve\naccounts: [{platform: x, handle: EveAtAcme}]\n")
        said = since(repository)
        assert (
            f"::warning {ADA.replace('ada', 'eve')},line=1,col=1,title=R901::needs a second reviewer: eve is new in the directory, and everything in the record is confirmed with it\n"
            in said
        )

    def test_who_may_sign(self, repository: Repository) -> None:
        settings = repository.path / "site/content/tracker.yml"
        settings.write_text(settings.read_text() + 'policy: {signers: ["SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDzTpQ7GEa5fSVq5u8"]}\n')
        assert "title=R901::needs a second reviewer: signers was empty\n" in since(repository)

    def test_a_change_of_something_else_needs_none(self, repository: Repository) -> None:
        edit(repository, "name: Ada", "title: Engineer\nname: Ada")
        assert "R901" not in since(repository)

    def test_what_main_has_changed_meanwhile_is_not_ours(self, repository: Repository) -> None:
        repository.git("checkout", "--quiet", "main")
        edit(repository, "AdaAtAcme", "AdaOfAcme")
        repository.commit_all()
        repository.git("checkout", "--quiet", "change")
        assert since(repository) == ""

    def test_warnings_are_told_of_what_changed_and_errors_always(self, repository: Repository) -> None:
        edit(repository, "AdaAtAcme", "AdaAble")
        repository.commit_all()
        assert "title=R366" in since(repository)
        assert "title=R366" not in since(repository, "HEAD")
        edit(repository, "name:", "nmae:")
        repository.commit_all()
        assert "title=M202" in since(repository, "HEAD")

    def test_the_command_prints_it_for_the_workflow(self, repository: Repository) -> None:
        edit(repository, "AdaAtAcme", "AdaOfAcme")
        run = [sys.executable, "-m", "tracker", "check", "--format", "github", "--since", "main"]
        said = subprocess.run(run, cwd=repository.path / "site", capture_output=True, text=True, check=True)
        assert said.stdout.startswith(f"::warning {ADA},line=4,col=1,title=R901::needs a second reviewer: ")

    @pytest.mark.parametrize("base", ["origin/nowhere", "--upload-pack=x", ""])
    def test_a_base_that_git_does_not_know(self, repository: Repository, base: str) -> None:
        with pytest.raises(CannotRun, match=f"^--since {base}: "):
            since(repository, base)


class TestOwners:
    TEAM = ("@acme/directory",)

    def test_the_lines_of_a_store(self) -> None:
        assert lines("content", self.TEAM) == (
            "/content/staff/       @acme/directory",
            "/content/impostors/   @acme/directory",
            "/content/signatures/  @acme/directory",
            "/content/tracker.yml  @acme/directory",
        )

    @pytest.mark.parametrize(
        "text",
        [
            "\n".join(lines("content", TEAM)),
            "* @acme/directory",
            "content/ @acme/directory",
            "/content/** @x @acme/directory",
            "content @acme/directory",
        ],
    )
    def test_what_guards_it(self, text: str) -> None:
        assert list(unguarded(text, "CODEOWNERS", "content", self.TEAM)) == []

    def test_nothing_does(self) -> None:
        said = [p.message for p in unguarded(None, "CODEOWNERS", "content", self.TEAM)]
        assert (
            said[0]
            == "/content/staff/ is not guarded by @acme/directory: no line gives it to anybody; add at the end  /content/staff/ @acme/directory"
        )
        assert len(said) == 4

    @pytest.mark.parametrize(
        "last", ["* @everybody", "*.yml @everybody", "/content/staff/*.yml @everybody", "content/**/x.yml @everybody", "/content/staff/"]
    )
    def test_a_later_line_takes_it_away(self, last: str) -> None:
        text = "\n".join([*lines("content", self.TEAM), "", last])
        first = next(unguarded(text, "CODEOWNERS", "content", self.TEAM))
        assert (first.line, first.code) == (6, "G601")

    @pytest.mark.parametrize("last", ["*.md @everybody", "/docs/ @everybody", "/content/staff/*/y.yml @x", "staff.yml @x", "# * @x", "[Section] @x"])
    def test_a_line_about_something_else_does_not(self, last: str) -> None:
        assert list(unguarded("\n".join([*lines("content", self.TEAM), last]), "CODEOWNERS", "content", self.TEAM)) == []

    def test_init_writes_what_check_asks_for(self, tmp_path: Path) -> None:
        begin(tmp_path, ["@acme/directory"])
        assert lines("content", self.TEAM)[0] in (tmp_path / ".github/CODEOWNERS").read_text()
        subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
        run = [sys.executable, "-m", "tracker", "check"]
        fine = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert fine.stderr == "no problems\n"
        owners = tmp_path / ".github/CODEOWNERS"
        owners.write_text(owners.read_text().replace("/content/staff/", "/content/stuff/"))
        wrong = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True)
        said = "/content/staff/ is not guarded by @acme/directory: no line gives it to anybody; add at the end  /content/staff/ @acme/directory"
        assert wrong.stderr.startswith(f".github/CODEOWNERS: G601 warning: {said}\n")
