"""Reads lists that change while they are read, so that nothing is lost between two pages."""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from tracker.github.client import Answer, Client
from tracker.github.decode import items
from tracker.model.problem import CannotRun

A_PAGE = 100
_MOST_PAGES = 2_000
_TRIES = 6
_DOUBTFUL = 5
"""How many entries at the end of a page are asked for once more: what was changed a moment ago may stand where it was, with its new time."""
_SECOND = timedelta(seconds=1)


class Dated(Protocol):
    @property
    def updated(self) -> datetime: ...


Item = TypeVar("Item")
Entry = TypeVar("Entry", bound=Dated)


@dataclass(frozen=True, slots=True)
class Run(Generic[Item]):
    """Entries that follow each other, and whether there are more."""

    entries: Sequence[Item]
    is_last: bool


class Remembered(Protocol):
    """Answers of an earlier reading, by the question."""

    def page(self, question: str) -> Answer[Any] | None: ...

    def keep_page(self, question: str, answer: Answer[Any]) -> None: ...


def whole(client: Client, address: str, read: Callable[[Any], Item], key: Callable[[Item], Hashable]) -> tuple[Item, ...]:
    """All entries of a list of pages. When something is taken out, what follows moves to the page before, which has been read already."""
    run = _steady(client, address, {}, items(read), lambda _: False, None)
    return tuple({key(each): each for each in run.entries}.values())


def by_change(
    client: Client,
    address: str,
    read: Callable[[Any], Entry],
    *,
    parameters: Mapping[str, str | int],
    since: datetime | None,
    borders: Collection[datetime] = (),
    remembered: Remembered | None = None,
) -> Iterator[tuple[datetime | None, Sequence[Entry]]]:
    """All entries that were changed at `since` or later, in parts, oldest change first, each part with the moment that it was asked from.

    A changed entry moves to the end and whatever followed it moves up. So no page is asked for by its number: the next part is what was changed
    at the end of this one or later. An entry that is changed meanwhile comes again. `borders` are where the parts of an earlier reading began; the
    same questions get the same answers, which then need not be sent.
    """
    while True:
        asked = {**parameters, "sort": "updated", "direction": "asc"}
        if since is not None:
            asked["since"] = (since - _SECOND).strftime("%Y-%m-%dT%H:%M:%SZ")

        def gets_on(entries: Sequence[Entry], begun: datetime | None = since) -> bool:
            return bool(entries) and (begun is None or _reached(entries) > begun)

        run = _steady(client, address, asked, items(read), gets_on, remembered)
        yield since, run.entries
        reached = _reached(run.entries) if run.entries else since
        # An unchanged full page may have a successor that it did not have when it was sent.
        if reached is None or (run.is_last and (len(run.entries) < A_PAGE or reached == since)):
            return
        since = max((border for border in borders if (since is None or border > since) and border <= reached), default=reached)


def _reached(entries: Sequence[Entry]) -> datetime:
    """Up to when they are all that there is, for sure."""
    return min(each.updated for each in entries[-_DOUBTFUL:])


def _steady(
    client: Client,
    address: str,
    parameters: Mapping[str, str | int],
    read: Callable[[Any], Sequence[Item]],
    is_enough: Callable[[Sequence[Item]], bool],
    remembered: Remembered | None,
) -> Run[Item]:
    """Page after page until it is enough; then all but the last are asked for again, and when none has changed, nothing has moved between them."""
    parameters = {**parameters, "per_page": A_PAGE}
    for _ in range(_TRIES):
        pages: list[tuple[str, Answer[Sequence[Item]]]] = []
        entries: list[Item] = []
        following = ""
        while True:
            answer = _first(client, address, read, parameters, remembered) if not pages else client.get(following, read)
            pages.append((following, answer))
            entries += answer.content
            following = answer.next
            if not following or is_enough(entries):
                break
            if len(pages) == _MOST_PAGES:
                raise CannotRun(f"{client.host} has more than {_MOST_PAGES * A_PAGE:,} entries below {address}; that is more than is read")
        if all(_stands(client, each or address, read, {} if each else parameters, page) for each, page in pages[:-1]):
            return Run(entries, is_last=not following)
    raise CannotRun(f"{client.host} changes {address} faster than it can be read; run the same again later: what was read is kept")


def _first(
    client: Client,
    address: str,
    read: Callable[[Any], Sequence[Item]],
    parameters: Mapping[str, str | int],
    remembered: Remembered | None,
) -> Answer[Sequence[Item]]:
    if remembered is None:
        return client.get(address, read, parameters)
    question = "&".join(f"{name}={value}" for name, value in sorted(parameters.items()))
    earlier = remembered.page(question)
    answer = client.get(address, read, parameters, earlier)
    if earlier is None or (answer.etag, answer.next) != (earlier.etag, earlier.next):
        remembered.keep_page(question, answer)
    return answer


def _stands(
    client: Client, address: str, read: Callable[[Any], Sequence[Item]], parameters: Mapping[str, str | int], page: Answer[Sequence[Item]]
) -> bool:
    return client.get(address, read, parameters, page).content == page.content
