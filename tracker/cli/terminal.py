"""What all commands share: their options, the clock, the terminal and the exit codes."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, Self

import typer

from tracker import report
from tracker.model.problem import CannotRun, Problem
from tracker.model.vocabulary import Level

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

ConfigOption = Annotated[
    Path | None, typer.Option("-f", "--config-file", help="mkdocs.yml of the site; the nearest upwards by default.", show_default=False)
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but problems.")]
CleanOption = Annotated[bool, typer.Option("--clean", help="Ignore what earlier builds left in .tracker/ and make it anew.")]
StrictOption = Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")]

PROBLEMS_FOUND = 1
CANNOT_RUN = 2


def moment() -> datetime:
    """Now, UTC. Nothing below the commands asks for the time; it is handed down."""
    return datetime.now(UTC)


def found_config(given: Path | None) -> Path:
    """The site's mkdocs.yml: the one named, else the nearest upwards."""
    if given is not None:
        if not given.is_file():
            raise CannotRun(f"{given} does not exist; name the mkdocs.yml of the site after -f")
        return given.resolve()
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "mkdocs.yml").is_file():
            return folder / "mkdocs.yml"
    raise CannotRun("there is no mkdocs.yml here or in a folder above; run 'tracker init DIR' to begin a site, or name one with -f")


def console_of_errors() -> "Console":
    from rich.console import Console  # noqa: PLC0415 - most commands have nothing to show on it, and it takes long

    return Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)


def print_problems(problems: tuple[Problem, ...], notes: tuple[str, ...], *, quiet: bool) -> None:
    if not problems and not notes:
        return
    console = console_of_errors()
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
            console.print(f"note: {report.printable(note)}", markup=False)


def fail(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(PROBLEMS_FOUND)


class Progressing:
    """Progress on a terminal; silence elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self._bar = None if quiet or not sys.stderr.isatty() else _bar()
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()

    def progress(self, what: str, done: int, of: int, beside: str = "") -> None:
        """How far something is. `beside` may be another text each time; what is told apart is `what`."""
        if self._bar is None:
            return
        if what not in self._tasks:
            self._bar.start()
            self._tasks[what] = self._bar.add_task(what, total=of)
        self._bar.update(self._tasks[what], completed=done, total=of, description=f"{what}{beside}")


def _bar() -> "Progress":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn  # noqa: PLC0415 - likewise

    return Progress(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console_of_errors(), transient=True)
