"""Publishing: what changed is made anew, what did not is left alone, and until the new site is complete the old one stands."""

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tracker import pipeline, publish
from tracker.hosts import mkdocs
from tracker.hosts.builder import build_site
from tracker.model.problem import CannotRun
from tracker.pipeline import Build
from tracker.publish import Published
from tracker.site.delivery import Chrome
from tracker.site.outputs import Output
from tracker.site.render import Renderer

ROOT = Path(__file__).parent.parent
BASE = ROOT / "tests" / "stores" / "base"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
Files = dict[str, bytes]


def build(folder: Path, *, now: datetime = NOW, clean: bool = False, **overrides: Any) -> Published:
    outcome = build_site(folder / "mkdocs.yml", overrides, now=now, clean=clean, tell=lambda *_: None)
    assert outcome.checked.problems == ()
    assert outcome.published is not None
    return outcome.published


def files(site: Path) -> Files:
    """Every file of a site, by its name."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def clean_build(folder: Path, elsewhere: Path, now: datetime = NOW) -> Files:
    """What the same store gives in another folder that never saw a build."""
    shutil.rmtree(elsewhere, ignore_errors=True)
    shutil.copytree(folder, elsewhere, ignore=shutil.ignore_patterns("site", ".tracker"))
    build(elsewhere, now=now)
    return files(elsewhere / "site")


def stamp(folder: Path, chrome: Chrome, *, clean: bool = False) -> Published:
    """A build with what MkDocs made before: for whatever has nothing to do with that."""
    under_way = Build(mkdocs.site_of(mkdocs.configured(folder / "mkdocs.yml", {})), clean=clean)
    try:
        return under_way.publish(under_way.check(), chrome, NOW, lambda *_: None)
    finally:
        under_way.close()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site that was built twice, so that both generations are there."""
    folder = tmp_path_factory.mktemp("built") / "here"
    shutil.copytree(BASE, folder)
    build(folder)
    build(folder)
    return folder


