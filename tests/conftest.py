"""What all tests may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from github_server import Server

# The machine may be busy; how long an example took says nothing about the product. The rest stays as Hypothesis sets it, here or in CI.
settings.register_profile("unhurried", settings(), deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real data, which is not part of the project; a test that asks for it is skipped where nobody says where it lies."""
    folder = os.environ.get("TRACKER_DATA")
    if not folder:
        pytest.skip("TRACKER_DATA does not say where the real data lie")
    return Path(folder)


@pytest.fixture(scope="module")
def server() -> Iterator["Server"]:
    """A scripted GitHub with nothing in it yet."""
    from github_server import serving  # noqa: PLC0415 - few tests ask for it
    from github_world import World  # noqa: PLC0415 - likewise

    with serving(World()) as made:
        yield made
