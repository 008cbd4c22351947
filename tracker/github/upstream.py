"""What a repository on GitHub said when it was read, as plain frozen values. Knows neither the network nor our records.

Texts are as their authors wrote them: hostile until cleaned. Moments are in UTC. What GitHub leaves out is None, "" or empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote something. People are told apart by `id`; a login can be given to somebody else."""

    login: str
    id: int
    name: str = ""
    url: str = ""
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class UpstreamComment:
    id: int
    """Stable for as long as the comment lives, and when its issue moves."""
    author: Person | None
    """None: the account is gone (GitHub's ghost)."""
    association: str
    """OWNER, MEMBER, COLLABORATOR, CONTRIBUTOR, NONE …: what GitHub says of the author; no proof of being staff."""
    body: str
    created: datetime
    edited: datetime | None = None
    edited_by_another: bool = False
    """The words are not the author's alone: a maintainer has changed them, or nobody knows who did."""
    minimised: str = ""
    """Why a maintainer folded it away (spam, off-topic, resolved …); empty: it stands open."""
    url: str = ""
    reactions: Mapping[str, int] = field(default_factory=dict)
    """By GitHub's name (`+1`, `heart` …); names without a count are left out."""


@dataclass(frozen=True, slots=True)
class CrossReference:
    """An issue, pull request or commit that is connected with this one."""

    kind: str
    """issue, pull-request, commit."""
    url: str
    closes: bool = False
    """It closed this issue."""
    repository: str = ""
    """OWNER/NAME."""
    number: int | None = None
    commit: str = ""
    """The full hash: of a commit, or of the merge of a pull request."""
    merged: datetime | None = None


@dataclass(frozen=True, slots=True)
class Milestone:
    number: int
    title: str
    due: datetime | None = None
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class UpstreamIssue:
    """One issue, whole: with all comments and references that it had when it was read. Pull requests are none."""

    id: int
    """Stable when it is renumbered by a transfer within GitHub."""
    number: int
    title: str
    body: str
    state: str
    """open or closed."""
    state_reason: str
    """completed, not_planned, duplicate, reopened; empty: not said."""
    created: datetime
    updated: datetime
    url: str
    closed: datetime | None = None
    author: Person | None = None
    association: str = "NONE"
    labels: tuple[str, ...] = ()
    """In GitHub's order."""
    type: str = ""
    """The organisation's issue type (Bug, Feature …)."""
    milestone: Milestone | None = None
    assignees: tuple[Person, ...] = ()
    is_locked: bool = False
    is_pinned: bool = False
    duplicate_of: str = ""
    """OWNER/NAME#NUMBER of the issue that it was closed as a duplicate of."""
    reactions: Mapping[str, int] = field(default_factory=dict)
    comments: tuple[UpstreamComment, ...] = ()
    """By time, then id."""
    references: tuple[CrossReference, ...] = ()
    """In the order of the timeline; each once."""


@dataclass(frozen=True, slots=True)
class UpstreamRelease:
    tag: str
    name: str
    published: datetime | None
    url: str
    is_prerelease: bool = False
    is_draft: bool = False
    """Not published; GitHub shows it only to those who may write."""


@dataclass(frozen=True, slots=True)
class Gone:
    """An issue that was there before and is not any more."""

    number: int
    reason: str
    """deleted (410); transferred (301; 404: deleted, or transferred to where the token may not look); withheld (451); a pull request now."""
    moved_to: str = ""
    """OWNER/NAME#NUMBER, where it was transferred."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A repository as of one reading: all of its issues, those that did not change taken from the reading before."""

    repository: str
    """OWNER/NAME as it is called now, which is not what it was asked for when it moved."""
    id: int
    issues: tuple[UpstreamIssue, ...]
    """By number."""
    gone: tuple[Gone, ...] = ()
    """By number; of those that an earlier reading had, or that were asked after."""
    releases: tuple[UpstreamRelease, ...] = ()
    """By day of publication."""
    moved_from: str = ""
    """What it was asked for, where that is another name."""
