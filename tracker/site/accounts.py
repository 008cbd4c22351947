"""Every official account in use, for programs: a plain list of profiles to follow, and a table of all of them. Pure."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date

from tracker.model.platforms import address_of, is_profile
from tracker.model.public import PublicAccount, PublicStaff
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import Document

COLUMNS = ("platform", "handle", "account_id", "address", "holder", "holder_page", "since", "until", "suspended_since", "checked", "proof_expires")

_FORMULA = ("=", "@", "\t", "\r")
"""What makes a spreadsheet compute a cell instead of showing it (a handle is written without its @)."""


def documents(edition: Edition) -> Iterator[Document]:
    today = edition.index.today
    held = sorted(
        ((a, m) for m in edition.index.public.staff if not m.has_left(today) for a in m.accounts if a.is_current(today)),
        key=lambda pair: (pair[0].platform, pair[0].handle.casefold(), pair[1].id),
    )
    profiles = {address for a, _ in held if not a.suspended and is_profile(a.platform) and (address := address_of(a.platform, a.handle))}
    rows = [_row(account, member, edition.site.url) for account, member in held]
    yield Document(file=urls.ACCOUNTS_TXT, render=lines, model=sorted(profiles))
    yield Document(file=urls.ACCOUNTS_CSV, render=table, model=rows)


def lines(model: Sequence[str]) -> bytes:
    """One to a line."""
    return "".join(f"{line}\n" for line in model).encode()


def table(model: Sequence[Sequence[str]]) -> bytes:
    """As RFC 4180 has it, with a heading."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows((COLUMNS, *model))
    return stream.getvalue().encode()


def _row(account: PublicAccount, member: PublicStaff, site: str) -> tuple[str, ...]:
    newest = max(account.proofs, key=lambda p: p.checked, default=None)
    said = (
        account.platform,
        account.handle,
        account.account_id or "",
        "" if account.suspended else address_of(account.platform, account.handle) or "",
        member.name,
        site + urls.staff(member.id),
        _day(account.since),
        _day(account.until),
        _day(account.suspended.since if account.suspended else None),
        _day(newest.checked if newest else None),
        _day(newest.expires if newest else None),
    )
    return tuple(f"'{text}" if text.startswith(_FORMULA) else text for text in said)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
