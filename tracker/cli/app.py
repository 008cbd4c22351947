"""The application that commands are added to."""

from typing import Annotated

import typer

from tracker import __version__

app = typer.Typer(
    name="tracker",
    help="A public issue tracker and staff directory as a static site, generated from a git-backed store.",
    epilog="Example: tracker init known-issues && cd known-issues && tracker serve",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _version(value: bool) -> None:  # noqa: FBT001 - typer's callback signature
    if value:
        typer.echo(f"tracker {__version__}")
        raise typer.Exit


@app.callback()
def _root(*, version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False) -> None:
    pass
