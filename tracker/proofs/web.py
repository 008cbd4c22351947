"""Asks one address on the web, and trusts nothing that it says: https and public addresses only, on one host, within limits of time and size.

The address that was looked up and found public is the one that is connected to, so that a name cannot point elsewhere in between. No cookies,
no proxies, no credentials, nothing kept.
"""

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 4
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as IPv6 networks without IPv4 see them (RFC 6052)."""
_OK, _NOT_FOUND = 200, 404

Resolve = Callable[[str], Sequence[str]]
"""A host's addresses, as text. Raises OSError where there is none."""


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered."""

    url: str
    """Where the redirects led."""
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Unreachable(Exception):
    """Nothing was learnt; the text says why, in a few words."""

    def __init__(self, words: str, *, is_absent: bool = False) -> None:
        super().__init__(words)
        self.is_absent = is_absent
        """The server says that there is no such thing."""


def resolve(host: str) -> Sequence[str]:
    """As the system does it."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """A host on the open internet: not private, loopback, link-local, multicast or reserved, nor one of those in the clothes of IPv6."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in _TRANSLATED:
            inner = IPv4Address(found.packed[-4:])
        if found.teredo or (inner is not None and not is_public(str(inner))):
            return False
        if inner is not None:
            return True
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


@dataclass(frozen=True)
class Web:
    """A way to ask addresses."""

    resolve: Resolve = resolve
    seconds: float = 15
    """For an answer, from connecting to its last byte; each redirect begins anew."""
    most_bytes: int = 2_000_000
    loopback_port: int | None = None
    """For tests: loopback counts as public, and is asked in plain http at this port."""
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def get(self, url: str) -> Page:
        """The answer of an address, after redirects on the same host. Raises `Unreachable`."""
        asked = url
        for _ in range(_MOST_REDIRECTS + 1):
            parts = self._accepted(url)
            answer = self._ask(parts)
            if isinstance(answer, bytes):
                return Page(url, answer)
            url = urljoin(url, answer.location)
            if urlsplit(url).hostname != parts.hostname:
                raise Unreachable(f"{urlsplit(asked).hostname} sends on to another host, {_shown(urlsplit(url).hostname or url)}")
        raise Unreachable("is sent on again and again")

    def _accepted(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise Unreachable(f"{_shown(url)} is no address") from None
        if parts.scheme != "https" or not parts.hostname:
            raise Unreachable(f"{_shown(url)} is not an https address")
        if parts.username is not None or parts.password is not None or port not in {None, 443}:
            raise Unreachable(f"{_shown(url)} has a user name or a port in it")
        return parts

    def _address(self, host: str) -> str:
        try:
            found = self.resolve(host)
        except (OSError, UnicodeError):
            found = ()
        if not found:
            raise Unreachable(f"{_shown(host)} has no address")
        for address in found:
            if not self._may_ask(address):
                raise Unreachable(f"{_shown(host)} is not on the public internet")
        return found[0]

    def _may_ask(self, address: str) -> bool:
        return is_public(address) or (self.loopback_port is not None and ip_address(address).is_loopback)

    def _ask(self, parts: SplitResult) -> "bytes | _SentOn":
        host = parts.hostname or ""
        address = self._address(host)
        try:
            connected = socket.create_connection((address, self.loopback_port or 443), timeout=self.seconds)
        except OSError as e:
            raise Unreachable(f"{_shown(host)} does not answer: {e.strerror or 'timed out'}") from None
        late = threading.Event()
        if not self.loopback_port:
            connected = self.context.wrap_socket(connected, server_hostname=host, do_handshake_on_connect=False)
        # Whoever sends a byte now and then would keep a timeout of the socket from ever passing.
        watch = threading.Timer(self.seconds, _cut, (connected, late))
        watch.daemon = True
        watch.start()
        try:
            with connected:
                if isinstance(connected, ssl.SSLSocket):
                    connected.do_handshake()
                answer = self._exchange(connected, parts)
            # What was cut off in its headers looks like an answer without a body.
            if late.is_set():
                raise TimeoutError
            return answer  # noqa: TRY300 - what else goes wrong is worded below
        except ssl.SSLCertVerificationError as e:
            raise Unreachable(f"{_shown(host)} has no certificate to be trusted: {e.verify_message}") from None
        except (OSError, http.client.HTTPException, ValueError) as e:
            is_late = late.is_set() or isinstance(e, TimeoutError)
            words = f"takes longer than {self.seconds:g} seconds" if is_late else "breaks off in the middle of its answer"
            raise Unreachable(f"{_shown(host)} {words}") from None
        finally:
            watch.cancel()

    def _exchange(self, connected: socket.socket, parts: SplitResult) -> "bytes | _SentOn":
        host = parts.hostname or ""
        asked = http.client.HTTPConnection(host, timeout=self.seconds)
        asked.sock = connected
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=?~-._')}" if parts.query else ""
        headers = {"User-Agent": "tracker-prove", "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
        asked.request("GET", path + query, headers=headers)
        answer = asked.getresponse()
        if answer.status in _REDIRECTS and (location := answer.getheader("Location")):
            return _SentOn(location)
        if answer.status != _OK:
            said = "has no such page" if answer.status == _NOT_FOUND else f"answers {answer.status}"
            raise Unreachable(f"{_shown(host)} {said}", is_absent=answer.status == _NOT_FOUND)
        body = answer.read(self.most_bytes + 1)
        if len(body) > self.most_bytes:
            raise Unreachable(f"{_shown(host)} sends more than {self.most_bytes:,} bytes")
        if answer.length:
            raise http.client.IncompleteRead(body, answer.length)
        return body


@dataclass(frozen=True, slots=True)
class _SentOn:
    location: str


def _cut(connected: socket.socket, late: threading.Event) -> None:
    late.set()
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def _shown(text: str) -> str:
    """A name from outside, as it may stand in a message and a record."""
    plain = "".join(c if c.isprintable() else "�" for c in text)
    return plain if len(plain) <= 100 else f"{plain[:100]}…"
