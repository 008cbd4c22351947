"""The commands: exit 0 fine, 1 problems found, 2 wrong use or cannot run; problems on stderr, one clear line where nothing can be done."""

import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tracker import __version__
from tracker.cli import app, main
from tracker.workers import Lost

ROOT = Path(__file__).parent.parent
BASE = ROOT / "tests" / "stores" / "base"
COMMANDS = sorted(command.name or command.callback.__name__ for command in app.registered_commands if command.callback)


@dataclass(frozen=True)
class Told:
    """What a command came to."""

    code: int
    out: str
    err: str


Tracker = Callable[..., Told]


@pytest.fixture
def tracker(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tracker:
    """Call a command as from a terminal's line, in this process."""

    def call(*arguments: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["tracker", *arguments])
        capfd.readouterr()
        try:
            main()
            code = 0
        except SystemExit as e:
            code = e.code if isinstance(e.code, int) else 0 if e.code is None else 1
        sys.stdout.flush()
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Told(code, out, err)

    return call


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(BASE, tmp_path / "here")
    monkeypatch.chdir(folder)
    return folder


WRONG = 'title: Export stops\nstatus: confirmd\nseverity: minor\nproduct: desktop\nopened: "2026-01-05"\n'
WRONG_TOLD = """\
content/defects/DEF-1.yml:2:9: M204 'confirmd' is not a status; did you mean 'confirmed'?
    status: confirmd
            ^
"""
STRAY_TOLD = "content/defect: Y113 warning: is no part of a store; did you mean 'defects'?\n"


def wrong(site: Path) -> None:
    (site / "content" / "defects" / "DEF-1.yml").write_text(WRONG)


def stray(site: Path) -> None:
    (site / "content" / "defect").mkdir()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(tracker: Tracker, command: str) -> None:
    told = tracker(command, "--help")
    assert (told.code, told.err) == (0, "")
    assert re.search(rf"Example: (?:mkdir -p \.vscode && )?tracker {command}\b", told.out)
    assert "[OPTIONS]" in told.out


@pytest.mark.parametrize("command", ["import", "import github", "import staff", "sync", "sync github"])
def test_so_does_every_command_with_another_below_it(tracker: Tracker, command: str) -> None:
    told = tracker(*command.split(), "--help")
    assert (told.code, told.err) == (0, "")
    assert f"Example: tracker {command}" in told.out


@pytest.mark.parametrize("group", [[], ["import"], ["sync"]])
def test_the_list_of_commands_has_whole_sentences_and_an_example(tracker: Tracker, group: list[str]) -> None:
    told = tracker(*group, "--help")
    assert "..." not in told.out.partition("Commands:")[2]
    assert f"Example: {' '.join(['tracker', *group])}" in told.out


def test_commands_are_listed_in_the_order_in_which_a_site_is_kept(tracker: Tracker) -> None:
    listed = re.findall(r"^  (\w+) {2,}\w", tracker("--help").out.partition("Commands:")[2], re.MULTILINE)
    assert listed == [
        "init",
        "build",
        "serve",
        "check",
        "fmt",
        "diff",
        "explain",
        "schema",
        "new",
        "affects",
        "whois",
        "reply",
        "prove",
        "sign",
        "import",
        "sync",
    ]


EXAMPLES = [
    example.removeprefix("Example: ")
    for command in app.registered_commands
    if (example := command.epilog or "") and not re.search(r"tracker (init|serve|prove|sign|diff) ", example)
]
"""What needs neither a network, nor a key, nor a history, nor ends only when somebody ends it; `init` is where the others are pasted."""


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_works_when_it_is_pasted_into_a_new_site(tracker: Tracker, tmp_path: Path, example: str) -> None:
    assert tracker("init", str(tmp_path / "known-issues")).code == 0
    command = f"{shlex.quote(sys.executable)} -m tracker"
    pasted = re.sub(r"\btracker (?=\w)", lambda _: f"{command} ", example)
    done = subprocess.run(
        ["sh", "-c", pasted], cwd=tmp_path / "known-issues", env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"warning" not in done.stderr


def test_the_commands_are_those_that_were_promised() -> None:
    assert COMMANDS == ["affects", "build", "check", "diff", "explain", "fmt", "init", "new", "prove", "reply", "schema", "serve", "sign", "whois"]


def test_the_version_is_told(tracker: Tracker) -> None:
    assert tracker("--version") == Told(0, f"tracker {__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["nothing"], "No such command 'nothing'."), (["check", "--loud"], "No such option: --loud"), (["init"], "Missing argument 'DIR'.")],
)
def test_wrong_use_is_told_in_a_line(tracker: Tracker, arguments: list[str], said: str) -> None:
    told = tracker(*arguments)
    assert (told.code, told.out) == (2, "")
    assert told.err.splitlines()[-1] == f"Error: {said}"


def test_a_store_without_problems_is_fine(tracker: Tracker, site: Path) -> None:
    assert tracker("check") == Told(0, "", "no problems\n")


def test_an_error_is_told_with_its_place(tracker: Tracker, site: Path) -> None:
    wrong(site)
    assert tracker("check") == Told(1, "", f"{WRONG_TOLD}1 error\n")
    assert tracker("check", "--quiet") == Told(1, "", WRONG_TOLD)
    assert tracker("check", "--strict") == Told(1, "", f"{WRONG_TOLD}1 error\n")


def test_a_warning_is_told_and_forgiven(tracker: Tracker, site: Path) -> None:
    stray(site)
    assert tracker("check") == Told(0, "", f"{STRAY_TOLD}1 warning\n")
    assert tracker("check", "--quiet") == Told(0, "", "")
    assert tracker("check", "--strict") == Told(1, "", f"{STRAY_TOLD}1 warning\n")


def test_programs_read_json_from_stdout(tracker: Tracker, site: Path) -> None:
    """A list, and nothing else; an empty one where nothing is wrong."""
    assert tracker("check", "--format", "json") == Told(0, "[]\n", "")
    wrong(site)
    stray(site)
    told = tracker("check", "--format", "json")
    assert (told.code, told.err) == (1, "")
    assert json.loads(told.out) == [
        {
            "path": "content/defect",
            "line": 0,
            "column": 0,
            "code": "Y113",
            "level": "warning",
            "message": "is no part of a store; did you mean 'defects'?",
        },
        {
            "path": "content/defects/DEF-1.yml",
            "line": 2,
            "column": 9,
            "code": "M204",
            "level": "error",
            "message": "'confirmd' is not a status; did you mean 'confirmed'?",
        },
    ]


def test_only_the_files_that_were_asked_for_are_told_of(tracker: Tracker, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and folders, relative to where one is; what does not exist is wrong use, not fine."""
    wrong(site)
    stray(site)
    assert tracker("check", "content/staff") == Told(0, "", "no problems\n")
    for path in ("content/defects", "content/defects/DEF-1.yml", str(site / "content" / "defects")):
        assert tracker("check", path) == Told(1, "", f"{WRONG_TOLD}1 error\n")
    assert tracker("check", "content/staff", ".").code == 1
    assert tracker("check", "content/defects/DEF-7.yml") == Told(
        2, "", "tracker: content/defects/DEF-7.yml does not exist; name files and folders of the store\n"
    )
    monkeypatch.chdir(site / "content" / "defects")
    assert tracker("check", "DEF-1.yml") == Told(1, "", f"{WRONG_TOLD}1 error\n")
    assert tracker("check", "DEF-2.yml") == Told(0, "", "no problems\n")


def test_the_nearest_configuration_upwards_counts(tracker: Tracker, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong(site)
    monkeypatch.chdir(site / "content" / "staff")
    assert tracker("check") == Told(1, "", f"{WRONG_TOLD}1 error\n")
    monkeypatch.chdir(tmp_path)
    assert tracker("check", "-f", "here/mkdocs.yml") == Told(1, "", f"{WRONG_TOLD}1 error\n")
    nowhere = "there is no mkdocs.yml here or in a folder above; run 'tracker init DIR' to begin a site, or name one with -f"
    assert tracker("check") == Told(2, "", f"tracker: {nowhere}\n")


def test_a_build_says_what_it_did_on_stderr(tracker: Tracker, site: Path) -> None:
    told = tracker("build")
    assert (told.code, told.out) == (0, "")
    assert re.match(r"site: [1-9][\d,]* files, ", told.err)
    assert " made anew, in " in told.err
    assert len(told.err.splitlines()) == 1
    assert tracker("build", "--quiet", "--clean") == Told(0, "", "")


def test_a_refused_build_says_so(tracker: Tracker, site: Path) -> None:
    stray(site)
    assert tracker("build", "--quiet").code == 0
    refused = "nothing was published, and the site that was there is untouched\n"
    assert tracker("build", "--strict") == Told(1, "", f"{STRAY_TOLD}1 warning: {refused}")
    wrong(site)
    assert tracker("build") == Told(1, "", f"{STRAY_TOLD}{WRONG_TOLD}1 error, 1 warning: {refused}")
    assert tracker("build", "--quiet") == Told(1, "", f"{WRONG_TOLD}1 error, 1 warning: {refused}")


CONFIGURATIONS = {
    "a: [": "mkdocs.yml: MkDocs encountered an error parsing the configuration file: while parsing a flow node expected the node content, but found"
    " '<stream end>' in \"{site}/mkdocs.yml\", line 1, column 5",
    "site_name: A": "mkdocs.yml: Config value 'docs_dir': The path '{site}/docs' isn't an existing directory.",
    "site_name: A\ndocs_dir: content/pages": "mkdocs.yml does not list the plugin; add  plugins: [tracker: {{store: content}}]",
    "site_name: A\ndocs_dir: content/pages\nplugins: [tracker]": "mkdocs.yml has no site_url, which feeds and links from outside need; add  site_url: https://…/",
    "site_name: A\ndocs_dir: content/pages\nplugins: [tracker]\nsite_url: https://a.example/": "theme: name: 'mkdocs' is not supported;"
    " write material in mkdocs.yml",
    "site_name: A\ndocs_dir: content/pages\nplugins: [tracker, nothing]": "mkdocs.yml: Config value 'plugins': The \"nothing\" plugin is not installed",
    "site_name: A\ndocs_dir: content/pages\nplugins: [{tracker: {store: none}}]\nsite_url: https://a.example/": "none/tracker.yml does not exist; run"
    " 'tracker init' in a new folder, or say where the store is under plugins: tracker: store: in mkdocs.yml",
}


@pytest.mark.parametrize("text", CONFIGURATIONS)
def test_a_configuration_that_cannot_be_used_is_told_in_a_line(tracker: Tracker, site: Path, text: str) -> None:
    (site / "mkdocs.yml").write_text(text)
    assert tracker("build") == Told(2, "", f"tracker: {CONFIGURATIONS[text].format(site=site)}\n")
    assert not (site / "site").exists()


def test_a_configuration_that_does_not_exist_is_told_in_a_line(tracker: Tracker, site: Path) -> None:
    for command in ("build", "check", "serve"):
        assert tracker(command, "-f", "other.yml") == Told(2, "", "tracker: other.yml does not exist; name the mkdocs.yml of the site after -f\n")


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@acme.example", "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.mark.parametrize("command", ["build", "check"])
@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("git: other.bundle", "source s: other.bundle: there is no such file or folder"),
        ("git: ., ref: gone", "source s: .: has no branch or tag 'gone'; its branches are main"),
        ("git: ./content", "source s: ./content: './content' does not appear to be a git repository"),
        ("git: 'ext::sh -c id'", "'ext::' would start a program to fetch a source; write an https, ssh or file URL, or a path"),
    ],
)
def test_a_source_that_cannot_be_had_is_told_in_a_line(tracker: Tracker, site: Path, command: str, source: str, said: str) -> None:
    """Exit 2, and nothing is published."""
    with (site / "content" / "tracker.yml").open("a") as settings:
        settings.write(f"sources:\n  - {{name: s, {source}}}\n")
    for arguments in (["init", "--quiet", "--initial-branch=main"], ["add", "--all"], ["commit", "--quiet", "--message", "First"]):
        git(site, *arguments)
    assert tracker(command) == Told(2, "", f"tracker: {said}\n")
    assert not (site / "site").exists()


def test_without_git_one_line_says_so(tracker: Tracker, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(site))
    for command in ("build", "check"):
        assert tracker(command) == Told(2, "", "tracker: git is not installed, or not on the PATH; install git 2.31 or later\n")


def test_a_file_where_the_cache_would_be_is_told_in_a_line(tracker: Tracker, site: Path) -> None:
    """So is a full disk, or a folder that may not be written to."""
    (site / ".tracker").write_text("")
    assert tracker("build") == Told(2, "", f"tracker: {site}/.tracker: File exists\n")


def test_a_process_that_the_system_ended_is_told_in_a_line(tracker: Tracker, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> None:
        raise Lost("a process of the build ended before its work was done")

    monkeypatch.setattr("tracker.hosts.builder.check_site", lost)
    told = "tracker: a process of the build ended before its work was done; the system may have run out of memory\n"
    assert tracker("check") == Told(2, "", told)


def test_signs_in_a_text_are_shown_as_they_are(tracker: Tracker, site: Path) -> None:
    """Neither a place in line 100 nor the words of a file become a picture, a colour or a command of the terminal."""
    words = ["name: Eve", "bio: |", *["  words"] * 97, 'titel: ":bug: [red]x[/red] \t\u202e"', ""]
    (site / "content" / "staff" / "eve.yml").write_text("\n".join(words))
    assert tracker("check").err == (
        "content/staff/eve.yml:100:1: M202 unknown key 'titel'; did you mean 'title'?\n    titel: \":bug: [red]x[/red]  \ufffd\"\n    ^\n1 error\n"
    )


def terminal(folder: Path, **environment: str) -> bytes:
    """What `tracker check` shows on a terminal."""
    ours, theirs = pty.openpty()
    told = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **environment}
    process = subprocess.Popen([sys.executable, "-m", "tracker", "check"], cwd=folder, env=told, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass  # the other end was closed
    process.wait()
    os.close(ours)
    return shown


def test_colour_is_for_terminals_that_want_it(tracker: Tracker, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong(site)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" not in tracker("check").err
    assert b"\x1b[31mcontent/defects/DEF-1.yml:2:9: M204 " in terminal(site)
    assert b"\x1b" not in terminal(site, NO_COLOR="1")


def test_a_reader_who_leaves_early_is_no_reason_for_a_traceback(site: Path) -> None:
    """As in  tracker check --format json | head -c 0."""
    for number in range(3, 300):
        (site / "content" / "defects" / f"DEF-{number}.yml").write_text("[]\n")
    command = f"{sys.executable} -m tracker check --format json | true"
    done = subprocess.run(["sh", "-c", command], cwd=site, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_init_refuses_a_folder_that_is_not_empty(tracker: Tracker, site: Path) -> None:
    told = tracker("init", ".")
    assert (told.code, told.out) == (2, "")
    assert told.err == "tracker: . is not an empty folder; name one that is empty or does not exist yet\n"


def test_a_new_site_is_checked_and_built_at_once(tracker: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert tracker("init", "new", "--quiet") == Told(0, "", "")
    monkeypatch.chdir(tmp_path / "new")
    assert tracker("check", "--strict") == Told(0, "", "no problems\n")
    assert tracker("build", "--strict", "--quiet") == Told(0, "", "")
    assert (tmp_path / "new" / "site" / "index.html").is_file()
