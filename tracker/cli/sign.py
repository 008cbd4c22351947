"""Sign the staff list."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from tracker.cli.app import app
from tracker.cli.terminal import ConfigOption, QuietOption, fail, found_config, moment, print_problems
from tracker.model.problem import CannotRun

_SHOWN = 40
"""Lines of difference that are printed; the rest is counted."""


@app.command(epilog="Example: tracker sign --key ~/.ssh/id_ed25519")
def sign(
    *,
    key: Annotated[Path, typer.Option(metavar="FILE", help="The SSH key that signs; its .pub file has to lie beside it.")],
    good_for: Annotated[
        str | None, typer.Option(metavar="DAYS", help="How long the signature counts, as 30d; policy: list_good_for: by default.", show_default=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask, even on a terminal.")] = False,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Sign the staff list with an SSH key. Shows what has changed since it was signed last; commit what it writes.

    The signature is made by a human every so many days, with a key that neither the repository nor its workflows hold. When it lapses, or the
    records change, the site confirms nothing new until somebody signs again.
    """
    from tracker.hosts.builder import read_site  # noqa: PLC0415 - each command imports what it needs, so that --help is quick
    from tracker.store.signature import keep, public_key_of  # noqa: PLC0415 - likewise
    from tracker.store.signature import sign as signed  # noqa: PLC0415 - likewise
    from tracker.views.signing import Term, is_signer, namespace_of, staff_list  # noqa: PLC0415 - likewise
    from tracker.views.sshsig import parse_key  # noqa: PLC0415 - likewise

    site, found, tracker = read_site(found_config(config_file))
    if tracker is None or found.errors:
        print_problems(found.errors, (), quiet=quiet)
        fail("nothing was signed: correct the store first")
    line = public_key_of(key)
    public = parse_key(line)
    if public is None:
        raise CannotRun(f"{key}.pub holds no public SSH key")
    if not is_signer(public, tracker.settings.policy):
        raise CannotRun(f'the key is not one that may sign; add it to {tracker.settings.path} first:  policy: {{signers: ["{public.line}"]}}')
    today = moment().date()
    term = Term(today, today + (_length(good_for) if good_for else tracker.settings.policy.list_good_for))
    content = staff_list(tracker, term)
    before = tracker.signed_list.content if tracker.signed_list else b""
    if not quiet:
        for said in _differences(before, content):
            typer.echo(said)
        people, accounts = len(tracker.staff), sum(len(m.accounts) for m in tracker.staff)
        typer.echo(f"{people:,} records with {accounts:,} accounts, signed by {public.fingerprint}, until {term.expires}", err=True)
    if not yes and sys.stdin.isatty():
        typer.confirm("Is this who speaks for the company?", abort=True)
    for path in keep(site.store, content, signed(content, key, namespace_of(tracker))):
        if not quiet:
            typer.echo(f"wrote {site.shown(path)}", err=True)


def _length(text: str) -> timedelta:
    from pydantic_core import PydanticCustomError  # noqa: PLC0415 - likewise

    from tracker.model.values import parse_duration  # noqa: PLC0415 - likewise

    try:
        found: Any = parse_duration(text)
    except PydanticCustomError as e:
        raise CannotRun(f"--good-for: {e.message()}") from None
    if found < timedelta(days=1):
        raise CannotRun("--good-for: a signature counts for a day at least; write it as 30d")
    return timedelta(days=found.days)


def _differences(before: bytes, after: bytes) -> list[str]:
    """What somebody puts their name to that was not there the last time, and what is gone."""
    import orjson  # noqa: PLC0415 - likewise

    old, new = (set(_lines(orjson, content)) for content in (before, after))
    changed = [f"+ {line}" for line in sorted(new - old)] + [f"- {line}" for line in sorted(old - new)]
    more = len(changed) - _SHOWN
    return changed[:_SHOWN] + ([f"  and {more:,} more lines"] if more > 0 else [])


def _lines(orjson: Any, content: bytes) -> list[str]:
    """A line for each account, and for what else is said of each person."""
    try:
        said = orjson.loads(content)
        lines = [f"{m['id']}: {orjson.dumps(a).decode()}" for m in said["staff"] for a in m["accounts"]]
        lines += [f"{m['id']}: {orjson.dumps({k: v for k, v in m.items() if k != 'accounts'}).decode()}" for m in said["staff"]]
        lines += [f"unlisted: {orjson.dumps(row).decode()}" for row in said["unlisted"]]
        lines += [f"{part}: {each}" for part in ("addresses", "channels") for each in said.get(part, ())]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return []
    return lines
