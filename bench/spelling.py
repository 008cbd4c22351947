"""Records to the YAML of a store, by hand: a dumper takes ten times as long, and people write this layout."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from bench.records import Account, Company, Issue, Product, Range, Release, Staff, Stranger, Word, Workaround

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ()/'-]*[A-Za-z0-9)]")
_NOT_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_PROOF_LASTS = timedelta(days=180)

CHANNELS = """\
channels:
  - id: phone
    name: Telephone
    purpose: Anything urgent, and whenever three messages did not settle it
    account: {platform: phone, handle: "+44 20 7946 0018"}
    hours: "Mo-Fr 09:00-17:30; PH off"
    time_zone: Europe/London
    country: GB
    first_response: 5m
    identity_check: required
  - id: email
    name: E-mail
    purpose: Anything that needs a file or a long explanation
    account: {platform: email, handle: help@meridian.example}
    hours: "Mo-Fr 08:00-18:00"
    time_zone: Europe/London
    country: GB
    first_response: 1d
    identity_check: form
  - id: x
    name: X
    purpose: Short questions in public
    account: {platform: x, handle: MeridianSupport}
    hours: "Mo-Su 08:00-20:00"
    time_zone: Europe/London
    country: GB
    first_response: 2h
    identity_check: none
promises:
  critical: {first_response: 4h, next_update: 1d, workaround: 2d, fix: 14d}
  major: {first_response: 1d, next_update: 7d, workaround: 7d, fix: 60d}
  minor: {first_response: 3d, next_update: 30d}
  trivial: {first_response: 7d}
"""


def scalar(text: str) -> str:
    """`text` in one line, quoted where YAML could read anything but the same text."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT else json.dumps(text, ensure_ascii=False)


def tracker_yaml(company: Company) -> str:
    """`tracker.yml`."""
    products = "".join(f"  - {_product(product)}\n" for product in company.products)
    organisation = '{name: Meridian Sync, url: "https://meridian.example/", security: "https://meridian.example/security"}'
    return f"organisation: {organisation}\nstore: public\nproducts:\n{products}{CHANNELS}"


def releases_yaml(releases: Iterable[Release]) -> str:
    """`releases/PRODUCT.yml`."""
    return "".join(f'- {{version: "{one.version}", date: "{one.date}", channel: {one.channel}}}\n' for one in releases)


def staff_yaml(staff: Staff) -> str:
    """`staff/ID.yml`."""
    lines = [
        f"id: {staff.id}",
        f"name: {staff.name}",
        f"kind: {staff.kind}",
        f"title: {staff.title}",
        f"team: {staff.team}",
    ]
    lines.append(f'since: "{staff.since}"')
    if staff.until:
        lines.append(f'until: "{staff.until}"')
    lines += [
        f"time_zone: {staff.time_zone}",
        'hours: "Mo-Fr 09:00-17:30"',
        f"languages: {_flow(staff.languages)}",
        "accounts:",
    ]
    for account in staff.accounts:
        lines += _account(staff, account)
    lines.append("never_asks: [password, card number, remote control]")
    return "\n".join(lines) + "\n"


def issue_yaml(issue: Issue) -> str:
    """`defects/SHARD/ID.yml` or `features/SHARD/ID.yml`."""
    return "\n".join((*_head(issue), *_body(issue), *_outlook(issue), *_relations(issue), *_words(issue))) + "\n"


def _head(issue: Issue) -> Iterator[str]:
    yield f"id: {issue.id}"
    yield f"title: {scalar(issue.title)}"
    yield f"status: {issue.status}"
    if issue.severity:
        yield f"severity: {issue.severity}"
    yield f"product: {issue.product}"
    yield f"components: {_flow(issue.components)}"
    if issue.platforms:
        yield f"platforms: {_flow(issue.platforms)}"
    yield f'opened: "{issue.opened}"'
    yield f'updated: "{issue.updated}"'
    if issue.closed:
        yield f'closed: "{issue.closed}"'


