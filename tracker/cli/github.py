"""Bring issues from GitHub in, and keep them in step."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tracker.cli.app import app
from tracker.cli.imports import ApplyOption, import_app
from tracker.cli.terminal import ConfigOption, Progressing, QuietOption, console_of_errors, fail, found_config, moment, print_problems
from tracker.model.problem import CannotRun, Problem
from tracker.model.vocabulary import Level

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.github.client import Budget, Client
    from tracker.github.fetch import Progress
    from tracker.github.plan import Decisions, Plan, Reading
    from tracker.model.github import Repository
    from tracker.model.site import Site
    from tracker.model.tracker import Tracker

sync_app = typer.Typer(
    name="sync",
    short_help="Keep records in step with other systems.",
    help="Keep records in step with other systems: print the plan, write it with --apply.",
    epilog="Example: tracker sync github",
    no_args_is_help=True,
)
app.add_typer(sync_app)

CONFLICT, REFUSED, REMARK = "T431", "T421", "T422"

FormatOption = Annotated[Literal["text", "markdown"], typer.Option("--format", help="How the plan is printed; markdown is for a pull request.")]
KeepOption = Annotated[
    list[str] | None,
    typer.Option("--keep", metavar="ID", help="Where both sides have changed a value: keep ours. 'all' for every record.", show_default=False),
]
TakeOption = Annotated[
    list[str] | None,
    typer.Option("--take", metavar="ID", help="Take theirs, and words that were changed after somebody had read them.", show_default=False),
]
WithdrawOption = Annotated[
    list[str] | None,
    typer.Option("--withdraw", metavar="ID", help="Make a tombstone of a record whose issue is there no more.", show_default=False),
]


@import_app.command("github", short_help="Bring the issues of a repository in.", epilog="Example: tracker import github octo-org/hello --apply")
def import_github(  # noqa: PLR0913 - each is an option
    repository: Annotated[str, typer.Argument(help="The repository whose issues are brought in.", metavar="OWNER/REPO")],
    *,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The API of a GitHub Enterprise Server, as https://git.example.com/api/v3.", show_default=False),
    ] = None,
    keep: KeepOption = None,
    take: TakeOption = None,
    withdraw: WithdrawOption = None,
    plan_format: FormatOption = "text",
    apply: ApplyOption = False,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Bring the issues of a repository in as defects and feature requests.

    The mapping of labels, types, milestones and forms stands under github: in tracker.yml; a repository that is not listed there comes in with
    the defaults. Read-only access is enough. Nothing that strangers wrote is published before somebody has read it, unless tracker.yml says so.

    A server that cannot be reached is asked four times and given up within two minutes. One that fails or is silent is asked eight times, which may
    take twelve minutes; one that asks for a pause gets it, up to an hour.
    """
    from tracker.model.forms import understood  # noqa: PLC0415 - each command imports what it needs, so that --help is quick

    site, tracker = _store(config_file, quiet=quiet)
    wanted = understood(_repository(tracker, repository, base_url), tracker.settings)
    _bring_in([wanted], site, tracker, _decisions(keep, take, withdraw), plan_format, apply=apply, quiet=quiet)


