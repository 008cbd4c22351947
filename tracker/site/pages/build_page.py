"""What this edition of the site was made from, what it holds, and what was left out and why. Not for search engines."""

from collections.abc import Iterator, Sequence

from tracker.model.vocabulary import IssueKind, LeakKind
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import Page
from tracker.site.pages.issue import commit_url


def build_page(edition: Edition, warnings: Sequence[str]) -> Iterator[Page]:
    public, lists = edition.index.public, edition.index.lists
    commit = public.commit
    yield Page(
        path=urls.BUILD,
        template="build.html",
        title="About this edition",
        description="What this edition of the site was made from, and what was left out.",
        model={
            "commit": commit.commit if commit else "",
            "commit_url": commit_url(edition, commit.commit) if commit else "",
            "at": commit.at if commit else None,
            "built": edition.index.today,
            "sources": public.sources,
            "counts": (
                ("Known issues", len(lists[IssueKind.DEFECT])),
                ("Feature requests", len(lists[IssueKind.FEATURE])),
                ("Withdrawn", sum(i.is_tombstone for i in public.issues)),
                ("Staff listed by name", len(public.staff)),
                ("Products", len(public.products)),
                ("Attachments and photos", len(edition.media)),
            ),
            "mark": next(iter(public.removed), LeakKind.EMAIL).mark,
            "removed": tuple((kind.plural[0].upper() + kind.plural[1:], count) for kind, count in public.removed.items()),
            "skipped": tuple((s.path, s.reason) for s in public.skipped),
            "skipped_in_private": public.skipped_in_private,
            "warnings": len(warnings),
            "api": urls.BUILD_JSON,
        },
        is_hidden=True,
    )
