"""An issue on GitHub as a record of ours. Pure: what is said there, what the mapping makes of it, and whom the directory knows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pydantic import ValidationError

from tracker.github.pinned import Pinned
from tracker.github.releases import Versions
from tracker.github.texts import answers, fitting, line, spoken
from tracker.github.triage import Status, Triage, Unclear, status, triage
from tracker.github.upstream import Person, UpstreamComment, UpstreamIssue
from tracker.model.github import Repository
from tracker.model.issue import AnyIssue, type_of_issue
from tracker.model.values import IssueId, StaffId, is_web_address
from tracker.model.vocabulary import IssueKind, Publication, ReferenceType

_COMMENT = re.compile(r"#issuecomment-(\d+)$")
GHOST = "ghost"
"""What GitHub calls those whose account is gone."""


class Untranslatable(Exception):
    """Why an issue cannot be a record: what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Around:
    """What stays the same for all issues of one repository."""

    repository: Repository
    staff: Pinned
    versions: Versions
    records: Mapping[str, IssueId]
    """Which record each issue is, by `host/owner/name#number` in lower case; of all repositories."""
    today: date
    circular: frozenset[str] = frozenset()
    """Issues, by the same names, that are duplicates of each other in a circle: none of them is followed."""

    def original_of(self, issue: UpstreamIssue) -> IssueId | None:
        """The record that is followed instead of an issue that was closed as a duplicate; None where there is none."""
        is_circular = f"{self.repository.key}#{issue.number}" in self.circular
        return self.record_of(issue.duplicate_of) if issue.duplicate_of and not is_circular else None

    def record_of(self, name: str) -> IssueId | None:
        """The record of OWNER/NAME#NUMBER on the same server."""
        return self.records.get(f"{self.repository.host}/{name}".casefold())


def kind_of(issue: UpstreamIssue, repository: Repository) -> IssueKind:
    """What a new record would be. Raises `Untranslatable`."""
    try:
        return triage(issue, repository, answers(issue.body, repository)[1]).kind
    except Unclear as e:
        raise Untranslatable(str(e)) from None


def translated(issue: UpstreamIssue, record: IssueId, kind: IssueKind, around: Around) -> AnyIssue:
    """The record that the issue amounts to, valid and frozen. Raises `Untranslatable`."""
    try:
        fields = _fields(issue, record, kind, around)
        return type_of_issue[kind].model_validate({**fields, "id": record})
    except Unclear as e:
        raise Untranslatable(str(e)) from None
    except ValidationError as e:
        first = e.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise Untranslatable(f"{place} cannot stand in a record: {first['msg']}; correct it there") from None


def plain(record: AnyIssue) -> dict[str, Any]:
    """A record in the spelling of the store, for comparing and writing; what is not given is not there."""
    made: dict[str, Any] = record.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"path"})
    if "reports" in made:
        made["reports"] = [{**{k: v for k, v in each.items() if k != "counts"}, **each.get("counts", {})} for each in made["reports"]]
    return made


def _fields(issue: UpstreamIssue, record: IssueId, kind: IssueKind, around: Around) -> dict[str, Any]:
    texts, chosen = answers(issue.body, around.repository)
    said = triage(issue, around.repository, chosen, kind)
    original = around.original_of(issue)
    becomes = status(issue, said, original_is_here=original not in {None, record})
    opened = issue.created.astimezone(UTC).date()
    comments = [each for comment in issue.comments if (each := comment_of(comment, issue, around)) is not None]
    texts_of_comments = fitting([c.get("text", "") for c in comments])
    comments = [{**c, "text": text} if text else c for c, text in zip(comments, texts_of_comments, strict=True)]
    made: dict[str, Any] = {
        "title": line(issue.title) or f"Issue {issue.number}",
        "status": becomes.value,
        "product": said.product,
        "components": said.components,
        "opened": opened.isoformat(),
        **texts,
        **_closing(issue, becomes, original),
        **_versions(issue, said, becomes, around),
        "owner": _owner(issue, around),
        "votes": sum(count for name, count in issue.reactions.items() if name in around.repository.votes),
        "references": list(_references(issue)),
        "related": tuple(dict.fromkeys(_related(issue, record, around))),
        "comments": comments,
    }
    if kind is IssueKind.DEFECT:
        made["severity"] = said.severity.value
    if around.repository.reports and around.staff.who(issue.author, opened) is None:
        made["reports"] = [{"month": f"{opened:%Y-%m}", around.repository.reports: 1}]
    heard = max([c["at"][:10] for c in comments] + [str(made.get("closed", ""))])
    if heard > made["opened"]:
        made["updated"] = heard
    return {name: value for name, value in made.items() if value not in (None, (), [], 0, "")}


