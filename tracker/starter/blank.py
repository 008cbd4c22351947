"""A new record: its id, its place in the store, and its file, with every field explained. Pure; the command writes what is made here."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.model.fields import FIELDS, PRIVATE, TO_FILL_IN
from tracker.model.settings import Settings
from tracker.model.tracker import Tracker
from tracker.model.values import IssueId, Slug
from tracker.model.vocabulary import DefectStatus, FeatureStatus, IssueKind, StoreVisibility, type_of_status
from tracker.store.edit import in_flow

_NUMBERED = re.compile(r"([A-Z]{2,10})-([0-9]{1,15})")
_PREFIXES = {IssueKind.DEFECT: "DEF", IssueKind.FEATURE: "FEA"}
"""Where a store has no records of the kind yet."""
_DIGITS = 4

_EXAMPLES: Mapping[str, str] = {
    "components": "components: [user-interface]",
    "updated": 'updated: "{today}"',
    "closed": 'closed: "{today}"',
    "owner": "owner: {member}",
    "summary": "summary: Exports of more than 65,536 rows end early, without a message.",
    "description": "description: |\n  Longer exports end early, without a message.\n\n  Shorter ones are whole.",
    "steps_to_reproduce": "steps_to_reproduce: |\n  1. Open a table with 70,000 rows.\n  2. Export it.",
    "symptoms": 'symptoms:\n  - "row limit exceeded: 65536"',
    "platforms": "platforms: [Windows, macOS]",
    "affected": 'affected:\n  - {{introduced: "{version}"}}',
    "checked_not_affected": 'checked_not_affected: ["1.9.4"]',
    "workarounds": 'workarounds:\n  - steps: Export month by month.\n    verified: {{version: "{version}", on: "{today}", by: {member}}}',
    "fixes": 'fixes:\n  - {{version: "{version}", channel: stable}}',
    "target": 'target: {{version: "{version}", confidence: likely, reason: The new exporter ships with it.}}',
    "reports": 'reports:\n  - {{month: "{month}", counted: "{today}", {channel}: 14}}',
    "votes": "votes: 12",
    "duplicate_of": "duplicate_of: DEF-0001",
    "supersedes": "supersedes: [DEF-0001]",
    "related": "related: [DEF-0001]",
    "references": 'references:\n  - {{type: DISCUSSION, url: "https://forum.example/t/42", title: The thread in the forum}}',
    "attachments": "attachments:\n  - {{file: attachments/DEF-0001-dialog.png, alt: The export dialog}}",
    "reporter": "reporter: {{name: Robin Sample}}",
    "aliases": "aliases: [BUG-17]",
    "updates": 'updates:\n  - at: "{today}T10:00:00Z"\n    by: {member}\n    text: We can see it, too.',
    "comments": 'comments:\n  - at: "{today}T09:00:00Z"\n    by: {{platform: github, handle: octocat}}\n    text: Same here on Windows 11.',
    "awaits_review": "awaits_review: true",
    "resolution": "resolution:\n  reason: It would break what others rely on.\n  reconsider_if: A way is found that does not.",
    "audience": "audience: internal",
    "embargo_until": 'embargo_until: "{today}T10:00:00Z"',
    "internal_notes": "internal_notes: Seen in the logs of three customers.",
    "title": "title: Support engineer",
    "team": "team: Support EMEA",
    "until": 'until: "{today}"',
    "visible": "visible: false",
    "time_zone": "time_zone: Europe/London",
    "country": "country: GB",
    "hours": 'hours: "Mo-Fr 09:00-17:30; PH off"',
    "languages": "languages: [en, fr]",
    "accounts": "accounts:\n"
    '  - {{platform: x, handle: AdaAtExample, account_id: "1234567890123", since: "{today}", purpose: support}}\n'
    '  - {{platform: github, handle: ada-at-example, since: "{today}"}}',
    "may_ask": "may_ask: [order number]",
    "never_asks": "never_asks: [password, one-time code, card number, remote control]",
    "photo": "photo: attachments/ada-lovelace.png",
    "bio": "bio: Answers what the manual does not.",
    "account_id": 'account_id: "1234567890123"',
    "imitates": "imitates: {member}",
    "reported": 'reported:\n  - {{to: X, on: "{today}", reference: "0001"}}',
}
"""How an optional field is written; what stands in braces is taken from the store."""


@dataclass(frozen=True, slots=True)
class Blank:
    """A record to be written."""

    path: str
    """Below the store's folder: `defects/04/DEF-0412.yml`."""
    text: str
    to_fill_in: tuple[str, ...] = ()
    """Fields without which the check will complain."""


def issue(kind: IssueKind, number: IssueId, given: Mapping[str, Any], tracker: Tracker, today: date) -> Blank:
    """The file of a defect or feature request; `given` fields stand in it as they are."""
    first = FeatureStatus.SUGGESTED if kind is IssueKind.FEATURE else DefectStatus.REPORTED
    filled = {"id": number, "title": f"{number}: {TO_FILL_IN[kind.value]}", "status": first.value, "opened": today.isoformat(), **given}
    path = f"{kind.folder}/{folder(kind, number, tracker)}{number}.yml"
    return Blank(
        path, _text(kind.value, filled, tracker, today, _choices(kind, tracker, Slug(str(given["product"])))), () if "title" in given else ("title",)
    )


def member(given: Mapping[str, Any], tracker: Tracker, today: date) -> Blank:
    """The file of somebody who may speak for us."""
    filled = {"kind": "person", "since": today.isoformat(), **given}
    return Blank(f"staff/{given['id']}.yml", _text("staff", filled, tracker, today, {}), ("name",) if given["name"] == TO_FILL_IN["staff"] else ())


