"""The own store as it was at another commit: which files have changed since, and what the directory said then."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tracker.model.problem import CannotRun
from tracker.model.settings import Settings
from tracker.model.site import Site
from tracker.model.staff import StaffMember
from tracker.store import git
from tracker.store.decode import decode
from tracker.store.revisions import MOST_FILES, commit_named, fork, store_folder
from tracker.store.tree import GitTree, entries, text


@dataclass(frozen=True)
class Before:
    """What stood there."""

    commit: str
    changed: frozenset[str]
    """The files that are new, different or gone since, by their path as messages name it."""
    staff: tuple[StaffMember, ...] = ()
    """Those whose files have changed; what could not be read then is left out."""
    settings: Settings | None = None
    """None where they have not changed."""
    raw: Mapping[str, bytes] = field(default_factory=dict, repr=False)


def before(site: Site, base: str, now: Mapping[str, bytes]) -> Before:
    """The store at the commit where this branch left `base`; `now` holds the files of today. Raises `CannotRun` where git knows no such commit."""
    checkout = git.working_tree(site.root)
    if checkout is None:
        raise CannotRun("--since needs git, and this site does not lie in a git repository")
    repository, prefix = checkout
    commit = fork(repository, commit_named(repository, base, f"--since {base}"), "HEAD")
    listed = {text(name): blob for _, blob, _, name in entries(repository, commit, store_folder(site, prefix), MOST_FILES)}
    then = {name[len(prefix) + 1 if prefix else 0 :]: blob for name, blob in listed.items()}
    own = {path: raw for path, raw in now.items() if path.startswith(f"{site.shown(site.store)}/")}
    known = {path: blob for path, blob in then.items() if _is_record(path, site)}
    different = {path for path, raw in own.items() if known.get(path) != _blob(raw, known.get(path, ""))}
    changed = frozenset(different | (known.keys() - own.keys()))
    wanted = sorted(path for path in changed & known.keys() if _folder(path, site) in {"staff", "tracker.yml"})
    tree = GitTree(repository, commit, datetime.min.replace(tzinfo=UTC))
    raw = dict(zip(wanted, tree.read(known[path] for path in wanted), strict=True))
    return _decoded(site, commit, changed, raw)


def _decoded(site: Site, commit: str, changed: frozenset[str], raw: Mapping[str, bytes]) -> Before:
    staff: list[StaffMember] = []
    settings: Settings | None = None
    for path, content in raw.items():
        if _folder(path, site) == "staff":
            record = decode(StaffMember, path, content, {"id": Path(path).stem}).record
            staff += [record] if record else []
        else:
            settings = decode(Settings, path, content).record
    return Before(commit, changed, tuple(staff), settings, raw)


def _is_record(path: str, site: Site) -> bool:
    return path.endswith(".yml") and _folder(path, site) in {"defects", "features", "staff", "impostors", "releases", "tracker.yml"}


def _folder(path: str, site: Site) -> str:
    return path.removeprefix(f"{site.shown(site.store)}/").partition("/")[0]


def _blob(raw: bytes, beside: str) -> str:
    """The name that git gives to these bytes, in the kind of hash that the repository has."""
    made = hashlib.sha256 if len(beside) == 64 else hashlib.sha1
    return made(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()
