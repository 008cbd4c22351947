"""One exchange with GitHub, made by PyGithub and kept within limits of size and time. Imported late: PyGithub takes half a second."""

import queue
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from github import Auth
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass, Requester

VERSION = "2022-11-28"
"""Of the REST API, as PyGithub's and GitHub's documents describe it."""
_CHUNK = 1 << 16
_REACHING = 10.0
"""Seconds for one address of the host to take a connection; who does so at all does so at once."""
_NOT_REACHED = frozenset({"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"})
"""What urllib3 calls it that there is no connection; requests has no names for the first two."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came back, whatever it is."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes


class Broken(Exception):
    """Nothing whole came back; the text says why, in a few words."""


class Unreached(Broken):
    """There is no way to the host: no name, no route, nobody at the door."""


class Untrusted(Exception):
    """The host cannot show that it is who it claims to be."""


class Connection:
    """A requester of PyGithub, with a wire of ours in it.

    PyGithub puts the token and the address together. Left to itself it would also follow a moved repository without the question's
    parameters (and so get the first thirty open issues for all), sleep for real, and read whatever comes until there is no memory left.
    """

    def __init__(self, token: str, base_url: str, *, seconds: float, most_bytes: int) -> None:
        self._wire = _Wire(base_url, seconds, most_bytes)
        # A class of its own: PyGithub has its connections made by the class, and other users of it in this process keep theirs.
        kind = cast("type[Requester]", type("_Requester", (Requester,), {}))
        make = cast("Any", lambda *_, **__: self._wire)
        kind.injectConnectionClasses(make, make)
        self._requester = kind(
            auth=Auth.Token(token),
            base_url=base_url,
            timeout=1,
            user_agent="tracker",
            per_page=100,
            verify=True,
            retry=None,
            pool_size=None,
        )

    @property
    def graphql_url(self) -> str:
        return self._requester.graphql_url

    def get(self, address: str, parameters: Mapping[str, str | int], etag: str) -> Exchange:
        """`address` is a path below the API's address, or a whole address whose host has been looked at."""
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": VERSION} | ({"If-None-Match": etag} if etag else {})
        self._requester.requestJson("GET", address, dict(parameters), headers)
        return self._wire.last

    def post(self, address: str, content: Mapping[str, object]) -> Exchange:
        self._requester.requestJson("POST", address, None, {"Accept": "application/json"}, content)
        return self._wire.last

    def close(self) -> None:
        self._wire.end()


def is_rate_limit(message: str) -> bool:
    """GitHub says so in words, where no header does."""
    return Requester.isRateLimitError(message)


class _Wire:
    """What PyGithub takes for a connection: it is shown nothing but that all went well, so that whoever asked decides what follows."""

    status = 200

    def __init__(self, base_url: str, seconds: float, most_bytes: int) -> None:
        parts = urlsplit(base_url)
        self.host = parts.hostname or ""
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._kind = HTTPSRequestsConnectionClass if parts.scheme == "https" else HTTPRequestsConnectionClass
        self._seconds = seconds
        self._most_bytes = most_bytes
        self._asked = _Asked("", "", None, {})
        self._labour = self._hired()
        self.last = Exchange(0, {}, b"")

    def _hired(self) -> "_Labour":
        return _Labour(self._kind(self.host, retry=0).session, self._seconds, self._most_bytes)

    def request(self, verb: str, url: str, content: Any, headers: Mapping[str, str], stream: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - as PyGithub calls it
        self._asked = _Asked(verb, self._origin + url, content, headers)

    def getresponse(self) -> "_Wire":
        """Make the exchange. Whoever sends a byte now and then would keep a timeout of the socket from ever passing, so it is waited for outside."""
        self._labour.questions.put(self._asked)
        try:
            made = self._labour.answers.get(timeout=self._seconds)
        except queue.Empty:
            self.end()
            self._labour = self._hired()
            raise _late(self._seconds) from None
        if isinstance(made, Exception):
            raise made
        self.last = made
        return self

    def getheaders(self) -> tuple[tuple[str, str], ...]:
        return ()

    def read(self) -> str:
        return ""

    def close(self) -> None:
        """PyGithub closes one before it makes the next; this one stays."""

    def end(self) -> None:
        self._labour.questions.put(None)


def _late(seconds: float) -> Broken:
    return Broken(f"takes longer than {seconds:g} seconds")


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it was made of, one after the other."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


@dataclass(frozen=True, slots=True)
class _Asked:
    verb: str
    url: str
    content: Any
    headers: Mapping[str, str]


class _Labour:
    """A thread that makes one exchange after the other, until it is given None."""

    def __init__(self, session: Any, seconds: float, most_bytes: int) -> None:
        self.questions: queue.SimpleQueue[_Asked | None] = queue.SimpleQueue()
        self.answers: queue.SimpleQueue[Exchange | Exception] = queue.SimpleQueue()
        self._session = session
        self._seconds = seconds
        self._most_bytes = most_bytes
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while (asked := self.questions.get()) is not None:
            self.answers.put(self._made(asked))
        self._session.close()

    def _made(self, asked: _Asked) -> Exchange | Exception:
        has_begun = False
        try:
            with self._session.request(
                asked.verb,
                asked.url,
                data=asked.content,
                headers=asked.headers,
                timeout=(min(_REACHING, self._seconds), self._seconds),
                allow_redirects=False,
                stream=True,
            ) as response:
                has_begun = True
                body = bytearray()
                for chunk in response.iter_content(_CHUNK):
                    body += chunk
                    if len(body) > self._most_bytes:
                        return Broken(f"sends more than {self._most_bytes:,} bytes")
                return Exchange(response.status_code, {name.lower(): value for name, value in response.headers.items()}, bytes(body))
        except OSError as e:
            return self._fault(e, has_begun=has_begun)
        except Exception as e:  # noqa: BLE001 - an exception that is not handed over would be lost with its thread
            return Broken(f"answers in a way that cannot be read ({type(e).__name__})")

    def _fault(self, error: OSError, *, has_begun: bool) -> Exception:
        """What it means that an exchange did not come to its end."""
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return Untrusted()
        behind = list(_behind(error))
        if any(type(each).__name__ in _NOT_REACHED for each in behind):
            return Unreached("cannot be reached")
        # The socket has as much time as whoever waits outside, and may be the first to notice.
        if any(isinstance(each, TimeoutError) for each in behind):
            return _late(self._seconds)
        return Broken("breaks off in the middle of its answer" if has_begun else "does not answer")
