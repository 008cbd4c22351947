"""What a code in a message means."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import tracker
from tracker.cli.app import app

if TYPE_CHECKING:
    from tracker.starter.examples import Explained

_PACKAGE = Path(tracker.__file__).parent
CASES = _PACKAGE / "_cases" if (_PACKAGE / "_cases").is_dir() else _PACKAGE.parent / "tests" / "cases"
"""In the wheel, and in a checkout."""


@app.command(short_help="Say what a code in a message means, with examples.", epilog="Example: tracker explain R361")
def explain(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="As it stands in a message; without one, all codes are listed.", show_default=False)
    ] = None,
) -> None:
    """Say what a code in a message means, with examples of what it complains about and of what it lets pass."""
    from tracker.starter.examples import explained, sentences  # noqa: PLC0415 - each command imports what it needs, so that --help is quick

    lines = _told(explained(code, CASES)) if code else (f"{each}  {sentence}" for each, sentence in sentences().items())
    for line in lines:
        typer.echo(line)


def _told(given: "Explained") -> Iterator[str]:
    yield f"{given.code}{f' ({given.level})' if given.level else ''}: {given.sentence}"
    for example in given.examples:
        yield ""
        yield f"{'This is said' if example.said else 'This passes'}: {example.shows}"
        yield from (f"    {line}" for line in example.change)
        yield from (f"  > {line}" for line in example.said)
