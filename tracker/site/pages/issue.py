"""The page of an issue or feature request: what it is, whether it concerns the reader, what to do now; then the whole story. And tombstones."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.model.public import PublicIssue
from tracker.model.settings import Product
from tracker.model.values import ISSUE_ID, IssueId
from tracker.model.vocabulary import IssueKind
from tracker.site import affects_data, urls
from tracker.site.chrome import Heading
from tracker.site.contribute import conversation, filled, reporting
from tracker.site.edition import Edition
from tracker.site.outputs import FeedLink, Page
from tracker.site.pages import words
from tracker.site.pages.reply import reply_model
from tracker.site.pages.reports import reported
from tracker.site.pages.rows import Rows, component_names, link, staff_path
from tracker.site.pages.shelves import TITLES
from tracker.site.pages.story import story
from tracker.site.text import excerpt, visible

NOUNS = {IssueKind.DEFECT: "issue", IssueKind.FEATURE: "request"}


@dataclass(frozen=True, slots=True)
class Step:
    """A workaround as a reader meets it."""

    steps: str
    applies: str
    version: str | None
    on: date | None
    by: str
    by_path: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A fix and how far it has come."""

    version: str
    channel: str
    stands: str
    path: str


def issue_page(issue: PublicIssue, edition: Edition, rows: Rows) -> Iterator[Page]:
    """The page of a public issue."""
    yield _tombstone(issue) if issue.is_tombstone else _issue(issue, edition, rows)
    for alias in issue.aliases:
        if re.fullmatch(ISSUE_ID, alias) and alias not in edition.index.by_id:
            yield _moved(alias, issue)


def _moved(alias: str, issue: PublicIssue) -> Page:
    """What is left at the address of an older number: an address once published never dies."""
    path = urls.issue(issue.kind, issue.id)
    return Page(
        path=urls.issue(issue.kind, IssueId(alias)),
        template="moved.html",
        title=f"{alias} is now {issue.id}",
        description=f"{alias} is now {issue.id}.",
        model={"id": alias, "now": issue.id, "title": visible(issue.title), "path": path},
        moved_to=path,
        is_hidden=True,
    )


def _tombstone(issue: PublicIssue) -> Page:
    noun = NOUNS[issue.kind]
    return Page(
        path=urls.issue(issue.kind, issue.id),
        template="tombstone.html",
        title=f"{issue.id} was withdrawn",
        description=f"The {noun} {issue.id} was withdrawn. This page says why.",
        model={
            "id": issue.id,
            "noun": noun,
            "list": urls.section(issue.kind),
            "list_title": TITLES[issue.kind],
            "reason": issue.resolution.reason if issue.resolution else None,
            "closed": issue.closed,
        },
        contents=(Heading("why", "Why"),),
        feeds=(FeedLink(issue.id, urls.issue_feed(issue.id)),),
        is_hidden=True,
    )


def _issue(issue: PublicIssue, edition: Edition, rows: Rows) -> Page:
    index = edition.index
    product = index.public.products.get(issue.product)
    model = _head(issue, edition, product, rows) | _help(issue, edition, product) | story(issue, edition) | _record(issue, edition, product)
    model |= reply_model(issue, edition)
    feed = FeedLink(f"{issue.id}: {rows[issue.id].title}", urls.issue_feed(issue.id))
    product_feed = FeedLink(product.name if product else issue.product, urls.feed(urls.product_feed(issue.product), "atom"))
    return Page(
        path=urls.issue(issue.kind, issue.id),
        template="issue.html",
        title=f"{issue.title} · {issue.id}",
        description=excerpt(issue.summary or issue.description) or f"{issue.kind.label} in {product.name if product else issue.product}",
        model=model,
        contents=_contents(model),
        feeds=(feed, product_feed),
        linked_data=_linked_data(issue, edition, product),
        changed=issue.last_change,
    )


def _head(issue: PublicIssue, edition: Edition, product: Product | None, rows: Rows) -> dict[str, Any]:
    """What a reader wants to know in the first seconds."""
    index, facts, row = edition.index, edition.index.facts[issue.id], rows[issue.id]
    names = component_names(issue, product)
    reason = issue.resolution
    return {
        "id": issue.id,
        "noun": NOUNS[issue.kind],
        "is_defect": issue.kind is IssueKind.DEFECT,
        "title": row.title,
        "list": urls.section(issue.kind),
        "list_title": TITLES[issue.kind],
        "product": product.name if product else issue.product,
        "in_product": urls.facet(issue.kind, "product", issue.product) if product else "",
        "product_path": urls.product(issue.product) if product else "",
        "components": tuple((name, urls.facet(issue.kind, "product", issue.product, c)) for name, c in zip(names, issue.components, strict=True)),
        "platforms": ", ".join(issue.platforms),
        "severity": row.severity,
        "weight": row.weight,
        "status": facts.status_label,
        "tone": row.tone,
        "meaning": words.status_sentence(issue, facts, product),
        "duplicate_of": link(index, issue.duplicate_of) if issue.duplicate_of else None,
        "counted_at": link(index, facts.tally.counted_at) if facts.tally.counted_at else None,
        "reason": reason.reason if reason else None,
        "reconsider_if": reason.reconsider_if if reason else None,
    }


