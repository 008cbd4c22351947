"""Propose records from what other systems hold."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker import report
from tracker.cli.app import app
from tracker.cli.terminal import ConfigOption, QuietOption, fail, found_config, print_problems
from tracker.model.problem import CannotRun
from tracker.model.vocabulary import Level
from tracker.model.wording import did_you_mean

if TYPE_CHECKING:
    from tracker.imports.staff import Proposal

import_app = typer.Typer(
    name="import",
    short_help="Propose records from other systems, or write them.",
    help="Propose records from other systems: print the plan, write it with --apply.",
    epilog="Example: tracker import github octo-org/hello",
    no_args_is_help=True,
)
app.add_typer(import_app)

ApplyOption = Annotated[bool, typer.Option("--apply", help="Write the files that were planned; without it, the plan is only printed.")]


@import_app.command(
    "staff",
    short_help="Propose staff records from an export of people.",
    epilog="Example: tracker import staff people.csv --column handle=Username --apply",
)
def staff(
    file: Annotated[Path, typer.Argument(help="A CSV file with a heading: a row for each account of each person.", metavar="FILE.csv")],
    *,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OURS=THEIRS", help="What a column is called there: person_id, name, role, team, platform, handle …", show_default=False
        ),
    ] = None,
    apply: ApplyOption = False,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Propose staff records from an export of people and accounts, as HR systems make them.

    What somebody wrote by hand stays: existing records only get new accounts, numbers and last days. An import confirms nobody. It writes
    files, and what a reviewed merge lists is confirmed. A row with something wrong in it is named and left out; the others go on.
    """
    from tracker.hosts.builder import read_site  # noqa: PLC0415 - each command imports what it needs, so that --help is quick
    from tracker.imports.staff import COLUMNS, proposed  # noqa: PLC0415 - likewise
    from tracker.store.writer import write  # noqa: PLC0415 - likewise

    columns = _columns(column or [], COLUMNS)
    try:
        raw = file.read_bytes()
    except OSError as e:
        raise CannotRun(f"{file} cannot be read: {e.strerror}") from None
    site, found, tracker = read_site(found_config(config_file))
    if tracker is None or found.errors:
        print_problems(found.errors, (), quiet=quiet)
        fail("nothing was imported: correct the store first")
    proposal = proposed(raw, str(file), tracker, site.shown(site.store), columns)
    if not quiet:
        _show(proposal, is_applied=apply)
    if apply:
        write(site.root, (*proposal.new, *proposal.edits))
    print_problems(proposal.problems, (), quiet=quiet)
    if not quiet:
        typer.echo(_summary(proposal, is_applied=apply), err=True)
    if any(p.level is Level.ERROR for p in proposal.problems):
        fail(
            f"{report.total(proposal.problems)}: these rows were left out, or told of beside the record; the others were {'written' if apply else 'planned'}"
        )


def _columns(given: list[str], known: tuple[str, ...]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for each in given:
        ours, equals, theirs = each.partition("=")
        if not equals or ours not in known:
            raise CannotRun(f"--column {each}: write OURS=THEIRS, where OURS is one of {', '.join(known)}{did_you_mean(ours, known)}")
        columns[ours] = theirs
    return columns


def _show(proposal: "Proposal", *, is_applied: bool) -> None:
    from tracker.store.edit import in_flow  # noqa: PLC0415 - likewise

    word = "write" if is_applied else "would write"
    for new in proposal.new:
        typer.echo(f"{word}  {new.path}: {new.record['name']}, {_counted(len(new.record['accounts']), 'account')}")
    for edit in proposal.edits:
        for change in edit.changes:
            typer.echo(f"{word}  {edit.path}: {'.'.join(map(str, change.field))}: {in_flow(change.value)}")


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _summary(proposal: "Proposal", *, is_applied: bool) -> str:
    if proposal.is_empty:
        return f"{_counted(proposal.rows, 'row')}: nothing to write"
    said = (
        f"{_counted(proposal.rows, 'row')}: {_counted(len(proposal.new), 'new record')}, {len(proposal.edits):,} changed,"
        f" with {_counted(proposal.accounts, 'account')}, {proposal.ended:,} of them ended"
    )
    return f"{said}; {'written: review the change before it is merged' if is_applied else 'planned; --apply writes them'}"
