"""A check from end to end: claims, what is seen of them, what follows, what is to be written."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tracker.model.settings import Settings
from tracker.model.staff import StaffMember
from tracker.proofs.claim import ByHand, claims
from tracker.proofs.evidence import Network, gather
from tracker.proofs.plan import Plan, planned
from tracker.proofs.verdict import Result, judge


def checked(members: Iterable[StaffMember], settings: Settings, site: str, today: date, network: Network) -> Plan:
    """Look at every account of these people; one after the other, so that no server is asked twice at once."""
    asked = tuple(members)
    results: list[Result] = []
    unasked: list[str] = []
    for member in asked:
        for claim in claims(member, settings, site, today):
            if isinstance(claim, ByHand):
                unasked.append(f"{member.id} {claim.words}")
            else:
                results.append(judge(claim, gather(claim, network)))
    plan = planned(asked, results, settings.policy, today)
    return replace(plan, lines=(*plan.lines, *unasked))