def _body(issue: Issue) -> Iterator[str]:
    if issue.summary:
        yield f"summary: {scalar(issue.summary)}"
    yield _block("description", issue.description)
    if issue.steps:
        yield _block("steps_to_reproduce", issue.steps)
    if issue.symptoms:
        yield "symptoms:"
        yield from (f"  - {scalar(text)}" for text in issue.symptoms)
    if issue.affected:
        yield "affected:"
        yield from (f"  - {_range(one)}" for one in issue.affected)
    if issue.checked_not_affected:
        yield f"checked_not_affected: [{', '.join(json.dumps(version) for version in issue.checked_not_affected)}]"
    if issue.workarounds:
        yield "workarounds:"
        for workaround in issue.workarounds:
            yield from _workaround(workaround)
    elif issue.none_known:
        yield f'workarounds: {{none-known: "{issue.none_known}"}}'


def _outlook(issue: Issue) -> Iterator[str]:
    if issue.fixes:
        yield f"fixes: [{', '.join(f'{{version: {json.dumps(version)}, channel: stable}}' for version in issue.fixes)}]"
    if issue.target:
        yield f'target: {{version: "{issue.target}", confidence: likely, reason: {scalar(issue.target_reason)}}}'
    if issue.reports:
        yield "reports:"
        for report in issue.reports:
            counts = "".join(f", {channel}: {count}" for channel, count in report.counts)
            yield f'  - {{month: "{report.month}"{counts}}}'
    yield f"votes: {issue.votes}"


def _relations(issue: Issue) -> Iterator[str]:
    if issue.owner:
        yield f"owner: {issue.owner}"
    if issue.duplicate_of:
        yield f"duplicate_of: {issue.duplicate_of}"
    if issue.related:
        yield f"related: {_flow(issue.related)}"
    if issue.references:
        yield "references:"
        yield from (f'  - {{type: {one.type}, url: "{one.url}"}}' for one in issue.references)
    if issue.aliases:
        yield f"aliases: {_flow(issue.aliases)}"
    if issue.reason:
        yield "resolution:"
        yield f"  reason: {scalar(issue.reason)}"
        if issue.reconsider_if:
            yield f"  reconsider_if: {scalar(issue.reconsider_if)}"


def _words(issue: Issue) -> Iterator[str]:
    for key, words in (("updates", issue.updates), ("comments", issue.comments)):
        if words:
            yield f"{key}:"
            for word in words:
                yield from _word(word)


def _word(word: Word) -> Iterator[str]:
    yield f'  - at: "{word.at:%Y-%m-%dT%H:%M:%SZ}"'
    if isinstance(word.by, Stranger):
        yield f'    by: {{platform: {word.by.platform}, handle: {word.by.handle}, account_id: "{word.by.account_id}"}}'
    else:
        yield f"    by: {word.by}"
    yield f"    text: {scalar(word.text)}" if "\n" not in word.text else _block("text", word.text, "    ")


def _workaround(workaround: Workaround) -> Iterator[str]:
    yield f"  - {_block('steps', workaround.steps, '    ').lstrip()}"
    yield f'    applies_to: {{introduced: "{workaround.introduced}"}}'
    yield f'    verified: {{version: "{workaround.version}", on: "{workaround.on}", by: {workaround.by}}}'


def _range(affected: Range) -> str:
    text = f'introduced: "{affected.introduced}"'
    if affected.fixed:
        text += f', fixed: "{affected.fixed}"'
    if affected.last_affected:
        text += f', last_affected: "{affected.last_affected}"'
    return f"{{{text}}}"


def _product(product: Product) -> str:
    return f"{{id: {product.id}, name: {product.name}, versioning: semver, components: {_flow(product.components)}}}"


def _account(staff: Staff, account: Account) -> Iterator[str]:
    yield f"  - platform: {account.platform}"
    yield f"    handle: {scalar(account.handle)}"
    if account.account_id:
        yield f'    account_id: "{account.account_id}"'
    yield f'    since: "{staff.since}"'
    if staff.until:
        yield f'    until: "{staff.until}"'
        yield "    reason: left"
    yield "    purpose: support"
    if account.proven_by and account.proven_on:
        expires = account.proven_on + _PROOF_LASTS
        yield "    proofs:"
        yield (
            f'      - {{method: link-back, checked: "{account.proven_on}", by: {account.proven_by}, expires: "{expires}",'
            f' evidence: "https://x.com/{account.handle}"}}'
        )


def _flow(words: Iterable[str]) -> str:
    return f"[{', '.join(words)}]"


def _block(key: str, text: str, indent: str = "") -> str:
    lines = "".join(f"\n{indent}  {line}" if line else "\n" for line in text.split("\n"))
    return f"{indent}{key}: |{lines}"
