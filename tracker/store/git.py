"""Reads git repositories: fetches sources into the cache, and tells which commit last changed each file.

A source is hostile: it is kept bare, so that no filter, hook, submodule or LFS pointer of its ever runs, and it is bounded in size and time.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tracker.model.problem import CannotRun
from tracker.model.settings import Source
from tracker.model.tracker import Change
from tracker.store.address import Address, parse_address
from tracker.store.command import Failed, Remote, answer, inside, running, watched
from tracker.store.tree import CONTROL, HASH, GitTree, Limits, entries, printable, text

_LAST_FETCHED = "last-fetched"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A source at its ref, and what to tell the person at the terminal."""

    tree: GitTree
    notes: tuple[str, ...] = ()
    is_copy: bool = False
    """Taken from the cache, because the repository could not be reached."""


def fetch(source: Source, root: Path, cache: Path, limits: Limits | None = None) -> Fetched:
    """The source at its ref, fetched into the cache; the cached copy, with a note, when that fails. Relative paths are below `root`.

    Raises `CannotRun` for an address that is refused, and when there is no copy to fall back on.
    """
    limits = limits or Limits()
    address = parse_address(source.git, root)
    if source.ref.startswith("-") or CONTROL.search(source.ref):
        raise CannotRun(f"source {source.name}: {printable(source.ref)!r} is no ref; write a branch, a tag or a full commit hash")
    repository = cache / "sources" / f"{source.name}-{address.digest}"
    kept = f"refs/tracker/{hashlib.sha256(source.ref.encode()).hexdigest()[:16]}"
    notes: tuple[str, ...] = ()
    is_copy = False
    try:
        _update(address, source.ref, kept, repository, limits)
    except Failed as e:
        why = address.redact(str(e))
        copy = _kept(repository, kept)
        if copy is None:
            raise CannotRun(f"source {source.name}: {address.shown}: {why}") from None
        is_copy = True
        instead = f"using the copy of {_fetched_on(repository)}, commit {copy.commit[:12]}"
        notes = (f"source {source.name}: {address.shown} could not be fetched ({why}); {instead}",)
    else:
        copy = _kept(repository, kept)
        if copy is None:
            raise CannotRun(f"source {source.name}: {source.ref!r} of {address.shown} is no commit; write a branch, a tag or a full commit hash")
        (repository / _LAST_FETCHED).touch()
    if is_shallow(repository):
        notes += (f"source {source.name}: {address.shown} is a shallow clone; when its older files changed is not known",)
    return Fetched(GitTree(repository, copy.commit, copy.at, limits), notes, is_copy)


def _update(address: Address, ref: str, kept: str, repository: Path, limits: Limits) -> None:
    """Bring the copy up to date with what the source's ref is now."""
    if address.path is not None:
        _look_at(address.path)
    remote = Remote(address.scheme)
    wanted, commit = _wanted(answer("ls-remote", "--", address.url, seconds=limits.seconds, remote=remote), ref)
    if _resolved(repository, kept) == commit:
        return
    if _is_repository(repository):
        with contextlib.suppress(Failed):
            _fetch_into(repository, address, f"+{wanted}:{kept}", limits)
            return
    # New, or damaged: made beside and put in place when whole.
    repository.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{repository.name}.", dir=repository.parent) as beside:
        made = Path(beside) / "git"
        answer("init", "--quiet", "--bare", "--template=", f"--object-format={'sha256' if len(commit) == 64 else 'sha1'}", "--", str(made))
        _fetch_into(made, address, f"+{wanted}:{kept}", limits)
        shutil.rmtree(repository, ignore_errors=True)
        made.rename(repository)


def _look_at(path: Path) -> None:
    """Say in plain words what git would say obscurely."""
    try:
        if path.is_dir():
            return
        with path.open("rb") as file:
            start = file.read(8)
    except FileNotFoundError:
        raise Failed("there is no such file or folder") from None
    except OSError as e:
        raise Failed(f"cannot be read: {e.strerror}") from None
    if not start.startswith((b"# v", b"gitdir:")):
        raise Failed("is a file, but no git bundle")