def _closing(issue: UpstreamIssue, becomes: Status, original: IssueId | None) -> dict[str, Any]:
    """When it was settled; what is followed instead; why it is a tombstone."""
    if not becomes.is_settled:
        return {}
    made: dict[str, Any] = {"closed": (issue.closed or issue.updated).astimezone(UTC).date().isoformat()}
    if becomes.is_duplicate:
        made["duplicate_of"] = original
    elif becomes.is_withdrawn and (issue.state_reason == "duplicate" or issue.duplicate_of):
        where = line(issue.duplicate_of) or "another issue"
        made["resolution"] = {"reason": f"It was closed on GitHub as a duplicate of {where}, which is not followed here."}
    return made


def _versions(issue: UpstreamIssue, said: Triage, becomes: Status, around: Around) -> dict[str, Any]:
    """When it is expected, while it is open; in which version it came, once it is done."""
    made: dict[str, Any] = {}
    if becomes.is_delivered:
        fix = around.versions.fix(issue, said.product)
        made["fixes"] = [fix] if fix else []
    elif not becomes.is_settled and issue.milestone and not issue.milestone.is_closed:
        version = around.versions.of_milestone(issue.milestone, said.product)
        due = issue.milestone.due.astimezone(UTC).date().isoformat() if issue.milestone.due else None
        if version or due:
            made["target"] = {name: value for name, value in (("version", version), ("date", due)) if value}
    return made


def _owner(issue: UpstreamIssue, around: Around) -> str | None:
    """The first assignee who is staff today, else whom the mapping names."""
    found = (around.staff.who(person, around.today) for person in issue.assignees)
    return next((who for who in found if who), around.repository.owner)


def _references(issue: UpstreamIssue) -> Iterator[dict[str, Any]]:
    """The issue itself, and what closed it, each once."""
    if is_web_address(issue.url):
        yield {"type": ReferenceType.REPORT.value, "url": issue.url}
    seen = {issue.url}
    for each in issue.references:
        if each.closes and each.url not in seen and is_web_address(each.url):
            seen.add(each.url)
            yield {"type": ReferenceType.FIX.value, "url": each.url}


def _related(issue: UpstreamIssue, record: IssueId, around: Around) -> Iterator[IssueId]:
    """Issues that name this one or are named by it, as far as they are records here; anybody can name any issue from anywhere."""
    for each in issue.references:
        if each.kind == "issue" and each.repository and each.number is not None:
            found = around.record_of(f"{each.repository}#{each.number}")
            if found and found != record:
                yield found


def comment_of(comment: UpstreamComment, issue: UpstreamIssue, around: Around) -> dict[str, Any] | None:
    """A comment in our spelling; None where there is nothing to bring in: no words, or a stranger's where only staff's are wanted."""
    staff = _speaker(comment, around)
    text = spoken(comment.body)
    if (staff is None and around.repository.publish.comments is Publication.STAFF) or not (text.strip() or comment.minimised):
        return None
    made: dict[str, Any] = {"at": moment(comment.created), "by": staff or _stranger(comment.author, around)}
    if comment.minimised:
        made["hidden"] = {"reason": f"Folded away on GitHub: {line(comment.minimised).lower().replace('_', ' ')}."}
    else:
        made["text"] = text
    made["url"] = comment.url if comment_key(comment.url) and is_web_address(comment.url) else f"{issue.url}#issuecomment-{comment.id}"
    if comment.edited and comment.edited > comment.created and not comment.minimised:
        made["edited"] = moment(comment.edited)
    return made


def _speaker(comment: UpstreamComment, around: Around) -> StaffId | None:
    """The member of staff who says it: then, and when the words became what they are. Whoever has left, or has taken an account over, can still edit.

    Words that somebody else has changed are nobody's of ours, whoever that was: they would be signed with a name that did not write them.
    """
    if comment.edited_by_another:
        return None
    moments = [comment.created, *([comment.edited] if comment.edited else [])]
    found = {around.staff.who(comment.author, each.astimezone(UTC).date()) for each in moments}
    return found.pop() if len(found) == 1 else None


def comment_key(url: str) -> str | None:
    """What a comment is known by, wherever its issue is moved; None for an address that is no comment's."""
    found = _COMMENT.search(url)
    return found[1] if found else None


def _stranger(author: Person | None, around: Around) -> dict[str, Any]:
    """As the platform knows them; the name that they gave themselves stays there, because it can be anybody's."""
    if author is None:
        return {"platform": around.repository.accounts, "handle": GHOST}
    return {"platform": around.repository.accounts, "handle": line(author.login) or GHOST, "account_id": str(author.id)}


def moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