@pytest.fixture(scope="module")
def chrome(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Chrome:
    """What MkDocs made for it."""
    config = mkdocs.configured(built / "mkdocs.yml", {})
    config.site_dir = str(shutil.copytree(built / ".tracker" / "chrome", tmp_path_factory.mktemp("chrome") / "chrome"))
    return mkdocs.chrome_of(config)


@pytest.fixture
def again(built: Path, tmp_path: Path) -> Path:
    """A copy of the site that was built twice."""
    return shutil.copytree(built, tmp_path / "again")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "here")
    return tmp_path / "here"


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were rendered, as they come."""
    made: list[str] = []
    render = Renderer.render

    def told(self: Renderer, output: Output) -> bytes:
        made.append(output.file)
        return render(self, output)

    monkeypatch.setattr(Renderer, "render", told)
    return made


def put(name: str, text: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)

    return change


def swap(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        assert old in (folder / name).read_text()
        (folder / name).write_text((folder / name).read_text().replace(old, new))

    return change


def move(name: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).rename(folder / new)

    return change


def remove(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
        else:
            (folder / name).unlink()

    return change


def both(one: Callable[[Path], None], other: Callable[[Path], None]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        one(folder)
        other(folder)

    return change


DEFECT = 'title: Slow start\nstatus: confirmed\nseverity: minor\nproduct: desktop\ncomponents: [ui]\nopened: "2026-01-11"\n'
EXPORT = "content/defects/DEF-1.yml"
RELEASES = '- {version: "1.0.0", date: "2026-01-01"}\n- {version: "1.2.0", date: "2026-03-01"}\n'
ROUNDS: list[tuple[str, Callable[[Path], None]]] = [
    ("nothing", lambda _: None),
    ("another defect, and another title", both(put("content/defects/DEF-3.yml", DEFECT), swap(EXPORT, "Export stops", "Export ends"))),
    ("another id, and the first title again", both(move("content/defects/DEF-3.yml", "content/defects/DEF-4.yml"), swap(EXPORT, "ends", "stops"))),
    ("one defect less, and another release", both(remove("content/defects/DEF-4.yml"), put("content/releases/desktop.yml", RELEASES))),
    ("a page by hand, and a file beside it", both(put("content/pages/about/us.md", "# About us\n"), put("content/pages/about/words.txt", "words"))),
    ("other names of the site and of a component", both(swap("mkdocs.yml", "Acme known", "Known"), swap("content/tracker.yml", "sync]", "export]"))),
    ("a page where a file was", both(remove("content/pages/about/words.txt"), put("content/pages/about/words.txt/a.md", "# A\n"))),
    ("a file where a page was", both(remove("content/pages/about"), put("content/pages/about", "words"))),
    ("another name of a member", swap("content/staff/ada.yml", "Ada Able", "Ada B. Able")),
]


def test_every_round_gives_what_a_clean_build_gives(site: Path, tmp_path: Path) -> None:
    """Added, changed, renamed, taken away, and back again: byte for byte the site of a folder that never saw a build; so, too, on another day."""
    now = NOW
    build(site, now=now)
    for number, (name, change) in enumerate(ROUNDS):
        change(site)
        now += timedelta(days=number % 3 == 2)
        build(site, now=now)
        assert files(site / "site") == clean_build(site, tmp_path / "there", now), name


def test_what_did_not_change_is_not_rendered_again(site: Path, rendered: list[str]) -> None:
    """Nothing, where nothing changed; the pages that tell of a record, where it did; nothing again, once both generations know it."""
    first = build(site)
    assert (first.rendered, first.copied, first.removed) == (first.files, 0, 0)
    assert len(set(rendered)) == len(rendered) == first.files
    for copied in (first.files, 0):
        rendered.clear()
        second = build(site)
        assert (second.rendered, second.copied, rendered) == (0, copied, [])
    swap("content/defects/DEF-1.yml", "Export stops", "Export ends")(site)
    changed = build(site)
    assert changed.rendered == len(rendered)
    assert {"issues/DEF-1/index.html", "api/v1/issues/DEF-1.json", "issues/index.html", "index.html", "feeds/all.atom"} <= {*rendered}
    untouched = {"staff/ada/index.html", "features/index.html", "features/FEA-1/index.html", "contact/index.html", "feeds/staff.atom", "404.html"}
    assert not untouched & {*rendered}
    rendered.clear()
    assert build(site).copied == changed.rendered
    assert rendered == []


def test_another_template_makes_its_pages_anew(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of a template are part of what its pages say."""
    build(site)
    theme = tmp_path / "theme"
    shutil.copytree(pipeline.THEME, theme)
    swap("pages/issue.html", "<h1", "<p>By another template.</p>\n<h1")(theme)
    monkeypatch.setattr(pipeline, "THEME", theme)
    monkeypatch.setattr(mkdocs, "THEME", theme)
    build(site)
    assert "By another template." in (site / "site" / "issues" / "DEF-1" / "index.html").read_text()


def test_another_configuration_makes_the_shells_anew(site: Path, tmp_path: Path) -> None:
    """What MkDocs puts around a page is part of the page; short addresses only lead on."""
    build(site)
    swap("mkdocs.yml", "theme: {name: material}", "copyright: Words of a footer\ntheme: {name: material}")(site)
    build(site)
    pages = {name: text for name, text in files(site / "site").items() if name.endswith(".html") and not name.startswith("i/")}
    assert [name for name, text in sorted(pages.items()) if b"Words of a footer" not in text] == []
    assert files(site / "site") == clean_build(site, tmp_path / "there")


def test_clean_makes_everything_anew(site: Path, rendered: list[str]) -> None:
    before = build(site)
    rendered.clear()
    second = build(site, clean=True)
    assert (second.files, second.rendered, second.copied) == (before.files, before.rendered, 0)
    assert len(rendered) == before.rendered


