"""What an account shows to the network: each look asks the few addresses that it needs. What follows from the answers is not decided here."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote, urljoin

from tracker.model.platforms import address_of
from tracker.proofs.claim import Claim, Look
from tracker.proofs.web import Unreachable, Web

DIRECTORY = "https://plc.directory/"
"""Where the documents of did:plc accounts are (https://web.plc.directory)."""
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]{1,200}")
_FEDERATED = re.compile(r"@?([A-Za-z0-9_.-]+)@([A-Za-z0-9.-]+)")
_SECONDS = 10
_NOT_FOUND = 404

Texts = Callable[[str], Sequence[str]]
"""The text records of a domain. Raises `Unreachable`."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a handle, as the platform tells it."""

    id: str
    handle: str


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    is_me: bool = False
    """It says `rel="me"`, or the platform has seen that the way back exists."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was seen."""

    address: str
    """Where; a human can look there, too."""
    holder: Holder | None = None
    """Who has the handle."""
    pinned: Holder | None = None
    """Who has the number that the record names, where the handle is not theirs."""
    links: tuple[Link, ...] = ()
    texts: tuple[str, ...] = ()
    is_member: bool = False
    failure: str = ""
    """Why nothing was seen, or not enough."""


@dataclass(frozen=True)
class Network:
    """The ways out."""

    web: Web = field(default_factory=Web)
    texts: Texts | None = None
    """None: as the system resolves names."""
    github_token: str | None = field(default=None, repr=False)
    """Raises the limit of questions; nothing private is asked."""
    github_address: str = "https://api.github.com"


def gather(claim: Claim, network: Network) -> Evidence:
    """What there is to see for a claim. Never raises: whatever goes wrong stands in `failure`."""
    look = {
        Look.PAGE: _page,
        Look.MASTODON: _mastodon,
        Look.BLUESKY: _bluesky,
        Look.GITHUB: _github,
        Look.DOMAIN: _domain,
    }[claim.look]
    return look(claim, network)


def _page(claim: Claim, network: Network) -> Evidence:
    address = address_of(claim.account.platform, claim.account.handle) or ""
    if not address:
        return Evidence("", failure=f"{claim.account.handle!r} has no address on {claim.account.platform}")
    try:
        page = network.web.get(address)
    except Unreachable as e:
        return Evidence(address, failure=str(e))
    return Evidence(address, links=tuple(_links(page.text, page.url)))


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"a", "area", "link"} and (address := given.get("href")):
            is_me = "me" in (given.get("rel") or "").lower().split()
            if tag != "link" or is_me:
                self.found.append((address, is_me))


def _links(text: str, base: str) -> Iterator[Link]:
    """The links of a page: what a reader can follow, and what its head declares with `rel="me"`."""
    parser = _Links()
    # What the parser gives up on is no page.
    with suppress(AssertionError, ValueError):
        parser.feed(text)
        parser.close()
    for address, is_me in parser.found:
        with suppress(ValueError):
            yield Link(urljoin(base, address.strip()), is_me)


def _json(network: Network, url: str) -> dict[str, Any]:
    try:
        found = json.loads(network.web.get(url).body)
    except (ValueError, RecursionError):
        raise Unreachable(f"{url} answers something else than JSON") from None
    if not isinstance(found, dict):
        raise Unreachable(f"{url} answers something else than was asked for")
    return found


def _mastodon(claim: Claim, network: Network) -> Evidence:
    """The public API (https://docs.joinmastodon.org/methods/accounts/); a field of a profile has `verified_at` where the way back was seen."""
    named = _FEDERATED.fullmatch(claim.account.handle.strip())
    address = address_of("mastodon", claim.account.handle)
    if not named or not address:
        return Evidence("", failure=f"{claim.account.handle!r} is no user@server")
    user, server = named[1], named[2].lower()
    api = f"https://{server}/api/v1/accounts/"

    def holder(found: dict[str, Any]) -> Holder:
        number, name = found.get("id"), found.get("username")
        if not isinstance(number, str) or not isinstance(name, str) or "@" in str(found.get("acct", "")):
            raise Unreachable(f"{server} tells of no account of its own")
        return Holder(number, f"{name}@{server}")

    try:
        found = _json(network, f"{api}lookup?acct={quote(user, safe='')}")
        who = holder(found)
        pinned = None
        if claim.account.account_id and claim.account.account_id != who.id:
            pinned = _quietly(lambda: holder(_json(network, api + quote(str(claim.account.account_id), safe=""))))
    except Unreachable as e:
        pinned = None
        if e.is_absent and claim.account.account_id:
            pinned = _quietly(lambda: holder(_json(network, api + quote(str(claim.account.account_id), safe=""))))
        return Evidence(address, pinned=pinned, failure=str(e))
    links: list[Link] = []
    fields = found.get("fields")
    for each in fields if isinstance(fields, list) else ():
        if isinstance(each, dict) and isinstance(each.get("value"), str):
            links += [Link(link.url, bool(each.get("verified_at"))) for link in _links(each["value"], address)]
    if isinstance(found.get("note"), str):
        links += [Link(link.url) for link in _links(found["note"], address)]
    return Evidence(address, holder=who, pinned=pinned, links=tuple(links))


def _quietly(ask: Callable[[], Holder]) -> Holder | None:
    try:
        return ask()
    except Unreachable:
        return None


