"""The allow-list: a tracker and a moment to what may be published of it. A field that is not copied here does not leave the store."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import quote

from tracker.model.handles import canonical
from tracker.model.issue import AnyIssue, Comment, Defect, NoneKnown, Stranger, Update, Workaround
from tracker.model.public import (
    Public,
    PublicAccount,
    PublicComment,
    PublicImpostor,
    PublicIssue,
    PublicProof,
    PublicStaff,
    PublicUpdate,
    PublicWorkaround,
    Signature,
)
from tracker.model.settings import Product, Settings
from tracker.model.staff import Account, Impostor, StaffMember
from tracker.model.tracker import Change, Origin, Tracker
from tracker.model.values import ISSUE_ID, IssueId, Slug, StaffId, slug
from tracker.model.vocabulary import Audience, StoreVisibility
from tracker.views.firewall.screen import removed_of
from tracker.views.signing import signing
from tracker.views.unlisted import is_shown, unlisted


def publish(tracker: Tracker, now: datetime) -> Public:
    """What readers may see of the tracker at `now` (UTC); the only way from records to pages."""
    signatures = {s.id: _signature(s) for s in tracker.staff}
    shown = {i.id for i in tracker.issues if i.is_public(now)}
    settings = tracker.settings
    unknown = Origin()
    named = [s for s in tracker.skipped if not _is_private(tracker, s.path)]
    sealed = unlisted(tracker, now.date())
    return Public(
        organisation=settings.organisation,
        products=_products(tracker, shown),
        releases=tracker.releases,
        issues=tuple(
            replace(_issue(i, tracker.origins.get(i.path, unknown), shown, signatures), removed=tracker.removed[i.path])
            if i.path in tracker.removed
            else _issue(i, tracker.origins.get(i.path, unknown), shown, signatures)
            for i in tracker.issues
            if i.id in shown
        ),
        staff=tuple(_staff(s, tracker.origins.get(s.path, unknown), now.date(), signatures) for s in tracker.staff if s.visible),
        impostors=_impostors(tracker, signatures),
        unlisted=sealed.accounts,
        unlisted_on=sealed.platforms,
        dialling=sealed.dialling,
        policy=settings.policy.model_copy(update={"signers": (), "reviewers": ()}),
        channels=settings.channels,
        promises=settings.promises,
        contribute=settings.contribute if settings.store is StoreVisibility.PUBLIC else settings.contribute.model_copy(update={"edit": None}),
        mirrored=_mirrored(settings),
        replies=settings.replies,
        search=settings.search,
        visibility=settings.store,
        commit=tracker.commit if settings.store is StoreVisibility.PUBLIC else None,
        sources=tuple(s for s in tracker.sources if not _is_private(tracker, f"{s.name}:")),
        skipped=tuple(replace(s, reason=s.rule) if s.rule and tracker.has_private_records else s for s in named),
        signing=signing(tracker),
        removed=removed_of(tracker, {i.path for i in tracker.issues if i.id in shown}),
        skipped_in_private=len(tracker.skipped) - len(named),
    )


def _mirrored(settings: Settings) -> tuple[str, ...]:
    """The repositories that readers are sent to; in a private store only the one that is named for it."""
    named = [settings.contribute.github] if settings.contribute.github else []
    imported = settings.github.repositories if settings.store is StoreVisibility.PUBLIC else ()
    return tuple(dict.fromkeys([*named, *(f"https://{each.host}/{each.name}" for each in imported)]))


def _products(tracker: Tracker, shown: set[IssueId]) -> dict[Slug, Product]:
    """The products by id. Of the components that only sources name, those of public issues: the name of a team may be all that gives another away."""
    named = {(i.product, c) for i in tracker.issues if i.id in shown and not i.status.is_withdrawn for c in i.components}
    made: dict[Slug, Product] = {}
    for product in sorted(tracker.settings.products, key=lambda p: p.id):
        added = (c for c in tracker.added_components.get(product.id, ()) if (product.id, c.id) in named)
        made[product.id] = product.model_copy(update={"components": (*product.components, *added)})
    return made


def _is_private(tracker: Tracker, path: str) -> bool:
    sources = {s.name: s.store for s in tracker.settings.sources}
    return sources.get(path.partition(":")[0], tracker.settings.store) is StoreVisibility.PRIVATE  # type: ignore[call-overload]


def _signature(member: StaffMember) -> Signature:
    if not member.visible:
        return Signature(None, "A member of staff")
    return Signature(member.id, member.name, member.title or member.kind.label)


def _signed(by: StaffId, signatures: Mapping[StaffId, Signature]) -> Signature:
    """An id that is in no directory is not shown: it may be one that was meant to be private."""
    return signatures.get(by) or Signature(None, "A member of staff")


def _issue(issue: AnyIssue, origin: Origin, shown: set[IssueId], signatures: Mapping[StaffId, Signature]) -> PublicIssue:
    if issue.status.is_withdrawn:
        return PublicIssue(
            id=issue.id,
            kind=issue.kind,
            status=issue.status,
            opened=issue.opened,
            closed=issue.closed,
            resolution=issue.resolution,
            # Addresses that were published lead on to the tombstone; in a private store nobody can tell whether they ever were.
            aliases=tuple(a for a in issue.aliases if re.fullmatch(ISSUE_ID, a)) if origin.visibility is StoreVisibility.PUBLIC else (),
        )
    return PublicIssue(
        id=issue.id,
        kind=issue.kind,
        status=issue.status,
        opened=issue.opened,
        title=issue.title,
        product=issue.product,
        severity=issue.severity if isinstance(issue, Defect) else None,
        components=issue.components,
        summary=issue.summary,
        description=issue.description,
        steps_to_reproduce=issue.steps_to_reproduce,
        symptoms=issue.symptoms,
        platforms=issue.platforms,
        affected=issue.affected,
        checked_not_affected=issue.checked_not_affected,
        workarounds=tuple(_workaround(w, signatures) for w in issue.known_workarounds),
        none_known=issue.workarounds if isinstance(issue.workarounds, NoneKnown) else None,
        fixes=issue.fixes,
        target=issue.target,
        reports=issue.reports,
        votes=issue.votes,
        duplicate_of=issue.duplicate_of if issue.duplicate_of in shown else None,
        supersedes=tuple(i for i in issue.supersedes if i in shown),
        related=tuple(i for i in issue.related if i in shown),
        references=issue.references,
        # A file that a further source names lies in that source, if anywhere; ours of the same name is not meant.
        attachments=issue.attachments if origin.is_own else (),
        owner=_signed(issue.owner, signatures) if issue.owner else None,
        reporter=issue.reporter,
        updates=tuple(_update(u, signatures) for u in issue.updates if u.audience is Audience.PUBLIC),
        comments=tuple(_comment(c, signatures) for c in issue.comments if c.is_public),
        resolution=issue.resolution,
        updated=issue.updated,
        closed=issue.closed,
        aliases=issue.aliases,
        source=origin.source if origin.visibility is StoreVisibility.PUBLIC else "",
        edit=_edit(origin),
        changed=_changed(origin),
    )


def _edit(origin: Origin) -> str | None:
    if origin.visibility is StoreVisibility.PRIVATE or not origin.edit or not origin.repository_path:
        return None
    return origin.edit.replace("{path}", quote(origin.repository_path))


def _changed(origin: Origin) -> Change | None:
    """In a private store a commit may have touched nothing public, so it is not told."""
    return origin.changed if origin.visibility is StoreVisibility.PUBLIC else None


def _workaround(given: Workaround, signatures: Mapping[StaffId, Signature]) -> PublicWorkaround:
    if given.verified is None:
        return PublicWorkaround(given.steps, given.applies_to)
    return PublicWorkaround(given.steps, given.applies_to, given.verified.version, given.verified.on, _signed(given.verified.by, signatures))


def _update(given: Update, signatures: Mapping[StaffId, Signature]) -> PublicUpdate:
    return PublicUpdate(given.at.astimezone(UTC), _signed(given.by, signatures), given.text)


def _comment(given: Comment, signatures: Mapping[StaffId, Signature]) -> PublicComment:
    stranger = given.by if isinstance(given.by, Stranger) else None
    by = None if isinstance(given.by, Stranger) else _signed(given.by, signatures)
    if given.hidden:
        return PublicComment(given.at.astimezone(UTC), None, None, None, given.hidden.reason)
    edited = given.edited.astimezone(UTC).date() if given.edited else None
    return PublicComment(given.at.astimezone(UTC), by, stranger, given.text, url=given.url, edited=edited)


def _staff(member: StaffMember, origin: Origin, today: date, signatures: Mapping[StaffId, Signature]) -> PublicStaff:
    left = member.until is not None and member.until < today
    accounts = [a for a in member.accounts if is_shown(a, member, today)]
    return PublicStaff(
        id=member.id,
        name=member.name,
        kind=member.kind,
        title=member.title,
        team=member.team,
        since=member.since,
        until=member.until,
        time_zone=None if left else member.time_zone,
        country=None if left else member.country,
        hours=None if left else member.hours,
        languages=member.languages,
        accounts=tuple(_account(a, member, signatures) for a in accounts),
        may_ask=member.may_ask,
        never_asks=member.never_asks,
        photo=member.photo if origin.is_own and not left else None,
        bio=None if left else member.bio,
        edit=_edit(origin),
        changed=_changed(origin),
    )


def _successor(given: Account, member: StaffMember) -> str | None:
    """The handle that took an account's place, unless that account is one that is not listed."""
    now = canonical(given.platform, given.now or "")
    later = [a for a in member.accounts if a.platform == given.platform and canonical(a.platform, a.handle) == now]
    return given.now if all(member.lists(a) for a in later) else None


