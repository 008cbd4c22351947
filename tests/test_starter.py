"""What `tracker init` leaves behind: a site that builds at once, published by a workflow that asks for no more than it needs."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from tracker.hosts.builder import build_site
from tracker.model.problem import CannotRun
from tracker.starter import begin, requirement

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted([*(ROOT / ".github/workflows").glob("*.yml"), *(ROOT / "tracker/starter/files/.github/workflows").glob("*.yml")])
PERMISSIONS = {
    "deploy": {"pages": "write", "id-token": "write"},
    "read": {"contents": "read", "issues": "read", "pull-requests": "read"},
    "propose": {"contents": "write", "pull-requests": "write"},
}
"""The jobs that may do something, and what."""
TRUSTED = {"deploy": {"actions/deploy-pages"}, "propose": {"actions/checkout", "actions/download-artifact"}}
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    begin(tmp_path / "site")
    return tmp_path / "site"


def test_the_starter_builds_at_once_without_a_warning(begun: Path) -> None:
    outcome = build_site(begun / "mkdocs.yml", {}, now=NOW, clean=False, tell=lambda *_: None)
    assert outcome.checked.problems == ()
    assert outcome.checked.notes == ()
    assert outcome.published is not None
    for page in ("", "issues/DEF-0001/", "features/FEA-0001/", "staff/robin-sample/", "staff/help-desk/", "products/app/1.1.0/", "contact/", "help/"):
        assert (begun / "site" / page / "index.html").is_file(), page


def test_the_starter_says_where_what_it_wrote_stands(tmp_path: Path) -> None:
    written = begin(tmp_path)
    assert sorted(written) == sorted(p for p in tmp_path.rglob("*") if p.is_file())
    names = {path.relative_to(tmp_path).as_posix() for path in written}
    assert names >= {
        "mkdocs.yml",
        ".gitignore",
        ".gitattributes",
        ".github/workflows/publish.yml",
        ".github/workflows/sync.yml",
        "content/tracker.yml",
    }


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CannotRun, match="is not an empty folder; name one that is empty or does not exist yet"):
        begin(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_is_no_folder_to_begin_in(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CannotRun, match="is not an empty folder"):
        begin(tmp_path / "file")
    with pytest.raises(CannotRun, match="cannot be written: Not a directory"):
        begin(tmp_path / "file" / "below")


def test_the_clone_of_an_empty_repository_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert tmp_path / "mkdocs.yml" in begin(tmp_path)


def test_the_command_names_each_file_and_what_to_do_next(tmp_path: Path) -> None:
    said = subprocess.run([sys.executable, "-m", "tracker", "init", "known-issues"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "wrote known-issues/mkdocs.yml\n" in said
    assert said.endswith("Next:  cd known-issues && tracker serve\n")


def test_the_site_is_built_by_the_commit_that_made_it() -> None:
    """What the workflow installs is pinned where pip knows the repository; elsewhere it is an address that belongs to nobody."""
    known = json.dumps({"url": "https://git.example/a/tracker-site.git", "vcs_info": {"vcs": "git", "commit_id": "0" * 40}})
    assert requirement(known) == f"tracker-site @ git+https://git.example/a/tracker-site.git@{'0' * 40}"
    local = json.dumps({"url": "file:///home/ada/tracker-site", "vcs_info": {"vcs": "git", "commit_id": "0" * 40}})
    for unknown in (None, local, json.dumps({"url": "file:///home/ada/tracker-site", "dir_info": {"editable": True}})):
        assert requirement(unknown).startswith("tracker-site @ git+https://git.example/tracker-site.git@v")


def test_the_workflow_installs_what_requirements_says(begun: Path) -> None:
    lines = [line for line in (begun / "requirements.txt").read_text().splitlines() if not line.startswith("#")]
    assert len(lines) == 1
    assert lines[0].startswith("tracker-site @ git+https://")
    assert "pip install --quiet -r requirements.txt" in (begun / ".github/workflows/publish.yml").read_text()


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda p: p.relative_to(ROOT).as_posix())
class TestWorkflows:
    def test_actions_are_pinned_to_commits(self, file: Path) -> None:
        used = re.findall(r"uses: (.*)", file.read_text())
        assert used
        for each in used:
            assert re.fullmatch(r"[\w-]+/[\w-]+(/[\w-]+)?@[0-9a-f]{40} # v\d+\.\d+\.\d+", each), each

    def test_permissions_are_the_least(self, file: Path) -> None:
        """Reading is all; the jobs that may do more run no code of ours, and never for a pull request."""
        workflow = yaml.safe_load(file.read_text())
        assert workflow["permissions"] == {"contents": "read"}
        for name, job in workflow["jobs"].items():
            assert job.get("permissions") == PERMISSIONS.get(name)
            if "write" not in job.get("permissions", {}).values():
                continue
            assert {step["uses"].partition("@")[0] for step in job["steps"] if "uses" in step} <= TRUSTED[name]
            assert not any(word in step.get("run", "") for step in job["steps"] for word in ("pip", "tracker ", "python"))
            triggers = workflow[True]  # YAML 1.1 reads `on` as true
            assert "pull_request" not in triggers or "github.event_name != 'pull_request'" in job["if"]
        assert "pull_request_target" not in file.read_text()

    def test_the_checkout_has_all_of_history_and_keeps_no_token(self, file: Path) -> None:
        steps = [step for job in yaml.safe_load(file.read_text())["jobs"].values() for step in job["steps"]]
        checkouts = [step["with"] for step in steps if step.get("uses", "").startswith("actions/checkout@")]
        assert checkouts
        assert all(given == {"fetch-depth": 0, "persist-credentials": False} for given in checkouts)

    def test_nothing_is_put_into_a_script_before_the_shell_reads_it(self, file: Path) -> None:
        """What GitHub fills in stands in the environment, where it is a text and not a command."""
        for job in yaml.safe_load(file.read_text())["jobs"].values():
            assert not [step["run"] for step in job["steps"] if "${{" in step.get("run", "")]


def test_a_synchronisation_is_proposed_with_its_plan_as_the_text(tmp_path: Path, begun: Path) -> None:
    """The job that writes, with a real repository and a gh that writes down what it is asked. A plan full of commands runs none of them."""
    job = yaml.safe_load((begun / ".github/workflows/sync.yml").read_text())["jobs"]["propose"]
    (script,) = [step["run"] for step in job["steps"] if "run" in step]

    def git(*arguments: str, cwd: Path = begun) -> str:
        return subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, text=True, check=True).stdout.strip()

    remote, folder, tools = tmp_path / "remote.git", tmp_path / "temp/sync", tmp_path / "tools"
    git("init", "--quiet", "--bare", "-b", "trunk", str(remote))
    git("init", "--quiet", "-b", "trunk")
    git("remote", "add", "origin", str(remote))
    for name, value in (("user.name", "A"), ("user.email", "a@example.com"), ("commit.gpgsign", "false")):
        git("config", name, value)
    git("add", ".")
    git("commit", "--quiet", "-m", "Begin")
    git("push", "--quiet", "origin", "trunk")
    base = git("rev-parse", "HEAD")
    (begun / "content/defects/sub").mkdir()
    (begun / "content/defects/sub/DEF-GH-1.yml").write_text("title: $(touch pwned)\n")
    (begun / "mkdocs.yml").write_text("site_name: taken over\n")
    git("add", ".")
    folder.mkdir(parents=True)
    (folder / "changes.patch").write_text(git("diff", "--cached", "--binary") + "\n")
    (folder / "plan.md").write_text("`$(touch pwned)` ; touch pwned\n")
    git("reset", "--quiet", "--hard")
    tools.mkdir()
    (tools / "gh").write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> {tmp_path}/asked\n')
    (tools / "gh").chmod(0o755)

    def propose(number: str, on: str) -> None:
        given = {"RUNNER_TEMP": str(tmp_path / "temp"), "BASE": on, "NUMBER": number, "GITHUB_REF_NAME": "trunk"}
        environment = {"PATH": f"{tools}:{os.environ['PATH']}", **given}
        subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], cwd=begun, env=environment, check=True)

    propose("", base)
    proposed = git("rev-parse", "sync-github", cwd=remote)
    assert git("diff", "--name-only", base, proposed, cwd=remote) == "content/defects/sub/DEF-GH-1.yml"
    assert not list(tmp_path.rglob("pwned"))
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked == [
        "auth setup-git",
        f"pr create --base trunk --head sync-github --title What has changed on GitHub --body-file {folder}/plan.md",
    ]
    (folder / "changes.patch").write_text((folder / "changes.patch").read_text().replace("sub/DEF-GH-1.yml", "sub/DEF-GH-2.yml"))
    git("fetch", "--quiet", "origin")
    propose("7", proposed)
    assert git("rev-parse", "sync-github^", cwd=remote) == proposed, "an open pull request is continued"
    assert (tmp_path / "asked").read_text().splitlines()[-1] == f"pr edit 7 --body-file {folder}/plan.md"


def test_all_workflows_run_the_same_actions() -> None:
    """An action that is brought up to date here is so in the starter, too."""
    pins: dict[str, set[str]] = {}
    for file in WORKFLOWS:
        for action, pin in re.findall(r"uses: ([^@]*)@(.*)", file.read_text()):
            pins.setdefault(action, set()).add(pin)
    assert {action: found for action, found in pins.items() if len(found) > 1} == {}