FIXED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tracker.hosts.builder import build_site
build_site(Path(sys.argv[1]) / "mkdocs.yml", {}, now=datetime(2026, 11, 23, 9, 0, tzinfo=UTC), clean=False, tell=lambda *_: None)
"""


def test_the_same_commit_at_the_same_time_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """In whatever folder, in whatever order sets have, in whatever zone and language, by whomever."""
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@acme.example", "-C", str(site)]
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "First"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    shutil.copytree(site, tmp_path / "another place" / "deeper")
    made = []
    for folder, told in (
        (site, {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "0"}),
        (tmp_path / "another place" / "deeper", {"PYTHONHASHSEED": "2", "TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "HOME": "/"}),
    ):
        subprocess.run([sys.executable, "-c", FIXED, str(folder)], check=True, capture_output=True, env=ENVIRONMENT | told, cwd=tmp_path)
        made.append(files(folder / "site"))
    assert made[0] == made[1]
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    assert json.loads(made[0]["api/v1/build.json"])["commit"] == head


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *arguments], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def test_mkdocs_gives_the_site_that_the_command_gives(site: Path, tmp_path: Path) -> None:
    """All files are the same, but for the time that build.json tells, and with it the digest."""
    shutil.copytree(site, tmp_path / "there")
    days: list[str] = []
    # Some files tell the day; at midnight both are built once more.
    while len(days) < 2 or days[-1] != days[-2]:
        assert run(site, "tracker", "build").returncode == 0
        assert run(tmp_path / "there", "mkdocs", "build").returncode == 0
        ours, theirs = files(site / "site"), files(tmp_path / "there" / "site")
        facts = [json.loads(each.pop("api/v1/build.json")) for each in (ours, theirs)]
        days += [each["time"][:10] for each in facts]
    assert ours == theirs
    for each in facts:
        del each["time"], each["digest"]
    assert facts[0] == facts[1]


@pytest.mark.parametrize("command", ["tracker", "mkdocs"])
def test_an_error_in_a_record_leaves_the_old_site(site: Path, command: str) -> None:
    """One mistake, one line about it, exit 1; not a byte of the site has changed, and the next build is right."""
    build(site)
    before = files(site / "site")
    put("content/defects/DEF-3.yml", DEFECT + "votess: 3\n")(site)
    swap("content/defects/DEF-1.yml", "Export stops", "Export ends")(site)
    told = run(site, command, "build")
    assert told.returncode == 1
    assert "content/defects/DEF-3.yml:7:1: M202 unknown key 'votess'; did you mean 'votes'?" in told.stderr
    assert "1 error: nothing was published, and the site that was there is untouched" in told.stderr
    assert "Traceback" not in told.stderr
    assert files(site / "site") == before
    put("content/defects/DEF-3.yml", DEFECT)(site)
    build(site)
    assert "Export ends" in (site / "site" / "issues" / "DEF-1" / "index.html").read_text()


@pytest.mark.parametrize("command", ["tracker", "mkdocs"])
def test_a_hand_written_page_that_cannot_be_built_leaves_the_old_site(site: Path, command: str) -> None:
    """So does a fault that MkDocs itself finds."""
    build(site)
    before = files(site / "site")
    swap("mkdocs.yml", "plugins: [tracker]", "strict: true\nplugins: [tracker]")(site)
    put("content/pages/about.md", "# About\n\n[Nowhere](nowhere.md)\n")(site)
    told = run(site, command, "build")
    assert told.returncode in {1, 2}
    assert "Traceback" not in told.stderr
    assert files(site / "site") == before


class Interrupted(Exception):
    """Something went wrong that nobody thought of."""


@pytest.mark.parametrize("after", [0, 1, 17, 60, 102])
def test_a_build_that_fails_in_the_middle_leaves_the_old_site(again: Path, chrome: Chrome, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """After so many files something breaks: the old site is whole, and the next build gives what a clean one gives."""
    before = files(again / "site")
    swap("content/tracker.yml", "Acme Works", "Acme Limited")(again)
    written: list[str] = []
    write = publish._write

    def fail(target: str | Path, content: bytes) -> None:
        if len(written) == after:
            write(target, content[: len(content) // 2])
            raise Interrupted
        written.append(str(target))
        write(target, content)

    with monkeypatch.context() as patched:
        patched.setattr(publish, "_write", fail)
        with pytest.raises(Interrupted):
            stamp(again, chrome, clean=True)
    assert len(written) == after
    assert files(again / "site") == before
    stamp(again, chrome)
    incremental = files(again / "site")
    assert incremental != before
    stamp(again, chrome, clean=True)
    assert files(again / "site") == incremental


@pytest.mark.parametrize("step", ["_digest_of", "exchange"])
def test_a_build_that_fails_at_the_exchange_leaves_the_old_site(again: Path, chrome: Chrome, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Complete, named, and not yet exchanged: the next build takes it from there."""
    before = files(again / "site")
    swap("content/defects/DEF-1.yml", "Export stops", "Export ends")(again)
    finish = publish.Generations.finish

    def fail(*_: object) -> None:
        raise Interrupted

    with monkeypatch.context() as patched:

        def failing(*arguments: Any) -> None:
            patched.setattr(publish, step, fail)
            finish(*arguments)

        patched.setattr(publish.Generations, "finish", failing)
        with pytest.raises(Interrupted):
            stamp(again, chrome)
    assert files(again / "site") == before
    assert stamp(again, chrome).rendered == 0
    assert b"Export ends" in files(again / "site")["issues/DEF-1/index.html"]


