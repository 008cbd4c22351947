"""Accounts: who holds which handle when, and that no impostor's is among them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tracker.model.handles import form_of
from tracker.model.phones import account_key
from tracker.model.problem import FieldPath, Finding
from tracker.model.staff import PRIVATE_PLATFORMS, Account, StaffMember
from tracker.model.tracker import Tracker
from tracker.model.values import slug
from tracker.model.vocabulary import EndReason, Level, StaffKind
from tracker.rules.registry import rule

_ADDRESSES = PRIVATE_PLATFORMS | {"web"}
"""Not names that somebody chose."""

_Day = tuple[date, int]
"""A border between days: the morning of that day (0), or its evening (1)."""
_NEVER: _Day = (date.max, 1)


@dataclass(frozen=True, slots=True)
class _Hold:
    """An account in somebody's hands, from one morning to another morning or evening."""

    since: _Day
    until: _Day
    member: StaffMember
    at: int

    @property
    def account(self) -> Account:
        return self.member.accounts[self.at]

    @property
    def field(self) -> FieldPath:
        return ("accounts", self.at)

    @property
    def key(self) -> tuple[str, str]:
        return account_key(self.account.platform, self.account.handle, self.member.country)

    @property
    def number(self) -> tuple[str, str, str]:
        """The platform, the server where each has numbers of its own, and the account's number there."""
        platform, handle = self.key
        server = handle.rpartition("@")[2] if form_of(platform).kind == "federated" else ""
        return (platform, server, self.account.account_id or "")

    @property
    def is_live(self) -> bool:
        """Nobody has said that it ends."""
        return self.until == _NEVER


def _holds(tracker: Tracker) -> Iterator[_Hold]:
    for member in tracker.staff:
        for at, account in enumerate(member.accounts):
            since = account.since or member.since or date.min
            left = (member.until, 1) if member.until else _NEVER
            given_up = (account.until, 0) if account.until else _NEVER
            yield _Hold((since, 0), min(left, given_up), member, at)


@rule("R361")
def accounts_have_one_holder_at_a_time(tracker: Tracker) -> Iterator[Finding]:
    """An account is in one person's hands at a time, unless a role shares it."""
    for holder, hold in _shared(_holds(tracker), lambda h: h.key):
        if hold.member is holder.member:
            words = "is listed twice here; take one line out, or end one with until"
        else:
            words = f"is also held by {holder.member.id} ({holder.member.path}); end one of the two with until, or let a role hold it"
        yield Finding(hold.member.path, (*hold.field, "handle"), f"{hold.account.handle} on {hold.account.platform} {words}")


@rule("R348")
def account_numbers_have_one_holder_at_a_time(tracker: Tracker) -> Iterator[Finding]:
    """The platform's number of an account stands under one handle in one person's hands at a time, unless a role shares it."""
    numbered = (hold for hold in _holds(tracker) if hold.account.account_id)
    for holder, hold in _shared(numbered, lambda h: h.number):
        # The same handle twice is said by R361; and where somebody's handle has changed, the old one ends on a day that need not be known.
        is_same = hold.member is holder.member
        if hold.key == holder.key or (is_same and not (hold.is_live and holder.is_live)):
            continue
        other = f"{holder.account.handle}{' here' if is_same else f' of {holder.member.id} ({holder.member.path})'}"
        message = f"{hold.account.account_id} is also the number of {other}, and an account has one of its own; correct it, or end one with until"
        yield Finding(hold.member.path, (*hold.field, "account_id"), message)


def _shared(holds: Iterable[_Hold], key: Callable[[_Hold], tuple[str, ...]]) -> Iterator[tuple[_Hold, _Hold]]:
    """Of what has the same key, each that begins while another holds it, after that other. What roles hold is theirs beside others."""
    groups: dict[tuple[str, ...], list[_Hold]] = {}
    for hold in holds:
        role = hold.member.id if hold.member.kind is StaffKind.ROLE else ""
        groups.setdefault((*key(hold), role), []).append(hold)
    for group in groups.values():
        group.sort(key=lambda h: (h.since, h.member.id, h.at))
        holder = group[0]
        for hold in group[1:]:
            if hold.since < holder.until:
                yield holder, hold
            holder = max(holder, hold, key=lambda h: h.until)


@rule("R362")
def terms_end_after_they_begin(tracker: Tracker) -> Iterator[Finding]:
    """A staff member leaves, and an account is given up, after it began."""
    for member in tracker.staff:
        if member.since and member.until and member.until < member.since:
            yield Finding(member.path, ("until",), f"until {member.until} is before since {member.since}; correct one of the two")
        for at, account in enumerate(member.accounts):
            if account.since and account.until and account.until <= account.since:
                yield Finding(
                    member.path, ("accounts", at, "until"), f"until {account.until} is not after since {account.since}; correct one of the two"
                )


