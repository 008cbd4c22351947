"""What all tests may ask for."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

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
