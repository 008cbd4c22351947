"""What is to be written of the results of checks: dated proofs, pinned numbers, renames. Pure; planning twice gives nothing the second time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.model.edit import Append, Change, FileEdit, Set
from tracker.model.settings import Policy
from tracker.model.staff import COULD_NOT_CHECK, Account, Proof, StaffMember
from tracker.model.values import StaffId
from tracker.proofs.verdict import Outcome, Result

_LONGEST = 200
"""Characters of a reason, which may come from outside."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be written, and what is said beside it."""

    edits: tuple[FileEdit, ...] = ()
    lines: tuple[str, ...] = ()
    """A line for each check."""
    alarms: tuple[tuple[str, int, str], ...] = ()
    """Somebody has a handle that is not theirs: the file, the account's place, what is wrong."""

    @property
    def count(self) -> int:
        return sum(len(edit.changes) for edit in self.edits)


def planned(members: Iterable[StaffMember], results: Sequence[Result], policy: Policy, today: date) -> Plan:
    """The plan for results, which stand in the order in which their claims were made."""
    edits: list[FileEdit] = []
    lines: list[str] = []
    alarms: list[tuple[str, int, str]] = []
    for member in members:
        changes: list[Change] = []
        own = [r for r in results if r.claim.member == member.id]
        alarmed = {r.claim.at for r in own if r.outcome is Outcome.ALARM}
        for result in own:
            account = result.claim.account
            lines.append(f"{member.id} {account.platform} {account.handle}: {_said(result)}")
            if result.outcome is Outcome.ALARM:
                alarms.append((member.path, result.claim.at, f"{account.handle} on {account.platform}: {result.words}"))
            elif result.claim.at not in alarmed:
                changes += _changes(result, policy, today)
        if changes:
            edits.append(FileEdit(member.path, tuple(changes)))
    return Plan(tuple(edits), tuple(lines), tuple(alarms))


def _said(result: Result) -> str:
    how = f" ({result.method})" if result.outcome is Outcome.PROVED else ""
    return f"{result.outcome}{how}: {result.words}"


def _changes(result: Result, policy: Policy, today: date) -> list[Change]:
    at, account = result.claim.at, result.claim.account
    if result.outcome is Outcome.RENAMED:
        return _rename(at, account, str(result.now), today)
    if result.outcome is Outcome.UNCHECKED:
        return _failed(at, account, result, today)
    changes = _proved(at, account, result, policy, today)
    if result.account_id and not account.account_id:
        changes.append(Set(("accounts", at, "account_id"), result.account_id))
    return changes


def _proved(at: int, account: Account, result: Result, policy: Policy, today: date) -> list[Change]:
    """A check that failed is written over; a proof that a program wrote is renewed; one that a human signed is left, and another added."""
    own = _by_program(account, result.method)
    if any(proof.checked == today for _, proof in own if proof.counts):
        return []
    expires = today + policy.proof_good_for
    written: dict[str, Any] = {"method": str(result.method), "checked": today.isoformat(), "expires": expires.isoformat()}
    if result.evidence:
        written["evidence"] = result.evidence
    failed = [place for place, proof in _by_program(account, result.method, result.claim.look.method) if not proof.counts]
    if failed:
        return [Set(("accounts", at, "proofs", failed[0]), written)]
    if own:
        place, proof = own[-1]
        before = {"checked": proof.checked.isoformat(), "expires": str(proof.expires), "evidence": proof.evidence}
        return [Set(("accounts", at, "proofs", place, key), value) for key, value in written.items() if key in before and before[key] != value]
    return [Append(("accounts", at, "proofs"), written)]


def _by_program(account: Account, *methods: str) -> list[tuple[int, Proof]]:
    return [(place, proof) for place, proof in enumerate(account.proofs) if proof.method in methods and proof.by is None]


def _failed(at: int, account: Account, result: Result, today: date) -> list[Change]:
    """The one line that says when it was last tried in vain. No proof is touched, and after one of the same day nothing is written."""
    own = [(place, proof) for place, proof in _by_program(account, result.method)]
    if any(proof.checked == today for _, proof in own):
        return []
    reason = f"{COULD_NOT_CHECK}: {result.words}"[:_LONGEST]
    written: dict[str, Any] = {"method": str(result.method), "checked": today.isoformat(), "result": reason}
    if result.evidence:
        written["evidence"] = result.evidence
    place = next((place for place, proof in own if not proof.counts), None)
    return [Append(("accounts", at, "proofs"), written) if place is None else Set(("accounts", at, "proofs", place), written)]


def _rename(at: int, account: Account, now: str, today: date) -> list[Change]:
    """The account goes on under its new handle; the old one stays as a line of its own, which says until when it was ours."""
    former: dict[str, Any] = {"platform": account.platform, "handle": account.handle, "account_id": account.account_id}
    if account.since and account.since < today:
        former["since"] = account.since.isoformat()
    former |= {"until": today.isoformat(), "reason": "renamed", "now": now}
    place = ("accounts", at)
    return [Set((*place, "handle"), now), Set((*place, "since"), today.isoformat()), Append(("accounts",), former)]


def by_hand(member: StaffMember, at: int, method: str, by: StaffId, evidence: str | None, policy: Policy, today: date) -> Plan:
    """What a human found out: phoned, met, looked at the page."""
    account = member.accounts[at]
    if any(p.method == method and p.by == by and p.checked == today for p in account.proofs):
        return Plan()
    written: dict[str, Any] = {"method": method, "checked": today.isoformat(), "by": by, "expires": (today + policy.proof_good_for).isoformat()}
    if evidence:
        written["evidence"] = evidence
    edit = FileEdit(member.path, (Append(("accounts", at, "proofs"), written),))
    return Plan((edit,), (f"{member.id} {account.platform} {account.handle}: {method}, by {by}",))
