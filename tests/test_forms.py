"""Issue forms: made of the settings, kept in step with them, and understood again when what somebody answered comes back from GitHub."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tracker.cli.app import app
from tracker.github.texts import answers
from tracker.github.triage import triage
from tracker.github.upstream import UpstreamIssue
from tracker.model.forms import questions, understood
from tracker.model.github import NOT_ANSWERED, Repository
from tracker.model.settings import Settings
from tracker.model.vocabulary import IssueKind, Severity
from tracker.starter import begin
from tracker.store import yaml as ours
from tracker.store.forms import FOLDER, forms

ROOT = Path(__file__).parent.parent
URL = "https://known.meridian.example/"
GITHUB = "https://github.com/octo-org/hello"
EXAMPLE = Settings.model_validate(ours.parse((ROOT / "content" / "tracker.yml").read_bytes(), "tracker.yml"))


def settings(*products: dict[str, Any], **changes: Any) -> Settings:
    return Settings.model_validate({"organisation": {"name": "Acme", "url": "https://acme.example/"}, "products": products, **changes})


def read(given_: Settings, name: str = "defect") -> Any:
    """A form as GitHub reads it."""
    return yaml.safe_load(forms(given_, URL)[f"{FOLDER}/{name}.yml"])


def asked(form: Any) -> list[Any]:
    return [each for each in form["body"] if each["type"] != "markdown"]


# What GitHub takes (its documentation of the syntax) ------------------------------------------------------------------------------------------------

HOSTILE = settings(
    {"id": "a", "name": "yes", "versioning": "semver", "components": [{"id": "x", "name": "a: b # c"}, {"id": "y", "name": "'quoted' \"twice\""}]},
    {"id": "b", "name": "1.10", "versioning": "semver", "components": [{"id": "x", "name": "a: b # c"}, {"id": "z", "name": "😀 {title}"}]},
    {"id": "c", "name": "- list", "versioning": "continuous"},
)
NO_PRODUCT = settings()
HOSTED = settings({"id": "a", "name": "Cloud", "versioning": "continuous"})


@pytest.mark.parametrize("given_", [EXAMPLE, HOSTILE, NO_PRODUCT, HOSTED], ids=["example", "hostile", "no product", "hosted"])
@pytest.mark.parametrize("name", ["defect", "feature"])
def test_a_form_is_one_that_github_takes(given_: Settings, name: str) -> None:
    form = read(given_, name)
    assert {"name", "description", "body"} <= set(form) <= {"name", "description", "body", "labels"}
    assert asked(form)
    for field in ("id", "label"):
        found = [each[field] if field == "id" else each["attributes"][field] for each in asked(form)]
        assert len(found) == len(set(found))
    for each in form["body"]:
        assert each["type"] in {"markdown", "input", "textarea", "dropdown"}
        assert set(each) <= {"type", "id", "attributes", "validations"}
        options = each["attributes"].get("options")
        assert (options is not None) is (each["type"] == "dropdown")
        if options is not None:
            assert options
            assert len(options) == len(set(options))
            assert all(isinstance(option, str) and option and option.lower() != "none" for option in options)


def test_the_forms_know_the_products_components_and_severities() -> None:
    found = {each["id"]: each["attributes"] for each in asked(read(EXAMPLE))}
    assert found["product"]["options"] == ["Meridian Desktop", "Meridian Mobile", "Meridian Cloud API"]
    assert found["components"]["options"][:3] == ["Meridian Desktop: Sync engine", "Meridian Desktop: User interface", "Meridian Desktop: Installer"]
    assert found["severity"]["options"] == ["Critical", "Major", "Minor", "Trivial"]
    assert {each["id"] for each in asked(read(EXAMPLE)) if each.get("validations")} == {"product", "description"}


def test_what_is_filled_in_by_an_address_is_asked_under_that_id() -> None:
    """The addresses of the site's pages name these; GitHub fills in what has the same id."""
    assert EXAMPLE.contribute.new_defect
    assert EXAMPLE.contribute.new_feature
    for template, name in ((EXAMPLE.contribute.new_defect, "defect"), (EXAMPLE.contribute.new_feature, "feature")):
        assert f"template={name}.yml" in template
    ids = {each["id"] for each in asked(read(EXAMPLE))}
    assert {"product", "version", "description"} <= ids


