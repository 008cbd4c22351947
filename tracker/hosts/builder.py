"""Builds, checks and serves a site with MkDocs as its host, without MkDocs' own command: begun here, rendered there, exchanged at the end."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from tracker import report
from tracker.checking import Checked
from tracker.hosts import mkdocs
from tracker.model.problem import CannotRun, Problem
from tracker.model.site import Site
from tracker.model.tracker import Tracker
from tracker.pipeline import Build
from tracker.publish import Published, Tell
from tracker.store import codeowners, forms, git, revisions, writer


@dataclass(frozen=True)
class Outcome:
    """What a build came to; `published` is None where problems forbade it."""

    site: Site
    checked: Checked
    published: Published | None


def build_site(config_file: Path, overrides: Mapping[str, Any], *, now: datetime, clean: bool, tell: Tell, is_preview: bool = False) -> Outcome:
    """Build once. Raises `CannotRun` where it cannot be done at all."""
    config = mkdocs.configured(config_file, overrides)
    site = mkdocs.site_of(config)
    under_way = Build(site, clean=clean, is_preview=is_preview)
    try:
        if under_way.is_private:
            mkdocs.withhold_repository(config)
        rendered = under_way.meanwhile(partial(mkdocs.render_chrome, config, is_preview=is_preview))
        checked = under_way.check(now.date())
        [chrome] = rendered
        if not checked.is_publishable(strict=site.strict):
            return Outcome(site, checked, None)
        return Outcome(site, checked, under_way.publish(checked, chrome, now, tell))
    finally:
        under_way.close()


def site_at(config_file: Path) -> Site:
    """Where the parts of a site lie, as its mkdocs.yml says."""
    return mkdocs.site_of(mkdocs.configured(config_file, {}))


def read_files(config_file: Path) -> tuple[Site, Checked, Tracker | None]:
    """The checked store as its files have it, for commands that write to them: without the marks that readers see."""
    site = site_at(config_file)
    under_way = Build(site)
    try:
        checked = under_way.check()
        return site, checked, under_way.written
    finally:
        under_way.close()


def read_site(config_file: Path, *, clean: bool = False) -> tuple[Site, Checked, Tracker | None]:
    """The checked store, for commands that answer from it; None where it cannot be read at all."""
    site = site_at(config_file)
    under_way = Build(site, clean=clean)
    try:
        checked = under_way.check()
        return site, checked, under_way.store
    finally:
        under_way.close()


@dataclass(frozen=True)
class Revision:
    """The checked store as a commit has it, for whoever compares."""

    commit: str
    checked: Checked
    store: Tracker | None
    """What could be read of it; None where there was none, or not even its settings could be read."""


def read_revisions(config_file: Path, base: str, head: str | None) -> tuple[Site, Revision, Revision | None]:
    """The store at the commit where `head`, or what is checked out, left `base`; and that of `head`, None where the files as they are are meant.

    Raises `CannotRun` where git knows no such commits.
    """
    site = site_at(config_file)
    checkout = git.working_tree(site.root)
    if checkout is None:
        raise CannotRun("a comparison needs git, and this site does not lie in a git repository")
    repository, prefix = checkout
    later = revisions.commit_named(repository, head, head) if head is not None else None
    earlier = revisions.fork(repository, revisions.commit_named(repository, base, base), later or "HEAD")
    read = partial(_read_revision, site, repository, prefix)
    return site, read(earlier), read(later) if later else None


def _read_revision(site: Site, repository: Path, prefix: str, commit: str) -> Revision:
    site.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="revision-", dir=site.cache) as folder:
        if not revisions.lay_out(site, repository, prefix, commit, Path(folder)):
            return Revision(commit, Checked(()), None)
        under_way = Build(replace(site, store=Path(folder)))
        try:
            checked = under_way.check()
            return Revision(commit, checked, under_way.store)
        finally:
            under_way.close()


def check_site(config_file: Path, *, clean: bool, today: date | None = None, since: str | None = None, fix: bool = False) -> tuple[Site, Checked]:
    """Read and check, and publish nothing. With `fix`, what a program can mend is mended, and a note says so."""
    site = site_at(config_file)
    under_way = Build(site, clean=clean)
    try:
        checked = under_way.check(today, since)
        unguarded = _unguarded(site, under_way.store)
        problems = [*checked.problems, *unguarded]
        notes = list(checked.notes)
        for root, each in _stale_forms(site, under_way.store):
            if fix:
                writer.replace(root / each.path, each.content)
                notes.append(f"wrote {site.shown(root / each.path)}")
            else:
                problems.append(each.problem(site.shown(root / each.path)))
        return site, replace(checked, problems=tuple(sorted(problems)), notes=tuple(notes))
    finally:
        under_way.close()


def _stale_forms(site: Site, store: Tracker | None) -> Iterator[tuple[Path, forms.Stale]]:
    """The issue forms that are not what the settings make of them, and the root of the repository that they belong to."""
    if store is None:
        return
    checkout = git.working_tree(site.root)
    root = checkout[0] if checkout else site.root
    github = store.settings.contribute.github
    are_wanted = github is not None and (site.repository or "").casefold() == github.casefold()
    yield from ((root, each) for each in forms.stale(forms.forms(store.settings, site.url), root, are_wanted=are_wanted))


def _unguarded(site: Site, store: Tracker | None) -> Iterator[Problem]:
    """What of the directory may be merged without those whom the settings name as its reviewers."""
    checkout = git.working_tree(site.root) if store and store.settings.policy.reviewers else None
    if store is None or checkout is None:
        return
    root, prefix = checkout
    place = next((p for p in codeowners.PLACES if (root / p).is_file()), codeowners.PLACES[0])
    text = (root / place).read_text("utf-8", "replace") if (root / place).is_file() else None
    below = f"{prefix}/{site.shown(site.store)}" if prefix else site.shown(site.store)
    yield from codeowners.unguarded(text, site.shown(root / place), below, store.settings.policy.reviewers)


def prefix_of(site: Site) -> str:
    """The folder of mkdocs.yml below the root of its repository, with a slash at its end; empty where it is the root, or where there is no git."""
    checkout = git.working_tree(site.root)
    return f"{checkout[1]}/" if checkout and checkout[1] else ""


def serve_site(
    config_file: Path,
    address: tuple[str, int],
    clock: Callable[[], datetime],
    tell: Callable[[tuple[Problem, ...], tuple[str, ...], str], None],
    *,
    clean: bool = False,
) -> None:
    """Serve a preview, built again on every save; its pages carry no policy against inline scripts, which the reloading needs."""
    preview = site_at(config_file)
    shown = replace(preview, output=preview.cache / "preview")
    anew = [clean]

    def rebuild() -> Site:
        begun = clock()
        overrides = {"site_dir": str(shown.output), "site_url": f"http://{address[0]}:{address[1]}{preview.base_path}"}
        try:
            outcome = build_site(config_file, overrides, now=begun, clean=bool(anew) and anew.pop(), tell=lambda *_: None, is_preview=True)
        except CannotRun as e:
            tell((), (), f"tracker: {e}; the last good site stays")
            return shown
        if outcome.published is None:
            tell(outcome.checked.problems, outcome.checked.notes, f"{report.total(outcome.checked.problems)}: the last good site stays")
        else:
            took = (clock() - begun).total_seconds()
            tell(
                outcome.checked.problems,
                outcome.checked.notes,
                f"built {outcome.published.files:,} files, {outcome.published.rendered:,} of them anew, in {took:.2f} s",
            )
        return shown

    mkdocs.serve(config_file, address, rebuild, lambda line: tell((), (), line))
