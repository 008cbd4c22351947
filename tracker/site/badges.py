"""Badges: small pictures for other pages that tell how many issues a product has open, or how an issue stands. Made of strings; nothing is loaded."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from html import escape
from unicodedata import combining, east_asian_width

from tracker.model.public import PublicIssue
from tracker.model.settings import Product
from tracker.model.values import ISSUE_ID
from tracker.model.vocabulary import IssueKind, Severity
from tracker.site import urls
from tracker.site.edition import Edition
from tracker.site.outputs import Document, IssueMaker, Maker
from tracker.site.text import visible
from tracker.views.index import Facts

_SIZE = 11
"""Height of the letters, in pixels."""
_SPACE = 6
"""To the left and right of the words."""
_LONGEST = 40
"""Characters of a product's name; it is cut after them."""

_LABEL = "#3a3f47"
_URGENT, _OPEN, _DONE, _CLOSED = "#b3141c", "#27458f", "#0b6b4f", "#5b6067"
"""Each dark enough for white letters (WCAG 2.2, 4.5 to 1)."""

_WIDTHS = {
    character: width
    for characters, width in (
        ("'ijlIJ", 285), (" ,./:;\\|f-", 340), ("!()[]rt", 395), ('"', 460), ("*_`?scz", 525), ("FLkvxy", 585), ("PTYaeo", 610),
        ("$0123456789{}Sbdghnpqu", 636), ("KABVXZRC", 685), ("DGHNU", 755), ("OQ&", 785), ("#+<=>^~w", 830), ("M%W@m", 970),
    )
    for character in characters
}  # fmt: skip
"""How wide a character is, in thousandths of the size, in Verdana and DejaVu Sans, which are alike."""

_FORM = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" aria-label="{words}"><title>{words}</title>'
    '<rect width="{width}" height="20" rx="3" fill="{label_colour}"/><path fill="{colour}" d="M{left} 0h{right_less}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{right_less}z"/>'
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="{size}" aria-hidden="true">'
    '<text x="{space}" y="14" textLength="{label_width}">{label}</text><text x="{at}" y="14" textLength="{said_width}">{said}</text></g></svg>\n'
)


def makers(edition: Edition) -> Iterator[Maker]:
    """The badges of the products."""
    yield partial(_products, edition)


def issue_maker(edition: Edition) -> IssueMaker:
    """The badges of an issue."""
    return partial(_issue, edition=edition)


def _products(edition: Edition) -> Iterator[Document]:
    waiting: dict[str, list[PublicIssue]] = {}
    for issue in edition.index.lists[IssueKind.DEFECT]:
        if issue.is_open:
            waiting.setdefault(issue.product, []).append(issue)
    for product in edition.index.public.products.values():
        yield _document(urls.product_badge(product.id), *of_product(product, waiting.get(product.id, [])))


def of_product(product: Product, issues: Sequence[PublicIssue]) -> tuple[str, str, str]:
    """What the badge of a product with these open issues says, on the left and on the right, and its colour."""
    return (_short(product.name), *_open(issues))


def _open(issues: Sequence[PublicIssue]) -> tuple[str, str]:
    critical = sum(issue.severity is Severity.CRITICAL for issue in issues)
    if not issues:
        return "no open issues", _DONE
    said = f"{len(issues):,} open issue{'' if len(issues) == 1 else 's'}"
    return (f"{said}, {critical:,} critical", _URGENT) if critical else (said, _OPEN)


def _issue(issue: PublicIssue, edition: Edition) -> Iterator[Document]:
    """The badge under the issue's number and under those that it had before: a picture once embedded elsewhere stays."""
    said, colour = _status(issue, edition.index.facts[issue.id], edition.index.public.products.get(issue.product))
    for number in (issue.id, *(a for a in issue.aliases if re.fullmatch(ISSUE_ID, a) and a not in edition.index.by_id)):
        yield _document(urls.issue_badge(number), issue.id, said, colour)


def _status(issue: PublicIssue, facts: Facts, product: Product | None) -> tuple[str, str]:
    said = facts.status_label[:1].lower() + facts.status_label[1:]
    if issue.is_open:
        return said, _URGENT if issue.severity is Severity.CRITICAL else _OPEN
    is_live = facts.is_released or (product is not None and not product.versioning.has_versions)
    return said, (_DONE if is_live else _OPEN) if issue.status.is_delivered else _CLOSED


def _document(path: str, label: str, said: str, colour: str) -> Document:
    return Document(file=urls.file_of(path), render=render, model=(label, said, colour))


def render(model: tuple[str, str, str]) -> bytes:
    """The picture of what is on the left, what is said of it, and the colour of that."""
    label, said, colour = model
    label_width, said_width = text_width(label), text_width(said)
    left, right = label_width + 2 * _SPACE, said_width + 2 * _SPACE
    return _FORM.format(
        words=escape(f"{label}: {said}"),
        label=escape(label),
        said=escape(said),
        colour=colour,
        label_colour=_LABEL,
        label_width=label_width,
        said_width=said_width,
        left=left,
        right_less=right - 3,
        at=left + _SPACE,
        width=left + right,
        size=_SIZE,
        space=_SPACE,
    ).encode("utf-8", "replace")


@lru_cache(maxsize=2**10)
def text_width(text: str) -> int:
    """Pixels; the picture stretches its words to exactly that, whatever font the reader has."""
    return -(-sum(map(_character_width, text)) * _SIZE // 1000)


def _character_width(character: str) -> int:
    known = _WIDTHS.get(character)
    if known is None:
        known = 0 if combining(character) else 1000 if east_asian_width(character) in "WF" else 640
    return known


def _short(name: str) -> str:
    told = visible(name)
    return told if len(told) <= _LONGEST else f"{told[: _LONGEST - 1].rstrip()}…"