@sync_app.command(
    "github", short_help="Bring the repositories of tracker.yml up to date.", epilog="Example: tracker sync github --apply --take DEF-GH-12"
)
def sync_github(
    *,
    keep: KeepOption = None,
    take: TakeOption = None,
    withdraw: WithdrawOption = None,
    plan_format: FormatOption = "text",
    apply: ApplyOption = False,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Bring every repository that tracker.yml lists under github: up to date.

    What somebody wrote by hand stays. Where both sides have changed a value, both are told and nothing of that record is changed, until
    somebody decides: in the file, or with --keep or --take. What was deleted there is only proposed to be withdrawn.

    A server that cannot be reached is asked four times and given up within two minutes. One that fails or is silent is asked eight times, which may
    take twelve minutes; one that asks for a pause gets it, up to an hour.
    """
    from tracker.model.forms import understood  # noqa: PLC0415 - likewise

    site, tracker = _store(config_file, quiet=quiet)
    if not tracker.settings.github.repositories:
        typer.echo("nothing to do: no repository is listed under github: in tracker.yml", err=True)
        return
    wanted = [understood(each, tracker.settings) for each in tracker.settings.github.repositories]
    _bring_in(wanted, site, tracker, _decisions(keep, take, withdraw), plan_format, apply=apply, quiet=quiet)


def _store(config_file: "Path | None", *, quiet: bool) -> "tuple[Site, Tracker]":
    from tracker.hosts.builder import read_files  # noqa: PLC0415 - each command imports what it needs, so that --help is quick

    site, found, tracker = read_files(found_config(config_file))
    if tracker is None or found.errors:
        print_problems(found.errors, (), quiet=quiet)
        fail("nothing was brought in: correct the store first")
    return site, tracker


def _repository(tracker: "Tracker", name: str, base_url: str | None) -> "Repository":
    """As tracker.yml has it; with the defaults where it is not listed and there is but one product."""
    from pydantic import ValidationError  # noqa: PLC0415 - likewise

    from tracker.model.github import Repository  # noqa: PLC0415 - likewise
    from tracker.store.decode import faults  # noqa: PLC0415 - likewise

    listed = tracker.settings.github.repository(name, base_url)
    if listed:
        return listed
    products = tracker.settings.products
    if len(products) != 1:
        known = ", ".join(p.id for p in products) or "none"
        raise CannotRun(
            f"{name} is not listed under github: in tracker.yml, and it does not follow which product it is about ({known}); add"
            f"  github: {{repositories: [{{name: {name}, product: …}}]}}"
        )
    try:
        return Repository(name=name, base_url=base_url, product=products[0].id)
    except ValidationError as e:
        raise CannotRun("; ".join(faults(e))) from None


def _decisions(keep: list[str] | None, take: list[str] | None, withdraw: list[str] | None) -> "Decisions":
    from tracker.github.plan import Decisions  # noqa: PLC0415 - likewise

    decided = Decisions(frozenset(keep or ()), frozenset(take or ()), frozenset(withdraw or ()))
    if both := sorted(decided.keep & decided.take):
        raise CannotRun(f"{', '.join(both)} stands after --keep and after --take; decide for one of them")
    return decided


def _bring_in(
    repositories: "Sequence[Repository]", site: "Site", tracker: "Tracker", decisions: "Decisions", plan_format: str, *, apply: bool, quiet: bool
) -> None:
    from tracker import intake  # noqa: PLC0415 - likewise

    _unknown_ids(decisions, tracker)
    readings = _read(repositories, site, tracker, quiet=quiet)
    plan = intake.tried(readings, tracker, site, moment().date(), decisions)
    _show(plan, plan_format, is_applied=apply, quiet=quiet)
    if apply:
        intake.apply(plan, site)
    _finish(plan, site, tracker, is_applied=apply, quiet=quiet)


def _read(repositories: "Sequence[Repository]", site: "Site", tracker: "Tracker", *, quiet: bool) -> "list[Reading]":
    """Every repository as it is now. Only this asks the network."""
    from tracker.github.fetch import fetched  # noqa: PLC0415 - likewise
    from tracker.github.plan import Reading  # noqa: PLC0415 - likewise
    from tracker.store.kept import KeptBytes  # noqa: PLC0415 - likewise

    kept = KeptBytes(site.cache, "github")
    made: list[Reading] = []
    budgets: list[Budget | None] = []
    with Progressing(quiet=quiet) as bar:
        for repository in repositories:
            known = [number for state in tracker.imported if state.key == repository.key for number, base in state.known if not base.is_gone]
            with _client(repository, quiet=quiet) as client:
                made.append(Reading(repository, fetched(repository.name, client, kept, _telling(bar, repository.name), known)))
                budgets.append(client.budget)
    for budget in budgets:
        _budget(budget, quiet=quiet)
    return made


@contextmanager
def _client(repository: "Repository", *, quiet: bool) -> "Iterator[Client]":
    import os  # noqa: PLC0415 - likewise
    from secrets import SystemRandom  # noqa: PLC0415 - likewise

    from tracker.github.client import PUBLIC, Client, Wait  # noqa: PLC0415 - likewise
    from tracker.github.token import gh_token, token_for  # noqa: PLC0415 - likewise

    def waits(wait: Wait) -> None:
        if not quiet:
            typer.echo(f"{wait.because}; asking again in {max(1, round(wait.seconds)):,} s", err=True)

    base_url = repository.base_url or PUBLIC
    token = token_for(base_url, os.environ, gh_token)
    client = Client(token, base_url, clock=moment, sleep=time.sleep, jitter=SystemRandom().random, waits=waits)
    try:
        yield client
    finally:
        client.close()


def _telling(bar: Progressing, name: str) -> "Callable[[Progress], None]":
    def tell(progress: "Progress") -> None:
        left = f", {progress.budget.left:,} questions left" if progress.budget else ""
        bar.progress(f"{name}: {progress.what}", progress.done, progress.of, left)

    return tell


def _budget(budget: "Budget | None", *, quiet: bool) -> None:
    if budget and not quiet:
        typer.echo(f"GitHub answers {budget.left:,} of {budget.of:,} further questions until {budget.resets:%H:%M} UTC", err=True)


def _unknown_ids(decisions: "Decisions", tracker: "Tracker") -> None:
    from tracker.github.plan import ALL  # noqa: PLC0415 - likewise
    from tracker.model.wording import did_you_mean  # noqa: PLC0415 - likewise

    named: Any = tracker.issues_by_id
    for each in sorted(decisions.keep | decisions.take | decisions.withdraw):
        if each != ALL and each not in named:
            raise CannotRun(f"there is no record {each}{did_you_mean(each, named)}")


def _show(plan: "Plan", plan_format: str, *, is_applied: bool, quiet: bool) -> None:
    from tracker.github.telling import lines, markdown  # noqa: PLC0415 - likewise

    if plan_format == "markdown":
        typer.echo(markdown(plan), nl=False)
    elif not quiet:
        for said in lines(plan, is_applied=is_applied):
            typer.echo(said)


def _finish(plan: "Plan", site: "Site", tracker: "Tracker", *, is_applied: bool, quiet: bool) -> None:
    from tracker.github.telling import summary  # noqa: PLC0415 - likewise

    print_problems(tuple(_problems(plan, site, tracker)), plan.notes, quiet=quiet)
    if not quiet:
        done = (
            "nothing to write" if plan.is_empty else "written: review the change before it is merged" if is_applied else "planned; --apply writes it"
        )
        console_of_errors().print(f"{summary(plan)}; {done}", markup=False)
    if plan.asks:
        fail("some issues were left as they are: see above")


def _problems(plan: "Plan", site: "Site", tracker: "Tracker") -> Iterator[Problem]:
    """What somebody has to settle, at its place: in the file of the record, or at the issue on GitHub."""
    from tracker.github.plan import Outcome  # noqa: PLC0415 - likewise
    from tracker.github.telling import both  # noqa: PLC0415 - likewise
    from tracker.store.yaml import locate  # noqa: PLC0415 - likewise

    for entry in plan.of(Outcome.CONFLICT):
        raw = (site.root / entry.path).read_bytes()
        for conflict in entry.conflicts:
            line, column, text = locate(raw, conflict.field)
            advice = f"nothing of this record was changed: write here what is right, or decide with --keep {entry.record} or --take {entry.record}"
            yield Problem(entry.path, line, column, CONFLICT, f"{both(conflict)}; {advice}", source_line=text, field=conflict.field)
    for entry in plan.of(Outcome.REFUSED):
        yield Problem(entry.name, 0, 0, REFUSED, f"is left as it is: {entry.reason}")
    for said in plan.warnings:
        yield Problem(tracker.settings.path, 0, 0, REMARK, said, Level.WARNING)
