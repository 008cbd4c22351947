"""What can be found: issues, staff and pages as texts of different weight. Made of public types only.

First comes what an entry is made of (a `Subject`), as plain values. As bytes they tell a build what has changed since the last one, and they are all
that the entries are made from: nothing that shows can change without them.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import unescape
from operator import attrgetter
from typing import Any, NamedTuple

import orjson

from tracker.model.platforms import platform_label
from tracker.model.public import PublicIssue, PublicStaff
from tracker.model.values import IssueId, StaffId
from tracker.model.vocabulary import DefectStatus, FeatureStatus, IssueKind
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.pages.rows import component_names, tone
from tracker.site.pages.signposts import signposts
from tracker.site.search.words import signature
from tracker.site.text import excerpt, visible
from tracker.views.index import Index

TITLE, SYMPTOM, ASKED, SUMMARY, BODY, ASIDE = 4.0, 3.0, 2.0, 2.0, 1.0, 0.5
"""How much a word counts for where it stands."""
SPELT, ALIAS, ASKED_AS = 31, 24, 8
"""How surely a whole id or alias means the record: its own id, another name of it, the id or alias of a duplicate of it."""

_HIDDEN = re.compile(r"<(script|style|nav|template|form)\b.*?</\1>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL | re.IGNORECASE)
_PERMALINK = re.compile(r'<a class="headerlink".*?</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


class IssueSaid(NamedTuple):
    """What the entry of an issue is made of, and nothing else is."""

    id: IssueId
    kind: str
    title: str
    status: str
    severity: str | None
    product: str
    summary: str | None
    description: str | None
    steps_to_reproduce: str | None
    symptoms: Sequence[str]
    platforms: Sequence[str]
    aliases: Sequence[str]
    duplicate_of: str | None
    status_label: str
    tone: str
    product_name: str
    components: str
    workarounds: Sequence[str]
    resolution: tuple[str | None, str | None]
    """The reason, and when it would be reconsidered."""
    pictures: Sequence[str]
    updates: Sequence[str]
    comments: Sequence[str | None]
    asked: Sequence[tuple[str, str, Sequence[str], Sequence[str]]]
    """The duplicates of it: id, title, symptoms, aliases."""


_PLAINLY = attrgetter(*IssueSaid._fields[: IssueSaid._fields.index("status_label")])


class MemberSaid(NamedTuple):
    """What the entry of somebody in the directory is made of."""

    id: StaffId
    name: str
    role: str
    bio: str | None
    languages: Sequence[str]
    handles: Sequence[str]
    has_left: bool


class WrittenPage(NamedTuple):
    """A hand-written page as the host rendered it."""

    path: str
    html: str

    @property
    def id(self) -> str:
        return self.path


class MadePage(NamedTuple):
    """A page that is made from the store, and that readers ask for by what it is for."""

    id: str
    """Its path."""
    title: str
    description: str
    asked: str


Subject = IssueSaid | MemberSaid | WrittenPage | MadePage


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
    errors: Sequence[Sequence[str]] = ()
    """The words of error texts, without what differs from case to case."""


ROW = ("id", "title", "status", "statusLabel", "isOpen", "severity", "product", "workaround", "excerpt", "duplicateOf", "tone")
"""The order in which a row has them; the kind stands before them."""
PLACES = {
    "issue": urls.issue(IssueKind.DEFECT, IssueId("*")),
    "feature": urls.issue(IssueKind.FEATURE, IssueId("*")),
    "staff": urls.staff(StaffId("*")),
    "page": "*",
}
"""Where each kind of entry leads, `*` being its id: said once, not in every row."""


def made_pages(edition: Edition) -> list[MadePage]:
    """The pages that answer a question of their own; what stands on those of issues and people is in their records."""
    public = edition.index.public
    ways = {urls.CONTACT: " ".join(f"{c.name} {platform_label(c.account.platform)}" for c in public.channels)}
    posts = signposts(public.organisation.name).values()
    return [MadePage(p.path, p.title, p.description, f"{p.asked} {ways.get(p.path, '')}".rstrip()) for p in posts]


def subjects(edition: Edition, written: Sequence[WrittenPage | MadePage]) -> list[Subject]:
    """What everything that can be found is made of, in no order that matters."""
    index = edition.index
    about = _About(index)
    return [
        *(about.issue(i) for i in index.public.issues),
        *(_member_said(s, has_left=s.has_left(index.today)) for s in index.public.staff),
        *written,
    ]


_KINDS = (IssueSaid, MemberSaid, WrittenPage, MadePage)


def encode(some: Iterable[tuple[int, Subject]]) -> bytes:
    """Subjects with their numbers."""
    return orjson.dumps([(number, _KINDS.index(type(subject)), subject) for number, subject in some], default=tuple)


def decode(content: bytes) -> list[tuple[int, "Entry"]]:
    """The entries of encoded subjects, with their numbers."""
    return [(number, _MADE[kind](_KINDS[kind]._make(values))) for number, kind, values in orjson.loads(content)]


class _About:
    """What is said of an issue elsewhere than in its record."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._places: dict[tuple[str, tuple[str, ...]], tuple[str, str]] = {}
        self._tones: dict[tuple[str, str, bool], str] = {}

    def issue(self, issue: PublicIssue) -> IssueSaid:
        facts = self._index.facts[issue.id]
        product = self._index.public.products.get(issue.product)
        place = (issue.product, issue.components)
        if place not in self._places:
            self._places[place] = (product.name if product else "", " ".join(component_names(issue, product)))
        # Of issues of one product the tone follows from these two.
        how_far = (issue.status, issue.product, bool(facts.fixes) and facts.is_released)
        if how_far not in self._tones:
            self._tones[how_far] = tone(issue, facts, product)
        resolution = issue.resolution
        return IssueSaid._make(
            (
                *_PLAINLY(issue),
                facts.status_label,
                self._tones[how_far],
                *self._places[place],
                [w.steps for w in issue.workarounds],
                (resolution.reason, resolution.reconsider_if) if resolution else (None, None),
                [a.alt for a in issue.attachments],
                [u.text for u in issue.updates],
                [c.text for c in issue.comments],
                [(d.id, d.title, d.symptoms, d.aliases) for d in map(self._index.by_id.__getitem__, facts.duplicates)],
            )
        )


