"""The front door: what is badly broken now, what changed lately, the products, and the ways to a human. Stands below the site's own introduction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker.model.vocabulary import IssueKind
from tracker.site import urls
from tracker.site.contribute import reporting
from tracker.site.dates import day_words
from tracker.site.edition import Edition
from tracker.site.outputs import Page
from tracker.site.pages import words
from tracker.site.pages.issue import commit_url
from tracker.site.pages.products import summaries_of
from tracker.site.pages.rows import Rows
from tracker.site.pages.verify import box
from tracker.site.text import excerpt
from tracker.views.events import Event, timeline

_URGENT_SHOWN = 10
_CHANGES_SHOWN = 8
_CHANGES_SEEN = 100
_EXCERPT = 140


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened to an issue."""

    on: date
    said: str
    path: str
    id: str
    title: str
    what: str
    excerpt: str
    by: str


def home(edition: Edition, rows: Rows) -> Iterator[Page]:
    index, public = edition.index, edition.index.public
    urgent = [i for i in index.lists[IssueKind.DEFECT] if i.is_open and i.severity and i.severity.is_urgent]
    waiting = {kind: sum(i.is_open for i in index.lists[kind]) for kind in IssueKind}
    commit = public.commit
    yield Page(
        path=urls.HOME,
        template="home.html",
        title=edition.site.name,
        description=edition.site.description,
        model={
            "organisation": public.organisation.name,
            "urgent": tuple(rows[i.id] for i in urgent[:_URGENT_SHOWN]),
            "urgent_count": len(urgent),
            "open_issues": waiting[IssueKind.DEFECT],
            "open_requests": waiting[IssueKind.FEATURE],
            "open_path": urls.facet(IssueKind.DEFECT, "open"),
            "news": _news(edition, rows),
            "products": summaries_of(index),
            "has_channels": bool(public.channels),
            "has_staff": bool(public.staff),
            "report": reporting(public, IssueKind.DEFECT),
            "request": reporting(public, IssueKind.FEATURE),
            "box": box(edition) if public.staff else None,
            "counts_said": words.listed(
                [
                    words.counted(len(index.lists[IssueKind.DEFECT]), "issue"),
                    words.counted(len(index.lists[IssueKind.FEATURE]), "request"),
                    words.counted(len(public.staff), "member of staff", "members of staff"),
                ]
            ),
            "has_requests": bool(index.lists[IssueKind.FEATURE]),
            "has_issues": bool(index.lists[IssueKind.DEFECT]),
            "built": index.today,
            "sources": public.sources,
            "commit": commit.commit[:8] if commit else "",
            "commit_url": commit_url(edition, commit.commit) if commit else "",
            "at": commit.at if commit else None,
        },
    )


def _news(edition: Edition, rows: Rows) -> tuple[News, ...]:
    """The newest event of each issue that changed lately: a busy one does not push the others out."""
    found: dict[str, Event] = {}
    for event in timeline(edition.index).newest(tuple(rows), _CHANGES_SEEN):
        found.setdefault(event.subject, event)
    return tuple(_told(event, rows) for event in list(found.values())[:_CHANGES_SHOWN])


def _told(event: Event, rows: Rows) -> News:
    row, on = rows[event.subject], event.at.date()  # type: ignore[index]
    return News(on, day_words(on), row.path, row.id, row.title, event.what, excerpt(event.text, _EXCERPT), event.by.name if event.by else "")
