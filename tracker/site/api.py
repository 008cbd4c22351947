"""The JSON API: the public records as programs read them. Its schemas are in `schemas`; build.json is made where it is published.

Keys stand in a fixed order. Markdown is given as it was written, under names that end in `_markdown`: whoever shows it makes it harmless.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import quote

import orjson

from tracker.model.issue import Range
from tracker.model.public import PublicAccount, PublicComment, PublicIssue, PublicProof, PublicStaff, PublicWorkaround, Signature
from tracker.model.settings import Product, Release
from tracker.model.tracker import Change
from tracker.model.values import Version
from tracker.model.vocabulary import Answer
from tracker.site import schemas, urls
from tracker.site.edition import Edition
from tracker.site.outputs import Document, IssueMaker, Maker, pretty_json, verbatim
from tracker.views.affected import Judgement, ReleaseLine
from tracker.views.index import Facts
from tracker.views.merging import Tally, statistics
from tracker.views.upgrade import Outcome, changes

Json = dict[str, Any]


def makers(edition: Edition) -> Iterator[Maker]:
    """The API of the edition and its schemas, but for single issues, in parts that can be made apart from each other."""
    telling = _Telling(edition)
    public = edition.index.public
    for product in public.products.values():
        yield partial(_affects, edition, product)
    yield partial(_issues, edition, telling)
    yield partial(_staff, edition, telling)
    yield partial(_schemas, edition)


def issue_maker(edition: Edition) -> IssueMaker:
    """The JSON of an issue."""
    return partial(_issue, edition, _Telling(edition))


def documents(edition: Edition) -> Iterator[Document]:
    """The API of the edition, and its schemas."""
    made = (*(make() for make in makers(edition)), *map(issue_maker(edition), edition.index.public.issues))
    yield from (d for several in made for d in several if isinstance(d, Document))


def _summary(edition: Edition, telling: "_Telling", issue: PublicIssue) -> Json:
    return telling.tombstone(issue) if issue.is_tombstone else telling.summary(issue, edition.index.facts[issue.id])


def _issue(edition: Edition, telling: "_Telling", issue: PublicIssue) -> Iterator[Document]:
    whole = _summary(edition, telling, issue)
    if not issue.is_tombstone:
        whole |= telling.details(issue, edition.index.facts[issue.id])
    yield _document(urls.api_issue(issue.id), _encoded(whole))


def _issues(edition: Edition, telling: "_Telling") -> Iterator[Document]:
    yield _document(urls.api_issues(), _lines(b"[", (_row(_summary(edition, telling, issue)) for issue in edition.index.public.issues), b"]"))


def _staff(edition: Edition, telling: "_Telling") -> Iterator[Document]:
    members = edition.index.public.staff
    yield _document(urls.api_staff(), _lines(b"[", (_row(telling.listed(member)) for member in members), b"]"))
    for member in members:
        yield _document(urls.api_member(member.id), _encoded(telling.member(member)))


def _schemas(edition: Edition) -> Iterator[Document]:
    for name, schema in schemas.schemas(edition.site.url).items():
        yield _document(urls.api_schema(name), _encoded(schema))


def affects(line: ReleaseLine, version: str, issues: Iterable[PublicIssue]) -> Json:
    """What the issues of a product say of a version, released or not; those that it does not affect are left out."""
    version = line.understood(version)
    release = line.release(version)
    judged = [(i, line.answer(i, version)) for i in issues if i.product == line.product.id and may_affect(i)]
    return {
        "product": line.product.id,
        "version": release.version if release else version,
        "known": release is not None,
        "issues": [_judged(issue, said) for issue, said in judged if said.answer is not Answer.NOT_AFFECTED],
    }


def affects_json(line: ReleaseLine, version: str, issues: Iterable[PublicIssue]) -> bytes:
    """The same as it is published for each release: a row for each issue."""
    told = affects(line, version, issues)
    return _rows_of({**told, "issues": []}, (_row(issue) for issue in told["issues"]))


def upgrade_json(line: ReleaseLine, start: str, end: str, issues: Iterable[PublicIssue]) -> bytes:
    """What changes for whoever goes from one version to another, as programs read it."""
    start, end = line.understood(start), line.understood(end)
    found = changes(line, filter(may_affect, issues), start, end)
    told: Json = {"product": line.product.id}
    for name, version in (("from", start), ("to", end)):
        release = line.release(version)
        told[name] = {"version": release.version if release else version, "known": release is not None}
    for kind in Outcome:
        told[kind] = [
            {
                "id": c.issue.id,
                "before": c.before.answer,
                "after": c.after.answer,
                "because": c.after.because,
                "fix": _judged(c.issue, c.after)["fix"],
            }
            for c in found
            if c.outcome is kind
        ]
    return _encoded({**told, "workarounds_no_longer_needed": [c.issue.id for c in found if c.is_relief]})


def _rows_of(head: Json, rows: Iterable[bytes]) -> bytes:
    return _lines(_row(head).removesuffix(b"]}"), rows, b"]}")


def may_affect(issue: PublicIssue) -> bool:
    """Whether versions are told of it (see `PublicIssue.may_affect`)."""
    return issue.may_affect


def _affects(edition: Edition, product: Product) -> Iterator[Document]:
    """What all issues say of each release, encoded once for each of the few answers that an issue has."""
    if not product.versioning.has_versions:
        return
    line = edition.index.lines[product.id]
    rows: dict[Version, list[bytes]] = {release.version: [] for release in line.releases}
    for issue in edition.index.public.issues:
        if issue.product == product.id and may_affect(issue):
            _add_rows(rows, issue, line)
    for version, said in rows.items():
        head = {"product": product.id, "version": version, "known": True, "issues": []}
        yield _document(urls.api_affects(product.id, version), _rows_of(head, said))


def _add_rows(rows: Mapping[Version, list[bytes]], issue: PublicIssue, line: ReleaseLine) -> None:
    encoded: dict[int, bytes] = {}
    seen: set[str] = set()
    for release, said in zip(line.releases, line.answers(issue), strict=True):
        if said.answer is Answer.NOT_AFFECTED or release.version in seen:
            continue
        seen.add(release.version)
        row = encoded.get(id(said))
        if row is None:
            row = encoded[id(said)] = _row(_judged(issue, said))
        rows[release.version].append(row)


def _judged(issue: PublicIssue, said: Judgement) -> Json:
    fix = {"version": said.fix.version, "released": _date(said.fix.release)} if said.fix else None
    return {"id": issue.id, "answer": said.answer, "because": said.because, "fix": fix}


def _date(release: Release | None) -> date | None:
    return release.date if release else None


class _Telling:
    """How records are told. What is the same for all of them is worked out once."""

    def __init__(self, edition: Edition) -> None:
        self._site = edition.site.url
        self._media = edition.media
        self._today = edition.index.today

    def tombstone(self, issue: PublicIssue) -> Json:
        return {
            "id": issue.id,
            "kind": issue.kind,
            "status": issue.status,
            "reason_markdown": issue.resolution.reason if issue.resolution else None,
            "closed": issue.closed,
            "url": self._site + urls.issue(issue.kind, issue.id),
        }

    def summary(self, issue: PublicIssue, facts: Facts) -> Json:
        """An issue as the list has it."""
        return {
            "id": issue.id,
            "kind": issue.kind,
            "title": issue.title,
            "status": issue.status,
            "status_label": facts.status_label,
            "severity": issue.severity,
            "product": issue.product,
            "components": issue.components,
            "opened": issue.opened,
            "updated": issue.last_change,
            "closed": issue.closed,
            "url": self._site + urls.issue(issue.kind, issue.id),
            "workaround": bool(issue.workarounds),
            "fixes": [{"version": f.fix.version, "channel": f.fix.channel, "released": _date(f.release)} for f in facts.fixes],
            "affected": [_range(r) for r in issue.affected],
        }

    def details(self, issue: PublicIssue, facts: Facts) -> Json:
        """What the list leaves out."""
        target, resolution, reporter = issue.target, issue.resolution, issue.reporter
        return {
            "checked_not_affected": issue.checked_not_affected,
            "summary_markdown": issue.summary,
            "description_markdown": issue.description,
            "steps_to_reproduce_markdown": issue.steps_to_reproduce,
            "symptoms": issue.symptoms,
            "platforms": issue.platforms,
            "workarounds": [self._workaround(w) for w in issue.workarounds],
            "no_workaround_known": issue.none_known.none_known if issue.none_known else None,
            "target": {"version": target.version, "date": target.date, "confidence": target.confidence, "reason": target.reason} if target else None,
            **self._counted(facts.tally),
            "votes": facts.tally.votes,
            "counted_at": facts.tally.counted_at,
            "duplicate_of": issue.duplicate_of,
            "duplicates": facts.duplicates,
            "supersedes": issue.supersedes,
            "superseded_by": facts.superseded_by,
            "related": issue.related,
            "references": [{"type": r.type, "url": r.url, "title": r.title} for r in issue.references],
            "attachments": [{"url": self._file(a.file), "alt": a.alt} for a in issue.attachments],
            "owner": self._signature(issue.owner),
            "reporter": {"name": reporter.name, "url": reporter.url} if reporter else None,
            "updates": [{"at": u.at, "by": self._signature(u.by), "text_markdown": u.text} for u in issue.updates],
            "comments": [self._comment(c) for c in issue.comments],
            "resolution": {"reason_markdown": resolution.reason, "reconsider_if_markdown": resolution.reconsider_if} if resolution else None,
            "aliases": issue.aliases,
            "removed": {kind.value: count for kind, count in issue.removed.items()},
            "source": issue.source or None,
            "feed_url": self._site + urls.issue_feed(issue.id),
            "edit_url": issue.edit,
            "changed": _change(issue.changed),
        }

    def _counted(self, tally: Tally) -> Json:
        """Reports as pages tell them: of months that are over, those of duplicates among them, small numbers not exactly."""
        found = statistics(tally.reports, self._today)
        months = [
            {"month": month, "counts": {channel: told.count for channel, told in channels.items()}, "total": total.count}
            for month, channels, total in found.months
        ]
        return {"reports": months, "reported": found.total.count}

    def listed(self, member: PublicStaff) -> Json:
        """A staff member as the list has it."""
        return {
            "id": member.id,
            "name": member.name,
            "kind": member.kind,
            "title": member.title,
            "team": member.team,
            "since": member.since,
            "until": member.until,
            "url": self._site + urls.staff(member.id),
            "accounts": [_account(a) for a in member.accounts],
        }

    def member(self, member: PublicStaff) -> Json:
        return {
            **self.listed(member),
            "accounts": [self._proved(a) for a in member.accounts],
            "time_zone": member.time_zone,
            "country": member.country,
            "hours": member.hours,
            "languages": member.languages,
            "may_ask": member.may_ask,
            "never_asks": member.never_asks,
            "photo_url": self._file(member.photo) if member.photo else None,
            "bio_markdown": member.bio,
            "edit_url": member.edit,
            "changed": _change(member.changed),
        }

    def _signature(self, by: Signature | None) -> Json | None:
        if by is None:
            return None
        return {"id": by.id, "name": by.name, "role": by.role or None, "url": self._site + urls.staff(by.id) if by.id else None}

    def _workaround(self, given: PublicWorkaround) -> Json:
        verified = {"version": given.verified_version, "on": given.verified_on, "by": self._signature(given.verified_by)}
        applies_to = _range(given.applies_to) if given.applies_to else None
        return {"steps_markdown": given.steps, "applies_to": applies_to, "verified": verified if given.verified_on else None}

    def _comment(self, given: PublicComment) -> Json:
        who = given.stranger
        stranger = {"platform": who.platform, "handle": who.handle, "account_id": who.account_id, "name": who.name, "url": who.url} if who else None
        return {
            "at": given.at,
            "by": self._signature(given.by),
            "stranger": stranger,
            "text_markdown": given.text,
            "hidden": given.hidden,
            "url": given.url,
            "edited": given.edited,
        }

    def _file(self, name: str) -> str | None:
        """Where an attachment is published; None where it is not."""
        found = self._media.get(name)
        return self._site + quote(found.path) if found else None

    def _proved(self, account: PublicAccount) -> Json:
        return {**_account(account), "proofs": [self._proof(p) for p in account.proofs]}

    def _proof(self, given: PublicProof) -> Json:
        return {
            "method": given.method,
            "checked": given.checked,
            "expires": given.expires,
            "evidence": given.evidence,
            "by": self._signature(given.by),
        }


def _range(given: Range) -> Json:
    """As OSV has it: only the end that is known."""
    ends = {"fixed": given.fixed, "last_affected": given.last_affected}
    return {"introduced": given.introduced, **{name: version for name, version in ends.items() if version}}


def _account(given: PublicAccount) -> Json:
    return {
        "platform": given.platform,
        "handle": given.handle,
        "account_id": given.account_id,
        "since": given.since,
        "until": given.until,
        "reason": given.reason,
        "now": given.now,
        "suspended": {"since": given.suspended.since, "reason": given.suspended.reason} if given.suspended else None,
        "purpose": given.purpose,
    }


def _change(given: Change | None) -> Json | None:
    return {"commit": given.commit, "at": given.at} if given else None


def _document(path: str, content: bytes) -> Document:
    return Document(file=urls.file_of(path), render=verbatim, model=content)


def _lines(begin: bytes, rows: Iterable[bytes], end: bytes) -> bytes:
    """A long list, one row to a line, so that it can be compared line by line."""
    return begin + b"\n" + b",\n".join(rows) + b"\n" + end + b"\n"


def _row(value: Json) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_UTC_Z)
    except TypeError:
        return orjson.dumps(_spelt_out(value), option=orjson.OPT_UTC_Z)


def _encoded(value: Json) -> bytes:
    try:
        return pretty_json(value)
    except TypeError:
        return pretty_json(_spelt_out(value))


def _spelt_out(value: Any) -> Any:
    """The value without lone surrogates, which UTF-8 has no bytes for."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {_spelt_out(k): _spelt_out(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_spelt_out(v) for v in value]
    return value