def test_a_build_that_is_killed_leaves_the_old_site_or_the_new_one(site: Path, tmp_path: Path) -> None:
    """Whenever it is killed, what is there is whole."""
    build(site)
    old = files(site / "site")
    swap("content/defects/DEF-1.yml", "Export stops", "Export ends")(site)
    new = clean_build(site, tmp_path / "there")
    begun = time.monotonic()
    build(tmp_path / "there", clean=True)
    took = time.monotonic() - begun
    fork = multiprocessing.get_context("fork")
    for attempt in range(10):
        process = fork.Process(target=build, args=(site,), kwargs={"clean": attempt % 2 == 0})
        process.start()
        time.sleep(took * (0.4 + 0.07 * attempt))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        assert files(site / "site") in (old, new), f"attempt {attempt}"
    build(site)
    assert files(site / "site") == new
    assert not list(site.glob(".site*"))


def _garbage(path: Path) -> None:
    path.write_bytes(b"\x00garbage")


def _list_instead(path: Path) -> None:
    path.write_text("[1]")


def _missing(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


SPOILT = [
    (".tracker/search.db", _garbage),
    (".tracker/manifest-*.json", _garbage),
    (".tracker/manifest-*.json", _list_instead),
    (".tracker/manifest-*.json", _missing),
    (".tracker/idle", _missing),
    (".tracker/idle/api/v1/build.json", _garbage),
    (".tracker/idle/issues", _missing),
    (".tracker/idle/issues/DEF-1/index.html", _missing),
    (".tracker", _missing),
    ("site", _missing),
    ("site/issues", _missing),
    ("site/api/v1/build.json", _garbage),
    ("site/api/v1/build.json", _list_instead),
]


@pytest.mark.parametrize(("pattern", "spoil"), SPOILT, ids=[f"{pattern}{spoil.__name__}" for pattern, spoil in SPOILT])
def test_what_was_damaged_between_builds_is_made_anew(again: Path, chrome: Chrome, pattern: str, spoil: Callable[[Path], None]) -> None:
    """The cache may be lost, whole or in parts; the next two builds are right all the same."""
    before = files(again / "site")
    spoilt = list(again.glob(pattern))
    assert spoilt
    for path in spoilt:
        spoil(path)
    for _ in range(2):
        stamp(again, chrome)
        assert files(again / "site") == before


@pytest.mark.parametrize("spoil", [_garbage, _missing])
def test_what_mkdocs_made_before_is_never_relied_on(again: Path, spoil: Callable[[Path], None]) -> None:
    before = files(again / "site")
    spoil(again / ".tracker" / "chrome" / "index.html")
    build(again)
    assert files(again / "site") == before


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder in another file system."""
    other = Path("/dev/shm")  # noqa: S108 - the folder in it has a name that nobody else has
    if not other.is_dir() or other.stat().st_dev == ROOT.stat().st_dev:
        pytest.skip("there is no other file system here")
    with TemporaryDirectory(prefix="tracker-test-", dir=other) as folder:
        yield Path(folder)


def test_a_site_may_lie_in_another_file_system(site: Path, tmp_path: Path, elsewhere: Path) -> None:
    """What cannot be exchanged there is copied beside the old site first."""
    build(site, site_dir=str(elsewhere / "site"))
    for _, change in ROUNDS[1:3]:
        change(site)
        build(site, site_dir=str(elsewhere / "site"))
        assert files(elsewhere / "site") == clean_build(site, tmp_path / "there")
    assert [path.name for path in elsewhere.iterdir()] == ["site"]


def test_the_site_goes_where_it_is_told_to(site: Path) -> None:
    """-d is relative to where the command is called, and the folder of mkdocs.yml stays as it was."""
    (site / "content" / "deeper").mkdir()
    told = run(site / "content" / "deeper", "tracker", "build", "-d", "../../public/site")
    assert told.returncode == 0
    assert (site / "public" / "site" / "index.html").is_file()
    assert not (site / "site").exists()
    build(site)
    assert files(site / "site").keys() == files(site / "public" / "site").keys()


def test_two_places_in_turn_are_both_right(site: Path) -> None:
    """A preview in one folder and the site in another share the cache and nothing else."""
    build(site)
    expected = files(site / "site")
    for _ in range(2):
        build(site, site_dir=str(site / "public"))
        assert files(site / "public") == expected
        build(site)
        assert files(site / "site") == expected


def test_two_sites_in_one_process_keep_apart(site: Path, tmp_path: Path) -> None:
    """MkDocs keeps a plugin from one build to the next; the site goes where its own configuration says."""
    shutil.copytree(site, tmp_path / "there")
    build(site)
    swap("content/defects/DEF-1.yml", "Export stops", "Export ends")(tmp_path / "there")
    build(tmp_path / "there")
    assert b"Export stops" in files(site / "site")["issues/DEF-1/index.html"]
    assert b"Export ends" in files(tmp_path / "there" / "site")["issues/DEF-1/index.html"]


HELD = "is no place for the site: what it is made from lies there; name another folder with -d, or as site_dir in mkdocs.yml"
LOST = "holds files that are no site, and publishing would take them away; name an empty folder, or one that does not exist yet"


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("content/defects", f"content/defects {HELD}"),
        ("content/attachments/new", f"content/attachments/new {HELD}"),
        (".tracker", f".tracker {HELD}"),
        (".tracker/idle", f".tracker/idle {HELD}"),
        ("notes", f"notes {LOST}"),
        ("checkout", "checkout is a git checkout, which publishing would take away; build elsewhere and copy the site there"),
        ("mkdocs.yml", "mkdocs.yml is a file; name a folder with -d, or as site_dir in mkdocs.yml"),
    ],
)
def test_what_is_no_site_is_never_taken_away(site: Path, folder: str, said: str) -> None:
    """The folder of the site is exchanged as a whole, so that anything else in it would go."""
    put("notes/mine.txt", "mine")(site)
    put("checkout/.git/HEAD", "ref: refs/heads/main")(site)
    put("checkout/index.html", "<p>")(site)
    build(site)
    before = {name: text for name, text in files(site).items() if not name.startswith(".tracker/chrome/")}
    with pytest.raises(CannotRun) as refused:
        build(site, site_dir=str(site / folder))
    assert str(refused.value) == said
    assert {name: text for name, text in files(site).items() if not name.startswith(".tracker/chrome/")} == before


SIBLING = "Use a child directory instead so that the 'docs_dir' is a sibling of the config file."
OF_ITS_OWN = "give {} a folder of its own, as content/pages"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            "docs_dir: content",
            "the store lies in docs_dir, whose files MkDocs publishes as they are, private ones too; " + OF_ITS_OWN.format("docs_dir"),
        ),
        (
            "docs_dir: content/pages\ntheme: {name: material, custom_dir: content}",
            "the store lies in custom_dir, whose files MkDocs publishes as they are, private ones too; " + OF_ITS_OWN.format("custom_dir"),
        ),
        (
            "docs_dir: .",
            "mkdocs.yml: Config value 'docs_dir': The 'docs_dir' should not be the parent directory of the config file. " + SIBLING,
        ),
    ],
)
def test_a_store_among_the_hand_written_pages_is_refused(site: Path, settings: str, said: str) -> None:
    """MkDocs publishes every file of docs_dir as it is; a record there would be read by everybody, its private fields, too."""
    put(
        "mkdocs.yml",
        f"site_name: Acme\nsite_url: https://acme.example/\nsite_dir: ../public\ntheme: {{name: material}}\nplugins: [tracker]\n{settings}\n",
    )(site)
    with pytest.raises(CannotRun) as refused:
        build(site)
    assert str(refused.value) == said
    assert not (site.parent / "public").exists()


def test_builds_at_once_take_turns(site: Path, tmp_path: Path) -> None:
    """They share a cache; the second waits for the first, and both give the whole site, wherever it goes."""
    expected = clean_build(site, tmp_path / "there")
    fork = multiprocessing.get_context("fork")
    places = [site / name for name in ("site", "public", "site")]
    processes = [fork.Process(target=build, args=(site,), kwargs={"clean": True, "site_dir": str(place)}) for place in places]
    for process in processes:
        process.start()
    for process in processes:
        process.join(600)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert [files(place) for place in places] == [expected] * 3