@rule("R363")
def renamed_accounts_say_how_they_are_called_now(tracker: Tracker) -> Iterator[Finding]:
    """An account that was renamed names the handle that took its place, and no other account does."""
    for hold in _holds(tracker):
        account = hold.account
        if account.reason is EndReason.RENAMED and not account.now:
            yield Finding(hold.member.path, (*hold.field, "reason"), f"{account.handle} was renamed to what? add  now: and the new handle")
        elif account.now and account.reason is not EndReason.RENAMED:
            yield Finding(hold.member.path, (*hold.field, "now"), "now is the new handle of a renamed account; add  reason: renamed  or take it out")


@rule("R364")
def ended_accounts_say_when(tracker: Tracker) -> Iterator[Finding]:
    """An account that says why it ended says since when."""
    for hold in _holds(tracker):
        account = hold.account
        if account.reason and not account.until:
            yield Finding(
                hold.member.path, (*hold.field, "reason"), f"{account.reason} since when? add  until: and the first day on which it is ours no more"
            )


@rule("R365")
def impostors_are_no_live_accounts(tracker: Tracker) -> Iterator[Finding]:
    """An impostor's account is none that one of us held when it was first seen, or has held since."""
    held: dict[tuple[str, str], list[_Hold]] = {}
    for hold in _holds(tracker):
        for key in _names(hold.key, hold.account.account_id):
            held.setdefault(key, []).append(hold)
    for impostor in tracker.impostors:
        keys = _names(account_key(impostor.platform, impostor.handle), impostor.account_id)
        found = next((h for key in keys for h in held.get(key, ()) if h.until > (impostor.first_seen, 0)), None)
        if found:
            message = f"this is the account of {found.member.id} ({found.member.path}); take this record out, or end the account there with until"
            yield Finding(impostor.path, ("handle",), message)


def _names(key: tuple[str, str], account_id: str | None) -> tuple[tuple[str, str], ...]:
    """The handle, and the platform's own number, which stays when the handle changes."""
    return (key, (f"{key[0]}#", account_id)) if account_id else (key,)


@rule("R366", level=Level.WARNING)
def handles_carry_the_companys_name(tracker: Tracker) -> Iterator[Finding]:
    """The handle of a live account on a social platform carries the company's name."""
    name = tracker.settings.organisation.name.split()[0]
    word = slug(name).replace("-", "")
    for hold in _holds(tracker):
        account = hold.account
        if hold.is_live and account.platform not in _ADDRESSES and word not in slug(account.handle).replace("-", ""):
            message = f"{account.handle} does not carry the name {name}, by which customers know ours; choose a handle with it, as SupportAt{name}"
            yield Finding(hold.member.path, (*hold.field, "handle"), message)


def live_accounts(tracker: Tracker) -> set[tuple[str, str]]:
    """The accounts of people and roles of which nobody has said that they end, as `account_key` spells them."""
    return {hold.key for hold in _holds(tracker) if hold.is_live and hold.member.kind is not StaffKind.BOT}


def _unlisted_channels(tracker: Tracker, *, are_private: bool) -> Iterator[Finding]:
    live = live_accounts(tracker)
    for at, channel in enumerate(tracker.settings.channels):
        platform, handle = channel.account.platform, channel.account.handle
        key = account_key(platform, handle, channel.country)
        if platform != "web" and (platform in PRIVATE_PLATFORMS) is are_private and key not in live:
            message = f"{handle} on {platform} is no live account of a person or role in the directory; add it to a role in staff/"
            yield Finding(tracker.settings.path, ("channels", at, "account", "handle"), message)


@rule("R367")
def accounts_of_channels_are_in_the_directory(tracker: Tracker) -> Iterator[Finding]:
    """The account of a channel is held by a person or role in the directory; customers verify it there."""
    return _unlisted_channels(tracker, are_private=False)


@rule("R368")
def addresses_of_channels_are_in_the_directory(tracker: Tracker) -> Iterator[Finding]:
    """The e-mail address or phone number of a channel is held by a person or role in the directory."""
    return _unlisted_channels(tracker, are_private=True)


@rule("R369")
def proofs_expire_after_they_were_checked(tracker: Tracker) -> Iterator[Finding]:
    """A proof expires after the day on which it was checked."""
    for hold in _holds(tracker):
        for at, proof in enumerate(hold.account.proofs):
            if proof.expires and proof.expires <= proof.checked:
                message = f"expires {proof.expires} is not after checked {proof.checked}; correct one of the two"
                yield Finding(hold.member.path, (*hold.field, "proofs", at, "expires"), message)
