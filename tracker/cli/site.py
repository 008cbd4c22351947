"""Begin, build, serve and check a site."""

import gc
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from tracker import __version__, report
from tracker.cli.app import app
from tracker.cli.terminal import (
    PROBLEMS_FOUND,
    CleanOption,
    ConfigOption,
    Progressing,
    QuietOption,
    StrictOption,
    fail,
    found_config,
    moment,
    print_problems,
)
from tracker.model.problem import CannotRun, Problem
from tracker.model.vocabulary import Level

EDITOR = "tracker schema --into schemas > .vscode/settings.json"
"""As it is written for Visual Studio Code; other editors that speak to yaml-language-server take the same schemas."""


class Form(StrEnum):
    """How problems are printed."""

    TEXT = "text"
    GITHUB = "github"
    SARIF = "sarif"
    JSON = "json"


@app.command(short_help="Begin a new site.", epilog="Example: tracker init known-issues && cd known-issues && tracker serve")
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it must be empty or not exist yet.", metavar="DIR")],
    *,
    owners: Annotated[
        list[str] | None,
        typer.Option("--owner", metavar="@TEAM", help="Whose review a change of the directory needs; goes into CODEOWNERS.", show_default=False),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Begin a new site: an example store, mkdocs.yml and a workflow that publishes it."""
    from tracker.starter import begin  # noqa: PLC0415 - each command imports what it needs, so that --help is quick

    for path in begin(folder, owners or ()):
        if not quiet:
            typer.echo(f"wrote {path}")
    if not quiet:
        typer.echo(f"\nYour editor explains the files' keys after:  mkdir -p {folder}/.vscode && cd {folder} && {EDITOR}")
        typer.echo(f"\nNext:  cd {folder} && tracker serve")


@app.command(short_help="Build the site beside the old one, and exchange them.", epilog="Example: tracker build --strict -d public")
def build(
    *,
    site_dir: Annotated[
        Path | None, typer.Option("-d", "--site-dir", help="Where the site goes; site_dir of mkdocs.yml by default.", show_default=False)
    ] = None,
    strict: StrictOption = False,
    clean: CleanOption = False,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Build the site: beside the old one, which stays whole until the new one is complete."""
    from tracker.hosts.builder import build_site  # noqa: PLC0415 - likewise

    found = found_config(config_file)
    overrides: dict[str, Any] = {"site_dir": str(site_dir.resolve())} if site_dir else {}
    if strict:
        overrides["strict"] = True
    begun = moment()
    # A build makes many values and few cycles, and ends soon: looking for cycles again and again would take a third of its time.
    gc.disable()
    with Progressing(quiet=quiet) as told:
        outcome = build_site(found, overrides, now=begun, clean=clean, tell=told.progress)
    # Python would look through all that is left before it ends.
    gc.freeze()
    shown, left = report.shortened(outcome.checked.problems)
    print_problems(shown, (*outcome.checked.notes, *left), quiet=quiet)
    if outcome.published is None:
        fail(report.refusal(outcome.checked.problems))
    if not quiet:
        took = (moment() - begun).total_seconds()
        made = outcome.published
        typer.echo(f"{outcome.site.shown(outcome.site.output)}: {made.files:,} files, {made.rendered:,} of them made anew, in {took:.2f} s", err=True)


@app.command(short_help="Build the site, serve it, and build it again on every save.", epilog="Example: tracker serve --port 8001")
def serve(
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("-p", "--port", min=1, max=65535, help="The port to listen on.")] = 8000,
    clean: CleanOption = False,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Build the site, serve it, and build it again on every save. With an error in the store the last good site stays."""
    from tracker.hosts.builder import serve_site  # noqa: PLC0415 - likewise

    def tell(problems: tuple[Problem, ...], notes: tuple[str, ...], outcome: str) -> None:
        shown, left = report.shortened(problems)
        print_problems(shown, (*notes, *left), quiet=quiet)
        if not quiet:
            typer.echo(outcome, err=True)

    serve_site(found_config(config_file), (host, port), moment, tell, clean=clean)


@app.command(
    short_help="Find every problem, with its place and what to write instead.",
    epilog="Example: tracker check --format json content/defects/DEF-0001.yml",
)
def check(  # noqa: PLR0913 - its options
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Only problems in these files and folders; everything is read all the same.", metavar="[PATH]...")
    ] = None,
    *,
    form: Annotated[
        Form, typer.Option("--format", help="text for people, github for the annotations of a workflow, sarif and json for programs.")
    ] = Form.TEXT,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="BASE",
            help="Warnings only of what has changed since this branch left BASE, and what of it needs a second reviewer.",
            show_default=False,
        ),
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Write anew what is made of tracker.yml: the issue forms of the repository.")] = False,
    strict: StrictOption = False,
    clean: CleanOption = False,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Find every problem in the store, each with file, line, column and what to write instead. Nothing is published."""
    from tracker.hosts.builder import check_site, prefix_of  # noqa: PLC0415 - likewise
    from tracker.starter.examples import sentences  # noqa: PLC0415 - likewise

    for path in paths or ():
        if not os.path.lexists(path):
            raise CannotRun(f"{path} does not exist; name files and folders of the store")
    site, checked = check_site(found_config(config_file), clean=clean, today=moment().date(), since=since, fix=fix)
    wanted = [site.shown(p.resolve()) for p in paths or ()]
    problems = tuple(p for p in checked.problems if not wanted or any(p.path == w or p.path.startswith(f"{w}/") or w == "." for w in wanted))
    if form is Form.JSON:
        sys.stdout.buffer.write(report.as_json(problems))
    elif form is Form.GITHUB:
        typer.echo(report.as_annotations(problems, prefix_of(site)), nl=False)
    elif form is Form.SARIF:
        sys.stdout.buffer.write(report.as_sarif(problems, prefix_of(site), __version__, sentences(), site.shown(site.store / "tracker.yml")))
    else:
        print_problems(problems, checked.notes, quiet=quiet)
        if not quiet:
            typer.echo(report.total(problems), err=True)
    if any(strict or p.level is Level.ERROR for p in problems):
        raise typer.Exit(PROBLEMS_FOUND)
