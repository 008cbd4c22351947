"""What all tests may ask for."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from github_server import Server

# The machine may be busy; how long an example took, or how long it took to make one up, says nothing about the product. The same examples are made
# up each time, so that what a run says is said of the change and not of the run; `pytest --hypothesis-profile wandering` looks for others.
settings.register_profile("unhurried", settings(), deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("wandering", settings.get_profile("unhurried"), derandomize=False)
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
