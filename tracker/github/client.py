"""Asks GitHub, patiently: what is answered, what is worth asking again, how long to wait, and what nobody can do anything about. Knows no issues.

How long to wait after a refusal is told by https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, NoReturn, TypeVar
from urllib.parse import urljoin, urlsplit

from tracker.github import headers
from tracker.model.problem import CannotRun

PUBLIC = "https://api.github.com"
_REDIRECTS = frozenset({301, 302, 307, 308})
_MOST_REDIRECTS = 5
_ABSENT = frozenset({404, 410, 451})
_UNCHANGED, _UNAUTHORISED, _FORBIDDEN, _TOO_MANY = 304, 401, 403, 429
_MINUTE = 60.0
_NOBODY_SAYS = -1.0
"""For how long to pause: then it is a minute, and twice as long each time."""
_MOST_JITTER = 5.0
"""Seconds on top of what was told."""

Clock = Callable[[], datetime]
"""Now, in UTC."""
Sleep = Callable[[float], None]
Jitter = Callable[[], float]
"""From 0 up to 1: spreads those who would all come back at the same moment."""
Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class Budget:
    """How many more questions GitHub answers, and from when on it answers again as many as it allows."""

    left: int
    of: int
    resets: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """That nothing will be heard for a while."""

    seconds: float
    because: str
    """As it may be said: `api.github.com answers 502`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is put up with."""

    attempts: int = 8
    """How often one question is asked before it is given up."""
    attempts_to_reach: int = 4
    """The same as long as nothing at all has been heard: then it is the network here, or the address, and waiting helps neither."""
    longest_wait: float = 3_700
    """Seconds at a stretch; a budget comes back within the hour."""
    seconds: float = 60
    """For one answer, from connecting to its last byte."""
    most_bytes: int = 64_000_000
    """Of one answer."""


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Answer(Generic[Content]):
    content: Content
    etag: str = ""
    next: str = ""
    """The address of the next page."""


class Malformed(ValueError):
    """An answer is not what GitHub documents; the text says where."""


class Absent(Exception):
    """There is no such thing (any more, or for us): 404, 410, 451, or 301 where something else is there instead."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class _Trouble(Exception):
    """It may go better the next time. `seconds`: not before that."""

    def __init__(self, words: str, seconds: float | None = None) -> None:
        super().__init__(words)
        self.seconds = seconds


