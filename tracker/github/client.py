"""Asks GitHub, patiently: what is answered, what is worth asking again, how long to wait, and what nobody can do anything about. Knows no issues."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

PUBLIC = "https://api.github.com"

Clock = Callable[[], datetime]
"""Now, in UTC."""
Sleep = Callable[[float], None]
Jitter = Callable[[], float]
"""From 0 up to 1: spreads those who would all come back at the same moment."""


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
    """As it may be said: `the budget is used up`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is put up with."""

    attempts: int = 8
    """How often one question is asked before it is given up."""
    longest_wait: float = 3_700
    """Seconds; a budget comes back within the hour."""
    seconds: float = 60
    """For one answer, from connecting to its last byte."""
    most_bytes: int = 64_000_000
    """Of one answer."""


class Client:
    """A way to ask one GitHub. Its token goes to that host and to no other."""

    def __init__(
        self,
        token: str,
        base_url: str = PUBLIC,
        *,
        clock: Clock,
        sleep: Sleep,
        jitter: Jitter,
        limits: Limits = Limits(),
        waits: Callable[[Wait], None] = lambda _: None,
    ) -> None:
        """`base_url` is the address of the API: https://HOST/api/v3 of a GitHub Enterprise Server. `waits` hears of every wait before it begins."""
        raise NotImplementedError

    @property
    def budget(self) -> Budget | None:
        """As last heard; None before the first answer, or where there is no limit."""
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError
