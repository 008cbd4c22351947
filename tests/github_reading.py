"""One repository of the scripted GitHub as it is read, for the tests of reading."""

from datetime import UTC, datetime
from typing import Any

import pytest
from github_server import MemoryKept, Server
from github_world import TOKEN, Issue, Repo, World

from tracker.github.fetch import fetched
from tracker.github.upstream import Person, Snapshot
from tracker.model.problem import CannotRun
from tracker.store.kept import KeptBytes

MERGED = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
SHA, SHB = "a" * 40, "b" * 40


def world_of(server: Server, *issues: Issue, **given: Any) -> World:
    world = World([Repo("acme/tool", issues=list(issues), **given)])
    server.show(world)
    return world


def read(server: Server, kept: MemoryKept | KeptBytes | None = None, **given: Any) -> Snapshot:
    return fetched("acme/tool", server.client(), MemoryKept() if kept is None else kept, **given)


def cannot(server: Server, **given: Any) -> str:
    with pytest.raises(CannotRun) as caught:
        fetched("acme/tool", server.client(**given), MemoryKept())
    assert "\n" not in str(caught.value)
    assert TOKEN not in str(caught.value)
    return str(caught.value).replace(f"127.0.0.1:{server.port}", "HOST")


def paths(world: World) -> list[str]:
    """What was asked for, below the repository."""
    return [each.path.removeprefix("/repos/acme/tool") for each in world.asked]


ADA_THERE = Person("ada", 101, url="https://github.com/ada")
BOB_THERE = Person("bob", 102, url="https://github.com/bob")
