"""Puts an edition on disk: the idle generation of the site is brought up to date beside the live one, then the two are exchanged by a rename.

Nothing is ever written into what is being served. An interrupted build leaves an idle generation that nothing identifies, and the next build begins it anew.
"""

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from tracker.model.site import Site
from tracker.site import urls
from tracker.site.outputs import Output, Page, key
from tracker.site.render import Renderer
from tracker.workers import Workers

Manifest = Mapping[str, str]
"""Every file of a generation and the key of what it says."""
Tell = Callable[[str, int, int], None]
"""Told while the work goes on: what, done, of how many."""


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing cost."""

    files: int
    rendered: int
    copied: int
    removed: int


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
            found: Manifest = orjson.loads((self._folder / f"manifest-{digest}.json").read_bytes()) if digest else {}
        except (OSError, ValueError):
            return {}
        return found


def _digest_of(folder: Path) -> str | None:
    try:
        digest: str = orjson.loads((folder / urls.BUILD_JSON).read_bytes())["digest"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return digest if digest.isalnum() else None


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


def keys_of(outputs: Sequence[Output], renderer: Renderer, code: str) -> dict[str, str]:
    """The manifest that the outputs amount to. Two outputs for one file are a fault of ours."""
    wanted: dict[str, str] = {}
    for output in outputs:
        if output.file in wanted:
            raise ValueError(f"{output.file} would be written twice")
        wanted[output.file] = key(output, code, renderer.shell(output).digest if isinstance(output, Page) else "")
    return wanted


def bring_up_to_date(generations: Generations, outputs: Sequence[Output], wanted: Manifest, renderer: Renderer, workers: Workers, live: Path, tell: Tell) -> Published:
    """Write into the idle generation what differs: taken from the live one where that already says it, rendered where neither does."""
    idle_files, live_files = generations.idle_files, generations.live_files
    removed = [name for name in idle_files if name not in wanted]
    _remove(generations.idle, removed)
    unmade: list[Output] = []
    copied = 0
    for output in outputs:
        name = output.file
        if idle_files.get(name) == wanted[name]:
            continue
        if live_files.get(name) == wanted[name] and _copy(live / name, generations.idle / name):
            copied += 1
        else:
            unmade.append(output)
    for done, _ in enumerate(workers.start(partial(_make, renderer, str(generations.idle)), unmade), 1):
        if done % 50 == 0 or done == len(unmade):
            tell("pages and feeds", done, len(unmade))
    return Published(len(wanted), len(unmade), copied, len(removed))


def _make(renderer: Renderer, folder: str, outputs: list[Output]) -> list[None]:
    for output in outputs:
        _write(f"{folder}/{output.file}", renderer.render(output))
    return [None] * len(outputs)


def _write(target: str | Path, content: bytes) -> None:
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    except FileNotFoundError:
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    with os.fdopen(descriptor, "wb", buffering=0) as stream:
        stream.write(content)


def _copy(source: Path, target: Path) -> bool:
    try:
        content: Any = source.read_bytes()
    except OSError:
        return False
    _write(target, content)
    return True


def _remove(folder: Path, names: Sequence[str]) -> None:
    for name in names:
        path = folder / name
        path.unlink(missing_ok=True)
        for parent in path.parents:
            if parent == folder or any(parent.iterdir()):
                break
            parent.rmdir()
