"""A scripted GitHub on loopback, over real HTTP: what it holds is plain Python values, and faults can be put into its way.

    world = World(repositories=[Repo("acme/tool", id=1, issues=[Issue(1, "Export stops", comments=[Comment(11, "Same here")])])])
    with serving(world) as server:
        snapshot = fetched("acme/tool", server.client(), kept)

The shapes of its answers are those that GitHub documents (docs.github.com: REST "issues", "timeline events", "comments", "releases"; GraphQL
"IssueComment", "ClosedEvent", "MarkedAsDuplicateEvent"). Everything in a `World` may be changed while it serves.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass
class User:
    login: str
    id: int
    type: str = "User"


ADA = User("ada", 101)
BOB = User("bob", 102)


@dataclass
class Comment:
    id: int
    body: str | None = "Same here."
    user: User | None = field(default_factory=lambda: ADA)
    created: datetime = BEGAN
    updated: datetime | None = None
    association: str = "NONE"
    minimised: str = ""
    reactions: dict[str, int] = field(default_factory=dict)


@dataclass
class Issue:
    number: int
    title: str = "Export stops"
    body: str | None = "Longer exports end early."
    user: User | None = field(default_factory=lambda: BOB)
    created: datetime = BEGAN
    updated: datetime = BEGAN
    state: str = "open"
    reason: str | None = None
    closed: datetime | None = None
    labels: list[str] = field(default_factory=list)
    type: str | None = None
    milestone: dict[str, object] | None = None
    assignees: list[User] = field(default_factory=list)
    association: str = "NONE"
    locked: bool = False
    pinned: bool = False
    reactions: dict[str, int] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    is_pull_request: bool = False


@dataclass
class Repo:
    name: str
    """OWNER/NAME."""
    id: int = 1
    issues: list[Issue] = field(default_factory=list)
    deleted: set[int] = field(default_factory=set)
    """Numbers that answer 410."""
    transferred: dict[int, str] = field(default_factory=dict)
    """Numbers that have moved, to OWNER/NAME#NUMBER."""
    old_names: list[str] = field(default_factory=list)
    releases: list[dict[str, object]] = field(default_factory=list)


@dataclass
class World:
    repositories: list[Repo] = field(default_factory=list)
