"""Short addresses that outlive a new name: `/i/DEF-42/`, and the same of every older id, lead to the issue's page. Pure."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache, partial
from html import escape

from tracker.model.public import PublicIssue
from tracker.model.values import ISSUE_ID, IssueId
from tracker.site import urls
from tracker.site.chrome import secure
from tracker.site.edition import Edition
from tracker.site.outputs import Document, IssueMaker


def issue_maker(edition: Edition) -> IssueMaker:
    """The short addresses of an issue."""
    return partial(_leading_to, site=edition.site.url, taken=edition.index.by_id)


def _leading_to(issue: PublicIssue, site: str, taken: Collection[IssueId]) -> Iterator[Document]:
    older = (IssueId(alias) for alias in issue.aliases if re.fullmatch(ISSUE_ID, alias) and alias not in taken)
    for name in (issue.id, *older):
        yield Document(
            file=urls.file_of(urls.short(name)),
            render=leading,
            model=(issue.id, site + urls.issue(issue.kind, issue.id), urls.issue(issue.kind, issue.id)),
        )


def leading(model: tuple[str, str, str]) -> bytes:
    """A page that leads on, with and without scripts; search engines are told the real address."""
    name, whole, path = (escape(each) for each in model)
    return _form().format(name=name, whole=whole, path=path).encode()


@lru_cache(maxsize=1)
def _form() -> str:
    """The page with places for words, secured once for all."""
    return secure(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{name}</title><meta name="robots" content="noindex">'
        '<link rel="canonical" href="{whole}"><meta http-equiv="refresh" content="0; url=../../{path}"></head>'
        '<body><p><a href="../../{path}">{name}</a></p></body></html>\n'
    )
