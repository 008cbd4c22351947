"""JSON Schemas of the store's files, for editors."""

import json
from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.app import app
from tracker.model.problem import CannotRun
from tracker.model.wording import did_you_mean


@app.command(
    short_help="Tell an editor what may stand in the files.",
    epilog="Example: mkdir -p .vscode && tracker schema --into schemas > .vscode/settings.json",
)
def schema(
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="Print the schema of this kind of file.", show_default=False)] = None,
    *,
    into: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write those of all kinds there, and print the settings that tell an editor.", show_default=False),
    ] = None,
    store: Annotated[str, typer.Option(metavar="DIR", help="With --into: where the store lies, as the editor sees it.")] = "content",
) -> None:
    """Tell an editor what may stand in the store's files: it then offers keys, explains them, and underlines what is wrong.

    Without KIND and --into the kinds are listed. An editor sees one file at a time; what only the whole store tells is tracker check's to say.
    """
    from tracker.starter.schemas import KINDS, schema_text  # noqa: PLC0415 - each command imports what it needs, so that --help is quick

    if kind and into:
        raise CannotRun("name one KIND to print it, or --into DIR to write all of them")
    if kind:
        if kind not in KINDS:
            raise CannotRun(f"there is no kind {kind!r}{did_you_mean(kind, KINDS) or '; there are ' + ', '.join(KINDS)}")
        typer.echo(schema_text(KINDS[kind]), nl=False)
    elif into:
        into.mkdir(parents=True, exist_ok=True)
        for each in KINDS.values():
            (into / f"{each.name}.json").write_text(schema_text(each), "utf-8")
        told = {f"{'' if into.is_absolute() else './'}{into.as_posix()}/{each.name}.json": f"{store}/{each.files}" for each in KINDS.values()}
        typer.echo(json.dumps({"yaml.schemas": told}, indent=2))
    else:
        for each in KINDS.values():
            typer.echo(f"{each.name:10}{each.files:20}{each.sentence}")
