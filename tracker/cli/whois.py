"""Is this account really staff? What the verify box says, on a terminal and for programs."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

import typer

from tracker import report
from tracker.cli.app import app
from tracker.cli.terminal import ConfigOption, QuietOption, fail, found_config, moment, print_problems
from tracker.model.problem import CannotRun

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffd\ud800-\udfff]")


@app.command(
    short_help="Say whether an account is really staff.", epilog="Example: tracker whois robin-sample-example --platform linkedin --on 2026-03-03"
)
def whois(
    query: Annotated[str, typer.Argument(help="A handle, profile link, e-mail address, telephone number or name.", metavar="QUERY")],
    *,
    platform: Annotated[str, typer.Option(help="Where the handle was seen, as x or mastodon; a link says so itself.", show_default=False)] = "",
    on: Annotated[str, typer.Option("--on", help="Whose was it on that day? Written as 2024-03-03.", metavar="DATE", show_default=False)] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Say whether an account is really staff: one verdict, with its reasons and what to do next."""
    from tracker.hosts.builder import read_site  # noqa: PLC0415 - each command imports what it needs, so that --help is quick
    from tracker.views.publication import publish  # noqa: PLC0415 - likewise
    from tracker.views.verdicts.answer import Verdicts  # noqa: PLC0415 - likewise
    from tracker.views.verdicts.listing import files  # noqa: PLC0415 - likewise

    now = moment()
    if on and not _is_day(on):
        raise CannotRun(f"{on!r} is not a day; write it as 2024-03-03")
    if on > now.date().isoformat():
        raise CannotRun(f"{on} has not come yet in UTC, and nobody knows whose an account will be then; leave --on out to ask about today")
    site, checked, store = read_site(found_config(config_file))
    if store is None or checked.errors:
        print_problems(checked.errors, checked.notes, quiet=quiet)
        fail(f"{report.total(checked.errors)}: no answer can be relied on; correct them first, see  tracker check")
    listed = json.loads(json.dumps(files(publish(store, now), now.date(), site.url)))
    answer = Verdicts(listed.__getitem__, now.date().isoformat()).answer(query, platform, on)
    if as_json:
        sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n")
        return
    for line in _told(answer, site.url, now.date()):
        typer.echo(_visible(line))


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _visible(line: str) -> str:
    """What a terminal would obey or hide, as its number: the question is somebody else's text."""
    return _HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", line)


def _told(answer: Mapping[str, Any], site_url: str, today: date) -> Iterator[str]:
    """The answer for people."""
    yield f"{answer['verdict']}: {answer['headline']}."
    yield answer["because"]
    if answer["today_verdict"]:
        yield f"That is the answer for {answer['on']}; for today it is {answer['today_verdict']}."
    yield from _facts(answer, site_url, today)
    same = "On the list" if answer["rule"].startswith("person") else "The same name elsewhere"
    for title, several in (("Resembles", "resembles"), ("Do not confuse with", "do_not_confuse_with"), (same, "elsewhere")):
        for other in answer[several]:
            verdict = f": {other['verdict']}" if "verdict" in other else ""
            yield f"{title}: {other['handle']} on {other['label']}{verdict}"
    yield from (f"- {each}" for each in answer["todo"])
    if answer["never_asks"]:
        yield f"We never ask for: {', '.join(answer['never_asks'])}."
    yield f"Ways to reach us: {site_url}{answer['contact']['path']}"


def _facts(answer: Mapping[str, Any], site_url: str, today: date) -> Iterator[str]:
    """What the verdict rests on."""
    evidence, proof = answer["evidence"] or {}, answer["proof"]
    if answer["since"] or answer["until"]:
        yield f"Ours: {' '.join(f'{word} {day}' for word, day in (('since', answer['since']), ('until', answer['until'])) if day)}"
    if answer["address"]:
        yield f"Account: {answer['address']}"
    if answer["staff"] and answer["staff"]["path"]:
        yield f"Person: {site_url}{answer['staff']['path']}"
    if proof:
        by = f" by {proof['by']['name']}" if proof["by"] else ""
        yield f"Proof: {proof['words']}; checked on {proof['checked']}{by}, {_ago(date.fromisoformat(proof['checked']), today)}; good until {proof['expires']}"
    for notice in evidence.get("reported", ()):
        yield f"Reported to: {notice['to']}, on {notice['on']}"
    if evidence.get("url"):
        yield f"Evidence: {evidence['url']}"
    if answer["page"]:
        yield f"Who confirmed it, and how to appeal: {site_url}{answer['page']}"


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    return "today" if days == 0 else "yesterday" if days == 1 else f"{days} days ago"
