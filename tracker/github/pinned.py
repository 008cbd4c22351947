"""Who of those that write on a platform is staff: by the number of the account and by the day, never by a name, which anybody can take."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.github.upstream import Person
from tracker.model.staff import Account, StaffMember
from tracker.model.values import StaffId


@dataclass(frozen=True, slots=True)
class Pinned:
    """The accounts of staff on one platform, by their numbers."""

    accounts: Mapping[str, tuple[tuple[StaffMember, Account], ...]]

    def who(self, person: Person | None, day: date) -> StaffId | None:
        """The member of staff who held that account on that day; None for everybody else, and where two are said to have held it."""
        if person is None:
            return None
        found = {member.id for member, account in self.accounts.get(str(person.id), ()) if _speaks(member, account, day)}
        return found.pop() if len(found) == 1 else None


def pinned(staff: Iterable[StaffMember], platform: str) -> Pinned:
    """Of the directory, whatever has a number on that platform."""
    found: dict[str, list[tuple[StaffMember, Account]]] = {}
    for member in staff:
        for account in member.accounts:
            if account.platform == platform and account.account_id:
                found.setdefault(account.account_id, []).append((member, account))
    return Pinned({number: tuple(held) for number, held in found.items()})


def _speaks(member: StaffMember, account: Account, day: date) -> bool:
    held = (account.since is None or account.since <= day) and (account.until is None or day < account.until)
    is_trusted = account.suspended is None or day < account.suspended.since
    return held and is_trusted and member.serves_on(day)
