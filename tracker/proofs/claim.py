"""Which checks an account admits, and what each of them expects to see. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from tracker.model.settings import Settings
from tracker.model.staff import Account, StaffMember
from tracker.model.values import StaffId


class Method(StrEnum):
    """How an account is shown to be ours, as a proof names it."""

    LINK_BACK = "link-back"
    REL_ME = "rel-me"
    DNS = "dns"
    GITHUB_ORG = "github-org"


class Look(StrEnum):
    """Where one has to look."""

    PAGE = "page"
    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    GITHUB = "github"
    DOMAIN = "domain"

    @property
    def method(self) -> Method:
        """The proof that is hoped for there."""
        return {
            Look.PAGE: Method.LINK_BACK,
            Look.MASTODON: Method.REL_ME,
            Look.BLUESKY: Method.DNS,
            Look.GITHUB: Method.GITHUB_ORG,
            Look.DOMAIN: Method.DNS,
        }[self]


_LOOKS = {
    "mastodon": (Look.MASTODON,),
    "bluesky": (Look.BLUESKY,),
    "github": (Look.GITHUB,),
    "email": (Look.DOMAIN,),
    "web": (Look.DOMAIN, Look.PAGE),
    "gitlab": (Look.PAGE,),
    "reddit": (Look.PAGE,),
    "telegram": (Look.PAGE,),
    "youtube": (Look.PAGE,),
}
"""By platform. The others show a profile to those who have signed in, or have none: somebody looks, or phones, and writes it down."""

TXT = "tracker-verify="
"""How the text record of a domain begins that names this site."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One check of one account."""

    member: StaffId
    path: str
    """The record's file."""
    at: int
    """The account's place in the record."""
    account: Account
    look: Look
    page: str | None
    """The address that the account should link to; None for somebody who has no page."""
    site: str
    organisation: str | None = None
    """On GitHub."""
    domains: tuple[str, ...] = ()
    """The company's own."""

    @property
    def domain(self) -> str:
        """The domain that the account's address lies in; empty where it has none."""
        if self.account.platform == "email":
            return self.account.handle.rpartition("@")[2].strip().lower()
        if self.account.platform == "web":
            return (urlsplit(self.account.handle.strip()).hostname or "").lower()
        return self.account.handle.strip().removeprefix("@").lower()

    @property
    def is_in_own_domain(self) -> bool:
        return any(self.domain == own or self.domain.endswith(f".{own}") for own in self.domains)


@dataclass(frozen=True, slots=True)
class ByHand:
    """An account that no program can look at."""

    member: StaffId
    account: Account

    @property
    def words(self) -> str:
        return (
            f"{self.account.platform} {self.account.handle}: only a human can check this; then write it down with"
            f"  tracker prove {self.member} --account {self.account.platform}:{self.account.handle} --manual link-back --by STAFF"
        )


def claims(member: StaffMember, settings: Settings, site: str, today: date) -> Iterator[Claim | ByHand]:
    """The checks of every account that is in use today; `site` is the site's address, with a slash at its end."""
    if not member.serves_on(today):
        return
    page = f"{site}staff/{member.id}/" if member.visible else None
    policy = settings.policy
    domains = tuple(d.lower().removeprefix("www.") for d in (urlsplit(settings.organisation.url).hostname or "", *policy.domains) if d)
    for at, account in enumerate(member.accounts):
        if not is_in_use(account, today):
            continue
        looks = _LOOKS.get(account.platform, ())
        if not looks:
            yield ByHand(member.id, account)
        for look in looks:
            yield Claim(member.id, member.path, at, account, look, page, site, policy.github_organisation, domains)


def is_in_use(account: Account, today: date) -> bool:
    """Neither ended, nor still to come, nor suspended."""
    return not account.suspended and (account.since is None or account.since <= today) and (account.until is None or today < account.until)
