"""Commits of the repository in which a site lies: which is meant, and the files of its store as they were there."""

from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from tracker.model.problem import CannotRun
from tracker.model.site import Site
from tracker.store import git
from tracker.store.command import Failed, answer, inside
from tracker.store.files import FOLDERS, SIGNATURES
from tracker.store.tree import GitTree, TreeFile, entries, is_printable, text

MOST_FILES = 200_000
_FILE_MODES = frozenset({"100644", "100755"})
_READ = (*FOLDERS, SIGNATURES, "tracker.yml")
"""What is laid out of a store: what pages, feeds and the API say comes from these."""


def commit_named(repository: Path, name: str, said: str) -> str:
    """The full id of a branch, tag or commit; `said` is how the user came to name it. Raises `CannotRun` where git knows none."""
    if name.startswith("-"):
        raise CannotRun(f"{said}: name a branch, a tag or a commit")
    try:
        return answer(*inside(repository), "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").decode().strip()
    except Failed:
        hint = "; this is a shallow clone: fetch the whole history (fetch-depth: 0 in a workflow)" if git.is_shallow(repository) else ""
        raise CannotRun(f"{said}: git knows no such branch, tag or commit here{hint}") from None


def fork(repository: Path, base: str, branch: str) -> str:
    """The last commit that both have, of commits; base itself where they have none."""
    try:
        return answer(*inside(repository), "merge-base", base, branch).decode().split()[0]
    except (Failed, IndexError):
        return base


def store_folder(site: Site, prefix: str) -> str:
    """The store below the root of its repository, `prefix` being that of mkdocs.yml."""
    return PurePosixPath(prefix, site.shown(site.store)).as_posix()


def lay_out(site: Site, repository: Path, prefix: str, commit: str, into: Path) -> bool:
    """Write the records and settings of a commit into an empty folder, as they were; links and whatever else is no plain file stay out.

    False where there was no store then.
    """
    store = store_folder(site, prefix)
    below = "" if store == "." else store
    found: list[TreeFile] = []
    tree = GitTree(repository, commit, datetime.min.replace(tzinfo=UTC))
    for mode, blob, size, name in entries(repository, commit, below, MOST_FILES):
        path = text(name)[len(below) + 1 if below else 0 :]
        is_wanted = path.partition("/")[0] in _READ and mode in _FILE_MODES and size <= tree.limits.file_bytes
        if is_wanted and is_printable(path) and ".." not in PurePosixPath(path).parts:
            found.append(TreeFile(path, blob, mode))
    for file, content in zip(found, tree.read(file.blob for file in found), strict=True):
        place = into / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return any(file.path == "tracker.yml" for file in found)
