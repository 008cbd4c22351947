"""What public text must not give away, and what a company has decided about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from tracker.model.base import Value
from tracker.model.values import Line, refuse
from tracker.model.vocabulary import LeakKind, Treatment
from tracker.model.wording import did_you_mean


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """A piece of a text that gives something away: where it stands, and which kind it is."""

    start: int
    end: int
    kind: LeakKind


def _narrow(given: str) -> str:
    if not given.strip("*.@/\\ "):
        raise refuse(f'{given!r} allows everything; name what is allowed, as "*@support.example", or write  kinds: {{KIND: allow}}')
    return given


def _treatment(given: Any) -> Any:
    if isinstance(given, str) and given not in set(Treatment):
        raise refuse(f"{given!r} is nothing that can be done with it{did_you_mean(given, list(Treatment))}; write refuse, remove or allow")
    return given


Treated = Annotated[Treatment, BeforeValidator(_treatment)]
Allowed = Annotated[Line, AfterValidator(_narrow)]


class Exceptions(Value):
    """What becomes of personal data, secrets and private paths in the text of one source."""

    kinds: Mapping[LeakKind, Treated] = Field(default_factory=dict)
    """By kind: `refuse`, `remove` or `allow`."""
    allow: tuple[Allowed, ...] = ()
    """What may be told nevertheless: addresses, numbers, paths and names, `*` standing for anything; of IP addresses a range, as `198.18.0.0/15`."""


class Publication(Exceptions):
    """The same for the whole site. Where nothing is said, what we wrote is refused, and what others wrote (comments of strangers, mapped sources, what was imported) is removed."""

    customers: Line | None = None
    """A file with the names of customers, one on a line, relative to mkdocs.yml. It belongs outside of a public repository."""
