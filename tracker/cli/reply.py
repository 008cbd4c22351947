"""What to answer a customer on a social network."""

import json
from functools import partial
from typing import Annotated

import typer

from tracker.cli.app import app
from tracker.cli.terminal import ConfigOption, found_config, moment
from tracker.model.problem import CannotRun
from tracker.model.wording import did_you_mean


@app.command(
    short_help="Print an answer to paste, within the limits of the networks.",
    epilog="Example: tracker reply DEF-0001 --network sms --turn 3 --zone Asia/Tokyo",
)
def reply(
    wanted: Annotated[str, typer.Argument(metavar="ID", help="The issue: its id, an alias, or the code that the customer said, in words too.")],
    *,
    turn: Annotated[int, typer.Option(min=1, max=3, help="The customer's first, second or third message; the third answer offers a call.")] = 1,
    network: Annotated[str | None, typer.Option(help="x, bluesky, mastodon, sms or plain; by default what fits the first three.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many, counted as the network counts; plain characters without one.")] = None,
    zone: Annotated[str | None, typer.Option(help="The customer's time zone, as Asia/Tokyo: the telephone's hours are told in it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    config_file: ConfigOption = None,
) -> None:
    """Print the text to paste: what the record says and no more, with a short link, within the limit of the network."""
    from tracker.hosts.builder import read_site  # noqa: PLC0415 - each command imports what it needs, so that --help is quick
    from tracker.site import replies  # noqa: PLC0415 - likewise
    from tracker.site.attendance import call_for  # noqa: PLC0415 - likewise
    from tracker.views import index as views  # noqa: PLC0415 - likewise
    from tracker.views import spoken  # noqa: PLC0415 - likewise
    from tracker.views.lengths import NETWORKS, Network  # noqa: PLC0415 - likewise
    from tracker.views.publication import publish  # noqa: PLC0415 - likewise

    if network is not None and network not in NETWORKS:
        raise CannotRun(f"{network!r} is no network that is counted here{did_you_mean(network, NETWORKS)}; write one of {', '.join(NETWORKS)}")
    site, _, store = read_site(found_config(config_file))
    if store is None:
        raise CannotRun("the store cannot be read; run  tracker check")
    now = moment()
    index = views.index(publish(store, now), now.date())
    found = replies.named(wanted, index, lambda text: spoken.issues_of(text, index.by_id))
    if len(found) != 1:
        misheard = not found and spoken.is_like_a_code(wanted, index.by_id)
        raise CannotRun(_misheard(wanted) if misheard else _not_one(wanted, [issue.id for issue in found], list(index.by_id)))
    issue = found[0]
    chosen = NETWORKS[network] if network else Network("plain text", "characters", limit, len) if limit else None
    if chosen and network and limit:
        chosen = Network(chosen.name, chosen.unit, limit, chosen.measure)
    call = call_for(index.public.channels, now, zone) if zone else None
    kit = replies.kit(issue, index, site.url, call=call, platforms=(network,) if network else replies.USUAL)
    text = replies.reply(kit, store.settings.replies, turn, chosen.fits if chosen else replies.fits_the_usual)
    if text is None:
        raise CannotRun(f"not even the link fits into {limit} {chosen.unit if chosen else 'characters'}; give a larger --limit")
    if as_json:
        counts = {name: each.measure(text) for name, each in NETWORKS.items()}
        typer.echo(
            json.dumps({"id": issue.id, "turn": turn, "text": text, "counts": counts, "code": spoken.code_of(issue.id)}, ensure_ascii=False, indent=2)
        )
        return
    typer.echo(text)
    tell = partial(typer.echo, err=True)
    if chosen:
        tell(
            f"\n{chosen.measure(text)} of {chosen.limit} {chosen.unit} on {chosen.name}" if network else f"\n{len(text)} of {chosen.limit} characters"
        )
    if turn == replies.TURNS[-1] and kit.values["code"]:
        tell(f"The code said aloud: {spoken.aloud(spoken.code_of(issue.id))}")


def _not_one(wanted: str, found: list[str], known: list[str]) -> str:
    if found:
        return f"{wanted!r} names {' and '.join(found)}; write one of these ids"
    return f"{wanted!r} names no public issue{did_you_mean(wanted, known)}"


def _misheard(wanted: str) -> str:
    """Proposes nothing: of a code that is not right, nobody knows which character is wrong."""
    return (
        f"{wanted!r} is the code of no public issue: a character was misheard or mistyped; ask for the code again, word by word as it is said aloud "
        "(zero is not Oscar, one is not India); an id is written with its hyphen"
    )
