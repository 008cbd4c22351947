"""Begin a record: the next free id, and a file that explains itself."""

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker import report
from tracker.cli.app import app
from tracker.cli.terminal import ConfigOption, QuietOption, fail, found_config, moment, print_problems
from tracker.model.problem import CannotRun
from tracker.model.vocabulary import IssueKind, Severity

if TYPE_CHECKING:
    from datetime import date

    from tracker.model.tracker import Tracker
    from tracker.starter.blank import Blank


class Kind(StrEnum):
    """What can be begun."""

    DEFECT = "defect"
    FEATURE = "feature"
    STAFF = "staff"
    IMPOSTOR = "impostor"


_OF = {
    "title": {Kind.DEFECT, Kind.FEATURE},
    "product": {Kind.DEFECT, Kind.FEATURE},
    "severity": {Kind.DEFECT},
    "id": {Kind.STAFF, Kind.IMPOSTOR},
    "name": {Kind.STAFF},
    "platform": {Kind.STAFF, Kind.IMPOSTOR},
    "handle": {Kind.STAFF, Kind.IMPOSTOR},
    "imitates": {Kind.IMPOSTOR},
    "evidence": {Kind.IMPOSTOR},
    "confirmed_by": {Kind.IMPOSTOR},
}
"""The kinds of record that an option is for."""


