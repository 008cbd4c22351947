"""The staff list as it is signed, and whether the signature that the store holds is one of ours over the records as they are now. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import orjson

from tracker.model.handles import canonical
from tracker.model.public import Hold, Signing
from tracker.model.settings import Policy
from tracker.model.staff import PRIVATE_PLATFORMS, Account, StaffMember
from tracker.model.tracker import SignedList, Tracker
from tracker.model.vocabulary import StaffKind
from tracker.views.seals import salt_of, seal
from tracker.views.sshsig import Key, NoSignature, parse_key, parse_signature
from tracker.views.unlisted import keys_of
from tracker.views.unlisted import term as term_of_account

NOT_SIGNED = "nobody has signed the staff list"
MISSING = "the staff list has to be signed, and nobody has done so"


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when a signature counts, both days included."""

    signed_on: date
    expires: date


def namespace_of(tracker: Tracker) -> str:
    """What the signature is for, so that none that was made for something else can take its place."""
    host = urlsplit(tracker.settings.organisation.url).hostname or "localhost"
    return f"staff-list@{host.removeprefix('www.')}"


def staff_list(tracker: Tracker, term: Term) -> bytes:
    """The list in its canonical bytes: keys sorted, members by id. It says what a verdict depends on and nothing that changes with the day.

    Proofs are left out: they are renewed more often than somebody signs, and none of them makes an account ours.
    """
    salt = salt_of(tracker.settings.organisation)
    members = sorted(tracker.staff, key=lambda m: m.id)
    organisation = tracker.settings.organisation
    said = {
        "list": namespace_of(tracker),
        "addresses": sorted({organisation.url, organisation.security or "", *tracker.settings.policy.domains} - {""}),
        "channels": sorted(f"{c.account.platform} {c.account.handle}" for c in tracker.settings.channels),
        "signed_on": term.signed_on,
        "expires": term.expires,
        "salt": salt,
        "staff": [_member(member) for member in members if member.visible],
        "unlisted": sorted(
            (row for m in members for a in m.accounts if not _is_named(m, a) for row in _unlisted(m, a, salt)),
            key=lambda row: (row["hash"], str(row["since"])),
        ),
    }
    return orjson.dumps(said, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _is_named(member: StaffMember, account: Account) -> bool:
    """A person's address or number stays a hash even where it is listed: when they leave, pages drop it, and the list is not to change by itself."""
    is_address = account.platform in PRIVATE_PLATFORMS and member.kind is StaffKind.PERSON
    return member.visible and member.lists(account) and not is_address


def _member(member: StaffMember) -> dict[str, Any]:
    return {
        "id": member.id,
        "name": member.name,
        "kind": member.kind,
        "title": member.title,
        "team": member.team,
        "since": member.since,
        "until": member.until,
        "may_ask": member.may_ask,
        "never_asks": member.never_asks,
        "accounts": [_account(member, account) for account in member.accounts if _is_named(member, account)],
    }


def _account(member: StaffMember, account: Account) -> dict[str, Any]:
    unnamed = {(a.platform, canonical(a.platform, a.handle)) for a in member.accounts if not _is_named(member, a)}
    return {
        "platform": account.platform,
        "handle": account.handle,
        "account_id": account.account_id,
        "since": account.since,
        "until": account.until,
        "reason": account.reason,
        "now": account.now if account.now and (account.platform, canonical(account.platform, account.now)) not in unnamed else None,
        "suspended": account.suspended.since if account.suspended else None,
    }


def _unlisted(member: StaffMember, account: Account, salt: str) -> Iterator[dict[str, Any]]:
    """What pages do not name, as the verify box knows it."""
    since, until, _ = term_of_account(account, member)
    for key in keys_of(account.platform, account.handle, member.country)[0]:
        yield {
            "hash": seal(account.platform, key, salt),
            "staff": member.id if member.visible else None,
            "since": since,
            "until": until,
            "suspended": account.suspended.since if account.suspended else None,
        }


def term_of(content: bytes) -> Term | None:
    """The days that a list names; None where it names none."""
    try:
        said: Any = orjson.loads(content)
        return Term(date.fromisoformat(said["signed_on"]), date.fromisoformat(said["expires"])) if isinstance(said, Mapping) else None
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return None


def is_signer(key: Key, policy: Policy) -> bool:
    """The company's settings name the key, itself or by its fingerprint."""
    return any(said.strip() == key.fingerprint or parse_key(said) == key for said in policy.signers)


def signing(tracker: Tracker) -> Signing:
    """How the staff list stands. The list itself goes along only where it says what the records say now: an older one may name who has since opted out."""
    given = tracker.signed_list
    name = namespace_of(tracker)
    if given is None:
        return Signing(name, fault=MISSING if tracker.settings.policy.signers else NOT_SIGNED)
    term = term_of(given.content)
    if term is None:
        return Signing(name, fault="what was signed is no staff list")
    try:
        key = _signer(given, name, tracker.settings.policy)
    except NoSignature as e:
        return Signing(name, fault=str(e))
    known = Signing(name, term.signed_on, term.expires, key.fingerprint)
    if staff_list(tracker, term) != given.content:
        since = uncovered(orjson.loads(given.content), tracker, term)
        words = "the company's own addresses" if since is None else "the records"
        return replace(known, fault=f"{words} have changed since the staff list was signed", uncovered=since)
    return replace(known, uncovered=frozenset(), key=key.line, content=given.content, signature=given.signature)


def uncovered(signed: Mapping[str, Any], tracker: Tracker, term: Term) -> frozenset[Hold] | None:
    """The accounts that nobody has signed as they are now. None where what the company itself is called has changed, on which all of them rest.

    What takes trust away (an account ends, is suspended, its holder leaves) holds at once, and leaves the rest as it was signed.
    """
    now: dict[str, Any] = orjson.loads(staff_list(tracker, term))
    if any(signed.get(part) != now[part] for part in ("list", "addresses", "channels", "salt")):
        return None
    before = {member["id"]: member for member in signed["staff"]}
    members = {member["id"]: member for member in now["staff"]}
    return frozenset(
        hold
        for member in tracker.staff
        for account in member.accounts
        for hold in (
            _unsigned_name(before.get(member.id), members[member.id], _plain(_account(member, account)))
            if _is_named(member, account)
            else _unsigned_rows(signed["unlisted"], member, account, now["salt"])
        )
    )


def _unsigned_name(was: Mapping[str, Any] | None, member: Mapping[str, Any], account: Mapping[str, Any]) -> Iterator[Hold]:
    is_same = was is not None and _is_covered(was, member, frozenset({"until", "accounts"}))
    if not is_same or not any(_is_covered(old, account, _ENDS) for old in (was or {})["accounts"]):
        yield member["id"], account["platform"], account["handle"], account["since"]


def _unsigned_rows(signed: Sequence[Mapping[str, Any]], member: StaffMember, account: Account, salt: str) -> Iterator[Hold]:
    rows = [_plain(row) for row in _unlisted(member, account, salt)]
    new = [row for row in rows if not any(_is_covered(old, row, _ENDS) for old in signed)]
    yield from ((row["staff"], "", row["hash"], row["since"]) for row in new)
    if new and member.visible and member.lists(account):
        yield member.id, account.platform, account.handle, account.since.isoformat() if account.since else None


def _plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """As it is read again from a list."""
    plain: dict[str, Any] = orjson.loads(orjson.dumps(said))
    return plain


_ENDS = frozenset({"until", "reason", "now", "suspended"})


def _is_covered(was: Mapping[str, Any], now: Mapping[str, Any], ends: frozenset[str]) -> bool:
    """The same, but that it may have ended meanwhile, or sooner."""
    has_grown = was["until"] and (not now["until"] or now["until"] > was["until"])
    is_released = was.get("suspended") and not now.get("suspended")
    return not has_grown and not is_released and all(was.get(key) == said for key, said in now.items() if key not in ends)


def _signer(given: SignedList, namespace: str, policy: Policy) -> Key:
    """The key that signed the list. Raises `NoSignature`, with the reason, where none of ours did."""
    signature = parse_signature(given.signature)
    if signature.namespace != namespace or not is_signer(signature.key, policy):
        raise NoSignature("the staff list is signed by a key that is not one of ours, or for something else")
    if not signature.is_over(given.content):
        raise NoSignature("the signature is not over this list: one of the two was changed")
    return signature.key
