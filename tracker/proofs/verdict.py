"""What follows from the evidence. Pure. Nothing seen is never taken for "not ours": it only means that the check came to nothing."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from tracker.model.handles import canonical
from tracker.proofs.claim import TXT, Claim, Look, Method
from tracker.proofs.evidence import Evidence


class Outcome(StrEnum):
    PROVED = "proved"
    UNCHECKED = "could not check"
    RENAMED = "renamed"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Result:
    """What a check came to."""

    claim: Claim
    outcome: Outcome
    method: Method
    words: str
    """What was seen, or why nothing was."""
    evidence: str = ""
    """The address where it was seen."""
    account_id: str | None = None
    """The platform's own number."""
    now: str | None = None
    """The handle that the account has taken."""


def judge(claim: Claim, seen: Evidence) -> Result:
    """The result of a claim."""
    pinned = claim.account.account_id
    if seen.holder and pinned and seen.holder.id != pinned:
        where = f"; {pinned} is now {seen.pinned.handle}" if seen.pinned and not _same(claim, seen.pinned.handle) else ""
        words = f"the handle belongs to another account: its number is {seen.holder.id}, and the record says {pinned}{where}"
        return Result(claim, Outcome.ALARM, claim.look.method, words, seen.address)
    if not seen.holder and seen.pinned and seen.pinned.id == pinned and not _same(claim, seen.pinned.handle):
        words = f"account {pinned} is called {seen.pinned.handle} now"
        return Result(claim, Outcome.RENAMED, claim.look.method, words, seen.address, pinned, seen.pinned.handle)
    if seen.failure:
        return Result(claim, Outcome.UNCHECKED, claim.look.method, seen.failure, seen.address)
    found = _found(claim, seen)
    if isinstance(found, str):
        return Result(claim, Outcome.UNCHECKED, claim.look.method, found, seen.address)
    method, words = found
    return Result(claim, Outcome.PROVED, method, words, seen.address, seen.holder.id if seen.holder else None)


def _same(claim: Claim, handle: str) -> bool:
    return canonical(claim.account.platform, handle) == canonical(claim.account.platform, claim.account.handle)


def _found(claim: Claim, seen: Evidence) -> tuple[Method, str] | str:
    """The method that showed it, and how; else why nothing was shown."""
    if claim.look is Look.DOMAIN:
        wanted = TXT + claim.site
        if wanted in seen.texts:
            return Method.DNS, f"a text record of {claim.domain} names this site"
        return f"no text record of {claim.domain} says  {wanted}"
    if claim.look is Look.BLUESKY:
        if claim.is_in_own_domain:
            return Method.DNS, f"{claim.domain} is ours, and names the account"
        return f"{claim.domain} names the account, but is no domain of ours; list it under policy: domains: if it is"
    if claim.look is Look.GITHUB and seen.is_member:
        return Method.GITHUB_ORG, f"is a public member of {claim.organisation}"
    return _linked(claim, seen)


def _linked(claim: Claim, seen: Evidence) -> tuple[Method, str] | str:
    member = f"is no public member of {claim.organisation}, and " if claim.organisation and claim.look is Look.GITHUB else ""
    if not claim.page:
        return f"{member}has no page here to link to, because the name is not shown"
    linked = [link for link in seen.links if _leads_to(link.url, claim.page)]
    if not linked:
        return f"{member}has no link to {claim.page}"
    if any(link.is_me for link in linked):
        return Method.REL_ME, f"links to {claim.page} with rel=me"
    return Method.LINK_BACK, f"links to {claim.page}"


def _leads_to(url: str, page: str) -> bool:
    """The same page: http for https, a missing slash at the end and a fragment make no difference."""
    try:
        given, wanted = urlsplit(url), urlsplit(page)
        same_host = (given.hostname, given.port) == (wanted.hostname, wanted.port)
    except ValueError:
        return False
    return given.scheme in {"http", "https"} and same_host and not given.query and given.path.rstrip("/") == wanted.path.rstrip("/")
