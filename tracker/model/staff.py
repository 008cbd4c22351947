"""Those who may speak for the company, the accounts they speak from, and those who only pretend to."""

from datetime import date
from typing import Annotated

from pydantic import Field

from tracker.model.base import Record, Value
from tracker.model.values import Country, Day, Flag, Line, Prose, SlugText, StaffIdText, Texts, WebAddress
from tracker.model.vocabulary import EndReason, StaffKind

PRIVATE_PLATFORMS = frozenset({"email", "phone", "whatsapp"})
"""Addresses and numbers of a person that are unlisted unless the record says otherwise."""


COULD_NOT_CHECK = "could not check"
"""How the result of a check begins that came to nothing. It says nothing about the account."""


class Proof(Value):
    """How an account was shown to be ours."""

    method: SlugText
    checked: Day
    by: StaffIdText | None = None
    expires: Day | None = None
    evidence: WebAddress | None = None
    result: Line | None = None

    @property
    def counts(self) -> bool:
        """It shows something: a check that came to nothing is written down, and is no proof."""
        return self.result is None or not self.result.startswith(COULD_NOT_CHECK)


class Suspension(Value):
    """Ours, but not to be trusted now."""

    since: Day
    reason: Line


class Account(Value):
    """A platform and a handle; e-mail addresses and phone numbers are accounts too."""

    platform: SlugText
    handle: Line
    account_id: Line | None = None
    since: Day | None = None
    until: Day | None = None
    reason: EndReason | None = None
    now: Line | None = None
    """The handle that took its place, where it was renamed."""
    suspended: Suspension | None = None
    purpose: Line | None = None
    listed: Flag | None = None
    """Shown on pages and in the API; None: yes, but for a person's e-mail and phone."""
    proofs: tuple[Proof, ...] = ()


class StaffMember(Record):
    """A person, a role account shared by a team, or a bot."""

    id: StaffIdText
    name: Line
    kind: StaffKind = StaffKind.PERSON
    title: Line | None = None
    team: Line | None = None
    since: Day | None = None
    until: Day | None = None
    visible: Flag = True
    time_zone: Line | None = None
    country: Country | None = None
    """Whose public holidays `PH` means in the hours; None: those of the country in which the time zone lies."""
    hours: Line | None = None
    languages: Texts = ()
    accounts: tuple[Account, ...] = ()
    may_ask: Texts = ()
    never_asks: Texts = ()
    photo: Line | None = None
    bio: Prose | None = None
    internal_notes: Prose | None = None

    def serves_on(self, day: date) -> bool:
        """Was entitled to speak for the company on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def lists(self, account: Account) -> bool:
        """The account may be shown on pages and in the API."""
        if account.listed is not None:
            return account.listed
        return not (self.kind is StaffKind.PERSON and account.platform in PRIVATE_PLATFORMS)


class Notice(Value):
    """An impostor was reported to the platform."""

    to: Line
    on: Day
    reference: Line | None = None


class Impostor(Record):
    """An account that only pretends to be ours. The file's name is its id."""

    id: Annotated[SlugText, Field(default="")]
    platform: SlugText
    handle: Line
    account_id: Line | None = None
    imitates: StaffIdText | None = None
    first_seen: Day
    evidence: WebAddress
    confirmed_by: StaffIdText
    reported: tuple[Notice, ...] = ()
    internal_notes: Prose | None = None
