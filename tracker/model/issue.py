"""Defects and feature requests: what a company says in public about a problem or a wish."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, GetJsonSchemaHandler, Tag, model_validator
from pydantic.dataclasses import dataclass
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from tracker.model.base import STRICT, Record
from tracker.model.values import (
    STABLE,
    Count,
    Day,
    Flag,
    IssueIdText,
    Line,
    Moment,
    Month,
    Prose,
    SlugText,
    StaffIdText,
    Texts,
    VersionText,
    WebAddress,
    refuse,
)
from tracker.model.vocabulary import Audience, Confidence, DefectStatus, FeatureStatus, IssueKind, ReferenceType, Severity


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Range:
    """An affected range with the meaning of an OSV event pair: from `introduced` up to, not including, `fixed`, or up to and including `last_affected`."""

    introduced: VersionText
    """`"0"` is before every version."""
    fixed: VersionText | None = None
    last_affected: VersionText | None = None

    @model_validator(mode="after")
    def _one_end(self) -> "Range":
        if self.fixed and self.last_affected:
            raise refuse("a range ends with fixed or with last_affected, not with both; keep the one you know")
        return self


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Verification:
    """Somebody of the staff tried the workaround."""

    version: VersionText | None = None
    on: Day
    by: StaffIdText


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Workaround:
    steps: Prose
    applies_to: Range | None = None
    verified: Verification | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class NoneKnown:
    """We looked for a workaround and know of none, as of that day."""

    none_known: Day | Literal[True] = Field(alias="none-known")


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Fix:
    """A version and channel in which the repair is, or will be, released."""

    version: VersionText
    channel: Line = STABLE


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Target:
    """When we expect it, and how sure we are."""

    version: VersionText | None = None
    date: Day | None = None
    confidence: Confidence = Confidence.POSSIBLE
    reason: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Reports:
    """Customers counted in one month, by the channel on which they told us; never a name."""

    month: Month
    counted: Day | None = None
    """The day on which somebody last counted this month."""
    counts: Mapping[SlugText, Count] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, given: Any) -> Any:
        if isinstance(given, dict) and not isinstance(given.get("counts"), dict):
            own = {"month": given.get("month"), "counted": given.get("counted")}
            return {**own, "counts": {key: value for key, value in given.items() if key not in own}}
        return given

    @classmethod
    def __get_pydantic_json_schema__(cls, source: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """In a file the channels stand beside the month."""
        told = handler(source)
        made = handler.resolve_ref_schema(told)
        counts = made["properties"].pop("counts", None)
        if counts:
            (made["additionalProperties"],) = counts["patternProperties"].values()
        return told

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Reference:
    type: ReferenceType
    url: WebAddress
    title: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Attachment:
    """A local file below `attachments/`, and the words for those who cannot see it."""

    file: Line
    alt: Line


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Reporter:
    """Somebody who asked to be thanked by name."""

    name: Line
    url: WebAddress | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Resolution:
    """Why an issue was closed without doing what was asked."""

    reason: Prose
    reconsider_if: Prose | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Update:
    """A dated official statement, signed by a staff member."""

    at: Moment
    by: StaffIdText
    text: Prose
    audience: Audience = Audience.PUBLIC


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Stranger:
    """Somebody outside the company, as another platform names them."""

    platform: SlugText
    handle: Line
    account_id: Line | None = None
    name: Line | None = None
    url: WebAddress | None = None


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Hidden:
    """The mark that is left where a comment was taken out."""

    reason: Line


def _author_form(given: Any) -> str:
    return "staff" if isinstance(given, str) else "stranger"


@dataclass(frozen=True, slots=True, kw_only=True, config=STRICT)
class Comment:
    """A word in the conversation, by staff or by a stranger."""

    at: Moment
    by: Annotated[Annotated[StaffIdText, Tag("staff")] | Annotated[Stranger, Tag("stranger")], Discriminator(_author_form)]
    text: Prose | None = None
    hidden: Hidden | None = None
    audience: Audience = Audience.PUBLIC
    url: WebAddress | None = None
    """Where it was said; what is brought in from elsewhere is known again by it."""
    edited: Moment | None = None
    """Its author has changed it since."""
    awaits_review: Flag = False
    """A stranger's word that was brought in and that nobody of ours has read: it is not published until somebody takes this out."""

    @model_validator(mode="after")
    def _text_or_mark(self) -> "Comment":
        if (self.text is None) == (self.hidden is None):
            raise refuse("a comment has either text or hidden: {reason: …}; a hidden comment's words stay out of the store")
        return self

    @property
    def is_public(self) -> bool:
        """Meant for everybody, and read by one of us where a stranger's word was brought in."""
        return self.audience is Audience.PUBLIC and not self.awaits_review


def _workaround_form(given: Any) -> str:
    return "none" if isinstance(given, NoneKnown) or (isinstance(given, dict) and "steps" not in given) else "some"


class Issue(Record):
    """What defects and feature requests share."""

    kind: ClassVar[IssueKind]

    id: IssueIdText
    title: Line
    product: SlugText
    opened: Day
    components: tuple[SlugText, ...] = ()
    summary: Prose | None = None
    description: Prose | None = None
    steps_to_reproduce: Prose | None = None
    symptoms: Texts = ()
    platforms: Texts = ()
    affected: tuple[Range, ...] = ()
    checked_not_affected: tuple[VersionText, ...] = ()
    workarounds: Annotated[Annotated[tuple[Workaround, ...], Tag("some")] | Annotated[NoneKnown, Tag("none")], Discriminator(_workaround_form)] = ()
    fixes: tuple[Fix, ...] = ()
    target: Target | None = None
    reports: tuple[Reports, ...] = ()
    votes: Count = 0
    duplicate_of: IssueIdText | None = None
    supersedes: tuple[IssueIdText, ...] = ()
    related: tuple[IssueIdText, ...] = ()
    references: tuple[Reference, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    owner: StaffIdText | None = None
    reporter: Reporter | None = None
    updates: tuple[Update, ...] = ()
    comments: tuple[Comment, ...] = ()
    resolution: Resolution | None = None
    updated: Day | None = None
    closed: Day | None = None
    aliases: Texts = ()
    awaits_review: Flag = False
    """Brought in from elsewhere, and nobody of ours has read it: it is not published until somebody takes this out."""
    audience: Audience = Audience.PUBLIC
    embargo_until: Moment | None = None
    internal_notes: Prose | None = None

    @property
    def known_workarounds(self) -> tuple[Workaround, ...]:
        return () if isinstance(self.workarounds, NoneKnown) else self.workarounds

    @property
    def reported(self) -> int:
        """Customers counted over all months and channels."""
        return sum(r.total for r in self.reports)

    def is_public(self, now: datetime) -> bool:
        """Meant for everybody, read by one of us, and its embargo, if any, is over."""
        return self.audience is Audience.PUBLIC and not self.awaits_review and (self.embargo_until is None or self.embargo_until <= now)


class Defect(Issue):
    kind: ClassVar[IssueKind] = IssueKind.DEFECT

    status: DefectStatus
    severity: Severity


class FeatureRequest(Issue):
    kind: ClassVar[IssueKind] = IssueKind.FEATURE

    status: FeatureStatus


type_of_issue: dict[IssueKind, type[Defect | FeatureRequest]] = {IssueKind.DEFECT: Defect, IssueKind.FEATURE: FeatureRequest}
"""The record type of each kind."""

AnyIssue = Defect | FeatureRequest
