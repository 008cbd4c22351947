"""What must hold across records. Importing this package fills the table."""

from tracker.rules import accounts, dates, evidence, ids, people, privacy, references, settings, versions
from tracker.rules.registry import RULES, Rule, findings

__all__ = ["RULES", "Rule", "accounts", "dates", "evidence", "findings", "ids", "people", "privacy", "references", "settings", "versions"]
