"""What the browser's own modules say, for tests: nothing, with the reason, where there is no node."""

from typing import Any

import pytest

from bench import node as installed
from bench.node import MODULES

__all__ = ["MODULES", "needs_node", "node"]

needs_node = pytest.mark.skipif(not installed.is_here(), reason="there is no node to run the browser's modules with")


def node(script: str, given: object = None) -> Any:
    """What a module's code says, by `say(value)`, of `given`, which it finds under that name."""
    if not installed.is_here():
        pytest.skip("there is no node to run the browser's modules with")
    return installed.run(script, given)
