"""What customers will see change between two states of a store, in words. Pure; made of public types only, so it may be shown to anybody."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from tracker.model.public import PublicIssue
from tracker.model.vocabulary import IssueKind
from tracker.site import urls
from tracker.site.aspects import IMPOSTOR, ISSUE, MEMBER, PRODUCT, SITE, TOMBSTONE, Aspect, account
from tracker.site.dates import day_words
from tracker.site.pages.words import counted
from tracker.site.text import visible
from tracker.views.events import Event, Timeline, impostor_events, timeline
from tracker.views.index import Index

Record = TypeVar("Record")
News = Mapping[str, Sequence[str]]
"""What feeds will tell, by subject."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes different of one thing: its page, and the lines that say it."""

    kind: str
    """`defect`, `feature`, `staff`, `impostor`, `product` or `site`."""
    id: str
    title: str
    path: str
    """Its page below the site's root, once the change is published; empty where it has none."""
    what: tuple[str, ...]


def changes(then: Index, now: Index) -> tuple[Change, ...]:
    """Everything that becomes different, each thing once: issues by id, requests, staff, impostors, products, and what stands on every page."""
    news = _news(then, now)
    return (*_issues(then, now, news), *_staff(then, now, news), *_impostors(then, now), *_products(then, now), *_site(then, now))


def _news(then: Index, now: Index) -> News:
    told = {_mark(event) for event in _events(timeline(then))}
    news: dict[str, list[str]] = {}
    for event in _events(timeline(now)):
        if _mark(event) not in told:
            news.setdefault(event.subject, []).append(f"feeds: {event.what}, {day_words(event.at)}")
    return news


def _events(given: Timeline) -> Iterator[Event]:
    return chain.from_iterable((*given.issues.values(), *given.staff.values()))


def _mark(event: Event) -> tuple[str, str, str]:
    return event.subject, event.kind, event.key


def _issues(then: Index, now: Index, news: News) -> Iterator[Change]:
    successors = {alias: issue.id for issue in now.public.issues for alias in issue.aliases}
    kinds = list(IssueKind)
    for wanted, issue in sorted({**then.by_id, **now.by_id}.items(), key=lambda item: (kinds.index(item[1].kind), item[0])):
        before, after = then.by_id.get(wanted), now.by_id.get(wanted)
        lines = (*_issue(before, after, then, now, successors.get(wanted)), *news.get(wanted, ()))
        if lines:
            title = issue.title or (before.title if before else "")
            yield Change(issue.kind, wanted, visible(title), urls.issue(issue.kind, wanted) if after else "", lines)


def _issue(before: PublicIssue | None, after: PublicIssue | None, then: Index, now: Index, successor: str | None) -> Iterator[str]:
    if after is None:
        lost = "and links to it lead nowhere; withdraw it instead, or name it among the aliases of another"
        yield f"no longer there: its page {f'leads on to {successor}' if successor else f'is gone, {lost}'}"
    elif before is None:
        status = now.facts[after.id].status_label
        yield "new: " + ", ".join(filter(None, (status, after.severity.label if after.severity else "", after.product)))
    elif after.is_tombstone:
        if not before.is_tombstone:
            yield "withdrawn: of its page only the reason is left"
        yield from _told(before, after, TOMBSTONE)
    else:
        was, status = then.facts[before.id].status_label, now.facts[after.id].status_label
        if was != status:
            yield f"status: {status} (was {was})"
        yield from _told(before, after, ISSUE)


def _staff(then: Index, now: Index, news: News) -> Iterator[Change]:
    for wanted, member in sorted({**then.staff, **now.staff}.items()):
        before, after = then.staff.get(wanted), now.staff.get(wanted)
        lines = [*_thing(before, after, MEMBER, "no longer named: the page is gone"), *news.get(wanted, ())]
        if before is None:
            lines[1:1] = [f"account: {', '.join(account(each)[:2])}" for each in member.accounts]
        if lines:
            yield Change("staff", wanted, member.name, urls.staff(wanted) if after else "", tuple(lines))
    if different := len(set(now.public.unlisted) ^ set(then.public.unlisted)):
        yield Change(
            "staff", "", "Accounts that no page names", urls.VERIFY, (f"verify: {counted(different, 'entry', 'entries')} came, went, or changed",)
        )


def _impostors(then: Index, now: Index) -> Iterator[Change]:
    before, after = ({each.id: each for each in index.public.impostors} for index in (then, now))
    names = {event.subject: event.what for index in (then, now) for event in impostor_events(index.public, index.today)}
    for wanted in sorted({**before, **after}):
        if lines := tuple(_thing(before.get(wanted), after.get(wanted), IMPOSTOR, "no longer listed as an impostor")):
            yield Change("impostor", wanted, names.get(wanted, wanted), urls.IMPOSTORS if wanted in after else "", lines)


def _products(then: Index, now: Index) -> Iterator[Change]:
    """Products with their releases."""
    before, after = (
        {slug: (product, index.public.releases.get(slug, ()), index.today) for slug, product in index.public.products.items()}
        for index in (then, now)
    )
    for slug, (product, *_) in sorted({**before, **after}.items()):
        if lines := tuple(_thing(before.get(slug), after.get(slug), PRODUCT, "no longer there: its pages are gone")):
            yield Change("product", slug, product.name, urls.product(slug) if slug in after else "", lines)


def _site(then: Index, now: Index) -> Iterator[Change]:
    if lines := tuple(_told(then.public, now.public, SITE)):
        yield Change("site", "", "On many pages", urls.CONTACT, lines)


def _thing(before: Record | None, after: Record | None, aspects: Iterable[Aspect[Record]], gone: str) -> Iterator[str]:
    if after is None:
        yield gone
    elif before is None:
        yield "new"
    else:
        yield from _told(before, after, aspects)


def _told(before: Record, after: Record, aspects: Iterable[Aspect[Record]]) -> Iterator[str]:
    return chain.from_iterable(aspect.told(before, after) for aspect in aspects)
