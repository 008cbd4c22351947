"""What there is to say of a record, aspect by aspect, so that two states of it can be compared in words. Pure; of public types only."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from tracker.model.platforms import platform_label
from tracker.model.public import (
    Public,
    PublicAccount,
    PublicComment,
    PublicImpostor,
    PublicIssue,
    PublicStaff,
    PublicUpdate,
    PublicWorkaround,
    Signature,
)
from tracker.model.settings import Product, Promise, Release
from tracker.site.dates import day_words, length
from tracker.site.pages.words import applies_words, channel_words, language, month_words, reference_words, release_words, target_words
from tracker.site.text import excerpt, visible
from tracker.views.affected import range_words

Record = TypeVar("Record")
_SHOWN = 100
"""Characters of a text that tell which text is meant."""


class Part(NamedTuple):
    """One of the things that a record says under an aspect."""

    name: str
    """It is the same thing as long as it has the same name."""
    rest: str = ""
    """What else is told of it."""
    whole: object = None
    """What is compared and not told, because it is too long."""


@dataclass(frozen=True, slots=True)
class Aspect(Generic[Record]):
    """Something that records of a kind say, and how it is called."""

    name: str
    of: Callable[[Record], Iterable[Part]]
    is_one: bool = False
    """There is at most one: it is told as what it is and what it was."""

    def told(self, then: Record, now: Record) -> Iterator[str]:
        """A line for everything that is not as it was."""
        before, after = _by_name(self.of(then)), _by_name(self.of(now))
        if self.is_one and before.keys() != after.keys():
            yield f"{self.name}: {next(iter(after), 'none')} (was {next(iter(before), 'none')})"
            return
        yield from (f"{self.name}: added {', '.join(filter(None, (name, part.rest)))}" for name, part in after.items() if name not in before)
        yield from (f"{self.name}: removed {name}" for name in before if name not in after)
        for name, part in after.items():
            was = before.get(name, part)
            if was.rest != part.rest:
                yield f"{self.name}: {name} is now: {part.rest or 'no more'} (was: {was.rest or 'no more'})"
            elif was.whole != part.whole:
                yield f"{self.name}: {name} changed"


def _by_name(parts: Iterable[Part]) -> Mapping[str, Part]:
    """Of several with one name each has a number."""
    found: dict[str, Part] = {}
    for part in parts:
        name, number = part.name, 1
        while name in found:
            number += 1
            name = f"{part.name} ({number})"
        found[name] = part
    return found


def one(name: str, of: Callable[[Any], str | None]) -> Aspect[Any]:
    """Something short that is there or not."""
    return Aspect(name, lambda record: [Part(said)] if (said := of(record)) else [], is_one=True)


def many(name: str, of: Callable[[Any], Iterable[str]]) -> Aspect[Any]:
    """Several short things."""
    return Aspect(name, lambda record: map(Part, of(record)))


def prose(name: str, of: Callable[[Any], str | None]) -> Aspect[Any]:
    """A text that is too long to be told twice."""
    return Aspect(name, lambda record: [Part("its text", whole=said)] if (said := of(record)) else [])


def _quoted(text: str | None) -> str:
    return f"“{excerpt(text, _SHOWN)}”"


def _named(by: Signature | None) -> str:
    return by.name if by else ""


def _day(day: date | None) -> str:
    return day_words(day) if day else ""


def _at(moment: datetime) -> str:
    return f"{day_words(moment)}, {moment:%H:%M} UTC"


def _none_known(issue: PublicIssue) -> str | None:
    known = issue.none_known
    return None if known is None else "said" if known.none_known is True else _day(known.none_known)


def _workaround(given: PublicWorkaround) -> Part:
    version = f" with {given.verified_version}" if given.verified_version else ""
    by = f" by {given.verified_by.name}" if given.verified_by else ""
    tried = f"tried on {_day(given.verified_on)}{version}{by}" if given.verified_on else ""
    applies = applies_words(given.applies_to).lower().rstrip(".") if given.applies_to else ""
    return Part(_quoted(given.steps), ", ".join(filter(None, (applies, tried))), given.steps)


def _update(given: PublicUpdate) -> Part:
    return Part(f"{given.by.name}, {_at(given.at)}", _quoted(given.text), given.text)


def _reason(issue: PublicIssue) -> list[Part]:
    given = issue.resolution
    return (
        [Part(_quoted(given.reason), f"we would reconsider if: {excerpt(given.reconsider_if, _SHOWN)}" if given.reconsider_if else "", given)]
        if given
        else []
    )


def _promise(given: Promise) -> str:
    return ", ".join(f"{what.lower()} within {length(span)}" for what, span in given.stated)


def _comment(given: PublicComment) -> Part:
    who = given.by.name if given.by else (given.stranger.name or given.stranger.handle) if given.stranger else "somebody"
    whole = (given.text, given.stranger, given.url, given.edited)
    return Part(f"{visible(who)}, {_at(given.at)}", f"hidden: {given.hidden}" if given.hidden else _quoted(given.text), whole)


ISSUE: tuple[Aspect[PublicIssue], ...] = (
    one("title", lambda i: visible(i.title)),
    one("severity", lambda i: i.severity.label if i.severity else None),
    one("product", lambda i: i.product),
    many("component", lambda i: i.components),
    prose("summary", lambda i: i.summary),
    prose("description", lambda i: i.description),
    prose("steps", lambda i: i.steps_to_reproduce),
    many("message", lambda i: (f"“{visible(s)}”" for s in i.symptoms)),
    many("platform", lambda i: i.platforms),
    many("affected", lambda i: map(range_words, i.affected)),
    many("checked and not affected", lambda i: i.checked_not_affected),
    Aspect("workaround", lambda i: map(_workaround, i.workarounds)),
    one("no workaround known", _none_known),
    many("fixed in", lambda i: (f"{f.version}{channel_words(f)}" for f in i.fixes)),
    Aspect("expected", lambda i: [Part(target_words(i.target), i.target.reason or "")] if i.target else [], is_one=True),
    Aspect("reports", lambda i: [Part(month_words(r.month), whole=r) for r in i.reports]),
    one("votes", lambda i: f"{i.votes:,}"),
    one("followed under", lambda i: i.duplicate_of),
    many("takes the place of", lambda i: i.supersedes),
    many("related", lambda i: i.related),
    Aspect("reference", lambda i: [Part(r.url, ": ".join(filter(None, (reference_words(r.type), r.title)))) for r in i.references]),
    Aspect("attachment", lambda i: [Part(a.file, a.alt) for a in i.attachments]),
    one("in charge", lambda i: _named(i.owner)),
    Aspect("thanked", lambda i: [Part(visible(i.reporter.name), i.reporter.url or "")] if i.reporter else [], is_one=True),
    Aspect("update", lambda i: map(_update, i.updates)),
    Aspect("comment", lambda i: map(_comment, i.comments)),
    Aspect("reason", _reason, is_one=True),
    one("opened", lambda i: _day(i.opened)),
    one("last change", lambda i: _day(i.updated)),
    one("closed", lambda i: _day(i.closed)),
    many("also known as", lambda i: map(visible, i.aliases)),
)
TOMBSTONE = tuple(aspect for aspect in ISSUE if aspect.name in {"reason", "opened", "closed", "also known as"})
"""What is left to be said of an issue that was withdrawn."""


def account(given: PublicAccount) -> Part:
    """An account, and how it stands."""
    proofs = [f"proved by {p.method} on {_day(p.checked)}{f', until {_day(p.expires)}' if p.expires else ''}" for p in given.proofs]
    told = (
        f"ours since {_day(given.since)}" if given.since else "ours",
        f"until {_day(given.until)}" if given.until else "",
        given.reason.label.lower() if given.reason else "",
        f"now {given.now}" if given.now else "",
        f"suspended since {_day(given.suspended.since)}: {given.suspended.reason}" if given.suspended else "",
        given.purpose or "",
        *proofs,
    )
    whole = (given.account_id, [p.evidence for p in given.proofs])
    return Part(f"{given.handle} on {platform_label(given.platform)}", ", ".join(filter(None, told)), whole)


MEMBER: tuple[Aspect[PublicStaff], ...] = (
    one("name", lambda s: s.name),
    one("kind", lambda s: s.kind.label),
    one("title", lambda s: s.title),
    one("team", lambda s: s.team),
    one("since", lambda s: _day(s.since)),
    one("until", lambda s: _day(s.until)),
    one("hours", lambda s: s.hours),
    one("time zone", lambda s: s.time_zone),
    one("country", lambda s: s.country),
    many("language", lambda s: map(language, s.languages)),
    Aspect("account", lambda s: map(account, s.accounts)),
    many("may ask", lambda s: s.may_ask),
    many("never asks", lambda s: s.never_asks),
    one("photo", lambda s: s.photo),
    prose("about", lambda s: s.bio),
)

IMPOSTOR: tuple[Aspect[PublicImpostor], ...] = (
    one("imitates", lambda i: _named(i.imitates)),
    one("first seen", lambda i: _day(i.first_seen)),
    one("evidence", lambda i: i.evidence),
    one("confirmed by", lambda i: _named(i.confirmed_by)),
    many("reported", lambda i: (f"to {to} on {_day(on)}" for to, on in i.reported)),
)

PRODUCT: tuple[Aspect[tuple[Product, Sequence[Release], date]], ...] = (
    one("name", lambda p: p[0].name),
    one("versions", lambda p: p[0].versioning.label),
    prose("description", lambda p: p[0].description),
    Aspect("component", lambda p: [Part(c.id, c.name) for c in p[0].components]),
    Aspect("release", lambda p: [Part(r.version, release_words(r, is_out=r.is_out(p[2])), r) for r in p[1]]),
)

SITE: tuple[Aspect[Public], ...] = (
    Aspect("organisation", lambda p: [Part(p.organisation.name, whole=p.organisation)], is_one=True),
    Aspect("channel", lambda p: [Part(c.name, c.purpose, c) for c in p.channels]),
    Aspect("promise", lambda p: [Part(severity.label, _promise(promise)) for severity, promise in p.promises.items()]),
    Aspect("policy", lambda p: [Part("its rules", whole=p.policy)]),
    Aspect("contributing", lambda p: [Part("its addresses", whole=p.contribute)]),
    Aspect("answers", lambda p: [Part("their wording", whole=p.replies)]),
    Aspect("search", lambda p: [Part("its synonyms", whole=p.search)]),
)
