"""Puts an edition on disk: the idle generation of the site is brought up to date beside the live one, then the two are exchanged by a rename.

Nothing is ever written into what is being served. An interrupted build leaves an idle generation that nothing identifies, and the next build begins it anew.
"""

import contextlib
import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple

import orjson

from tracker.model.problem import CannotRun
from tracker.model.site import Site
from tracker.site import urls
from tracker.site.outputs import Maker, Output, Page, key
from tracker.site.render import Renderer
from tracker.store.files import KNOWN
from tracker.workers import Workers

Manifest = Mapping[str, str]
"""Every file of a generation and the key of what it says."""
_CHUNK = 2
"""Makers that a process takes at once; each may make a hundred files."""
Tell = Callable[[str, int, int], None]
"""Told while the work goes on: what, done, of how many."""


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing cost."""

    files: int
    rendered: int
    copied: int
    removed: int


def take_turn(folder: Path) -> IO[bytes]:
    """Wait until nobody else builds this site, for all builds share one cache; closing what is returned, or ending, gives the turn to the next."""
    folder.mkdir(parents=True, exist_ok=True)
    held = (folder / "turn").open("wb")
    # Windows has no fcntl; there, two builds at once are the user's to avoid.
    with contextlib.suppress(ImportError):
        import fcntl  # noqa: PLC0415 - not there on Windows

        fcntl.flock(held, fcntl.LOCK_EX)
    return held


def refuse_output(site: Site) -> None:
    """Raises `CannotRun` where making a folder the site would take away something else: the folder is exchanged as a whole, and what it held goes."""
    output, shown = site.output.resolve(), site.shown(site.output)
    around, within = (site.root, site.store, site.cache), (site.cache / "idle", *(site.store / name for name in KNOWN))
    if any(each.is_relative_to(output) for each in around) or any(output.is_relative_to(each) for each in within):
        raise CannotRun(
            f"{shown} is no place for the site: what it is made from lies there; name another folder with -d, or as site_dir in mkdocs.yml"
        )
    if not output.exists():
        return
    if not output.is_dir():
        raise CannotRun(f"{shown} is a file; name a folder with -d, or as site_dir in mkdocs.yml")
    if (output / ".git").exists():
        raise CannotRun(f"{shown} is a git checkout, which publishing would take away; build elsewhere and copy the site there")
    if any(output.iterdir()) and not any((output / name).exists() for name in _SIGNS):
        raise CannotRun(
            f"{shown} holds files that are no site, and publishing would take them away; name an empty folder, or one that does not exist yet"
        )


_SIGNS = ("index.html", "404.html", "sitemap.xml")
"""What every site has, whoever made it."""


class Generations:
    """The live site and the idle one beside it. A generation names its manifest in its build.json; one that names none is not trusted."""

    def __init__(self, site: Site, *, clean: bool = False) -> None:
        self._site = site
        self._folder = site.cache
        self.idle = self._folder / "idle"
        self._folder.mkdir(parents=True, exist_ok=True)
        if clean:
            shutil.rmtree(self.idle, ignore_errors=True)
        self.live_files: Manifest = {} if clean else self._manifest(site.output)
        self.idle_files: Manifest = self._manifest(self.idle)
        if not self.idle_files:
            shutil.rmtree(self.idle, ignore_errors=True)
        self.idle.mkdir(parents=True, exist_ok=True)

    def begin(self) -> None:
        """From here on the idle generation is neither the old nor the new."""
        (self.idle / urls.BUILD_JSON).unlink(missing_ok=True)

    def finish(self, build_json: bytes, digest: str, wanted: Manifest) -> None:
        """Name the idle generation, write its manifest, and make it the live one."""
        _write(self.idle / urls.BUILD_JSON, build_json)
        manifest = self._folder / f"manifest-{digest}.json"
        part = manifest.with_suffix(".part")
        part.write_bytes(orjson.dumps(wanted))
        part.replace(manifest)
        previous = _digest_of(self._site.output)
        exchange(self.idle, self._site.output)
        for old in self._folder.glob("manifest-*.json"):
            if old.stem.removeprefix("manifest-") not in {digest, previous}:
                old.unlink(missing_ok=True)

    def _manifest(self, folder: Path) -> Manifest:
        digest = _digest_of(folder)
        try:
            found = orjson.loads((self._folder / f"manifest-{digest}.json").read_bytes()) if digest else {}
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def _digest_of(folder: Path) -> str | None:
    try:
        digest = orjson.loads((folder / urls.BUILD_JSON).read_bytes())["digest"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return digest if isinstance(digest, str) and digest.isalnum() else None


def exchange(new: Path, live: Path) -> None:
    """Make `new` the content of `live` and the other way round; in one step where the system can (renameat2, Linux 3.15), else in three."""
    live.parent.mkdir(parents=True, exist_ok=True)
    if new.stat().st_dev != live.parent.stat().st_dev:
        beside = live.with_name(f".{live.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(new, beside)
        _swap(beside, live)
        shutil.rmtree(beside, ignore_errors=True)
        return
    _swap(new, live)


def _swap(new: Path, live: Path) -> None:
    if not live.exists():
        new.rename(live)
        return
    if sys.platform == "linux" and _renameat2(new, live):
        return
    aside = live.with_name(f".{live.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    live.rename(aside)
    try:
        new.rename(live)
    except OSError:
        aside.rename(live)
        raise
    aside.rename(new)


def _renameat2(one: Path, other: Path) -> bool:
    at_cwd, exchange_flag = -100, 2
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(call(at_cwd, os.fsencode(one), at_cwd, os.fsencode(other), exchange_flag) == 0)


class Made(NamedTuple):
    """What became of one output. No dataclass, because there are tens of thousands, each sent from the process that made it."""

    file: str
    key: str
    how: str
    """`kept` where the idle generation said it already, `copied` from the live one, or `rendered`."""
    listed: tuple[str, date | None] | None = None
    """The path and day of a page that search engines are told of."""


class Press:
    """Brings the idle generation up to date, output by output; one for each build, the same in every process."""

    def __init__(self, generations: Generations, live: Path, renderer: Renderer, code: str) -> None:
        self._generations = generations
        self._live = live
        self._renderer = renderer
        self._code = code
        self._folders: set[str] = set()
        """Those of the idle generation that are known to be there."""

    def make(self, makers: list[Maker]) -> list[tuple[Made, ...]]:
        """Everything that these makers make, written where it is not yet."""
        return [tuple(self.put(output) for output in maker()) for maker in makers]

    def put(self, output: Output) -> Made:
        """One output: left as it is in the idle generation, taken from the live one, or rendered."""
        name = output.file
        wanted = key(output, self._code, self._renderer.shell(output).digest if isinstance(output, Page) else "")
        listed = (output.path, output.changed) if isinstance(output, Page) and not output.is_hidden else None
        target = f"{self._generations.idle}/{name}"
        # Somebody may have tidied up in what was the live site.
        if self._generations.idle_files.get(name) == wanted and os.path.lexists(target):
            return Made(name, wanted, "kept", listed)
        if self._generations.live_files.get(name) == wanted and _copy(self._live / name, target):
            return Made(name, wanted, "copied", listed)
        content = self._renderer.render(output)
        try:
            self._make_folder_of(target)
            _write(target, content)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            _make_way(self._generations.idle, name)
            _write(target, content)
        return Made(name, wanted, "rendered", listed)

    def _make_folder_of(self, target: str) -> None:
        """Beforehand, because nearly every page has a folder of its own, and to fail first costs more than to make it."""
        folder = target.rpartition("/")[0]
        if folder in self._folders:
            return
        try:
            os.mkdir(folder)  # noqa: PTH102 - a Path costs more than the folder
        except OSError:
            Path(folder).mkdir(parents=True, exist_ok=True)
        self._folders.add(folder)


def bring_up_to_date(press: Press, makers: Sequence[Maker], workers: Workers, tell: Tell, *, is_worth_it: bool) -> list[Made]:
    """Everything that the makers make, spread over the workers where it is worth it. Two outputs for one file are a fault of ours."""
    made: dict[str, Made] = {}
    for done, several in enumerate(workers.start(press.make, makers, is_worth_it=is_worth_it, chunk=_CHUNK), 1):
        for one in several:
            if made.setdefault(one.file, one) is not one:
                raise ValueError(f"{one.file} would be written twice")
        tell("pages, feeds and API", done, len(makers))
    return list(made.values())


def remove_stale(generations: Generations, wanted: Manifest) -> int:
    """Take what nobody wants any more out of the idle generation; how many files that were."""
    stale = [name for name in generations.idle_files if name not in wanted]
    _remove(generations.idle, stale)
    return len(stale)


def _write(target: str | Path, content: bytes) -> None:
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    except FileNotFoundError:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        written = os.write(descriptor, content)
        while written < len(content):
            written += os.write(descriptor, content[written:])
    finally:
        os.close(descriptor)


def _make_way(folder: Path, name: str) -> None:
    """Take away a file of old where a folder is wanted now, or a folder where a file is."""
    path = folder / name
    if path.is_dir():
        shutil.rmtree(path)
    for parent in path.parents:
        if parent != folder and parent.is_file():
            parent.unlink()


def _copy(source: Path, target: str) -> bool:
    try:
        _write(target, source.read_bytes())
    except OSError:
        return False
    return True


def _remove(folder: Path, names: Sequence[str]) -> None:
    for name in names:
        path = folder / name
        if not path.is_file():
            continue
        path.unlink()
        for parent in path.parents:
            if parent == folder or any(parent.iterdir()):
                break
            parent.rmdir()
