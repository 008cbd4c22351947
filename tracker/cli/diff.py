"""What customers will see change: for whoever reviews a pull request."""

import json
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from tracker import report
from tracker.cli.app import app
from tracker.cli.terminal import ConfigOption, QuietOption, fail, found_config, moment, print_problems
from tracker.model.problem import CannotRun

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracker.hosts.builder import Revision
    from tracker.model.site import Site
    from tracker.site.difference import Change


@app.command(short_help="Say what customers will see change.", epilog="Example: tracker diff origin/main")
def diff(
    base: Annotated[str, typer.Argument(metavar="BASE", help="The branch, tag or commit to compare with, at the point where HEAD left it.")],
    head: Annotated[
        str | None, typer.Argument(metavar="[HEAD]", help="Another branch, tag or commit than the files as they are.", show_default=False)
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Say what becomes different on the public site between two states of the store: issues, staff, impostors, releases, channels, and what feeds will tell."""
    from tracker.hosts.builder import read_revisions, read_site  # noqa: PLC0415 - each command imports what it needs, so that --help is quick
    from tracker.site.difference import changes  # noqa: PLC0415 - likewise
    from tracker.views.index import index  # noqa: PLC0415 - likewise
    from tracker.views.publication import publish  # noqa: PLC0415 - likewise

    config, now = found_config(config_file), moment()
    site, then, later = read_revisions(config, base, head)
    checked, store = (later.checked, later.store) if later else read_site(config)[1:]
    if store is None and later is not None:
        raise CannotRun(f"at {later.commit[:12]} there is no store that can be read; name another commit")
    if store is None or (later is None and checked.errors):
        print_problems(checked.errors, checked.notes, quiet=quiet)
        fail(f"{report.total(checked.errors)}: nothing would be published; correct them first, see  tracker check")
    notes = chain.from_iterable(_unread(each) for each in (then, later) if each)
    for note in () if quiet else notes:
        typer.echo(report.printable(f"note: {note}"), err=True)
    # Of what was not there everything is new; the settings say how.
    before = then.store or replace(store, issues=(), staff=(), impostors=(), releases={})
    found = changes(*(index(publish(each, now), now.date()) for each in (before, store)))
    if as_json:
        typer.echo(_as_json(found, site))
        return
    typer.echo(_heading(found, then.commit))
    for change in found:
        typer.echo(f"\n{report.printable('  '.join(filter(None, (change.id, change.title))))}")
        for line in change.what:
            typer.echo(f"  {report.printable(line)}")


def _unread(given: "Revision") -> "Iterator[str]":
    """What was not compared."""
    if given.store is None:
        yield f"at {given.commit[:12]} there was no store that can be read, so everything is new"
    elif given.store.unread:
        yield f"as they were at {given.commit[:12]} these cannot be read, and seem not to have been there: {', '.join(sorted(given.store.unread))}"


def _heading(found: "Sequence[Change]", commit: str) -> str:
    if not found:
        return f"Customers will see nothing change since {commit[:12]}."
    return f"Customers will see {len(found):,} {'things' if len(found) > 1 else 'thing'} change since {commit[:12]}."


def _as_json(found: "Sequence[Change]", site: "Site") -> str:
    told = [{"kind": c.kind, "id": c.id, "title": c.title, "url": site.url + c.path if c.path else None, "what": c.what} for c in found]
    return json.dumps(told, ensure_ascii=False, indent=2)