class Client:
    """A way to ask one GitHub, one question after the other. Its token goes to that host and to no other."""

    def __init__(
        self,
        token: str,
        base_url: str = PUBLIC,
        *,
        clock: Clock,
        sleep: Sleep,
        jitter: Jitter,
        limits: Limits = DEFAULT_LIMITS,
        waits: Callable[[Wait], None] = lambda _: None,
    ) -> None:
        """`base_url` is the address of the API: https://HOST/api/v3 of a GitHub Enterprise Server. `waits` hears of every wait before it begins."""
        from tracker.github.connection import Connection  # noqa: PLC0415 - PyGithub is slow to load, and few commands need it

        self.base_url = checked_address(base_url)
        self.host = urlsplit(self.base_url).netloc
        self._clock, self._sleep, self._jitter, self._limits, self._waits = clock, sleep, jitter, limits, waits
        self._budgets: dict[str, Budget] = {}
        self._heard: datetime | None = None
        self._is_reached = False
        self._connection = Connection(_one_line_token(token), self.base_url, seconds=limits.seconds, most_bytes=limits.most_bytes)

    @property
    def budget(self) -> Budget | None:
        """Of ordinary questions, as last heard; None before the first answer, or where there is no limit."""
        return self._budgets.get("core")

    @property
    def time(self) -> datetime:
        """The server's clock, as last heard; ours before that."""
        return self._heard or self._clock()

    def close(self) -> None:
        self._connection.close()

    def get(
        self,
        address: str,
        read: Callable[[Any], Content],
        parameters: Mapping[str, str | int] | None = None,
        earlier: Answer[Content] | None = None,
    ) -> Answer[Content]:
        """The answer at a path or at a whole address, as `read` takes it from JSON. `read` raises `Malformed`.

        Where nothing has changed since the `earlier` answer, it is that one again, which costs nothing of the budget. Raises `Absent` where there
        is no such thing, and `CannotRun` where nobody can go on.
        """
        redirects = 0
        etag = earlier.etag if earlier else ""

        def ask() -> Answer[Content]:
            nonlocal address, parameters, redirects
            while True:
                got = self._connection.get(address, parameters or {}, etag)
                self._note(got.headers, "core")
                if got.status not in _REDIRECTS:
                    break
                redirects += 1
                if redirects > _MOST_REDIRECTS:
                    raise CannotRun(f"{self.host} sends on again and again from {_path(address)}; try again later")
                moved = self._own(urljoin(self._whole(address), got.headers.get("location", "")))
                # GitHub repeats the question's parameters; where somebody does not, they are still meant.
                parameters = None if urlsplit(moved).query else parameters
                address = moved
            following = headers.next_page(got.headers.get("link", ""))
            following = self._own(following) if following else ""
            if got.status == _UNCHANGED and earlier and etag:
                return replace(earlier, next=following or earlier.next)
            self._refuse(got.status, got.headers, got.body, _path(address))
            return Answer(self._understood(got.body, read), got.headers.get("etag", ""), following)

        return self._patiently(ask, "core", lambda: _path(address))

    def query(self, text: str, variables: Mapping[str, object], read: Callable[[Any], Content]) -> Content:
        """What the GraphQL API says; `read` is given its `data`. What it cannot find is null in there."""
        address = self._connection.graphql_url

        def ask() -> Content:
            got = self._connection.post(address, {"query": text, "variables": variables})
            self._note(got.headers, "graphql")
            self._refuse(got.status, got.headers, got.body, _path(address))

            def answered(content: Any) -> Content:
                if not isinstance(content, dict):
                    raise Malformed("no object")
                self._complain(content.get("errors"))
                return read(content.get("data"))

            return self._understood(got.body, answered)

        try:
            return self._patiently(ask, "graphql", lambda: _path(address))
        except Absent as e:
            raise CannotRun(f"{self.host} answers {e.status} to its GraphQL API at {_path(address)}; check the address of the API") from None

    # What follows from an answer.

    def _patiently(self, ask: Callable[[], Content], resource: str, path: Callable[[], str]) -> Content:
        from tracker.github.connection import Broken, Unreached, Untrusted  # noqa: PLC0415 - likewise

        attempt = 0
        while True:
            self._await_budget(resource)
            attempt += 1
            try:
                return ask()
            except Untrusted:
                raise CannotRun(f"{self.host} has no certificate to be trusted; REQUESTS_CA_BUNDLE names the file of your own authority") from None
            except (_Trouble, Broken) as e:
                is_hopeless = isinstance(e, Unreached) and not self._is_reached and attempt >= self._limits.attempts_to_reach
                if is_hopeless or attempt >= self._limits.attempts:
                    times = f"{attempt} times in a row" if attempt > 1 else "and was asked once"
                    raise CannotRun(f"{self.host} {e}, {times} ({path()}); run the same again later: what was read is kept") from None
                self._wait(self._pause(attempt, getattr(e, "seconds", None)), f"{self.host} {e}")

    def _pause(self, attempt: int, told: float | None) -> float:
        """How long to wait: as was told, or longer with each attempt."""
        if told is None:
            return min(_MINUTE, 2.0 ** (attempt - 1)) * (1 + self._jitter() / 2)
        if told == _NOBODY_SAYS:
            return min(self._limits.longest_wait, _MINUTE * 2.0 ** (attempt - 1) * (1 + self._jitter() / 2))
        return told + _MOST_JITTER * self._jitter()

    def _wait(self, seconds: float, because: str) -> None:
        if seconds > self._limits.longest_wait:
            raise CannotRun(
                f"{because}; it can be asked again in {round(seconds / 60)} minutes, which is longer than this waits. What was read is kept"
            )
        self._waits(Wait(seconds, because))
        self._sleep(seconds)

    def _await_budget(self, resource: str) -> None:
        budget = self._budgets.get(resource)
        if budget is None or budget.left > 0:
            return
        seconds = (budget.resets - self._clock()).total_seconds()
        # What comes back is heard with the next answer.
        del self._budgets[resource]
        if seconds > 0:
            self._wait(seconds + 1, f"the budget of {budget.of:,} questions an hour is used up")

    def _refuse(self, status: int, head: Mapping[str, str], body: bytes, path: str) -> None:
        """Raise what a status means that is no answer."""
        if status == 200:
            return
        said = headers.said(body)
        if status == _UNAUTHORISED:
            raise CannotRun(
                f"{self.host} does not accept the token: it is wrong, expired or revoked; make one that may read issues, and give that instead"
            )
        if status in _ABSENT:
            raise Absent(status)
        if status in {_FORBIDDEN, _TOO_MANY}:
            self._refuse_for_now(status, head, said, path)
        if status < 300 or status == 408 or status >= 500 or status == _UNCHANGED:
            raise _Trouble(f"answers {status}", headers.pause(head.get("retry-after"), self._clock()))
        raise CannotRun(f"{self.host} answers {status} to {path}{f': {said}' if said else ''}")

    def _refuse_for_now(self, status: int, head: Mapping[str, str], said: str, path: str) -> NoReturn:
        from tracker.github.connection import is_rate_limit  # noqa: PLC0415 - likewise

        after = headers.pause(head.get("retry-after"), self._clock())
        if after is not None:
            raise _Trouble("asks for a pause", after)
        if head.get("x-ratelimit-remaining") == "0" and (reset := headers.epoch(head.get("x-ratelimit-reset"))) is not None:
            raise _Trouble("answers no more questions for now", max(1.0, (reset - self._clock()).total_seconds() + 1))
        if status == _TOO_MANY or is_rate_limit(said):
            raise _Trouble("asks for a pause", _NOBODY_SAYS)
        raise CannotRun(
            f"{self.host} refuses {path}{f' ({said})' if said else ''}; the token needs read access to Issues, Pull requests, Contents and Metadata"
        )

    def _complain(self, errors: Any) -> None:
        """Raise what errors of GraphQL mean. What was not found stands as null in the data, and is no error to us."""
        from tracker.github.connection import is_rate_limit  # noqa: PLC0415 - likewise

        for error in errors if isinstance(errors, list) else ():
            kind = error.get("type") if isinstance(error, dict) else None
            said = headers.plain(str(error.get("message", ""))) if isinstance(error, dict) else ""
            if kind == "NOT_FOUND":
                continue
            if kind == "RATE_LIMITED" or is_rate_limit(said):
                raise _Trouble("asks for a pause", _NOBODY_SAYS)
            if kind in {"FORBIDDEN", "INSUFFICIENT_SCOPES"}:
                raise CannotRun(f"{self.host} refuses a question of the GraphQL API ({said}); the token needs read access to Issues and Metadata")
            raise _Trouble(f"says {said!r} to a question of the GraphQL API")

    def _understood(self, body: bytes, read: Callable[[Any], Content]) -> Content:
        try:
            content = json.loads(body)
        except (ValueError, RecursionError):
            raise _Trouble("answers something else than JSON") from None
        try:
            return read(content)
        except Malformed as e:
            raise _Trouble(f"answers something else than GitHub documents ({e})") from None

    def _note(self, head: Mapping[str, str], resource: str) -> None:
        self._is_reached = True
        self._heard = headers.moment(head.get("date")) or self._heard
        left, of = head.get("x-ratelimit-remaining", ""), head.get("x-ratelimit-limit", "")
        resets = headers.epoch(head.get("x-ratelimit-reset"))
        if left.isdecimal() and of.isdecimal() and resets is not None and head.get("x-ratelimit-resource", resource) == resource:
            self._budgets[resource] = Budget(int(left), int(of), resets)

    def _whole(self, address: str) -> str:
        return f"{self.base_url}{address}" if address.startswith("/") else address

    def _own(self, url: str) -> str:
        """The address, which has to be of this API: whatever an answer says, the token goes nowhere else."""
        ours, theirs = urlsplit(self.base_url), urlsplit(url)
        if (theirs.scheme, theirs.netloc) != (ours.scheme, ours.netloc) or not theirs.path.startswith(f"{ours.path}/"):
            raise CannotRun(f"{self.host} sends on to another place, {headers.plain(theirs.netloc or url)}; the token was not sent there")
        return url


def checked_address(base_url: str) -> str:
    """The address of an API, without a slash at its end. Raises `CannotRun` for one that the token must not go to."""
    parts = urlsplit(base_url)
    is_loopback = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and is_loopback)):
        raise CannotRun(f"{base_url!r} is not the https address of an API; write https://api.github.com, or https://HOST/api/v3")
    if parts.username is not None or parts.query or parts.fragment:
        raise CannotRun(f"the address of the API on {parts.hostname} has more in it than a host and a path; write https://HOST/api/v3")
    if parts.hostname in {"github.com", "www.github.com"}:
        raise CannotRun(f"{base_url!r} is the address of a site, not of its API; write {PUBLIC}")
    return base_url.rstrip("/")


def _one_line_token(token: str) -> str:
    token = token.strip()
    if not re.fullmatch(r"[\x21-\x7e]+", token):
        raise CannotRun("the token is empty, or not one word; give it as GitHub showed it")
    return token


def _path(address: str) -> str:
    return urlsplit(address).path
