"""What can be found: issues, staff and hand-written pages as texts of different weight. Made of public types only."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import NamedTuple

import orjson

from tracker.model.public import PublicIssue, PublicStaff
from tracker.model.values import IssueId
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.pages.rows import component_names, tone
from tracker.site.text import excerpt, visible
from tracker.views.index import Facts, Index

TITLE, SYMPTOM, ASKED, SUMMARY, BODY, ASIDE = 4.0, 3.0, 2.0, 2.0, 1.0, 0.5
"""How much a word counts for where it stands."""
SPELT, ALIAS, ASKED_AS = 31, 24, 8
"""How surely a whole id or alias means the record: its own id, another name of it, the id or alias of a duplicate of it."""

_HIDDEN = re.compile(r"<(script|style|nav|template|form)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL | re.IGNORECASE)
_PERMALINK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


class WrittenPage(NamedTuple):
    """A hand-written page as the host rendered it."""

    path: str
    html: str


class Entry(NamedTuple):
    """One thing that can be found."""

    id: str
    """An issue's or person's id, a page's path."""
    kind: str
    """`issue`, `feature`, `staff` or `page`."""
    row: Sequence[object]
    """What a result shows; see `ROW`."""
    texts: Sequence[tuple[float, str]]
    """Texts with the weight of each."""
    names: Mapping[str, int]
    """What it is called, and how surely that means this entry."""
    errors: Sequence[str] = ()
    """Error texts, which are matched without what differs from case to case."""

    def said(self) -> bytes:
        """Everything that it is found by; `found_by` reads it."""
        return orjson.dumps((self.kind, self.texts, self.names, self.errors))


def found_by(said: bytes) -> Entry:
    """An entry of an earlier build, by what it was found by alone."""
    kind, texts, names, errors = orjson.loads(said)
    return Entry("", kind, (), texts, names, errors)


ROW = ("id", "path", "title", "status", "statusLabel", "isOpen", "severity", "product", "workaround", "excerpt", "duplicateOf", "tone")
"""The order in which a row has them; the kind stands before them."""


def entries(edition: Edition, written: Sequence[WrittenPage]) -> list[Entry]:
    """Everything that can be found, in no order that matters."""
    index = edition.index
    return [
        *(_issue(i, index) for i in index.public.issues),
        *(_member(s, left=s.has_left(index.today)) for s in index.public.staff),
        *(_page(p) for p in written),
    ]


def _issue(issue: PublicIssue, index: Index) -> Entry:
    kind = "issue" if issue.severity or issue.kind.value == "defect" else "feature"
    facts = index.facts[issue.id]
    if issue.is_tombstone:
        row = (issue.id, urls.issue(issue.kind, issue.id), issue.id, issue.status, facts.status_label, False, None, None, False, None, None, "closed")
        return Entry(issue.id, kind, row, (), {issue.id: SPELT})
    asked = list(_asked(issue.id, index, {issue.id})) if facts.duplicates else []
    return Entry(
        issue.id,
        kind,
        _row(issue, facts, index),
        _texts(issue, index, asked),
        _names(issue, asked),
        (*issue.symptoms, *(s for d in asked for s in d.symptoms)),
    )


def _row(issue: PublicIssue, facts: Facts, index: Index) -> Sequence[object]:
    why = excerpt(issue.resolution.reason, 120) if issue.resolution else None
    return (
        issue.id,
        urls.issue(issue.kind, issue.id),
        visible(issue.title),
        issue.status,
        facts.status_label,
        issue.is_open,
        issue.severity,
        issue.product,
        bool(issue.workarounds),
        why,
        issue.duplicate_of,
        tone(issue, facts, index.public.products.get(issue.product)),
    )


def _asked(wanted: IssueId, index: Index, seen: set[IssueId]) -> Iterator[PublicIssue]:
    """The duplicates of an issue, and theirs."""
    for duplicate in index.facts[wanted].duplicates:
        if duplicate not in seen:
            seen.add(duplicate)
            yield index.by_id[duplicate]
            yield from _asked(duplicate, index, seen)


def _texts(issue: PublicIssue, index: Index, asked: Sequence[PublicIssue]) -> list[tuple[float, str]]:
    product = index.public.products.get(issue.product)
    parts = " ".join(component_names(issue, product)) if issue.components else ""
    about = [product.name if product else "", *issue.platforms]
    given: list[tuple[float, str | None]] = [
        (TITLE, issue.title),
        (SUMMARY, issue.summary),
        (BODY, issue.description),
        (BODY, issue.steps_to_reproduce),
        (BODY, parts),
        (ASIDE, " ".join([*about, *[a.alt for a in issue.attachments]])),
    ]
    given += [(SYMPTOM, text) for text in issue.symptoms]
    given += [(ASKED, text) for other in asked for text in (other.title, *other.symptoms, *other.aliases)]
    given += [(ASIDE, text) for text in issue.aliases]
    given += [(BODY, w.steps) for w in issue.workarounds]
    if issue.resolution:
        given += [(BODY, issue.resolution.reason), (BODY, issue.resolution.reconsider_if)]
    given += [(ASIDE, u.text) for u in issue.updates]
    given += [(ASIDE, c.text) for c in issue.comments]
    return [(weight, text) for weight, text in given if text]


def _names(issue: PublicIssue, asked: Iterable[PublicIssue]) -> dict[str, int]:
    names: dict[str, int] = {text: ASKED_AS for other in asked for text in (other.id, *other.aliases)}
    names.update(dict.fromkeys(issue.aliases, ALIAS))
    names[issue.id] = SPELT
    return names


def _member(member: PublicStaff, *, left: bool) -> Entry:
    role = ", ".join(text for text in (member.title, member.team) if text)
    row = (
        member.id,
        urls.staff(member.id),
        visible(member.name),
        None,
        "No longer with us" if left else None,
        not left,
        None,
        None,
        False,
        role or None,
        None,
        None,
    )
    given: list[tuple[float, str | None]] = [(TITLE, member.name), (SUMMARY, role), (BODY, member.bio), (ASIDE, " ".join(member.languages))]
    given += [(SUMMARY, account.handle) for account in member.accounts]
    names = {account.handle: ALIAS for account in member.accounts} | {member.id: SPELT, member.name: ALIAS}
    return Entry(member.id, "staff", row, [(weight, text) for weight, text in given if text], names)


def _page(page: WrittenPage) -> Entry:
    body = _PERMALINK.sub("", _HIDDEN.sub(" ", _main(page.html)))
    heading = _HEADING.search(body)
    title = _plain(heading[1]) if heading else page.path
    text = _plain(_HEADING.sub(" ", body, count=1))
    row = (page.path, page.path, visible(title), None, None, True, None, None, False, excerpt(text, 120) or None, None, None)
    return Entry(page.path, "page", row, ((TITLE, title), (BODY, text)), {title: ALIAS})


def _main(html: str) -> str:
    begin, end = html.find("<article"), html.rfind("</article>")
    return html[html.find(">", begin) + 1 : end] if 0 <= begin < end else ""


def _plain(html: str) -> str:
    return visible(" ".join(unescape(_TAG.sub(" ", html)).split()))