def _help(issue: PublicIssue, edition: Edition, product: Product | None) -> dict[str, Any]:
    """Which versions, and what to do."""
    has_versions = product is None or product.versioning.has_versions
    asks_versions = issue.may_affect and has_versions
    shows_target = issue.target is not None and issue.is_open
    return {
        "affected": words.affected_words(issue.affected) if issue.affected else "Not stated yet" if asks_versions else "",
        "not_affected": ", ".join(issue.checked_not_affected),
        "ask_about": issue.product,
        "ask_table": affects_data.for_issue(edition.index.lines[issue.product], issue) if issue.product in edition.index.lines else "",
        "repairs": _repairs(issue, edition, has_versions=has_versions),
        "target": words.target_words(issue.target) if issue.target and shows_target else "",
        "target_reason": issue.target.reason if issue.target and shows_target else None,
        "workarounds": tuple(
            Step(
                w.steps,
                words.applies_words(w.applies_to) if w.applies_to else "",
                w.verified_version,
                w.verified_on,
                w.verified_by.name if w.verified_by else "",
                staff_path(w.verified_by.id if w.verified_by else None),
            )
            for w in issue.workarounds
        ),
        "lasts": words.workaround_lasts(issue),
        "none_known": issue.none_known is not None,
        "none_known_on": issue.none_known.none_known if issue.none_known and issue.none_known.none_known is not True else None,
        "asks_workaround": issue.kind is IssueKind.DEFECT and issue.is_open,
    }


def _repairs(issue: PublicIssue, edition: Edition, *, has_versions: bool) -> tuple[Repair, ...]:
    return tuple(
        Repair(
            state.fix.version,
            "" if state.repair.listed else words.channel_words(state.fix),
            words.repair_words(state.repair, is_delivered=False),
            urls.release(issue.product, state.repair.listed.version) if state.repair.listed and has_versions else "",
        )
        for state in edition.index.facts[issue.id].fixes
    )


def _record(issue: PublicIssue, edition: Edition, product: Product | None) -> dict[str, Any]:
    """About the record itself, and what a reader can add."""
    facts, name = edition.index.facts[issue.id], product.name if product else issue.product
    return {
        "owner": issue.owner.name if issue.owner else "",
        "owner_path": staff_path(issue.owner.id if issue.owner else None),
        "opened": issue.opened,
        "updated": issue.last_change,
        "closed": issue.closed,
        "queue": words.queue_words(facts.queue, issue.kind, name) if facts.queue else "",
        "votes": f"{facts.tally.votes:,}" if facts.tally.votes else "",
        "votes_merged": bool(facts.tally.duplicates),
        "reported": reported(issue, edition),
        "aliases": ", ".join(issue.aliases),
        "reporter": issue.reporter.name if issue.reporter else "",
        "reporter_url": issue.reporter.url if issue.reporter else None,
        "removed": ", ".join(kind.counted(count) for kind, count in issue.removed.items()),
        "source": issue.source,
        "edit": issue.edit,
        "commit": issue.changed.commit[:8] if issue.changed else "",
        "commit_url": commit_url(edition, issue.changed.commit, issue.source) if issue.changed else "",
        "changed": issue.changed.at.date() if issue.changed else None,
        **_contributing(issue, edition, name),
        "security": edition.index.public.organisation.security,
        "feed": urls.issue_feed(issue.id),
        "api": urls.api_issue(issue.id),
        "badge": urls.issue_badge(issue.id),
    }


def commit_url(edition: Edition, commit: str, source: str = "") -> str:
    """The commit's page on the repository's host; nothing for another source, which lies elsewhere."""
    repository = edition.site.repository
    return f"{repository.rstrip('/')}/commit/{commit}" if repository and not source else ""


def _contributing(issue: PublicIssue, edition: Edition, product: str) -> dict[str, Any]:
    """Where readers add what they know, and where a similar problem is told: the form knows what this page does. Nothing: the contact page."""
    public, template = edition.index.public, reporting(edition.index.public, issue.kind)
    similar = f"Similar to {issue.id}: {edition.site.url}{urls.short(issue.id)}"
    given = {"id": issue.id, "title": issue.title, "product": product, "text": similar}
    return {
        "talk": conversation(issue, public, product),
        "report": filled(template, given),
        "report_version": filled(template, given, kept="version") if "{version}" in template and issue.product in edition.index.lines else "",
    }


_HEADINGS = (
    ("workarounds", "workaround", "Workaround"),
    ("reason", "why", "Our reason"),
    ("description", "description", "What happens"),
    ("steps", "steps", "How to make it happen"),
    ("symptoms", "symptoms", "Messages you may see"),
    ("files", "attachments", "Pictures and files"),
    ("updates", "updates", "Updates"),
    ("comments", "conversation", "Conversation"),
    ("connections", "related", "Related"),
    ("references", "references", "References"),
    ("reported", "reports", "Am I the only one?"),
)


_WISHES = {"description": "What is asked for", "reported": "Who else asks for it"}
"""What is called otherwise on the page of a feature request."""


def _contents(model: Mapping[str, Any]) -> tuple[Heading, ...]:
    """The headings that the template will write, in its order."""
    found = []
    for field, anchor, text in _HEADINGS:
        if model[field] or (field == "workarounds" and (model["none_known"] or model["asks_workaround"])):
            found.append(Heading(anchor, text if model["is_defect"] else _WISHES.get(field, text)))
    return (*found, Heading("same", "You too?"), Heading("record", "About this entry"))


def _linked_data(issue: PublicIssue, edition: Edition, product: Product | None) -> dict[str, Any]:
    organisation = edition.index.public.organisation
    return {
        "@context": "https://schema.org",
        "@type": "TechArticle",
        "headline": visible(issue.title)[:110],
        "identifier": issue.id,
        "url": edition.site.url + urls.issue(issue.kind, issue.id),
        "datePublished": issue.opened,
        "dateModified": issue.last_change,
        "about": {"@type": "SoftwareApplication", "name": product.name if product else issue.product},
        "publisher": {"@type": "Organization", "name": organisation.name, "url": organisation.url},
    }