def impostor(given: Mapping[str, Any], tracker: Tracker, today: date) -> Blank:
    """The file of an account that pretends to be ours; evidence, and who has looked at it, are never made up."""
    filled = {"first_seen": today.isoformat(), "evidence": "", "confirmed_by": "", **given}
    missing = tuple(name for name in ("evidence", "confirmed_by") if not filled[name])
    return Blank(f"impostors/{given['id']}.yml", _text("impostor", filled, tracker, today, {}), missing)


def free_numbers(kind: IssueKind, tracker: Tracker) -> Iterator[IssueId]:
    """The ids from the one after the highest on, spelt as the store spells them. Every record, alias and unreadable file of every source counts."""
    own = [found for i in tracker.issues if _is_own(i.path, tracker) and i.kind is kind and (found := _NUMBERED.fullmatch(i.id))]
    counted = Counter(found[1] for found in own)
    prefix = min(counted, key=lambda p: (-counted[p], p)) if counted else _PREFIXES[kind]
    digits = max((len(found[2]) for found in own if found[1] == prefix), default=_DIGITS)
    taken = {*tracker.unread, *(name for i in tracker.issues for name in (i.id, *i.aliases))}
    numbers = [int(found[2]) for name in taken if (found := _NUMBERED.fullmatch(name.upper())) and found[1] == prefix]
    number = max(numbers, default=0)
    while True:
        number += 1
        yield IssueId(f"{prefix}-{number:0{digits}}")


def folder(kind: IssueKind, number: IssueId, tracker: Tracker) -> str:
    """The folder below `defects/` or `features/` that the store's habit asks for, with a slash at its end; empty where the records lie flat.

    Habits that are understood: the digits without the last one, two or three (`04/DEF-0412.yml`), and the last ones. Where
    there is another one, the new record goes beside the newest.
    """
    placed = [
        (i.id, i.path.partition(f"{kind.folder}/")[2].rpartition("/")[0]) for i in tracker.issues if _is_own(i.path, tracker) and i.kind is kind
    ]
    numbered = sorted((found[2], where) for name, where in placed if (found := _NUMBERED.fullmatch(name)))
    habit = _habit(numbered) if numbered else None
    where = habit(number.rpartition("-")[2]) if habit else numbered[-1][1] if numbered else ""
    return f"{where}/" if where else ""


def _habit(numbered: Iterable[tuple[str, str]]) -> Callable[[str], str] | None:
    """Digits to folder, where nine records in ten lie as it says."""
    known = list(numbered)
    habits: list[Callable[[str], str]] = [lambda _: ""]
    habits += [lambda digits, cut=cut: digits[:-cut] for cut in (2, 3, 1)]  # type: ignore[misc]
    habits += [lambda digits, cut=cut: digits[-cut:] for cut in (2, 1)]  # type: ignore[misc]
    for habit in habits:
        if 10 * sum(habit(digits) == where for digits, where in known) >= 9 * len(known):
            return habit
    return None


def _is_own(path: str, tracker: Tracker) -> bool:
    origin = tracker.origins.get(path)
    return origin is None or origin.is_own


def _choices(kind: IssueKind, tracker: Tracker, product: Slug) -> dict[str, str]:
    """What may be written, where the store says it."""
    found = {"status": f"One of {', '.join(type_of_status[kind])}.", "product": f"One of {', '.join(tracker.products)}."}
    components = tracker.products[product].components if product in tracker.products else ()
    return found | ({"components": f"Of {', '.join(c.id for c in components)}."} if components else {})


def _text(kind: str, filled: Mapping[str, Any], tracker: Tracker, today: date, choices: Mapping[str, str]) -> str:
    """Every field with its meaning above it: those that are filled, and the others as an example behind a number sign."""
    known = {"today": today.isoformat(), "month": f"{today:%Y-%m}", **_examples(tracker, str(filled.get("product", "")))}
    is_public = tracker.settings.store is StoreVisibility.PUBLIC
    lines = ["## Each field has its meaning above it. What stands behind a single # is an example: take the # away to use it, or leave it out.", ""]
    for name, meaning in FIELDS[kind].items():
        if (is_public and name in PRIVATE) or (kind == "impostor" and name == "id"):
            continue
        lines += [f"## {' '.join([meaning, *([choices[name]] if name in choices else [])])}"]
        if name in filled:
            lines += [_filled(name, filled[name]), ""]
        else:
            lines += [*(f"#{line}" if line else "#" for line in _example(name, known).split("\n")), ""]
    return "\n".join(lines[:-1]) + "\n"


def _filled(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "\n".join([f"{name}:", *(f"  - {in_flow(each)}" for each in value)])
    return f"{name}: {in_flow(value)}"


def _example(name: str, known: Mapping[str, str]) -> str:
    return _EXAMPLES[name].format_map(known) if "{" in _EXAMPLES[name] else _EXAMPLES[name]


def _examples(tracker: Tracker, product: str) -> dict[str, str]:
    """Names that the store knows, so that an example that is switched on agrees with it."""
    settings: Settings = tracker.settings
    released = tracker.releases.get(Slug(product), ())
    speakers = [s.id for s in tracker.staff if s.visible and s.until is None]
    return {
        "version": released[-1].version if released else "1.0.0",
        "member": speakers[0] if speakers else "ada-lovelace",
        "channel": settings.channels[0].id if settings.channels else "phone",
    }