_STATUSES: Mapping[str, type[DefectStatus] | type[FeatureStatus]] = {IssueKind.DEFECT: DefectStatus, IssueKind.FEATURE: FeatureStatus}


def _issue(said: IssueSaid) -> Entry:
    kind = "feature" if said.kind == IssueKind.FEATURE else "issue"
    status = _STATUSES[said.kind](said.status)
    if status.is_withdrawn:
        row = (said.id, said.id, said.status, said.status_label, False, None, None, False, None, None, "closed")
        return Entry(said.id, kind, row, (), {said.id: SPELT})
    return Entry(
        said.id,
        kind,
        _row(said, is_open=not status.is_settled),
        _texts(said),
        _names(said),
        [signature(text) for text in (*said.symptoms, *(symptom for _, _, symptoms, _ in said.asked for symptom in symptoms))],
    )


def _row(said: IssueSaid, *, is_open: bool) -> Sequence[object]:
    return (
        said.id,
        visible(said.title),
        said.status,
        said.status_label,
        is_open,
        said.severity,
        said.product,
        bool(said.workarounds),
        _why(*said.resolution),
        said.duplicate_of,
        said.tone,
    )


def _why(reason: str | None, reconsider_if: str | None) -> str | None:
    if not reason:
        return None
    return f"{excerpt(reason, 120)} We would reconsider if: {excerpt(reconsider_if, 80)}" if reconsider_if else excerpt(reason, 120)


def _texts(said: IssueSaid) -> list[tuple[float, str]]:
    given: list[tuple[float, str | None]] = [
        (TITLE, said.title),
        (SUMMARY, said.summary),
        (BODY, said.description),
        (BODY, said.steps_to_reproduce),
        (BODY, said.components),
        (ASIDE, " ".join([said.product_name, *said.platforms, *said.pictures])),
    ]
    given += [(SYMPTOM, text) for text in said.symptoms]
    given += [(ASKED, text) for _, title, symptoms, aliases in said.asked for text in (title, *symptoms, *aliases)]
    given += [(ASIDE, text) for text in said.aliases]
    given += [(BODY, text) for text in (*said.workarounds, *said.resolution)]
    given += [(ASIDE, text) for text in (*said.updates, *said.comments)]
    return [(weight, text) for weight, text in given if text]


def _names(said: IssueSaid) -> dict[str, int]:
    names = {text: ASKED_AS for other, _, _, aliases in said.asked for text in (other, *aliases)}
    names.update(dict.fromkeys(said.aliases, ALIAS))
    names[said.id] = SPELT
    return names


def _member_said(member: PublicStaff, *, has_left: bool) -> MemberSaid:
    role = ", ".join(text for text in (member.title, member.team) if text)
    return MemberSaid(member.id, member.name, role, member.bio, member.languages, [account.handle for account in member.accounts], has_left)


def _member(said: MemberSaid) -> Entry:
    label = "No longer with us" if said.has_left else None
    row = (said.id, visible(said.name), None, label, not said.has_left, None, None, False, said.role or None, None, None)
    given: list[tuple[float, str | None]] = [(TITLE, said.name), (SUMMARY, said.role), (BODY, said.bio), (ASIDE, " ".join(said.languages))]
    given += [(SUMMARY, handle) for handle in said.handles]
    names = dict.fromkeys(said.handles, ALIAS) | {said.id: SPELT, said.name: ALIAS}
    return Entry(said.id, "staff", row, [(weight, text) for weight, text in given if text], names)


def _page(page: WrittenPage) -> Entry:
    body = _PERMALINK.sub("", _HIDDEN.sub(" ", _main(page.html)))
    heading = _HEADING.search(body)
    title = _plain(heading[1]) if heading else page.path
    text = _plain(_HEADING.sub(" ", body, count=1))
    row = (page.path, visible(title), None, None, True, None, None, False, excerpt(text, 120) or None, None, None)
    return Entry(page.path, "page", row, ((TITLE, title), (BODY, text)), {title: ALIAS})


def _made_page(page: MadePage) -> Entry:
    row = (page.id, page.title, None, None, True, None, None, False, page.description, None, None)
    return Entry(page.id, "page", row, ((TITLE, page.title), (SUMMARY, page.description), (ASKED, page.asked)), {page.title: ALIAS})


def _main(html: str) -> str:
    begin, end = html.find("<article"), html.rfind("</article>")
    return html[html.find(">", begin) + 1 : end] if 0 <= begin < end else ""


def _plain(html: str) -> str:
    return visible(" ".join(unescape(_TAG.sub(" ", html)).split()))


_MADE: tuple[Callable[[Any], Entry], ...] = (_issue, _member, _page, _made_page)
"""How an entry is made of each of `_KINDS`."""
