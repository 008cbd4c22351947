"""Check the accounts of staff over the network, or write down what a human found out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.app import app
from tracker.cli.terminal import ConfigOption, QuietOption, fail, found_config, moment, print_problems
from tracker.model.problem import CannotRun, Problem
from tracker.model.wording import did_you_mean

if TYPE_CHECKING:
    from datetime import date

    from tracker.model.staff import StaffMember
    from tracker.model.tracker import Tracker
    from tracker.proofs.plan import Plan

ALARM = "P501"
"""The code of a handle that has passed to another account."""


@app.command(short_help="Check accounts over the network, and write dated proofs.", epilog="Example: tracker prove robin-sample --apply")
def prove(  # noqa: PLR0913 - each is an option
    ids: Annotated[list[str] | None, typer.Argument(help="Staff ids; everybody by default.", metavar="[ID]...", show_default=False)] = None,
    *,
    manual: Annotated[
        str | None, typer.Option(metavar="METHOD", help="Ask nobody: a human has checked, by this method, as phoned or met.", show_default=False)
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="STAFF", help="With --manual: who has checked.", show_default=False)] = None,
    account: Annotated[
        str | None, typer.Option(metavar="PLATFORM:HANDLE", help="With --manual: which account, where there are several.", show_default=False)
    ] = None,
    evidence: Annotated[str | None, typer.Option(metavar="URL", help="With --manual: where it can be read.", show_default=False)] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write what was planned into the records; without it, it is only printed.")] = False,
    github_token: Annotated[str | None, typer.Option(envvar="GITHUB_TOKEN", hidden=True)] = None,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Check that accounts are ours, and write dated proofs into their records. Prints a plan; --apply writes it.

    What cannot be reached is called "could not check", never "not ours", and no earlier proof is lost by it. The commands that build
    the site never use the network; this one does.
    """
    from tracker.hosts.builder import read_site  # noqa: PLC0415 - each command imports what it needs, so that --help is quick
    from tracker.proofs.check import checked  # noqa: PLC0415 - likewise
    from tracker.proofs.evidence import Network  # noqa: PLC0415 - likewise

    today = moment().date()
    site, found, tracker = read_site(found_config(config_file))
    if tracker is None or found.errors:
        print_problems(found.errors, (), quiet=quiet)
        fail("nothing was checked: correct the store first")
    members = _members(tracker, ids or [])
    if manual is not None:
        plan = _by_hand(tracker, members, manual, by, account, evidence, today)
    else:
        if by or account or evidence:
            raise CannotRun("--by, --account and --evidence belong to --manual METHOD")
        plan = checked(members, tracker.settings, site.url, today, Network(github_token=github_token))
    _finish(plan, site.root, apply=apply, quiet=quiet)


def _finish(plan: "Plan", root: Path, *, apply: bool, quiet: bool) -> None:
    from tracker.store.edit import in_flow  # noqa: PLC0415 - likewise
    from tracker.store.writer import write  # noqa: PLC0415 - likewise
    from tracker.store.yaml import locate  # noqa: PLC0415 - likewise

    for said in plan.lines if not quiet else ():
        typer.echo(said)
    for edit in plan.edits:
        for change in edit.changes:
            typer.echo(f"{'write' if apply else 'would write'}  {edit.path}: {'.'.join(map(str, change.field))}: {in_flow(change.value)}")
    if apply:
        write(root, plan.edits)
    if not quiet:
        what = f"{plan.count} change{'' if plan.count == 1 else 's'} in {len(plan.edits)} record{'' if len(plan.edits) == 1 else 's'}"
        typer.echo("nothing to write" if not plan.count else f"{what} written" if apply else f"{what} planned; --apply writes them", err=True)
    if plan.alarms:
        problems: list[Problem] = []
        for path, place, words in plan.alarms:
            field = ("accounts", place, "handle")
            line, column, text = locate((root / path).read_bytes(), field)
            message = f"{words}; do not trust it: suspend the account, and find out who has it. Nothing was written for it"
            problems.append(Problem(path, line, column, ALARM, message, source_line=text, field=field))
        print_problems(tuple(problems), (), quiet=quiet)
        fail(f"{len(problems)} alarm{'' if len(problems) == 1 else 's'}")


def _members(tracker: "Tracker", ids: list[str]) -> "tuple[StaffMember, ...]":
    """Those who are named, or all; of the site's own store, for no other can be written to."""
    own = {m.id: m for m in tracker.staff if m.path not in tracker.origins or tracker.origins[m.path].is_own}
    for each in ids:
        if each not in own:
            raise CannotRun(f"{each!r} is not in content/staff/{did_you_mean(each, own)}")
    return tuple(own[each] for each in own if not ids or each in ids)


def _by_hand(
    tracker: "Tracker",
    members: "tuple[StaffMember, ...]",
    method: str,
    by: str | None,
    account: str | None,
    evidence: str | None,
    today: "date",
) -> "Plan":
    import re  # noqa: PLC0415 - likewise

    from tracker.model.values import SLUG, is_web_address, slug  # noqa: PLC0415 - likewise
    from tracker.proofs.claim import is_in_use  # noqa: PLC0415 - likewise
    from tracker.proofs.plan import by_hand  # noqa: PLC0415 - likewise

    if len(members) != 1:
        raise CannotRun("--manual is about one person; name their id")
    member = members[0]
    if not re.fullmatch(SLUG, method):
        raise CannotRun(f"{method!r} is no method; use lower-case letters and hyphens, as {slug(method) or 'phoned'}")
    witness = tracker.staff_by_id.get(by or "")  # type: ignore[call-overload]
    if witness is None:
        raise CannotRun(f"--by {by or 'STAFF'}: name the member of staff who has checked{did_you_mean(by or '', tracker.staff_by_id)}")
    if witness.id == member.id or not witness.serves_on(today):
        raise CannotRun(f"{witness.id} cannot vouch for {member.id} today; somebody else who serves has to")
    if evidence and not is_web_address(evidence):
        raise CannotRun(f"--evidence {evidence!r} is not a web address; write it whole, as https://example.com/page")
    places = [at for at, a in enumerate(member.accounts) if is_in_use(a, today) and account in {None, a.handle, f"{a.platform}:{a.handle}"}]
    if len(places) != 1:
        known = ", ".join(f"{a.platform}:{a.handle}" for a in member.accounts if is_in_use(a, today))
        raise CannotRun(f"name one account of {member.id} after --account: {known or 'there is none in use'}")
    return by_hand(member, places[0], method, witness.id, evidence, tracker.settings.policy, today)
