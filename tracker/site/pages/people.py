"""People and their accounts as readers compare them: on the page of each, in the directory, and wherever else somebody is named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from tracker.model.platforms import address_of, is_profile, platform_label
from tracker.model.public import PublicAccount, PublicProof, PublicStaff
from tracker.model.vocabulary import EndReason, StaffKind
from tracker.site import urls
from tracker.site.edition import Media
from tracker.site.pages import words

KINDS = {StaffKind.PERSON: "", StaffKind.ROLE: "Shared by a team", StaffKind.BOT: "A program, not a person"}
"""What a reader should know of an entry that is no person."""
TONES = 8
"""Colours of initials."""
_METHODS = {
    "link-back": "its profile links back to us",
    "rel-me": "its profile and our site link to each other",
    "dns": "our domain vouches for it",
    "github-org": "it is a public member of our organisation",
    "manual": "one of us checked it by hand",
}
_ENDED = {EndReason.RENAMED: "Renamed", EndReason.LEFT: "Given up on leaving", EndReason.GIVEN_UP: "Given up"}


@dataclass(frozen=True, slots=True)
class Face:
    """A photo, or the initials that stand for one."""

    initials: str
    tone: int = 0
    """The colour of the initials: the same for the same id everywhere."""
    path: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Proved:
    """How and when an account was last shown to be ours."""

    how: str
    on: date | None = None
    until: date | None = None
    by: str = ""
    by_path: str = ""
    evidence: str | None = None
    has_expired: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as readers compare it, letter by letter."""

    platform: str
    handle: str
    address: str | None
    rel: str
    number: str | None
    purpose: str | None
    since: date | None
    until: date | None
    suspended_since: date | None
    suspended_because: str
    ended: str
    now: str | None
    proof: Proved | None

    @property
    def is_suspended(self) -> bool:
        return self.suspended_since is not None


def face(member: PublicStaff, media: Mapping[str, Media]) -> Face:
    photo = media.get(member.photo) if member.photo else None
    letters = [part[0] for part in member.name.split() if part[:1].isalnum()]
    initials = "".join(letters[:1] + letters[-1:] if len(letters) > 1 else letters).upper()
    tone = crc32(member.id.encode()) % TONES
    return Face(initials, tone, photo.path, photo.width, photo.height) if photo and photo.is_picture else Face(initials or "?", tone)


def listed(account: PublicAccount, today: date) -> Listed:
    current = account.is_current(today)
    rel = "me noopener" if is_profile(account.platform) else ""
    return Listed(
        platform=platform_label(account.platform),
        handle=account.handle,
        address=address_of(account.platform, account.handle) if current and not account.suspended else None,
        rel=rel,
        number=account.account_id,
        purpose=words.sentence(account.purpose) if account.purpose else None,
        since=account.since,
        until=account.until,
        suspended_since=account.suspended.since if account.suspended else None,
        suspended_because=account.suspended.reason if account.suspended else "",
        ended=_ENDED[account.reason] if account.reason else "",
        now=account.now,
        proof=proved(account.proofs, today),
    )


def proved(proofs: Sequence[PublicProof], today: date) -> Proved | None:
    """The newest proof that still holds, or else the newest."""
    if not proofs:
        return None
    newest = max(proofs, key=lambda p: (p.expires is None or p.expires >= today, p.checked))
    return Proved(
        how=_METHODS.get(newest.method, newest.method.replace("-", " ")),
        on=newest.checked,
        until=newest.expires,
        by=newest.by.name if newest.by else "",
        by_path=urls.staff(newest.by.id) if newest.by and newest.by.id else "",
        evidence=newest.evidence,
        has_expired=newest.expires is not None and newest.expires < today,
    )