def _account(given: Account, member: StaffMember, signatures: Mapping[StaffId, Signature]) -> PublicAccount:
    return PublicAccount(
        platform=given.platform,
        handle=given.handle,
        account_id=given.account_id,
        since=given.since,
        until=given.until,
        reason=given.reason,
        now=_successor(given, member),
        suspended=given.suspended,
        purpose=given.purpose,
        proofs=tuple(
            PublicProof(p.method, p.checked, p.expires, p.evidence, _signed(p.by, signatures) if p.by else None) for p in given.proofs if p.counts
        ),
    )


def _impostors(tracker: Tracker, signatures: Mapping[StaffId, Signature]) -> tuple[PublicImpostor, ...]:
    """Known by platform and handle: what a file is called may say more."""
    made: dict[Slug, PublicImpostor] = {}
    for given in tracker.impostors:
        name = slug(f"{given.platform} {given.handle}")
        number = sum(known == name or known.startswith(f"{name}-n") for known in made)
        wanted = Slug(f"{name}-n{number + 1}") if name in made else name
        made[wanted] = _impostor(given, wanted, tracker.origins.get(given.path, Origin()), signatures)
    return tuple(made[each] for each in sorted(made))


def _impostor(given: Impostor, name: Slug, origin: Origin, signatures: Mapping[StaffId, Signature]) -> PublicImpostor:
    imitated = signatures.get(given.imitates) if given.imitates else None
    return PublicImpostor(
        id=name,
        platform=given.platform,
        handle=given.handle,
        first_seen=given.first_seen,
        evidence=given.evidence,
        confirmed_by=_signed(given.confirmed_by, signatures),
        imitates=imitated if imitated and imitated.id else None,
        reported=tuple((notice.to, notice.on) for notice in given.reported),
        edit=_edit(origin),
    )