@app.command(
    short_help="Begin a record, with a comment for each field.", epilog='Example: tracker new defect --title "Sign-in asks twice" --product app'
)
def new(  # noqa: PLR0913 - its options
    kind: Annotated[Kind, typer.Argument(help="defect, feature, staff or impostor.", metavar="KIND", show_default=False)],
    *,
    title: Annotated[str | None, typer.Option(help="Of a defect or feature request.", show_default=False)] = None,
    product: Annotated[str | None, typer.Option(help="Its id in tracker.yml; the first there by default.", show_default=False)] = None,
    severity: Annotated[Severity | None, typer.Option(help="Of a defect; minor by default.", show_default=False)] = None,
    record_id: Annotated[str | None, typer.Option("--id", help="Of a staff member or impostor; made of the name or account by default.")] = None,
    name: Annotated[str | None, typer.Option(help="Of a staff member.", show_default=False)] = None,
    platform: Annotated[str | None, typer.Option(help="Of the account of a staff member or impostor: x, mastodon …", show_default=False)] = None,
    handle: Annotated[str | None, typer.Option(help="Of the same account.", show_default=False)] = None,
    imitates: Annotated[str | None, typer.Option(help="Whom an impostor pretends to be: an id from staff/.", show_default=False)] = None,
    evidence: Annotated[str | None, typer.Option(help="A page that shows it.", show_default=False)] = None,
    confirmed_by: Annotated[str | None, typer.Option(help="Who has looked at it: an id from staff/.", show_default=False)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the file, and write nothing.")] = False,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Begin a record: the next free id, a file with a comment for each field. Says which issues read like a title that is given."""
    from tracker.hosts.builder import read_site  # noqa: PLC0415 - each command imports what it needs, so that --help is quick

    asked = {
        "title": title, "product": product, "severity": severity, "id": record_id, "name": name, "platform": platform, "handle": handle,
        "imitates": imitates, "evidence": evidence, "confirmed_by": confirmed_by,
    }  # fmt: skip
    given = {option: value for option, value in asked.items() if value is not None}
    for option in given:
        if kind not in _OF[option]:
            raise CannotRun(f"--{option.replace('_', '-')} is not for {kind}; it is for {' and '.join(k for k in Kind if k in _OF[option])}")
    site, checked, store = read_site(found_config(config_file))
    if store is None:
        print_problems(checked.errors, checked.notes, quiet=quiet)
        fail(f"{report.total(checked.errors)}: correct the settings first, see  tracker check")
    made = _blanks(kind, given, store, moment().date())
    if not quiet and "title" in given:
        for line in _alike(given, store):
            typer.echo(line, err=True)
    if dry_run:
        blank = next(made)
        typer.echo(blank.text, nl=False)
        if not quiet:
            typer.echo(f"would write {os.path.relpath(site.store / blank.path)}", err=True)
        return
    path, blank = _write(site.store, made, is_numbered=kind in {Kind.DEFECT, Kind.FEATURE})
    typer.echo(os.path.relpath(path))
    if blank.to_fill_in and not quiet:
        typer.echo(f"fill in {' and '.join(blank.to_fill_in)}; until then  tracker check  complains", err=True)


def _blanks(kind: Kind, given: dict[str, Any], store: "Tracker", today: "date") -> Iterator["Blank"]:
    """The record under the first id that is free, and under those after it, should somebody be quicker."""
    from tracker.starter import blank  # noqa: PLC0415 - likewise

    if kind is Kind.STAFF:
        yield blank.member(_member(given, store, today), store, today)
    elif kind is Kind.IMPOSTOR:
        yield blank.impostor(_impostor(given, store), store, today)
    else:
        of = IssueKind(kind.value)
        fields: dict[str, Any] = {"product": _product(given.get("product"), store)}
        fields |= {"severity": given.get("severity", Severity.MINOR).value} if kind is Kind.DEFECT else {}
        fields |= {"title": _line("title", given["title"])} if "title" in given else {}
        for number in blank.free_numbers(of, store):
            yield blank.issue(of, number, fields, store, today)


def _write(store: Path, made: Iterator["Blank"], *, is_numbered: bool) -> tuple[Path, "Blank"]:
    """Write the first whose file does not exist. Nothing is ever overwritten."""
    for blank in made:
        path = store / blank.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(blank.text)
        except FileExistsError:
            if not is_numbered:
                break
            continue
        return path, blank
    raise CannotRun(f"{os.path.relpath(path)} exists; choose another --id, or change that file")


def _product(wanted: str | None, store: "Tracker") -> str:
    from tracker.model.wording import did_you_mean  # noqa: PLC0415 - likewise

    listed = [product.id for product in store.settings.products]
    if not listed:
        raise CannotRun(f"{store.settings.path} lists no product; an issue is about one")
    if wanted is not None and wanted not in listed:
        raise CannotRun(f"{wanted!r} is no product of {store.settings.path}{did_you_mean(wanted, listed) or '; it lists ' + ', '.join(listed)}")
    return wanted or listed[0]


def _line(option: str, text: str) -> str:
    """A text that fits on one line of a record."""
    plain = " ".join(text.split())
    if not plain or len(plain) > 400 or not plain.isprintable():
        raise CannotRun(f"--{option} is empty, longer than 400 characters, or has signs that cannot be printed; write it in one plain line")
    return plain


def _slug(option: str, text: str) -> str:
    import re  # noqa: PLC0415 - likewise

    from tracker.model.values import SLUG, against  # noqa: PLC0415 - likewise

    if not re.fullmatch(SLUG, text) or len(text) > 80:
        raise CannotRun(f"--{option} {against(SLUG, text)}")
    return text


def _member(given: dict[str, Any], store: "Tracker", today: "date") -> dict[str, Any]:
    """The fields of a staff member that the options say."""
    from tracker.model.fields import TO_FILL_IN  # noqa: PLC0415 - likewise
    from tracker.model.values import slug  # noqa: PLC0415 - likewise

    name = _line("name", given["name"]) if "name" in given else TO_FILL_IN["staff"]
    wanted = _slug("id", given.get("id") or slug(name)[:80].strip("-") or "new-member")
    if wanted in store.staff_by_id or wanted in store.unread:
        raise CannotRun(f"{wanted} is in the directory already; choose another --id")
    fields: dict[str, Any] = {"id": wanted, "name": name}
    if ("platform" in given) != ("handle" in given):
        raise CannotRun("an account is a --platform and a --handle; give both, or neither")
    if "handle" in given:
        account = {"platform": _slug("platform", given["platform"]), "handle": _line("handle", given["handle"])}
        fields["accounts"] = [{**account, "since": today.isoformat()}]
    return fields


def _impostor(given: dict[str, Any], store: "Tracker") -> dict[str, Any]:
    """The fields of an impostor that the options say."""
    from tracker.model.phones import account_key  # noqa: PLC0415 - likewise
    from tracker.model.values import slug  # noqa: PLC0415 - likewise

    if "platform" not in given or "handle" not in given:
        raise CannotRun("an impostor is an account: name it with --platform and --handle")
    platform, handle = _slug("platform", given["platform"]), _line("handle", given["handle"])
    for member in store.staff:
        for account in member.accounts:
            if account_key(account.platform, account.handle, member.country) == account_key(platform, handle) and account.until is None:
                raise CannotRun(f"{handle} on {platform} is an account of {member.id}; nobody is their own impostor")
    wanted = _slug("id", given.get("id") or slug(f"{platform}-{handle}")[:80].strip("-"))
    if wanted in store.unread or any(each.id == wanted for each in store.impostors):
        raise CannotRun(f"{wanted} is listed already; choose another --id, or change that file")
    rest: dict[str, Any] = {field: given[field] for field in ("imitates", "evidence", "confirmed_by") if field in given}
    return {"id": wanted, "platform": platform, "handle": handle, **rest}


def _alike(given: dict[str, Any], store: "Tracker") -> Iterator[str]:
    """Which issues of the product read like the title."""
    from tracker.model.values import IssueId, Slug  # noqa: PLC0415 - likewise
    from tracker.views.hints import reminders  # noqa: PLC0415 - likewise
    from tracker.views.likeness import Likeness, Wording, wording  # noqa: PLC0415 - likewise

    known = [wording(i) for i in store.issues if not i.status.is_withdrawn]
    product, synonyms = Slug(_product(given.get("product"), store)), store.settings.search.synonyms
    same = Likeness(known, synonyms).like(Wording(IssueId(""), product, given["title"]))
    near = [each for each in reminders(given["title"], product, known, synonyms) if each not in same]
    for said, found in (("probably the same", same), ("perhaps the same", near)):
        for each in found:
            issue = store.issues_by_id[each.id]
            followed = f", a duplicate of {issue.duplicate_of}" if issue.duplicate_of else f", {issue.status.label.lower()}"
            yield f"{said}: {each.id} ({each.title}{followed})"
