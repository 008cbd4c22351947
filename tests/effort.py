"""How much was done, in time: what a machine is busy with besides does not count."""

import os


def effort() -> float:
    """Seconds that processors have worked so far for this process and for those that it began and saw end."""
    return sum(os.times()[:4])