def test_versions_are_not_asked_for_where_there_are_none() -> None:
    assert "version" not in {each["id"] for each in asked(read(HOSTED))}


def test_security_holes_and_what_is_known_are_shown_another_way() -> None:
    chooser = read(EXAMPLE, "config")
    assert chooser["blank_issues_enabled"] is False
    assert [link["url"] for link in chooser["contact_links"]] == [URL, "https://meridian.example/security", f"{URL}contact/"]
    assert [sorted(link) for link in chooser["contact_links"]] == [["about", "name", "url"]] * 3
    assert "Please report it in private: https://meridian.example/security" in read(EXAMPLE)["body"][0]["attributes"]["value"]


# Back from GitHub -----------------------------------------------------------------------------------------------------------------------------------


def body(kind: IssueKind, given_: Settings, said: dict[str, str]) -> str:
    """What GitHub makes of a form that somebody has filled in: a heading for each question, the answer below it, or that there is none."""
    parts = []
    for question in questions(kind, given_):
        answer = said.get(question.id, "")
        fenced = f"```text\n{answer}\n```" if answer and question.shows_code else answer
        parts.append(f"### {question.heading}\n\n{fenced or NOT_ANSWERED}")
    return "\n\n".join(parts)


def issue(text: str) -> UpstreamIssue:
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    return UpstreamIssue(1, 1, "Export stops", text, "open", "", moment, moment, f"{GITHUB}/issues/1", type="Bug")


WORDS = st.lists(st.sampled_from(["rows", "stop", "at", "65,536", "ünïcode", "(again)"]), min_size=1, max_size=5).map(" ".join)


@given(st.data())
def test_an_answered_form_comes_back_as_it_was_meant(data: st.DataObject) -> None:
    """Product, parts and severity by what was chosen, the texts under their fields, the version kept with the description."""
    given_ = EXAMPLE.model_copy(update={"contribute": EXAMPLE.contribute.model_copy(update={"github": GITHUB})})
    product = data.draw(st.sampled_from(given_.products))
    parts = data.draw(st.lists(st.sampled_from(product.components), unique=True, max_size=3))
    severity = data.draw(st.sampled_from(Severity))
    texts = {name: data.draw(WORDS) for name in ("description", "steps", "symptoms", "platforms", "workaround")}
    said = {
        "product": product.name,
        "components": ", ".join(f"{product.name}: {part.name}" for part in parts),
        "severity": severity.label,
        "version": "2.4.1",
        **texts,
    }
    repository = understood(Repository(name="octo-org/hello", product="desktop"), given_)
    fields, chosen = answers(body(IssueKind.DEFECT, given_, said), repository)
    meant = triage(issue(""), repository, chosen)
    assert (meant.product, meant.severity, set(meant.components)) == (product.id, severity, {part.id for part in parts})
    assert [line for line in fields["description"].split("\n") if line] == ["### Version", "2.4.1", texts["description"]]
    assert fields["steps_to_reproduce"] == texts["steps"]
    assert fields["symptoms"] == [texts["symptoms"]]
    assert fields["workarounds"] == [{"steps": texts["workaround"]}]
    assert fields["platforms"] == list(dict.fromkeys(part.strip() for part in texts["platforms"].split(",")))


def test_what_was_not_answered_says_nothing() -> None:
    given_ = EXAMPLE.model_copy(update={"contribute": EXAMPLE.contribute.model_copy(update={"github": GITHUB})})
    repository = understood(Repository(name="octo-org/hello", product="mobile"), given_)
    fields, chosen = answers(body(IssueKind.FEATURE, given_, {"description": "A dark mode."}), repository)
    assert fields == {"description": "A dark mode."}
    assert triage(issue(""), repository, chosen).product == "mobile"


