"""The firewall as a rule: what is published gives nobody and nothing away."""

from collections.abc import Iterator

from tracker.model.problem import Finding
from tracker.model.tracker import Tracker
from tracker.rules.registry import rule
from tracker.views.firewall.screen import Firewall

FIREWALL = "R354"


@rule(FIREWALL)
def public_text_gives_nothing_away(tracker: Tracker) -> Iterator[Finding]:
    """Public text holds no e-mail address, telephone number, IP address, customer's name, secret or private path, unless the settings allow or remove it."""
    firewall = Firewall(tracker)
    for issue in tracker.issues:
        yield from firewall.screened(issue).findings
    yield from firewall.others()
