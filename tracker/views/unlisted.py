"""Accounts that no page names, as the verify box may know them. Part of the allow-list: of the account itself only a hash leaves the store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.model.handles import canonical, form_of
from tracker.model.phones import Dialling, number
from tracker.model.public import PublicProof, PublicUnlisted
from tracker.model.staff import Account, StaffMember
from tracker.model.tracker import Tracker
from tracker.model.values import StaffId
from tracker.model.vocabulary import EndReason
from tracker.views.seals import salt_of, seal


@dataclass(frozen=True, slots=True)
class Unlisted:
    """All of them, and what is told of them together."""

    accounts: tuple[PublicUnlisted, ...]
    platforms: tuple[str, ...]
    dialling: tuple[Dialling, ...]


def is_shown(account: Account, member: StaffMember, today: date) -> bool:
    """Pages and the API name the account: its holder is in the directory, it is listed, and it is no telephone number of somebody who left."""
    left = member.until is not None and member.until < today
    return member.visible and member.lists(account) and not (left and form_of(account.platform).kind == "phone")


def unlisted(tracker: Tracker, today: date) -> Unlisted:
    salt = salt_of(tracker.settings.organisation)
    made: list[PublicUnlisted] = []
    dialling: set[Dialling] = set()
    platforms: set[str] = set()
    for member in tracker.staff:
        for account in member.accounts:
            if is_shown(account, member, today):
                continue
            keys, dialled = keys_of(account.platform, account.handle, member.country)
            dialling.update(dialled)
            platforms.add(account.platform)
            made += (_sealed(account, member, seal(account.platform, key, salt)) for key in keys)
    return Unlisted(
        tuple(sorted(made, key=lambda u: (u.seal, u.since or date.min, u.staff or ""))), tuple(sorted(platforms)), tuple(sorted(dialling))
    )


def keys_of(platform: str, handle: str, country: str | None) -> tuple[Sequence[str], Sequence[Dialling]]:
    """The spellings under which an account is looked up, and how it is dialled where it is a telephone number."""
    if form_of(platform).kind != "phone":
        return (canonical(platform, handle),), ()
    meant = number(handle, country)
    return (meant.e164, *meant.other), (meant.dialling,) if meant.dialling else ()


def term(account: Account, member: StaffMember) -> tuple[date | None, date | None, EndReason | None]:
    """From when until before when an account is somebody's, and why it ended. A suspended one stays suspended when its holder leaves."""
    since = account.since or member.since
    left = member.until + timedelta(days=1) if member.until and not account.suspended else None
    if left and (account.until is None or left <= account.until):
        return since, left, EndReason.LEFT
    return since, account.until, account.reason


def _sealed(account: Account, member: StaffMember, sealed: str) -> PublicUnlisted:
    since, until, reason = term(account, member)
    holder: StaffId | None = member.id if member.visible else None
    return PublicUnlisted(
        seal=sealed,
        staff=holder,
        since=since,
        until=until,
        reason=reason,
        suspended=account.suspended.since if account.suspended else None,
        proofs=tuple(_proofs(account)),
    )


def _proofs(account: Account) -> Iterator[PublicProof]:
    """How and when it was checked. The evidence would show the account."""
    return (PublicProof(p.method, p.checked, p.expires, None, None) for p in account.proofs if p.counts)
