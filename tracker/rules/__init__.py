"""What must hold across records. Importing this package fills the table."""

from tracker.rules import (
    accounts,
    channels,
    dates,
    duplicates,
    evidence,
    firewall,
    hours,
    ids,
    people,
    privacy,
    references,
    settings,
    spelling,
    trust,
    versions,
)
from tracker.rules.registry import RULES, Rule, findings

__all__ = [
    "RULES",
    "Rule",
    "accounts",
    "channels",
    "dates",
    "duplicates",
    "evidence",
    "findings",
    "firewall",
    "hours",
    "ids",
    "people",
    "privacy",
    "references",
    "settings",
    "spelling",
    "trust",
    "versions",
]