def _fetch_into(repository: Path, address: Address, refspec: str, limits: Limits) -> None:
    def complain() -> str | None:
        return f"has more than {limits.megabytes} MB of history" if _pack_bytes(repository) > limits.megabytes * 1_000_000 else None

    watched(
        f"--git-dir={repository}",
        *("fetch", "--quiet", "--force", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--update-shallow"),
        *("--", address.url, refspec),
        seconds=limits.seconds,
        remote=Remote(address.scheme),
        complain=complain,
    )


def _wanted(listed: bytes, ref: str) -> tuple[str, str]:
    """The full name that a ref has at the source, a branch before a tag, and the object there. A full hash stands for itself."""
    lines = (line.partition("\t") for line in listed.decode("utf-8", "replace").splitlines())
    refs = {name: commit for commit, _, name in lines if HASH.fullmatch(commit)}
    for name in (ref, f"refs/heads/{ref}", f"refs/tags/{ref}"):
        if name in refs and (name == "HEAD" or name.startswith("refs/")):
            return name, refs[name]
    branches = sorted(name.removeprefix("refs/heads/") for name in refs if name.startswith("refs/heads/"))
    if ref == "HEAD" and len(branches) == 1:
        return f"refs/heads/{branches[0]}", refs[f"refs/heads/{branches[0]}"]
    if HASH.fullmatch(ref):
        return ref, ref
    shown = ", ".join(map(printable, branches[:8])) + (" …" if len(branches) > 8 else "")
    raise Failed(f"has no branch or tag {printable(ref)!r}; " + (f"its branches are {shown}" if branches else "it has no branches"))


def _kept(repository: Path, kept: str) -> Change | None:
    """The commit that was fetched last under this name."""
    if not _is_repository(repository):
        return None
    try:
        return _change(repository, f"{kept}^{{commit}}")
    except Failed:
        return None


def _resolved(repository: Path, kept: str) -> str | None:
    """The object that was fetched last: a commit, or a tag that stands for one."""
    if not _is_repository(repository) or _kept(repository, kept) is None:
        return None
    return answer(f"--git-dir={repository}", "rev-parse", "--verify", "--quiet", "--end-of-options", kept).decode().strip()


def _is_repository(repository: Path) -> bool:
    return (repository / "HEAD").is_file() and (repository / "objects").is_dir()


def _pack_bytes(repository: Path) -> int:
    total = 0
    with contextlib.suppress(OSError), os.scandir(repository / "objects" / "pack") as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                total += entry.stat().st_size
    return total


def _fetched_on(repository: Path) -> str:
    try:
        moment = (repository / _LAST_FETCHED).stat().st_mtime
    except OSError:
        return "an unknown day"
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")


def working_tree(folder: Path) -> tuple[Path, str] | None:
    """The root of the checkout that a folder lies in, and the folder's path below it; None outside of git.

    Raises `CannotRun` when git will not look.
    """
    try:
        top = _line(answer("-C", str(folder), "rev-parse", "--show-toplevel"))
        prefix = _line(answer("-C", str(folder), "rev-parse", "--show-prefix"))
    except Failed as e:
        if "dubious ownership" in str(e):
            told = f"git does not trust {folder}, because it belongs to another user; run  git config --global --add safe.directory {folder}"
            raise CannotRun(told) from None
        if "not a git repository" in str(e) or "must be run in a work tree" in str(e):
            return None
        raise
    return Path(top), prefix.rstrip("/")


def head(repository: Path) -> Change | None:
    """The commit that is checked out; None before the first."""
    try:
        return _change(repository, "HEAD^{commit}")
    except Failed:
        return None


def is_shallow(repository: Path) -> bool:
    """True for a clone whose history was cut off."""
    return answer(*inside(repository), "rev-parse", "--is-shallow-repository").strip() == b"true"


def last_changes(repository: Path, commit: str, under: str | None = None, limits: Limits | None = None) -> Mapping[str, Change]:
    """By path below the repository's root: the last commit, at or before this one, that changed it. What a shallow clone cut off is left out.

    Only first parents are followed, and a merge counts as the change that it made to its first parent. So a record changed when the branch
    that is published changed, not on the day its author wrote the line elsewhere, and each file has exactly one answer, merges by hand included.
    """
    wanted = {name for _, _, _, name in entries(repository, commit, under or "", (limits or Limits()).files)}
    cut_off = _shallow_commits(repository)
    made: dict[str, Change] = {}
    options = ("--first-parent", "-m", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--format=%H %ct")
    with running(*inside(repository), "log", *options, "--end-of-options", commit, "--", *([under] if under else [])) as git:
        change: Change | None = None
        tokens = git.tokens()
        for token in tokens:
            entry = token.lstrip(b"\n")
            if entry.startswith(b":"):
                name = next(tokens)
                if name in wanted and change is not None:
                    wanted.discard(name)
                    made[text(name)] = change
            elif entry:
                hash_, _, seconds = entry.decode().partition(" ")
                change = Change(hash_, datetime.fromtimestamp(int(seconds), UTC))
            if not wanted or (change is not None and change.commit in cut_off):
                git.is_enough = True
                break
    return made


def _shallow_commits(repository: Path) -> frozenset[str]:
    """The oldest commits of a shallow clone: what came before is missing, so they seem to add every file."""
    file = repository / _line(answer(*inside(repository), "rev-parse", "--git-path", "shallow"))
    try:
        return frozenset(file.read_text(encoding="ascii").split())
    except OSError:
        return frozenset()


def _change(repository: Path, revision: str) -> Change:
    options = ("--no-walk", "--format=%H %ct", "--no-patch")
    hash_, _, seconds = _line(answer(*inside(repository), "log", *options, "--end-of-options", revision, "--")).partition(" ")
    return Change(hash_, datetime.fromtimestamp(int(seconds), UTC))


def _line(text: bytes) -> str:
    return os.fsdecode(text.removesuffix(b"\n"))
