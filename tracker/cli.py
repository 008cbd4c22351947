"""The commands. Only here are the clock, the terminal and the exit code."""

import gc
import os
import sys
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NoReturn, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from tracker import __version__, report
from tracker.model.problem import CannotRun, Problem
from tracker.model.vocabulary import Level
from tracker.workers import Lost

app = typer.Typer(
    name="tracker",
    help="A public issue tracker and staff directory as a static site, generated from a git-backed store.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)

ConfigOption = Annotated[
    Path | None, typer.Option("-f", "--config-file", help="mkdocs.yml of the site; the nearest upwards by default.", show_default=False)
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but problems.")]
CleanOption = Annotated[bool, typer.Option("--clean", help="Ignore what earlier builds left in .tracker/ and make it anew.")]
StrictOption = Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")]

PROBLEMS_FOUND = 1
CANNOT_RUN = 2


class Form(StrEnum):
    """How problems are printed."""

    TEXT = "text"
    JSON = "json"


def _version(value: bool) -> None:  # noqa: FBT001 - typer's callback signature
    if value:
        typer.echo(f"tracker {__version__}")
        raise typer.Exit


@app.callback()
def _root(*, version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False) -> None:
    pass


@app.command(epilog="Example: tracker init known-issues && cd known-issues && tracker serve")
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it must be empty or not exist yet.", metavar="DIR")],
    *,
    quiet: QuietOption = False,
) -> None:
    """Begin a new site: an example store, mkdocs.yml and a workflow that publishes it."""
    from tracker.starter import begin  # noqa: PLC0415 - each command imports what it needs, so that --help is quick

    for path in begin(folder):
        if not quiet:
            typer.echo(f"wrote {path}")
    if not quiet:
        typer.echo(f"\nNext:  cd {folder} && tracker serve")


@app.command(epilog="Example: tracker build --strict -d public")
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

    found = _config_file(config_file)
    overrides: dict[str, Any] = {"site_dir": str(site_dir.resolve())} if site_dir else {}
    if strict:
        overrides["strict"] = True
    begun = datetime.now(UTC)
    # A build makes many values and few cycles, and ends soon: looking for cycles again and again would take a third of its time.
    gc.disable()
    with _Told(quiet=quiet) as told:
        outcome = build_site(found, overrides, now=begun, clean=clean, tell=told.progress)
    shown, left = report.shortened(outcome.checked.problems)
    _print_problems(shown, (*outcome.checked.notes, *left), quiet=quiet)
    if outcome.published is None:
        _fail(report.refusal(outcome.checked.problems))
    if not quiet:
        took = (datetime.now(UTC) - begun).total_seconds()
        made = outcome.published
        typer.echo(f"{outcome.site.shown(outcome.site.output)}: {made.files:,} files, {made.rendered:,} of them made anew, in {took:.2f} s", err=True)


@app.command(epilog="Example: tracker serve --port 8001")
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
        _print_problems(shown, (*notes, *left), quiet=quiet)
        if not quiet:
            typer.echo(outcome, err=True)

    serve_site(_config_file(config_file), (host, port), partial(datetime.now, UTC), tell, clean=clean)


@app.command(epilog="Example: tracker check --format json content/defects/DEF-0042.yml")
def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Only problems in these files and folders; everything is read all the same.", metavar="[PATH]...")
    ] = None,
    *,
    form: Annotated[Form, typer.Option("--format", help="text for people, json for programs.")] = Form.TEXT,
    strict: StrictOption = False,
    clean: CleanOption = False,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Find every problem in the store, each with file, line, column and what to write instead. Nothing is published."""
    from tracker.hosts.builder import check_site  # noqa: PLC0415 - likewise

    for path in paths or ():
        if not os.path.lexists(path):
            raise CannotRun(f"{path} does not exist; name files and folders of the store")
    site, checked = check_site(_config_file(config_file), clean=clean)
    wanted = [site.shown(p.resolve()) for p in paths or ()]
    problems = tuple(p for p in checked.problems if not wanted or any(p.path == w or p.path.startswith(f"{w}/") or w == "." for w in wanted))
    if form is Form.JSON:
        sys.stdout.buffer.write(report.as_json(problems))
    else:
        _print_problems(problems, checked.notes, quiet=quiet)
        if not quiet:
            typer.echo(report.total(problems), err=True)
    if any(strict or p.level is Level.ERROR for p in problems):
        raise typer.Exit(PROBLEMS_FOUND)


def _config_file(given: Path | None) -> Path:
    """The site's mkdocs.yml: the one named, else the nearest upwards."""
    if given is not None:
        if not given.is_file():
            raise CannotRun(f"{given} does not exist; name the mkdocs.yml of the site after -f")
        return given.resolve()
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "mkdocs.yml").is_file():
            return folder / "mkdocs.yml"
    raise CannotRun("there is no mkdocs.yml here or in a folder above; run 'tracker init DIR' to begin a site, or name one with -f")


def _console() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def _print_problems(problems: tuple[Problem, ...], notes: tuple[str, ...], *, quiet: bool) -> None:
    console = _console()
    for problem in problems:
        if quiet and problem.level is Level.WARNING:
            continue
        style = "red" if problem.level is Level.ERROR else "yellow"
        head, _, rest = report.as_text(problem).partition("\n")
        console.print(head, style=style if console.is_terminal else None, markup=False)
        if rest:
            console.print(rest, markup=False)
    if not quiet:
        for note in notes:
            console.print(f"note: {note}", markup=False)


def _fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(PROBLEMS_FOUND)


class _Told:
    """Progress on a terminal; silence elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        console = _console()
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def progress(self, what: str, done: int, of: int) -> None:
        if what not in self._tasks:
            self._bar.start()
            self._tasks[what] = self._bar.add_task(what, total=of)
        self._bar.update(self._tasks[what], completed=done, total=of)


def main() -> None:
    """Run a command; the exit code is 0 fine, 1 problems found, 2 wrong use or cannot run."""
    try:
        app()
    except CannotRun as e:
        sys.stderr.write(f"tracker: {e}\n")
        sys.exit(CANNOT_RUN)
    except Lost as e:
        sys.stderr.write(f"tracker: {e}; the system may have run out of memory\n")
        sys.exit(CANNOT_RUN)
    except BrokenPipeError:
        # Whoever read our output has gone; what is left is nobody's.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(CANNOT_RUN)
    except OSError as e:
        # A full disk, a folder that may not be written to: nothing that a traceback would help with.
        sys.stderr.write(f"tracker: {f'{e.filename}: ' if e.filename else ''}{e.strerror or e}\n")
        sys.exit(CANNOT_RUN)
