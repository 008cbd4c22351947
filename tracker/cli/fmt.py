"""Bring the store's files into one layout."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker import report
from tracker.cli.app import app
from tracker.cli.terminal import PROBLEMS_FOUND, ConfigOption, QuietOption, found_config, print_problems
from tracker.model.problem import CannotRun
from tracker.model.vocabulary import Level

if TYPE_CHECKING:
    from tracker.model.site import Site
    from tracker.store.files import StoreFile


@app.command(
    short_help="Bring the store's files into one layout, so that diffs are small.",
    epilog="Example: tracker fmt --check content/defects",
)
def fmt(
    paths: Annotated[list[Path] | None, typer.Argument(help="Only these files and folders of the store.", metavar="[PATH]...")] = None,
    *,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; say what would be changed, and exit with 1 if anything would.")] = False,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Bring the store's files into one layout, so that a diff shows what changed and nothing else.

    Fields in order, each with its comments; dates, and versions that would be read as numbers, in quotes; LF line ends, no byte order mark, no blanks
    at the ends of lines, no two blank lines in a row. Comments and texts stay as they are, and so does what a file says: that is compared before it is
    written. A file that cannot be read is named, as by tracker check, and left as it is.
    """
    from tracker.hosts.builder import site_at  # noqa: PLC0415 - each command imports what it needs, so that --help is quick
    from tracker.store import layout, writer  # noqa: PLC0415 - likewise
    from tracker.store.files import read_files  # noqa: PLC0415 - likewise

    site = site_at(found_config(config_file))
    if not site.store.is_dir():
        raise CannotRun(f"{site.shown(site.store)} is no folder; say where the store is under plugins: tracker: store: in mkdocs.yml")
    wanted = [_within(site, path) for path in paths or ()]
    listing = read_files(site.store, site.shown(site.store))
    files = [file for file in _once(site, listing.files) if _is_wanted(file.path, wanted)]
    refused = [p for p in listing.problems if p.level is Level.ERROR and _is_wanted(p.path, wanted) and not _is_attachment(site, p.path)]
    known = {file.path for file in listing.files} | {problem.path for problem in refused}
    for path, given in zip(wanted, paths or (), strict=True):
        if not given.is_dir() and path not in known:
            raise CannotRun(f"{given} is none of the store's YAML files; those are tracker.yml and the records in their folders")
    plan = layout.plan(files)
    for each in plan.rewrites:
        if not check:
            writer.replace(site.root / each.path, each.content)
        if not quiet:
            typer.echo(report.printable(f"{each.path}: {', '.join(each.done)}"))
    problems = tuple(sorted([*refused, *plan.problems]))
    print_problems(problems, (), quiet=quiet)
    if not quiet:
        typer.echo(_total(len(plan.rewrites), len(files), report.total(problems) if problems else "", check=check), err=True)
    if problems or (check and plan.rewrites):
        raise typer.Exit(PROBLEMS_FOUND)


def _total(changed: int, of: int, problems: str, *, check: bool) -> str:
    said = f"{changed:,} of {of:,} file{'' if of == 1 else 's'} {'would be ' if check else ''}changed"
    return f"{said}, {problems}" if problems else said


def _within(site: "Site", given: Path) -> str:
    """A path on the command line as messages name it; a link stands for itself. Raises `CannotRun` where it leads to nothing of the store."""
    if not os.path.lexists(given):
        raise CannotRun(f"{given} does not exist; name files and folders of the store")
    absolute = Path(os.path.abspath(given))  # noqa: PTH100 - Path.resolve would follow the last link
    path, store = absolute.parent.resolve() / absolute.name, site.store.resolve()
    if path == store or path in store.parents:
        return site.shown(site.store)
    if store not in path.parents:
        raise CannotRun(f"{given} lies outside of the store {site.shown(site.store)}; name files and folders in it")
    return site.shown(site.store / path.relative_to(store))


def _is_wanted(path: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(path == each or path.startswith(f"{each}/") for each in wanted)


def _is_attachment(site: "Site", path: str) -> bool:
    return path.startswith(f"{site.shown(site.store)}/attachments/")


def _once(site: "Site", files: Sequence["StoreFile"]) -> Iterator["StoreFile"]:
    """Each file under its own name: what a link within the store leads to is not written twice."""
    seen: set[str] = set()
    for file in sorted(files, key=lambda each: ((site.root / each.path).is_symlink(), each.path)):
        real = os.path.realpath(site.root / file.path)
        if real not in seen:
            seen.add(real)
            yield file