def _bluesky(claim: Claim, network: Network) -> Evidence:
    """A handle is a domain that names an account by text record or by a file (https://atproto.com/specs/handle), and the account names it, too."""
    domain = claim.domain
    address = address_of("bluesky", domain) or ""
    try:
        did = _did(domain, network)
        pinned_id = claim.account.account_id
        pinned = None
        if did is None or (pinned_id and pinned_id != did):
            pinned = _quietly(lambda: _named(pinned_id, network)) if pinned_id else None
        if did is None:
            return Evidence(address, pinned=pinned, failure=f"neither a text record of _atproto.{domain} nor its atproto-did names an account")
        if pinned_id and pinned_id != did:
            return Evidence(address, holder=Holder(did, domain), pinned=pinned)
        named = _named(did, network)
    except Unreachable as e:
        return Evidence(address, failure=str(e))
    if named.handle.casefold() != domain.casefold():
        return Evidence(address, pinned=named, failure=f"the account that {domain} names calls itself {named.handle}")
    return Evidence(address, holder=named, texts=(did,))


def _did(domain: str, network: Network) -> str | None:
    """The account that a domain names; None where it names none. The text record is asked first, as the specification says."""
    said = [text.removeprefix("did=").strip() for text in _texts(f"_atproto.{domain}", network) if text.startswith("did=")]
    told = [each for each in said if _DID.fullmatch(each)]
    if len(set(told)) > 1:
        raise Unreachable(f"_atproto.{domain} names several accounts")
    if told:
        return told[0]
    try:
        filed = network.web.get(f"https://{domain}/.well-known/atproto-did").text.strip()
    except Unreachable as e:
        if e.is_absent:
            return None
        raise
    return filed if _DID.fullmatch(filed) else None


def _named(did: str, network: Network) -> Holder:
    """How an account calls itself."""
    if not did.startswith("did:plc:"):
        raise Unreachable(f"{did} is of a kind that is not looked up")
    names = _json(network, DIRECTORY + quote(did, safe=":")).get("alsoKnownAs")
    for name in names if isinstance(names, list) else ():
        if isinstance(name, str) and name.startswith("at://"):
            return Holder(did, name.removeprefix("at://"))
    raise Unreachable(f"{did} has no name")


def _domain(claim: Claim, network: Network) -> Evidence:
    domain = claim.domain
    if not domain:
        return Evidence("", failure=f"{claim.account.handle!r} lies in no domain")
    # What a human would look at is the company's own page about it; a name server has no address that a browser follows.
    address = f"https://{domain}/" if claim.account.platform == "web" else ""
    try:
        return Evidence(address, texts=tuple(_texts(domain, network)))
    except Unreachable as e:
        return Evidence(address, failure=str(e))


def _texts(name: str, network: Network) -> Sequence[str]:
    return (network.texts or texts_of)(name)


def texts_of(name: str) -> Sequence[str]:
    """The text records of a name, as the system's resolver tells them; none where there is no such name."""
    import dns.exception  # noqa: PLC0415 - only whoever checks proofs needs it
    import dns.resolver  # noqa: PLC0415 - likewise

    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError, UnicodeError) as e:
        raise Unreachable(f"the text records of {name} cannot be had: {type(e).__name__}") from None
    return sorted(b"".join(record.strings).decode("utf-8", "replace") for record in answer)


def _github(claim: Claim, network: Network) -> Evidence:
    """Who has the name, who has the number, and whether they are a public member of the organisation; through PyGithub, without waiting."""
    import github  # noqa: PLC0415 - half a second, which only this look needs

    name = claim.account.handle.strip().removeprefix("@")
    address = address_of("github", name) or ""
    auth = github.Auth.Token(network.github_token) if network.github_token else None
    hub = github.Github(auth=auth, base_url=network.github_address, timeout=_SECONDS, retry=None)
    number = claim.account.account_id
    try:
        try:
            user: Any = hub.get_user(name)
        except github.GithubException as e:
            if e.status == _NOT_FOUND:
                return Evidence(address, pinned=_github_pinned(hub, number), failure="github.com has no such account")
            raise
        holder = _github_holder(user)
        if number and number != holder.id:
            return Evidence(address, holder=holder, pinned=_github_pinned(hub, number))
        links = (Link(user.blog),) if isinstance(user.blog, str) else ()
        is_member = bool(claim.organisation) and bool(hub.get_organization(str(claim.organisation)).has_in_public_members(user))
        return Evidence(address, holder=holder, links=links, is_member=is_member)
    except github.RateLimitExceededException:
        return Evidence(address, failure="github.com answers no more questions for now; give a token in GITHUB_TOKEN, or try again in an hour")
    except github.GithubException as e:
        return Evidence(address, failure=f"github.com answers {e.status}")
    except (OSError, AttributeError, TypeError, ValueError, AssertionError):
        return Evidence(address, failure="github.com does not answer, or something else than was asked for")
    finally:
        hub.close()


def _github_holder(user: Any) -> Holder:
    if not isinstance(user.id, int) or not isinstance(user.login, str):
        raise TypeError("no account")
    return Holder(str(user.id), user.login)


def _github_pinned(hub: Any, number: str | None) -> Holder | None:
    import github  # noqa: PLC0415 - likewise

    if not number or not number.isdigit():
        return None
    try:
        return _github_holder(hub.get_user_by_id(int(number)))
    except (github.GithubException, OSError, ValueError, TypeError):
        return None
