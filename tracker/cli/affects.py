"""Does it affect me? What the version box says, on a terminal and for programs."""

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tracker import report
from tracker.cli.app import app
from tracker.cli.terminal import ConfigOption, QuietOption, fail, found_config, moment, print_problems
from tracker.model.problem import CannotRun
from tracker.model.vocabulary import Answer

if TYPE_CHECKING:
    from datetime import date

    from tracker.model.public import Public, PublicIssue
    from tracker.views.affected import Judgement, ReleaseLine
    from tracker.views.upgrade import Change

_ANSWERS = (
    (Answer.AFFECTED, "Affected"),
    (Answer.NOT_CHECKED, "Not checked"),
    (Answer.FIXED, "Fixed"),
)


@app.command(short_help="Say what a version has, and what an update changes.", epilog="Example: tracker affects app 1.0.0 --to 1.1.0")
def affects(
    product: Annotated[str, typer.Argument(help="The product, by its id in tracker.yml.", metavar="PRODUCT")],
    version: Annotated[str, typer.Argument(help="A version of it, released or not.", metavar="VERSION")],
    *,
    to: Annotated[str | None, typer.Option("--to", help="Say what changes with an update to this version.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    quiet: QuietOption = False,
    config_file: ConfigOption = None,
) -> None:
    """Say which known issues affect a version, which it fixes, and which nobody has checked; with --to, what an update changes."""
    from tracker.hosts.builder import read_site  # noqa: PLC0415 - each command imports what it needs, so that --help is quick
    from tracker.site import api  # noqa: PLC0415 - likewise
    from tracker.views.publication import publish  # noqa: PLC0415 - likewise

    site, checked, store = read_site(found_config(config_file))
    if store is None or checked.errors:
        print_problems(checked.errors, checked.notes, quiet=quiet)
        fail(f"{report.total(checked.errors)}: no answer can be relied on; correct them first, see  tracker check")
    now = moment()
    public = publish(store, now)
    line = _line(public, product, site.shown(site.store), now.date())
    issues = [i for i in public.issues if i.product == product and (i.may_affect or i.is_no_defect)]
    if as_json:
        sys.stdout.buffer.write(api.affects_json(line, version, issues) if to is None else api.upgrade_json(line, version, to, issues))
        return
    for text in _told(line, version, issues) if to is None else _update_told(line, version, to, issues):
        typer.echo(text)


def _line(public: "Public", product: str, store: str, today: "date") -> "ReleaseLine":
    from tracker.model.values import Slug  # noqa: PLC0415 - likewise
    from tracker.model.wording import did_you_mean  # noqa: PLC0415 - likewise
    from tracker.views.affected import ReleaseLine  # noqa: PLC0415 - likewise

    found = public.products.get(Slug(product))
    if found is None:
        called = {p.name.casefold(): f"; did you mean {p.id!r}?" for p in public.products.values()}
        hint = called.get(product.casefold()) or did_you_mean(product, public.products)
        raise CannotRun(f"{product!r} is no product of {store}/tracker.yml{hint or '; it lists ' + ', '.join(public.products)}")
    return ReleaseLine(found, public.releases.get(found.id, ()), today)


def _heading(line: "ReleaseLine", version: str) -> str:
    """The version, and what we know of it."""
    from tracker.site.pages.words import release_words  # noqa: PLC0415 - likewise

    typed, version = version, line.understood(version)
    name, release = line.product.name, line.release(version)
    if release:
        return f"{name} {release.version}, {release_words(release, is_out=line.is_out(release))}"
    if line.order.place(version) is None:
        return f"{name}: {repr(version.strip()) if version.strip() else 'an empty text'} is not a version that can be compared with its releases{_releases(line)}"
    read = "" if version == typed else f" (read from {typed.strip()!r})"
    if line.is_unlike(version):
        near = ", ".join(line.nearest(version))
        return f"{name} {version.strip()}{read}: NO VERSION OF {name} THAT WE KNOW, nor written like one; the answer may mean nothing; the nearest: {near}"
    return f"{name} {version.strip()}{read}: not a release that is listed here; the answer follows from the ranges"


def _releases(line: "ReleaseLine") -> str:
    newest = [r.version for r in line.releases[-5:]]
    return f"; the newest in the list: {', '.join(reversed(dict.fromkeys(newest)))}" if newest else ""


def _told(line: "ReleaseLine", version: str, given: "Sequence[PublicIssue]") -> Iterator[str]:
    """The answer for people. What turned out to be no defect is not listed, which is said."""
    from tracker.site.pages.words import left_out  # noqa: PLC0415 - likewise

    issues = [issue for issue in given if issue.may_affect]
    if not line.product.versioning.has_versions:
        yield f"{line.not_comparable.because}{_open(issues)}"
        return
    yield _heading(line, version)
    version = line.understood(version)
    judged = [(issue, line.answer(issue, version)) for issue in issues if not issue.status.is_duplicate]
    for answer, title in _ANSWERS:
        found = [(i, said) for i, said in judged if said.answer is answer]
        if found:
            yield f"\n{title} ({len(found):,})"
            for issue, said in found:
                yield from _issue(issue, _reason(issue, said))
    rest = sum(said.answer is Answer.NOT_AFFECTED for _, said in judged)
    # Of the version of something else a count of what does not affect it would be a "no" that nobody can give.
    if (rest or not judged) and not line.is_unlike(version):
        yield f"\nNot affected: {rest:,} of {len(judged):,} issues that are written down. Duplicates are left out."
    if unlisted := left_out(sum(issue.is_no_defect for issue in given)):
        yield f"\n{unlisted}"


def _open(issues: "Sequence[PublicIssue]") -> str:
    waiting = [i for i in issues if i.is_open]
    said = "".join("\n" + text for issue in waiting for text in _issue(issue, ""))
    return f"\n\nOpen ({len(waiting):,})" + said if waiting else " No issue is open."


def _issue(issue: "PublicIssue", reason: str) -> Iterator[str]:
    from tracker.site.text import visible  # noqa: PLC0415 - likewise

    weight = f"{issue.severity}  " if issue.severity else ""
    yield f"  {issue.id}  {weight}{visible(issue.title)}"
    if reason:
        yield f"      {reason}"


def _reason(issue: "PublicIssue", said: "Judgement") -> str:
    from tracker.site.pages.words import standing_words  # noqa: PLC0415 - likewise

    return f"{said.because} {standing_words(said, is_delivered=issue.status.is_delivered)}".strip()


def _update_told(line: "ReleaseLine", start: str, end: str, issues: "Sequence[PublicIssue]") -> Iterator[str]:
    """What an update changes, for people."""
    from tracker.views.upgrade import Outcome, changes, is_back  # noqa: PLC0415 - likewise

    if not line.product.versioning.has_versions:
        yield line.not_comparable.because
        return
    yield f"From  {_heading(line, start)}\nto    {_heading(line, end)}"
    start, end = line.understood(start), line.understood(end)
    back = is_back(line, start, end)
    if back:
        yield "That is a step back, to an earlier version."
    found = changes(line, (issue for issue in issues if issue.may_affect and not issue.status.is_duplicate), start, end)
    titles = {
        Outcome.FIXED: "Not in the earlier version" if back else "Gets fixed",
        Outcome.REMAINING: "Remains",
        Outcome.NEW: "Back with the earlier version" if back else "New with the update",
        Outcome.UNCHECKED: "Not checked in one of the two, or in both",
    }
    for kind, title in titles.items():
        some = [change for change in found if change.outcome is kind]
        yield f"\n{title} ({len(some):,})"
        for change in some:
            yield from _issue(change.issue, _change_reason(change))
    relieved = [change.issue.id for change in found if change.is_relief]
    if relieved:
        yield f"\nTheir workarounds are {'not needed there' if back else 'no longer needed'}: {', '.join(relieved)}"


def _change_reason(change: "Change[PublicIssue]") -> str:
    if Answer.NOT_CHECKED in {change.before.answer, change.after.answer}:
        return f"Before: {change.before.answer.label.lower()}. After: {change.after.answer.label.lower()}."
    return _reason(change.issue, change.before if change.after.answer is not Answer.AFFECTED else change.after)