def test_the_mapping_of_tracker_yml_counts_more_and_other_repositories_are_left_alone() -> None:
    given_ = EXAMPLE.model_copy(update={"contribute": EXAMPLE.contribute.model_copy(update={"github": GITHUB})})
    mapped = Repository.model_validate({"name": "Octo-Org/Hello", "product": "desktop", "headings": {"Symptoms": "summary"}, "drop": ["Platforms"]})
    found = understood(mapped, given_)
    assert found.headings["Symptoms"] == "summary"
    assert "Platforms" not in found.headings
    assert found.headings["Steps to reproduce"] == "steps_to_reproduce"
    other = Repository(name="octo-org/other", product="desktop")
    assert understood(other, given_) is other
    assert understood(mapped, EXAMPLE) is mapped


# Kept in step ---------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A site that was just begun, as a repository."""
    begin(tmp_path / "site")
    subprocess.run(["git", "init", "-q", str(tmp_path / "site")], check=True)
    return tmp_path / "site"


def check(site: Path, *options: str) -> tuple[int, list[str]]:
    ran = CliRunner().invoke(app, ["check", "-f", str(site / "mkdocs.yml"), *options])
    return ran.exit_code, ran.output.splitlines()


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_a_component_more_is_told_and_written_and_then_all_is_well(begun: Path) -> None:
    assert check(begun) == (0, ["no problems"])
    changed(begun / "content" / "tracker.yml", "components: [sign-in, export]", "components: [sign-in, export, sync]")
    said = "is not what tracker.yml makes of it any more; run  tracker check --fix"
    told = [f".github/ISSUE_TEMPLATE/{name}.yml: G602 warning: {said}" for name in ("defect", "feature")]
    assert check(begun) == (0, [*told, "2 warnings"])
    assert check(begun, "--strict")[0] == 1
    assert check(begun, "--fix") == (
        0,
        ["note: wrote .github/ISSUE_TEMPLATE/defect.yml", "note: wrote .github/ISSUE_TEMPLATE/feature.yml", "no problems"],
    )
    assert "Sync" in (begun / ".github" / "ISSUE_TEMPLATE" / "defect.yml").read_text()
    assert check(begun, "--strict") == (0, ["no problems"])


def test_a_form_without_our_first_line_is_somebodys_own(begun: Path) -> None:
    file = begun / ".github" / "ISSUE_TEMPLATE" / "defect.yml"
    own = "# Mine\n" + "".join(file.read_text().splitlines(keepends=True)[1:])
    file.write_text(own)
    changed(begun / "content" / "tracker.yml", "components: [sign-in, export]", "components: [sign-in, export, sync]")
    assert check(begun, "--fix")[1] == ["note: wrote .github/ISSUE_TEMPLATE/feature.yml", "no problems"]
    assert file.read_text() == own


def test_a_missing_form_is_missed_only_where_readers_are_sent_to_it(begun: Path) -> None:
    """The repository is the one that takes new issues, as mkdocs.yml and tracker.yml say together."""
    file = begun / ".github" / "ISSUE_TEMPLATE" / "feature.yml"
    file.unlink()
    assert check(begun) == (0, ["no problems"])
    with (begun / "content" / "tracker.yml").open("a") as settings_:
        settings_.write(f'contribute: {{github: "{GITHUB}"}}\n')
    assert check(begun) == (0, ["no problems"])
    changed(begun / "mkdocs.yml", "docs_dir:", f"repo_url: {GITHUB}\ndocs_dir:")
    told = ".github/ISSUE_TEMPLATE/feature.yml: G602 warning: is missing, and the site sends its readers there; run  tracker check --fix"
    assert check(begun) == (0, [told, "1 warning"])
    assert check(begun, "--fix") == (0, ["note: wrote .github/ISSUE_TEMPLATE/feature.yml", "no problems"])
    assert file.is_file()
